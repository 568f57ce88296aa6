/* output.c - what writers write to: one buffer, as large as it needs to be up to 256 KiB, write() when it is full, the first error kept
 * until the end.
 *
 * A writer need not look at each call: after an error nothing more is written and finish tells it. */
#include "graph/input.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES ((gsize)1 << 18)
#define FIRST_BYTES ((gsize)4 << 10)

struct _CowOutput
{
  int fd;
  int failed; /* errno of the first failure */
  gsize length, capacity;
  char *buffer;
};

CowOutput *
cow_output_new (int fd)
{
  CowOutput *output = g_new0 (CowOutput, 1);
  output->fd = fd;
  output->capacity = FIRST_BYTES;
  output->buffer = g_malloc (FIRST_BYTES);
  return output;
}

static void
write_all (CowOutput *output, const char *bytes, gsize length)
{
  while (length > 0 && output->failed == 0)
    {
      gssize done = write (output->fd, bytes, length);
      if (done < 0 && errno == EINTR)
        continue;
      if (done <= 0)
        output->failed = done < 0 ? errno : EIO;
      else
        {
          bytes += done;
          length -= (gsize)done;
        }
    }
}

static void
flush (CowOutput *output)
{
  write_all (output, output->buffer, output->length);
  output->length = 0;
}

static void
make_room (CowOutput *output, gsize length)
{
  if (output->capacity < BUFFER_BYTES)
    {
      output->capacity = MIN (MAX (2 * output->capacity, output->length + length), BUFFER_BYTES);
      output->buffer = g_realloc (output->buffer, output->capacity);
    }
  if (output->capacity - output->length < length)
    flush (output);
}

/* A place for `length` bytes, at most BUFFER_BYTES, in the buffer. */
static inline char *
reserve (CowOutput *output, gsize length)
{
  if (G_UNLIKELY (output->capacity - output->length < length))
    make_room (output, length);
  return output->buffer + output->length;
}

void
cow_output_bytes (CowOutput *output, const void *bytes, gsize length)
{
  if (length > BUFFER_BYTES)
    {
      flush (output);
      write_all (output, bytes, length);
      return;
    }
  memcpy (reserve (output, length), bytes, length);
  output->length += length;
}

void
cow_output_printf (CowOutput *output, const char *format, ...)
{
  va_list list;
  va_start (list, format);
  g_autofree char *text = g_strdup_vprintf (format, list);
  va_end (list);
  cow_output_bytes (output, text, strlen (text));
}

void
cow_output_int (CowOutput *output, gint64 value)
{
  output->length += cow_number_format_int (value, reserve (output, 24));
}

void
cow_output_real (CowOutput *output, double value)
{
  output->length += cow_number_format_real (value, reserve (output, 32));
}

void
cow_output_cost (CowOutput *output, CowCost cost)
{
  if (cost.kind == COW_COST_INT)
    cow_output_int (output, cost.integer);
  else
    cow_output_real (output, cow_cost_as_double (cost));
}

gboolean
cow_output_finish (CowOutput *output, GError **error)
{
  flush (output);
  /* A pipe or a terminal cannot be synced, and need not. */
  if (output->failed == 0 && fsync (output->fd) < 0 && errno != EINVAL && errno != EROFS && errno != ENOTSUP)
    output->failed = errno;
  int failed = output->failed;
  g_free (output->buffer);
  g_free (output);
  if (failed != 0)
    g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "cannot write: %s", g_strerror (failed));
  return failed == 0;
}
