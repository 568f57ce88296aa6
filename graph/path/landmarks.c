/* landmarks.c - see landmarks.h. The first landmark is the vertex farthest from the one with the most arcs, each further one that
 * which is farthest from all so far: they come to lie at the rim, behind most targets.
 *
 * Costs stand as 30-bit numbers in units of a power of two, rounded down, a row for each vertex: one or two lines of the cache
 * answer for all landmarks. Integers below 2^30 are exact; else a bound gives away what rounding may have taken. Only vertices that
 * reach the first one and are reached by it become landmarks, where there are such: others tell little. */
#include "graph/path/landmarks.h"

#include "graph/path/bound-private.h"

enum
{
  ARRAY_ROWS,      /* gint32[n][lanes] from landmarks and, where arcs have a direction, as many to them */
  ARRAY_LANDMARKS, /* guint32[landmarks]: vertices */
  N_ARRAYS
};

enum
{
  FACT_LANDMARKS,
  FACT_BOTH_WAYS,
  FACT_IN_REALS,
  FACT_SHIFT /* signed */
};

/* Costs from (or to) one landmark, in units of its own. */
typedef struct
{
  gint32 *cells; /* [n] */
  gint shift;
} Column;

typedef struct
{
  const CowIndexBuild *build;
  const CowView *view;
  gboolean both_ways;
  CowView back;               /* the view the other way round */
  CowSearch *searches[2];     /* there, back */
  Column *columns[2];         /* [most] each */
  guint32 *landmarks;         /* [most] */
  guint n_landmarks, most;
  guint64 *nearest;           /* [n]: label from the nearest landmark */
  guint8 *eligible;           /* [n] */
  gsize column_bytes;
} Making;

static guint
lanes_for (guint64 n_landmarks)
{
  return (guint)((n_landmarks + 3) / 4 * 4);
}

/* ---- making ---- */

static void
making_clear (Making *making)
{
  for (guint side = 0; side < 2; side++)
    {
      for (guint i = 0; making->columns[side] && i < making->most; i++)
        cow_scratch_unmap (making->columns[side][i].cells, making->column_bytes);
      g_free (making->columns[side]);
      cow_search_free (making->searches[side]);
    }
  cow_scratch_unmap (making->nearest, (gsize)making->view->out.n * sizeof *making->nearest);
  cow_scratch_unmap (making->eligible, making->view->out.n);
  g_free (making->landmarks);
}

static gboolean
making_init (Making *making, const CowIndexBuild *build, GError **error)
{
  const CowView *view = build->view;
  guint wanted = build->n_landmarks ? build->n_landmarks : COW_LANDMARKS_DEFAULT;

  *making = (Making){ .build = build, .view = view, .both_ways = view->in.offsets == view->out.offsets, .back = *view };
  making->back.out = view->in;
  making->back.in = view->out;
  making->back.out_arc = NULL;
  making->most = MIN (MIN (wanted, COW_LANDMARKS_MOST), view->out.n);
  making->column_bytes = (gsize)view->out.n * sizeof (gint32);
  making->landmarks = g_new0 (guint32, making->most + 1);
  making->columns[0] = g_new0 (Column, making->most + 1);
  making->columns[1] = g_new0 (Column, making->most + 1);
  making->nearest = cow_scratch_map ((gsize)view->out.n * sizeof *making->nearest, error);
  making->eligible = making->nearest ? cow_scratch_map (view->out.n, error) : NULL;
  making->searches[0] = making->eligible ? cow_search_new (view, COW_SEARCH_DIJKSTRA, error) : NULL;
  if (making->searches[0] && !making->both_ways)
    making->searches[1] = cow_search_new (&making->back, COW_SEARCH_DIJKSTRA, error);
  return making->searches[0] && (making->both_ways || making->searches[1]);
}

static gboolean
search_from (Making *making, guint side, guint32 vertex, CowSearchFindings *findings, GError **error)
{
  CowSearchQuery query = { .sources = &vertex, .n_sources = 1 };

  return cow_search_run (making->searches[side], &query, making->build->progress, error)
         && cow_search_findings (making->searches[side], findings);
}

static guint64
label_of (const CowSearchFindings *findings, guint32 vertex)
{
  guint64 label = cow_label_get (findings->labels, vertex);

  return label <= findings->limit ? label : COW_LABEL_NONE;
}

/* Units in which the largest cost is just below FINITE; of integers never less than one. */
static gint
shift_for (guint64 largest, gboolean in_reals)
{
  int exponent;

  if (in_reals)
    {
      frexp (cow_real_of_bits (largest), &exponent);
      return MAX (exponent, -1000) - 30;
    }
  for (exponent = 0; largest >> exponent >= COW_LANDMARK_FINITE;)
    exponent++;
  return exponent;
}

static gint32
count_units (guint64 label, gint shift, gboolean in_reals)
{
  double units;

  if (label == COW_LABEL_NONE)
    return COW_LANDMARK_NONE;
  if (!in_reals)
    return (gint32)(label >> shift);
  units = ldexp (cow_real_of_bits (label), -shift);
  return units < COW_LANDMARK_FINITE ? (gint32)units : COW_LANDMARK_FINITE - 1;
}

