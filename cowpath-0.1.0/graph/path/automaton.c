/* automaton.c - from the tree of a pattern to the smallest automaton that says the same: first one that may be in many states, written down from the end
 * so that every state knows what follows it; then the sets of states that a walk can be in at once; then states that behave alike become one.
 * Each state is a copy of the graph for `match`, so the last step pays.
 *
 * Source: Thompson, "Regular expression search algorithm", 1968; Moore, "Gedanken-experiments on sequential machines", 1956. */
#include <string.h>

#include "graph/path/pattern-private.h"

enum
{
  MOST_PLACES = 2000,
  MOST_STATES = 1000
};

#define NOWHERE G_MAXUINT32

typedef enum
{
  PLACE_LABEL, /* takes `symbol` to `next` */
  PLACE_ANY,   /* takes any label to `next` */
  PLACE_FORK,  /* goes on at `next` and `other`, taking nothing */
  PLACE_END,
} PlaceKind;

typedef struct
{
  PlaceKind kind;
  guint symbol;
  guint32 next, other;
} Place;

typedef struct
{
  CowPattern *pattern;
  GArray *places;    /* of Place */
  GPtrArray *sets;   /* of GBytes: places (no forks), ascending */
  GHashTable *known; /* GBytes -> state + 1 */
  GArray *next;      /* of guint32: [states * symbols] */
  guint8 *seen;      /* [places] */
  GArray *stack;     /* of guint32 */
} Making;

static gboolean
fail_large (GError **error, guint most, const char *what)
{
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_SYNTAX, "the pattern is too large: more than %u %s", most, what);
  return FALSE;
}

/* NOWHERE: too many. */
static guint32
add_place (Making *making, Place place)
{
  if (making->places->len == MOST_PLACES)
    return NOWHERE;
  g_array_append_val (making->places, place);
  return making->places->len - 1;
}

static guint32 write_node (Making *making, const CowPatternNode *node, guint32 after);

static guint32
write_repeat (Making *making, const CowPatternNode *node, guint32 after)
{
  const CowPatternNode *part = node->parts->pdata[0];
  guint32 at = after;
  guint written = 0;

  if (node->most == G_MAXUINT)
    {
      guint32 loop = add_place (making, (Place){ PLACE_FORK, 0, NOWHERE, after });

      if (loop == NOWHERE || (at = write_node (making, part, loop)) == NOWHERE)
        return NOWHERE;
      g_array_index (making->places, Place, loop).next = at;
      if (node->least == 0)
        return loop;
      written = 1;
    }
  for (guint i = node->least; node->most != G_MAXUINT && i < node->most; i++)
    if ((at = write_node (making, part, at)) == NOWHERE || (at = add_place (making, (Place){ PLACE_FORK, 0, at, after })) == NOWHERE)
      return NOWHERE;
  for (; written < node->least; written++)
    if ((at = write_node (making, part, at)) == NOWHERE)
      return NOWHERE;
  return at;
}

/* Where the part begins, when `after` follows it. */
static guint32
write_node (Making *making, const CowPatternNode *node, guint32 after)
{
  guint32 at = after;

  switch (node->kind)
    {
    case COW_PATTERN_WORD:
      return add_place (making, (Place){ PLACE_LABEL, node->symbol, after, NOWHERE });
    case COW_PATTERN_ANY:
      return add_place (making, (Place){ PLACE_ANY, 0, after, NOWHERE });
    case COW_PATTERN_SEQUENCE:
      for (guint i = node->parts->len; i > 0 && at != NOWHERE; i--)
        at = write_node (making, node->parts->pdata[i - 1], at);
      return at;
    case COW_PATTERN_EITHER:
      at = write_node (making, node->parts->pdata[0], after);
      for (guint i = 1; i < node->parts->len && at != NOWHERE; i++)
        {
          guint32 begin = write_node (making, node->parts->pdata[i], after);

          at = begin == NOWHERE ? NOWHERE : add_place (making, (Place){ PLACE_FORK, 0, at, begin });
        }
      return at;
    case COW_PATTERN_REPEAT:
    default:
      return write_repeat (making, node, after);
    }
}

/* ---- sets of places ---- */

/* Marks the place and all that are reached from it over forks. */
static void
mark (Making *making, guint32 place)
{
  GArray *stack = making->stack;

  g_array_append_val (stack, place);
  while (stack->len > 0)
    {
      guint32 at = g_array_index (stack, guint32, stack->len - 1);
      const Place *one = &g_array_index (making->places, Place, at);

      g_array_set_size (stack, stack->len - 1);
      if (making->seen[at])
        continue;
      making->seen[at] = TRUE;
      if (one->kind == PLACE_FORK)
        {
          g_array_append_val (stack, one->other);
          g_array_append_val (stack, one->next);
        }
    }
}

/* The number of the state that is the set of what is marked; wipes the marks. DEAD: nothing is. */
static guint32
take_marked (Making *making)
{
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 state;
  GBytes *set;

  for (guint32 i = 0; i < making->places->len; i++)
    if (making->seen[i] && g_array_index (making->places, Place, i).kind != PLACE_FORK)
      g_array_append_val (members, i);
  memset (making->seen, 0, making->places->len);
  if (members->len == 0)
    return COW_PATTERN_DEAD;
  set = g_bytes_new (members->data, members->len * sizeof (guint32));
  state = GPOINTER_TO_UINT (g_hash_table_lookup (making->known, set));
  if (state)
    {
      g_bytes_unref (set);
      return state - 1;
    }
  g_ptr_array_add (making->sets, set);
  g_hash_table_insert (making->known, set, GUINT_TO_POINTER (making->sets->len));
  return making->sets->len - 1;
}

