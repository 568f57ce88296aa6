/* ksp.c - Yen's k shortest simple paths, as a partition: every path that waits is the cheapest of a set of paths, the sets are disjoint, so none
 * is found twice and none need be compared.
 *
 * A set is a beginning (a path's vertices up to where it branches off) and the arcs that may not come next. When the cheapest path of a set is
 * handed over, the rest of its set falls apart at each of its vertices from the branch on (Lawler). A waiting path keeps only its arcs from the
 * branch on and the path it branched off; what may not come next is read off those ancestors. The searches have exact potentials and
 * stop at the cost of the worst path that would still be wanted.
 *
 * Where the way on is closed, such a search could look at the whole graph to find nothing. So it is put off when it has not found a way
 * soon, with what it knows to be the least cost of its set, and taken up again when that is the least of all: nothing is ever looked
 * at that costs more than the last path handed over. Each time it may look at twice as much.
 *
 * Source: Yen, "Finding the k shortest loopless paths in a network", 1971; Lawler, "A procedure for computing the k best solutions", 1972. */
#include "graph/path/ksp.h"

#include <math.h>
#include <stdlib.h>

#include "graph/path/spur.h"

typedef struct _Branch Branch;

struct _Branch
{
  guint64 cost; /* label of the whole path */
  guint64 number;
  Branch *parent; /* what it branched off, a reference; NULL: the first path */
  guint references;
  guint32 at;   /* how many arcs it shares with the parent */
  guint32 hops; /* of the whole path */
  guint64 arcs[]; /* [hops - at] */
};

/* A set whose cheapest path is not known yet. */
typedef struct
{
  guint64 least; /* label: what its paths cost at least */
  guint64 number;
  Branch *branch; /* the beginning of its paths are the first arcs of this one; a reference */
  guint32 at;     /* how many */
  guint tries;    /* searches made */
} Rest;

enum
{
  PATIENCE = 256,        /* arcs of a first search, and per hop */
  PATIENCE_PER_HOP = 16,
  MOST_TRIES = 40,       /* that make it larger */
  SPARE_RESTS = 1024     /* sets that may be put off, beyond one for each path wanted */
};

struct _CowKsp
{
  CowGoal *goal;
  CowSpur *spur;
  GArray *arcs;     /* of guint64: of the path at hand */
  GArray *vertices; /* of guint32 */
  GArray *way;      /* of guint64: what a spur search found */
  GArray *taken;    /* of guint64, ascending: arcs that may not come next */
};

typedef struct
{
  CowKsp *ksp;
  const CowKspQuery *query;
  CowCellKind kind;
  guint64 limit;    /* label: the cutoff */
  guint64 wanted;   /* paths still to be handed over */
  GSequence *waiting; /* of Branch: cheapest of their sets */
  GSequence *put_off; /* of Rest */
  guint64 next_number;
  gboolean overflow;
  CowProgress *progress;
} Run;

guint64
cow_ksp_scratch_bytes (const CowView *view)
{
  return cow_goal_scratch_bytes (view) + cow_spur_scratch_bytes (view);
}

CowKsp *
cow_ksp_new (const CowView *view, GError **error)
{
  CowKsp *ksp = g_new0 (CowKsp, 1);

  ksp->arcs = g_array_new (FALSE, FALSE, sizeof (guint64));
  ksp->vertices = g_array_new (FALSE, FALSE, sizeof (guint32));
  ksp->way = g_array_new (FALSE, FALSE, sizeof (guint64));
  ksp->taken = g_array_new (FALSE, FALSE, sizeof (guint64));
  ksp->goal = cow_goal_new (view, error);
  ksp->spur = ksp->goal ? cow_spur_new (ksp->goal, error) : NULL;
  if (ksp->spur)
    return ksp;
  cow_ksp_free (ksp);
  return NULL;
}

void
cow_ksp_free (CowKsp *ksp)
{
  if (!ksp)
    return;
  cow_spur_free (ksp->spur);
  cow_goal_free (ksp->goal);
  g_array_unref (ksp->arcs);
  g_array_unref (ksp->vertices);
  g_array_unref (ksp->way);
  g_array_unref (ksp->taken);
  g_free (ksp);
}

/* ---- branches ---- */

static void
unref_branch (gpointer data)
{
  Branch *branch = data;

  while (branch && --branch->references == 0)
    {
      Branch *parent = branch->parent;

      g_free (branch);
      branch = parent;
    }
}

