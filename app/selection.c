/* selection.c - see selection.h. Names and sets answer at once; expressions and the nearest vertex need a child. */
#include "app/selection.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "graph/expr.h"
#include "graph/input.h"
#include "graph/place.h"
#include "graph/set.h"

void
cow_selection_free (CowSelection *selection)
{
  if (!selection)
    return;
  if (selection->members)
    g_array_unref (selection->members);
  g_free (selection);
}

guint32
cow_selection_get (const CowSelection *selection, const CowGraph *graph, guint64 index)
{
  if (!selection->all)
    return g_array_index (selection->members, guint32, index);
  return selection->of_edges ? (guint32)index : cow_graph_vertex_at (graph, (guint32)index);
}

guint64 *
cow_selections_bitmap (const GPtrArray *selections, const CowGraph *graph, GError **error)
{
  const CowSelection *first = g_ptr_array_index (selections, 0);
  guint64 universe = first->of_edges ? graph->m : graph->n;
  guint64 *bits = g_try_new0 (guint64, universe / 64 + 1);

  if (!bits)
    {
      cow_fail (error, COW_STATUS_MEMORY, "not enough memory for a set of %" G_GUINT64_FORMAT, universe);
      return NULL;
    }
  for (guint k = 0; k < selections->len; k++)
    {
      const CowSelection *selection = g_ptr_array_index (selections, k);

      for (guint64 i = 0; i < selection->n; i++)
        {
          guint32 member = cow_selection_get (selection, graph, i);

          bits[member >> 6] |= G_GUINT64_CONSTANT (1) << (member & 63);
        }
    }
  return bits;
}

gboolean
cow_work_avoid (const CowWork *work, guint64 **avoid, GError **error)
{
  const CowJob *job = work->job;

  *avoid = job->avoid ? cow_selections_bitmap (job->avoid, job->entry->graph, error) : NULL;
  return !job->avoid || *avoid;
}

guint64
cow_job_avoid_bytes (const CowJob *job)
{
  return job->avoid ? job->entry->graph->n / 8 : 0;
}

GPtrArray *
cow_job_select_option (CowJob *job, const char *option, gboolean of_edges, GError **error)
{
  const GPtrArray *words = cow_call_option_all (job->call, option);
  g_autoptr (GPtrArray) selections = g_ptr_array_new ();

  if (!words)
    return NULL;
  for (guint i = 0; i < words->len; i++)
    {
      CowSelection *selection = cow_job_select (job, g_ptr_array_index (words, i), of_edges, error);

      if (!selection)
        {
          g_prefix_error (error, "--%s: ", option);
          return NULL;
        }
      g_ptr_array_add (selections, selection);
    }
  return g_steal_pointer (&selections);
}

/* ---- one vertex ---- */

typedef struct
{
  const CowGraph *graph;
  GString *names;
  guint n;
} NearNames;

static gboolean
add_near_name (guint32 vertex, gpointer user)
{
  NearNames *near = user;
  char buffer[24];
  gsize length;
  const char *name = cow_graph_name (near->graph, vertex, buffer, &length);

  g_string_append_printf (near->names, "%s\"%.*s\"", near->n ? ", " : "", (int)MIN (length, 60), name);
  return ++near->n < 3;
}

static gboolean
fail_unknown (const CowGraph *graph, const char *name, gsize length, GError **error)
{
  NearNames near = { graph, g_string_new (NULL), 0 };

  for (gsize prefix = length; prefix > 0 && near.n == 0 && prefix + 2 >= length; prefix--)
    cow_graph_find_prefix (graph, name, prefix, 3, add_near_name, &near);
  cow_fail (error, COW_STATUS_USAGE, near.n ? "unknown vertex \"%.*s\" (there is %s)" : "unknown vertex \"%.*s\"", (int)MIN (length, 200),
            name, near.names->str);
  g_string_free (near.names, TRUE);
  return FALSE;
}

