/* test-turns.c - records of tasks that speak all at once, cut anywhere: none is lost, doubled or torn, and in order they come task by task. */
#include <glib.h>
#include <string.h>

#include "app/turns.h"

#define TASKS 12

/* A record says which it is: task and number, and bytes that follow from them. */
typedef struct
{
  guint32 task, number;
} Mark;

typedef struct
{
  CowTurns *turns;
  gboolean in_order;
  guint64 seen, stop_after;
  guint32 last_task, next[TASKS]; /* the record that each task has next */
} Listener;

static void
listen (const guint8 *payload, gsize length, gpointer user)
{
  Listener *listener = user;
  Mark mark;

  g_assert_cmpuint (length, >=, sizeof mark);
  memcpy (&mark, payload, sizeof mark);
  g_assert_cmpuint (mark.task, <, TASKS);
  g_assert_cmpuint (mark.number, ==, listener->next[mark.task]++);
  for (gsize i = sizeof mark; i < length; i += 1 + length / 64) /* here and there in long ones */
    g_assert_cmpuint (payload[i], ==, (guint8)(mark.task * 7 + mark.number));
  if (listener->in_order)
    g_assert_cmpuint (mark.task, >=, listener->last_task);
  listener->last_task = mark.task;
  listener->seen++;
  if (listener->seen == listener->stop_after)
    cow_turns_stop (listener->turns);
}

static GByteArray *
make_records (guint32 task, guint n, gsize filling)
{
  GByteArray *bytes = g_byte_array_new ();

  for (guint32 i = 0; i < n; i++)
    {
      Mark mark = { task, i };
      guint32 length = (guint32)(sizeof mark + filling);

      g_byte_array_append (bytes, (const guint8 *)&length, sizeof length);
      g_byte_array_append (bytes, (const guint8 *)&mark, sizeof mark);
      g_byte_array_set_size (bytes, bytes->len + (guint)filling);
      memset (bytes->data + bytes->len - filling, (guint8)(task * 7 + i), filling);
    }
  return bytes;
}

/* Tasks take turns at random; the last `unfinished` never say that they ended. */
static Listener
talk (GRand *random, gboolean in_order, guint records, gsize filling, gsize most, guint unfinished, guint64 stop_after)
{
  Listener listener = { .in_order = in_order, .stop_after = stop_after };
  GByteArray *bytes[TASKS];
  gsize said[TASKS] = { 0 };
  guint open[TASKS], n_open = TASKS;

  listener.turns = cow_turns_new (in_order, listen, &listener);
  for (guint32 task = 0; task < TASKS; task++)
    {
      bytes[task] = make_records (task, records, filling);
      open[task] = task;
    }
  while (n_open > 0)
    {
      guint at = (guint)g_rand_int_range (random, 0, (gint32)n_open), task = open[at];
      gsize length = (gsize)g_rand_int_range (random, 1, (gint32)most);

      length = MIN (length, bytes[task]->len - said[task]);
      g_assert_true (cow_turns_bytes (listener.turns, task, bytes[task]->data + said[task], length));
      said[task] += length;
      if (said[task] < bytes[task]->len)
        continue;
      if (task < TASKS - unfinished)
        g_assert_true (cow_turns_task_ended (listener.turns, task));
      open[at] = open[--n_open];
    }
  g_assert_true (cow_turns_end (listener.turns));
  cow_turns_free (listener.turns);
  for (guint task = 0; task < TASKS; task++)
    g_byte_array_unref (bytes[task]);
  return listener;
}

static void
test_random (gconstpointer data)
{
  gboolean in_order = GPOINTER_TO_INT (data);

  for (guint32 seed = 0; seed < 200; seed++)
    {
      GRand *random = g_rand_new_with_seed (seed);
      guint records = (guint)g_rand_int_range (random, 1, 30);
      Listener listener = talk (random, in_order, records, seed % 40, 2 + seed * 3, seed % 3, 0);

      g_assert_cmpuint (listener.seen, ==, (guint64)records * TASKS);
      g_rand_free (random);
    }
}

