/* landmarks.h - the index `alt`: what it costs from some vertices to all others, and back. Bounds for searches that aim at a target
 * follow from it by the triangle inequality, for the view it was made of and for every view with fewer of its arcs. */
#pragma once

#include "graph/index.h"
#include "graph/path/bound.h"

G_BEGIN_DECLS

#define COW_LANDMARKS_DEFAULT 16
#define COW_LANDMARKS_MOST 256

/* n_landmarks of the build, at most COW_LANDMARKS_MOST, fewer when there are not so many places.
 * Complexity: a search (two where arcs have a direction) from each landmark; 4 bytes a vertex and landmark (8). Source: Goldberg,
 * Harrelson, "Computing the shortest path: A* search meets graph theory", 2005. */
extern const CowIndexKind cow_index_kind_alt;

/* The bound of an index, which the caller keeps. FALSE: it is of other weights than the view. */
gboolean cow_landmarks_open (const CowView *view, const CowIndexData *index, CowBound *bound);

G_END_DECLS
