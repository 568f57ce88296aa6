/* test-expr-random.c - random expressions against a tree walker written here, on rows with nulls and extremes.
 *
 * The texts have parentheses only where the grammar needs them. Integers are walked in 128 bits and compared with reals as long
 * doubles, so that nothing is shared with the program under test. */
#include "config.h"

#include <string.h>

#include "graph/expr.h"
#include "tests/expr-fixture.h"
#include "tests/graph-fixture.h"

typedef enum
{
  TREE_LITERAL,
  TREE_COLUMN,
  TREE_UNARY,
  TREE_BINARY,
  TREE_ASK, /* == null, != null */
  TREE_IN,
  TREE_CALL,
} TreeKind;

typedef struct _Tree Tree;
struct _Tree
{
  TreeKind kind;
  const char *word;
  int level; /* or 1, and 2, not 3, comparison 4, sum 5, product 6, minus 7, the rest 8 */
  CowType type;
  CowValue value;
  const CowColumn *column;
  gboolean of_source;
  Tree *children[3];
  guint n;
};

typedef struct
{
  GRand *random;
  const CowGraph *graph;
  GPtrArray *trees;
} Grower;

static Tree *grow (Grower *grower, CowType type, guint depth);

static guint
pick (Grower *grower, guint n)
{
  return (guint)g_rand_int_range (grower->random, 0, (gint32)n);
}

static Tree *
new_tree (Grower *grower, TreeKind kind, CowType type, const char *word, int level)
{
  Tree *tree = g_new0 (Tree, 1);
  *tree = (Tree){ .kind = kind, .type = type, .word = word, .level = level };
  g_ptr_array_add (grower->trees, tree);
  return tree;
}

static Tree *
grow_leaf (Grower *grower, CowType type)
{
  static const gint64 integers[] = { 0, 1, -1, 2, 3, 7, 100, G_MAXINT64, G_MININT64, G_GINT64_CONSTANT (9007199254740993) };
  static const double reals[] = { 0.5, 1.0, 2.25, 1e18, 9007199254740992.0, 1e-3 };
  static const char *const strings[] = { "a", "b", "ab", "", "zebra", "é" };
  static const char *const columns[][2] = { { "b", "vb" }, { "i", "vi" }, { "r", "vr" }, { "s", "vs" } };

  if (pick (grower, 3))
    {
      Tree *tree = new_tree (grower, TREE_COLUMN, type, NULL, 8);
      tree->of_source = pick (grower, 2);
      tree->column = cow_graph_column (grower->graph, tree->of_source, columns[type - COW_TYPE_BOOL][tree->of_source]);
      return tree;
    }
  Tree *tree = new_tree (grower, TREE_LITERAL, type, NULL, 8);
  tree->value.type = type;
  if (type == COW_TYPE_BOOL)
    tree->value.boolean = (gboolean)pick (grower, 2);
  else if (type == COW_TYPE_INT)
    tree->value.integer = integers[pick (grower, G_N_ELEMENTS (integers))];
  else if (type == COW_TYPE_REAL)
    tree->value.real = reals[pick (grower, G_N_ELEMENTS (reals))];
  else
    {
      tree->value.text = strings[pick (grower, G_N_ELEMENTS (strings))];
      tree->value.length = strlen (tree->value.text);
    }
  if (type == COW_TYPE_INT && tree->value.integer < 0)
    tree->level = 7;
  return tree;
}

