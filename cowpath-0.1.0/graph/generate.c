/* generate.c - the registry of models, and their parameters from key=value text.
 *
 * The numbers of vertices are declared first, 0 to n - 1; edges follow in the order of the model. Weights come from a stream
 * of their own, so that the same seed gives the same edges with and without them. */
#include "graph/generate.h"

#include <math.h>
#include <string.h>

#include "graph/generate/model.h"
#include "graph/input.h"

struct _CowGenerator
{
  const CowModelClass *class;
  CowModelRun run;
};

static const CowModelClass *const classes[] = {
  &cow_model_grid,      &cow_model_rmat, &cow_model_er,   &cow_model_ba,
  &cow_model_geometric, &cow_model_path, &cow_model_star, &cow_model_complete,
};

const CowGraphModel *const *
cow_models (void)
{
  static const CowGraphModel *const models[G_N_ELEMENTS (classes) + 1] = {
    &cow_model_grid.model,      &cow_model_rmat.model, &cow_model_er.model,   &cow_model_ba.model,
    &cow_model_geometric.model, &cow_model_path.model, &cow_model_star.model, &cow_model_complete.model,
  };

  return models;
}

gboolean
cow_model_out_of_range (GError **error, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, message);
  return FALSE;
}

static gboolean
parse_switch (const char *text, gboolean *value)
{
  *value = strcmp (text, "yes") == 0 || strcmp (text, "true") == 0 || strcmp (text, "1") == 0;
  return *value || strcmp (text, "no") == 0 || strcmp (text, "false") == 0 || strcmp (text, "0") == 0;
}

static gboolean
parse_value (CowParameterKind kind, const char *name, const char *text, CowModelValue *value, GError **error)
{
  gsize length = strlen (text);
  gboolean on;

  switch (kind)
    {
    case COW_PARAMETER_COUNT:
      /* 1e6 is a count as well. */
      if (cow_number_parse_real (text, length, &value->real) && value->real >= 0 && value->real < COW_VERTEX_NONE
          && value->real == floor (value->real))
        {
          value->integer = (gint64)value->real;
          return TRUE;
        }
      return cow_model_out_of_range (error, "%s \"%s\" is no number from 0 to %u", name, text, COW_VERTEX_NONE - 1);
    case COW_PARAMETER_REAL:
      if (cow_number_parse_real (text, length, &value->real) && isfinite (value->real))
        return TRUE;
      return cow_model_out_of_range (error, "%s \"%s\" is no number", name, text);
    case COW_PARAMETER_SWITCH:
      if (!parse_switch (text, &on))
        return cow_model_out_of_range (error, "%s \"%s\" is neither yes nor no", name, text);
      value->integer = on;
      return TRUE;
    }
  return FALSE;
}

/* LOW..HIGH, or one number for both. */
static gboolean
parse_weights (CowModelRun *run, const char *text, GError **error)
{
  const char *dots = strstr (text, "..");
  gsize length = dots != NULL ? (gsize)(dots - text) : strlen (text);
  const char *high = dots != NULL ? dots + 2 : text;

  run->weighted = TRUE;
  if (!cow_number_parse_int (text, length, &run->low) || !cow_number_parse_int (high, strlen (high), &run->high))
    return cow_model_out_of_range (error, "weights \"%s\" are not LOW..HIGH in integers", text);
  if (run->low > run->high || (guint64)run->high - (guint64)run->low == G_MAXUINT64)
    return cow_model_out_of_range (error, "weights \"%s\" are no range", text);
  return TRUE;
}

