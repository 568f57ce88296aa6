/* keys.c - bytes from the terminal become keys, keys become actions.
 *
 * The trick: sequences are parsed by their grammar (CSI, SS3), not looked up in terminfo: xterm, its many
 * descendants, rxvt and the Linux console are told apart by shape, and what nobody knows is swallowed whole
 * instead of being typed into the line. */
#include "config.h"

#include "ui/keys.h"

#include <string.h>

#define ESCAPE '\033'
#define SEQUENCE_MAX 64
#define MODIFIERS_MAX 16

static const CowKeyAction key_actions[] = {
  { COW_ACTION_HELP, { COW_KEY_F0 + 1 }, "F1", "help", "show the keys" },
  { COW_ACTION_ZOOM,
    { COW_KEY_F0 + 2 },
    "F2",
    "zoom",
    "give the whole window to the focused pane, and back" },
  { COW_ACTION_PREVIOUS_TABLE,
    { COW_KEY_F0 + 3 },
    "F3",
    "previous-table",
    "show the results of the previous job" },
  { COW_ACTION_NEXT_TABLE, { COW_KEY_F0 + 4 }, "F4", "next-table", "show the results of the next job" },
  { COW_ACTION_NEXT_PANE,
    { COW_KEY_F0 + 6, COW_KEY_ALT | COW_KEY_DOWN },
    "F6, Alt-Down",
    "next-pane",
    "move the focus to the next pane: output, results, jobs" },
  { COW_ACTION_PREVIOUS_PANE,
    { COW_KEY_SHIFT | (COW_KEY_F0 + 6), COW_KEY_ALT | COW_KEY_UP },
    "Alt-Up",
    "previous-pane",
    "move the focus to the previous pane" },
  { COW_ACTION_PAGE_UP, { COW_KEY_PAGE_UP }, "PageUp", "page-up", "scroll the focused pane up by a page" },
  { COW_ACTION_PAGE_DOWN,
    { COW_KEY_PAGE_DOWN },
    "PageDown",
    "page-down",
    "scroll the focused pane down by a page" },
  { COW_ACTION_LINE_UP,
    { COW_KEY_SHIFT | COW_KEY_UP },
    "Shift-Up",
    "line-up",
    "scroll the focused pane up by a line" },
  { COW_ACTION_LINE_DOWN,
    { COW_KEY_SHIFT | COW_KEY_DOWN },
    "Shift-Down",
    "line-down",
    "scroll the focused pane down by a line" },
  { COW_ACTION_START,
    { COW_KEY_CTRL | COW_KEY_HOME, COW_KEY_ALT | COW_KEY_HOME },
    "Ctrl-Home",
    "start",
    "scroll the focused pane to its start" },
  { COW_ACTION_FOLLOW,
    { COW_KEY_CTRL | COW_KEY_END, COW_KEY_ALT | COW_KEY_END },
    "Ctrl-End",
    "follow",
    "scroll the focused pane to its end and follow what comes" },
  { COW_ACTION_FOLLOW_IF_EMPTY,
    { COW_KEY_END },
    "End",
    "follow-if-empty",
    "the same, when nothing is typed" },
  { COW_ACTION_COLUMN_LEFT,
    { COW_KEY_SHIFT | COW_KEY_LEFT, COW_KEY_ALT | COW_KEY_LEFT },
    "Shift-Left, Alt-Left",
    "column-left",
    "scroll the results to the left by a column" },
  { COW_ACTION_COLUMN_RIGHT,
    { COW_KEY_SHIFT | COW_KEY_RIGHT, COW_KEY_ALT | COW_KEY_RIGHT },
    "Shift-Right, Alt-Right",
    "column-right",
    "scroll the results to the right by a column" },
  { COW_ACTION_SPLIT_UP, { COW_KEY_CTRL | COW_KEY_UP }, "Ctrl-Up", "split-up", "give the results more room" },
  { COW_ACTION_SPLIT_DOWN,
    { COW_KEY_CTRL | COW_KEY_DOWN },
    "Ctrl-Down",
    "split-down",
    "give the output more room" },
  { COW_ACTION_REDRAW, { COW_KEY_CONTROL_CHAR + 12 }, "Ctrl-L", "redraw", "draw the whole screen again" },
  { COW_ACTION_INTERRUPT,
    { COW_KEY_CONTROL_CHAR + 3 },
    "Ctrl-C",
    "interrupt",
    "cancel the foreground job, clear the line" },
  { COW_ACTION_NONE, { 0 }, "Ctrl-D", "end", "leave the program, when nothing is typed" },
  { COW_ACTION_NONE, { 0 }, "Ctrl-Z", "suspend", "stop the program; fg in the shell continues it" },
  { COW_ACTION_NONE, { 0 }, "Tab", "complete", "complete the word; again: show what is possible" },
  { COW_ACTION_NONE, { 0 }, "Up, Down", "history", "earlier and later lines" },
  { COW_ACTION_NONE, { 0 }, "Ctrl-R", "search-history", "search earlier lines; Ctrl-G gives up" },
};

