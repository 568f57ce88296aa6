/* json-record.h - one object of JSON that is a vertex or an edge: what the formats in JSON have in common. */
#pragma once

#include "graph/file/attributed-write.h"
#include "graph/file/attributes.h"
#include "graph/file/json-events.h"

G_BEGIN_DECLS

/* What a key of an object means, besides being an attribute. */
typedef enum
{
  COW_JSON_ATTRIBUTE,
  COW_JSON_ID,
  COW_JSON_SOURCE,
  COW_JSON_TARGET,
  COW_JSON_IGNORED,
} CowJsonRole;

typedef struct
{
  const CowReadOptions *options;
  CowBuilder *builder;
  CowJson json;
  CowAttributes vertices, edges;
  CowDeclared declared;
  GString *names[3]; /* of ID, SOURCE, TARGET */
  gboolean has[3];
  gboolean directed, multigraph, told_directed;
  char *passed_over; /* the key of the first object or array that is no attribute */
  guint64 n_passed_over;
} CowJsonReader;

void cow_json_reader_init (CowJsonReader *reader, CowInput *input, const CowReadOptions *options, CowBuilder *builder,
                           CowProgress *progress);
void cow_json_reader_clear (CowJsonReader *reader);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CowJsonReader, cow_json_reader_clear)

/* KEY VALUE pairs up to the end of the object that has begun, as cells of attributes and as names. */
gboolean cow_json_read_record (CowJsonReader *reader, CowAttributes *attributes, CowJsonRole (*role) (const char *key, gpointer user),
                               gpointer user, GError **error);
/* The last event, a value, as one of the three names. */
gboolean cow_json_take_name (CowJsonReader *reader, CowJsonRole role, const char *key, CowJsonEvent event, GError **error);
/* An object or array that is no attribute: counted, passed over. */
gboolean cow_json_pass_over (CowJsonReader *reader, const char *key, CowJsonEvent event, GError **error);
/* directed, multigraph and graph, whose key is the last event. *known FALSE: it is another key, and nothing was read. */
gboolean cow_json_read_header (CowJsonReader *reader, gboolean *known, GError **error);
/* The names as ends of an edge, its cells. declared: ends must be vertices that are told somewhere. */
gboolean cow_json_store_edge (CowJsonReader *reader, gboolean declared, guint64 line, GError **error);
/* What is left to do and to say at the end. */
void cow_json_reader_finish (CowJsonReader *reader, gboolean directed_default);

/* `"directed": …, "multigraph": …, "graph": …` with the types that cells do not tell. */
void cow_json_write_header (CowOutput *out, const CowWritePlan *plan);
void cow_json_write_name (CowOutput *out, const CowWritePlan *plan, guint32 vertex);
/* `, "KEY": VALUE` for each attribute that is not null. */
void cow_json_write_vertex_cells (CowOutput *out, const CowWritePlan *plan, guint32 vertex);
void cow_json_write_edge_cells (CowOutput *out, const CowWritePlan *plan, guint64 edge);

/* The keys of the first object, as far as the bytes go. */
typedef enum
{
  COW_JSON_LOOKS_GRAPH = 1 << 0,     /* nodes, links, edges */
  COW_JSON_LOOKS_ADJACENCY = 1 << 1, /* adjacency */
  COW_JSON_LOOKS_HEADER = 1 << 2,    /* directed, multigraph */
  COW_JSON_LOOKS_RECORD = 1 << 3,    /* id, source, … */
  COW_JSON_LOOKS_WHOLE = 1 << 4,     /* the object ends here */
  COW_JSON_LOOKS_MANY = 1 << 5,      /* and another begins behind it */
} CowJsonLooks;
guint cow_json_look (const char *bytes, gsize length);

/* source src from, target dst to, id vertex. */
CowJsonRole cow_json_line_role (const char *key);

G_END_DECLS
