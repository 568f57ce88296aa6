/* overlays.h - the overlays of a graph: by name, which are in use, how often their edges were used.
 *
 * Several may be in use: later ones over earlier ones. What `edge` edits is the last of those in use, else the newest. */
#pragma once

#include <glib.h>

#include "app/call.h"
#include "graph/overlay.h"

G_BEGIN_DECLS

#define COW_MOST_LAYERS 16 /* overlays of one command: hits travel in as many counters */

typedef struct
{
  char *name;
  CowOverlay *overlay;
  guint64 version; /* no two states of overlays of a graph have the same */
  guint64 hits;    /* edges it added or weighed on paths that were answered */
} CowNamedOverlay;

typedef struct _CowOverlays
{
  GPtrArray *all;  /* of CowNamedOverlay*, owned, in the order in which they were made */
  GPtrArray *used; /* of CowNamedOverlay*, borrowed */
  guint64 version;
} CowOverlays;

CowOverlays *cow_overlays_new (void);
void cow_overlays_free (CowOverlays *overlays);
CowNamedOverlay *cow_overlays_find (const CowOverlays *overlays, const char *name);
/* Errors: COW_STATUS_USAGE, with a near name. */
CowNamedOverlay *cow_overlays_get (const CowOverlays *overlays, const char *name, GError **error);
gboolean cow_overlays_check_name (const char *name, GError **error);
/* Takes the overlay; replaces what had the name, in its place. */
CowNamedOverlay *cow_overlays_put (CowOverlays *overlays, const char *name, CowOverlay *overlay);
void cow_overlays_drop (CowOverlays *overlays, CowNamedOverlay *named);
void cow_overlays_touch (CowOverlays *overlays, CowNamedOverlay *named); /* it was edited */
/* "A,B" or "none". */
gboolean cow_overlays_use (CowOverlays *overlays, const char *names, GError **error);

/* Those that a command is about: --overlay, else those in use. (transfer container) of CowNamedOverlay*, borrowed. */
GPtrArray *cow_overlays_choose (const CowOverlays *overlays, const CowCall *call, GError **error);
/* The one that an edit is about. */
CowNamedOverlay *cow_overlays_edited (const CowOverlays *overlays, const CowCall *call, GError **error);

G_END_DECLS
