/* phast-sweep.c - the sweep down over the ranks of a hierarchy: the row of a place is the least of the rows above plus the arcs down,
 * for 16 sources in one instruction where the processor has it. Called by phast.c. */
#include "graph/path/phast-private.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define PLACES_A_STEP 4096 /* between two looks at whether to stop */

/* Lanes whose largest cost is that of this place so far: of several vertices as far, the one that appeared first. */
static void
note_large (CowPhast *phast, guint32 place, gboolean wide)
{
  const guint8 *row = phast->cells + place * cow_phast_row_bytes (wide);
  const CowGraph *graph = phast->view.graph;
  guint32 vertex = phast->ch.vertex_at[place];

  for (guint lane = 0; lane < COW_PHAST_LANES; lane++)
    {
      guint64 cost = cow_phast_lane (row, lane, wide), most = cow_phast_lane (&phast->most, lane, wide);
      guint32 known = phast->farthest[lane];

      if (cost >= phast->filler || cost < most
          || (cost == most && known != COW_VERTEX_NONE && cow_graph_appearance (graph, known) < cow_graph_appearance (graph, vertex)))
        continue;
      phast->farthest[lane] = vertex;
      if (wide)
        phast->most.wide[lane] = cost;
      else
        phast->most.narrow[lane] = (guint32)cost;
    }
}

/* ---- any processor: vectors of the compiler ---- */

typedef guint32 Words32 __attribute__ ((vector_size (16)));
typedef guint64 Words64 __attribute__ ((vector_size (16)));

COW_INLINE Words64
load_portable (const void *from)
{
  Words64 word;

  memcpy (&word, from, sizeof word);
  return word;
}

COW_INLINE Words64
least_portable (Words64 a, Words64 b, Words64 a_is_less)
{
  return (a & a_is_less) | (b & ~a_is_less);
}

#define TARGET
#define SUFFIX portable
#define WORD Words64
#define WORD_BYTES 16
#define LOAD(from) load_portable (from)
#define STORE(to, a) memcpy (to, &(a), WORD_BYTES)
#define SPLAT32(a) ((Words64) ((Words32){ 0 } + (guint32)(a)))
#define SPLAT64(a) ((Words64){ 0 } + (guint64)(a))
#define ADD32(a, b) ((Words64) ((Words32)(a) + (Words32)(b)))
#define ADD64(a, b) ((a) + (b))
#define SUB32(a, b) ((Words64) ((Words32)(a) - (Words32)(b)))
#define SUB64(a, b) ((a) - (b))
#define LE32(a, b) ((Words64) ((Words32)(a) <= (Words32)(b)))
#define LE64(a, b) ((Words64) ((a) <= (b)))
#define MIN32(a, b) least_portable (a, b, LE32 (a, b))
#define MIN64(a, b) least_portable (a, b, LE64 (a, b))
#define AND(a, b) ((a) & (b))
#define OR(a, b) ((a) | (b))
#define ANY(a) (((a)[0] | (a)[1]) != 0)
#define HIGH_HALVES(a) ((a) >> 32)
#include "graph/path/phast-pass.h"

/* ---- those with wider words ---- */

#if defined(__x86_64__)
/* Of 64 bits all values are below 2^63, so signed comparison serves. */
#define TARGET __attribute__ ((target ("avx2")))
#define SUFFIX avx2
#define WORD __m256i
#define WORD_BYTES 32
#define LOAD(from) _mm256_load_si256 ((const __m256i *)(const void *)(from))
#define STORE(to, a) _mm256_store_si256 ((__m256i *)(void *)(to), a)
#define SPLAT32(a) _mm256_set1_epi32 ((int)(guint32)(a))
#define SPLAT64(a) _mm256_set1_epi64x ((long long)(a))
#define ADD32(a, b) _mm256_add_epi32 (a, b)
#define ADD64(a, b) _mm256_add_epi64 (a, b)
#define SUB32(a, b) _mm256_sub_epi32 (a, b)
#define SUB64(a, b) _mm256_sub_epi64 (a, b)
#define MIN32(a, b) _mm256_min_epu32 (a, b)
#define MIN64(a, b) _mm256_blendv_epi8 (a, b, _mm256_cmpgt_epi64 (a, b))
#define LE32(a, b) _mm256_cmpeq_epi32 (_mm256_min_epu32 (a, b), a)
#define LE64(a, b) _mm256_xor_si256 (_mm256_cmpgt_epi64 (a, b), _mm256_set1_epi32 (-1))
#define AND(a, b) _mm256_and_si256 (a, b)
#define OR(a, b) _mm256_or_si256 (a, b)
#define ANY(a) (!_mm256_testz_si256 (a, a))
#define HIGH_HALVES(a) _mm256_srli_epi64 (a, 32)
#include "graph/path/phast-pass.h"

#define TARGET __attribute__ ((target ("avx512f,avx512dq")))
#define SUFFIX avx512
#define WORD __m512i
#define WORD_BYTES 64
#define LOAD(from) _mm512_load_si512 (from)
#define STORE(to, a) _mm512_store_si512 (to, a)
#define SPLAT32(a) _mm512_set1_epi32 ((int)(guint32)(a))
#define SPLAT64(a) _mm512_set1_epi64 ((long long)(a))
#define ADD32(a, b) _mm512_add_epi32 (a, b)
#define ADD64(a, b) _mm512_add_epi64 (a, b)
#define SUB32(a, b) _mm512_sub_epi32 (a, b)
#define SUB64(a, b) _mm512_sub_epi64 (a, b)
#define MIN32(a, b) _mm512_min_epu32 (a, b)
#define MIN64(a, b) _mm512_min_epu64 (a, b)
#define LE32(a, b) _mm512_movm_epi32 (_mm512_cmple_epu32_mask (a, b))
#define LE64(a, b) _mm512_movm_epi64 (_mm512_cmple_epu64_mask (a, b))
#define AND(a, b) _mm512_and_si512 (a, b)
#define OR(a, b) _mm512_or_si512 (a, b)
#define ANY(a) (_mm512_test_epi64_mask (a, a) != 0)
#define HIGH_HALVES(a) _mm512_srli_epi64 (a, 32)
#include "graph/path/phast-pass.h"
#endif

CowPhastSweep
cow_phast_choose_sweep (CowVectors vectors, const char **name)
{
  *name = "portable";
#if defined(__x86_64__)
  gboolean best = vectors == COW_VECTORS_BEST;

  __builtin_cpu_init ();
  if ((best || vectors == COW_VECTORS_AVX512) && __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq"))
    {
      *name = "AVX-512";
      return sweep_avx512;
    }
  if ((best || vectors == COW_VECTORS_AVX2) && __builtin_cpu_supports ("avx2"))
    {
      *name = "AVX2";
      return sweep_avx2;
    }
#else
  (void)vectors;
#endif
  return sweep_portable;
}
