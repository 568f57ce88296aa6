/* gml.c - GML, the format of `graph [ node [ id 1 ] edge [ source 1 target 1 ] ]`: read without recursion, and written.
 *
 * Vertices are interned by their ids; when it turns out at the end that all have a label of their own, the labels become the names. */
#include "graph/file/attributed-write.h"
#include "graph/file/attributes.h"
#include "graph/file/formats.h"
#include "graph/file/gml-token.h"

#include <string.h>

#define DEPTH 64

typedef enum
{
  TOP,
  GRAPH,
  NODE,
  EDGE,
  GRAPHICS, /* of a node: its place */
  OTHER,    /* a list that is passed over */
} List;

typedef struct
{
  const CowReadOptions *options;
  CowBuilder *builder;
  CowGmlTokens tokens;
  CowAttributes vertices, edges;
  CowDeclared declared;
  List stack[DEPTH];
  guint depth;
  gboolean seen_graph, directed, multigraph;
  gboolean has[2]; /* id; source, target: of the open list */
  GString *ends[2];
  guint64 line;    /* where the open list begins */
  char *passed_over; /* the first list that was */
  guint64 n_passed_over;
} GmlReader;

static void
clear_reader (GmlReader *reader)
{
  cow_gml_tokens_clear (&reader->tokens);
  cow_attributes_clear (&reader->vertices);
  cow_attributes_clear (&reader->edges);
  cow_declared_clear (&reader->declared);
  g_string_free (reader->ends[0], TRUE);
  g_string_free (reader->ends[1], TRUE);
  g_free (reader->passed_over);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GmlReader, clear_reader)

/* `# cowpath vertex NAME TYPE`: what our writer says of columns whose cells do not tell their type. */
static gboolean
on_comment (const char *text, gpointer user, GError **error)
{
  static const CowType types[] = { COW_TYPE_BOOL, COW_TYPE_INT, COW_TYPE_REAL, COW_TYPE_STRING };
  GmlReader *reader = user;

  if (!g_str_has_prefix (text, "# cowpath "))
    return TRUE;
  g_auto (GStrv) words = g_strsplit (text, " ", 6);
  if (g_strv_length (words) != 5)
    return TRUE;
  gboolean on_vertex = strcmp (words[2], "vertex") == 0;
  g_strchomp (words[4]);
  for (guint i = 0; i < G_N_ELEMENTS (types) && (on_vertex || strcmp (words[2], "edge") == 0); i++)
    if (strcmp (words[4], cow_type_name (types[i])) == 0)
      return cow_attributes_get (on_vertex ? &reader->vertices : &reader->edges, words[3], strlen (words[3]), types[i], error) != NULL;
  return TRUE;
}

/* The token as a value. */
static gboolean
read_value (GmlReader *reader, CowGmlToken token, CowValue *value, GError **error)
{
  const GString *text = reader->tokens.text;

  if (token == COW_GML_STRING)
    return cow_attribute_parse (COW_TYPE_STRING, text->str, text->len, value);
  if (token == COW_GML_INT)
    return cow_attribute_parse (COW_TYPE_INT, text->str, text->len, value)
           || cow_bytes_error (&reader->tokens.bytes, error, "integer %.60s is beyond 64 bits", text->str);
  if (token == COW_GML_WORD && strcmp (text->str, "NAN") != 0 && strcmp (text->str, "INF") != 0)
    return cow_bytes_error (&reader->tokens.bytes, error, "\"%.60s\" is no value: texts stand in quotes", text->str);
  if (!cow_attribute_parse (COW_TYPE_REAL, text->str, text->len, value)
      || (isinf (value->real) && strstr (text->str, "INF") == NULL))
    return cow_bytes_error (&reader->tokens.bytes, error, "\"%.60s\" is no number of 64 bits", text->str);
  return TRUE;
}

static gboolean
take_attribute (GmlReader *reader, gboolean on_vertex, const char *key, CowGmlToken token, GError **error)
{
  CowAttributes *attributes = on_vertex ? &reader->vertices : &reader->edges;
  gboolean label = on_vertex && strcmp (key, "label") == 0;
  CowAttribute *attribute = cow_attributes_get (attributes, key, strlen (key), label ? COW_TYPE_STRING : COW_TYPE_NULL, error);
  CowValue value;

  /* A label is text, numbers too. */
  if (attribute == NULL || !read_value (reader, label ? COW_GML_STRING : token, &value, error))
    return FALSE;
  if (attribute->type == COW_TYPE_BOOL && value.type == COW_TYPE_INT && (value.integer == 0 || value.integer == 1))
    value = (CowValue){ .type = COW_TYPE_BOOL, .boolean = value.integer == 1 };
  return cow_attributes_cell (attributes, attribute, &value, error);
}

