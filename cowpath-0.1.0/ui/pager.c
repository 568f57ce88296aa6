/* pager.c - a text over the whole window.
 *
 * The text is cleaned once; rows are wrapped again only when the width changes. Overstruck letters, as
 * formatters of manual pages write them, become plain ones. */
#include "config.h"

#include "ui/pager.h"

#include <string.h>

#include "ui/draw.h"
#include "ui/keys.h"
#include "ui/text.h"
#include "ui/wrap.h"

typedef struct
{
  const char *text;
  gsize length;
} PagerRow;

struct _CowPager
{
  char *title, *text; /* clean */
  GArray *rows;       /* of PagerRow, for `columns` */
  int columns, height;
  guint first;
  GString *typed; /* of a search being typed; NULL: none */
  char *pattern;
  const char *note; /* said in the last row */
};

/* Letter, backspace, letter: bold; underscore, backspace, letter: underlined. The last one stays. */
static char *
remove_overstrikes (const char *text)
{
  GString *out = g_string_new (NULL);
  for (; *text; text++)
    {
      if (*text != '\b')
        {
          g_string_append_c (out, *text);
          continue;
        }
      gsize length = out->len;
      while (length > 0 && ((guchar)out->str[length - 1] & 0xc0) == 0x80)
        length--;
      if (length > 0 && out->str[length - 1] != '\n')
        g_string_truncate (out, length - 1);
    }
  return g_string_free (out, FALSE);
}

CowPager *
cow_pager_new (const char *title, const char *text)
{
  CowPager *pager = g_new0 (CowPager, 1);
  g_autofree char *plain = remove_overstrikes (text);
  pager->title = cow_text_clean_dup (title);
  pager->text = cow_text_clean_lines (plain);
  pager->rows = g_array_new (FALSE, FALSE, sizeof (PagerRow));
  return pager;
}

void
cow_pager_free (CowPager *pager)
{
  if (!pager)
    return;
  g_free (pager->title);
  g_free (pager->text);
  g_free (pager->pattern);
  g_array_unref (pager->rows);
  if (pager->typed)
    g_string_free (pager->typed, TRUE);
  g_free (pager);
}

static const PagerRow *
get_row (const CowPager *pager, guint index)
{
  return &g_array_index (pager->rows, PagerRow, index);
}

/* Wraps for a new width and keeps the place in the text. */
static void
wrap_text (CowPager *pager, int columns)
{
  const char *place = pager->first < pager->rows->len ? get_row (pager, pager->first)->text : pager->text;
  pager->columns = columns;
  pager->first = 0;
  g_array_set_size (pager->rows, 0);
  for (const char *line = pager->text; *line;)
    {
      gsize length = strcspn (line, "\n"), i = 0;
      do
        {
          gsize n = cow_wrap_row (line + i, length - i, (guint)MAX (columns, 1));
          PagerRow row = { line + i, n };
          if (line + i <= place)
            pager->first = pager->rows->len;
          g_array_append_val (pager->rows, row);
          i += n;
        }
      while (i < length);
      line += length + (line[length] == '\n');
    }
}

static void
scroll_rows (CowPager *pager, gint64 rows)
{
  gint64 last = MAX (0, (gint64)pager->rows->len - pager->height);
  pager->first = (guint)CLAMP ((gint64)pager->first + rows, 0, last);
}

/* A pattern without capitals finds both cases. Only ASCII letters are folded. */
static const char *
find_pattern (const char *text, gsize length, const char *pattern)
{
  gsize n = strlen (pattern);
  gboolean exact = FALSE;
  for (gsize i = 0; i < n; i++)
    exact = exact || g_ascii_isupper (pattern[i]);
  for (gsize i = 0; n > 0 && i + n <= length; i++)
    if (exact ? memcmp (text + i, pattern, n) == 0 : g_ascii_strncasecmp (text + i, pattern, n) == 0)
      return text + i;
  return NULL;
}

static void
search_rows (CowPager *pager, int step)
{
  if (!pager->pattern)
    {
      pager->note = "nothing was searched for";
      return;
    }
  for (gint64 i = (gint64)pager->first + step; i >= 0 && i < pager->rows->len; i += step)
    if (find_pattern (get_row (pager, (guint)i)->text, get_row (pager, (guint)i)->length, pager->pattern))
      {
        scroll_rows (pager, i - pager->first);
        if (pager->first != (guint)i) /* on the last page */
          pager->note = "found on the last page";
        return;
      }
  pager->note = "not found";
}

static void
end_search (CowPager *pager)
{
  if (pager->typed->len > 0)
    {
      g_free (pager->pattern);
      pager->pattern = g_strdup (pager->typed->str);
    }
  g_string_free (pager->typed, TRUE);
  pager->typed = NULL;
  gboolean here = FALSE;
  for (guint i = pager->first;
       pager->pattern && i < pager->rows->len && i < pager->first + (guint)MAX (pager->height, 0); i++)
    here = here || find_pattern (get_row (pager, i)->text, get_row (pager, i)->length, pager->pattern);
  if (!here)
    search_rows (pager, 1);
}

