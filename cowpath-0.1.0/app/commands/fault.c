/* fault.c - the test verb, in builds with --enable-faults only: tasks that crash, spin, leave or fail on purpose, and a worker
 * that writes to the graph. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/job.h"

extern gboolean cow_fault_scribble; /* memory.c: the next --verify writes to a page of the graph */

typedef struct
{
  const char *kind;
  guint64 every;
} Plan;

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const Plan *plan = work->plan;

  if (plan->every && task % plan->every == plan->every - 1)
    {
      if (g_str_equal (plan->kind, "segv"))
        *(volatile int *)0 = 1;
      else if (g_str_equal (plan->kind, "abort"))
        abort ();
      else if (g_str_equal (plan->kind, "exit"))
        _exit (3);
      else if (g_str_equal (plan->kind, "fail"))
        {
          g_set_error_literal (error, COW_POOL_ERROR, COW_POOL_ERROR_CRASHED, "fault asked for");
          return FALSE;
        }
      else if (g_str_equal (plan->kind, "graph"))
        *(volatile guint8 *)cow_arena_base (g_ptr_array_index (work->job->entry->graph->arenas, 0)) = 1;
      while (g_str_equal (plan->kind, "spin"))
        ;
    }
  if (g_str_equal (plan->kind, "slow"))
    g_usleep (2000);
  cow_rows_begin (work->rows);
  cow_rows_int (work->rows, (gint64)task);
  cow_rows_end (work->rows);
  return TRUE;
}

static gboolean
fork_tasks (CowJob *job, gpointer data, GError **error)
{
  CowTasks tasks = { .n_tasks = GPOINTER_TO_UINT (data), .run = run };

  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  Plan *plan = g_new0 (Plan, 1);
  CowJob *job = cow_job_new (call, plan, g_free);
  gint64 tasks = 100, every = 0;

  plan->kind = cow_call_operand (call, 0);
  cow_call_int (call, "tasks", &tasks);
  cow_call_int (call, "every", &every);
  plan->every = (guint64)every;
  cow_fault_scribble = g_str_equal (plan->kind, "scribble");
  cow_job_then (job, fork_tasks, GUINT_TO_POINTER ((guint)tasks));
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "KIND", COW_ARG_TEXT, "segv, abort, exit, fail, spin, graph, slow, scribble or none" },
  { NULL },
};

static const CowOptionSpec option_tasks = { .name = "tasks", .kind = COW_ARG_INT, .value = "N", .fallback = "100", .summary = "tasks of the job" };
static const CowOptionSpec option_every = { .name = "every", .kind = COW_ARG_INT, .value = "N", .summary = "the fault happens in each N-th task" };
static const CowOptionSpec *const options[] = { &option_tasks, &option_every, COW_JOB_OPTIONS, NULL };

static const CowResultColumn columns[] = {
  { "task", COW_CELL_INT, "its number" },
  { NULL },
};

const CowCommand cow_command_fault = {
  .name = "fault",
  .group = "jobs",
  .summary = "tasks that go wrong, for tests",
  .operands = operands,
  .options = options,
  .columns = columns,
  .flags = COW_COMMAND_TESTING,
  .start = start,
};
