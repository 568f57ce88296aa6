/* fuzz-expr.c - any text as an expression: it compiles or says why, and what compiles runs without a fault.
 *
 * The first byte chooses the scope; a small graph with a column of each type stands behind the names. */
#include "config.h"

#include <string.h>

#include "graph/expr.h"
#include "tests/graph-fixture.h"
#include "tests/heap-arena.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
add_cell (CowBuilder *builder, guint column, guint64 row, const char *text)
{
  g_assert_true (cow_builder_cell_text (builder, column, row, text, strlen (text), NULL));
}

static CowGraph *
make_graph (void)
{
  static const char *const cells[4][4] = {
    { "12", "-3", "", "9223372036854775807" }, { "0.5", "1e300", "", "-0.25" }, { "a", "bé", "", "a" }, { "true", "false", "", "true" }
  };
  static const CowType types[] = { COW_TYPE_INT, COW_TYPE_REAL, COW_TYPE_STRING, COW_TYPE_BOOL };
  static const char *const names[] = { "i", "r", "s", "b" };
  CowBuilderOptions options = { .directed = TRUE, .format = "fuzz" };
  CowBuilder *builder = cow_builder_new (&options);

  g_assert_true (cow_builder_sequence (builder, 0, 4, NULL));
  for (guint32 e = 0; e < 4; e++)
    {
      g_assert_true (cow_builder_edge (builder, e, (e + 1) % 4, NULL));
      g_assert_true (cow_builder_weight_int (builder, e * 3, NULL));
      g_assert_true (cow_builder_coordinates (builder, e, e, -(double)e, NULL));
    }
  for (guint side = 0; side < 2; side++)
    for (guint i = 0; i < 4; i++)
      {
        guint column = cow_builder_column (builder, side == 1, names[i], types[i]);
        for (guint row = 0; row < 4; row++)
          add_cell (builder, column, row, cells[i][row]);
      }
  return fixture_finish (builder);
}

static gboolean
look_up (const char *name, CowValue *value, gpointer user)
{
  (void)user;
  *value = (CowValue){ .type = COW_TYPE_INT, .integer = (gint64)strlen (name) };
  return name[0] != 'z';
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static CowGraph *graph;
  g_autoptr (GError) error = NULL;

  if (!graph)
    graph = make_graph ();
  if (!size || size > 5000)
    return 0;
  g_autofree char *text = g_strndup ((const char *)data + 1, size - 1);
  CowScope scope = (CowScope)(data[0] % 3);
  g_autoptr (CowExpr) expr
      = scope == COW_SCOPE_VALUES ? cow_expr_new_values (text, look_up, NULL, &error) : cow_expr_new (text, scope, graph, &error);
  g_assert_true (!expr == (error != NULL));
  if (error)
    g_assert_true (error->domain == COW_GRAPH_ERROR && error->message[0]);
  for (guint32 i = 0; expr && i < 4; i++)
    {
      CowRow row = { .vertex = i, .edge = i, .source = i, .target = (i + 1) % 4, .arc = i };
      g_autoptr (GError) problem = NULL;
      CowValue value;
      gboolean fine = cow_expr_eval (expr, &row, &value, &problem);
      g_assert_true (fine == (problem == NULL));
      if (!fine)
        {
          g_assert_error (problem, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE);
          continue;
        }
      g_assert_true (value.type == COW_TYPE_NULL || value.type == cow_expr_type (expr));
      if (value.type == COW_TYPE_STRING && value.length)
        g_assert_nonnull (memchr (value.text, value.text[value.length - 1], value.length));
    }
  return 0;
}
