/* help.h - the help command: the registry and the topics as plain text. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A piece of the manual that is no command. Paragraphs are separated by empty lines; lines that begin with a blank stay as
 * they are. */
typedef struct
{
  const char *name;
  const char *title;
  const char *text;
} CowTopic;

const CowTopic *cow_topics (guint *n); /* in the order of the manual */
/* The table of keys as lines of text; (transfer full). */
char *cow_topic_keys (void);
/* The algorithms in paragraphs; (transfer full). (algorithms.c) */
char *cow_topic_algorithms (void);

/* Help about a command or a topic, NULL: the list of both. Wrapped at `width` columns (at least 40); (transfer full).
 * Errors: COW_STATUS_USAGE, `no help on "…"` with a near name. */
char *cow_help_text (const char *topic, guint width, GError **error);

/* A manual page, formatted; (transfer full). Errors: COW_STATUS_USAGE for an unknown page, COW_STATUS_FILE. (man-page.c) */
char *cow_help_manual (const char *page, GError **error);

/* What an operand or option of this kind may be, for tables of help; "" for plain text. Borrowed. */
const char *cow_argument_kind_text (guint kind);

G_END_DECLS