static gboolean
find_name (const CowGraph *graph, const char *name, gsize length, guint32 *vertex, GError **error)
{
  *vertex = cow_graph_find (graph, name, length);
  return *vertex != COW_VERTEX_NONE || fail_unknown (graph, name, length, error);
}

gboolean
cow_select_vertex (CowGraphEntry *entry, const char *word, guint32 *vertex, GError **error)
{
  const CowGraph *graph = entry->graph;
  gint64 number;

  if (word[0] == '=')
    return find_name (graph, word + 1, strlen (word + 1), vertex, error);
  if (word[0] == ':' && cow_number_parse_int (word + 1, strlen (word + 1), &number))
    {
      if (number < 0 || (guint64)number >= graph->n)
        return cow_fail (error, COW_STATUS_USAGE, "no vertex %s: the graph has %u", word, graph->n);
      *vertex = cow_graph_vertex_at (graph, (guint32)number);
      return TRUE;
    }
  return find_name (graph, word, strlen (word), vertex, error);
}

/* ---- lists that are there at once ---- */

static void
add_member (CowSelection *selection, guint32 member)
{
  g_array_append_val (selection->members, member);
  selection->n = selection->members->len;
}

static void
add_set (CowSelection *selection, const CowGraph *graph, const CowSet *set)
{
  g_array_set_size (selection->members, 0);
  for (guint64 i = cow_set_next (set, 0); i < set->universe; i = cow_set_next (set, i + 1))
    add_member (selection, set->of_edges ? (guint32)i : cow_graph_vertex_at (graph, (guint32)i));
}

static gboolean
read_stream (FILE *stream, GString *text)
{
  char buffer[65536];
  gsize n;

  while ((n = fread (buffer, 1, sizeof buffer, stream)) > 0)
    g_string_append_len (text, buffer, (gssize)n);
  return !ferror (stream);
}

/* Names, one a line, exactly as they stand; empty lines are skipped. */
static gboolean
add_file (CowJob *job, CowSelection *selection, const char *file, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  FILE *stream;
  gboolean ok;
  guint line = 0;

  if (g_str_equal (file, "-"))
    {
      if (job->session->stdin_is_script || job->session->mode != COW_MODE_BATCH)
        return cow_fail (error, COW_STATUS_USAGE, "@- cannot read stdin: the commands come from there");
      stream = stdin;
    }
  else
    stream = fopen (file, "re");
  if (!stream)
    return cow_fail (error, COW_STATUS_FILE, "cannot read \"%s\": %s", file, g_strerror (errno));
  ok = read_stream (stream, text);
  if (stream != stdin)
    fclose (stream);
  if (!ok)
    return cow_fail (error, COW_STATUS_FILE, "cannot read \"%s\"", file);
  for (const char *at = text->str, *end = at + text->len; at < end;)
    {
      const char *newline = memchr (at, '\n', (gsize)(end - at));
      gsize length = (gsize)((newline ? newline : end) - at);
      guint32 vertex;

      line++;
      if (length && at[length - 1] == '\r')
        length--;
      if (length)
        {
          if (!find_name (job->entry->graph, at, length, &vertex, error))
            {
              g_prefix_error (error, "%s:%u: ", file, line);
              return FALSE;
            }
          add_member (selection, vertex);
        }
      at = newline ? newline + 1 : end;
    }
  return TRUE;
}

/* ---- expressions ---- */

typedef struct
{
  CowSelection *selection;
  CowExpr *expr;
} Matching;

static void
matching_free (gpointer data)
{
  Matching *matching = data;

  cow_expr_free (matching->expr);
  g_free (matching);
}

static gboolean
write_matching (CowWork *work, CowImageWriter *writer, GError **error)
{
  Matching *matching = work->job->image.user;
  CowScope scope = matching->selection->of_edges ? COW_SCOPE_EDGE : COW_SCOPE_VERTEX;

  return cow_set_write_matching (work->job->entry->graph, matching->expr, scope, writer, &work->progress, error);
}

