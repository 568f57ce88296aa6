/* immediate.h - commands that answer at once, in the session: rows without a job. */
#pragma once

#include "app/answer.h"

G_BEGIN_DECLS

/* Opens the answer of the command's own columns; then rows go to cow_answer_rows (…). The cells may name vertices of the current
 * graph, if there is one. (transfer full) Errors: those of cow_answer_new. */
CowAnswer *cow_immediate_begin (CowCall *call, GError **error);
/* The same of other columns, ended by a NULL name, as an option asks for them. */
CowAnswer *cow_immediate_begin_with (CowCall *call, const CowResultColumn *columns, GError **error);
/* Delivers and closes; `assert` then sees the first row. answer: (transfer full), also on an error. Errors: COW_STATUS_FILE,
 * COW_STATUS_MEMORY. */
gboolean cow_immediate_end (CowCall *call, CowAnswer *answer, GError **error);

G_END_DECLS
