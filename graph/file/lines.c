/* lines.c - a file line by line: chunks of whole lines, cut one by one. Called by the readers of line-based formats. */
#include "graph/file/lines.h"

#include <string.h>

gboolean
cow_lines_next (CowLines *lines, GError **error)
{
  gsize length;

  if (!cow_progress_go_on (lines->progress, 1, error))
    {
      g_prefix_error (error, "%s: ", cow_input_name (lines->input));
      return FALSE;
    }
  if (lines->at == lines->end)
    {
      if (!cow_input_lines (lines->input, &lines->at, &length, error))
        {
          lines->at = lines->end = lines->text = lines->stop = NULL;
          return FALSE;
        }
      lines->end = lines->at + length;
    }
  /* Files may have more empty lines than others. */
  const char *newline = *lines->at == '\n' ? lines->at : memchr (lines->at, '\n', (gsize)(lines->end - lines->at));
  lines->text = lines->at;
  lines->stop = newline > lines->at && newline[-1] == '\r' ? newline - 1 : newline;
  lines->at = newline + 1;
  return TRUE;
}

guint64
cow_lines_number (const CowLines *lines)
{
  return lines->text != NULL ? cow_input_line_number_at (lines->input, lines->text) : cow_input_line_number (lines->input);
}

gboolean
cow_lines_fail (const CowLines *lines, GError **error, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s:%" G_GUINT64_FORMAT ": %s", cow_input_name (lines->input),
               cow_lines_number (lines), message);
  return FALSE;
}

gboolean
cow_lines_fail_whole (const CowLines *lines, GError **error, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s: %s", cow_input_name (lines->input), message);
  return FALSE;
}

gboolean
cow_lines_prefix (const CowLines *lines, GError **error)
{
  g_prefix_error (error, "%s:%" G_GUINT64_FORMAT ": ", cow_input_name (lines->input), cow_lines_number (lines));
  return FALSE;
}

gboolean
cow_lines_vertex (const CowLines *lines, const CowWord *word, guint64 n, guint32 *appearance, GError **error)
{
  gint64 id;

  if (G_LIKELY (cow_word_int (word, &id) && id >= 1 && (guint64)id <= n))
    {
      *appearance = (guint32)(id - 1);
      return TRUE;
    }
  g_autofree char *shown = cow_word_show (word);
  return cow_lines_fail (lines, error, "vertex %s is not one of 1 to %" G_GUINT64_FORMAT, shown, n);
}

gboolean
cow_lines_weight (const CowLines *lines, const CowWord *word, CowCost *weight, GError **error)
{
  const char *wrong = cow_word_weight (word, weight);

  if (G_LIKELY (wrong == NULL))
    return TRUE;
  g_autofree char *shown = cow_word_show (word);
  return cow_lines_fail (lines, error, "weight %s %s", shown, wrong);
}

gboolean
cow_lines_count (const CowLines *lines, const CowWord *word, const char *what, guint64 *count, GError **error)
{
  gint64 value;

  if (cow_word_int (word, &value) && value >= 0)
    {
      *count = (guint64)value;
      return TRUE;
    }
  g_autofree char *shown = cow_word_show (word);
  return cow_lines_fail (lines, error, "%s is no number of %s", shown, what);
}

gboolean
cow_lines_sequence (const CowLines *lines, CowBuilder *builder, guint64 n, GError **error)
{
  if (n >= COW_VERTEX_NONE)
    return cow_lines_fail (lines, error, "%" G_GUINT64_FORMAT " vertices: at most %u", n, COW_VERTEX_NONE - 1);
  return n == 0 || cow_builder_sequence (builder, 1, n, error) || cow_lines_prefix (lines, error);
}
