/* test-spawn.c - what a forked child is and is not, the signals, the sandbox, and the death of the session. */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"
#include "pool/pool.h"
#include "pool/sandbox.h"
#include "pool/signals.h"
#include "pool/spawn.h"

#ifdef COW_SANITIZED
static const gboolean is_sanitized = TRUE;
#else
static const gboolean is_sanitized = FALSE;
#endif

/* Run func in a child; what it writes to stderr comes back. Returns: the wait status. */
static int
run_in_child (int (*func) (gpointer), gpointer user, const int *keep_fds, guint n_keep_fds, char *words, gsize size)
{
  int fds[2], pidfd, status;
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (pipe2 (fds, O_CLOEXEC), ==, 0);
  CowSpawn spawn = { .name = "a child of the test",
                     .main = func,
                     .user = user,
                     .keep_fds = keep_fds,
                     .n_keep_fds = n_keep_fds,
                     .stderr_fd = fds[1] };
  pid_t pid = cow_spawn (&spawn, &pidfd, &error);
  g_assert_no_error (error);
  g_assert_cmpint (pid, >, 0);
  g_assert_cmpint (getpgid (pid), ==, pid);
  close (fds[1]);
  gsize length = 0;
  gssize n;
  while (length + 1 < size && (n = read (fds[0], words + length, size - 1 - length)) > 0)
    length += (gsize)n;
  words[length] = '\0';
  close (fds[0]);
  struct pollfd wait = { .fd = pidfd, .events = POLLIN };
  g_assert_cmpint (poll (&wait, 1, -1), ==, 1);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  close (pidfd);
  return status;
}

static void
assert_exits (int status, const char *words)
{
  if (!WIFEXITED (status) || WEXITSTATUS (status) != 0)
    g_error ("status %d: %s", status, words);
}

