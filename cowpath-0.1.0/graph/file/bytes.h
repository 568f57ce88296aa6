/* bytes.h - an input a byte at a time, for readers whose tokens cross lines and buffers (GML, JSON). */
#pragma once

#include "graph/format.h"

G_BEGIN_DECLS

#define COW_BYTES_END (-1)
#define COW_BYTES_ERROR (-2)

typedef struct
{
  CowInput *input;
  CowProgress *progress, nobody; /* units: bytes; NULL: nobody looks */
  const char *at, *end;          /* what is left of the buffer */
  guint64 line, token_line;      /* where at stands, counted by the reader; where its token began */
} CowBytes;

static inline void
cow_bytes_init (CowBytes *bytes, CowInput *input, CowProgress *progress)
{
  *bytes = (CowBytes){ .input = input, .progress = progress, .line = 1, .token_line = 1 };
}

/* The first byte of the next buffer, COW_BYTES_END, or COW_BYTES_ERROR. */
int cow_bytes_refill (CowBytes *bytes, GError **error);
/* The next byte without taking it. */
static inline int
cow_bytes_peek (CowBytes *bytes, GError **error)
{
  return G_LIKELY (bytes->at < bytes->end) ? (guchar)*bytes->at : cow_bytes_refill (bytes, error);
}

/* `FILE:LINE: message` for the line of the token; returns FALSE. */
gboolean cow_bytes_error (const CowBytes *bytes, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* Puts `FILE:LINE: ` before a message that has no place yet. */
void cow_bytes_add_place (const CowBytes *bytes, GError **error);

G_END_DECLS
