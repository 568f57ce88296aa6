/* sandbox.c - seccomp and landlock around a child that parses foreign input.
 *
 * The trick: a forbidden call does not kill at once but traps, so that the child can still say which call it was; the
 * handler is reset before it runs, the signal is sent again, and the child dies of SIGSYS with its name in the
 * obituary. The call itself is never made. */
#include "pool/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <malloc.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "config.h"
#include "pool/crash.h"
#include "pool/pool.h"
#include "pool/signals.h"

static const int allowed[] = {
  SCMP_SYS (read), SCMP_SYS (readv), SCMP_SYS (pread64), SCMP_SYS (lseek), SCMP_SYS (write), SCMP_SYS (pwrite64),
  SCMP_SYS (munmap), SCMP_SYS (mremap), SCMP_SYS (madvise), SCMP_SYS (brk), SCMP_SYS (ftruncate), SCMP_SYS (fallocate),
  SCMP_SYS (fstat), SCMP_SYS (close), SCMP_SYS (exit), SCMP_SYS (exit_group), SCMP_SYS (futex),
  SCMP_SYS (clock_gettime), SCMP_SYS (gettimeofday), SCMP_SYS (rt_sigreturn), SCMP_SYS (rt_sigprocmask),
  SCMP_SYS (sched_yield), SCMP_SYS (getpid), SCMP_SYS (gettid), SCMP_SYS (getrandom), SCMP_SYS (sysinfo),
  SCMP_SYS (sched_getaffinity), SCMP_SYS (restart_syscall),
#ifdef COW_SANITIZED
  SCMP_SYS (rt_sigaction), SCMP_SYS (sigaltstack), SCMP_SYS (readlink), SCMP_SYS (openat),
#endif
};

/* The calls a parser that was taken over would try; others are shown by number. */
static const struct
{
  int number;
  const char *name;
} names[] = {
  { SYS_open, "open" },       { SYS_openat, "openat" },   { SYS_socket, "socket" },   { SYS_connect, "connect" },
  { SYS_execve, "execve" },   { SYS_fork, "fork" },       { SYS_vfork, "vfork" },     { SYS_clone, "clone" },
  { SYS_kill, "kill" },       { SYS_tgkill, "tgkill" },   { SYS_ptrace, "ptrace" },   { SYS_unlink, "unlink" },
  { SYS_unlinkat, "unlinkat" }, { SYS_rename, "rename" }, { SYS_ioctl, "ioctl" },     { SYS_mmap, "mmap" },
  { SYS_mprotect, "mprotect" }, { SYS_stat, "stat" },     { SYS_newfstatat, "newfstatat" }, { SYS_getppid, "getppid" },
  { SYS_prctl, "prctl" },     { SYS_rt_sigaction, "rt_sigaction" }, { SYS_dup2, "dup2" },       { SYS_pipe2, "pipe2" },     { SYS_fcntl, "fcntl" },
};

static void
on_forbidden (int number, siginfo_t *info, void *context)
{
  (void)context;
  char text[128] = "forbidden system call ";
  gsize length = strlen (text);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].number == info->si_syscall)
      {
        length += (gsize)(g_stpcpy (text + length, names[i].name) - (text + length));
        text[length++] = ' ';
      }
  text[length++] = '(';
  length = cow_crash_put_number (text, length, (guint64)info->si_syscall, 10);
  text[length++] = ')';
  text[length++] = '\n';
  if (write (STDERR_FILENO, text, length) < 0)
    length = 0;
  syscall (SYS_tgkill, getpid (), syscall (SYS_gettid), number);
}

/* Calls of which only some uses are harmless. */
static int
allow_some (scmp_filter_ctx filter, gboolean threads)
{
  const struct scmp_arg_cmp no_exec = SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  const struct scmp_arg_cmp own_pid = SCMP_A0 (SCMP_CMP_EQ, (scmp_datum_t)getpid ());
  const struct scmp_arg_cmp empty_path = SCMP_A3 (SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH);
  const struct scmp_arg_cmp a_thread = SCMP_A0 (SCMP_CMP_MASKED_EQ, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM);
  int bad = 0;
  bad |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 1, no_exec);
  bad |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mprotect), 1, no_exec);
  bad |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (tgkill), 1, own_pid);
  bad |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (newfstatat), 1, empty_path);
  const int fcntl_commands[] = { F_ADD_SEALS, F_GET_SEALS, F_GETFL };
  for (gsize i = 0; i < G_N_ELEMENTS (fcntl_commands); i++)
    bad |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (fcntl), 1,
                             SCMP_A1 (SCMP_CMP_EQ, (scmp_datum_t)fcntl_commands[i]));
  if (threads)
    {
      bad |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (clone), 1, a_thread);
      bad |= seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (clone3), 0); /* its flags cannot be seen */
      bad |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (set_robust_list), 0);
      bad |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (rseq), 0);
      /* The C library catches two signals of its own when it makes the first thread. */
      for (int number = 32; number <= 33; number++)
        bad |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (rt_sigaction), 1, SCMP_A0 (SCMP_CMP_EQ, (scmp_datum_t)number));
      bad |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (prctl), 1, SCMP_A0 (SCMP_CMP_EQ, PR_SET_NAME));
    }
  return bad;
}

/* An empty rule set takes away the whole file system. Older kernels do not have it: seccomp stands alone then. */
static void
leave_file_system (void)
{
#ifndef COW_SANITIZED
  struct landlock_ruleset_attr rules = { .handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1 };
  int fd = (int)syscall (SYS_landlock_create_ruleset, &rules, sizeof rules.handled_access_fs, 0);
  if (fd < 0)
    return;
  syscall (SYS_landlock_restrict_self, fd, 0);
  close (fd);
#endif
}

gboolean
cow_sandbox_enter (gboolean threads, GError **error)
{
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    {
      g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM, "cannot renounce new privileges: %s", g_strerror (errno));
      return FALSE;
    }
  /* One arena of malloc for all threads: to shrink that of a thread, glibc opens a file of /proc. */
  mallopt (M_ARENA_MAX, 1);
  leave_file_system ();
  cow_signals_catch_once (SIGSYS, on_forbidden);

  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_TRAP);
  int code = filter != NULL ? 0 : -ENOMEM;
  for (gsize i = 0; code == 0 && i < G_N_ELEMENTS (allowed); i++)
    code = seccomp_rule_add (filter, SCMP_ACT_ALLOW, allowed[i], 0);
  if (code == 0)
    code = allow_some (filter, threads);
  if (code == 0)
    code = seccomp_load (filter);
  if (filter != NULL)
    seccomp_release (filter);
  if (code != 0)
    g_set_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM, "cannot enter the sandbox: %s", g_strerror (-code));
  return code == 0;
}
