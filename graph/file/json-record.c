/* json-record.c - see json-record.h. */
#include "graph/file/json-record.h"

#include <string.h>

void
cow_json_reader_init (CowJsonReader *reader, CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress)
{
  *reader = (CowJsonReader){ .options = options, .builder = builder };
  cow_json_init (&reader->json, input, progress);
  cow_attributes_init (&reader->vertices, builder, TRUE);
  cow_attributes_init (&reader->edges, builder, FALSE);
  cow_declared_init (&reader->declared, builder);
  for (guint i = 0; i < 3; i++)
    reader->names[i] = g_string_new (NULL);
}

void
cow_json_reader_clear (CowJsonReader *reader)
{
  cow_json_clear (&reader->json);
  cow_attributes_clear (&reader->vertices);
  cow_attributes_clear (&reader->edges);
  cow_declared_clear (&reader->declared);
  for (guint i = 0; i < 3; i++)
    g_string_free (reader->names[i], TRUE);
  g_free (reader->passed_over);
}

/* A name is a string, or a number as it is written. */
gboolean
cow_json_take_name (CowJsonReader *reader, CowJsonRole role, const char *key, CowJsonEvent event, GError **error)
{
  guint which = role - COW_JSON_ID;

  if (event != COW_JSON_STRING && event != COW_JSON_INT && event != COW_JSON_REAL)
    return event != COW_JSON_ERROR && cow_bytes_error (&reader->json.bytes, error, "%s is neither a string nor a number", key);
  if (reader->has[which])
    return cow_bytes_error (&reader->json.bytes, error, "%s twice", key);
  reader->has[which] = TRUE;
  g_string_truncate (reader->names[which], 0);
  g_string_append_len (reader->names[which], reader->json.text->str, (gssize)reader->json.text->len);
  return TRUE;
}

gboolean
cow_json_pass_over (CowJsonReader *reader, const char *key, CowJsonEvent event, GError **error)
{
  if (reader->n_passed_over++ == 0)
    reader->passed_over = g_strdup (key);
  return cow_json_skip (&reader->json, event, error);
}

/* The pair whose key is the last event. */
static gboolean
read_pair (CowJsonReader *reader, CowAttributes *attributes, CowJsonRole role, GError **error)
{
  g_autofree char *key = g_strndup (reader->json.text->str, MIN (reader->json.text->len, 128));
  CowJsonEvent event = cow_json_next (&reader->json, error);
  CowAttribute *attribute;
  CowValue value;

  if (event == COW_JSON_ERROR)
    return FALSE;
  if (role == COW_JSON_IGNORED)
    return cow_json_skip (&reader->json, event, error);
  if (role != COW_JSON_ATTRIBUTE)
    return cow_json_take_name (reader, role, key, event, error);
  if (event == COW_JSON_OBJECT || event == COW_JSON_ARRAY)
    return cow_json_pass_over (reader, key, event, error);
  attribute = cow_attributes_get (attributes, key, strlen (key), COW_TYPE_NULL, error);
  return attribute != NULL && cow_json_value (&reader->json, event, &value, error)
         && cow_attributes_cell (attributes, attribute, &value, error);
}

gboolean
cow_json_read_record (CowJsonReader *reader, CowAttributes *attributes, CowJsonRole (*role) (const char *key, gpointer user), gpointer user,
                      GError **error)
{
  CowJsonEvent event;

  memset (reader->has, 0, sizeof reader->has);
  cow_attributes_begin (attributes);
  while ((event = cow_json_next (&reader->json, error)) == COW_JSON_KEY)
    if (!read_pair (reader, attributes, role (reader->json.text->str, user), error))
      return FALSE;
  return event == COW_JSON_OBJECT_END;
}

/* `["vertex", "NAME", "TYPE"]`, what our writer says of columns that have no cells. */
static gboolean
read_type (CowJsonReader *reader, GError **error)
{
  static const CowType types[] = { COW_TYPE_BOOL, COW_TYPE_INT, COW_TYPE_REAL, COW_TYPE_STRING };
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  CowJsonEvent event;
  gboolean ok = TRUE;

  while ((event = cow_json_next (&reader->json, error)) == COW_JSON_STRING)
    if (words->len < 3)
      g_ptr_array_add (words, g_strdup (reader->json.text->str));
  if (event != COW_JSON_ARRAY_END)
    return event != COW_JSON_ERROR && cow_bytes_error (&reader->json.bytes, error, "a column is described by three strings");
  for (guint i = 0; words->len == 3 && i < G_N_ELEMENTS (types); i++)
    if (strcmp (words->pdata[2], cow_type_name (types[i])) == 0)
      ok = cow_attributes_get (strcmp (words->pdata[0], "vertex") == 0 ? &reader->vertices : &reader->edges, words->pdata[1],
                               strlen (words->pdata[1]), types[i], error)
           != NULL;
  return ok;
}

