/* answer.c - see answer.h. What tasks send is put together, and in order, by turns.c. */
#include "app/answer.h"

#include <string.h>

#include "app/database.h"
#include "app/store-order.h"
#include "app/turns.h"
#include "graph/expr.h"

struct _CowAnswer
{
  CowSession *session;
  GArray *columns; /* of CowResultColumn; names are owned by `names` */
  GStringChunk *names;
  CowRowContext context;
  CowGraphEntry *entry;
  CowSink *sink;   /* NULL: rows are only kept */
  CowStore *store; /* NULL: not kept */
  CowStore *unsorted;
  int sort_column; /* -1: none */
  gboolean sort_descending;
  guint64 top, limit, rows;
  gboolean text_wire, full, broken;
  gboolean foreground_batch;
  CowTurns *turns;
  CowRecordCutter cutter; /* of own_rows */
  GByteArray *first;      /* payload of the first row */
  CowRows own_rows;
  gboolean own_rows_made;
};

static void take_record (const guint8 *payload, gsize length, gpointer user);

static void
copy_columns (CowAnswer *answer, const CowResultColumn *columns, guint n_columns)
{
  answer->names = g_string_chunk_new (256);
  answer->columns = g_array_new (FALSE, TRUE, sizeof (CowResultColumn));
  for (guint i = 0; i < n_columns; i++)
    {
      CowResultColumn column = columns[i];

      column.name = g_string_chunk_insert (answer->names, columns[i].name);
      g_array_append_val (answer->columns, column);
    }
  answer->context.columns = (const CowResultColumn *)(void *)answer->columns->data;
  answer->context.n_columns = n_columns;
}

/* --sort=COLUMN[:desc|:asc] and --top=N; a top without a sort takes the last column of numbers, largest first. */
static gboolean
read_sort (CowAnswer *answer, const CowCall *call, GError **error)
{
  const char *sort = cow_call_option (call, "sort");
  gint64 number;

  answer->sort_column = -1;
  answer->top = answer->limit = G_MAXUINT64;
  if (cow_call_int (call, "top", &number))
    answer->top = (guint64)number;
  if (cow_call_int (call, "limit", &number) && !(call->command->flags & COW_COMMAND_PAIR_LIMIT))
    answer->limit = (guint64)number;
  if (sort)
    {
      const char *colon = strrchr (sort, ':');
      g_autofree char *name = colon ? g_strndup (sort, (gsize)(colon - sort)) : g_strdup (sort);

      if (colon && !g_str_equal (colon, ":desc") && !g_str_equal (colon, ":asc"))
        return cow_fail (error, COW_STATUS_USAGE, "cannot sort by \"%s\": write COLUMN, COLUMN:asc or COLUMN:desc", sort);
      answer->sort_descending = colon && g_str_equal (colon, ":desc");
      for (guint i = 0; i < answer->context.n_columns; i++)
        if (g_str_equal (answer->context.columns[i].name, name))
          answer->sort_column = (int)i;
      if (answer->sort_column < 0)
        return cow_fail (error, COW_STATUS_USAGE, "no column \"%s\" to sort by", name);
    }
  else if (answer->top != G_MAXUINT64)
    {
      for (guint i = 0; i < answer->context.n_columns; i++)
        switch (answer->context.columns[i].kind)
          {
          case COW_CELL_INT:
          case COW_CELL_REAL:
          case COW_CELL_COST:
            answer->sort_column = (int)i;
            break;
          default:
            break;
          }
      answer->sort_descending = TRUE;
    }
  if (answer->sort_column >= 0 || answer->top != G_MAXUINT64)
    answer->unsorted = cow_store_new (G_MAXUINT64);
  return TRUE;
}

static gboolean
resolve_format (const CowCall *call, CowRowFormat *format, GError **error)
{
  const char *output = cow_call_option (call, "output"), *name = output ? output : cow_call_option (call, "format");
  const CowSettings *settings = &call->session->settings;
  gboolean is_file = call->out == COW_OUT_FILE || call->out == COW_OUT_APPEND;

  if (name)
    {
      if (!cow_row_format_by_name (name, format))
        return cow_fail (error, COW_STATUS_USAGE, "unknown format \"%s\": table, tsv, csv, json, jsonl or geojson", name);
    }
  else if (is_file && cow_row_format_by_ending (call->out_target, format))
    ;
  else if (is_file && cow_database_has_ending (call->out_target))
    *format = COW_FORMAT_SQLITE;
  else if (settings->has_format)
    *format = settings->format;
  else
    *format = call->out == COW_OUT_NONE && (call->session->terminal || call->session->mode != COW_MODE_BATCH) ? COW_FORMAT_TABLE
                                                                                                          : COW_FORMAT_TSV;
  return TRUE;
}

