/* units.c - numbers as people read them in a narrow column; see units.h. */
#include "config.h"

#include "ui/units.h"

#include <math.h>

static void
append_real (GString *out, const char *format, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, format, value));
}

/* Three significant digits, so that the text is never wider than four characters below 10,000. */
static void
append_scaled (GString *out, double value)
{
  append_real (out, value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value);
}

void
cow_units_bytes (GString *out, guint64 bytes)
{
  static const char units[] = "BKMGTPE";
  if (bytes < 1024)
    {
      g_string_append_printf (out, "%" G_GUINT64_FORMAT "B", bytes);
      return;
    }
  double value = (double)bytes;
  guint unit = 0;
  /* 1023.95 would be printed as 1024.0: the next unit says it better. */
  while (value >= 1023.95 && unit + 2 < sizeof units)
    {
      value /= 1024;
      unit++;
    }
  append_real (out, value < 99.95 ? "%.1f" : "%.0f", value);
  g_string_append_c (out, units[unit]);
}

void
cow_units_seconds (GString *out, double seconds)
{
  if (!isfinite (seconds) || seconds < 0)
    {
      g_string_append (out, "?");
      return;
    }
  if (seconds < 9.95)
    {
      append_real (out, "%.1f", seconds);
      g_string_append_c (out, 's');
      return;
    }
  guint64 whole = seconds < 3e9 ? (guint64)(seconds + 0.5) : (guint64)3e9;
  guint64 hours = whole / 3600;
  guint minutes = (guint)(whole / 60 % 60), rest = (guint)(whole % 60);
  if (hours >= 24)
    g_string_append_printf (out, "%" G_GUINT64_FORMAT "d%02uh", hours / 24, (guint)(hours % 24));
  else if (hours > 0)
    g_string_append_printf (out, "%u:%02u:%02u", (guint)hours, minutes, rest);
  else
    g_string_append_printf (out, "%u:%02u", minutes, rest);
}

void
cow_units_count (GString *out, guint64 count)
{
  char digits[24];
  int n = g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, count);
  for (int i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append_c (out, ',');
      g_string_append_c (out, digits[i]);
    }
}

void
cow_units_rate (GString *out, double per_second)
{
  static const char *const units[] = { "", "k", "M", "G" };
  if (!isfinite (per_second) || per_second < 0)
    per_second = 0;
  guint unit = 0;
  while (per_second >= 999.5 && unit + 1 < G_N_ELEMENTS (units))
    {
      per_second /= 1000;
      unit++;
    }
  append_scaled (out, per_second);
  g_string_append (out, units[unit]);
  g_string_append (out, "/s");
}
