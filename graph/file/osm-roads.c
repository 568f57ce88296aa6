/* osm-roads.c - see osm-roads.h. Ids of nodes are up to 2^63; those that roads pass get numbers from 0 as they come, in a hash table of
 * 32-bit slots, so that a road costs 4 bytes a node. How often a number came tells whether it is a junction. */
#include "graph/file/osm-roads.h"

#include "graph/grow.h"
#include "graph/text-table.h"

#include <string.h>

#define EARTH_METRES 6371008.8 /* the mean radius */
#define NO_PLACE G_MININT32
#define NO_NAME G_MAXUINT32
#define FEWEST_SLOTS 1024
#define MOST_NUMBERS (G_MAXUINT32 - 1)

typedef struct
{
  gint64 id;
  guint64 first; /* of its nodes in refs */
  guint32 name;  /* a code, or NO_NAME */
  guint16 speeds[2];
  guint8 highway, directions;
} Way;

typedef struct
{
  gint32 lon, lat;
} Place;

typedef struct
{
  gint64 id;
  Place place;
} Node;

struct _CowOsmRoads
{
  const CowReadOptions *options;
  CowBuilder *builder;
  CowMemory memory;
  CowGrow kept; /* Node[n_kept]: places that somebody may ask for */
  guint64 n_kept;
  CowGrow slots; /* guint32[n_slots]: number + 1, 0: free */
  guint64 n_slots;
  CowGrow ids;    /* gint64[n]: by number */
  CowGrow uses;   /* guint8[n]: 0, 1, 2: a junction or an end */
  CowGrow places; /* Place[n] */
  CowGrow vertex; /* guint32[n]: appearance + 1; 0: none yet */
  guint32 n;
  CowGrow refs; /* guint32[n_refs]: numbers, way by way */
  guint64 n_refs;
  CowGrow ways; /* Way[n_ways + 1]: behind the last one, where its nodes end */
  guint64 n_ways;
  gint64 way_id; /* of the way that is being read */
  CowGrow raw;   /* gint64[n_raw]: its nodes */
  guint64 n_raw;
  CowTextTable names;
  guint64 n_missing;
  guint columns[6];
};

CowOsmRoads *
cow_osm_roads_new (const CowReadOptions *options, CowBuilder *builder)
{
  CowOsmRoads *roads = g_new0 (CowOsmRoads, 1);

  roads->options = options;
  roads->builder = builder;
  return roads;
}

void
cow_osm_roads_free (CowOsmRoads *roads)
{
  CowGrow *const arrays[] = { &roads->kept, &roads->slots, &roads->ids, &roads->uses, &roads->places, &roads->vertex, &roads->refs, &roads->ways, &roads->raw };

  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    cow_grow_clear (arrays[i], &roads->memory);
  cow_text_table_clear (&roads->names, &roads->memory);
  g_free (roads);
}

static inline Place *
places_of (const CowOsmRoads *roads)
{
  return roads->places.data;
}

static inline Way *
ways_of (const CowOsmRoads *roads)
{
  return roads->ways.data;
}

/* ---- numbers of nodes ---- */

