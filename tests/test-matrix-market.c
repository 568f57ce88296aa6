/* test-matrix-market.c - Matrix Market files: every kind of matrix, what is refused and where, what is written. */
#include "config.h"

#include "tests/read-fixture.h"

static Reading
read_kind (const char *kind, const char *rest, int directed)
{
  CowReadOptions options = { .directed = directed };
  g_autofree char *text = g_strdup_printf ("%%%%MatrixMarket matrix %s\n%s", kind, rest);

  return fixture_read (NULL, text, &options);
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *kind, *rest, *edges, *directed, *undirected;
  } cases[] = {
    { "coordinate real general", "3 3 2\n1 2 2.5\n3 3 1e1\n", "1>2:2.5 3>3:10", "1>2:2.5 3>3:10", "1-2:2.5 3-3:10" },
    { "coordinate integer general", "% c\n\n2 2 2\n%\n 2\t1 -7 \r\n\n1 2 0\n", "2>1:-7 1>2:0", "2>1:-7 1>2:0", "1-2:-7 1-2:0" },
    { "COORDINATE Pattern GENERAL", "2 2 1\n2 1\n", "2>1", "2>1", "1-2" },
    { "coordinate double symmetric", "3 3 2\n2 1 5\n3 3 7\n", "1-2:5 3-3:7", "2>1:5 1>2:5 3>3:7", "1-2:5 3-3:7" },
    { "coordinate pattern symmetric", "3 3 1\n1 3\n", "1-3", "1>3 3>1", "1-3" },
    { "coordinate real skew-symmetric", "2 2 1\n2 1 1.5\n", "2>1:1.5 1>2:-1.5", "2>1:1.5 1>2:-1.5", "1-2:1.5" },
    { "coordinate integer skew-symmetric", "2 2 1\n2 1 4\n", "2>1:4 1>2:-4", "2>1:4 1>2:-4", "1-2:4" },
    { "coordinate complex general", "2 2 1\n2 1 3 -4\n", "2>1:5", "2>1:5", "1-2:5" },
    { "coordinate complex hermitian", "2 2 1\n2 1 3 4\n", "1-2:5", "2>1:5 1>2:5", "1-2:5" },
    { "array real general", "2 2\n0\n1\n2\n3\n", "2>1:1 1>2:2 2>2:3", "2>1:1 1>2:2 2>2:3", "1-2:1 1-2:2 2-2:3" },
    { "array integer symmetric", "3 3\n1 2 0\n0 4\n6\n", "1-1:1 1-2:2 2-3:4 3-3:6", "1>1:1 2>1:2 1>2:2 3>2:4 2>3:4 3>3:6",
      "1-1:1 1-2:2 2-3:4 3-3:6" },
    { "array real skew-symmetric", "3 3\n1\n0\n2\n", "2>1:1 1>2:-1 3>2:2 2>3:-2", "2>1:1 1>2:-1 3>2:2 2>3:-2", "1-2:1 2-3:2" },
    { "array complex hermitian", "2 2\n1 0\n0 2\n0 0\n", "1-1:1 1-2:2", "1>1:1 2>1:2 1>2:2", "1-1:1 1-2:2" },
    { "coordinate real general", "0 0 0\n", "", "", "" },
    { "array real skew-symmetric", "1 1\n", "", "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const wanted[] = { cases[i].undirected, cases[i].directed };

      g_auto (Reading) plain = read_kind (cases[i].kind, cases[i].rest, -1);
      assert_edges (plain, cases[i].edges);
      for (int directed = 0; directed < 2; directed++)
        {
          g_auto (Reading) told = read_kind (cases[i].kind, cases[i].rest, directed);

          assert_edges (told, wanted[directed]);
        }
    }
}

