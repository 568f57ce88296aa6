/* test-landmarks.c - the index of landmarks: its bounds never exceed a cost, searches they lead answer like the oracle, also over views
 * with fewer arcs; foreign images are looked at. */
#include "config.h"

#include "aim-check.h"
#include "graph/path/landmarks.h"
#include "shape-fixture.h"

typedef struct
{
  CowImageMapping mapping;
  guint64 bytes;
  CowIndex *index;
  CowBound bound;
  CowAim *aim;
} Tested;

static void
write_index (Tested *tested, const CowView *view, guint n_landmarks)
{
  CowIndexBuild build = { .view = view, .n_landmarks = n_landmarks };
  GError *error = NULL;

  *tested = (Tested){ .bytes = 0 };
  g_autoptr (CowImageWriter) writer = cow_image_writer_new (cow_image_grow_anonymous, &tested->mapping, &error);
  g_assert_no_error (error);
  g_assert_true (cow_index_write (&cow_index_kind_alt, &build, "", writer, &error));
  g_assert_no_error (error);
  g_assert_true (cow_image_writer_finish (writer, FALSE, &tested->bytes, &error));
  g_assert_true (cow_image_check (tested->mapping.base, tested->bytes, &error));
  g_assert_true (cow_image_check_slice (tested->mapping.base, 0, tested->bytes, &error));
  g_assert_no_error (error);
  tested->index = cow_index_open (tested->mapping.base, 0);
  g_assert_nonnull (tested->index);
}

/* search: the view that is searched, which may have fewer arcs than that of the index. */
static void
tested_init (Tested *tested, const CowView *view, const CowView *search, guint n_landmarks)
{
  GError *error = NULL;

  write_index (tested, view, n_landmarks);
  g_assert_true (cow_landmarks_open (search, &tested->index->data, &tested->bound));
  tested->aim = cow_aim_new (search, &tested->bound, &error);
  g_assert_no_error (error);
}

static void
tested_clear (Tested *tested)
{
  cow_aim_free (tested->aim);
  cow_index_unref (tested->index);
  cow_image_mapping_clear (&tested->mapping);
}

static void
check_pairs (const PathFixture *fixture, const Tested *tested, GRand *random)
{
  guint n = fixture->oracle.n;

  for (guint i = 0; i < 10; i++)
    {
      guint32 source = g_rand_int (random) % n, target = g_rand_int (random) % n;
      gboolean avoided[AIM_MAX_N];

      for (guint v = 0; v < n; v++)
        avoided[v] = g_rand_int (random) % 4 == 0;
      aim_check_query (fixture, tested->aim, &tested->bound, source, target, i % 3 ? NULL : avoided, NULL, FALSE);
      CowCost cost = cow_aim_cost (tested->aim);
      if (cost.kind == COW_COST_UNREACHABLE || i % 3 == 0)
        continue;
      aim_check_query (fixture, tested->aim, &tested->bound, source, target, NULL, &cost, FALSE);
      cost = cost.kind == COW_COST_INT ? cow_cost_int (cost.integer - 1) : cow_cost_real (cost.real * (1 - 1e-9) - 1e-300);
      aim_check_query (fixture, tested->aim, &tested->bound, source, target, NULL, &cost, TRUE);
    }
}

static void
test_random (gconstpointer data)
{
  PathKind kind = GPOINTER_TO_UINT (data);

  for (guint32 seed = 0; seed < 120; seed++)
    {
      g_autoptr (PathFixture) fixture = path_fixture_random (seed * PATH_KINDS + kind, AIM_MAX_N, kind);
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      guint n_edges = fixture->oracle.n_edges;
      OracleEdge *some = g_new0 (OracleEdge, n_edges + 1);
      guint n_some = 0;
      Tested tested;

      for (guint i = 0; i < n_edges; i++)
        if (g_rand_int (random) % 5)
          some[n_some++] = fixture->oracle.edges[i];
      g_autoptr (PathFixture) fewer = path_fixture_new (seed * PATH_KINDS + kind + 1, fixture->oracle.n, fixture->oracle.directed, kind, some, n_some);
      /* Half of the undirected ones as the program has them: one table for both ways. */
      if (!fixture->oracle.directed && seed % 2)
        fixture->view.in = fixture->view.out;
      tested_init (&tested, &fixture->view, &fixture->view, 1 + seed % 17);
      check_pairs (fixture, &tested, random);
      tested_clear (&tested);
      g_assert_cmpmem (fewer->vertex_at, fewer->oracle.n * 4, fixture->vertex_at, fixture->oracle.n * 4);
      tested_init (&tested, &fixture->view, &fewer->view, 1 + seed % 5);
      check_pairs (fewer, &tested, random);
      tested_clear (&tested);
    }
}

