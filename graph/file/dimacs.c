/* dimacs.c - DIMACS: `p sp n m` with `a u v w` (shortest paths), `p max` (flow), `p edge` with `e u v` (coloring), and PACE's
 * `p tw n m` with bare `u v` lines.
 *
 * Vertices are declared by the problem line, so an id is its appearance plus one and no name is ever looked up. Lines as programs write
 * them are read by threads (plain-stream.h); any other line goes the long way where it stands. */
#include "graph/file/edge-order.h"
#include "graph/file/formats.h"
#include "graph/file/plain-stream.h"
#include "graph/file/words.h"

#include <string.h>

typedef enum
{
  KIND_ARCS,  /* a u v w */
  KIND_EDGES, /* e u v [w] */
  KIND_BARE,  /* u v */
} LineKind;

typedef struct
{
  const char *word; /* p WORD n m */
  LineKind kind;
  const char *ignored; /* letters of lines that say nothing about the graph */
} Problem;

static const Problem problems[] = {
  { "sp", KIND_ARCS, "" },       { "max", KIND_ARCS, "" },      { "edge", KIND_EDGES, "ndvx" },
  { "edges", KIND_EDGES, "ndvx" }, { "col", KIND_EDGES, "ndvx" }, { "tw", KIND_BARE, "" },
  { "td", KIND_BARE, "" },       { "vc", KIND_BARE, "" },       { "ds", KIND_BARE, "" },
  { "cep", KIND_BARE, "" },      { "tww", KIND_BARE, "" },
};

typedef struct
{
  const CowReadOptions *options;
  CowInput *input;
  CowBuilder *builder;
  CowProgress *progress;
  const Problem *problem; /* NULL: no problem line yet */
  guint64 n, m;           /* as announced */
  guint64 n_edges;
  guint64 terminals[2]; /* `p max`: the source and the sink; 0: not told yet */
  CowPlainShape plain;  /* of the lines of edges, once there is a problem */
  CowPlainEdges edges;
  guint64 n_bad;
  char *first_bad;
} DimacsReader;

#define MOST_WORDS 6 /* more than any line may have */
#define PLAIN_EDGES 4096

static void
clear_reader (DimacsReader *reader)
{
  cow_plain_edges_clear (&reader->edges);
  g_free (reader->first_bad);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DimacsReader, clear_reader)

/* Lines as programs write them. Ids are the names that the problem line declared. */
static void
find_shape (DimacsReader *reader)
{
  const LineKind kind = reader->problem->kind;

  reader->plain = (CowPlainShape){ .letter = kind == KIND_ARCS ? 'a' : kind == KIND_EDGES ? 'e' : '\0',
                                   .delimiter = ' ',
                                   .bare = kind != KIND_ARCS,
                                   .weighted = kind != KIND_BARE,
                                   .smallest = 1,
                                   .largest = (guint32)reader->n };
}

static gboolean
parse_problem (DimacsReader *reader, const char *place, const CowWord *words, guint count, GError **error)
{
  gint64 n, m;

  if (reader->problem != NULL)
    return cow_input_error_at (reader->input, place, error, "second problem line");
  if (count == 5 && words[1].length == 3 && memcmp (words[1].text, "aux", 3) == 0)
    return cow_input_error_at (reader->input, place, error, "coordinates, not a graph: give the file as --vertices");
  const Problem *problem = NULL;
  for (guint i = 0; count > 1 && i < G_N_ELEMENTS (problems); i++)
    if (strlen (problems[i].word) == words[1].length && memcmp (problems[i].word, words[1].text, words[1].length) == 0)
      problem = &problems[i];
  if (count > 1 && problem == NULL)
    {
      g_autofree char *shown = cow_word_show (&words[1]);
      return cow_input_error_at (reader->input, place, error, "unknown problem %s: sp, max, edge, col or one of PACE", shown);
    }
  if (count != 4)
    return cow_input_error_at (reader->input, place, error, "problem line with %u words: it is `p %s VERTICES EDGES`", count,
                               problem != NULL ? problem->word : "sp");
  for (guint i = 2; i < 4; i++)
    if (!cow_number_parse_int (words[i].text, words[i].length, i == 2 ? &n : &m) || (i == 2 ? n : m) < 0)
      {
        g_autofree char *shown = cow_word_show (&words[i]);
        return cow_input_error_at (reader->input, place, error, "%s is no number of %s", shown, i == 2 ? "vertices" : "edges");
      }
  if (n >= COW_VERTEX_NONE)
    return cow_input_error_at (reader->input, place, error, "%" G_GINT64_FORMAT " vertices: at most %u", n, COW_VERTEX_NONE - 1);
  reader->problem = problem;
  reader->n = (guint64)n;
  reader->m = (guint64)m;
  find_shape (reader);
  if (reader->options->directed < 0)
    cow_builder_set_directed (reader->builder, problem->kind == KIND_ARCS);
  if (n > 0 && !cow_builder_sequence (reader->builder, 1, (guint64)n, error))
    {
      g_prefix_error (error, "%s:%" G_GUINT64_FORMAT ": ", cow_input_name (reader->input),
                      cow_input_line_number_at (reader->input, place));
      return FALSE;
    }
  return TRUE;
}

