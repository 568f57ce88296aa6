/* json.c - JSON as networkx writes it: node_link_data (nodes and links) and adjacency_data (nodes, and a list of neighbors for each).
 *
 * Both are read by one reader, as the keys tell them apart. In an undirected adjacency each edge stands at both of its ends: the one
 * at the end that comes first is taken, and a sum over both kinds shows whether every edge has its other. */
#include "graph/file/formats.h"
#include "graph/file/json-record.h"

#include <string.h>

typedef struct
{
  CowJsonReader base;
  gboolean nodes, links, adjacency; /* have been read */
  guint64 twins;                    /* sum over edges taken minus that over edges left */
} JsonReader;

static CowJsonRole
node_role (const char *key, gpointer user)
{
  (void)user;
  return strcmp (key, "id") == 0 ? COW_JSON_ID : COW_JSON_ATTRIBUTE;
}

static CowJsonRole
link_role (const char *key, gpointer user)
{
  const CowJsonReader *reader = user;

  if (strcmp (key, "source") == 0)
    return COW_JSON_SOURCE;
  if (strcmp (key, "target") == 0)
    return COW_JSON_TARGET;
  return reader->multigraph && strcmp (key, "key") == 0 ? COW_JSON_IGNORED : COW_JSON_ATTRIBUTE;
}

/* Calls read for each object of the array that is the next value. */
static gboolean
read_list (JsonReader *reader, const char *what, CowJsonEvent wanted, gboolean (*read) (JsonReader *reader, guint64 index, GError **error),
           GError **error)
{
  CowJson *json = &reader->base.json;
  CowJsonEvent event = cow_json_next (json, error);

  if (event != COW_JSON_ARRAY)
    return event != COW_JSON_ERROR && cow_bytes_error (&json->bytes, error, "%s is no array", what);
  for (guint64 index = 0; (event = cow_json_next (json, error)) == wanted; index++)
    if (!read (reader, index, error))
      return FALSE;
  if (event != COW_JSON_ARRAY_END && event != COW_JSON_ERROR)
    cow_bytes_error (&json->bytes, error, "in %s is no %s", what, wanted == COW_JSON_OBJECT ? "object" : "array");
  return event == COW_JSON_ARRAY_END;
}

/* A node without an id is called by its place, as networkx has it. */
static gboolean
read_node (JsonReader *reader, guint64 index, GError **error)
{
  CowJsonReader *base = &reader->base;
  guint32 vertex;

  if (!cow_json_read_record (base, &base->vertices, node_role, base, error))
    return FALSE;
  if (!base->has[0])
    g_string_printf (base->names[0], "%" G_GUINT64_FORMAT, index);
  return cow_declared_vertex (&base->declared, base->names[0]->str, base->names[0]->len, &vertex, error)
         && cow_attributes_store (&base->vertices, vertex, error);
}

static gboolean
read_link (JsonReader *reader, guint64 index, GError **error)
{
  guint64 line = reader->base.json.bytes.token_line;

  (void)index;
  return cow_json_read_record (&reader->base, &reader->base.edges, link_role, &reader->base, error)
         && cow_json_store_edge (&reader->base, TRUE, line, error);
}

static guint64
mix (guint64 low, guint64 high)
{
  guint64 sum = (low * 0x9e3779b97f4a7c15u) ^ (high + 0x632be59bd9b4e019u) * 0xbf58476d1ce4e5b9u;

  return (sum ^ sum >> 29) * 0x94d049bb133111ebu;
}

static CowJsonRole
neighbor_role (const char *key, gpointer user)
{
  const CowJsonReader *reader = user;

  return strcmp (key, "id") == 0                           ? COW_JSON_ID
         : reader->multigraph && strcmp (key, "key") == 0 ? COW_JSON_IGNORED
                                                           : COW_JSON_ATTRIBUTE;
}

