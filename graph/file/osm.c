/* osm.c - OpenStreetMap XML: nodes, ways and their tags as osm-roads.h wants them; the rest is passed over.
 *
 * One pass, since parsing XML is what takes the time: the places of all nodes are kept, 16 bytes each, until the ways are known. */
#include "graph/file/formats.h"
#include "graph/file/osm-roads.h"
#include "graph/file/xml.h"

#include <string.h>

typedef enum
{
  NOTHING,
  OSM,
  NODE,
  WAY,
  PASSED_OVER,
} Element;

typedef struct
{
  CowOsmRoads *roads;
  CowOsmTags tags; /* of the open way */
  Element stack[COW_XML_DEPTH];
  guint depth;
  gboolean gone; /* the open way is one that was deleted */
} OsmReader;

static void
clear_reader (OsmReader *reader)
{
  cow_osm_roads_free (reader->roads);
  cow_osm_tags_clear (&reader->tags);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OsmReader, clear_reader)

static gboolean
take_id (CowXml *xml, const char *what, const char *text, gint64 *id, GError **error)
{
  if (text == NULL)
    return cow_xml_error (xml, error, "%s without an id", what);
  return cow_number_parse_int (text, strlen (text), id) || cow_xml_error (xml, error, "id \"%.60s\" of a %s is no integer", text, what);
}

/* Degrees as units of a place. */
static gboolean
take_degrees (CowXml *xml, const char *what, const char *text, double most, gint32 *units, GError **error)
{
  double degrees;

  if (!cow_number_parse_real (text, strlen (text), &degrees) || !(fabs (degrees) <= most))
    return cow_xml_error (xml, error, "%s \"%.60s\" is not between %g and %g", what, text, -most, most);
  *units = (gint32)floor (degrees * COW_OSM_DEGREE + 0.5);
  return TRUE;
}

/* Deleted, as a history or an editor keeps it. */
static gboolean
is_gone (const char **names, const char **values)
{
  const char *visible = cow_xml_attribute (names, values, "visible"), *action = cow_xml_attribute (names, values, "action");

  return (visible != NULL && strcmp (visible, "false") == 0) || (action != NULL && strcmp (action, "delete") == 0);
}

/* A node itself, or one that a way tells with its place. */
static gboolean
take_place (CowXml *xml, OsmReader *reader, gint64 id, const char **names, const char **values, GError **error)
{
  const char *lon = cow_xml_attribute (names, values, "lon"), *lat = cow_xml_attribute (names, values, "lat");
  gint32 x, y;

  if (lon == NULL || lat == NULL)
    return TRUE;
  return take_degrees (xml, "lon", lon, 180, &x, error) && take_degrees (xml, "lat", lat, 90, &y, error)
         && cow_osm_roads_node (reader->roads, id, x, y, TRUE, error);
}

static gboolean
start_node (CowXml *xml, OsmReader *reader, const char **names, const char **values, GError **error)
{
  gint64 id;

  if (is_gone (names, values))
    return TRUE;
  if (cow_xml_attribute (names, values, "lon") == NULL || cow_xml_attribute (names, values, "lat") == NULL)
    return cow_xml_error (xml, error, "node without lon and lat");
  return take_id (xml, "node", cow_xml_attribute (names, values, "id"), &id, error) && take_place (xml, reader, id, names, values, error);
}

static gboolean
start_way (CowXml *xml, OsmReader *reader, const char **names, const char **values, GError **error)
{
  gint64 id;

  if (!take_id (xml, "way", cow_xml_attribute (names, values, "id"), &id, error))
    return FALSE;
  reader->gone = is_gone (names, values);
  cow_osm_tags_begin (&reader->tags);
  cow_osm_roads_way_begin (reader->roads, id);
  return TRUE;
}

/* Inside of a way. */
static gboolean
start_part (CowXml *xml, OsmReader *reader, const char *name, const char **names, const char **values, GError **error)
{
  gint64 id;

  if (strcmp (name, "nd") == 0)
    return take_id (xml, "nd", cow_xml_attribute (names, values, "ref"), &id, error) && take_place (xml, reader, id, names, values, error)
           && cow_osm_roads_way_node (reader->roads, id, error);
  if (strcmp (name, "tag") == 0)
    {
      const char *key = cow_xml_attribute (names, values, "k"), *value = cow_xml_attribute (names, values, "v");

      if (key == NULL || value == NULL)
        return cow_xml_error (xml, error, "tag without k and v");
      cow_osm_tags_tell (&reader->tags, key, strlen (key), value, strlen (value));
    }
  return TRUE;
}

static gboolean
on_start (CowXml *xml, const char *name, const char **names, const char **values, gpointer user, GError **error)
{
  OsmReader *reader = user;
  Element parent = reader->depth > 0 ? reader->stack[reader->depth - 1] : NOTHING, element = PASSED_OVER;

  if (parent == NOTHING && strcmp (name, "osm") == 0)
    element = OSM;
  else if (parent == OSM && strcmp (name, "node") == 0)
    element = NODE;
  else if (parent == OSM && strcmp (name, "way") == 0)
    element = WAY;
  reader->stack[reader->depth++] = element;
  if (parent == NOTHING && element != OSM)
    return cow_xml_error (xml, error, "no map of OpenStreetMap: the document is called \"%.60s\"", name);
  if (element == NODE)
    return start_node (xml, reader, names, values, error);
  if (element == WAY)
    return start_way (xml, reader, names, values, error);
  return parent != WAY || start_part (xml, reader, name, names, values, error);
}

static gboolean
on_end (CowXml *xml, const char *name, gpointer user, GError **error)
{
  OsmReader *reader = user;

  (void)xml;
  (void)name;
  return reader->stack[--reader->depth] != WAY || reader->gone || cow_osm_roads_way_end (reader->roads, &reader->tags, error);
}

static gboolean
read_osm (CowInput *input, const CowReadOptions *options, CowBuilder *builder, CowProgress *progress, GError **error)
{
  static const CowXmlEvents events = { on_start, on_end, NULL };
  g_auto (OsmReader) reader = { .roads = cow_osm_roads_new (options, builder) };

  cow_osm_tags_init (&reader.tags);
  return cow_xml_read (input, &events, &reader, progress, error) && cow_osm_roads_build (reader.roads, progress, error);
}

static guint
sniff_osm (const char *bytes, gsize length)
{
  return cow_xml_begins (bytes, length, "osm") ? 100 : 0;
}

const CowFormat cow_format_osm = {
  .name = "osm",
  .endings = ".osm",
  .summary = "the roads of an OpenStreetMap file in XML (read only)",
  .details
  = COW_OSM_DETAILS "\n\nElements node and way of the document <osm> are read, in any order, and the places that Overpass writes into <nd>; those that were deleted, "
    "relations and all other elements are passed over. Memory while it is read: 16 bytes for each node of the file, 4 for each node of a road. Limits are those of GraphML.\n\n"
    "    town.osm:7: lat \"95\" is not between -90 and 90\n"
    "    town.osm:31: id \"x\" of a nd is no integer",
  .sniff = sniff_osm,
  .read = read_osm,
};
