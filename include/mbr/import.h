#ifndef MBR_IMPORT_H
#define MBR_IMPORT_H

/* Delimited text and JSON to events and items: what mbr-import(1) does with its operands. */

#include "mbr/run.h"

struct mbr_import_options {
    struct mbr_list preset;     /* names and paths, or "none"; empty: found by the headers */
    const char *shop;           /* one of several on its platform; NULL: the only one */
    const char *encoding;       /* mbr_in_decode (in.h); NULL: found out, as all below */
    struct mbr_list sheets;     /* of workbooks; empty: all that are not hidden */
    const char *separator;      /* mbr_separator_byte (sniff.h) */
    const char *date_order;     /* "dmy", "mdy", "ymd" */
    const char *decimal;        /* "point", "comma" */
    const char *rejects;        /* where bad rows go, as NDJSON */
    const char *max_rejects;    /* "20" or "0.5%" */
    const char *tz;             /* the shop's zone (zone.h); NULL: times stay as they are */
    const char *rates;          /* a file (rates.h); NULL: amounts stay as they are */
    const char *exclude_orders; /* a file of order numbers whose rows are left out */
    struct mbr_list map, set;   /* "field=column", "field=value" */
    struct mbr_list order_by;
    struct mbr_list drop; /* "items": write none */
    bool header, no_header, dedupe, ids, sniff;
    int64_t jobs; /* threads (crew.h) */
    size_t block; /* bytes that a thread takes at once; 0: as it should be (for tests) */
};

/* Reads all operands of the run and writes its output. 0, or -1 with run->err. */
int mbr_import(struct mbr_run *run, const struct mbr_import_options *options);

/* Puts the built-in presets, a line each: name and what it is for. 0, or -1 with err. */
int mbr_put_presets(struct mbr_buf *buf, struct mbr_err *err);

/* Puts the text of a built-in preset. 0, or -1 with err where there is none of that name. */
int mbr_put_preset(struct mbr_buf *buf, const char *name, struct mbr_err *err);

#endif
