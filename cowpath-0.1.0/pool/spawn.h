/* spawn.h - the one place with fork(): child reset, death with the parent, process group, limits.
 *
 * cow_spawn forks a child that keeps the memory of the session; cow_spawn_program runs a shell command (for `|`). */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;           /* process title, 15 bytes are shown */
  int (*main) (gpointer user); /* runs in the child; its value is the exit status; never returns to the caller's stack */
  void (*prepare) (gpointer user); /* in the child, before, while all signals are still blocked; may be NULL */
  gpointer user;
  const int *keep_fds;        /* descriptors that stay open besides 0 1 2; the rest is closed; at most 16 */
  guint n_keep_fds;
  pid_t group;                /* 0: a new process group led by the child, else join it */
  int stderr_fd;              /* becomes descriptor 2; 0 and 1 become /dev/null */
  guint64 data_limit_bytes;   /* RLIMIT_DATA above the present use, 0: none */
} CowSpawn;

/* Forks. Returns the pid and a pidfd (transfer full: a descriptor that becomes readable when the child dies; reap and
 * signal by pid, which stays the child's until it is reaped), or -1 with error: COW_POOL_ERROR_SYSTEM or _THREADS.
 * Asserts one thread; blocks all signals around the fork; the child resets signals, dies with its parent
 * (PR_SET_PDEATHSIG and a getppid check), raises oom_score_adj, leaves by _exit. */
pid_t cow_spawn (const CowSpawn *spawn, int *pidfd, GError **error);

/* Runs `/bin/sh -c command` with the terminal's stdout and stderr and a pipe as stdin. Returns pid, or -1.
 * stdin_fd (transfer full) is the writing end. With stdin_fd NULL the child has the parent's stdin. */
pid_t cow_spawn_program (const char *command, int *stdin_fd, GError **error);

G_END_DECLS
