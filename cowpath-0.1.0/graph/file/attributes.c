/* attributes.c - named attributes on their way into the builder, and vertices that must be declared; see attributes.h. */
#include "graph/file/attributes.h"

#include "graph/input.h"

#include <string.h>

typedef struct
{
  CowAttribute *attribute;
  CowValue value;
  gsize place; /* of a text in texts */
} Cell;

static gboolean fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError **error, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, message);
  return FALSE;
}

static void
free_attribute (gpointer data)
{
  CowAttribute *attribute = data;

  if (attribute->fallback_value.type == COW_TYPE_STRING)
    g_free ((char *)attribute->fallback_value.text);
  g_free (attribute->name);
  g_free (attribute);
}

void
cow_attributes_init (CowAttributes *attributes, CowBuilder *builder, gboolean on_vertex)
{
  *attributes = (CowAttributes){ .builder = builder, .on_vertex = on_vertex };
  attributes->all = g_ptr_array_new_with_free_func (free_attribute);
  attributes->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  attributes->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  attributes->texts = g_byte_array_new ();
}

void
cow_attributes_clear (CowAttributes *attributes)
{
  if (attributes->all == NULL)
    return;
  g_hash_table_unref (attributes->by_name);
  g_ptr_array_unref (attributes->all);
  g_array_unref (attributes->cells);
  g_byte_array_unref (attributes->texts);
  attributes->all = NULL;
}

guint
cow_attribute_axis (const char *name)
{
  static const char *const axes[] = { "lon", "lat", "lng", "lat", "longitude", "latitude", "x", "y" };

  for (guint i = 0; i < G_N_ELEMENTS (axes); i++)
    if (g_ascii_strcasecmp (name, axes[i]) == 0)
      return i + 1;
  return 0;
}

CowAttribute *
cow_attributes_get (CowAttributes *attributes, const char *name, gsize length, CowType type, GError **error)
{
  g_autofree char *text = g_strndup (name, length);
  CowAttribute *attribute = g_hash_table_lookup (attributes->by_name, text);

  if (attribute != NULL)
    return attribute;
  if (length == 0)
    return fail (error, "an attribute without a name"), NULL;
  if (length > 127)
    return fail (error, "name of an attribute of %" G_GSIZE_FORMAT " bytes: at most 127", length), NULL;
  if (attributes->all->len >= COW_MOST_ATTRIBUTES)
    return fail (error, "more than %d attributes of %s", COW_MOST_ATTRIBUTES, attributes->on_vertex ? "vertices" : "edges"), NULL;
  attribute = g_new0 (CowAttribute, 1);
  attribute->name = g_steal_pointer (&text);
  attribute->type = type;
  attribute->column = -1;
  attribute->weight = !attributes->on_vertex && g_ascii_strcasecmp (attribute->name, "weight") == 0;
  attribute->axis = attributes->on_vertex ? cow_attribute_axis (attribute->name) : 0;
  g_ptr_array_add (attributes->all, attribute);
  g_hash_table_insert (attributes->by_name, attribute->name, attribute);
  return attribute;
}

void
cow_attributes_declare (CowAttributes *attributes)
{
  for (; attributes->n_declared < attributes->all->len; attributes->n_declared++)
    {
      CowAttribute *attribute = attributes->all->pdata[attributes->n_declared];

      if (!attribute->weight)
        attribute->column
            = (gint)cow_builder_column (attributes->builder, attributes->on_vertex, attribute->name, attribute->type);
    }
}

void
cow_attribute_set_fallback (CowAttributes *attributes, CowAttribute *attribute, const CowValue *value)
{
  attributes->n_fallbacks += !attribute->fallback;
  if (attribute->fallback && attribute->fallback_value.type == COW_TYPE_STRING)
    g_free ((char *)attribute->fallback_value.text);
  attribute->fallback = TRUE;
  attribute->fallback_value = *value;
  if (value->type == COW_TYPE_STRING)
    attribute->fallback_value.text = g_strndup (value->text, value->length);
}

void
cow_attributes_begin (CowAttributes *attributes)
{
  g_array_set_size (attributes->cells, 0);
  g_byte_array_set_size (attributes->texts, 0);
  attributes->record++;
}