static gboolean
take_end (GmlReader *reader, guint which, const char *key, GError **error)
{
  if (reader->has[which])
    return cow_bytes_error (&reader->tokens.bytes, error, "%s twice", key);
  reader->has[which] = TRUE;
  g_string_assign (reader->ends[which], reader->tokens.text->str);
  return TRUE;
}

static gboolean
take_flag (GmlReader *reader, const char *key, gboolean *flag, GError **error)
{
  const char *text = reader->tokens.text->str;

  if (strcmp (text, "0") != 0 && strcmp (text, "1") != 0)
    return cow_bytes_error (&reader->tokens.bytes, error, "%s is %.60s: neither 0 nor 1", key, text);
  *flag = *text == '1';
  return TRUE;
}

/* KEY VALUE inside of the innermost open list. */
static gboolean
take_value (GmlReader *reader, const char *key, CowGmlToken token, GError **error)
{
  switch (reader->stack[reader->depth])
    {
    case GRAPH:
      if (strcmp (key, "directed") == 0)
        return take_flag (reader, key, &reader->directed, error);
      if (strcmp (key, "multigraph") == 0)
        return take_flag (reader, key, &reader->multigraph, error);
      return TRUE;
    case NODE:
      if (strcmp (key, "id") == 0)
        return take_end (reader, 0, key, error);
      return take_attribute (reader, TRUE, key, token, error);
    case EDGE:
      if (strcmp (key, "source") == 0 || strcmp (key, "target") == 0)
        return take_end (reader, *key == 't', key, error);
      if (reader->multigraph && strcmp (key, "key") == 0)
        return TRUE; /* networkx tells parallel edges apart by it */
      return take_attribute (reader, FALSE, key, token, error);
    case GRAPHICS:
      if (strcmp (key, "x") == 0 || strcmp (key, "y") == 0)
        return take_attribute (reader, TRUE, key, token, error);
      return TRUE;
    case TOP:
    case OTHER:
      break;
    }
  return TRUE;
}

static gboolean
open_list (GmlReader *reader, const char *key, GError **error)
{
  List parent = reader->stack[reader->depth], list = OTHER;

  if (reader->depth + 1 == DEPTH)
    return cow_bytes_error (&reader->tokens.bytes, error, "nesting too deep: more than %d lists", DEPTH - 1);
  if (parent == TOP && strcmp (key, "graph") == 0)
    {
      if (reader->seen_graph)
        return cow_bytes_error (&reader->tokens.bytes, error, "a second graph: a file with one is read");
      reader->seen_graph = TRUE;
      list = GRAPH;
    }
  else if (parent == GRAPH && (strcmp (key, "node") == 0 || strcmp (key, "edge") == 0))
    {
      list = *key == 'n' ? NODE : EDGE;
      reader->has[0] = reader->has[1] = FALSE;
      reader->line = reader->tokens.bytes.token_line;
      cow_attributes_begin (list == NODE ? &reader->vertices : &reader->edges);
    }
  else if (parent == NODE && strcmp (key, "graphics") == 0)
    list = GRAPHICS;
  else if ((parent == NODE || parent == EDGE) && reader->n_passed_over++ == 0)
    reader->passed_over = g_strdup (key);
  reader->stack[++reader->depth] = list;
  return TRUE;
}

static gboolean
store_node (GmlReader *reader, GError **error)
{
  guint32 appearance;

  if (!reader->has[0])
    return cow_bytes_error (&reader->tokens.bytes, error, "node without an id");
  return cow_declared_vertex (&reader->declared, reader->ends[0]->str, reader->ends[0]->len, &appearance, error)
         && cow_attributes_store (&reader->vertices, appearance, error);
}

static gboolean
store_edge (GmlReader *reader, GError **error)
{
  guint32 ends[2];

  for (guint i = 0; i < 2; i++)
    {
      if (!reader->has[i])
        return cow_bytes_error (&reader->tokens.bytes, error, "edge without a %s", i == 0 ? "source" : "target");
      if (!cow_declared_end (&reader->declared, reader->ends[i]->str, reader->ends[i]->len, reader->line, &ends[i], error))
        return FALSE;
    }
  return cow_builder_edge (reader->builder, ends[0], ends[1], error)
         && cow_attributes_store (&reader->edges, cow_builder_n_edges (reader->builder) - 1, error);
}

