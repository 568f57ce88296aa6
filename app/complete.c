/* complete.c - what may stand where the cursor is: from the registry, the file system, and the names of the graph. */
#include <string.h>

#include "app/front.h"
#include "app/help.h"
#include "app/job.h"
#include "app/lexer.h"
#include "app/overlays.h"

enum
{
  MOST_CANDIDATES = 200
};

typedef struct
{
  GPtrArray *words; /* of char* */
  const char *prefix;
  const CowGraph *graph;
} Candidates;

static void
offer (Candidates *candidates, const char *word)
{
  if (g_str_has_prefix (word, candidates->prefix) && candidates->words->len < MOST_CANDIDATES)
    g_ptr_array_add (candidates->words, g_strdup (word));
}

static void
offer_commands (Candidates *candidates)
{
  for (const CowCommand *const *command = cow_commands (); *command; command++)
    if (!((*command)->flags & COW_COMMAND_TESTING))
      offer (candidates, (*command)->name);
}

static void
offer_options (Candidates *candidates, const CowCommand *command)
{
  for (const CowOptionSpec *const *option = command->options; option && *option; option++)
    {
      g_autofree char *word = g_strdup_printf ("--%s%s", (*option)->name, (*option)->kind == COW_ARG_FLAG ? "" : "=");

      offer (candidates, word);
    }
}

static void
offer_choices (Candidates *candidates, const CowOptionSpec *option, const char *lead)
{
  g_auto (GStrv) choices = option->choices ? g_strsplit (option->choices, "|", -1) : NULL;

  for (guint i = 0; choices && choices[i]; i++)
    {
      g_autofree char *word = g_strconcat (lead, choices[i], NULL);

      offer (candidates, word);
    }
}

static void
offer_files (Candidates *candidates, const char *lead)
{
  const char *path = candidates->prefix + strlen (lead);
  const char *slash = strrchr (path, '/');
  g_autofree char *folder = slash ? g_strndup (path, (gsize)(slash - path) + 1) : g_strdup ("");
  g_autoptr (GDir) dir = g_dir_open (folder[0] ? folder : ".", 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *whole = g_strconcat (folder, name, NULL);
      gboolean is_folder = g_file_test (whole, G_FILE_TEST_IS_DIR);
      g_autofree char *word = g_strconcat (lead, whole, is_folder ? "/" : "", NULL);

      if (name[0] != '.' || (slash && slash[1] == '.'))
        offer (candidates, word);
    }
}

static gboolean
offer_vertex (guint32 vertex, gpointer user)
{
  Candidates *candidates = user;
  char buffer[24];
  gsize length;
  const char *name = cow_graph_name (candidates->graph, vertex, buffer, &length);
  g_autofree char *plain = g_strndup (name, length);

  g_ptr_array_add (candidates->words, cow_word_quote (plain));
  return candidates->words->len < MOST_CANDIDATES;
}

static void
offer_vertices (Candidates *candidates, CowSession *session)
{
  CowGraphEntry *entry = session->graphs->current;
  GHashTableIter iterator;
  gpointer name;

  if (!entry)
    return;
  if (candidates->prefix[0] == '@')
    {
      g_hash_table_iter_init (&iterator, entry->sets);
      while (g_hash_table_iter_next (&iterator, &name, NULL))
        {
          g_autofree char *word = g_strconcat ("@", name, NULL);

          offer (candidates, word);
        }
      if (candidates->prefix[1] == '.' || candidates->prefix[1] == '/')
        offer_files (candidates, "@");
      return;
    }
  candidates->graph = entry->graph;
  if (candidates->prefix[0])
    cow_graph_find_prefix (entry->graph, candidates->prefix, strlen (candidates->prefix), MOST_CANDIDATES, offer_vertex, candidates);
}

static void
offer_jobs (Candidates *candidates, CowSession *session)
{
  for (guint i = 0; i < session->jobs->len; i++)
    {
      g_autofree char *word = g_strdup_printf ("%%%u", ((CowJob *)g_ptr_array_index (session->jobs, i))->id);

      offer (candidates, word);
    }
}

static void
offer_overlays (Candidates *candidates, CowSession *session, const char *lead)
{
  const CowOverlays *overlays = session->graphs->current ? session->graphs->current->overlays : NULL;

  for (guint i = 0; overlays && i < overlays->all->len; i++)
    {
      g_autofree char *word = g_strconcat (lead, ((CowNamedOverlay *)g_ptr_array_index (overlays->all, i))->name, NULL);

      offer (candidates, word);
    }
}

