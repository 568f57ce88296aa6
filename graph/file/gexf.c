/* gexf.c - GEXF, Gephi's XML: attributes declared by class, values by their ids, places of the viz module as coordinates. */
#include "graph/file/attributes.h"
#include "graph/file/formats.h"
#include "graph/file/xml.h"

#include <string.h>

typedef enum
{
  NOTHING,
  GEXF,
  GRAPH,
  ATTRIBUTES,
  ATTRIBUTE,
  FALLBACK, /* <default> */
  NODES,
  NODE,
  EDGES,
  EDGE,
  VALUES, /* <attvalues> */
  VALUE,
  POSITION,
  PASSED_OVER,
} Element;

/* An attribute as it was declared. */
typedef struct
{
  CowAttribute *attribute;
  CowType type;
} Declared;

typedef struct
{
  const CowReadOptions *options;
  CowBuilder *builder;
  CowAttributes vertices, edges;
  CowDeclared declared;
  GHashTable *known[2]; /* of nodes, of edges: id -> Declared */
  Element stack[COW_XML_DEPTH];
  guint depth;
  gboolean seen_graph, directed_default;
  CowDirection direction;
  gboolean on_vertex;  /* the class of the open <attributes> */
  Declared *attribute; /* the open one */
  guint32 vertex;
  GString *text;
} GexfReader;

static void
clear_reader (GexfReader *reader)
{
  cow_attributes_clear (&reader->vertices);
  cow_attributes_clear (&reader->edges);
  cow_declared_clear (&reader->declared);
  g_hash_table_unref (reader->known[0]);
  g_hash_table_unref (reader->known[1]);
  g_string_free (reader->text, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GexfReader, clear_reader)

static CowType
find_type (const char *name)
{
  static const struct
  {
    const char *name;
    CowType type;
  } types[] = {
    { "integer", COW_TYPE_INT }, { "long", COW_TYPE_INT },  { "short", COW_TYPE_INT },    { "byte", COW_TYPE_INT },
    { "double", COW_TYPE_REAL }, { "float", COW_TYPE_REAL }, { "boolean", COW_TYPE_BOOL },
  };

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].name, name) == 0)
      return types[i].type;
  return COW_TYPE_STRING; /* strings, addresses, lists */
}

static gboolean
start_graph (CowXml *xml, GexfReader *reader, const char **names, const char **values, GError **error)
{
  const char *type = cow_xml_attribute (names, values, "defaultedgetype");

  if (reader->seen_graph)
    return cow_xml_error (xml, error, "a second graph: a file with one is read");
  reader->seen_graph = TRUE;
  reader->directed_default = type != NULL && strcmp (type, "directed") == 0;
  return TRUE;
}

static gboolean
start_attributes (CowXml *xml, GexfReader *reader, const char **names, const char **values, GError **error)
{
  const char *class = cow_xml_attribute (names, values, "class");

  if (class == NULL || (strcmp (class, "node") != 0 && strcmp (class, "edge") != 0))
    return cow_xml_error (xml, error, "attributes of class \"%.60s\": neither node nor edge", class != NULL ? class : "");
  reader->on_vertex = strcmp (class, "node") == 0;
  return TRUE;
}

static gboolean
start_attribute (CowXml *xml, GexfReader *reader, const char **names, const char **values, GError **error)
{
  CowAttributes *attributes = reader->on_vertex ? &reader->vertices : &reader->edges;
  const char *id = cow_xml_attribute (names, values, "id"), *title = cow_xml_attribute (names, values, "title");
  GHashTable *known = reader->known[!reader->on_vertex];
  Declared *declared;

  if (id == NULL)
    return cow_xml_error (xml, error, "attribute without an id");
  if (g_hash_table_contains (known, id))
    return cow_xml_error (xml, error, "attribute \"%.60s\" twice", id);
  if (g_hash_table_size (known) >= 2 * COW_MOST_ATTRIBUTES)
    return cow_xml_error (xml, error, "more than %d attributes", 2 * COW_MOST_ATTRIBUTES);
  declared = reader->attribute = g_new0 (Declared, 1);
  g_hash_table_insert (known, g_strdup (id), declared);
  declared->type = find_type (cow_xml_attribute (names, values, "type"));
  if (title == NULL || *title == '\0')
    title = id;
  declared->attribute = cow_attributes_get (attributes, title, strlen (title), declared->type, error);
  return declared->attribute != NULL && cow_attribute_also (declared->attribute, declared->type);
}

/* What stands in the tag itself: a label, a weight. */
static gboolean
take_own (CowAttributes *attributes, const char *name, const char *text, CowType type, GError **error)
{
  CowAttribute *attribute = text != NULL ? cow_attributes_get (attributes, name, strlen (name), type, error) : NULL;
  CowValue value;

  if (text == NULL)
    return TRUE;
  if (attribute == NULL)
    return FALSE;
  cow_attribute_parse (COW_TYPE_STRING, text, strlen (text), &value);
  return cow_attributes_cell (attributes, attribute, &value, error);
}