static void
test_complex (void)
{
  g_auto (Reading) hermitian = read_kind ("coordinate complex hermitian", "2 2 1\n2 1 3 4\n", 1);
  g_auto (Reading) skew = read_kind ("coordinate complex skew-symmetric", "2 2 1\n2 1 3 4\n", -1);

  assert_column (hermitian, FALSE, "real", "real|3|3");
  assert_column (hermitian, FALSE, "imaginary", "real|4|-4");
  assert_column (skew, FALSE, "real", "real|3|-3");
  assert_column (skew, FALSE, "imaginary", "real|4|-4");
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text, *message;
  } cases[] = {
    { "", "x.txt: empty file: no banner %%MatrixMarket" },
    { "%%MatrixMarket\n", "x.txt:1: the first line is `%%MatrixMarket matrix FORMAT FIELD SYMMETRY`" },
    { "%%MatrixMarket vector coordinate real general\n", "x.txt:1: object \"vector\": it is one of matrix" },
    { "%%MatrixMarket matrix dense real general\n", "x.txt:1: format \"dense\": it is one of coordinate, array" },
    { "%%MatrixMarket matrix array rational general\n", "x.txt:1: field \"rational\": it is one of real, integer, complex, pattern, double" },
    { "%%MatrixMarket matrix array real odd\n", "x.txt:1: symmetry \"odd\": it is one of general, symmetric" },
    { "%%MatrixMarket matrix array pattern general\n", "x.txt:1: an array cannot be a pattern" },
    { "%%MatrixMarket matrix array real hermitian\n", "x.txt:1: only a complex matrix can be hermitian" },
    { "%%MatrixMarket matrix coordinate pattern skew-symmetric\n", "x.txt:1: a pattern cannot be skew-symmetric" },
    { "%%MatrixMarket matrix coordinate real general\n% c\n", "x.txt: no line with the size of the matrix" },
    { "%%MatrixMarket matrix coordinate real general\n2 2\n", "x.txt:2: 2 words: the size is `ROWS COLUMNS ENTRIES`" },
    { "%%MatrixMarket matrix array real general\n2 2 4\n", "x.txt:2: 3 words: the size is `ROWS COLUMNS`" },
    { "%%MatrixMarket matrix coordinate real general\n3 4 1\n", "x.txt:2: rectangular matrix, 3 x 4: only a square one is a graph" },
    { "%%MatrixMarket matrix coordinate real general\n9e18 2 1\n", "x.txt:2: \"9e18\" is no number of rows" },
    { "%%MatrixMarket matrix coordinate real general\n9000000000000000000 9000000000000000000 1\n",
      "x.txt:2: 9000000000000000000 vertices: at most 4294967294" },
    { "%%MatrixMarket matrix coordinate real general\n2 2 -1\n", "x.txt:2: \"-1\" is no number of entries" },
    { "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 2 NaN\n", "x.txt:3: value \"NaN\" is no finite number" },
    { "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 2 inf\n", "x.txt:3: value \"inf\" is no finite number" },
    { "%%MatrixMarket matrix coordinate integer general\n2 2 1\n1 2 1.5\n", "x.txt:3: value \"1.5\" is no integer" },
    { "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 3 1\n", "x.txt:3: vertex \"3\" is not one of 1 to 2" },
    { "%%MatrixMarket matrix coordinate real general\n2 2 1\n0 1 1\n", "x.txt:3: vertex \"0\" is not one of 1 to 2" },
    { "%%MatrixMarket matrix coordinate real general\n2 2 1\n1 2\n", "x.txt:3: an entry is `ROW COLUMN VALUE`" },
    { "%%MatrixMarket matrix coordinate complex general\n2 2 1\n1 2 1\n", "x.txt:3: an entry is `ROW COLUMN REAL IMAGINARY`" },
    { "%%MatrixMarket matrix coordinate pattern general\n2 2 1\n1 2 1\n", "x.txt:3: an entry is `ROW COLUMN `" },
    { "%%MatrixMarket matrix coordinate complex general\n2 2 1\n1 2 1e308 1.7e308\n", "x.txt:3: value beyond the largest double" },
    { "%%MatrixMarket matrix coordinate pattern general\n2 2 1\n1 2\n2 1\n", "x.txt:4: more entries than the 1 announced" },
    { "%%MatrixMarket matrix coordinate pattern general\n2 2 3\n1 2\n2 1\n", "x.txt: the file ends after 2 of 3 entries" },
    { "%%MatrixMarket matrix array real general\n2 2\n1 2 3\n", "x.txt: the file ends after 3 of 4 entries" },
    { "%%MatrixMarket matrix array real general\n2 2\n1 2 3\n4 5\n", "x.txt:4: more entries than the 4 of the array" },
    { "%%MatrixMarket matrix array complex general\n1 1\n1\n", "x.txt:3: an entry is `REAL IMAGINARY`" },
    { "%%MatrixMarket matrix coordinate real symmetric\n3 3 2\n2 1 1\n1 3 1\n",
      "x.txt:4: entries on both sides of the diagonal: a symmetric matrix lists one triangle" },
    { "%%MatrixMarket matrix coordinate real skew-symmetric\n2 2 1\n1 1 1\n", "x.txt:3: entry on the diagonal of a skew-symmetric matrix" },
    { "%%MatrixMarket matrix coordinate integer skew-symmetric\n2 2 1\n2 1 -9223372036854775808\n",
      "x.txt:3: the negative of the value is beyond 64-bit integers" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Reading) reading = fixture_read ("matrixmarket", cases[i].text, NULL);

      assert_refused (reading, cases[i].message);
    }
}

static void
test_write (void)
{
  static const struct
  {
    const char *edges;
    int directed;
    const char *written;
  } cases[] = {
    { "b a 5\na c 6\nb b 1\n", 1, "%%MatrixMarket matrix coordinate integer general\n3 3 3\n1 2 5\n2 3 6\n1 1 1\n" },
    { "b a 0.5\n", 0, "%%MatrixMarket matrix coordinate real symmetric\n2 2 1\n2 1 0.5\n" },
    { "1 2\n3 3\n", 0, "%%MatrixMarket matrix coordinate pattern symmetric\n3 3 2\n2 1\n3 3\n" },
    { "1 2 -9223372036854775808\n", 1, "%%MatrixMarket matrix coordinate integer general\n2 2 1\n1 2 -9223372036854775808\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CowReadOptions options = { .directed = cases[i].directed };
      g_auto (Reading) reading = fixture_read ("edgelist", cases[i].edges, &options);
      g_autofree char *written = fixture_write (reading.graph, "matrixmarket", NULL);

      g_assert_cmpstr (written, ==, cases[i].written);
      g_assert_cmpstr (cow_format_guess ("x", written, strlen (written))->name, ==, "matrixmarket");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/matrix-market/kinds", test_kinds);
  g_test_add_func ("/matrix-market/complex", test_complex);
  g_test_add_func ("/matrix-market/refused", test_refused);
  g_test_add_func ("/matrix-market/write", test_write);
  return g_test_run ();
}
