/* input.c - bytes of a file in blocks of 1 MiB, plain or through libarchive's raw filters.
 *
 * Lines are never copied: the buffer holds whole lines, what is left of the last one moves to the front before the next
 * block is read. Only read(), lseek() and fstat() touch the descriptor, so that the sandboxed child can run this; no mmap,
 * because a file that shrinks under a mapping kills the reader with SIGBUS. */
#include "config.h"

#include "graph/input.h"

#include <archive.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_BYTES ((gsize)1 << 20)
#define LINE_BYTES ((gsize)64 << 20)
#define BOMB_BYTES ((guint64)24 << 20) /* a small file may expand as it likes */
#define BOMB_RATIO 250           /* lists of edges expand to 3 to 20 times, the dullest grid to 60 */
#define SLACK_BYTES ((gsize)32)  /* zeros behind the text: readers look eight bytes ahead; and room for the \n a file may lack */
#define RAW_BYTES ((gsize)1 << 18) /* compressed, a read at a time */
#define MARK_BYTES ((gsize)16)   /* enough to tell how a file is compressed */
#define SMALL_FILE_BYTES ((guint64)16 << 10) /* compressed, and expands into a buffer that is no block */

struct _CowInput
{
  int fd;
  char *name;
  guint64 limit_bytes;
  guint64 size, consumed; /* of the file itself */
  struct timespec changed; /* when it was last written, at the start */
  guint64 *units;         /* told what is read of the file; NULL: nobody looks */
  guint64 unpacked;       /* bytes that ever entered the buffer */
  struct archive *archive; /* NULL: plain */
  char *raw;              /* compressed bytes on their way into the archive */
  gsize raw_length;       /* the first ones, read to recognise it */
  char *buffer;           /* SLACK_BYTES more than capacity */
  gsize capacity, position, end;
  gsize checked; /* no NUL byte before here */
  gboolean ended;
  GError *broken; /* the first failure to read; told again and again */
  gsize chunk, chunk_end; /* what cow_input_lines gave last */
  guint64 line_number;    /* of the last line, or of all before the chunk */
  const char *shown;      /* where places lie, when not in the chunk */
  guint64 shown_line;     /* lines before it */
};

static gboolean
fail (CowInput *input, GError **error, CowGraphError code, const char *format, ...) G_GNUC_PRINTF (4, 5);

static gboolean
fail (CowInput *input, GError **error, CowGraphError code, const char *format, ...)
{
  va_list list;
  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  if (input->broken == NULL)
    g_set_error (&input->broken, COW_GRAPH_ERROR, code, "%s: %s", input->name, message);
  if (error != NULL)
    *error = g_error_copy (input->broken);
  return FALSE;
}

static gboolean
refuse_line (CowInput *input, GError **error)
{
  if (input->broken == NULL)
    g_set_error (&input->broken, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s:%" G_GUINT64_FORMAT ": a line of more than 64 MiB", input->name,
                 input->line_number + 1);
  return fail (input, error, COW_GRAPH_ERROR_FILE, "%s", "");
}

/* Is so much text in so few bytes meant to fill a memory? */
static gboolean
is_bomb (CowInput *input)
{
  gint64 packed = archive_filter_bytes (input->archive, -1);

  return input->unpacked > BOMB_BYTES && packed > 0 && input->unpacked / (guint64)packed > BOMB_RATIO;
}

static gssize
read_some (int fd, void *bytes, gsize length)
{
  gssize got;
  do
    got = read (fd, bytes, length);
  while (got < 0 && errno == EINTR);
  return got;
}

/* The next bytes of the file. A file that is shorter or longer than it was is none that anybody meant to load. */
static gssize
read_file (CowInput *input, void *bytes, gsize length, const char **wrong)
{
  gssize got = read_some (input->fd, bytes, length);
  struct stat status;

  if (got < 0)
    {
      *wrong = g_strerror (errno);
      return -1;
    }
  input->consumed += (guint64)got;
  if (input->units != NULL)
    __atomic_fetch_add (input->units, (guint64)got, __ATOMIC_RELAXED);
  if (got > 0 || input->size == 0)
    return got;
  if (input->consumed != input->size)
    *wrong = input->consumed < input->size ? "it was truncated while it was read" : "it has grown while it was read";
  else if (fstat (input->fd, &status) == 0
           && (status.st_mtim.tv_sec != input->changed.tv_sec || status.st_mtim.tv_nsec != input->changed.tv_nsec))
    *wrong = "it was written while it was read";
  else
    return 0;
  return -1;
}

