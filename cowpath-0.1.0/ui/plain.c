/* plain.c - line mode: the same prompt, completion and history without panes.
 *
 * The trick: one prompt reads one line. While a job runs no readline handler stands, so the terminal is as
 * the shell left it and Ctrl-C is a signal; typed keys wait in the terminal. */
#include "config.h"

#include "ui/plain.h"

#include <glib-unix.h>
#include <readline/readline.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ui/complete.h"
#include "ui/error.h"
#include "ui/screen.h"
#include "ui/terminal.h"
#include "ui/text.h"

struct _CowPlain
{
  const CowUserEvents *events;
  gpointer user;
  char *history_file, *prompt;
  FILE *terminal; /* where the line is drawn */
  gboolean own_terminal;
  gboolean prompting; /* a readline handler stands */
  gboolean accepted;
  char *line;     /* accepted; NULL: end of file */
  GQueue waiting; /* of char *: further lines of a paste */
  guint input_source, waiting_source;
};

static CowPlain *current; /* readline's hooks carry no pointer */

static void
remove_prompt (CowPlain *plain)
{
  g_clear_handle_id (&plain->input_source, g_source_remove);
  if (plain->prompting)
    {
      plain->prompting = FALSE;
      rl_callback_handler_remove ();
    }
}

/* readline lists what it is given on its own stream, so the candidates are cleaned copies. */
static void
list_candidates (const char *const *candidates, guint n, gpointer user)
{
  (void)user;
  guint longest = 0;
  g_auto (GStrv) clean = g_new0 (char *, n + 2);
  clean[0] = g_strdup ("");
  for (guint i = 0; i < n; i++)
    {
      clean[i + 1] = cow_text_clean_dup (candidates[i]);
      longest = MAX (longest, (guint)strlen (clean[i + 1]));
    }
  fputc ('\n', rl_outstream);
  rl_display_match_list (clean, (int)n, (int)longest);
  rl_forced_update_display ();
}

static FILE *
find_terminal (gboolean *own)
{
  *own = FALSE;
  if (isatty (STDOUT_FILENO))
    return stdout;
  if (isatty (STDERR_FILENO))
    return stderr;
  FILE *terminal = fopen ("/dev/tty", "we");
  *own = terminal != NULL;
  return terminal;
}

/**
 * cow_plain_new:
 * @history_file: (nullable): copied
 *
 * Errors: COW_UI_ERROR_TERMINAL: there is no terminal to type at
 */
CowPlain *
cow_plain_new (const CowUserEvents *events, gpointer user, const char *history_file, GError **error)
{
  gboolean own = FALSE;
  FILE *terminal = isatty (STDIN_FILENO) ? find_terminal (&own) : NULL;
  if (!terminal)
    {
      g_set_error_literal (error, COW_UI_ERROR, COW_UI_ERROR_TERMINAL, "no prompt: stdin is not a terminal");
      return NULL;
    }
  CowPlain *plain = g_new0 (CowPlain, 1);
  plain->events = events;
  plain->user = user;
  plain->history_file = g_strdup (history_file);
  plain->terminal = terminal;
  plain->own_terminal = own;
  g_queue_init (&plain->waiting);
  current = plain;
  cow_terminal_remember (STDIN_FILENO);
  rl_readline_name = "cowpath";
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_change_environment = 0;
  rl_instream = stdin;
  rl_outstream = terminal;
  rl_initialize ();
  cow_complete_start (events, user, list_candidates, plain);
  cow_history_load (history_file);
  return plain;
}

void
cow_plain_free (CowPlain *plain)
{
  if (!plain)
    return;
  remove_prompt (plain);
  g_clear_handle_id (&plain->waiting_source, g_source_remove);
  cow_complete_stop ();
  cow_terminal_restore ();
  cow_terminal_forget ();
  rl_outstream = stdout;
  if (plain->own_terminal)
    fclose (plain->terminal);
  g_queue_clear_full (&plain->waiting, g_free);
  g_free (plain->line);
  g_free (plain->history_file);
  g_free (plain->prompt);
  g_free (plain);
  current = NULL;
}

