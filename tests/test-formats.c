/* test-formats.c - random graphs through the writers: what is read back is the same graph, but for what the format says it loses.
 *
 * A graph is compared as text: its vertices and edges with all their cells, in order of appearance. */
#include "config.h"

#include "tests/read-fixture.h"

#define GRAPHS 250 /* of each format */

/* Each format that can be written, but the native image. */
typedef struct
{
  const char *name;
  gboolean undirected_only, whole_weights; /* what it refuses */
  gboolean reorders;                       /* edges come back in another order */
  gboolean refuses_texts;                  /* some texts cannot be written, and that is said */
} Subject;

static const Subject subjects[] = {
  { "dimacs", .reorders = FALSE },
  { "dot", .refuses_texts = TRUE },
  { "edgelist", .reorders = FALSE },
  { "matrixmarket", .reorders = FALSE },
  { "metis", .undirected_only = TRUE, .whole_weights = TRUE, .reorders = TRUE },
  { "pajek", .reorders = FALSE },
};

/* Parts of names and texts: what formats use to separate and to quote. */
static const char *const pieces[] = { "a", "b", "Z", "0", "7", "_", "-", " ", ",", ";", "\"", "'", "\n", "\t", "\\", "<", ">", "&", "{", "]",
                                      "#", "%", "//", "=", ":", "\xc3\xa9", "\xe4\xb8\xad", "\xf0\x9f\x90\x84", "node", "&#34;", "true", "1e3" };

