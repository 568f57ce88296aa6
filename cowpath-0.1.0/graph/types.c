/* types.c - the few words of types.h that need code: the error domain and the names of types. */
#include "graph/types.h"

/* clang-format off */
G_DEFINE_QUARK (cow-graph-error-quark, cow_graph_error)
/* clang-format on */

const char *
cow_type_name (CowType type)
{
  switch (type)
    {
    case COW_TYPE_NULL:
      return "null";
    case COW_TYPE_BOOL:
      return "bool";
    case COW_TYPE_INT:
      return "int";
    case COW_TYPE_REAL:
      return "real";
    case COW_TYPE_STRING:
      return "string";
    }
  return "unknown";
}
