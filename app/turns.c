/* turns.c - see turns.h.
 *
 * In order, one task may speak at a time and one cutter serves all. Otherwise every task has a cutter of its own, since the frames of tasks
 * interleave. */
#include "app/turns.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define WAITING_BYTES (64u << 20) /* of waiting tasks in memory before they go to the file, */
#define SPILL_BYTES 65536         /* of each at least so many at once */
#define BUFFER_BYTES (1 << 20)

/* A task that speaks before its turn. */
typedef struct
{
  GByteArray *bytes;  /* in memory, after what is in the file */
  GArray *spilled;    /* of Extent, older than bytes; NULL: none */
  gboolean ended;
} Waiting;

typedef struct
{
  goffset offset;
  gsize length;
} Extent;

struct _CowTurns
{
  CowRecordFunc func;
  gpointer user;
  gboolean in_order, stopped;
  GHashTable *tasks;      /* guint64* -> Waiting* in order, or else CowRecordCutter* */
  CowRecordCutter cutter; /* of the task whose turn it is */
  guint64 next_task, last_task; /* last_task: see cow_turns_end_at() */
  gsize waiting_bytes;
  GByteArray *spare;      /* what the last one waited in: memory that is there, for the next */
  int spill_fd;
  goffset spill_end;
};

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_byte_array_unref (waiting->bytes);
  if (waiting->spilled)
    g_array_unref (waiting->spilled);
  g_free (waiting);
}

static void
cutter_free (gpointer data)
{
  cow_record_cutter_clear (data);
  g_free (data);
}

CowTurns *
cow_turns_new (gboolean in_order, CowRecordFunc func, gpointer user)
{
  CowTurns *turns = g_new0 (CowTurns, 1);

  turns->func = func;
  turns->user = user;
  turns->in_order = in_order;
  turns->tasks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, in_order ? waiting_free : cutter_free);
  turns->spill_fd = -1;
  turns->last_task = G_MAXUINT64;
  return turns;
}

void
cow_turns_free (CowTurns *turns)
{
  if (!turns)
    return;
  g_hash_table_unref (turns->tasks);
  cow_record_cutter_clear (&turns->cutter);
  g_clear_pointer (&turns->spare, g_byte_array_unref);
  if (turns->spill_fd >= 0)
    close (turns->spill_fd);
  g_free (turns);
}

void
cow_turns_stop (CowTurns *turns)
{
  turns->stopped = TRUE;
}

static void
speak (CowTurns *turns, CowRecordCutter *cutter, const guint8 *bytes, gsize length)
{
  cow_record_cutter_feed (cutter, bytes, length, turns->func, turns->user);
}

static Waiting *
get_waiting (CowTurns *turns, guint64 task)
{
  Waiting *waiting = g_hash_table_lookup (turns->tasks, &task);

  if (!waiting)
    {
      waiting = g_new0 (Waiting, 1);
      waiting->bytes = turns->spare != NULL ? g_steal_pointer (&turns->spare) : g_byte_array_new ();
      g_hash_table_insert (turns->tasks, g_memdup2 (&task, sizeof task), waiting);
    }
  return waiting;
}

