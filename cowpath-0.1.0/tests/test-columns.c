/* test-columns.c - attributes take the narrowest type that holds them, lose nothing when it widens, and
 * follow their rows. */
#include "tests/graph-fixture.h"

#include "graph/input.h"

static char *
print_value (const CowValue *value)
{
  char buffer[32];

  switch (value->type)
    {
    case COW_TYPE_NULL:
      return g_strdup ("null");
    case COW_TYPE_BOOL:
      return g_strdup (value->boolean ? "true" : "false");
    case COW_TYPE_INT:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
    case COW_TYPE_REAL:
      return g_strndup (buffer, cow_number_format_real (value->real, buffer));
    case COW_TYPE_STRING:
      return g_strdup_printf ("'%.*s'", (int)value->length, value->text);
    }
  return NULL;
}

static void
check_column (const CowGraph *graph, gboolean on_vertex, const char *name, CowType type, const char *expected)
{
  const CowColumn *column = cow_graph_column (graph, on_vertex, name);
  g_autoptr (GString) printed = g_string_new (NULL);
  guint64 n_null = 0;

  g_assert_nonnull (column);
  for (guint64 i = 0; i < column->rows; i++)
    {
      CowValue value = cow_column_value (column, on_vertex ? cow_graph_vertex_at (graph, (guint32)i) : i);
      g_autofree char *text = print_value (&value);

      n_null += value.type == COW_TYPE_NULL;
      g_string_append_printf (printed, i ? " %s" : "%s", text);
    }
  g_assert_cmpstr (printed->str, ==, expected);
  g_assert_cmpstr (cow_type_name (column->type), ==, cow_type_name (type));
  g_assert_cmpuint (column->n_null, ==, n_null);
  g_assert_true ((column->valid == NULL) == (n_null == 0));
  g_assert_cmpint (cow_column_value (column, column->rows).type, ==, COW_TYPE_NULL);
}

typedef struct
{
  const char *cells; /* separated by blanks; "_" is an empty cell */
  CowType type;
  const char *expected;
} Inference;

static const Inference inferences[] = {
  { "true false _ true", COW_TYPE_BOOL, "true false null true" },
  { "1 -2 0 9223372036854775807 -9223372036854775808", COW_TYPE_INT,
    "1 -2 0 9223372036854775807 -9223372036854775808" },
  { "1 2.5 _ 1e3 -0", COW_TYPE_REAL, "1 2.5 null 1000 0" },
  { "true 2", COW_TYPE_INT, "1 2" },
  { "true 2.5", COW_TYPE_REAL, "1 2.5" },
  { "a b a _", COW_TYPE_STRING, "'a' 'b' 'a' null" },
  { "007 8", COW_TYPE_STRING, "'007' '8'" },
  { "8 007", COW_TYPE_STRING, "'8' '007'" },
  { "12345678901234567890 1", COW_TYPE_STRING, "'12345678901234567890' '1'" },
  { "1 2.50 1e3 +4 -0 x", COW_TYPE_STRING, "'1' '2.50' '1e3' '+4' '-0' 'x'" },
  { "true 2 3.0 x false", COW_TYPE_STRING, "'true' '2' '3.0' 'x' 'false'" },
  { "9007199254740993 1.5 x", COW_TYPE_STRING, "'9007199254740993' '1.5' 'x'" },
  { "true x", COW_TYPE_STRING, "'true' 'x'" },
  { "_ _", COW_TYPE_STRING, "null null" },
  { "_ _ _ 5 _ x _", COW_TYPE_STRING, "null null null '5' null 'x' null" },
  { "True", COW_TYPE_STRING, "'True'" },
  { "0.5 .5 5. 1E-3", COW_TYPE_REAL, "0.5 0.5 5 0.001" },
};

static void
check_inference (const Inference *inference, gboolean on_vertex)
{
  CowBuilderOptions options = { .directed = TRUE, .reorder = COW_REORDER_DEGREE, .format = "test" };
  CowBuilder *builder = cow_builder_new (&options);
  g_auto (GStrv) cells = g_strsplit (inference->cells, " ", -1);
  guint n = g_strv_length (cells), column;
  g_autoptr (CowGraph) graph = NULL;
  GError *error = NULL;

  g_assert_true (cow_builder_sequence (builder, 0, n, &error));
  column = cow_builder_column (builder, on_vertex, "c", COW_TYPE_NULL);
  for (guint i = 0; i < n; i++)
    g_assert_true (cow_builder_edge (builder, n - 1, i, &error));
  for (guint i = 0; i < n; i++)
    g_assert_true (cow_builder_cell_text (builder, column, i, cells[i],
                                          strcmp (cells[i], "_") ? strlen (cells[i]) : 0, &error));
  graph = fixture_finish (builder);
  check_column (graph, on_vertex, "c", inference->type, inference->expected);
  g_assert_null (cow_graph_column (graph, !on_vertex, "c"));
  g_assert_null (cow_graph_column (graph, on_vertex, "d"));
}

