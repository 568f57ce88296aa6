/* theme.h - how each kind of text looks, with colors and without; one table. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  COW_STYLE_PLAIN,
  COW_STYLE_STATUS,
  COW_STYLE_COMMAND,
  COW_STYLE_NOTE,
  COW_STYLE_ERROR,
  COW_STYLE_DIM,
  COW_STYLE_TITLE,
  COW_STYLE_TITLE_FOCUS,
  COW_STYLE_HEADER,
  COW_STYLE_BAR,
  COW_STYLE_ACTIVE,
  COW_STYLE_POPUP,
  COW_STYLE_MATCH,
  COW_N_STYLES,
} CowStyle;

typedef struct
{
  struct
  {
    unsigned attributes; /* attr_t */
    short pair;
  } styles[COW_N_STYLES];
  gboolean utf8; /* the terminal shows more than ASCII */
} CowTheme;

/* After ncurses is up. color FALSE, or a terminal without: bold, reverse, underline alone. */
void cow_theme_init (CowTheme *theme, gboolean color);

G_END_DECLS
