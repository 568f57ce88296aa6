/* expr-parser.c - words become nodes, by recursive descent: or < and < not < comparison < sum < product < minus < call.
 *
 * Nesting, height and number of nodes are bounded, so that no text can exhaust the stack of whoever walks the tree. */
#include "config.h"

#include <string.h>

#include "graph/expr-private.h"

const CowFunctionInfo cow_expr_functions[] = {
  [COW_FUNCTION_MIN] = { "min", 1, G_MAXUINT },
  [COW_FUNCTION_MAX] = { "max", 1, G_MAXUINT },
  [COW_FUNCTION_ABS] = { "abs", 1, 1 },
  [COW_FUNCTION_LOG] = { "log", 1, 1 },
  [COW_FUNCTION_EXP] = { "exp", 1, 1 },
  [COW_FUNCTION_SQRT] = { "sqrt", 1, 1 },
  [COW_FUNCTION_IF] = { "if", 3, 3 },
  [COW_FUNCTION_FLOOR] = { "floor", 1, 1 },
  [COW_FUNCTION_CEIL] = { "ceil", 1, 1 },
  [COW_FUNCTION_ROUND] = { "round", 1, 1 },
  [COW_FUNCTION_LEN] = { "len", 1, 1 },
  [COW_FUNCTION_LOWER] = { "lower", 1, 1 },
  [COW_FUNCTION_UPPER] = { "upper", 1, 1 },
  { NULL, 0, 0 },
};

typedef struct
{
  CowExpr *expr;
  CowLexer lexer;
  CowToken token; /* the one to look at */
  guint32 last_end; /* of the one before */
  guint nesting;
} Parser;

static CowNode *parse_or (Parser *parser, GError **error);

static gboolean
fail_at (const Parser *parser, gsize place, GError **error, const char *format, ...) G_GNUC_PRINTF (4, 5);

static gboolean
fail_at (const Parser *parser, gsize place, GError **error, const char *format, ...)
{
  va_list list;
  va_start (list, format);
  g_autofree char *message = g_strdup_vprintf (format, list);
  va_end (list);
  return cow_expr_fail (error, COW_GRAPH_ERROR_SYNTAX, parser->lexer.text, place, "%s", message);
}

static gboolean
advance (Parser *parser, GError **error)
{
  parser->last_end = parser->token.end;
  return cow_lexer_next (&parser->lexer, &parser->token, error);
}

static gboolean
at_operator (const Parser *parser, const char *text)
{
  return parser->token.kind == COW_TOKEN_OPERATOR && strcmp (parser->token.text, text) == 0;
}

static gboolean
at_word (const Parser *parser, const char *word)
{
  return parser->token.kind == COW_TOKEN_NAME && strcmp (parser->token.text, word) == 0;
}

static gboolean
fail_unexpected (const Parser *parser, GError **error, const char *wanted)
{
  const CowToken *token = &parser->token;

  if (token->kind == COW_TOKEN_END)
    return fail_at (parser, token->start, error, "expression ends where %s should stand", wanted);
  return fail_at (parser, token->start, error, "unexpected \"%.*s\" where %s should stand", (int)cow_expr_cut (parser->lexer.text + token->start, token->end - token->start, 40),
                  parser->lexer.text + token->start, wanted);
}

static gboolean
expect (Parser *parser, const char *text, GError **error)
{
  g_autofree char *wanted = NULL;

  if (at_operator (parser, text))
    return advance (parser, error);
  wanted = g_strdup_printf ("\"%s\"", text);
  return fail_unexpected (parser, error, wanted);
}

static gboolean
enter (Parser *parser, GError **error)
{
  if (++parser->nesting > COW_EXPR_MAX_NESTING)
    return fail_at (parser, parser->token.start, error, "nested deeper than %d levels", COW_EXPR_MAX_NESTING);
  return TRUE;
}

