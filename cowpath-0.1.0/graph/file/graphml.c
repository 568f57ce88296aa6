/* graphml.c - GraphML, read as a stream: keys become columns, nodes and edges rows.
 *
 * A stack of what the open elements are tells what may come; anything else (ports, descriptions, what yEd draws) is passed over. */
#include "graph/file/attributed-write.h"
#include "graph/file/attributes.h"
#include "graph/file/formats.h"
#include "graph/file/xml.h"

#include <string.h>

typedef enum
{
  NOTHING,
  GRAPHML,
  KEY,
  FALLBACK, /* <default> */
  GRAPH,
  NODE,
  EDGE,
  DATA,
  PASSED_OVER,
} Element;

/* A key: the attribute of vertices, of edges, or of both that data of this id is for. */
typedef struct
{
  CowAttribute *vertex, *edge;
  CowType type;
  gboolean ignored; /* of graphs and ports, or of a type that is none of GraphML's */
} Key;

typedef struct
{
  const CowReadOptions *options;
  CowBuilder *builder;
  CowAttributes vertices, edges;
  CowDeclared declared;
  GHashTable *keys; /* id -> Key */
  Element stack[COW_XML_DEPTH];
  guint depth;
  gboolean seen_graph;
  gboolean directed_default, directed;
  guint64 n_edges;
  guint32 vertex, source, target; /* of what is open */
  Key *key;                       /* of the open <key> or <data> */
  GString *text;
} GraphmlReader;

static void
clear_reader (GraphmlReader *reader)
{
  cow_attributes_clear (&reader->vertices);
  cow_attributes_clear (&reader->edges);
  cow_declared_clear (&reader->declared);
  g_hash_table_unref (reader->keys);
  g_string_free (reader->text, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GraphmlReader, clear_reader)

static gboolean
find_type (const char *name, CowType *type)
{
  static const struct
  {
    const char *name;
    CowType type;
  } types[] = {
    { "string", COW_TYPE_STRING }, { "int", COW_TYPE_INT },      { "long", COW_TYPE_INT },    { "double", COW_TYPE_REAL },
    { "float", COW_TYPE_REAL },    { "boolean", COW_TYPE_BOOL }, { "integer", COW_TYPE_INT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].name, name) == 0)
      {
        *type = types[i].type;
        return TRUE;
      }
  return FALSE;
}

/* networkx writes a key for each type that an attribute has: they share a column of the widest. */
static gboolean
add_side (CowAttributes *attributes, const char *name, CowType type, CowAttribute **attribute, GError **error)
{
  *attribute = cow_attributes_get (attributes, name, strlen (name), type, error);
  if (*attribute != NULL && (*attribute)->type != type && (*attribute)->column < 0)
    (*attribute)->type = COW_TYPE_NULL;
  return *attribute != NULL;
}

static gboolean
start_key (CowXml *xml, GraphmlReader *reader, const char **names, const char **values, GError **error)
{
  const char *id = cow_xml_attribute (names, values, "id"), *side = cow_xml_attribute (names, values, "for");
  const char *name = cow_xml_attribute (names, values, "attr.name"), *type = cow_xml_attribute (names, values, "attr.type");
  gboolean all = side == NULL || strcmp (side, "all") == 0;
  Key *key;

  if (id == NULL)
    return cow_xml_error (xml, error, "key without an id");
  if (g_hash_table_contains (reader->keys, id))
    return cow_xml_error (xml, error, "key \"%.60s\" twice", id);
  if (g_hash_table_size (reader->keys) >= 4 * COW_MOST_ATTRIBUTES)
    return cow_xml_error (xml, error, "more than %d keys", 4 * COW_MOST_ATTRIBUTES);
  key = reader->key = g_new0 (Key, 1);
  g_hash_table_insert (reader->keys, g_strdup (id), key);
  key->type = COW_TYPE_STRING;
  if (type != NULL && !find_type (type, &key->type))
    return cow_xml_error (xml, error, "attr.type \"%.60s\": none of boolean, int, long, float, double, string", type);
  /* Without name and type it is something of a program's own, as yEd's drawings are. */
  key->ignored = (name == NULL && type == NULL && cow_xml_attribute (names, values, "yfiles.type") != NULL)
                 || (!all && strcmp (side, "node") != 0 && strcmp (side, "edge") != 0);
  if (key->ignored)
    return TRUE;
  if ((all || strcmp (side, "node") == 0) && !add_side (&reader->vertices, name ? name : id, key->type, &key->vertex, error))
    return FALSE;
  return (!all && strcmp (side, "edge") != 0) || add_side (&reader->edges, name ? name : id, key->type, &key->edge, error);
}