static gboolean
fill_column (Making *making, Column *column, const CowSearchFindings *findings, GError **error)
{
  gboolean in_reals = making->view->out.kind == COW_WEIGHT_F64;
  guint64 largest = 0;

  column->cells = cow_scratch_map (making->column_bytes, error);
  if (!column->cells)
    return FALSE;
  for (guint32 vertex = 0; vertex < making->view->out.n; vertex++)
    {
      guint64 label = label_of (findings, vertex);

      largest = label == COW_LABEL_NONE ? largest : MAX (largest, label);
    }
  column->shift = shift_for (largest, in_reals);
  for (guint32 vertex = 0; vertex < making->view->out.n; vertex++)
    column->cells[vertex] = count_units (label_of (findings, vertex), column->shift, in_reals);
  return TRUE;
}

static void
take_nearest (Making *making, const CowSearchFindings *findings)
{
  for (guint32 vertex = 0; vertex < making->view->out.n; vertex++)
    making->nearest[vertex] = MIN (making->nearest[vertex], label_of (findings, vertex));
}

/* The eligible vertex farthest from all landmarks; COW_VERTEX_NONE: none is apart from them. */
static guint32
find_farthest (const Making *making)
{
  guint32 found = COW_VERTEX_NONE;
  guint64 farthest = 0;

  for (guint32 vertex = 0; vertex < making->view->out.n; vertex++)
    if (making->eligible[vertex] && making->nearest[vertex] > farthest)
      {
        farthest = making->nearest[vertex];
        found = vertex;
      }
  return found;
}

static gboolean
add_landmark (Making *making, guint32 vertex, GError **error)
{
  guint number = making->n_landmarks;
  CowSearchFindings findings;

  making->landmarks[number] = vertex;
  if (!search_from (making, 0, vertex, &findings, error) || !fill_column (making, &making->columns[0][number], &findings, error))
    return FALSE;
  take_nearest (making, &findings);
  making->n_landmarks++;
  if (making->both_ways)
    return TRUE;
  return search_from (making, 1, vertex, &findings, error) && fill_column (making, &making->columns[1][number], &findings, error);
}

static guint32
find_busiest (const Making *making)
{
  const CowView *view = making->view;
  guint64 most = 0;
  guint32 found = 0;

  for (guint32 vertex = 0; vertex < view->out.n; vertex++)
    {
      guint64 degree = cow_csr_degree (&view->out, vertex) + (making->both_ways ? 0 : cow_csr_degree (&view->in, vertex));

      if (degree > most)
        {
          most = degree;
          found = vertex;
        }
    }
  return found;
}

/* Who may be a landmark, and the first: the farthest from the busiest vertex. */
static gboolean
begin (Making *making, GError **error)
{
  guint32 n = making->view->out.n, busiest = find_busiest (making), first;
  CowSearchFindings there, back;
  guint64 both = 0;

  if (!search_from (making, 0, busiest, &there, error) || (!making->both_ways && !search_from (making, 1, busiest, &back, error)))
    return FALSE;
  for (guint32 vertex = 0; vertex < n; vertex++)
    {
      making->nearest[vertex] = label_of (&there, vertex);
      making->eligible[vertex] = making->nearest[vertex] != COW_LABEL_NONE && (making->both_ways || label_of (&back, vertex) != COW_LABEL_NONE);
      both += making->eligible[vertex];
    }
  for (guint32 vertex = 0; both < 2 && vertex < n; vertex++)
    making->eligible[vertex] = making->nearest[vertex] != COW_LABEL_NONE || (!making->both_ways && label_of (&back, vertex) != COW_LABEL_NONE);
  first = find_farthest (making);
  memset (making->nearest, 0xff, (gsize)n * sizeof *making->nearest);
  return add_landmark (making, first == COW_VERTEX_NONE ? busiest : first, error);
}

/* ---- writing ---- */

static gint
largest_shift (const Making *making)
{
  gint shift = making->columns[0][0].shift;

  for (guint side = 0; side < (making->both_ways ? 1u : 2u); side++)
    for (guint i = 0; i < making->n_landmarks; i++)
      shift = MAX (shift, making->columns[side][i].shift);
  return shift;
}

static gint32
cell_at (const Column *column, guint32 vertex, gint shift)
{
  gint32 cell = column->cells[vertex];

  return cell == COW_LANDMARK_NONE ? cell : cell >> MIN (shift - column->shift, 31);
}

static void
fill_rows (const Making *making, gint shift, gint32 *rows)
{
  guint lanes = lanes_for (making->n_landmarks), sides = making->both_ways ? 1 : 2;

  for (guint32 vertex = 0; vertex < making->view->out.n; vertex++)
    for (guint side = 0; side < sides; side++, rows += lanes)
      for (guint i = 0; i < lanes; i++)
        rows[i] = i < making->n_landmarks ? cell_at (&making->columns[side][i], vertex, shift) : 0;
}

