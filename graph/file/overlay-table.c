/* overlay-table.c - see overlay-table.h. Lines become pairs of vertices; pairs sorted by their ends meet the edges of the graph in one walk
 * along each source's list, so that a vertex with many edges is walked once and not once a line. */
#include "config.h"

#include "graph/file/columns.h"
#include "graph/file/fields.h"
#include "graph/file/overlay-table.h"

#include <stdlib.h>
#include <string.h>

/* One line. */
typedef struct
{
  guint32 source, target;
  guint64 line;
  CowCost weight;
  gboolean met; /* the graph has an edge there */
} Pair;

typedef struct
{
  const CowOverlayTableOptions *options;
  const CowGraph *graph;
  CowInput *input;
  CowProgress *progress;
  CowFieldReader lines;
  gboolean header;  /* the next line is it */
  guint n_first;    /* fields of the first line */
  const char *counted; /* the line number of this place is known */
  guint64 line;
  Pair *pairs;
  guint64 n_pairs, room;
  guint64 n_skipped;
  char *first_skipped;
} TableReader;

static void
clear_reader (TableReader *reader)
{
  cow_field_reader_clear (&reader->lines);
  g_free (reader->pairs);
  g_free (reader->first_skipped);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TableReader, clear_reader)

static gboolean
is_empty (const CowField *field)
{
  return field->length == 0 && !field->quoted;
}

/* Counts on from the line before: asked of the input for every line this would be quadratic. */
static void
count_lines (TableReader *reader)
{
  for (const char *at = reader->counted; at < reader->lines.line; at++)
    {
      at = memchr (at, '\n', (gsize)(reader->lines.line - at));
      if (!at)
        break;
      reader->line++;
    }
  reader->counted = reader->lines.line;
}

static gboolean
fail_at (const TableReader *reader, guint64 line, GError **error, const char *format, ...) G_GNUC_PRINTF (4, 5);

static gboolean
fail_at (const TableReader *reader, guint64 line, GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list list;

  va_start (list, format);
  what = g_strdup_vprintf (format, list);
  va_end (list);
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s:%" G_GUINT64_FORMAT ": %s", cow_input_name (reader->input), line, what);
  return FALSE;
}

/* What the graph does not have: left out and counted, or the error. */
static gboolean
skip_or_fail (TableReader *reader, GError *wrong, GError **error)
{
  if (!reader->options->skip_unknown)
    {
      g_propagate_error (error, wrong);
      return FALSE;
    }
  if (reader->n_skipped++ == 0)
    reader->first_skipped = g_strdup (wrong->message);
  g_error_free (wrong);
  return TRUE;
}

/* ---- one line ---- */

/* Two vertices are no header, whatever follows. */
static gboolean
looks_like_header (const TableReader *reader)
{
  const CowFields *fields = &reader->lines.fields;
  const CowField *source = &fields->items[0], *target = &fields->items[1];
  double value;

  if (fields->n < 2
      || (cow_graph_find (reader->graph, source->text, source->length) != COW_VERTEX_NONE
          && cow_graph_find (reader->graph, target->text, target->length) != COW_VERTEX_NONE))
    return FALSE;
  if (fields->n > 2 && !is_empty (&fields->items[2]) && !cow_number_parse_real (fields->items[2].text, fields->items[2].length, &value))
    return TRUE;
  return cow_column_word (source->text, source->length) == 1 && cow_column_word (target->text, target->length) == 2;
}

static gboolean
read_value (const TableReader *reader, Pair *pair, GError **error)
{
  const CowFields *fields = &reader->lines.fields;
  const CowField *field = fields->n > 2 ? &fields->items[2] : NULL;
  g_autofree char *shown = NULL;
  double real;

  pair->weight = cow_cost_int (1);
  if (!field || is_empty (field))
    return reader->options->mode == COW_OVERLAY_ADD || fail_at (reader, pair->line, error, "no value: this mode wants a third field");
  if (cow_number_parse_int (field->text, field->length, &pair->weight.integer))
    return TRUE;
  shown = cow_field_quote (field);
  if (!cow_number_parse_real (field->text, field->length, &real))
    return fail_at (reader, pair->line, error, "value %s is no number", shown);
  if (!isfinite (real))
    return fail_at (reader, pair->line, error, "value %s is not finite", shown);
  if (strspn (field->text, "+-0123456789") >= field->length)
    return fail_at (reader, pair->line, error, "value %s does not fit in 64 bits", shown);
  pair->weight = cow_cost_real (real);
  return TRUE;
}

