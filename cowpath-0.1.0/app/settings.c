/* settings.c - see settings.h. */
#include "app/settings.h"

#include <math.h>
#include <sched.h>
#include <string.h>

#include "app/command.h"
#include "app/status.h"

static gboolean
set_format (CowSettings *settings, const char *value, GError **error)
{
  if (!cow_row_format_by_name (value, &settings->format))
    return cow_fail (error, COW_STATUS_USAGE, "unknown format \"%s\": table, tsv, csv, json, jsonl or geojson", value);
  settings->has_format = TRUE;
  return TRUE;
}

static char *
get_format (const CowSettings *settings)
{
  static const char *const names[] = { "cells", "table", "tsv", "csv", "json", "jsonl", "geojson" };

  return g_strdup (settings->has_format ? names[settings->format] : "auto");
}

static gboolean
set_workers (CowSettings *settings, const char *value, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (value, 10, 0, 1024, &number, NULL))
    return cow_fail (error, COW_STATUS_USAGE, "workers must be a number from 1 to 1024, or 0 for the cores, not \"%s\"", value);
  settings->workers = (guint)number;
  return TRUE;
}

static char *
get_workers (const CowSettings *settings)
{
  return g_strdup_printf ("%u", cow_settings_workers (settings));
}

static gboolean
parse_choice (const char *name, const char *value, const char *const *words, guint *choice, GError **error)
{
  g_autofree char *all = NULL;

  for (guint i = 0; words[i]; i++)
    if (g_str_equal (words[i], value))
      {
        *choice = i;
        return TRUE;
      }
  all = g_strjoinv (", ", (char **)words);
  return cow_fail (error, COW_STATUS_USAGE, "%s must be one of %s, not \"%s\"", name, all, value);
}

static const char *const no_yes[] = { "no", "yes", NULL };
static const char *const image_words[] = { "copy", "map", NULL };
static const char *const stop_words[] = { "continue", "stop", NULL };
static const char *const order_words[] = { "completed", "input", NULL };
static const char *const color_words[] = { "auto", "always", "never", NULL };