/* GeoJSON wants places, and a file of it ends where it ends. */
static gboolean
check_geojson (const CowCall *call, const CowRowContext *context, GError **error)
{
  if (call->out == COW_OUT_APPEND)
    return cow_fail (error, COW_STATUS_USAGE, "cannot append to \"%s\": a file of geojson has an end", call->out_target);
  for (guint i = 0; i < context->n_columns; i++)
    if ((context->columns[i].kind == COW_CELL_VERTEX || context->columns[i].kind == COW_CELL_PATH)
        && (!context->graph || !context->graph->coordinates))
      return cow_fail (error, COW_STATUS_USAGE, "geojson needs coordinates, which the graph has not");
  return TRUE;
}

CowAnswer *
cow_answer_new (CowCall *call, CowGraphEntry *entry, const CowResultColumn *columns, guint n_columns, GError **error)
{
  g_autoptr (CowAnswer) answer = g_new0 (CowAnswer, 1);
  CowSession *session = call->session;
  const char *order = cow_call_option (call, "order");
  CowRowFormat format;
  gboolean shown, in_order;

  answer->session = session;
  answer->entry = entry ? cow_graph_entry_ref (entry) : NULL;
  answer->context.graph = entry ? entry->graph : NULL;
  answer->context.clean = call->out == COW_OUT_NONE && (session->terminal || session->mode != COW_MODE_BATCH);
  copy_columns (answer, columns, n_columns);
  if (!resolve_format (call, &format, error) || !read_sort (answer, call, error))
    return NULL;
  if (format == COW_FORMAT_GEOJSON && !check_geojson (call, &answer->context, error))
    return NULL;
  in_order = order                          ? g_str_equal (order, "input")
             : session->settings.has_order ? session->settings.order_input
                                            : session->mode == COW_MODE_BATCH;
  answer->turns = cow_turns_new (in_order, take_record, answer);
  /* In the panes, and in the background, the rows of a job are kept and shown from there; all else is written. */
  shown = call->job != NULL && call->out == COW_OUT_NONE && (session->mode == COW_MODE_PANES || call->background);
  if (!shown && call->out != COW_OUT_NOWHERE)
    {
      answer->sink = cow_sink_new (call, entry, format, &answer->context, error);
      if (!answer->sink)
        return NULL;
    }
  if (call->job && (call->out == COW_OUT_NONE || call->out == COW_OUT_INTO))
    answer->store = cow_store_new (session->settings.keep_bytes);
  answer->foreground_batch = session->mode == COW_MODE_BATCH && !call->background;
  return g_steal_pointer (&answer);
}

void
cow_answer_free (CowAnswer *answer)
{
  if (!answer)
    return;
  g_clear_pointer (&answer->sink, cow_sink_free);
  g_clear_pointer (&answer->store, cow_store_free);
  g_clear_pointer (&answer->unsorted, cow_store_free);
  g_clear_pointer (&answer->entry, cow_graph_entry_unref);
  g_clear_pointer (&answer->turns, cow_turns_free);
  cow_record_cutter_clear (&answer->cutter);
  if (answer->own_rows_made)
    cow_rows_clear (&answer->own_rows);
  if (answer->first)
    g_byte_array_unref (answer->first);
  g_clear_pointer (&answer->columns, g_array_unref);
  g_clear_pointer (&answer->names, g_string_chunk_free);
  g_free (answer);
}

const CowRowContext *
cow_answer_context (const CowAnswer *answer)
{
  return &answer->context;
}

CowRowFormat
cow_answer_wire (CowAnswer *answer, gboolean bulk)
{
  answer->text_wire = bulk && answer->sink && cow_sink_takes_text (answer->sink) && !answer->unsorted
                      && (!answer->store || answer->foreground_batch);
  if (!answer->text_wire)
    return COW_FORMAT_CELLS;
  g_clear_pointer (&answer->store, cow_store_free);
  return cow_sink_format (answer->sink);
}

guint64
cow_answer_limit (const CowAnswer *answer)
{
  return answer->unsorted ? G_MAXUINT64 : answer->limit;
}