static gboolean
parse_end (DimacsReader *reader, const char *place, const CowWord *word, guint32 *appearance, GError **error)
{
  gint64 id;
  g_autofree char *shown = NULL;

  if (cow_number_parse_int (word->text, word->length, &id) && id >= 1 && (guint64)id <= reader->n)
    {
      *appearance = (guint32)(id - 1);
      return TRUE;
    }
  shown = cow_word_show (word);
  return cow_input_error_at (reader->input, place, error, "vertex %s is not one of 1 to %" G_GUINT64_FORMAT, shown, reader->n);
}

/* `n ID s` or `n ID t` of a flow problem: kept as an attribute of the vertex. */
static gboolean
parse_terminal (DimacsReader *reader, const char *place, const CowWord *words, guint count, GError **error)
{
  static const char *const names[] = { "source", "sink" };
  guint which = count == 3 && cow_word_is (&words[2], "t");
  guint32 vertex;

  if (count != 3 || (which == 0 && !cow_word_is (&words[2], "s")))
    return cow_input_error_at (reader->input, place, error, "a terminal is `n VERTEX s` (the source) or `n VERTEX t` (the sink)");
  if (!parse_end (reader, place, &words[1], &vertex, error))
    return FALSE;
  if (reader->terminals[which] != 0)
    return cow_input_error_at (reader->input, place, error, "second %s, the first is vertex %" G_GUINT64_FORMAT, names[which],
                               reader->terminals[which]);
  reader->terminals[which] = (guint64)vertex + 1;
  if (reader->terminals[0] == reader->terminals[1])
    return cow_input_error_at (reader->input, place, error, "vertex %u is source and sink", vertex + 1);
  guint column = cow_builder_column (reader->builder, TRUE, "terminal", COW_TYPE_STRING);
  CowValue value = { .type = COW_TYPE_STRING, .text = names[which], .length = strlen (names[which]) };
  if (cow_builder_cell (reader->builder, column, vertex, &value, error))
    return TRUE;
  g_prefix_error (error, "%s:%" G_GUINT64_FORMAT ": ", cow_input_name (reader->input),
                  cow_input_line_number_at (reader->input, place));
  return FALSE;
}

static gboolean
is_flow (const DimacsReader *reader)
{
  return reader->problem != NULL && strcmp (reader->problem->word, "max") == 0;
}

static void
tell_terminals (const DimacsReader *reader)
{
  const guint64 *ids = reader->terminals;

  if (ids[0] != 0 && ids[1] != 0)
    cow_read_warn (reader->options, "flow from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT ": the attribute terminal says so", ids[0],
                   ids[1]);
  else
    cow_read_warn (reader->options, "no %s: `n VERTEX s` and `n VERTEX t` are missing",
                   ids[0] == ids[1] ? "source and no sink" : ids[0] == 0 ? "source" : "sink");
}

typedef struct
{
  guint32 source, target;
  CowCost weight; /* unreachable: none */
} DimacsEdge;

static gboolean
parse_weight (DimacsReader *reader, const char *place, const CowWord *word, CowCost *weight, GError **error)
{
  const char *wrong = cow_word_weight (word, weight);

  if (wrong == NULL)
    return TRUE;
  g_autofree char *shown = cow_word_show (word);
  return cow_input_error_at (reader->input, place, error, "weight %s %s", shown, wrong);
}

