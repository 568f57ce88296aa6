/* dimacs.c - DIMACS: `p sp n m` with `a u v w` (shortest paths), `p max` (flow), `p edge` with `e u v` (coloring), and PACE's
 * `p tw n m` with bare `u v` lines.
 *
 * Vertices are declared by the problem line, so an id is its appearance plus one and no name is ever looked up. */
#include "graph/file/edge-order.h"
#include "graph/file/formats.h"

#include <math.h>
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
  { "sp", KIND_ARCS, "" },       { "max", KIND_ARCS, "n" },     { "edge", KIND_EDGES, "ndvx" },
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
  guint64 n_bad;
  char *first_bad;
} DimacsReader;

/* One word of a line. */
typedef struct
{
  const char *text;
  gsize length;
} Word;

#define MOST_WORDS 6 /* more than any line may have */

/* Splits at blanks; counts what does not fit too. */
static guint
split_words (const char *at, const char *end, Word words[MOST_WORDS])
{
  guint count = 0;

  for (;;)
    {
      while (at < end && (*at == ' ' || *at == '\t' || *at == '\r'))
        at++;
      if (at == end)
        return count;
      const char *from = at;
      while (at < end && *at != ' ' && *at != '\t' && *at != '\r')
        at++;
      if (count < MOST_WORDS)
        words[count] = (Word){ from, (gsize)(at - from) };
      count++;
    }
}

static char *
show (const Word *word)
{
  return g_strdup_printf ("\"%.*s\"", (int)MIN (word->length, 60), word->text);
}

static gboolean
parse_problem (DimacsReader *reader, const char *place, const Word *words, guint count, GError **error)
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
      g_autofree char *shown = show (&words[1]);
      return cow_input_error_at (reader->input, place, error, "unknown problem %s: sp, max, edge, col or one of PACE", shown);
    }
  if (count != 4)
    return cow_input_error_at (reader->input, place, error, "problem line with %u words: it is `p %s VERTICES EDGES`", count,
                               problem != NULL ? problem->word : "sp");
  for (guint i = 2; i < 4; i++)
    if (!cow_number_parse_int (words[i].text, words[i].length, i == 2 ? &n : &m) || (i == 2 ? n : m) < 0)
      {
        g_autofree char *shown = show (&words[i]);
        return cow_input_error_at (reader->input, place, error, "%s is no number of %s", shown, i == 2 ? "vertices" : "edges");
      }
  if (n >= COW_VERTEX_NONE)
    return cow_input_error_at (reader->input, place, error, "%" G_GINT64_FORMAT " vertices: at most %u", n, COW_VERTEX_NONE - 1);
  reader->problem = problem;
  reader->n = (guint64)n;
  reader->m = (guint64)m;
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
parse_end (DimacsReader *reader, const char *place, const Word *word, guint32 *appearance, GError **error)
{
  gint64 id;
  g_autofree char *shown = NULL;

  if (cow_number_parse_int (word->text, word->length, &id) && id >= 1 && (guint64)id <= reader->n)
    {
      *appearance = (guint32)(id - 1);
      return TRUE;
    }
  shown = show (word);
  return cow_input_error_at (reader->input, place, error, "vertex %s is not one of 1 to %" G_GUINT64_FORMAT, shown, reader->n);
}

typedef struct
{
  guint32 source, target;
  CowCost weight; /* unreachable: none */
} DimacsEdge;

static gboolean
parse_weight (DimacsReader *reader, const char *place, const Word *word, CowCost *weight, GError **error)
{
  gint64 integer;
  double real;

  if (cow_number_parse_int (word->text, word->length, &integer))
    {
      *weight = cow_cost_int (integer);
      return TRUE;
    }
  if (cow_number_parse_real (word->text, word->length, &real) && isfinite (real))
    {
      *weight = cow_cost_real (real);
      return TRUE;
    }
  g_autofree char *shown = show (word);
  return cow_input_error_at (reader->input, place, error, "weight %s is no finite number", shown);
}

