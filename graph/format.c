/* format.c - the registry of file formats, and how a file finds its own: by content first, by ending where content is not sure. */
#include "graph/file/formats.h"

#include <string.h>

#define ENDING_WEIGHT 40 /* what an ending adds to what the content says */

static const CowFormat *const formats[] = {
  &cow_format_edgelist,
  &cow_format_dimacs,
  &cow_format_adjacency,
  &cow_format_dot,
  &cow_format_gap,
  &cow_format_gap_edgelist,
  &cow_format_gexf,
  &cow_format_gml,
  &cow_format_graphml,
  &cow_format_json,
  &cow_format_json_lines,
  &cow_format_matrix_market,
  &cow_format_metis,
  &cow_format_native,
  &cow_format_osm,
  &cow_format_osm_pbf,
  &cow_format_pajek,
  &cow_format_sqlite,
  NULL,
};

const CowFormat *const *
cow_formats (void)
{
  return formats;
}

const CowFormat *
cow_format_by_name (const char *name)
{
  for (guint i = 0; formats[i] != NULL; i++)
    if (strcmp (formats[i]->name, name) == 0)
      return formats[i];
  return NULL;
}

/* Length of the name without .gz and the like. */
static gsize
strip_compression (const char *name)
{
  static const char *const endings[] = { ".gz", ".bz2", ".xz", ".zst", ".lz4" };
  gsize length = strlen (name);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (name, endings[i]))
      return length - strlen (endings[i]);
  return length;
}

static gboolean
has_ending (const CowFormat *format, const char *name, gsize length)
{
  g_auto (GStrv) endings = g_strsplit (format->endings, " ", -1);

  for (guint i = 0; endings[i] != NULL; i++)
    {
      gsize ending = strlen (endings[i]);

      if (ending > 0 && ending < length && g_ascii_strncasecmp (name + length - ending, endings[i], ending) == 0)
        return TRUE;
    }
  return FALSE;
}

const CowFormat *
cow_format_by_ending (const char *name)
{
  gsize length = strip_compression (name);

  for (guint i = 0; formats[i] != NULL; i++)
    if (has_ending (formats[i], name, length))
      return formats[i];
  return NULL;
}

const CowFormat *
cow_format_guess (const char *name, const char *bytes, gsize length)
{
  const CowFormat *best = &cow_format_edgelist;
  gsize name_length = strip_compression (name);
  guint best_score = 0;

  for (guint i = 0; formats[i] != NULL; i++)
    {
      guint score = formats[i]->sniff (bytes, length);

      if (has_ending (formats[i], name, name_length))
        score += ENDING_WEIGHT;
      if (score > best_score)
        {
          best = formats[i];
          best_score = score;
        }
    }
  return best;
}

void
cow_read_warn (const CowReadOptions *options, const char *format, ...)
{
  va_list list;

  if (options->warn == NULL)
    return;
  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  g_autofree char *whole = g_strdup_printf ("%s: %s", options->name, message);
  options->warn (whole, options->warn_user);
}
