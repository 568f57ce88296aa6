/* osm-roads.h - nodes and ways of OpenStreetMap become a road network: what OSM XML and PBF have in common.
 *
 * Nodes may come before or behind the ways that name them, in this pass over the file or, with cow_osm_roads_again, in a second one
 * that tells the places of those only that roads pass. */
#pragma once

#include "graph/format.h"

#include "graph/file/osm-tags.h"

G_BEGIN_DECLS

#define COW_OSM_DEGREE 10000000 /* units of a place in a degree */

typedef struct _CowOsmRoads CowOsmRoads;

CowOsmRoads *cow_osm_roads_new (const CowReadOptions *options, CowBuilder *builder);
void cow_osm_roads_free (CowOsmRoads *roads);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CowOsmRoads, cow_osm_roads_free)

/* keep: this pass is the only one, so that places are kept until the ways are known. Memory: 16 bytes a node, else none. lon and lat in
 * COW_OSM_DEGREE. Errors: COW_GRAPH_ERROR_MEMORY. */
gboolean cow_osm_roads_node (CowOsmRoads *roads, gint64 id, gint32 lon, gint32 lat, gboolean keep, GError **error);
/* A way: begin, its nodes in order, end with its tags; without a road in it all is forgotten. Memory: 4 bytes a node of a road, 24 for a
 * new one. Errors: COW_GRAPH_ERROR_MEMORY. */
void cow_osm_roads_way_begin (CowOsmRoads *roads, gint64 id);
gboolean cow_osm_roads_way_node (CowOsmRoads *roads, gint64 node, GError **error);
gboolean cow_osm_roads_way_end (CowOsmRoads *roads, const CowOsmTags *tags, GError **error);
/* All ways are known: a second pass over the nodes begins. */
void cow_osm_roads_again (CowOsmRoads *roads);
/* All is known: vertices and edges for the builder. Errors: COW_GRAPH_ERROR_MEMORY, _CANCELLED. */
gboolean cow_osm_roads_build (CowOsmRoads *roads, CowProgress *progress, GError **error);

/* What of it is the same in both formats, for the manual. */
#define COW_OSM_DETAILS \
  "Ways tagged highway = motorway, trunk, primary, secondary, tertiary (and their _link), unclassified, residential, living_street, service or road are " \
  "roads, unless area=yes or the most special of access, vehicle, motor_vehicle, motorcar says no, private, agricultural, forestry, emergency, military, " \
  "psv or bus. Nodes where roads meet or end are vertices, named by their ids, with their places as coordinates; what lies between two of them is one edge, " \
  "or two, one each way, unless oneway=yes or -1, or, when oneway is not told, a roundabout or a motorway says otherwise. With --undirected each is one edge.\n\n" \
  "The weight is called length: metres along all nodes of the way, on a sphere of 6371008.8 m, rounded to millimetres. Attributes of edges: seconds (to drive it at that speed, rounded to " \
  "milliseconds), speed (km/h: maxspeed and its :forward and :backward, in km/h, mph, knots, none, walk, or by zone as DE:urban; else what is usual for the class), " \
  "highway (the class), name (else ref), oneway, way (the id). The integer weight --weight=round(length*10) is searched faster. Turn restrictions, barriers and " \
  "lanes that open for some hours are not read.\n\n" \
  "Of a road whose nodes are not all in the file (a region that was cut out) the pieces between those that are there are kept, and a note counts what is missing."

G_END_DECLS
