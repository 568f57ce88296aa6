/* test-meter.c - the memory meter sees which pages a child copied. */
#include <glib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"
#include "pool/pool.h"
#include "pool/spawn.h"

#define RANGE_BYTES (8u * 1024 * 1024)
#define COPIED_BYTES (1024u * 1024)

typedef struct
{
  guint8 *range;
  gboolean writes;
  int ready, go;
} Child;

static int
run_child (gpointer user)
{
  Child *child = user;
  guint64 sum = 0;
  char byte;
  for (gsize i = 0; i < RANGE_BYTES; i += 4096)
    sum += child->range[i];
  if (child->writes)
    memset (child->range + 4096 * 3, 7, COPIED_BYTES);
  if (write (child->ready, &sum, 1) != 1 || read (child->go, &byte, 1) < 0)
    return 1;
  return sum == RANGE_BYTES / 4096 ? 0 : 2;
}

static void
test_copied (gconstpointer data)
{
  int ready[2], go[2], pidfd, status;
  char byte;
  g_autoptr (GError) error = NULL;
  Child child = { .writes = GPOINTER_TO_INT (data) };
  child.range = mmap (NULL, RANGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  g_assert_true (child.range != MAP_FAILED);
  madvise (child.range, RANGE_BYTES, MADV_NOHUGEPAGE);
  memset (child.range, 1, RANGE_BYTES);
  g_assert_cmpint (pipe (ready), ==, 0);
  g_assert_cmpint (pipe (go), ==, 0);
  child.ready = ready[1];
  child.go = go[0];
  int keep[] = { ready[1], go[0] };
  CowSpawn spawn = { .name = "meter", .main = run_child, .user = &child, .keep_fds = keep, .n_keep_fds = 2, .stderr_fd = -1 };
  pid_t pid = cow_spawn (&spawn, &pidfd, &error);
  g_assert_no_error (error);
  g_assert_cmpint (read (ready[0], &byte, 1), ==, 1);

  CowMeterRange range = { (guintptr)child.range, RANGE_BYTES };
  CowMeter meter, quick;
  g_assert_true (cow_meter_read_ranges (pid, &range, 1, &meter, &error));
  g_assert_no_error (error);
  g_assert_true (cow_meter_read (pid, &quick, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (meter.range_rss_bytes, >=, RANGE_BYTES);
  g_assert_cmpuint (meter.range_private_bytes, ==, child.writes ? COPIED_BYTES : 0);
  g_assert_cmpuint (meter.private_bytes, >=, meter.range_private_bytes);
  g_assert_cmpuint (meter.rss_bytes, >=, meter.private_bytes + meter.shared_bytes - 4096);
  g_assert_cmpuint (quick.rss_bytes, >=, RANGE_BYTES);
  g_assert_cmpuint (quick.pss_bytes, <, quick.rss_bytes);
  g_assert_cmpuint (quick.shared_bytes, >=, RANGE_BYTES - (child.writes ? COPIED_BYTES : 0));
#ifndef COW_SANITIZED
  /* What a worker costs beyond what it copies. */
  g_test_message ("private beside the range: %" G_GUINT64_FORMAT " kB",
                  (meter.private_bytes - meter.range_private_bytes) / 1024);
  g_assert_cmpuint (meter.private_bytes - meter.range_private_bytes, <, 1024 * 1024);
#endif

  g_assert_cmpint (write (go[1], "x", 1), ==, 1);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_cmpint (status, ==, 0);
  close (pidfd);
  for (int i = 0; i < 2; i++)
    {
      close (ready[i]);
      close (go[i]);
    }
  munmap (child.range, RANGE_BYTES);
}

static void
test_huge_and_alone (void)
{
  gsize bytes = 4 * 1024 * 1024;
  CowMeter meter;
  g_autoptr (GError) error = NULL;
  guint8 *block = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  madvise (block, bytes, MADV_HUGEPAGE);
  memset (block, 1, bytes);
  CowMeterRange range = { (guintptr)block + 4096, 4096 };
  g_assert_true (cow_meter_read_ranges (getpid (), &range, 1, &meter, &error));
  g_assert_no_error (error);
  /* Without children everything is the session's own; huge pages are a matter of the machine, but never more. */
  g_assert_cmpuint (meter.range_private_bytes, >=, bytes);
  g_assert_cmpuint (meter.range_huge_bytes, <=, meter.range_rss_bytes);
  guint64 anonymous = meter.anonymous_bytes;
  g_assert_true (cow_meter_read_ranges (getpid (), NULL, 0, &meter, &error));
  g_assert_cmpuint (meter.range_rss_bytes, ==, 0);
  g_assert_cmpuint (meter.anonymous_bytes, >=, anonymous + bytes - 65536);
  munmap (block, bytes);
}

static void
test_no_process (void)
{
  CowMeter meter;
  g_autoptr (GError) error = NULL;
  g_assert_false (cow_meter_read (-5, &meter, &error));
  g_assert_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM);
  g_clear_error (&error);
  g_assert_false (cow_meter_read_ranges (-5, NULL, 0, &meter, &error));
  g_assert_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/meter/reads", GINT_TO_POINTER (FALSE), test_copied);
  g_test_add_data_func ("/meter/writes", GINT_TO_POINTER (TRUE), test_copied);
  g_test_add_func ("/meter/huge-and-alone", test_huge_and_alone);
  g_test_add_func ("/meter/no-process", test_no_process);
  return g_test_run ();
}