static void
deliver (CowAnswer *answer, const guint8 *payload, gsize length)
{
  if (answer->rows >= answer->limit)
    {
      answer->full = TRUE;
      return;
    }
  if (answer->rows == 0)
    {
      answer->first = g_byte_array_new ();
      g_byte_array_append (answer->first, payload, (guint)length);
    }
  answer->rows++;
  if (answer->store)
    cow_store_add (answer->store, payload, length);
  answer->broken |= answer->sink && !cow_sink_record (answer->sink, payload, length);
  answer->full |= answer->rows >= answer->limit;
}

/* Lines are for a sink alone. With a limit they come one by one (cow_answer_limit). */
static void
deliver_lines (CowAnswer *answer, const guint8 *payload, gsize length)
{
  guint32 n;

  if (length >= sizeof n && answer->rows < answer->limit)
    {
      memcpy (&n, payload, sizeof n);
      answer->rows += n;
      answer->broken |= !cow_sink_lines (answer->sink, (const char *)payload + sizeof n, length - sizeof n, n);
    }
  answer->full |= answer->rows >= answer->limit;
}

static gboolean
wants_more (const CowAnswer *answer)
{
  return !answer->full && !answer->broken;
}

static void
take_record (const guint8 *payload, gsize length, gpointer user)
{
  CowAnswer *answer = user;

  if (answer->text_wire)
    deliver_lines (answer, payload, length);
  else if (answer->unsorted)
    cow_store_add (answer->unsorted, payload, length);
  else
    deliver (answer, payload, length);
  if (!wants_more (answer))
    cow_turns_stop (answer->turns);
}

gboolean
cow_answer_bytes (CowAnswer *answer, guint64 task, const guint8 *bytes, gsize length)
{
  answer->broken |= !cow_turns_bytes (answer->turns, task, bytes, length);
  return wants_more (answer);
}

gboolean
cow_answer_task_ended (CowAnswer *answer, guint64 task)
{
  answer->broken |= !cow_turns_task_ended (answer->turns, task);
  return wants_more (answer);
}

gboolean
cow_answer_end_at (CowAnswer *answer, guint64 task)
{
  return cow_turns_end_at (answer->turns, task);
}

static void
write_own (const void *bytes, gsize length, gpointer user)
{
  CowAnswer *answer = user;

  cow_record_cutter_feed (&answer->cutter, bytes, length, take_record, answer);
}

CowRows *
cow_answer_rows (CowAnswer *answer)
{
  if (!answer->own_rows_made)
    {
      cow_rows_init (&answer->own_rows, COW_FORMAT_CELLS, &answer->context, write_own, answer);
      answer->own_rows_made = TRUE;
    }
  return &answer->own_rows;
}

static gboolean
deliver_sorted (CowAnswer *answer, GError **error)
{
  guint64 n = cow_store_n_rows (answer->unsorted);
  g_autofree guint64 *rows = NULL;

  if (cow_store_n_dropped (answer->unsorted))
    return cow_fail (error, COW_STATUS_MEMORY, "not enough memory to sort the rows");
  rows = cow_store_order (answer->unsorted, answer->sort_column, answer->sort_descending, &answer->context, error);
  if (!rows)
    return FALSE;
  for (guint64 i = 0; i < n && i < answer->top && wants_more (answer); i++)
    {
      gsize length;
      const guint8 *payload = cow_store_row (answer->unsorted, rows[i], &length);

      deliver (answer, payload, length);
    }
  cow_store_clear (answer->unsorted);
  return TRUE;
}

void
cow_answer_drop (CowAnswer *answer)
{
  g_clear_pointer (&answer->sink, cow_sink_free);
}

gboolean
cow_answer_finish (CowAnswer *answer, gboolean complete, GError **error)
{
  gboolean ok = TRUE;

  /* Tasks that were not reached hold back their followers: these rows are valid and go out now. */
  answer->broken |= !cow_turns_end (answer->turns);
  if (answer->unsorted)
    ok = deliver_sorted (answer, error);
  if (answer->sink)
    ok = cow_sink_close (answer->sink, complete && ok, ok ? error : NULL) && ok;
  return ok;
}

void
cow_answer_flush (CowAnswer *answer)
{
  if (answer->sink)
    cow_sink_flush (answer->sink);
}

guint64
cow_answer_n_rows (const CowAnswer *answer)
{
  return answer->rows;
}

gboolean
cow_answer_is_full (const CowAnswer *answer)
{
  return answer->full;
}

gboolean
cow_answer_failed (const CowAnswer *answer)
{
  return answer->broken;
}

CowStore *
cow_answer_store (CowAnswer *answer)
{
  return answer->store;
}

