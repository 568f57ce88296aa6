/* builder-names.c - from name to appearance while a file is read.
 *
 * Numbers are not hashed while they are dense: a table by number answers. The table is 8 times as long as
 * there are vertices at most, beyond that numbers are hashed, and when they have become dense again the table
 * comes back. */
#include "graph/builder-private.h"

#include "graph/digits.h"

#define LARGEST_NUMBER (COW_VERTEX_NONE - 1)
#define FREE_SLOT G_MAXUINT64
#define SPARE_NUMBERS ((guint64)4 << 20) /* a table of this length is not yet a waste */

const char *
cow_interner_name (const CowInterner *names, guint32 appearance, char buffer[24], gsize *length)
{
  if (names->kind == COW_INTERN_TEXTS)
    return cow_text_table_get (&names->texts, appearance, length);
  *length = cow_digits_format (names->kind == COW_INTERN_SEQUENCE ? names->first + appearance
                                                                  : names->numbers.u32[appearance],
                               buffer);
  return buffer;
}

gboolean
cow_interner_is_dense (const CowInterner *names)
{
  return names->kind == COW_INTERN_NUMBERS && names->largest < (guint64)names->n * 4 + 1024;
}

void
cow_interner_clear (CowInterner *names, CowMemory *memory)
{
  cow_grow_clear (&names->numbers, memory);
  cow_grow_clear (&names->index, memory);
  cow_grow_clear (&names->slots, memory);
  cow_text_table_clear (&names->texts, memory);
  names->n_index = names->n_slots = 0;
}

static gboolean
check_count (const CowInterner *names, GError **error)
{
  if (names->n < COW_VERTEX_NONE - 1)
    return TRUE;
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "more than %u vertices", COW_VERTEX_NONE - 1);
  return FALSE;
}

static inline guint64
slot_of (guint32 number, guint64 mask)
{
  return (number * (guint64)0x9e3779b97f4a7c15u >> 32) & mask;
}

static void
insert_slot (CowInterner *names, guint32 number, guint32 appearance)
{
  guint64 mask = names->n_slots - 1, place = slot_of (number, mask);

  while (names->slots.u64[place] != FREE_SLOT)
    place = (place + 1) & mask;
  names->slots.u64[place] = (guint64)number << 32 | appearance;
}

static gboolean
build_slots (CowInterner *names, CowMemory *memory, GError **error)
{
  CowGrow slots = { 0 };
  guint64 n_slots = 1024;

  while (n_slots < (guint64)names->n * 4)
    n_slots *= 2;
  if (!cow_grow_exact (&slots, memory, n_slots * sizeof (guint64), error))
    return FALSE;
  memset (slots.data, 0xff, n_slots * sizeof (guint64));
  cow_grow_clear (&names->slots, memory);
  cow_grow_clear (&names->index, memory);
  names->slots = slots;
  names->n_slots = n_slots;
  names->n_index = 0;
  for (guint32 i = 0; i < names->n; i++)
    insert_slot (names, names->numbers.u32[i], i);
  return TRUE;
}

static gboolean
deserves_table (const CowInterner *names, guint32 number)
{
  return MAX (number, names->largest) < (guint64)names->n * 8 + SPARE_NUMBERS;
}

static gboolean
build_table (CowInterner *names, CowMemory *memory, GError **error)
{
  guint64 length = (guint64)names->largest + 1;

  if (!cow_grow_reserve (&names->index, memory, length * sizeof (guint32), error))
    return FALSE;
  cow_grow_clear (&names->slots, memory);
  names->n_slots = 0;
  names->n_index = names->index.bytes / sizeof (guint32);
  for (guint32 i = 0; i < names->n; i++)
    names->index.u32[names->numbers.u32[i]] = i + 1;
  return TRUE;
}

/* Makes room for one more number: in the table when it deserves one, else among the slots. */
static gboolean
make_room (CowInterner *names, CowMemory *memory, guint32 number, GError **error)
{
  if (!cow_grow_reserve (&names->numbers, memory, ((guint64)names->n + 1) * sizeof (guint32), error))
    return FALSE;
  if (names->n_slots == 0)
    {
      if (number < names->n_index)
        return TRUE;
      if (!deserves_table (names, number))
        return build_slots (names, memory, error);
      if (!cow_grow_reserve (&names->index, memory, ((guint64)number + 1) * sizeof (guint32), error))
        return FALSE;
      names->n_index = names->index.bytes / sizeof (guint32);
      return TRUE;
    }
  if ((guint64)names->n * 2 < names->n_slots)
    return TRUE;
  if (!deserves_table (names, number))
    return build_slots (names, memory, error);
  names->largest = MAX (names->largest, number);
  return build_table (names, memory, error);
}

