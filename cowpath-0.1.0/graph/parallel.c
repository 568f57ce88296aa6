/* parallel.c - see parallel.h. Threads have small stacks, which a memory limit counts in full, and block all signals but those of
 * their own faults: handlers of the process belong to its first thread. */
#include "graph/parallel.h"

#include <pthread.h>
#include <signal.h>

#define STACK_BYTES ((gsize)256 << 10)

static void *
run_thread (void *user)
{
  const CowParallelThread *thread = user;

  thread->run (thread->part, thread->user);
  return NULL;
}

gboolean
cow_parallel_start (CowParallelThread *thread)
{
  static const int own_faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS };
  pthread_attr_t attributes;
  sigset_t blocked, before;
  pthread_t id;
  int code;

  sigfillset (&blocked);
  for (gsize i = 0; i < G_N_ELEMENTS (own_faults); i++)
    sigdelset (&blocked, own_faults[i]);
  if (pthread_attr_init (&attributes) != 0)
    return FALSE;
  pthread_attr_setstacksize (&attributes, STACK_BYTES);
  pthread_sigmask (SIG_BLOCK, &blocked, &before);
  code = pthread_create (&id, &attributes, run_thread, thread);
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  pthread_attr_destroy (&attributes);
  thread->id = code == 0 ? id : 0;
  return code == 0;
}

void
cow_parallel_join (CowParallelThread *thread)
{
  if (thread->id)
    pthread_join (thread->id, NULL);
  thread->id = 0;
}

void
cow_parallel_run (guint n_parts, CowParallelPart run, gpointer user)
{
  CowParallelThread threads[COW_PARALLEL_MOST] = { 0 };
  guint n_started = 1;

  n_parts = CLAMP (n_parts, 1, COW_PARALLEL_MOST);
  for (; n_started < n_parts; n_started++)
    {
      threads[n_started] = (CowParallelThread){ .run = run, .part = n_started, .user = user };
      if (!cow_parallel_start (&threads[n_started]))
        break;
    }
  run (0, user);
  for (guint part = n_started; part < n_parts; part++)
    run (part, user);
  for (guint part = 1; part < n_started; part++)
    cow_parallel_join (&threads[part]);
}