gboolean
cow_attributes_cell (CowAttributes *attributes, CowAttribute *attribute, const CowValue *value, GError **error)
{
  Cell cell = { attribute, *value, attributes->texts->len };

  if (attribute->told == attributes->record)
    return fail (error, "attribute \"%s\" twice", attribute->name);
  attribute->told = attributes->record;
  if (value->type == COW_TYPE_NULL)
    return TRUE;
  if (value->type == COW_TYPE_STRING && value->length > 0)
    {
      if (value->length > G_MAXUINT32 / 2 - attributes->texts->len)
        return fail (error, "attribute \"%s\" is too long", attribute->name);
      g_byte_array_append (attributes->texts, (const guint8 *)value->text, (guint)value->length);
    }
  g_array_append_val (attributes->cells, cell);
  return TRUE;
}

static gboolean
store_weight (CowBuilder *builder, const CowValue *value, GError **error)
{
  CowValue number = *value;
  char text[32];

  if (value->type == COW_TYPE_STRING && !cow_attribute_parse (COW_TYPE_INT, value->text, value->length, &number)
      && !cow_attribute_parse (COW_TYPE_REAL, value->text, value->length, &number))
    return fail (error, "weight \"%.*s\" is no finite number", (int)MIN (value->length, 60), value->text);
  if (number.type == COW_TYPE_NULL)
    return TRUE;
  if (number.type == COW_TYPE_BOOL)
    return fail (error, "weight %s is no finite number", number.boolean ? "true" : "false");
  if (number.type == COW_TYPE_INT)
    return cow_builder_weight_int (builder, number.integer, error);
  if (isfinite (number.real))
    return cow_builder_weight_real (builder, number.real, error);
  return fail (error, "weight %.*s is no finite number", (int)cow_number_format_real (number.real, text), text);
}

/* What has been seen of the coordinates of one row. */
typedef struct
{
  double at[2 * COW_N_AXIS_PAIRS];
  guint seen; /* bits */
} Place;

static void
note_coordinate (Place *place, guint axis, const CowValue *value)
{
  double real = value->type == COW_TYPE_REAL ? value->real : (double)value->integer;

  if ((value->type != COW_TYPE_REAL && value->type != COW_TYPE_INT) || !isfinite (real))
    return;
  place->at[axis - 1] = real;
  place->seen |= 1u << (axis - 1);
  if (axis == 2) /* lat goes with lon and with lng */
    {
      place->at[3] = real;
      place->seen |= 8;
    }
}

static gboolean
store_cell (CowAttributes *attributes, CowAttribute *attribute, guint64 row, const CowValue *value, Place *place, GError **error)
{
  if (attribute->weight)
    return store_weight (attributes->builder, value, error);
  if (attribute->axis != 0)
    note_coordinate (place, attribute->axis, value);
  return cow_builder_cell (attributes->builder, (guint)attribute->column, row, value, error);
}

