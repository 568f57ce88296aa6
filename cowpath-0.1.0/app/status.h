/* status.h - exit statuses of the contract, and how an error becomes one. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  COW_STATUS_DONE = 0,
  COW_STATUS_NO = 1,      /* the answer is no: no path, an assert is false */
  COW_STATUS_USAGE = 2,   /* unknown command, option, operand, vertex, set; bad expression */
  COW_STATUS_FILE = 3,    /* could not be read or written, or is malformed */
  COW_STATUS_FAILED = 4,  /* some tasks failed */
  COW_STATUS_PARTIAL = 5, /* a timeout or a deadline stopped it */
  COW_STATUS_MEMORY = 6,
  COW_STATUS_INTERRUPTED = 130,
} CowStatus;

/* Errors of this folder; the code is a CowStatus. */
#define COW_APP_ERROR (cow_app_error_quark ())
GQuark cow_app_error_quark (void);

CowStatus cow_status_of_error (const GError *error);
/* Sets a COW_APP_ERROR; returns FALSE so that callers can return it. */
gboolean cow_fail (GError **error, CowStatus status, const char *format, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
