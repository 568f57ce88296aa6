/* call.c - see call.h: the words of a line against the registry. */
#include "app/call.h"

#include <string.h>

#include "graph/input.h"

static gboolean
check_value (const CowOptionSpec *option, const char *value, GError **error)
{
  gint64 number;
  guint64 size;
  double real;

  switch (option->kind)
    {
    case COW_ARG_INT:
      if (!cow_number_parse_int (value, strlen (value), &number) || number < 0)
        return cow_fail (error, COW_STATUS_USAGE, "--%s wants a whole number, not \"%s\"", option->name, value);
      return TRUE;
    case COW_ARG_REAL:
      if (!cow_number_parse_real (value, strlen (value), &real) || isnan (real))
        return cow_fail (error, COW_STATUS_USAGE, "--%s wants a number, not \"%s\"", option->name, value);
      return TRUE;
    case COW_ARG_DURATION:
      if (!cow_parse_duration (value, &number, error))
        {
          g_prefix_error (error, "--%s: ", option->name);
          return FALSE;
        }
      return TRUE;
    case COW_ARG_SIZE:
      if (!cow_parse_size (value, &size, error))
        {
          g_prefix_error (error, "--%s: ", option->name);
          return FALSE;
        }
      return TRUE;
    case COW_ARG_CHOICE:
      {
        g_auto (GStrv) choices = g_strsplit (option->choices, "|", -1);

        if (!g_strv_contains ((const char *const *)choices, value))
          return cow_fail (error, COW_STATUS_USAGE, "--%s must be one of %s, not \"%s\"", option->name, option->choices, value);
        return TRUE;
      }
    default:
      return TRUE;
    }
}

/* Takes the option at words[*at], and its value from there or the next word. */
static gboolean
take_option (CowCall *call, const GPtrArray *words, guint *at, gboolean abbreviations, GError **error)
{
  const char *word = (const char *)g_ptr_array_index (words, *at) + 2;
  const char *equals = strchr (word, '=');
  g_autofree char *name = equals ? g_strndup (word, (gsize)(equals - word)) : g_strdup (word);
  const CowOptionSpec *option = cow_command_find_option (call->command, name, abbreviations, error);
  const char *value = equals ? equals + 1 : NULL;
  GPtrArray *values;

  if (!option)
    return FALSE;
  if (option->kind == COW_ARG_FLAG)
    {
      if (value)
        return cow_fail (error, COW_STATUS_USAGE, "--%s takes no value", option->name);
      value = "yes";
    }
  else if (!value)
    {
      if (*at + 1 >= words->len)
        return cow_fail (error, COW_STATUS_USAGE, "--%s wants a value: %s", option->name, option->value ? option->value : "VALUE");
      value = g_ptr_array_index (words, ++*at);
    }
  if (!check_value (option, value, error))
    return FALSE;
  values = g_hash_table_lookup (call->options, option->name);
  if (!values)
    {
      values = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (call->options, g_strdup (option->name), values);
    }
  g_ptr_array_add (values, g_strdup (value));
  return TRUE;
}

static gboolean
check_operands (CowCall *call, GError **error)
{
  const CowOperand *operand = call->command->operands;
  g_autofree char *usage = cow_command_usage (call->command);
  guint least = 0, most = 0;

  for (; operand && operand->name; operand++)
    {
      least += !operand->optional;
      most = operand->repeated || operand->kind == COW_ARG_COMMAND ? G_MAXUINT : most + 1;
    }
  if (call->operands->len < least)
    return cow_fail (error, COW_STATUS_USAGE, "\"%s\" wants %s: %s", call->command->name, call->command->operands[call->operands->len].name,
                     usage);
  if (call->operands->len > most)
    return cow_fail (error, COW_STATUS_USAGE, "\"%s\" does not take \"%s\": %s", call->command->name,
                     (char *)g_ptr_array_index (call->operands, most), usage);
  return TRUE;
}

/* A graph that is used from its file (option image=map) is gone when somebody cuts the file. */
static gboolean
check_file (const CowGraphEntry *entry, GError **error)
{
  if (cow_arena_is_whole (entry->graph->arenas->pdata[0]))
    return TRUE;
  cow_fail (error, COW_STATUS_FILE, "graph \"%s\" is mapped from \"%s\", which has been truncated: load it again", entry->name, entry->origin);
  return FALSE;
}