static gboolean
store_fallbacks (CowAttributes *attributes, guint64 row, Place *place, GError **error)
{
  for (guint i = 0; i < attributes->all->len; i++)
    {
      CowAttribute *attribute = attributes->all->pdata[i];

      if (attribute->fallback && attribute->told != attributes->record
          && !store_cell (attributes, attribute, row, &attribute->fallback_value, place, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
cow_attributes_store (CowAttributes *attributes, guint64 row, GError **error)
{
  Place place = { .seen = 0 };

  cow_attributes_declare (attributes);
  for (guint i = 0; i < attributes->cells->len; i++)
    {
      Cell *cell = &g_array_index (attributes->cells, Cell, i);

      if (cell->value.type == COW_TYPE_STRING)
        cell->value.text = cell->value.length > 0 ? (const char *)attributes->texts->data + cell->place : "";
      if (!store_cell (attributes, cell->attribute, row, &cell->value, &place, error))
        return FALSE;
    }
  if (attributes->n_fallbacks > 0 && !store_fallbacks (attributes, row, &place, error))
    return FALSE;
  for (guint pair = 0; place.seen != 0 && pair < COW_N_AXIS_PAIRS; pair++)
    if ((place.seen >> (2 * pair) & 3) == 3)
      return cow_builder_coordinates (attributes->builder, (guint32)row, place.at[2 * pair], place.at[2 * pair + 1], error);
  return TRUE;
}

static gboolean
is_word (const char *text, gsize length, const char *word)
{
  return strlen (word) == length && g_ascii_strncasecmp (text, word, length) == 0;
}

gboolean
cow_attribute_parse (CowType type, const char *text, gsize length, CowValue *value)
{
  *value = (CowValue){ .type = COW_TYPE_NULL };
  if (type == COW_TYPE_STRING || type == COW_TYPE_NULL)
    {
      *value = (CowValue){ .type = COW_TYPE_STRING };
      value->text = text;
      value->length = length;
      return TRUE;
    }
  for (; length > 0 && g_ascii_isspace (*text); text++, length--)
    ;
  for (; length > 0 && g_ascii_isspace (text[length - 1]); length--)
    ;
  if (length == 0)
    return TRUE;
  value->type = type;
  if (type == COW_TYPE_INT)
    return cow_number_parse_int (text, length, &value->integer);
  if (type == COW_TYPE_REAL)
    return cow_number_parse_real (text, length, &value->real);
  value->boolean = is_word (text, length, "true") || is_word (text, length, "1");
  return value->boolean || is_word (text, length, "false") || is_word (text, length, "0");
}

/* ---- declared vertices ---- */

typedef struct
{
  guint64 line;
  char *name;
} Awaited;

static void
free_awaited (gpointer data)
{
  Awaited *awaited = data;

  g_free (awaited->name);
  g_free (awaited);
}

void
cow_declared_init (CowDeclared *declared, CowBuilder *builder)
{
  *declared = (CowDeclared){ .builder = builder };
  declared->awaited = g_hash_table_new_full (NULL, NULL, NULL, free_awaited);
}

void
cow_declared_clear (CowDeclared *declared)
{
  g_clear_pointer (&declared->awaited, g_hash_table_unref);
  g_clear_pointer (&declared->declared, g_free);
}

static gboolean
is_declared (const CowDeclared *declared, guint32 appearance)
{
  return appearance / 64 < declared->n_words && (declared->declared[appearance / 64] >> (appearance & 63) & 1);
}

gboolean
cow_declared_vertex (CowDeclared *declared, const char *name, gsize length, guint32 *appearance, GError **error)
{
  if (!cow_builder_vertex (declared->builder, name, length, appearance, error))
    return FALSE;
  if (*appearance / 64 >= declared->n_words)
    {
      guint64 n_words = MAX (1024, 2 * ((guint64)*appearance / 64 + 1));
      guint64 *larger = g_try_renew (guint64, declared->declared, n_words);

      if (larger == NULL)
        {
          g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "no memory for %" G_GUINT64_FORMAT " bytes", n_words * 8);
          return FALSE;
        }
      memset (larger + declared->n_words, 0, (n_words - declared->n_words) * sizeof *larger);
      declared->declared = larger;
      declared->n_words = n_words;
    }
  if (is_declared (declared, *appearance))
    return fail (error, "vertex \"%.*s\" twice", (int)MIN (length, 60), name);
  declared->declared[*appearance / 64] |= (guint64)1 << (*appearance & 63);
  g_hash_table_remove (declared->awaited, GUINT_TO_POINTER (*appearance));
  return TRUE;
}

gboolean
cow_declared_end (CowDeclared *declared, const char *name, gsize length, guint64 line, guint32 *appearance, GError **error)
{
  Awaited *awaited;

  if (!cow_builder_vertex (declared->builder, name, length, appearance, error))
    return FALSE;
  if (is_declared (declared, *appearance) || g_hash_table_contains (declared->awaited, GUINT_TO_POINTER (*appearance)))
    return TRUE;
  awaited = g_new0 (Awaited, 1);
  awaited->line = line;
  awaited->name = g_strndup (name, MIN (length, 60));
  g_hash_table_insert (declared->awaited, GUINT_TO_POINTER (*appearance), awaited);
  return TRUE;
}

gboolean
cow_declared_check (const CowDeclared *declared, const char *file, GError **error)
{
  GHashTableIter iter;
  gpointer key, value;
  guint32 first = COW_VERTEX_NONE;

  g_hash_table_iter_init (&iter, declared->awaited);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    first = MIN (first, GPOINTER_TO_UINT (key));
  if (first == COW_VERTEX_NONE)
    return TRUE;
  value = g_hash_table_lookup (declared->awaited, GUINT_TO_POINTER (first));
  return fail (error, "%s:%" G_GUINT64_FORMAT ": edge to \"%s\", which is not declared", file, ((Awaited *)value)->line,
               ((Awaited *)value)->name);
}
