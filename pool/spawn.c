/* spawn.c - the one fork() of the program, and how a child becomes a worker or a shell.
 *
 * The trick is what is not done: nothing is copied, sent or executed. The child resets its signals, closes what is not
 * its own, binds its life to its parent and calls a function; the memory it needs is already there. */
#include "pool/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pool/pool.h"
#include "pool/signals.h"

#define OOM_SCORE_WORKER 500
#define KEEP_FDS_MAX 16

static gboolean
check_one_thread (GError **error)
{
  struct stat status;
  if (stat ("/proc/self/task", &status) != 0)
    {
      g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM, "cannot count threads in \"/proc/self/task\": %s",
                   g_strerror (errno));
      return FALSE;
    }
  if (status.st_nlink > 3) /* . and .. and one directory per thread */
    {
      g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_THREADS,
                   "the session has %lu threads; a worker can be forked from one only", (gulong)status.st_nlink - 2);
      return FALSE;
    }
  return TRUE;
}

/* Forks with every signal blocked, so that none reaches a handler of the parent's in the child. The child returns with
 * all actions at their default and all signals still blocked. */
static pid_t
fork_quietly (GError **error)
{
  sigset_t all, before;
  if (!check_one_thread (error))
    return -1;
  sigfillset (&all);
  sigprocmask (SIG_SETMASK, &all, &before);
  pid_t pid = fork ();
  if (pid == 0)
    {
      cow_signals_reset_actions ();
      return 0;
    }
  int code = errno;
  sigprocmask (SIG_SETMASK, &before, NULL);
  if (pid < 0)
    g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM, "cannot fork: %s", g_strerror (code));
  return pid;
}

static int
compare_int (const void *a, const void *b)
{
  int x = *(const int *)a, y = *(const int *)b;
  return (x > y) - (x < y);
}

static void
close_span (guint first, guint last)
{
  if (first > last || syscall (SYS_close_range, first, last, 0) == 0)
    return;
  guint limit = MIN (last, (guint)sysconf (_SC_OPEN_MAX));
  for (guint fd = first; fd <= limit; fd++)
    close ((int)fd);
}

static void
close_others (int *keep_fds, guint n_keep_fds)
{
  guint first = 3;
  qsort (keep_fds, n_keep_fds, sizeof (int), compare_int);
  for (guint i = 0; i < n_keep_fds; i++)
    if (keep_fds[i] >= (int)first)
      {
        close_span (first, (guint)keep_fds[i] - 1);
        first = (guint)keep_fds[i] + 1;
      }
  close_span (first, ~0u);
}

static void
set_standard_fds (int stderr_fd)
{
  if (stderr_fd >= 0 && stderr_fd != STDERR_FILENO)
    dup2 (stderr_fd, STDERR_FILENO);
  int null = open ("/dev/null", O_RDWR);
  if (null < 0)
    return;
  dup2 (null, STDIN_FILENO);
  dup2 (null, STDOUT_FILENO);
  if (null > STDERR_FILENO)
    close (null);
}

/* When memory runs out, the kernel shall take a worker and not the session. */
static void
raise_oom_score (void)
{
  int fd = open ("/proc/self/oom_score_adj", O_RDWR | O_CLOEXEC);
  if (fd < 0)
    return;
  char text[16] = "";
  gssize n = read (fd, text, sizeof text - 1);
  int score = n > 0 ? MIN (atoi (text) + OOM_SCORE_WORKER, 1000) : OOM_SCORE_WORKER;
  n = snprintf (text, sizeof text, "%d", score);
  if (pwrite (fd, text, (gsize)n, 0) < 0)
    errno = 0; /* a wish, not a need */
  close (fd);
}

/* RLIMIT_DATA counts private writable memory: the read-only graph is not in it. */
static gboolean
limit_data (guint64 bytes)
{
  char text[4096];
  int fd = open ("/proc/self/status", O_RDONLY | O_CLOEXEC);
  gssize n = fd >= 0 ? read (fd, text, sizeof text - 1) : -1;
  if (fd >= 0)
    close (fd);
  if (n <= 0)
    return FALSE;
  text[n] = '\0';
  const char *line = strstr (text, "\nVmData:");
  if (line == NULL)
    return FALSE;
  rlim_t limit = g_ascii_strtoull (line + 8, NULL, 10) * 1024 + bytes;
  return setrlimit (RLIMIT_DATA, &(struct rlimit){ limit, limit }) == 0;
}

