/* attributed-fixture.h - random graphs with attributes of every type and names that are hard to write, and whether two are the same. */
#pragma once

#include "tests/read-fixture.h"

typedef enum
{
  FIXTURE_HARD_TEXTS = 1 << 0, /* quotes, ends of lines, UTF-8 */
  FIXTURE_CONTROLS = 1 << 1,   /* control characters too */
  FIXTURE_PLAIN_WORDS = 1 << 2, /* names of attributes are words of letters and digits */
} FixtureTexts;

/* (transfer full): a text of up to 8 pieces. */
static G_GNUC_UNUSED char *
fixture_random_text (GRand *random, FixtureTexts texts)
{
  static const char *const easy[] = { "a", "b", "Z", "0", "7", "_" };
  static const char *const hard[] = { "\"", "'", ",", "\n", "\r", "\t", "\\", "&", "<", ">", "]]>", "#", " ", "&amp;", "\\u0041", ";", "[", "]",
                                      "é", "日本", "\xf0\x9f\x90\x84", "\xc2\x85", "\xe2\x80\xa8", "{", "}", "%", "=", "/*", "--" };
  static const char *const controls[] = { "\x01", "\x1b", "\x7f", "\b", "\f", "\x1f" };
  GString *text = g_string_new (NULL);

  for (gint left = g_rand_int_range (random, 0, 8); left > 0; left--)
    {
      guint kind = (guint)g_rand_int_range (random, 0, 8);

      if (kind == 0 && texts & FIXTURE_CONTROLS)
        g_string_append (text, controls[g_rand_int_range (random, 0, G_N_ELEMENTS (controls))]);
      else if (kind < 4 && texts & FIXTURE_HARD_TEXTS)
        g_string_append (text, hard[g_rand_int_range (random, 0, G_N_ELEMENTS (hard))]);
      else
        g_string_append (text, easy[g_rand_int_range (random, 0, G_N_ELEMENTS (easy))]);
    }
  return g_string_free (text, FALSE);
}

static G_GNUC_UNUSED CowValue
fixture_random_value (GRand *random, CowType type, FixtureTexts texts)
{
  static const gint64 integers[] = { 0, -1, 7, G_MAXINT64, G_MININT64, (gint64)1 << 53, ((gint64)1 << 53) + 1, 4294967296 };
  static const double reals[] = { 0, 1, -1.5, 1e-320, 1.7976931348623157e308, 0.1, 3e10, 1e16, 123456789012345680.0, -15922337203685478.0 };
  CowValue value = { .type = type };

  if (type == COW_TYPE_BOOL)
    value.boolean = g_rand_int_range (random, 0, 2);
  else if (type == COW_TYPE_INT)
    value.integer = integers[g_rand_int_range (random, 0, G_N_ELEMENTS (integers))];
  else if (type == COW_TYPE_REAL)
    value.real = reals[g_rand_int_range (random, 0, G_N_ELEMENTS (reals))];
  else
    {
      char *text = fixture_random_text (random, texts);

      value.length = strlen (text);
      value.text = text;
    }
  return value;
}

static G_GNUC_UNUSED void
fixture_random_column (GRand *random, CowBuilder *builder, gboolean on_vertex, guint number, FixtureTexts texts)
{
  static const CowType types[] = { COW_TYPE_BOOL, COW_TYPE_INT, COW_TYPE_REAL, COW_TYPE_STRING };
  CowType type = types[g_rand_int_range (random, 0, 4)];
  g_autofree char *hard = fixture_random_text (random, texts), *name = NULL;
  guint64 rows = on_vertex ? cow_builder_n_vertices (builder) : cow_builder_n_edges (builder);
  guint nulls = (guint)g_rand_int_range (random, 0, 3); /* none, some, all */
  GError *error = NULL;

  name = g_strdup_printf ("c%u%s", number, texts & FIXTURE_PLAIN_WORDS ? "" : hard);
  guint column = cow_builder_column (builder, on_vertex, name, type);
  for (guint64 row = 0; row < rows && nulls < 2; row++)
    {
      CowValue value = fixture_random_value (random, type, texts);

      if (nulls == 0 || g_rand_int_range (random, 0, 3) > 0)
        g_assert_true (cow_builder_cell (builder, column, row, &value, &error));
      g_assert_no_error (error);
      if (type == COW_TYPE_STRING)
        g_free ((char *)value.text);
    }
}

static G_GNUC_UNUSED void
fixture_random_weight (GRand *random, CowBuilder *builder, FixtureWeights kind)
{
  GError *error = NULL;

  if (kind == FIXTURE_U32)
    cow_builder_weight_int (builder, g_rand_int_range (random, 0, 100), &error);
  else if (kind == FIXTURE_I64)
    cow_builder_weight_int (builder, (gint64)g_rand_int (random) * 2147483647 - 5, &error);
  else if (kind == FIXTURE_F64)
    cow_builder_weight_real (builder, g_rand_int_range (random, 0, 8) == 0 ? -15922337203685478.0 : 0.5 + g_rand_int_range (random, -20, 1000), &error);
  g_assert_no_error (error);
}

