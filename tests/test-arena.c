/* test-arena.c - arenas are aligned, sealed for good, and refuse what cannot be. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "graph/arena.h"

#define HUGE_BYTES ((gsize)2 << 20)

static void
test_new (void)
{
  static const gsize sizes[] = { 0, 1, 65535, 65536, HUGE_BYTES - 1, HUGE_BYTES, HUGE_BYTES + 1 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CowArena) arena = cow_arena_new (sizes[i], &error);
      guint8 *base;

      g_assert_no_error (error);
      base = cow_arena_base (arena);
      gsize unit = sizes[i] < 65536 ? 4096 : HUGE_BYTES;
      g_assert_cmpuint ((guintptr)base % unit, ==, 0);
      g_assert_cmpuint (cow_arena_bytes (arena) % unit, ==, 0);
      g_assert_cmpuint (cow_arena_bytes (arena), >=, MAX (sizes[i], 1));
      g_assert_cmpuint (base[0] | base[cow_arena_bytes (arena) - 1], ==, 0);
      memset (base, 7, cow_arena_bytes (arena));
    }
}

static void
test_refuse (void)
{
  static const gsize sizes[] = { ((gsize)1 << 46) + 1, (gsize)1 << 62, G_MAXSIZE };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *wanted = g_strdup_printf ("%" G_GSIZE_FORMAT " bytes wanted", sizes[i]);

      g_assert_null (cow_arena_new (sizes[i], &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY);
      g_assert_nonnull (strstr (error->message, wanted));
      g_assert_nonnull (strstr (error->message, "available"));
    }
}

/* A read into memory that may not be written fails with EFAULT: no signal is needed to see it. */
static gboolean
is_writable (void *place)
{
  int ends[2];
  gssize got;

  g_assert_cmpint (pipe (ends), ==, 0);
  g_assert_cmpint (write (ends[1], "x", 1), ==, 1);
  got = read (ends[0], place, 1);
  g_assert_true (got == 1 || errno == EFAULT);
  close (ends[0]);
  close (ends[1]);
  return got == 1;
}

static void
test_seal (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CowArena) arena = cow_arena_new (2 * HUGE_BYTES, &error);
  gsize page = (gsize)sysconf (_SC_PAGESIZE);
  guint8 *base = cow_arena_base (arena);

  base[3 * page + 5] = 42;
  g_assert_true (is_writable (base));
  g_assert_true (cow_arena_seal (arena, &error));
  g_assert_false (is_writable (base));
  g_assert_false (is_writable (base + 3 * page));

  g_assert_true (cow_arena_unseal_pages (arena, base + 3 * page + 5, page, &error)); /* two pages */
  g_assert_no_error (error);
  g_assert_false (is_writable (base + 2 * page));
  g_assert_true (is_writable (base + 3 * page));
  g_assert_true (is_writable (base + 4 * page));
  g_assert_false (is_writable (base + 5 * page));
  g_assert_cmpuint (base[3 * page + 5], ==, 42);
  g_assert_true (cow_arena_unseal_pages (arena, base, 0, &error));
  g_assert_false (is_writable (base));
  g_assert_true (cow_arena_unseal_pages (arena, base + 2 * HUGE_BYTES - 1, 1, &error));
  g_assert_false (cow_arena_unseal_pages (arena, base + 2 * HUGE_BYTES - 1, 2, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_false (cow_arena_unseal_pages (arena, base - 1, 1, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
}

/* What a child writes to pages it has unsealed nobody else sees. */
static void
test_copy_on_write (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CowArena) arena = cow_arena_new (HUGE_BYTES, &error);
  guint8 *base = cow_arena_base (arena);
  int status;
  pid_t child;

  base[100] = 1;
  g_assert_true (cow_arena_seal (arena, &error));
  child = fork ();
  if (child == 0)
    {
      if (!cow_arena_unseal_pages (arena, base + 100, 1, NULL))
        _exit (1);
      base[100] = 2;
      _exit (base[100] == 2 ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpuint (base[100], ==, 1);
}

static void
test_map_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CowArena) arena = NULL;
  int file = memfd_create ("image", MFD_CLOEXEC), ends[2];

  g_assert_null (cow_arena_map_file (file, &error)); /* empty */
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
  g_clear_error (&error);
  g_assert_cmpint (write (file, "abc", 3), ==, 3);
  arena = cow_arena_map_file (file, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cow_arena_bytes (arena), ==, 3);
  g_assert_cmpmem (cow_arena_base (arena), 3, "abc", 3);
  g_assert_false (is_writable (cow_arena_base (arena)));
  g_assert_true (cow_arena_unseal_pages (arena, cow_arena_base (arena), 3, &error));
  *(char *)cow_arena_base (arena) = 'x';
  {
    char first;

    g_assert_cmpint (pread (file, &first, 1, 0), ==, 1);
    g_assert_cmpint (first, ==, 'a');
  }
  close (file);
  g_assert_cmpint (pipe (ends), ==, 0);
  g_assert_null (cow_arena_map_file (ends[0], &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
  g_clear_error (&error);
  close (ends[0]);
  close (ends[1]);
  g_assert_null (cow_arena_map_file (-1, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arena/new", test_new);
  g_test_add_func ("/arena/refuse", test_refuse);
  g_test_add_func ("/arena/seal", test_seal);
  g_test_add_func ("/arena/copy-on-write", test_copy_on_write);
  g_test_add_func ("/arena/map-file", test_map_file);
  return g_test_run ();
}
