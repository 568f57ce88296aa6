/* screen-private.h - what screen.c (life, drawing) and screen-input.c (keys) share. */
#pragma once

#include <curses.h>

#include "ui/pager.h"
#include "ui/pane.h"
#include "ui/prompt.h"
#include "ui/screen.h"

struct _CowScreen
{
  const CowModel *model;
  const CowUserEvents *events;
  gpointer user;
  SCREEN *curses;
  CowTheme theme;
  CowPrompt *prompt;
  CowPager *pager; /* NULL: none is open */
  CowOutputPane output;
  CowTablePane table;
  CowJobsPane jobs;
  CowLayoutWish wish; /* focus, split and zoom live here */
  CowLayout layout;
  int rows, columns;
  /* Drawing */
  guint draw_source;
  gint64 drawn_us;
  gboolean suspended;
  /* Keys */
  guint input_source, escape_source;
  GString *input; /* bytes not decoded yet */
  gboolean pasting;
  guint depth; /* of callbacks to the program: it may free us from there */
  gboolean freed;
};

void cow_screen_draw (CowScreen *screen); /* now */
void cow_screen_start_input (CowScreen *screen);
void cow_screen_stop_input (CowScreen *screen);
CowPaneContext cow_screen_context (const CowScreen *screen);
void cow_screen_redraw (CowScreen *screen); /* everything, trusting nothing of what the terminal shows */
