/* meter.h - what a process holds in memory, read from /proc/PID/smaps and smaps_rollup.
 *
 * The promise of the program is that workers share the graph; this is where it is measured. */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* A range of addresses that should be shared, in the session and its children alike (the arena). */
typedef struct
{
  guintptr start;
  gsize bytes;
} CowMeterRange;

typedef struct
{
  guint64 rss_bytes, pss_bytes, private_bytes, shared_bytes; /* whole process */
  guint64 range_rss_bytes;     /* of the given ranges: resident */
  guint64 range_private_bytes; /* of the given ranges: Private_Dirty of a child, that is copied pages. */
  guint64 range_huge_bytes;    /* of the given ranges: AnonHugePages */
  guint64 anonymous_bytes;     /* resident anonymous memory outside of the ranges */
} CowMeter;

/* Quick (smaps_rollup only: rss, pss, private, shared; some 10 µs and more with many pages). */
gboolean cow_meter_read (pid_t pid, CowMeter *meter, GError **error);
/* Full, mapping by mapping. Complexity: the kernel walks every page table of the process. A range counts a mapping when
 * they overlap. */
gboolean cow_meter_read_ranges (pid_t pid, const CowMeterRange *ranges, guint n_ranges, CowMeter *meter, GError **error);

G_END_DECLS
