/* lexer.h - a line becomes words, a redirection and a background mark (commands.md, section 2). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  COW_OUT_NONE,
  COW_OUT_FILE,   /* > FILE */
  COW_OUT_APPEND, /* >> FILE */
  COW_OUT_INTO,   /* into @SET */
  COW_OUT_SHELL,  /* | SHELL-COMMAND: the rest of the line, raw */
  COW_OUT_NOWHERE, /* rows are counted (explain); no line says so */
} CowOutKind;

typedef struct
{
  GPtrArray *words;   /* of char*, quotes resolved */
  GArray *starts;     /* of int: where each word began in the line */
  int end;            /* where the last word ended */
  CowOutKind out;
  char *out_target;
  gboolean background;
} CowLine;

/* Does the line end in a backslash that continues it? */
gboolean cow_line_continues (const char *line);
/* Errors: COW_STATUS_USAGE with the column: unclosed quote, missing file … An empty line has no words. */
CowLine *cow_line_parse (const char *text, GError **error);
void cow_line_free (CowLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowLine, cow_line_free)

/* Quotes a word so that cow_line_parse reads it back; (transfer full). */
char *cow_word_quote (const char *word);

G_END_DECLS