static gboolean
take_parameter (CowGenerator *generator, const char *text, guint *seen, GError **error)
{
  const CowGraphModelParameter *parameters = generator->class->model.parameters;
  const char *equals = strchr (text, '=');

  if (equals == NULL)
    return cow_model_out_of_range (error, "parameter \"%s\" is not NAME=VALUE", text);
  g_autofree char *name = g_strndup (text, (gsize)(equals - text));
  if (strcmp (name, "weights") == 0)
    return parse_weights (&generator->run, equals + 1, error);
  if (strcmp (name, "directed") == 0)
    {
      if (!parse_switch (equals + 1, &generator->run.directed))
        return cow_model_out_of_range (error, "directed \"%s\" is neither yes nor no", equals + 1);
      return TRUE;
    }
  for (guint i = 0; parameters[i].name != NULL; i++)
    if (strcmp (parameters[i].name, name) == 0)
      {
        *seen |= 1u << i;
        return parse_value (generator->class->kinds[i], name, equals + 1, &generator->run.values[i], error);
      }
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN, "model %s has no parameter \"%s\"", generator->class->model.name,
               name);
  return FALSE;
}

static gboolean
take_parameters (CowGenerator *generator, const char *const *texts, GError **error)
{
  const CowGraphModelParameter *parameters = generator->class->model.parameters;
  guint seen = 0;

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    if (!take_parameter (generator, texts[i], &seen, error))
      return FALSE;
  for (guint i = 0; parameters[i].name != NULL; i++)
    if (!(seen & 1u << i))
      {
        if (parameters[i].fallback == NULL)
          return cow_model_out_of_range (error, "model %s needs %s=", generator->class->model.name, parameters[i].name);
        if (!parse_value (generator->class->kinds[i], parameters[i].name, parameters[i].fallback, &generator->run.values[i],
                          error))
          return FALSE;
      }
  if (!generator->class->prepare (&generator->run, error))
    return FALSE;
  if (generator->run.n >= COW_VERTEX_NONE)
    return cow_model_out_of_range (error, "%" G_GUINT64_FORMAT " vertices are more than %u", generator->run.n,
                                   COW_VERTEX_NONE - 1);
  if (generator->run.expected >= COW_EDGE_NONE)
    return cow_model_out_of_range (error, "%.0f edges are more than %u", generator->run.expected, COW_EDGE_NONE - 1);
  return TRUE;
}

CowGenerator *
cow_generator_new (const char *model, const char *const *parameters, guint64 seed, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (strcmp (classes[i]->model.name, model) == 0)
      {
        g_autoptr (CowGenerator) generator = g_new0 (CowGenerator, 1);

        generator->class = classes[i];
        generator->run.seed = seed;
        return take_parameters (generator, parameters, error) ? g_steal_pointer (&generator) : NULL;
      }
  g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_UNKNOWN, "unknown model \"%s\"", model);
  return NULL;
}

void
cow_generator_free (CowGenerator *generator)
{
  g_free (generator);
}

gboolean
cow_generator_directed (const CowGenerator *generator)
{
  return generator->run.directed;
}

guint64
cow_generator_expected_edges (const CowGenerator *generator)
{
  return (guint64)generator->run.expected;
}

gboolean
cow_model_stopped (CowModelRun *run, guint64 units, GError **error)
{
  if (!cow_progress_step (run->progress, units))
    return FALSE;
  g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_CANCELLED, "cancelled");
  return TRUE;
}

gboolean
cow_model_edge (CowModelRun *run, guint32 source, guint32 target, GError **error)
{
  if (!cow_builder_edge (run->builder, source, target, error))
    return FALSE;
  if (run->weighted)
    {
      guint64 above = cow_random_below (&run->weights, (guint64)run->high - (guint64)run->low + 1);

      if (!cow_builder_weight_int (run->builder, (gint64)((guint64)run->low + above), error))
        return FALSE;
    }
  return !cow_model_stopped (run, 1, error);
}

gboolean
cow_generator_run (CowGenerator *generator, CowBuilder *builder, CowProgress *progress, GError **error)
{
  CowProgress nobody = { 0 };
  CowModelRun *run = &generator->run;

  run->builder = builder;
  run->progress = progress != NULL ? progress : &nobody;
  cow_random_init (&run->random, run->seed, 0);
  cow_random_init (&run->weights, run->seed, 1);
  cow_builder_set_directed (builder, run->directed);
  gboolean done = (run->n == 0 || cow_builder_sequence (builder, 0, run->n, error)) && generator->class->run (run, error);
  run->builder = NULL;
  run->progress = NULL;
  return done;
}