static gboolean
read_types (CowJsonReader *reader, GError **error)
{
  CowJsonEvent event = cow_json_next (&reader->json, error);

  if (event != COW_JSON_ARRAY)
    return cow_json_skip (&reader->json, event, error);
  while ((event = cow_json_next (&reader->json, error)) == COW_JSON_ARRAY)
    if (!read_type (reader, error))
      return FALSE;
  return event == COW_JSON_ARRAY_END
         || (event != COW_JSON_ERROR && cow_bytes_error (&reader->json.bytes, error, "a column is described by three strings"));
}

/* "graph": its attributes, of which only our own is read. */
static gboolean
read_graph (CowJsonReader *reader, GError **error)
{
  CowJsonEvent event = cow_json_next (&reader->json, error);

  if (event != COW_JSON_OBJECT)
    return cow_json_skip (&reader->json, event, error);
  while ((event = cow_json_next (&reader->json, error)) == COW_JSON_KEY)
    if (strcmp (reader->json.text->str, "cowpath-columns") == 0
            ? !read_types (reader, error)
            : !cow_json_skip (&reader->json, cow_json_next (&reader->json, error), error))
      return FALSE;
  return event == COW_JSON_OBJECT_END;
}

gboolean
cow_json_read_header (CowJsonReader *reader, gboolean *known, GError **error)
{
  const char *key = reader->json.text->str;
  gboolean *flag = strcmp (key, "directed") == 0 ? &reader->directed : strcmp (key, "multigraph") == 0 ? &reader->multigraph : NULL;

  *known = flag != NULL || strcmp (key, "graph") == 0;
  if (flag == NULL)
    return !*known || read_graph (reader, error);
  CowJsonEvent event = cow_json_next (&reader->json, error);
  if (event != COW_JSON_TRUE && event != COW_JSON_FALSE)
    return event != COW_JSON_ERROR
           && cow_bytes_error (&reader->json.bytes, error, "%s is neither true nor false",
                               flag == &reader->directed ? "directed" : "multigraph");
  *flag = event == COW_JSON_TRUE;
  reader->told_directed |= flag == &reader->directed;
  return TRUE;
}

gboolean
cow_json_store_edge (CowJsonReader *reader, gboolean declared, guint64 line, GError **error)
{
  guint32 ends[2];

  for (guint i = 0; i < 2; i++)
    {
      const GString *name = reader->names[i + 1];

      if (!reader->has[i + 1])
        return cow_bytes_error (&reader->json.bytes, error, "edge without a %s", i == 0 ? "source" : "target");
      if (declared ? !cow_declared_end (&reader->declared, name->str, name->len, line, &ends[i], error)
                   : !cow_builder_vertex (reader->builder, name->str, name->len, &ends[i], error))
        return FALSE;
    }
  return cow_builder_edge (reader->builder, ends[0], ends[1], error)
         && cow_attributes_store (&reader->edges, cow_builder_n_edges (reader->builder) - 1, error);
}

void
cow_json_reader_finish (CowJsonReader *reader, gboolean directed_default)
{
  gboolean directed = reader->told_directed ? reader->directed : directed_default;

  cow_attributes_declare (&reader->vertices);
  cow_attributes_declare (&reader->edges);
  cow_builder_set_directed (reader->builder, reader->options->directed >= 0 ? reader->options->directed : directed);
  if (reader->n_passed_over > 0)
    cow_read_warn (reader->options, "%" G_GUINT64_FORMAT " objects and arrays inside of vertices and edges passed over, the first is called %.60s",
                   reader->n_passed_over, reader->passed_over);
}

CowJsonRole
cow_json_line_role (const char *key)
{
  static const struct
  {
    const char *key;
    CowJsonRole role;
  } roles[] = {
    { "id", COW_JSON_ID },      { "vertex", COW_JSON_ID },  { "source", COW_JSON_SOURCE }, { "src", COW_JSON_SOURCE },
    { "from", COW_JSON_SOURCE }, { "target", COW_JSON_TARGET }, { "dst", COW_JSON_TARGET },  { "to", COW_JSON_TARGET },
  };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (strcmp (roles[i].key, key) == 0)
      return roles[i].role;
  return COW_JSON_ATTRIBUTE;
}

