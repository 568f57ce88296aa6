/* screen.c - the panes: life, layout and drawing.
 *
 * The trick: whoever changes something says so (cow_screen_changed) and a timeout draws at most 30 times a
 * second; when nothing changes nothing wakes up. Each frame is drawn whole from the model into ncurses, which
 * sends only the difference. */
#include "config.h"

#include "ui/screen.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "ui/draw.h"
#include "ui/error.h"
#include "ui/screen-private.h"
#include "ui/terminal.h"
#include "ui/text.h"

#define FRAME_US 33333
#define LEAST_ROWS 6
#define LEAST_COLUMNS 20
#define ROWS_MAX 1000 /* a terminal that claims more is not believed */
#define COLUMNS_MAX 2000

static gboolean
find_size (int *rows, int *columns)
{
  struct winsize size;
  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
    return FALSE;
  *rows = MIN (size.ws_row, ROWS_MAX);
  *columns = MIN (size.ws_col, COLUMNS_MAX);
  return TRUE;
}

/**
 * cow_screen_possible:
 * @why: (out) (optional): static text, set when the answer is no
 */
gboolean
cow_screen_possible (const char **why)
{
  const char *name = getenv ("TERM"), *unused;
  int rows = LEAST_ROWS, columns = LEAST_COLUMNS;
  if (!why)
    why = &unused;
  *why = NULL;
  if (!isatty (STDIN_FILENO) || !isatty (STDOUT_FILENO))
    *why = "stdin and stdout are not both a terminal";
  else if (!name || !name[0])
    *why = "TERM is not set";
  else if (strcmp (name, "dumb") == 0)
    *why = "the terminal is dumb (TERM)";
  else if (cow_terminal_is_able (name, why))
    {
      find_size (&rows, &columns); /* a size that is not known will do */
      if (rows < LEAST_ROWS || columns < LEAST_COLUMNS)
        *why = "the terminal is smaller than 20x6";
    }
  return *why == NULL;
}

static void
do_nothing (int number)
{
  (void)number;
}

/* ncurses takes signals that belong to the program; they are given back. And each time it draws it ignores SIGTSTP, which
 * throws one away that is blocked and not yet read: a Ctrl-Z would be lost. It leaves that signal alone for good when it is
 * caught by somebody else at the start (seen with ncurses 6.4). */
static SCREEN *
start_curses (void)
{
  static const int taken[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };
  struct sigaction before[G_N_ELEMENTS (taken)], caught = { .sa_handler = do_nothing };
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    sigaction (taken[i], NULL, &before[i]);
  sigaction (SIGTSTP, &caught, NULL);
  SCREEN *curses = newterm (NULL, stdout, stdin);
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    sigaction (taken[i], &before[i], NULL);
  return curses;
}

static void
set_up_curses (CowScreen *screen, gboolean color)
{
  set_term (screen->curses);
  noecho ();
  nonl ();
  intrflush (stdscr, FALSE);
  idlok (stdscr, TRUE);
  scrollok (stdscr, FALSE);
  cow_terminal_enter (STDIN_FILENO);
  def_prog_mode ();
  cow_theme_init (&screen->theme, color);
}

/**
 * cow_screen_new:
 * @history_file: (nullable): copied
 * @model: and @events, @user: borrowed for the life of the screen
 *
 * There is one screen per process. The program has called setlocale().
 *
 * Errors: COW_UI_ERROR_TERMINAL: the terminal cannot show panes
 */
