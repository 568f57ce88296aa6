/* osm-tags.c - classes of roads with the speed that is driven where no sign says one, and who may drive; see osm-tags.h.
 *
 * The classes and their meaning are those of the OpenStreetMap wiki (Key:highway, Key:maxspeed, Key:oneway, Key:access). */
#include "graph/file/osm-tags.h"

#include <string.h>

#include "graph/input.h"

typedef struct
{
  const char *name;
  guint speed; /* km/h */
} Highway;

static const Highway highways[] = {
  { "motorway", 110 },  { "motorway_link", 60 }, { "trunk", 90 },     { "trunk_link", 55 },    { "primary", 70 },  { "primary_link", 50 },
  { "secondary", 60 },  { "secondary_link", 45 }, { "tertiary", 50 }, { "tertiary_link", 40 }, { "unclassified", 40 }, { "residential", 30 },
  { "living_street", 10 }, { "service", 15 },    { "road", 35 },
};

static const char *const keys[COW_OSM_N_TAGS] = {
  "highway", "name", "ref", "maxspeed", "maxspeed:forward", "maxspeed:backward", "oneway", "junction", "area", "access",
  "vehicle", "motor_vehicle", "motorcar",
};

void
cow_osm_tags_init (CowOsmTags *tags)
{
  for (guint i = 0; i < COW_OSM_N_TAGS; i++)
    tags->values[i] = g_string_new (NULL);
}

void
cow_osm_tags_clear (CowOsmTags *tags)
{
  for (guint i = 0; i < COW_OSM_N_TAGS; i++)
    if (tags->values[i] != NULL)
      g_string_free (tags->values[i], TRUE);
}

void
cow_osm_tags_begin (CowOsmTags *tags)
{
  for (guint i = 0; i < COW_OSM_N_TAGS; i++)
    g_string_truncate (tags->values[i], 0);
}

void
cow_osm_tags_tell (CowOsmTags *tags, const char *key, gsize key_length, const char *value, gsize length)
{
  for (guint i = 0; i < COW_OSM_N_TAGS; i++)
    if (strlen (keys[i]) == key_length && memcmp (keys[i], key, key_length) == 0)
      {
        g_string_truncate (tags->values[i], 0);
        g_string_append_len (tags->values[i], value, (gssize)length);
        return;
      }
}

const char *
cow_osm_highway_name (guint highway)
{
  return highways[highway].name;
}

static gboolean
is_one_of (const char *text, const char *const *words)
{
  for (; *words != NULL; words++)
    if (strcmp (text, *words) == 0)
      return TRUE;
  return FALSE;
}

static guint16
as_tenths (double speed)
{
  return speed >= 0.05 && speed <= 1000 ? (guint16)(speed * 10 + 0.5) : 0;
}

/* What stands behind the country: DE:urban, FR:rural, GB:nsl_single, DE:zone:30. */
static guint16
parse_zone (const char *zone)
{
  static const struct
  {
    const char *name;
    guint16 tenths;
  } zones[] = { { "urban", 500 }, { "rural", 900 }, { "trunk", 1000 }, { "motorway", 1200 }, { "living_street", 70 }, { "bicycle_road", 300 } };
  gint64 speed;

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    if (strcmp (zone, zones[i].name) == 0)
      return zones[i].tenths;
  if (!g_str_has_prefix (zone, "zone"))
    return 0;
  zone += strlen ("zone");
  zone += *zone == ':';
  return cow_number_parse_int (zone, strlen (zone), &speed) && speed > 0 ? as_tenths ((double)speed) : 0;
}

guint16
cow_osm_parse_speed (const char *text)
{
  static const struct
  {
    const char *name;
    double factor;
  } units[] = { { "", 1 }, { "km/h", 1 }, { "kmh", 1 }, { "kph", 1 }, { "mph", 1.609344 }, { "knots", 1.852 } };
  gsize digits = strspn (text, "0123456789.");
  const char *unit = text + digits + strspn (text + digits, " ");
  double speed;

  if (strcmp (text, "walk") == 0)
    return 70;
  if (strcmp (text, "none") == 0)
    return 1300;
  if (digits == 0 && strchr (text, ':') != NULL)
    return parse_zone (strchr (text, ':') + 1);
  if (digits == 0 || !cow_number_parse_real (text, digits, &speed))
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (unit, units[i].name) == 0)
      return as_tenths (speed * units[i].factor);
  return 0;
}

static gboolean
is_open (const CowOsmTags *tags)
{
  static const char *const closed[] = { "no", "private", "agricultural", "forestry", "emergency", "military", "psv", "bus", NULL };
  const char *access = "";

  for (guint i = COW_OSM_ACCESS; i <= COW_OSM_MOTORCAR; i++)
    if (tags->values[i]->len > 0)
      access = tags->values[i]->str;
  return !is_one_of (access, closed);
}

static guint
find_directions (const CowOsmTags *tags, const char *highway)
{
  static const char *const forward[] = { "yes", "true", "1", NULL };
  static const char *const backward[] = { "-1", "reverse", NULL };
  static const char *const circles[] = { "roundabout", "circular", NULL };
  const char *oneway = tags->values[COW_OSM_ONEWAY]->str;

  if (is_one_of (oneway, forward))
    return COW_OSM_FORWARD;
  if (is_one_of (oneway, backward))
    return COW_OSM_BACKWARD;
  if (*oneway == '\0' && (is_one_of (tags->values[COW_OSM_JUNCTION]->str, circles) || strcmp (highway, "motorway") == 0))
    return COW_OSM_FORWARD;
  return COW_OSM_FORWARD | COW_OSM_BACKWARD;
}

gboolean
cow_osm_tags_judge (const CowOsmTags *tags, CowOsmRoad *road)
{
  const char *highway = tags->values[COW_OSM_HIGHWAY]->str;
  guint i = 0;

  while (i < G_N_ELEMENTS (highways) && strcmp (highway, highways[i].name) != 0)
    i++;
  if (i == G_N_ELEMENTS (highways) || strcmp (tags->values[COW_OSM_AREA]->str, "yes") == 0 || !is_open (tags))
    return FALSE;
  road->highway = i;
  road->directions = find_directions (tags, highway);
  for (guint k = 0; k < 2; k++)
    {
      guint16 speed = cow_osm_parse_speed (tags->values[k == 0 ? COW_OSM_MAXSPEED_FORWARD : COW_OSM_MAXSPEED_BACKWARD]->str);

      if (speed == 0)
        speed = cow_osm_parse_speed (tags->values[COW_OSM_MAXSPEED]->str);
      road->speeds[k] = speed != 0 ? speed : (guint16)(10 * highways[i].speed);
    }
  return TRUE;
}