/* More waits than is kept in memory. */
static void
test_file (void)
{
  GRand *random = g_rand_new_with_seed (1);
  Listener listener = talk (random, TRUE, 120, 100000, 900000, 1, 0);

  g_assert_cmpuint (listener.seen, ==, 120 * TASKS);
  g_rand_free (random);
}

/* Tasks that were never heard of hold nobody back at the end. */
static void
test_gap (void)
{
  Listener listener = { .in_order = TRUE };
  GByteArray *fifth = make_records (5, 3, 10), *second = make_records (2, 4, 10);

  listener.turns = cow_turns_new (TRUE, listen, &listener);
  g_assert_true (cow_turns_bytes (listener.turns, 5, fifth->data, fifth->len));
  g_assert_true (cow_turns_task_ended (listener.turns, 5));
  g_assert_true (cow_turns_bytes (listener.turns, 2, second->data, second->len - 3)); /* its last is cut off */
  g_assert_cmpuint (listener.seen, ==, 0);
  g_assert_true (cow_turns_end (listener.turns));
  g_assert_cmpuint (listener.seen, ==, 3 + 3);
  cow_turns_free (listener.turns);
  g_byte_array_unref (fifth);
  g_byte_array_unref (second);
}

/* Nothing is read back from the file for one who has enough: only what was handed over at once may still come. */
static void
test_stop (void)
{
  GRand *random = g_rand_new_with_seed (2);
  Listener listener = talk (random, TRUE, 120, 100000, 900000, 0, 5);

  g_assert_cmpuint (listener.seen, >=, 5);
  g_assert_cmpuint (listener.seen, <, 120 * TASKS);
  g_rand_free (random);
}

/* Two tasks end it, in either order: the first of them has the last word, and what is behind it says nothing, whoever was faster. */
static void
test_end_at (void)
{
  for (guint32 seed = 0; seed < 300; seed++)
    {
      GRand *random = g_rand_new_with_seed (seed);
      guint32 enders[] = { g_rand_int (random) % TASKS, g_rand_int (random) % TASKS }, last = MIN (enders[0], enders[1]), order[TASKS];
      gboolean ended[TASKS] = { FALSE };
      Listener listener = { .in_order = TRUE };

      listener.turns = cow_turns_new (TRUE, listen, &listener);
      for (guint32 i = 0; i < TASKS; i++)
        {
          guint32 j = g_rand_int (random) % (i + 1);

          order[i] = order[j];
          order[j] = i;
        }
      for (guint i = 0; i < TASKS; i++)
        {
          g_autoptr (GByteArray) bytes = make_records (order[i], 3, seed % 9);
          gboolean before = TRUE;

          g_assert_true (cow_turns_bytes (listener.turns, order[i], bytes->data, bytes->len));
          if (order[i] == enders[0] || order[i] == enders[1])
            cow_turns_end_at (listener.turns, order[i]);
          g_assert_true (cow_turns_task_ended (listener.turns, order[i]));
          ended[order[i]] = TRUE;
          if (!ended[enders[0]] && !ended[enders[1]])
            continue;
          guint32 so_far = MIN (ended[enders[0]] ? enders[0] : TASKS, ended[enders[1]] ? enders[1] : TASKS);
          for (guint32 task = 0; task < so_far; task++)
            before &= ended[task];
          g_assert_cmpint (cow_turns_end_at (listener.turns, so_far), ==, before);
        }
      g_assert_true (cow_turns_end (listener.turns));
      g_assert_cmpuint (listener.seen, ==, 3 * (last + 1));
      for (guint task = 0; task <= last; task++)
        g_assert_cmpuint (listener.next[task], ==, 3);
      cow_turns_free (listener.turns);
      g_rand_free (random);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/turns/random/as-they-come", GINT_TO_POINTER (FALSE), test_random);
  g_test_add_data_func ("/turns/random/in-order", GINT_TO_POINTER (TRUE), test_random);
  g_test_add_func ("/turns/file", test_file);
  g_test_add_func ("/turns/gap", test_gap);
  g_test_add_func ("/turns/stop", test_stop);
  g_test_add_func ("/turns/end-at", test_end_at);
  return g_test_run ();
}
