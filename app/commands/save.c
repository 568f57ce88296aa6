/* save.c - the graph into a file, written by a child: a temporary beside it, fsync, rename. Old or new, never torn.
 *
 * Where the file system has O_TMPFILE the temporary has no name until it is complete, so that nothing is left of it when the session
 * is killed. It gets one for the moment before the rename, which a worker of its own does: killing the session does not stop it, and
 * what it leaves when it is killed itself the session takes away. When both die in that moment, the next save of FILE does. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "app/job.h"
#include "graph/format.h"

typedef struct
{
  char *file;
  char *temporary; /* its name, once it has one */
  char *path;      /* by which the child opens it */
  int fd;          /* without a name; -1: the temporary has one from the start */
  guint64 bytes;   /* of the complete file */
  const CowFormat *format;
} Plan;

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  if (plan->temporary)
    g_unlink (plan->temporary);
  if (plan->fd >= 0)
    close (plan->fd);
  g_free (plan->temporary);
  g_free (plan->path);
  g_free (plan->file);
  g_free (plan);
}

static void
note (const char *message, gpointer user)
{
  cow_work_note (user, message);
}

static gboolean
run (CowWork *work, guint64 task, GError **error)
{
  const Plan *plan = work->plan;
  int fd = open (plan->path, O_WRONLY | O_TRUNC | O_CLOEXEC);
  CowOutput *output;
  gboolean ok;

  (void)task;
  if (fd < 0)
    return cow_fail (error, COW_STATUS_FILE, "cannot write \"%s\": %s", plan->file, g_strerror (errno));
  cow_format_tell_losses (plan->format, work->job->entry->graph, note, work);
  output = cow_output_new (fd);
  ok = plan->format->write (work->job->entry->graph, output, &work->progress, error);
  if (!cow_output_finish (output, ok ? error : NULL))
    {
      if (ok && error && *error)
        g_prefix_error (error, "cannot write \"%s\": ", plan->file);
      ok = FALSE;
    }
  return ok;
}

/* Is the temporary ours, from a worker before us that died? Once it had a name, a file that loses its last one gets no other. */
static gboolean
is_named (const Plan *plan)
{
  struct stat ours, there;

  return stat (plan->path, &ours) == 0 && lstat (plan->temporary, &there) == 0 && ours.st_dev == there.st_dev
         && ours.st_ino == there.st_ino;
}

/* A file that is new needs no other name before its own. Who finds the name of the temporary taken takes it away: it was left by
 * a session that died. (Of two sessions that save the same file in the same moment one may be told that its temporary is gone.) */
static gboolean
replace (const Plan *plan)
{
  for (guint attempt = 0; attempt < 100; attempt++)
    {
      if (plan->fd >= 0)
        {
          if (linkat (AT_FDCWD, plan->path, AT_FDCWD, plan->file, AT_SYMLINK_FOLLOW) == 0)
            return TRUE;
          if (errno != EEXIST)
            return FALSE;
          if (!is_named (plan) && linkat (AT_FDCWD, plan->path, AT_FDCWD, plan->temporary, AT_SYMLINK_FOLLOW) != 0)
            {
              if (errno != EEXIST)
                return FALSE;
              g_unlink (plan->temporary);
              continue;
            }
        }
      if (g_rename (plan->temporary, plan->file) == 0)
        {
          g_unlink (plan->temporary); /* still there when both were names of one file: a worker before us came that far */
          return TRUE;
        }
      if (errno != ENOENT || plan->fd < 0)
        return FALSE;
    }
  return FALSE;
}

/* By a worker that outlives the session: one that is killed between the two steps leaves nothing that the session does not take away,
 * and the session may be killed between them too. */
static gboolean
put_in_place (CowWork *work, guint64 task, GError **error)
{
  const Plan *plan = work->plan;

  (void)task;
  cow_pool_worker_outlive_session (work->worker);
  return replace (plan) || cow_fail (error, COW_STATUS_FILE, "cannot write \"%s\": %s", plan->file, g_strerror (errno));
}

