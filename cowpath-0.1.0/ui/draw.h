/* draw.h - clean text into the cells of the window: cut, never wrapped, never out of its place. */
#pragma once

#include "ui/theme.h"

G_BEGIN_DECLS

/* Draws at most `width` columns of clean UTF-8 from (row, column); longer text ends in …. Returns the columns
 * used. */
int cow_draw_text (const CowTheme *theme, int row, int column, int width, const char *text, gsize length,
                   CowStyle style);
/* The same, filled with blanks to `width`. */
void cow_draw_field (const CowTheme *theme, int row, int column, int width, const char *text, CowStyle style);
/* A title line: ── title ─────── right ──; a rule in the given style. */
void cow_draw_title (const CowTheme *theme, int row, int columns, const char *title, const char *right,
                     CowStyle style);

G_END_DECLS
