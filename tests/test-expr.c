/* test-expr.c - expressions: values, nulls, types and errors, by table. */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "graph/expr.h"
#include "tests/expr-fixture.h"
#include "tests/graph-fixture.h"

static gboolean
look_up (const char *name, CowValue *value, gpointer user)
{
  (void)user;
  if (strcmp (name, "five") == 0)
    *value = (CowValue){ .type = COW_TYPE_INT, .integer = 5 };
  else if (strcmp (name, "nothing") == 0)
    *value = (CowValue){ .type = COW_TYPE_NULL };
  else if (strcmp (name, "job.name") == 0)
    *value = (CowValue){ .type = COW_TYPE_STRING, .text = "wörk", .length = 5 };
  else
    return FALSE;
  return TRUE;
}

typedef struct
{
  const char *text, *result;
} Line;

static void
check_values (const Line *lines, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CowExpr) expr = cow_expr_new_values (lines[i].text, look_up, NULL, &error);
      CowRow row = { 0 };
      CowValue value = { .type = COW_TYPE_NULL };
      gboolean fine = expr && cow_expr_eval (expr, &row, &value, &error);
      g_autofree char *result = describe (fine, &value, error);
      if (strcmp (result, lines[i].result) != 0)
        g_error ("%s: \"%s\" where \"%s\" was expected", lines[i].text, result, lines[i].result);
    }
}

#define CHECK_VALUES(lines) check_values (lines, G_N_ELEMENTS (lines))

static void
test_values (void)
{
  static const Line lines[] = {
    { "1", "int 1" },
    { "1.5", "real 1.5" },
    { ".5", "real 0.5" },
    { "2e3", "real 2000" },
    { "1e-400", "real 0" },
    { "true", "bool true" },
    { "null", "null" },
    { "'it\\'s'", "string it's" },
    { "\"a\\tb\\x41\\u00e9\"", "string a\tbAé" },
    { "'\\d+'", "string \\d+" },
    { "1 + 2 * 3", "int 7" },
    { "(1 + 2) * 3", "int 9" },
    { "10 - 4 - 3", "int 3" },
    { "2 * 3 % 4", "int 2" },
    { "7 / 2", "real 3.5" },
    { "6 / 2", "real 3" },
    { "-7 % 3", "int -1" },
    { "7 % -3", "int 1" },
    { "-9223372036854775808 % -1", "int 0" },
    { "7.5 % 2", "real 1.5" },
    { "--3", "int 3" },
    { "-(2 + 3)", "int -5" },
    { "+4", "int 4" },
    { "1 + 2.5", "real 3.5" },
    { "9223372036854775807", "int 9223372036854775807" },
    { "-9223372036854775808", "int -9223372036854775808" },
    { "1 < 2", "bool true" },
    { "2 <= 1", "bool false" },
    { "1 == 1.0", "bool true" },
    { "9007199254740993 == 9007199254740992.0", "bool false" },
    { "9007199254740993 > 9007199254740992.0", "bool true" },
    { "9223372036854775807 < 9223372036854775808.0", "bool true" },
    { "-9223372036854775808 >= -9223372036854775808.0", "bool true" },
    { "1e300 > 9223372036854775807", "bool true" },
    { "'a' < 'b'", "bool true" },
    { "'a' < 'ab'", "bool true" },
    { "'Z' < 'a'", "bool true" },
    { "'' == ''", "bool true" },
    { "true == false", "bool false" },
    { "true != false", "bool true" },
    { "not 1 == 2", "bool true" },
    { "not true and false", "bool false" },
    { "true or false and false", "bool true" },
    { "(true or false) and false", "bool false" },
    { "3 in (1, 2, 3)", "bool true" },
    { "3 in (1, 2.0, '3')", "bool false" },
    { "2 in (1, 2.0, '3')", "bool true" },
    { "2.0 in (1, 2)", "bool true" },
    { "2.5 not in (1, 2)", "bool true" },
    { "'b' in ('a', 'b')", "bool true" },
    { "'b' in ()", "bool false" },
    { "1 + 1 in (2)", "bool true" },
    { "true in (false, 1)", "bool false" },
    { "'abc' =~ 'b'", "bool true" },
    { "'abc' =~ '^b'", "bool false" },
    { "'äbc' =~ '^.bc$'", "bool true" },
    { "'\\xffbc' =~ '^.bc$'", "bool true" },
    { "'A1' =~ '(?i)^a\\d$'", "bool true" },
    { "min(3, 1, 2)", "int 1" },
    { "max(3, 1.5)", "real 3" },
    { "min(2)", "int 2" },
    { "abs(-3)", "int 3" },
    { "abs(-2.5)", "real 2.5" },
    { "sqrt(4)", "real 2" },
    { "log(1)", "real 0" },
    { "exp(0)", "real 1" },
    { "exp(1000)", "real inf" },
    { "floor(-0.5)", "int -1" },
    { "ceil(-0.5)", "int 0" },
    { "round(2.5)", "int 3" },
    { "round(-2.5)", "int -3" },
    { "round(7)", "int 7" },
    { "len('wörk')", "int 4" },
    { "lower('AÄ')", "string aä" },
    { "upper('aä')", "string AÄ" },
    { "upper('a\\xff')", "string A\xff" },
    { "if(1 < 2, 'yes', 'no')", "string yes" },
    { "if(false, 1, 2.5)", "real 2.5" },
    { "if(true, 1, 2.5)", "real 1" },
    { "if(true, 1, 1 / 0)", "real 1" },
    { "if(false, 1 / 0, 7)", "real 7" },
    { "false and 1 / 0 > 1", "bool false" },
    { "true or 1 / 0 > 1", "bool true" },
    { "five * five", "int 25" },
    { "job.name", "string wörk" },
    { "len(`job`.name) == 4", "bool true" },
    { "nothing == null", "bool true" },
    { "five != null", "bool true" },
    { " \t\n 1 \n", "int 1" },
  };

  CHECK_VALUES (lines);
}

