/* selection.h - selectors of the language become lists of vertices or edges (commands.md, section 2). */
#pragma once

#include "app/job.h"

G_BEGIN_DECLS

/* What a selector named. all: every vertex (edge) without a list. */
typedef struct _CowSelection
{
  gboolean of_edges;
  gboolean all;
  gboolean may_be_empty; /* set after cow_job_select: no edge between two vertices is no error */
  gboolean single;  /* the selector names exactly one */
  guint64 n;
  GArray *members;  /* of guint32: vertices, or edges, in the order written (sets: of appearance); NULL when all */
} CowSelection;

void cow_selection_free (CowSelection *selection);
/* The i-th member: vertices in order of appearance when all. */
guint32 cow_selection_get (const CowSelection *selection, const CowGraph *graph, guint64 index);

/* One vertex by NAME, :N or =TEXT, at once. Errors: COW_STATUS_USAGE with near names. */
gboolean cow_select_vertex (CowGraphEntry *entry, const char *word, guint32 *vertex, GError **error);

/* Does a selector stand for edges? An expression that can be read over vertices stands for them, '*' for vertices too. Errors: those of an
 * expression that can be read over neither; whatever else is wrong shows when it is selected. */
gboolean cow_select_kind (CowGraphEntry *entry, const char *word, gboolean *of_edges, GError **error);
/* The ends of FROM->TO or FROM--TO (both). FALSE: it is none. Parallel edges are not looked at. */
gboolean cow_select_ends (CowGraphEntry *entry, const char *word, guint32 *from, guint32 *to, gboolean *both);
/* @{EXPR} compiled. */
CowExpr *cow_selection_expr (const CowGraph *graph, const char *word, gboolean of_edges, GError **error);

/* Adds the steps that fill *selection (owned by the job, stable address); what can be done at once is done at once. */
CowSelection *cow_job_select (CowJob *job, const char *word, gboolean of_edges, GError **error);

/* Bitmap over vertices (not appearances), or edges, of all selections together, for CowSearchQuery.avoid; NULL with error when
 * memory is short. */
guint64 *cow_selections_bitmap (const GPtrArray *selections, const CowGraph *graph, GError **error);
/* That of --avoid, in a worker, which owns it; NULL without the option. The bytes of it are part of what a worker needs. */
gboolean cow_work_avoid (const CowWork *work, guint64 **avoid, GError **error);
guint64 cow_job_avoid_bytes (const CowJob *job);
/* Every value of a repeated option selected; NULL without error when the option was not given. (transfer full) */
GPtrArray *cow_job_select_option (CowJob *job, const char *option, gboolean of_edges, GError **error);

G_END_DECLS
