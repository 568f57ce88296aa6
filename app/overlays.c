/* overlays.c - see overlays.h. */
#include "app/overlays.h"

#include <string.h>

static void
named_free (gpointer data)
{
  CowNamedOverlay *named = data;

  cow_overlay_unref (named->overlay);
  g_free (named->name);
  g_free (named);
}

CowOverlays *
cow_overlays_new (void)
{
  CowOverlays *overlays = g_new0 (CowOverlays, 1);

  overlays->all = g_ptr_array_new_with_free_func (named_free);
  overlays->used = g_ptr_array_new ();
  return overlays;
}

void
cow_overlays_free (CowOverlays *overlays)
{
  g_ptr_array_unref (overlays->used);
  g_ptr_array_unref (overlays->all);
  g_free (overlays);
}

CowNamedOverlay *
cow_overlays_find (const CowOverlays *overlays, const char *name)
{
  for (guint i = 0; i < overlays->all->len; i++)
    {
      CowNamedOverlay *named = g_ptr_array_index (overlays->all, i);

      if (g_str_equal (named->name, name))
        return named;
    }
  return NULL;
}

CowNamedOverlay *
cow_overlays_get (const CowOverlays *overlays, const char *name, GError **error)
{
  g_autofree const char **names = g_new0 (const char *, overlays->all->len + 1);
  CowNamedOverlay *named = cow_overlays_find (overlays, name);
  const char *near;

  if (named)
    return named;
  for (guint i = 0; i < overlays->all->len; i++)
    names[i] = ((CowNamedOverlay *)g_ptr_array_index (overlays->all, i))->name;
  near = cow_nearest_word (name, names);
  cow_fail (error, COW_STATUS_USAGE, near ? "unknown overlay \"%s\" (did you mean \"%s\"?)" : "unknown overlay \"%s\"", name, near);
  return NULL;
}

gboolean
cow_overlays_check_name (const char *name, GError **error)
{
  gboolean ok = name[0] && name[0] != '-' && !g_str_equal (name, "none");

  for (const char *at = name; *at && ok; at++)
    ok = g_ascii_isalnum (*at) || strchr ("_-.", *at);
  return ok || cow_fail (error, COW_STATUS_USAGE, "\"%s\" is no name of an overlay: letters, digits, _ - . (none means no overlay)", name);
}

CowNamedOverlay *
cow_overlays_put (CowOverlays *overlays, const char *name, CowOverlay *overlay)
{
  CowNamedOverlay *named = cow_overlays_find (overlays, name);

  if (!named)
    {
      named = g_new0 (CowNamedOverlay, 1);
      named->name = g_strdup (name);
      g_ptr_array_add (overlays->all, named);
    }
  g_clear_pointer (&named->overlay, cow_overlay_unref);
  named->overlay = overlay;
  named->hits = 0;
  cow_overlays_touch (overlays, named);
  return named;
}

void
cow_overlays_drop (CowOverlays *overlays, CowNamedOverlay *named)
{
  g_ptr_array_remove (overlays->used, named);
  g_ptr_array_remove (overlays->all, named);
}

void
cow_overlays_touch (CowOverlays *overlays, CowNamedOverlay *named)
{
  named->version = ++overlays->version;
}

static gboolean
add_names (const CowOverlays *overlays, const char *names, GPtrArray *chosen, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (names, ",", -1);

  for (guint i = 0; parts[i]; i++)
    {
      CowNamedOverlay *named = cow_overlays_get (overlays, parts[i], error);

      if (!named)
        return FALSE;
      if (!g_ptr_array_find (chosen, named, NULL))
        g_ptr_array_add (chosen, named);
    }
  if (chosen->len > COW_MOST_LAYERS)
    return cow_fail (error, COW_STATUS_USAGE, "%u overlays at once: at most %d", chosen->len, COW_MOST_LAYERS);
  return TRUE;
}

gboolean
cow_overlays_use (CowOverlays *overlays, const char *names, GError **error)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();

  if (!g_str_equal (names, "none") && !add_names (overlays, names, chosen, error))
    return FALSE;
  g_ptr_array_unref (overlays->used);
  overlays->used = g_steal_pointer (&chosen);
  return TRUE;
}

GPtrArray *
cow_overlays_choose (const CowOverlays *overlays, const CowCall *call, GError **error)
{
  const GPtrArray *words = cow_call_option_all (call, "overlay");
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();

  for (guint i = 0; !words && i < overlays->used->len; i++)
    g_ptr_array_add (chosen, g_ptr_array_index (overlays->used, i));
  for (guint i = 0; words && i < words->len; i++)
    {
      const char *names = g_ptr_array_index (words, i);

      if (words->len == 1 && g_str_equal (names, "none"))
        break;
      if (!add_names (overlays, names, chosen, error))
        {
          g_prefix_error (error, "--overlay: ");
          return NULL;
        }
    }
  return g_steal_pointer (&chosen);
}

CowNamedOverlay *
cow_overlays_edited (const CowOverlays *overlays, const CowCall *call, GError **error)
{
  const GPtrArray *words = cow_call_option_all (call, "overlay");
  CowNamedOverlay *newest = NULL;

  if (words)
    {
      newest = cow_overlays_get (overlays, g_ptr_array_index (words, words->len - 1), error);
      if (!newest)
        g_prefix_error (error, "--overlay: ");
      return newest;
    }
  if (overlays->used->len)
    return g_ptr_array_index (overlays->used, overlays->used->len - 1);
  if (overlays->all->len)
    return g_ptr_array_index (overlays->all, overlays->all->len - 1);
  cow_fail (error, COW_STATUS_USAGE, "there is no overlay to edit: make one by overlay new NAME");
  return NULL;
}
