/* json-events.c - see json-events.h. The stack is one flag a level; commas and colons are looked at before each event. */
#include "graph/file/json-events.h"

#include "graph/file/attributed-write.h"

#include <string.h>

void
cow_json_init (CowJson *json, CowInput *input, CowProgress *progress)
{
  *json = (CowJson){ .text = g_string_new (NULL) };
  cow_bytes_init (&json->bytes, input, progress);
}

void
cow_json_clear (CowJson *json)
{
  g_string_free (json->text, TRUE);
}

static CowJsonEvent fail (CowJson *json, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

static CowJsonEvent
fail (CowJson *json, GError **error, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  cow_bytes_error (&json->bytes, error, "%s", message);
  return COW_JSON_ERROR;
}

/* The next byte that is no blank, not taken. */
static int
skip_blanks (CowJson *json, GError **error)
{
  int byte;

  while ((byte = cow_bytes_peek (&json->bytes, error)) == ' ' || byte == '\n' || byte == '\r' || byte == '\t')
    {
      json->bytes.at++;
      json->bytes.line += byte == '\n';
    }
  json->bytes.token_line = json->bytes.line;
  return byte;
}

static CowJsonEvent
fail_at (CowJson *json, int byte, const char *wanted, GError **error)
{
  if (byte == COW_BYTES_ERROR)
    return COW_JSON_ERROR;
  if (byte == COW_BYTES_END)
    return fail (json, error, "the file ends where %s is to be", wanted);
  if (byte > ' ' && byte < 127)
    return fail (json, error, "%c where %s is to be", byte, wanted);
  return fail (json, error, "byte 0x%02x where %s is to be", byte, wanted);
}

/* Four hex digits. FALSE with the error set. */
static gboolean
read_hex (CowJson *json, guint *number, GError **error)
{
  *number = 0;
  for (guint i = 0; i < 4; i++)
    {
      int byte = cow_bytes_peek (&json->bytes, error);

      if (byte == COW_BYTES_ERROR)
        return FALSE;
      if (byte < 0 || !g_ascii_isxdigit (byte))
        return fail (json, error, "\\u without four hex digits"), FALSE;
      *number = *number * 16 + (guint)g_ascii_xdigit_value ((char)byte);
      json->bytes.at++;
    }
  return TRUE;
}

/* Behind \u: a character, or the two halves of one. */
static gboolean
read_unicode (CowJson *json, GError **error)
{
  guint number, low;

  if (!read_hex (json, &number, error))
    return FALSE;
  if (number == 0)
    return fail (json, error, "\\u0000 in a string"), FALSE;
  if (number >= 0xD800 && number < 0xE000)
    {
      for (guint i = 0; i < 2; i++)
        {
          int byte = cow_bytes_peek (&json->bytes, error);

          if (byte == COW_BYTES_ERROR)
            return FALSE;
          if (number >= 0xDC00 || byte != (i == 0 ? '\\' : 'u'))
            return fail (json, error, "half a surrogate pair: \\u%04x", number), FALSE;
          json->bytes.at++;
        }
      if (!read_hex (json, &low, error))
        return FALSE;
      if (low < 0xDC00 || low >= 0xE000)
        return fail (json, error, "half a surrogate pair: \\u%04x", number), FALSE;
      number = 0x10000 + ((number - 0xD800) << 10) + (low - 0xDC00);
    }
  g_string_append_unichar (json->text, number);
  return TRUE;
}

static gboolean
read_escape (CowJson *json, GError **error)
{
  static const char letters[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
  int byte = cow_bytes_peek (&json->bytes, error);

  if (byte == COW_BYTES_ERROR)
    return FALSE;
  if (byte >= 0)
    json->bytes.at++;
  if (byte == 'u')
    return read_unicode (json, error);
  for (guint i = 0; byte > 0 && i < sizeof letters - 1; i += 2)
    if (letters[i] == byte)
      {
        g_string_append_c (json->text, letters[i + 1]);
        return TRUE;
      }
  return fail (json, error, "an escape that JSON does not have"), FALSE;
}

static gboolean
read_string (CowJson *json, GError **error)
{
  CowBytes *bytes = &json->bytes;
  int byte;

  g_string_truncate (json->text, 0);
  bytes->at++;
  while ((byte = cow_bytes_peek (bytes, error)) >= 0 && byte != '"')
    {
      const char *from = bytes->at;

      if (byte < ' ')
        return fail (json, error, "byte 0x%02x in a string", byte), FALSE;
      if (byte == '\\')
        {
          bytes->at++;
          if (!read_escape (json, error))
            return FALSE;
          continue;
        }
      while (bytes->at < bytes->end && (guchar)*bytes->at >= ' ' && *bytes->at != '"' && *bytes->at != '\\')
        bytes->at++;
      g_string_append_len (json->text, from, bytes->at - from);
      if (json->text->len > COW_JSON_TEXT_BYTES)
        return fail (json, error, "a string of more than %u MiB", (guint)(COW_JSON_TEXT_BYTES >> 20)), FALSE;
    }
  if (byte == COW_BYTES_END)
    fail (json, error, "string is not closed");
  if (byte < 0)
    return FALSE;
  bytes->at++;
  return g_utf8_validate_len (json->text->str, json->text->len, NULL) || (fail (json, error, "a string that is not UTF-8"), FALSE);
}

/* -?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)? */
static CowJsonEvent
check_number (const char *text)
{
  CowJsonEvent event = COW_JSON_INT;
  gsize digits;

  text += *text == '-';
  digits = strspn (text, "0123456789");
  if (digits == 0 || (digits > 1 && *text == '0'))
    return COW_JSON_ERROR;
  text += digits;
  if (*text == '.')
    {
      event = COW_JSON_REAL;
      if ((digits = strspn (++text, "0123456789")) == 0)
        return COW_JSON_ERROR;
      text += digits;
    }
  if (*text == 'e' || *text == 'E')
    {
      event = COW_JSON_REAL;
      text++;
      text += *text == '-' || *text == '+';
      if ((digits = strspn (text, "0123456789")) == 0)
        return COW_JSON_ERROR;
      text += digits;
    }
  return *text == '\0' ? event : COW_JSON_ERROR;
}

/* A number, or a word. */
static CowJsonEvent
read_plain (CowJson *json, GError **error)
{
  static const struct
  {
    const char *word;
    CowJsonEvent event;
  } words[] = {
    { "true", COW_JSON_TRUE }, { "false", COW_JSON_FALSE },   { "null", COW_JSON_NULL },
    { "NaN", COW_JSON_REAL },  { "Infinity", COW_JSON_REAL }, { "-Infinity", COW_JSON_REAL },
  };
  int byte;

  g_string_truncate (json->text, 0);
  while ((byte = cow_bytes_peek (&json->bytes, error)) > 0 && (g_ascii_isalnum (byte) || byte == '-' || byte == '+' || byte == '.'))
    {
      g_string_append_c (json->text, (char)byte);
      json->bytes.at++;
      if (json->text->len > COW_JSON_TEXT_BYTES)
        return fail (json, error, "a number of more than %u MiB", (guint)(COW_JSON_TEXT_BYTES >> 20));
    }
  if (byte == COW_BYTES_ERROR)
    return COW_JSON_ERROR;
  if (json->text->len == 0)
    return fail_at (json, byte, "a value", error);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i].word, json->text->str) == 0)
      return words[i].event;
  CowJsonEvent event = check_number (json->text->str);
  if (event == COW_JSON_ERROR)
    return fail (json, error, "\"%.60s\" is no value", json->text->str);
  return event;
}

