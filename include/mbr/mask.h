#ifndef MBR_MASK_H
#define MBR_MASK_H

/* What is done to a stream before it leaves the house (mbr-mask(1)): who may not be in it is left
   out, what tells who somebody is is taken out or replaced. Nothing of the data is shown in an
   error; the tool has `discreet` set. */

#include "mbr/run.h"

struct mbr_mask_options {
    struct mbr_list consent;   /* purposes, all of which have to be granted */
    int32_t as_of;             /* the day the consent is judged for; MBR_DAY_NONE: the last */
    struct mbr_list pseudonym; /* fields, as in mbr-mask(1) */
    const char *country;       /* where phones without a country's code are */
    const char *key_file;      /* for pseudonyms and receipts; NULL: none */
    const char *map_out;       /* writes what stands behind each pseudonym; NULL: nowhere */
    const char *reveal;        /* such a file, to put the values back; NULL: none */
    bool redact;
    struct mbr_list redact_field; /* redacts these too, or only these without `redact` */
    struct mbr_list leave;        /* fields that redacting leaves */
    struct mbr_list forget;       /* members or identifiers */
    const char *forget_from;      /* a file of such, one a line; NULL: none */
    const char *receipt;          /* where to say what was forgotten; NULL: on stderr only */
    int64_t suppress;             /* rows of fewer than so many; 0: none */
    const char *count;            /* the field of a row that says how many it is of */
    struct mbr_list within;       /* fields that say which rows add up to a total */
    struct mbr_list label;        /* fields of a hidden row that stay though they are no text */
    bool audit;
};

/* Reads the run's input to the end and writes to its output. 0, or -1 with run->err. */
int mbr_mask(struct mbr_run *run, const struct mbr_mask_options *options);

#endif