/* An edge line, words behind its letter. */
static gboolean
parse_edge (DimacsReader *reader, const char *place, const CowWord *words, guint count, DimacsEdge *edge, GError **error)
{
  LineKind kind = reader->problem->kind;

  if (count < (kind == KIND_ARCS ? 3 : 2) || count > (kind == KIND_BARE ? 2 : 3))
    return cow_input_error_at (reader->input, place, error, "%u numbers: %s", count,
                               kind == KIND_ARCS    ? "an arc has a source, a target and a weight"
                               : kind == KIND_EDGES ? "an edge has two ends and perhaps a weight"
                                                    : "an edge has two ends");
  edge->weight = cow_cost_unreachable ();
  return parse_end (reader, place, &words[0], &edge->source, error) && parse_end (reader, place, &words[1], &edge->target, error)
         && (count < 3 || parse_weight (reader, place, &words[2], &edge->weight, error));
}

static gboolean
store_edge (DimacsReader *reader, const char *place, const DimacsEdge *edge, GError **error)
{
  reader->n_edges++;
  if (cow_builder_edge (reader->builder, edge->source, edge->target, error)
      && cow_builder_weight (reader->builder, edge->weight, error))
    return TRUE;
  g_prefix_error (error, "%s:%" G_GUINT64_FORMAT ": ", cow_input_name (reader->input),
                  cow_input_line_number_at (reader->input, place));
  return FALSE;
}

/* Any line, with all that can be wrong with it. *is_edge: it is one, well-formed and in *edge, or meant to be one. */
static gboolean
parse_line (DimacsReader *reader, const char *line, const char *end, gboolean *is_edge, DimacsEdge *edge, GError **error)
{
  CowWord words[MOST_WORDS];
  guint count = cow_words_split (line, end, words, MOST_WORDS);

  *is_edge = FALSE;
  if (count == 0 || (words[0].length == 1 && *words[0].text == 'c'))
    return TRUE;
  char letter = words[0].length == 1 ? *words[0].text : '\0';
  if (letter == 'p')
    return parse_problem (reader, line, words, count, error);
  if (reader->problem == NULL)
    return cow_input_error_at (reader->input, line, error, "no problem line (`p sp VERTICES EDGES` or the like) before it");
  const Problem *problem = reader->problem;
  if (letter != '\0' && strchr (problem->ignored, letter) != NULL)
    return TRUE;
  if (letter == 'n' && is_flow (reader))
    return parse_terminal (reader, line, words, count, error);
  gboolean lettered = problem->kind != KIND_BARE;
  *is_edge = TRUE;
  if (lettered && letter != (problem->kind == KIND_ARCS ? 'a' : 'e'))
    {
      g_autofree char *shown = cow_word_show (&words[0]);
      return cow_input_error_at (reader->input, line, error, "line of type %s: a `p %s` file has lines of type %s", shown,
                                 problem->word, problem->kind == KIND_ARCS ? "a" : "e");
    }
  return parse_edge (reader, line, words + lettered, MIN (count, MOST_WORDS) - lettered, edge, error);
}

static inline gboolean
go_on (DimacsReader *reader, guint units, GError **error)
{
  if (!cow_progress_step (reader->progress, units))
    return TRUE;
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "%s: cancelled", cow_input_name (reader->input));
  return FALSE;
}

/* text: the line of the first of these edges, each of which is a line. */
static gboolean
store_edges (DimacsReader *reader, const CowPlainEdges *edges, const char *text, GError **error)
{
  CowEdgeBatch batch = { .count = edges->count, .from = edges->from, .to = edges->to, .kind = edges->kind, .weights.data = edges->weights.data };
  guint done;

  if (cow_builder_edges (reader->builder, &batch, &done, error))
    {
      reader->n_edges += edges->count;
      return go_on (reader, edges->count, error);
    }
  g_prefix_error (error, "%s:%" G_GUINT64_FORMAT ": ", cow_input_name (reader->input), cow_input_line_number_at (reader->input, text) + done);
  return FALSE;
}

static gboolean
read_plain_lines (DimacsReader *reader, const char **at, const char *end, GError **error)
{
  CowPlainEdges *edges = &reader->edges;

  do
    {
      const char *from = *at;

      edges->count = 0;
      edges->kind = COW_WEIGHT_NONE;
      *at = cow_plain_edges_scan (edges, &reader->plain, from, end);
      if (!store_edges (reader, edges, from, error))
        return FALSE;
    }
  while (edges->count == edges->capacity);
  return TRUE;
}

