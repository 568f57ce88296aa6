/* index.c - see index.h: the list of kinds, writing and finding an index, and the checks that all kinds share. */
#include "graph/index.h"

#include <string.h>

#include "graph/path/ch.h"
#include "graph/path/landmarks.h"

#define FIRST_ARRAY (COW_SECTION_INDEX + 1)

const CowIndexKind *const *
cow_index_kinds (void)
{
  static const CowIndexKind *const kinds[] = {
    &cow_index_kind_alt,
    &cow_index_kind_ch,
    NULL,
  };

  return kinds;
}

const CowIndexKind *
cow_index_kind_by_name (const char *name)
{
  for (const CowIndexKind *const *kind = cow_index_kinds (); *kind; kind++)
    if (g_str_equal ((*kind)->name, name))
      return *kind;
  return NULL;
}

/* ---- writing ---- */

void *
cow_index_add (CowImageWriter *writer, guint array, guint64 bytes, GError **error)
{
  return cow_image_writer_add (writer, FIRST_ARRAY + array, 0, bytes, error);
}

void *
cow_index_section (CowImageWriter *writer, guint array)
{
  return cow_image_writer_section (writer, FIRST_ARRAY + array, 0);
}

gboolean
cow_index_write (const CowIndexKind *kind, const CowIndexBuild *build, const char *view, CowImageWriter *writer, GError **error)
{
  g_autofree CowImageIndex *header = g_new0 (CowImageIndex, 1);
  gint64 started = g_get_monotonic_time ();

  if (strlen (view) >= sizeof header->view)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "an index keeps the words that make its view: %" G_GSIZE_FORMAT
                   " bytes, at most %" G_GSIZE_FORMAT, strlen (view), sizeof header->view - 1);
      return FALSE;
    }
  g_strlcpy (header->kind, kind->name, sizeof header->kind);
  g_strlcpy (header->view, view, sizeof header->view);
  header->n = build->view->out.n;
  header->n_arcs = build->view->out.n_arcs;
  if (!cow_image_writer_add (writer, COW_SECTION_INDEX, 0, sizeof *header, error) || !kind->write (build, writer, header->facts, error))
    return FALSE;
  header->seconds = (double)(g_get_monotonic_time () - started) / 1e6;
  memcpy (cow_image_writer_section (writer, COW_SECTION_INDEX, 0), header, sizeof *header);
  return TRUE;
}

/* ---- finding ---- */

static void
find_arrays (const void *base, guint32 number, CowIndexData *data)
{
  *data = (CowIndexData){ .header = cow_image_section (base, COW_SECTION_INDEX, number, NULL) };
  for (guint a = 0; a < COW_INDEX_ARRAYS; a++)
    data->arrays[a] = cow_image_section (base, FIRST_ARRAY + a, number, &data->array_bytes[a]);
}

CowIndex *
cow_index_open (const void *base, guint32 number)
{
  CowIndexData data;
  CowIndex *index;

  find_arrays (base, number, &data);
  if (!data.header)
    return NULL;
  index = g_new0 (CowIndex, 1);
  index->references = 1;
  index->kind = cow_index_kind_by_name (data.header->kind);
  index->data = data;
  index->bytes = sizeof *data.header;
  for (guint a = 0; a < COW_INDEX_ARRAYS; a++)
    index->bytes += data.array_bytes[a];
  return index;
}

CowIndex *
cow_index_ref (CowIndex *index)
{
  index->references++;
  return index;
}

void
cow_index_unref (CowIndex *index)
{
  if (!index || --index->references > 0)
    return;
  g_clear_pointer (&index->arena, cow_arena_free);
  g_free (index);
}

static gint
find_index (const CowGraph *graph, const char *kind, const char *view)
{
  for (guint i = 0; i < graph->indexes->len; i++)
    {
      const CowIndex *index = graph->indexes->pdata[i];

      if (g_str_equal (index->kind->name, kind) && g_str_equal (index->data.header->view, view))
        return (gint)i;
    }
  return -1;
}

