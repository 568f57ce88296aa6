/* edge-rows.h - lines of a text table as edges: names that are text, a weight, attributes of any type; and plain lines too.
 *
 * What can be said of a line by itself is found here, by any thread: its fields, numbers parsed, texts looked up among those that
 * the builder knows already. What is new stays open, and whoever adds the rows to the builder, in order, numbers it: so names come in
 * the order of the file however many threads read. A line that is wrong, or in any way unusual, ends the scan: the reader of the
 * format takes it and says what it is. */
#pragma once

#include "graph/builder.h"
#include "graph/file/columns.h"
#include "graph/file/fields.h"
#include "graph/file/plain-edges.h"

G_BEGIN_DECLS

/* What a field is. */
typedef struct
{
  CowColumnRole role;
  CowType type;                       /* NULL: found from the cells */
  const struct _CowTextTable *texts;  /* of a column that holds strings */
} CowRowField;

/* What lines look like; a snapshot that never changes. */
struct _CowRowShape
{
  CowBuilder *builder; /* to hold its texts */
  const struct _CowTextTable *names; /* NULL: they are numbers */
  char delimiter;
  guint source, target, least; /* fields; a line has at least so many */
  guint n_fields;              /* and at most so many */
  guint n_columns;             /* of attributes, numbered by the order of their fields */
  CowRowField fields[];
};

/* What is read of lines beside the edges. All zero is empty. */
typedef struct
{
  CowFields fields;
  guint32 *lines;      /* of each edge: where its line is, in bytes */
  CowTextRef *unknown; /* names, as in CowEdgeBatch */
  guint n_unknown;
  CowTextCell *cells;  /* [edges][n_columns] */
  gsize cells_room;
  guint n_columns;
  CowTextRef *names;   /* of the rows whose names are not looked up yet */
} CowEdgeRows;

void cow_edge_rows_clear (CowEdgeRows *rows);

/* As cow_plain_edges_scan, from no edges at all; of plain lines or, when the shape has rows, of rows. Numbers of `edges` are then
 * appearances when shape->rows->names is set. Texts point into the lines. */
const char *cow_edge_rows_scan (CowEdgeRows *rows, CowPlainEdges *edges, const CowPlainShape *shape, const char *at, const char *end);

/* A weight, finite. FALSE: none, or one that cannot be. type INT: integers only. Complexity: O(length). */
gboolean cow_edge_weight_parse (const CowField *field, CowType type, CowCost *weight);

G_END_DECLS