/* Where the id stands, or where it would. */
static guint64
find_slot (const CowOsmRoads *roads, gint64 id)
{
  guint64 mask = roads->n_slots - 1, slot = ((guint64)id * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 20 & mask;

  while (roads->slots.u32[slot] != 0 && roads->ids.i64[roads->slots.u32[slot] - 1] != id)
    slot = (slot + 1) & mask;
  return slot;
}

static gboolean
grow_slots (CowOsmRoads *roads, GError **error)
{
  guint64 n_slots = MAX (FEWEST_SLOTS, roads->n_slots * 2);
  CowGrow slots = { 0 };

  if (!cow_grow_exact (&slots, &roads->memory, n_slots * 4, error))
    return FALSE;
  cow_grow_clear (&roads->slots, &roads->memory);
  roads->slots = slots;
  roads->n_slots = n_slots;
  for (guint32 number = 0; number < roads->n; number++)
    roads->slots.u32[find_slot (roads, roads->ids.i64[number])] = number + 1;
  return TRUE;
}

static gboolean
intern_node (CowOsmRoads *roads, gint64 id, guint32 *number, GError **error)
{
  if (((guint64)roads->n + 1) * 2 > roads->n_slots && !grow_slots (roads, error))
    return FALSE;
  guint64 slot = find_slot (roads, id), n = (guint64)roads->n + 1;
  if (roads->slots.u32[slot] != 0)
    {
      *number = roads->slots.u32[slot] - 1;
      return TRUE;
    }
  if (n > MOST_NUMBERS)
    {
      g_set_error (error, COW_GRAPH_ERROR, COW_GRAPH_ERROR_RANGE, "more than %u nodes of roads", MOST_NUMBERS);
      return FALSE;
    }
  if (!cow_grow_reserve (&roads->ids, &roads->memory, n * 8, error) || !cow_grow_reserve (&roads->uses, &roads->memory, n, error)
      || !cow_grow_reserve (&roads->places, &roads->memory, n * sizeof (Place), error))
    return FALSE;
  *number = roads->n++;
  roads->ids.i64[*number] = id;
  places_of (roads)[*number] = (Place){ NO_PLACE, NO_PLACE };
  roads->slots.u32[slot] = roads->n;
  return TRUE;
}

/* The first place that is told of a node is its place. */
static void
set_place (CowOsmRoads *roads, gint64 id, Place place)
{
  guint64 slot = roads->n > 0 ? find_slot (roads, id) : 0;
  Place *known;

  if (roads->n == 0 || roads->slots.u32[slot] == 0)
    return;
  known = &places_of (roads)[roads->slots.u32[slot] - 1];
  if (known->lon == NO_PLACE)
    *known = place;
}

gboolean
cow_osm_roads_node (CowOsmRoads *roads, gint64 id, gint32 lon, gint32 lat, gboolean keep, GError **error)
{
  const Place place = { lon, lat };

  if (!keep)
    {
      set_place (roads, id, place);
      return TRUE;
    }
  if (!cow_grow_reserve (&roads->kept, &roads->memory, (roads->n_kept + 1) * sizeof (Node), error))
    return FALSE;
  ((Node *)roads->kept.data)[roads->n_kept++] = (Node){ id, place };
  return TRUE;
}

/* ---- ways ---- */

void
cow_osm_roads_way_begin (CowOsmRoads *roads, gint64 id)
{
  roads->n_raw = 0;
  roads->way_id = id;
}

/* A node twice in a row is one. */
gboolean
cow_osm_roads_way_node (CowOsmRoads *roads, gint64 node, GError **error)
{
  if (roads->n_raw > 0 && roads->raw.i64[roads->n_raw - 1] == node)
    return TRUE;
  if (!cow_grow_reserve (&roads->raw, &roads->memory, (roads->n_raw + 1) * 8, error))
    return FALSE;
  roads->raw.i64[roads->n_raw++] = node;
  return TRUE;
}

static gboolean
take_name (CowOsmRoads *roads, const CowOsmTags *tags, guint32 *code, GError **error)
{
  const GString *name = tags->values[tags->values[COW_OSM_NAME]->len > 0 ? COW_OSM_NAME : COW_OSM_REF];

  *code = NO_NAME;
  if (name->len == 0)
    return TRUE;
  *code = cow_text_table_intern (&roads->names, &roads->memory, name->str, name->len, error);
  return *code != G_MAXUINT32;
}

gboolean
cow_osm_roads_way_end (CowOsmRoads *roads, const CowOsmTags *tags, GError **error)
{
  CowOsmRoad road;
  guint32 name;

  if (roads->n_raw < 2 || !cow_osm_tags_judge (tags, &road))
    return TRUE;
  if (!take_name (roads, tags, &name, error)
      || !cow_grow_reserve (&roads->refs, &roads->memory, (roads->n_refs + roads->n_raw) * 4, error)
      || !cow_grow_reserve (&roads->ways, &roads->memory, (roads->n_ways + 2) * sizeof (Way), error))
    return FALSE;
  ways_of (roads)[roads->n_ways] = (Way){ roads->way_id, roads->n_refs, name, { road.speeds[0], road.speeds[1] }, (guint8)road.highway, (guint8)road.directions };
  for (guint64 i = 0; i < roads->n_raw; i++)
    {
      guint32 number;

      if (!intern_node (roads, roads->raw.i64[i], &number, error))
        return FALSE;
      roads->refs.u32[roads->n_refs++] = number;
      roads->uses.u8[number] = i == 0 || i + 1 == roads->n_raw || roads->uses.u8[number] > 0 ? 2 : 1;
    }
  ways_of (roads)[++roads->n_ways].first = roads->n_refs;
  return TRUE;
}

void
cow_osm_roads_again (CowOsmRoads *roads)
{
  cow_grow_clear (&roads->kept, &roads->memory);
  roads->n_kept = 0;
}

/* ---- the graph ---- */

static gboolean
has_place (const CowOsmRoads *roads, guint64 ref)
{
  return places_of (roads)[roads->refs.u32[ref]].lon != NO_PLACE;
}

/* What is next to a node that is not there is an end. */
static void
mark_cuts (CowOsmRoads *roads)
{
  for (guint64 i = 0; i < roads->n_ways; i++)
    for (guint64 first = ways_of (roads)[i].first, end = ways_of (roads)[i + 1].first, ref = first; ref < end; ref++)
      if (!has_place (roads, ref))
        {
          if (ref > first)
            roads->uses.u8[roads->refs.u32[ref - 1]] = 2;
          if (ref + 1 < end)
            roads->uses.u8[roads->refs.u32[ref + 1]] = 2;
        }
  for (guint32 number = 0; number < roads->n; number++)
    roads->n_missing += places_of (roads)[number].lon == NO_PLACE;
}

/* Metres from one place to the next, along the sphere. */
static double
measure (Place from, Place to)
{
  const double unit = G_PI / 180 / COW_OSM_DEGREE;
  double x = sin (((double)to.lon - from.lon) * unit / 2), y = sin (((double)to.lat - from.lat) * unit / 2);
  double square = y * y + cos (from.lat * unit) * cos (to.lat * unit) * x * x;

  return 2 * EARTH_METRES * asin (sqrt (MIN (square, 1)));
}

static gboolean
take_vertex (CowOsmRoads *roads, guint32 number, guint32 *appearance, GError **error)
{
  Place place = places_of (roads)[number];
  char name[24];

  if (roads->vertex.u32[number] != 0)
    {
      *appearance = roads->vertex.u32[number] - 1;
      return TRUE;
    }
  if (!cow_builder_vertex (roads->builder, name, cow_number_format_int (roads->ids.i64[number], name), appearance, error)
      || !cow_builder_coordinates (roads->builder, *appearance, (double)place.lon / COW_OSM_DEGREE, (double)place.lat / COW_OSM_DEGREE, error))
    return FALSE;
  roads->vertex.u32[number] = *appearance + 1;
  return TRUE;
}

static double
round_to_thousandths (double value)
{
  return floor (value * 1000 + 0.5) / 1000;
}

enum
{
  SECONDS,
  SPEED,
  HIGHWAY,
  NAME,
  ONEWAY,
  WAY,
};

static gboolean
add_edge (CowOsmRoads *roads, const Way *way, guint direction, const guint32 ends[2], double metres, GError **error)
{
  double speed = way->speeds[direction] / 10.0;
  const char *highway = cow_osm_highway_name (way->highway);
  CowValue cells[G_N_ELEMENTS (roads->columns)] = {
    [SECONDS] = { .type = COW_TYPE_REAL, .real = round_to_thousandths (metres / (speed / 3.6)) },
    [SPEED] = { .type = COW_TYPE_REAL, .real = speed },
    [HIGHWAY] = { .type = COW_TYPE_STRING, .text = highway, .length = strlen (highway) },
    [ONEWAY] = { .type = COW_TYPE_BOOL, .boolean = way->directions != (COW_OSM_FORWARD | COW_OSM_BACKWARD) },
    [WAY] = { .type = COW_TYPE_INT, .integer = way->id },
  };

  if (way->name != NO_NAME)
    {
      cells[NAME].type = COW_TYPE_STRING;
      cells[NAME].text = cow_text_table_get (&roads->names, way->name, &cells[NAME].length);
    }
  if (!cow_builder_edge (roads->builder, ends[direction], ends[!direction], error)
      || !cow_builder_weight_real (roads->builder, round_to_thousandths (metres), error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    if (cells[i].type != COW_TYPE_NULL
        && !cow_builder_cell (roads->builder, roads->columns[i], cow_builder_n_edges (roads->builder) - 1, &cells[i], error))
      return FALSE;
  return TRUE;
}

/* From one junction to the next along a way. */
static gboolean
add_piece (CowOsmRoads *roads, const Way *way, const guint32 ends[2], double metres, GError **error)
{
  if (roads->options->directed == 0)
    return add_edge (roads, way, way->directions == COW_OSM_BACKWARD, ends, metres, error);
  return (!(way->directions & COW_OSM_FORWARD) || add_edge (roads, way, 0, ends, metres, error))
         && (!(way->directions & COW_OSM_BACKWARD) || add_edge (roads, way, 1, ends, metres, error));
}

static gboolean
build_way (CowOsmRoads *roads, const Way *way, guint64 end, GError **error)
{
  const Place *places = places_of (roads);
  const guint32 *refs = roads->refs.u32;
  gboolean begun = FALSE;
  guint32 ends[2] = { 0 };
  double metres = 0;

  for (guint64 ref = way->first; ref < end; ref++)
    {
      if (!has_place (roads, ref))
        {
          begun = FALSE;
          continue;
        }
      if (begun)
        metres += measure (places[refs[ref - 1]], places[refs[ref]]);
      if (begun && roads->uses.u8[refs[ref]] < 2)
        continue;
      /* A single node between two that are missing is no vertex. */
      if (!begun && (ref + 1 == end || !has_place (roads, ref + 1)))
        continue;
      if (!take_vertex (roads, refs[ref], &ends[begun], error) || (begun && !add_piece (roads, way, ends, metres, error)))
        return FALSE;
      if (begun)
        ends[0] = ends[1];
      begun = TRUE;
      metres = 0;
    }
  return TRUE;
}

static void
declare_columns (CowOsmRoads *roads)
{
  static const struct
  {
    const char *name;
    CowType type;
  } columns[] = { [SECONDS] = { "seconds", COW_TYPE_REAL }, [SPEED] = { "speed", COW_TYPE_REAL },   [HIGHWAY] = { "highway", COW_TYPE_STRING },
                  [NAME] = { "name", COW_TYPE_STRING },     [ONEWAY] = { "oneway", COW_TYPE_BOOL }, [WAY] = { "way", COW_TYPE_INT } };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    roads->columns[i] = cow_builder_column (roads->builder, FALSE, columns[i].name, columns[i].type);
  cow_builder_set_weight_name (roads->builder, "length");
}

gboolean
cow_osm_roads_build (CowOsmRoads *roads, CowProgress *progress, GError **error)
{
  const Node *kept = roads->kept.data;

  for (guint64 i = 0; i < roads->n_kept; i++)
    set_place (roads, kept[i].id, kept[i].place);
  cow_osm_roads_again (roads);
  cow_grow_clear (&roads->slots, &roads->memory);
  if (!cow_grow_reserve (&roads->vertex, &roads->memory, (guint64)roads->n * 4 + 4, error))
    return FALSE;
  mark_cuts (roads);
  declare_columns (roads);
  cow_builder_set_directed (roads->builder, roads->options->directed != 0);
  for (guint64 i = 0; i < roads->n_ways; i++)
    {
      const Way *way = &ways_of (roads)[i];

      if (!build_way (roads, way, way[1].first, error) || !cow_progress_go_on (progress, way[1].first - way->first, error))
        return FALSE;
    }
  if (roads->n_missing > 0)
    cow_read_warn (roads->options, "%" G_GUINT64_FORMAT " of %u nodes of roads are not in the file: the roads end there", roads->n_missing, roads->n);
  return TRUE;
}
