/* test-grow.c - arrays keep what is in them and begin with zeros wherever they lie: on the heap, in a mapping, in huge pages. */
#include <string.h>

#include "graph/grow.h"

#define HUGE_BYTES ((gsize)2 << 20)

static const guint64 sizes[] = { 1, 63, 64, 65, 1000, 65471, 65472, 65473, 65535, 65536, 65537, 200000, 2097151, 2097152, 2097153, 9000000 };

/* The byte at `at`, once it was written. */
static guint8
mark (gsize at)
{
  return (guint8)(at * 31 + at / 251 + 1);
}

/* All that was there is there, what is new is zero; then it is written. */
static void
check_grown (CowGrow *grow, gsize before)
{
  for (gsize at = 0; at < before; at += at < 4096 ? 1 : 997)
    g_assert_cmpuint (grow->u8[at], ==, mark (at));
  for (gsize at = before; at < grow->bytes; at++)
    {
      g_assert_cmpuint (grow->u8[at], ==, 0);
      grow->u8[at] = mark (at);
    }
}

/* From each size to each larger one, by doubling or in one known step. */
static void
test_steps (void)
{
  for (guint known = 0; known < 2; known++)
    for (guint from = 0; from < G_N_ELEMENTS (sizes); from++)
      for (guint to = from; to < G_N_ELEMENTS (sizes); to++)
        {
          CowMemory memory = { 0 };
          CowGrow grow = { 0 };
          g_autoptr (GError) error = NULL;

          g_assert_true (cow_grow_exact (&grow, &memory, sizes[from], &error));
          g_assert_cmpuint (grow.bytes, >=, sizes[from]);
          check_grown (&grow, 0);
          gsize before = grow.bytes;
          g_assert_true (known ? cow_grow_extend (&grow, &memory, sizes[to], &error) : cow_grow_reserve (&grow, &memory, sizes[to], &error));
          g_assert_no_error (error);
          g_assert_cmpuint (grow.bytes, >=, sizes[to]);
          g_assert_cmpuint (memory.used_bytes, ==, grow.bytes);
          if (grow.bytes >= HUGE_BYTES)
            g_assert_cmpuint ((guintptr)grow.data % HUGE_BYTES, ==, 0);
          check_grown (&grow, before);
          cow_grow_clear (&grow, &memory);
          g_assert_null (grow.data);
          g_assert_cmpuint (memory.used_bytes, ==, 0);
        }
}

/* One element at a time, over all borders; few moves. */
static void
test_reserve (void)
{
  CowMemory memory = { 0 };
  CowGrow grow = { 0 };
  guint moves = 0;

  for (guint32 i = 0; i < 1500000; i++)
    {
      gsize before = grow.bytes;

      g_assert_true (cow_grow_reserve (&grow, &memory, ((guint64)i + 1) * 4, NULL));
      moves += grow.bytes != before;
      g_assert_cmpuint (grow.u32[i], ==, 0);
      grow.u32[i] = i ^ 0x5a5a5a5a;
    }
  for (guint32 i = 0; i < 1500000; i++)
    g_assert_cmpuint (grow.u32[i], ==, i ^ 0x5a5a5a5a);
  g_assert_cmpuint (moves, <, 30);
  cow_grow_clear (&grow, &memory);
}

/* The limit is kept to the byte, and what is refused changes nothing. */
static void
test_limit (void)
{
  static const guint64 limits[] = { 64, 128, 4096, 65536, 131072, 4194304 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      CowMemory memory = { .limit_bytes = limits[i] };
      CowGrow grow = { 0 }, other = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_true (cow_grow_exact (&grow, &memory, limits[i], &error));
      g_assert_cmpuint (memory.used_bytes, ==, limits[i]);
      check_grown (&grow, 0);
      g_assert_false (cow_grow_reserve (&grow, &memory, limits[i] + 1, &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY);
      g_clear_error (&error);
      g_assert_false (cow_grow_reserve (&other, &memory, 1, &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY);
      g_clear_error (&error);
      g_assert_false (cow_grow_extend (&grow, &memory, (guint64)1 << 50, &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY);
      check_grown (&grow, grow.bytes);
      cow_grow_clear (&grow, &memory);
      g_assert_cmpuint (memory.used_bytes, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grow/steps", test_steps);
  g_test_add_func ("/grow/reserve", test_reserve);
  g_test_add_func ("/grow/limit", test_limit);
  return g_test_run ();
}
