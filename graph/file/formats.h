/* formats.h - the constants of the registry: one format, one file. */
#pragma once

#include "graph/format.h"

G_BEGIN_DECLS

extern const CowFormat cow_format_edgelist; /* edgelist.c */
extern const CowFormat cow_format_dimacs;   /* dimacs.c */
extern const CowFormat cow_format_adjacency; /* json.c */
extern const CowFormat cow_format_gexf;     /* gexf.c */
extern const CowFormat cow_format_gml;      /* gml.c */
extern const CowFormat cow_format_graphml;  /* graphml.c */
extern const CowFormat cow_format_json;     /* json.c */
extern const CowFormat cow_format_json_lines; /* json-lines.c */
extern const CowFormat cow_format_dot;      /* dot.c */
extern const CowFormat cow_format_gap;      /* gap.c */
extern const CowFormat cow_format_gap_edgelist; /* gap.c */
extern const CowFormat cow_format_matrix_market; /* matrix-market.c */
extern const CowFormat cow_format_metis;    /* metis.c */
extern const CowFormat cow_format_osm;      /* osm.c */
extern const CowFormat cow_format_osm_pbf;  /* osm-pbf.c */
extern const CowFormat cow_format_pajek;    /* pajek.c */
extern const CowFormat cow_format_native;   /* native.c */
extern const CowFormat cow_format_sqlite;   /* sqlite.c */

G_END_DECLS