/* Moves a task's waiting bytes to the file. When that fails they simply stay in memory. */
static void
spill (CowTurns *turns, Waiting *waiting)
{
  Extent extent = { turns->spill_end, waiting->bytes->len };
  gsize done = 0;

  if (turns->spill_fd < 0)
    {
      g_autofree char *name = g_build_filename (g_get_tmp_dir (), "cowpath-XXXXXX", NULL);

      turns->spill_fd = g_mkstemp (name);
      if (turns->spill_fd < 0)
        return;
      unlink (name);
    }
  while (done < extent.length)
    {
      gssize n = pwrite (turns->spill_fd, waiting->bytes->data + done, extent.length - done, extent.offset + (goffset)done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return;
      done += (gsize)n;
    }
  if (!waiting->spilled)
    waiting->spilled = g_array_new (FALSE, FALSE, sizeof (Extent));
  g_array_append_val (waiting->spilled, extent);
  turns->spill_end += (goffset)extent.length;
  turns->waiting_bytes -= waiting->bytes->len;
  g_byte_array_set_size (waiting->bytes, 0);
}

static gboolean
speak_spilled (CowTurns *turns, const Extent *extent)
{
  g_autofree guint8 *buffer = g_malloc (BUFFER_BYTES);

  for (gsize done = 0; done < extent->length && !turns->stopped;)
    {
      gsize wanted = MIN (extent->length - done, BUFFER_BYTES);
      gssize n = pread (turns->spill_fd, buffer, wanted, extent->offset + (goffset)done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      speak (turns, &turns->cutter, buffer, (gsize)n);
      done += (gsize)n;
    }
  return TRUE;
}

/* All that a task sent before its turn, in the order in which it did. */
static gboolean
speak_waiting (CowTurns *turns, const Waiting *waiting)
{
  for (guint i = 0; waiting->spilled && i < waiting->spilled->len; i++)
    if (!speak_spilled (turns, &g_array_index (waiting->spilled, Extent, i)))
      return FALSE;
  speak (turns, &turns->cutter, waiting->bytes->data, waiting->bytes->len);
  return TRUE;
}

/* It is next_task's turn: what waited of it goes out; and of its followers as long as they have ended. */
static gboolean
take_turns (CowTurns *turns)
{
  for (;;)
    {
      Waiting *waiting = g_hash_table_lookup (turns->tasks, &turns->next_task);
      gboolean ended;

      if (!waiting || turns->next_task > turns->last_task)
        return TRUE;
      if (!speak_waiting (turns, waiting))
        return FALSE;
      turns->waiting_bytes -= waiting->bytes->len;
      ended = waiting->ended;
      if (turns->spare == NULL)
        turns->spare = g_byte_array_set_size (g_byte_array_ref (waiting->bytes), 0);
      g_hash_table_remove (turns->tasks, &turns->next_task);
      if (!ended)
        return TRUE;
      cow_record_cutter_clear (&turns->cutter);
      turns->next_task++;
    }
}

static CowRecordCutter *
get_cutter (CowTurns *turns, guint64 task)
{
  CowRecordCutter *cutter = g_hash_table_lookup (turns->tasks, &task);

  if (!cutter)
    {
      cutter = g_new0 (CowRecordCutter, 1);
      g_hash_table_insert (turns->tasks, g_memdup2 (&task, sizeof task), cutter);
    }
  return cutter;
}

gboolean
cow_turns_bytes (CowTurns *turns, guint64 task, const guint8 *bytes, gsize length)
{
  if (!turns->in_order)
    speak (turns, get_cutter (turns, task), bytes, length);
  else if (task > turns->last_task)
    return TRUE;
  else if (task == turns->next_task)
    speak (turns, &turns->cutter, bytes, length);
  else
    {
      Waiting *waiting = get_waiting (turns, task);

      g_byte_array_append (waiting->bytes, bytes, (guint)length);
      turns->waiting_bytes += length;
      if (turns->waiting_bytes > WAITING_BYTES && waiting->bytes->len > SPILL_BYTES)
        spill (turns, waiting);
    }
  return TRUE;
}

gboolean
cow_turns_task_ended (CowTurns *turns, guint64 task)
{
  if (!turns->in_order)
    g_hash_table_remove (turns->tasks, &task);
  else if (task == turns->next_task)
    {
      cow_record_cutter_clear (&turns->cutter);
      turns->next_task++;
      return take_turns (turns);
    }
  else
    get_waiting (turns, task)->ended = TRUE;
  return TRUE;
}

gboolean
cow_turns_end_at (CowTurns *turns, guint64 task)
{
  turns->last_task = MIN (turns->last_task, task);
  return !turns->in_order || turns->next_task > turns->last_task;
}

static int
compare_tasks (gconstpointer left, gconstpointer right)
{
  guint64 a = **(guint64 *const *)left, b = **(guint64 *const *)right;

  return (a > b) - (a < b);
}

gboolean
cow_turns_end (CowTurns *turns)
{
  g_autofree gpointer *keys = NULL;
  guint n;

  if (!turns->in_order)
    return TRUE;
  keys = g_hash_table_get_keys_as_array (turns->tasks, &n);
  qsort (keys, n, sizeof *keys, compare_tasks);
  for (guint i = 0; i < n && *(const guint64 *)keys[i] <= turns->last_task; i++)
    {
      cow_record_cutter_clear (&turns->cutter);
      if (!speak_waiting (turns, g_hash_table_lookup (turns->tasks, keys[i])))
        return FALSE;
    }
  return TRUE;
}
