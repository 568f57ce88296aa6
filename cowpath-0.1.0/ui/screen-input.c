/* screen-input.c - bytes from the terminal go where they belong: actions of the panes, the pager, or
 * readline.
 *
 * The trick: keys are told apart here, before readline sees a byte, so a key of the panes never types rubbish
 * into the line and readline keeps every key it knows. A paste is typed in line by line: each line of it
 * runs. */
#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

#include "ui/keys.h"
#include "ui/screen-private.h"

#define ESCAPE_WAIT_MS 50
#define SPLIT_STEP 0.1
#define PASTE_END "\033[201~"

static void
move_focus (CowScreen *screen, int step)
{
  CowLayoutWish *wish = &screen->wish;
  for (int i = 0; i < COW_N_PANES; i++)
    {
      wish->focus = (CowPane)(((int)wish->focus + step + COW_N_PANES) % COW_N_PANES);
      if (wish->focus == COW_PANE_OUTPUT || (wish->focus == COW_PANE_TABLE && wish->has_table)
          || (wish->focus == COW_PANE_JOBS && wish->n_jobs > 0))
        return;
    }
}

static void
scroll_focus (CowScreen *screen, int rows, gboolean pages)
{
  CowPane pane = screen->wish.focus;
  CowBand band = screen->layout.panes[pane];
  CowPaneContext context = cow_screen_context (screen);
  int frame = pane == COW_PANE_OUTPUT  ? 1
              : pane == COW_PANE_TABLE ? 3
                                       : 2; /* a page leaves one row of the last one */
  if (pages)
    rows *= MAX (band.height - frame, 1);
  if (pane == COW_PANE_OUTPUT)
    cow_output_pane_scroll (&screen->output, &context, band, rows);
  else if (pane == COW_PANE_TABLE)
    cow_table_pane_scroll (&screen->table, &context, band, rows);
  else
    cow_jobs_pane_scroll (&screen->jobs, &context, band, rows);
}

static void
go_to_start (CowScreen *screen)
{
  CowPaneContext context = cow_screen_context (screen);
  if (screen->wish.focus == COW_PANE_OUTPUT)
    cow_output_pane_start (&screen->output, &context);
  else if (screen->wish.focus == COW_PANE_TABLE)
    cow_table_pane_start (&screen->table);
  else
    screen->jobs.first = 0;
}

static void
follow_focus (CowScreen *screen)
{
  if (screen->wish.focus == COW_PANE_OUTPUT)
    screen->output.scrolled = FALSE;
  else if (screen->wish.focus == COW_PANE_TABLE)
    screen->table.scrolled = FALSE;
  else
    screen->jobs.first = G_MAXUINT; /* brought into range when drawn */
}

static void
move_split (CowScreen *screen, double step)
{
  screen->wish.output_share = CLAMP (screen->wish.output_share + step, 0.1, 0.9);
}

static void
open_help (CowScreen *screen)
{
  g_autofree char *help = cow_key_help ();
  cow_screen_page (screen, "keys", help);
}

static void
interrupt (CowScreen *screen)
{
  cow_prompt_clear (screen->prompt);
  if (screen->events->interrupt)
    screen->events->interrupt (screen->user);
}

static void
change_table (CowScreen *screen, int step)
{
  if (screen->events->next_table)
    screen->events->next_table (step, screen->user);
}

/* Returns FALSE when the key is readline's after all. */
static gboolean
run_action (CowScreen *screen, CowAction action)
{
  CowPaneContext context = cow_screen_context (screen);
  switch (action)
    {
    case COW_ACTION_NONE:
      return FALSE;
    case COW_ACTION_HELP:
      open_help (screen);
      break;
    case COW_ACTION_ZOOM:
      screen->wish.zoom = !screen->wish.zoom;
      break;
    case COW_ACTION_PREVIOUS_TABLE:
      change_table (screen, -1);
      break;
    case COW_ACTION_NEXT_TABLE:
      change_table (screen, 1);
      break;
    case COW_ACTION_NEXT_PANE:
      move_focus (screen, 1);
      break;
    case COW_ACTION_PREVIOUS_PANE:
      move_focus (screen, -1);
      break;
    case COW_ACTION_PAGE_UP:
      scroll_focus (screen, -1, TRUE);
      break;
    case COW_ACTION_PAGE_DOWN:
      scroll_focus (screen, 1, TRUE);
      break;
    case COW_ACTION_LINE_UP:
      scroll_focus (screen, -1, FALSE);
      break;
    case COW_ACTION_LINE_DOWN:
      scroll_focus (screen, 1, FALSE);
      break;
    case COW_ACTION_START:
      go_to_start (screen);
      break;
    case COW_ACTION_FOLLOW:
      follow_focus (screen);
      break;
    case COW_ACTION_FOLLOW_IF_EMPTY:
      if (!cow_prompt_is_empty (screen->prompt))
        return FALSE;
      follow_focus (screen);
      break;
    case COW_ACTION_COLUMN_LEFT:
      cow_table_pane_scroll_columns (&screen->table, &context, -1);
      break;
    case COW_ACTION_COLUMN_RIGHT:
      cow_table_pane_scroll_columns (&screen->table, &context, 1);
      break;
    case COW_ACTION_SPLIT_UP:
      move_split (screen, -SPLIT_STEP);
      break;
    case COW_ACTION_SPLIT_DOWN:
      move_split (screen, SPLIT_STEP);
      break;
    case COW_ACTION_REDRAW:
      cow_screen_redraw (screen);
      break;
    case COW_ACTION_INTERRUPT:
      interrupt (screen);
      break;
    default:
      break;
    }
  return TRUE;
}

