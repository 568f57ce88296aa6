/* index.h - what is computed once about a view so that later questions are cheap: landmarks, a contraction hierarchy.
 *
 * An index is a header and a few flat arrays in an image, like a column: sections COW_SECTION_INDEX (the header) and
 * COW_SECTION_INDEX + 1 + a (array a), all with the number of the index. It is written by a child, attached to the graph,
 * saved in a native image and found again in it. Each kind is one constant (index.c lists them), which also knows how to
 * check arrays that come from a foreign file. */
#pragma once

#include "graph/progress.h"
#include "graph/view.h"

G_BEGIN_DECLS

#define COW_INDEX_ARRAYS 16 /* of one index, at most */
#define COW_INDEX_FACTS 16

/* In the image. */
typedef struct
{
  char kind[16];
  char view[1008]; /* which view it is of, as the options that say so: "" is the graph's own arcs and weights */
  double seconds;  /* that the build took */
  guint64 n, n_arcs; /* of the view */
  guint64 facts[COW_INDEX_FACTS]; /* the kind's own */
} CowImageIndex;

/* One index in memory: borrowed arrays. */
typedef struct
{
  const CowImageIndex *header;
  const void *arrays[COW_INDEX_ARRAYS]; /* NULL: absent */
  guint64 array_bytes[COW_INDEX_ARRAYS];
} CowIndexData;

/* What a build is told. A kind takes what concerns it. */
typedef struct
{
  const CowView *view;
  guint n_threads;
  guint64 seed;
  guint n_landmarks;   /* alt; 0: its default */
  CowProgress *progress;
} CowIndexBuild;

typedef struct _CowIndexKind CowIndexKind;
struct _CowIndexKind
{
  const char *name;    /* at most 15 bytes */
  const char *summary; /* for the manual */
  gboolean need_in;    /* the build walks backwards */
  guint n_arrays;
  /* In a child: adds arrays by cow_index_add, fills facts. Errors: COW_GRAPH_ERROR_RANGE when the view cannot have such an
   * index, _MEMORY, _CANCELLED. */
  gboolean (*write) (const CowIndexBuild *build, CowImageWriter *writer, guint64 *facts, GError **error);
  /* Bytes of one element of an array: a power of two up to 64. */
  guint (*element_bytes) (const CowImageIndex *header, guint array);
  /* Do facts and sizes fit each other (O(1)); and does every element of an array in [first, end). What passes can be
   * used without a bounds check. */
  gboolean (*check) (const CowIndexData *data);
  gboolean (*check_elements) (const CowIndexData *data, guint array, guint64 first, guint64 end);
  /* Units of progress that a build announces, e.g. vertices; NULL: unknown. */
  guint64 (*units) (const CowIndexBuild *build);
};

const CowIndexKind *const *cow_index_kinds (void); /* NULL-ended */
const CowIndexKind *cow_index_kind_by_name (const char *name); /* NULL: none */

/* Adds array `array` of the index that is being written; the address is valid until the next add. */
void *cow_index_add (CowImageWriter *writer, guint array, guint64 bytes, GError **error);
/* Where an array that was added is now. */
void *cow_index_section (CowImageWriter *writer, guint array);
/* In a child: the whole image of an index. view: as in CowImageIndex. Errors: those of kind->write; COW_GRAPH_ERROR_RANGE when
 * the text of the view is too long. */
gboolean cow_index_write (const CowIndexKind *kind, const CowIndexBuild *build, const char *view, CowImageWriter *writer, GError **error);

/* An index of a graph. Reference counted, because jobs use it while the user drops it; one thread counts. */
typedef struct _CowIndex
{
  guint references;
  const CowIndexKind *kind;
  CowIndexData data;
  guint64 bytes;   /* of header and arrays */
  CowArena *arena; /* its own; NULL: it lies in the image of the graph, and its memory goes with that */
} CowIndex;

CowIndex *cow_index_ref (CowIndex *index);
void cow_index_unref (CowIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowIndex, cow_index_unref)

/* Opens index `number` of an image that was checked. Does not take the arena; the index is without one. NULL: no such index. */
CowIndex *cow_index_open (const void *base, guint32 number);
/* The index of this kind and view; NULL: none. Borrowed. */
CowIndex *cow_graph_index (const CowGraph *graph, const char *kind, const char *view);
/* Adds one, instead of another of the same kind and view. Takes it. */
void cow_graph_add_index (CowGraph *graph, CowIndex *index);
/* FALSE: there is none. */
gboolean cow_graph_drop_index (CowGraph *graph, const char *kind, const char *view);
/* The arcs or weights of a view that an expression makes may have changed: drops the indexes of such views. */
void cow_graph_drop_derived_indexes (CowGraph *graph);
guint64 cow_graph_index_bytes (const CowGraph *graph);

/* For image-check.c, on sections of kind COW_SECTION_INDEX and above. */
gboolean cow_index_check_section (const void *base, const CowImageSection *section, guint64 n, GError **error);
guint cow_index_element_bytes (const void *base, const CowImageSection *section);
gboolean cow_index_check_elements (const void *base, const CowImageSection *section, guint64 first, guint64 end);

G_END_DECLS
