/* plain-edges.c - eight bytes at a time become a number: where the digits end is found and the value of all of them is had by three
 * multiplications, without a branch that depends on how many there are.
 *
 * Where SSE2 is, one look at 32 bytes tells where all the numbers of a line end, so that the next line need not wait for this one. */
#include "graph/file/plain-edges.h"

#include <math.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "graph/builder.h"

#define EXACT_INT ((gint64)1 << 53) /* integers up to here are doubles without loss */
#define LINE_BYTES 4 /* of the shortest line: two digits, a blank, the end */
#define ONES 0x0101010101010101u

guint
cow_plain_edges_fit (const CowInput *input, guint most)
{
  guint64 bytes = cow_input_is_plain (input) ? cow_input_size (input) : 0;

  return bytes > 0 ? (guint)MIN (most, bytes / LINE_BYTES + 1) : most;
}

gboolean
cow_plain_edges_init (CowPlainEdges *edges, guint capacity)
{
  *edges = (CowPlainEdges){ .capacity = capacity };
  edges->from = g_try_new (guint32, capacity);
  edges->to = g_try_new (guint32, capacity);
  edges->weights.data = g_try_malloc_n (capacity, 8);
  return edges->from && edges->to && edges->weights.data;
}

void
cow_plain_edges_clear (CowPlainEdges *edges)
{
  g_clear_pointer (&edges->from, g_free);
  g_clear_pointer (&edges->to, g_free);
  g_clear_pointer (&edges->weights.data, g_free);
}

static inline guint64
load_word (const char *at)
{
  guint64 word;

  memcpy (&word, at, sizeof word);
  return GUINT64_FROM_LE (word);
}

/* A mark in the high bit of each byte that is no digit. */
static inline guint64
mark_others (guint64 word)
{
  guint64 digits = word ^ 0x30 * ONES; /* 0 … 9 where a digit was */

  return (digits | ((digits & 0x7f * ONES) + 0x76 * ONES)) & 0x80 * ONES;
}

/* The value of the first n (1 to 8) bytes of a word, all digits: they are moved to its end, zeros in front. */
static inline guint64
value_of_digits (guint64 word, guint n)
{
  word = (word & 0x0f * ONES) << (64 - 8 * n);
  word = (word * 10 + (word >> 8)) & 0x00ff00ff00ff00ffu;
  word = (word * 100 + (word >> 16)) & 0x0000ffff0000ffffu;
  return (word * 10000 + (word >> 32)) & 0xffffffffu;
}

/* The digits from `at` on; *count 0: none. At most 18 are looked at: 64 bits hold them. */
static inline const char *
scan_digits (const char *at, guint64 *value, guint *count)
{
  guint64 word = load_word (at), others = mark_others (word);

  if (G_LIKELY (others != 0))
    {
      guint n = (guint)__builtin_ctzll (others) / 8;

      *count = n;
      *value = n ? value_of_digits (word, n) : 0;
      return at + n;
    }
  *value = value_of_digits (word, 8);
  *count = 8;
  for (guint digit; *count < 18 && (digit = (guint)(guchar)at[*count] - '0') <= 9; ++*count)
    *value = *value * 10 + digit;
  return at + *count;
}

/* A name: canonical, so that it prints as what it was. NULL: something else. */
static inline const char *
scan_name (const CowPlainShape *shape, const char *at, guint32 *number)
{
  guint64 value;
  guint count;
  const char *behind = scan_digits (at, &value, &count);

  if (count == 0 || value < shape->smallest || value > shape->largest || (count > 1 && *at == '0'))
    return NULL;
  *number = (guint32)value;
  return behind;
}

static inline gboolean
is_blank (char byte)
{
  return byte == ' ' || byte == '\t';
}

static inline const char *
skip_separator (const char *at, char delimiter)
{
  if (delimiter != ' ')
    return *at == delimiter ? at + 1 : NULL;
  if (!is_blank (*at))
    return NULL;
  do
    at++;
  while (G_UNLIKELY (is_blank (*at)));
  return at;
}