static void
test_null (void)
{
  static const Line lines[] = {
    { "1 + null", "null" },
    { "-null", "null" },
    { "null / 0", "null" },
    { "null < 1", "null" },
    { "not null", "null" },
    { "null == null", "bool true" },
    { "null != null", "bool false" },
    { "1 == null", "bool false" },
    { "null != 'a'", "bool true" },
    { "(1 + null) == null", "bool true" },
    { "(1 + null) == 2", "null" },
    { "(1 + null) != 2", "null" },
    { "null and false", "bool false" },
    { "false and null", "bool false" },
    { "null and true", "null" },
    { "true and null", "null" },
    { "null or true", "bool true" },
    { "true or null", "bool true" },
    { "null or false", "null" },
    { "false or null", "null" },
    { "null and null", "null" },
    { "if(null, 1, 2)", "int 2" },
    { "if(true, null, 2)", "null" },
    { "if(true, null, null)", "null" },
    { "null in (1, 2)", "null" },
    { "null in (1, null)", "bool true" },
    { "(1 + null) in (1, null)", "bool true" },
    { "1 in (null, 2)", "bool false" },
    { "1 in (null, 1)", "bool true" },
    { "1 not in (null, 1)", "bool false" },
    { "null =~ 'a'", "null" },
    { "min(1, null)", "null" },
    { "len(null)", "null" },
    { "abs(nothing)", "null" },
  };

  CHECK_VALUES (lines);
}