#define check(condition)                                                                                               \
  do                                                                                                                   \
    if (!(condition))                                                                                                  \
      {                                                                                                                \
        dprintf (2, "%s: errno %d\n", #condition, errno);                                                              \
        return 1;                                                                                                      \
      }                                                                                                                \
  while (0)

static void
on_nothing (int number)
{
  (void)number;
}

static int
look_around (gpointer user)
{
  const int *kept = user;
  char name[17] = "";
  int signal_number;
  sigset_t blocked;
  check (fcntl (kept[0], F_GETFD) >= 0);
  check (fcntl (kept[1], F_GETFD) < 0);
  check (fcntl (kept[2], F_GETFD) >= 0);
  for (int fd = 3; fd < 1000; fd++)
    check (fd == kept[0] || fd == kept[2] || fcntl (fd, F_GETFD) < 0);
  check (read (0, name, 1) == 0);
  check (write (1, "x", 1) == 1);
  check (prctl (PR_GET_NAME, name) == 0 && strcmp (name, "a child of the ") == 0);
  check (prctl (PR_GET_PDEATHSIG, &signal_number) == 0 && signal_number == SIGKILL);
  check (sigprocmask (SIG_BLOCK, NULL, &blocked) == 0);
  for (int number = 1; number < 32; number++)
    check (!sigismember (&blocked, number));
  struct sigaction action;
  check (sigaction (SIGUSR2, NULL, &action) == 0 && action.sa_handler == SIG_DFL);
  check (sigaction (SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_DFL);
  check (getpgid (0) == getpid ());
  int fd = open ("/proc/self/oom_score_adj", O_RDONLY);
  char text[16] = "";
  check (read (fd, text, 15) > 0 && atoi (text) >= 500);
  return 0;
}

static void
test_child (void)
{
  char words[1000];
  int fds[3];
  for (int i = 0; i < 3; i++)
    fds[i] = open ("/dev/null", O_RDONLY);
  const int keep[] = { fds[2], fds[0] };
  sigset_t some;
  sigemptyset (&some);
  sigaddset (&some, SIGUSR1);
  sigprocmask (SIG_BLOCK, &some, NULL);
  signal (SIGUSR2, on_nothing);
  signal (SIGPIPE, SIG_IGN);
  int status = run_in_child (look_around, fds, keep, 2, words, sizeof words);
  assert_exits (status, words);
  /* The parent's signals are as they were. */
  sigset_t now;
  sigprocmask (SIG_BLOCK, NULL, &now);
  g_assert_true (sigismember (&now, SIGUSR1));
  g_assert_false (sigismember (&now, SIGTERM));
  sigprocmask (SIG_UNBLOCK, &some, NULL);
  signal (SIGUSR2, SIG_DFL);
  signal (SIGPIPE, SIG_DFL);
  for (int i = 0; i < 3; i++)
    close (fds[i]);
}

static int
return_seven (gpointer user)
{
  (void)user;
  return 7;
}

static void
test_exit_status (void)
{
  char words[100];
  int status = run_in_child (return_seven, NULL, NULL, 0, words, sizeof words);
  g_assert_cmpstr (words, ==, "");
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 7);
}

static void *
run_thread (void *data)
{
  char byte;
  if (read (*(int *)data, &byte, 1) < 0)
    return data;
  return NULL;
}

static void
test_threads (void)
{
  pthread_t thread;
  int fds[2], pidfd;
  g_autoptr (GError) error = NULL;
  CowSpawn spawn = { .main = return_seven, .stderr_fd = -1 };
  g_assert_cmpint (pipe (fds), ==, 0);
  g_assert_cmpint (pthread_create (&thread, NULL, run_thread, &fds[0]), ==, 0);
  g_assert_cmpint (cow_spawn (&spawn, &pidfd, &error), ==, -1);
  g_assert_error (error, COW_POOL_ERROR, COW_POOL_ERROR_THREADS);
  g_assert_cmpint (pidfd, ==, -1);
  close (fds[1]);
  pthread_join (thread, NULL);
  close (fds[0]);
}

static void
test_standard_fd (void)
{
  int keep = 1, pidfd;
  g_autoptr (GError) error = NULL;
  CowSpawn spawn = { .main = return_seven, .stderr_fd = -1, .keep_fds = &keep, .n_keep_fds = 1 };
  g_assert_cmpint (cow_spawn (&spawn, &pidfd, &error), ==, -1);
  g_assert_error (error, COW_POOL_ERROR, COW_POOL_ERROR_SYSTEM);
}

static void
test_program (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL, *contents = NULL;
  int fd = g_file_open_tmp ("cow-XXXXXX", &path, &error), status, input;
  g_assert_no_error (error);
  close (fd);
  g_autofree char *command = g_strdup_printf ("sed s/a/b/ > '%s'; exit 4", path);
  pid_t pid = cow_spawn_program (command, &input, &error);
  g_assert_no_error (error);
  g_assert_cmpint (write (input, "cat\n", 4), ==, 4);
  close (input);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_cmpint (WEXITSTATUS (status), ==, 4);
  g_assert_true (g_file_get_contents (path, &contents, NULL, &error));
  g_assert_cmpstr (contents, ==, "cbt\n");
  unlink (path);

  pid = cow_spawn_program ("no-such-program-here 2>/dev/null", NULL, &error);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_cmpint (WEXITSTATUS (status), ==, 127);
}

/* ---- the session dies ---- */

static gboolean
work_forever (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)worker, (void)task, (void)user, (void)error;
  signal (SIGTERM, SIG_IGN);
  for (;;)
    pause ();
  return TRUE;
}