const CowKeyAction *
cow_key_actions (guint *n)
{
  *n = G_N_ELEMENTS (key_actions);
  return key_actions;
}

CowAction
cow_key_find_action (guint key)
{
  for (guint i = 0; i < G_N_ELEMENTS (key_actions); i++)
    for (guint k = 0; k < G_N_ELEMENTS (key_actions[i].keys); k++)
      if (key != 0 && key_actions[i].keys[k] == key)
        return key_actions[i].action;
  return COW_ACTION_NONE;
}

char *
cow_key_help (void)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (key_actions); i++)
    g_string_append_printf (out, "  %-22s %s\n", key_actions[i].key, key_actions[i].summary);
  g_string_append (
      out, "\nAll other keys edit the line as in a shell (readline; ~/.inputrc is read).\n"
           "In a text like this one: Space, b, arrows, g, G scroll; / searches, n and N repeat; q leaves.\n");
  return g_string_free (out, FALSE);
}

/* ESC [ NUMBER ~ */
static guint
find_numbered_key (guint number)
{
  static const guint first[] = { 0,           COW_KEY_HOME,    COW_KEY_INSERT,    COW_KEY_DELETE,
                                 COW_KEY_END, COW_KEY_PAGE_UP, COW_KEY_PAGE_DOWN, COW_KEY_HOME,
                                 COW_KEY_END };
  if (number < G_N_ELEMENTS (first))
    return first[number];
  if (number >= 11 && number <= 15) /* the numbers have holes where the VT220 had them */
    return COW_KEY_F0 + number - 10;
  if (number >= 17 && number <= 21)
    return COW_KEY_F0 + number - 11;
  if (number == 23 || number == 24)
    return COW_KEY_F0 + number - 12;
  if (number == 200)
    return COW_KEY_PASTE_BEGIN;
  return number == 201 ? COW_KEY_PASTE_END : COW_KEY_NONE;
}

/* ESC [ LETTER and ESC O LETTER */
static guint
find_lettered_key (char letter)
{
  switch (letter)
    {
    case 'A':
      return COW_KEY_UP;
    case 'B':
      return COW_KEY_DOWN;
    case 'C':
      return COW_KEY_RIGHT;
    case 'D':
      return COW_KEY_LEFT;
    case 'H':
      return COW_KEY_HOME;
    case 'F':
      return COW_KEY_END;
    case 'P':
      return COW_KEY_F0 + 1;
    case 'Q':
      return COW_KEY_F0 + 2;
    case 'R':
      return COW_KEY_F0 + 3;
    case 'S':
      return COW_KEY_F0 + 4;
    default:
      return COW_KEY_NONE;
    }
}

/* xterm's modifier parameter: 1 + shift + 2 alt + 4 control (+ 8 meta). */
static guint
find_modifiers (guint parameter)
{
  guint bits = parameter > 0 ? parameter - 1 : 0;
  return (bits & 1 ? COW_KEY_SHIFT : 0) | (bits & 2 || bits & 8 ? COW_KEY_ALT : 0)
         | (bits & 4 ? COW_KEY_CTRL : 0);
}

static guint
add_modifiers (guint key, guint modifiers)
{
  return key == COW_KEY_NONE ? COW_KEY_NONE : key | modifiers;
}

/* rxvt: ESC [ a … d is Shift with an arrow, ESC O a … d Ctrl with an arrow. */
static guint
find_rxvt_arrow (char letter, guint modifier)
{
  return letter >= 'a' && letter <= 'd' ? find_lettered_key ((char)(letter - 'a' + 'A')) | modifier
                                        : COW_KEY_NONE;
}

