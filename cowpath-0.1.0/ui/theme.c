/* theme.c - how each kind of text looks. Eight colors and the terminal's own background suffice; without
 * colors every difference that matters is still there as bold, reverse or underline. */
#include "config.h"

#include "ui/theme.h"

#include <curses.h>

static const struct
{
  CowStyle style;
  short foreground, background; /* -1: the terminal's own */
  attr_t colored, plain;
} looks[] = {
  { COW_STYLE_PLAIN, -1, -1, A_NORMAL, A_NORMAL },
  { COW_STYLE_STATUS, COLOR_WHITE, COLOR_BLUE, A_BOLD, A_REVERSE },
  { COW_STYLE_COMMAND, -1, -1, A_BOLD, A_BOLD },
  { COW_STYLE_NOTE, COLOR_CYAN, -1, A_NORMAL, A_NORMAL },
  { COW_STYLE_ERROR, COLOR_RED, -1, A_BOLD, A_BOLD | A_UNDERLINE },
  { COW_STYLE_DIM, -1, -1, A_DIM, A_DIM },
  { COW_STYLE_TITLE, COLOR_CYAN, -1, A_NORMAL, A_NORMAL },
  { COW_STYLE_TITLE_FOCUS, COLOR_YELLOW, -1, A_BOLD, A_REVERSE },
  { COW_STYLE_HEADER, -1, -1, A_BOLD, A_BOLD },
  { COW_STYLE_BAR, COLOR_GREEN, -1, A_NORMAL, A_NORMAL },
  { COW_STYLE_ACTIVE, COLOR_GREEN, -1, A_BOLD, A_BOLD },
  { COW_STYLE_POPUP, COLOR_BLACK, COLOR_CYAN, A_NORMAL, A_REVERSE },
  { COW_STYLE_MATCH, COLOR_BLACK, COLOR_YELLOW, A_NORMAL, A_REVERSE },
};
G_STATIC_ASSERT (G_N_ELEMENTS (looks) == COW_N_STYLES);

void
cow_theme_init (CowTheme *theme, gboolean color)
{
  gboolean colored = color && has_colors () && start_color () == OK && COLOR_PAIRS > COW_N_STYLES;
  gboolean own_background = colored && use_default_colors () == OK;
  theme->utf8 = g_get_charset (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      short foreground = looks[i].foreground, background = looks[i].background;
      short pair = 0;
      if (colored && (foreground >= 0 || background >= 0))
        {
          pair = (short)(i + 1);
          if (!own_background && background < 0)
            background = COLOR_BLACK;
          init_pair (pair, foreground, background);
        }
      theme->styles[looks[i].style].attributes = colored ? looks[i].colored : looks[i].plain;
      theme->styles[looks[i].style].pair = pair;
    }
}
