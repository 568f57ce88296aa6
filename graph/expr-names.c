/* expr-names.c - what a name in an expression means: a column, or something built in; and what to say when it means nothing.
 *
 * An attribute of the graph wins over what is built in under the same name. */
#include "config.h"

#include <string.h>

#include "graph/expr-private.h"

static gboolean
has_inline_weight (const CowGraph *graph)
{
  return graph->meta->weight_kind != COW_WEIGHT_NONE && graph->meta->weight_name[0];
}

static gboolean
find_built_in (const CowGraph *graph, gboolean on_vertex, const char *name, CowAccess *access)
{
  static const struct
  {
    const char *name;
    CowAccessKind kind;
    CowType type;
    guint axis;
  } vertex_names[] = {
    { "name", COW_ACCESS_NAME, COW_TYPE_STRING, 0 },         { "degree", COW_ACCESS_DEGREE, COW_TYPE_INT, 0 },
    { "appearance", COW_ACCESS_APPEARANCE, COW_TYPE_INT, 0 }, { "x", COW_ACCESS_COORDINATE, COW_TYPE_REAL, 0 },
    { "y", COW_ACCESS_COORDINATE, COW_TYPE_REAL, 1 },         { "lon", COW_ACCESS_COORDINATE, COW_TYPE_REAL, 0 },
    { "lat", COW_ACCESS_COORDINATE, COW_TYPE_REAL, 1 },
  };

  /* `weight` is understood whatever the input calls it. */
  if (!on_vertex && has_inline_weight (graph)
      && (strcmp (name, "weight") == 0 || strncmp (name, graph->meta->weight_name, sizeof graph->meta->weight_name) == 0))
    {
      access->kind = COW_ACCESS_INLINE_WEIGHT;
      access->type = graph->meta->weight_kind == COW_WEIGHT_F64 ? COW_TYPE_REAL : COW_TYPE_INT;
      return TRUE;
    }
  if (!on_vertex && strcmp (name, "id") == 0)
    {
      access->kind = COW_ACCESS_EDGE_NUMBER;
      access->type = COW_TYPE_INT;
      return TRUE;
    }
  for (guint i = 0; on_vertex && i < G_N_ELEMENTS (vertex_names); i++)
    if (strcmp (name, vertex_names[i].name) == 0 && (vertex_names[i].kind != COW_ACCESS_COORDINATE || graph->coordinates))
      {
        access->kind = vertex_names[i].kind;
        access->type = vertex_names[i].type;
        access->axis = vertex_names[i].axis;
        return TRUE;
      }
  return FALSE;
}

static gboolean
find_attribute (const CowGraph *graph, gboolean on_vertex, const char *name, CowAccess *access)
{
  if (!graph)
    return FALSE;
  const CowColumn *column = cow_graph_column (graph, on_vertex, name);
  if (!column)
    return find_built_in (graph, on_vertex, name, access);
  access->kind = COW_ACCESS_COLUMN;
  access->type = column->type;
  access->column = *column;
  return TRUE;
}

/* Edit distance with neighboring letters exchanged, of short words. */
static guint
measure_distance (const char *a, const char *b)
{
  guint rows[3][65];
  gsize a_length = strlen (a), b_length = strlen (b);

  if (a_length > 64 || b_length > 64)
    return G_MAXUINT;
  for (guint j = 0; j <= b_length; j++)
    rows[0][j] = j;
  for (guint i = 1; i <= a_length; i++)
    {
      guint *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
      row[0] = i;
      for (guint j = 1; j <= b_length; j++)
        {
          guint change = above[j - 1] + (g_ascii_tolower (a[i - 1]) != g_ascii_tolower (b[j - 1]));
          row[j] = MIN (MIN (above[j] + 1, row[j - 1] + 1), change);
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], two_above[j - 2] + 1);
        }
    }
  return rows[a_length % 3][b_length];
}

static GPtrArray *
list_names (const CowGraph *graph, gboolean on_vertex)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; graph && graph->columns && i < graph->columns->len; i++)
    {
      const CowColumn *column = graph->columns->pdata[i];
      if (!column->on_vertex == !on_vertex)
        g_ptr_array_add (names, (char *)column->name);
    }
  if (!graph)
    return names;
  if (!on_vertex)
    {
      if (has_inline_weight (graph))
        g_ptr_array_add (names, (char *)graph->meta->weight_name);
      g_ptr_array_add (names, (char *)"id");
      return names;
    }
  g_ptr_array_add (names, (char *)"name");
  g_ptr_array_add (names, (char *)"degree");
  g_ptr_array_add (names, (char *)"appearance");
  if (graph->coordinates)
    {
      g_ptr_array_add (names, (char *)"x");
      g_ptr_array_add (names, (char *)"y");
    }
  return names;
}