static gboolean
read_end (const TableReader *reader, guint index, guint32 *vertex, GError **wrong)
{
  const CowField *field = &reader->lines.fields.items[index];
  g_autofree char *shown = NULL;

  *vertex = cow_graph_find (reader->graph, field->text, field->length);
  if (*vertex != COW_VERTEX_NONE)
    return TRUE;
  shown = cow_field_quote (field);
  return fail_at (reader, reader->line, wrong, "unknown vertex %s", shown);
}

static gboolean
keep_pair (TableReader *reader, const Pair *pair, GError **error)
{
  if (reader->n_pairs == reader->room)
    {
      guint64 room = MAX (1024, reader->room * 2);
      Pair *grown = g_try_realloc_n (reader->pairs, room, sizeof *grown);

      if (!grown)
        {
          g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "%s: not enough memory: %" G_GUINT64_FORMAT " bytes wanted",
                       cow_input_name (reader->input), room * sizeof *grown);
          return FALSE;
        }
      reader->pairs = grown;
      reader->room = room;
    }
  reader->pairs[reader->n_pairs++] = *pair;
  return TRUE;
}

static gboolean
take_line (TableReader *reader, GError **error)
{
  const CowFields *fields = &reader->lines.fields;
  GError *wrong = NULL;
  Pair pair = { 0 };

  count_lines (reader);
  if (reader->header)
    {
      reader->header = FALSE;
      if (reader->options->read->header == COW_HEADER_YES || looks_like_header (reader))
        return TRUE;
    }
  if (fields->n < 2)
    return fail_at (reader, reader->line, error, "one field: two ends are wanted");
  if (reader->n_first == 0)
    reader->n_first = fields->n;
  if (fields->n < MIN (reader->n_first, 3))
    return fail_at (reader, reader->line, error, "%u fields, the first line has %u", fields->n, reader->n_first);
  pair.line = reader->line;
  if (!read_value (reader, &pair, error))
    return FALSE;
  if (!read_end (reader, 0, &pair.source, &wrong) || !read_end (reader, 1, &pair.target, &wrong))
    return skip_or_fail (reader, wrong, error);
  return keep_pair (reader, &pair, error);
}

static gboolean
fail_cancelled (const TableReader *reader, GError **error)
{
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "%s: cancelled", cow_input_name (reader->input));
  return FALSE;
}

static gboolean
read_lines (TableReader *reader, GError **error)
{
  GError *wrong = NULL;
  CowNext next;

  while (cow_field_reader_chunk (&reader->lines, &wrong))
    {
      reader->counted = reader->lines.at;
      reader->line = cow_input_line_number_at (reader->input, reader->lines.at);
      while ((next = cow_field_reader_next (&reader->lines, error)) != COW_NEXT_CHUNK)
        {
          if (next == COW_NEXT_BAD || !take_line (reader, error))
            return FALSE;
          if (cow_progress_step (reader->progress, 1))
            return fail_cancelled (reader, error);
        }
    }
  if (wrong)
    g_propagate_error (error, wrong);
  return !wrong;
}

/* ---- pairs meet edges ---- */

static int
compare_ends (gconstpointer left, gconstpointer right)
{
  const Pair *a = left, *b = right;

  if (a->source != b->source)
    return a->source < b->source ? -1 : 1;
  if (a->target != b->target)
    return a->target < b->target ? -1 : 1;
  return (a->line > b->line) - (a->line < b->line);
}

static int
compare_lines (gconstpointer left, gconstpointer right)
{
  const Pair *a = left, *b = right;

  return (a->line > b->line) - (a->line < b->line);
}

/* Of the lines with the same ends the last. */
static void
keep_last (TableReader *reader)
{
  guint64 kept = 0;

  for (guint64 i = 0; i < reader->n_pairs; i++)
    {
      const Pair *pair = &reader->pairs[i];

      if (i + 1 == reader->n_pairs || pair[1].source != pair->source || pair[1].target != pair->target)
        reader->pairs[kept++] = *pair;
    }
  reader->n_pairs = kept;
}

static Pair *
find_target (Pair *pairs, guint64 n, guint32 target)
{
  guint64 from = 0, to = n;

  while (from < to)
    {
      guint64 middle = from + (to - from) / 2;

      if (pairs[middle].target == target)
        return &pairs[middle];
      if (pairs[middle].target < target)
        from = middle + 1;
      else
        to = middle;
    }
  return NULL;
}

