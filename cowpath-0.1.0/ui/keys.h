/* keys.h - what the terminal sends for a key, and what the panes do about it.
 *
 * One table holds every key of the panes: the event loop looks actions up in it, help and manual print it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Keys. Text is what readline gets as it is: characters, control characters, Alt with a character. */
enum
{
  COW_KEY_NONE = 0, /* a sequence that means nothing here: swallowed */
  COW_KEY_TEXT = 1,
  COW_KEY_UP = 0x100,
  COW_KEY_DOWN,
  COW_KEY_RIGHT,
  COW_KEY_LEFT,
  COW_KEY_HOME,
  COW_KEY_END,
  COW_KEY_PAGE_UP,
  COW_KEY_PAGE_DOWN,
  COW_KEY_INSERT,
  COW_KEY_DELETE,
  COW_KEY_PASTE_BEGIN,
  COW_KEY_PASTE_END,
  COW_KEY_F0 = 0x200,           /* + number */
  COW_KEY_CONTROL_CHAR = 0x300, /* + code: the control characters that the panes take, as Ctrl-C */
  COW_KEY_SHIFT = 0x1000,
  COW_KEY_ALT = 0x2000,
  COW_KEY_CTRL = 0x4000,
};

/* Reads one key. Returns the bytes it takes; 0: the sequence is not complete yet (a lone Escape too: wait a
 * little, then take it as text). Shape: any bytes, hostile ones too; no sequence is longer than 64 bytes. */
gsize cow_key_decode (const char *bytes, gsize length, guint *key);
/* The bytes that readline binds to an editing key whatever the terminal sent; NULL: not an editing key. */
const char *cow_key_readline_bytes (guint key);

typedef enum
{
  COW_ACTION_NONE, /* readline's own: in the table for the help */
  COW_ACTION_HELP,
  COW_ACTION_ZOOM,
  COW_ACTION_PREVIOUS_TABLE,
  COW_ACTION_NEXT_TABLE,
  COW_ACTION_NEXT_PANE,
  COW_ACTION_PREVIOUS_PANE,
  COW_ACTION_PAGE_UP,
  COW_ACTION_PAGE_DOWN,
  COW_ACTION_LINE_UP,
  COW_ACTION_LINE_DOWN,
  COW_ACTION_START,
  COW_ACTION_FOLLOW,
  COW_ACTION_FOLLOW_IF_EMPTY, /* with text on the line the key edits it */
  COW_ACTION_COLUMN_LEFT,
  COW_ACTION_COLUMN_RIGHT,
  COW_ACTION_SPLIT_UP,
  COW_ACTION_SPLIT_DOWN,
  COW_ACTION_REDRAW,
  COW_ACTION_INTERRUPT,
} CowAction;

typedef struct
{
  CowAction action;
  guint keys[2];   /* 0: none */
  const char *key; /* as people write it */
  const char *name;
  const char *summary;
} CowKeyAction;

const CowKeyAction *cow_key_actions (guint *n);
CowAction cow_key_find_action (guint key);
char *cow_key_help (void); /* the table as text for the pager; (transfer full) */

G_END_DECLS
