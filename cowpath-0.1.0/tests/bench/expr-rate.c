/* expr-rate.c - rows a second of typical expressions, and the time of a transpose and of a filtered view.
 *
 * usage: expr-rate [vertices [edges]]. Each figure is the best of five, in processor time:
 * one thread works, and others on the machine shall not count. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "graph/transpose.h"
#include "graph/view.h"
#include "tests/graph-fixture.h"

/* In microseconds. */
static gint64
processor_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static CowGraph *
make_graph (guint32 n, guint32 m)
{
  static const char *const types[] = { "depends", "suggests", "recommends", "conflicts" };
  CowBuilderOptions options = { .directed = TRUE, .reorder = COW_REORDER_NONE, .format = "bench" };
  CowBuilder *builder = cow_builder_new (&options);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  guint type = cow_builder_column (builder, FALSE, "type", COW_TYPE_STRING);
  guint length = cow_builder_column (builder, FALSE, "length", COW_TYPE_REAL);

  g_assert_true (cow_builder_sequence (builder, 0, n, NULL));
  for (guint32 e = 0; e < m; e++)
    {
      guint32 draw = g_rand_int (random);
      CowValue text = { .type = COW_TYPE_STRING, .text = types[draw % 4], .length = strlen (types[draw % 4]) };
      CowValue real = { .type = COW_TYPE_REAL, .real = (draw % 1000) / 8.0 };
      g_assert_true (cow_builder_edge (builder, draw % n, g_rand_int (random) % n, NULL));
      g_assert_true (cow_builder_weight_int (builder, draw % 255 + 1, NULL));
      g_assert_true (cow_builder_cell (builder, type, e, &text, NULL));
      g_assert_true (cow_builder_cell (builder, length, e, &real, NULL));
    }
  return fixture_finish (builder);
}

static void
measure_expression (const CowGraph *graph, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CowExpr) expr = cow_expr_new (text, COW_SCOPE_EDGE, graph, &error);
  double best = INFINITY, sum = 0;

  g_assert_no_error (error);
  for (guint round = 0; round < 5; round++)
    {
      gint64 start = processor_time ();
      for (guint32 v = 0; v < graph->n; v++)
        for (guint64 arc = graph->out.offsets[v]; arc < graph->out.offsets[v + 1]; arc++)
          {
            CowRow row = { .edge = graph->edge_of_arc ? graph->edge_of_arc[arc] : (guint32)arc, .source = v,
                           .target = cow_csr_target (&graph->out, arc), .arc = arc };
            CowValue value;
            if (graph->edge_of_arc && arc + 16 < graph->n_arcs) /* as views and sets do */
              cow_expr_prefetch (expr, &(CowRow){ .edge = graph->edge_of_arc[arc + 16], .source = v, .target = row.target });
            if (!cow_expr_eval (expr, &row, &value, &error))
              g_error ("%s", error->message);
            sum += (double)value.boolean;
          }
      best = MIN (best, (double)(processor_time () - start) / 1e6);
    }
  printf ("%-44s %7.1f M rows/s  (%g)\n", text, (double)graph->n_arcs / best / 1e6, sum);
}

/* Writes an image over and over into memory that is there already. */
static void
measure_image (const CowGraph *graph, const char *label, const CowViewSpec *spec)
{
  CowImageMapping mapping = { 0 };
  double best = INFINITY;

  for (guint round = 0; round < 5; round++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CowImageWriter) writer = cow_image_writer_new (cow_image_grow_anonymous, &mapping, &error);
      CowProgress progress = { .budget = COW_PROGRESS_BUDGET };
      gint64 start = processor_time ();
      if (spec ? !cow_view_write (graph, spec, writer, &progress, &error) : !cow_transpose_write (graph, FALSE, writer, &progress, &error))
        g_error ("%s", error->message);
      double seconds = (double)(processor_time () - start) / 1e6;
      if (round == 0)
        printf ("%-44s %7.0f ms in fresh memory", label, seconds * 1e3);
      best = MIN (best, seconds);
    }
  printf (", %.0f ms in warm, %.1f M arcs/s\n", best * 1e3, (double)graph->n_arcs / best / 1e6);
  cow_image_mapping_clear (&mapping);
}

int
main (int argc, char **argv)
{
  guint32 n = argc > 1 ? (guint32)strtoul (argv[1], NULL, 10) : 1000000, m = argc > 2 ? (guint32)strtoul (argv[2], NULL, 10) : 15000000;
  g_autoptr (CowGraph) graph = make_graph (n, m);
  static const char *const texts[] = {
    "type == \"depends\"",
    "weight * 2 + 1",
    "weight",
    "type in (\"depends\", \"suggests\") and weight < 100",
    "if(length > 50, length * 0.5, length)",
    "type =~ \"^(dep|rec)\"",
    "src.degree > dst.degree",
  };

  printf ("%u vertices, %" G_GUINT64_FORMAT " arcs\n", graph->n, graph->n_arcs);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    measure_expression (graph, texts[i]);
  g_autoptr (CowExpr) where = cow_expr_new ("type == \"depends\"", COW_SCOPE_EDGE, graph, NULL);
  g_autoptr (CowExpr) weight = cow_expr_new ("weight * 2 + 1", COW_SCOPE_EDGE, graph, NULL);
  measure_image (graph, "transpose", NULL);
  measure_image (graph, "view: weight * 2 + 1", &(CowViewSpec){ .weight = weight });
  measure_image (graph, "view: type == \"depends\"", &(CowViewSpec){ .where = where });
  measure_image (graph, "view: direction any", &(CowViewSpec){ .direction = COW_DIRECTION_ANY });
  return 0;
}