static void
run_session (void)
{
  CowPoolSpec spec = { .name = "doomed", .n_tasks = 3, .n_workers = 3, .work = work_forever };
  cow_pool_job_new (&spec, NULL);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_session_dies (void)
{
  for (int i = 0; i < 5; i++)
    {
      pid_t session = fork ();
      if (session == 0)
        {
          prctl (PR_SET_PDEATHSIG, SIGKILL);
          run_session ();
        }
      /* Wait until its workers are there, by /proc, for they have no way to us. */
      g_autofree char *path = g_strdup_printf ("/proc/%d/task/%d/children", (int)session, (int)session);
      pid_t workers[3] = { 0, 0, 0 };
      for (int n = 0; n < 3;)
        {
          g_autofree char *text = NULL;
          if (g_file_get_contents (path, &text, NULL, NULL))
            n = sscanf (text, "%d %d %d", &workers[0], &workers[1], &workers[2]);
          g_usleep (1000);
        }
      int pidfds[3];
      for (int k = 0; k < 3; k++)
        pidfds[k] = pidfd_open (workers[k], 0);
      kill (session, SIGKILL);
      g_assert_cmpint (waitpid (session, NULL, 0), ==, session);
      for (int k = 0; k < 3; k++)
        {
          struct pollfd wait = { .fd = pidfds[k], .events = POLLIN };
          if (pidfds[k] < 0) /* gone already */
            continue;
          g_assert_cmpint (poll (&wait, 1, 10000), ==, 1);
          close (pidfds[k]);
        }
    }
}

/* In memory that the three processes share. */
typedef struct
{
  int begun, session_is_dead, ended;
} Outliving;

static gboolean
outlive (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  Outliving *shared = user;
  (void)task, (void)error;
  cow_pool_worker_outlive_session (worker);
  g_atomic_int_set (&shared->begun, 1);
  for (int i = 0; i < 10000 && !g_atomic_int_get (&shared->session_is_dead); i++)
    g_usleep (1000);
  g_atomic_int_set (&shared->ended, 1);
  return TRUE;
}

static void
wait_for (const int *flag)
{
  for (int i = 0; i < 10000 && !g_atomic_int_get (flag); i++)
    g_usleep (1000);
  g_assert_cmpint (g_atomic_int_get (flag), ==, 1);
}

static void
test_outlives_session (void)
{
  Outliving *shared = mmap (NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_assert_true (shared != MAP_FAILED);
  pid_t session = fork ();
  if (session == 0)
    {
      CowPoolSpec spec = { .name = "outliving", .n_tasks = 1, .n_workers = 1, .work = outlive, .user = shared };
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      cow_pool_job_new (&spec, NULL);
      for (;;)
        g_main_context_iteration (NULL, TRUE);
    }
  wait_for (&shared->begun);
  kill (session, SIGKILL);
  g_assert_cmpint (waitpid (session, NULL, 0), ==, session);
  g_atomic_int_set (&shared->session_is_dead, 1);
  wait_for (&shared->ended);
  munmap (shared, sizeof *shared);
}

/* ---- signals ---- */

static int
on_signal_count[65];

static void
on_signal (int number, gpointer user)
{
  on_signal_count[number]++;
  g_assert_true (user == on_signal_count);
}

static void
test_watch (void)
{
  static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT, SIGQUIT };
  g_autoptr (GError) error = NULL;
  g_assert_true (cow_signals_watch (on_signal, on_signal_count, NULL, &error));
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      if (numbers[i] != SIGTSTP) /* SIGCONT would take it away */
        kill (getpid (), numbers[i]);
      while (numbers[i] != SIGTSTP && on_signal_count[numbers[i]] == 0)
        g_main_context_iteration (NULL, TRUE);
    }
  kill (getpid (), SIGTSTP);
  while (on_signal_count[SIGTSTP] == 0)
    g_main_context_iteration (NULL, TRUE);
  kill (getpid (), SIGPIPE);
  cow_signals_unwatch ();
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_assert_cmpint (on_signal_count[numbers[i]], ==, 1);
  struct sigaction action;
  g_assert_cmpint (sigaction (SIGPIPE, NULL, &action), ==, 0);
  g_assert_true (action.sa_handler == SIG_DFL);
}

static void
say_fatal (void)
{
  if (write (2, "terminal restored\n", 18) < 0)
    abort ();
}

static int
die_fatally (gpointer user)
{
  cow_signals_watch (on_signal, NULL, say_fatal, NULL);
  if (GPOINTER_TO_INT (user) == 0)
    abort ();
  kill (getpid (), GPOINTER_TO_INT (user));
  return 0;
}

static void
test_fatal (void)
{
  static const int numbers[] = { 0, SIGSEGV, SIGBUS, SIGFPE };
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      char words[4000];
      int status = run_in_child (die_fatally, GINT_TO_POINTER (numbers[i]), NULL, 0, words, sizeof words);
      g_assert_nonnull (strstr (words, "terminal restored"));
      g_assert_cmpint (status, !=, 0);
      if (is_sanitized)
        continue;
      g_assert_true (WIFSIGNALED (status));
      g_assert_cmpint (WTERMSIG (status), ==, numbers[i] == 0 ? SIGABRT : numbers[i]);
      g_assert_cmpstr (words, ==, "terminal restored\n");
    }
}

/* A stack that overflows leaves no room for a handler but on the other stack. */
static int
overflow (gpointer user)
{
  volatile char block[4096];
  block[0] = block[4095] = 1;
  return user == NULL ? 0 : overflow ((gpointer)&block) + block[0];
}

static int
die_of_overflow (gpointer user)
{
  (void)user;
  cow_signals_watch (on_signal, NULL, say_fatal, NULL);
  setrlimit (RLIMIT_STACK, &(struct rlimit){ 256 * 1024, 256 * 1024 });
  return overflow (&user);
}

static void
test_stack_overflow (void)
{
  char words[4000];
  int status = run_in_child (die_of_overflow, NULL, NULL, 0, words, sizeof words);
  g_assert_nonnull (strstr (words, "terminal restored"));
  g_assert_cmpint (status, !=, 0);
}

static int
suspend_oneself (gpointer user)
{
  (void)user;
  cow_signals_watch (on_signal, on_signal_count, NULL, NULL);
  cow_signals_suspend ();
  return 9;
}

