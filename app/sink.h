/* sink.h - where rows end: stdout, a file, a shell command, a set. */
#pragma once

#include <glib.h>

#include "app/call.h"
#include "app/row.h"

G_BEGIN_DECLS

typedef struct _CowSink CowSink;

/* For the redirection of the call. Errors: COW_STATUS_FILE. format: what was resolved; NULL sink never. */
CowSink *cow_sink_new (CowCall *call, CowGraphEntry *entry, CowRowFormat format, const CowRowContext *context, GError **error);
CowRowFormat cow_sink_format (const CowSink *sink);
gboolean cow_sink_takes_text (const CowSink *sink); /* finished lines may come instead of cells */
/* One record of cells, or n finished lines. FALSE: the output is broken (told by close). */
gboolean cow_sink_record (CowSink *sink, const guint8 *payload, gsize length);
gboolean cow_sink_lines (CowSink *sink, const char *lines, gsize length, guint n);
void cow_sink_flush (CowSink *sink); /* what is held goes out: a task ended, time passed */
/* Ends: JSON bracket, rename, set. complete FALSE: FILE.partial. */
gboolean cow_sink_close (CowSink *sink, gboolean complete, GError **error);
void cow_sink_free (CowSink *sink);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowSink, cow_sink_free)

G_END_DECLS