static CowNode *
new_node (Parser *parser, CowNodeKind kind, guint32 start, guint32 place, guint32 end, GError **error)
{
  if (parser->expr->nodes->len >= COW_EXPR_MAX_NODES)
    {
      fail_at (parser, place, error, "expression has more than %d parts", COW_EXPR_MAX_NODES);
      return NULL;
    }
  CowNode *node = g_new0 (CowNode, 1);
  g_ptr_array_add (parser->expr->nodes, node);
  node->kind = kind;
  node->start = start;
  node->place = place;
  node->end = end;
  node->height = 1;
  node->access = -1;
  return node;
}

static gboolean
adopt (Parser *parser, CowNode *node, CowNode *const *children, guint n, GError **error)
{
  node->children = g_memdup2 (children, n * sizeof *children);
  node->n_children = n;
  for (guint i = 0; i < n; i++)
    {
      node->height = MAX (node->height, children[i]->height + 1);
      node->start = MIN (node->start, children[i]->start);
      node->end = MAX (node->end, children[i]->end);
    }
  if (node->height > COW_EXPR_MAX_HEIGHT)
    return fail_at (parser, node->place, error, "more than %d operations depend on each other", COW_EXPR_MAX_HEIGHT);
  return TRUE;
}

static CowNode *
join (Parser *parser, CowNodeKind kind, guint32 place, CowNode *left, CowNode *right, GError **error)
{
  CowNode *children[2] = { left, right };
  CowNode *node = new_node (parser, kind, left->start, place, right->end, error);
  return node && adopt (parser, node, children, 2, error) ? node : NULL;
}

static CowNode *
new_literal (Parser *parser, guint32 start, guint32 end, CowValue value, GError **error)
{
  CowNode *node = new_node (parser, COW_NODE_LITERAL, start, start, end, error);
  if (node)
    {
      node->value = value;
      node->null_word = value.type == COW_TYPE_NULL;
    }
  return node;
}

/* Arguments or list members up to the closing parenthesis, the opening one consumed. */
static GPtrArray *
parse_members (Parser *parser, GError **error)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new ();

  if (!enter (parser, error))
    return NULL;
  while (!at_operator (parser, ")"))
    {
      CowNode *member = parse_or (parser, error);
      if (!member)
        return NULL;
      g_ptr_array_add (members, member);
      if (at_operator (parser, ","))
        {
          if (!advance (parser, error))
            return NULL;
          if (at_operator (parser, ")"))
            {
              fail_unexpected (parser, error, "a value");
              return NULL;
            }
        }
      else if (!at_operator (parser, ")"))
        {
          fail_unexpected (parser, error, "\",\" or \")\"");
          return NULL;
        }
    }
  parser->nesting--;
  if (!advance (parser, error))
    return NULL;
  return g_steal_pointer (&members);
}

static CowNode *
parse_call (Parser *parser, const CowToken *name, GError **error)
{
  guint found = 0;

  while (cow_expr_functions[found].name && strcmp (cow_expr_functions[found].name, name->text) != 0)
    found++;
  const CowFunctionInfo *function = &cow_expr_functions[found];
  if (!function->name)
    {
      g_autoptr (GString) known = g_string_new (NULL);
      for (guint i = 0; cow_expr_functions[i].name; i++)
        g_string_append_printf (known, "%s%s", i ? " " : "", cow_expr_functions[i].name);
      fail_at (parser, name->start, error, "no function \"%s\" (there are %s)", name->text, known->str);
      return NULL;
    }
  if (!advance (parser, error))
    return NULL;
  g_autoptr (GPtrArray) arguments = parse_members (parser, error);
  if (!arguments)
    return NULL;
  if (arguments->len < function->least || arguments->len > function->most)
    {
      fail_at (parser, name->start, error, "%s() takes %s%u argument%s, not %u", function->name,
               function->most > function->least ? "at least " : "", function->least, function->least == 1 ? "" : "s", arguments->len);
      return NULL;
    }
  CowNode *node = new_node (parser, COW_NODE_CALL, name->start, name->start, parser->last_end, error);
  if (!node || !adopt (parser, node, (CowNode **)arguments->pdata, arguments->len, error))
    return NULL;
  node->end = parser->last_end;
  node->function = (CowFunction)found;
  return node;
}

