/* batch-bfs-pass.h - one level of a bit-parallel breadth-first search, for rows of WORDS words; included by batch-bfs.c
 * once per width and instruction set, under the #pragma that names the set.
 *
 * Counting how many vertices each lane reached would take longer than reaching them if bits were looked at one by one:
 * rows are added up as vertical binary counters instead, a plane per binary digit, and lanes are read off only once in 255
 * rows. */

#define PASTE_(name, suffix) name##_##suffix
#define PASTE(name, suffix) PASTE_ (name, suffix)
#define NAME(name) PASTE (name, SUFFIX)
#define AHEAD 8

#if WORDS == 1
typedef guint64 NAME (Row);
#else
typedef guint64 NAME (Row) __attribute__ ((vector_size (WORDS * 8), aligned (8), may_alias));
#endif

/* Is any bit of the row set? A macro: rows as parameters would need one calling convention for all instruction sets. */
#if WORDS == 1
#define ANY(row) ((row) != 0)
#elif WORDS == 8 && defined(__AVX512F__)
#define ANY(row) (_mm512_test_epi64_mask ((__m512i)(row), (__m512i)(row)) != 0)
#elif WORDS == 4 && defined(__AVX__)
#define ANY(row) (!_mm256_testz_si256 ((__m256i)(row), (__m256i)(row)))
#elif WORDS == 4
#define ANY(row) (((row)[0] | (row)[1] | (row)[2] | (row)[3]) != 0)
#else
#define ANY(row) \
  (((row)[0] | (row)[1] | (row)[2] | (row)[3] | (row)[4] | (row)[5] | (row)[6] | (row)[7]) != 0)
#endif

/* The vertex is reached by the lanes of `fresh`. */
COW_INLINE void
NAME (settle) (CowBits *bits, guint32 vertex, const NAME (Row) *fresh_row)
{
  NAME (Row) *seen = (NAME (Row) *)bits->seen, *planes;
  NAME (Row) carry = *fresh_row, all = *(const NAME (Row) *)bits->all;
  NAME (Row) now = seen[vertex] | carry, missing = all & ~now;

  seen[vertex] = now;
  if (!ANY (missing))
    bits->open_arcs -= cow_csr_degree (bits->view.in.offsets ? &bits->view.in : &bits->view.out, vertex);
  for (guint p = 0; p < COW_BITS_PLANES; p++)
    {
      planes = (NAME (Row) *)bits->planes[p];
      NAME (Row) both = *planes & carry;
      *planes ^= carry;
      carry = both;
      if (!ANY (carry))
        break;
    }
  if (++bits->pending == COW_BITS_PENDING)
    cow_bits_flush (bits);
}

COW_INLINE gboolean
NAME (push) (CowBits *bits, gsize stride)
{
  const CowCsr *csr = &bits->view.out;
  const NAME (Row) *visit = (const NAME (Row) *)bits->visit, *seen = (const NAME (Row) *)bits->seen;
  NAME (Row) *next = (NAME (Row) *)bits->next;
  guint32 *found = bits->found;
  guint64 n_found = 0;

  for (guint64 i = 0; i < bits->n_frontier; i++)
    {
      guint32 from = bits->frontier[i];
      if (i + AHEAD < bits->n_frontier)
        {
          __builtin_prefetch (&csr->offsets[bits->frontier[i + AHEAD]]);
          __builtin_prefetch (&visit[bits->frontier[i + AHEAD]]);
        }
      guint64 first = csr->offsets[from], last = csr->offsets[from + 1];
      NAME (Row) row = visit[from];
      for (guint64 arc = first; arc < last; arc++)
        {
          if (arc + AHEAD < csr->n_arcs)
            {
              guint32 later = csr->targets[(arc + AHEAD) * stride];
              __builtin_prefetch (&seen[later]);
              __builtin_prefetch (&next[later], 1);
            }
          guint32 to = csr->targets[arc * stride];
          NAME (Row) fresh = row & ~seen[to];
          if (!ANY (fresh))
            continue;
          NAME (Row) before = next[to];
          if (!ANY (before))
            found[n_found++] = to;
          next[to] = before | fresh;
        }
      if (G_UNLIKELY (cow_bits_advance (bits, last - first)))
        {
          bits->n_found = n_found;
          return FALSE;
        }
    }
  for (guint64 i = 0; i < n_found; i++)
    {
      if (i + AHEAD < n_found)
        __builtin_prefetch (&next[found[i + AHEAD]]);
      NAME (settle) (bits, found[i], &next[found[i]]);
    }
  bits->n_found = n_found;
  return TRUE;
}

COW_INLINE gboolean
NAME (pull) (CowBits *bits, gsize stride)
{
  const CowCsr *csr = &bits->view.in;
  const NAME (Row) *visit = (const NAME (Row) *)bits->visit, *seen = (const NAME (Row) *)bits->seen;
  NAME (Row) *next = (NAME (Row) *)bits->next, all = *(const NAME (Row) *)bits->all;

  bits->n_found = 0;
  for (guint32 to = 0; to < csr->n; to++)
    {
      NAME (Row) open = all & ~seen[to];
      if (!ANY (open))
        continue;
      NAME (Row) fresh = open & ~open;
      guint64 arc = csr->offsets[to], first = arc, last = csr->offsets[to + 1];
      for (; arc < last; arc++)
        {
          if (arc + AHEAD < csr->n_arcs)
            __builtin_prefetch (&visit[csr->targets[(arc + AHEAD) * stride]]);
          fresh |= visit[csr->targets[arc * stride]];
          NAME (Row) missing = open & ~fresh;
          if (!ANY (missing))
            {
              arc++;
              break;
            }
        }
      fresh &= open;
      if (ANY (fresh))
        {
          next[to] = fresh;
          bits->found[bits->n_found++] = to;
          NAME (settle) (bits, to, &fresh);
        }
      if (G_UNLIKELY (cow_bits_advance (bits, arc - first)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
NAME (top_down) (CowBits *bits)
{
  return bits->view.out.stride == 2 ? NAME (push) (bits, 2) : NAME (push) (bits, 1);
}

static gboolean
NAME (bottom_up) (CowBits *bits)
{
  return bits->view.in.stride == 2 ? NAME (pull) (bits, 2) : NAME (pull) (bits, 1);
}

#undef PASTE_
#undef PASTE
#undef NAME
#undef AHEAD
#undef ANY
#undef WORDS
#undef SUFFIX
