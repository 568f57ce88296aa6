/* xml.c - see xml.h. Memory is bounded by looking at how much was fed since the last event: GMarkup keeps what it has not told.
 *
 * Errors are taken from its callback, the first one: behind a comment that is not UTF-8 it goes on and sets another one on top, which is
 * a warning of GLib and a system call that the sandbox does not know. */
#include "graph/file/xml.h"

#include <string.h>

#define FEED_BYTES ((gsize)1 << 16)

struct _CowXml
{
  CowInput *input;
  const CowXmlEvents *events;
  gpointer user;
  GMarkupParseContext *context;
  guint depth;
  guint64 fed, told; /* bytes; up to the last event */
  GError *wrong;     /* the first error */
  guint64 wrong_line;
};

guint64
cow_xml_line (const CowXml *xml)
{
  int line = 1;

  if (xml->wrong != NULL)
    return xml->wrong_line;
  g_markup_parse_context_get_position (xml->context, &line, NULL);
  return (guint64)line;
}

gboolean
cow_xml_error (const CowXml *xml, GError **error, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s:%" G_GUINT64_FORMAT ": %s", cow_input_name (xml->input),
               cow_xml_line (xml), message);
  return FALSE;
}

/* The parser stops by the error of its own domain; errors of others are put in front with the place. */
static void
add_place (const CowXml *xml, GError **error)
{
  g_autofree char *place = g_strdup_printf ("%s:", cow_input_name (xml->input));

  if (error != NULL && *error != NULL && !g_str_has_prefix ((*error)->message, place))
    g_prefix_error (error, "%s%" G_GUINT64_FORMAT ": ", place, cow_xml_line (xml));
}

static const char *
without_prefix (const char *name)
{
  const char *colon = strrchr (name, ':');

  return colon != NULL && colon[1] != '\0' ? colon + 1 : name;
}

static void
on_start (GMarkupParseContext *context, const char *element, const char **names, const char **values, gpointer user, GError **error)
{
  CowXml *xml = user;

  (void)context;
  xml->told = xml->fed;
  if (xml->depth == COW_XML_DEPTH)
    cow_xml_error (xml, error, "nesting too deep: more than %d elements", COW_XML_DEPTH);
  else if (xml->events->start != NULL && !xml->events->start (xml, without_prefix (element), names, values, xml->user, error))
    add_place (xml, error);
  xml->depth++;
}

static void
on_end (GMarkupParseContext *context, const char *element, gpointer user, GError **error)
{
  CowXml *xml = user;

  (void)context;
  xml->told = xml->fed;
  xml->depth--;
  if (xml->events->end != NULL && !xml->events->end (xml, without_prefix (element), xml->user, error))
    add_place (xml, error);
}

static void
on_text (GMarkupParseContext *context, const char *text, gsize length, gpointer user, GError **error)
{
  CowXml *xml = user;

  (void)context;
  xml->told = xml->fed;
  if (xml->events->text != NULL && !xml->events->text (xml, text, length, xml->user, error))
    add_place (xml, error);
}

/* (transfer full): encoding="…" of a declaration, NULL: none. */
static char *
find_encoding (const char *text, gsize length)
{
  g_autofree char *declaration = g_strndup (text, length);
  const char *at = strstr (declaration, "encoding");

  if (at == NULL)
    return NULL;
  at += strlen ("encoding");
  at += strspn (at, " \t\r\n=");
  if (*at != '"' && *at != '\'')
    return NULL;
  const char *end = strchr (at + 1, *at);
  return end != NULL ? g_strndup (at + 1, (gsize)(end - at - 1)) : NULL;
}

/* Comments, declarations, document types. */
static void
on_passthrough (GMarkupParseContext *context, const char *text, gsize length, gpointer user, GError **error)
{
  CowXml *xml = user;

  (void)context;
  xml->told = xml->fed;
  if (length >= 5 && memcmp (text, "<?xml", 5) == 0)
    {
      g_autofree char *encoding = find_encoding (text, length);

      if (encoding != NULL && g_ascii_strcasecmp (encoding, "utf-8") != 0 && g_ascii_strcasecmp (encoding, "us-ascii") != 0)
        cow_xml_error (xml, error, "encoding \"%.40s\": XML is read in UTF-8 only", encoding);
    }
  else if (length >= 9 && memcmp (text, "<!DOCTYPE", 9) == 0 && g_strstr_len (text, (gssize)length, "<!ENTITY") != NULL)
    cow_xml_error (xml, error, "entities are declared: they are refused");
}

static void
on_error (GMarkupParseContext *context, GError *wrong, gpointer user)
{
  CowXml *xml = user;

  (void)context;
  if (xml->wrong != NULL)
    return;
  xml->wrong_line = cow_xml_line (xml);
  xml->wrong = g_error_copy (wrong);
}

