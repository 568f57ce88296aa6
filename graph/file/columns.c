/* columns.c - what the columns of a text table are. */
#include "graph/file/columns.h"

#include <string.h>

static void
clear_plan (gpointer plan)
{
  g_free (((CowColumnPlan *)plan)->name);
}

void
cow_columns_init (CowColumns *columns)
{
  columns->plans = g_array_new (FALSE, TRUE, sizeof (CowColumnPlan));
  g_array_set_clear_func (columns->plans, clear_plan);
}

void
cow_columns_clear (CowColumns *columns)
{
  g_clear_pointer (&columns->plans, g_array_unref);
}

static gboolean
parse_type (const char *text, gsize length, CowType *type)
{
  static const struct
  {
    const char *word;
    CowType type;
  } words[] = {
    { "bool", COW_TYPE_BOOL }, { "boolean", COW_TYPE_BOOL }, { "int", COW_TYPE_INT },       { "integer", COW_TYPE_INT },
    { "long", COW_TYPE_INT },  { "real", COW_TYPE_REAL },    { "float", COW_TYPE_REAL },    { "double", COW_TYPE_REAL },
    { "text", COW_TYPE_STRING }, { "str", COW_TYPE_STRING }, { "string", COW_TYPE_STRING },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i].word) == length && g_ascii_strncasecmp (text, words[i].word, length) == 0)
      {
        *type = words[i].type;
        return TRUE;
      }
  return FALSE;
}

void
cow_columns_add (CowColumns *columns, const char *name, gsize length)
{
  CowColumnPlan plan = { .column = -1 };
  const char *colon = length > 0 ? g_strrstr_len (name, (gssize)length, ":") : NULL;

  if (colon != NULL && parse_type (colon + 1, length - (gsize)(colon + 1 - name), &plan.type))
    length = (gsize)(colon - name);
  plan.role = length == 0 || (length == 1 && *name == '-') ? COW_ROLE_IGNORED : COW_ROLE_ATTRIBUTE;
  plan.name = g_strndup (name, length);
  g_array_append_val (columns->plans, plan);
}

gboolean
cow_columns_parse (CowColumns *columns, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *word = g_strstrip (words[i]), *colon = strrchr (word, ':');
      CowType type;

      if (colon != NULL && !parse_type (colon + 1, strlen (colon + 1), &type))
        {
          g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_SYNTAX,
                       "unknown type \"%s\" of column \"%.*s\": bool, int, real or string", colon + 1, (int)(colon - word), word);
          return FALSE;
        }
      cow_columns_add (columns, word, strlen (word));
    }
  if (columns->plans->len >= 2)
    return cow_columns_assign_ends (columns, error);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_SYNTAX, "columns \"%s\" do not say source and target", text);
  return FALSE;
}

void
cow_columns_add_unnamed (CowColumns *columns, CowColumnRole role)
{
  CowColumnPlan plan = { .role = role, .column = -1 };
  guint number = columns->plans->len + 1;

  /* A header may have taken c5 for another column. */
  for (gboolean taken = TRUE; taken;)
    {
      g_free (plan.name);
      plan.name = g_strdup_printf ("c%u", number++);
      taken = FALSE;
      for (guint i = 0; i < columns->plans->len; i++)
        taken |= strcmp (cow_columns_get (columns, i)->name, plan.name) == 0;
    }
  g_array_append_val (columns->plans, plan);
}

guint
cow_column_word (const char *name, gsize length)
{
  static const struct
  {
    const char *word;
    guint meaning;
  } words[] = {
    { "source", 1 }, { "src", 1 },      { "from", 1 },    { "u", 1 },      { "tail", 1 },  { "source_id", 1 },
    { "sourceid", 1 }, { "from_id", 1 }, { "fromid", 1 },  { "fromnodeid", 1 }, { "from_node_id", 1 },
    { "start", 1 },  { "node1", 1 },    { "target", 2 },  { "dst", 2 },    { "dest", 2 },  { "destination", 2 },
    { "to", 2 },     { "v", 2 },        { "head", 2 },    { "target_id", 2 }, { "targetid", 2 }, { "to_id", 2 },
    { "toid", 2 },   { "tonodeid", 2 }, { "to_node_id", 2 }, { "end", 2 },  { "node2", 2 }, { "weight", 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i].word) == length && g_ascii_strncasecmp (name, words[i].word, length) == 0)
      return words[i].meaning;
  return 0;
}