static CowJsonEvent
open_level (CowJson *json, gboolean object, GError **error)
{
  if (json->depth == COW_JSON_DEPTH)
    return fail (json, error, "nesting too deep: more than %d objects and arrays", COW_JSON_DEPTH);
  json->bytes.at++;
  json->in_object[json->depth++] = object;
  json->empty = TRUE;
  return object ? COW_JSON_OBJECT : COW_JSON_ARRAY;
}

static CowJsonEvent
read_value (CowJson *json, int byte, GError **error)
{
  CowJsonEvent event;

  json->after_key = FALSE;
  if (byte == '{' || byte == '[')
    return open_level (json, byte == '{', error);
  if (byte < 0)
    return fail_at (json, byte, "a value", error);
  event = byte != '"' ? read_plain (json, error) : read_string (json, error) ? COW_JSON_STRING : COW_JSON_ERROR;
  json->empty = FALSE;
  json->done = json->depth == 0;
  return event;
}

/* Outside of everything: a document, the end, or another document. */
static CowJsonEvent
read_top (CowJson *json, int byte, GError **error)
{
  if (byte == COW_BYTES_ERROR)
    return COW_JSON_ERROR;
  if (byte == COW_BYTES_END && (json->done || json->many))
    return COW_JSON_END;
  if (json->done && !json->many)
    return fail_at (json, byte, "the end", error);
  return read_value (json, byte, error);
}

