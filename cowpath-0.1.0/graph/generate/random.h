/* random.h - random numbers that are the same on every machine: xoshiro256** seeded by splitmix64, integers only. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 state[4];
} CowRandom;

static inline guint64
cow_random_mix (guint64 *state)
{
  guint64 z = *state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ z >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ z >> 31;
}

/* Streams of one seed are independent of each other: the weights do not change the edges. */
static inline void
cow_random_init (CowRandom *random, guint64 seed, guint64 stream)
{
  guint64 state = seed ^ stream * G_GUINT64_CONSTANT (0xd1342543de82ef95);

  for (guint i = 0; i < 4; i++)
    random->state[i] = cow_random_mix (&state);
}

/* Source: Blackman and Vigna, Scrambled linear pseudorandom number generators, 2021. */
static inline guint64
cow_random_next (CowRandom *random)
{
  guint64 *s = random->state, result = s[1] * 5, t = s[1] << 17;

  result = (result << 7 | result >> 57) * 9;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = s[3] << 45 | s[3] >> 19;
  return result;
}

/* Uniform in [0, bound), bound > 0, without bias. Source: Lemire, Fast random integer generation in an interval, 2019. */
static inline guint64
cow_random_below (CowRandom *random, guint64 bound)
{
  __extension__ unsigned __int128 product = (unsigned __int128)cow_random_next (random) * bound;

  if ((guint64)product < bound)
    for (guint64 threshold = (0 - bound) % bound; (guint64)product < threshold;)
      product = (unsigned __int128)cow_random_next (random) * bound;
  return (guint64)(product >> 64);
}

/* A probability as a threshold for cow_random_chance: exact for 0 and 1. */
static inline guint64
cow_random_threshold (double probability)
{
  return probability >= 1 ? G_MAXUINT64 : (guint64)(probability * 0x1p64);
}

static inline gboolean
cow_random_chance (CowRandom *random, guint64 threshold)
{
  return cow_random_next (random) < threshold || threshold == G_MAXUINT64;
}

G_END_DECLS
