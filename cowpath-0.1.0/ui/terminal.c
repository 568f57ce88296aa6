/* terminal.c - the state of the terminal: remembered before we touch it, put back whatever happens.
 *
 * The trick: the bytes that leave full-screen mode are looked up when it is entered, so that a signal handler
 * needs only tcsetattr() and write(), which are async-signal-safe. Hence the one global in ui/: a handler
 * gets no pointer. */
#include "config.h"

#include "ui/terminal.h"

#include <curses.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "ui/error.h"
#include "ui/screen.h"

G_DEFINE_QUARK (cow - ui - error - quark, cow_ui_error)

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

static struct
{
  volatile sig_atomic_t remembered, full_screen;
  int fd;
  struct termios settings;
  char leave[256];
  gsize leave_bytes;
} saved;

gboolean
cow_terminal_is_able (const char *name, const char **why)
{
  int status = 0;
  if (setupterm (name, STDOUT_FILENO, &status) != OK)
    {
      *why = "this kind of terminal is not known (TERM)";
      return FALSE;
    }
  gboolean able = cursor_address && clear_screen && !hard_copy;
  del_curterm (cur_term);
  if (!able)
    *why = "this kind of terminal cannot move its cursor (TERM)";
  return able;
}

void
cow_terminal_remember (int fd)
{
  saved.remembered = 0;
  saved.fd = fd;
  if (tcgetattr (fd, &saved.settings) == 0)
    saved.remembered = 1;
}

/* Beside ncurses, not through stdio: the two have buffers of their own. Async-signal-safe. */
static void
write_bytes (const char *bytes, gsize length)
{
  while (length > 0)
    {
      ssize_t n = write (STDOUT_FILENO, bytes, length);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return;
      bytes += n;
      length -= (gsize)n;
    }
}

static int
put_leave_byte (int byte)
{
  if (saved.leave_bytes < sizeof saved.leave)
    saved.leave[saved.leave_bytes++] = (char)byte;
  return byte;
}

static void
add_leave_sequence (const char *sequence)
{
  if (sequence && sequence != (const char *)-1)
    tputs (sequence, 1, put_leave_byte);
}

static void
prepare_leave (void)
{
  saved.leave_bytes = 0;
  add_leave_sequence (PASTE_OFF);
  add_leave_sequence (exit_attribute_mode);
  add_leave_sequence (orig_pair);
  add_leave_sequence (cursor_normal);
  add_leave_sequence (exit_ca_mode ? exit_ca_mode : "\r\n");
}

/* Keys come as bytes; Ctrl-C too, because the line must hear of it. Ctrl-Z stays a signal: the program
 * decides. */
static void
set_raw_keys (int fd)
{
  struct termios settings;
  if (tcgetattr (fd, &settings) != 0)
    return;
  settings.c_lflag &= (tcflag_t) ~(ICANON | ECHO | IEXTEN);
  settings.c_lflag |= ISIG;
  settings.c_iflag &= (tcflag_t) ~(IXON | ICRNL | INLCR | IGNCR | ISTRIP);
  settings.c_cc[VINTR] = _POSIX_VDISABLE;
  settings.c_cc[VQUIT] = _POSIX_VDISABLE;
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  tcsetattr (fd, TCSADRAIN, &settings);
}

void
cow_terminal_enter (int fd)
{
  set_raw_keys (fd);
  prepare_leave ();
  saved.full_screen = 1;
  write_bytes (PASTE_ON, strlen (PASTE_ON));
}

void
cow_terminal_leave (void)
{
  write_bytes (PASTE_OFF, strlen (PASTE_OFF));
  saved.full_screen = 0;
}

void
cow_terminal_forget (void)
{
  saved.remembered = 0;
}

void
cow_terminal_restore (void)
{
  int old_errno = errno;
  if (saved.full_screen)
    {
      saved.full_screen = 0;
      write_bytes (saved.leave, saved.leave_bytes);
    }
  if (saved.remembered)
    tcsetattr (saved.fd, TCSANOW, &saved.settings);
  errno = old_errno;
}
