/* complete.c - completion: the bridge between readline, which knows the line, and the program, which knows
 * what may stand there.
 *
 * The trick: candidates are whole words already quoted, so readline must quote nothing; where the typed word
 * begins with a quote, readline keeps that quote and gets the candidates without it. A candidate that is not
 * clean text is left out: it could not be shown in the line as what it is. */
#include "config.h"

#include "ui/complete.h"

#include <stdio.h> /* before readline */
#include <readline/readline.h>
#include <stdlib.h>
#include <string.h>

#include "ui/text.h"

static struct
{
  const CowUserEvents *events;
  gpointer events_user;
  CowShowCandidates show;
  gpointer show_user;
  char quote; /* the word was begun with it; '\0': none */
} completer;  /* readline's hooks carry no pointer */

/* Is the byte at `index` within quotes or after a backslash? */
static int
is_quoted (char *line, int index)
{
  char quote = '\0';
  for (int i = 0; i < index; i++)
    {
      if (line[i] == '\\' && quote != '\'')
        {
          i++;
          if (i == index)
            return 1;
        }
      else if (quote != '\0')
        quote = line[i] == quote ? '\0' : quote;
      else if (line[i] == '"' || line[i] == '\'')
        quote = line[i];
    }
  return quote != '\0';
}

/* Bytes that all candidates share, whole characters. */
static gsize
find_common_bytes (char **candidates)
{
  gsize common = strlen (candidates[0]);
  for (guint i = 1; candidates[i]; i++)
    {
      gsize n = 0;
      while (n < common && candidates[i][n] == candidates[0][n])
        n++;
      common = n;
    }
  while (common > 0 && ((guchar)candidates[0][common] & 0xc0) == 0x80)
    common--;
  return common;
}

/* Keeps clean candidates; with `quote` (the word was begun with it) only those that begin so, without it. */
static void
filter_candidates (char **candidates, char quote)
{
  guint kept = 0;
  for (guint i = 0; candidates[i]; i++)
    {
      g_autofree char *clean = cow_text_clean_dup (candidates[i]);
      if (strcmp (clean, candidates[i]) == 0 && (quote == '\0' || candidates[i][0] == quote))
        {
          candidates[kept] = candidates[i];
          if (quote != '\0')
            memmove (candidates[kept], candidates[kept] + 1, strlen (candidates[kept]));
          kept++;
        }
      else
        g_free (candidates[i]);
    }
  candidates[kept] = NULL;
}

/* readline frees with free(): its array is made by malloc. */
static char **
make_matches (char **candidates, const char *text)
{
  guint n = g_strv_length (candidates);
  gsize common = find_common_bytes (candidates);
  char **matches = calloc (n + 2, sizeof *matches);
  if (!matches)
    return NULL;
  matches[0] = common >= strlen (text) ? strndup (candidates[0], common) : strdup (text);
  for (guint i = 0; n > 1 && i < n; i++)
    matches[i + 1] = strdup (candidates[i]);
  return matches;
}

/* A word that goes on gets no blank after it: --weight= */
static int
find_append_character (const char *candidate)
{
  gsize length = strlen (candidate);
  return length > 0 && strchr ("=/,:{+", candidate[length - 1]) ? '\0' : ' ';
}

static char **
attempt_completion (const char *text, int start, int end)
{
  rl_attempted_completion_over = 1;
  if (!completer.events || !completer.events->complete)
    return NULL;
  char quote = start > 0 && (rl_line_buffer[start - 1] == '"' || rl_line_buffer[start - 1] == '\'')
                   ? rl_line_buffer[start - 1]
                   : '\0';
  if (quote != '\0' && !is_quoted (rl_line_buffer, start))
    quote = '\0';
  g_auto (GStrv) candidates = completer.events->complete (rl_line_buffer, quote != '\0' ? start - 1 : start,
                                                          end, completer.events_user);
  if (!candidates)
    return NULL;
  completer.quote = quote;
  filter_candidates (candidates, quote);
  if (!candidates[0])
    return NULL;
  rl_completion_suppress_quote = 1;
  rl_completion_append_character = candidates[1] ? '\0' : find_append_character (candidates[0]);
  return make_matches (candidates, text);
}

static void
display_matches (char **matches, int n, int longest)
{
  (void)longest;
  if (!completer.show || n <= 0)
    return;
  g_auto (GStrv) whole = g_new0 (char *, (gsize)n + 1);
  char quote[2] = { completer.quote, '\0' };
  for (int i = 0; i < n; i++)
    whole[i] = g_strconcat (quote, matches[i + 1], NULL);
  completer.show ((const char *const *)whole, (guint)n, completer.show_user);
}

void
cow_complete_start (const CowUserEvents *events, gpointer events_user, CowShowCandidates show,
                    gpointer show_user)
{
  completer.events = events;
  completer.events_user = events_user;
  completer.show = show;
  completer.show_user = show_user;
  rl_attempted_completion_function = attempt_completion;
  rl_completion_display_matches_hook = display_matches;
  rl_basic_word_break_characters = (char *)" \t\n|";
  rl_completer_word_break_characters = (char *)" \t\n|";
  rl_completer_quote_characters = "\"'";
  rl_char_is_quoted_p = is_quoted;
  rl_sort_completion_matches = 0;
  rl_variable_bind ("show-all-if-unmodified", "on");
  rl_completion_query_items = 0;
}

void
cow_complete_stop (void)
{
  completer.events = NULL;
  completer.show = NULL;
  rl_attempted_completion_function = NULL;
  rl_completion_display_matches_hook = NULL;
}
