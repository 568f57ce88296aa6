/* team.h - one search by several processes: labels and queue stand in memory that was shared before the fork, the arcs of a level
 * or a bucket are cut into pieces, and whoever is there claims the next one.
 *
 * The leader is who asked for the search (cow_search_join). Helpers come when they come and take pieces while there are any: nobody waits for
 * somebody who has claimed nothing. Labels are minima, so they are those of the search alone, whoever found them first. When a helper
 * dies with a piece in its hands the leader finds that out and searches alone, in its own scratch; when the leader dies, helpers leave. */
#pragma once

#include "graph/path/search.h"

G_BEGIN_DECLS

#define COW_TEAM_MAX 16 /* members */

typedef struct _CowTeam CowTeam;

/* Can a search of this kind be shared? Breadth-first, or over 32-bit weights whose buckets fit a circle and whose costs stay 32-bit. O(1). */
gboolean cow_team_suits (const CowView *view, CowSearchKind kind);
/* Shared by all members together, in bytes. */
guint64 cow_team_bytes (const CowView *view, CowSearchKind kind, guint n_members);
/* For one run of one search, at most n_members - 1 helpers. Before the fork; touches next to nothing. The view must outlive it.
 * Errors: COW_GRAPH_ERROR_MEMORY. */
CowTeam *cow_team_new (const CowView *view, CowSearchKind kind, guint n_members, GError **error);
void cow_team_free (CowTeam *team);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowTeam, cow_team_free)

/* A word that is shared with whoever is forked later, 0 at first. Errors: COW_GRAPH_ERROR_MEMORY. */
guint32 *cow_team_counter_new (GError **error);
void cow_team_counter_free (guint32 *counter);

/* In a helper: waits for the leader to begin (a second at most), works until the search is over. */
void cow_team_help (CowTeam *team, CowProgress *progress);
/* In the leader: the next run of the search, which must be for the whole graph (no targets), is made with whoever helps. Without effect when
 * the team was used before: then somebody died leading it. */
void cow_search_join (CowSearch *search, CowTeam *team);

G_END_DECLS