static gboolean
leave_sequence (CowInterner *names, CowMemory *memory, GError **error)
{
  guint32 n = names->n;

  names->kind = COW_INTERN_NUMBERS;
  if (n == 0)
    return TRUE;
  if (!cow_grow_reserve (&names->numbers, memory, (guint64)n * sizeof (guint32), error))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    names->numbers.u32[i] = (guint32)(names->first + i);
  names->largest = (guint32)(names->first + n - 1);
  return deserves_table (names, 0) ? build_table (names, memory, error) : build_slots (names, memory, error);
}

static gboolean
turn_to_texts (CowInterner *names, CowMemory *memory, GError **error)
{
  CowTextTable texts = { 0 };
  char buffer[24];
  gsize length;

  for (guint32 i = 0; i < names->n; i++)
    {
      const char *name = cow_interner_name (names, i, buffer, &length);

      if (cow_text_table_intern (&texts, memory, name, length, error) == G_MAXUINT32)
        {
          cow_text_table_clear (&texts, memory);
          return FALSE;
        }
    }
  cow_interner_clear (names, memory);
  names->kind = COW_INTERN_TEXTS;
  names->texts = texts;
  return TRUE;
}

static gboolean
intern_text (CowBuilder *builder, const char *name, gsize length, guint32 *appearance, GError **error)
{
  CowInterner *names = &builder->names;

  if (names->kind != COW_INTERN_TEXTS && !turn_to_texts (names, &builder->memory, error))
    return FALSE;
  *appearance = cow_text_table_intern (&names->texts, &builder->memory, name, length, error);
  names->n = names->texts.count;
  return *appearance != G_MAXUINT32;
}

gboolean
cow_builder_vertex_text (CowBuilder *builder, const CowTextRef *name, guint32 *appearance, GError **error)
{
  CowInterner *names = &builder->names;

  *appearance = cow_text_table_intern_tagged (&names->texts, &builder->memory, name->text, name->length, name->tag, error);
  names->n = names->texts.count;
  return *appearance != G_MAXUINT32;
}

const CowTextTable *
cow_builder_name_table (const CowBuilder *builder)
{
  return builder->names.kind == COW_INTERN_TEXTS ? &builder->names.texts : NULL;
}

static gboolean
find_number (const CowInterner *names, guint32 number, guint32 *appearance)
{
  if (names->n_slots == 0)
    {
      if (number >= names->n_index || names->index.u32[number] == 0)
        return FALSE;
      *appearance = names->index.u32[number] - 1;
      return TRUE;
    }
  for (guint64 mask = names->n_slots - 1, place = slot_of (number, mask);; place = (place + 1) & mask)
    {
      guint64 entry = names->slots.u64[place];

      if (entry == FREE_SLOT)
        return FALSE;
      if (entry >> 32 == number)
        {
          *appearance = (guint32)entry;
          return TRUE;
        }
    }
}

static gboolean
add_number (CowBuilder *builder, guint32 number, guint32 *appearance, GError **error)
{
  CowInterner *names = &builder->names;

  if (!check_count (names, error) || !make_room (names, &builder->memory, number, error))
    return FALSE;
  *appearance = names->n++;
  names->numbers.u32[*appearance] = number;
  names->largest = MAX (names->largest, number);
  if (names->n_slots == 0)
    names->index.u32[number] = names->n;
  else
    insert_slot (names, number, *appearance);
  return TRUE;
}

static gboolean
extend_sequence (CowBuilder *builder, guint64 number, guint32 *appearance, GError **error)
{
  CowInterner *names = &builder->names;

  if (!check_count (names, error))
    return FALSE;
  if (names->n == 0)
    names->first = number;
  *appearance = names->n++;
  return TRUE;
}

gboolean
cow_builder_vertex_number (CowBuilder *builder, guint64 number, guint32 *appearance, GError **error)
{
  CowInterner *names = &builder->names;
  char buffer[24];

  if (names->kind == COW_INTERN_SEQUENCE)
    {
      guint64 place = number - names->first;

      if (number >= names->first && place < names->n)
        {
          *appearance = (guint32)place;
          return TRUE;
        }
      if (number < G_MAXUINT64 && (names->n == 0 || place == names->n))
        return extend_sequence (builder, number, appearance, error);
      if (number <= LARGEST_NUMBER && names->first + names->n <= COW_VERTEX_NONE
          && !leave_sequence (names, &builder->memory, error))
        return FALSE;
    }
  if (names->kind == COW_INTERN_NUMBERS && number <= LARGEST_NUMBER)
    return find_number (names, (guint32)number, appearance)
           || add_number (builder, (guint32)number, appearance, error);
  return intern_text (builder, buffer, cow_digits_format (number, buffer), appearance, error);
}

#define AHEAD 16 /* names between asking for a slot and looking at it */

static inline void
prefetch_slot (const CowInterner *names, guint32 number)
{
  if (names->n_slots)
    __builtin_prefetch (&names->slots.u64[slot_of (number, names->n_slots - 1)]);
}

/* Appearance + 1 of what can be found without a call; 0: perhaps unknown. */
static inline guint32
find_entry (const CowInterner *names, guint32 number)
{
  if (names->kind == COW_INTERN_SEQUENCE)
    return number - names->first < names->n ? (guint32)(number - names->first) + 1 : 0;
  return number < names->n_index ? names->index.u32[number] : 0;
}