static void
test_errors (void)
{
  static const Line lines[] = {
    { "", "error expression is empty" },
    { "  ", "error expression is empty" },
    { "1 +", "error column 4: expression ends where a value should stand" },
    { "(1", "error column 3: expression ends where \")\" should stand" },
    { "1 2", "error column 3: unexpected \"2\" where an operator or the end should stand" },
    { "1 + * 2", "error column 5: unexpected \"*\" where a value should stand" },
    { "and", "error column 1: unexpected \"and\" where a value should stand" },
    { "\"ä\" == 1", "error column 1: \"ä\" is a string, \"1\" is an int: they cannot be compared" },
    { "1 == \"日本\" and five", "error column 1: \"1\" is an int, \"日本\" is a string: they cannot be compared" },
    { "'日本' == 'ü' and six", "error column 17: unknown variable \"six\"" },
    { "'日本' == 'ü' and 1 < 2 + '\U0001F600é'", "error column 25: '\U0001F600é' is a string, \"+\" wants numbers" },
    { "len('😀') / (1 - 1)", "error division by zero at column 10" },
    { "'äö' + x)", "error column 9: unexpected \")\" where an operator or the end should stand" },
    { "1 < 2 < 3",
      "error column 7: comparisons do not chain: join two of them with \"and\", as in \"a < b and b < c\", or use parentheses" },
    { "five = 5", "error column 6: \"=\" is written \"==\"" },
    { "five && five", "error column 6: \"&&\" is written \"and\"" },
    { "!five", "error column 1: \"!\" is written \"not\"" },
    { "five <> 5", "error column 6: \"<>\" is written \"!=\"" },
    { "five # 5", "error column 6: unexpected \"#\"" },
    { "'open", "error column 1: string is not closed" },
    { "`open", "error column 1: name is not closed by a backquote" },
    { "``", "error column 1: no attribute has such a name" },
    { "'\\xg1'", "error column 4: \"\\x\" wants two hexadecimal digits" },
    { "'\\ud800'", "error column 2: no such character" },
    { "3x", "error column 2: a number runs into a name" },
    { "9223372036854775808", "error column 1: integer does not fit 64 bits" },
    { "99999999999999999999", "error column 1: integer does not fit 64 bits" },
    { "1e999", "error column 1: number is too large" },
    { "five in five", "error column 9: unexpected \"five\" where a list in parentheses should stand" },
    { "five not 5", "error column 10: unexpected \"5\" where \"in\" should stand" },
    { "(1, 2)", "error column 3: a list may only stand behind \"in\"" },
    { "1 in (1,)", "error column 9: unexpected \")\" where a value should stand" },
    { "sinus(1)",
      "error column 1: no function \"sinus\" (there are min max abs log exp sqrt if floor ceil round len lower upper)" },
    { "if(true, 1)", "error column 1: if() takes 3 arguments, not 2" },
    { "min()", "error column 1: min() takes at least 1 argument, not 0" },
    { "six", "error column 1: unknown variable \"six\"" },
    { "2 * 'a'", "error column 5: 'a' is a string, \"*\" wants numbers" },
    { "-true", "error column 2: \"true\" is a bool, \"-\" wants a number" },
    { "1 + (1 < 2)", "error column 6: \"1 < 2\" is a bool, \"+\" wants numbers" },
    { "1 and true", "error column 1: \"1\" is an int, \"and\" wants bools" },
    { "not 1", "error column 5: \"1\" is an int, \"not\" wants a bool" },
    { "1 == 'a'", "error column 1: \"1\" is an int, 'a' is a string: they cannot be compared" },
    { "true < false", "error column 1: \"true\" is a bool, \"<\" wants numbers or strings" },
    { "1 =~ 'a'", "error column 1: \"1\" is an int, \"=~\" wants strings" },
    { "sqrt('a')", "error column 6: 'a' is a string, sqrt() wants a number" },
    { "max(1, 'a')", "error column 8: 'a' is a string, max() wants numbers" },
    { "len(5)", "error column 5: \"5\" is an int, len() wants a string" },
    { "if(1, 2, 3)", "error column 4: \"1\" is an int, if() wants a bool first" },
    { "if(true, 2, 'a')", "error column 13: if() gives an int before and a string here" },
    { "1 / 0", "error division by zero at column 3" },
    { "1 % 0", "error division by zero at column 3" },
    { "1.5 % 0", "error division by zero at column 5" },
    { "9223372036854775807 + 1", "error overflow of 9223372036854775807 + 1 at column 21" },
    { "-9223372036854775808 - five", "error overflow of -9223372036854775808 - 5 at column 22" },
    { "9223372036854775807 * 2", "error overflow of 9223372036854775807 * 2 at column 21" },
    { "-(-9223372036854775808)", "error overflow of -(-9223372036854775808) at column 1" },
    { "abs(-9223372036854775808)", "error overflow of abs(-9223372036854775808) at column 1" },
    { "log(0)", "error log(0) is not a number at column 1" },
    { "1 + sqrt(-2)", "error sqrt(-2) is not a number at column 5" },
    { "round(1e30)", "error 1e30 does not fit an integer at column 1" },
    { "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab' =~ '^(a*)*$'",
      "error regular expression takes too long on a text of 37 bytes at column 41" },
  };

  CHECK_VALUES (lines);
}

static void
test_pattern_errors (void)
{
  static const char *const patterns[] = { "'a' =~ '('", "'a' =~ '[z-a]'", "'a' =~ '\\x00'" };

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (cow_expr_new_values (patterns[i], look_up, NULL, &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_SYNTAX);
      g_assert_true (g_str_has_prefix (error->message, "column 8: bad regular expression: "));
      g_assert_null (strstr (error->message, "LIMIT"));
    }
}

static char *
repeat (const char *head, const char *unit, guint times, const char *tail)
{
  GString *text = g_string_new (head);
  for (guint i = 0; i < times; i++)
    g_string_append (text, unit);
  g_string_append (text, tail);
  return g_string_free (text, FALSE);
}