static int
compare_branches (gconstpointer a, gconstpointer b, gpointer user)
{
  const Branch *left = a, *right = b;

  (void)user;
  if (left->cost != right->cost)
    return left->cost < right->cost ? -1 : 1;
  return (left->number > right->number) - (left->number < right->number);
}

static void
rest_free (gpointer data)
{
  Rest *rest = data;

  unref_branch (rest->branch);
  g_free (rest);
}

static int
compare_rests (gconstpointer a, gconstpointer b, gpointer user)
{
  const Rest *left = a, *right = b;

  (void)user;
  if (left->least != right->least)
    return left->least < right->least ? -1 : 1;
  return (left->number > right->number) - (left->number < right->number);
}

static gpointer
first_of (GSequence *sequence)
{
  GSequenceIter *first = g_sequence_get_begin_iter (sequence);

  return g_sequence_iter_is_end (first) ? NULL : g_sequence_get (first);
}

static const Branch *
last_of (GSequence *waiting)
{
  return g_sequence_get (g_sequence_iter_prev (g_sequence_get_end_iter (waiting)));
}

/* Puts what the spur search found with the paths that wait; the worst gives way when there are enough. */
static gboolean
add_branch (Run *run, const Rest *rest, guint64 cost, GError **error)
{
  const GArray *way = run->ksp->way;
  Branch *branch = g_try_malloc (sizeof *branch + way->len * sizeof (guint64)), *parent = rest->branch;

  if (!branch)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "not enough memory for one more path of %u edges", rest->at + way->len);
      return FALSE;
    }
  *branch = (Branch){
    .cost = cost, .number = rest->number, .parent = parent, .references = 1, .at = rest->at, .hops = rest->at + way->len
  };
  if (way->len)
    memcpy (branch->arcs, way->data, way->len * sizeof (guint64));
  if (parent)
    parent->references++;
  g_sequence_insert_sorted (run->waiting, branch, compare_branches, NULL);
  if ((guint64)g_sequence_get_length (run->waiting) > run->wanted)
    g_sequence_remove (g_sequence_iter_prev (g_sequence_get_end_iter (run->waiting)));
  return TRUE;
}

/* All arcs and vertices of a branch, into ksp->arcs and ksp->vertices. */
static void
lay_out (CowKsp *ksp, const Branch *branch, guint32 source)
{
  const CowCsr *out = &ksp->goal->view.out;
  guint32 end = branch->hops;

  g_array_set_size (ksp->arcs, branch->hops);
  g_array_set_size (ksp->vertices, 0);
  for (const Branch *at = branch; end > 0; at = at->parent)
    if (at->at < end)
      {
        memcpy (&g_array_index (ksp->arcs, guint64, at->at), at->arcs, (end - at->at) * sizeof (guint64));
        end = at->at;
      }
  g_array_append_val (ksp->vertices, source);
  for (guint i = 0; i < branch->hops; i++)
    {
      guint32 vertex = cow_csr_target (out, g_array_index (ksp->arcs, guint64, i));

      g_array_append_val (ksp->vertices, vertex);
    }
}

static int
compare_arcs (const void *a, const void *b)
{
  guint64 left = *(const guint64 *)a, right = *(const guint64 *)b;

  return (left > right) - (left < right);
}

/* The arcs that were taken after the first `at` arcs by this path and by those it branched off right there. */
static void
find_taken (CowKsp *ksp, const Branch *branch, guint32 at)
{
  g_array_set_size (ksp->taken, 0);
  for (const Branch *other = branch; other; other = other->parent)
    {
      g_array_append_val (ksp->taken, other->arcs[at - other->at]);
      if (other->at < at)
        break;
    }
  if (ksp->taken->len > 1)
    qsort (ksp->taken->data, ksp->taken->len, sizeof (guint64), compare_arcs);
}

/* ---- Yen ---- */

/* What a path of a set may cost at most; FALSE: none is wanted. Of two that cost the same the set that came first does. */
static gboolean
find_limit (const Run *run, const Rest *rest, guint64 *limit)
{
  const Branch *worst;

  *limit = run->limit;
  if ((guint64)g_sequence_get_length (run->waiting) < run->wanted)
    return TRUE;
  if (run->wanted == 0)
    return FALSE;
  worst = last_of (run->waiting);
  if (rest->number > worst->number && worst->cost == 0)
    return FALSE;
  /* The bits of a real less one are the next smaller. */
  *limit = MIN (*limit, worst->cost - (rest->number > worst->number));
  return TRUE;
}

