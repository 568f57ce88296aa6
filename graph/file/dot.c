/* dot.c - the graphs of Graphviz, a subset that is stated: what is a graph is read, what is drawing only is not.
 *
 * No recursion: a subgraph is a frame on a stack, with the chain of edges that it may be an operand of in the frame below. Edges are
 * added when their statement is over, because its attributes come last. */
#include "graph/file/dot-lexer.h"
#include "graph/file/dot.h"
#include "graph/file/formats.h"
#include "graph/file/place.h"
#include "graph/file/twins.h"
#include "graph/file/words.h"

#include <string.h>

#define MOST_FRAMES 250
#define MOST_COLUMNS COW_MOST_ATTRIBUTES
#define MOST_PAIRS ((guint64)1 << 20) /* edges between two groups */
#define WEIGHT G_MAXUINT              /* in place of a column */

/* One attribute of a statement, or a default. */
typedef struct
{
  guint column; /* of the builder, or WEIGHT */
  guint axis;   /* as cow_attribute_axis; POSITION */
  guint64 line;
  char *text; /* a GRefString */
} Attribute;

#define POSITION 1000 /* "x,y" */

static void
clear_attribute (gpointer data)
{
  g_ref_string_release (((Attribute *)data)->text);
}

static GArray *
new_attributes (void)
{
  GArray *attributes = g_array_new (FALSE, FALSE, sizeof (Attribute));

  g_array_set_clear_func (attributes, clear_attribute);
  return attributes;
}

/* Sides: attributes of vertices and of edges. */
enum
{
  ON_EDGE,
  ON_VERTEX,
  N_SIDES,
};

/* A pair of braces: the graph itself, or a subgraph in it. */
typedef struct
{
  GArray *defaults[N_SIDES]; /* of Attribute: all that hold here */
  GArray *members;           /* guint32: vertices named in it; NULL in the graph itself */
  GArray *operands;          /* guint32: the vertices of the operands of the statement, one behind the other */
  GArray *ends;              /* guint: where each operand ends */
  gboolean single;           /* the statement is one vertex, no group */
} Frame;

typedef struct
{
  const CowReadOptions *options;
  CowDotLexer lexer;
  CowBuilder *builder;
  CowProgress *progress;
  gboolean arrows; /* a digraph */
  gboolean directed;
  GHashTable *pairs; /* strict: the edges so far, as source << 32 | target; NULL: not strict */
  guint64 n_dropped;
  GArray *frames;               /* of Frame */
  GHashTable *columns[N_SIDES]; /* name -> column + 1 */
  GArray *attributes;           /* of the statement */
} DotReader;

static void
clear_frame (gpointer data)
{
  Frame *frame = data;

  for (guint side = 0; side < N_SIDES; side++)
    g_clear_pointer (&frame->defaults[side], g_array_unref);
  g_clear_pointer (&frame->members, g_array_unref);
  g_clear_pointer (&frame->operands, g_array_unref);
  g_clear_pointer (&frame->ends, g_array_unref);
}

