/* settings.h - what `option` sets: one table of names, kinds, defaults and meanings. */
#pragma once

#include <glib.h>

#include "app/row.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean has_format;
  CowRowFormat format;
  guint workers;          /* 0: the cores this process may use */
  gboolean quiet;
  gboolean stop_on_error; /* on-error */
  gboolean has_order;
  gboolean order_input;
  guint64 keep_bytes;     /* rows kept per job */
  guint64 load_memory_bytes; /* limit of the loader child */
  gint64 load_timeout_ns;
  guint color;            /* 0 auto, 1 always, 2 never */
  gboolean sandbox;
  gboolean map_image;     /* image=map: native images are mapped, their contents trusted */
} CowSettings;

typedef struct
{
  const char *name;
  const char *values;  /* what may be set, for help */
  const char *fallback;
  const char *summary;
  gboolean (*set) (CowSettings *settings, const char *value, GError **error);
  char *(*get) (const CowSettings *settings);
} CowSetting;

const CowSetting *cow_setting_list (guint *n);
void cow_settings_init (CowSettings *settings);
gboolean cow_settings_set (CowSettings *settings, const char *name, const char *value, GError **error);
char *cow_settings_get (const CowSettings *settings, const char *name, GError **error);
guint cow_settings_workers (const CowSettings *settings); /* resolved */

/* 250ms 30s 5m 2h, and 512M 2G: how options and settings write durations and sizes. */
gboolean cow_parse_duration (const char *text, gint64 *ns, GError **error);
gboolean cow_parse_size (const char *text, guint64 *bytes, GError **error);
char *cow_format_size (guint64 bytes); /* 1.5 GB, decimal units */

G_END_DECLS
