/* bytes.c - see bytes.h: buffers are taken as the input has them. */
#include "graph/file/bytes.h"

int
cow_bytes_refill (CowBytes *bytes, GError **error)
{
  gssize length = cow_input_read (bytes->input, &bytes->at, error);

  if (length <= 0)
    {
      bytes->at = bytes->end = NULL;
      return length == 0 ? COW_BYTES_END : COW_BYTES_ERROR;
    }
  bytes->end = bytes->at + length;
  if (cow_progress_step (bytes->progress != NULL ? bytes->progress : &bytes->nobody, (guint64)length))
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "%s: cancelled", cow_input_name (bytes->input));
      return COW_BYTES_ERROR;
    }
  return (guchar)*bytes->at;
}

gboolean
cow_bytes_error (const CowBytes *bytes, GError **error, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s:%" G_GUINT64_FORMAT ": %s", cow_input_name (bytes->input),
               bytes->token_line, message);
  return FALSE;
}

void
cow_bytes_add_place (const CowBytes *bytes, GError **error)
{
  g_autofree char *place = g_strdup_printf ("%s:", cow_input_name (bytes->input));

  if (error != NULL && *error != NULL && !g_str_has_prefix ((*error)->message, place))
    g_prefix_error (error, "%s%" G_GUINT64_FORMAT ": ", place, bytes->token_line);
}
