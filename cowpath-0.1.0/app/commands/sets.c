/* sets.c - the named sets of the current graph. */
#include "app/immediate.h"

static const CowResultColumn columns[] = {
  { "set", COW_CELL_TEXT, "its name" },
  { "kind", COW_CELL_TEXT, "vertices or edges" },
  { "size", COW_CELL_INT, "how many" },
  { NULL },
};

static gint
compare_names (gconstpointer left, gconstpointer right)
{
  return g_strcmp0 (left, right);
}

static gboolean
start (CowCall *call, GError **error)
{
  GHashTable *sets = call->session->graphs->current->sets;
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (sets), compare_names);
  CowAnswer *answer = cow_immediate_begin (call, error);

  if (!answer)
    return FALSE;
  for (const GList *item = names; item; item = item->next)
    {
      const CowSet *set = g_hash_table_lookup (sets, item->data);
      CowRows *rows = cow_answer_rows (answer);
      g_autofree char *name = g_strconcat ("@", (const char *)item->data, NULL);

      cow_rows_begin (rows);
      cow_rows_text (rows, name, -1);
      cow_rows_text (rows, set->of_edges ? "edges" : "vertices", -1);
      cow_rows_int (rows, (gint64)set->size);
      cow_rows_end (rows);
    }
  return cow_immediate_end (call, answer, error);
}

static const CowOptionSpec *const options[] = { COW_ROW_OPTIONS, NULL };

static const CowExample examples[] = {
  { { "set @s = a + b", "sets" }, "what sets there are" },
  { { NULL } },
};

const CowCommand cow_command_sets = {
  .name = "sets",
  .group = "graph",
  .summary = "the named sets of the graph",
  .options = options,
  .columns = columns,
  .examples = examples,
  .flags = COW_COMMAND_GRAPH,
  .start = start,
};