static gboolean
take_matching (CowJob *job, CowArena *arena, GError **error)
{
  Matching *matching = job->image.user;
  const CowGraph *graph = job->entry->graph;
  CowSet set = { .of_edges = matching->selection->of_edges, .universe = matching->selection->of_edges ? graph->m : graph->n };
  guint64 bytes;

  set.bits = (guint64 *)(gpointer)cow_image_section (cow_arena_base (arena), COW_SECTION_BITMAP, 0, &bytes);
  if (!set.bits || bytes < (set.universe + 63) / 64 * 8)
    cow_fail (error, COW_STATUS_FAILED, "the child sent no bitmap");
  else
    add_set (matching->selection, graph, &set);
  cow_arena_free (arena);
  return set.bits != NULL;
}

static gboolean
fork_matching (CowJob *job, gpointer data, GError **error)
{
  CowImageChild child = { .write = write_matching, .done = take_matching, .user = data, .what = "selecting" };

  return cow_job_fork_image (job, &child, error);
}

CowExpr *
cow_selection_expr (const CowGraph *graph, const char *word, gboolean of_edges, GError **error)
{
  gsize length = strlen (word);
  g_autofree char *text = NULL;

  if (length < 3 || word[length - 1] != '}')
    {
      cow_fail (error, COW_STATUS_USAGE, "\"%s\" lacks its closing brace", word);
      return NULL;
    }
  text = g_strndup (word + 2, length - 3);
  return cow_expr_new (text, of_edges ? COW_SCOPE_EDGE : COW_SCOPE_VERTEX, graph, error);
}

static gboolean
select_matching (CowJob *job, CowSelection *selection, const char *word, GError **error)
{
  CowExpr *expr = cow_selection_expr (job->entry->graph, word, selection->of_edges, error);
  Matching *matching;

  if (!expr)
    return FALSE;
  matching = g_new0 (Matching, 1);
  *matching = (Matching){ selection, expr };
  cow_job_keep (job, matching, matching_free);
  cow_job_then (job, fork_matching, matching);
  return TRUE;
}

/* ---- the nearest vertex ---- */

typedef struct
{
  CowSelection *selection;
  double latitude, longitude;
} Place;

/* A bitmap with one bit. */
static gboolean
write_nearest (CowWork *work, CowImageWriter *writer, GError **error)
{
  const Place *place = work->job->image.user;
  const CowGraph *graph = work->job->entry->graph;
  guint64 *bits = cow_image_writer_add (writer, COW_SECTION_BITMAP, 0, ((guint64)graph->n + 63) / 64 * 8, error);
  guint32 found, appearance;

  if (!bits)
    return FALSE;
  found = cow_place_nearest (graph, place->longitude, place->latitude, &work->progress);
  if (found == COW_VERTEX_NONE)
    return cow_fail (error, COW_STATUS_USAGE, "no vertex has coordinates");
  appearance = cow_graph_appearance (graph, found);
  bits[appearance >> 6] |= G_GUINT64_CONSTANT (1) << (appearance & 63);
  return TRUE;
}

static gboolean
take_nearest (CowJob *job, CowArena *arena, GError **error)
{
  Place *place = job->image.user;
  CowSet set = { .universe = job->entry->graph->n };
  guint64 bytes;

  (void)error;
  set.bits = (guint64 *)(gpointer)cow_image_section (cow_arena_base (arena), COW_SECTION_BITMAP, 0, &bytes);
  add_set (place->selection, job->entry->graph, &set);
  cow_arena_free (arena);
  return TRUE;
}

static gboolean
fork_nearest (CowJob *job, gpointer data, GError **error)
{
  CowImageChild child = { .write = write_nearest, .done = take_nearest, .user = data, .what = "looking for the nearest vertex" };

  return cow_job_fork_image (job, &child, error);
}

