/* executor.c - which line runs next: a stack of scripts (-c, -f, stdin, source) above the lines that a prompt typed.
 *
 * A script waits for the job of its line to end. A prompt in line mode waits too; in the panes it does not, except that
 * lines wait while a job changes the session (a load), so that what follows meets the new graph. */
#include "app/session.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/call.h"
#include "app/job.h"
#include "app/lexer.h"

struct _CowScript
{
  char *name;
  char *text;       /* all of it, or NULL: read from `stream` line by line */
  const char *at;
  FILE *stream;
  guint line;
};

enum
{
  DEEPEST_SOURCE = 64
};

static void
script_free (CowScript *script)
{
  if (script->stream && script->stream != stdin)
    fclose (script->stream);
  g_free (script->name);
  g_free (script->text);
  g_free (script);
}

void
cow_session_drop_scripts (CowSession *session)
{
  CowScript *script;

  while ((script = g_queue_pop_head (&session->scripts)))
    script_free (script);
}

static CowScript *
new_script (const char *name, const char *text)
{
  CowScript *script = g_new0 (CowScript, 1);

  script->name = g_strdup (name);
  script->text = g_strdup (text);
  script->at = script->text;
  return script;
}

static CowScript *
open_script (CowSession *session, const char *file, GError **error)
{
  gboolean is_stdin = g_str_equal (file, "-");
  CowScript *script;
  FILE *stream = is_stdin ? stdin : fopen (file, "re");

  if (!stream)
    {
      cow_fail (error, COW_STATUS_FILE, "cannot read \"%s\": %s", file, g_strerror (errno));
      return NULL;
    }
  script = new_script (is_stdin ? "stdin" : file, NULL);
  script->stream = stream;
  session->stdin_is_script |= is_stdin;
  return script;
}

void
cow_session_push_end (CowSession *session, const char *name, const char *text)
{
  g_queue_push_tail (&session->scripts, new_script (name, text));
}

gboolean
cow_session_push_file_end (CowSession *session, const char *file, GError **error)
{
  CowScript *script = open_script (session, file, error);

  if (script)
    g_queue_push_tail (&session->scripts, script);
  return script != NULL;
}

gboolean
cow_session_push_file (CowSession *session, const char *file, GError **error)
{
  CowScript *script;

  if (g_queue_get_length (&session->scripts) >= DEEPEST_SOURCE)
    return cow_fail (error, COW_STATUS_USAGE, "\"%s\": command files are nested too deep", file);
  script = open_script (session, file, error);
  if (script)
    g_queue_push_head (&session->scripts, script);
  return script != NULL;
}

/* One physical line without its newline, NULL at the end. */
static char *
read_line (CowScript *script, GError **error)
{
  if (script->text)
    {
      const char *newline = strchr (script->at, '\n');
      char *line;

      if (!*script->at)
        return NULL;
      line = newline ? g_strndup (script->at, (gsize)(newline - script->at)) : g_strdup (script->at);
      script->at = newline ? newline + 1 : script->at + strlen (script->at);
      return line;
    }
  else
    {
      char *buffer = NULL;
      size_t size = 0;
      ssize_t n = getline (&buffer, &size, script->stream);
      char *line = NULL;

      if (n > 0)
        {
          if (buffer[n - 1] == '\n')
            buffer[--n] = '\0';
          if (n && buffer[n - 1] == '\r')
            buffer[--n] = '\0';
          if (strlen (buffer) != (size_t)n)
            cow_fail (error, COW_STATUS_USAGE, "a NUL byte in the command");
          else
            line = g_strdup (buffer);
        }
      else if (n == 0)
        line = g_strdup ("");
      else if (ferror (script->stream))
        cow_fail (error, COW_STATUS_FILE, "cannot read: %s", g_strerror (errno));
      free (buffer);
      return line;
    }
}

/* A whole command: lines that end in a backslash go on. NULL at the end of the script. */
static char *
read_command (CowScript *script, guint *first_line, GError **error)
{
  g_autoptr (GString) whole = NULL;
  char *line;

  while ((line = read_line (script, error)))
    {
      gboolean goes_on = cow_line_continues (line);

      script->line++;
      if (!whole)
        {
          whole = g_string_new (NULL);
          *first_line = script->line;
        }
      if (goes_on)
        line[strlen (line) - 1] = ' ';
      g_string_append (whole, line);
      g_free (line);
      if (!goes_on)
        break;
    }
  if (error && *error)
    *first_line = script->line + 1;
  return whole && !(error && *error) ? g_string_free (g_steal_pointer (&whole), FALSE) : NULL;
}

/* ---- running one line ---- */