/* A label in between: more than that of the set, each time much more. */
static guint64
find_near (const Run *run, const Rest *rest)
{
  double factor = ldexp (1, (int)MIN (rest->tries, MOST_TRIES) - 4), near;

  if (run->kind == COW_CELL_REAL)
    return cow_bits_of_real (MIN (cow_real_of_bits (rest->least) * (1 + factor), G_MAXDOUBLE));
  near = ((double)rest->least + 1) * factor;
  return near < 0x1p62 && rest->least < (guint64)1 << 62 ? rest->least + (guint64)near : G_MAXINT64;
}

/* The least that anything else costs. */
static guint64
least_of_others (const Run *run)
{
  const Branch *branch = first_of (run->waiting);
  const Rest *rest = first_of (run->put_off);

  return MIN (branch ? branch->cost : COW_LABEL_NONE, rest ? rest->least : COW_LABEL_NONE);
}

static gboolean
may_defer (const Run *run)
{
  return (guint64)g_sequence_get_length (run->put_off) < run->wanted || (guint64)g_sequence_get_length (run->put_off) - run->wanted < SPARE_RESTS;
}

/* The cheapest path of a set, if it is found soon. The vertices before `start` are closed, the way there has label `cost`. Takes rest. */
static gboolean
search_rest (Run *run, Rest *rest, guint32 start, guint64 cost, GError **error)
{
  CowKsp *ksp = run->ksp;
  CowSpurQuery query = { .start = start, .cost = cost, .may_defer = may_defer (run) };
  guint64 found;
  gboolean ok = TRUE;

  if (find_limit (run, rest, &query.limit) && rest->least <= cow_label_with_slack (query.limit, run->kind))
    {
      g_array_set_size (ksp->taken, 0);
      if (rest->branch)
        find_taken (ksp, rest->branch, rest->at);
      query.not_arcs = (const guint64 *)(void *)ksp->taken->data;
      query.n_not_arcs = ksp->taken->len;
      query.near = find_near (run, rest);
      query.enough = least_of_others (run);
      query.patience = (PATIENCE + (rest->branch ? rest->branch->hops : 0) * (guint64)PATIENCE_PER_HOP) << MIN (rest->tries, MOST_TRIES);
      g_array_set_size (ksp->way, 0);
      switch (cow_spur_run (ksp->spur, &query, &found, ksp->way, &run->overflow, run->progress, error))
        {
        case COW_SPUR_FOUND:
          ok = add_branch (run, rest, found, error);
          break;
        case COW_SPUR_LATER:
          rest->least = MAX (rest->least, found);
          rest->tries++;
          g_sequence_insert_sorted (run->put_off, rest, compare_rests, NULL);
          return TRUE;
        case COW_SPUR_NONE:
          break;
        case COW_SPUR_FAILED:
        default:
          ok = FALSE;
          break;
        }
    }
  rest_free (rest);
  return ok;
}

static Rest *
rest_new (Run *run, Branch *branch, guint32 at, guint64 least)
{
  Rest *rest = g_new (Rest, 1);

  *rest = (Rest){ .least = least, .number = run->next_number++, .branch = branch, .at = at };
  if (branch)
    branch->references++;
  return rest;
}

/* A set that was put off is the most promising of all: takes it. */
static gboolean
resume (Run *run, GError **error)
{
  CowKsp *ksp = run->ksp;
  const CowCsr *out = &ksp->goal->view.out;
  Rest *rest = first_of (run->put_off), *kept = g_memdup2 (rest, sizeof *rest);
  guint64 cost = 0;

  if (kept->branch)
    kept->branch->references++;
  g_sequence_remove (g_sequence_get_begin_iter (run->put_off));
  cow_spur_open_all (ksp->spur);
  if (!kept->branch)
    return search_rest (run, kept, run->query->source, 0, error);
  lay_out (ksp, kept->branch, run->query->source);
  for (guint32 at = 0; at < kept->at; at++)
    {
      cow_spur_close (ksp->spur, g_array_index (ksp->vertices, guint32, at));
      cost = cow_label_add (cost, out, g_array_index (ksp->arcs, guint64, at), run->kind, out->kind);
    }
  return search_rest (run, kept, g_array_index (ksp->vertices, guint32, kept->at), cost, error);
}