static gboolean
select_place (CowJob *job, CowSelection *selection, const char *word, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (word + 1, ",", 2);
  double latitude, longitude;
  Place *place;

  if (!parts[0] || !parts[1] || !cow_number_parse_real (parts[0], strlen (parts[0]), &latitude)
      || !cow_number_parse_real (parts[1], strlen (parts[1]), &longitude) || !isfinite (latitude) || !isfinite (longitude))
    return cow_fail (error, COW_STATUS_USAGE, "\"%s\" is no place: ~LAT,LON", word);
  if (!job->entry->graph->coordinates)
    return cow_fail (error, COW_STATUS_USAGE, "\"%s\": the graph has no coordinates", word);
  place = g_new0 (Place, 1);
  *place = (Place){ selection, latitude, longitude };
  selection->single = TRUE;
  cow_job_keep (job, place, g_free);
  cow_job_then (job, fork_nearest, place);
  return TRUE;
}

/* ---- edges ---- */

typedef struct
{
  CowSelection *selection;
  guint32 from, to;
  gboolean both;
} Ends;

static void
add_edges_between (CowSelection *selection, const CowGraph *graph, guint32 from, guint32 to)
{
  for (guint64 arc = graph->out.offsets[from]; arc < graph->out.offsets[from + 1]; arc++)
    if (cow_csr_target (&graph->out, arc) == to)
      add_member (selection, graph->edge_of_arc[arc]);
}

static gboolean
resolve_ends (CowJob *job, gpointer data, GError **error)
{
  const Ends *ends = data;
  const CowGraph *graph = job->entry->graph;
  char a[24], b[24];
  gsize a_length, b_length;

  add_edges_between (ends->selection, graph, ends->from, ends->to);
  if (ends->both && graph->directed)
    add_edges_between (ends->selection, graph, ends->to, ends->from);
  if (!ends->selection->n && !ends->selection->may_be_empty)
    {
      const char *from = cow_graph_name (graph, ends->from, a, &a_length), *to = cow_graph_name (graph, ends->to, b, &b_length);

      return cow_fail (error, COW_STATUS_USAGE, "no edge \"%.*s\"%s\"%.*s\"", (int)a_length, from, ends->both ? "--" : "->", (int)b_length,
                       to);
    }
  return TRUE;
}

/* A name may hold an arrow itself: the first place where both sides are vertices counts. */
gboolean
cow_select_ends (CowGraphEntry *entry, const char *word, guint32 *from, guint32 *to, gboolean *both)
{
  for (const char *at = word; *at; at++)
    if (at > word && at[0] == '-' && (at[1] == '>' || at[1] == '-') && at[2])
      {
        g_autofree char *left = g_strndup (word, (gsize)(at - word));

        if (cow_select_vertex (entry, left, from, NULL) && cow_select_vertex (entry, at + 2, to, NULL))
          {
            *both = at[1] == '-';
            return TRUE;
          }
      }
  return FALSE;
}

static gboolean
select_edge (CowJob *job, CowSelection *selection, const char *word, GError **error)
{
  const CowGraph *graph = job->entry->graph;
  Ends ends = { .selection = selection }, *kept;
  gint64 number;

  selection->single = TRUE;
  if (g_str_has_prefix (word, "e:") && cow_number_parse_int (word + 2, strlen (word + 2), &number))
    {
      if (number < 0 || (guint64)number >= graph->m)
        return cow_fail (error, COW_STATUS_USAGE, "no edge %s: the graph has %" G_GUINT64_FORMAT, word, graph->m);
      add_member (selection, (guint32)number);
      return TRUE;
    }
  if (!cow_select_ends (job->entry, word, &ends.from, &ends.to, &ends.both))
    return cow_fail (error, COW_STATUS_USAGE, "no edge \"%s\": write FROM->TO, FROM--TO or e:N", word);
  cow_job_want_edge_table (job);
  kept = g_memdup2 (&ends, sizeof ends);
  cow_job_keep (job, kept, g_free);
  cow_job_then (job, resolve_ends, kept);
  return TRUE;
}