static Tree *
grow_number (Grower *grower, CowType type, guint depth)
{
  static const char *const operators[] = { "+", "-", "*", "%", "/" };
  static const char *const real_calls[] = { "abs", "min", "max", "sqrt", "log", "exp" };
  static const char *const int_calls[] = { "abs", "min", "max", "floor", "ceil", "round", "len" };
  gboolean real = type == COW_TYPE_REAL;
  Tree *tree;

  switch (pick (grower, 6))
    {
    case 0:
      tree = new_tree (grower, TREE_UNARY, type, "-", 7);
      tree->children[tree->n++] = grow (grower, type, depth);
      return tree;
    case 1:
      tree = new_tree (grower, TREE_CALL, type, real ? real_calls[pick (grower, 6)] : int_calls[pick (grower, 7)], 8);
      if (strcmp (tree->word, "len") == 0)
        type = COW_TYPE_STRING;
      else if (!real && (strcmp (tree->word, "floor") == 0 || strcmp (tree->word, "ceil") == 0 || strcmp (tree->word, "round") == 0))
        type = COW_TYPE_REAL;
      tree->children[tree->n++] = grow (grower, type, depth);
      if (strcmp (tree->word, "min") == 0 || strcmp (tree->word, "max") == 0)
        tree->children[tree->n++] = grow (grower, real && pick (grower, 2) ? COW_TYPE_INT : type, depth);
      return tree;
    case 2:
      tree = new_tree (grower, TREE_CALL, type, "if", 8);
      tree->children[0] = grow (grower, COW_TYPE_BOOL, depth);
      tree->children[1] = grow (grower, type, depth);
      tree->children[2] = grow (grower, real && pick (grower, 2) ? COW_TYPE_INT : type, depth);
      tree->n = 3;
      return tree;
    default:
      tree = new_tree (grower, TREE_BINARY, type, operators[pick (grower, real ? 5 : 4)], 5);
      if (tree->word[0] != '+' && tree->word[0] != '-')
        tree->level = 6;
      tree->children[0] = grow (grower, real && pick (grower, 2) ? COW_TYPE_INT : type, depth);
      tree->children[1] = grow (grower, type, depth);
      if (tree->word[0] == '/')
        tree->children[1] = grow (grower, pick (grower, 2) ? COW_TYPE_INT : COW_TYPE_REAL, depth);
      tree->n = 2;
      return tree;
    }
}

static Tree *
grow_bool (Grower *grower, guint depth)
{
  static const char *const comparisons[] = { "==", "!=", "<", "<=", ">", ">=" };
  CowType type = (CowType)(COW_TYPE_BOOL + pick (grower, 4));
  Tree *tree;

  switch (pick (grower, 6))
    {
    case 0:
      tree = new_tree (grower, TREE_UNARY, COW_TYPE_BOOL, "not", 3);
      tree->children[tree->n++] = grow (grower, COW_TYPE_BOOL, depth);
      return tree;
    case 1:
    case 2:
      tree = new_tree (grower, TREE_BINARY, COW_TYPE_BOOL, pick (grower, 2) ? "and" : "or", 0);
      tree->level = tree->word[0] == 'o' ? 1 : 2;
      tree->children[0] = grow (grower, COW_TYPE_BOOL, depth);
      tree->children[1] = grow (grower, COW_TYPE_BOOL, depth);
      tree->n = 2;
      return tree;
    case 3:
      tree = new_tree (grower, TREE_ASK, COW_TYPE_BOOL, pick (grower, 2) ? "==" : "!=", 4);
      tree->children[tree->n++] = grow (grower, type, depth);
      return tree;
    case 4:
      tree = new_tree (grower, TREE_IN, COW_TYPE_BOOL, pick (grower, 2) ? "in" : "not in", 4);
      tree->children[tree->n++] = grow (grower, type, depth);
      while (tree->n < 3)
        {
          Tree *member = grow_leaf (grower, type);
          if (member->kind == TREE_LITERAL)
            tree->children[tree->n++] = member;
        }
      return tree;
    default:
      tree = new_tree (grower, TREE_BINARY, COW_TYPE_BOOL, comparisons[pick (grower, type == COW_TYPE_BOOL ? 2 : 6)], 4);
      tree->children[0] = grow (grower, type, depth);
      tree->children[1] = grow (grower, type == COW_TYPE_INT && pick (grower, 2) ? COW_TYPE_REAL : type, depth);
      if (pick (grower, 2))
        {
          Tree *swap = tree->children[0];
          tree->children[0] = tree->children[1];
          tree->children[1] = swap;
        }
      tree->n = 2;
      return tree;
    }
}

