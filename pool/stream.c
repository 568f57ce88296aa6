/* stream.c - from a worker's pipe to on_bytes and on_task.
 *
 * The trick is the rerun: a task that is run again sends its stream from the beginning, and what was delivered before
 * is skipped here while its checksum is compared, so that nothing is lost, nothing comes twice, and a task whose
 * answer is not repeatable is found out instead of patched together. */
#include "pool/job.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

#include "pool/checksum.h"

#define READS_PER_TURN 4

static void
open_stream (CowPoolChild *child, guint64 task)
{
  const CowPoolTrace *trace = g_hash_table_lookup (child->job->traces, &task);
  child->task = task;
  child->position = 0;
  child->crc = 0;
  child->skip = trace != NULL ? trace->delivered : 0;
  child->skip_crc = trace != NULL ? trace->crc : 0;
  child->mute = FALSE;
}

void
cow_pool_child_keep_stream (CowPoolChild *child)
{
  if (child->task == COW_BOARD_IDLE)
    return;
  if (child->position > child->skip && !child->mute)
    {
      CowPoolTrace *trace = cow_pool_job_trace (child->job, child->task);
      trace->delivered = child->position;
      trace->crc = child->crc;
    }
  child->task = COW_BOARD_IDLE;
}

/* Returns: FALSE when the record cannot follow what came before. */
static gboolean
take_data (CowPoolChild *child, const CowRecord *record)
{
  CowPoolJob *job = child->job;
  if (record->offset != child->position)
    return FALSE;

  const guint8 *bytes = record->payload;
  gsize length = record->length;
  if (child->position < child->skip)
    {
      gsize known = (gsize)MIN ((guint64)length, child->skip - child->position);
      child->crc = cow_checksum_add (child->crc, bytes, known);
      child->position += known;
      bytes += known;
      length -= known;
      if (child->position == child->skip && child->crc != child->skip_crc)
        child->mute = TRUE;
    }
  child->position += length;
  if (length == 0 || child->mute)
    return TRUE;

  child->crc = cow_checksum_add (child->crc, bytes, length);
  job->bytes += length;
  if (job->first_byte_ns == 0)
    job->first_byte_ns = cow_pool_now () - job->start_ns;
  if (job->spec.on_bytes != NULL)
    job->spec.on_bytes (job, record->task, bytes, length, job->spec.user);
  return TRUE;
}

static gboolean
take_grown (CowPoolChild *child, const CowRecord *record)
{
  CowPoolJob *job = child->job;
  if (job->memfd < 0 || record->offset <= child->grown)
    return FALSE;
  child->grown = record->offset;
  if (job->spec.on_grown != NULL && !child->mute)
    job->spec.on_grown (job, record->offset, job->spec.user);
  return TRUE;
}

static void
end_differing (CowPoolChild *child, guint64 task)
{
  cow_pool_job_end_task (
      child->job, task, COW_TASK_FAILED,
      g_error_new (COW_POOL_ERROR, COW_POOL_ERROR_CRASHED,
                   "task %" G_GUINT64_FORMAT ": its answer is not repeatable: a worker died on it, and the second run differs"
                   " from the first %" G_GUINT64_FORMAT " bytes",
                   task, child->skip));
}

/* The stop flag was up when the task ended: because its time was over, because the job stops, or by mistake, for the
 * flag was raised for the task before. */
static void
end_interrupted (CowPoolChild *child, guint64 task)
{
  CowPoolJob *job = child->job;
  if (child->expired_task == task)
    cow_pool_job_end_task (job, task, COW_TASK_TIMED_OUT,
                           g_error_new (COW_POOL_ERROR, COW_POOL_ERROR_TIMEOUT,
                                        "task %" G_GUINT64_FORMAT " took longer than %.3f s", task,
                                        (double)job->spec.task_timeout_ns / 1e9));
  else if (!cow_pool_job_is_stopping (job))
    {
      g_array_append_val (job->redo, task);
      cow_pool_job_wake (job);
    }
}

/* Of a task that ends now, for the first time. */
static void
take_tallies (CowPoolJob *job, const CowRecord *record)
{
  guint64 tallies[COW_POOL_TALLIES];
  if (record->length != sizeof tallies || job->spec.on_tallies == NULL || cow_pool_job_has_ended (job, record->task))
    return;
  memcpy (tallies, record->payload, sizeof tallies);
  job->spec.on_tallies (job, record->task, tallies, job->spec.user);
}

static gboolean
take_end (CowPoolChild *child, const CowRecord *record)
{
  CowPoolJob *job = child->job;
  guint64 task = record->task;
  if (record->offset != child->position)
    return FALSE;

  gboolean interrupted = record->outcome == COW_RECORD_INTERRUPTED;
  gboolean answered = record->outcome == COW_TASK_DONE || record->outcome == COW_TASK_NEGATIVE;
  gboolean differs = child->mute || (answered && child->position < child->skip);
  if (interrupted && !child->mute)
    cow_pool_child_keep_stream (child);
  child->task = COW_BOARD_IDLE;
  if (interrupted)
    end_interrupted (child, task);
  else if (differs)
    end_differing (child, task);
  else if (answered)
    {
      take_tallies (job, record);
      cow_pool_job_end_task (job, task, (CowTaskOutcome)record->outcome, NULL);
    }
  else
    {
      GError *error = cow_record_error (record);
      if (error == NULL)
        error = g_error_new (COW_POOL_ERROR, COW_POOL_ERROR_FRAME, "task %" G_GUINT64_FORMAT " failed without a reason", task);
      cow_pool_job_end_task (job, task, COW_TASK_FAILED, error);
    }
  return TRUE;
}