static gboolean
accepts (const Making *making, guint32 state)
{
  gsize size;
  const guint32 *places = g_bytes_get_data (making->sets->pdata[state], &size);

  for (gsize i = 0; i < size / sizeof *places; i++)
    if (g_array_index (making->places, Place, places[i]).kind == PLACE_END)
      return TRUE;
  return FALSE;
}

static gboolean
make_states (Making *making, guint32 begin, GError **error)
{
  guint n_symbols = making->pattern->n_symbols;

  mark (making, begin);
  take_marked (making);
  for (guint32 state = 0; state < making->sets->len; state++)
    for (guint symbol = 0; symbol < n_symbols; symbol++)
      {
        gsize size;
        const guint32 *places = g_bytes_get_data (making->sets->pdata[state], &size);

        for (gsize i = 0; i < size / sizeof *places; i++)
          {
            const Place *place = &g_array_index (making->places, Place, places[i]);

            if (place->kind == PLACE_ANY || (place->kind == PLACE_LABEL && place->symbol == symbol))
              mark (making, place->next);
          }
        guint32 next = take_marked (making);
        g_array_append_val (making->next, next);
        if (making->sets->len > MOST_STATES)
          return fail_large (error, MOST_STATES, "states");
      }
  return TRUE;
}

/* ---- states that behave alike ---- */

static guint
hash_row (const guint32 *row, guint n)
{
  guint hash = 5381;

  for (guint i = 0; i < n; i++)
    hash = (hash ^ row[i]) * 16777619u;
  return hash;
}

/* Numbers the rows [n * width], equal rows alike, in the order in which they stand. Returns: how many there are. */
static guint
number_rows (const guint32 *rows, guint n, guint width, guint32 *numbers)
{
  guint n_slots = 4096, count = 0;
  g_autofree guint32 *slots = g_new (guint32, n_slots);

  memset (slots, 0xff, n_slots * sizeof *slots);
  for (guint i = 0; i < n; i++)
    {
      const guint32 *row = rows + (gsize)i * width;
      guint slot = hash_row (row, width) % n_slots;

      while (slots[slot] != NOWHERE && memcmp (rows + (gsize)slots[slot] * width, row, width * sizeof *row) != 0)
        slot = (slot + 1) % n_slots;
      if (slots[slot] == NOWHERE)
        {
          slots[slot] = i;
          numbers[i] = count++;
        }
      else
        numbers[i] = numbers[slots[slot]];
    }
  return count;
}

/* Classes begin as "accepts or not" and part until no two states of a class lead to different ones. State 0 has class 0. */
static guint
find_classes (const Making *making, guint32 *classes)
{
  guint n = making->sets->len, n_symbols = making->pattern->n_symbols, width = n_symbols + 1, count = 0, before;
  g_autofree guint32 *rows = g_new (guint32, (gsize)n * width);

  for (guint i = 0; i < n; i++)
    classes[i] = accepts (making, i) != accepts (making, 0);
  do
    {
      before = count;
      for (guint i = 0; i < n; i++)
        {
          guint32 *row = rows + (gsize)i * width;

          row[0] = classes[i];
          for (guint symbol = 0; symbol < n_symbols; symbol++)
            {
              guint32 next = g_array_index (making->next, guint32, i * n_symbols + symbol);

              row[1 + symbol] = next == COW_PATTERN_DEAD ? NOWHERE : classes[next];
            }
        }
      count = number_rows (rows, n, width, classes);
    }
  while (count != before);
  return count;
}

static void
merge_states (Making *making)
{
  CowPattern *pattern = making->pattern;
  guint n = making->sets->len;
  g_autofree guint32 *classes = g_new (guint32, n);

  pattern->n_states = find_classes (making, classes);
  pattern->next = g_new (guint32, (gsize)pattern->n_states * pattern->n_symbols);
  pattern->accepts = g_new0 (guint8, pattern->n_states);
  for (guint i = 0; i < n; i++)
    {
      pattern->accepts[classes[i]] = (guint8)accepts (making, i);
      for (guint symbol = 0; symbol < pattern->n_symbols; symbol++)
        {
          guint32 next = g_array_index (making->next, guint32, i * pattern->n_symbols + symbol);

          pattern->next[(gsize)classes[i] * pattern->n_symbols + symbol] = next == COW_PATTERN_DEAD ? COW_PATTERN_DEAD : classes[next];
        }
    }
}

gboolean
cow_pattern_compile (CowPattern *pattern, const CowPatternNode *root, GError **error)
{
  Making making = { .pattern = pattern, .places = g_array_new (FALSE, FALSE, sizeof (Place)) };
  guint32 begin;
  gboolean ok = FALSE;

  making.sets = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  making.known = g_hash_table_new (g_bytes_hash, g_bytes_equal);
  making.next = g_array_new (FALSE, FALSE, sizeof (guint32));
  making.stack = g_array_new (FALSE, FALSE, sizeof (guint32));
  begin = write_node (&making, root, add_place (&making, (Place){ PLACE_END, 0, NOWHERE, NOWHERE }));
  if (begin == NOWHERE)
    fail_large (error, MOST_PLACES, "places for labels");
  else
    {
      making.seen = g_new0 (guint8, making.places->len);
      ok = make_states (&making, begin, error);
    }
  if (ok)
    merge_states (&making);
  g_array_unref (making.places);
  g_hash_table_unref (making.known);
  g_ptr_array_unref (making.sets);
  g_array_unref (making.next);
  g_array_unref (making.stack);
  g_free (making.seen);
  return ok;
}