/* What is left of the branch's set, at each of its vertices from the one where it branched off. The branch is laid out. */
static gboolean
split (Run *run, Branch *branch, GError **error)
{
  CowKsp *ksp = run->ksp;
  const CowCsr *out = &ksp->goal->view.out;
  guint64 cost = 0;

  cow_spur_open_all (ksp->spur);
  for (guint32 at = 0; at < branch->hops; at++)
    {
      guint32 vertex = g_array_index (ksp->vertices, guint32, at);

      if (at >= branch->at && !search_rest (run, rest_new (run, branch, at, cow_label_less_slack (branch->cost, run->kind)), vertex, cost, error))
        return FALSE;
      cow_spur_close (ksp->spur, vertex);
      cost = cow_label_add (cost, out, g_array_index (ksp->arcs, guint64, at), run->kind, out->kind);
    }
  return TRUE;
}

static gboolean
hand_over (Run *run, const Branch *branch, CowFoundFunc found, gpointer user)
{
  CowKsp *ksp = run->ksp;
  CowFoundPath path = { .cost = cow_label_cost (branch->cost, run->kind), .hops = branch->hops };

  lay_out (ksp, branch, run->query->source);
  path.arcs = (const guint64 *)(void *)ksp->arcs->data;
  path.vertices = (const guint32 *)(void *)ksp->vertices->data;
  run->wanted--;
  return found (&path, user);
}

/* Does a set that was put off come before all paths that wait? */
static gboolean
must_resume (const Run *run)
{
  const Branch *branch = first_of (run->waiting);
  const Rest *rest = first_of (run->put_off);

  if (!branch || !rest)
    return rest != NULL;
  return rest->least < branch->cost || (rest->least == branch->cost && rest->number < branch->number);
}

static gboolean
enumerate (Run *run, CowFoundFunc found, gpointer user, GError **error)
{
  guint64 least = cow_goal_label (run->ksp->goal, run->query->source);
  gboolean more = TRUE, ok;

  /* Nothing is known of a source that may not be entered. */
  cow_spur_open_all (run->ksp->spur);
  ok = search_rest (run, rest_new (run, NULL, 0, least == COW_LABEL_NONE ? 0 : cow_label_less_slack (least, run->kind)), run->query->source, 0, error);
  while (ok && more && run->wanted > 0)
    {
      if (must_resume (run))
        ok = resume (run, error);
      else if (g_sequence_is_empty (run->waiting))
        break;
      else
        {
          GSequenceIter *first = g_sequence_get_begin_iter (run->waiting);
          Branch *branch = g_sequence_get (first);

          branch->references++;
          g_sequence_remove (first);
          more = hand_over (run, branch, found, user);
          if (more && run->wanted > 0)
            ok = split (run, branch, error);
          unref_branch (branch);
        }
    }
  if (!ok || !more || run->wanted == 0 || !run->overflow || run->query->has_cutoff)
    return ok;
  cow_search_set_overflow (&run->ksp->goal->view, run->query->target, error);
  return FALSE;
}

gboolean
cow_ksp_run (CowKsp *ksp, const CowKspQuery *query, CowFoundFunc found, gpointer user, CowProgress *progress, GError **error)
{
  Run run = { .ksp = ksp, .query = query, .kind = cow_goal_kind (ksp->goal), .wanted = query->k, .progress = progress };
  gboolean ok;

  if (!cow_search_check_vertex (&ksp->goal->view, query->source, error)
      || !cow_search_check_vertex (&ksp->goal->view, query->target, error))
    return FALSE;
  if (query->k == 0 || !cow_label_limit (run.kind, query->has_cutoff, query->cutoff, &run.limit))
    return TRUE;
  if (run.kind != COW_CELL_REAL)
    run.limit = MIN (run.limit, (guint64)G_MAXINT64);
  if (query->source == query->target)
    {
      CowFoundPath path = { .cost = cow_label_cost (0, run.kind), .vertices = &query->source };

      found (&path, user);
      return TRUE;
    }
  if (!cow_goal_run (ksp->goal, query->target, query->avoid, progress, error))
    return FALSE;
  run.waiting = g_sequence_new (unref_branch);
  run.put_off = g_sequence_new (rest_free);
  ok = enumerate (&run, found, user, error);
  g_sequence_free (run.put_off);
  g_sequence_free (run.waiting);
  return ok;
}

void
cow_ksp_take_counts (CowKsp *ksp, CowSearchCounts *counts)
{
  cow_goal_take_counts (ksp->goal, counts);
}