static gboolean
is_prefix (const char *text)
{
  static const char *const prefixes[] = { "e", "v", "src", "dst" };
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (strcmp (text, prefixes[i]) == 0)
      return TRUE;
  return FALSE;
}

/* first { "." name }: a prefix and a name, or a name with dots in it. */
static CowNode *
parse_attribute (Parser *parser, const CowToken *first, GError **error)
{
  g_autoptr (GString) name = g_string_new (NULL);
  const char *prefix = NULL;

  if (at_operator (parser, ".") && first->kind == COW_TOKEN_NAME && is_prefix (first->text))
    prefix = first->text;
  else
    g_string_append (name, first->text);
  while (at_operator (parser, "."))
    {
      if (!advance (parser, error))
        return NULL;
      if (parser->token.kind != COW_TOKEN_NAME && parser->token.kind != COW_TOKEN_QUOTED_NAME)
        {
          fail_unexpected (parser, error, "the name of an attribute");
          return NULL;
        }
      g_string_append_printf (name, "%s%s", name->len ? "." : "", parser->token.text);
      if (!advance (parser, error))
        return NULL;
    }
  CowNode *node = new_node (parser, COW_NODE_ATTRIBUTE, first->start, first->start, parser->last_end, error);
  if (!node)
    return NULL;
  node->prefix = (char *)prefix;
  node->name = g_string_chunk_insert (parser->lexer.chunk, name->str);
  return node;
}

static CowNode *
parse_name (Parser *parser, GError **error)
{
  static const char *const words[] = { "and", "or", "not", "in" };
  CowToken name = parser->token;
  gboolean plain = name.kind == COW_TOKEN_NAME;

  for (guint i = 0; plain && i < G_N_ELEMENTS (words); i++)
    if (strcmp (name.text, words[i]) == 0)
      {
        fail_unexpected (parser, error, "a value");
        return NULL;
      }
  if (!advance (parser, error))
    return NULL;
  if (plain && strcmp (name.text, "null") == 0)
    return new_literal (parser, name.start, name.end, (CowValue){ .type = COW_TYPE_NULL }, error);
  if (plain && (strcmp (name.text, "true") == 0 || strcmp (name.text, "false") == 0))
    return new_literal (parser, name.start, name.end, (CowValue){ .type = COW_TYPE_BOOL, .boolean = name.text[0] == 't' }, error);
  if (plain && at_operator (parser, "("))
    return parse_call (parser, &name, error);
  return parse_attribute (parser, &name, error);
}

static CowNode *
parse_primary (Parser *parser, GError **error)
{
  CowToken token = parser->token;
  CowValue value = { .type = COW_TYPE_NULL };

  switch (token.kind)
    {
    case COW_TOKEN_INT:
      value = (CowValue){ .type = COW_TYPE_INT, .integer = token.integer };
      break;
    case COW_TOKEN_REAL:
      value = (CowValue){ .type = COW_TYPE_REAL, .real = token.real };
      break;
    case COW_TOKEN_STRING:
      value = (CowValue){ .type = COW_TYPE_STRING, .text = token.text, .length = token.length };
      break;
    case COW_TOKEN_HUGE:
      fail_at (parser, token.start, error, "integer does not fit 64 bits");
      return NULL;
    case COW_TOKEN_NAME:
    case COW_TOKEN_QUOTED_NAME:
      return parse_name (parser, error);
    case COW_TOKEN_OPERATOR:
      if (at_operator (parser, "("))
        {
          if (!enter (parser, error) || !advance (parser, error))
            return NULL;
          CowNode *inner = parse_or (parser, error);
          if (!inner)
            return NULL;
          if (at_operator (parser, ","))
            {
              fail_at (parser, parser->token.start, error, "a list may only stand behind \"in\"");
              return NULL;
            }
          parser->nesting--;
          return expect (parser, ")", error) ? inner : NULL;
        }
      G_GNUC_FALLTHROUGH;
    case COW_TOKEN_END:
      fail_unexpected (parser, error, "a value");
      return NULL;
    }
  return advance (parser, error) ? new_literal (parser, token.start, token.end, value, error) : NULL;
}