/* Names that are known and dense, the most of a large file, cost a look at the table. A miss may change how names are kept. */
gboolean
cow_builder_find_ends (CowBuilder *builder, const CowEdgeBatch *batch, guint32 *source, guint32 *target, guint *done,
                       GError **error)
{
  const CowInterner *names = &builder->names;

  for (guint i = 0; i < batch->count; i++)
    {
      guint32 from_entry = find_entry (names, batch->from[i]), to_entry = find_entry (names, batch->to[i]);

      source[i] = from_entry - 1;
      target[i] = to_entry - 1;
      if (G_LIKELY (from_entry && to_entry))
        continue;
      if (i + AHEAD < batch->count)
        {
          prefetch_slot (names, batch->from[i + AHEAD]);
          prefetch_slot (names, batch->to[i + AHEAD]);
        }
      *done = i;
      if (!cow_builder_vertex_number (builder, batch->from[i], &source[i], error)
          || !cow_builder_vertex_number (builder, batch->to[i], &target[i], error))
        return FALSE;
    }
  *done = batch->count;
  return TRUE;
}

gboolean
cow_builder_vertex (CowBuilder *builder, const char *name, gsize length, guint32 *appearance, GError **error)
{
  guint64 number;

  if (builder->names.kind != COW_INTERN_TEXTS && cow_digits_parse (name, length, &number))
    return cow_builder_vertex_number (builder, number, appearance, error);
  return intern_text (builder, name, length, appearance, error);
}

gboolean
cow_builder_sequence (CowBuilder *builder, guint64 first, guint64 count, GError **error)
{
  CowInterner *names = &builder->names;

  if (count >= COW_VERTEX_NONE || first > G_MAXUINT64 - count - 1)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "more than %u vertices",
                   COW_VERTEX_NONE - 1);
      return FALSE;
    }
  if (names->n > 0)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE,
                           "a sequence of vertices after the first vertex");
      return FALSE;
    }
  /* What a graph without edges would take: refuses a claim of billions at once. */
  if (!cow_memory_check (&builder->memory, count * sizeof (guint64), error))
    return FALSE;
  names->first = first;
  names->n = (guint32)count;
  return TRUE;
}

gboolean
cow_builder_rename (CowBuilder *builder, const char *(*name) (guint32 appearance, char buffer[24], gsize *length, gpointer user),
                    gpointer user, gboolean *distinct, GError **error)
{
  CowInterner before = builder->names;
  gboolean good = TRUE;

  builder->names = (CowInterner){ .kind = COW_INTERN_SEQUENCE };
  *distinct = TRUE;
  for (guint32 appearance = 0; good && *distinct && appearance < before.n; appearance++)
    {
      char buffer[24];
      gsize length;
      const char *text = name (appearance, buffer, &length, user);
      guint32 got;

      good = cow_builder_vertex (builder, text, length, &got, error);
      *distinct = good && got == appearance;
    }
  if (*distinct)
    cow_interner_clear (&before, &builder->memory);
  else
    {
      cow_interner_clear (&builder->names, &builder->memory);
      builder->names = before;
    }
  return good;
}

/* How many vertices have a text. */
static guint64
count_texts (const CowBuilderColumn *column)
{
  guint64 count = 0;

  for (guint64 word = 0; word < (column->rows + 63) / 64; word++)
    count += (guint64)__builtin_popcountll (column->valid.u64[word]);
  return count;
}

static const char *
get_text (guint32 appearance, char buffer[24], gsize *length, gpointer user)
{
  const CowBuilderColumn *column = user;

  (void)buffer;
  return cow_text_table_get (&column->strings, column->cells.u32[appearance], length);
}

gboolean
cow_builder_take_names (CowBuilder *builder, guint index, gboolean *taken, gboolean *distinct, GError **error)
{
  CowBuilderColumn *column = builder->columns->pdata[index];
  guint32 n = builder->names.n;
  guint64 with_text = count_texts (column);

  *distinct = column->type == COW_TYPE_STRING && column->strings.count == with_text;
  *taken = *distinct && with_text == n && n > 0;
  if (!*taken)
    return TRUE;
  if (!cow_builder_rename (builder, get_text, column, distinct, error))
    return FALSE;
  g_ptr_array_remove_index (builder->columns, index);
  cow_builder_column_free (column, &builder->memory);
  return TRUE;
}

gboolean
cow_builder_fill_numbers (CowBuilder *builder, guint64 *added, GError **error)
{
  CowInterner *names = &builder->names;
  guint32 before = names->n, zero, ignored;

  *added = 0;
  if (!cow_interner_is_dense (names) || !find_number (names, 0, &zero))
    return TRUE;
  for (guint64 number = 1; number < names->largest; number++)
    if (!cow_builder_vertex_number (builder, number, &ignored, error))
      return FALSE;
  *added = names->n - before;
  return TRUE;
}