static gboolean
close_list (GmlReader *reader, GError **error)
{
  if (reader->depth == 0)
    return cow_bytes_error (&reader->tokens.bytes, error, "] without [");
  switch (reader->stack[reader->depth--])
    {
    case NODE:
      return store_node (reader, error);
    case EDGE:
      return store_edge (reader, error);
    case TOP:
    case GRAPH:
    case GRAPHICS:
    case OTHER:
      break;
    }
  return TRUE;
}

/* One KEY VALUE, KEY [ or ]. */
static gboolean
take_token (GmlReader *reader, CowGmlToken token, GError **error)
{
  g_autofree char *key = NULL;

  if (token == COW_GML_CLOSE)
    return close_list (reader, error);
  if (token != COW_GML_WORD)
    return cow_bytes_error (&reader->tokens.bytes, error, "%s%.60s%s where a key is to be", token == COW_GML_OPEN ? "[" : "\"",
                          reader->tokens.text->str, token == COW_GML_OPEN ? "" : "\"");
  if (reader->tokens.text->len > 1000)
    return cow_bytes_error (&reader->tokens.bytes, error, "a key of %" G_GSIZE_FORMAT " bytes", reader->tokens.text->len);
  key = g_strdup (reader->tokens.text->str);
  switch (cow_gml_next (&reader->tokens, error))
    {
    case COW_GML_OPEN:
      return open_list (reader, key, error);
    case COW_GML_INT:
      return take_value (reader, key, COW_GML_INT, error);
    case COW_GML_REAL:
      return take_value (reader, key, COW_GML_REAL, error);
    case COW_GML_STRING:
      return take_value (reader, key, COW_GML_STRING, error);
    case COW_GML_WORD:
      return take_value (reader, key, COW_GML_WORD, error);
    case COW_GML_END:
    case COW_GML_CLOSE:
      return cow_bytes_error (&reader->tokens.bytes, error, "key \"%.60s\" without a value", key);
    case COW_GML_ERROR:
      break;
    }
  return FALSE;
}

static gboolean
read_tokens (GmlReader *reader, GError **error)
{
  GError *wrong = NULL;
  CowGmlToken token;

  while ((token = cow_gml_next (&reader->tokens, &wrong)) != COW_GML_END)
    if (token == COW_GML_ERROR || !take_token (reader, token, &wrong))
      {
        cow_bytes_add_place (&reader->tokens.bytes, &wrong);
        g_propagate_error (error, wrong);
        return FALSE;
      }
  if (reader->depth > 0)
    return cow_bytes_error (&reader->tokens.bytes, error, "the file ends inside of %u lists: ] is missing", reader->depth);
  return reader->seen_graph || cow_bytes_error (&reader->tokens.bytes, error, "no `graph [` in it");
}

/* Names are the labels when all have one and no two the same. */
static gboolean
choose_names (GmlReader *reader, GError **error)
{
  CowAttribute *label = g_hash_table_lookup (reader->vertices.by_name, "label");
  gboolean taken, distinct;

  if (label == NULL)
    return TRUE;
  if (!cow_builder_take_names (reader->builder, (guint)label->column, &taken, &distinct, error))
    return FALSE;
  if (!taken && !distinct)
    cow_read_warn (reader->options, "two nodes have the same label: nodes are called by their ids");
  return TRUE;
}

static gboolean
read_gml (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  g_auto (GmlReader) reader = { .options = options, .builder = builder };

  cow_gml_tokens_init (&reader.tokens, input, progress);
  reader.tokens.on_comment = on_comment;
  reader.tokens.user = &reader;
  cow_attributes_init (&reader.vertices, builder, TRUE);
  cow_attributes_init (&reader.edges, builder, FALSE);
  cow_declared_init (&reader.declared, builder);
  reader.ends[0] = g_string_new (NULL);
  reader.ends[1] = g_string_new (NULL);
  if (!read_tokens (&reader, error) || !cow_declared_check (&reader.declared, cow_input_name (input), error))
    return FALSE;
  cow_attributes_declare (&reader.vertices);
  cow_attributes_declare (&reader.edges);
  if (reader.n_passed_over > 0)
    cow_read_warn (options, "%" G_GUINT64_FORMAT " list%s inside of nodes and edges passed over, the first is called %.60s",
                   reader.n_passed_over, reader.n_passed_over == 1 ? "" : "s", reader.passed_over);
  cow_builder_set_directed (builder, options->directed >= 0 ? options->directed : reader.directed);
  return choose_names (&reader, error);
}