static char *
random_text (GRand *random)
{
  GString *text = g_string_new (NULL);
  guint count = (guint)g_rand_int_range (random, 0, 5);

  for (guint i = 0; i < count; i++)
    g_string_append (text, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
  return g_string_free (text, FALSE);
}

/* A value of the type; about one in five is null. */
static void
set_random_cell (GRand *random, CowBuilder *builder, guint column, guint64 row, CowType type)
{
  static const double reals[] = { 0, 1, -2.5, 1e300, 5e-324, 0.1, 123456789012345680.0 };
  static const gint64 integers[] = { 0, 1, -1, G_MAXINT64, G_MININT64, 42, 9007199254740993 };
  CowValue value = { .type = type };
  g_autofree char *text = random_text (random);
  guint which = (guint)g_rand_int_range (random, 0, 7);

  if (type == COW_TYPE_BOOL)
    value.boolean = which & 1;
  else if (type == COW_TYPE_INT)
    value.integer = integers[which];
  else if (type == COW_TYPE_REAL)
    value.real = reals[which];
  else
    {
      value.text = text;
      value.length = strlen (text);
    }
  if (g_rand_int_range (random, 0, 5) > 0)
    g_assert_true (cow_builder_cell (builder, column, row, &value, NULL));
}

static void
add_columns (GRand *random, CowBuilder *builder, gboolean on_vertex, guint64 rows)
{
  static const char *const names[] = { "open", "count", "size", "label x" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_rand_boolean (random))
      {
        guint column = cow_builder_column (builder, on_vertex, names[i], (CowType)(COW_TYPE_BOOL + i));

        for (guint64 row = 0; row < rows; row++)
          set_random_cell (random, builder, column, row, (CowType)(COW_TYPE_BOOL + i));
      }
}

static void
set_random_weight (GRand *random, CowBuilder *builder, guint kind)
{
  if (kind == 1)
    cow_builder_weight_int (builder, g_rand_int_range (random, 1, 1000), NULL);
  else if (kind == 2)
    cow_builder_weight_int (builder, g_rand_boolean (random) ? G_MAXINT64 - g_rand_int_range (random, 0, 9) : -5, NULL);
  else if (kind == 3)
    cow_builder_weight_real (builder, g_rand_double (random) * 1e6, NULL);
}

static CowGraph *
random_graph (GRand *random, const Subject *subject)
{
  static const CowReorder orders[] = { COW_REORDER_NONE, COW_REORDER_BFS, COW_REORDER_DEGREE };
  CowBuilderOptions options = { .directed = subject->undirected_only ? FALSE : g_rand_boolean (random),
                                .reorder = orders[g_rand_int_range (random, 0, 3)] };
  CowBuilder *builder = cow_builder_new (&options);
  guint wanted = (guint)g_rand_int_range (random, 0, 12), kind = (guint)g_rand_int_range (random, 0, subject->whole_weights ? 2 : 4);
  gboolean numbered = g_rand_int_range (random, 0, 3) == 0;
  guint32 ignored;

  for (guint i = 0; i < wanted; i++)
    {
      g_autofree char *text = random_text (random), *name = numbered ? g_strdup_printf ("%u", i + 1) : g_steal_pointer (&text);

      g_assert_true (cow_builder_vertex (builder, name, strlen (name), &ignored, NULL));
    }
  guint64 n = cow_builder_n_vertices (builder);
  for (guint i = 0; n > 0 && i < 2 * wanted; i++)
    {
      g_assert_true (cow_builder_edge (builder, (guint32)g_rand_int_range (random, 0, (gint32)n),
                                       (guint32)g_rand_int_range (random, 0, (gint32)n), NULL));
      set_random_weight (random, builder, kind);
    }
  add_columns (random, builder, TRUE, n);
  add_columns (random, builder, FALSE, cow_builder_n_edges (builder));
  return fixture_finish (builder);
}

static void
print_value (GString *text, const CowColumn *column, CowValue value)
{
  char number[32];

  g_string_append_printf (text, " |%s=%s:", column->name, value.type == COW_TYPE_NULL ? "" : cow_type_name (column->type));
  if (value.type == COW_TYPE_BOOL)
    g_string_append (text, value.boolean ? "true" : "false");
  else if (value.type == COW_TYPE_INT)
    g_string_append_len (text, number, (gssize)cow_number_format_int (value.integer, number));
  else if (value.type == COW_TYPE_REAL)
    g_string_append_len (text, number, (gssize)cow_number_format_real (value.real, number));
  else if (value.type == COW_TYPE_STRING)
    g_string_append_printf (text, "<%.*s>", (int)value.length, value.text);
}

static int
compare_columns (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const CowColumn *const *)a)->name, (*(const CowColumn *const *)b)->name);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Does the format keep the column, with its type? Those that lose types do so when a reader would find another one. */
static gboolean
is_kept (const CowFormat *format, const CowColumn *column)
{
  if (format->loses & (column->on_vertex ? COW_LOSES_VERTEX_COLUMNS : COW_LOSES_EDGE_COLUMNS))
    return FALSE;
  if (column->n_null == column->rows)
    return !(format->loses & (COW_LOSES_TYPES | COW_LOSES_EMPTY_COLUMNS));
  return !(format->loses & COW_LOSES_TYPES) || column->type == COW_TYPE_REAL || !cow_column_needs_type (column);
}

/* Cells of a row, in the order of the names of the columns. like: the graph that was written, which decides what is compared. */
static void
print_cells (GString *text, const CowFormat *format, const CowGraph *like, const CowGraph *graph, gboolean on_vertex, guint64 row)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();

  for (guint i = 0; like->columns != NULL && i < like->columns->len; i++)
    {
      const CowColumn *column = like->columns->pdata[i];

      if (!column->on_vertex == !on_vertex && is_kept (format, column))
        g_ptr_array_add (columns, (gpointer)column);
    }
  g_ptr_array_sort (columns, compare_columns);
  for (guint i = 0; i < columns->len; i++)
    {
      const char *name = ((const CowColumn *)columns->pdata[i])->name;
      const CowColumn *column = cow_graph_column (graph, on_vertex, name);

      if (column == NULL)
        g_string_append_printf (text, " |%s is missing", name);
      else
        print_value (text, column, cow_column_value (column, row));
    }
}