/* "Error on line 3 char 7: Element …" as ours. */
static gboolean
take_error (CowXml *xml, GError **error)
{
  if (xml->wrong == NULL)
    return cow_xml_error (xml, error, "not well-formed");
  const char *message = xml->wrong->message, *colon;
  if (xml->wrong->domain != G_MARKUP_ERROR)
    {
      g_propagate_error (error, g_error_copy (xml->wrong));
      return FALSE;
    }
  if (g_str_has_prefix (message, "Error on line ") && (colon = strstr (message, ": ")) != NULL)
    message = colon + 2;
  g_autofree char *lower = g_strdup (message);
  if (g_ascii_isupper (lower[0]) && !g_ascii_isupper (lower[1]))
    lower[0] = g_ascii_tolower (lower[0]);
  if (xml->wrong->code == G_MARKUP_ERROR_BAD_UTF8)
    return cow_xml_error (xml, error, "not UTF-8");
  return cow_xml_error (xml, error, "%.300s", lower);
}

static gboolean
feed (CowXml *xml, const char *bytes, gsize length, CowProgress *progress, GError **error)
{
  while (length > 0)
    {
      gsize now = MIN (length, FEED_BYTES);

      xml->fed += now;
      if (!g_markup_parse_context_parse (xml->context, bytes, (gssize)now, NULL) || xml->wrong != NULL)
        return take_error (xml, error);
      if (xml->fed - xml->told > COW_XML_PIECE_BYTES)
        return cow_xml_error (xml, error, "a tag or a text of more than %u MiB", (guint)(COW_XML_PIECE_BYTES >> 20));
      if (cow_progress_step (progress, now))
        {
          g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "%s: cancelled", cow_input_name (xml->input));
          return FALSE;
        }
      bytes += now;
      length -= now;
    }
  return TRUE;
}

static gboolean
read_all (CowXml *xml, CowProgress *progress, GError **error)
{
  const char *bytes;
  gssize length;

  while ((length = cow_input_read (xml->input, &bytes, error)) > 0)
    if (!feed (xml, bytes, (gsize)length, progress, error))
      return FALSE;
  if (length < 0)
    return FALSE;
  return (g_markup_parse_context_end_parse (xml->context, NULL) && xml->wrong == NULL) || take_error (xml, error);
}

gboolean
cow_xml_read (CowInput *input, const CowXmlEvents *events, gpointer user, CowProgress *progress, GError **error)
{
  static const GMarkupParser parser = { on_start, on_end, on_text, on_passthrough, on_error };
  CowXml xml = { .input = input, .events = events, .user = user };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &xml, NULL);
  CowProgress nobody = { 0 };

  xml.context = context;
  gboolean read = read_all (&xml, progress != NULL ? progress : &nobody, error);
  g_clear_error (&xml.wrong);
  return read;
}

const char *
cow_xml_attribute (const char **names, const char **values, const char *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (without_prefix (names[i]), name) == 0)
      return values[i];
  return NULL;
}

/* Behind the first `word` in [at, end); NULL: not there. */
static const char *
behind (const char *at, const char *end, const char *word)
{
  const char *found = g_strstr_len (at, end - at, word);

  return found != NULL ? found + strlen (word) : NULL;
}

/* Behind a document type, whose declarations stand in brackets. */
static const char *
behind_doctype (const char *at, const char *end)
{
  gboolean inside = FALSE;

  for (; at < end; at++)
    {
      if (*at == '[')
        inside = TRUE;
      else if (*at == ']')
        inside = FALSE;
      else if (*at == '>' && !inside)
        return at + 1;
    }
  return NULL;
}

gboolean
cow_xml_begins (const char *bytes, gsize length, const char *root)
{
  const char *at = bytes, *end = bytes + length;

  while (at != NULL)
    {
      while (at < end && g_ascii_isspace (*at))
        at++;
      if (end - at < 3 || *at != '<')
        return FALSE;
      if (at[1] == '?')
        at = behind (at, end, "?>");
      else if (at[1] == '!')
        at = at[2] == '-' ? behind (at, end, "-->") : behind_doctype (at, end);
      else
        break;
    }
  if (at == NULL)
    return FALSE;
  const char *name = ++at;
  for (; at < end && !g_ascii_isspace (*at) && *at != '>' && *at != '/'; at++)
    if (*at == ':')
      name = at + 1;
  return at < end && (gsize)(at - name) == strlen (root) && memcmp (name, root, strlen (root)) == 0;
}

void
cow_xml_write_text (CowOutput *out, const char *text, gsize length)
{
  const char *plain = text, *end = text + length;

  for (; text < end; text++)
    {
      const char *escape = *text == '&'    ? "&amp;"
                           : *text == '<'  ? "&lt;"
                           : *text == '>'  ? "&gt;"
                           : *text == '"'  ? "&quot;"
                           : *text == '\t' ? "&#9;"
                           : *text == '\n' ? "&#10;"
                           : *text == '\r' ? "&#13;"
                                           : NULL;

      if (escape == NULL)
        continue;
      cow_output_bytes (out, plain, (gsize)(text - plain));
      cow_output_bytes (out, escape, strlen (escape));
      plain = text + 1;
    }
  cow_output_bytes (out, plain, (gsize)(end - plain));
}