CowScreen *
cow_screen_new (const CowModel *model, const CowUserEvents *events, gpointer user, const char *history_file,
                gboolean color, GError **error)
{
  const char *why;
  if (!cow_screen_possible (&why))
    {
      g_set_error (error, COW_UI_ERROR, COW_UI_ERROR_TERMINAL, "no panes: %s", why);
      return NULL;
    }
  CowScreen *screen = g_new0 (CowScreen, 1);
  screen->model = model;
  screen->events = events;
  screen->user = user;
  screen->input = g_string_new (NULL);
  screen->wish = (CowLayoutWish){ .output_share = 0.5, .focus = COW_PANE_OUTPUT };
  cow_terminal_remember (STDIN_FILENO);
  screen->prompt = cow_prompt_new (events, user, history_file);
  screen->curses = start_curses ();
  if (!screen->curses)
    {
      g_set_error_literal (error, COW_UI_ERROR, COW_UI_ERROR_TERMINAL,
                           "no panes: the terminal could not be set up");
      cow_terminal_forget ();
      cow_prompt_free (screen->prompt);
      g_string_free (screen->input, TRUE);
      g_free (screen);
      return NULL;
    }
  set_up_curses (screen, color);
  getmaxyx (stdscr, screen->rows, screen->columns);
  cow_screen_resized (screen);
  cow_screen_start_input (screen);
  return screen;
}

static void
end_curses (CowScreen *screen)
{
  if (screen->curses && !screen->suspended)
    {
      cow_terminal_leave ();
      endwin ();
    }
}

void
cow_screen_free (CowScreen *screen)
{
  if (!screen)
    return;
  if (!screen->freed)
    {
      screen->freed = TRUE;
      cow_screen_stop_input (screen);
      g_clear_handle_id (&screen->draw_source, g_source_remove);
      end_curses (screen);
      cow_terminal_restore ();
      cow_terminal_forget ();
      cow_prompt_free (screen->prompt);
      g_clear_pointer (&screen->pager, cow_pager_free);
    }
  if (screen->depth > 0) /* the program frees us from a callback: the rest when that returns */
    return;
  delscreen (screen->curses);
  cow_table_pane_clear (&screen->table);
  g_string_free (screen->input, TRUE);
  g_free (screen);
}

CowPaneContext
cow_screen_context (const CowScreen *screen)
{
  return (CowPaneContext){ screen->model, screen->user, &screen->theme, screen->columns };
}

static void
draw_status (CowScreen *screen)
{
  if (screen->layout.status.height == 0)
    return;
  g_autofree char *right = NULL;
  g_autofree char *left = screen->model->status (screen->user, &right);
  g_autofree char *clean_left = cow_text_clean_dup (left ? left : "");
  g_autofree char *clean_right = cow_text_clean_dup (right ? right : "");
  int row = screen->layout.status.row;
  int right_width = (int)cow_text_width (clean_right, strlen (clean_right));
  cow_draw_field (&screen->theme, row, 0, screen->columns, "", COW_STYLE_STATUS);
  if (right_width + 12 > screen->columns)
    right_width = 0;
  if (right_width > 0)
    cow_draw_text (&screen->theme, row, screen->columns - right_width - 1, right_width, clean_right,
                   strlen (clean_right), COW_STYLE_STATUS);
  cow_draw_text (&screen->theme, row, 1, screen->columns - right_width - (right_width > 0 ? 4 : 2),
                 clean_left, strlen (clean_left), COW_STYLE_STATUS);
}

static void
draw_hint (CowScreen *screen)
{
  if (screen->layout.hint.height == 0)
    return;
  int cursor;
  const char *line = cow_prompt_line (screen->prompt, &cursor);
  g_autofree char *hint = screen->model->hint ? screen->model->hint (screen->user, line, cursor) : NULL;
  g_autofree char *clean = cow_text_clean_dup (
      hint && hint[0] ? hint
                      : "F1 keys · F2 zoom · F3/F4 results · F6 pane · Tab completes · Ctrl-C cancels");
  cow_draw_text (&screen->theme, screen->layout.hint.row, 0, screen->columns, clean, strlen (clean),
                 COW_STYLE_DIM);
}