static Tree *
grow (Grower *grower, CowType type, guint depth)
{
  if (!depth || !pick (grower, 4))
    return grow_leaf (grower, type);
  if (type == COW_TYPE_BOOL)
    return grow_bool (grower, depth - 1);
  if (type == COW_TYPE_INT || type == COW_TYPE_REAL)
    return grow_number (grower, type, depth - 1);
  Tree *tree = new_tree (grower, TREE_CALL, type, pick (grower, 2) ? "lower" : "upper", 8);
  tree->children[tree->n++] = grow (grower, COW_TYPE_STRING, depth - 1);
  return tree;
}

static void write_tree (const Tree *tree, int level, GString *out);

static void
write_leaf (const Tree *tree, GString *out)
{
  char text[32];

  if (tree->kind == TREE_COLUMN)
    g_string_append_printf (out, "%s%s", tree->of_source ? "src." : "", tree->column->name);
  else if (tree->type == COW_TYPE_BOOL)
    g_string_append (out, tree->value.boolean ? "true" : "false");
  else if (tree->type == COW_TYPE_INT)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, tree->value.integer);
  else if (tree->type == COW_TYPE_STRING)
    g_string_append_printf (out, "'%s'", tree->value.text);
  else
    {
      cow_number_format_real (tree->value.real, text);
      g_string_append_printf (out, "%s%s", text, strpbrk (text, ".e") ? "" : ".0");
    }
}

static void
write_call (const Tree *tree, GString *out)
{
  g_string_append_printf (out, "%s(", tree->word);
  for (guint i = 0; i < tree->n; i++)
    {
      if (i)
        g_string_append (out, ", ");
      write_tree (tree->children[i], 0, out);
    }
  g_string_append (out, ")");
}

/* Parentheses only where the grammar needs them. */
static void
write_tree (const Tree *tree, int level, GString *out)
{
  gboolean enclosed = tree->level < level;

  if (enclosed)
    g_string_append_c (out, '(');
  switch (tree->kind)
    {
    case TREE_LITERAL:
    case TREE_COLUMN:
      write_leaf (tree, out);
      break;
    case TREE_UNARY:
      g_string_append_printf (out, "%s ", tree->word);
      write_tree (tree->children[0], tree->level, out);
      break;
    case TREE_BINARY:
      write_tree (tree->children[0], tree->level + (tree->level == 4), out);
      g_string_append_printf (out, " %s ", tree->word);
      write_tree (tree->children[1], tree->level + 1, out);
      break;
    case TREE_ASK:
      write_tree (tree->children[0], 5, out);
      g_string_append_printf (out, " %s null", tree->word);
      break;
    case TREE_IN:
      write_tree (tree->children[0], 5, out);
      g_string_append_printf (out, " %s (", tree->word);
      write_tree (tree->children[1], 0, out);
      g_string_append (out, ", ");
      write_tree (tree->children[2], 0, out);
      g_string_append (out, ")");
      break;
    case TREE_CALL:
      write_call (tree, out);
      break;
    }
  if (enclosed)
    g_string_append_c (out, ')');
}

/* The walker. FALSE: an error of the row. Strings it makes are kept by `kept`. */
static gboolean walk (const Tree *tree, const CowRow *row, GPtrArray *kept, CowValue *result);

static double
as_real (const CowValue *value)
{
  return value->type == COW_TYPE_INT ? (double)value->integer : value->real;
}

static gboolean
give_integer (__int128 value, CowValue *result)
{
  *result = (CowValue){ .type = COW_TYPE_INT, .integer = (gint64)value };
  return value >= G_MININT64 && value <= G_MAXINT64;
}

static gboolean
give_real (double value, CowValue *result)
{
  *result = (CowValue){ .type = COW_TYPE_REAL, .real = value };
  return TRUE;
}