static gboolean
start_graph (CowXml *xml, GraphmlReader *reader, const char **names, const char **values, GError **error)
{
  const char *edges = cow_xml_attribute (names, values, "edgedefault");

  if (reader->seen_graph)
    return cow_xml_error (xml, error, "a second graph: a file with one is read");
  reader->seen_graph = TRUE;
  if (edges != NULL && strcmp (edges, "directed") != 0 && strcmp (edges, "undirected") != 0)
    return cow_xml_error (xml, error, "edgedefault \"%.60s\" is neither directed nor undirected", edges);
  reader->directed = reader->directed_default = edges == NULL || strcmp (edges, "directed") == 0;
  return TRUE;
}

static gboolean
start_node (CowXml *xml, GraphmlReader *reader, const char **names, const char **values, GError **error)
{
  const char *id = cow_xml_attribute (names, values, "id");

  if (id == NULL)
    return cow_xml_error (xml, error, "node without an id");
  cow_attributes_begin (&reader->vertices);
  return cow_declared_vertex (&reader->declared, id, strlen (id), &reader->vertex, error);
}

/* One graph has edges of one kind. */
static gboolean
check_direction (CowXml *xml, GraphmlReader *reader, const char *text, GError **error)
{
  CowValue value = { .boolean = reader->directed_default };

  if (reader->options->directed >= 0)
    return TRUE;
  if (text != NULL && (!cow_attribute_parse (COW_TYPE_BOOL, text, strlen (text), &value) || value.type != COW_TYPE_BOOL))
    return cow_xml_error (xml, error, "directed \"%.60s\" is neither true nor false", text);
  if (reader->n_edges++ > 0 && !value.boolean != !reader->directed)
    return cow_xml_error (xml, error, "%s edge among %s ones: load with --directed or --undirected",
                          value.boolean ? "directed" : "undirected", value.boolean ? "undirected" : "directed");
  reader->directed = value.boolean;
  return TRUE;
}

static gboolean
start_edge (CowXml *xml, GraphmlReader *reader, const char **names, const char **values, GError **error)
{
  const char *source = cow_xml_attribute (names, values, "source"), *target = cow_xml_attribute (names, values, "target");
  guint64 line = cow_xml_line (xml);

  if (source == NULL || target == NULL)
    return cow_xml_error (xml, error, "edge without a %s", source == NULL ? "source" : "target");
  cow_attributes_begin (&reader->edges);
  return check_direction (xml, reader, cow_xml_attribute (names, values, "directed"), error)
         && cow_declared_end (&reader->declared, source, strlen (source), line, &reader->source, error)
         && cow_declared_end (&reader->declared, target, strlen (target), line, &reader->target, error)
         && cow_builder_edge (reader->builder, reader->source, reader->target, error);
}

static gboolean
start_data (CowXml *xml, GraphmlReader *reader, Element parent, const char **names, const char **values, GError **error)
{
  const char *id = cow_xml_attribute (names, values, "key");

  reader->key = id != NULL ? g_hash_table_lookup (reader->keys, id) : NULL;
  g_string_truncate (reader->text, 0);
  if (reader->key == NULL)
    return cow_xml_error (xml, error, "data of key \"%.60s\", which is not declared", id != NULL ? id : "");
  if (!reader->key->ignored && (parent == NODE ? reader->key->vertex : reader->key->edge) == NULL)
    return cow_xml_error (xml, error, "key \"%.60s\" is not for %ss", id, parent == NODE ? "node" : "edge");
  return TRUE;
}

static Element
find_element (Element parent, const char *name)
{
  static const struct
  {
    Element parent;
    const char *name;
    Element element;
  } known[] = {
    { NOTHING, "graphml", GRAPHML }, { GRAPHML, "key", KEY }, { GRAPHML, "graph", GRAPH }, { KEY, "default", FALLBACK },
    { GRAPH, "node", NODE },         { GRAPH, "edge", EDGE }, { NODE, "data", DATA },      { EDGE, "data", DATA },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i].parent == parent && strcmp (known[i].name, name) == 0)
      return known[i].element;
  return PASSED_OVER;
}