static void
type_search (CowPager *pager, const char *bytes, gsize length)
{
  GString *typed = pager->typed;
  if (bytes[0] == '\r' || bytes[0] == '\n')
    end_search (pager);
  else if (bytes[0] == 0x7f || bytes[0] == '\b')
    {
      while (typed->len > 0 && ((guchar)typed->str[typed->len - 1] & 0xc0) == 0x80)
        g_string_truncate (typed, typed->len - 1);
      if (typed->len > 0)
        g_string_truncate (typed, typed->len - 1);
    }
  else if ((guchar)bytes[0] >= 0x20)
    g_string_append_len (typed, bytes, (gssize)length);
  else /* Escape, Ctrl-G */
    {
      g_string_free (typed, TRUE);
      pager->typed = NULL;
    }
}

static gboolean
handle_character (CowPager *pager, char c)
{
  int page = MAX (pager->height - 1, 1);
  switch (c)
    {
    case 'q':
    case 'Q':
      return FALSE;
    case ' ':
    case 'f':
    case 'F' - 64:
    case 'V' - 64:
      scroll_rows (pager, page);
      break;
    case 'b':
    case 'B' - 64:
      scroll_rows (pager, -page);
      break;
    case 'd':
    case 'D' - 64:
      scroll_rows (pager, MAX (page / 2, 1));
      break;
    case 'u':
    case 'U' - 64:
      scroll_rows (pager, -MAX (page / 2, 1));
      break;
    case 'j':
    case 'e':
    case '\r':
    case '\n':
    case 'N' - 64:
      scroll_rows (pager, 1);
      break;
    case 'k':
    case 'y':
    case 'P' - 64:
      scroll_rows (pager, -1);
      break;
    case 'g':
    case '<':
      scroll_rows (pager, -(gint64)pager->rows->len);
      break;
    case 'G':
    case '>':
      scroll_rows (pager, pager->rows->len);
      break;
    case '/':
      pager->typed = g_string_new (NULL);
      break;
    case 'n':
      search_rows (pager, 1);
      break;
    case 'N':
      search_rows (pager, -1);
      break;
    default:
      break;
    }
  return TRUE;
}

gboolean
cow_pager_key (CowPager *pager, guint key, const char *bytes, gsize length)
{
  pager->note = NULL;
  switch (key)
    {
    case COW_KEY_TEXT:
      if (pager->typed)
        type_search (pager, bytes, length);
      else
        return handle_character (pager, bytes[0]);
      break;
    case COW_KEY_CONTROL_CHAR + 3:
      if (!pager->typed)
        return FALSE;
      g_string_free (pager->typed, TRUE);
      pager->typed = NULL;
      break;
    case COW_KEY_UP:
      scroll_rows (pager, -1);
      break;
    case COW_KEY_DOWN:
      scroll_rows (pager, 1);
      break;
    case COW_KEY_PAGE_UP:
      return handle_character (pager, 'b');
    case COW_KEY_PAGE_DOWN:
      return handle_character (pager, ' ');
    case COW_KEY_HOME:
      return handle_character (pager, 'g');
    case COW_KEY_END:
      return handle_character (pager, 'G');
    default:
      break;
    }
  return TRUE;
}

static void
draw_row (const CowPager *pager, const CowTheme *theme, int y, const PagerRow *row, int columns)
{
  cow_draw_text (theme, y, 0, columns, row->text, row->length, COW_STYLE_PLAIN);
  const char *place = row->text;
  while (pager->pattern
         && (place = find_pattern (place, (gsize)(row->text + row->length - place), pager->pattern)) != NULL)
    {
      gsize n = strlen (pager->pattern);
      int x = (int)cow_text_width (row->text, (gsize)(place - row->text));
      cow_draw_text (theme, y, x, columns - x, place, n, COW_STYLE_MATCH);
      place += n;
    }
}

static char *
describe_position (const CowPager *pager)
{
  guint end = MIN (pager->rows->len, pager->first + (guint)MAX (pager->height, 0));
  if (pager->typed)
    {
      g_autofree char *clean = cow_text_clean_dup (pager->typed->str);
      return g_strdup_printf ("/%s", clean);
    }
  if (pager->note)
    return g_strdup (pager->note);
  return g_strdup_printf ("%s  lines %u-%u of %u%s  (q leaves, / searches)", pager->title,
                          MIN (pager->first + 1, end), end, pager->rows->len,
                          end == pager->rows->len ? " (end)" : "");
}

void
cow_pager_draw (CowPager *pager, const CowTheme *theme, int rows, int columns, int *cursor_row,
                int *cursor_column)
{
  pager->height = MAX (rows - 1, 1);
  if (columns != pager->columns)
    wrap_text (pager, columns);
  scroll_rows (pager, 0);
  for (int y = 0; y < rows - 1 && pager->first + (guint)y < pager->rows->len; y++)
    draw_row (pager, theme, y, get_row (pager, pager->first + (guint)y), columns);
  g_autofree char *position = describe_position (pager);
  cow_draw_field (theme, rows - 1, 0, columns, position, COW_STYLE_STATUS);
  *cursor_row = rows - 1;
  *cursor_column = MIN ((int)cow_text_width (position, strlen (position)), MAX (columns - 1, 0));
}