/* The callback of libarchive: first what was read to recognise the file, then the rest of it. */
static la_ssize_t
feed_archive (struct archive *archive, void *user, const void **bytes)
{
  CowInput *input = user;
  *bytes = input->raw;
  if (input->raw_length > 0)
    {
      gsize length = input->raw_length;
      input->raw_length = 0;
      return (la_ssize_t)length;
    }
  const char *wrong;
  gssize got = read_file (input, input->raw, RAW_BYTES, &wrong);
  if (got < 0)
    archive_set_error (archive, EIO, "%s", wrong);
  return got;
}

static gboolean
looks_compressed (const char *bytes, gsize length)
{
  static const struct
  {
    const char *magic;
    gsize length;
  } magics[] = {
    { "\x1f\x8b", 2 }, { "BZh", 3 }, { "\xfd" "7zXZ\0", 6 }, { "\x28\xb5\x2f\xfd", 4 }, { "\x04\x22\x4d\x18", 4 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
    if (length >= magics[i].length && memcmp (bytes, magics[i].magic, magics[i].length) == 0)
      /* A text may begin with BZh: its block size is a digit, and a block or the end of the stream follows. */
      if (i != 1 || (length >= 10 && g_ascii_isdigit (bytes[3])
                     && (memcmp (bytes + 4, "1AY&SY", 6) == 0 || memcmp (bytes + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0)))
        return TRUE;
  return FALSE;
}

static gboolean
open_archive (CowInput *input, GError **error)
{
  input->archive = archive_read_new ();
  if (input->archive == NULL)
    return fail (input, error, COW_GRAPH_ERROR_MEMORY, "no memory to decompress");
  /* One by one: "all" would add filters that run programs. */
  archive_read_support_filter_gzip (input->archive);
  archive_read_support_filter_bzip2 (input->archive);
  archive_read_support_filter_xz (input->archive);
  archive_read_support_filter_zstd (input->archive);
  archive_read_support_filter_lz4 (input->archive);
  archive_read_support_format_raw (input->archive);
  archive_read_support_format_empty (input->archive);
  struct archive_entry *entry;
  int status = archive_read_open (input->archive, input, NULL, feed_archive, NULL);
  if (status == ARCHIVE_OK)
    status = archive_read_next_header (input->archive, &entry);
  if (status == ARCHIVE_EOF)
    input->ended = TRUE; /* compressed nothing */
  else if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
    return fail (input, error, COW_GRAPH_ERROR_FILE, "cannot decompress: %s", archive_error_string (input->archive));
  return TRUE;
}

/* An empty buffer. */
static gboolean
allocate_buffer (CowInput *input, gsize bytes, GError **error)
{
  g_free (input->buffer);
  input->capacity = bytes;
  input->buffer = g_try_malloc (bytes + SLACK_BYTES);
  return input->buffer != NULL || fail (input, error, COW_GRAPH_ERROR_MEMORY, "no memory for a buffer of %" G_GSIZE_FORMAT " bytes", bytes);
}

CowInput *
cow_input_new (int fd, const char *name, guint64 limit_bytes, GError **error)
{
  g_autoptr (CowInput) input = g_new0 (CowInput, 1);
  input->fd = fd;
  input->name = g_strdup (name);
  input->limit_bytes = limit_bytes;
  struct stat status;
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    {
      off_t at = lseek (fd, 0, SEEK_CUR);

      input->size = (guint64)MAX (status.st_size - MAX (at, 0), 0);
      input->changed = status.st_mtim;
    }
  /* A small file needs no large buffer; the byte more is where its end is seen. */
  gsize wanted = input->size > 0 ? MIN (BLOCK_BYTES, input->size + 1) : BLOCK_BYTES;
  if (!allocate_buffer (input, MAX (wanted, MARK_BYTES), error))
    return NULL;

  /* Enough of the beginning to tell what compresses it: a pipe may give it a byte at a time. */
  while (input->end < MARK_BYTES && !input->ended)
    {
      gssize got = read_some (fd, input->buffer + input->end, MIN (input->capacity, RAW_BYTES) - input->end);
      if (got < 0)
        {
          fail (input, error, COW_GRAPH_ERROR_FILE, "cannot be read: %s", g_strerror (errno));
          return NULL;
        }
      input->ended = got == 0;
      input->end += (gsize)got;
    }
  input->consumed = input->end;
  if (looks_compressed (input->buffer, input->end))
    {
      input->raw = g_malloc (RAW_BYTES);
      memcpy (input->raw, input->buffer, input->end);
      input->raw_length = input->end;
      input->end = 0;
      input->ended = FALSE;
      if (!allocate_buffer (input, input->size > 0 && input->size < SMALL_FILE_BYTES ? RAW_BYTES : BLOCK_BYTES, error) || !open_archive (input, error))
        return NULL;
      /* The mark below needs the first bytes. */
      gsize length;
      (void)cow_input_peek (input, &length);
    }
  else
    {
      input->unpacked = input->end;
      memset (input->buffer + input->end, 0, SLACK_BYTES);
    }
  if (input->end >= 3 && memcmp (input->buffer, "\xef\xbb\xbf", 3) == 0)
    input->position = 3; /* the byte order mark of UTF-8 */
  return g_steal_pointer (&input);
}

void
cow_input_free (CowInput *input)
{
  if (input == NULL)
    return;
  if (input->archive != NULL)
    archive_read_free (input->archive);
  g_clear_error (&input->broken);
  g_free (input->raw);
  g_free (input->buffer);
  g_free (input->name);
  g_free (input);
}

const char *
cow_input_name (const CowInput *input)
{
  return input->name;
}

/* Moves what is left to the front, grows a full buffer, reads once. Sets `ended` at the end. */
static gboolean
fill (CowInput *input, gsize keep_from, GError **error)
{
  if (input->broken != NULL)
    return fail (input, error, COW_GRAPH_ERROR_FILE, "%s", "");
  if (keep_from > 0)
    {
      memmove (input->buffer, input->buffer + keep_from, input->end - keep_from);
      input->position -= keep_from;
      input->end -= keep_from;
      input->checked -= MIN (input->checked, keep_from);
    }
  if (input->end == input->capacity)
    {
      if (input->capacity >= LINE_BYTES)
        return refuse_line (input, error);
      gsize bytes = MIN (2 * input->capacity, LINE_BYTES);
      char *larger = g_try_realloc (input->buffer, bytes + SLACK_BYTES);
      if (larger == NULL)
        return fail (input, error, COW_GRAPH_ERROR_MEMORY, "no memory for a line of %" G_GSIZE_FORMAT " bytes", bytes);
      input->buffer = larger;
      input->capacity = bytes;
    }
  gsize room = input->capacity - input->end;
  gssize got;
  if (input->archive != NULL)
    {
      got = archive_read_data (input->archive, input->buffer + input->end, room);
      if (got < 0)
        return fail (input, error, COW_GRAPH_ERROR_FILE, "cannot decompress: %s", archive_error_string (input->archive));
    }
  else
    {
      const char *wrong;
      got = read_file (input, input->buffer + input->end, room, &wrong);
      if (got < 0)
        return fail (input, error, COW_GRAPH_ERROR_FILE, "cannot be read: %s", wrong);
    }
  input->ended = got == 0;
  input->end += (gsize)got;
  memset (input->buffer + input->end, 0, SLACK_BYTES);
  input->unpacked += (guint64)got;
  if (input->archive != NULL && is_bomb (input))
    return fail (input, error, COW_GRAPH_ERROR_FILE,
                 "expands to more than %d times its size, as only a bomb does; a file that is meant so can be loaded decompressed", BOMB_RATIO);
  if (input->limit_bytes != 0 && input->unpacked > input->limit_bytes)
    return fail (input, error, COW_GRAPH_ERROR_FILE, "more than the %" G_GUINT64_FORMAT " bytes allowed%s", input->limit_bytes,
                 input->archive != NULL ? " after decompression" : "");
  return TRUE;
}

const char *
cow_input_peek (CowInput *input, gsize *length)
{
  /* An error is told by the next read. */
  while (!input->ended && input->end - input->position < COW_INPUT_PEEK_BYTES && input->end < input->capacity)
    if (!fill (input, 0, NULL))
      break;
  *length = MIN (input->end - input->position, COW_INPUT_PEEK_BYTES);
  return input->buffer + input->position;
}

/* Counts in blocks of bytes that the compiler can turn into vectors. */
static guint64
count_newlines (const char *from, const char *to)
{
  guint64 count = 0;
  while (to - from >= 128)
    {
      guint8 block = 0;
      for (guint i = 0; i < 128; i++)
        block = (guint8)(block + (from[i] == '\n'));
      count += block;
      from += 128;
    }
  for (; from < to; from++)
    count += *from == '\n';
  return count;
}

static gboolean
refuse_nul (CowInput *input, gsize to, GError **error)
{
  if (input->checked >= to)
    return TRUE;
  gsize from = MAX (input->checked, input->position);
  const char *nul = from < to ? memchr (input->buffer + from, 0, to - from) : NULL;
  input->checked = to;
  if (nul == NULL)
    return TRUE;
  guint64 line = input->line_number + 1 + count_newlines (input->buffer + input->position, nul);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s:%" G_GUINT64_FORMAT ": NUL byte: not a text file", input->name,
               line);
  return FALSE;
}

/* Before new lines are given: what was given last is behind us. */
static void
leave_chunk (CowInput *input)
{
  input->line_number
      += count_newlines (input->buffer + input->chunk, input->buffer + MIN (input->position, input->chunk_end));
  input->chunk = input->chunk_end = input->position;
}

gboolean
cow_input_line (CowInput *input, const char **line, gsize *length, GError **error)
{
  leave_chunk (input);
  gsize searched = input->position;
  const char *newline;
  while ((newline = memchr (input->buffer + searched, '\n', input->end - searched)) == NULL && !input->ended)
    {
      searched = input->end - input->position;
      if (!fill (input, input->position, error))
        return FALSE;
      searched += input->position;
    }
  gsize end = newline != NULL ? (gsize)(newline - input->buffer) : input->end;
  if (newline == NULL && end == input->position)
    return FALSE;
  if (!refuse_nul (input, end, error))
    return FALSE;
  *line = input->buffer + input->position;
  *length = end - input->position;
  if (*length > 0 && (*line)[*length - 1] == '\r')
    --*length;
  input->position = newline != NULL ? end + 1 : end;
  input->chunk = input->chunk_end = input->position;
  input->line_number++;
  return TRUE;
}

gboolean
cow_input_lines (CowInput *input, const char **lines, gsize *length, GError **error)
{
  gsize known = input->chunk_end > input->position ? input->chunk_end - input->position : 0;
  leave_chunk (input);
  const char *newline;
  for (;;)
    {
      /* What was kept ends in a newline too, but alone it would be no progress. */
      gsize left = input->end - input->position;
      newline = memrchr (input->buffer + input->position + known, '\n', left - known);
      if (newline != NULL || input->ended)
        break;
      known = left;
      if (!fill (input, input->position, error))
        return FALSE;
    }
  input->chunk = input->chunk_end = input->position;
  gsize end = newline != NULL ? (gsize)(newline - input->buffer) + 1 : input->end;
  if (end == input->position)
    return FALSE;
  if (!refuse_nul (input, end, error))
    return FALSE;
  *lines = input->buffer + input->position;
  *length = end - input->position;
  if (newline == NULL && input->buffer[end - 1] != '\n')
    {
      /* The last line lacks its end. There is room: the buffer has one byte more than its capacity. */
      input->buffer[end] = '\n';
      input->end = end + 1;
      ++*length;
    }
  input->position += *length;
  input->chunk_end = input->position;
  return TRUE;
}

void
cow_input_keep (CowInput *input, gsize length)
{
  input->position = input->chunk_end - MIN (length, input->chunk_end - input->chunk);
}

gboolean
cow_input_at_end (const CowInput *input)
{
  return input->ended && input->chunk_end >= input->end;
}

gssize
cow_input_read (CowInput *input, const char **bytes, GError **error)
{
  if (input->position == input->end && !input->ended && !fill (input, input->position, error))
    return -1;
  *bytes = input->buffer + input->position;
  gsize length = input->end - input->position;
  input->position = input->end;
  input->chunk = input->chunk_end = input->position;
  return (gssize)length;
}

gboolean
cow_input_prepend (CowInput *input, const char *bytes, gsize length, GError **error)
{
  leave_chunk (input);
  gsize left = input->end - input->position, capacity = input->ended ? length + left + 1 : MAX (length + left + RAW_BYTES, BLOCK_BYTES);
  char *buffer = g_try_malloc (capacity + SLACK_BYTES);
  if (buffer == NULL)
    return fail (input, error, COW_GRAPH_ERROR_MEMORY, "no memory for a buffer of %" G_GSIZE_FORMAT " bytes", capacity);
  if (length > 0)
    memcpy (buffer, bytes, length);
  memcpy (buffer + length, input->buffer + input->position, left);
  g_free (input->buffer);
  input->buffer = buffer;
  input->capacity = capacity;
  input->position = input->checked = input->chunk = input->chunk_end = 0;
  input->end = length + left;
  memset (buffer + input->end, 0, SLACK_BYTES);
  input->line_number -= count_newlines (buffer, buffer + length);
  return TRUE;
}

void
cow_input_look_at (CowInput *input, const char *text, guint64 lines_before)
{
  input->shown = text;
  input->shown_line = lines_before;
}

void
cow_input_report (CowInput *input, guint64 *units)
{
  input->units = units;
  if (units != NULL)
    __atomic_fetch_add (units, input->consumed, __ATOMIC_RELAXED);
}

int
cow_input_descriptor (const CowInput *input)
{
  return input->archive == NULL && input->size > 0 ? input->fd : -1;
}

guint64
cow_input_line_number (const CowInput *input)
{
  return input->line_number;
}

guint64
cow_input_line_number_at (const CowInput *input, const char *place)
{
  if (input->shown != NULL)
    return input->shown_line + 1 + count_newlines (input->shown, place);
  return input->line_number + 1 + count_newlines (input->buffer + input->chunk, place);
}

guint64
cow_input_consumed (const CowInput *input)
{
  return input->consumed;
}

guint64
cow_input_size (const CowInput *input)
{
  return input->size;
}

gboolean
cow_input_is_plain (const CowInput *input)
{
  return input->archive == NULL;
}

double
cow_input_ratio (const CowInput *input)
{
  gint64 packed = input->archive != NULL ? archive_filter_bytes (input->archive, -1) : 0;

  return packed > 0 ? (double)input->unpacked / (double)packed : 1;
}

static gboolean
set_line_error (const CowInput *input, guint64 line, GError **error, const char *format, va_list list) G_GNUC_PRINTF (4, 0);

static gboolean
set_line_error (const CowInput *input, guint64 line, GError **error, const char *format, va_list list)
{
  g_autofree char *message = g_strdup_vprintf (format, list);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s:%" G_GUINT64_FORMAT ": %s", input->name, line, message);
  return FALSE;
}

gboolean
cow_input_error (const CowInput *input, GError **error, const char *format, ...)
{
  va_list list;
  va_start (list, format);
  set_line_error (input, input->line_number, error, format, list);
  va_end (list);
  return FALSE;
}

gboolean
cow_input_error_at (const CowInput *input, const char *place, GError **error, const char *format, ...)
{
  va_list list;
  va_start (list, format);
  set_line_error (input, cow_input_line_number_at (input, place), error, format, list);
  va_end (list);
  return FALSE;
}
