/* pajek.c - Pajek networks: `*Vertices n` with labels and places, then *Arcs, *Edges, their lists, or a *Matrix.
 *
 * Vertices are numbers in the file. Their labels become their names when the section is over and no two are the same. */
#include "graph/file/pajek.h"

#include "graph/file/formats.h"
#include "graph/file/lines.h"
#include "graph/file/place.h"
#include "graph/text-table.h"

#include <string.h>

#define MOST_COLUMNS COW_MOST_ATTRIBUTES
#define MOST_WORDS 512

typedef enum
{
  SECTION_NONE,
  SECTION_VERTICES,
  SECTION_ARCS,
  SECTION_EDGES,
  SECTION_ARCSLIST,
  SECTION_EDGESLIST,
  SECTION_MATRIX,
} Section;

static const struct
{
  const char *word;
  Section section;
} sections[] = {
  { "*network", SECTION_NONE },   { "*vertices", SECTION_VERTICES },   { "*arcs", SECTION_ARCS },     { "*edges", SECTION_EDGES },
  { "*arcslist", SECTION_ARCSLIST }, { "*edgeslist", SECTION_EDGESLIST }, { "*matrix", SECTION_MATRIX },
};

typedef struct
{
  CowWord word;
  gboolean quoted;
} PajekWord;

typedef struct
{
  const CowReadOptions *options;
  CowLines lines;
  CowBuilder *builder;
  Section section;
  gboolean counted;     /* there was a *Vertices */
  guint64 n, first_mode; /* first_mode: how many vertices are of the first kind; 0: there is one kind */
  int directed;         /* -1: not decided yet */
  gboolean arcs_ahead;  /* an arc is seen in the first bytes */
  gboolean edges_told, arcs_told; /* by sections, perhaps empty */
  CowMemory memory;
  CowTextTable labels;
  CowGrow label_of; /* guint32 by vertex: label + 1, 0: none */
  guint64 n_labelled; /* length of that */
  gboolean named;   /* the labels have been looked at */
  char *relation;   /* of the section; NULL: none */
  guint64 n_cells;  /* of the matrix, so far */
  GHashTable *columns[2]; /* edges, vertices: name -> column + 1 */
  PajekWord words[MOST_WORDS];
  guint n_words;
  GString *decoded; /* quoted words with entities */
} PajekReader;

static void
clear_reader (PajekReader *reader)
{
  cow_text_table_clear (&reader->labels, &reader->memory);
  cow_grow_clear (&reader->label_of, &reader->memory);
  for (guint side = 0; side < 2; side++)
    g_clear_pointer (&reader->columns[side], g_hash_table_unref);
  g_clear_pointer (&reader->relation, g_free);
  if (reader->decoded != NULL)
    g_string_free (reader->decoded, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PajekReader, clear_reader)

static gboolean
prefix_line (const PajekReader *reader, GError **error)
{
  return cow_lines_prefix (&reader->lines, error);
}

/* ---- words ---- */

/* `&#233;` is a letter by its number. Appends the text as it is meant. */
static void
decode (GString *text, const char *at, const char *end)
{
  while (at < end)
    {
      gint64 number = 0;
      const char *digit = at + 2;

      if (*at == '&' && end - at > 3 && at[1] == '#')
        while (digit < end && g_ascii_isdigit (*digit) && number <= 0x10ffff)
          number = number * 10 + (*digit++ - '0');
      if (number > 0 && digit < end && *digit == ';' && g_unichar_validate ((gunichar)number))
        {
          g_string_append_unichar (text, (gunichar)number);
          at = digit + 1;
        }
      else
        g_string_append_c (text, *at++);
    }
}

/* The line as words; those in quotes may hold blanks. */
static gboolean
split_line (PajekReader *reader, GError **error)
{
  const char *at = reader->lines.text, *end = reader->lines.stop;
  gsize bytes = 0;

  reader->n_words = 0;
  for (;;)
    {
      PajekWord *next = &reader->words[reader->n_words];

      while (at < end && (*at == ' ' || *at == '\t'))
        at++;
      if (at == end)
        break;
      if (reader->n_words == MOST_WORDS)
        return cow_lines_fail (&reader->lines, error, "more than %d words", MOST_WORDS);
      next->quoted = *at == '"';
      if (!next->quoted)
        cow_word_next (&at, end, &next->word);
      else
        {
          const char *close = memchr (at + 1, '"', (gsize)(end - at - 1));

          if (close == NULL)
            return cow_lines_fail (&reader->lines, error, "quote is not closed");
          next->word = (CowWord){ at + 1, (gsize)(close - at - 1) };
          bytes += next->word.length;
          at = close + 1;
        }
      reader->n_words++;
    }
  /* What is meant is never longer than what is written. */
  g_string_truncate (reader->decoded, 0);
  g_string_set_size (reader->decoded, bytes);
  g_string_truncate (reader->decoded, 0);
  for (guint i = 0; i < reader->n_words; i++)
    {
      CowWord *word = &reader->words[i].word;

      if (!reader->words[i].quoted || memchr (word->text, '&', word->length) == NULL)
        continue;
      gsize begin = reader->decoded->len;
      decode (reader->decoded, word->text, word->text + word->length);
      *word = (CowWord){ reader->decoded->str + begin, reader->decoded->len - begin };
    }
  return TRUE;
}

/* ---- attributes ---- */

static gboolean
find_column (PajekReader *reader, gboolean on_vertex, const char *name, guint *column, GError **error)
{
  GHashTable *columns = reader->columns[on_vertex];
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (columns, name));

  if (found == 0)
    {
      if (g_hash_table_size (columns) == MOST_COLUMNS)
        return cow_lines_fail (&reader->lines, error, "more than %d attributes", MOST_COLUMNS);
      found = cow_builder_column (reader->builder, on_vertex, name, COW_TYPE_NULL) + 1;
      g_hash_table_insert (columns, g_strdup (name), GUINT_TO_POINTER (found));
    }
  *column = found - 1;
  return TRUE;
}