static CowJsonEvent
read_key (CowJson *json, int byte, GError **error)
{
  if (byte != '"')
    return fail_at (json, byte, "a key in quotes", error);
  if (!read_string (json, error))
    return COW_JSON_ERROR;
  byte = skip_blanks (json, error);
  if (byte != ':')
    return fail_at (json, byte, "a colon", error);
  json->bytes.at++;
  json->after_key = TRUE;
  return COW_JSON_KEY;
}

CowJsonEvent
cow_json_next (CowJson *json, GError **error)
{
  int byte = skip_blanks (json, error);

  if (json->depth == 0)
    return read_top (json, byte, error);
  if (json->after_key)
    return read_value (json, byte, error);
  gboolean object = json->in_object[json->depth - 1];
  if (byte == (object ? '}' : ']'))
    {
      json->bytes.at++;
      json->empty = FALSE;
      json->done = --json->depth == 0;
      return object ? COW_JSON_OBJECT_END : COW_JSON_ARRAY_END;
    }
  if (!json->empty)
    {
      if (byte != ',')
        return fail_at (json, byte, object ? "a comma or }" : "a comma or ]", error);
      json->bytes.at++;
      byte = skip_blanks (json, error);
    }
  return object ? read_key (json, byte, error) : read_value (json, byte, error);
}

gboolean
cow_json_skip (CowJson *json, CowJsonEvent event, GError **error)
{
  guint depth = json->depth;

  if (event != COW_JSON_OBJECT && event != COW_JSON_ARRAY)
    return event != COW_JSON_ERROR;
  while (json->depth >= depth)
    if (cow_json_next (json, error) == COW_JSON_ERROR)
      return FALSE;
  return TRUE;
}

gboolean
cow_json_value (const CowJson *json, CowJsonEvent event, CowValue *value, GError **error)
{
  const GString *text = json->text;

  *value = (CowValue){ .type = COW_TYPE_NULL };
  switch (event)
    {
    case COW_JSON_NULL:
      return TRUE;
    case COW_JSON_TRUE:
    case COW_JSON_FALSE:
      *value = (CowValue){ .type = COW_TYPE_BOOL, .boolean = event == COW_JSON_TRUE };
      return TRUE;
    case COW_JSON_STRING:
      *value = (CowValue){ .type = COW_TYPE_STRING };
      value->text = text->str;
      value->length = text->len;
      return TRUE;
    case COW_JSON_INT:
      value->type = COW_TYPE_INT;
      return cow_number_parse_int (text->str, text->len, &value->integer)
             || cow_bytes_error (&json->bytes, error, "integer %.60s is beyond 64 bits", text->str);
    case COW_JSON_REAL:
      value->type = COW_TYPE_REAL;
      if (cow_number_parse_real (text->str, text->len, &value->real)
          && (isfinite (value->real) || strchr ("NI", text->str[*text->str == '-']) != NULL))
        return TRUE;
      return cow_bytes_error (&json->bytes, error, "\"%.60s\" is no number of 64 bits", text->str);
    case COW_JSON_KEY:
    case COW_JSON_OBJECT:
    case COW_JSON_OBJECT_END:
    case COW_JSON_ARRAY:
    case COW_JSON_ARRAY_END:
    case COW_JSON_END:
    case COW_JSON_ERROR:
      break;
    }
  return FALSE;
}

void
cow_json_write_string (CowOutput *out, const char *text, gsize length)
{
  const char *plain = text, *end = text + length;

  cow_output_bytes (out, "\"", 1);
  for (; text < end; text++)
    {
      if ((guchar)*text >= ' ' && *text != '"' && *text != '\\' && *text != 127)
        continue;
      cow_output_bytes (out, plain, (gsize)(text - plain));
      if (*text == '"' || *text == '\\')
        cow_output_printf (out, "\\%c", *text);
      else
        cow_output_printf (out, "\\u%04x", (guint)(guchar)*text);
      plain = text + 1;
    }
  cow_output_bytes (out, plain, (gsize)(end - plain));
  cow_output_bytes (out, "\"", 1);
}

void
cow_json_write_value (CowOutput *out, const CowValue *value)
{
  switch (value->type)
    {
    case COW_TYPE_NULL:
      cow_output_bytes (out, "null", 4);
      break;
    case COW_TYPE_BOOL:
      cow_output_bytes (out, value->boolean ? "true" : "false", value->boolean ? 4 : 5);
      break;
    case COW_TYPE_INT:
      cow_output_int (out, value->integer);
      break;
    case COW_TYPE_REAL:
      cow_write_real (out, value->real, "Infinity", "NaN");
      break;
    case COW_TYPE_STRING:
      cow_json_write_string (out, value->text, value->length);
      break;
    }
}
