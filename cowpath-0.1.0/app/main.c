/* main.c - options of the program, the mode they mean, and the main loop. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/front.h"
#include "app/lexer.h"
#include "app/manual.h"
#include "app/session.h"
#include "pool/signals.h"
#include "ui/screen.h"

/* One of -c and -f, in the order given. */
typedef struct
{
  gboolean is_file;
  const char *text;
} Script;

typedef struct
{
  GArray *scripts; /* of Script */
  gboolean interactive, plain, tui, quiet, no_rc, version;
  char *format, *workers, *color, *manual;
  char **graph;
} Options;

static gboolean
take_script (const char *name, const char *value, gpointer user, GError **error)
{
  Options *options = user;
  Script script = { g_str_equal (name, "-f") || g_str_equal (name, "--file"), g_strdup (value) };

  (void)error;
  g_array_append_val (options->scripts, script);
  return TRUE;
}

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "command", 'c', 0, G_OPTION_ARG_CALLBACK, (gpointer)take_script, "run LINE; repeatable; then exit", "LINE" },
    { "file", 'f', G_OPTION_FLAG_FILENAME, G_OPTION_ARG_CALLBACK, (gpointer)take_script, "run a command file ('-' is stdin); repeatable, in order with -c",
      "FILE" },
    { "interactive", 'i', 0, G_OPTION_ARG_NONE, &options->interactive, "stay at the prompt after -c and -f", NULL },
    { "plain", 0, 0, G_OPTION_ARG_NONE, &options->plain, "line mode: readline at a terminal, no panes", NULL },
    { "tui", 0, 0, G_OPTION_ARG_NONE, &options->tui, "the panes (the default when stdin and stdout are a terminal)", NULL },
    { "format", 'F', 0, G_OPTION_ARG_STRING, &options->format, "table, tsv, csv, json, jsonl, geojson", "FORMAT" },
    { "workers", 'w', 0, G_OPTION_ARG_STRING, &options->workers, "default: the cores this process may use", "N" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options->quiet, "no notes on stderr", NULL },
    { "no-rc", 'n', 0, G_OPTION_ARG_NONE, &options->no_rc, "do not read the start-up file", NULL },
    { "color", 0, 0, G_OPTION_ARG_STRING, &options->color, "auto, always or never", "WHEN" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, "print the version", NULL },
    { "manual", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &options->manual, NULL, NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->graph, NULL, "[GRAPH]" },
    { NULL },
  };
  GOptionContext *context = g_option_context_new (NULL);
  GOptionGroup *group = g_option_group_new ("cowpath", "", "", options, NULL);
  gboolean ok;

  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
  g_option_context_set_summary (context, "Explore very large graphs: load once, ask from many sources on every core.");
  g_option_context_set_description (context, "Commands: cowpath -c help. Manual: man cowpath, man cowpath-commands.");
  ok = g_option_context_parse (context, argc, argv, error);
  g_option_context_free (context);
  if (ok && options->graph && g_strv_length (options->graph) > 1)
    return cow_fail (error, COW_STATUS_USAGE, "one GRAPH at most, not also \"%s\"", options->graph[1]);
  if (ok && options->plain && options->tui)
    return cow_fail (error, COW_STATUS_USAGE, "--plain and --tui exclude each other");
  return ok;
}

static int
print_manual (const char *page)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (g_str_equal (page, "commands"))
    cow_manual_commands (text);
  else if (g_str_equal (page, "formats"))
    cow_manual_formats (text);
  else
    return COW_STATUS_USAGE;
  return fputs (text->str, stdout) < 0 || fflush (stdout) != 0 ? COW_STATUS_FILE : COW_STATUS_DONE;
}

/* Batch unless a person sits there; then panes, if the terminal can. */
static CowMode
choose_mode (const Options *options)
{
  gboolean terminal = isatty (STDIN_FILENO) && isatty (STDOUT_FILENO);
  const char *why = NULL;

  if (options->scripts->len && !options->interactive)
    return COW_MODE_BATCH;
  if (!isatty (STDIN_FILENO) && !options->interactive && !options->tui)
    return COW_MODE_BATCH;
  if (options->plain || (!terminal && !options->tui))
    return COW_MODE_PLAIN;
  if (cow_screen_possible (&why))
    return COW_MODE_PANES;
  if (options->tui)
    fprintf (stderr, "cowpath: no panes: %s\n", why);
  return COW_MODE_PLAIN;
}

