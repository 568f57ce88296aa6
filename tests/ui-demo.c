/* ui-demo.c - the panes and the line mode over an invented model: to try by hand, and what the terminal tests
 * drive.
 *
 * Every line typed is echoed into the output. Commands: rows N, wide, hostile, jobs N, stream, stop, say
 * TEXT, page, dump FILE, crash, hold (line mode: a second of foreground work), quit. `ui-demo [--plain]
 * [--no-color] [HISTORY]`. */
#include "config.h"

#include <glib-unix.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "ui/plain.h"
#include "ui/screen.h"

#define HOSTILE                                                                                              \
  "\033]0;owned\007\033[2J\xc2\x9b"                                                                          \
  "31mred \xe2\x80\xaetxt.exe\x7f \xff\xfe \xe2\x80\x8b\r\n\t."

typedef struct
{
  GMainLoop *loop;
  CowScreen *screen;
  CowPlain *plain;
  GPtrArray *lines; /* of char *, the first byte is the style */
  guint64 rows;
  gboolean table, wide, hostile;
  guint jobs, ticks, stream_source;
  guint table_number;
} Demo;

static void
say (Demo *demo, CowLineStyle style, const char *text)
{
  if (demo->plain)
    {
      g_autofree char *line = g_strconcat (text, "\n", NULL);
      cow_plain_print (demo->plain, stdout, line);
      return;
    }
  g_ptr_array_add (demo->lines, g_strdup_printf ("%c%s", '0' + (int)style, text));
  cow_screen_changed (demo->screen);
}

static char *
get_status (gpointer user, char **right)
{
  Demo *demo = user;
  *right = g_strdup_printf ("tick %u", demo->ticks);
  return g_strdup (demo->hostile ? HOSTILE : "demo: grid 1,000,000 vertices");
}

static guint64
get_n_lines (gpointer user)
{
  return ((Demo *)user)->lines->len;
}

static guint64
get_first_line (gpointer user)
{
  (void)user;
  return 0;
}

static const char *
get_line (gpointer user, guint64 index, CowLineStyle *style)
{
  const char *line = g_ptr_array_index (((Demo *)user)->lines, index);
  *style = (CowLineStyle)(line[0] - '0');
  return line + 1;
}

static char *
get_table_title (gpointer user)
{
  Demo *demo = user;
  return demo->table ? g_strdup_printf ("%%%u distances @s '*'", demo->table_number) : NULL;
}

static guint
get_n_columns (gpointer user)
{
  return ((Demo *)user)->wide ? 12 : 4;
}

static const char *
get_column_title (gpointer user, guint column, gboolean *right)
{
  static const char *const titles[]
      = { "from", "to", "cost", "path", "e", "f", "g", "h", "i", "j", "k", "last" };
  (void)user;
  *right = column == 2;
  return titles[column];
}

static guint64
get_n_rows (gpointer user)
{
  return ((Demo *)user)->rows;
}

static char *
get_cell (gpointer user, guint64 row, guint column)
{
  Demo *demo = user;
  if (demo->hostile)
    return g_strdup (HOSTILE);
  switch (column)
    {
    case 0:
      return g_strdup_printf ("v%" G_GUINT64_FORMAT, row);
    case 1:
      return g_strdup (row % 3 == 0 ? "東京駅" : "Zürich");
    case 2:
      return g_strdup_printf ("%" G_GUINT64_FORMAT, row * 17 % 100003);
    case 3:
      return g_strdup (row % 5 == 0
                           ? "a → b → c → d → e → f → g → h → i → j → k → l → m → n → o → p → q → r → s"
                           : "a → b");
    default:
      return g_strdup_printf ("column %u", column);
    }
}

static guint
get_n_jobs (gpointer user)
{
  return ((Demo *)user)->jobs;
}

static void
get_job (gpointer user, guint index, CowJobItem *item)
{
  Demo *demo = user;
  guint number = demo->jobs - index;
  gboolean active = index < 2;
  double fraction = active ? (demo->ticks * 7 + number * 31) % 1000 / 1000.0 : 1;
  *item = (CowJobItem){
    .title = demo->hostile ? g_strdup (HOSTILE) : g_strdup_printf ("%%%u distances @s '*'", number),
    .state = g_strdup (active            ? "running"
                       : number % 3 == 0 ? "failed"
                                         : "done"),
    .fraction = number % 4 == 1 && active ? -1 : fraction,
    .tasks = 5000,
    .done = (guint64)(fraction * 5000),
    .failed = number % 3 == 0 ? 17 : 0,
    .rows = demo->rows,
    .rate = active ? 123.4 : 0,
    .seconds = 12.3,
    .eta_seconds = active ? 95 : -1,
    .workers = active ? 2 : 0,
    .private_bytes = active ? 12900000 : 0,
    .shared_bytes = active ? 8589934592u : 0,
    .active = active,
  };
}

