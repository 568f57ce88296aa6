/* command.h - what a command is: data that the parser, help, completion, the manual and the tests read.
 *
 * A command is one file in app/commands/ with one CowCommand, listed in registry.c. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CowCall CowCall;

/* What an operand or an option's value is. */
typedef enum
{
  COW_ARG_FLAG, /* option without a value */
  COW_ARG_TEXT,
  COW_ARG_INT,      /* 0 … 2^63 - 1 */
  COW_ARG_REAL,     /* also inf */
  COW_ARG_DURATION, /* 250ms 30s 5m 2h */
  COW_ARG_SIZE,     /* 512M 2G */
  COW_ARG_CHOICE,   /* one of `choices` */
  COW_ARG_FILE,
  COW_ARG_VERTEX,   /* exactly one vertex */
  COW_ARG_VERTICES, /* selector of several */
  COW_ARG_EDGES,
  COW_ARG_VERTEX_OR_EDGE,
  COW_ARG_SET,      /* @name */
  COW_ARG_EXPR,
  COW_ARG_ATTRIBUTE,
  COW_ARG_GRAPH,
  COW_ARG_OVERLAY,  /* names of overlays, separated by commas; none */
  COW_ARG_JOB,      /* %3, %% */
  COW_ARG_COMMAND,  /* the rest of the line is a command */
  COW_ARG_TOPIC,    /* help topic */
} CowArgKind;

typedef struct
{
  const char *name;  /* FROM, FILE … upper case */
  CowArgKind kind;
  const char *summary;
  guint optional : 1;
  guint repeated : 1; /* the last operand: one or more (optional: none or more) */
} CowOperand;

typedef struct
{
  const char *name; /* without -- */
  CowArgKind kind;
  const char *value;    /* what the value is called in help: N, D, EXPR … */
  const char *choices;  /* "a|b|c" for COW_ARG_CHOICE */
  const char *fallback; /* the default, as text; NULL: none */
  const char *summary;
  guint takes_attribute_or_none : 1;
  guint repeated : 1; /* may be given several times; the last counts unless the command collects them */
} CowOptionSpec;

/* An option that means the same everywhere, and would mean nothing in this command. */
typedef struct
{
  const char *option; /* its name */
  const char *why;    /* as it follows "X takes no --option: " */
} CowRefusal;

typedef enum
{
  COW_CELL_VERTEX, /* name of a vertex */
  COW_CELL_INT,
  COW_CELL_REAL,
  COW_CELL_COST,   /* integer, real or unreachable */
  COW_CELL_TEXT,
  COW_CELL_BOOL,
  COW_CELL_PATH,   /* list of vertices */
  COW_CELL_VALUE,  /* any of the others: key/value rows */
} CowCellKind;

typedef struct
{
  const char *name;
  CowCellKind kind;
  const char *summary;
} CowResultColumn;

typedef struct
{
  const char *lines[6]; /* commands, run by the tests on a small graph; NULL-ended */
  const char *about;
} CowExample;

typedef enum
{
  COW_COMMAND_GRAPH = 1 << 0,   /* needs a graph */
  COW_COMMAND_CHANGES = 1 << 1, /* changes the session: later lines wait for it */
  COW_COMMAND_EDGES = 1 << 2,   /* rows with from and to are edges: `into` makes an edge set */
  COW_COMMAND_RAW = 1 << 3,     /* operands are taken as they stand: options are not looked for after the first operand */
  COW_COMMAND_PREFIX = 1 << 4,  /* takes a command */
  COW_COMMAND_TESTING = 1 << 5, /* only in builds with --enable-faults; not in the manual */
  COW_COMMAND_PAIR_LIMIT = 1 << 6, /* --limit counts rows per pair: the command sees to it */
  COW_COMMAND_TEXT = 1 << 7,       /* prints text that is no table (help, echo); may be redirected */
  COW_COMMAND_EXPRESSION = 1 << 8, /* its operand is an expression: > and | are not operators of the line */
} CowCommandFlags;

typedef struct
{
  const char *name;
  const char *group; /* graph, paths, structure, jobs, session */
  const char *summary;
  const char *details; /* paragraphs for the manual, separated by empty lines */
  const CowOperand *operands;                  /* ended by a NULL name; may be NULL */
  const CowOptionSpec *const *options;         /* NULL-ended; may be NULL */
  const CowRefusal *refusals;                  /* ended by a NULL option; may be NULL */
  const CowResultColumn *columns;              /* ended by a NULL name; NULL: prints no rows */
  const CowExample *examples;                  /* ended by a NULL first line; may be NULL */
  guint flags;
  /* Begins. Either all is done on return, or a job was made that goes on (see job.h). FALSE with error: nothing began. */
  gboolean (*start) (CowCall *call, GError **error);
} CowCommand;

const CowCommand *const *cow_commands (void); /* NULL-ended, in the order of the manual */
/* Exact name, or with prefix=TRUE also a unique prefix. Errors: COW_STATUS_USAGE, `unknown command "…"` with near names. */
const CowCommand *cow_command_by_name (const char *name, gboolean prefix, GError **error);
const CowOptionSpec *cow_command_find_option (const CowCommand *command, const char *name, gboolean prefix, GError **error);
/* Why the command does not take this common option; NULL: no reason is known. */
const char *cow_command_refusal (const CowCommand *command, const char *option);
/* "path FROM TO [--algorithm=auto|bfs|…] …"; (transfer full) */
char *cow_command_usage (const CowCommand *command);
/* Nearest of the NULL-ended words to `word` by edit distance, NULL when none is near. */
const char *cow_nearest_word (const char *word, const char *const *words);

/* Options that mean the same everywhere (options.c). */
extern const CowOptionSpec cow_option_weight, cow_option_direction, cow_option_where, cow_option_avoid, cow_option_block, cow_option_overlay,
    cow_option_cutoff, cow_option_limit, cow_option_top, cow_option_sort, cow_option_workers, cow_option_timeout,
    cow_option_deadline, cow_option_memory, cow_option_retry, cow_option_seed, cow_option_order, cow_option_shard, cow_option_name,
    cow_option_format, cow_option_output;
const CowOptionSpec *const *cow_common_options (void); /* all of these; NULL-ended */
gboolean cow_option_is_common (const CowOptionSpec *option);
/* Lists for CowCommand.options: what every command with rows takes; every job; every job on a view of the graph. */
#define COW_ROW_OPTIONS &cow_option_limit, &cow_option_top, &cow_option_sort, &cow_option_format
#define COW_JOB_OPTIONS                                                                                                          \
  COW_ROW_OPTIONS, &cow_option_workers, &cow_option_timeout, &cow_option_deadline, &cow_option_memory, &cow_option_retry,         \
      &cow_option_order, &cow_option_shard, &cow_option_name
#define COW_VIEW_OPTIONS                                                                                                         \
  &cow_option_weight, &cow_option_direction, &cow_option_where, &cow_option_avoid, &cow_option_block, &cow_option_overlay, &cow_option_output, \
      COW_JOB_OPTIONS

G_END_DECLS
