/* prompt.h - readline without a terminal of its own: it gets keys from us and draws into our window. */
#pragma once

#include "ui/model.h"
#include "ui/theme.h"

G_BEGIN_DECLS

typedef struct _CowPrompt CowPrompt;

CowPrompt *cow_prompt_new (const CowUserEvents *events, gpointer user, const char *history_file);
void cow_prompt_free (CowPrompt *prompt);
void cow_prompt_set_text (CowPrompt *prompt, const char *text); /* "cowpath> " */
/* Gives bytes of one key to readline. Returns the line when that was Enter; (transfer full), else NULL. */
char *cow_prompt_feed (CowPrompt *prompt, const char *bytes, gsize length);
void cow_prompt_clear (CowPrompt *prompt); /* nothing typed, no search under way */
gboolean cow_prompt_is_empty (const CowPrompt *prompt);
const char *cow_prompt_line (const CowPrompt *prompt,
                             int *cursor); /* what is typed; borrowed until the next key */
void cow_prompt_draw (CowPrompt *prompt, const CowTheme *theme, int row, int columns, int *cursor_column);
/* Candidates to choose from, until the next key; NULL: none. */
GPtrArray *cow_prompt_candidates (const CowPrompt *prompt);

G_END_DECLS
