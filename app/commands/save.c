/* save.c - the graph into a file, written by a child: a temporary beside it, fsync, rename. Old or new, never torn.
 *
 * Where the file system has O_TMPFILE the temporary has no name until it is complete, so that nothing is left of it when the session
 * is killed. It then gets one that always is the same for the same file: what a session that died in that moment leaves, the
 * next save takes away. */
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

/* Another session may save the same file: whoever finds the name taken takes it over, and the other one comes again. */
static gboolean
name_temporary (Plan *plan)
{
  g_autofree char *folder = g_path_get_dirname (plan->file), *base = g_path_get_basename (plan->file);
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", plan->fd);

  plan->temporary = g_strdup_printf ("%s/.%s.cow-save", folder, base);
  if (linkat (AT_FDCWD, link, AT_FDCWD, plan->temporary, AT_SYMLINK_FOLLOW) == 0)
    return TRUE;
  if (errno == EEXIST)
    {
      g_unlink (plan->temporary);
      if (linkat (AT_FDCWD, link, AT_FDCWD, plan->temporary, AT_SYMLINK_FOLLOW) == 0)
        return TRUE;
    }
  g_clear_pointer (&plan->temporary, g_free);
  return FALSE;
}

/* A file that is new needs no other name before its own. */
static gboolean
rename_temporary (Plan *plan)
{
  for (guint attempt = 0; attempt < 100; attempt++)
    {
      if (plan->fd >= 0)
        {
          g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", plan->fd);

          if (linkat (AT_FDCWD, link, AT_FDCWD, plan->file, AT_SYMLINK_FOLLOW) == 0)
            return TRUE;
          if (errno != EEXIST || !name_temporary (plan))
            return FALSE;
        }
      if (g_rename (plan->temporary, plan->file) == 0)
        {
          g_clear_pointer (&plan->temporary, g_free);
          return TRUE;
        }
      if (errno != ENOENT || plan->fd < 0)
        return FALSE;
      g_clear_pointer (&plan->temporary, g_free);
    }
  return FALSE;
}

/* The child is gone and the bytes are on the disk. */
static gboolean
put_in_place (CowJob *job, gpointer data, GError **error)
{
  Plan *plan = job->plan;
  struct stat status;

  (void)data;
  if (job->failures->len)
    return cow_fail (error, COW_STATUS_FILE, "cannot write \"%s\"", plan->file);
  if (stat (plan->path, &status) != 0 || !rename_temporary (plan))
    return cow_fail (error, COW_STATUS_FILE, "cannot write \"%s\": %s", plan->file, g_strerror (errno));
  cow_session_note (job->session, "%s: %" G_GUINT64_FORMAT " edges, %" G_GUINT64_FORMAT " bytes (%s)", plan->file,
                    job->entry->graph->m, (guint64)status.st_size, plan->format->name);
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
  cow_job_then (job, put_in_place, NULL);
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