static void
clear_reader (DotReader *reader)
{
  cow_dot_lexer_clear (&reader->lexer);
  g_clear_pointer (&reader->pairs, g_hash_table_unref);
  g_clear_pointer (&reader->frames, g_array_unref);
  g_clear_pointer (&reader->attributes, g_array_unref);
  for (guint side = 0; side < N_SIDES; side++)
    g_clear_pointer (&reader->columns[side], g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DotReader, clear_reader)

static Frame *
top_frame (const DotReader *reader)
{
  return &g_array_index (reader->frames, Frame, reader->frames->len - 1);
}

static gboolean
fail_unexpected (const DotReader *reader, const char *wanted, GError **error)
{
  g_autofree char *shown = cow_dot_lexer_show (&reader->lexer);

  return cow_dot_lexer_fail (&reader->lexer, reader->lexer.token_line, error, "%s, not %s", wanted, shown);
}

static gboolean
prefix_line (const DotReader *reader, guint64 line, GError **error)
{
  g_prefix_error (error, "%s:%" G_GUINT64_FORMAT ": ", cow_input_name (reader->lexer.input), line);
  return FALSE;
}

/* ---- frames ---- */

static gboolean
open_frame (DotReader *reader, GError **error)
{
  Frame frame = { .operands = NULL };

  if (reader->frames->len == MOST_FRAMES)
    return cow_dot_lexer_fail (&reader->lexer, reader->lexer.token_line, error, "nesting too deep: more than %d subgraphs in each other",
                               MOST_FRAMES);
  for (guint side = 0; side < N_SIDES; side++)
    {
      frame.defaults[side] = new_attributes ();
      for (guint i = 0; reader->frames->len > 0 && i < top_frame (reader)->defaults[side]->len; i++)
        {
          Attribute copy = g_array_index (top_frame (reader)->defaults[side], Attribute, i);

          g_ref_string_acquire (copy.text);
          g_array_append_val (frame.defaults[side], copy);
        }
    }
  frame.operands = g_array_new (FALSE, FALSE, sizeof (guint32));
  frame.ends = g_array_new (FALSE, FALSE, sizeof (guint));
  if (reader->frames->len > 0)
    frame.members = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_val (reader->frames, frame);
  return TRUE;
}

static gboolean
add_operand (DotReader *reader, const guint32 *vertices, guint count, GError **error)
{
  Frame *frame = top_frame (reader);

  if (count > G_MAXUINT / 8 - frame->operands->len || (frame->members != NULL && count > G_MAXUINT / 8 - frame->members->len))
    return cow_dot_lexer_fail (&reader->lexer, reader->lexer.token_line, error, "a statement of too many vertices");
  g_array_append_vals (frame->operands, vertices, count);
  g_array_append_val (frame->ends, frame->operands->len);
  if (frame->members != NULL)
    g_array_append_vals (frame->members, vertices, count);
  return TRUE;
}

/* The vertices of a subgraph, each once, become an operand of the statement it stands in. */
static gboolean
close_frame (DotReader *reader, GError **error)
{
  g_autoptr (GArray) members = g_steal_pointer (&top_frame (reader)->members);
  guint kept = 0;

  g_array_set_size (reader->frames, reader->frames->len - 1);
  if (members == NULL)
    return TRUE;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_direct_hash, g_direct_equal);
  for (guint i = 0; i < members->len; i++)
    {
      guint32 vertex = g_array_index (members, guint32, i);

      if (g_hash_table_add (seen, GUINT_TO_POINTER (vertex)))
        g_array_index (members, guint32, kept++) = vertex;
    }
  top_frame (reader)->single = FALSE;
  return add_operand (reader, (const guint32 *)(gconstpointer)members->data, kept, error);
}

/* ---- attributes ---- */

static gboolean
find_column (DotReader *reader, guint side, const char *name, guint *column, GError **error)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (reader->columns[side], name));

  if (side == ON_EDGE && strcmp (name, "weight") == 0)
    {
      *column = WEIGHT;
      return TRUE;
    }
  if (found == 0)
    {
      if (g_hash_table_size (reader->columns[side]) == MOST_COLUMNS)
        return cow_dot_lexer_fail (&reader->lexer, reader->lexer.token_line, error, "more than %d attributes", MOST_COLUMNS);
      found = cow_builder_column (reader->builder, side == ON_VERTEX, name, COW_TYPE_NULL) + 1;
      g_hash_table_insert (reader->columns[side], g_strdup (name), GUINT_TO_POINTER (found));
    }
  *column = found - 1;
  return TRUE;
}