/* Up to 12 vertices and 30 edges; loops, parallel edges and vertices without any happen. */
static G_GNUC_UNUSED CowGraph *
fixture_attributed_graph (guint32 seed, FixtureTexts texts)
{
  GRand *random = g_rand_new_with_seed (seed);
  CowBuilderOptions options = { .directed = g_rand_int_range (random, 0, 2), .format = "fixture", .reorder = seed % 2 ? COW_REORDER_BFS : COW_REORDER_NONE };
  CowBuilder *builder = cow_builder_new (&options);
  guint n = (guint)g_rand_int_range (random, 0, 13), m = n > 0 ? (guint)g_rand_int_range (random, 0, 31) : 0;
  FixtureWeights weights = (FixtureWeights)g_rand_int_range (random, 0, 4);
  gboolean numbered = g_rand_int_range (random, 0, 4) == 0;
  GError *error = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *hard = fixture_random_text (random, texts);
      g_autofree char *name = numbered ? g_strdup_printf ("%u", 3 * i + 1) : g_strdup_printf ("%s%u", hard, i);
      guint32 appearance;

      cow_builder_vertex (builder, name, strlen (name), &appearance, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (appearance, ==, i);
    }
  for (guint i = 0; i < m; i++)
    {
      cow_builder_edge (builder, (guint32)g_rand_int_range (random, 0, (gint)n), (guint32)g_rand_int_range (random, 0, (gint)n), &error);
      g_assert_no_error (error);
      fixture_random_weight (random, builder, weights);
    }
  for (guint i = 0, count = (guint)g_rand_int_range (random, 0, 5); i < count; i++)
    fixture_random_column (random, builder, TRUE, i, texts);
  for (guint i = 0, count = (guint)g_rand_int_range (random, 0, 5); i < count; i++)
    fixture_random_column (random, builder, FALSE, i, texts);
  g_rand_free (random);
  return fixture_finish (builder);
}

static gint
fixture_compare_texts (gconstpointer left, gconstpointer right)
{
  return strcmp (*(const char *const *)left, *(const char *const *)right);
}

static G_GNUC_UNUSED void
fixture_append_value (GString *text, CowValue value)
{
  char number[32];

  if (value.type == COW_TYPE_BOOL)
    g_string_append (text, value.boolean ? "true" : "false");
  else if (value.type == COW_TYPE_INT)
    g_string_append_len (text, number, (gssize)cow_number_format_int (value.integer, number));
  else if (value.type == COW_TYPE_REAL)
    g_string_append_len (text, number, (gssize)cow_number_format_real (value.real, number));
  else if (value.type == COW_TYPE_STRING)
    g_string_append_printf (text, "\"%.*s\"", (int)value.length, value.text);
}

/* Appends ` NAME=CELL` of each column, by name. */
static G_GNUC_UNUSED void
fixture_append_cells (GString *text, const CowGraph *graph, gboolean on_vertex, guint64 row)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; graph->columns != NULL && i < graph->columns->len; i++)
    {
      const CowColumn *column = graph->columns->pdata[i];
      GString *cell;

      if (!column->on_vertex != !on_vertex)
        continue;
      cell = g_string_new (NULL);
      g_string_append_printf (cell, " %s:%s=", column->name, cow_type_name (column->type));
      fixture_append_value (cell, cow_column_value (column, row));
      g_ptr_array_add (cells, g_string_free (cell, FALSE));
    }
  g_ptr_array_sort (cells, fixture_compare_texts);
  for (guint i = 0; i < cells->len; i++)
    g_string_append (text, cells->pdata[i]);
}

/* (transfer full): all that is in a graph, as text: vertices in order of appearance, edges in theirs (or sorted), undirected ones
 * with the end that came first in front, each with its cells; types of columns. */
static G_GNUC_UNUSED char *
fixture_everything (const CowGraph *graph, gboolean sorted)
{
  GString *text = g_string_new (graph->directed ? "directed\n" : "undirected\n");
  g_autoptr (GPtrArray) edges = g_ptr_array_new_with_free_func (g_free);
  char buffer[24];
  gsize length;

  for (guint32 appearance = 0; appearance < graph->n; appearance++)
    {
      guint32 vertex = cow_graph_vertex_at (graph, appearance);
      const char *name = cow_graph_name (graph, vertex, buffer, &length);

      g_string_append_printf (text, "%.*s", (int)length, name);
      fixture_append_cells (text, graph, TRUE, vertex);
      g_string_append (text, "\n");
    }
  for (guint32 edge = 0; edge < graph->m; edge++)
    {
      GString *line = g_string_new (NULL);
      guint32 source, target;
      guint64 arc;

      g_assert_true (cow_graph_edge_ends (graph, edge, &source, &target, &arc));
      source = cow_graph_appearance (graph, source);
      target = cow_graph_appearance (graph, target);
      if (!graph->directed && target < source)
        g_string_append_printf (line, "%u %u", target, source);
      else
        g_string_append_printf (line, "%u %u", source, target);
      CowCost weight = cow_csr_weight (&graph->out, arc);
      CowValue value = { .type = weight.kind == COW_COST_INT ? COW_TYPE_INT : COW_TYPE_REAL };
      if (weight.kind == COW_COST_INT)
        value.integer = weight.integer;
      else
        value.real = weight.real;
      g_string_append_c (line, ':');
      fixture_append_value (line, value);
      fixture_append_cells (line, graph, FALSE, edge);
      g_ptr_array_add (edges, g_string_free (line, FALSE));
    }
  if (sorted)
    g_ptr_array_sort (edges, fixture_compare_texts);
  for (guint i = 0; i < edges->len; i++)
    g_string_append_printf (text, "%s\n", (const char *)edges->pdata[i]);
  return g_string_free (text, FALSE);
}
