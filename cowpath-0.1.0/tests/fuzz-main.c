/* fuzz-main.c - replays files through a fuzz target, for builds without libFuzzer: `make check` runs the
 * corpora this way. A folder among the arguments stands for the files in it. */
#include <glib.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length);

static gboolean
replay_file (const char *path)
{
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  guint8 *exact;
  gsize length;

  if (!g_file_get_contents (path, &bytes, &length, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return FALSE;
    }
  exact = g_memdup2 (bytes, length); /* without the NUL that follows: an overrun by one is found */
  LLVMFuzzerTestOneInput (exact, length);
  g_free (exact);
  return TRUE;
}

static gboolean
replay_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;
  gboolean whole = folder != NULL;

  while (folder && (name = g_dir_read_name (folder)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      whole &= replay_file (file);
    }
  return whole;
}

int
main (int argc, char **argv)
{
  gboolean whole = TRUE;

  for (int i = 1; i < argc; i++)
    {
      whole &= g_file_test (argv[i], G_FILE_TEST_IS_DIR) ? replay_folder (argv[i]) : replay_file (argv[i]);
      fprintf (stderr, "replayed %s\n", argv[i]);
    }
  return whole ? 0 : 1;
}