/* Comments, then a few keys with values, then `graph [`. */
static guint
sniff_gml (const char *bytes, gsize length)
{
  const char *at = bytes, *end = bytes + length;

  while (at < end)
    {
      const char *newline = memchr (at, '\n', (gsize)(end - at)), *from;

      while (at < end && g_ascii_isspace (*at))
        at++;
      if (at < end && *at == '#' && newline != NULL)
        {
          at = memchr (at, '\n', (gsize)(end - at));
          if (at == NULL)
            return 0;
          continue;
        }
      for (from = at; at < end && g_ascii_isalpha (*at); at++)
        ;
      gsize word = (gsize)(at - from);
      while (at < end && g_ascii_isspace (*at))
        at++;
      if (word == 5 && memcmp (from, "graph", 5) == 0)
        return at < end && *at == '[' ? 95 : 0;
      if ((word == 7 && memcmp (from, "Creator", 7) == 0) || (word == 7 && memcmp (from, "Version", 7) == 0)
          || (word == 7 && memcmp (from, "comment", 7) == 0))
        {
          const char *close = at < end && *at == '"' ? memchr (at + 1, '"', (gsize)(end - at - 1)) : memchr (at, '\n', (gsize)(end - at));

          if (close == NULL)
            return 0;
          at = close + 1;
          continue;
        }
      return 0;
    }
  return 0;
}

/* ---- writing ---- */

static gboolean
check_keys (const CowWritePlan *plan, gboolean on_vertex, GError **error)
{
  const GArray *columns = on_vertex ? plan->vertex_columns : plan->edge_columns;

  for (guint i = 0; i < columns->len; i++)
    {
      const char *name = cow_write_plan_column (plan, on_vertex, i)->name;
      gsize plain = strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

      if (name[plain] != '\0' || !g_ascii_isalpha (*name))
        {
          g_autofree char *shown = g_strescape (name, NULL);

          g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE,
                       "attribute \"%.60s\" cannot be written as GML: a key is a letter, then letters, digits and _", shown);
          return FALSE;
        }
    }
  return TRUE;
}

/* What cells do not tell: a bool is written as 0 or 1, and a column of nulls not at all. */
static void
write_types (CowOutput *out, const CowWritePlan *plan, gboolean on_vertex)
{
  const GArray *columns = on_vertex ? plan->vertex_columns : plan->edge_columns;

  for (guint i = 0; i < columns->len; i++)
    {
      const CowWrittenColumn *written = cow_write_plan_column (plan, on_vertex, i);

      if (written->column->type == COW_TYPE_BOOL || written->column->n_null == written->column->rows)
        cow_output_printf (out, "# cowpath %s %s %s\n", on_vertex ? "vertex" : "edge", written->name,
                           cow_type_name (written->column->type));
    }
}

static void
write_value (CowOutput *out, const char *key, const CowValue *value)
{
  if (value->type == COW_TYPE_NULL)
    return;
  cow_output_printf (out, "    %s ", key);
  if (value->type == COW_TYPE_BOOL)
    cow_output_bytes (out, value->boolean ? "1" : "0", 1);
  else if (value->type == COW_TYPE_INT)
    cow_output_int (out, value->integer);
  else if (value->type == COW_TYPE_REAL)
    cow_write_real (out, value->real, value->real > 0 ? "+INF" : "INF", "NAN");
  else
    cow_gml_write_string (out, value->text, value->length);
  cow_output_bytes (out, "\n", 1);
}

static void
write_id (CowOutput *out, const CowWritePlan *plan, const char *key, guint32 vertex)
{
  char buffer[24];
  gsize length;

  cow_output_printf (out, "    %s ", key);
  if (plan->graph->meta->names_kind == COW_NAMES_TEXT)
    cow_output_int (out, cow_graph_appearance (plan->graph, vertex));
  else
    {
      const char *name = cow_graph_name (plan->graph, vertex, buffer, &length);

      cow_output_bytes (out, name, length);
    }
  cow_output_bytes (out, "\n", 1);
}