static void
test_suspend (void)
{
  int pidfd, status;
  g_autoptr (GError) error = NULL;
  CowSpawn spawn = { .main = suspend_oneself, .stderr_fd = -1 };
  pid_t pid = cow_spawn (&spawn, &pidfd, &error);
  g_assert_no_error (error);
  g_assert_cmpint (waitpid (pid, &status, WUNTRACED), ==, pid);
  if (WIFEXITED (status))
    g_test_skip ("an orphaned process group cannot be stopped");
  else
    {
      g_assert_true (WIFSTOPPED (status));
      g_assert_cmpint (WSTOPSIG (status), ==, SIGTSTP);
      kill (pid, SIGCONT);
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
    }
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 9);
  close (pidfd);
}

/* A key that the user types while the session forks reaches the child too, which is in the group of the session still. */
static int typed_key;

static void
type_key (void)
{
  if (typed_key != 0)
    raise (typed_key); /* blocked here, hence pending */
}

static void
test_keys_at_fork (void)
{
  static const int keys[] = { SIGINT, SIGQUIT, SIGTSTP };
  g_assert_cmpint (pthread_atfork (NULL, NULL, type_key), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      int pidfd, status;
      g_autoptr (GError) error = NULL;
      CowSpawn spawn = { .main = return_seven, .stderr_fd = -1 };
      typed_key = keys[i];
      pid_t pid = cow_spawn (&spawn, &pidfd, &error);
      typed_key = 0;
      g_assert_no_error (error);
      g_assert_cmpint (waitpid (pid, &status, WUNTRACED), ==, pid);
      g_assert_true (WIFEXITED (status));
      g_assert_cmpint (WEXITSTATUS (status), ==, 7);
      close (pidfd);
    }
}

/* ---- the sandbox ---- */

typedef struct
{
  int input, memfd;
  gboolean threads;
} Inside;

static void *
count_in_thread (void *data)
{
  char *block = malloc (100000);
  memset (block, 1, 100000);
  free (block);
  ++*(int *)data;
  return NULL;
}

static int
live_inside (gpointer user)
{
  Inside *inside = user;
  g_autoptr (GError) error = NULL;
  char bytes[10] = "";
  int count = 0;
  if (!cow_sandbox_enter (inside->threads, &error))
    {
      dprintf (2, "%s\n", error->message);
      return 1;
    }
  struct stat status;
  check (fstat (inside->input, &status) == 0);
  check (read (inside->input, bytes, 5) == 5 && memcmp (bytes, "hello", 5) == 0);
  check (lseek (inside->input, 0, SEEK_SET) == 0);
  check (posix_fallocate (inside->memfd, 0, 100000) == 0);
  char *map = mmap (NULL, 100000, PROT_READ | PROT_WRITE, MAP_SHARED, inside->memfd, 0);
  check (map != MAP_FAILED);
  memset (map, 'm', 100000);
  check (munmap (map, 100000) == 0);
  check (ftruncate (inside->memfd, 99999) == 0);
  check (fcntl (inside->memfd, F_ADD_SEALS, F_SEAL_GROW) == 0);
  char *block = g_malloc (50 * 1024 * 1024);
  memset (block, 1, 50 * 1024 * 1024);
  block = g_realloc (block, 60 * 1024 * 1024);
  g_free (block);
  g_get_monotonic_time ();
  for (int i = 0; inside->threads && i < 3; i++)
    {
      pthread_t thread;
      check (pthread_create (&thread, NULL, count_in_thread, &count) == 0);
      check (pthread_join (thread, NULL) == 0);
    }
  check (count == (inside->threads ? 3 : 0));
  dprintf (2, "fine\n");
  return 0;
}

static void
test_sandbox_allows (gconstpointer data)
{
  char words[1000];
  g_autofree char *path = NULL;
  Inside inside = { .input = g_file_open_tmp ("cow-XXXXXX", &path, NULL),
                    .memfd = memfd_create ("test", MFD_ALLOW_SEALING | MFD_CLOEXEC),
                    .threads = GPOINTER_TO_INT (data) };
  const int keep[] = { inside.input, inside.memfd };
  g_assert_cmpint (write (inside.input, "hello world", 11), ==, 11);
  lseek (inside.input, 0, SEEK_SET);
  int status = run_in_child (live_inside, &inside, keep, 2, words, sizeof words);
  assert_exits (status, words);
  g_assert_cmpstr (words, ==, "fine\n");
  unlink (path);
  close (inside.input);
  close (inside.memfd);
}