/* The value of a cell as an expression sees it; strings go to `texts`. */
static void
cell_value (const CowCell *cell, const CowRowContext *context, GStringChunk *texts, CowValue *value)
{
  g_autoptr (GString) text = NULL;

  *value = (CowValue){ .type = COW_TYPE_NULL };
  switch (cell->tag)
    {
    case COW_CELL_IS_NULL:
      return;
    case COW_CELL_IS_INT:
      *value = (CowValue){ .type = COW_TYPE_INT, .integer = cell->integer };
      return;
    case COW_CELL_IS_REAL:
      *value = (CowValue){ .type = COW_TYPE_REAL, .real = cell->real };
      return;
    case COW_CELL_IS_DIGITS:
      text = g_string_new_len (cell->text, (gssize)cell->length);
      *value = (CowValue){ .type = COW_TYPE_REAL, .real = g_ascii_strtod (text->str, NULL) };
      return;
    case COW_CELL_IS_UNREACHABLE:
      *value = (CowValue){ .type = COW_TYPE_REAL, .real = INFINITY };
      return;
    case COW_CELL_IS_BOOL:
      *value = (CowValue){ .type = COW_TYPE_BOOL, .boolean = cell->boolean };
      return;
    case COW_CELL_IS_VERTEX:
    case COW_CELL_IS_TEXT:
    case COW_CELL_IS_PATH:
      text = g_string_new (NULL);
      if (cell->tag == COW_CELL_IS_TEXT)
        g_string_append_len (text, cell->text, (gssize)cell->length);
      else if (cell->tag == COW_CELL_IS_VERTEX)
        {
          char buffer[24];
          gsize length;
          const char *name = cow_graph_name (context->graph, cell->vertex, buffer, &length);

          g_string_append_len (text, name, (gssize)length);
        }
      else
        cow_cell_format (text, cell, COW_FORMAT_JSON, context);
      value->type = COW_TYPE_STRING;
      value->length = text->len;
      value->text = g_string_chunk_insert_len (texts, text->str, (gssize)text->len);
      return;
    }
}

void
cow_answer_remember (CowAnswer *answer, CowSession *session)
{
  const guint8 *at, *end;
  CowCell cell;

  g_hash_table_remove_all (session->last.values);
  g_string_chunk_clear (session->last.texts);
  session->last.rows = answer->rows;
  if (!answer->first)
    return;
  at = answer->first->data;
  end = at + answer->first->len;
  for (guint i = 0; i < answer->context.n_columns && cow_cell_next (&at, end, &cell); i++)
    {
      CowValue *value = g_new0 (CowValue, 1);

      cell_value (&cell, &answer->context, session->last.texts, value);
      g_hash_table_replace (session->last.values, g_strdup (answer->context.columns[i].name), value);
    }
}

/* The row that an expression of `results --where` looks at. */
typedef struct
{
  CowAnswer *answer;
  const guint8 *payload;
  gsize length;
  GStringChunk *texts;
} RowLookup;

static gboolean
look_up_column (const char *name, CowValue *value, gpointer user)
{
  RowLookup *row = user;
  const CowRowContext *context = &row->answer->context;
  const guint8 *at = row->payload, *end = at + row->length;
  CowCell cell;

  for (guint i = 0; i < context->n_columns; i++)
    {
      gboolean there = row->payload && cow_cell_next (&at, end, &cell);

      if (!g_str_equal (context->columns[i].name, name))
        continue;
      if (there)
        cell_value (&cell, context, row->texts, value);
      else
        *value = (CowValue){ .type = COW_TYPE_NULL };
      return TRUE;
    }
  return FALSE;
}

gboolean
cow_answer_replay (CowAnswer *answer, CowStore *store, const char *where, GError **error)
{
  RowLookup row = { answer, NULL, 0, g_string_chunk_new (256) };
  gboolean ok = TRUE;

  for (guint64 i = 0; i < cow_store_n_rows (store) && wants_more (answer) && ok; i++)
    {
      gboolean wanted = TRUE;

      row.payload = cow_store_row (store, i, &row.length);
      if (where)
        {
          /* Columns hold values of any kind, so types are known row by row: compiled for each. */
          g_autoptr (CowExpr) expr = cow_expr_new_values (where, look_up_column, &row, error);

          ok = expr && cow_expr_test (expr, NULL, &wanted, error);
          g_string_chunk_clear (row.texts);
        }
      if (ok && wanted)
        take_record (row.payload, row.length, answer);
    }
  g_string_chunk_free (row.texts);
  return ok;
}