static guint
look_at_key (const char *key, gsize length)
{
  static const struct
  {
    const char *key;
    guint looks;
  } keys[] = {
    { "nodes", COW_JSON_LOOKS_GRAPH },         { "links", COW_JSON_LOOKS_GRAPH },     { "edges", COW_JSON_LOOKS_GRAPH },
    { "adjacency", COW_JSON_LOOKS_ADJACENCY }, { "directed", COW_JSON_LOOKS_HEADER }, { "multigraph", COW_JSON_LOOKS_HEADER },
  };
  g_autofree char *word = g_strndup (key, length);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].key, word) == 0)
      return keys[i].looks;
  return cow_json_line_role (word) != COW_JSON_ATTRIBUTE ? COW_JSON_LOOKS_RECORD : 0;
}

guint
cow_json_look (const char *bytes, gsize length)
{
  const char *at = bytes, *end = bytes + length;
  guint looks = 0, depth = 0;
  gboolean key = FALSE;

  for (; at < end && g_ascii_isspace (*at); at++)
    ;
  if (at == end || *at != '{')
    return 0;
  for (; at < end; at++)
    {
      if (*at == '"')
        {
          const char *from = ++at;

          for (; at < end && *at != '"'; at++)
            at += *at == '\\';
          if (at >= end)
            return looks;
          looks |= depth == 1 && key ? look_at_key (from, (gsize)(at - from)) : 0;
        }
      depth += *at == '{' || *at == '[';
      key = *at == '{' || *at == ',' || (key && g_ascii_isspace (*at));
      if ((*at == '}' || *at == ']') && --depth == 0)
        {
          looks |= COW_JSON_LOOKS_WHOLE;
          for (at++; at < end && g_ascii_isspace (*at); at++)
            ;
          return at < end && *at == '{' ? looks | COW_JSON_LOOKS_MANY : looks;
        }
    }
  return looks;
}

/* ---- writing ---- */

static gboolean
is_silent (const CowColumn *column)
{
  return column->n_null == column->rows;
}

void
cow_json_write_header (CowOutput *out, const CowWritePlan *plan)
{
  guint count = 0;

  cow_output_printf (out, "\"directed\": %s, \"multigraph\": %s, \"graph\": {", plan->graph->directed ? "true" : "false",
                     plan->graph->meta->n_parallel > 0 ? "true" : "false");
  for (guint side = 0; side < 2; side++)
    for (guint i = 0; i < (side ? plan->vertex_columns : plan->edge_columns)->len; i++)
      {
        const CowWrittenColumn *written = cow_write_plan_column (plan, side, i);

        if (!is_silent (written->column))
          continue;
        cow_output_printf (out, "%s[\"%s\", ", count++ == 0 ? "\"cowpath-columns\": [" : ", ", side ? "vertex" : "edge");
        cow_json_write_string (out, written->name, strlen (written->name));
        cow_output_printf (out, ", \"%s\"]", cow_type_name (written->column->type));
      }
  cow_output_printf (out, "%s}", count > 0 ? "]" : "");
}

void
cow_json_write_name (CowOutput *out, const CowWritePlan *plan, guint32 vertex)
{
  char buffer[24];
  gsize length;
  const char *name = cow_graph_name (plan->graph, vertex, buffer, &length);

  if (plan->graph->meta->names_kind == COW_NAMES_TEXT)
    cow_json_write_string (out, name, length);
  else
    cow_output_bytes (out, name, length);
}

static void
write_cell (CowOutput *out, const char *name, const CowValue *value)
{
  if (value->type == COW_TYPE_NULL)
    return;
  cow_output_bytes (out, ", ", 2);
  cow_json_write_string (out, name, strlen (name));
  cow_output_bytes (out, ": ", 2);
  cow_json_write_value (out, value);
}

void
cow_json_write_vertex_cells (CowOutput *out, const CowWritePlan *plan, guint32 vertex)
{
  CowValue x = { .type = COW_TYPE_REAL }, y = { .type = COW_TYPE_REAL };

  for (guint i = 0; i < plan->vertex_columns->len; i++)
    {
      CowValue value = cow_column_value (cow_write_plan_column (plan, TRUE, i)->column, vertex);

      write_cell (out, cow_write_plan_column (plan, TRUE, i)->name, &value);
    }
  if (cow_write_plan_place (plan, vertex, &x.real, &y.real))
    {
      write_cell (out, "x", &x);
      write_cell (out, "y", &y);
    }
}

void
cow_json_write_edge_cells (CowOutput *out, const CowWritePlan *plan, guint64 edge)
{
  if (plan->weighted)
    {
      CowValue weight = cow_write_plan_weight (plan, edge);

      write_cell (out, "weight", &weight);
    }
  for (guint i = 0; i < plan->edge_columns->len; i++)
    {
      CowValue value = cow_column_value (cow_write_plan_column (plan, FALSE, i)->column, edge);

      write_cell (out, cow_write_plan_column (plan, FALSE, i)->name, &value);
    }
}