static int
do_forbidden (gpointer user)
{
  /* The upper half: with threads. */
  if (!cow_sandbox_enter (GPOINTER_TO_INT (user) >= 16, NULL))
    return 1;
  char *const arguments[] = { NULL };
  switch (GPOINTER_TO_INT (user) % 16)
    {
    case 0:
      return open ("/etc/passwd", O_RDONLY);
    case 1:
      return socket (AF_INET, SOCK_STREAM, 0);
    case 2:
      return execve ("/bin/sh", arguments, arguments);
    case 3:
      return kill (getppid (), SIGKILL);
    case 4:
      return fork ();
    case 5:
      return mmap (NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
    case 6:
      return tgkill (1, 1, SIGTERM);
    default:
      return unlink ("/nothing");
    }
}

static void
test_sandbox_forbids (void)
{
  if (is_sanitized)
    {
      g_test_skip ("a sanitizer needs calls that are forbidden here");
      return;
    }
  static const char *const names[] = { "openat", "socket", "execve", "", "clone", "mmap", "tgkill", "unlink" };
  for (gsize i = 0; i < 2 * G_N_ELEMENTS (names); i++)
    {
      char words[1000];
      int status = run_in_child (do_forbidden, GINT_TO_POINTER ((int)i / 2 + (i % 2 ? 16 : 0)), NULL, 0, words, sizeof words);
      g_assert_true (WIFSIGNALED (status));
      g_assert_cmpint (WTERMSIG (status), ==, SIGSYS);
      g_assert_nonnull (strstr (words, "forbidden system call "));
      g_assert_nonnull (strstr (words, names[i / 2]));
    }
}

/* The same in a job: the obituary and the error name the call. */
static gboolean
setup_sandbox (CowPoolWorker *worker, gpointer user, GError **error)
{
  (void)worker, (void)user;
  return cow_sandbox_enter (FALSE, error);
}

static gboolean
work_forbidden (CowPoolWorker *worker, guint64 task, gpointer user, GError **error)
{
  (void)user, (void)error;
  cow_pool_worker_write (worker, "inside", 6);
  return task == 0 || open ("/etc/passwd", O_RDONLY) >= 0;
}

static void
on_task (CowPoolJob *job, guint64 task, CowTaskOutcome outcome, const GError *error, gpointer user)
{
  (void)job;
  if (task == 0)
    g_assert_cmpint (outcome, ==, COW_TASK_DONE);
  else
    {
      g_assert_error ((GError *)error, COW_POOL_ERROR, COW_POOL_ERROR_CRASHED);
      g_assert_nonnull (strstr (error->message, "died of SIGSYS in task 1: forbidden system call openat"));
    }
  ++*(int *)user;
}

static void
test_sandbox_job (void)
{
  if (is_sanitized)
    {
      g_test_skip ("a sanitizer needs calls that are forbidden here");
      return;
    }
  int n = 0;
  CowPoolSpec spec = { .n_tasks = 2,
                       .n_workers = 2,
                       .retries = 1,
                       .setup = setup_sandbox,
                       .work = work_forbidden,
                       .on_task = on_task,
                       .user = &n };
  CowPoolJob *job = cow_pool_job_new (&spec, NULL);
  while (n < 2)
    g_main_context_iteration (NULL, TRUE);
  cow_pool_job_free (job);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/spawn/child", test_child);
  g_test_add_func ("/spawn/exit-status", test_exit_status);
  g_test_add_func ("/spawn/threads", test_threads);
  g_test_add_func ("/spawn/standard-fd", test_standard_fd);
  g_test_add_func ("/spawn/program", test_program);
  g_test_add_func ("/spawn/session-dies", test_session_dies);
  g_test_add_func ("/spawn/outlives-session", test_outlives_session);
  g_test_add_func ("/signals/watch", test_watch);
  g_test_add_func ("/signals/fatal", test_fatal);
  g_test_add_func ("/signals/stack-overflow", test_stack_overflow);
  g_test_add_func ("/signals/suspend", test_suspend);
  g_test_add_func ("/signals/keys-at-fork", test_keys_at_fork);
  g_test_add_data_func ("/sandbox/allows/one-thread", GINT_TO_POINTER (FALSE), test_sandbox_allows);
  g_test_add_data_func ("/sandbox/allows/threads", GINT_TO_POINTER (TRUE), test_sandbox_allows);
  g_test_add_func ("/sandbox/forbids", test_sandbox_forbids);
  g_test_add_func ("/sandbox/job", test_sandbox_job);
  return g_test_run ();
}
