/* meter.c - what a process holds in memory, from /proc/PID/smaps_rollup and smaps.
 *
 * The trick is to ask mapping by mapping: a page of the graph that a worker copied is Private in that worker's line of
 * the arena's mapping, one that it shares is Shared, and no sum over the process can hide it. */
#include "pool/meter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pool/pool.h"

/* The fields of one mapping, or of the sum. */
typedef struct
{
  guint64 rss, pss, shared, private, anonymous, huge;
} Sum;

static FILE *
open_file (pid_t pid, const char *name, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", (int)pid, name);
  FILE *file = fopen (path, "re");
  if (file == NULL)
    g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM, "cannot read \"%s\": %s", path, g_strerror (errno));
  return file;
}

/* Add a line `Name:   123 kB` to the sum. Returns: FALSE when it is no such line. */
static gboolean
add_field (const char *line, Sum *sum)
{
  const char *colon = strchr (line, ':');
  if (colon == NULL || (colon[1] != ' ' && colon[1] != '\t'))
    return FALSE;
  gsize length = (gsize)(colon - line);
  const struct
  {
    const char *name;
    guint64 *value;
  } fields[] = {
    { "Rss", &sum->rss },
    { "Pss", &sum->pss },
    { "Shared_Clean", &sum->shared },
    { "Shared_Dirty", &sum->shared },
    { "Private_Clean", &sum->private },
    { "Private_Dirty", &sum->private },
    { "Anonymous", &sum->anonymous },
    { "AnonHugePages", &sum->huge },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (strlen (fields[i].name) == length && strncmp (line, fields[i].name, length) == 0)
      *fields[i].value += g_ascii_strtoull (colon + 1, NULL, 10) * 1024;
  return TRUE;
}

/* A line `start-end rw-p …` opens the next mapping. */
static gboolean
read_mapping (const char *line, guint64 *start, guint64 *end)
{
  char *rest;
  *start = g_ascii_strtoull (line, &rest, 16);
  if (rest == line || *rest != '-')
    return FALSE;
  const char *second = rest + 1;
  *end = g_ascii_strtoull (second, &rest, 16);
  return rest != second && *rest == ' ';
}

static gboolean
overlaps (guint64 start, guint64 end, const CowMeterRange *ranges, guint n_ranges)
{
  for (guint i = 0; i < n_ranges; i++)
    if (start < (guint64)ranges[i].start + ranges[i].bytes && (guint64)ranges[i].start < end)
      return TRUE;
  return FALSE;
}

static void
add_mapping (CowMeter *meter, const Sum *sum, gboolean in_range)
{
  meter->rss_bytes += sum->rss;
  meter->pss_bytes += sum->pss;
  meter->private_bytes += sum->private;
  meter->shared_bytes += sum->shared;
  if (in_range)
    {
      meter->range_rss_bytes += sum->rss;
      meter->range_private_bytes += sum->private;
      meter->range_huge_bytes += sum->huge;
    }
  else
    meter->anonymous_bytes += sum->anonymous;
}

gboolean
cow_meter_read (pid_t pid, CowMeter *meter, GError **error)
{
  *meter = (CowMeter){ 0 };
  FILE *file = open_file (pid, "smaps_rollup", error);
  if (file == NULL)
    return FALSE;
  char line[512];
  Sum sum = { 0 };
  guint n_fields = 0;
  while (fgets (line, sizeof line, file) != NULL)
    n_fields += add_field (line, &sum);
  fclose (file);
  if (n_fields == 0)
    {
      g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM, "process %d has no memory any more", (int)pid);
      return FALSE;
    }
  add_mapping (meter, &sum, FALSE);
  return TRUE;
}

gboolean
cow_meter_read_ranges (pid_t pid, const CowMeterRange *ranges, guint n_ranges, CowMeter *meter, GError **error)
{
  *meter = (CowMeter){ 0 };
  FILE *file = open_file (pid, "smaps", error);
  if (file == NULL)
    return FALSE;
  char *line = NULL;
  gsize size = 0;
  Sum sum = { 0 };
  gboolean in_range = FALSE;
  guint n_mappings = 0;
  while (getline (&line, &size, file) >= 0)
    {
      guint64 start, end;
      if (read_mapping (line, &start, &end))
        {
          add_mapping (meter, &sum, in_range);
          sum = (Sum){ 0 };
          in_range = overlaps (start, end, ranges, n_ranges);
          n_mappings++;
        }
      else
        add_field (line, &sum);
    }
  add_mapping (meter, &sum, in_range);
  free (line);
  fclose (file);
  if (n_mappings == 0)
    {
      g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM, "process %d has no memory any more", (int)pid);
      return FALSE;
    }
  return TRUE;
}
