/* session.c - see session.h: made, freed, and what it says. */
#include "app/session.h"

#include <stdarg.h>
#include <string.h>

#include "app/job.h"

static void
free_value (gpointer data)
{
  g_free (data);
}

CowSession *
cow_session_new (CowMode mode, const CowListener *listener)
{
  CowSession *session = g_new0 (CowSession, 1);

  session->mode = mode;
  session->listener = *listener;
  cow_settings_init (&session->settings);
  session->graphs = cow_graphs_new ();
  session->jobs = g_ptr_array_new ();
  session->next_job_id = 1;
  session->last.values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_value);
  session->last.texts = g_string_chunk_new (256);
  g_queue_init (&session->scripts);
  g_queue_init (&session->typed);
  session->history = g_ptr_array_new_with_free_func (g_free);
  session->variables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return session;
}

void
cow_session_free (CowSession *session)
{
  if (session->advance_source)
    g_source_remove (session->advance_source);
  for (guint i = 0; i < session->jobs->len; i++)
    cow_job_free (g_ptr_array_index (session->jobs, i));
  g_ptr_array_unref (session->jobs);
  cow_session_drop_scripts (session);
  g_queue_clear_full (&session->typed, g_free);
  cow_graphs_free (session->graphs);
  g_hash_table_unref (session->last.values);
  g_string_chunk_free (session->last.texts);
  g_ptr_array_unref (session->history);
  g_hash_table_unref (session->variables);
  g_free (session);
}

static void
say (CowSession *session, gboolean is_error, const char *format, va_list arguments)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);

  session->listener.say (text, is_error, session->listener.user);
}

void
cow_session_note (CowSession *session, const char *format, ...)
{
  va_list arguments;

  if (session->settings.quiet)
    return;
  va_start (arguments, format);
  say (session, FALSE, format, arguments);
  va_end (arguments);
}

void
cow_session_warn (CowSession *session, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  say (session, TRUE, format, arguments);
  va_end (arguments);
}

void
cow_session_error (CowSession *session, const char *where, const GError *error)
{
  if (where)
    cow_session_warn (session, "%s: %s", where, error->message);
  else
    cow_session_warn (session, "%s", error->message);
}

void
cow_session_print (CowSession *session, const char *text)
{
  session->listener.print (text, strlen (text), session->listener.user);
}

CowJob *
cow_session_find_job (CowSession *session, const char *word, gint64 *task, GError **error)
{
  guint64 id = 0, number = 0;
  char end;

  if (task)
    *task = -1;
  if (g_str_equal (word, "%%") || g_str_equal (word, "%"))
    {
      for (guint i = session->jobs->len; i-- > 0;)
        if (((CowJob *)g_ptr_array_index (session->jobs, i))->id)
          return g_ptr_array_index (session->jobs, i);
      cow_fail (error, COW_STATUS_USAGE, "there is no job");
      return NULL;
    }
  if (sscanf (word, "%%%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT "%c", &id, &number, &end) == 2)
    {
      if (task)
        *task = (gint64)number;
    }
  else if (sscanf (word, "%%%" G_GUINT64_FORMAT "%c", &id, &end) != 1)
    {
      cow_fail (error, COW_STATUS_USAGE, "\"%s\" is no job: write %%N or %%%%", word);
      return NULL;
    }
  for (guint i = 0; i < session->jobs->len; i++)
    {
      CowJob *job = g_ptr_array_index (session->jobs, i);

      if (id && job->id == id)
        return job;
    }
  cow_fail (error, COW_STATUS_USAGE, "there is no job %s", word);
  return NULL;
}

void
cow_session_forget_job (CowSession *session, CowJob *job)
{
  g_ptr_array_remove (session->jobs, job);
  session->listener.changed (session->listener.user);
  cow_job_free (job);
}