static void
take_line (char *line)
{
  current->accepted = TRUE;
  current->line = line ? g_strdup (line) : NULL;
  free (line);
  current->prompting = FALSE;
  rl_callback_handler_remove ();
}

/* The first line of a paste now, the others one by one when the program prompts again. The program may free
 * us: last. */
static void
deliver_line (CowPlain *plain)
{
  g_autofree char *line = g_steal_pointer (&plain->line);
  const CowUserEvents *events = plain->events;
  gpointer user = plain->user;
  plain->accepted = FALSE;
  g_clear_handle_id (&plain->input_source, g_source_remove);
  if (!line)
    {
      fputc ('\n', plain->terminal);
      fflush (plain->terminal);
      if (events->end)
        events->end (user);
      return;
    }
  g_auto (GStrv) lines = g_strsplit (line, "\n", -1);
  for (guint i = 1; lines[0] && lines[i]; i++)
    if (lines[i][0] || lines[i + 1])
      g_queue_push_tail (&plain->waiting, g_strdup (lines[i]));
  const char *first = lines[0] ? lines[0] : "";
  cow_history_add (plain->history_file, first);
  if (events->line)
    events->line (first, user);
}

static gboolean
read_key (int fd, GIOCondition condition, gpointer user)
{
  CowPlain *plain = user;
  (void)fd;
  (void)condition;
  rl_callback_read_char ();
  if (plain->accepted)
    deliver_line (plain);
  return G_SOURCE_CONTINUE; /* removed already when the line is over */
}

static gboolean
take_waiting_line (gpointer user)
{
  CowPlain *plain = user;
  plain->waiting_source = 0;
  plain->line = g_queue_pop_head (&plain->waiting);
  g_autofree char *shown = cow_text_clean_dup (plain->line);
  fprintf (plain->terminal, "%s%s\n", plain->prompt, shown);
  fflush (plain->terminal);
  deliver_line (plain);
  return G_SOURCE_REMOVE;
}

void
cow_plain_prompt (CowPlain *plain, const char *prompt)
{
  char *clean = cow_text_clean_dup (prompt); /* before the old one goes: it may be the same */
  g_free (plain->prompt);
  plain->prompt = clean;
  if (!g_queue_is_empty (&plain->waiting))
    {
      if (!plain->waiting_source)
        plain->waiting_source = g_idle_add (take_waiting_line, plain);
      return;
    }
  if (plain->prompting)
    return;
  plain->prompting = TRUE;
  rl_resize_terminal ();
  rl_callback_handler_install (plain->prompt, take_line);
  plain->input_source = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, read_key, plain);
}

void
cow_plain_hold (CowPlain *plain)
{
  g_clear_handle_id (&plain->waiting_source, g_source_remove);
  if (!plain->prompting)
    return;
  rl_clear_visible_line ();
  fflush (plain->terminal);
  remove_prompt (plain);
}

void
cow_plain_interrupt (CowPlain *plain)
{
  g_queue_clear_full (&plain->waiting, g_free);
  if (plain->waiting_source) /* the rest of a paste was about to run: ask instead */
    {
      g_clear_handle_id (&plain->waiting_source, g_source_remove);
      cow_plain_prompt (plain, plain->prompt);
      return;
    }
  if (!plain->prompting)
    return;
  rl_free_line_state ();
  rl_callback_sigcleanup ();
  rl_point = rl_end; /* what was typed stays readable above the new prompt */
  rl_redisplay ();
  fputs ("^C\n", plain->terminal);
  fflush (plain->terminal);
  remove_prompt (plain);
  cow_plain_prompt (plain, plain->prompt);
  rl_replace_line ("", 1);
}

void
cow_plain_resized (CowPlain *plain)
{
  if (plain->prompting)
    rl_resize_terminal ();
}

/**
 * cow_plain_print:
 * @text: whole lines of clean text
 */
void
cow_plain_print (CowPlain *plain, FILE *stream, const char *text)
{
  gboolean disturbs = plain->prompting && isatty (fileno (stream));
  if (disturbs)
    {
      rl_clear_visible_line ();
      fflush (plain->terminal);
    }
  fputs (text, stream);
  fflush (stream);
  if (disturbs)
    rl_forced_update_display ();
}