/* Before the fork: where there are no pidfds (valgrind), a pipe stands in, whose writing end the child alone holds. */
static gboolean
make_watch (int watch[2], GError **error)
{
  watch[0] = watch[1] = -1;
  int probe = (int)syscall (SYS_pidfd_open, getpid (), 0);
  if (probe >= 0)
    close (probe);
  else if (errno == ENOSYS && pipe2 (watch, O_CLOEXEC) != 0)
    {
      g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM, "cannot make a pipe: %s", g_strerror (errno));
      return FALSE;
    }
  return TRUE;
}

static void G_GNUC_NORETURN
run_child (const CowSpawn *spawn, int watch_fd, pid_t parent)
{
  int keep[KEEP_FDS_MAX + 1] = { watch_fd };
  /* The parent may be dead already: then the wish to die with it came too late. */
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (getppid () != parent)
    _exit (0);
  if (setpgid (0, spawn->group) != 0)
    setpgid (0, 0);
  /* Keys that the user typed between fork and here came to us too, and were for the session: Ctrl-Z would stop us for good. */
  cow_signals_drop_keys ();
  prctl (PR_SET_NAME, spawn->name != NULL ? spawn->name : "worker");
  set_standard_fds (spawn->stderr_fd);
  for (guint i = 0; i < spawn->n_keep_fds; i++)
    keep[i + 1] = spawn->keep_fds[i];
  close_others (keep, spawn->n_keep_fds + 1);
  raise_oom_score ();
  if (spawn->data_limit_bytes > 0 && !limit_data (spawn->data_limit_bytes))
    {
      static const char words[] = "cannot set the memory limit\n";
      if (write (STDERR_FILENO, words, sizeof words - 1) < 0)
        errno = 0;
      _exit (125);
    }
  if (spawn->prepare != NULL)
    spawn->prepare (spawn->user);
  cow_signals_unblock ();
  _exit (spawn->main (spawn->user));
}

pid_t
cow_spawn (const CowSpawn *spawn, int *pidfd, GError **error)
{
  *pidfd = -1;
  for (guint i = 0; i < spawn->n_keep_fds; i++)
    if (spawn->keep_fds[i] <= STDERR_FILENO || spawn->n_keep_fds > KEEP_FDS_MAX)
      {
        g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM, "descriptor %d cannot be kept in a child",
                     spawn->keep_fds[i]);
        return -1;
      }
  int watch[2];
  if (!make_watch (watch, error))
    return -1;
  pid_t parent = getpid ();
  pid_t pid = fork_quietly (error);
  if (pid == 0)
    run_child (spawn, watch[1], parent);
  if (watch[1] >= 0)
    close (watch[1]);
  if (pid < 0)
    {
      if (watch[0] >= 0)
        close (watch[0]);
      return -1;
    }
  /* Also here, so that the group stands when this function returns, whoever runs first. */
  if (setpgid (pid, spawn->group) != 0)
    setpgid (pid, 0);
  *pidfd = watch[0] >= 0 ? watch[0] : (int)syscall (SYS_pidfd_open, pid, 0);
  if (*pidfd < 0)
    {
      g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM, "cannot watch process %d: %s", (int)pid,
                   g_strerror (errno));
      kill (pid, SIGKILL);
      while (waitpid (pid, NULL, 0) < 0 && errno == EINTR)
        ;
      return -1;
    }
  return pid;
}

static void G_GNUC_NORETURN
run_shell (const char *command, int stdin_fd)
{
  if (stdin_fd >= 0 && dup2 (stdin_fd, STDIN_FILENO) < 0)
    _exit (126);
  cow_signals_unblock ();
  close_span (3, ~0u);
  execl ("/bin/sh", "sh", "-c", command, (char *)NULL);
  _exit (127);
}

pid_t
cow_spawn_program (const char *command, int *stdin_fd, GError **error)
{
  int fds[2] = { -1, -1 };
  if (stdin_fd != NULL && pipe2 (fds, O_CLOEXEC) != 0)
    {
      g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM, "cannot make a pipe: %s", g_strerror (errno));
      return -1;
    }
  pid_t pid = fork_quietly (error);
  if (pid == 0)
    run_shell (command, fds[0]);
  if (fds[0] >= 0)
    close (fds[0]);
  if (pid < 0 && fds[1] >= 0)
    close (fds[1]);
  if (pid > 0 && stdin_fd != NULL)
    *stdin_fd = fds[1];
  return pid;
}