static gboolean
write_rows (const Making *making, CowImageWriter *writer, guint64 *facts, GError **error)
{
  guint64 words = (guint64)making->view->out.n * lanes_for (making->n_landmarks) * (making->both_ways ? 1 : 2);
  gint shift = making->n_landmarks ? largest_shift (making) : 0;
  guint32 *landmarks;

  facts[FACT_LANDMARKS] = making->n_landmarks;
  facts[FACT_BOTH_WAYS] = (guint64)making->both_ways;
  facts[FACT_IN_REALS] = making->view->out.kind == COW_WEIGHT_F64;
  facts[FACT_SHIFT] = (guint64)(gint64)shift;
  landmarks = cow_index_add (writer, ARRAY_LANDMARKS, making->n_landmarks * sizeof *landmarks, error);
  if (!landmarks)
    return FALSE;
  memcpy (landmarks, making->landmarks, making->n_landmarks * sizeof *landmarks);
  if (!cow_index_add (writer, ARRAY_ROWS, words * sizeof (gint32), error))
    return FALSE;
  fill_rows (making, shift, cow_index_section (writer, ARRAY_ROWS));
  return TRUE;
}

static gboolean
write_index (const CowIndexBuild *build, CowImageWriter *writer, guint64 *facts, GError **error)
{
  Making making;
  gboolean ok = making_init (&making, build, error);

  ok = ok && (making.most == 0 || begin (&making, error));
  while (ok && making.n_landmarks < making.most)
    {
      guint32 next = find_farthest (&making);

      if (next == COW_VERTEX_NONE)
        break;
      ok = add_landmark (&making, next, error);
    }
  ok = ok && write_rows (&making, writer, facts, error);
  making_clear (&making);
  return ok;
}

static guint64
count_units_of_build (const CowIndexBuild *build)
{
  guint64 searches = 1 + (build->n_landmarks ? build->n_landmarks : COW_LANDMARKS_DEFAULT);

  return build->view->out.n_arcs * searches * (build->view->in.offsets == build->view->out.offsets ? 1 : 2);
}

/* ---- opening ---- */

static guint
element_bytes (const CowImageIndex *header, guint array)
{
  (void)header;
  (void)array;
  return 4;
}

static gboolean
check (const CowIndexData *data)
{
  const guint64 *facts = data->header->facts;
  gint64 shift = (gint64)facts[FACT_SHIFT];
  guint64 words;

  if (facts[FACT_LANDMARKS] > COW_LANDMARKS_MOST || facts[FACT_BOTH_WAYS] > 1 || facts[FACT_IN_REALS] > 1 || shift > 1024
      || shift < -1100 || (!facts[FACT_IN_REALS] && (shift < 0 || shift > 33)))
    return FALSE;
  words = data->header->n * lanes_for (facts[FACT_LANDMARKS]) * (facts[FACT_BOTH_WAYS] ? 1 : 2);
  return data->arrays[ARRAY_ROWS] && data->arrays[ARRAY_LANDMARKS] && data->array_bytes[ARRAY_ROWS] == words * sizeof (gint32)
         && data->array_bytes[ARRAY_LANDMARKS] == facts[FACT_LANDMARKS] * sizeof (guint32);
}

static gboolean
check_elements (const CowIndexData *data, guint array, guint64 first, guint64 end)
{
  const guint32 *values = data->arrays[array];

  for (guint64 i = first; i < end; i++)
    if (array == ARRAY_LANDMARKS ? values[i] >= data->header->n : values[i] >= COW_LANDMARK_FINITE && values[i] != COW_LANDMARK_NONE)
      return FALSE;
  return TRUE;
}

gboolean
cow_landmarks_open (const CowView *view, const CowIndexData *index, CowBound *bound)
{
  const guint64 *facts = index->header->facts;
  gboolean in_reals = view->out.kind == COW_WEIGHT_F64;

  *bound = (CowBound){ .facts = { .kind = COW_BOUND_LANDMARKS }, .n = view->out.n, .in_reals = in_reals };
  bound->landmarks = index->arrays[ARRAY_ROWS];
  bound->lanes = lanes_for (facts[FACT_LANDMARKS]);
  bound->both_ways = facts[FACT_BOTH_WAYS] != 0;
  bound->shift = (gint)(gint64)facts[FACT_SHIFT];
  bound->facts.scale = in_reals ? ldexp (1.0, bound->shift) : 1;
  /* Rounded down: the difference may be one too much. Reals: and what n additions may round of the largest number. */
  if (in_reals)
    bound->rounded = 3 + (gint32)((double)view->out.n * 0x1p-21);
  else
    bound->rounded = bound->shift > 0 ? 1 : 0;
  return (facts[FACT_IN_REALS] != 0) == in_reals && index->header->n == view->out.n;
}

const CowIndexKind cow_index_kind_alt = {
  .name = "alt",
  .summary = "costs from and to landmarks, which lead A*: little to prepare, pairs on road-like graphs in a fraction of the time",
  .need_in = TRUE,
  .n_arrays = N_ARRAYS,
  .write = write_index,
  .element_bytes = element_bytes,
  .check = check,
  .check_elements = check_elements,
  .units = count_units_of_build,
};
