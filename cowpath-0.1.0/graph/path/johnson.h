/* johnson.h - shortest paths from many sources where weights may be negative: one search that takes them makes a graph where none
 * is, and then each source is a search that needs no more than that.
 *
 * A child makes the weights, once, as an image; all workers share it. */
#pragma once

#include "graph/path/search.h"

G_BEGIN_DECLS

/* Sections of the image. */
#define COW_SECTION_JOHNSON_POTENTIALS (COW_SECTION_PRIVATE + 16) /* gint64[n] or double[n] */
#define COW_SECTION_JOHNSON_WEIGHTS (COW_SECTION_PRIVATE + 17)    /* gint64[arcs] or double[arcs], of view.out */
#define COW_SECTION_JOHNSON_LARGEST (COW_SECTION_PRIVATE + 18)    /* gint64 or double: the largest of these weights */

/* Borrowed arrays. */
typedef struct
{
  CowView view; /* the same arcs, no weight negative; without a reverse */
  const gint64 *integers;
  const double *reals;
} CowJohnson;

/* In a child, for searches that begin at one of the sources. Needs weights of 64 bits or reals, as views with a negative weight have.
 * Complexity: that of one search by Bellman and Ford from all sources at once, and O(arcs).
 * Errors: COW_GRAPH_ERROR_CYCLE (a negative cycle that a source reaches; the message prints it), _RANGE (costs could exceed 2^62),
 * _TYPE (weights of another kind), _MEMORY, _CANCELLED. */
gboolean cow_johnson_write (const CowView *view, const guint32 *sources, guint n_sources, const guint64 *avoid, CowImageWriter *writer,
                            CowProgress *progress, GError **error);
/* Over such an image, which the caller keeps. Errors: COW_GRAPH_ERROR_FILE. */
gboolean cow_johnson_open (const CowView *view, const void *image, CowJohnson *johnson, GError **error);

/* The scratch of one worker. */
typedef struct _CowJohnsonSearch CowJohnsonSearch;
guint64 cow_johnson_scratch_bytes (const CowJohnson *johnson);
CowJohnsonSearch *cow_johnson_search_new (const CowJohnson *johnson, GError **error);
void cow_johnson_search_free (CowJohnsonSearch *search);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowJohnsonSearch, cow_johnson_search_free)

/* The query has one source, of those that the weights were made for, and the same avoid. The cutoff only hides what is beyond it.
 * Complexity: that of cow_search_run over 64-bit weights. Source: Johnson, "Efficient algorithms for shortest paths in sparse
 * networks", 1977. Errors: those of cow_search_run. */
gboolean cow_johnson_search_run (CowJohnsonSearch *search, const CowSearchQuery *query, CowProgress *progress, GError **error);

/* After a run. Integers are exact. Reals are the sum of a search and a difference of potentials: the last digits may differ from
 * the sum of the weights along the path. */
CowCost cow_johnson_search_cost (const CowJohnsonSearch *search, guint32 vertex);
gboolean cow_johnson_search_summarize (const CowJohnsonSearch *search, CowSearchSummary *summary, GError **error);
void cow_johnson_search_counts (const CowJohnsonSearch *search, CowSearchCounts *counts);

G_END_DECLS
