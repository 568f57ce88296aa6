/* columns.h - what the columns of a text table are: ends of an edge, a weight, attributes with or without a type.
 *
 * They come from --columns, from a header line, or from the shape of the first line. */
#pragma once

#include "graph/builder.h"
#include "graph/file/fields.h"

G_BEGIN_DECLS

typedef enum
{
  COW_ROLE_ATTRIBUTE,
  COW_ROLE_SOURCE,
  COW_ROLE_TARGET,
  COW_ROLE_WEIGHT,
  COW_ROLE_IGNORED,
} CowColumnRole;

typedef struct
{
  char *name;
  CowType type; /* COW_TYPE_NULL: found from the cells */
  CowColumnRole role;
  gint column;  /* of the builder; -1: not declared yet */
} CowColumnPlan;

typedef struct
{
  GArray *plans; /* of CowColumnPlan */
} CowColumns;

void cow_columns_init (CowColumns *columns);
void cow_columns_clear (CowColumns *columns);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CowColumns, cow_columns_clear)

static inline CowColumnPlan *
cow_columns_get (const CowColumns *columns, guint index)
{
  return &g_array_index (columns->plans, CowColumnPlan, index);
}

/* Adds a column called `name[:type]`; a name "-" or none is a column to ignore. Only a known type is cut off, so that names
 * may hold colons. */
void cow_columns_add (CowColumns *columns, const char *name, gsize length);
/* "src,dst,name:type,…". Errors: COW_GRAPH_ERROR_SYNTAX: an unknown type, fewer than two columns. */
gboolean cow_columns_parse (CowColumns *columns, const char *text, GError **error);
/* Column number `index` without a name: c3 for the third. */
void cow_columns_add_unnamed (CowColumns *columns, CowColumnRole role);
/* Finds source and target by their names, else takes the first two, and the weight by its name. Errors: columns that are told
 * twice. */
gboolean cow_columns_assign_ends (CowColumns *columns, GError **error);

/* Is it a usual word for the source (1), the target (2), the weight (3) of an edge, none (0)? */
guint cow_column_word (const char *name, gsize length);

/* The value of a cell of a declared type; a quoted or bare text does for a string. FALSE: it is not of that type. Thread-safe. */
gboolean cow_column_parse_cell (CowType type, const CowField *field, CowValue *value);
/* One cell into the builder. FALSE with a message that names the column when the text does not fit its declared type.
 * Errors: COW_GRAPH_ERROR_FILE (the text), COW_GRAPH_ERROR_MEMORY. */
gboolean cow_column_check_cell (const CowColumnPlan *plan, const CowField *field, GError **error);
gboolean cow_column_store_cell (CowColumnPlan *plan, CowBuilder *builder, gboolean on_vertex, guint64 row, const CowField *field,
                                GError **error);

G_END_DECLS