/* Behind the line end, or NULL. */
static inline const char *
skip_line_end (const char *at, char delimiter)
{
  if (G_LIKELY (*at == '\n'))
    return at + 1;
  if (delimiter == ' ')
    while (is_blank (*at))
      at++;
  if (*at == '\r')
    at++;
  return *at == '\n' ? at + 1 : NULL;
}

static inline gboolean
ends_field (char byte)
{
  return byte == '\n' || byte == '\r' || is_blank (byte);
}

/* What a weight is, as the builder keeps it. */
typedef struct
{
  CowWeightKind kind;
  gint64 integer;
  double real;
} Weight;

static const double powers_of_ten[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18 };

/* Digits behind a point: mantissa and power of ten are exact, so their quotient is rounded once. */
static const char *
scan_fraction (const char *at, gboolean negative, guint64 whole, guint whole_digits, Weight *weight)
{
  guint64 fraction;
  guint count;
  const char *behind = scan_digits (at, &fraction, &count);
  double magnitude;

  if (count == 0 || whole_digits == 0 || whole_digits + count > 15 || !ends_field (*behind))
    return NULL;
  magnitude = (double)(whole * (guint64)powers_of_ten[count] + fraction) / powers_of_ten[count];
  *weight = (Weight){ .kind = COW_WEIGHT_F64, .real = negative ? -magnitude : magnitude };
  if (magnitude == trunc (magnitude)) /* 3.0 is as exact as 3 */
    *weight = (Weight){ .kind = negative && magnitude > 0 ? COW_WEIGHT_I64 : COW_WEIGHT_U32, .integer = (gint64)weight->real };
  return behind;
}

/* NULL: no plain number, or one that only the slow way can judge. */
static inline const char *
scan_weight (const char *at, Weight *weight)
{
  gboolean negative = *at == '-';
  guint64 value;
  guint count;
  const char *behind = scan_digits (at + negative, &value, &count);

  if (G_LIKELY (ends_field (*behind) && count > 0 && count < 18))
    {
      weight->integer = negative ? -(gint64)value : (gint64)value;
      weight->kind = weight->integer >= 0 && value < G_MAXUINT32 ? COW_WEIGHT_U32 : COW_WEIGHT_I64;
      return behind;
    }
  if (*behind != '.')
    return NULL;
  behind = scan_fraction (behind + 1, negative, value, count, weight);
  if (behind && weight->kind == COW_WEIGHT_U32 && weight->integer >= G_MAXUINT32)
    weight->kind = COW_WEIGHT_I64;
  return behind;
}

/* The next wider kind for all weights so far, in place. FALSE: one of them would not survive it, or would as a double be taken for one that was
 * a fraction before this line. */
static gboolean
widen_once (CowPlainEdges *edges)
{
  switch (edges->kind)
    {
    case COW_WEIGHT_NONE:
      for (guint i = 0; i < edges->count; i++)
        edges->weights.u32[i] = 1;
      edges->kind = COW_WEIGHT_U32;
      return TRUE;
    case COW_WEIGHT_U32:
      for (guint i = edges->count; i-- > 0;) /* from the back: never overtakes */
        {
          guint32 weight = edges->weights.u32[i];

          edges->weights.i64[i] = weight;
        }
      edges->kind = COW_WEIGHT_I64;
      return TRUE;
    case COW_WEIGHT_I64:
      for (guint i = 0; i < edges->count; i++)
        if (edges->weights.i64[i] > EXACT_INT || edges->weights.i64[i] < -EXACT_INT)
          return FALSE;
      for (guint i = 0; i < edges->count; i++)
        edges->weights.f64[i] = (double)edges->weights.i64[i];
      edges->kind = COW_WEIGHT_F64;
      return TRUE;
    case COW_WEIGHT_F64:
      break;
    }
  return FALSE;
}