static void
feed_readline (CowScreen *screen, const char *bytes, gsize length)
{
  g_autofree char *line = cow_prompt_feed (screen->prompt, bytes, length);
  if (!line)
    return;
  screen->output.scrolled = FALSE; /* who asks wants to see the answer */
  if (screen->events->line)
    screen->events->line (line, screen->user);
}

static void
end_input (CowScreen *screen)
{
  if (screen->events->end)
    screen->events->end (screen->user);
}

static void
handle_key (CowScreen *screen, guint key, const char *bytes, gsize length)
{
  if (screen->pager)
    {
      if (key == COW_KEY_CONTROL_CHAR + 12)
        cow_screen_redraw (screen);
      else if (!cow_pager_key (screen->pager, key, bytes, length))
        g_clear_pointer (&screen->pager, cow_pager_free);
    }
  else if (key == COW_KEY_PASTE_BEGIN)
    screen->pasting = TRUE;
  else if (key == COW_KEY_TEXT)
    {
      if (bytes[0] == 4 && cow_prompt_is_empty (screen->prompt)) /* Ctrl-D */
        end_input (screen);
      else
        feed_readline (screen, bytes, length);
    }
  else if (!run_action (screen, cow_key_find_action (key)))
    {
      const char *sequence = cow_key_readline_bytes (key);
      if (sequence)
        feed_readline (screen, sequence, strlen (sequence));
    }
}

/* One character of a paste: text is typed, line ends are Enter, a tab is a blank, other control characters
 * are left out. Returns the bytes used; 0: more must come. */
static gsize
handle_pasted (CowScreen *screen, const char *bytes, gsize length)
{
  gsize end = strlen (PASTE_END);
  if (bytes[0] == PASTE_END[0])
    {
      if (memcmp (bytes, PASTE_END, MIN (length, end)) != 0)
        return 1;
      if (length < end)
        return 0;
      screen->pasting = FALSE;
      return end;
    }
  guint key;
  gsize used = cow_key_decode (bytes, length, &key);
  if (used == 0 || screen->pager)
    return used;
  if (bytes[0] == '\r' || bytes[0] == '\n')
    {
      if (bytes[0] == '\r' && length > 1 && bytes[1] == '\n')
        used = 2;
      feed_readline (screen, "\r", 1);
    }
  else if (bytes[0] == '\t')
    feed_readline (screen, " ", 1);
  else if ((guchar)bytes[0] >= 0x20 && bytes[0] != 0x7f)
    feed_readline (screen, bytes, used);
  return used;
}

/* Takes one key. Returns the bytes used; 0: more must come. `last`: nothing follows, an Escape is a key of
 * its own. */
static gsize
take_key (CowScreen *screen, const char *bytes, gsize length, gboolean last)
{
  guint key;
  if (screen->pasting)
    return handle_pasted (screen, bytes, length);
  gsize used = cow_key_decode (bytes, length, &key);
  if (used == 0 && !last)
    return 0;
  if (used == 0)
    {
      used = length;
      key = COW_KEY_TEXT;
    }
  handle_key (screen, key, bytes, used);
  return used;
}

static void
handle_bytes (CowScreen *screen, gboolean last)
{
  gsize taken = 0, used = 1;
  while (taken < screen->input->len && used > 0 && !screen->freed && !screen->suspended)
    {
      used = take_key (screen, screen->input->str + taken, screen->input->len - taken, last);
      taken += used;
    }
  g_string_erase (screen->input, 0, (gssize)taken);
}

static gboolean take_lone_escape (gpointer user);

static void
run_input (CowScreen *screen, gboolean last)
{
  g_clear_handle_id (&screen->escape_source, g_source_remove);
  screen->depth++;
  handle_bytes (screen, last);
  screen->depth--;
  if (screen->freed)
    {
      cow_screen_free (screen);
      return;
    }
  if (screen->input->len > 0 && !screen->suspended && !screen->pasting)
    screen->escape_source = g_timeout_add (ESCAPE_WAIT_MS, take_lone_escape, screen);
  cow_screen_draw (screen);
}

static gboolean
take_lone_escape (gpointer user)
{
  CowScreen *screen = user;
  screen->escape_source = 0;
  run_input (screen, TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
read_input (int fd, GIOCondition condition, gpointer user)
{
  CowScreen *screen = user;
  char bytes[4096];
  (void)condition;
  ssize_t n = read (fd, bytes, sizeof bytes);
  if (n < 0 && (errno == EINTR || errno == EAGAIN))
    return G_SOURCE_CONTINUE;
  if (n <= 0) /* the terminal is gone */
    {
      screen->input_source = 0;
      screen->depth++;
      end_input (screen);
      screen->depth--;
      if (screen->freed)
        cow_screen_free (screen);
      return G_SOURCE_REMOVE;
    }
  /* Ctrl-C that comes alone ends a paste whose end was lost: nobody may be locked out. */
  if (screen->pasting && n == 1 && bytes[0] == 3)
    {
      screen->pasting = FALSE;
      g_string_truncate (screen->input, 0);
    }
  g_string_append_len (screen->input, bytes, n);
  run_input (screen, FALSE);
  return G_SOURCE_CONTINUE;
}

void
cow_screen_start_input (CowScreen *screen)
{
  if (!screen->input_source)
    screen->input_source = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, read_input, screen);
}

void
cow_screen_stop_input (CowScreen *screen)
{
  g_clear_handle_id (&screen->input_source, g_source_remove);
  g_clear_handle_id (&screen->escape_source, g_source_remove);
}