static void
write_vertex (CowOutput *out, const CowWritePlan *plan, guint32 vertex)
{
  CowValue x = { .type = COW_TYPE_REAL }, y = { .type = COW_TYPE_REAL };

  cow_output_bytes (out, "  node [\n", 9);
  write_id (out, plan, "id", vertex);
  if (plan->graph->meta->names_kind == COW_NAMES_TEXT)
    {
      CowValue name = { .type = COW_TYPE_STRING };
      char buffer[24];

      name.text = cow_graph_name (plan->graph, vertex, buffer, &name.length);
      write_value (out, "label", &name);
    }
  for (guint i = 0; i < plan->vertex_columns->len; i++)
    {
      CowValue value = cow_column_value (cow_write_plan_column (plan, TRUE, i)->column, vertex);

      write_value (out, cow_write_plan_column (plan, TRUE, i)->name, &value);
    }
  if (cow_write_plan_place (plan, vertex, &x.real, &y.real))
    {
      write_value (out, "x", &x);
      write_value (out, "y", &y);
    }
  cow_output_bytes (out, "  ]\n", 4);
}

static void
write_edge (CowOutput *out, const CowWritePlan *plan, guint64 edge)
{
  guint32 source, target;

  cow_edge_order_ends (&plan->order, edge, &source, &target);
  cow_output_bytes (out, "  edge [\n", 9);
  write_id (out, plan, "source", source);
  write_id (out, plan, "target", target);
  if (plan->weighted)
    {
      CowValue weight = cow_write_plan_weight (plan, edge);

      write_value (out, "weight", &weight);
    }
  for (guint i = 0; i < plan->edge_columns->len; i++)
    {
      CowValue value = cow_column_value (cow_write_plan_column (plan, FALSE, i)->column, edge);

      write_value (out, cow_write_plan_column (plan, FALSE, i)->name, &value);
    }
  cow_output_bytes (out, "  ]\n", 4);
}

static gboolean
write_gml (const CowGraph *graph, CowOutput *out, CowProgress *progress, GError **error)
{
  static const char *const vertex_reserved[] = { "id", "label", "graphics", NULL };
  static const char *const edge_reserved[] = { "source", "target", "key", NULL };
  g_auto (CowWritePlan) plan = { 0 };

  if (!cow_write_plan_init (&plan, graph, vertex_reserved, edge_reserved, progress, error) || !check_keys (&plan, TRUE, error)
      || !check_keys (&plan, FALSE, error) || !cow_write_plan_check (&plan, error))
    return FALSE;
  write_types (out, &plan, TRUE);
  write_types (out, &plan, FALSE);
  cow_output_printf (out, "graph [\n  directed %d\n", graph->directed);
  if (graph->meta->n_parallel > 0)
    cow_output_printf (out, "  multigraph 1\n");
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
  cow_output_bytes (out, "]\n", 2);
  return TRUE;
}

const CowFormat cow_format_gml = {
  .name = "gml",
  .endings = ".gml",
  .summary = "GML, the lists of `graph [ node [ id 1 ] edge [ source 1 target 2 ] ]`",
  .details
  = "Keys with a value, which is an integer, a real, a text in quotes or a list in brackets. The graph has lists called node, each with an id, "
    "and edge, each with source and target, in any order. What else they hold are attributes: weight of an edge is its weight; x and y, "
    "of a node or of its list graphics, are its coordinates. Other lists are passed over with a warning. `directed 1` gives edges a "
    "direction, without it they have none. # begins a comment.\n\n"
    "A vertex is called by its label when all nodes have one and no two the same, as networkx has it; else by its id, "
    "which may be a number of any length, and the label is an attribute.\n\n"
    "Texts are UTF-8, or ISO 8859-1 where they are not; &amp; &quot; &lt; &gt;, the names of ISO 8859-1 (&auml;) and numbers "
    "(&#228; &#xE4;) stand for characters. Attributes are integers of 64 bits, reals (+INF, -INF, NAN), texts. A node that is twice "
    "or missing, an attribute that is twice, a number beyond 64 bits are errors. Limits: 63 lists inside each other, 16 MiB a text, "
    "200 attributes a side.\n\n"
    "    graph.gml:7: edge to \"99\", which is not declared\n"
    "    graph.gml:9: \"1e400\" is no number of 64 bits\n\n"
    "Written with names as labels and ids from 0 (names that are all numbers are the ids), everything that is not ASCII as &#N;. A bool is "
    "written as 0 or 1; a comment `# cowpath edge NAME bool` tells cowpath so. An attribute whose name is no key of GML, and "
    "bytes that are not UTF-8, are errors; one called as something that GML has gets a _ behind its name.",
  .sniff = sniff_gml,
  .read = read_gml,
  .write = write_gml,
};
