/* model.h - what a model of graphs is to the generator: its parameters, how large it gets, how its edges come. */
#pragma once

#include "graph/generate.h"
#include "graph/generate/random.h"

G_BEGIN_DECLS

#define COW_MODEL_MAX_PARAMETERS 6

typedef struct
{
  gint64 integer;
  double real;
} CowModelValue;

/* What a model's run sees; values in the order of its parameters. */
typedef struct
{
  CowModelValue values[COW_MODEL_MAX_PARAMETERS];
  gboolean directed;
  guint64 n;        /* vertices: set by prepare */
  double expected;  /* edges: set by prepare */
  guint64 seed;
  CowRandom random;
  gboolean weighted;
  gint64 low, high; /* weights */
  CowRandom weights;
  CowBuilder *builder;
  CowProgress *progress;
} CowModelRun;

typedef enum
{
  COW_PARAMETER_COUNT,  /* 0 … 2^32 - 2 */
  COW_PARAMETER_REAL,
  COW_PARAMETER_SWITCH, /* yes, no */
} CowParameterKind;

typedef struct
{
  CowGraphModel model;
  const CowParameterKind *kinds;
  /* Checks the values together, sets n and expected. Errors: COW_GRAPH_ERROR_RANGE. */
  gboolean (*prepare) (CowModelRun *run, GError **error);
  gboolean (*run) (CowModelRun *run, GError **error);
} CowModelClass;

/* One edge with its weight; undirected ones come as they are given. Errors: those of the builder, COW_GRAPH_ERROR_CANCELLED. */
gboolean cow_model_edge (CowModelRun *run, guint32 source, guint32 target, GError **error);
gboolean cow_model_out_of_range (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* For work between edges. TRUE: error set, stop. */
gboolean cow_model_stopped (CowModelRun *run, guint64 units, GError **error);

extern const CowModelClass cow_model_grid;
extern const CowModelClass cow_model_rmat;
extern const CowModelClass cow_model_er;
extern const CowModelClass cow_model_ba;
extern const CowModelClass cow_model_geometric;
extern const CowModelClass cow_model_path;
extern const CowModelClass cow_model_star;
extern const CowModelClass cow_model_complete;

G_END_DECLS