static gboolean
is_isolated (const CowGraph *graph, guint32 vertex)
{
  for (guint32 other = 0; other < graph->n; other++)
    for (guint64 arc = graph->out.offsets[other]; arc < graph->out.offsets[other + 1]; arc++)
      if (other == vertex || cow_csr_target (&graph->out, arc) == vertex)
        return FALSE;
  return TRUE;
}

/* The vertex as the format shall keep it: by its name, or by its appearance. */
static void
print_vertex (GString *text, const CowFormat *format, const CowGraph *graph, guint32 vertex)
{
  char buffer[24];
  gsize length;
  const char *name = cow_graph_name (graph, vertex, buffer, &length);

  if (format->loses & COW_LOSES_NAMES)
    g_string_append_printf (text, "%u", cow_graph_appearance (graph, vertex));
  else
    g_string_append_printf (text, "<%.*s>", (int)length, name);
}

static char *
describe_edge (const CowFormat *format, const CowGraph *like, const CowGraph *graph, guint32 edge)
{
  GString *line = g_string_new ("edge ");
  g_autoptr (GString) from = g_string_new (NULL), to = g_string_new (NULL);
  guint32 source, target;
  guint64 arc;
  char number[32];

  g_assert_true (cow_graph_edge_ends (graph, edge, &source, &target, &arc));
  print_vertex (from, format, graph, source);
  print_vertex (to, format, graph, target);
  gboolean turn = !graph->directed && strcmp (from->str, to->str) > 0;
  g_string_append_printf (line, "%s %s ", turn ? to->str : from->str, turn ? from->str : to->str);
  CowCost weight = cow_csr_weight (&graph->out, arc);
  g_string_append_len (line, number,
                       (gssize)(weight.kind == COW_COST_INT ? cow_number_format_int (weight.integer, number)
                                                            : cow_number_format_real (weight.real, number)));
  print_cells (line, format, like, graph, FALSE, edge);
  return g_string_free (line, FALSE);
}

static char *
describe_vertex (const CowFormat *format, const CowGraph *like, const CowGraph *graph, guint32 vertex)
{
  GString *line = g_string_new ("vertex ");

  print_vertex (line, format, graph, vertex);
  print_cells (line, format, like, graph, TRUE, vertex);
  return g_string_free (line, FALSE);
}

/* (transfer full): what shall be equal before and after. */
static char *
describe (const Subject *subject, const CowFormat *format, const CowGraph *like, const CowGraph *graph)
{
  g_autoptr (GPtrArray) vertices = g_ptr_array_new_with_free_func (g_free), edges = g_ptr_array_new_with_free_func (g_free);
  gboolean isolated = !(format->loses & COW_LOSES_ISOLATED);

  for (guint32 i = 0; i < graph->n; i++)
    if (isolated || !is_isolated (graph, cow_graph_vertex_at (graph, i)))
      g_ptr_array_add (vertices, describe_vertex (format, like, graph, cow_graph_vertex_at (graph, i)));
  for (guint32 edge = 0; edge < graph->m; edge++)
    g_ptr_array_add (edges, describe_edge (format, like, graph, edge));
  if (!isolated)
    g_ptr_array_sort (vertices, compare_lines); /* appearance is what the edges say */
  if (subject->reorders)
    g_ptr_array_sort (edges, compare_lines);
  GString *text = g_string_new (graph->directed ? "directed\n" : "undirected\n");
  for (guint i = 0; i < vertices->len + edges->len; i++)
    g_string_append_printf (text, "%s\n", (char *)(i < vertices->len ? vertices->pdata[i] : edges->pdata[i - vertices->len]));
  return g_string_free (text, FALSE);
}