static char *
get_hint (gpointer user, const char *line, int cursor)
{
  (void)user;
  (void)cursor;
  return g_str_has_prefix (line, "rows") ? g_strdup ("rows N: add N rows to the table") : NULL;
}

static const CowModel model = {
  .status = get_status,
  .n_lines = get_n_lines,
  .first_line = get_first_line,
  .line = get_line,
  .table_title = get_table_title,
  .n_columns = get_n_columns,
  .column_title = get_column_title,
  .n_rows = get_n_rows,
  .cell = get_cell,
  .n_jobs = get_n_jobs,
  .job = get_job,
  .hint = get_hint,
};

static gboolean
tick (gpointer user)
{
  Demo *demo = user;
  demo->ticks++;
  demo->rows += 37;
  cow_screen_changed (demo->screen);
  return G_SOURCE_CONTINUE;
}

static void
show_table (Demo *demo, guint64 rows)
{
  demo->table = TRUE;
  demo->rows += rows;
  cow_screen_changed (demo->screen);
}

static void
dump_screen (Demo *demo, const char *file)
{
  g_autofree char *text = cow_screen_text (demo->screen);
  g_file_set_contents (file, text, -1, NULL);
}

static void
open_page (Demo *demo)
{
  g_autoptr (GString) text = g_string_new ("N\bNA\bAM\bME\bE\n\t_\bc_\bow - a page\n");
  for (int i = 1; i <= 200; i++)
    g_string_append_printf (text, "line %d of the page%s\n", i,
                            i == 150      ? " needle"
                            : i % 40 == 0 ? HOSTILE
                                          : "");
  cow_screen_page (demo->screen, "demo(1)", text->str);
}

static gboolean
end_hold (gpointer user)
{
  Demo *demo = user;
  say (demo, COW_LINE_NOTE, "held work done");
  cow_plain_prompt (demo->plain, "demo> ");
  return G_SOURCE_REMOVE;
}

/* Commands of the panes. */
static gboolean
run_screen_command (Demo *demo, const char *line)
{
  if (g_str_has_prefix (line, "rows "))
    show_table (demo, g_ascii_strtoull (line + 5, NULL, 10));
  else if (strcmp (line, "wide") == 0)
    demo->wide = !demo->wide;
  else if (strcmp (line, "hostile") == 0)
    demo->hostile = !demo->hostile;
  else if (g_str_has_prefix (line, "jobs "))
    demo->jobs = (guint)g_ascii_strtoull (line + 5, NULL, 10);
  else if (strcmp (line, "stream") == 0 && !demo->stream_source)
    demo->stream_source = g_timeout_add (5, tick, demo);
  else if (strcmp (line, "stop") == 0)
    g_clear_handle_id (&demo->stream_source, g_source_remove);
  else if (strcmp (line, "page") == 0)
    open_page (demo);
  else if (strcmp (line, "late") == 0) /* Ctrl-Z that is read only after something is drawn */
    {
      raise (SIGTSTP);
      cow_screen_resized (demo->screen);
    }
  else if (g_str_has_prefix (line, "dump "))
    dump_screen (demo, line + 5);
  else
    return FALSE;
  return TRUE;
}

static void
take_line (const char *line, gpointer user)
{
  Demo *demo = user;
  g_autofree char *echo = g_strconcat ("> ", line, NULL);
  say (demo, COW_LINE_COMMAND, echo);
  if (strcmp (line, "quit") == 0)
    g_main_loop_quit (demo->loop);
  else if (strcmp (line, "free") == 0) /* freed from within its own callback */
    {
      g_clear_pointer (&demo->screen, cow_screen_free);
      g_main_loop_quit (demo->loop);
      return;
    }
  else if (strcmp (line, "crash") == 0)
    raise (SIGSEGV);
  else if (g_str_has_prefix (line, "say "))
    say (demo, COW_LINE_PLAIN, line + 4);
  else if (strcmp (line, "hold") == 0 && demo->plain)
    {
      cow_plain_hold (demo->plain);
      g_timeout_add (300, end_hold, demo);
      return;
    }
  else if (!(demo->screen && run_screen_command (demo, line)) && line[0])
    say (demo, COW_LINE_ERROR, "unknown command");
  if (demo->hostile)
    say (demo, COW_LINE_NOTE, HOSTILE);
  if (demo->plain && g_main_loop_is_running (demo->loop))
    cow_plain_prompt (demo->plain, "demo> ");
}

static void
interrupt (gpointer user)
{
  say (user, COW_LINE_NOTE, "interrupted");
}