static gboolean
start_node (CowXml *xml, GexfReader *reader, const char **names, const char **values, GError **error)
{
  const char *id = cow_xml_attribute (names, values, "id");

  if (id == NULL)
    return cow_xml_error (xml, error, "node without an id");
  cow_attributes_begin (&reader->vertices);
  return cow_declared_vertex (&reader->declared, id, strlen (id), &reader->vertex, error)
         && take_own (&reader->vertices, "label", cow_xml_attribute (names, values, "label"), COW_TYPE_STRING, error);
}

static gboolean
start_edge (CowXml *xml, GexfReader *reader, const char **names, const char **values, GError **error)
{
  const char *source = cow_xml_attribute (names, values, "source"), *target = cow_xml_attribute (names, values, "target");
  const char *type = cow_xml_attribute (names, values, "type");
  guint64 line = cow_xml_line (xml);
  guint32 ends[2];

  if (source == NULL || target == NULL)
    return cow_xml_error (xml, error, "edge without a %s", source == NULL ? "source" : "target");
  if (type != NULL && strcmp (type, "directed") != 0 && strcmp (type, "undirected") != 0 && strcmp (type, "mutual") != 0)
    return cow_xml_error (xml, error, "edge of type \"%.60s\": none of directed, undirected, mutual", type);
  cow_attributes_begin (&reader->edges);
  return cow_direction_take (&reader->direction, type != NULL ? strcmp (type, "directed") == 0 : reader->directed_default, error)
         && cow_declared_end (&reader->declared, source, strlen (source), line, &ends[0], error)
         && cow_declared_end (&reader->declared, target, strlen (target), line, &ends[1], error)
         && cow_builder_edge (reader->builder, ends[0], ends[1], error)
         && take_own (&reader->edges, "weight", cow_xml_attribute (names, values, "weight"), COW_TYPE_NULL, error)
         && take_own (&reader->edges, "label", cow_xml_attribute (names, values, "label"), COW_TYPE_STRING, error);
}

static gboolean
parse_value (CowXml *xml, const Declared *declared, const char *text, CowValue *value, GError **error)
{
  return cow_attribute_parse (declared->type, text, strlen (text), value)
         || cow_xml_error (xml, error, "\"%.60s\" is not of type %s, as attribute \"%s\" is", text, cow_type_name (declared->type),
                           declared->attribute->name);
}

static gboolean
start_value (CowXml *xml, GexfReader *reader, gboolean of_node, const char **names, const char **values, GError **error)
{
  const char *id = cow_xml_attribute (names, values, "for"), *text = cow_xml_attribute (names, values, "value");
  Declared *declared;
  CowValue value;

  if (id == NULL)
    id = cow_xml_attribute (names, values, "id"); /* as GEXF 1.0 had it */
  declared = id != NULL ? g_hash_table_lookup (reader->known[!of_node], id) : NULL;
  if (declared == NULL)
    return cow_xml_error (xml, error, "value for attribute \"%.60s\", which is not declared", id != NULL ? id : "");
  if (text == NULL)
    return TRUE;
  return parse_value (xml, declared, text, &value, error)
         && cow_attributes_cell (of_node ? &reader->vertices : &reader->edges, declared->attribute, &value, error);
}

static gboolean
start_position (CowXml *xml, GexfReader *reader, const char **names, const char **values, GError **error)
{
  const char *texts[2] = { cow_xml_attribute (names, values, "x"), cow_xml_attribute (names, values, "y") };
  CowValue place[2];

  for (guint i = 0; i < 2; i++)
    if (texts[i] == NULL || !cow_attribute_parse (COW_TYPE_REAL, texts[i], strlen (texts[i]), &place[i]) || place[i].type != COW_TYPE_REAL
        || !isfinite (place[i].real))
      return cow_xml_error (xml, error, "coordinate \"%.60s\" is no finite number", texts[i] != NULL ? texts[i] : "");
  return cow_builder_coordinates (reader->builder, reader->vertex, place[0].real, place[1].real, error);
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
    { NOTHING, "gexf", GEXF },     { GEXF, "graph", GRAPH },           { GRAPH, "attributes", ATTRIBUTES }, { ATTRIBUTES, "attribute", ATTRIBUTE },
    { ATTRIBUTE, "default", FALLBACK }, { GRAPH, "nodes", NODES },     { NODES, "node", NODE },             { GRAPH, "edges", EDGES },
    { EDGES, "edge", EDGE },       { NODE, "attvalues", VALUES },      { EDGE, "attvalues", VALUES },       { VALUES, "attvalue", VALUE },
    { NODE, "position", POSITION },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i].parent == parent && strcmp (known[i].name, name) == 0)
      return known[i].element;
  return PASSED_OVER;
}