static CowNode *
parse_unary (Parser *parser, GError **error)
{
  guint32 place = parser->token.start;
  CowNode *operand;

  if (at_operator (parser, "+"))
    {
      if (!enter (parser, error) || !advance (parser, error))
        return NULL;
      operand = parse_unary (parser, error);
      parser->nesting--;
      return operand;
    }
  if (!at_operator (parser, "-"))
    return parse_primary (parser, error);
  if (!enter (parser, error) || !advance (parser, error))
    return NULL;
  if (parser->token.kind == COW_TOKEN_HUGE)
    {
      parser->nesting--;
      guint32 end = parser->token.end;
      return advance (parser, error)
                 ? new_literal (parser, place, end, (CowValue){ .type = COW_TYPE_INT, .integer = G_MININT64 }, error)
                 : NULL;
    }
  operand = parse_unary (parser, error);
  parser->nesting--;
  if (!operand)
    return NULL;
  CowNode *node = new_node (parser, COW_NODE_NEGATE, place, place, operand->end, error);
  return node && adopt (parser, node, &operand, 1, error) ? node : NULL;
}

typedef struct
{
  const char *text;
  CowNodeKind kind;
} Operator;

static const Operator *
find_operator (const Parser *parser, const Operator *operators)
{
  for (; operators->text; operators++)
    if (at_operator (parser, operators->text))
      return operators;
  return NULL;
}

static CowNode *
parse_product (Parser *parser, GError **error)
{
  static const Operator operators[]
      = { { "*", COW_NODE_MULTIPLY }, { "/", COW_NODE_DIVIDE }, { "%", COW_NODE_REMAINDER }, { NULL, 0 } };
  const Operator *operator;
  CowNode *left = parse_unary (parser, error);

  while (left && (operator = find_operator (parser, operators)))
    {
      guint32 place = parser->token.start;
      CowNode *right = advance (parser, error) ? parse_unary (parser, error) : NULL;
      left = right ? join (parser, operator->kind, place, left, right, error) : NULL;
    }
  return left;
}

static CowNode *
parse_sum (Parser *parser, GError **error)
{
  static const Operator operators[] = { { "+", COW_NODE_ADD }, { "-", COW_NODE_SUBTRACT }, { NULL, 0 } };
  const Operator *operator;
  CowNode *left = parse_product (parser, error);

  while (left && (operator = find_operator (parser, operators)))
    {
      guint32 place = parser->token.start;
      CowNode *right = advance (parser, error) ? parse_product (parser, error) : NULL;
      left = right ? join (parser, operator->kind, place, left, right, error) : NULL;
    }
  return left;
}

/* left in (a, b, c): the first child is left, the others are the list. */
static CowNode *
parse_in (Parser *parser, CowNodeKind kind, CowNode *left, guint32 place, GError **error)
{
  if (!at_operator (parser, "("))
    {
      fail_unexpected (parser, error, "a list in parentheses");
      return NULL;
    }
  if (!advance (parser, error))
    return NULL;
  g_autoptr (GPtrArray) members = parse_members (parser, error);
  if (!members)
    return NULL;
  g_ptr_array_insert (members, 0, left);
  CowNode *node = new_node (parser, kind, left->start, place, parser->last_end, error);
  if (!node || !adopt (parser, node, (CowNode **)members->pdata, members->len, error))
    return NULL;
  node->end = parser->last_end;
  return node;
}