static gboolean
read_neighbor (JsonReader *reader, guint32 source, GError **error)
{
  CowJsonReader *base = &reader->base;
  guint64 line = base->json.bytes.token_line;
  guint32 target;

  if (!cow_json_read_record (base, &base->edges, neighbor_role, base, error))
    return FALSE;
  if (!base->has[0])
    return cow_bytes_error (&base->json.bytes, error, "neighbor without an id");
  if (!cow_declared_end (&base->declared, base->names[0]->str, base->names[0]->len, line, &target, error))
    return FALSE;
  if (!base->directed && target != source)
    reader->twins += (source < target ? 1 : -1) * mix (MIN (source, target), MAX (source, target));
  if (!base->directed && target < source)
    return TRUE;
  return cow_builder_edge (base->builder, source, target, error)
         && cow_attributes_store (&base->edges, cow_builder_n_edges (base->builder) - 1, error);
}

/* The neighbors of the index-th node. */
static gboolean
read_neighbors (JsonReader *reader, guint64 index, GError **error)
{
  CowJson *json = &reader->base.json;
  CowJsonEvent event;

  if (index >= cow_builder_n_vertices (reader->base.builder))
    return cow_bytes_error (&json->bytes, error, "adjacency of more than the %" G_GUINT64_FORMAT " nodes",
                            cow_builder_n_vertices (reader->base.builder));
  while ((event = cow_json_next (json, error)) == COW_JSON_OBJECT)
    if (!read_neighbor (reader, (guint32)index, error))
      return FALSE;
  if (event != COW_JSON_ARRAY_END && event != COW_JSON_ERROR)
    cow_bytes_error (&json->bytes, error, "a neighbor is no object");
  return event == COW_JSON_ARRAY_END;
}

static gboolean
read_adjacency (JsonReader *reader, GError **error)
{
  CowJsonReader *base = &reader->base;

  if (!reader->nodes || cow_builder_n_edges (base->builder) > 0)
    return cow_bytes_error (&base->json.bytes, error, "adjacency before nodes, or beside links");
  reader->adjacency = TRUE;
  if (!read_list (reader, "adjacency", COW_JSON_ARRAY, read_neighbors, error))
    return FALSE;
  return reader->twins == 0
         || cow_bytes_error (&base->json.bytes, error, "an undirected edge stands at one of its ends only, or directed comes behind adjacency");
}

/* Twice the same part would be two graphs. */
static gboolean
first_time (JsonReader *reader, gboolean *seen, const char *key, GError **error)
{
  if (*seen)
    return cow_bytes_error (&reader->base.json.bytes, error, "%s twice, or links and edges", key);
  *seen = TRUE;
  return TRUE;
}

static gboolean
read_key (JsonReader *reader, GError **error)
{
  const char *key = reader->base.json.text->str;
  gboolean known;

  if (strcmp (key, "nodes") == 0)
    return first_time (reader, &reader->nodes, "nodes", error) && read_list (reader, "nodes", COW_JSON_OBJECT, read_node, error);
  if (strcmp (key, "links") == 0 || strcmp (key, "edges") == 0)
    return first_time (reader, &reader->links, "links", error) && read_list (reader, "links", COW_JSON_OBJECT, read_link, error);
  if (strcmp (key, "adjacency") == 0)
    return first_time (reader, &reader->links, "links", error) && read_adjacency (reader, error);
  gboolean directed = reader->base.directed;
  if (!cow_json_read_header (&reader->base, &known, error))
    return FALSE;
  if (known && reader->adjacency && !directed != !reader->base.directed)
    return cow_bytes_error (&reader->base.json.bytes, error, "directed comes behind adjacency");
  return known || cow_json_skip (&reader->base.json, cow_json_next (&reader->base.json, error), error);
}

static gboolean
read_document (JsonReader *reader, GError **error)
{
  CowJson *json = &reader->base.json;
  CowJsonEvent event = cow_json_next (json, error);

  if (event != COW_JSON_OBJECT)
    return event != COW_JSON_ERROR && cow_bytes_error (&json->bytes, error, "no object with nodes and links");
  while ((event = cow_json_next (json, error)) == COW_JSON_KEY)
    if (!read_key (reader, error))
      return FALSE;
  if (event != COW_JSON_OBJECT_END || cow_json_next (json, error) != COW_JSON_END)
    return FALSE;
  return reader->nodes || reader->links || cow_bytes_error (&json->bytes, error, "neither nodes nor links in it");
}

