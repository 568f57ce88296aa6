/* phast-pass.h - the sweep down for one set of instructions; included by phast-sweep.c once for each, with SUFFIX, TARGET (the
 * attribute that names the set), WORD (a vector of WORD_BYTES) and the operations on it:
 * LOAD, STORE, SPLAT32, ADD32, MIN32, LE32 (all ones where a <= b) and the same of 64 bits, SUB32, SUB64, AND, ANY.
 *
 * A row of costs is a few words. Counts and sums are vectors too; a lane is looked at by itself only when a row has a cost as large
 * as its largest so far, which soon becomes rare. */

#define PASTE_(name, suffix) name##_##suffix
#define PASTE(name, suffix) PASTE_ (name, suffix)
#define NAME(name) PASTE (name, SUFFIX)
#define NARROW_WORDS (64 / WORD_BYTES)
#define WIDE_WORDS (128 / WORD_BYTES)

typedef struct
{
  WORD reached[WIDE_WORDS]; /* narrow: 32-bit lanes in the first half */
  WORD sums[WIDE_WORDS];    /* 64-bit lanes; narrow: for each word of a row its even lanes, then its odd ones */
  WORD most[WIDE_WORDS];
} NAME (Tallies);

TARGET COW_INLINE void
NAME (load_most) (const CowPhast *phast, NAME (Tallies) *tallies, gboolean wide)
{
  for (guint w = 0; w < (wide ? WIDE_WORDS : NARROW_WORDS); w++)
    tallies->most[w] = LOAD ((const guint8 *)&phast->most + w * WORD_BYTES);
}

/* Counts a row. Returns: is a lane as large as its largest? */
TARGET COW_INLINE gboolean
NAME (tally) (NAME (Tallies) *tallies, const WORD *row, WORD limit, gboolean wide)
{
  WORD large = wide ? SPLAT64 (0) : SPLAT32 (0), low_halves = SPLAT64 (0xffffffff);

  for (guint w = 0; w < (wide ? WIDE_WORDS : NARROW_WORDS); w++)
    {
      WORD counts = wide ? LE64 (row[w], limit) : LE32 (row[w], limit), cost = AND (row[w], counts);

      large = OR (large, AND (counts, wide ? LE64 (tallies->most[w], row[w]) : LE32 (tallies->most[w], row[w])));
      if (wide)
        {
          tallies->reached[w] = SUB64 (tallies->reached[w], counts);
          tallies->sums[w] = ADD64 (tallies->sums[w], cost);
        }
      else
        {
          tallies->reached[w] = SUB32 (tallies->reached[w], counts);
          tallies->sums[2 * w] = ADD64 (tallies->sums[2 * w], AND (cost, low_halves));
          tallies->sums[2 * w + 1] = ADD64 (tallies->sums[2 * w + 1], HIGH_HALVES (cost));
        }
    }
  return ANY (large);
}

TARGET COW_INLINE void
NAME (end_tallies) (CowPhast *phast, const NAME (Tallies) *tallies, gboolean wide)
{
  guint per_word = COW_PHAST_LANES / (wide ? WIDE_WORDS : NARROW_WORDS);
  CowPhastRow reached, sums;

  memcpy (&reached, tallies->reached, sizeof reached);
  memcpy (&sums, tallies->sums, sizeof sums);
  for (guint lane = 0; lane < COW_PHAST_LANES; lane++)
    {
      guint word = lane / per_word, in_word = lane % per_word;

      phast->reached[lane] = cow_phast_lane (&reached, lane, wide);
      phast->sums[lane] = sums.wide[wide ? lane : (2 * word + in_word % 2) * (per_word / 2) + in_word / 2];
    }
}

/* Makes the row of a place from those above it. */
TARGET COW_INLINE void
NAME (make_row) (guint8 *cells, const CowChRows *rows, guint32 place, gboolean is_marked, WORD filler, WORD *row, gboolean wide,
                 gboolean wide_arcs)
{
  guint8 *cell = cells + place * cow_phast_row_bytes (wide);
  guint n_words = wide ? WIDE_WORDS : NARROW_WORDS;

  for (guint w = 0; w < n_words; w++)
    row[w] = G_UNLIKELY (is_marked) ? LOAD (cell + w * WORD_BYTES) : filler;
  for (guint64 arc = rows->offsets[place], end = rows->offsets[place + 1]; arc < end; arc++)
    {
      const guint8 *above = cells + cow_ch_target (rows, arc, wide_arcs) * cow_phast_row_bytes (wide);
      guint64 weight = cow_ch_weight (rows, arc, wide_arcs);
      WORD weights = wide ? SPLAT64 (weight) : SPLAT32 (weight);

      for (guint w = 0; w < n_words; w++)
        {
          WORD costs = LOAD (above + w * WORD_BYTES);

          row[w] = wide ? MIN64 (row[w], ADD64 (costs, weights)) : MIN32 (row[w], ADD32 (costs, weights));
        }
    }
  for (guint w = 0; w < n_words; w++)
    STORE (cell + w * WORD_BYTES, row[w]);
}

TARGET COW_INLINE gboolean
NAME (sweep_as) (CowPhast *phast, CowProgress *progress, gboolean wide, gboolean wide_arcs)
{
  WORD filler = wide ? SPLAT64 (phast->filler) : SPLAT32 (phast->filler);
  WORD limit = wide ? SPLAT64 (phast->filler - 1) : SPLAT32 (phast->filler - 1);
  const CowChRows rows = phast->ch.in;
  const guint64 *marked = phast->marked;
  guint8 *cells = phast->cells;
  NAME (Tallies) tallies;
  WORD row[WIDE_WORDS];

  memset (&tallies, 0, sizeof tallies);
  for (guint32 first = 0, end; first < phast->ch.n; first = end)
    {
      end = first + MIN (phast->ch.n - first, PLACES_A_STEP);
      for (guint32 place = first; place < end; place++)
        {
          NAME (make_row) (cells, &rows, place, marked[place / 64] >> (place % 64) & 1, filler, row, wide, wide_arcs);
          if (G_UNLIKELY (NAME (tally) (&tallies, row, limit, wide)))
            {
              note_large (phast, place, wide);
              NAME (load_most) (phast, &tallies, wide);
            }
        }
      if (cow_progress_step (progress, rows.offsets[end] - rows.offsets[first]))
        return FALSE;
    }
  NAME (end_tallies) (phast, &tallies, wide);
  return TRUE;
}

TARGET static gboolean
NAME (sweep) (CowPhast *phast, CowProgress *progress)
{
  return !phast->wide     ? NAME (sweep_as) (phast, progress, FALSE, FALSE)
         : phast->ch.wide ? NAME (sweep_as) (phast, progress, TRUE, TRUE)
                          : NAME (sweep_as) (phast, progress, TRUE, FALSE);
}

#undef PASTE_
#undef PASTE
#undef NAME
#undef NARROW_WORDS
#undef WIDE_WORDS
#undef WORD
#undef WORD_BYTES
#undef LOAD
#undef STORE
#undef SPLAT32
#undef SPLAT64
#undef ADD32
#undef ADD64
#undef SUB32
#undef SUB64
#undef MIN32
#undef MIN64
#undef LE32
#undef LE64
#undef AND
#undef OR
#undef ANY
#undef HIGH_HALVES
#undef SUFFIX
#undef TARGET