CowIndex *
cow_graph_index (const CowGraph *graph, const char *kind, const char *view)
{
  gint found = find_index (graph, kind, view);

  return found < 0 ? NULL : graph->indexes->pdata[found];
}

gboolean
cow_graph_drop_index (CowGraph *graph, const char *kind, const char *view)
{
  gint found = find_index (graph, kind, view);

  if (found < 0)
    return FALSE;
  g_ptr_array_remove_index (graph->indexes, (guint)found);
  return TRUE;
}

void
cow_graph_add_index (CowGraph *graph, CowIndex *index)
{
  cow_graph_drop_index (graph, index->kind->name, index->data.header->view);
  g_ptr_array_add (graph->indexes, index);
}

static gboolean
is_derived (const CowIndex *index)
{
  const char *view = index->data.header->view, *weight = strstr (view, "--weight=");

  return strstr (view, "--where=") != NULL || (weight != NULL && !g_str_equal (weight, "--weight=none"));
}

void
cow_graph_drop_derived_indexes (CowGraph *graph)
{
  for (guint i = graph->indexes->len; i-- > 0;)
    if (is_derived (graph->indexes->pdata[i]))
      g_ptr_array_remove_index (graph->indexes, i);
}

guint64
cow_graph_index_bytes (const CowGraph *graph)
{
  guint64 bytes = 0;

  for (guint i = 0; i < graph->indexes->len; i++)
    bytes += ((const CowIndex *)graph->indexes->pdata[i])->bytes;
  return bytes;
}

/* ---- checks ---- */

static gboolean
refuse (GError **error, const char *what, guint32 number)
{
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_FILE, "damaged image: index %u %s", number, what);
  return FALSE;
}

static gboolean
is_text (const char *text, gsize room)
{
  return memchr (text, '\0', room) != NULL && g_utf8_validate (text, -1, NULL);
}

/* The header, and all arrays with it; or an array, of which there must be a header. */
gboolean
cow_index_check_section (const void *base, const CowImageSection *section, guint64 n, GError **error)
{
  guint64 header_bytes;
  const CowImageIndex *header = cow_image_section (base, COW_SECTION_INDEX, section->index, &header_bytes);
  const CowIndexKind *kind;
  CowIndexData data;

  if (!header || header_bytes != sizeof *header || !is_text (header->kind, sizeof header->kind)
      || !is_text (header->view, sizeof header->view))
    return refuse (error, "is not described", section->index);
  kind = cow_index_kind_by_name (header->kind);
  if (!kind)
    return refuse (error, "is of an unknown kind", section->index);
  if (section->kind != COW_SECTION_INDEX)
    return section->kind - FIRST_ARRAY < kind->n_arrays || refuse (error, "has an array too many", section->index);
  if (!(header->seconds >= 0 && header->seconds < 1e12) || header->n >= COW_VERTEX_NONE || (n != G_MAXUINT64 && header->n != n))
    return refuse (error, "does not fit the graph", section->index);
  find_arrays (base, section->index, &data);
  return kind->check (&data) || refuse (error, "has arrays that do not fit each other", section->index);
}

guint
cow_index_element_bytes (const void *base, const CowImageSection *section)
{
  const CowImageIndex *header = cow_image_section (base, COW_SECTION_INDEX, section->index, NULL);

  return section->kind == COW_SECTION_INDEX
             ? 8
             : cow_index_kind_by_name (header->kind)->element_bytes (header, section->kind - FIRST_ARRAY);
}

gboolean
cow_index_check_elements (const void *base, const CowImageSection *section, guint64 first, guint64 end)
{
  CowIndexData data;

  if (section->kind == COW_SECTION_INDEX)
    return TRUE;
  find_arrays (base, section->index, &data);
  return cow_index_kind_by_name (data.header->kind)->check_elements (&data, section->kind - FIRST_ARRAY, first, end);
}