/* A word in quotes is a text; another is what it looks like. */
static gboolean
set_cell (PajekReader *reader, gboolean on_vertex, guint64 row, const char *name, const PajekWord *word, GError **error)
{
  CowValue value = { .type = COW_TYPE_STRING, .text = word->word.text, .length = word->word.length };
  guint column = 0;

  if (!find_column (reader, on_vertex, name, &column, error))
    return FALSE;
  return (word->quoted ? cow_builder_cell (reader->builder, column, row, &value, error)
                       : cow_builder_cell_text (reader->builder, column, row, word->word.text, word->word.length, error))
         || prefix_line (reader, error);
}

static gboolean
is_number (const PajekWord *word)
{
  double value;

  return !word->quoted && cow_number_parse_real (word->word.text, word->word.length, &value);
}

/* When it was there: `[1-5,7]`, anywhere in a line. */
static gboolean
take_times (PajekReader *reader, gboolean on_vertex, guint64 row, guint first, GError **error)
{
  guint kept = first;

  for (guint i = first; i < reader->n_words; i++)
    {
      PajekWord word = reader->words[i];

      if (word.quoted || *word.word.text != '[')
        reader->words[kept++] = word;
      else if (!set_cell (reader, on_vertex, row, "time", &word, error))
        return FALSE;
    }
  reader->n_words = kept;
  return TRUE;
}

/* `KEY VALUE` pairs from word `first` on. */
static gboolean
take_pairs (PajekReader *reader, gboolean on_vertex, guint64 row, guint first, CowPlace *place, GError **error)
{
  for (guint i = first; i < reader->n_words; i += 2)
    {
      const PajekWord *key = &reader->words[i], *value = key + 1;
      gboolean label = !on_vertex && !key->quoted && key->word.length == 1 && *key->word.text == 'l';
      g_autofree char *name = label ? g_strdup ("label") : g_strndup (key->word.text, key->word.length);

      if (i + 1 == reader->n_words)
        return cow_lines_fail (&reader->lines, error, "attribute \"%.60s\" without a value", name);
      if (*name == '\0' || key->word.length > 255)
        return cow_lines_fail (&reader->lines, error, "name of an attribute of %" G_GSIZE_FORMAT " bytes: 1 to 255", key->word.length);
      if (!set_cell (reader, on_vertex, row, name, value, error))
        return FALSE;
      if (place != NULL)
        cow_place_tell (place, cow_attribute_axis (name), value->word.text, value->word.length);
    }
  return TRUE;
}