static void
command_ended (CowSession *session, CowStatus status, gboolean asserted)
{
  if (session->quitting)
    {
      cow_session_advance (session); /* what ends now ends because of that: the status is settled */
      return;
    }
  session->status = session->output_broken ? COW_STATUS_FILE : status;
  if (session->mode == COW_MODE_BATCH && session->settings.stop_on_error && status != COW_STATUS_DONE
      && (status != COW_STATUS_NO || asserted))
    {
      cow_session_drop_scripts (session);
      session->ended = TRUE;
    }
  cow_session_advance (session);
}

static gboolean
is_assert (const CowCall *call)
{
  return g_str_equal (call->command->name, "assert");
}

static void
say_time (CowCall *call)
{
  gint64 elapsed_ns = g_get_monotonic_time () * 1000 - call->started_ns;

  cow_session_warn (call->session, "time: %.6f s", (double)elapsed_ns * 1e-9);
}

gboolean
cow_session_start_call (CowSession *session, CowCall *call, GError **error)
{
  if (!call->command->start (call, error))
    {
      if (call->job && !call->job->over)
        {
          /* It began and cannot go on: the job goes away with the call. */
          CowJob *job = call->job;

          g_ptr_array_remove (session->jobs, job);
          cow_job_free (job);
        }
      else
        cow_call_free (call);
      return FALSE;
    }
  if (call->command->flags & COW_COMMAND_PREFIX)
    {
      /* The command that it started says when it is over. */
      cow_call_free (call);
      return TRUE;
    }
  if (call->job)
    {
      gboolean script_waits = !call->background && (session->mode != COW_MODE_PANES || !g_queue_is_empty (&session->scripts)
                                                    || (call->command->flags & COW_COMMAND_CHANGES));

      if (script_waits)
        session->foreground = call->job;
      else if (session->mode != COW_MODE_PANES)
        cow_session_note (session, "%%%u %s", call->job->id, call->text);
      session->listener.busy (call->job, session->listener.user);
      if (!script_waits)
        cow_session_advance (session);
      return TRUE;
    }
  if (call->timed)
    say_time (call);
  session->listener.changed (session->listener.user);
  command_ended (session, call->status, is_assert (call));
  cow_call_free (call);
  return TRUE;
}

