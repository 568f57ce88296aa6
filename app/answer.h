/* answer.h - the rows of one command on their way: cut, put in order, limited, sorted, kept, written.
 *
 *   bytes of a task -> records -> order of tasks (order=input) -> limit -> [sort, top] -> store, first row, sink
 */
#pragma once

#include <glib.h>

#include "app/call.h"
#include "app/row.h"
#include "app/sink.h"
#include "app/store.h"

G_BEGIN_DECLS

typedef struct _CowAnswer CowAnswer;

/* Opens the output that the call asks for. columns are copied. bulk: records may come as text (see cow_answer_wire).
 * Errors: COW_STATUS_FILE, COW_STATUS_USAGE (unknown sort column …). */
CowAnswer *cow_answer_new (CowCall *call, CowGraphEntry *entry, const CowResultColumn *columns, guint n_columns, GError **error);
void cow_answer_free (CowAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowAnswer, cow_answer_free)

const CowRowContext *cow_answer_context (const CowAnswer *answer);
/* The format in which workers should send records; decides once, before the fork. */
CowRowFormat cow_answer_wire (CowAnswer *answer, gboolean bulk);
guint64 cow_answer_limit (const CowAnswer *answer); /* --limit, or G_MAXUINT64: for cow_rows_end in the workers, which gather no lines then */

/* From the pool. FALSE: no more rows are wanted (limit reached, output closed): cancel quietly. */
gboolean cow_answer_bytes (CowAnswer *answer, guint64 task, const guint8 *bytes, gsize length);
gboolean cow_answer_task_ended (CowAnswer *answer, guint64 task);
/* With order=input: nothing of the tasks behind this one belongs to the answer any more, of several the first decides. TRUE: all that does has
 * come, as it has at once in any other order. */
gboolean cow_answer_end_at (CowAnswer *answer, guint64 task);
void cow_answer_flush (CowAnswer *answer); /* what was formatted goes out now */
/* For commands that answer at once. */
CowRows *cow_answer_rows (CowAnswer *answer);

/* Instead of cow_answer_finish() when nothing was answered: no header, no file, no set. */
void cow_answer_drop (CowAnswer *answer);
/* All is there (complete) or not: sort, write what was held back, close. Errors: the output could not be written. */
gboolean cow_answer_finish (CowAnswer *answer, gboolean complete, GError **error);
guint64 cow_answer_n_rows (const CowAnswer *answer);  /* delivered */
gboolean cow_answer_is_full (const CowAnswer *answer); /* the limit is reached: not partial */
gboolean cow_answer_failed (const CowAnswer *answer);  /* the output broke */
CowStore *cow_answer_store (CowAnswer *answer);       /* NULL: rows are not kept */
/* Names and values of the first row into the session, for assert. */
void cow_answer_remember (CowAnswer *answer, CowSession *session);

/* Writes rows of a store as a new answer (results %J): through the call's own sink, sort and limit. */
/* where: an expression over the columns, or NULL. */
gboolean cow_answer_replay (CowAnswer *answer, CowStore *store, const char *where, GError **error);

G_END_DECLS
