/* call.h - one command as it was written: words checked against the registry, ready for its start function. */
#pragma once

#include <glib.h>

#include "app/command.h"
#include "app/lexer.h"
#include "app/session.h"

G_BEGIN_DECLS

struct _CowCall
{
  CowSession *session;
  const CowCommand *command;
  char *text;          /* as typed, for jobs and messages */
  char *where;         /* script:line, or NULL at a prompt */
  GPtrArray *operands; /* of char* */
  char *raw;           /* the line from the first word after the verb to the last, as written */
  GHashTable *options; /* char* -> GPtrArray of char*; checked */
  CowOutKind out;
  char *out_target;
  gboolean background;
  CowCall *estimated_by; /* owned: the `estimate` that wants to know what it would take, or NULL: then nothing is done */
  gboolean timed;      /* under `time` */
  CowCall *explained_by; /* owned: the `explain` that wants to know how this is answered, or NULL */
  gint64 started_ns;
  CowJob *job;         /* set by cow_job_new: the command goes on; the job owns the call */
  CowStatus status;    /* of a command that is done on return; DONE unless it says otherwise */
};

/* words from `first`; abbreviations: unique prefixes of verbs and options are accepted (at a prompt).
 * Errors: COW_STATUS_USAGE. */
CowCall *cow_call_new (CowSession *session, const CowLine *line, guint first, const char *text, gboolean abbreviations, GError **error);
/* The call asks what `question`, a call of another command, would ask: it has its operands, and its options beside those it has. */
void cow_call_adopt (CowCall *call, const CowCall *question);
void cow_call_free (CowCall *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowCall, cow_call_free)

guint cow_call_n_operands (const CowCall *call);
const char *cow_call_operand (const CowCall *call, guint index); /* NULL: not given */
const char *cow_call_option (const CowCall *call, const char *name); /* the default when not given; may be NULL */
gboolean cow_call_has (const CowCall *call, const char *name);       /* given, or a flag that is set */
GPtrArray *cow_call_option_all (const CowCall *call, const char *name); /* borrowed, NULL when not given */
/* Typed; the parser has checked that these read. Return FALSE when neither given nor defaulted. */
gboolean cow_call_int (const CowCall *call, const char *name, gint64 *value);
gboolean cow_call_real (const CowCall *call, const char *name, double *value);
gboolean cow_call_duration (const CowCall *call, const char *name, gint64 *ns);
gboolean cow_call_size (const CowCall *call, const char *name, guint64 *bytes);

G_END_DECLS
