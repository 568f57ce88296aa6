/* output.c - what writers write to: one buffer, write() when it is full, the first error kept until the end.
 *
 * A writer need not look at each call: after an error nothing more is written and finish tells it. */
#include "graph/input.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES ((gsize)1 << 18)

struct _CowOutput
{
  int fd;
  int failed; /* errno of the first failure */
  gsize length;
  char buffer[BUFFER_BYTES];
};

CowOutput *
cow_output_new (int fd)
{
  CowOutput *output = g_malloc (sizeof *output);
  output->fd = fd;
  output->failed = 0;
  output->length = 0;
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

/* A place for `length` bytes in the buffer. */
static char *
reserve (CowOutput *output, gsize length)
{
  if (BUFFER_BYTES - output->length < length)
    flush (output);
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
  g_free (output);
  if (failed != 0)
    g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "cannot write: %s", g_strerror (failed));
  return failed == 0;
}