static void
test_limits (void)
{
  static const struct
  {
    const char *head, *unit, *tail;
    guint fine, bad;
  } cases[] = {
    { "", "(", "1", 0, 201 },      { "", "-", "1", 200, 201 },          { "", "not ", "true", 200, 201 }, { "", "+", "1", 200, 201 },
    { "1", "+1", "", 1900, 2100 }, { "true", " or true", "", 1900, 2100 }, { "1 in (1", ",1", ")", 16000, 17000 }, { "", " ", "1", 65535, 65536 },
    { "", "abs(", "1", 0, 201 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *fine = repeat (cases[i].head, cases[i].unit, cases[i].fine, cases[i].tail);
      g_autofree char *bad = repeat (cases[i].head, cases[i].unit, cases[i].bad, cases[i].tail);
      g_autoptr (CowExpr) expr = cow_expr_new_values (fine, look_up, NULL, &error);
      g_assert_no_error (error);
      g_assert_null (cow_expr_new_values (bad, look_up, NULL, &error));
      g_assert_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_SYNTAX);
    }
}

/* Edges 0: amy -> bob x, 1: bob x -> amy, 2: amy -> amy. */
static CowGraph *
make_graph (gboolean directed)
{
  static const char *const names[] = { "amy", "bob x", "çelik" };
  static const guint32 edges[][2] = { { 0, 1 }, { 1, 0 }, { 0, 0 } };
  static const char *const tags[] = { "depends", "suggests", "" }, *const lengths[] = { "2.5", "", "-1" };
  static const char *const ages[] = { "30", "41", "" }, *const towns[] = { "Rome", "", "Ürümqi" };
  CowBuilderOptions options = { .directed = directed, .format = "test" };
  CowBuilder *builder = cow_builder_new (&options);
  guint type = cow_builder_column (builder, FALSE, "type", COW_TYPE_STRING);
  guint length = cow_builder_column (builder, FALSE, "length", COW_TYPE_REAL);
  guint odd = cow_builder_column (builder, FALSE, "odd name", COW_TYPE_BOOL);
  guint age = cow_builder_column (builder, TRUE, "age", COW_TYPE_INT);
  guint town = cow_builder_column (builder, TRUE, "home.town", COW_TYPE_STRING);

  for (guint32 v = 0; v < 3; v++)
    {
      guint32 at;
      g_assert_true (cow_builder_vertex (builder, names[v], strlen (names[v]), &at, NULL));
      g_assert_true (cow_builder_cell_text (builder, age, v, ages[v], strlen (ages[v]), NULL));
      g_assert_true (cow_builder_cell_text (builder, town, v, towns[v], strlen (towns[v]), NULL));
    }
  g_assert_true (cow_builder_coordinates (builder, 0, 12.5, 41.9, NULL));
  for (guint32 e = 0; e < 3; e++)
    {
      g_assert_true (cow_builder_edge (builder, edges[e][0], edges[e][1], NULL));
      g_assert_true (cow_builder_weight_int (builder, e * 10, NULL));
      g_assert_true (cow_builder_cell_text (builder, type, e, tags[e], strlen (tags[e]), NULL));
      g_assert_true (cow_builder_cell_text (builder, length, e, lengths[e], strlen (lengths[e]), NULL));
      g_assert_true (cow_builder_cell_text (builder, odd, e, e == 1 ? "true" : "false", e == 1 ? 4 : 5, NULL));
    }
  return fixture_finish (builder);
}

/* One line for each expression: its results on all rows, joined by a bar. */
static void
check_rows (const CowGraph *graph, CowScope scope, const Line *lines, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CowExpr) expr = cow_expr_new (lines[i].text, scope, graph, &error);
      g_autoptr (GString) all = g_string_new (NULL);
      if (!expr)
        g_string_printf (all, "error %s", error->message);
      for (guint32 r = 0; expr && r < 3; r++)
        {
          g_autoptr (GError) problem = NULL;
          CowRow row = { .vertex = cow_graph_vertex_at (graph, r), .edge = r };
          CowValue value = { .type = COW_TYPE_NULL };
          g_assert_true (cow_graph_edge_ends (graph, r, &row.source, &row.target, &row.arc));
          gboolean fine = cow_expr_eval (expr, &row, &value, &problem);
          g_autofree char *result = describe (fine, &value, problem);
          g_string_append_printf (all, "%s%s", r ? " | " : "", result);
        }
      if (strcmp (all->str, lines[i].result) != 0)
        g_error ("%s: \"%s\" where \"%s\" was expected", lines[i].text, all->str, lines[i].result);
    }
}

