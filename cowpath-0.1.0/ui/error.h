/* error.h - the error domain of ui/. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define COW_UI_ERROR (cow_ui_error_quark ())
GQuark cow_ui_error_quark (void);

typedef enum
{
  COW_UI_ERROR_TERMINAL, /* it cannot do what is needed */
} CowUiError;

G_END_DECLS
