#ifndef MBR_LINK_SURVIVE_H
#define MBR_LINK_SURVIVE_H

/* Inside mbr_link: which of several values a person's attribute keeps, where the rules want another
   than the newest, which the fold keeps by itself. */

#include "link_rules.h"

#define LINK_SURVIVORS 8

/* What a holder's events say of a field: one value of it. */
struct link_claim {
    uint32_t holder, count, rank;
    uint8_t field;
    uint64_t at; /* the latest */
};

struct link_survivor {
    const char *name;
    const json_t *sources; /* the best first; NULL: the most frequent value */
    size_t slot;
};

struct link_survive {
    struct link_survivor field[LINK_SURVIVORS];
    size_t fields;
    size_t by_slot;      /* of the field that tells the source */
    struct mbr_map said; /* holder, field and the value as it is spelled: the number of its claim */
    struct link_claim *claim;
    size_t cap;
    uint32_t *wins; /* by person and field: the claim; MBR_IDENTITY_NONE where there is none */
    uint64_t lost;
};

/* Reads "survivorship" of the rules. 0, or -1 with err. */
int link_survive_read(struct link_survive *survive, const struct link_rules *rules,
                      struct mbr_err *err);
void link_survive_free(struct link_survive *survive);

/* How good a source is for a field, 0 being the best. */
uint32_t link_survive_rank(const struct link_survivor *field, struct mbr_span source);

void link_survive_note(struct link_survive *survive, uint32_t holder, size_t field,
                       struct mbr_span value, uint64_t at, uint32_t rank);

/* Fills wins; person: by holder. */
void link_survive_settle(struct link_survive *survive, const uint32_t *person, uint32_t holders);

/* Whether this value is the one that the person keeps. */
bool link_survive_keeps(const struct link_survive *survive, uint32_t person, size_t field,
                        struct mbr_span value);

#endif