/* Candidates of a completion: in columns, over what is above the prompt, at most half of the window. */
static void
draw_candidates (CowScreen *screen)
{
  GPtrArray *candidates = cow_prompt_candidates (screen->prompt);
  int above = screen->layout.prompt.row - screen->layout.status.height;
  if (!candidates || candidates->len == 0 || above < 1)
    return;
  guint widest = 1;
  for (guint i = 0; i < candidates->len; i++)
    {
      const char *text = g_ptr_array_index (candidates, i);
      widest = MAX (widest, cow_text_width (text, strlen (text)));
    }
  int cell = (int)MIN (widest + 2, (guint)screen->columns);
  int across = MAX (1, screen->columns / cell);
  int wanted = (int)((candidates->len + (guint)across - 1) / (guint)across);
  int height = MIN (wanted, MAX (1, above / 2 + 1));
  int top = screen->layout.prompt.row - height;
  for (int y = 0; y < height; y++)
    cow_draw_field (&screen->theme, top + y, 0, screen->columns, "", COW_STYLE_POPUP);
  int shown = MIN ((int)candidates->len, height * across);
  for (int i = 0; i < shown; i++)
    {
      const char *text = g_ptr_array_index (candidates, i);
      cow_draw_text (&screen->theme, top + i % height, (i / height) * cell, cell - (cell < screen->columns),
                     text, strlen (text), COW_STYLE_POPUP);
    }
  if (shown < (int)candidates->len)
    {
      g_autofree char *more = g_strdup_printf (" … %u more ", candidates->len - (guint)shown);
      int width = MIN ((int)cow_text_width (more, strlen (more)), screen->columns);
      cow_draw_text (&screen->theme, top + height - 1, screen->columns - width, width, more, strlen (more),
                     COW_STYLE_MATCH);
    }
}

static void
compute_layout (CowScreen *screen)
{
  CowPaneContext context = cow_screen_context (screen);
  CowLayoutWish *wish = &screen->wish;
  wish->rows = screen->rows;
  wish->has_table = cow_table_pane_update (&screen->table, &context);
  wish->table_rows = screen->table.rows_seen;
  wish->n_jobs = screen->model->n_jobs (screen->user);
  if ((wish->focus == COW_PANE_TABLE && !wish->has_table)
      || (wish->focus == COW_PANE_JOBS && wish->n_jobs == 0))
    wish->focus = COW_PANE_OUTPUT;
  cow_layout_compute (wish, &screen->layout);
}

static void
draw_panes (CowScreen *screen, int *cursor_row, int *cursor_column)
{
  CowPaneContext context = cow_screen_context (screen);
  compute_layout (screen);
  draw_status (screen);
  const CowBand *panes = screen->layout.panes;
  cow_output_pane_draw (&screen->output, &context, panes[COW_PANE_OUTPUT]);
  cow_table_pane_draw (&screen->table, &context, panes[COW_PANE_TABLE], screen->wish.focus == COW_PANE_TABLE);
  cow_jobs_pane_draw (&screen->jobs, &context, panes[COW_PANE_JOBS], screen->wish.focus == COW_PANE_JOBS);
  draw_hint (screen);
  draw_candidates (screen);
  *cursor_row = screen->layout.prompt.row;
  if (screen->layout.prompt.height > 0)
    cow_prompt_draw (screen->prompt, &screen->theme, *cursor_row, screen->columns, cursor_column);
}

void
cow_screen_draw (CowScreen *screen)
{
  g_clear_handle_id (&screen->draw_source, g_source_remove);
  if (screen->suspended || screen->freed)
    return;
  int cursor_row = 0, cursor_column = 0;
  werase (stdscr);
  if (screen->pager)
    cow_pager_draw (screen->pager, &screen->theme, screen->rows, screen->columns, &cursor_row,
                    &cursor_column);
  else
    draw_panes (screen, &cursor_row, &cursor_column);
  wmove (stdscr, cursor_row, cursor_column);
  wnoutrefresh (stdscr);
  doupdate ();
  screen->drawn_us = g_get_monotonic_time ();
}

