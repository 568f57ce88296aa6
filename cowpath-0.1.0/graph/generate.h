/* generate.h - graphs from a model and a seed: the same bytes on every machine. */
#pragma once

#include "graph/builder.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;    /* rows, degree, … */
  const char *summary;
  const char *fallback; /* default as text, NULL: must be given */
} CowGraphModelParameter;

typedef struct
{
  const char *name; /* grid, rmat … */
  const char *summary;
  const CowGraphModelParameter *parameters; /* ended by a NULL name */
  const char *source; /* paper */
} CowGraphModel;

const CowGraphModel *const *cow_models (void); /* NULL-ended */

/* Parameters as key=value strings; all models also take weights=LOW..HIGH and directed=yes|no.
 * Errors: COW_GRAPH_ERROR_UNKNOWN for an unknown model or key, COW_GRAPH_ERROR_RANGE for a bad value. */
typedef struct _CowGenerator CowGenerator;
CowGenerator *cow_generator_new (const char *model, const char *const *parameters, guint64 seed, GError **error);
gboolean cow_generator_directed (const CowGenerator *generator);
guint64 cow_generator_expected_edges (const CowGenerator *generator);
gboolean cow_generator_run (CowGenerator *generator, CowBuilder *builder, CowProgress *progress, GError **error);
void cow_generator_free (CowGenerator *generator);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowGenerator, cow_generator_free)

G_END_DECLS
