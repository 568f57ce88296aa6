/* prompt.c - readline inside the panes.
 *
 * The trick: readline's callback interface reads from a queue that holds whole keys, and its redisplay hook
 * does nothing: the screen draws rl_line_buffer when it draws. So readline never touches the terminal. */
#include "config.h"

#include "ui/prompt.h"

#include <poll.h>
#include <stdio.h> /* before readline */
#include <readline/readline.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ui/complete.h"
#include "ui/draw.h"
#include "ui/plain.h"
#include "ui/text.h"

#define CANCEL_KEY 7 /* Ctrl-G */

struct _CowPrompt
{
  char *text;
  char *history_file;
  FILE *nowhere; /* what readline writes to */
  GString *queue;
  gsize taken; /* of queue */
  gboolean accepted;
  char *line;   /* what was accepted */
  guint scroll; /* columns of the line to the left of the window */
  GPtrArray *candidates;
};

static CowPrompt *current; /* readline's hooks carry no pointer */

static int
read_queue (FILE *stream)
{
  (void)stream;
  if (current && current->taken < current->queue->len)
    return (guchar)current->queue->str[current->taken++];
  /* readline wants more than the key we gave it, which no command bound by default does: it is told to give
   * up. */
  return CANCEL_KEY;
}

static int
is_queue_filled (void)
{
  return current && current->taken < current->queue->len;
}

static void
take_line (char *line)
{
  current->accepted = TRUE;
  current->line = line ? g_strdup (line) : NULL;
  free (line);
  /* Removed and installed again by cow_prompt_feed(): the next line begins afresh. */
  rl_callback_handler_remove ();
}

static void
show_nothing (void)
{
}

static void
keep_candidates (const char *const *candidates, guint n, gpointer user)
{
  CowPrompt *prompt = user;
  g_clear_pointer (&prompt->candidates, g_ptr_array_unref);
  prompt->candidates = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (prompt->candidates, cow_text_clean_dup (candidates[i]));
}

/* All before ncurses starts: readline asks the terminal database too, and the last one who asks wins. */
CowPrompt *
cow_prompt_new (const CowUserEvents *events, gpointer user, const char *history_file)
{
  CowPrompt *prompt = g_new0 (CowPrompt, 1);
  prompt->text = g_strdup ("cowpath> ");
  prompt->history_file = g_strdup (history_file);
  prompt->queue = g_string_new (NULL);
  prompt->nowhere = fopen ("/dev/null", "we");
  current = prompt;
  rl_readline_name = "cowpath";
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_change_environment = 0;
  rl_instream = stdin;
  rl_outstream = prompt->nowhere ? prompt->nowhere : stderr;
  rl_prep_term_function = NULL;
  rl_deprep_term_function = NULL;
  rl_getc_function = read_queue;
  rl_input_available_hook = is_queue_filled;
  rl_redisplay_function = show_nothing;
  rl_initialize ();
  rl_variable_bind ("bell-style", "none"); /* the bell would go to stderr */
  rl_variable_bind ("enable-bracketed-paste", "off");
  cow_complete_start (events, user, keep_candidates, prompt);
  cow_history_load (history_file);
  rl_callback_handler_install (prompt->text, take_line);
  return prompt;
}

void
cow_prompt_free (CowPrompt *prompt)
{
  if (!prompt)
    return;
  rl_callback_sigcleanup ();
  rl_callback_handler_remove ();
  cow_complete_stop ();
  rl_getc_function = rl_getc;
  rl_input_available_hook = NULL;
  rl_redisplay_function = rl_redisplay;
  rl_prep_term_function = rl_prep_terminal;
  rl_deprep_term_function = rl_deprep_terminal;
  rl_outstream = stdout;
  current = NULL;
  if (prompt->nowhere)
    fclose (prompt->nowhere);
  g_clear_pointer (&prompt->candidates, g_ptr_array_unref);
  g_string_free (prompt->queue, TRUE);
  g_free (prompt->line);
  g_free (prompt->text);
  g_free (prompt->history_file);
  g_free (prompt);
}

