/* test-attributed.c - formats that carry attributes: random graphs with every type, nulls and hard texts are the same when they are
 * written and read back; what a format cannot carry is refused. */
#include "config.h"

#include "tests/attributed-fixture.h"

typedef struct
{
  const char *format;
  FixtureTexts texts;
  gboolean sorted; /* edges come in another order */
  gboolean open;   /* a part of a file is a file too */
} Carrier;

static const Carrier carriers[] = {
  { "adjacency", FIXTURE_HARD_TEXTS | FIXTURE_CONTROLS, .sorted = TRUE },
  { "gml", FIXTURE_HARD_TEXTS | FIXTURE_CONTROLS | FIXTURE_PLAIN_WORDS },
  { "graphml", FIXTURE_HARD_TEXTS },
  { "json", FIXTURE_HARD_TEXTS | FIXTURE_CONTROLS },
  { "jsonl", FIXTURE_HARD_TEXTS | FIXTURE_CONTROLS, .open = TRUE },
};

static void
test_round_trip (gconstpointer data)
{
  const Carrier *carrier = data;

  for (guint32 seed = 0; seed < 1000; seed++)
    {
      g_autoptr (CowGraph) graph = fixture_attributed_graph (seed, carrier->texts);
      g_autofree char *before = fixture_everything (graph, carrier->sorted), *written = NULL;
      gsize length;

      written = fixture_write (graph, carrier->format, &length);
      /* Found by its content, not by a name. */
      g_auto (Reading) back = fixture_read_bytes (NULL, written, length, NULL, NULL);
      if (back.error != NULL)
        g_test_message ("seed %u:\n%s", seed, written);
      g_assert_no_error (back.error);
      g_autofree char *after = fixture_everything (back.graph, carrier->sorted);
      if (strcmp (before, after) != 0)
        g_test_message ("seed %u:\n%s", seed, written);
      g_assert_cmpstr (after, ==, before);
      g_assert_cmpstr (back.warnings->str, ==, "");
    }
}

/* Truncated anywhere: an error or a graph, and never another one in silence. */
static void
test_truncated (gconstpointer data)
{
  const Carrier *carrier = data;
  const CowFormat *format = cow_format_by_name (carrier->format);
  g_autoptr (CowGraph) graph = fixture_attributed_graph (7, carrier->texts);
  gsize length;
  g_autofree char *written = fixture_write (graph, carrier->format, &length);

  for (gsize cut = 0; cut + 2 < length; cut += 1 + cut / 40)
    {
      g_auto (Reading) back = fixture_read_bytes (format, written, cut, NULL, NULL);

      if (carrier->open && back.error == NULL)
        {
          g_assert_cmpuint (back.graph->m, <=, graph->m);
          continue;
        }
      g_assert_nonnull (back.error);
      g_assert_true (g_str_has_prefix (back.error->message, "x.txt:"));
    }
}

static void
check_refused_name (const char *format, const char *name, const char *message)
{
  CowBuilderOptions options = { .directed = TRUE };
  CowBuilder *builder = cow_builder_new (&options);
  GError *error = NULL;
  guint32 appearance;

  cow_builder_vertex (builder, name, strlen (name), &appearance, &error);
  g_assert_no_error (error);
  g_autoptr (CowGraph) graph = fixture_finish (builder);
  int fd = fixture_file ("", 0);
  CowOutput *out = cow_output_new (fd);
  g_assert_false (cow_format_by_name (format)->write (graph, out, NULL, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_true (cow_output_finish (out, NULL));
  g_clear_error (&error);
  close (fd);
}

static void
test_refused (void)
{
  check_refused_name ("graphml", "a\x1b" "b", "name of a vertex \"a\\033b\" has a control character, which XML cannot hold");
  check_refused_name ("gml", "Z\xfc", "name of a vertex \"Z\\374\" is not UTF-8");
  check_refused_name ("json", "Z\xfc", "name of a vertex \"Z\\374\" is not UTF-8");
  check_refused_name ("graphml", "Z\xfc", "name of a vertex \"Z\\374\" is not UTF-8");
  check_refused_name ("graphml", "\xef\xbf\xbf", "name of a vertex \"\\357\\277\\277\" has a control character, which XML cannot hold");
}

static void
add_cases (const char *what, GTestDataFunc func)
{
  for (guint i = 0; i < G_N_ELEMENTS (carriers); i++)
    {
      g_autofree char *path = g_strdup_printf ("/attributed/%s/%s", what, carriers[i].format);

      g_test_add_data_func (path, &carriers[i], func);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_cases ("round-trip", test_round_trip);
  add_cases ("truncated", test_truncated);
  g_test_add_func ("/attributed/refused", test_refused);
  return g_test_run ();
}