/* Adds the changes of the edges between the ends of pairs, in no order yet. */
static gboolean
meet_edges (TableReader *reader, GArray *changes, GError **error)
{
  const CowGraph *graph = reader->graph;

  for (guint64 i = 0, group; i < reader->n_pairs; i = group)
    {
      guint32 source = reader->pairs[i].source;

      for (group = i; group < reader->n_pairs && reader->pairs[group].source == source; group++)
        ;
      for (guint64 arc = graph->out.offsets[source]; arc < graph->out.offsets[source + 1]; arc++)
        {
          Pair *pair = find_target (&reader->pairs[i], group - i, cow_csr_target (&graph->out, arc));
          CowOverlayChange change = { .edge = graph->edge_of_arc[arc] };

          if (!pair)
            continue;
          pair->met = TRUE;
          change.weight = pair->weight;
          if (changes->len == G_MAXUINT32 / sizeof change)
            {
              g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "%s: too many edges for an overlay", cow_input_name (reader->input));
              return FALSE;
            }
          g_array_append_val (changes, change);
        }
      if (cow_progress_step (reader->progress, cow_csr_degree (&graph->out, source)))
        return fail_cancelled (reader, error);
    }
  return TRUE;
}

static gboolean
refuse_missing (TableReader *reader, const Pair *pair, GError **error)
{
  char buffers[2][24];
  gsize lengths[2];
  const char *source = cow_graph_name (reader->graph, pair->source, buffers[0], &lengths[0]);
  const char *target = cow_graph_name (reader->graph, pair->target, buffers[1], &lengths[1]);
  GError *wrong = NULL;

  fail_at (reader, pair->line, &wrong, "no edge \"%.*s\" %s \"%.*s\"", (int)MIN (lengths[0], 60), source, reader->graph->directed ? "->" : "--",
           (int)MIN (lengths[1], 60), target);
  return skip_or_fail (reader, wrong, error);
}

static gboolean
add_pair (const Pair *pair, gboolean known, CowOverlay *overlay, GError **error)
{
  CowOverlayEdge edge = { .source = pair->source, .target = pair->target, .known = known, .weight = pair->weight };

  return cow_overlay_add (overlay, &edge, error);
}

static gboolean
resolve_pairs (TableReader *reader, CowOverlay *overlay, GError **error)
{
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (CowOverlayChange));
  CowOverlayMode mode = reader->options->mode;

  if (mode != COW_OVERLAY_ADD)
    {
      for (guint64 i = 0; !reader->graph->directed && i < reader->n_pairs; i++)
        if (reader->pairs[i].target < reader->pairs[i].source)
          {
            guint32 source = reader->pairs[i].source;

            reader->pairs[i].source = reader->pairs[i].target;
            reader->pairs[i].target = source;
          }
      if (reader->n_pairs)
        qsort (reader->pairs, reader->n_pairs, sizeof *reader->pairs, compare_ends);
      keep_last (reader);
      if (!meet_edges (reader, changes, error)
          || !cow_overlay_change (overlay, (const CowOverlayChange *)(void *)changes->data, changes->len, error))
        return FALSE;
      if (reader->n_pairs)
        qsort (reader->pairs, reader->n_pairs, sizeof *reader->pairs, compare_lines);
    }
  for (guint64 i = 0; i < reader->n_pairs; i++)
    {
      const Pair *pair = &reader->pairs[i];

      if (!pair->met && !(mode == COW_OVERLAY_OVERRIDE ? refuse_missing (reader, pair, error) : add_pair (pair, mode == COW_OVERLAY_LOOKUP, overlay, error)))
        return FALSE;
    }
  return TRUE;
}

gboolean
cow_overlay_table_read (CowInput *input, const CowOverlayTableOptions *options, const CowGraph *graph, CowOverlay *overlay,
                        CowProgress *progress, GError **error)
{
  CowProgress nobody = { 0 };
  g_auto (TableReader) reader = { .options = options, .graph = graph, .input = input, .progress = progress ? progress : &nobody };
  gsize length;
  const char *bytes = cow_input_peek (input, &length);
  char delimiter = options->read->delimiter;

  reader.header = options->read->header != COW_HEADER_NO;
  cow_field_reader_init (&reader.lines, input, delimiter ? delimiter : cow_fields_guess_delimiter (bytes, length));
  if (!read_lines (&reader, error) || !resolve_pairs (&reader, overlay, error))
    return FALSE;
  if (reader.n_skipped)
    cow_read_warn (options->read, "%" G_GUINT64_FORMAT " line%s skipped, the first: %s", reader.n_skipped, reader.n_skipped == 1 ? "" : "s",
                   reader.first_skipped);
  return TRUE;
}