static gboolean
on_start (CowXml *xml, const char *name, const char **names, const char **values, gpointer user, GError **error)
{
  GexfReader *reader = user;
  Element parent = reader->depth > 0 ? reader->stack[reader->depth - 1] : NOTHING, element = find_element (parent, name);

  reader->stack[reader->depth++] = element;
  switch (element)
    {
    case GRAPH:
      return start_graph (xml, reader, names, values, error);
    case ATTRIBUTES:
      return start_attributes (xml, reader, names, values, error);
    case ATTRIBUTE:
      return start_attribute (xml, reader, names, values, error);
    case FALLBACK:
      g_string_truncate (reader->text, 0);
      return TRUE;
    case NODE:
      return start_node (xml, reader, names, values, error);
    case EDGE:
      return start_edge (xml, reader, names, values, error);
    case VALUE:
      return start_value (xml, reader, reader->stack[reader->depth - 3] == NODE, names, values, error);
    case POSITION:
      return start_position (xml, reader, names, values, error);
    case PASSED_OVER:
      if (parent == NOTHING)
        return cow_xml_error (xml, error, "no GEXF: the document is called \"%.60s\"", name);
      if (parent == NODE && (strcmp (name, "nodes") == 0 || strcmp (name, "edges") == 0))
        return cow_xml_error (xml, error, "%s inside of a node: nested graphs are not read", name);
      return TRUE;
    case NOTHING:
    case GEXF:
    case NODES:
    case EDGES:
    case VALUES:
      break;
    }
  return TRUE;
}

static gboolean
end_fallback (CowXml *xml, GexfReader *reader, GError **error)
{
  CowValue value;

  if (!parse_value (xml, reader->attribute, reader->text->str, &value, error))
    return FALSE;
  if (value.type != COW_TYPE_NULL)
    cow_attribute_set_fallback (reader->on_vertex ? &reader->vertices : &reader->edges, reader->attribute->attribute, &value);
  return TRUE;
}

static gboolean
on_end (CowXml *xml, const char *name, gpointer user, GError **error)
{
  GexfReader *reader = user;
  Element element = reader->stack[--reader->depth];

  (void)name;
  if (element == NODE)
    return cow_attributes_store (&reader->vertices, reader->vertex, error);
  if (element == EDGE)
    return cow_attributes_store (&reader->edges, cow_builder_n_edges (reader->builder) - 1, error);
  return element != FALLBACK || end_fallback (xml, reader, error);
}

static gboolean
on_text (CowXml *xml, const char *text, gsize length, gpointer user, GError **error)
{
  GexfReader *reader = user;

  if (reader->depth == 0 || reader->stack[reader->depth - 1] != FALLBACK)
    return TRUE;
  if (reader->text->len + length > COW_XML_PIECE_BYTES)
    return cow_xml_error (xml, error, "a text of more than %u MiB", (guint)(COW_XML_PIECE_BYTES >> 20));
  g_string_append_len (reader->text, text, (gssize)length);
  return TRUE;
}

static gboolean
read_gexf (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  static const CowXmlEvents events = { on_start, on_end, on_text };
  g_auto (GexfReader) reader = { .options = options, .builder = builder };

  cow_attributes_init (&reader.vertices, builder, TRUE);
  cow_attributes_init (&reader.edges, builder, FALSE);
  cow_declared_init (&reader.declared, builder);
  cow_direction_init (&reader.direction, options);
  for (guint i = 0; i < 2; i++)
    reader.known[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
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
  cow_builder_set_directed (builder, cow_direction_get (&reader.direction, reader.directed_default));
  return TRUE;
}

static guint
sniff_gexf (const char *bytes, gsize length)
{
  return cow_xml_begins (bytes, length, "gexf") ? 100 : 0;
}

const CowFormat cow_format_gexf = {
  .name = "gexf",
  .endings = ".gexf",
  .summary = "GEXF, Gephi's XML format (read only)",
  .details
  = "The document has one <graph> with <nodes> and <edges>, in any order; ids of nodes are the names. <attributes class=node|edge> "
    "declares attributes by id, title and type, with a <default>: integer, long, short and byte are ints, float and double reals, boolean "
    "bools, all others (lists too) strings; <attvalue for=… value=…> gives values. The label of a node or edge is the attribute label, "
    "weight= of an edge its weight, <viz:position> the coordinates; colors, sizes, times and ids of edges are passed over.\n\n"
    "defaultedgetype tells whether edges have a direction (without it they have none; mutual is undirected); an edge of another type "
    "than the first one is an error, or give --directed or --undirected. Nodes inside of nodes, two values of one attribute (as "
    "dynamic graphs have them), an edge to a node that is not declared are errors. Limits are those of GraphML.\n\n"
    "    web.gexf:31: value for attribute \"7\", which is not declared",
  .sniff = sniff_gexf,
  .read = read_gexf,
};