/* The writer is gone and the bytes are on the disk. */
static gboolean
fork_replacer (CowJob *job, gpointer data, GError **error)
{
  Plan *plan = job->plan;
  CowTasks tasks = { .n_tasks = 1, .run = put_in_place };
  struct stat status;

  (void)data;
  if (job->failures->len)
    return cow_fail (error, COW_STATUS_FILE, "cannot write \"%s\"", plan->file);
  if (stat (plan->path, &status) != 0)
    return cow_fail (error, COW_STATUS_FILE, "cannot write \"%s\": %s", plan->file, g_strerror (errno));
  plan->bytes = (guint64)status.st_size;
  if (plan->fd >= 0)
    {
      g_autofree char *folder = g_path_get_dirname (plan->file), *base = g_path_get_basename (plan->file);

      plan->temporary = g_strdup_printf ("%s/.%s.cow-save", folder, base);
    }
  return cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
tell (CowJob *job, gpointer data, GError **error)
{
  Plan *plan = job->plan;

  (void)data;
  if (job->failures->len)
    return cow_fail (error, COW_STATUS_FILE, "cannot write \"%s\"", plan->file);
  g_clear_pointer (&plan->temporary, g_free); /* it is FILE now */
  cow_session_note (job->session, "%s: %" G_GUINT64_FORMAT " edges, %" G_GUINT64_FORMAT " bytes (%s)", plan->file,
                    job->entry->graph->m, plan->bytes, plan->format->name);
  return TRUE;
}

static gboolean
open_nameless (Plan *plan)
{
  g_autofree char *folder = g_path_get_dirname (plan->file);

  plan->fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
  if (plan->fd < 0)
    return FALSE;
  plan->path = g_strdup_printf ("/proc/%d/fd/%d", (int)getpid (), plan->fd);
  if (access (plan->path, W_OK) == 0)
    return TRUE;
  g_clear_pointer (&plan->path, g_free);
  close (plan->fd);
  plan->fd = -1;
  return FALSE;
}

static gboolean
open_named (Plan *plan, GError **error)
{
  mode_t mask = umask (0);
  int fd;

  umask (mask);
  plan->temporary = g_strdup_printf ("%s.XXXXXX", plan->file);
  fd = g_mkstemp_full (plan->temporary, O_WRONLY | O_CLOEXEC, 0666);
  if (fd < 0)
    {
      int saved = errno;

      g_clear_pointer (&plan->temporary, g_free);
      return cow_fail (error, COW_STATUS_FILE, "cannot write \"%s\": %s", plan->file, g_strerror (saved));
    }
  fchmod (fd, 0666 & ~mask);
  close (fd);
  plan->path = g_strdup (plan->temporary);
  return TRUE;
}

static gboolean
fork_writer (CowJob *job, gpointer data, GError **error)
{
  Plan *plan = job->plan;
  CowTasks tasks = { .n_tasks = 1, .run = run, .units_per_task = job->entry->graph->m };

  (void)data;
  return (open_nameless (plan) || open_named (plan, error)) && cow_job_fork_tasks (job, &tasks, error);
}

static gboolean
start (CowCall *call, GError **error)
{
  Plan *plan = g_new0 (Plan, 1);
  CowJob *job = cow_job_new (call, plan, plan_free);
  const char *output = cow_call_option (call, "output");

  plan->fd = -1;
  plan->file = g_strdup (cow_call_operand (call, 0));
  plan->format = output ? cow_format_by_name (output) : cow_format_by_ending (plan->file);
  if (output && !plan->format)
    return cow_fail (error, COW_STATUS_USAGE, "unknown format \"%s\": see man cowpath-formats", output);
  if (!plan->format)
    plan->format = cow_format_by_name ("edgelist");
  if (!plan->format->write)
    return cow_fail (error, COW_STATUS_USAGE, "the format %s can be read, not written", plan->format->name);
  cow_job_then (job, fork_writer, NULL);
  cow_job_then (job, fork_replacer, NULL);
  cow_job_then (job, tell, NULL);
  return cow_job_start (job, error);
}

static const CowOperand operands[] = {
  { "FILE", COW_ARG_FILE, "where to" },
  { NULL },
};

static const CowOptionSpec option_output
    = { .name = "output", .kind = COW_ARG_TEXT, .value = "FORMAT", .summary = "the format; default: by the ending of FILE, else an edge list" };
static const CowOptionSpec *const options[] = { &option_output, &cow_option_deadline, NULL };

const CowCommand cow_command_save = {
  .name = "save",
  .group = "graph",
  .summary = "write the graph to a file",
  .details = "Written to a temporary file beside it, flushed to the disk and renamed: FILE is the old or the new one, never half of it. "
             "Edges are written in order of appearance. What the format has no place for is told in a warning, or refused; see "
             "cowpath-formats(5).",
  .operands = operands,
  .options = options,
  .flags = COW_COMMAND_GRAPH | COW_COMMAND_CHANGES,
  .start = start,
};
