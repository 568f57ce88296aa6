/* complete.h - completion of words: the program knows the candidates, readline inserts them, a pane or the
 * terminal shows them. */
#pragma once

#include "ui/model.h"

G_BEGIN_DECLS

/* Several candidates and nothing to insert: show them; clean text, borrowed. */
typedef void (*CowShowCandidates) (const char *const *candidates, guint n, gpointer user);

/* Readline is one per process, so is this. events and its user outlive the use. */
void cow_complete_start (const CowUserEvents *events, gpointer events_user, CowShowCandidates show,
                         gpointer show_user);
void cow_complete_stop (void);

G_END_DECLS