void
cow_prompt_set_text (CowPrompt *prompt, const char *text)
{
  g_free (prompt->text);
  prompt->text = cow_text_clean_dup (text);
  rl_set_prompt (prompt->text);
}

char *
cow_prompt_feed (CowPrompt *prompt, const char *bytes, gsize length)
{
  g_clear_pointer (&prompt->candidates, g_ptr_array_unref);
  g_string_truncate (prompt->queue, 0);
  prompt->taken = 0;
  g_string_append_len (prompt->queue, bytes, (gssize)length);
  while (!prompt->accepted && is_queue_filled ())
    rl_callback_read_char ();
  if (!prompt->accepted)
    return NULL;
  prompt->accepted = FALSE;
  prompt->scroll = 0;
  if (prompt->line)
    cow_history_add (prompt->history_file, prompt->line);
  rl_callback_handler_install (prompt->text, take_line); /* after: it goes to the end of the history */
  return g_steal_pointer (&prompt->line);
}

void
cow_prompt_clear (CowPrompt *prompt)
{
  g_clear_pointer (&prompt->candidates, g_ptr_array_unref);
  rl_free_line_state ();
  rl_callback_sigcleanup ();
  rl_callback_handler_remove ();
  rl_callback_handler_install (prompt->text, take_line);
  rl_replace_line ("", 1);
  prompt->scroll = 0;
}

gboolean
cow_prompt_is_empty (const CowPrompt *prompt)
{
  (void)prompt;
  return rl_end == 0
         && !RL_ISSTATE (RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG | RL_STATE_MULTIKEY);
}

const char *
cow_prompt_line (const CowPrompt *prompt, int *cursor)
{
  (void)prompt;
  *cursor = rl_point;
  return rl_line_buffer ? rl_line_buffer : "";
}

/* Keeps the cursor in sight with some room to its right, and moves only when it must. */
static void
scroll_to_cursor (CowPrompt *prompt, guint cursor, guint columns)
{
  if (columns == 0)
    return;
  guint step = MAX (1, columns / 4);
  if (cursor < prompt->scroll)
    prompt->scroll = cursor > step ? cursor - step : 0;
  if (cursor >= prompt->scroll + columns)
    prompt->scroll = cursor - columns + step;
}

void
cow_prompt_draw (CowPrompt *prompt, const CowTheme *theme, int row, int columns, int *cursor_column)
{
  g_autoptr (GString) line = g_string_new (NULL);
  /* During a search readline's prompt says what is searched for. */
  const char *text = rl_display_prompt ? rl_display_prompt : prompt->text;
  g_autofree char *shown = cow_text_clean_dup (text);
  int width = cow_draw_text (theme, row, 0, columns, shown, strlen (shown), COW_STYLE_HEADER);
  if (width > columns * 2 / 3) /* a narrow window: the line matters more */
    width = cow_draw_text (theme, row, 0, MIN (2, columns / 2), "> ", 2, COW_STYLE_HEADER);
  guint room = (guint)MAX (columns - width, 0);
  int point = CLAMP (rl_point, 0, rl_end);
  cow_text_clean (line, rl_line_buffer, (gsize)point);
  guint cursor = cow_text_width (line->str, line->len);
  cow_text_clean (line, rl_line_buffer + point, (gsize)(rl_end - point));
  scroll_to_cursor (prompt, cursor, room);
  guint skipped;
  gsize start = cow_text_fit (line->str, line->len, prompt->scroll, &skipped);
  cow_draw_field (theme, row, width, (int)room, line->str + start, COW_STYLE_PLAIN);
  *cursor_column = MIN (width + (int)(cursor - skipped), MAX (columns - 1, 0));
}

GPtrArray *
cow_prompt_candidates (const CowPrompt *prompt)
{
  return prompt->candidates;
}
