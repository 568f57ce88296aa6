/* status.c - see status.h. One switch decides which error ends a batch with which status. */
#include "app/status.h"

#include "graph/types.h"

GQuark
cow_app_error_quark (void)
{
  return g_quark_from_static_string ("cow-app-error");
}

static CowStatus
status_of_graph_error (int code)
{
  switch ((CowGraphError)code)
    {
    case COW_GRAPH_ERROR_FILE:
      return COW_STATUS_FILE;
    case COW_GRAPH_ERROR_MEMORY:
      return COW_STATUS_MEMORY;
    case COW_GRAPH_ERROR_CANCELLED:
      return COW_STATUS_INTERRUPTED;
    case COW_GRAPH_ERROR_UNKNOWN:
    case COW_GRAPH_ERROR_TYPE:
    case COW_GRAPH_ERROR_SYNTAX:
    case COW_GRAPH_ERROR_RANGE:
    case COW_GRAPH_ERROR_CYCLE:
    default:
      return COW_STATUS_USAGE;
    }
}

CowStatus
cow_status_of_error (const GError *error)
{
  if (!error)
    return COW_STATUS_DONE;
  if (error->domain == COW_APP_ERROR)
    return (CowStatus)error->code;
  if (error->domain == COW_GRAPH_ERROR)
    return status_of_graph_error (error->code);
  if (error->domain == G_FILE_ERROR)
    return error->code == G_FILE_ERROR_NOMEM ? COW_STATUS_MEMORY : COW_STATUS_FILE;
  return COW_STATUS_FAILED; /* of the pool: a worker could not be had or was lost */
}

gboolean
cow_fail (GError **error, CowStatus status, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error)
    {
      g_warn_if_fail (*error == NULL);
      *error = g_error_new_valist (COW_APP_ERROR, (int)status, format, arguments);
    }
  va_end (arguments);
  return FALSE;
}