#define CHOICE_SETTING(field, words)                                                                                             \
  static gboolean set_##field (CowSettings *settings, const char *value, GError **error)                                         \
  {                                                                                                                              \
    guint choice;                                                                                                                \
                                                                                                                                 \
    if (!parse_choice (#field, value, words, &choice, error))                                                                    \
      return FALSE;                                                                                                              \
    settings->field = choice;                                                                                                    \
    return TRUE;                                                                                                                 \
  }                                                                                                                              \
                                                                                                                                 \
  static char *get_##field (const CowSettings *settings)                                                                         \
  {                                                                                                                              \
    return g_strdup (words[settings->field]);                                                                                    \
  }

CHOICE_SETTING (quiet, no_yes)
CHOICE_SETTING (stop_on_error, stop_words)
CHOICE_SETTING (color, color_words)
CHOICE_SETTING (sandbox, no_yes)
CHOICE_SETTING (map_image, image_words)

static gboolean
set_order (CowSettings *settings, const char *value, GError **error)
{
  guint choice;

  if (!parse_choice ("order", value, order_words, &choice, error))
    return FALSE;
  settings->has_order = TRUE;
  settings->order_input = choice;
  return TRUE;
}

static char *
get_order (const CowSettings *settings)
{
  return g_strdup (settings->has_order ? order_words[settings->order_input] : "auto");
}

static gboolean
set_keep (CowSettings *settings, const char *value, GError **error)
{
  return cow_parse_size (value, &settings->keep_bytes, error);
}

static char *
get_keep (const CowSettings *settings)
{
  return cow_format_size (settings->keep_bytes);
}

static gboolean
set_load_memory (CowSettings *settings, const char *value, GError **error)
{
  return cow_parse_size (value, &settings->load_memory_bytes, error);
}

static char *
get_load_memory (const CowSettings *settings)
{
  return settings->load_memory_bytes ? cow_format_size (settings->load_memory_bytes) : g_strdup ("none");
}

static gboolean
set_load_timeout (CowSettings *settings, const char *value, GError **error)
{
  return cow_parse_duration (value, &settings->load_timeout_ns, error);
}

static char *
get_load_timeout (const CowSettings *settings)
{
  return settings->load_timeout_ns ? g_strdup_printf ("%" G_GINT64_FORMAT "ms", settings->load_timeout_ns / 1000000)
                                   : g_strdup ("none");
}

static const CowSetting setting_list[] = {
  { "color", "auto|always|never", "auto", "colors on the terminal", set_color, get_color },
  { "format", "table|tsv|csv|json|jsonl|geojson", "table on a terminal, else tsv", "how rows are printed", set_format, get_format },
  { "image", "copy|map", "copy", "native images: copied and checked, or mapped and trusted (opens at once)", set_map_image, get_map_image },
  { "keep", "SIZE", "256M", "rows of a job kept for results, in bytes per job", set_keep, get_keep },
  { "load-memory", "SIZE", "none", "most private memory of a loader", set_load_memory, get_load_memory },
  { "load-timeout", "DURATION", "none", "longest time a load may take", set_load_timeout, get_load_timeout },
  { "on-error", "stop|continue", "stop", "does a failing command end a batch", set_stop_on_error, get_stop_on_error },
  { "order", "input|completed", "input in a batch, else completed", "order of the rows of different tasks", set_order, get_order },
  { "quiet", "yes|no", "no", "no notes on stderr", set_quiet, get_quiet },
  { "sandbox", "yes|no", "yes", "may a loader do nothing but read its file", set_sandbox, get_sandbox },
  { "workers", "N", "the cores this process may use", "processes per job", set_workers, get_workers },
};

const CowSetting *
cow_setting_list (guint *n)
{
  *n = G_N_ELEMENTS (setting_list);
  return setting_list;
}

void
cow_settings_init (CowSettings *settings)
{
  *settings = (CowSettings){ .stop_on_error = TRUE, .keep_bytes = 256000000, .sandbox = TRUE };
}

static const CowSetting *
find_setting (const char *name, GError **error)
{
  const char *names[G_N_ELEMENTS (setting_list) + 1] = { NULL };
  const char *near;

  for (guint i = 0; i < G_N_ELEMENTS (setting_list); i++)
    {
      if (g_str_equal (setting_list[i].name, name))
        return &setting_list[i];
      names[i] = setting_list[i].name;
    }
  near = cow_nearest_word (name, names);
  cow_fail (error, COW_STATUS_USAGE, near ? "unknown option \"%s\" (did you mean \"%s\"?)" : "unknown option \"%s\"", name, near);
  return NULL;
}

gboolean
cow_settings_set (CowSettings *settings, const char *name, const char *value, GError **error)
{
  const CowSetting *setting = find_setting (name, error);

  return setting && setting->set (settings, value, error);
}

char *
cow_settings_get (const CowSettings *settings, const char *name, GError **error)
{
  const CowSetting *setting = find_setting (name, error);

  return setting ? setting->get (settings) : NULL;
}

guint
cow_settings_workers (const CowSettings *settings)
{
  cpu_set_t cores;

  if (settings->workers)
    return settings->workers;
  if (sched_getaffinity (0, sizeof cores, &cores) != 0)
    return 1;
  return (guint)MAX (1, CPU_COUNT (&cores));
}

/* A number and one of the units; the factors are in ns or bytes. */
static gboolean
parse_with_unit (const char *text, const char *const *units, const double *factors, double *value)
{
  char *end;
  double number = g_ascii_strtod (text, &end);

  if (end == text || !isfinite (number) || number < 0 || g_ascii_isspace (text[0]) || strpbrk (text, "xXnNiI"))
    return FALSE;
  for (guint i = 0; units[i]; i++)
    if (g_ascii_strcasecmp (end, units[i]) == 0)
      {
        *value = number * factors[i];
        return *value < 9e18;
      }
  return FALSE;
}

gboolean
cow_parse_duration (const char *text, gint64 *ns, GError **error)
{
  static const char *const units[] = { "ms", "s", "m", "h", NULL };
  static const double factors[] = { 1e6, 1e9, 60e9, 3600e9 };
  double value;

  /* "ns" and "min" are not offered: one way to say it. */
  if (!parse_with_unit (text, units, factors, &value))
    return cow_fail (error, COW_STATUS_USAGE, "\"%s\" is not a duration (250ms, 30s, 5m, 2h)", text);
  *ns = (gint64)value;
  return TRUE;
}

gboolean
cow_parse_size (const char *text, guint64 *bytes, GError **error)
{
  static const char *const units[] = { "", "B", "K", "M", "G", "T", "KB", "MB", "GB", "TB", NULL };
  static const double factors[] = { 1, 1, 1e3, 1e6, 1e9, 1e12, 1e3, 1e6, 1e9, 1e12 };
  double value;

  if (!parse_with_unit (text, units, factors, &value))
    return cow_fail (error, COW_STATUS_USAGE, "\"%s\" is not a size (512M, 2G)", text);
  *bytes = (guint64)value;
  return TRUE;
}

char *
cow_format_size (guint64 bytes)
{
  static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
  guint64 whole = bytes, tenths = 0;
  guint unit = 0;

  while (whole >= 1000 && unit < G_N_ELEMENTS (units) - 1)
    {
      tenths = (whole % 1000) / 100;
      whole /= 1000;
      unit++;
    }
  if (unit == 0 || whole >= 100)
    return g_strdup_printf ("%" G_GUINT64_FORMAT " %s", whole, units[unit]);
  return g_strdup_printf ("%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT " %s", whole, tenths, units[unit]);
}
