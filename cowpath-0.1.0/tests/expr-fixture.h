/* expr-fixture.h - for tests: the outcome of an expression as text. */
#pragma once

#include "graph/expr.h"
#include "graph/input.h"

/* `int 3`, `real 0.5`, `string a`, `null`; an error as `error MESSAGE`. */
static inline char *
describe (gboolean fine, const CowValue *value, const GError *error)
{
  char text[32];

  if (!fine)
    return g_strdup_printf ("error %s", error->message);
  switch (value->type)
    {
    case COW_TYPE_NULL:
      break;
    case COW_TYPE_BOOL:
      return g_strdup (value->boolean ? "bool true" : "bool false");
    case COW_TYPE_INT:
      return g_strdup_printf ("int %" G_GINT64_FORMAT, value->integer);
    case COW_TYPE_REAL:
      cow_number_format_real (value->real, text);
      return g_strdup_printf ("real %s", text);
    case COW_TYPE_STRING:
      return g_strdup_printf ("string %.*s", (int)value->length, value->text);
    }
  return g_strdup ("null");
}
