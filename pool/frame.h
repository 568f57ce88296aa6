/* frame.h - what travels through a worker's pipe: frames of records, no longer than PIPE_BUF.
 *
 * A pipe takes at most PIPE_BUF bytes whole or not at all, so a worker that is killed while it writes leaves no half
 * frame behind. Decoding is a pure function of the bytes and trusts none of them.
 *
 * Shape of a frame (host byte order, both ends are one program):
 *   u16 length of the whole frame, u16 magic, u32 sequence (0, 1, 2 … per worker), u32 checksum of the rest and of
 *   the first eight bytes, then records:
 *   u8 kind, u8 outcome, u16 payload length, u64 task, u64 offset, payload
 * DATA: offset is the place of the payload in the task's stream. GROWN: offset bytes of the memfd are written; no
 * payload. END: offset is the length of the stream; the payload is empty, an error (i32 code, domain, NUL, message: UTF-8,
 * not terminated) or, of a task that was done, its tallies (u64 each). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define COW_FRAME_BYTES_MAX 4096u
#define COW_FRAME_HEAD_BYTES 12u
#define COW_FRAME_RECORD_BYTES 20u

typedef enum
{
  COW_RECORD_DATA = 1,
  COW_RECORD_END = 2,
  COW_RECORD_GROWN = 3,
} CowRecordKind;

/* Outcome on the wire, beside those of CowTaskOutcome: the stop flag was up when the task ended. */
#define COW_RECORD_INTERRUPTED 255

/* One record, pointing into the frame. */
typedef struct
{
  CowRecordKind kind;
  guint8 outcome;
  guint64 task;
  guint64 offset;
  const guint8 *payload;
  gsize length;
} CowRecord;

/* Worker: a frame that is being filled. */
typedef struct
{
  guint8 bytes[COW_FRAME_BYTES_MAX];
  gsize length; /* 0 or at least COW_FRAME_HEAD_BYTES */
  guint32 sequence;
} CowFrameWriter;

/* Takes as many of the bytes as fit. Returns: how many; 0 when the frame is full. */
gsize cow_frame_add_data (CowFrameWriter *writer, guint64 task, guint64 offset, const void *bytes, gsize length);
/* Returns: FALSE when it does not fit. */
gboolean cow_frame_add_grown (CowFrameWriter *writer, guint64 task, guint64 bytes);
/* Returns: FALSE when it does not fit. error may be NULL; a message that is too long is cut between characters. */
gboolean cow_frame_add_end (CowFrameWriter *writer, guint64 task, guint64 total, guint8 outcome, const GError *error);
/* The same for a task that was done and counted something. Returns: FALSE when it does not fit. */
gboolean cow_frame_add_tallies (CowFrameWriter *writer, guint64 task, guint64 total, guint8 outcome, const guint64 *tallies, guint n);
/* Finish the frame: writer->bytes, writer->length are what is to be written. Afterwards cow_frame_clear. */
void cow_frame_seal (CowFrameWriter *writer);
void cow_frame_clear (CowFrameWriter *writer);

/* Session: a frame that was checked from end to end. */
typedef struct
{
  const guint8 *bytes;
  gsize length;
  guint32 sequence;
  gsize position;
} CowFrame;

/* Look at the first frame in bytes. Returns: its length when it is whole and sound, 0 when more bytes are needed,
 * -1 when this can never become a frame. */
gssize cow_frame_decode (const guint8 *bytes, gsize available, CowFrame *frame);
/* The next record of a decoded frame; FALSE after the last. */
gboolean cow_frame_next (CowFrame *frame, CowRecord *record);
/* The error in an END record. Returns: (transfer full): NULL when it has none. Errors: a payload that is no error
 * becomes one that says so. */
GError *cow_record_error (const CowRecord *record);

G_END_DECLS