/* ---- vertices ---- */

static gboolean
take_label (PajekReader *reader, guint32 vertex, const CowWord *label, GError **error)
{
  guint32 code = cow_text_table_intern (&reader->labels, &reader->memory, label->text, label->length, error);

  if (code == G_MAXUINT32 || !cow_grow_reserve (&reader->label_of, &reader->memory, ((guint64)vertex + 1) * 4, error))
    return prefix_line (reader, error);
  reader->label_of.u32[vertex] = code + 1;
  reader->n_labelled = MAX (reader->n_labelled, (guint64)vertex + 1);
  return TRUE;
}

/* `ID [LABEL [X [Y [Z]]] [SHAPE] [KEY VALUE]…]`. */
static gboolean
read_vertex (PajekReader *reader, GError **error)
{
  static const char *const axes[] = { "x", "y", "z" };
  CowPlace place = { .told = 0 };
  guint32 vertex;
  guint at = 2;

  if (!cow_lines_vertex (&reader->lines, &reader->words[0].word, reader->n, &vertex, error))
    return FALSE;
  if (reader->n_words > 1 && !take_label (reader, vertex, &reader->words[1].word, error))
    return FALSE;
  if (!take_times (reader, TRUE, vertex, MIN (at, reader->n_words), error))
    return FALSE;
  for (guint axis = 0; axis < G_N_ELEMENTS (axes) && at < reader->n_words && is_number (&reader->words[at]); axis++, at++)
    {
      const CowWord *word = &reader->words[at].word;

      if (!set_cell (reader, TRUE, vertex, axes[axis], &reader->words[at], error))
        return FALSE;
      if (axis < 2)
        cow_place_tell (&place, cow_attribute_axis (axes[axis]), word->text, word->length);
    }
  if (at < reader->n_words && (reader->n_words - at) % 2 == 1 && !set_cell (reader, TRUE, vertex, "shape", &reader->words[at++], error))
    return FALSE;
  return take_pairs (reader, TRUE, vertex, at, &place, error)
         && (cow_place_store (&place, reader->builder, vertex, error) || prefix_line (reader, error));
}

static const char *
get_name (guint32 vertex, char buffer[24], gsize *length, gpointer user)
{
  const PajekReader *reader = user;
  guint32 code = vertex < reader->n_labelled ? reader->label_of.u32[vertex] : 0;

  if (code != 0)
    return cow_text_table_get (&reader->labels, code - 1, length);
  *length = cow_number_format_int ((gint64)vertex + 1, buffer);
  return buffer;
}

