/* graphs.h - the graphs of a session, each with its sets and the views that jobs share.
 *
 * Reference counted: a job keeps its graph and its view alive while the user loads another. */
#pragma once

#include <glib.h>

#include "graph/graph.h"
#include "graph/set.h"
#include "graph/view.h"

G_BEGIN_DECLS

/* A view that several jobs use; key: its options as text. */
typedef struct
{
  guint references;
  char *key;
  CowArena *arena; /* NULL: the graph's own arrays */
  double seconds;  /* that writing it took */
  guint n_overlays; /* in it */
  CowView view;
} CowSharedView;

CowSharedView *cow_shared_view_ref (CowSharedView *view);
void cow_shared_view_unref (CowSharedView *view);

typedef struct
{
  guint references;
  char *name;
  char *origin; /* file or generator line */
  CowGraph *graph;
  GHashTable *sets;  /* char* (without @) -> CowSet* */
  struct _CowOverlays *overlays;
  GPtrArray *views;  /* of CowSharedView*, most recently used last; a few are kept */
  double load_seconds;
} CowGraphEntry;

CowGraphEntry *cow_graph_entry_new (const char *name, const char *origin, CowGraph *graph);
CowGraphEntry *cow_graph_entry_ref (CowGraphEntry *entry);
void cow_graph_entry_unref (CowGraphEntry *entry);
CowSharedView *cow_graph_entry_find_view (CowGraphEntry *entry, const char *key); /* (transfer full) */
void cow_graph_entry_add_view (CowGraphEntry *entry, CowSharedView *view);
void cow_graph_entry_drop_views (CowGraphEntry *entry); /* an attribute changed: what expressions made of it is no more */
/* All memory that should be shared with workers: start and bytes of every arena. */
void cow_graph_entry_ranges (CowGraphEntry *entry, GArray *ranges /* of CowMeterRange */);

typedef struct
{
  GPtrArray *entries; /* of CowGraphEntry* */
  CowGraphEntry *current;
} CowGraphs;

CowGraphs *cow_graphs_new (void);
void cow_graphs_free (CowGraphs *graphs);
CowGraphEntry *cow_graphs_find (CowGraphs *graphs, const char *name);
void cow_graphs_put (CowGraphs *graphs, CowGraphEntry *entry); /* takes; replaces one of the same name; becomes current */
gboolean cow_graphs_close (CowGraphs *graphs, const char *name);

G_END_DECLS
