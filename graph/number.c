/* number.c - numbers as text in the C locale, whatever LC_NUMERIC says.
 *
 * Both ways have a short cut that needs no multiple precision: a mantissa below 2^53 times or divided by a power of ten up to
 * 10^22 is rounded once, hence right (Clinger 1990). The rest goes through the C library. Nothing here keeps state. */
#include "graph/digits.h"
#include "graph/input.h"

#include <math.h>
#include <string.h>

static const double powers_of_ten[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

gsize
cow_number_format_int (gint64 value, char buffer[24])
{
  gsize length = 0;
  if (value < 0)
    buffer[length++] = '-';
  length += cow_digits_format (value < 0 ? -(guint64)value : (guint64)value, buffer + length);
  buffer[length] = '\0';
  return length;
}

/* `1e+300` as `1e300`, `1e-07` as `1e-7`. */
static gsize
shorten_exponent (char *buffer)
{
  char *exponent = strchr (buffer, 'e');
  if (exponent == NULL)
    return strlen (buffer);
  char *to = exponent + 1, *from = exponent + 1;
  if (*from == '-')
    *to++ = *from++;
  else if (*from == '+')
    from++;
  while (*from == '0' && from[1] != '\0')
    from++;
  while (*from != '\0')
    *to++ = *from++;
  *to = '\0';
  return (gsize)(to - buffer);
}

/* A value with few decimals: the first k for which round (value * 10^k) / 10^k is the value again. The division of two exact
 * doubles rounds as reading the text does, so equality here is equality there. */
static gsize
format_short_decimal (double magnitude, char *buffer)
{
  for (guint k = 1; k <= 9; k++)
    {
      double scaled = rint (magnitude * powers_of_ten[k]);
      if (scaled > 1e15)
        return 0;
      if (scaled / powers_of_ten[k] != magnitude)
        continue;
      guint64 all = (guint64)scaled, unit = (guint64)powers_of_ten[k];
      gsize length = cow_digits_format (all / unit, buffer);
      buffer[length++] = '.';
      guint64 fraction = all % unit;
      for (guint i = k; i-- > 0; fraction /= 10)
        buffer[length + i] = (char)('0' + fraction % 10);
      length += k;
      buffer[length] = '\0';
      return length;
    }
  return 0;
}

gsize
cow_number_format_real (double value, char buffer[32])
{
  if (isnan (value))
    return strlen (strcpy (buffer, "nan"));
  gsize sign = signbit (value) ? 1 : 0;
  buffer[0] = '-'; /* overwritten when there is no sign */
  double magnitude = fabs (value);
  if (isinf (magnitude))
    return sign + strlen (strcpy (buffer + sign, "inf"));
  if (magnitude < 0x1p53 && magnitude == floor (magnitude))
    {
      gsize length = sign + cow_digits_format ((guint64)magnitude, buffer + sign);
      buffer[length] = '\0';
      return length;
    }
  if (magnitude >= 1e-4 && magnitude < 1e15)
    {
      gsize length = format_short_decimal (magnitude, buffer + sign);
      if (length > 0)
        return sign + length;
    }
  /* 15 digits always survive a double of full precision, 17 always bring it back; below the normal range fewer do. */
  guint precision = magnitude < 0x1p-1022 ? 1 : 15;
  for (; precision <= 17; precision++)
    {
      char format[8] = "%.17g";
      format[2] = (char)('0' + precision / 10);
      format[3] = (char)('0' + precision % 10);
      g_ascii_formatd (buffer, 32, format, value);
      if (precision == 17 || g_ascii_strtod (buffer, NULL) == value)
        break;
    }
  return shorten_exponent (buffer);
}

gboolean
cow_number_parse_int (const char *text, gsize length, gint64 *value)
{
  gsize at = 0;
  gboolean negative = length > 0 && text[0] == '-';
  if (length > 0 && (text[0] == '-' || text[0] == '+'))
    at++;
  if (at == length)
    return FALSE;
  guint64 magnitude = 0;
  for (; at < length; at++)
    {
      guint digit = (guint)(guchar)text[at] - '0';
      if (digit > 9 || magnitude > G_MAXUINT64 / 10)
        return FALSE;
      magnitude *= 10;
      if (magnitude > G_MAXUINT64 - digit)
        return FALSE;
      magnitude += digit;
    }
  if (magnitude > (guint64)G_MAXINT64 + (negative ? 1 : 0))
    return FALSE;
  *value = negative ? (gint64)(0 - magnitude) : (gint64)magnitude;
  return TRUE;
}

static gboolean
parse_word (const char *text, gsize length, gboolean negative, double *value)
{
  if ((length == 3 && g_ascii_strncasecmp (text, "inf", 3) == 0)
      || (length == 8 && g_ascii_strncasecmp (text, "infinity", 8) == 0))
    *value = negative ? -(double)INFINITY : (double)INFINITY;
  else if (length == 3 && g_ascii_strncasecmp (text, "nan", 3) == 0)
    *value = (double)NAN;
  else
    return FALSE;
  return TRUE;
}

/* The grammar is checked already: only the C library's rounding is wanted. */
static double
parse_slowly (const char *text, gsize length)
{
  char small[64];
  if (length < sizeof small)
    {
      memcpy (small, text, length);
      small[length] = '\0';
      return g_ascii_strtod (small, NULL);
    }
  g_autofree char *copy = g_strndup (text, length);
  return g_ascii_strtod (copy, NULL);
}

gboolean
cow_number_parse_real (const char *text, gsize length, double *value)
{
  gsize at = 0;
  gboolean negative = length > 0 && text[0] == '-';
  if (length > 0 && (text[0] == '-' || text[0] == '+'))
    at++;
  if (at < length && g_ascii_isalpha (text[at]))
    return parse_word (text + at, length - at, negative, value);

  guint64 mantissa = 0;
  gint64 exponent = 0;
  gboolean exact = TRUE, digits = FALSE, fraction = FALSE;
  for (; at < length; at++)
    {
      guint digit = (guint)(guchar)text[at] - '0';
      if (digit <= 9)
        {
          digits = TRUE;
          if (mantissa < (G_GUINT64_CONSTANT (1) << 59))
            {
              mantissa = mantissa * 10 + digit;
              exponent -= fraction;
            }
          else
            exact = FALSE; /* too long for the short cut */
        }
      else if (text[at] == '.' && !fraction)
        fraction = TRUE;
      else
        break;
    }
  if (!digits)
    return FALSE;
  if (at < length)
    {
      if (text[at] != 'e' && text[at] != 'E')
        return FALSE;
      at++;
      gboolean down = at < length && text[at] == '-';
      if (at < length && (text[at] == '-' || text[at] == '+'))
        at++;
      if (at == length)
        return FALSE;
      gint64 written = 0;
      for (; at < length; at++)
        {
          if (!g_ascii_isdigit (text[at]))
            return FALSE;
          written = MIN (written * 10 + (text[at] - '0'), 100000);
        }
      exponent += down ? -written : written;
    }
  if (exact && mantissa <= (G_GUINT64_CONSTANT (1) << 53) && exponent >= -22 && exponent <= 22)
    {
      double result = (double)mantissa;
      result = exponent < 0 ? result / powers_of_ten[-exponent] : result * powers_of_ten[exponent];
      *value = negative ? -result : result;
      return TRUE;
    }
  *value = parse_slowly (text, length);
  return TRUE;
}