static gboolean
give_bool (gboolean value, CowValue *result)
{
  *result = (CowValue){ .type = COW_TYPE_BOOL, .boolean = value };
  return TRUE;
}

static gboolean
walk_arithmetic (const Tree *tree, const CowValue *a, const CowValue *b, CowValue *result)
{
  if (tree->type == COW_TYPE_INT)
    {
      __int128 x = a->integer, y = b->integer;
      switch (tree->word[0])
        {
        case '+':
          return give_integer (x + y, result);
        case '-':
          return give_integer (x - y, result);
        case '*':
          return give_integer (x * y, result);
        default:
          return y != 0 && give_integer (x % y, result);
        }
    }
  double x = as_real (a), y = as_real (b);
  switch (tree->word[0])
    {
    case '+':
      return give_real (x + y, result);
    case '-':
      return give_real (x - y, result);
    case '*':
      return give_real (x * y, result);
    case '/':
      return y != 0 && give_real (x / y, result);
    default:
      return y != 0 && give_real (fmod (x, y), result);
    }
}

/* Holds every 64-bit integer, under valgrind too, whose long double does not. */
#ifdef __SIZEOF_FLOAT128__
typedef __float128 Wide;
#else
typedef long double Wide;
#endif

/* Less -1, equal 0, greater 1; 2: not ordered. */
static int
order_values (const CowValue *a, const CowValue *b)
{
  if (a->type == COW_TYPE_STRING)
    {
      int order = memcmp (a->text, b->text, MIN (a->length, b->length));
      return order ? (order > 0) - (order < 0) : (a->length > b->length) - (a->length < b->length);
    }
  if (a->type == COW_TYPE_BOOL)
    return (a->boolean > b->boolean) - (a->boolean < b->boolean);
  Wide x = a->type == COW_TYPE_INT ? (Wide)a->integer : (Wide)a->real;
  Wide y = b->type == COW_TYPE_INT ? (Wide)b->integer : (Wide)b->real;
  return x < y ? -1 : x > y ? 1 : x == y ? 0 : 2;
}

static gboolean
walk_comparison (const Tree *tree, const CowValue *a, const CowValue *b, CowValue *result)
{
  int order = order_values (a, b);

  if (strcmp (tree->word, "==") == 0)
    return give_bool (order == 0, result);
  if (strcmp (tree->word, "!=") == 0)
    return give_bool (order != 0, result);
  if (tree->word[0] == '<')
    return give_bool (order == -1 || (order == 0 && tree->word[1]), result);
  return give_bool (order == 1 || (order == 0 && tree->word[1]), result);
}

static gboolean
walk_logic (const Tree *tree, const CowRow *row, GPtrArray *kept, CowValue *result)
{
  gboolean decisive = tree->word[0] == 'o';
  CowValue a, b;

  if (!walk (tree->children[0], row, kept, &a))
    return FALSE;
  if (a.type == COW_TYPE_BOOL && a.boolean == decisive)
    return give_bool (decisive, result);
  if (!walk (tree->children[1], row, kept, &b))
    return FALSE;
  if (b.type == COW_TYPE_BOOL && b.boolean == decisive)
    return give_bool (decisive, result);
  if (a.type == COW_TYPE_NULL || b.type == COW_TYPE_NULL)
    {
      result->type = COW_TYPE_NULL;
      return TRUE;
    }
  return give_bool (!decisive, result);
}

