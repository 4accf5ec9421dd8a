#ifndef MBR_MASK_FIELD_H
#define MBR_MASK_FIELD_H

/* Inside mbr_mask: the fields that records have, and what is done with each. */

#include "mask_names.h"
#include "mbr/map.h"
#include "mbr/personal.h"

#define MASK_NONE UINT32_MAX

/* What is done with a field's values. */
enum mask_deed {
    MASK_LEAVE,
    MASK_LOOK,     /* redact what is personal by its spelling */
    MASK_REDACT,   /* by the field's kind */
    MASK_TAKE_OUT, /* the field, whatever it holds */
    MASK_PSEUDONYM,
    MASK_PARTS, /* the member's id within becomes a pseudonym */
    MASK_REVEAL
};

/* A place where values stand: a path below a type of record, lists left out. Its deed is decided
   when it is first met (mask_field.c). */
struct mask_field {
    uint32_t parent;        /* MASK_NONE: the record itself */
    struct mbr_span key;    /* with its quotes; of a record its type */
    struct mbr_span name;   /* its content */
    enum mbr_personal kind; /* by its name */
    enum mask_deed deed;
    const char *among;  /* the kind of its pseudonyms */
    bool is_member;     /* a member's id stands here */
    bool is_other;      /* and it may be another's than the record's */
    bool is_identifier; /* an identifier of a person stands here */
    bool is_type;
    bool is_made_up; /* an order or id, of which the member's id may be a part */
    bool in_ids;
    bool is_left;             /* a person wants it and all in it left */
    uint32_t first, next;     /* the field that was met last as the first in it, and behind it */
    struct mask_found *found; /* for the audit */
};

struct mask_fields {
    struct mask_field *field;
    size_t cap;
    struct mbr_map by_key; /* a parent's number and a key: the number of the field */
    struct mbr_arena bytes;
    struct mbr_buf key, scratch;
    struct mask_names pseudonym, redact, leave;
    bool redacts, reveals, audits, hides_members;
};
int mbr_mask_fields_open(struct mask_fields *fields, const struct mbr_mask_options *options,
                         struct mbr_run *run);
void mbr_mask_fields_free(struct mask_fields *fields);

/* The field of a type of record, and the one of this key in another, behind the field `before`
   where there is one: that is a good guess at which it is. */
uint32_t mbr_mask_field_of_type(struct mask_fields *fields, struct mbr_span type);
uint32_t mbr_mask_field_in(struct mask_fields *fields, uint32_t parent, uint32_t before,
                           struct mbr_span key);

/* Before a line: what is known of fields is forgotten where it has become too much. */
void mbr_mask_fields_tidy(struct mask_fields *fields);
bool mbr_mask_is_telling(struct mbr_span key); /* it is somebody's phone, or has it in it */

/* At the end: names that met nothing. 0, or -1 where one was to hide something, is none that is
   known, and there were records. */
int mbr_mask_fields_report(const struct mask_fields *fields, bool had_records, struct mbr_run *run);

#endif