/* bytes begin after ESC [; returns the bytes used from there, 0: incomplete. */
static gsize
decode_csi (const char *bytes, gsize length, guint *key)
{
  guint parameters[2] = { 0, 0 };
  guint n = 0;
  gsize i = 0;
  *key = COW_KEY_NONE;
  if (length > 0 && bytes[0] == '[') /* Linux console: ESC [ [ A … E are F1 … F5 */
    {
      if (length < 2)
        return 0;
      if (bytes[1] >= 'A' && bytes[1] <= 'E')
        *key = COW_KEY_F0 + 1 + (guint)(bytes[1] - 'A');
      return 2;
    }
  gboolean known = TRUE;
  for (; i < length && i < SEQUENCE_MAX && bytes[i] >= 0x20 && bytes[i] <= 0x3f; i++)
    {
      if (g_ascii_isdigit (bytes[i]) && n < 2)
        parameters[n] = MIN (parameters[n] * 10 + (guint)(bytes[i] - '0'), 9999);
      else if (bytes[i] == ';')
        n++;
      else if (bytes[i] == '$' && n == 0) /* rxvt: Shift, an intermediate byte in last place */
        {
          *key = add_modifiers (find_numbered_key (parameters[0]), COW_KEY_SHIFT);
          return i + 1;
        }
      else
        known = FALSE;
    }
  if (i == SEQUENCE_MAX)
    return i;
  if (i == length)
    return 0;
  char final = bytes[i];
  if ((guchar) final < 0x40 || (guchar) final > 0x7e)
    return MAX (i, 1); /* broken off: what came so far is dropped, the rest is read anew */
  if (!known || n > 1 || parameters[1] > MODIFIERS_MAX)
    return i + 1;
  if (final == '~')
    *key = add_modifiers (find_numbered_key (parameters[0]), find_modifiers (parameters[1]));
  else if (final == '^')
    *key = add_modifiers (find_numbered_key (parameters[0]), COW_KEY_CTRL);
  else if (final == '@')
    *key = add_modifiers (find_numbered_key (parameters[0]), COW_KEY_CTRL | COW_KEY_SHIFT);
  else if (i == 0 && final >= 'a' && final <= 'd')
    *key = find_rxvt_arrow (final, COW_KEY_SHIFT);
  else if (parameters[0] <= 1)
    *key = add_modifiers (find_lettered_key (final), find_modifiers (parameters[1]));
  return i + 1;
}

/* bytes begin after ESC O. */
static gsize
decode_ss3 (const char *bytes, gsize length, guint *key)
{
  if (length == 0)
    return 0;
  *key = find_lettered_key (bytes[0]);
  if (*key == COW_KEY_NONE)
    *key = find_rxvt_arrow (bytes[0], COW_KEY_CTRL);
  return 1;
}

/* Bytes of the character at `bytes`; 0: its end has not come yet. */
static gsize
measure_text (const char *bytes, gsize length)
{
  guchar first = (guchar)bytes[0];
  gsize wanted = first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
  for (gsize i = 1; i < wanted; i++)
    {
      if (i == length)
        return 0;
      if (((guchar)bytes[i] & 0xc0) != 0x80)
        return i;
    }
  return wanted;
}

static gsize
decode_escape (const char *bytes, gsize length, guint *key)
{
  if (length < 2)
    return 0;
  /* rxvt sends Alt with an arrow as two Escapes. */
  gsize prefix = bytes[1] == ESCAPE ? 1 : 0;
  if (prefix > 0 && length < 3)
    return 0;
  gsize used = 0;
  if (bytes[prefix + 1] == '[')
    used = decode_csi (bytes + prefix + 2, length - prefix - 2, key);
  else if (bytes[prefix + 1] == 'O')
    used = decode_ss3 (bytes + prefix + 2, length - prefix - 2, key);
  else
    {
      *key = COW_KEY_TEXT;
      used = prefix > 0 ? 1 : measure_text (bytes + 1, length - 1);
      return used > 0 ? used + 1 : 0;
    }
  if (prefix > 0)
    *key = add_modifiers (*key, COW_KEY_ALT);
  return used > 0 ? used + prefix + 2 : 0;
}

gsize
cow_key_decode (const char *bytes, gsize length, guint *key)
{
  *key = COW_KEY_NONE;
  if (length == 0)
    return 0;
  if (bytes[0] == ESCAPE)
    return decode_escape (bytes, length, key);
  *key = COW_KEY_TEXT;
  if (bytes[0] > 0 && bytes[0] < 0x20 && cow_key_find_action (COW_KEY_CONTROL_CHAR + (guint)bytes[0]))
    *key = COW_KEY_CONTROL_CHAR + (guint)bytes[0];
  return measure_text (bytes, length);
}

const char *
cow_key_readline_bytes (guint key)
{
  switch (key)
    {
    case COW_KEY_UP:
      return "\033[A";
    case COW_KEY_DOWN:
      return "\033[B";
    case COW_KEY_RIGHT:
      return "\033[C";
    case COW_KEY_LEFT:
      return "\033[D";
    case COW_KEY_HOME:
      return "\033[H";
    case COW_KEY_END:
      return "\033[F";
    case COW_KEY_DELETE:
      return "\033[3~";
    case COW_KEY_CTRL | COW_KEY_RIGHT:
      return "\033f";
    case COW_KEY_CTRL | COW_KEY_LEFT:
      return "\033b";
    default:
      return NULL;
    }
}
