/* test-keys.c - bytes of many terminals are the right keys, nothing hostile derails the decoder, the table of
 * keys is sound. */
#include "config.h"

#include <string.h>

#include "ui/keys.h"

static void
assert_key (const char *bytes, guint expected)
{
  guint key;
  gsize length = strlen (bytes);
  /* Every shorter piece is incomplete or is taken as something shorter; the whole is taken at once. */
  g_assert_cmpuint (cow_key_decode (bytes, length, &key), ==, length);
  g_assert_cmphex (key, ==, expected);
  g_autofree char *more = g_strconcat (bytes, "xyz", NULL);
  g_assert_cmpuint (cow_key_decode (more, strlen (more), &key), ==, length);
  g_assert_cmphex (key, ==, expected);
}

static void
assert_incomplete (const char *bytes)
{
  guint key;
  g_assert_cmpuint (cow_key_decode (bytes, strlen (bytes), &key), ==, 0);
}

static void
test_terminals (void)
{
  assert_key ("\033[A", COW_KEY_UP);
  assert_key ("\033OA", COW_KEY_UP);
  assert_key ("\033[5~", COW_KEY_PAGE_UP);
  assert_key ("\033[6~", COW_KEY_PAGE_DOWN);
  assert_key ("\033[H", COW_KEY_HOME);
  assert_key ("\033[1~", COW_KEY_HOME);
  assert_key ("\033[7~", COW_KEY_HOME);
  assert_key ("\033[4~", COW_KEY_END);
  assert_key ("\033[3~", COW_KEY_DELETE);
  assert_key ("\033OP", COW_KEY_F0 + 1);
  assert_key ("\033[11~", COW_KEY_F0 + 1);
  assert_key ("\033[[A", COW_KEY_F0 + 1);
  assert_key ("\033[15~", COW_KEY_F0 + 5);
  assert_key ("\033[17~", COW_KEY_F0 + 6);
  assert_key ("\033[21~", COW_KEY_F0 + 10);
  assert_key ("\033[24~", COW_KEY_F0 + 12);
  assert_key ("\033[1;2D", COW_KEY_SHIFT | COW_KEY_LEFT);
  assert_key ("\033[1;3D", COW_KEY_ALT | COW_KEY_LEFT);
  assert_key ("\033[1;5A", COW_KEY_CTRL | COW_KEY_UP);
  assert_key ("\033[1;6A", COW_KEY_CTRL | COW_KEY_SHIFT | COW_KEY_UP);
  assert_key ("\033[1;5F", COW_KEY_CTRL | COW_KEY_END);
  assert_key ("\033[5;2~", COW_KEY_SHIFT | COW_KEY_PAGE_UP);
  assert_key ("\033[a", COW_KEY_SHIFT | COW_KEY_UP); /* rxvt */
  assert_key ("\033Oa", COW_KEY_CTRL | COW_KEY_UP);
  assert_key ("\033[7^", COW_KEY_CTRL | COW_KEY_HOME);
  assert_key ("\033[5$", COW_KEY_SHIFT | COW_KEY_PAGE_UP);
  assert_key ("\033\033[D", COW_KEY_ALT | COW_KEY_LEFT);
  assert_key ("\033[200~", COW_KEY_PASTE_BEGIN);
  assert_key ("\033[201~", COW_KEY_PASTE_END);
}

static void
test_text (void)
{
  assert_key ("a", COW_KEY_TEXT);
  assert_key ("ü", COW_KEY_TEXT);
  assert_key ("東", COW_KEY_TEXT);
  assert_key ("😀", COW_KEY_TEXT);
  assert_key ("\x12", COW_KEY_TEXT); /* Ctrl-R is readline's */
  assert_key ("\r", COW_KEY_TEXT);
  assert_key ("\033f", COW_KEY_TEXT); /* Alt-f */
  assert_key ("\033ü", COW_KEY_TEXT);
  assert_key ("\xff", COW_KEY_TEXT);
  assert_key ("\x03", COW_KEY_CONTROL_CHAR + 3);
  assert_key ("\x0c", COW_KEY_CONTROL_CHAR + 12);
}

static void
test_incomplete (void)
{
  static const char *const pieces[]
      = { "\033",      "\033[",  "\033O", "\033[1",   "\033[1;",  "\033[1;5", "\033\033",
          "\033\033[", "\033[[", "\xe6",  "\xe6\x9d", "\033\xc3", "\033[200" };
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    assert_incomplete (pieces[i]);
}

static void
test_unknown_swallowed (void)
{
  assert_key ("\033[99~", COW_KEY_NONE);
  assert_key ("\033[?1;2c", COW_KEY_NONE); /* an answer of the terminal */
  assert_key ("\033[<0;10;10M", COW_KEY_NONE);
  assert_key ("\033[24;80R", COW_KEY_NONE); /* a position report, not a key with 80 modifiers */
}

/* Any bytes: always progress or an honest "incomplete", never for long. */
static void
test_any_bytes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (42);
  static const char alphabet[] = "\033\033\033[[O;;0123456789~^$@ABCDHFPQRSabcd\xc3\xa4\xe6\xf0\xff x?<";
  for (int round = 0; round < 200000; round++)
    {
      char bytes[80];
      gsize length = (gsize)g_rand_int_range (random, 1, (gint32)sizeof bytes + 1);
      for (gsize i = 0; i < length; i++)
        bytes[i] = round % 2 ? alphabet[g_rand_int_range (random, 0, sizeof alphabet - 1)]
                             : (char)g_rand_int (random);
      char *exact = g_memdup2 (bytes, length); /* the sanitizer sees a read beyond */
      guint key;
      gsize used = cow_key_decode (exact, length, &key);
      g_assert_cmpuint (used, <=, length);
      if (used == 0)
        g_assert_true (length < 70 && (exact[0] == '\033' || (guchar)exact[0] >= 0xc2));
      g_free (exact);
    }
}

static void
test_table (void)
{
  guint n;
  const CowKeyAction *actions = cow_key_actions (&n);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) keys = g_hash_table_new (NULL, NULL);
  g_autofree char *help = cow_key_help ();
  g_assert_cmpuint (n, >, 10);
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (g_hash_table_add (names, (gpointer)actions[i].name));
      g_assert_nonnull (strstr (help, actions[i].key));
      g_assert_nonnull (strstr (help, actions[i].summary));
      g_assert_true ((actions[i].action == COW_ACTION_NONE) == (actions[i].keys[0] == 0));
      for (guint k = 0; k < G_N_ELEMENTS (actions[i].keys); k++)
        if (actions[i].keys[k])
          {
            g_assert_true (g_hash_table_add (keys, GUINT_TO_POINTER (actions[i].keys[k]))); /* no key twice */
            g_assert_cmpint (cow_key_find_action (actions[i].keys[k]), ==, actions[i].action);
          }
    }
  g_assert_cmpint (cow_key_find_action (COW_KEY_NONE), ==, COW_ACTION_NONE);
  g_assert_cmpint (cow_key_find_action (COW_KEY_UP), ==, COW_ACTION_NONE); /* history is readline's */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keys/terminals", test_terminals);
  g_test_add_func ("/keys/text", test_text);
  g_test_add_func ("/keys/incomplete", test_incomplete);
  g_test_add_func ("/keys/unknown-swallowed", test_unknown_swallowed);
  g_test_add_func ("/keys/any-bytes", test_any_bytes);
  g_test_add_func ("/keys/table", test_table);
  return g_test_run ();
}
