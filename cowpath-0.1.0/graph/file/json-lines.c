/* json-lines.c - JSON lines: an object a line that is an edge ({"source": "a", "target": "b", …}) or a vertex ({"id": "a", …}).
 *
 * Keys come in any order: the pairs of an object are kept until its end tells what it is. */
#include "graph/file/formats.h"
#include "graph/file/json-record.h"

#include <string.h>

/* A pair that is kept; its texts are in a buffer. */
typedef struct
{
  gsize key, text;
  CowJsonEvent event;
  CowValue value;
} Pair;

typedef struct
{
  CowJsonReader *reader;
  GArray *pairs;
  GString *texts;
  gboolean edge;
} Object;

static gsize
keep_text (Object *object, const char *text, gsize length)
{
  gsize place = object->texts->len;

  g_string_append_len (object->texts, text, (gssize)length);
  g_string_append_c (object->texts, '\0');
  return place;
}

/* The pair whose key is the last event. Names are read as they come; a scalar is kept. */
static gboolean
keep_pair (Object *object, GError **error)
{
  CowJsonReader *reader = object->reader;
  CowJson *json = &reader->json;
  CowJsonRole role = cow_json_line_role (json->text->str);
  Pair pair = { .key = keep_text (object, json->text->str, MIN (json->text->len, 128)) };

  pair.event = cow_json_next (json, error);
  if (pair.event == COW_JSON_ERROR)
    return FALSE;
  if (role == COW_JSON_SOURCE || role == COW_JSON_TARGET)
    {
      object->edge = TRUE;
      return cow_json_take_name (reader, role, object->texts->str + pair.key, pair.event, error);
    }
  if (pair.event == COW_JSON_OBJECT || pair.event == COW_JSON_ARRAY)
    return cow_json_pass_over (reader, object->texts->str + pair.key, pair.event, error);
  /* An id of any length is a name; for an edge it is an attribute like others. */
  if (role == COW_JSON_ID && !object->edge && !reader->has[0] && pair.event != COW_JSON_NULL
      && !cow_json_take_name (reader, role, object->texts->str + pair.key, pair.event, error))
    return FALSE;
  g_autoptr (GError) wrong = NULL;
  if (!cow_json_value (json, pair.event, &pair.value, &wrong) && role != COW_JSON_ID)
    {
      g_propagate_error (error, g_steal_pointer (&wrong));
      return FALSE;
    }
  if (pair.value.type == COW_TYPE_STRING)
    pair.text = keep_text (object, pair.value.text, pair.value.length);
  g_array_append_val (object->pairs, pair);
  return object->texts->len <= COW_JSON_TEXT_BYTES || cow_bytes_error (&json->bytes, error, "an object of more than 16 MiB");
}

static gboolean
store_cells (Object *object, CowAttributes *attributes, GError **error)
{
  gboolean id = FALSE;

  cow_attributes_begin (attributes);
  for (guint i = 0; i < object->pairs->len; i++)
    {
      Pair *pair = &g_array_index (object->pairs, Pair, i);
      const char *key = object->texts->str + pair->key;
      CowAttribute *attribute;

      /* The first id or vertex is the name. */
      if (!object->edge && !id && cow_json_line_role (key) == COW_JSON_ID)
        {
          id = TRUE;
          continue;
        }
      if (pair->value.type == COW_TYPE_STRING)
        pair->value.text = object->texts->str + pair->text;
      attribute = cow_attributes_get (attributes, key, strlen (key), COW_TYPE_NULL, error);
      if (attribute == NULL || !cow_attributes_cell (attributes, attribute, &pair->value, error))
        return FALSE;
    }
  return TRUE;
}

/* Pairs of the header as long as they come first; *header: there was one. The last event is in *event. */
static gboolean
read_header (CowJsonReader *reader, CowJsonEvent *event, gboolean *header, GError **error)
{
  gboolean known = TRUE;

  *header = FALSE;
  while ((*event = cow_json_next (&reader->json, error)) == COW_JSON_KEY)
    {
      if (!cow_json_read_header (reader, &known, error))
        return FALSE;
      if (!known)
        return !*header
               || cow_bytes_error (&reader->json.bytes, error, "\"%.60s\" in the header, which has directed, multigraph and graph",
                                   reader->json.text->str);
      *header = TRUE;
    }
  return *event != COW_JSON_ERROR;
}

static gboolean
read_object (Object *object, gboolean first, GError **error)
{
  CowJsonReader *reader = object->reader;
  guint64 line = reader->json.bytes.token_line;
  gboolean header = FALSE;
  CowJsonEvent event;
  guint32 vertex;

  memset (reader->has, 0, sizeof reader->has);
  g_array_set_size (object->pairs, 0);
  g_string_truncate (object->texts, 0);
  object->edge = FALSE;
  if (first && !read_header (reader, &event, &header, error))
    return FALSE;
  if (header)
    return TRUE;
  if (!first)
    event = cow_json_next (&reader->json, error);
  for (; event == COW_JSON_KEY; event = cow_json_next (&reader->json, error))
    if (!keep_pair (object, error))
      return FALSE;
  if (event != COW_JSON_OBJECT_END)
    return FALSE;
  if (!object->edge && !reader->has[0])
    return cow_bytes_error (&reader->json.bytes, error, "neither an edge (source, target) nor a vertex (id)");
  if (!store_cells (object, object->edge ? &reader->edges : &reader->vertices, error))
    return FALSE;
  if (object->edge)
    return cow_json_store_edge (reader, FALSE, line, error);
  return cow_declared_vertex (&reader->declared, reader->names[0]->str, reader->names[0]->len, &vertex, error)
         && cow_attributes_store (&reader->vertices, vertex, error);
}