static void
test_round_trip (gconstpointer data)
{
  const Subject *subject = data;
  const CowFormat *format = cow_format_by_name (subject->name);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  guint refused = 0;

  for (guint i = 0; i < GRAPHS; i++)
    {
      g_autoptr (CowGraph) graph = random_graph (random, subject);
      gsize length;
      g_autofree char *written = fixture_try_write (graph, subject->name, &length);
      CowReadOptions options = { .directed = format->loses & COW_LOSES_DIRECTION && !graph->directed ? 0 : -1 };

      refused += written == NULL;
      if (written == NULL)
        continue;
      g_auto (Reading) back = fixture_read_bytes (format, written, length, &options, NULL);
      g_assert_no_error (back.error);
      g_assert_cmpstr (back.warnings->str, ==, "");
      g_autofree char *before = describe (subject, format, graph, graph), *after = describe (subject, format, graph, back.graph);
      if (strcmp (before, after) != 0)
        g_test_message ("%s", written);
      g_assert_cmpstr (after, ==, before);
    }
  if (subject->refuses_texts)
    g_assert_cmpuint (refused, <, GRAPHS / 2);
  else
    g_assert_cmpuint (refused, ==, 0);
}

/* Each format that is written has such a test, here or where it is named. */
static void
test_complete (void)
{
  static const char *const elsewhere[] = { "adjacency", "gml", "graphml", "json", "jsonl", /* test-attributed.c */
                                           "cow",                                          /* test-native.c */
                                           "el",                                           /* what edgelist writes */
                                           NULL };

  for (guint i = 0; cow_formats ()[i] != NULL; i++)
    {
      const CowFormat *format = cow_formats ()[i];
      gboolean found = g_strv_contains (elsewhere, format->name);

      /* FILE:LINE: or FILE: byte or row N: what is wrong; of an image no place is told. */
      if (!g_regex_match_simple ("[a-z]+[.](?:[a-z.]+:[0-9]+: [a-z\"-]|[a-z.]+: (?:byte|row) [0-9]+: [a-z]|cow: [a-z]+)", format->details, 0, 0))
        g_error ("%s: its manual has no example of an error", format->name);

      for (guint k = 0; k < G_N_ELEMENTS (subjects); k++)
        found |= g_str_equal (subjects[k].name, format->name);
      if (format->write != NULL && !found)
        g_error ("%s is written, and nothing reads it back", format->name);
    }
}

static void
collect (const char *message, gpointer user)
{
  g_string_append_printf (user, "%s\n", message);
}

/* What is lost is told, and nothing else. */
static void
test_losses (void)
{
  static const struct
  {
    const char *format, *text, *vertices, *told;
  } cases[] = {
    { "metis", "b a 5\na c 6\n", NULL, "metis: names are not kept: vertices are numbered from 1, in order of appearance\n" },
    { "metis", "1 2\n2 3\n", NULL, "" },
    { "metis", "1 2 3 x\n", "name,vertex_weight,vertex_weight_2,x,y\n1,2,3,4,5\n2,3,4,5,6\n",
      "metis: vertex attributes not written: x, y\nmetis: edge attribute not written: c4\nmetis: coordinates are not written\n" },
    { "edgelist", "1 2\n", "name,k\n3,1\n",
      "edgelist: vertex attribute not written: k\nedgelist: that edges have no direction is not written: load it --undirected\n"
      "edgelist: 1 vertex without edges not written\n" },
    { "dimacs", "source target a b c d e f g\n1 2 1 1 1 1 1 1 1\n", NULL, "dimacs: edge attributes not written: a, b, c, d, e and 2 more\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CowReadOptions options = { .directed = 0 };
      g_autoptr (GString) told = g_string_new (NULL);
      g_auto (Reading) reading
          = fixture_read_bytes (cow_format_by_name ("edgelist"), cases[i].text, strlen (cases[i].text), &options, cases[i].vertices);

      g_assert_no_error (reading.error);
      cow_format_tell_losses (cow_format_by_name (cases[i].format), reading.graph, collect, told);
      g_assert_cmpstr (told->str, ==, cases[i].told);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      g_autofree char *path = g_strconcat ("/formats/round-trip/", subjects[i].name, NULL);

      g_test_add_data_func (path, &subjects[i], test_round_trip);
    }
  g_test_add_func ("/formats/complete", test_complete);
  g_test_add_func ("/formats/losses", test_losses);
  return g_test_run ();
}