static gboolean
walk_call (const Tree *tree, const CowValue *a, const CowValue *b, GPtrArray *kept, CowValue *result)
{
  const char *word = tree->word;

  if (strcmp (word, "min") == 0 || strcmp (word, "max") == 0)
    {
      gboolean first = word[1] == 'i' ? order_values (a, b) == -1 : order_values (a, b) == 1;
      if (tree->type == COW_TYPE_INT)
        return give_integer (first ? a->integer : b->integer, result);
      if (isnan (as_real (a)))
        first = TRUE;
      return give_real (first ? as_real (a) : as_real (b), result);
    }
  if (strcmp (word, "abs") == 0)
    return tree->type == COW_TYPE_INT ? give_integer (a->integer < 0 ? -(__int128)a->integer : a->integer, result)
                                      : give_real (fabs (a->real), result);
  if (strcmp (word, "sqrt") == 0)
    return !(a->real < 0) && give_real (sqrt (a->real), result);
  if (strcmp (word, "log") == 0)
    return !(a->real <= 0) && give_real (log (a->real), result);
  if (strcmp (word, "exp") == 0)
    return give_real (exp (a->real), result);
  if (strcmp (word, "len") == 0)
    return give_integer (g_utf8_strlen (a->text, (gssize)a->length), result);
  if (strcmp (word, "lower") == 0 || strcmp (word, "upper") == 0)
    {
      char *text = word[0] == 'l' ? g_utf8_strdown (a->text, (gssize)a->length) : g_utf8_strup (a->text, (gssize)a->length);
      g_ptr_array_add (kept, text);
      *result = (CowValue){ .type = COW_TYPE_STRING, .text = text, .length = strlen (text) };
      return TRUE;
    }
  double whole = word[0] == 'f' ? floor (a->real) : word[0] == 'c' ? ceil (a->real) : round (a->real);
  return whole >= -0x1p63L && whole < 0x1p63L && give_integer ((__int128)whole, result);
}

static gboolean
walk_in (const Tree *tree, const CowValue *values, CowValue *result)
{
  gboolean found = order_values (&values[0], &values[1]) == 0 || order_values (&values[0], &values[2]) == 0;
  return give_bool (found == (tree->word[0] == 'i'), result);
}

static gboolean
walk (const Tree *tree, const CowRow *row, GPtrArray *kept, CowValue *result)
{
  CowValue values[3] = { { .type = COW_TYPE_NULL } };

  if (tree->kind == TREE_LITERAL)
    {
      *result = tree->value;
      return TRUE;
    }
  if (tree->kind == TREE_COLUMN)
    {
      *result = cow_column_value (tree->column, tree->of_source ? row->source : row->edge);
      return TRUE;
    }
  if (tree->kind == TREE_BINARY && tree->level <= 2)
    return walk_logic (tree, row, kept, result);
  if (tree->kind == TREE_CALL && strcmp (tree->word, "if") == 0)
    {
      if (!walk (tree->children[0], row, kept, &values[0])
          || !walk (tree->children[values[0].type == COW_TYPE_BOOL && values[0].boolean ? 1 : 2], row, kept, result))
        return FALSE;
      return result->type != COW_TYPE_INT || tree->type != COW_TYPE_REAL || give_real ((double)result->integer, result);
    }
  for (guint i = 0; i < tree->n; i++)
    if (!walk (tree->children[i], row, kept, &values[i]))
      return FALSE;
  if (tree->kind == TREE_ASK)
    return give_bool ((values[0].type == COW_TYPE_NULL) == (tree->word[0] == '='), result);
  result->type = COW_TYPE_NULL;
  for (guint i = 0; i < tree->n; i++)
    if (values[i].type == COW_TYPE_NULL)
      return TRUE;
  switch (tree->kind)
    {
    case TREE_UNARY:
      if (tree->type == COW_TYPE_BOOL)
        return give_bool (!values[0].boolean, result);
      return tree->type == COW_TYPE_INT ? give_integer (-(__int128)values[0].integer, result) : give_real (-values[0].real, result);
    case TREE_BINARY:
      return tree->level == 4 ? walk_comparison (tree, &values[0], &values[1], result)
                              : walk_arithmetic (tree, &values[0], &values[1], result);
    case TREE_IN:
      return walk_in (tree, values, result);
    default:
      return walk_call (tree, &values[0], &values[1], kept, result);
    }
}

