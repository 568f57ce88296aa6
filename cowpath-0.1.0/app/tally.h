/* tally.h - numbers that the workers of a job add up and the session reads: for notes, not for answers (a task that is run again counts twice). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CowTally CowTally;

/* All zero, shared with children forked later. NULL when there is no memory: then nothing is counted, and that is no error. */
CowTally *cow_tally_new (guint n);
void cow_tally_free (CowTally *tally);
void cow_tally_add (CowTally *tally, guint index, guint64 amount);
void cow_tally_raise (CowTally *tally, guint index, guint64 amount); /* to at least this */
guint64 cow_tally_get (const CowTally *tally, guint index);

G_END_DECLS
