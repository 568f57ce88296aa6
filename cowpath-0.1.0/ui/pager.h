/* pager.h - a text over the whole window: man pages, help; the keys of less. */
#pragma once

#include "ui/theme.h"

G_BEGIN_DECLS

typedef struct _CowPager CowPager;

CowPager *cow_pager_new (const char *title, const char *text);
void cow_pager_free (CowPager *pager);
/* Returns FALSE when the user leaves. */
gboolean cow_pager_key (CowPager *pager, guint key, const char *bytes, gsize length);
void cow_pager_draw (CowPager *pager, const CowTheme *theme, int rows, int columns, int *cursor_row,
                     int *cursor_column);

G_END_DECLS
