/* graphs.c - see graphs.h: reference counts, and a handful of recent views per graph. */
#include "app/graphs.h"

#include <string.h>

#include "graph/index.h"
#include "app/overlays.h"
#include "pool/meter.h"

/* Views cost as much memory as the graph: only the latest are kept for the next command. */
enum
{
  VIEWS_KEPT = 2
};

CowSharedView *
cow_shared_view_ref (CowSharedView *view)
{
  view->references++;
  return view;
}

void
cow_shared_view_unref (CowSharedView *view)
{
  if (!view || --view->references > 0)
    return;
  g_clear_pointer (&view->arena, cow_arena_free);
  g_free (view->key);
  g_free (view);
}

CowGraphEntry *
cow_graph_entry_new (const char *name, const char *origin, CowGraph *graph)
{
  CowGraphEntry *entry = g_new0 (CowGraphEntry, 1);

  entry->references = 1;
  entry->name = g_strdup (name);
  entry->origin = g_strdup (origin);
  entry->graph = graph;
  entry->sets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)cow_set_free);
  entry->overlays = cow_overlays_new ();
  entry->views = g_ptr_array_new_with_free_func ((GDestroyNotify)cow_shared_view_unref);
  return entry;
}

CowGraphEntry *
cow_graph_entry_ref (CowGraphEntry *entry)
{
  entry->references++;
  return entry;
}

void
cow_graph_entry_unref (CowGraphEntry *entry)
{
  if (!entry || --entry->references > 0)
    return;
  g_ptr_array_unref (entry->views);
  cow_overlays_free (entry->overlays);
  g_hash_table_unref (entry->sets);
  cow_graph_free (entry->graph);
  g_free (entry->name);
  g_free (entry->origin);
  g_free (entry);
}

CowSharedView *
cow_graph_entry_find_view (CowGraphEntry *entry, const char *key)
{
  for (guint i = 0; i < entry->views->len; i++)
    {
      CowSharedView *view = g_ptr_array_index (entry->views, i);

      if (g_str_equal (view->key, key))
        return cow_shared_view_ref (view);
    }
  return NULL;
}

void
cow_graph_entry_add_view (CowGraphEntry *entry, CowSharedView *view)
{
  g_ptr_array_add (entry->views, cow_shared_view_ref (view));
  while (entry->views->len > VIEWS_KEPT)
    g_ptr_array_remove_index (entry->views, 0);
}

void
cow_graph_entry_drop_views (CowGraphEntry *entry)
{
  g_ptr_array_set_size (entry->views, 0);
}

static void
add_range (GArray *ranges, const CowArena *arena)
{
  CowMeterRange range = { (guintptr)cow_arena_base (arena), cow_arena_bytes (arena) };

  g_array_append_val (ranges, range);
}

void
cow_graph_entry_ranges (CowGraphEntry *entry, GArray *ranges)
{
  for (guint i = 0; i < entry->graph->arenas->len; i++)
    add_range (ranges, g_ptr_array_index (entry->graph->arenas, i));
  for (guint i = 0; i < entry->graph->indexes->len; i++)
    {
      const CowIndex *index = g_ptr_array_index (entry->graph->indexes, i);

      if (index->arena)
        add_range (ranges, index->arena);
    }
  for (guint i = 0; i < entry->views->len; i++)
    {
      CowSharedView *view = g_ptr_array_index (entry->views, i);

      if (view->arena)
        add_range (ranges, view->arena);
    }
}

CowGraphs *
cow_graphs_new (void)
{
  CowGraphs *graphs = g_new0 (CowGraphs, 1);

  graphs->entries = g_ptr_array_new_with_free_func ((GDestroyNotify)cow_graph_entry_unref);
  return graphs;
}

void
cow_graphs_free (CowGraphs *graphs)
{
  g_ptr_array_unref (graphs->entries);
  g_free (graphs);
}

CowGraphEntry *
cow_graphs_find (CowGraphs *graphs, const char *name)
{
  for (guint i = 0; i < graphs->entries->len; i++)
    {
      CowGraphEntry *entry = g_ptr_array_index (graphs->entries, i);

      if (g_str_equal (entry->name, name))
        return entry;
    }
  return NULL;
}

void
cow_graphs_put (CowGraphs *graphs, CowGraphEntry *entry)
{
  CowGraphEntry *old = cow_graphs_find (graphs, entry->name);

  if (old)
    g_ptr_array_remove (graphs->entries, old);
  g_ptr_array_add (graphs->entries, entry);
  graphs->current = entry;
}

gboolean
cow_graphs_close (CowGraphs *graphs, const char *name)
{
  CowGraphEntry *entry = cow_graphs_find (graphs, name);

  if (!entry)
    return FALSE;
  if (graphs->current == entry)
    graphs->current = NULL;
  g_ptr_array_remove (graphs->entries, entry);
  if (!graphs->current && graphs->entries->len)
    graphs->current = g_ptr_array_index (graphs->entries, graphs->entries->len - 1);
  return TRUE;
}