static gboolean
draw_when_due (gpointer user)
{
  CowScreen *screen = user;
  screen->draw_source = 0;
  cow_screen_draw (screen);
  return G_SOURCE_REMOVE;
}

/**
 * cow_screen_changed:
 *
 * Draws soon: at once when the last frame is long ago, else when its time is over. Cheap to call for every
 * change.
 */
void
cow_screen_changed (CowScreen *screen)
{
  if (screen->draw_source || screen->suspended || screen->freed)
    return;
  gint64 wait_us = screen->drawn_us + FRAME_US - g_get_monotonic_time ();
  screen->draw_source
      = g_timeout_add ((guint)CLAMP (wait_us / 1000, 0, FRAME_US / 1000), draw_when_due, screen);
}

void
cow_screen_follow (CowScreen *screen)
{
  screen->output.scrolled = FALSE;
  screen->table.scrolled = FALSE;
  cow_screen_changed (screen);
}

void
cow_screen_redraw (CowScreen *screen)
{
  clearok (curscr, TRUE);
  cow_screen_draw (screen);
}

void
cow_screen_resized (CowScreen *screen)
{
  int rows = screen->rows, columns = screen->columns;
  if (screen->suspended)
    return;
  if (find_size (&rows, &columns) && (rows != LINES || columns != COLS))
    resizeterm (rows, columns);
  getmaxyx (stdscr, screen->rows, screen->columns);
  cow_screen_redraw (screen);
}

void
cow_screen_suspend (CowScreen *screen)
{
  if (screen->suspended)
    return;
  cow_screen_stop_input (screen);
  g_clear_handle_id (&screen->draw_source, g_source_remove);
  end_curses (screen);
  screen->suspended = TRUE;
  cow_terminal_restore ();
}

/* The shell may have changed the settings meanwhile: what is to be restored is remembered anew. */
void
cow_screen_resume (CowScreen *screen)
{
  if (!screen->suspended)
    return;
  screen->suspended = FALSE;
  cow_terminal_remember (STDIN_FILENO);
  reset_prog_mode ();
  cow_terminal_enter (STDIN_FILENO);
  cow_screen_start_input (screen);
  cow_screen_resized (screen);
}

/* One row of the window as text, without the blanks at its end. */
static void
append_row (GString *out, int row, int columns)
{
  gsize start = out->len;
  for (int x = 0; x < columns;)
    {
      cchar_t cell;
      wchar_t cluster[CCHARW_MAX + 1] = { L' ' };
      attr_t attributes;
      short pair;
      if (mvwin_wch (stdscr, row, x, &cell) != OK
          || getcchar (&cell, cluster, &attributes, &pair, NULL) != OK)
        cluster[0] = L' ';
      for (guint i = 0; i < CCHARW_MAX && cluster[i]; i++)
        g_string_append_unichar (out, (gunichar)cluster[i]);
      int width = wcwidth (cluster[0]);
      x += MAX (width, 1);
    }
  while (out->len > start && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  g_string_append_c (out, '\n');
}

/**
 * cow_screen_text:
 *
 * Returns: (transfer full): the window as it is now, one line per row
 */
char *
cow_screen_text (CowScreen *screen)
{
  GString *out = g_string_new (NULL);
  cow_screen_draw (screen);
  for (int row = 0; row < screen->rows; row++)
    append_row (out, row, screen->columns);
  return g_string_free (out, FALSE);
}

void
cow_screen_page (CowScreen *screen, const char *title, const char *text)
{
  g_clear_pointer (&screen->pager, cow_pager_free);
  screen->pager = cow_pager_new (title, text);
  cow_screen_changed (screen);
}

/**
 * cow_screen_prompt:
 * @prompt: foreign text is cleaned; default "cowpath> "
 */
void
cow_screen_prompt (CowScreen *screen, const char *prompt)
{
  cow_prompt_set_text (screen->prompt, prompt);
  cow_screen_changed (screen);
}