static gboolean
on_start (CowXml *xml, const char *name, const char **names, const char **values, gpointer user, GError **error)
{
  GraphmlReader *reader = user;
  Element parent = reader->depth > 0 ? reader->stack[reader->depth - 1] : NOTHING, element = find_element (parent, name);

  reader->stack[reader->depth++] = element;
  switch (element)
    {
    case KEY:
      return start_key (xml, reader, names, values, error);
    case GRAPH:
      return start_graph (xml, reader, names, values, error);
    case NODE:
      return start_node (xml, reader, names, values, error);
    case EDGE:
      return start_edge (xml, reader, names, values, error);
    case DATA:
      return start_data (xml, reader, parent, names, values, error);
    case FALLBACK:
      g_string_truncate (reader->text, 0);
      return TRUE;
    case PASSED_OVER:
      if (parent == NOTHING)
        return cow_xml_error (xml, error, "no GraphML: the document is called \"%.60s\"", name);
      if ((parent == NODE || parent == EDGE) && strcmp (name, "graph") == 0)
        return cow_xml_error (xml, error, "a graph inside of %s: nested graphs are not read", parent == NODE ? "a node" : "an edge");
      if (parent == GRAPH && strcmp (name, "hyperedge") == 0)
        return cow_xml_error (xml, error, "a hyperedge: edges with two ends are read");
      return TRUE;
    case NOTHING:
    case GRAPHML:
      return TRUE;
    }
  return TRUE;
}

/* The text of <data> or <default> as a value of the key's type. */
static gboolean
read_value (CowXml *xml, GraphmlReader *reader, CowValue *value, GError **error)
{
  static const char *const names[] = { "null", "boolean", "int", "double", "string" };

  if (cow_attribute_parse (reader->key->type, reader->text->str, reader->text->len, value))
    return TRUE;
  const CowAttribute *attribute = reader->key->vertex != NULL ? reader->key->vertex : reader->key->edge;
  return cow_xml_error (xml, error, "\"%.60s\" is not of type %s, as attribute \"%s\" is", reader->text->str,
                        names[reader->key->type], attribute->name);
}

static gboolean
end_data (CowXml *xml, GraphmlReader *reader, Element parent, GError **error)
{
  CowValue value;

  if (reader->key->ignored)
    return TRUE;
  if (!read_value (xml, reader, &value, error))
    return FALSE;
  if (parent == NODE)
    return cow_attributes_cell (&reader->vertices, reader->key->vertex, &value, error);
  return cow_attributes_cell (&reader->edges, reader->key->edge, &value, error);
}

static gboolean
end_fallback (CowXml *xml, GraphmlReader *reader, GError **error)
{
  CowValue value;

  if (reader->key->ignored)
    return TRUE;
  if (!read_value (xml, reader, &value, error))
    return FALSE;
  if (value.type == COW_TYPE_NULL)
    return TRUE;
  if (reader->key->vertex != NULL)
    cow_attribute_set_fallback (&reader->vertices, reader->key->vertex, &value);
  if (reader->key->edge != NULL)
    cow_attribute_set_fallback (&reader->edges, reader->key->edge, &value);
  return TRUE;
}

static gboolean
on_end (CowXml *xml, const char *name, gpointer user, GError **error)
{
  GraphmlReader *reader = user;
  Element element = reader->stack[--reader->depth];

  (void)name;
  switch (element)
    {
    case NODE:
      return cow_attributes_store (&reader->vertices, reader->vertex, error);
    case EDGE:
      return cow_attributes_store (&reader->edges, cow_builder_n_edges (reader->builder) - 1, error);
    case DATA:
      return end_data (xml, reader, reader->stack[reader->depth - 1], error);
    case FALLBACK:
      return end_fallback (xml, reader, error);
    case NOTHING:
    case GRAPHML:
    case KEY:
    case GRAPH:
    case PASSED_OVER:
      return TRUE;
    }
  return TRUE;
}

