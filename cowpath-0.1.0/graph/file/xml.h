/* xml.h - XML as events, a piece of the input at a time: what GraphML, GEXF and OSM have in common.
 *
 * GMarkup parses. It knows the five entities of XML and references to characters, no others: there is nothing to expand. */
#pragma once

#include "graph/format.h"

G_BEGIN_DECLS

#define COW_XML_DEPTH 64                         /* most elements inside each other */
#define COW_XML_PIECE_BYTES ((gsize)16 << 20)    /* longest tag, text, comment */

typedef struct _CowXml CowXml;

/* Names of elements and attributes come without their namespace. Any may be NULL. An error without `FILE:LINE:` gets it. */
typedef struct
{
  gboolean (*start) (CowXml *xml, const char *element, const char **names, const char **values, gpointer user, GError **error);
  gboolean (*end) (CowXml *xml, const char *element, gpointer user, GError **error);
  gboolean (*text) (CowXml *xml, const char *text, gsize length, gpointer user, GError **error);
} CowXmlEvents;

/* Units of progress: bytes. Errors: COW_GRAPH_ERROR_FILE: not well-formed, nested too deep, entities declared, another encoding. */
gboolean cow_xml_read (CowInput *input, const CowXmlEvents *events, gpointer user, CowProgress *progress, GError **error);
guint64 cow_xml_line (const CowXml *xml);
/* `FILE:LINE: message`; returns FALSE. */
gboolean cow_xml_error (const CowXml *xml, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* NULL: not there. */
const char *cow_xml_attribute (const char **names, const char **values, const char *name);
/* Does a document begin here whose root is called so? What stands before a root may be cut off: FALSE then. */
gboolean cow_xml_begins (const char *bytes, gsize length, const char *root);

/* Text between tags or as the value of an attribute. */
void cow_xml_write_text (CowOutput *out, const char *text, gsize length);

G_END_DECLS