/* ---- what kind a selector is of ---- */

/* Compiled for vertices when it can be, else for edges. When it can be neither, the words tell what was meant. */
static gboolean
is_edge_expr (const CowGraph *graph, const char *word, gboolean *of_edges, GError **error)
{
  g_autoptr (GError) vertex_error = NULL, edge_error = NULL;
  g_autoptr (CowExpr) on_vertex = cow_selection_expr (graph, word, FALSE, &vertex_error);
  g_autoptr (CowExpr) on_edge = on_vertex ? NULL : cow_selection_expr (graph, word, TRUE, &edge_error);

  *of_edges = on_edge != NULL;
  if (on_vertex || on_edge)
    return TRUE;
  if (strstr (word, "e.") || strstr (word, "src.") || strstr (word, "dst."))
    g_propagate_error (error, g_steal_pointer (&edge_error));
  else
    g_propagate_error (error, g_steal_pointer (&vertex_error));
  return FALSE;
}

gboolean
cow_select_kind (CowGraphEntry *entry, const char *word, gboolean *of_edges, GError **error)
{
  guint32 vertex, from, to;
  gboolean both;
  gint64 number;

  *of_edges = FALSE;
  if (g_str_has_prefix (word, "@{"))
    return is_edge_expr (entry->graph, word, of_edges, error);
  if (word[0] == '@')
    {
      const CowSet *set = g_hash_table_lookup (entry->sets, word + 1);

      *of_edges = set && set->of_edges;
    }
  else if (!g_str_equal (word, "*") && !cow_select_vertex (entry, word, &vertex, NULL))
    *of_edges = (g_str_has_prefix (word, "e:") && cow_number_parse_int (word + 2, strlen (word + 2), &number))
                || cow_select_ends (entry, word, &from, &to, &both);
  return TRUE;
}

/* ---- any selector ---- */

static gboolean
select_named_set (CowJob *job, CowSelection *selection, const char *word, GError **error)
{
  const CowSet *set = g_hash_table_lookup (job->entry->sets, word + 1);

  if (!set)
    return cow_fail (error, COW_STATUS_USAGE, "unknown set %s", word);
  if (set->of_edges != selection->of_edges)
    return cow_fail (error, COW_STATUS_USAGE, "%s is a set of %s", word, set->of_edges ? "edges, vertices are wanted" : "vertices, edges are wanted");
  add_set (selection, job->entry->graph, set);
  return TRUE;
}

static gboolean
select_word (CowJob *job, CowSelection *selection, const char *word, GError **error)
{
  guint32 vertex;

  if (g_str_equal (word, "*"))
    {
      selection->all = TRUE;
      selection->n = selection->of_edges ? job->entry->graph->m : job->entry->graph->n;
      return TRUE;
    }
  if (g_str_has_prefix (word, "@{"))
    return select_matching (job, selection, word, error);
  if (!selection->of_edges && (g_str_equal (word, "@-") || g_str_has_prefix (word, "@./") || g_str_has_prefix (word, "@/") || g_str_has_prefix (word, "@../")))
    return add_file (job, selection, word + 1, error);
  if (word[0] == '@' && word[1])
    return select_named_set (job, selection, word, error);
  if (selection->of_edges)
    return select_edge (job, selection, word, error);
  if (word[0] == '~' && strchr (word, ','))
    return select_place (job, selection, word, error);
  if (!cow_select_vertex (job->entry, word, &vertex, error))
    return FALSE;
  selection->single = TRUE;
  add_member (selection, vertex);
  return TRUE;
}

CowSelection *
cow_job_select (CowJob *job, const char *word, gboolean of_edges, GError **error)
{
  CowSelection *selection = g_new0 (CowSelection, 1);

  selection->of_edges = of_edges;
  selection->members = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_ptr_array_add (job->selections, selection);
  return select_word (job, selection, word, error) ? selection : NULL;
}
