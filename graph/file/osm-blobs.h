/* osm-blobs.h - the frame of an OpenStreetMap PBF file: blobs, each a message of its own, perhaps compressed by zlib. */
#pragma once

#include "graph/file/protobuf.h"
#include "graph/input.h"

G_BEGIN_DECLS

typedef struct
{
  CowInput *input;
  const char *at;
  gsize left;        /* bytes at `at` */
  guint64 position;  /* in the file */
  guint64 begin;     /* of the blob that was given last: for messages */
  GByteArray *frame; /* what lies across two blocks of the input */
  GByteArray *body;  /* a blob that was decompressed */
  guint64 inflated;  /* bytes of all blobs */
} CowOsmBlobs;

void cow_osm_blobs_init (CowOsmBlobs *blobs, CowInput *input);
void cow_osm_blobs_clear (CowOsmBlobs *blobs);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CowOsmBlobs, cow_osm_blobs_clear)

/* The next blob of data: *header: it is the one that says what the file needs. Valid until the next call. FALSE with no error: the end.
 * Errors: COW_GRAPH_ERROR_FILE: cut, a frame that contradicts itself, a blob of more than 32 MiB, another compression, a bomb. */
gboolean cow_osm_blobs_next (CowOsmBlobs *blobs, gboolean *header, CowProtobuf *message, GError **error);
/* `FILE: byte N: message`, N where the blob begins; FALSE. */
gboolean cow_osm_blobs_error (const CowOsmBlobs *blobs, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