/* An edge line, words behind its letter. */
static gboolean
parse_edge (DimacsReader *reader, const char *place, const Word *words, guint count, DimacsEdge *edge, GError **error)
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
      && (edge->weight.kind != COW_COST_INT || cow_builder_weight_int (reader->builder, edge->weight.integer, error))
      && (edge->weight.kind != COW_COST_REAL || cow_builder_weight_real (reader->builder, edge->weight.real, error)))
    return TRUE;
  g_prefix_error (error, "%s:%" G_GUINT64_FORMAT ": ", cow_input_name (reader->input),
                  cow_input_line_number_at (reader->input, place));
  return FALSE;
}

/* Any line, with all that can be wrong with it. *is_edge: it is one, well-formed and in *edge, or meant to be one. */
static gboolean
parse_line (DimacsReader *reader, const char *line, const char *end, gboolean *is_edge, DimacsEdge *edge, GError **error)
{
  Word words[MOST_WORDS];
  guint count = split_words (line, end, words);

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
  gboolean lettered = problem->kind != KIND_BARE;
  *is_edge = TRUE;
  if (lettered && letter != (problem->kind == KIND_ARCS ? 'a' : 'e'))
    {
      g_autofree char *shown = show (&words[0]);
      return cow_input_error_at (reader->input, line, error, "line of type %s: a `p %s` file has lines of type %s", shown,
                                 problem->word, problem->kind == KIND_ARCS ? "a" : "e");
    }
  return parse_edge (reader, line, words + lettered, MIN (count, MOST_WORDS) - lettered, edge, error);
}

/* At most 10 digits: a sum in 64 bits cannot overflow. */
static inline const char *
scan_number (const char *at, guint64 *number)
{
  const char *from = at;
  guint64 value = 0;

  for (guint digit; (digit = (guint)(guchar)*at - '0') <= 9 && at - from < 18; at++)
    value = value * 10 + digit;
  *number = value;
  return at > from ? at : NULL;
}

static inline const char *
skip_blank (const char *at)
{
  return *at == ' ' ? at + 1 : NULL;
}

/* Lines as programs write them, one blank between the words; returns where it stopped, NULL on an error of the builder. */
static const char *
read_plain_lines (DimacsReader *reader, const char *at, const char *end, GError **error)
{
  const LineKind kind = reader->problem->kind;
  const char letter = kind == KIND_ARCS ? 'a' : 'e';

  while (at < end)
    {
      const char *next = at;
      guint64 source, target, weight = 0;

      if (kind != KIND_BARE && (*next++ != letter || *next++ != ' '))
        return at;
      if ((next = scan_number (next, &source)) == NULL || (next = skip_blank (next)) == NULL
          || (next = scan_number (next, &target)) == NULL
          || (kind == KIND_ARCS && ((next = skip_blank (next)) == NULL || (next = scan_number (next, &weight)) == NULL)))
        return at;
      next += *next == '\r';
      if (*next != '\n' || source - 1 >= reader->n || target - 1 >= reader->n)
        return at;
      DimacsEdge edge = { (guint32)(source - 1), (guint32)(target - 1),
                          kind == KIND_ARCS ? cow_cost_int ((gint64)weight) : cow_cost_unreachable () };
      if (!store_edge (reader, at, &edge, error))
        return NULL;
      at = next + 1;
      if (cow_progress_step (reader->progress, 1))
        {
          g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "%s: cancelled", cow_input_name (reader->input));
          return NULL;
        }
    }
  return at;
}