static void
test_edges (void)
{
  static const Line lines[] = {
    { "type", "string depends | string suggests | null" },
    { "e.type == 'depends'", "bool true | bool false | null" },
    { "'suggests' != type", "bool true | bool false | null" },
    { "type == 'unheard of'", "bool false | bool false | null" },
    { "type == null", "bool false | bool false | bool true" },
    { "type in ('depends', 'unheard of')", "bool true | bool false | null" },
    { "type in ('depends', null)", "bool true | bool false | bool true" },
    { "type not in ('depends')", "bool false | bool true | null" },
    { "type =~ '^s'", "bool false | bool true | null" },
    { "type < 'e'", "bool true | bool false | null" },
    { "upper(type)", "string DEPENDS | string SUGGESTS | null" },
    { "lower(type) == type", "bool true | bool true | null" },
    { "len(type) * 2", "int 14 | int 16 | null" },
    { "length + 1", "real 3.5 | null | real 0" },
    { "length < 0", "bool false | null | bool true" },
    { "if(length == null, 99, length)", "real 2.5 | real 99 | real -1" },
    { "e.`odd name`", "bool false | bool true | bool false" },
    { "`odd name` and weight > 1", "bool false | bool true | bool false" },
    { "weight * 2 + 1", "int 1 | int 21 | int 41" },
    { "e.weight + e.id", "int 0 | int 11 | int 22" },
    { "100 / weight", "error division by zero at column 5 for edge amy -> bob x | real 10 | real 5" },
    { "weight * 9223372036854775807",
      "int 0 | error overflow of 10 * 9223372036854775807 at column 8 for edge bob x -> amy | error overflow of 20 * "
      "9223372036854775807 at column 8 for edge amy -> amy" },
    { "src.name", "string amy | string bob x | string amy" },
    { "src.name == 'amy' and dst.name == 'bob x'", "bool true | bool false | bool false" },
    { "src.name == dst.name", "bool false | bool false | bool true" },
    { "src.name in ('bob x', 'nobody')", "bool false | bool true | bool false" },
    { "dst.name =~ ' '", "bool true | bool false | bool false" },
    { "src.age - dst.age", "int -11 | int 11 | int 0" },
    { "src.home.town", "string Rome | null | string Rome" },
    { "src.`home.town` == dst.home.town", "null | null | bool true" },
    { "src.degree", "int 2 | int 1 | int 2" },
    { "dst.appearance", "int 1 | int 0 | int 0" },
    { "src.x + src.lat", "real 54.4 | null | real 54.4" },
    { "lenght", "error column 1: unknown edge attribute \"lenght\" (did you mean \"length\"?)" },
    { "1 + e.wieght", "error column 5: unknown edge attribute \"wieght\" (did you mean \"weight\"?)" },
    { "zzz", "error column 1: unknown edge attribute \"zzz\" (there are type, length, odd name, weight, id)" },
    { "age", "error column 1: \"age\" is an attribute of vertices: use src.age or dst.age" },
    { "src.aeg", "error column 1: unknown vertex attribute \"aeg\" (did you mean \"age\"?)" },
    { "v.age", "error column 1: \"v.\" means nothing here: this is about edges, use src. or dst." },
    { "type + 1", "error column 1: attribute \"type\" is a string, \"+\" wants numbers" },
    { "1 < e.type", "error column 1: \"1\" is an int, attribute \"e.type\" is a string: they cannot be compared" },
    { "type =~ src.name", "error column 9: the regular expression behind \"=~\" must be a constant string" },
    { "weight in (1, length)", "error column 15: attribute \"length\" is not constant: a list holds constants only" },
  };
  g_autoptr (CowGraph) graph = make_graph (TRUE);

  check_rows (graph, COW_SCOPE_EDGE, lines, G_N_ELEMENTS (lines));
}

