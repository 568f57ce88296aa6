/* front.c - batch and line mode; the panes are in panes.c. */
#include "app/front.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/job.h"
#include "pool/signals.h"
#include "ui/plain.h"
#include "ui/screen.h"
#include "ui/text.h"

struct _CowFront
{
  CowMode mode;
  CowSession *session;
  CowPlain *plain;
  CowPanes *panes;
  CowProgressLine *progress;
  char *history_file;
};

char *
cow_front_history_file (void)
{
  return g_build_filename (g_get_user_state_dir (), "cowpath", "history", NULL);
}

/* ---- what the session says ---- */

static void
erase_progress (CowFront *front)
{
  if (front->progress)
    cow_progress_line_erase (front->progress);
}

static void
say (const char *text, gboolean is_error, gpointer user)
{
  CowFront *front = user;
  g_autofree char *clean = cow_text_clean_lines (text);
  g_autofree char *line = g_strconcat (clean, "\n", NULL);

  (void)is_error;
  erase_progress (front);
  if (front->plain)
    cow_plain_print (front->plain, stderr, line);
  else
    {
      fputs (line, stderr);
      fflush (stderr);
    }
}

static void
print (const char *text, gsize length, gpointer user)
{
  CowFront *front = user;

  erase_progress (front);
  if (front->plain && !front->session->foreground)
    {
      g_autofree char *copy = g_strndup (text, length);

      cow_plain_print (front->plain, stdout, copy);
      return;
    }
  /* A broken stdout is told once, and ends a batch: nobody reads on. */
  if ((fwrite (text, 1, length, stdout) != length || fflush (stdout) != 0) && !front->session->output_broken)
    {
      front->session->output_broken = TRUE;
      cow_session_warn (front->session, "cannot write to stdout: %s", g_strerror (errno));
      cow_session_output_broke (front->session);
    }
}

static void
changed (gpointer user)
{
  CowFront *front = user;
  CowJob *job = front->session->foreground;
  CowPoolProgress progress;
  double fraction, eta;

  if (!job || !front->progress)
    return;
  cow_job_progress (job, &progress);
  cow_job_estimate (job, &fraction, &eta);
  cow_progress_line_update (front->progress, fraction, progress.done, progress.n_tasks, eta, g_get_monotonic_time () * 1000);
}

static void
busy (CowJob *job, gpointer user)
{
  CowFront *front = user;

  if (front->session->foreground != job)
    return;
  g_clear_pointer (&front->progress, cow_progress_line_free);
  front->progress = cow_progress_line_new (STDERR_FILENO, isatty (STDERR_FILENO) && !front->session->settings.quiet, job->call->text,
                                           g_get_monotonic_time () * 1000);
  if (front->plain)
    cow_plain_hold (front->plain);
}

static char *
make_prompt (const CowSession *session)
{
  const CowGraphEntry *entry = session->graphs->current;
  g_autofree char *name = entry ? cow_text_clean_dup (entry->name) : NULL;

  return g_strdup_printf ("%s> ", name ? name : "cowpath");
}

static void
idle (gpointer user)
{
  CowFront *front = user;
  g_autofree char *prompt = NULL;

  g_clear_pointer (&front->progress, cow_progress_line_free);
  if (!front->plain)
    {
      cow_session_quit (front->session);
      return;
    }
  prompt = make_prompt (front->session);
  cow_plain_prompt (front->plain, prompt);
}

/* ---- what the user does in line mode ---- */

static void
take_line (const char *line, gpointer user)
{
  CowFront *front = user;

  cow_history_add (front->history_file, line);
  cow_session_type (front->session, line);
}

static void
take_interrupt (gpointer user)
{
  CowFront *front = user;

  cow_session_interrupt (front->session);
}

static void
take_end (gpointer user)
{
  CowFront *front = user;

  cow_session_quit (front->session);
}

static char **
complete (const char *line, int start, int end, gpointer user)
{
  CowFront *front = user;

  return cow_complete (front->session, line, start, end);
}

/* ---- life ---- */

CowFront *
cow_front_new (CowMode mode, GError **error)
{
  CowFront *front = g_new0 (CowFront, 1);

  (void)error;
  front->mode = mode;
  front->history_file = cow_front_history_file ();
  return front;
}

void
cow_front_listener (CowFront *front, CowListener *listener)
{
  if (front->mode == COW_MODE_PANES)
    cow_panes_listener (listener, &front->panes);
  else
    *listener = (CowListener){ .say = say, .print = print, .changed = changed, .idle = idle, .busy = busy, .user = front };
}

gboolean
cow_front_attach (CowFront *front, CowSession *session, GError **error)
{
  static const CowUserEvents events = { .line = take_line, .interrupt = take_interrupt, .end = take_end, .complete = complete };

  front->session = session;
  if (front->mode == COW_MODE_PANES)
    {
      front->panes = cow_panes_new (session, front->history_file, error);
      return front->panes != NULL;
    }
  /* -i with lines from a pipe: no prompt is shown, but all else is as at one. */
  if (front->mode == COW_MODE_PLAIN && isatty (STDIN_FILENO))
    {
      front->plain = cow_plain_new (&events, front, front->history_file, error);
      return front->plain != NULL;
    }
  return TRUE;
}

void
cow_front_signal (CowFront *front, int signal_number)
{
  switch (signal_number)
    {
    case SIGINT:
      if (front->plain && !cow_session_is_busy (front->session))
        cow_plain_interrupt (front->plain);
      else
        cow_session_interrupt (front->session);
      break;
    case SIGTERM:
    case SIGHUP:
    case SIGQUIT:
      front->session->status = 128 + signal_number;
      cow_session_quit (front->session);
      break;
    case SIGWINCH:
      if (front->plain)
        cow_plain_resized (front->plain);
      break;
    case SIGTSTP:
      if (!front->panes)
        cow_signals_suspend ();
      break;
    default:
      break;
    }
  if (front->panes)
    cow_panes_signal (front->panes, signal_number);
}

void
cow_front_free (CowFront *front)
{
  g_clear_pointer (&front->progress, cow_progress_line_free);
  g_clear_pointer (&front->panes, cow_panes_free);
  g_clear_pointer (&front->plain, cow_plain_free);
  g_free (front->history_file);
  g_free (front);
}