/* Whatever it says. */
static gboolean
read_line (DimacsReader *reader, const char *line, const char *end, GError **error)
{
  DimacsEdge edge;
  gboolean is_edge;
  GError *wrong = NULL;

  if (parse_line (reader, line, end, &is_edge, &edge, &wrong))
    return !is_edge || store_edge (reader, line, &edge, error);
  if (!is_edge || !reader->options->skip_bad_lines)
    {
      g_propagate_error (error, wrong);
      return FALSE;
    }
  if (reader->n_bad++ == 0)
    reader->first_bad = g_strdup (wrong->message);
  g_error_free (wrong);
  return TRUE;
}

/* Lines from *at on; once: up to the problem line, behind which threads can go on. */
static gboolean
read_text (DimacsReader *reader, const char **at, const char *end, gboolean once, GError **error)
{
  while (*at < end && !(once && reader->problem != NULL))
    {
      if (reader->problem != NULL && !read_plain_lines (reader, at, end, error))
        return FALSE;
      if (*at == end)
        break;
      const char *newline = memchr (*at, '\n', (gsize)(end - *at));
      if (!read_line (reader, *at, newline, error) || !go_on (reader, 1, error))
        return FALSE;
      *at = newline + 1;
    }
  return TRUE;
}

/* Hands what is left of the input to threads and takes it from them. */
static gboolean
read_in_threads (DimacsReader *reader, guint n_threads, gsize left, GError **error)
{
  GError *wrong = NULL;
  const CowPlainBlock *block;
  gboolean good = TRUE;

  cow_input_keep (reader->input, left);
  if (!cow_input_prepend (reader->input, NULL, 0, error))
    return FALSE;
  CowPlainStream *stream = cow_plain_stream_new (reader->input, &reader->plain, reader->options->piece_bytes, n_threads, error);
  if (stream == NULL)
    return FALSE;
  while (good && (block = cow_plain_stream_next (stream, &wrong)) != NULL)
    {
      const char *at = block->at;

      good = store_edges (reader, &block->edges, block->text, &wrong) && read_text (reader, &at, block->end, FALSE, &wrong);
    }
  cow_plain_stream_close (stream, NULL, NULL);
  if (wrong == NULL)
    return TRUE;
  g_propagate_error (error, wrong);
  return FALSE;
}

static gboolean
read_all (DimacsReader *reader, GError **error)
{
  guint n_threads = cow_builder_n_threads (reader->builder);
  GError *wrong = NULL;
  const char *at;
  gsize length;

  while (cow_input_lines (reader->input, &at, &length, &wrong))
    {
      const char *end = at + length;

      if (!read_text (reader, &at, end, n_threads > 1, error))
        return FALSE;
      if (n_threads > 1 && reader->problem != NULL)
        return read_in_threads (reader, n_threads, (gsize)(end - at), error);
    }
  if (wrong == NULL)
    return TRUE;
  g_propagate_error (error, wrong);
  return FALSE;
}

static gboolean
read_dimacs (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  CowProgress nobody = { 0 };
  g_auto (DimacsReader) reader = { .options = options, .input = input, .builder = builder };

  reader.progress = progress != NULL ? progress : &nobody;
  if (options->directed >= 0)
    cow_builder_set_directed (builder, options->directed);
  if (!cow_plain_edges_init (&reader.edges, cow_plain_edges_fit (input, PLAIN_EDGES)))
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_MEMORY, "no memory to read edges");
      return FALSE;
    }
  if (!read_all (&reader, error))
    return FALSE;
  if (reader.problem == NULL)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s: no problem line (`p sp VERTICES EDGES` or the like)",
                   cow_input_name (input));
      return FALSE;
    }
  if (reader.n_bad > 0)
    cow_read_warn (options, "%" G_GUINT64_FORMAT " bad line%s skipped, the first: %s", reader.n_bad, reader.n_bad == 1 ? "" : "s",
                   reader.first_bad);
  if (is_flow (&reader))
    tell_terminals (&reader);
  if (reader.n_edges != reader.m)
    cow_read_warn (options, "%" G_GUINT64_FORMAT " edges announced, %" G_GUINT64_FORMAT " found", reader.m, reader.n_edges);
  return TRUE;
}

