/* json-events.h - JSON as events, pulled one by one from an input of any length; strict, without recursion.
 *
 * json-glib makes a tree of the whole document, some 100 bytes a number: ten times the graph that comes of it. */
#pragma once

#include "graph/file/bytes.h"

G_BEGIN_DECLS

#define COW_JSON_DEPTH 64
#define COW_JSON_TEXT_BYTES ((gsize)16 << 20) /* longest string or number */

typedef enum
{
  COW_JSON_END,
  COW_JSON_KEY,    /* text; its value is next */
  COW_JSON_STRING, /* text */
  COW_JSON_INT,    /* text, as written */
  COW_JSON_REAL,   /* text, as written; NaN Infinity -Infinity too, which Python writes */
  COW_JSON_TRUE,
  COW_JSON_FALSE,
  COW_JSON_NULL,
  COW_JSON_OBJECT,
  COW_JSON_OBJECT_END,
  COW_JSON_ARRAY,
  COW_JSON_ARRAY_END,
  COW_JSON_ERROR, /* the error is set */
} CowJsonEvent;

typedef struct
{
  CowBytes bytes;
  GString *text; /* UTF-8, no NUL */
  gboolean in_object[COW_JSON_DEPTH];
  guint depth;
  gboolean many;      /* documents follow each other (JSON lines) */
  gboolean after_key; /* private: the value is next */
  gboolean empty;     /* private: nothing yet in the innermost object or array */
  gboolean done;      /* private: a document is complete */
} CowJson;

void cow_json_init (CowJson *json, CowInput *input, CowProgress *progress);
void cow_json_clear (CowJson *json);
/* Errors: COW_GRAPH_ERROR_FILE: not JSON, not UTF-8, half a surrogate, nested too deep. */
CowJsonEvent cow_json_next (CowJson *json, GError **error);
/* Passes over the rest of what the last event began; nothing to do for a scalar. */
gboolean cow_json_skip (CowJson *json, CowJsonEvent event, GError **error);
/* The last event as a value; FALSE: an object or an array (error unset), or a number beyond 64 bits (set). */
gboolean cow_json_value (const CowJson *json, CowJsonEvent event, CowValue *value, GError **error);

void cow_json_write_string (CowOutput *out, const char *text, gsize length);
void cow_json_write_value (CowOutput *out, const CowValue *value);

G_END_DECLS