static gboolean
read_json (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  JsonReader reader = { .nodes = FALSE };
  gboolean ok;

  cow_json_reader_init (&reader.base, input, options, builder, progress);
  ok = read_document (&reader, error);
  if (!ok)
    cow_bytes_add_place (&reader.base.json.bytes, error);
  /* Without nodes the ends of links are all there is. */
  ok = ok && (!reader.nodes || cow_declared_check (&reader.base.declared, cow_input_name (input), error));
  if (ok)
    cow_json_reader_finish (&reader.base, FALSE);
  cow_json_reader_clear (&reader.base);
  return ok;
}

static guint
sniff_json (const char *bytes, gsize length)
{
  guint looks = cow_json_look (bytes, length);

  if (looks & COW_JSON_LOOKS_MANY || looks & COW_JSON_LOOKS_ADJACENCY)
    return 0;
  return looks & COW_JSON_LOOKS_GRAPH ? 95 : looks & COW_JSON_LOOKS_HEADER ? 50 : 0;
}

static guint
sniff_adjacency (const char *bytes, gsize length)
{
  guint looks = cow_json_look (bytes, length);

  return looks & COW_JSON_LOOKS_MANY ? 0 : looks & COW_JSON_LOOKS_ADJACENCY ? 96 : 0;
}

/* ---- writing ---- */

static const char *const vertex_reserved[] = { "id", NULL };

static gboolean
write_nodes (CowOutput *out, CowWritePlan *plan, GError **error)
{
  const CowGraph *graph = plan->graph;

  cow_output_bytes (out, "{", 1);
  cow_json_write_header (out, plan);
  cow_output_printf (out, ",\n\"nodes\": [");
  for (guint32 appearance = 0; appearance < graph->n; appearance++)
    {
      guint32 vertex = cow_graph_vertex_at (graph, appearance);

      cow_output_printf (out, "%s\n{\"id\": ", appearance > 0 ? "," : "");
      cow_json_write_name (out, plan, vertex);
      cow_json_write_vertex_cells (out, plan, vertex);
      cow_output_bytes (out, "}", 1);
      if (!cow_write_plan_step (plan, error))
        return FALSE;
    }
  cow_output_printf (out, "\n],\n");
  return TRUE;
}

static gboolean
write_json (const CowGraph *graph, CowOutput *out, CowProgress *progress, GError **error)
{
  static const char *const edge_reserved[] = { "source", "target", "key", NULL };
  g_auto (CowWritePlan) plan = { 0 };

  if (!cow_write_plan_init (&plan, graph, vertex_reserved, edge_reserved, progress, error) || !cow_write_plan_check (&plan, error)
      || !write_nodes (out, &plan, error))
    return FALSE;
  cow_output_printf (out, "\"links\": [");
  for (guint64 edge = 0; edge < graph->m; edge++)
    {
      guint32 source, target;

      cow_edge_order_ends (&plan.order, edge, &source, &target);
      cow_output_printf (out, "%s\n{\"source\": ", edge > 0 ? "," : "");
      cow_json_write_name (out, &plan, source);
      cow_output_printf (out, ", \"target\": ");
      cow_json_write_name (out, &plan, target);
      cow_json_write_edge_cells (out, &plan, edge);
      cow_output_bytes (out, "}", 1);
      if (!cow_write_plan_step (&plan, error))
        return FALSE;
    }
  cow_output_printf (out, "\n]}\n");
  return TRUE;
}

/* key: the number of the edge, the same at both ends; networkx tells parallel edges apart by it. */
static void
write_neighbors (CowOutput *out, const CowWritePlan *plan, const guint32 *edge_of_arc, guint32 vertex)
{
  const CowGraph *graph = plan->graph;

  cow_output_bytes (out, "[", 1);
  for (guint64 arc = graph->out.offsets[vertex], first = arc; arc < graph->out.offsets[vertex + 1]; arc++)
    {
      cow_output_printf (out, "%s{\"id\": ", arc > first ? ", " : "");
      cow_json_write_name (out, plan, cow_csr_target (&graph->out, arc));
      if (graph->meta->n_parallel > 0)
        cow_output_printf (out, ", \"key\": %u", edge_of_arc[arc]);
      cow_json_write_edge_cells (out, plan, edge_of_arc[arc]);
      cow_output_bytes (out, "}", 1);
    }
  cow_output_bytes (out, "]", 1);
}