static gboolean
apply_settings (CowSession *session, const Options *options, GError **error)
{
  if (options->format && !cow_settings_set (&session->settings, "format", options->format, error))
    return FALSE;
  if (options->workers && !cow_settings_set (&session->settings, "workers", options->workers, error))
    return FALSE;
  if (options->color && !cow_settings_set (&session->settings, "color", options->color, error))
    return FALSE;
  session->settings.quiet = options->quiet;
  return TRUE;
}

/* The start-up file, the graph, then -c and -f in their order; stdin when there is nothing else. */
static gboolean
push_scripts (CowSession *session, const Options *options, GError **error)
{
  g_autofree char *rc = g_build_filename (g_get_user_config_dir (), "cowpath", "rc", NULL);

  if (!options->no_rc && g_file_test (rc, G_FILE_TEST_EXISTS) && !cow_session_push_file_end (session, rc, error))
    return FALSE;
  if (options->graph)
    {
      g_autofree char *word = cow_word_quote (options->graph[0]);
      g_autofree char *line = g_strdup_printf ("load %s", word);

      cow_session_push_end (session, NULL, line);
    }
  for (guint i = 0; i < options->scripts->len; i++)
    {
      const Script *script = &g_array_index (options->scripts, Script, i);

      if (!script->is_file)
        cow_session_push_end (session, "-c", script->text);
      else if (!cow_session_push_file_end (session, script->text, error))
        return FALSE;
    }
  if ((session->mode == COW_MODE_BATCH ? !options->scripts->len : !isatty (STDIN_FILENO))
      && !cow_session_push_file_end (session, "-", error))
    return FALSE;
  return TRUE;
}

static void
take_signal (int signal_number, gpointer user)
{
  cow_front_signal (user, signal_number);
}

static int
fail (const GError *error)
{
  fprintf (stderr, "cowpath: %s\n", error->message);
  return error->domain == COW_APP_ERROR ? error->code : COW_STATUS_USAGE;
}

static int
run (const Options *options)
{
  g_autoptr (GError) error = NULL;
  CowMode mode = choose_mode (options);
  CowListener listener;
  CowFront *front = cow_front_new (mode, &error);
  CowSession *session;
  int status;

  cow_front_listener (front, &listener);
  session = cow_session_new (mode, &listener);
  session->terminal = isatty (STDOUT_FILENO);
  session->loop = g_main_loop_new (NULL, FALSE);
  if (!apply_settings (session, options, &error) || !push_scripts (session, options, &error)
      || !cow_signals_watch (take_signal, front, mode == COW_MODE_PANES ? cow_terminal_restore : NULL, &error)
      || !cow_front_attach (front, session, &error))
    status = fail (error);
  else
    {
      cow_session_advance (session);
      g_main_loop_run (session->loop);
      status = mode == COW_MODE_BATCH || !isatty (STDIN_FILENO) || session->status > 128 ? session->status : COW_STATUS_DONE;
    }
  cow_front_free (front);
  g_main_loop_unref (g_steal_pointer (&session->loop));
  cow_session_free (session);
  cow_signals_unwatch ();
  return status;
}

/* A standard descriptor that is closed would be given to the next file that is opened, and rows would be written into it. What
 * stands in cannot be used either, so that reading and writing still fail. */
static void
fill_closed_descriptors (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0 && errno == EBADF)
      open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int
main (int argc, char **argv)
{
  Options options = { .scripts = g_array_new (FALSE, FALSE, sizeof (Script)) };
  g_autoptr (GError) error = NULL;
  int status;

  fill_closed_descriptors ();
  /* Characters are those of the user's terminal; numbers are the C locale's, always. */
  setlocale (LC_CTYPE, "");
  if (!parse_options (&options, &argc, &argv, &error))
    status = fail (error);
  else if (options.version)
    {
      printf ("cowpath %s\n", PACKAGE_VERSION);
      status = 0;
    }
  else
    status = options.manual ? print_manual (options.manual) : run (&options);
  for (guint i = 0; i < options.scripts->len; i++)
    g_free ((char *)g_array_index (options.scripts, Script, i).text);
  g_array_unref (options.scripts);
  g_strfreev (options.graph);
  g_free (options.format);
  g_free (options.workers);
  g_free (options.color);
  g_free (options.manual);
  return status;
}
