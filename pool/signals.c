/* signals.c - the one place where a signal gets a handler, is blocked, or goes back to its default.
 *
 * The trick: the session takes its signals from a signalfd in the main loop, so that no handler interrupts anything
 * and no helper thread exists at a fork. Only faults get real handlers, on a stack of their own, for the usual stack
 * may be what broke. What was there before (a sanitizer's handler) is kept and gets its turn. */
#include "pool/signals.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "config.h"
#include "pool/pool.h"

#define ALTERNATE_STACK_BYTES (64 * 1024)

static const int watched[] = { SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT, SIGQUIT };
static const int faults[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGTRAP };

/* Signals belong to the process, so this does too. */
static struct
{
  CowSignalFunc func;
  gpointer user;
  void (*fatal) (void);
  int fd;
  guint source;
  struct sigaction before[G_N_ELEMENTS (faults)];
} state = { .fd = -1 };

static _Alignas (16) guint8 alternate_stack[ALTERNATE_STACK_BYTES];

static void
fill_watched (sigset_t *set)
{
  sigemptyset (set);
  for (gsize i = 0; i < G_N_ELEMENTS (watched); i++)
    sigaddset (set, watched[i]);
}

static gboolean
on_signalfd (int fd, GIOCondition condition, gpointer user)
{
  (void)condition, (void)user;
  struct signalfd_siginfo info;
  while (state.func != NULL && read (fd, &info, sizeof info) == (gssize)sizeof info)
    state.func ((int)info.ssi_signo, state.user);
  return G_SOURCE_CONTINUE;
}

static void
on_fatal (int number, siginfo_t *info, void *context)
{
  (void)context;
  if (state.fatal != NULL)
    state.fatal ();
  cow_signals_pass (number, info);
}

gboolean
cow_signals_watch (CowSignalFunc func, gpointer user, void (*fatal) (void), GError **error)
{
  sigset_t set;
  fill_watched (&set);
  cow_signals_unwatch ();
  int fd = signalfd (-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  if (fd < 0)
    {
      g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM, "cannot make a signalfd: %s", g_strerror (errno));
      return FALSE;
    }
  sigprocmask (SIG_BLOCK, &set, NULL);
  signal (SIGPIPE, SIG_IGN);
  /* A shell starts background commands with SIGINT ignored: who sends it all the same wants it to work. */
  signal (SIGINT, SIG_DFL);
  state.func = func;
  state.user = user;
  state.fatal = fatal;
  state.fd = fd;
  state.source = g_unix_fd_add_full (G_PRIORITY_HIGH, fd, G_IO_IN, on_signalfd, NULL, NULL);
  if (fatal != NULL)
    cow_signals_catch_faults (on_fatal);
  return TRUE;
}

void
cow_signals_unwatch (void)
{
  if (state.fd < 0)
    return;
  sigset_t set;
  fill_watched (&set);
  g_source_remove (state.source);
  close (state.fd);
  state.fd = -1;
  state.func = NULL;
  if (state.fatal != NULL)
    for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
      sigaction (faults[i], &state.before[i], NULL);
  state.fatal = NULL;
  signal (SIGPIPE, SIG_DFL);
  sigprocmask (SIG_UNBLOCK, &set, NULL);
}

void
cow_signals_reset_actions (void)
{
  for (int number = 1; number < SIGRTMAX; number++)
    {
      struct sigaction present;
      if (number == SIGKILL || number == SIGSTOP || sigaction (number, NULL, &present) != 0)
        continue;
#ifdef COW_SANITIZED
      /* Under a sanitizer the handlers of faults print its report: put back what was there before ours. */
      gboolean kept = FALSE;
      for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
        if (faults[i] == number && present.sa_handler != SIG_DFL)
          {
            if (present.sa_sigaction == on_fatal)
              sigaction (number, &state.before[i], NULL);
            kept = TRUE;
          }
      if (kept)
        continue;
#endif
      if (present.sa_handler != SIG_DFL)
        signal (number, SIG_DFL);
    }
}

void
cow_signals_unblock (void)
{
  sigset_t none;
  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
}

void
cow_signals_reset (void)
{
  cow_signals_reset_actions ();
  cow_signals_unblock ();
}

void
cow_signals_drop_keys (void)
{
  static const int keys[] = { SIGINT, SIGQUIT, SIGTSTP };
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      signal (keys[i], SIG_IGN); /* one that is pending is gone with this */
      signal (keys[i], SIG_DFL);
    }
}

void
cow_signals_suspend (void)
{
  sigset_t set, before;
  struct sigaction action = { .sa_handler = SIG_DFL }, old;
  sigemptyset (&set);
  sigaddset (&set, SIGTSTP);
  sigaction (SIGTSTP, &action, &old);
  sigprocmask (SIG_UNBLOCK, &set, &before);
  kill (0, SIGTSTP); /* the whole foreground group, as the terminal would */
  sigprocmask (SIG_SETMASK, &before, NULL);
  sigaction (SIGTSTP, &old, NULL);
}

void
cow_signals_catch_faults (void (*handler) (int number, siginfo_t *info, void *context))
{
  stack_t stack = { .ss_sp = alternate_stack, .ss_size = sizeof alternate_stack };
  sigaltstack (&stack, NULL);
  struct sigaction action = { .sa_sigaction = handler,
                              .sa_flags = (int)(SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESETHAND) };
  sigemptyset (&action.sa_mask);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    sigaction (faults[i], &action, &state.before[i]);
}

void
cow_signals_pass (int number, const siginfo_t *info)
{
  /* SA_RESETHAND already restored the default; another system call might be forbidden to us by now. */
#ifdef COW_SANITIZED
  gboolean from_outside = info->si_code <= 0 && info->si_pid != getpid ();
  for (gsize i = 0; i < G_N_ELEMENTS (faults) && !from_outside; i++)
    if (faults[i] == number)
      sigaction (number, &state.before[i], NULL);
#endif
  /* A real fault strikes again as soon as the handler returns; a signal that was sent must be sent again. */
  if (info->si_code <= 0)
    syscall (SYS_tgkill, getpid (), syscall (SYS_gettid), number);
}

void
cow_signals_catch (int number, void (*handler) (int number, siginfo_t *info, void *context))
{
  struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART };
  sigemptyset (&action.sa_mask);
  sigaction (number, &action, NULL);
}

void
cow_signals_catch_once (int number, void (*handler) (int number, siginfo_t *info, void *context))
{
  struct sigaction action = { .sa_sigaction = handler, .sa_flags = (int)(SA_SIGINFO | SA_NODEFER | SA_RESETHAND) };
  sigemptyset (&action.sa_mask);
  sigaction (number, &action, NULL);
}