/* The first attribute whose name means this; a column can be told twice only by the very same word. */
static CowColumnPlan *
find_word (const CowColumns *columns, guint meaning)
{
  for (guint i = 0; i < columns->plans->len; i++)
    {
      CowColumnPlan *plan = cow_columns_get (columns, i);

      if (plan->role == COW_ROLE_ATTRIBUTE && cow_column_word (plan->name, strlen (plan->name)) == meaning)
        return plan;
    }
  return NULL;
}

gboolean
cow_columns_assign_ends (CowColumns *columns, GError **error)
{
  CowColumnPlan *source = find_word (columns, 1), *target = find_word (columns, 2), *weight = find_word (columns, 3);

  if (source == NULL || target == NULL)
    {
      source = cow_columns_get (columns, 0);
      target = cow_columns_get (columns, 1);
    }
  source->role = COW_ROLE_SOURCE;
  target->role = COW_ROLE_TARGET;
  if (weight != NULL && weight->role == COW_ROLE_ATTRIBUTE)
    weight->role = COW_ROLE_WEIGHT;
  if (weight != NULL && (weight->type == COW_TYPE_STRING || weight->type == COW_TYPE_BOOL))
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_SYNTAX, "column \"%s\" cannot be of type %s: weights are numbers",
                   weight->name, cow_type_name (weight->type));
      return FALSE;
    }
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < columns->plans->len; i++)
    {
      const CowColumnPlan *plan = cow_columns_get (columns, i);

      if (plan->role != COW_ROLE_IGNORED && !g_hash_table_add (names, plan->name))
        {
          g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_SYNTAX, "two columns are called \"%s\"", plan->name);
          return FALSE;
        }
    }
  return TRUE;
}

/* In any case of letters. */
static inline gboolean
is_word (const char *text, const char *word, gsize length)
{
  guint differs = 0;

  for (gsize i = 0; i < length; i++)
    differs |= ((guint)(guchar)text[i] | 0x20) ^ (guint)(guchar)word[i];
  return differs == 0;
}

gboolean
cow_column_parse_cell (CowType type, const CowField *field, CowValue *value)
{
  value->type = type;
  switch (type)
    {
    case COW_TYPE_INT:
      return cow_number_parse_int (field->text, field->length, &value->integer);
    case COW_TYPE_REAL:
      return cow_number_parse_real (field->text, field->length, &value->real);
    case COW_TYPE_BOOL:
      value->boolean = field->length == 1 ? *field->text == '1' : field->length == 4;
      return (field->length == 1 && (*field->text == '0' || *field->text == '1'))
             || (field->length == 4 && is_word (field->text, "true", 4))
             || (field->length == 5 && is_word (field->text, "false", 5));
    default:
      value->text = field->text;
      value->length = field->length;
      return TRUE;
    }
}

gboolean
cow_column_check_cell (const CowColumnPlan *plan, const CowField *field, GError **error)
{
  CowValue value;

  if (field->length == 0 || plan->type == COW_TYPE_NULL || cow_column_parse_cell (plan->type, field, &value))
    return TRUE;
  g_autofree char *shown = cow_field_quote (field);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s in column \"%s\" is no %s", shown, plan->name,
               cow_type_name (plan->type));
  return FALSE;
}

gboolean
cow_column_store_cell (CowColumnPlan *plan, CowBuilder *builder, gboolean on_vertex, guint64 row, const CowField *field,
                       GError **error)
{
  CowValue value;

  if (plan->column < 0)
    plan->column = (gint)cow_builder_column (builder, on_vertex, plan->name, plan->type);
  /* Nothing is null; "" is a text where the column is known to have texts, but null in a file that quotes its numbers. */
  if (field->length == 0 && !(field->quoted && plan->type == COW_TYPE_STRING))
    return TRUE;
  if (plan->type == COW_TYPE_NULL)
    return cow_builder_cell_text (builder, (guint)plan->column, row, field->text, field->length, error);
  cow_column_parse_cell (plan->type, field, &value);
  return cow_builder_cell (builder, (guint)plan->column, row, &value, error);
}