static void
test_vertices (void)
{
  static const Line lines[] = {
    { "name", "string amy | string bob x | string çelik" },
    { "v.name == 'çelik'", "bool false | bool false | bool true" },
    { "len(name)", "int 3 | int 5 | int 5" },
    { "age > 35", "bool false | bool true | null" },
    { "home.town =~ '^Ü'", "bool false | null | bool true" },
    { "appearance", "int 0 | int 1 | int 2" },
    { "x", "real 12.5 | null | null" },
    { "lat == y", "bool true | null | null" },
    { "100 % (age - 30)", "error division by zero at column 5 for vertex amy | int 1 | null" },
    { "weight", "error column 1: \"weight\" is an attribute of edges, not of vertices" },
    { "src.age", "error column 1: \"src.\" means nothing here: this is about vertices, use v. or no prefix" },
  };
  static const Line directed_lines[] = { { "degree", "int 2 | int 1 | int 0" } };
  static const Line undirected_lines[] = { { "degree", "int 4 | int 2 | int 0" } };
  g_autoptr (CowGraph) directed = make_graph (TRUE), undirected = make_graph (FALSE);

  check_rows (directed, COW_SCOPE_VERTEX, lines, G_N_ELEMENTS (lines));
  check_rows (directed, COW_SCOPE_VERTEX, directed_lines, G_N_ELEMENTS (directed_lines));
  check_rows (undirected, COW_SCOPE_VERTEX, lines, G_N_ELEMENTS (lines));
  check_rows (undirected, COW_SCOPE_VERTEX, undirected_lines, G_N_ELEMENTS (undirected_lines));
}

/* What a graph does not have cannot be named. */
static void
test_bare_graph (void)
{
  static const FixtureEdge edges[] = { { 0, 1, 1 }, { 1, 2, 1 }, { 2, 0, 1 } };
  static const Line lines[] = {
    { "weight", "error column 1: unknown edge attribute \"weight\" (there are id)" },
    { "src.x", "error column 1: unknown vertex attribute \"x\" (there are name, degree, appearance)" },
    { "src.name == '1'", "bool false | bool true | bool false" },
  };
  g_autoptr (CowGraph) graph = fixture_graph (TRUE, 3, edges, 3, FIXTURE_UNWEIGHTED);

  check_rows (graph, COW_SCOPE_EDGE, lines, G_N_ELEMENTS (lines));
}

static void
test_facts (void)
{
  static const struct
  {
    const char *text;
    CowType type;
    gboolean constant, ends, inline_weight;
  } cases[] = {
    { "weight", COW_TYPE_INT, FALSE, FALSE, TRUE },           { "(e.weight)", COW_TYPE_INT, FALSE, FALSE, TRUE },
    { "weight + 0", COW_TYPE_INT, FALSE, FALSE, FALSE },      { "1 + 1", COW_TYPE_INT, TRUE, FALSE, FALSE },
    { "1 / 0", COW_TYPE_REAL, TRUE, FALSE, FALSE },           { "null", COW_TYPE_NULL, TRUE, FALSE, FALSE },
    { "src.age == 1", COW_TYPE_BOOL, FALSE, TRUE, FALSE },    { "length", COW_TYPE_REAL, FALSE, FALSE, FALSE },
    { "lower(dst.name)", COW_TYPE_STRING, FALSE, TRUE, FALSE },
  };
  g_autoptr (CowGraph) graph = make_graph (TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CowExpr) expr = cow_expr_new (cases[i].text, COW_SCOPE_EDGE, graph, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (cow_expr_text (expr), ==, cases[i].text);
      g_assert_cmpint (cow_expr_type (expr), ==, cases[i].type);
      g_assert_cmpint (cow_expr_is_constant (expr), ==, cases[i].constant);
      g_assert_cmpint (cow_expr_uses_ends (expr), ==, cases[i].ends);
      g_assert_cmpint (cow_expr_is_inline_weight (expr), ==, cases[i].inline_weight);
    }
}

static void
test_locale (void)
{
  static const Line lines[] = { { "1.5 + 0.25", "real 1.75" }, { "round(2.5)", "int 3" }, { "min(1,5)", "int 1" } };
  static const char *const names[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "nl_NL.UTF-8" };
  const char *set = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names) && !set; i++)
    set = setlocale (LC_ALL, names[i]);
  if (!set)
    {
      g_test_skip ("no locale with a decimal comma");
      return;
    }
  g_assert_cmpstr (localeconv ()->decimal_point, ==, ",");
  CHECK_VALUES (lines);
  setlocale (LC_ALL, "C");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expr/values", test_values);
  g_test_add_func ("/expr/null", test_null);
  g_test_add_func ("/expr/errors", test_errors);
  g_test_add_func ("/expr/pattern-errors", test_pattern_errors);
  g_test_add_func ("/expr/limits", test_limits);
  g_test_add_func ("/expr/edges", test_edges);
  g_test_add_func ("/expr/vertices", test_vertices);
  g_test_add_func ("/expr/bare-graph", test_bare_graph);
  g_test_add_func ("/expr/facts", test_facts);
  g_test_add_func ("/expr/locale", test_locale);
  return g_test_run ();
}
