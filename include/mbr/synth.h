#ifndef MBR_SYNTH_H
#define MBR_SYNTH_H

/* A made-up shop: its goods, its members and all that happens there, day by day in order of time.
   mbr-synth(1) describes the model. Memory grows with the members, not with the events.

       struct mbr_synth *shop = mbr_synth_new(&config);
       while ((e = mbr_synth_next(shop)) != NULL) …
       mbr_synth_free(shop); */

#include "mbr/synth_event.h"

#define MBR_SYNTH_MOST 100000000 /* members */
#define MBR_SYNTH_PRODUCTS 360   /* a shop of so many has one variant of each */
#define MBR_SYNTH_VARIANTS 182
#define MBR_SYNTH_ITEMS 65520 /* the largest shop has so many */

struct mbr_synth_config {
    uint32_t members; /* at most MBR_SYNTH_MOST */
    int32_t start;    /* the first day, since 1970-01-01 */
    int32_t days;     /* 1 to 36,500 */
    uint64_t seed;
    uint32_t variants; /* of each product, up to MBR_SYNTH_VARIANTS; 0: as suits the members */
    bool all; /* every kind of event, and gifts; else only orders and returns, the same ones */
};

struct mbr_synth *mbr_synth_new(const struct mbr_synth_config *config);
void mbr_synth_free(struct mbr_synth *shop);

/* The next event, borrowed until the next call; NULL at the end. Its day and lines. */
const struct mbr_synth_event *mbr_synth_next(struct mbr_synth *shop);
int32_t mbr_synth_day(const struct mbr_synth *shop);
const struct mbr_synth_line *mbr_synth_lines(const struct mbr_synth *shop,
                                             const struct mbr_synth_event *event);

uint32_t mbr_synth_items(const struct mbr_synth *shop);
const struct mbr_synth_item *mbr_synth_item(const struct mbr_synth *shop, uint32_t item);

/* Members who have joined by now, and what is hidden behind one of them. */
uint32_t mbr_synth_members(const struct mbr_synth *shop);
const struct mbr_synth_member *mbr_synth_member(const struct mbr_synth *shop, uint32_t member);
void mbr_synth_truth(const struct mbr_synth *shop, uint32_t member, struct mbr_synth_truth *truth);

/* Who shows in the event; what it does not tell of them is zero. */
void mbr_synth_shown(const struct mbr_synth *shop, const struct mbr_synth_event *event,
                     struct mbr_synth_person *person);

/* About how many members make so many order lines, returns included, by a trial with fewer. */
uint32_t mbr_synth_members_for(const struct mbr_synth_config *config, uint64_t lines);

#endif