static void
end (gpointer user)
{
  g_main_loop_quit (((Demo *)user)->loop);
}

static char **
complete (const char *line, int start, int line_end, gpointer user)
{
  static const char *const words[]
      = { "rows", "wide", "hostile",   "jobs",         "stream",          "stop",        "say", "page",
          "dump", "quit", "--weight=", "\"New York\"", "\"New Yonkers\"", "evil\033[31m" };
  (void)user;
  g_autofree char *word = g_strndup (line + start, (gsize)(line_end - start));
  g_autoptr (GStrvBuilder) found = g_strv_builder_new ();
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (words[i], word))
      g_strv_builder_add (found, words[i]);
  return g_strv_builder_end (found);
}

static void
next_table (int step, gpointer user)
{
  Demo *demo = user;
  demo->table_number += (guint)step;
  cow_screen_changed (demo->screen);
}

static const CowUserEvents events = {
  .line = take_line, .interrupt = interrupt, .end = end, .complete = complete, .next_table = next_table
};

/* For a test that must know when a change of size has come: one line for each, COLUMNSxROWS. */
static void
note_size (void)
{
  const char *file = g_getenv ("UI_DEMO_SIZES");
  FILE *stream = file ? fopen (file, "ae") : NULL;
  struct winsize size;
  if (stream && ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
    fprintf (stream, "%dx%d\n", size.ws_col, size.ws_row);
  if (stream)
    fclose (stream);
}

static gboolean
take_signal (int fd, GIOCondition condition, gpointer user)
{
  Demo *demo = user;
  struct signalfd_siginfo info;
  (void)condition;
  if (read (fd, &info, sizeof info) != sizeof info)
    return G_SOURCE_CONTINUE;
  if (info.ssi_signo == SIGWINCH && demo->screen)
    cow_screen_resized (demo->screen);
  else if (info.ssi_signo == SIGWINCH && demo->plain)
    cow_plain_resized (demo->plain);
  if (info.ssi_signo == SIGWINCH)
    note_size ();
  if (info.ssi_signo == SIGTSTP && demo->screen)
    {
      cow_screen_suspend (demo->screen);
      kill (getpid (), SIGSTOP);
      cow_screen_resume (demo->screen);
    }
  else if (info.ssi_signo == SIGINT && demo->plain)
    cow_plain_interrupt (demo->plain);
  else if (info.ssi_signo == SIGTERM)
    g_main_loop_quit (demo->loop);
  return G_SOURCE_CONTINUE;
}

static void
restore_and_die (int number)
{
  cow_terminal_restore ();
  signal (number, SIG_DFL);
  raise (number);
}

static void
watch_signals (Demo *demo)
{
  sigset_t set;
  sigemptyset (&set);
  sigaddset (&set, SIGWINCH);
  sigaddset (&set, SIGTSTP);
  sigaddset (&set, SIGINT);
  sigaddset (&set, SIGTERM);
  sigprocmask (SIG_BLOCK, &set, NULL);
  g_unix_fd_add (signalfd (-1, &set, SFD_CLOEXEC | SFD_NONBLOCK), G_IO_IN, take_signal, demo);
  signal (SIGSEGV, restore_and_die);
}

int
main (int argc, char **argv)
{
  Demo demo = { .table_number = 3 };
  gboolean plain = FALSE, color = TRUE;
  const char *history = NULL;
  g_autoptr (GError) error = NULL;
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
  for (int i = 1; i < argc; i++)
    {
      plain = plain || strcmp (argv[i], "--plain") == 0;
      color = color && strcmp (argv[i], "--no-color") != 0;
      if (argv[i][0] != '-')
        history = argv[i];
    }
  demo.loop = g_main_loop_new (NULL, FALSE);
  demo.lines = g_ptr_array_new_with_free_func (g_free);
  watch_signals (&demo);
  if (plain)
    demo.plain = cow_plain_new (&events, &demo, history, &error);
  else
    demo.screen = cow_screen_new (&model, &events, &demo, history, color, &error);
  if (error)
    {
      fprintf (stderr, "ui-demo: %s\n", error->message);
      g_ptr_array_unref (demo.lines);
      g_main_loop_unref (demo.loop);
      return 3;
    }
  if (plain)
    cow_plain_prompt (demo.plain, "demo> ");
  g_main_loop_run (demo.loop);
  g_clear_handle_id (&demo.stream_source, g_source_remove);
  g_clear_pointer (&demo.screen, cow_screen_free);
  g_clear_pointer (&demo.plain, cow_plain_free);
  g_ptr_array_unref (demo.lines);
  g_main_loop_unref (demo.loop);
  puts ("demo ended");
  return 0;
}
