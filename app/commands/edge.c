/* edge.c - edits an overlay: edges added, blocked, opened again, weighed anew. The graph stays as it is. */
#include <string.h>

#include "app/job.h"
#include "app/overlays.h"
#include "app/selection.h"
#include "graph/input.h"

typedef enum
{
  BLOCK,
  UNBLOCK,
  REWEIGHT,
} Action;

/* One word that names edges: of the graph, and of the overlay when it tells the ends. */
typedef struct
{
  const char *word; /* of the call */
  CowSelection *selection;
  gboolean has_ends, both;
  guint32 from, to;
} Target;

typedef struct
{
  Action action;
  CowCost weight;
  char *overlay;
  GArray *targets; /* of Target */
} Plan;

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_free (plan->overlay);
  g_array_unref (plan->targets);
  g_free (plan);
}

static gboolean
read_weight (const char *word, CowCost *weight, GError **error)
{
  gint64 integer;
  double real;

  if (cow_number_parse_int (word, strlen (word), &integer))
    *weight = cow_cost_int (integer);
  else if (cow_number_parse_real (word, strlen (word), &real) && isfinite (real))
    *weight = cow_cost_real (real);
  else
    return cow_fail (error, COW_STATUS_USAGE, "weight \"%s\" is no finite number", word);
  return TRUE;
}

/* ---- add ---- */

static gboolean
add (CowCall *call, CowNamedOverlay *named, GError **error)
{
  CowSession *session = call->session;
  CowGraphEntry *entry = session->graphs->current;
  CowOverlayEdge edge = { .weight = cow_cost_int (1) };
  guint n = cow_call_n_operands (call);
  const char *from = cow_call_operand (call, 1), *to = cow_call_operand (call, 2), *weight = cow_call_operand (call, 3);

  if (n < 3 || n > 4)
    return cow_fail (error, COW_STATUS_USAGE, "edge add wants U V and perhaps a weight");
  if (!cow_select_vertex (entry, from, &edge.source, error) || !cow_select_vertex (entry, to, &edge.target, error)
      || (weight && !read_weight (weight, &edge.weight, error)) || !cow_overlay_own (&named->overlay, error)
      || !cow_overlay_add (named->overlay, &edge, error))
    return FALSE;
  cow_overlays_touch (entry->overlays, named);
  cow_session_note (session, "overlay %s: 1 edge added", named->name);
  return TRUE;
}

/* ---- edges that are there ---- */

/* FALSE: neither the graph nor the overlay has such an edge. */
static gboolean
check_target (const CowOverlay *overlay, const Plan *plan, const Target *target, GError **error)
{
  if (target->selection->n || !target->has_ends
      || (plan->action != UNBLOCK && cow_overlay_has_added (overlay, target->from, target->to, target->both)))
    return TRUE;
  return cow_fail (error, COW_STATUS_USAGE, "no edge \"%s\"%s", target->word, plan->action == UNBLOCK ? " in the graph" : "");
}

static guint64
change_added (CowOverlay *overlay, const Plan *plan, const Target *target)
{
  if (!target->has_ends || plan->action == UNBLOCK)
    return 0;
  return plan->action == BLOCK ? cow_overlay_drop_added (overlay, target->from, target->to, target->both)
                               : cow_overlay_reweight_added (overlay, target->from, target->to, target->both, plan->weight);
}

static gboolean
change_edges (CowOverlay *overlay, const Plan *plan, const guint32 *edges, guint64 n, GError **error)
{
  return plan->action == BLOCK     ? cow_overlay_block (overlay, edges, n, error)
         : plan->action == UNBLOCK ? cow_overlay_unblock (overlay, edges, n, error)
                                   : cow_overlay_reweight (overlay, edges, n, plan->weight, error);
}

/* The members of a selection as edge numbers. NULL with error. */
static guint32 *
list_edges (const CowSelection *selection, const CowGraph *graph, GError **error)
{
  guint32 *edges = g_try_new (guint32, MAX (selection->n, 1));

  if (!edges)
    cow_fail (error, COW_STATUS_MEMORY, "not enough memory for %" G_GUINT64_FORMAT " edges", selection->n);
  for (guint64 i = 0; edges && i < selection->n; i++)
    edges[i] = cow_selection_get (selection, graph, i);
  return edges;
}