static gboolean
on_text (CowXml *xml, const char *text, gsize length, gpointer user, GError **error)
{
  GraphmlReader *reader = user;
  Element element = reader->depth > 0 ? reader->stack[reader->depth - 1] : NOTHING;

  if (element != DATA && element != FALLBACK)
    return TRUE;
  if (reader->text->len + length > COW_XML_PIECE_BYTES)
    return cow_xml_error (xml, error, "a text of more than %u MiB", (guint)(COW_XML_PIECE_BYTES >> 20));
  g_string_append_len (reader->text, text, (gssize)length);
  return TRUE;
}

static gboolean
read_graphml (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  static const CowXmlEvents events = { on_start, on_end, on_text };
  g_auto (GraphmlReader) reader = { .options = options, .builder = builder };

  cow_attributes_init (&reader.vertices, builder, TRUE);
  cow_attributes_init (&reader.edges, builder, FALSE);
  cow_declared_init (&reader.declared, builder);
  reader.keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  reader.text = g_string_new (NULL);
  if (!cow_xml_read (input, &events, &reader, progress, error) || !cow_declared_check (&reader.declared, cow_input_name (input), error))
    return FALSE;
  if (!reader.seen_graph)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s: no graph in it", cow_input_name (input));
      return FALSE;
    }
  cow_attributes_declare (&reader.vertices);
  cow_attributes_declare (&reader.edges);
  cow_builder_set_directed (builder, options->directed >= 0 ? options->directed : reader.directed);
  return TRUE;
}

static guint
sniff_graphml (const char *bytes, gsize length)
{
  return cow_xml_begins (bytes, length, "graphml") ? 100 : 0;
}

/* ---- writing ---- */

static void
write_key (CowOutput *out, guint *number, gboolean on_vertex, const char *name, CowType type)
{
  static const char *const types[] = { "string", "boolean", "long", "double", "string" };

  cow_output_printf (out, "  <key id=\"d%u\" for=\"%s\" attr.name=\"", (*number)++, on_vertex ? "node" : "edge");
  cow_xml_write_text (out, name, strlen (name));
  cow_output_printf (out, "\" attr.type=\"%s\"/>\n", types[type]);
}

/* d0 … vertex columns, coordinates, the weight, edge columns. */
static void
write_keys (CowOutput *out, const CowWritePlan *plan)
{
  guint number = 0;

  for (guint i = 0; i < plan->vertex_columns->len; i++)
    write_key (out, &number, TRUE, cow_write_plan_column (plan, TRUE, i)->name, cow_write_plan_column (plan, TRUE, i)->column->type);
  if (plan->coordinates)
    {
      write_key (out, &number, TRUE, "x", COW_TYPE_REAL);
      write_key (out, &number, TRUE, "y", COW_TYPE_REAL);
    }
  if (plan->weighted)
    write_key (out, &number, FALSE, "weight", plan->graph->out.kind == COW_WEIGHT_F64 ? COW_TYPE_REAL : COW_TYPE_INT);
  for (guint i = 0; i < plan->edge_columns->len; i++)
    write_key (out, &number, FALSE, cow_write_plan_column (plan, FALSE, i)->name, cow_write_plan_column (plan, FALSE, i)->column->type);
}

static void
write_data (CowOutput *out, guint key, const CowValue *value)
{
  if (value->type == COW_TYPE_NULL)
    return;
  cow_output_printf (out, "<data key=\"d%u\">", key);
  if (value->type == COW_TYPE_BOOL)
    cow_output_bytes (out, value->boolean ? "true" : "false", value->boolean ? 4 : 5);
  else if (value->type == COW_TYPE_INT)
    cow_output_int (out, value->integer);
  else if (value->type == COW_TYPE_REAL)
    cow_write_real (out, value->real, "INF", "NaN");
  else
    cow_xml_write_text (out, value->text, value->length);
  cow_output_bytes (out, "</data>", 7);
}

static void
write_vertex (CowOutput *out, const CowWritePlan *plan, guint32 vertex)
{
  char buffer[24];
  gsize length;
  const char *name = cow_graph_name (plan->graph, vertex, buffer, &length);
  guint n = plan->vertex_columns->len;
  CowValue x = { .type = COW_TYPE_REAL }, y = { .type = COW_TYPE_REAL };

  cow_output_bytes (out, "    <node id=\"", 14);
  cow_xml_write_text (out, name, length);
  cow_output_bytes (out, "\">", 2);
  for (guint i = 0; i < n; i++)
    {
      CowValue value = cow_column_value (cow_write_plan_column (plan, TRUE, i)->column, vertex);

      write_data (out, i, &value);
    }
  if (cow_write_plan_place (plan, vertex, &x.real, &y.real))
    {
      write_data (out, n, &x);
      write_data (out, n + 1, &y);
    }
  cow_output_bytes (out, "</node>\n", 8);
}

