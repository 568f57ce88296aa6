/* place.h - where a vertex is, gathered from attributes with usual names (x and y, lon and lat …) while its record is read. */
#pragma once

#include "graph/builder.h"
#include "graph/file/attributes.h"
#include "graph/input.h"

G_BEGIN_DECLS

/* All zero: nothing told. */
typedef struct
{
  double axes[2 * COW_N_AXIS_PAIRS];
  guint told; /* bits */
} CowPlace;

/* axis: as cow_attribute_axis; 0 and what is no number say nothing. */
static inline void
cow_place_tell (CowPlace *place, guint axis, const char *text, gsize length)
{
  double value;

  if (axis == 0 || axis > 2 * COW_N_AXIS_PAIRS || !cow_number_parse_real (text, length, &value) || !isfinite (value))
    return;
  place->axes[axis - 1] = value;
  place->told |= 1u << (axis - 1);
  if (axis == 2) /* lat goes with lon and with lng */
    {
      place->axes[3] = value;
      place->told |= 8;
    }
}

/* The first pair that is whole becomes the coordinates. */
static inline gboolean
cow_place_store (const CowPlace *place, CowBuilder *builder, guint32 appearance, GError **error)
{
  for (guint pair = 0; pair < COW_N_AXIS_PAIRS; pair++)
    if ((place->told >> 2 * pair & 3) == 3)
      return cow_builder_coordinates (builder, appearance, place->axes[2 * pair], place->axes[2 * pair + 1], error);
  return TRUE;
}

G_END_DECLS