/* `[a=b, c; d=e]`, several of them; into reader->attributes when keep. */
static gboolean
parse_attributes (DotReader *reader, guint side, gboolean keep, GError **error)
{
  CowDotLexer *lexer = &reader->lexer;

  g_array_set_size (reader->attributes, 0);
  while (lexer->token == '[')
    {
      if (!cow_dot_lexer_next (lexer, error))
        return FALSE;
      while (lexer->token != ']')
        {
          Attribute attribute = { .line = lexer->token_line };

          if (lexer->token != COW_DOT_ID)
            return fail_unexpected (reader, "an attribute or \"]\" is due", error);
          g_autofree char *name = g_strdup (lexer->text->str);
          if (*name == '\0' || strlen (name) > 255)
            return cow_dot_lexer_fail (lexer, lexer->token_line, error, "name of an attribute of %" G_GSIZE_FORMAT " bytes: 1 to 255",
                                       strlen (name));
          if (keep && !find_column (reader, side, name, &attribute.column, error))
            return FALSE;
          if (side == ON_VERTEX)
            attribute.axis = strcmp (name, "pos") == 0 ? POSITION : cow_attribute_axis (name);
          if (!cow_dot_lexer_next (lexer, error))
            return FALSE;
          gboolean has_value = lexer->token == '=';
          if (has_value && !cow_dot_lexer_next (lexer, error))
            return FALSE;
          if (has_value && lexer->token != COW_DOT_ID)
            return fail_unexpected (reader, "the value of an attribute is due", error);
          if (keep)
            {
              attribute.text = has_value ? g_ref_string_new_len (lexer->text->str, (gssize)lexer->text->len) : g_ref_string_new ("true");
              g_array_append_val (reader->attributes, attribute);
            }
          if (has_value && !cow_dot_lexer_next (lexer, error))
            return FALSE;
          if ((lexer->token == ',' || lexer->token == ';') && !cow_dot_lexer_next (lexer, error))
            return FALSE;
        }
      if (!cow_dot_lexer_next (lexer, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
set_weight (const DotReader *reader, const Attribute *attribute, GError **error)
{
  CowWord word = { attribute->text, strlen (attribute->text) };
  CowCost weight;
  const char *wrong = cow_word_weight (&word, &weight);

  if (wrong == NULL)
    return cow_builder_weight (reader->builder, weight, error) || prefix_line (reader, attribute->line, error);
  g_autofree char *shown = cow_word_show (&word);
  return cow_dot_lexer_fail (&reader->lexer, attribute->line, error, "weight %s %s", shown, wrong);
}

static gboolean
set_cell (const DotReader *reader, const Attribute *attribute, guint64 row, GError **error)
{
  gsize length = strlen (attribute->text);
  CowValue empty = { .type = COW_TYPE_STRING, .text = "" };

  return (length == 0 ? cow_builder_cell (reader->builder, attribute->column, row, &empty, error)
                      : cow_builder_cell_text (reader->builder, attribute->column, row, attribute->text, length, error))
         || prefix_line (reader, attribute->line, error);
}

/* `pos="x,y"` of a layout, perhaps with a mark that it is fixed. */
static void
tell_position (CowPlace *place, const char *text)
{
  const char *comma = strchr (text, ',');
  gsize rest = comma != NULL ? strlen (comma + 1) : 0;
  CowPlace position = { .told = 0 };

  rest -= rest > 0 && comma[rest] == '!';
  if (comma == NULL)
    return;
  cow_place_tell (&position, 1, text, (gsize)(comma - text));
  cow_place_tell (&position, 2, comma + 1, rest);
  if ((position.told & 3) == 3 && place->told == 0)
    *place = position;
}

static gboolean
set_place (const DotReader *reader, const GArray *attributes, guint32 vertex, GError **error)
{
  CowPlace place = { .told = 0 };

  for (guint i = 0; i < attributes->len; i++)
    {
      const Attribute *attribute = &g_array_index (attributes, Attribute, i);

      if (attribute->axis == POSITION)
        tell_position (&place, attribute->text);
      else
        cow_place_tell (&place, attribute->axis, attribute->text, strlen (attribute->text));
    }
  return cow_place_store (&place, reader->builder, vertex, error) || prefix_line (reader, reader->lexer.token_line, error);
}

static gboolean
apply_to_vertex (DotReader *reader, const GArray *attributes, guint32 vertex, GError **error)
{
  for (guint i = 0; i < attributes->len; i++)
    if (!set_cell (reader, &g_array_index (attributes, Attribute, i), vertex, error))
      return FALSE;
  return set_place (reader, attributes, vertex, error);
}

/* To the last edge. */
static gboolean
apply_to_edge (DotReader *reader, const GArray *attributes, GError **error)
{
  guint64 row = cow_builder_n_edges (reader->builder) - 1;

  for (guint i = 0; i < attributes->len; i++)
    {
      const Attribute *attribute = &g_array_index (attributes, Attribute, i);

      if (!(attribute->column == WEIGHT ? set_weight (reader, attribute, error) : set_cell (reader, attribute, row, error)))
        return FALSE;
    }
  return TRUE;
}

/* `node [..]` and `edge [..]` hold for what is made behind them, up to the end of the braces. */
static void
set_defaults (DotReader *reader, guint side)
{
  GArray *defaults = top_frame (reader)->defaults[side];

  for (guint i = 0; i < reader->attributes->len; i++)
    {
      Attribute attribute = g_array_index (reader->attributes, Attribute, i);

      for (guint k = 0; k < defaults->len; k++)
        if (g_array_index (defaults, Attribute, k).column == attribute.column)
          {
            g_array_remove_index (defaults, k);
            break;
          }
      g_ref_string_acquire (attribute.text);
      g_array_append_val (defaults, attribute);
    }
}

/* ---- statements ---- */

static gboolean
name_vertex (DotReader *reader, const GString *name, guint64 line, GError **error)
{
  guint64 before = cow_builder_n_vertices (reader->builder);
  guint32 vertex;

  if (!cow_builder_vertex (reader->builder, name->str, name->len, &vertex, error))
    return prefix_line (reader, line, error);
  if (vertex == before && !apply_to_vertex (reader, top_frame (reader)->defaults[ON_VERTEX], vertex, error))
    return FALSE;
  top_frame (reader)->single = top_frame (reader)->ends->len == 0;
  return add_operand (reader, &vertex, 1, error);
}

static guint
hash_pair (gconstpointer key)
{
  return (guint)cow_twins_mix (GPOINTER_TO_SIZE (key));
}

static gboolean
add_edge (DotReader *reader, guint32 source, guint32 target, GError **error)
{
  gboolean turn = !reader->arrows && source > target;
  gsize key = (gsize)(turn ? target : source) << 32 | (turn ? source : target);

  if (reader->pairs != NULL && !g_hash_table_add (reader->pairs, GSIZE_TO_POINTER (key)))
    {
      reader->n_dropped++;
      return TRUE;
    }
  if (!cow_builder_edge (reader->builder, source, target, error))
    return prefix_line (reader, reader->lexer.token_line, error);
  return apply_to_edge (reader, top_frame (reader)->defaults[ON_EDGE], error) && apply_to_edge (reader, reader->attributes, error)
         && cow_progress_go_on (reader->progress, 1, error);
}

/* Everything between two operands that stand side by side. */
static gboolean
add_edges (DotReader *reader, GError **error)
{
  const Frame *frame = top_frame (reader);
  const guint32 *vertices = (const guint32 *)(gconstpointer)frame->operands->data;
  const guint *ends = (const guint *)(gconstpointer)frame->ends->data;

  for (guint k = 0; k + 1 < frame->ends->len; k++)
    {
      guint from = k > 0 ? ends[k - 1] : 0;

      if ((guint64)(ends[k] - from) * (ends[k + 1] - ends[k]) > MOST_PAIRS)
        return cow_dot_lexer_fail (&reader->lexer, reader->lexer.token_line, error, "groups of %u and %u vertices: more than %" G_GUINT64_FORMAT
                                   " edges between them",
                                   ends[k] - from, ends[k + 1] - ends[k], MOST_PAIRS);
      for (guint i = from; i < ends[k]; i++)
        for (guint j = ends[k]; j < ends[k + 1]; j++)
          if (!add_edge (reader, vertices[i], vertices[j], error))
            return FALSE;
    }
  return TRUE;
}

/* Behind the operands of a statement: attributes, and what they are of. */
static gboolean
end_statement (DotReader *reader, GError **error)
{
  gboolean edges = top_frame (reader)->ends->len > 1;

  if (reader->lexer.token == '[' && !edges && !top_frame (reader)->single)
    return cow_dot_lexer_fail (&reader->lexer, reader->lexer.token_line, error, "attributes behind a subgraph: they stand in it");
  if (!parse_attributes (reader, edges ? ON_EDGE : ON_VERTEX, TRUE, error))
    return FALSE;
  if (edges ? !add_edges (reader, error)
            : reader->attributes->len > 0
                  && !apply_to_vertex (reader, reader->attributes, g_array_index (top_frame (reader)->operands, guint32, 0), error))
    return FALSE;
  g_array_set_size (top_frame (reader)->operands, 0);
  g_array_set_size (top_frame (reader)->ends, 0);
  return cow_progress_go_on (reader->progress, 1, error);
}

/* Behind an operand: another one follows, or the statement ends. *more: an operand is due. */
static gboolean
continue_statement (DotReader *reader, gboolean *more, GError **error)
{
  int token = reader->lexer.token;

  *more = token == COW_DOT_ARC || token == COW_DOT_EDGE;
  if (!*more)
    return end_statement (reader, error);
  if ((token == COW_DOT_ARC) != reader->arrows)
    return cow_dot_lexer_fail (&reader->lexer, reader->lexer.token_line, error, reader->arrows ? "\"--\" in a digraph: its edges are ->"
                                                                                              : "\"->\" in a graph: its edges are --");
  return cow_dot_lexer_next (&reader->lexer, error);
}

/* `:port` or `:port:n`, which says where a line touches its box. */
static gboolean
skip_port (DotReader *reader, GError **error)
{
  for (guint i = 0; i < 2 && reader->lexer.token == ':'; i++)
    {
      if (!cow_dot_lexer_next (&reader->lexer, error))
        return FALSE;
      if (reader->lexer.token != COW_DOT_ID)
        return fail_unexpected (reader, "a port is due", error);
      if (!cow_dot_lexer_next (&reader->lexer, error))
        return FALSE;
    }
  return TRUE;
}

/* A name where a statement begins or an operand is due: a vertex, or `name = value` of the graph. */
static gboolean
parse_name (DotReader *reader, gboolean due, gboolean *more, GError **error)
{
  g_autoptr (GString) name = g_string_new_len (reader->lexer.text->str, (gssize)reader->lexer.text->len);
  guint64 line = reader->lexer.token_line;

  if (!cow_dot_lexer_next (&reader->lexer, error))
    return FALSE;
  if (reader->lexer.token == '=' && !due)
    {
      if (!cow_dot_lexer_next (&reader->lexer, error))
        return FALSE;
      return reader->lexer.token == COW_DOT_ID ? cow_dot_lexer_next (&reader->lexer, error)
                                               : fail_unexpected (reader, "the value of an attribute is due", error);
    }
  return name_vertex (reader, name, line, error) && skip_port (reader, error) && continue_statement (reader, more, error);
}

/* `subgraph name {` and `{`. */
static gboolean
open_subgraph (DotReader *reader, GError **error)
{
  if (reader->lexer.token != '{')
    {
      if (!cow_dot_lexer_next (&reader->lexer, error))
        return FALSE;
      if (reader->lexer.token == COW_DOT_ID && !cow_dot_lexer_next (&reader->lexer, error))
        return FALSE;
      if (reader->lexer.token != '{')
        return fail_unexpected (reader, "\"{\" of a subgraph is due", error);
    }
  return open_frame (reader, error) && cow_dot_lexer_next (&reader->lexer, error);
}

static gboolean
parse_defaults (DotReader *reader, GError **error)
{
  gboolean graph = cow_dot_lexer_is (&reader->lexer, "graph");
  guint side = cow_dot_lexer_is (&reader->lexer, "node") ? ON_VERTEX : ON_EDGE;

  if (!cow_dot_lexer_next (&reader->lexer, error))
    return FALSE;
  if (reader->lexer.token != '[')
    return fail_unexpected (reader, "\"[\" behind graph, node or edge is due", error);
  if (!parse_attributes (reader, side, !graph, error))
    return FALSE;
  if (!graph)
    set_defaults (reader, side);
  return TRUE;
}

static gboolean
is_keyword (const CowDotLexer *lexer)
{
  static const char *const keywords[] = { "node", "edge", "graph", "digraph", "subgraph", "strict" };

  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (cow_dot_lexer_is (lexer, keywords[i]))
      return TRUE;
  return FALSE;
}

/* What stands between the braces of the graph, and their end. */
static gboolean
parse_body (DotReader *reader, GError **error)
{
  CowDotLexer *lexer = &reader->lexer;
  gboolean due = FALSE; /* an operand, behind -> or -- */

  while (reader->frames->len > 0)
    {
      gboolean more = FALSE;

      if (lexer->token == '{' || cow_dot_lexer_is (lexer, "subgraph"))
        {
          if (!open_subgraph (reader, error))
            return FALSE;
        }
      else if (!due && (cow_dot_lexer_is (lexer, "graph") || cow_dot_lexer_is (lexer, "node") || cow_dot_lexer_is (lexer, "edge")))
        {
          if (!parse_defaults (reader, error))
            return FALSE;
        }
      else if (lexer->token == COW_DOT_ID && !is_keyword (lexer))
        {
          if (!parse_name (reader, due, &more, error))
            return FALSE;
        }
      else if (due)
        return fail_unexpected (reader, "a vertex or a subgraph is due behind an edge", error);
      else if (lexer->token == '}')
        {
          if (!close_frame (reader, error) || !cow_dot_lexer_next (lexer, error)
              || (reader->frames->len > 0 && !continue_statement (reader, &more, error)))
            return FALSE;
        }
      else if (lexer->token == ';')
        {
          if (!cow_dot_lexer_next (lexer, error))
            return FALSE;
        }
      else
        return fail_unexpected (reader, "a statement or \"}\" is due", error);
      due = more;
    }
  return TRUE;
}

/* `[strict] graph|digraph [name] {`. */
static gboolean
parse_head (DotReader *reader, GError **error)
{
  CowDotLexer *lexer = &reader->lexer;

  if (!cow_dot_lexer_next (lexer, error))
    return FALSE;
  if (cow_dot_lexer_is (lexer, "strict"))
    {
      reader->pairs = g_hash_table_new (hash_pair, g_direct_equal);
      if (!cow_dot_lexer_next (lexer, error))
        return FALSE;
    }
  reader->arrows = cow_dot_lexer_is (lexer, "digraph");
  if (!reader->arrows && !cow_dot_lexer_is (lexer, "graph"))
    return fail_unexpected (reader, "the file begins with graph or digraph", error);
  if (!cow_dot_lexer_next (lexer, error) || (lexer->token == COW_DOT_ID && !cow_dot_lexer_next (lexer, error)))
    return FALSE;
  if (lexer->token != '{')
    return fail_unexpected (reader, "\"{\" of the graph is due", error);
  return open_frame (reader, error) && cow_dot_lexer_next (lexer, error);
}

static gboolean
read_dot (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  g_auto (DotReader) reader = { .options = options, .builder = builder, .progress = progress };

  cow_dot_lexer_init (&reader.lexer, input);
  reader.frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  g_array_set_clear_func (reader.frames, clear_frame);
  reader.attributes = new_attributes ();
  for (guint side = 0; side < N_SIDES; side++)
    reader.columns[side] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!parse_head (&reader, error))
    return FALSE;
  cow_builder_set_directed (builder, options->directed >= 0 ? options->directed : reader.arrows);
  if (!parse_body (&reader, error))
    return FALSE;
  if (reader.lexer.token != COW_DOT_END)
    return fail_unexpected (&reader, "one graph a file: its end is due", error);
  if (reader.n_dropped > 0)
    cow_read_warn (options, "%" G_GUINT64_FORMAT " parallel edge%s of a strict graph dropped", reader.n_dropped, reader.n_dropped == 1 ? "" : "s");
  return TRUE;
}

const CowFormat cow_format_dot = {
  .name = "dot",
  .endings = ".dot .gv",
  .summary = "DOT, the language of Graphviz; a subset",
  .details
  = "`[strict] graph|digraph [NAME] { … }`. Read are vertices with attributes, edges -- and -> in chains (`a -> b -> c [weight=3]`), "
    "groups as their ends (`{a b} -> c` is two edges), subgraphs with or without a name, defaults (`node […]`, `edge […]`), which hold for "
    "what is made behind them up to the end of the braces, quoted texts, also joined by +, and comments (//, /* */, and # at the start of "
    "a line). Names are case-sensitive, keywords are not.\n\n"
    "The edge attribute weight is the weight and must be a finite number; every other attribute of vertices and edges becomes one here, "
    "at most 200 of either, its type found from the values as in an edge list, quoted or not; an empty text is a text. The vertex "
    "attribute pos (`\"x,y\"`), or the pair x and y or lon and lat, are its coordinates. Attributes of graphs and subgraphs and ports are "
    "ignored. In a strict graph the first of parallel edges stays; a warning counts the others.\n\n"
    "Refused are HTML-like texts, a reference to a subgraph without its braces, more than 250 subgraphs in each other, groups with more "
    "than 1048576 edges between them, texts of more than 1 MiB, a second graph in the file, -> in a graph and -- in a digraph "
    "(`x.dot:2: \"->\" in a graph: its edges are --`).\n\n"
    "Written are names, weights and all attributes that are not null; reals with a fraction or an exponent, texts in quotes. The types are "
    "not: a warning names attributes whose texts look like numbers. DOT has no way to say a backslash in front of a quote, of a line "
    "end or of the end of a text, so a graph with such texts is refused. An edge attribute called weight gets a _ behind its name.",
  .sniff = cow_dot_sniff,
  .read = read_dot,
  .write = cow_dot_write,
  .loses = COW_LOSES_TYPES | COW_LOSES_EMPTY_COLUMNS,
};