static gboolean
store_other (CowPlainEdges *edges, const Weight *weight)
{
  while (weight->kind > edges->kind)
    if (!widen_once (edges))
      return FALSE;
  switch (edges->kind)
    {
    case COW_WEIGHT_U32:
      edges->weights.u32[edges->count] = (guint32)weight->integer;
      return TRUE;
    case COW_WEIGHT_I64:
      edges->weights.i64[edges->count] = weight->integer;
      return TRUE;
    case COW_WEIGHT_F64:
      if (weight->kind != COW_WEIGHT_F64 && !cow_builder_is_exact (weight->integer))
        return FALSE;
      edges->weights.f64[edges->count] = weight->kind == COW_WEIGHT_F64 ? weight->real : (double)weight->integer;
      return TRUE;
    case COW_WEIGHT_NONE:
      break;
    }
  return TRUE;
}

/* FALSE: an integer that is no double among fractions, which the builder refuses: let it say so. */
static inline gboolean
store_weight (CowPlainEdges *edges, const Weight *weight)
{
  if (G_LIKELY (weight->kind == COW_WEIGHT_U32 && edges->kind == COW_WEIGHT_U32))
    {
      edges->weights.u32[edges->count] = (guint32)weight->integer;
      return TRUE;
    }
  return store_other (edges, weight);
}

gboolean
cow_plain_edges_weigh (CowPlainEdges *edges, CowCost cost)
{
  Weight weight = { .kind = COW_WEIGHT_F64, .integer = cost.integer, .real = cost.real };

  if (cost.kind == COW_COST_REAL && fabs (cost.real) <= (double)EXACT_INT && cost.real == trunc (cost.real))
    cost = cow_cost_int ((gint64)cost.real);
  if (cost.kind == COW_COST_UNREACHABLE)
    weight = (Weight){ .kind = edges->kind == COW_WEIGHT_NONE ? COW_WEIGHT_NONE : COW_WEIGHT_U32, .integer = 1 };
  else if (cost.kind == COW_COST_INT)
    weight = (Weight){ .kind = cost.integer >= 0 && cost.integer < G_MAXUINT32 ? COW_WEIGHT_U32 : COW_WEIGHT_I64, .integer = cost.integer };
  return store_weight (edges, &weight);
}

/* One line; where it is not plain, `at`. */
static inline __attribute__ ((always_inline)) const char *
scan_line (CowPlainEdges *edges, const CowPlainShape *shape, char delimiter, const char *at)
{
  const char *next = at, *behind;
  Weight weight = { .kind = COW_WEIGHT_NONE, .integer = 1 };
  guint i = edges->count;

  if (shape->letter && (*next++ != shape->letter || *next++ != ' '))
    return at;
  if ((next = scan_name (shape, next, &edges->from[i])) == NULL || (next = skip_separator (next, delimiter)) == NULL
      || (next = scan_name (shape, next, &edges->to[i])) == NULL)
    return at;
  behind = shape->bare ? skip_line_end (next, delimiter) : NULL;
  if (behind)
    weight.kind = edges->kind == COW_WEIGHT_NONE ? COW_WEIGHT_NONE : COW_WEIGHT_U32;
  else if (!shape->weighted || (next = skip_separator (next, delimiter)) == NULL || (next = scan_weight (next, &weight)) == NULL
           || (behind = skip_line_end (next, delimiter)) == NULL)
    return at;
  if (!store_weight (edges, &weight))
    return at;
  edges->count++;
  return behind;
}

#ifdef __SSE2__
#define WINDOW_BYTES 32