/* The first record of a task opens its stream, and until its end there is no other. Returns: FALSE when the record cannot follow what came before. */
static gboolean
take_record (CowPoolChild *child, const CowRecord *record)
{
  if (record->task >= child->job->spec.n_tasks)
    return FALSE;
  if (child->task == COW_BOARD_IDLE && !cow_pool_job_has_ended (child->job, record->task))
    open_stream (child, record->task);
  if (record->task != child->task)
    return FALSE;
  switch (record->kind)
    {
    case COW_RECORD_DATA:
      return take_data (child, record);
    case COW_RECORD_GROWN:
      return take_grown (child, record);
    case COW_RECORD_END:
      return take_end (child, record);
    }
  return FALSE;
}

/* Apply the whole frames in the buffer. Returns: FALSE when a worker sent what is no frame, or the job was freed. */
static gboolean
take_frames (CowPoolChild *child)
{
  gsize position = 0;
  gboolean sound = TRUE;
  while (sound)
    {
      CowFrame frame;
      gssize length = cow_frame_decode (child->buffer + position, child->fill - position, &frame);
      if (length == 0)
        break;
      sound = length > 0 && frame.sequence == child->sequence++;
      CowRecord record;
      while (sound && cow_frame_next (&frame, &record))
        {
          sound = take_record (child, &record);
          if (child->job->freed)
            return FALSE;
        }
      if (sound)
        position += (gsize)length;
    }
  if (!sound)
    {
      child->bad = TRUE;
      return FALSE;
    }
  memmove (child->buffer, child->buffer + position, child->fill - position);
  child->fill -= position;
  return TRUE;
}

/* Read once. Returns: FALSE when there is nothing more now. */
static gboolean
read_some (CowPoolChild *child)
{
  gssize n = read (child->read_fd, child->buffer + child->fill, COW_POOL_READ_BYTES - child->fill);
  if (n < 0 && errno == EINTR)
    return TRUE;
  if (n < 0 && errno == EAGAIN)
    {
      child->eof = child->reaped; /* nobody is left who could write */
      return FALSE;
    }
  if (n <= 0)
    {
      child->eof = TRUE;
      return FALSE;
    }
  child->fill += (gsize)n;
  if (take_frames (child))
    return TRUE;
  if (!child->job->freed)
    {
      child->eof = TRUE; /* nothing it says is believed any more */
      cow_pool_child_signal (child, SIGKILL);
    }
  return FALSE;
}

void
cow_pool_child_read (CowPoolChild *child)
{
  CowPoolJob *job = cow_pool_job_ref (child->job);
  /* A living worker gets its turns; of a dead one all is read, for a child of its own may keep the pipe open. */
  for (int i = 0; (i < READS_PER_TURN || child->reaped) && !job->freed && !job->held; i++)
    if (!read_some (child))
      break;
  if (!job->freed && child->eof)
    {
      cow_pool_source_clear (&child->read_source);
      cow_pool_child_check_buried (child);
    }
  cow_pool_job_unref (job);
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer data)
{
  (void)fd, (void)condition;
  cow_pool_child_read (data);
  return G_SOURCE_CONTINUE;
}

static void
read_words (CowPoolChild *child)
{
  char text[1024];
  gssize n;
  while ((n = read (child->stderr_fd, text, sizeof text)) > 0)
    {
      g_string_append_len (child->words, text, n);
      if (child->words->len > 2 * COW_POOL_WORDS_BYTES)
        g_string_erase (child->words, 0, (gssize)(child->words->len - COW_POOL_WORDS_BYTES));
      if (!child->reaped && n < (gssize)sizeof text)
        break;
    }
  if (n == 0)
    cow_pool_source_clear (&child->stderr_source);
}

static gboolean
on_stderr (int fd, GIOCondition condition, gpointer data)
{
  (void)fd, (void)condition;
  read_words (data);
  return G_SOURCE_CONTINUE;
}

void
cow_pool_child_watch_bytes (CowPoolChild *child, gboolean on)
{
  if (!on)
    cow_pool_source_clear (&child->read_source);
  else if (child->read_source == NULL && !child->eof)
    child->read_source = cow_pool_source_add (g_unix_fd_source_new (child->read_fd, G_IO_IN | G_IO_HUP | G_IO_ERR),
                                              G_PRIORITY_DEFAULT + 10, G_SOURCE_FUNC (on_readable), child);
}

void
cow_pool_child_watch (CowPoolChild *child)
{
  child->buffer = g_malloc (COW_POOL_READ_BYTES);
  child->words = g_string_new (NULL);
  cow_pool_child_watch_bytes (child, !child->job->held);
  child->stderr_source = cow_pool_source_add (g_unix_fd_source_new (child->stderr_fd, G_IO_IN | G_IO_HUP | G_IO_ERR),
                                              G_PRIORITY_DEFAULT + 20, G_SOURCE_FUNC (on_stderr), child);
}

char *
cow_pool_child_last_words (CowPoolChild *child)
{
  read_words (child);
  char *text = child->words->str;
  g_strchomp (text);
  const char *newline = strrchr (text, '\n');
  const char *line = newline != NULL ? newline + 1 : text;
  if (*line == '\0')
    return NULL;
  char *words = g_utf8_make_valid (line, -1);
  for (char *at = words; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      if (c < 0x20 || c == 0x7f)
        *at = '?';
      else if (c >= 0x80 && c < 0xa0) /* C1, two bytes */
        at[0] = at[1] = '?';
    }
  if (strlen (words) > 300)
    {
      char *cut = g_utf8_find_prev_char (words, words + 300);
      *cut = '\0';
    }
  return words;
}