static gboolean
read_chunk (DimacsReader *reader, const char *at, const char *end, GError **error)
{
  while (at < end)
    {
      if (reader->problem != NULL && (at = read_plain_lines (reader, at, end, error)) == NULL)
        return FALSE;
      if (at == end)
        break;
      const char *newline = memchr (at, '\n', (gsize)(end - at));
      DimacsEdge edge;
      gboolean is_edge;
      GError *wrong = NULL;

      if (parse_line (reader, at, newline, &is_edge, &edge, &wrong))
        {
          if (is_edge && !store_edge (reader, at, &edge, error))
            return FALSE;
        }
      else if (is_edge && reader->options->skip_bad_lines)
        {
          if (reader->n_bad++ == 0)
            reader->first_bad = g_strdup (wrong->message);
          g_error_free (wrong);
        }
      else
        {
          g_propagate_error (error, wrong);
          return FALSE;
        }
      at = newline + 1;
      if (cow_progress_step (reader->progress, 1))
        {
          g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "%s: cancelled", cow_input_name (reader->input));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
read_dimacs (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  CowProgress nobody = { 0 };
  DimacsReader reader = { .options = options, .input = input, .builder = builder };
  g_autoptr (GError) wrong = NULL;
  const char *lines;
  gsize length;

  reader.progress = progress != NULL ? progress : &nobody;
  if (options->directed >= 0)
    cow_builder_set_directed (builder, options->directed);
  while (cow_input_lines (input, &lines, &length, &wrong))
    if (!read_chunk (&reader, lines, lines + length, error))
      {
        g_free (reader.first_bad);
        return FALSE;
      }
  g_autofree char *first_bad = reader.first_bad;
  if (wrong != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&wrong));
      return FALSE;
    }
  if (reader.problem == NULL)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "%s: no problem line (`p sp VERTICES EDGES` or the like)",
                   cow_input_name (input));
      return FALSE;
    }
  if (reader.n_bad > 0)
    cow_read_warn (options, "%" G_GUINT64_FORMAT " bad line%s skipped, the first: %s", reader.n_bad, reader.n_bad == 1 ? "" : "s",
                   first_bad);
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
      Word words[MOST_WORDS];
      guint count = split_words (at, line_end, words);

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

/* Are the names 1 to n, in order of appearance? */
static gboolean
is_numbered (const CowGraph *graph)
{
  char buffer[24], wanted[24];

  if (graph->n > 0 && graph->meta->names_kind == COW_NAMES_SEQUENCE)
    return graph->meta->first_number == 1;
  for (guint32 appearance = 0; appearance < graph->n; appearance++)
    {
      gsize length;
      const char *name = cow_graph_name (graph, cow_graph_vertex_at (graph, appearance), buffer, &length);

      if (cow_number_format_int ((gint64)appearance + 1, wanted) != length || memcmp (name, wanted, length) != 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_dimacs (const CowGraph *graph, CowOutput *out, CowProgress *progress, GError **error)
{
  CowProgress nobody = { 0 };
  g_auto (CowEdgeOrder) order = { 0 };
  gboolean weighted = graph->out.kind != COW_WEIGHT_NONE;

  if (!cow_edge_order_init (&order, graph, error))
    return FALSE;
  if (!is_numbered (graph))
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
          CowCost weight = cow_edge_order_weight (&order, edge);

          cow_output_bytes (out, " ", 1);
          if (weight.kind == COW_COST_INT)
            cow_output_int (out, weight.integer);
          else
            cow_output_real (out, weight.real);
        }
      else if (graph->directed)
        cow_output_bytes (out, " 1", 2);
      cow_output_bytes (out, "\n", 1);
      if (cow_progress_step (progress != NULL ? progress : &nobody, 1))
        {
          g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "cancelled");
          return FALSE;
        }
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
    "too. Weights are integers or decimal fractions and may be negative.\n\n"
    "Another number of edges than announced is a warning that tells both. A vertex outside the range, a second problem line and a "
    "line of another type are errors.\n\n"
    "A directed graph is written as sp, an undirected one as edge, with weights as a third number where it has some. Names other than "
    "1 to n are replaced by the order of appearance, which a comment says; attributes are not written.\n\n"
    "Coordinates (`p aux sp co`, lines `v ID X Y`) are read as --vertices.",
  .sniff = sniff_dimacs,
  .read = read_dimacs,
  .write = write_dimacs,
};