static void
write_edge (CowOutput *out, const CowWritePlan *plan, guint64 edge)
{
  guint first = plan->vertex_columns->len + (plan->coordinates ? 2 : 0);
  guint32 ends[2];

  cow_edge_order_ends (&plan->order, edge, &ends[0], &ends[1]);
  for (guint i = 0; i < 2; i++)
    {
      char buffer[24];
      gsize length;
      const char *name = cow_graph_name (plan->graph, ends[i], buffer, &length);

      cow_output_printf (out, i == 0 ? "    <edge source=\"" : "\" target=\"");
      cow_xml_write_text (out, name, length);
    }
  cow_output_bytes (out, "\">", 2);
  if (plan->weighted)
    {
      CowValue weight = cow_write_plan_weight (plan, edge);

      write_data (out, first++, &weight);
    }
  for (guint i = 0; i < plan->edge_columns->len; i++)
    {
      CowValue value = cow_column_value (cow_write_plan_column (plan, FALSE, i)->column, edge);

      write_data (out, first + i, &value);
    }
  cow_output_bytes (out, "</edge>\n", 8);
}

static gboolean
write_graphml (const CowGraph *graph, CowOutput *out, CowProgress *progress, GError **error)
{
  g_auto (CowWritePlan) plan = { 0 };

  if (!cow_write_plan_init (&plan, graph, NULL, NULL, progress, error))
    return FALSE;
  plan.xml = TRUE;
  if (!cow_write_plan_check (&plan, error))
    return FALSE;
  cow_output_printf (out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n");
  write_keys (out, &plan);
  cow_output_printf (out, "  <graph edgedefault=\"%s\">\n", graph->directed ? "directed" : "undirected");
  for (guint32 appearance = 0; appearance < graph->n; appearance++)
    {
      write_vertex (out, &plan, cow_graph_vertex_at (graph, appearance));
      if (!cow_write_plan_step (&plan, error))
        return FALSE;
    }
  for (guint64 edge = 0; edge < graph->m; edge++)
    {
      write_edge (out, &plan, edge);
      if (!cow_write_plan_step (&plan, error))
        return FALSE;
    }
  cow_output_printf (out, "  </graph>\n</graphml>\n");
  return TRUE;
}

const CowFormat cow_format_graphml = {
  .name = "graphml",
  .endings = ".graphml",
  .summary = "GraphML, an XML format of networkx, igraph, Gephi and yEd",
  .details
  = "The document has one <graph>, with <node id=…> and <edge source=… target=…> in any order; ids are the names. Each "
    "<key id=… for=node|edge|all attr.name=… attr.type=boolean|int|long|float|double|string> is an attribute, with its <default> "
    "where an element has no <data> of it; two keys of one name are one attribute. The edge attribute called weight is the weight; vertex attributes called lon and lat, or x "
    "and y, are coordinates as well. A string may be empty; any other empty text is null.\n\n"
    "edgedefault tells whether edges have a direction; one whose own directed= says otherwise is an error unless all do, or --directed "
    "or --undirected is given. Ports, descriptions, ids of edges and data of other programs (yEd) are passed over. Nested graphs, "
    "hyperedges, a second graph, an edge to a node that is not declared, and entities of a document type are errors. Limits: 64 elements "
    "inside each other, 16 MiB a tag or text, 200 attributes a side, UTF-8.\n\n"
    "    roads.graphml:12: \"abc\" is not of type int, as attribute \"lanes\" is\n"
    "    roads.graphml:20: edge to \"n9\", which is not declared\n\n"
    "Written in order of appearance, with a key for each attribute; coordinates that are no attributes become x and y. A name or a "
    "text that XML cannot hold (control characters, bytes that are not UTF-8) is an error.",
  .sniff = sniff_graphml,
  .read = read_graphml,
  .write = write_graphml,
};