/* Bit i: byte i is no digit. */
static inline guint32
mark_others_of_window (const char *at)
{
  const __m128i shift = _mm_set1_epi8 (0x50), nine = _mm_set1_epi8 ((char)('9' + 0x50)); /* digits become the least of all signed bytes */
  __m128i low = _mm_add_epi8 (_mm_loadu_si128 ((const __m128i *)(const void *)at), shift);
  __m128i high = _mm_add_epi8 (_mm_loadu_si128 ((const __m128i *)(const void *)(at + 16)), shift);

  return (guint32)_mm_movemask_epi8 (_mm_cmpgt_epi8 (low, nine)) | (guint32)_mm_movemask_epi8 (_mm_cmpgt_epi8 (high, nine)) << 16;
}

/* The number whose digits end where the lowest bit of *others is, which is then taken away. FALSE: no digit there, or more than eight. */
static inline __attribute__ ((always_inline)) gboolean
take_digits (const char *line, guint *begin, guint32 *others, guint32 *value)
{
  guint end = *others ? (guint)__builtin_ctz (*others) : WINDOW_BYTES, n = end - *begin;

  *others &= *others - 1;
  *value = (guint32)value_of_digits (load_word (line + *begin), ((n - 1) & 7) + 1);
  *begin = end + 1;
  return n - 1 < 8 && end < WINDOW_BYTES;
}

/* Lines with single separators, numbers of at most eight digits, a weight or none; stops where there is another one. */
static inline __attribute__ ((always_inline)) const char *
scan_usual_lines (CowPlainEdges *edges, const CowPlainShape *shape, char delimiter, gboolean weighted, const char *at, const char *end)
{
  const guint lead = shape->letter ? 2 : 0;
  const guint32 smallest = shape->smallest, largest = shape->largest;
  guint i = edges->count;

  for (; end - at >= WINDOW_BYTES + 2 && i < edges->capacity; i++)
    {
      const char *line = at + lead;
      guint32 others = mark_others_of_window (line), from, to, weight = 0;
      guint first = 0, second, third, behind;
      gboolean usual;

      if (lead && (at[0] != shape->letter || at[1] != ' '))
        break;
      usual = take_digits (line, &first, &others, &from);
      second = behind = first;
      usual &= take_digits (line, &behind, &others, &to);
      third = behind;
      if (weighted)
        usual &= take_digits (line, &behind, &others, &weight);
      if (!usual || line[second - 1] != delimiter || (weighted && line[third - 1] != delimiter) || line[behind - 1] != '\n'
          || from < smallest || from > largest || to < smallest || to > largest || (line[0] == '0' && second > 2)
          || (line[second] == '0' && third > second + 2))
        break;
      edges->from[i] = from;
      edges->to[i] = to;
      if (weighted)
        edges->weights.u32[i] = weight;
      at = line + behind;
    }
  edges->count = i;
  return at;
}
#endif

/* Of the next line any kind, which says what is usual; then those of that kind. */
static inline __attribute__ ((always_inline)) const char *
scan_lines (CowPlainEdges *edges, const CowPlainShape *shape, char delimiter, const char *at, const char *end)
{
  while (at < end && edges->count < edges->capacity)
    {
      const char *behind = scan_line (edges, shape, delimiter, at);

      if (behind == at)
        break;
      at = behind;
#ifdef __SSE2__
      if (edges->kind == COW_WEIGHT_U32 && shape->weighted)
        at = scan_usual_lines (edges, shape, delimiter, TRUE, at, end);
      else if (edges->kind == COW_WEIGHT_NONE && shape->bare)
        at = scan_usual_lines (edges, shape, delimiter, FALSE, at, end);
#endif
    }
  return at;
}

const char *
cow_plain_edges_scan (CowPlainEdges *edges, const CowPlainShape *shape, const char *at, const char *end)
{
  /* One loop for each of the usual delimiters. */
  if (shape->delimiter == ' ')
    return scan_lines (edges, shape, ' ', at, end);
  if (shape->delimiter == '\t')
    return scan_lines (edges, shape, '\t', at, end);
  return scan_lines (edges, shape, shape->delimiter, at, end);
}