static void
offer_for_kind (Candidates *candidates, CowSession *session, CowArgKind kind)
{
  guint n;

  switch (kind)
    {
    case COW_ARG_FILE:
      offer_files (candidates, "");
      break;
    case COW_ARG_VERTEX:
    case COW_ARG_VERTICES:
    case COW_ARG_EDGES:
    case COW_ARG_VERTEX_OR_EDGE:
    case COW_ARG_SET:
      offer_vertices (candidates, session);
      break;
    case COW_ARG_JOB:
      offer_jobs (candidates, session);
      break;
    case COW_ARG_COMMAND:
      offer_commands (candidates);
      break;
    case COW_ARG_GRAPH:
      for (guint i = 0; i < session->graphs->entries->len; i++)
        offer (candidates, ((CowGraphEntry *)g_ptr_array_index (session->graphs->entries, i))->name);
      break;
    case COW_ARG_OVERLAY:
      offer_overlays (candidates, session, "");
      break;
    case COW_ARG_TOPIC:
      {
        const CowTopic *topics = cow_topics (&n);

        offer_commands (candidates);
        for (guint i = 0; i < n; i++)
          offer (candidates, topics[i].name);
        break;
      }
    default:
      if (candidates->prefix[0] == '@')
        offer_vertices (candidates, session);
      break;
    }
}

/* Which operand the word is, not counting options. */
static const CowOperand *
find_operand (const CowCommand *command, const CowLine *line)
{
  const CowOperand *operand = command->operands;
  guint place = 0;

  for (guint i = 1; i < line->words->len; i++)
    place += !g_str_has_prefix (g_ptr_array_index (line->words, i), "--");
  if (!operand)
    return NULL;
  for (guint i = 0; i < place && operand->name; i++)
    if (!operand->repeated && operand->kind != COW_ARG_COMMAND)
      operand++;
  return operand->name ? operand : NULL;
}

static void
offer_option_value (Candidates *candidates, CowSession *session, const CowCommand *command, const char *word)
{
  const char *equals = strchr (word, '=');
  g_autofree char *name = g_strndup (word + 2, (gsize)(equals - word) - 2);
  g_autofree char *lead = g_strndup (word, (gsize)(equals - word) + 1);
  const CowOptionSpec *option = cow_command_find_option (command, name, TRUE, NULL);

  if (!option)
    return;
  if (option->choices)
    offer_choices (candidates, option, lead);
  else if (option->kind == COW_ARG_FILE)
    offer_files (candidates, lead);
  else if (option->kind == COW_ARG_OVERLAY)
    offer_overlays (candidates, session, lead);
}

char **
cow_complete (CowSession *session, const char *line, int start, int end)
{
  g_autofree char *before = g_strndup (line, (gsize)start), *word = g_strndup (line + start, (gsize)(end - start));
  g_autoptr (CowLine) parsed = cow_line_parse (before, NULL);
  Candidates candidates = { g_ptr_array_new (), word, NULL };
  const CowCommand *command = NULL;
  guint first = 0;

  if (parsed && parsed->words->len > 1 && g_str_equal (g_ptr_array_index (parsed->words, 0), "time"))
    first = 1;
  if (parsed && parsed->words->len > first)
    command = cow_command_by_name (g_ptr_array_index (parsed->words, first), TRUE, NULL);
  if (parsed && (parsed->words->len == 0 || (parsed->words->len == 1 && g_str_equal (g_ptr_array_index (parsed->words, 0), "time"))))
    offer_commands (&candidates);
  else if (command && g_str_has_prefix (word, "--"))
    {
      if (strchr (word, '='))
        offer_option_value (&candidates, session, command, word);
      else
        offer_options (&candidates, command);
    }
  else if (command)
    {
      const CowOperand *operand = find_operand (command, parsed);

      if (operand)
        offer_for_kind (&candidates, session, operand->kind);
    }
  else if (!parsed || (start > 1 && strchr ("> ", line[start - 1]) && strchr (before, '>')))
    offer_files (&candidates, "");
  g_ptr_array_add (candidates.words, NULL);
  return (char **)g_ptr_array_free (candidates.words, FALSE);
}

char *
cow_hint (const char *line)
{
  g_autoptr (CowLine) parsed = cow_line_parse (line, NULL);
  const CowCommand *command;

  if (!parsed || !parsed->words->len)
    return NULL;
  command = cow_command_by_name (g_ptr_array_index (parsed->words, 0), TRUE, NULL);
  return command ? cow_command_usage (command) : NULL;
}