static void
test_inference (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (inferences); i++)
    {
      check_inference (&inferences[i], FALSE);
      check_inference (&inferences[i], TRUE);
    }
}

static CowBuilder *
three_edges (void)
{
  CowBuilderOptions options = { .directed = TRUE, .format = "test" };
  CowBuilder *builder = cow_builder_new (&options);

  g_assert_true (cow_builder_sequence (builder, 0, 3, NULL));
  for (guint i = 0; i < 3; i++)
    g_assert_true (cow_builder_edge (builder, i, i, NULL));
  return builder;
}

/* A declared type is kept, and what does not fit it is refused with both names. */
static void
test_declared (void)
{
  static const struct
  {
    CowType type;
    const char *good, *bad;
  } cases[] = { { COW_TYPE_BOOL, "1", "2" }, { COW_TYPE_INT, "007", "1.5" }, { COW_TYPE_REAL, "3", "x" } };
  static const char *const expected[] = { "null true null", "null 7 null", "null 3 null" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CowBuilder *builder = three_edges ();
      guint column = cow_builder_column (builder, FALSE, "the column", cases[i].type);
      CowValue text = { .type = COW_TYPE_STRING, .text = "abc", .length = 3 };
      g_autoptr (CowGraph) graph = NULL;
      GError *error = NULL;

      g_assert_true (
          cow_builder_cell_text (builder, column, 1, cases[i].good, strlen (cases[i].good), &error));
      g_assert_false (
          cow_builder_cell_text (builder, column, 2, cases[i].bad, strlen (cases[i].bad), &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_TYPE);
      g_assert_nonnull (strstr (error->message, "the column"));
      g_assert_nonnull (strstr (error->message, cow_type_name (cases[i].type)));
      g_clear_error (&error);
      g_assert_false (cow_builder_cell (builder, column, 2, &text, &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_TYPE);
      g_clear_error (&error);
      graph = fixture_finish (builder);
      check_column (graph, FALSE, "the column", cases[i].type, expected[i]);
    }
}

static void
test_values (void)
{
  CowBuilder *builder = three_edges ();
  CowValue integer = { .type = COW_TYPE_INT, .integer = 5 }, real = { .type = COW_TYPE_REAL, .real = 0.1 };
  CowValue boolean = { .type = COW_TYPE_BOOL, .boolean = TRUE }, nothing = { .type = COW_TYPE_NULL };
  CowValue text = { .type = COW_TYPE_STRING, .text = "t\0x", .length = 3 };
  guint mixed = cow_builder_column (builder, FALSE, "mixed", COW_TYPE_NULL);
  guint numbers = cow_builder_column (builder, FALSE, "numbers", COW_TYPE_NULL);
  guint strings = cow_builder_column (builder, FALSE, "strings", COW_TYPE_STRING);
  g_autoptr (CowGraph) graph = NULL;
  GError *error = NULL;

  g_assert_cmpuint (cow_builder_column (builder, FALSE, "mixed", COW_TYPE_INT), ==, mixed);
  g_assert_true (cow_builder_cell (builder, numbers, 0, &integer, &error));
  g_assert_true (cow_builder_cell (builder, numbers, 0, &nothing, &error)); /* leaves the cell */
  g_assert_true (cow_builder_cell (builder, numbers, 2, &real, &error));
  g_assert_true (cow_builder_cell (builder, mixed, 2, &boolean, &error));
  g_assert_true (cow_builder_cell (builder, mixed, 0, &real, &error));
  g_assert_true (cow_builder_cell_text (builder, mixed, 1, "1.50", 4, &error));
  g_assert_true (cow_builder_cell (builder, mixed, 1, &integer, &error)); /* the last one counts */
  g_assert_true (cow_builder_cell_text (builder, mixed, 0, "word", 4, &error));
  g_assert_true (cow_builder_cell (builder, strings, 0, &integer, &error));
  g_assert_true (cow_builder_cell (builder, strings, 1, &real, &error));
  g_assert_true (cow_builder_cell (builder, strings, 2, &text, &error));
  g_assert_false (cow_builder_cell (builder, strings, 3, &text, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
  graph = fixture_finish (builder);
  check_column (graph, FALSE, "mixed", COW_TYPE_STRING, "'word' '5' 'true'");
  check_column (graph, FALSE, "numbers", COW_TYPE_REAL, "5 null 0.1");
  g_assert_cmpuint (cow_column_value (cow_graph_column (graph, FALSE, "strings"), 2).length, ==, 3);
}

typedef struct
{
  CowDuplicates duplicates;
  gboolean directed, drop_loops;
  const char *expected; /* source>target:weight/attribute … by edge */
} Merging;

static const Merging mergings[] = {
  { COW_DUPLICATES_KEEP, TRUE, FALSE, "0>1:5/a 0>1:2/b 1>0:3/c 2>2:7/d 1>2:4/e 2>2:1/f 0>1:9/g" },
  { COW_DUPLICATES_KEEP, TRUE, TRUE, "0>1:5/a 0>1:2/b 1>0:3/c 1>2:4/e 0>1:9/g" },
  { COW_DUPLICATES_MIN, TRUE, FALSE, "0>1:2/a 1>0:3/c 2>2:1/d 1>2:4/e" },
  { COW_DUPLICATES_MAX, TRUE, FALSE, "0>1:9/a 1>0:3/c 2>2:7/d 1>2:4/e" },
  { COW_DUPLICATES_SUM, TRUE, FALSE, "0>1:16/a 1>0:3/c 2>2:8/d 1>2:4/e" },
  { COW_DUPLICATES_FIRST, TRUE, TRUE, "0>1:5/a 1>0:3/c 1>2:4/e" },
  { COW_DUPLICATES_MIN, FALSE, FALSE, "0>1:2/a 2>2:1/d 1>2:4/e" },
  { COW_DUPLICATES_SUM, FALSE, TRUE, "0>1:19/a 1>2:4/e" },
};

static void
check_merging (const Merging *merging, CowReorder reorder)
{
  static const FixtureEdge edges[]
      = { { 0, 1, 5 }, { 0, 1, 2 }, { 1, 0, 3 }, { 2, 2, 7 }, { 1, 2, 4 }, { 2, 2, 1 }, { 0, 1, 9 } };
  CowBuilderOptions options = { .directed = merging->directed,
                                .duplicates = merging->duplicates,
                                .drop_loops = merging->drop_loops,
                                .reorder = reorder,
                                .format = "test" };
  CowBuilder *builder = cow_builder_new (&options);
  guint column = cow_builder_column (builder, FALSE, "letter", COW_TYPE_STRING);
  g_autoptr (GString) printed = g_string_new (NULL);
  g_autoptr (CowGraph) graph = NULL;

  g_assert_true (cow_builder_sequence (builder, 0, 3, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      char letter = (char)('a' + i);

      fixture_add_edge (builder, &edges[i], FIXTURE_U32);
      g_assert_true (cow_builder_cell_text (builder, column, i, &letter, 1, NULL));
    }
  graph = fixture_finish (builder);
  for (guint32 edge = 0; edge < graph->m; edge++)
    {
      CowValue value = cow_column_value (cow_graph_column (graph, FALSE, "letter"), edge);
      guint32 source, target;
      guint64 arc;

      g_assert_true (cow_graph_edge_ends (graph, edge, &source, &target, &arc));
      g_string_append_printf (printed, "%s%u>%u:%" G_GINT64_FORMAT "/%.*s", edge ? " " : "",
                              cow_graph_appearance (graph, source), cow_graph_appearance (graph, target),
                              cow_csr_weight (&graph->out, arc).integer, (int)value.length, value.text);
    }
  g_assert_cmpstr (printed->str, ==, merging->expected);
}

static void
test_merging (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (mergings); i++)
    {
      check_merging (&mergings[i], COW_REORDER_NONE);
      check_merging (&mergings[i], COW_REORDER_DEGREE);
    }
}

/* Weights: exactness, widening, refusals. */

static CowGraph *
weigh (const char *const *weights, CowDuplicates duplicates, GError **error)
{
  CowBuilderOptions options = { .directed = TRUE, .duplicates = duplicates, .format = "test" };
  CowBuilder *builder = cow_builder_new (&options);
  gboolean done = cow_builder_sequence (builder, 0, 2, error);

  for (guint i = 0; weights[i] && done; i++)
    {
      gint64 integer;
      double real;

      done = cow_builder_edge (builder, 0, 1, error);
      if (done && cow_number_parse_int (weights[i], strlen (weights[i]), &integer))
        done = cow_builder_weight_int (builder, integer, error);
      else if (done && cow_number_parse_real (weights[i], strlen (weights[i]), &real))
        done = cow_builder_weight_real (builder, real, error);
    }
  if (done && duplicates == COW_DUPLICATES_SUM)
    {
      CowImageMapping mapping = { 0 };
      g_autoptr (CowImageWriter) writer = cow_image_writer_new (cow_image_grow_anonymous, &mapping, error);

      done = cow_builder_finish (builder, writer, NULL, error);
      cow_builder_free (builder);
      cow_image_mapping_clear (&mapping);
      return NULL;
    }
  if (done)
    return fixture_finish (builder);
  cow_builder_free (builder);
  return NULL;
}

static void
check_weights (const char *first, const char *second, const char *third, CowWeightKind kind,
               const char *expected)
{
  const char *weights[] = { first, second, third, NULL };
  g_autoptr (GString) printed = g_string_new (NULL);
  GError *error = NULL;
  g_autoptr (CowGraph) graph = weigh (weights, COW_DUPLICATES_KEEP, &error);

  g_assert_no_error (error);
  g_assert_cmpint (graph->meta->weight_kind, ==, kind);
  for (guint64 arc = 0; arc < graph->n_arcs; arc++)
    {
      CowCost cost = cow_csr_weight (&graph->out, arc);
      CowValue value
          = { .type = cost.kind == COW_COST_INT ? COW_TYPE_INT : COW_TYPE_REAL, .integer = cost.integer };
      g_autofree char *text = print_value (&value);

      g_string_append_printf (printed, arc ? " %s" : "%s", text);
    }
  g_assert_cmpstr (printed->str, ==, expected);
}

static void
test_weights (void)
{
  check_weights ("-", "-", "-", COW_WEIGHT_NONE, "1 1 1");
  check_weights ("-", "3", "-", COW_WEIGHT_U32, "1 3 1");
  check_weights ("0", "4294967294", "3.0", COW_WEIGHT_U32, "0 4294967294 3");
  check_weights ("0", "4294967295", "-", COW_WEIGHT_I64, "0 4294967295 1");
  check_weights ("5", "-1", "9223372036854775807", COW_WEIGHT_I64, "5 -1 9223372036854775807");
  check_weights ("5", "0.25", "-", COW_WEIGHT_F64, "5 0.25 1");
  check_weights ("-0.0", "1", "-", COW_WEIGHT_U32, "0 1 1");
  check_weights ("9007199254740992", "0.5", "inf", COW_WEIGHT_F64, "9007199254740992 0.5 inf");
}

static void
test_weight_refusals (void)
{
  static const char *const late[] = { "9007199254740993", "0.5", NULL }, *const early[]
                                                                         = { "0.5", "9007199254740993",
                                                                             NULL };
  static const char *const overflow[] = { "9223372036854775807", "1", NULL }, *const reals[]
                                                                              = { "1.5e308", "1.5e308",
                                                                                  NULL };
  GError *error = NULL;

  g_assert_null (weigh (late, COW_DUPLICATES_KEEP, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_null (weigh (early, COW_DUPLICATES_KEEP, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
  g_assert_null (weigh (overflow, COW_DUPLICATES_SUM, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_assert_nonnull (strstr (error->message, "\"0\" and \"1\""));
  g_clear_error (&error);
  g_assert_null (weigh (reals, COW_DUPLICATES_SUM, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
  g_clear_error (&error);
}

static void
test_negative (void)
{
  CowBuilder *builder = three_edges ();
  g_autoptr (CowGraph) graph = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (cow_builder_edge (builder, 2 - i, 0, NULL));
      g_assert_true (cow_builder_weight_int (builder, i == 0 ? 4 : -(gint64)i, NULL));
    }
  cow_builder_set_weight_name (builder, "cost");
  graph = fixture_finish (builder);
  g_assert_cmpuint (graph->meta->negative_edge, ==, 4);
  g_assert_cmpint (graph->meta->weight_min_int, ==, -2);
  g_assert_cmpint (graph->meta->weight_max_int, ==, 4);
  g_assert_cmpstr (graph->meta->weight_name, ==, "cost");
}

/* A progress that says stop ends the work; one that does not is told of every edge. */
static void
test_progress (void)
{
  for (guint32 stop = 0; stop < 2; stop++)
    {
      CowBuilder *builder = three_edges ();
      CowImageMapping mapping = { 0 };
      guint64 units = 0;
      CowProgress progress = { .stop = &stop, .units = &units };
      g_autoptr (CowImageWriter) writer = cow_image_writer_new (cow_image_grow_anonymous, &mapping, NULL);
      GError *error = NULL;

      g_assert_cmpint (cow_builder_finish (builder, writer, &progress, &error), ==, !stop);
      if (stop)
        g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
      else
        g_assert_cmpuint (units, ==, 3);
      g_clear_error (&error);
      cow_builder_free (builder);
      cow_image_mapping_clear (&mapping);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/columns/inference", test_inference);
  g_test_add_func ("/columns/declared", test_declared);
  g_test_add_func ("/columns/values", test_values);
  g_test_add_func ("/columns/merging", test_merging);
  g_test_add_func ("/weights/kinds", test_weights);
  g_test_add_func ("/weights/refusals", test_weight_refusals);
  g_test_add_func ("/weights/negative", test_negative);
  g_test_add_func ("/builder/progress", test_progress);
  return g_test_run ();
}
