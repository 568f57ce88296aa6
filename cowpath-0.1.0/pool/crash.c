/* crash.c - the handler that runs when a worker dies.
 *
 * The trick: the kernel tells a handler who sent a signal (si_code, si_pid), but tells the parent nothing of it. So the
 * worker writes it on the board with its last breath, and a kill from outside is never counted against a task. */
#include "pool/crash.h"

#include <string.h>
#include <unistd.h>

#include "pool/signals.h"

static CowBoardSlot *own_slot; /* a handler has no other way to know */

gsize
cow_crash_put_number (char *text, gsize length, guint64 value, guint base)
{
  char digits[32];
  gsize n = 0;
  do
    digits[n++] = "0123456789abcdef"[value % base];
  while ((value /= base) != 0);
  while (n > 0)
    text[length++] = digits[--n];
  return length;
}

static gsize
put_text (char *text, gsize length, const char *part)
{
  gsize n = strlen (part);
  memcpy (text + length, part, n);
  return length + n;
}

static const char *
name_code (int number, int code)
{
  if (number == SIGSEGV)
    return code == SEGV_ACCERR ? "writing or reading protected memory" : "touching unmapped memory";
  if (number == SIGBUS)
    return "touching memory that has no page";
  if (number == SIGFPE)
    return code == FPE_INTDIV ? "dividing by zero" : "an arithmetic fault";
  if (number == SIGILL)
    return "an illegal instruction";
  return "a fault";
}

static void
on_fault (int number, siginfo_t *info, void *context)
{
  (void)context;
  pid_t sender = info->si_pid;
  if (info->si_code <= 0 && sender != getpid ())
    {
      cow_store (&own_slot->outside_pid, sender);
      __atomic_store_n (&own_slot->outside_signal, (guint32)number, __ATOMIC_RELEASE);
    }
  else if (info->si_code > 0 && number != SIGTRAP) /* g_error traps, and has said why */
    {
      char text[160];
      gsize length = put_text (text, 0, name_code (number, info->si_code));
      length = put_text (text, length, " at 0x");
      length = cow_crash_put_number (text, length, (guintptr)info->si_addr, 16);
      text[length++] = '\n';
      if (write (STDERR_FILENO, text, length) < 0)
        length = 0;
    }
  cow_signals_pass (number, info);
}

void
cow_crash_watch (CowBoardSlot *slot)
{
  own_slot = slot;
  cow_signals_catch_faults (on_fault);
}