static gboolean
read_objects (CowJsonReader *reader, GError **error)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
  Object object = { .reader = reader, .pairs = pairs, .texts = g_string_new (NULL) };
  CowJsonEvent event;
  gboolean ok = TRUE;

  for (gboolean first = TRUE; ok && (event = cow_json_next (&reader->json, error)) != COW_JSON_END; first = FALSE)
    if (event != COW_JSON_OBJECT)
      ok = event != COW_JSON_ERROR && cow_bytes_error (&reader->json.bytes, error, "no object: each line is a {…}");
    else
      ok = read_object (&object, first, error);
  g_string_free (object.texts, TRUE);
  return ok;
}

static gboolean
read_lines (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  g_auto (CowJsonReader) reader = { 0 };

  cow_json_reader_init (&reader, input, options, builder, progress);
  reader.json.many = TRUE;
  if (!read_objects (&reader, error))
    {
      cow_bytes_add_place (&reader.json.bytes, error);
      return FALSE;
    }
  cow_json_reader_finish (&reader, TRUE);
  return TRUE;
}

static guint
sniff_lines (const char *bytes, gsize length)
{
  guint looks = cow_json_look (bytes, length);

  if (looks & (COW_JSON_LOOKS_GRAPH | COW_JSON_LOOKS_ADJACENCY))
    return 0;
  if (looks & COW_JSON_LOOKS_RECORD)
    return looks & COW_JSON_LOOKS_WHOLE ? 95 : 60;
  return looks & COW_JSON_LOOKS_HEADER ? 90 : 0;
}

static gboolean
write_lines (const CowGraph *graph, CowOutput *out, CowProgress *progress, GError **error)
{
  static const char *const vertex_reserved[] = { "id", "vertex", "source", "src", "from", "target", "dst", "to", NULL };
  static const char *const edge_reserved[] = { "source", "src", "from", "target", "dst", "to", NULL };
  g_auto (CowWritePlan) plan = { 0 };

  if (!cow_write_plan_init (&plan, graph, vertex_reserved, edge_reserved, progress, error) || !cow_write_plan_check (&plan, error))
    return FALSE;
  cow_output_bytes (out, "{", 1);
  cow_json_write_header (out, &plan);
  cow_output_bytes (out, "}\n", 2);
  for (guint32 appearance = 0; appearance < graph->n; appearance++)
    {
      guint32 vertex = cow_graph_vertex_at (graph, appearance);

      cow_output_bytes (out, "{\"id\": ", 7);
      cow_json_write_name (out, &plan, vertex);
      cow_json_write_vertex_cells (out, &plan, vertex);
      cow_output_bytes (out, "}\n", 2);
      if (!cow_write_plan_step (&plan, error))
        return FALSE;
    }
  for (guint64 edge = 0; edge < graph->m; edge++)
    {
      guint32 source, target;

      cow_edge_order_ends (&plan.order, edge, &source, &target);
      cow_output_bytes (out, "{\"source\": ", 11);
      cow_json_write_name (out, &plan, source);
      cow_output_bytes (out, ", \"target\": ", 12);
      cow_json_write_name (out, &plan, target);
      cow_json_write_edge_cells (out, &plan, edge);
      cow_output_bytes (out, "}\n", 2);
      if (!cow_write_plan_step (&plan, error))
        return FALSE;
    }
  return TRUE;
}

const CowFormat cow_format_json_lines = {
  .name = "jsonl",
  .endings = ".jsonl .ndjson",
  .summary = "JSON lines: an object for each edge and vertex",
  .details
  = "Each line is an object. One with source and target (also src and dst, from and to: what queries print) is an edge; one with an id (also "
    "vertex) is a vertex, which is needed for attributes and for vertices without edges. Names are strings, or numbers as they are "
    "written. All other keys are attributes: weight of an edge is its weight; lon and lat, or x and y, of a vertex are coordinates "
    "too. Objects and arrays inside are passed over with a warning. The first object may be a header, "
    "{\"directed\": false}; without one edges have a direction.\n\n"
    "JSON is read strictly: UTF-8, no half surrogate pairs, no \\u0000; NaN and Infinity, which Python writes, are numbers. Integers "
    "and reals of 64 bits. Limits: 64 objects and arrays inside each other, 16 MiB an object, 200 attributes a side.\n\n"
    "    net.jsonl:3: edge without a target\n"
    "    net.jsonl:9: integer 99999999999999999999 is beyond 64 bits\n\n"
    "Written with a header, a line for each vertex and one for each edge; names that are numbers as numbers. Bytes that are "
    "not UTF-8 are an error; an attribute called as a key that means something else gets a _ behind its name.",
  .sniff = sniff_lines,
  .read = read_lines,
  .write = write_lines,
};