static gboolean
fail_unknown (const CowExpr *expr, const CowNode *node, gboolean on_vertex, GError **error)
{
  g_autoptr (GPtrArray) names = list_names (expr->graph, on_vertex);
  g_autoptr (GString) hint = g_string_new (NULL);
  const char *side = on_vertex ? "vertex" : "edge", *near = NULL;
  guint best = MIN (3, (guint)strlen (node->name) / 3 + 2);

  for (guint i = 0; i < names->len; i++)
    {
      guint distance = measure_distance (node->name, names->pdata[i]);
      if (distance < best)
        {
          best = distance;
          near = names->pdata[i];
        }
    }
  if (near)
    g_string_printf (hint, "did you mean \"%s\"?", near);
  else
    {
      g_string_append (hint, "there are ");
      for (guint i = 0; i < names->len && i < 8; i++)
        g_string_append_printf (hint, "%s%s", i ? ", " : "", (const char *)names->pdata[i]);
      if (names->len > 8)
        g_string_append (hint, ", …");
      if (!names->len)
        g_string_assign (hint, "there is no graph");
    }
  return cow_expr_fail (error, COW_GRAPH_ERROR_UNKNOWN, expr->text, node->place, "unknown %s attribute \"%s\" (%s)", side, node->name,
                        hint->str);
}

static gboolean
bind_value (CowExpr *expr, CowNode *node, GError **error)
{
  g_autofree char *name = node->prefix ? g_strdup_printf ("%s.%s", node->prefix, node->name) : g_strdup (node->name);
  CowValue value = { .type = COW_TYPE_NULL };

  if (!expr->lookup || !expr->lookup (name, &value, expr->lookup_user))
    return cow_expr_fail (error, COW_GRAPH_ERROR_UNKNOWN, expr->text, node->place, "unknown variable \"%s\"", name);
  if (value.type == COW_TYPE_STRING)
    value.text = g_string_chunk_insert_len (expr->chunk, value.text ? value.text : "", (gssize)value.length);
  node->kind = COW_NODE_LITERAL;
  node->value = value;
  return TRUE;
}

static gboolean
choose_part (const CowExpr *expr, const CowNode *node, CowRowPart *part, GError **error)
{
  gboolean edges = expr->scope == COW_SCOPE_EDGE;
  const char *prefix = node->prefix;

  if (!prefix)
    *part = edges ? COW_ROW_EDGE : COW_ROW_VERTEX;
  else if (edges && strcmp (prefix, "e") == 0)
    *part = COW_ROW_EDGE;
  else if (edges && strcmp (prefix, "src") == 0)
    *part = COW_ROW_SOURCE;
  else if (edges && strcmp (prefix, "dst") == 0)
    *part = COW_ROW_TARGET;
  else if (!edges && strcmp (prefix, "v") == 0)
    *part = COW_ROW_VERTEX;
  else
    return cow_expr_fail (error, COW_GRAPH_ERROR_UNKNOWN, expr->text, node->place,
                          edges ? "\"%s.\" means nothing here: this is about edges, use src. or dst."
                                : "\"%s.\" means nothing here: this is about vertices, use v. or no prefix",
                          prefix);
  return TRUE;
}

gboolean
cow_expr_bind (CowExpr *expr, CowNode *node, GError **error)
{
  CowAccess access = { .kind = COW_ACCESS_COLUMN }, other = access;

  if (expr->scope == COW_SCOPE_VALUES)
    return bind_value (expr, node, error);
  if (!choose_part (expr, node, &access.part, error))
    return FALSE;
  gboolean on_vertex = access.part != COW_ROW_EDGE;
  if (!find_attribute (expr->graph, on_vertex, node->name, &access))
    {
      if (!node->prefix && find_attribute (expr->graph, !on_vertex, node->name, &other))
        return cow_expr_fail (error, COW_GRAPH_ERROR_UNKNOWN, expr->text, node->place,
                              on_vertex ? "\"%s\" is an attribute of edges, not of vertices"
                                        : "\"%s\" is an attribute of vertices: use src.%s or dst.%s",
                              node->name, node->name, node->name);
      return fail_unknown (expr, node, on_vertex, error);
    }
  if (access.part == COW_ROW_SOURCE || access.part == COW_ROW_TARGET)
    expr->uses_ends = TRUE;
  node->type = access.type;
  node->access = (int)expr->accesses->len;
  g_ptr_array_add (expr->accesses, g_memdup2 (&access, sizeof access));
  return TRUE;
}
