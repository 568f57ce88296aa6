/* test-layout.c - every size of window is divided without gaps and overlaps, and small ones give up what
 * matters least. */
#include "config.h"

#include "ui/layout.h"

static CowLayout
compute (int rows, guint64 table_rows, guint n_jobs, CowPane focus)
{
  CowLayoutWish wish = { .rows = rows,
                         .has_table = table_rows > 0,
                         .table_rows = table_rows,
                         .n_jobs = n_jobs,
                         .output_share = 0.5,
                         .focus = focus };
  CowLayout layout;
  cow_layout_compute (&wish, &layout);
  return layout;
}

/* Bands follow each other from row 0 to the last. */
static void
assert_whole (const CowLayout *layout, int rows)
{
  const CowBand *bands[] = { &layout->status,
                             &layout->panes[COW_PANE_OUTPUT],
                             &layout->panes[COW_PANE_TABLE],
                             &layout->panes[COW_PANE_JOBS],
                             &layout->prompt,
                             &layout->hint };
  int row = 0;
  for (guint i = 0; i < G_N_ELEMENTS (bands); i++)
    {
      g_assert_cmpint (bands[i]->height, >=, 0);
      if (bands[i]->height > 0)
        g_assert_cmpint (bands[i]->row, ==, row);
      row += bands[i]->height;
    }
  g_assert_cmpint (row, ==, MAX (rows, 0));
}

static void
test_every_size (void)
{
  static const guint64 table_rows[] = { 0, 1, 3, 50, G_MAXUINT64 };
  static const double shares[] = { -1, 0, 0.1, 0.5, 0.9, 1, 2 };
  for (int rows = -1; rows <= 120; rows++)
    for (guint t = 0; t < G_N_ELEMENTS (table_rows); t++)
      for (guint n_jobs = 0; n_jobs < 9; n_jobs++)
        for (guint s = 0; s < G_N_ELEMENTS (shares); s++)
          for (int focus = 0; focus < COW_N_PANES; focus++)
            for (int zoom = 0; zoom < 2; zoom++)
              {
                CowLayoutWish wish = { rows, t > 0, table_rows[t], n_jobs, shares[s], (CowPane)focus, zoom };
                CowLayout layout;
                cow_layout_compute (&wish, &layout);
                assert_whole (&layout, rows);
                if (rows >= 1)
                  g_assert_cmpint (layout.prompt.height, ==, 1);
                if (n_jobs == 0)
                  g_assert_cmpint (layout.panes[COW_PANE_JOBS].height, ==, 0);
                if (t == 0)
                  g_assert_cmpint (layout.panes[COW_PANE_TABLE].height, ==, 0);
              }
}

static void
test_normal (void)
{
  CowLayout layout = compute (40, 1000, 9, COW_PANE_OUTPUT);
  g_assert_cmpint (layout.status.height, ==, 1);
  g_assert_cmpint (layout.hint.height, ==, 1);
  g_assert_cmpint (layout.panes[COW_PANE_JOBS].height, ==, 7);
  g_assert_cmpint (layout.panes[COW_PANE_OUTPUT].height, ==, 15);
  g_assert_cmpint (layout.panes[COW_PANE_TABLE].height, ==, 15);
}

static void
test_only_output (void)
{
  CowLayout layout = compute (24, 0, 0, COW_PANE_OUTPUT);
  g_assert_cmpint (layout.panes[COW_PANE_OUTPUT].height, ==, 21);
}

static void
test_short_table (void)
{
  CowLayout layout = compute (40, 2, 0, COW_PANE_OUTPUT);
  g_assert_cmpint (layout.panes[COW_PANE_TABLE].height, ==, 4);
  g_assert_cmpint (layout.panes[COW_PANE_OUTPUT].height, ==, 33);
}

/* Jobs go first, then the hint, then the split, then the status line. */
static void
test_giving_up (void)
{
  int jobs = 0, hint = 0, split = 0, status = 0;
  for (int rows = 40; rows >= 1; rows--)
    {
      CowLayout layout = compute (rows, 1000, 5, COW_PANE_OUTPUT);
      if (layout.panes[COW_PANE_JOBS].height == 0 && jobs == 0)
        jobs = rows;
      if (layout.hint.height == 0 && hint == 0)
        hint = rows;
      if (layout.panes[COW_PANE_TABLE].height == 0 && split == 0)
        split = rows;
      if (layout.status.height == 0 && status == 0)
        status = rows;
    }
  g_assert_cmpint (jobs, >, hint);
  g_assert_cmpint (hint, >, 0);
  g_assert_cmpint (hint, >=, split);
  g_assert_cmpint (split, >, status);
  g_assert_cmpint (status, >=, 1);
}

static void
test_focus_without_split (void)
{
  CowLayout layout = compute (6, 1000, 0, COW_PANE_TABLE);
  g_assert_cmpint (layout.panes[COW_PANE_TABLE].height, ==, 4);
  g_assert_cmpint (layout.panes[COW_PANE_OUTPUT].height, ==, 0);
  layout = compute (6, 1000, 0, COW_PANE_OUTPUT);
  g_assert_cmpint (layout.panes[COW_PANE_TABLE].height, ==, 0);
  g_assert_cmpint (layout.panes[COW_PANE_OUTPUT].height, ==, 4);
}

static void
test_zoom (void)
{
  CowLayoutWish wish = { .rows = 24,
                         .has_table = TRUE,
                         .table_rows = 5,
                         .n_jobs = 3,
                         .output_share = 0.5,
                         .focus = COW_PANE_TABLE,
                         .zoom = TRUE };
  CowLayout layout;
  cow_layout_compute (&wish, &layout);
  g_assert_cmpint (layout.panes[COW_PANE_TABLE].height, ==, 21);
  wish.has_table = FALSE; /* the table went away: the others come back */
  cow_layout_compute (&wish, &layout);
  g_assert_cmpint (layout.panes[COW_PANE_OUTPUT].height, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/every-size", test_every_size);
  g_test_add_func ("/layout/normal", test_normal);
  g_test_add_func ("/layout/only-output", test_only_output);
  g_test_add_func ("/layout/short-table", test_short_table);
  g_test_add_func ("/layout/giving-up", test_giving_up);
  g_test_add_func ("/layout/focus-without-split", test_focus_without_split);
  g_test_add_func ("/layout/zoom", test_zoom);
  return g_test_run ();
}
