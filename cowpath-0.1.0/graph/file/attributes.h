/* attributes.h - attributes of formats that name them (GraphML, GML, GEXF, JSON …): which column of the builder is meant, which one
 * is the weight, which two are coordinates; and vertices that must be declared.
 *
 * What one vertex or edge says is collected first and stored when it is known which row it is. */
#pragma once

#include "graph/builder.h"

G_BEGIN_DECLS

#define COW_MOST_ATTRIBUTES 200 /* of vertices, and as many of edges: an image holds a thousand sections, a column up to four */

typedef struct
{
  char *name;
  CowType type;      /* of every cell; COW_TYPE_NULL: the widest of the cells */
  gint column;       /* of the builder; -1: not declared yet */
  guint axis;        /* 0: no coordinate; 2 k + 1, 2 k + 2: x and y of the k-th pair of usual names */
  gboolean weight;   /* the weight of edges, no column */
  guint64 told;      /* private: the last record that had it */
  gboolean fallback; /* has one */
  CowValue fallback_value; /* for rows that say nothing; a text is owned */
} CowAttribute;

typedef struct
{
  CowBuilder *builder;
  gboolean on_vertex;
  GPtrArray *all; /* of CowAttribute* */
  GHashTable *by_name;
  /* The record that is collected. */
  GArray *cells;
  GByteArray *texts;
  guint64 record;
  guint n_fallbacks, n_declared;
} CowAttributes;

void cow_attributes_init (CowAttributes *attributes, CowBuilder *builder, gboolean on_vertex);
void cow_attributes_clear (CowAttributes *attributes);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CowAttributes, cow_attributes_clear)

/* The attribute of that name; a new one gets the type. Errors: COW_GRAPH_ERROR_FILE: an empty or long name, too many. */
CowAttribute *cow_attributes_get (CowAttributes *attributes, const char *name, gsize length, CowType type, GError **error);
/* Columns for all attributes known so far: one that never gets a cell is a column all the same. Storing does it; call it at the end. */
void cow_attributes_declare (CowAttributes *attributes);
void cow_attribute_set_fallback (CowAttributes *attributes, CowAttribute *attribute, const CowValue *value);

/* A record: begin, cells, store. A text is copied. Errors: COW_GRAPH_ERROR_FILE: an attribute twice, a weight that is no finite
 * number, a value that is not of the declared type. The row of an edge must be the last one. */
void cow_attributes_begin (CowAttributes *attributes);
gboolean cow_attributes_cell (CowAttributes *attributes, CowAttribute *attribute, const CowValue *value, GError **error);
gboolean cow_attributes_store (CowAttributes *attributes, guint64 row, GError **error);

/* A text as a value of a type: bool is true, false (any case), 1, 0; blanks around what is no string are dropped; nothing but
 * blanks is null. FALSE: it is not of that type. */
gboolean cow_attribute_parse (CowType type, const char *text, gsize length, CowValue *value);
/* The pair of usual names of coordinates (lon lat, x y …) that a name belongs to: as CowAttribute.axis. */
guint cow_attribute_axis (const char *name);
#define COW_N_AXIS_PAIRS 4

/* Vertices that must be declared, once: what is told of edges that come first is kept until then. */
typedef struct
{
  CowBuilder *builder;
  guint64 *declared; /* bitmap by appearance */
  guint64 n_words;
  GHashTable *awaited; /* appearance -> Awaited */
} CowDeclared;

void cow_declared_init (CowDeclared *declared, CowBuilder *builder);
void cow_declared_clear (CowDeclared *declared);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CowDeclared, cow_declared_clear)
/* Errors: COW_GRAPH_ERROR_FILE: declared before. */
gboolean cow_declared_vertex (CowDeclared *declared, const char *name, gsize length, guint32 *appearance, GError **error);
gboolean cow_declared_end (CowDeclared *declared, const char *name, gsize length, guint64 line, guint32 *appearance, GError **error);
/* Errors: COW_GRAPH_ERROR_FILE: `FILE:LINE: edge to "NAME", which is not declared`, the first one. */
gboolean cow_declared_check (const CowDeclared *declared, const char *file, GError **error);

G_END_DECLS