static void
test_shapes (void)
{
  for (guint i = 0; i < SHAPE_FIXTURES; i++)
    {
      g_autoptr (PathFixture) fixture = shape_fixture (i);
      g_autoptr (GRand) random = g_rand_new_with_seed (i);
      Tested tested;

      tested_init (&tested, &fixture->view, &fixture->view, 4);
      if (fixture->oracle.n > 0)
        check_pairs (fixture, &tested, random);
      tested_clear (&tested);
    }
}

/* On a street with landmarks at its ends every bound is exact, and the search goes straight. */
static void
test_exact (void)
{
  guint n = 50;
  OracleEdge *edges = g_new0 (OracleEdge, n);
  CowSearchCounts counts;
  GError *error = NULL;
  Tested tested;

  for (guint i = 0; i + 1 < n; i++)
    edges[i] = (OracleEdge){ i, i + 1, 10 + i, 10 };
  g_autoptr (PathFixture) fixture = path_fixture_new (5, n, FALSE, PATH_U32, edges, n - 1);
  fixture->view.in = fixture->view.out;
  tested_init (&tested, &fixture->view, &fixture->view, 2);
  g_assert_cmpuint (cow_landmarks_difference (&tested.bound, fixture->vertex_at[3], fixture->vertex_at[5]), ==, 13 + 14);
  g_assert_true (cow_aim_run (tested.aim, fixture->vertex_at[25], fixture->vertex_at[35], NULL, FALSE, cow_cost_int (0), NULL, &error));
  cow_aim_counts (tested.aim, &counts);
  g_assert_cmpuint (counts.settled, ==, 11);
  tested_clear (&tested);
}

static void
test_foreign (void)
{
  const OracleEdge edges[] = { { 0, 1, 4, 4 }, { 1, 2, 3, 3 }, { 2, 0, 1, 1 } };
  g_autoptr (PathFixture) fixture = path_fixture_new (0, 3, TRUE, PATH_U32, g_memdup2 (edges, sizeof edges), 3);
  g_autoptr (PathFixture) reals = path_fixture_new (0, 3, TRUE, PATH_DYADIC, g_memdup2 (edges, sizeof edges), 3);
  Tested tested;

  write_index (&tested, &fixture->view, 2);
  g_assert_false (cow_landmarks_open (&reals->view, &tested.index->data, &tested.bound));
  for (guint fact = 0; fact < 4; fact++)
    for (guint64 value = 0; value < 3; value++)
      {
        CowImageIndex header = *tested.index->data.header;
        CowIndexData data = tested.index->data;

        header.facts[fact] = value < 2 ? G_MAXUINT64 >> value : header.facts[fact] ^ (fact == 1 ? 1 : 64);
        data.header = &header;
        if (fact != 3 || value != 0)
          g_assert_false (cow_index_kind_alt.check (&data));
      }
  for (guint array = 0; array < 2; array++)
    for (guint value = 0; value < 2; value++)
      {
        CowIndexData data = tested.index->data;
        g_autofree guint32 *cells = g_memdup2 (data.arrays[array], data.array_bytes[array]);

        data.arrays[array] = cells;
        g_assert_true (cow_index_kind_alt.check_elements (&data, array, 0, data.array_bytes[array] / 4));
        cells[1] = value ? G_MAXUINT32 : array ? 3 : COW_LANDMARK_FINITE;
        g_assert_false (cow_index_kind_alt.check_elements (&data, array, 0, data.array_bytes[array] / 4));
        g_assert_true (cow_index_kind_alt.check_elements (&data, array, 0, 1));
        data.array_bytes[array] -= 4;
        g_assert_false (cow_index_kind_alt.check (&data));
      }
  tested_clear (&tested);
}

static void
test_cancelled (void)
{
  const OracleEdge edges[] = { { 0, 1, 4, 4 } };
  g_autoptr (PathFixture) fixture = path_fixture_new (0, 2, TRUE, PATH_U32, g_memdup2 (edges, sizeof edges), 1);
  guint32 stop = 1;
  CowProgress progress = { .stop = &stop };
  CowIndexBuild build = { .view = &fixture->view, .progress = &progress };
  CowImageMapping mapping = { 0 };
  GError *error = NULL;
  g_autoptr (CowImageWriter) writer = cow_image_writer_new (cow_image_grow_anonymous, &mapping, &error);

  g_assert_false (cow_index_write (&cow_index_kind_alt, &build, "", writer, &error));
  g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED);
  g_clear_error (&error);
  cow_image_mapping_clear (&mapping);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint kind = 0; kind < PATH_KINDS; kind++)
    {
      g_autofree char *name = g_strdup_printf ("/landmarks/random/%u", kind);
      g_test_add_data_func (name, GUINT_TO_POINTER (kind), test_random);
    }
  g_test_add_func ("/landmarks/shapes", test_shapes);
  g_test_add_func ("/landmarks/exact", test_exact);
  g_test_add_func ("/landmarks/foreign", test_foreign);
  g_test_add_func ("/landmarks/cancelled", test_cancelled);
  return g_test_run ();
}
