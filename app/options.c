/* options.c - options that mean the same everywhere: one constant each, with all texts (commands.md, section 3). */
#include "app/command.h"

const CowOptionSpec cow_option_weight = {
  .name = "weight",
  .kind = COW_ARG_EXPR,
  .value = "EXPR|none",
  .summary = "what an edge costs: an attribute, an expression, or none for 1 each; by default the attribute weight if there "
             "is one, else 1",
  .takes_attribute_or_none = TRUE,
};

const CowOptionSpec cow_option_direction = {
  .name = "direction",
  .kind = COW_ARG_CHOICE,
  .value = "WAY",
  .choices = "out|in|any",
  .fallback = "out",
  .summary = "follow edges along their direction, against it, or both ways",
};

const CowOptionSpec cow_option_where = {
  .name = "where",
  .kind = COW_ARG_EXPR,
  .value = "EXPR",
  .summary = "only edges for which the expression is true",
};

const CowOptionSpec cow_option_avoid = {
  .name = "avoid",
  .kind = COW_ARG_VERTICES,
  .value = "VERTICES",
  .summary = "never pass through these vertices",
  .repeated = TRUE,
};

const CowOptionSpec cow_option_block = {
  .name = "block",
  .kind = COW_ARG_EDGES,
  .value = "EDGES",
  .summary = "never use these edges",
  .repeated = TRUE,
};

const CowOptionSpec cow_option_overlay = {
  .name = "overlay",
  .kind = COW_ARG_OVERLAY,
  .value = "NAME",
  .summary = "as the graph would be with this overlay; several, separated by commas or in several options, stack, later ones over earlier ones; "
             "none for the graph as it is. Without it, those of overlay use",
  .repeated = TRUE,
};

const CowOptionSpec cow_option_cutoff = {
  .name = "cutoff",
  .kind = COW_ARG_REAL,
  .value = "X",
  .summary = "only what costs at most X",
};

const CowOptionSpec cow_option_limit = {
  .name = "limit",
  .kind = COW_ARG_INT,
  .value = "N",
  .summary = "at most N rows: of each pair where pairs are enumerated, else of the whole answer",
};

const CowOptionSpec cow_option_top = {
  .name = "top",
  .kind = COW_ARG_INT,
  .value = "N",
  .summary = "the N first rows by the column of --sort, else by the last number, largest first",
};

const CowOptionSpec cow_option_sort = {
  .name = "sort",
  .kind = COW_ARG_TEXT,
  .value = "COLUMN[:desc]",
  .summary = "sort the rows by a column; null and unreachable come last",
};

const CowOptionSpec cow_option_workers = {
  .name = "workers",
  .kind = COW_ARG_INT,
  .value = "N",
  .summary = "processes for this job; by default what `option workers` says",
};

const CowOptionSpec cow_option_timeout = {
  .name = "timeout",
  .kind = COW_ARG_DURATION,
  .value = "D",
  .summary = "longest time for one task",
};

const CowOptionSpec cow_option_deadline = {
  .name = "deadline",
  .kind = COW_ARG_DURATION,
  .value = "D",
  .summary = "longest time for the whole job",
};

const CowOptionSpec cow_option_memory = {
  .name = "memory",
  .kind = COW_ARG_SIZE,
  .value = "SIZE",
  .summary = "most private memory of one worker; the graph is shared and does not count",
};

const CowOptionSpec cow_option_retry = {
  .name = "retry",
  .kind = COW_ARG_INT,
  .value = "N",
  .fallback = "1",
  .summary = "how often a task whose worker died is tried again",
};

const CowOptionSpec cow_option_seed = {
  .name = "seed",
  .kind = COW_ARG_INT,
  .value = "N",
  .fallback = "1",
  .summary = "start of the random numbers: the same seed gives the same answer with any number of workers",
};

const CowOptionSpec cow_option_order = {
  .name = "order",
  .kind = COW_ARG_CHOICE,
  .value = "ORDER",
  .choices = "input|completed",
  .summary = "rows in the order of the sources, or as tasks complete; by default input in a batch, completed in the panes",
};

const CowOptionSpec cow_option_shard = {
  .name = "shard",
  .kind = COW_ARG_TEXT,
  .value = "I/N",
  .summary = "only the I-th of N equal parts of the sources, I from 1",
};

const CowOptionSpec cow_option_name = {
  .name = "name",
  .kind = COW_ARG_TEXT,
  .value = "JOB",
  .summary = "what the job is called in lists",
};

const CowOptionSpec cow_option_format = {
  .name = "format",
  .kind = COW_ARG_CHOICE,
  .value = "FORMAT",
  .choices = "table|tsv|csv|json|jsonl|geojson",
  .summary = "how rows are printed; by default as the session or the ending of the file says",
};

const CowOptionSpec cow_option_output = {
  .name = "output",
  .kind = COW_ARG_CHOICE,
  .value = "FORMAT",
  .choices = "geojson",
  .summary = "the same as --format: rows as features of GeoJSON, for graphs with coordinates",
};

static const CowOptionSpec *const common_options[] = {
  &cow_option_weight, &cow_option_direction, &cow_option_where,    &cow_option_avoid,  &cow_option_block, &cow_option_overlay,
  &cow_option_cutoff, &cow_option_limit,     &cow_option_top,      &cow_option_sort,   &cow_option_workers,
  &cow_option_timeout, &cow_option_deadline, &cow_option_memory,   &cow_option_retry,  &cow_option_seed,
  &cow_option_order,  &cow_option_shard,     &cow_option_name,     &cow_option_format,
  &cow_option_output, NULL,
};

const CowOptionSpec *const *
cow_common_options (void)
{
  return common_options;
}

gboolean
cow_option_is_common (const CowOptionSpec *option)
{
  for (guint i = 0; common_options[i]; i++)
    if (common_options[i] == option)
      return TRUE;
  return FALSE;
}