/* When the vertices are over: labels become names, or, if one comes twice, an attribute. */
static gboolean
use_labels (PajekReader *reader, GError **error)
{
  gboolean distinct;

  if (reader->named || reader->labels.count == 0)
    return TRUE;
  reader->named = TRUE;
  if (!cow_builder_rename (reader->builder, get_name, reader, &distinct, error))
    return prefix_line (reader, error);
  if (distinct)
    return TRUE;
  cow_read_warn (reader->options, "labels are not all different: vertices are called by their numbers, labels are the attribute label");
  for (guint32 vertex = 0; vertex < reader->n_labelled; vertex++)
    {
      PajekWord word = { .quoted = TRUE };
      guint32 code = reader->label_of.u32[vertex];

      if (code == 0)
        continue;
      word.word.text = cow_text_table_get (&reader->labels, code - 1, &word.word.length);
      if (!set_cell (reader, TRUE, vertex, "label", &word, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- edges ---- */

static gboolean
decide_direction (PajekReader *reader, gboolean arc, GError **error)
{
  if (reader->directed >= 0)
    return reader->directed || !arc || reader->options->directed >= 0
           || cow_lines_fail (&reader->lines, error, "arcs behind edges: load it --directed (an edge is two arcs) or --undirected");
  reader->directed = arc || reader->arcs_ahead;
  return TRUE;
}

static gboolean
set_relation (PajekReader *reader, guint64 row, GError **error)
{
  PajekWord word = { .word = { reader->relation, reader->relation != NULL ? strlen (reader->relation) : 0 }, .quoted = TRUE };

  return reader->relation == NULL || set_cell (reader, FALSE, row, "relation", &word, error);
}

/* An edge of a directed graph is two arcs; the attributes of the line begin with word `first`. */
static gboolean
add_edge (PajekReader *reader, guint32 source, guint32 target, gboolean arc, CowCost weight, guint first, GError **error)
{
  guint count = !arc && reader->directed && source != target ? 2 : 1;

  for (guint i = 0; i < count; i++)
    {
      guint32 from = i == 0 ? source : target, to = i == 0 ? target : source;

      if (!cow_builder_edge (reader->builder, from, to, error) || !cow_builder_weight (reader->builder, weight, error))
        return prefix_line (reader, error);
      guint64 row = cow_builder_n_edges (reader->builder) - 1;
      if (!set_relation (reader, row, error) || !take_pairs (reader, FALSE, row, first, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* `FROM TO [WEIGHT] [KEY VALUE]…`. */
static gboolean
read_edge (PajekReader *reader, GError **error)
{
  gboolean arc = reader->section == SECTION_ARCS;
  guint32 source, target;
  CowCost weight = cow_cost_unreachable ();
  guint first = 2;
  g_autofree char *time = NULL;

  if (!decide_direction (reader, arc, error))
    return FALSE;
  if (reader->n_words < 2)
    return cow_lines_fail (&reader->lines, error, "one word: %s has two ends", arc ? "an arc" : "an edge");
  if (!cow_lines_vertex (&reader->lines, &reader->words[0].word, reader->n, &source, error)
      || !cow_lines_vertex (&reader->lines, &reader->words[1].word, reader->n, &target, error))
    return FALSE;
  /* Times become a pair as any other: the row is not known yet. */
  guint kept = first;
  PajekWord found = { .quoted = TRUE };
  for (guint i = first; i < reader->n_words; i++)
    if (reader->words[i].quoted || *reader->words[i].word.text != '[')
      reader->words[kept++] = reader->words[i];
    else
      found = reader->words[i];
  reader->n_words = kept;
  if (first < reader->n_words && is_number (&reader->words[first])
      && !cow_lines_weight (&reader->lines, &reader->words[first++].word, &weight, error))
    return FALSE;
  if (found.word.text != NULL && reader->n_words + 2 <= MOST_WORDS)
    {
      reader->words[reader->n_words++] = (PajekWord){ { "time", 4 }, FALSE };
      reader->words[reader->n_words++] = found;
    }
  return add_edge (reader, source, target, arc, weight, first, error);
}

/* `FROM TO TO …`: of any length, so it is not split first. */
static gboolean
read_list (PajekReader *reader, GError **error)
{
  gboolean arc = reader->section == SECTION_ARCSLIST;
  const char *at = reader->lines.text;
  guint32 source, target;
  CowWord word;

  if (!decide_direction (reader, arc, error))
    return FALSE;
  cow_word_next (&at, reader->lines.stop, &word);
  if (!cow_lines_vertex (&reader->lines, &word, reader->n, &source, error))
    return FALSE;
  reader->n_words = 0;
  while (cow_word_next (&at, reader->lines.stop, &word))
    if (!cow_lines_vertex (&reader->lines, &word, reader->n, &target, error)
        || !add_edge (reader, source, target, arc, cow_cost_unreachable (), 0, error))
      return FALSE;
  return TRUE;
}

/* Rows one behind the other; of two kinds of vertices, from the first to the second. What is not 0 is an arc. */
static gboolean
read_matrix (PajekReader *reader, GError **error)
{
  guint64 rows = reader->first_mode > 0 ? reader->first_mode : reader->n, offset = reader->first_mode;
  guint64 columns = reader->n - offset;
  const char *at = reader->lines.text;
  CowWord word;

  if (!decide_direction (reader, TRUE, error))
    return FALSE;
  reader->n_words = 0;
  for (; cow_word_next (&at, reader->lines.stop, &word); reader->n_cells++)
    {
      CowCost weight;

      if (columns == 0 || reader->n_cells == rows * columns)
        return cow_lines_fail (&reader->lines, error, "more than the %" G_GUINT64_FORMAT " values of the matrix", rows * columns);
      if (!cow_lines_weight (&reader->lines, &word, &weight, error))
        return FALSE;
      if (cow_cost_as_double (weight) != 0
          && !add_edge (reader, (guint32)(reader->n_cells / columns), (guint32)(offset + reader->n_cells % columns), TRUE, weight, 0, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_matrix (const PajekReader *reader, GError **error)
{
  guint64 rows = reader->first_mode > 0 ? reader->first_mode : reader->n, wanted = rows * (reader->n - reader->first_mode);

  return reader->section != SECTION_MATRIX || reader->n_cells == wanted
         || cow_lines_fail (&reader->lines, error, "the matrix has %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " values", reader->n_cells, wanted);
}

/* ---- sections ---- */

static gboolean
begin_vertices (PajekReader *reader, GError **error)
{
  if (reader->counted)
    return cow_lines_fail (&reader->lines, error, "second *Vertices: one network a file");
  reader->counted = TRUE;
  if (reader->n_words < 2 || reader->n_words > 3)
    return cow_lines_fail (&reader->lines, error, "it is `*Vertices N`, or `*Vertices N FIRST` with two kinds of vertices");
  if (!cow_lines_count (&reader->lines, &reader->words[1].word, "vertices", &reader->n, error)
      || (reader->n_words == 3 && !cow_lines_count (&reader->lines, &reader->words[2].word, "vertices", &reader->first_mode, error)))
    return FALSE;
  if (reader->first_mode > reader->n)
    return cow_lines_fail (&reader->lines, error, "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " vertices are of the first kind", reader->first_mode,
                           reader->n);
  return cow_lines_sequence (&reader->lines, reader->builder, reader->n, error);
}

/* `*Arcs :3 "who knows whom"`: the relation that the edges are of. */
static void
begin_relation (PajekReader *reader)
{
  g_clear_pointer (&reader->relation, g_free);
  for (guint i = 1; i < reader->n_words; i++)
    {
      const CowWord *word = &reader->words[i].word;
      gboolean number = !reader->words[i].quoted && *word->text == ':';

      if (i == 1 || reader->words[i].quoted)
        {
          g_free (reader->relation);
          reader->relation = g_strndup (word->text + number, word->length - number);
        }
    }
}

static gboolean
begin_section (PajekReader *reader, GError **error)
{
  const CowWord *first = &reader->words[0].word;
  g_autofree char *shown = cow_word_show (first);

  if (!check_matrix (reader, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      if (!cow_word_is (first, sections[i].word))
        continue;
      reader->section = sections[i].section;
      if (reader->section == SECTION_NONE)
        return TRUE;
      if (reader->section == SECTION_VERTICES)
        return begin_vertices (reader, error);
      if (!reader->counted)
        return cow_lines_fail (&reader->lines, error, "%s before *Vertices", shown);
      reader->edges_told |= reader->section == SECTION_EDGES || reader->section == SECTION_EDGESLIST;
      reader->arcs_told |= reader->section != SECTION_EDGES && reader->section != SECTION_EDGESLIST;
      begin_relation (reader);
      return use_labels (reader, error);
    }
  return cow_lines_fail (&reader->lines, error, "unknown section %s: *Vertices, *Arcs, *Edges, *Arcslist, *Edgeslist or *Matrix", shown);
}

static gboolean
read_line (PajekReader *reader, GError **error)
{
  if (*reader->lines.text == '*')
    return split_line (reader, error) && begin_section (reader, error);
  if (reader->section == SECTION_ARCSLIST || reader->section == SECTION_EDGESLIST)
    return read_list (reader, error);
  if (reader->section == SECTION_MATRIX)
    return read_matrix (reader, error);
  if (reader->section == SECTION_NONE)
    return cow_lines_fail (&reader->lines, error, "no section *Vertices before it");
  if (!split_line (reader, error))
    return FALSE;
  return reader->section == SECTION_VERTICES ? read_vertex (reader, error) : read_edge (reader, error);
}

/* The first place that is no blank; lines of blanks and comments are none. */
static gboolean
skip_line (const char **at, const char *end)
{
  while (*at < end && (**at == ' ' || **at == '\t'))
    ++*at;
  return *at == end || **at == '%' || **at == '\r';
}

/* Does an arc follow in these bytes: a section of arcs that is not empty? */
static gboolean
find_arcs (const char *bytes, gsize length)
{
  const char *end = bytes + length, *newline;
  gboolean arcs = FALSE;

  for (const char *at = bytes; at < end && (newline = memchr (at, '\n', (gsize)(end - at))) != NULL; at = newline + 1)
    {
      if (skip_line (&at, newline))
        continue;
      if (*at != '*' && arcs)
        return TRUE;
      arcs = newline - at >= 5 && (g_ascii_strncasecmp (at, "*arcs", 5) == 0 || g_ascii_strncasecmp (at, "*matr", 5) == 0);
    }
  return FALSE;
}

static gboolean
read_pajek (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  g_auto (PajekReader) reader = {
    .options = options, .lines = { .input = input, .progress = progress }, .builder = builder, .directed = options->directed
  };
  GError *wrong = NULL;
  gsize length;
  const char *bytes = cow_input_peek (input, &length);

  reader.arcs_ahead = find_arcs (bytes, length);
  reader.decoded = g_string_new (NULL);
  for (guint side = 0; side < 2; side++)
    reader.columns[side] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  while (cow_lines_next (&reader.lines, &wrong))
    if (!skip_line (&reader.lines.text, reader.lines.stop) && !read_line (&reader, error))
      return FALSE;
  if (wrong != NULL)
    {
      g_propagate_error (error, wrong);
      return FALSE;
    }
  if (!reader.counted)
    return cow_lines_fail_whole (&reader.lines, error, "no section *Vertices");
  if (reader.directed < 0)
    reader.directed = reader.arcs_told || !reader.edges_told;
  cow_builder_set_directed (builder, reader.directed);
  return check_matrix (&reader, error) && use_labels (&reader, error);
}

static guint
sniff_pajek (const char *bytes, gsize length)
{
  const char *end = bytes + length, *newline;

  for (const char *at = bytes; at < end && (newline = memchr (at, '\n', (gsize)(end - at))) != NULL; at = newline + 1)
    if (!skip_line (&at, newline))
      return (newline - at >= 9 && g_ascii_strncasecmp (at, "*vertices", 9) == 0)
                     || (newline - at >= 8 && g_ascii_strncasecmp (at, "*network", 8) == 0)
                 ? 90
                 : 0;
  return 0;
}

const CowFormat cow_format_pajek = {
  .name = "pajek",
  .endings = ".net .paj",
  .summary = "Pajek networks",
  .details
  = "`*Vertices N`, then lines `ID [LABEL [X [Y [Z]]] [SHAPE] [KEY VALUE]…]` for all, some or none of the vertices 1 to N; then any of "
    "`*Arcs` and `*Edges` with lines `FROM TO [WEIGHT] [KEY VALUE]…`, `*Arcslist` and `*Edgeslist` with lines `FROM TO TO …`, and "
    "`*Matrix` with N rows of N numbers, of which those that are not 0 are arcs. Sections are known in large and small letters. Words "
    "in double quotes may hold blanks, and in them `&#233;` is a letter by its number. Lines that begin with % are comments, "
    "and so is `*Network`.\n\n"
    "Labels become the names of the vertices; a vertex without one is called by its number. When two labels are the same, all "
    "are called by their numbers and the labels are the vertex attribute label, which a warning says. X, Y, Z are the attributes x, y, z, "
    "and x and y the coordinates; SHAPE is shape; KEY VALUE is the attribute KEY (of edges, l is label), a value in quotes a text, another "
    "what it looks like; `[1-5]` is time. A section `*Arcs :2 \"name\"` gives its edges the attribute relation. With "
    "`*Vertices N FIRST` the rows of *Matrix are the first FIRST vertices, its columns the others.\n\n"
    "The graph is directed when there are arcs; an edge then is two. When arcs come behind edges, more than 64 KiB from the start, "
    "the file is refused unless --directed or --undirected says which. Other sections, a second network, an id out of range, a "
    "quote that is not closed and a matrix of another size are errors (`x.net:1: \"9e18\" is no number of vertices`).\n\n"
    "Written are names, weights, coordinates and all attributes that are not null, texts in quotes with `&#34;` for a quote and "
    "so on. Coordinates come back as the attributes x and y too.",
  .sniff = sniff_pajek,
  .read = read_pajek,
  .write = cow_pajek_write,
  .loses = COW_LOSES_EMPTY_COLUMNS,
};
