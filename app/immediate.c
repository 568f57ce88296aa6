/* immediate.c - see immediate.h. */
#include "app/immediate.h"

#include "app/status.h"

CowAnswer *
cow_immediate_begin (CowCall *call, GError **error)
{
  return cow_immediate_begin_with (call, call->command->columns, error);
}

CowAnswer *
cow_immediate_begin_with (CowCall *call, const CowResultColumn *columns, GError **error)
{
  guint n = 0;

  if (call->estimated_by)
    {
      cow_fail (error, COW_STATUS_USAGE, "\"%s\" answers at once: it takes no workers", call->command->name);
      return NULL;
    }
  while (columns[n].name)
    n++;
  return cow_answer_new (call, call->session->graphs->current, columns, n, error);
}

gboolean
cow_immediate_end (CowCall *call, CowAnswer *answer, GError **error)
{
  gboolean ok = cow_answer_finish (answer, TRUE, error);

  if (ok)
    {
      cow_answer_flush (answer);
      cow_answer_remember (answer, call->session);
    }
  cow_answer_free (answer);
  return ok;
}