static const Operator comparisons[] = {
  { "==", COW_NODE_EQUAL },   { "!=", COW_NODE_UNEQUAL },       { "<", COW_NODE_LESS },   { "<=", COW_NODE_LESS_EQUAL },
  { ">", COW_NODE_GREATER }, { ">=", COW_NODE_GREATER_EQUAL }, { "=~", COW_NODE_MATCH }, { NULL, 0 },
};

static CowNode *
parse_comparison (Parser *parser, GError **error)
{
  CowNode *node = parse_sum (parser, error);
  guint32 place = parser->token.start;
  const Operator *operator;

  if (!node)
    return NULL;
  if ((operator = find_operator (parser, comparisons)))
    {
      CowNode *right = advance (parser, error) ? parse_sum (parser, error) : NULL;
      node = right ? join (parser, operator->kind, place, node, right, error) : NULL;
    }
  else if (at_word (parser, "in"))
    node = advance (parser, error) ? parse_in (parser, COW_NODE_IN, node, place, error) : NULL;
  else if (at_word (parser, "not"))
    {
      if (!advance (parser, error))
        return NULL;
      if (!at_word (parser, "in"))
        {
          fail_unexpected (parser, error, "\"in\"");
          return NULL;
        }
      node = advance (parser, error) ? parse_in (parser, COW_NODE_NOT_IN, node, place, error) : NULL;
    }
  else
    return node;
  if (node && (find_operator (parser, comparisons) || at_word (parser, "in")))
    {
      fail_at (parser, parser->token.start, error,
               "comparisons do not chain: join two of them with \"and\", as in \"a < b and b < c\", or use parentheses");
      return NULL;
    }
  return node;
}

static CowNode *
parse_not (Parser *parser, GError **error)
{
  guint32 place = parser->token.start;

  if (!at_word (parser, "not"))
    return parse_comparison (parser, error);
  if (!enter (parser, error) || !advance (parser, error))
    return NULL;
  CowNode *operand = parse_not (parser, error);
  parser->nesting--;
  if (!operand)
    return NULL;
  CowNode *node = new_node (parser, COW_NODE_NOT, place, place, operand->end, error);
  return node && adopt (parser, node, &operand, 1, error) ? node : NULL;
}

static CowNode *
parse_and (Parser *parser, GError **error)
{
  CowNode *left = parse_not (parser, error);

  while (left && at_word (parser, "and"))
    {
      guint32 place = parser->token.start;
      CowNode *right = advance (parser, error) ? parse_not (parser, error) : NULL;
      left = right ? join (parser, COW_NODE_AND, place, left, right, error) : NULL;
    }
  return left;
}

static CowNode *
parse_or (Parser *parser, GError **error)
{
  CowNode *left = parse_and (parser, error);

  while (left && at_word (parser, "or"))
    {
      guint32 place = parser->token.start;
      CowNode *right = advance (parser, error) ? parse_and (parser, error) : NULL;
      left = right ? join (parser, COW_NODE_OR, place, left, right, error) : NULL;
    }
  return left;
}

CowNode *
cow_expr_parse (CowExpr *expr, GError **error)
{
  Parser parser = { .expr = expr, .lexer = { .text = expr->text, .length = strlen (expr->text), .chunk = expr->chunk } };

  if (parser.lexer.length > COW_EXPR_MAX_TEXT)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_SYNTAX, "expression is longer than %d bytes", COW_EXPR_MAX_TEXT);
      return NULL;
    }
  if (!advance (&parser, error))
    return NULL;
  if (parser.token.kind == COW_TOKEN_END)
    {
      g_set_error_literal (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_SYNTAX, "expression is empty");
      return NULL;
    }
  CowNode *root = parse_or (&parser, error);
  if (!root)
    return NULL;
  if (parser.token.kind != COW_TOKEN_END)
    {
      fail_unexpected (&parser, error, "an operator or the end");
      return NULL;
    }
  return root;
}
