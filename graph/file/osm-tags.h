/* osm-tags.h - what the tags of a way say of it: a road for cars or none, how fast, which ways along it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  COW_OSM_HIGHWAY,
  COW_OSM_NAME,
  COW_OSM_REF,
  COW_OSM_MAXSPEED,
  COW_OSM_MAXSPEED_FORWARD,
  COW_OSM_MAXSPEED_BACKWARD,
  COW_OSM_ONEWAY,
  COW_OSM_JUNCTION,
  COW_OSM_AREA,
  COW_OSM_ACCESS, /* from the general to the special: the last one that is told decides */
  COW_OSM_VEHICLE,
  COW_OSM_MOTOR_VEHICLE,
  COW_OSM_MOTORCAR,
  COW_OSM_N_TAGS,
} CowOsmTag;

/* Of one way; empty: not told. */
typedef struct
{
  GString *values[COW_OSM_N_TAGS];
} CowOsmTags;

enum
{
  COW_OSM_FORWARD = 1,
  COW_OSM_BACKWARD = 2,
};

typedef struct
{
  guint highway;     /* a number of cow_osm_highway_name */
  guint directions;  /* COW_OSM_FORWARD, COW_OSM_BACKWARD or both */
  guint16 speeds[2]; /* forward, backward; tenths of km/h, never 0 */
} CowOsmRoad;

void cow_osm_tags_init (CowOsmTags *tags);
void cow_osm_tags_clear (CowOsmTags *tags);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CowOsmTags, cow_osm_tags_clear)
void cow_osm_tags_begin (CowOsmTags *tags); /* another way: nothing is told */
/* Keys that nobody asks for are passed over. */
void cow_osm_tags_tell (CowOsmTags *tags, const char *key, gsize key_length, const char *value, gsize length);

/* FALSE: no road that a car may use. */
gboolean cow_osm_tags_judge (const CowOsmTags *tags, CowOsmRoad *road);
const char *cow_osm_highway_name (guint highway);
/* `50`, `50 km/h`, `30 mph`, `walk`, `none`, `DE:urban`; tenths of km/h, 0: says nothing. */
guint16 cow_osm_parse_speed (const char *text);

G_END_DECLS