/* $NAME and ${NAME} outside of single quotes become the values that `let` gave; \\$ is a dollar. NULL with error. */
static char *
expand_variables (CowSession *session, const char *text, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean quoted = FALSE;

  for (const char *at = text; *at; at++)
    {
      gboolean braced = at[1] == '{';
      const char *name = at + 1 + braced;
      gsize length = strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_");
      g_autofree char *key = NULL;
      const char *value;

      if (*at == '\'')
        quoted = !quoted;
      if (*at == '\\' && at[1] && !quoted)
        {
          g_string_append_len (out, at, 2);
          at++;
          continue;
        }
      if (*at != '$' || quoted || !length || g_ascii_isdigit (*name))
        {
          g_string_append_c (out, *at);
          continue;
        }
      key = g_strndup (name, length);
      value = g_hash_table_lookup (session->variables, key);
      if (!value || (braced && name[length] != '}'))
        {
          cow_fail (error, COW_STATUS_USAGE, value ? "\"${%s\" lacks its closing brace" : "unknown variable \"$%s\" (single quotes keep a dollar)", key);
          return NULL;
        }
      g_string_append (out, value);
      at = name + length - 1 + braced;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
run_line (CowSession *session, const char *written, const char *where, gboolean typed)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = expand_variables (session, written, &error);
  g_autoptr (CowLine) line = text ? cow_line_parse (text, &error) : NULL;
  CowCall *call = NULL;

  if (line && line->words->len == 0)
    {
      cow_session_advance (session);
      return;
    }
  if (line)
    call = cow_call_new (session, line, 0, text, typed, &error);
  if (call)
    {
      g_strstrip (call->text);
      call->where = g_strdup (where);
      if (cow_session_start_call (session, call, &error))
        return;
    }
  cow_session_error (session, where, error);
  session->listener.changed (session->listener.user);
  command_ended (session, cow_status_of_error (error), FALSE);
}

void
cow_session_job_over (CowSession *session, CowJob *job, CowStatus status)
{
  gboolean waited = session->foreground == job;

  if (job->error)
    cow_session_error (session, job->call->where, job->error);
  for (guint i = 0; i < job->failures->len && i < 10; i++)
    cow_session_warn (session, "%s", (char *)g_ptr_array_index (job->failures, i));
  if (job->failures->len)
    cow_session_warn (session, "%u of %" G_GUINT64_FORMAT " tasks failed", job->failures->len, job->tasks.n_tasks);
  if (job->cancelled && !session->output_broken)
    cow_session_warn (session, "cancelled: %s (%" G_GUINT64_FORMAT " rows so far)", job->call->text, cow_job_rows (job));
  else if (job->expired)
    cow_session_warn (session, "partial: the deadline passed after %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " tasks", job->n_ended,
                      job->tasks.n_tasks);
  if (job->call->timed)
    say_time (job->call);
  if (job->call->background || (session->mode == COW_MODE_PANES && !waited))
    cow_session_note (session, "%%%u %s: %s", job->id, cow_job_state (job), job->call->text);
  if (waited)
    session->foreground = NULL;
  session->listener.changed (session->listener.user);
  if (waited || session->mode == COW_MODE_PANES)
    command_ended (session, status, FALSE);
  else
    cow_session_advance (session);
}

/* ---- what is next ---- */

gboolean
cow_session_is_busy (CowSession *session)
{
  return session->foreground || !g_queue_is_empty (&session->scripts);
}

static gboolean
has_living_jobs (CowSession *session)
{
  for (guint i = 0; i < session->jobs->len; i++)
    if (!((CowJob *)g_ptr_array_index (session->jobs, i))->over)
      return TRUE;
  return FALSE;
}

/* Nothing more will run. What still runs is cancelled and keeps its rows: a job that ends comes back here. */
static void
leave (CowSession *session)
{
  session->ended = TRUE;
  if (!has_living_jobs (session))
    g_main_loop_quit (session->loop);
  for (guint i = 0; i < session->jobs->len; i++)
    cow_job_cancel (g_ptr_array_index (session->jobs, i));
}

/* The end of a batch: jobs in the background finish first; they may write files. */
static void
finish_batch (CowSession *session)
{
  if (session->interrupted || !has_living_jobs (session))
    leave (session);
}

static gboolean
advance (gpointer user)
{
  CowSession *session = user;
  CowScript *script;

  session->advance_source = 0;
  if (session->quitting || session->ended)
    {
      leave (session);
      return G_SOURCE_REMOVE;
    }
  if (session->foreground)
    return G_SOURCE_REMOVE;
  while ((script = g_queue_peek_head (&session->scripts)))
    {
      g_autoptr (GError) error = NULL;
      guint number = 0;
      g_autofree char *text = read_command (script, &number, &error);
      g_autofree char *where = NULL;

      if (text || error)
        {
          if (script->name)
            where = g_strdup_printf ("%s:%u", script->name, number);
          if (text)
            run_line (session, text, where, session->mode != COW_MODE_BATCH && script->stream == stdin);
          else
            {
              cow_session_error (session, where, error);
              command_ended (session, cow_status_of_error (error), FALSE);
            }
          return G_SOURCE_REMOVE;
        }
      g_queue_pop_head (&session->scripts);
      script_free (script);
    }
  if (!g_queue_is_empty (&session->typed))
    {
      g_autofree char *line = g_queue_pop_head (&session->typed);

      run_line (session, line, NULL, TRUE);
      return G_SOURCE_REMOVE;
    }
  if (session->mode == COW_MODE_BATCH)
    finish_batch (session);
  else
    session->listener.idle (session->listener.user);
  return G_SOURCE_REMOVE;
}

void
cow_session_advance (CowSession *session)
{
  if (!session->advance_source)
    session->advance_source = g_idle_add_full (G_PRIORITY_DEFAULT, advance, session, NULL);
}

void
cow_session_type (CowSession *session, const char *line)
{
  g_ptr_array_add (session->history, g_strdup (line));
  g_queue_push_tail (&session->typed, g_strdup (line));
  cow_session_advance (session);
}

void
cow_session_interrupt (CowSession *session)
{
  CowJob *job = session->foreground;

  /* In the panes the newest running job is what the user looks at. */
  for (guint i = session->jobs->len; i-- > 0 && !job && session->mode == COW_MODE_PANES;)
    {
      CowJob *candidate = g_ptr_array_index (session->jobs, i);

      if (!candidate->over)
        job = candidate;
    }
  cow_session_drop_scripts (session);
  g_queue_clear_full (&session->typed, g_free);
  if (session->mode == COW_MODE_BATCH)
    {
      session->interrupted = TRUE;
      session->status = COW_STATUS_INTERRUPTED;
    }
  if (job)
    cow_job_cancel (job);
  else
    cow_session_advance (session);
}

void
cow_session_quit (CowSession *session)
{
  session->quitting = TRUE;
  cow_session_advance (session);
}

void
cow_session_output_broke (CowSession *session)
{
  if (session->mode != COW_MODE_BATCH)
    return;
  cow_session_drop_scripts (session);
  session->interrupted = TRUE;
  session->status = COW_STATUS_FILE;
  if (session->foreground)
    cow_job_cancel (session->foreground);
  cow_session_advance (session);
}
