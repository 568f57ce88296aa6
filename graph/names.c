/* names.c - from vertex to name and back, and names by prefix, in the three ways an image keeps them.
 *
 * Numbers need no text: a prefix of a decimal number is a handful of ranges, one for each number of further
 * digits. */
#include "graph/graph.h"

#include <string.h>

#include "graph/digits.h"
#include "graph/text-table.h"

static const char *
text_name (const CowGraph *graph, guint32 vertex, gsize *length)
{
  *length = (gsize)(graph->name_offsets[vertex + 1] - graph->name_offsets[vertex]);
  return graph->name_bytes + graph->name_offsets[vertex];
}

const char *
cow_graph_name (const CowGraph *graph, guint32 vertex, char buffer[24], gsize *length)
{
  guint64 number;

  if (graph->meta->names_kind == COW_NAMES_TEXT)
    return text_name (graph, vertex, length);
  if (graph->meta->names_kind == COW_NAMES_NUMBER)
    number = graph->name_number[vertex];
  else
    number = graph->meta->first_number + cow_graph_appearance (graph, vertex);
  *length = cow_digits_format (number, buffer);
  buffer[*length] = '\0';
  return buffer;
}

void
cow_graph_prefetch_name (const CowGraph *graph, guint32 vertex)
{
  if (graph->meta->names_kind == COW_NAMES_TEXT)
    __builtin_prefetch (graph->name_offsets + vertex);
  else if (graph->meta->names_kind == COW_NAMES_NUMBER)
    __builtin_prefetch (graph->name_number + vertex);
  else if (graph->appearance)
    __builtin_prefetch (graph->appearance + vertex);
}

static guint32
find_number (const CowGraph *graph, guint64 number)
{
  if (graph->meta->names_kind == COW_NAMES_NUMBER)
    return number < graph->name_index_size ? graph->name_index[number] : COW_VERTEX_NONE;
  if (number < graph->meta->first_number || number - graph->meta->first_number >= graph->n)
    return COW_VERTEX_NONE;
  return cow_graph_vertex_at (graph, (guint32)(number - graph->meta->first_number));
}

static guint32
find_text (const CowGraph *graph, const char *name, gsize length)
{
  guint64 mask = graph->name_hash_size - 1, place = (cow_text_hash (name, length) >> 32) & mask;

  /* Bounded, in case a foreign image has a table without a free place. */
  for (guint64 i = 0; i <= mask; i++, place = (place + 1) & mask)
    {
      guint32 vertex = graph->name_hash[place];
      const char *known;
      gsize known_length;

      if (vertex == COW_VERTEX_NONE)
        return COW_VERTEX_NONE;
      known = text_name (graph, vertex, &known_length);
      if (known_length == length && (length == 0 || memcmp (known, name, length) == 0))
        return vertex;
    }
  return COW_VERTEX_NONE;
}

guint32
cow_graph_find (const CowGraph *graph, const char *name, gsize length)
{
  guint64 number;

  if (graph->meta->names_kind == COW_NAMES_TEXT)
    return find_text (graph, name, length);
  return cow_digits_parse (name, length, &number) ? find_number (graph, number) : COW_VERTEX_NONE;
}

typedef struct
{
  const CowGraph *graph;
  guint left;
  gboolean (*visit) (guint32 vertex, gpointer user);
  gpointer user;
} PrefixSearch;

static gboolean
visit_one (PrefixSearch *search, guint32 vertex)
{
  if (search->left == 0)
    return FALSE;
  search->left--;
  return search->visit (vertex, search->user) && search->left > 0;
}

/* The numbers [from, to] that are names. FALSE: enough. */
static gboolean
visit_range (PrefixSearch *search, guint64 from, guint64 to)
{
  const CowGraph *graph = search->graph;
  guint64 first = 0, last;

  if (graph->meta->names_kind == COW_NAMES_SEQUENCE)
    first = graph->meta->first_number;
  last = first + (graph->meta->names_kind == COW_NAMES_SEQUENCE ? graph->n : graph->name_index_size) - 1;
  for (guint64 number = MAX (from, first); number <= MIN (to, last); number++)
    {
      guint32 vertex = find_number (graph, number);

      if (vertex != COW_VERTEX_NONE && !visit_one (search, vertex))
        return FALSE;
      if (number == G_MAXUINT64)
        break;
    }
  return TRUE;
}

static void
find_number_prefix (PrefixSearch *search, const char *prefix, gsize length)
{
  guint64 from, count = 1;

  if (search->graph->n == 0)
    return;
  if (length == 0)
    {
      visit_range (search, 0, G_MAXUINT64);
      return;
    }
  if (!cow_digits_parse (prefix, length, &from))
    return;
  for (;;)
    {
      guint64 to = count - 1 > G_MAXUINT64 - from ? G_MAXUINT64 : from + (count - 1);

      if (!visit_range (search, from, to) || from == 0 || from > G_MAXUINT64 / 10 || count > G_MAXUINT64 / 10)
        return;
      from *= 10;
      count *= 10;
    }
}

/* <0, 0, >0: the name is before all that begin with the prefix, one of them, after. */
static int
compare_prefix (const CowGraph *graph, guint32 vertex, const char *prefix, gsize length)
{
  gsize name_length, shared;
  const char *name = text_name (graph, vertex, &name_length);
  int order;

  shared = MIN (name_length, length);
  order = shared ? memcmp (name, prefix, shared) : 0;
  return order != 0 ? order : name_length < length ? -1 : 0;
}

static void
find_text_prefix (PrefixSearch *search, const char *prefix, gsize length)
{
  const CowGraph *graph = search->graph;
  guint64 low = 0, high = graph->n;

  while (low < high)
    {
      guint64 middle = low + (high - low) / 2;

      if (compare_prefix (graph, graph->name_sorted[middle], prefix, length) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  for (; low < graph->n && compare_prefix (graph, graph->name_sorted[low], prefix, length) == 0; low++)
    if (!visit_one (search, graph->name_sorted[low]))
      return;
}

void
cow_graph_find_prefix (const CowGraph *graph, const char *prefix, gsize length, guint limit,
                       gboolean (*visit) (guint32 vertex, gpointer user), gpointer user)
{
  PrefixSearch search = { .graph = graph, .left = limit, .visit = visit, .user = user };

  if (limit == 0)
    return;
  if (graph->meta->names_kind == COW_NAMES_TEXT)
    find_text_prefix (&search, prefix, length);
  else
    find_number_prefix (&search, prefix, length);
}