static gboolean
write_adjacency (const CowGraph *graph, CowOutput *out, CowProgress *progress, GError **error)
{
  static const char *const edge_reserved[] = { "id", "key", NULL };
  g_auto (CowWritePlan) plan = { 0 };
  g_autofree guint32 *edge_of_arc = g_try_new (guint32, MAX (graph->n_arcs, 1));

  if (edge_of_arc == NULL || !cow_graph_edge_of_arc_table (graph, edge_of_arc))
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "no memory for %" G_GUINT64_FORMAT " bytes to number the edges",
                   4 * graph->n_arcs);
      return FALSE;
    }
  if (!cow_write_plan_init (&plan, graph, vertex_reserved, edge_reserved, progress, error) || !cow_write_plan_check (&plan, error)
      || !write_nodes (out, &plan, error))
    return FALSE;
  cow_output_printf (out, "\"adjacency\": [");
  for (guint32 appearance = 0; appearance < graph->n; appearance++)
    {
      cow_output_printf (out, appearance > 0 ? ",\n" : "\n");
      write_neighbors (out, &plan, edge_of_arc, cow_graph_vertex_at (graph, appearance));
      if (!cow_write_plan_step (&plan, error))
        return FALSE;
    }
  cow_output_printf (out, "\n]}\n");
  return TRUE;
}

#define COMMON_DETAILS \
  "JSON is read as a stream and strictly: UTF-8, no half surrogate pairs, no \\u0000; NaN and Infinity, which Python writes, are " \
  "numbers. Integers and reals of 64 bits, an id that is a number of any length. Limits: 64 objects and arrays inside each other, 16 MiB a " \
  "string, 200 attributes a side."

const CowFormat cow_format_json = {
  .name = "json",
  .endings = ".json",
  .summary = "node-link JSON, as networkx and D3 have it",
  .details
  = "An object with nodes, an array of objects with an id each, and links (or edges), an array of objects with source and target. A node "
    "without an id is called by its place, from 0. All other keys are attributes: weight of a link is its weight; lon and lat, or x and y, "
    "of a node are coordinates too. Objects and arrays inside are passed over with a warning. `\"directed\": true` gives edges a "
    "direction, without it they have none; `\"multigraph\": true` makes the key `key` of links one that is not read. Source and "
    "target must be nodes, unless nodes is missing.\n\n" COMMON_DETAILS "\n\n"
    "    net.json:4: edge to \"x\", which is not declared\n"
    "    net.json:1: the file ends where a comma or } is to be\n\n"
    "Written for networkx.node_link_graph, which from networkx 3.6 on wants to be told that edges are links; names that are numbers as numbers. Bytes that are "
    "not UTF-8 are an error; an attribute called as a key that means something else gets a _ behind its name.",
  .sniff = sniff_json,
  .read = read_json,
  .write = write_json,
};

const CowFormat cow_format_adjacency = {
  .name = "adjacency",
  .endings = ".adjacency.json .adj.json",
  .summary = "adjacency JSON, as networkx has it",
  .details
  = "An object with nodes, an array of objects with an id each, and behind it adjacency, an array with one array for each node: its "
    "neighbors, objects with the id of a node and the attributes of the edge. Without `\"directed\": true` an edge stands at both of its "
    "ends, and is one; when it stands at one only that is an error. directed must come before adjacency.\n\n" COMMON_DETAILS "\n\n"
    "    net.json:7: neighbor without an id\n\n"
    "Written for networkx.adjacency_graph, edges by the vertex they begin at; parallel edges get their number as key.",
  .sniff = sniff_adjacency,
  .read = read_json,
  .write = write_adjacency,
};
