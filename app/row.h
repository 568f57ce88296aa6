/* row.h - rows between workers, sinks and panes: a record is a length and typed cells, or how many rows and their finished lines of text.
 *
 * The same writer serves a worker (its bytes go down the pipe) and the session (commands that answer at once). Formatting
 * happens once, in the process that has the time: in the workers when rows go straight to a text file. */
#pragma once

#include <glib.h>

#include "app/command.h"
#include "graph/graph.h"

G_BEGIN_DECLS

typedef enum
{
  COW_FORMAT_CELLS, /* not text: for stores and tables */
  COW_FORMAT_TABLE,
  COW_FORMAT_TSV,
  COW_FORMAT_CSV,
  COW_FORMAT_JSON,
  COW_FORMAT_JSONL,
  COW_FORMAT_GEOJSON, /* a feature a row; needs coordinates */
  COW_FORMAT_SQLITE,  /* a table of a database: files only, found by their ending */
} CowRowFormat;

gboolean cow_row_format_by_name (const char *name, CowRowFormat *format);
gboolean cow_row_format_by_ending (const char *file, CowRowFormat *format); /* .tsv .csv .json .jsonl .geojson */

/* What a formatter must know; borrowed. */
typedef struct
{
  const CowGraph *graph; /* for names; may be NULL when no cell is a vertex */
  const CowResultColumn *columns;
  guint n_columns;
  gboolean clean; /* the text goes to a terminal: control characters as \xNN */
} CowRowContext;

/* Cells. */
typedef enum
{
  COW_CELL_IS_NULL,
  COW_CELL_IS_VERTEX,
  COW_CELL_IS_INT,
  COW_CELL_IS_REAL,
  COW_CELL_IS_UNREACHABLE,
  COW_CELL_IS_BOOL,
  COW_CELL_IS_TEXT,
  COW_CELL_IS_PATH,
  COW_CELL_IS_DIGITS, /* text: a positive integer beyond 64 bits */
} CowCellTag;

typedef struct
{
  CowCellTag tag;
  union
  {
    guint32 vertex;
    gint64 integer;
    double real;
    gboolean boolean;
    struct
    {
      const char *text;
      gsize length;
    };
    struct
    {
      const guint8 *path; /* guint32[n], perhaps unaligned */
      gsize n;
    };
  };
} CowCell;

/* Writing records. */
typedef struct
{
  void (*write) (const void *bytes, gsize length, gpointer user);
  gpointer user;
  CowRowFormat format; /* CELLS, or TSV CSV JSONL: records hold finished lines */
  CowRowContext context;
  GByteArray *record; /* being made */
  GString *text;
  guint64 rows;
  guint64 limit; /* rows after which cow_rows_end returns FALSE; G_MAXUINT64: none */
  gboolean is_open; /* text, tsv or csv: from `start` on stand the first n_cells cells of a row */
  gsize start;
  guint n_cells;
  guint32 n_lines;  /* that stand in text, finished */
  gboolean gathers; /* lines of text wait for each other, to be written together; then cow_rows_flush ends a task */
} CowRows;

void cow_rows_init (CowRows *rows, CowRowFormat format, const CowRowContext *context,
                    void (*write) (const void *bytes, gsize length, gpointer user), gpointer user);
void cow_rows_clear (CowRows *rows);

void cow_rows_begin (CowRows *rows);
void cow_rows_null (CowRows *rows);
void cow_rows_vertex (CowRows *rows, guint32 vertex); /* COW_VERTEX_NONE: null */
void cow_rows_int (CowRows *rows, gint64 value);
void cow_rows_real (CowRows *rows, double value);
void cow_rows_cost (CowRows *rows, CowCost cost);
void cow_rows_bool (CowRows *rows, gboolean value);
void cow_rows_text (CowRows *rows, const char *text, gssize length);
void cow_rows_value (CowRows *rows, const CowValue *value);
void cow_rows_digits (CowRows *rows, const char *digits); /* an integer of any size, in decimal */
void cow_rows_path (CowRows *rows, const guint32 *vertices, gsize n); /* n = 0: no path */
/* FALSE: the limit is reached, more rows are not wanted. */
gboolean cow_rows_end (CowRows *rows);
void cow_rows_flush (CowRows *rows); /* writes what was gathered */

/* Reading cells. */

/* The next cell of a record's payload; FALSE at its end or when malformed. */
gboolean cow_cell_next (const guint8 **at, const guint8 *end, CowCell *cell);
/* Appends a cell as it looks in the format; TSV-like plain text for TABLE (paths with arrows). */
void cow_cell_format (GString *out, const CowCell *cell, CowRowFormat format, const CowRowContext *context);
/* A line of TSV or CSV, cell after cell, from the first with number 0; those beyond the columns are left out. Then its end: `start`: where it began. */
void cow_row_format_cell (GString *out, const CowCell *cell, guint number, CowRowFormat format, const CowRowContext *context);
void cow_row_format_end (GString *out, gsize start, guint n_cells, CowRowFormat format, const CowRowContext *context);
/* Appends one record's payload as a line (with its newline) in TSV, CSV or JSONL; JSON and GEOJSON: an object without newline. */
void cow_row_format_record (GString *out, const guint8 *payload, gsize length, CowRowFormat format, const CowRowContext *context);
void cow_row_format_feature (GString *out, const guint8 *payload, gsize length, const CowRowContext *context); /* row-geojson.c */
void cow_row_format_header (GString *out, CowRowFormat format, const CowRowContext *context); /* TSV, CSV */
/* Order of two cells of one column: numbers by value, null and unreachable last, text by bytes, vertices by name. */
int cow_cell_compare (const CowCell *left, const CowCell *right, const CowRowContext *context);

/* Cuts a byte stream into records: keeps the tail of an unfinished one. One per task. */
typedef struct
{
  GByteArray *tail;
} CowRecordCutter;
typedef void (*CowRecordFunc) (const guint8 *payload, gsize length, gpointer user);
void cow_record_cutter_feed (CowRecordCutter *cutter, const guint8 *bytes, gsize length, CowRecordFunc func, gpointer user);
void cow_record_cutter_clear (CowRecordCutter *cutter);

G_END_DECLS