CowCall *
cow_call_new (CowSession *session, const CowLine *line, guint first, const char *text, gboolean abbreviations, GError **error)
{
  g_autoptr (CowCall) call = g_new0 (CowCall, 1);
  const char *verb = g_ptr_array_index (line->words, first);
  gboolean options_end = FALSE;

  call->session = session;
  call->text = g_strdup (text);
  call->operands = g_ptr_array_new_with_free_func (g_free);
  call->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  if (line->words->len > first + 1)
    call->raw = g_strndup (text + g_array_index (line->starts, int, first + 1), (gsize)(line->end - g_array_index (line->starts, int, first + 1)));
  call->out = line->out;
  call->out_target = g_strdup (line->out_target);
  call->background = line->background;
  call->started_ns = g_get_monotonic_time () * 1000;
  call->command = cow_command_by_name (verb, abbreviations, error);
  if (!call->command)
    return NULL;
  for (guint i = first + 1; i < line->words->len; i++)
    {
      const char *word = g_ptr_array_index (line->words, i);

      if (!options_end && g_str_equal (word, "--"))
        options_end = TRUE;
      else if (!options_end && g_str_has_prefix (word, "--") && !((call->command->flags & COW_COMMAND_RAW) && call->operands->len))
        {
          if (!take_option (call, line->words, &i, abbreviations, error))
            return NULL;
        }
      else
        g_ptr_array_add (call->operands, g_strdup (word));
    }
  if (!check_operands (call, error))
    return NULL;
  if ((call->command->flags & COW_COMMAND_GRAPH) && !session->graphs->current)
    {
      cow_fail (error, COW_STATUS_USAGE, "no graph is loaded: use load or generate first");
      return NULL;
    }
  if ((call->command->flags & COW_COMMAND_GRAPH) && !check_file (session->graphs->current, error))
    return NULL;
  if (!call->command->columns && !(call->command->flags & COW_COMMAND_PREFIX) && call->out != COW_OUT_NONE
      && !(call->command->flags & COW_COMMAND_TEXT))
    {
      cow_fail (error, COW_STATUS_USAGE, "\"%s\" prints no rows to redirect", call->command->name);
      return NULL;
    }
  return g_steal_pointer (&call);
}

void
cow_call_adopt (CowCall *call, const CowCall *question)
{
  GHashTableIter options;
  gpointer name, values;

  g_ptr_array_unref (call->operands);
  call->operands = g_ptr_array_ref (question->operands);
  g_hash_table_iter_init (&options, question->options);
  while (g_hash_table_iter_next (&options, &name, &values))
    g_hash_table_replace (call->options, g_strdup (name), g_ptr_array_ref (values));
}

void
cow_call_free (CowCall *call)
{
  if (!call)
    return;
  g_clear_pointer (&call->explained_by, cow_call_free);
  g_clear_pointer (&call->estimated_by, cow_call_free);
  g_clear_pointer (&call->operands, g_ptr_array_unref);
  g_clear_pointer (&call->options, g_hash_table_unref);
  g_free (call->text);
  g_free (call->raw);
  g_free (call->where);
  g_free (call->out_target);
  g_free (call);
}

guint
cow_call_n_operands (const CowCall *call)
{
  return call->operands->len;
}

const char *
cow_call_operand (const CowCall *call, guint index)
{
  return index < call->operands->len ? g_ptr_array_index (call->operands, index) : NULL;
}

GPtrArray *
cow_call_option_all (const CowCall *call, const char *name)
{
  return g_hash_table_lookup (call->options, name);
}

const char *
cow_call_option (const CowCall *call, const char *name)
{
  const GPtrArray *values = g_hash_table_lookup (call->options, name);

  if (values)
    return g_ptr_array_index (values, values->len - 1);
  for (const CowOptionSpec *const *option = call->command->options; option && *option; option++)
    if (g_str_equal ((*option)->name, name))
      return (*option)->kind == COW_ARG_FLAG ? NULL : (*option)->fallback;
  return NULL;
}

gboolean
cow_call_has (const CowCall *call, const char *name)
{
  return g_hash_table_contains (call->options, name);
}

gboolean
cow_call_int (const CowCall *call, const char *name, gint64 *value)
{
  const char *text = cow_call_option (call, name);

  return text && cow_number_parse_int (text, strlen (text), value);
}

gboolean
cow_call_real (const CowCall *call, const char *name, double *value)
{
  const char *text = cow_call_option (call, name);

  return text && cow_number_parse_real (text, strlen (text), value);
}

gboolean
cow_call_duration (const CowCall *call, const char *name, gint64 *ns)
{
  const char *text = cow_call_option (call, name);

  return text && cow_parse_duration (text, ns, NULL);
}

gboolean
cow_call_size (const CowCall *call, const char *name, guint64 *bytes)
{
  const char *text = cow_call_option (call, name);

  return text && cow_parse_size (text, bytes, NULL);
}