static CowGraph *
make_random_graph (guint n)
{
  static const gint64 integers[] = { 0, 1, -1, 5, G_MAXINT64, G_MININT64, G_GINT64_CONSTANT (9007199254740993), 42 };
  static const double reals[] = { 0.5, -0.5, 2.0, 1e300, -1e18, 9007199254740992.0, 0.0, 3.75 };
  static const char *const strings[] = { "a", "b", "ab", "A", "É", "zebra", "q", "é" };
  CowBuilderOptions options = { .directed = TRUE, .format = "test" };
  CowBuilder *builder = cow_builder_new (&options);
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  g_assert_true (cow_builder_sequence (builder, 0, n, NULL));
  for (guint32 e = 0; e < n; e++)
    g_assert_true (cow_builder_edge (builder, e, (e * 7 + 1) % n, NULL));
  for (guint side = 0; side < 2; side++)
    {
      static const char *const names[2][4] = { { "b", "i", "r", "s" }, { "vb", "vi", "vr", "vs" } };
      for (guint c = 0; c < 4; c++)
        {
          guint column = cow_builder_column (builder, side == 1, names[side][c], COW_TYPE_BOOL + c);
          for (guint row = 0; row < n; row++)
            {
              guint k = (guint)g_rand_int_range (random, 0, 9);
              CowValue value = { .type = COW_TYPE_BOOL + c };
              if (k == 8)
                continue; /* a null */
              if (c == 0)
                value.boolean = k % 2;
              else if (c == 1)
                value.integer = integers[k];
              else if (c == 2)
                value.real = reals[k];
              else
                {
                  value.text = strings[k];
                  value.length = strlen (strings[k]);
                }
              g_assert_true (cow_builder_cell (builder, column, row, &value, NULL));
            }
        }
    }
  return fixture_finish (builder);
}

static void
test_random (void)
{
  g_autoptr (CowGraph) graph = make_random_graph (40);
  g_autoptr (GRand) random = g_rand_new_with_seed (2024);
  guint n_values = 0, n_nulls = 0, n_errors = 0;

  for (guint round = 0; round < 4000; round++)
    {
      g_autoptr (GPtrArray) trees = g_ptr_array_new_with_free_func (g_free);
      Grower grower = { .random = random, .graph = graph, .trees = trees };
      const Tree *tree = grow (&grower, (CowType)(COW_TYPE_BOOL + round % 4), 1 + round % 5);
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      write_tree (tree, 0, text);
      g_autoptr (CowExpr) expr = cow_expr_new (text->str, COW_SCOPE_EDGE, graph, &error);
      if (!expr)
        g_error ("%s: %s", text->str, error->message);
      g_assert_cmpint (cow_expr_type (expr), ==, tree->type);
      for (guint32 e = 0; e < graph->m; e++)
        {
          g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
          g_autoptr (GError) problem = NULL;
          CowRow row = { .edge = e };
          CowValue wanted = { .type = COW_TYPE_NULL }, value = { .type = COW_TYPE_NULL };
          g_assert_true (cow_graph_edge_ends (graph, e, &row.source, &row.target, &row.arc));
          gboolean fine = walk (tree, &row, kept, &wanted), works = cow_expr_eval (expr, &row, &value, &problem);
          n_errors += !fine;
          n_nulls += fine && wanted.type == COW_TYPE_NULL;
          n_values += fine && wanted.type != COW_TYPE_NULL;
          g_autofree char *a = fine ? describe (TRUE, &wanted, NULL) : NULL, *b = works ? describe (TRUE, &value, NULL) : NULL;
          if (g_strcmp0 (a, b) != 0)
            g_error ("%s, edge %u: %s where %s was expected", text->str, e, b ? b : problem->message, a ? a : "an error");
        }
    }
  /* The sample must be worth something. */
  g_assert_cmpuint (n_values, >, 50000);
  g_assert_cmpuint (n_nulls, >, 10000);
  g_assert_cmpuint (n_errors, >, 5000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expr/random", test_random);
  return g_test_run ();
}
