/* image-fixture.h - for tests: whatever writes an image, and the arena it becomes, all in this process. */
#pragma once

#include "tests/graph-fixture.h"

typedef struct
{
  CowImageMapping mapping;
  CowImageWriter *writer;
  CowProgress progress;
} ImageFixture;

static inline void
image_begin (ImageFixture *image)
{
  g_autoptr (GError) error = NULL;

  *image = (ImageFixture){ .progress = { .budget = COW_PROGRESS_BUDGET } };
  image->writer = cow_image_writer_new (cow_image_grow_anonymous, &image->mapping, &error);
  g_assert_no_error (error);
}

static inline void
image_drop (ImageFixture *image)
{
  cow_image_writer_free (image->writer);
  cow_image_mapping_clear (&image->mapping);
}

/* Checks the image as the session would and moves it into a sealed arena. */
static inline CowArena *
image_end (ImageFixture *image)
{
  g_autoptr (GError) error = NULL;
  guint64 bytes = 0;

  cow_image_writer_finish (image->writer, FALSE, &bytes, &error);
  g_assert_no_error (error);
  cow_image_check (image->mapping.base, bytes, &error);
  g_assert_no_error (error);
  for (guint64 from = 0; from < bytes; from += 4099)
    {
      cow_image_check_slice (image->mapping.base, from, MIN (from + 4099, bytes), &error);
      g_assert_no_error (error);
    }
  CowArena *arena = cow_arena_new (bytes, &error);
  g_assert_no_error (error);
  memcpy (cow_arena_base (arena), image->mapping.base, bytes);
  cow_arena_seal (arena, &error);
  g_assert_no_error (error);
  image_drop (image);
  return arena;
}
