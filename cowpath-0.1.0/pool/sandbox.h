/* sandbox.h - what a child that parses foreign input may still do: next to nothing.
 *
 * Called in the child after it opened its input: read from that descriptor, grow one memfd, use memory, write frames,
 * leave. seccomp (libseccomp) kills on anything else with a message; landlock, where the kernel has it, takes the file system. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Errors: COW_POOL_ERROR_SYSTEM when seccomp refuses (the child must then not parse). landlock is best effort.
 * threads: also allow what pthread_create needs. Call it once per process: the second call is forbidden by the first. */
gboolean cow_sandbox_enter (gboolean threads, GError **error);

G_END_DECLS