/* Comments, then a problem line of a known kind. */
static guint
sniff_dimacs (const char *bytes, gsize length)
{
  const char *at = bytes, *end = bytes + length;
  gboolean comments = FALSE;

  while (at < end)
    {
      const char *newline = memchr (at, '\n', (gsize)(end - at));
      const char *line_end = newline != NULL ? newline : end;
      CowWord words[MOST_WORDS];
      guint count = cow_words_split (at, line_end, words, MOST_WORDS);

      if (count > 0 && (words[0].length != 1 || (*words[0].text != 'c' && *words[0].text != 'p')))
        return 0;
      if (count > 0 && *words[0].text == 'p')
        {
          if (count > 1 && words[1].length == 3 && memcmp (words[1].text, "aux", 3) == 0)
            return 90;
          for (guint i = 0; count > 2 && i < G_N_ELEMENTS (problems); i++)
            if (strlen (problems[i].word) == words[1].length && memcmp (problems[i].word, words[1].text, words[1].length) == 0
                && g_ascii_isdigit (*words[2].text))
              return 95;
          return 0;
        }
      comments |= count > 0;
      at = newline != NULL ? newline + 1 : end;
    }
  return comments ? 15 : 0;
}

static gboolean
write_dimacs (const CowGraph *graph, CowOutput *out, CowProgress *progress, GError **error)
{
  g_auto (CowEdgeOrder) order = { 0 };
  gboolean weighted = graph->out.kind != COW_WEIGHT_NONE;

  if (!cow_edge_order_init (&order, graph, error))
    return FALSE;
  if (!cow_graph_is_numbered (graph, 1))
    cow_output_printf (out, "c vertices are numbered in order of appearance, their names are not kept\n");
  if (!graph->directed && weighted)
    cow_output_printf (out, "c an edge carries its weight behind its ends\n");
  cow_output_printf (out, "p %s %u %" G_GUINT64_FORMAT "\n", graph->directed ? "sp" : "edge", graph->n, graph->m);
  for (guint64 edge = 0; edge < graph->m; edge++)
    {
      guint32 source, target;

      cow_edge_order_ends (&order, edge, &source, &target);
      cow_output_bytes (out, graph->directed ? "a " : "e ", 2);
      cow_output_int (out, (gint64)cow_graph_appearance (graph, source) + 1);
      cow_output_bytes (out, " ", 1);
      cow_output_int (out, (gint64)cow_graph_appearance (graph, target) + 1);
      if (weighted)
        {
          cow_output_bytes (out, " ", 1);
          cow_output_cost (out, cow_edge_order_weight (&order, edge));
        }
      else if (graph->directed)
        cow_output_bytes (out, " 1", 2);
      cow_output_bytes (out, "\n", 1);
      if (!cow_progress_go_on (progress, 1, error))
        return FALSE;
    }
  return TRUE;
}

const CowFormat cow_format_dimacs = {
  .name = "dimacs",
  .endings = ".gr .col .dimacs .max",
  .summary = "DIMACS shortest paths, flow and coloring; PACE",
  .details
  = "A problem line `p KIND VERTICES EDGES`, then one line an edge; lines that begin with c are comments. `p sp` and `p max` "
    "have arcs `a SOURCE TARGET WEIGHT` and are directed; `p edge` and `p col` have `e U V`, perhaps with a weight behind; "
    "PACE's kinds (tw, td, vc, ds, cep, tww) have bare `U V` lines; both are undirected. Vertices are 1 to VERTICES, those without edges "
    "too. Weights are integers or decimal fractions and may be negative. In `p max` the weight is the capacity, and `n VERTEX s` and "
    "`n VERTEX t` name the source and the sink: a note tells them, and the vertex attribute terminal is source or sink.\n\n"
    "Another number of edges than announced is a warning that tells both. A vertex outside the range, a second problem line and a "
    "line of another type are errors.\n\n"
    "    roads.gr:1: problem line with 3 words: it is `p sp VERTICES EDGES`\n"
    "    roads.gr:3: vertex \"4\" is not one of 1 to 3\n\n"
    "A directed graph is written as sp, an undirected one as edge, with weights as a third number where it has some. Names other than "
    "1 to n are replaced by the order of appearance, which a comment and a warning say; attributes and coordinates are not "
    "written.\n\n"
    "Coordinates (`p aux sp co`, lines `v ID X Y`) are read as --vertices.",
  .sniff = sniff_dimacs,
  .read = read_dimacs,
  .skips_bad_lines = TRUE,
  .write = write_dimacs,
  .loses = COW_LOSES_NAMES | COW_LOSES_EDGE_COLUMNS | COW_LOSES_VERTEX_COLUMNS | COW_LOSES_COORDINATES,
};