static gboolean
apply (CowJob *job, gpointer data, GError **error)
{
  static const char *const done[] = { "blocked", "open again", "weighed" };
  const Plan *plan = job->plan;
  CowOverlays *overlays = job->entry->overlays;
  CowNamedOverlay *named = cow_overlays_get (overlays, plan->overlay, error);
  guint64 n = 0;

  (void)data;
  if (!named)
    return FALSE;
  for (guint i = 0; i < plan->targets->len; i++)
    if (!check_target (named->overlay, plan, &g_array_index (plan->targets, Target, i), error))
      return FALSE;
  if (!cow_overlay_own (&named->overlay, error))
    return FALSE;
  cow_overlays_touch (overlays, named);
  for (guint i = 0; i < plan->targets->len; i++)
    {
      const Target *target = &g_array_index (plan->targets, Target, i);
      g_autofree guint32 *edges = list_edges (target->selection, job->entry->graph, error);

      if (!edges || !change_edges (named->overlay, plan, edges, target->selection->n, error))
        return FALSE;
      n += target->selection->n + change_added (named->overlay, plan, target);
    }
  cow_session_note (job->session, "overlay %s: %" G_GUINT64_FORMAT " edge%s %s", named->name, n, n == 1 ? "" : "s", done[plan->action]);
  return TRUE;
}

static gboolean
change (CowCall *call, CowNamedOverlay *named, Action action, GError **error)
{
  Plan *plan = g_new0 (Plan, 1);
  guint n = cow_call_n_operands (call), last = action == REWEIGHT ? n - 1 : n;
  CowJob *job;

  plan->action = action;
  plan->overlay = g_strdup (named->name);
  plan->targets = g_array_new (FALSE, TRUE, sizeof (Target));
  job = cow_job_new (call, plan, plan_free);
  if (last < 2)
    return cow_fail (error, COW_STATUS_USAGE, action == REWEIGHT ? "edge reweight wants E and a weight" : "edge %s wants edges",
                     cow_call_operand (call, 0));
  if (action == REWEIGHT && !read_weight (cow_call_operand (call, last), &plan->weight, error))
    return FALSE;
  for (guint i = 1; i < last; i++)
    {
      Target target = { .word = cow_call_operand (call, i) };

      target.has_ends = cow_select_ends (job->entry, target.word, &target.from, &target.to, &target.both);
      target.both |= !job->entry->graph->directed;
      target.selection = cow_job_select (job, target.word, TRUE, error);
      if (!target.selection)
        return FALSE;
      target.selection->may_be_empty = target.has_ends;
      g_array_append_val (plan->targets, target);
    }
  cow_job_then (job, apply, NULL);
  return cow_job_start (job, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  static const char *const words[] = { "block", "unblock", "reweight" };
  const char *action = cow_call_operand (call, 0);
  CowNamedOverlay *named = cow_overlays_edited (call->session->graphs->current->overlays, call, error);

  if (!named)
    return FALSE;
  if (g_str_equal (action, "add"))
    return add (call, named, error);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (action, words[i]))
      return change (call, named, (Action)i, error);
  return cow_fail (error, COW_STATUS_USAGE, "unknown action \"%s\": edge add, block, unblock or reweight", action);
}

static const CowOperand operands[] = {
  { "ACTION", COW_ARG_TEXT, "add U V [WEIGHT], block EDGES…, unblock EDGES… or reweight EDGES… WEIGHT" },
  { "EDGES", COW_ARG_EDGES, "what the action takes", .repeated = TRUE },
  { NULL },
};

static const CowOptionSpec option_overlay = {
  .name = "overlay",
  .kind = COW_ARG_OVERLAY,
  .value = "NAME",
  .summary = "the overlay to edit; by default the last of those in use, else the newest",
};
static const CowOptionSpec *const options[] = { &option_overlay, NULL };

static const CowExample examples[] = {
  { { "overlay new closed", "edge block b->c", "path a d --overlay=closed" }, "a way around" },
  { { "overlay new bypass", "edge add a d 2", "edge reweight a->b 5", "overlay diff bypass" }, "a new road, and a slower one" },
  { { NULL } },
};

const CowCommand cow_command_edge = {
  .name = "edge",
  .group = "graph",
  .summary = "edit an overlay: add, block, unblock or reweight edges",
  .details = "add makes one more edge from U to V (in a graph without directions, between them), parallel to those that are there; its weight is 1 unless "
             "it is given, and may be negative. block takes edges away, unblock gives them back, reweight says what they cost. The last word of "
             "reweight is the weight.\n\nU->V and U--V also name the edges between two vertices that the overlay itself added: block takes those out of it "
             "for good, reweight changes them. They have no number, so e:N, sets and expressions do not name them.\n\nOnly the overlay changes. "
             "Jobs that run go on with it as it was when they began.",
  .operands = operands,
  .options = options,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH | COW_COMMAND_CHANGES,
  .start = start,
};
