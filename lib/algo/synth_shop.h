#ifndef MBR_SYNTH_SHOP_H
#define MBR_SYNTH_SHOP_H

/* The inner side of synth.h, for the synth*.c files alone. */

#include <stddef.h>

#include "mbr/synth.h"
#include "mbr/variate.h"

#define CATEGORIES 24
#define BRANDS 5 /* of a category */
#define TIERS 3
_Static_assert(CATEGORIES *BRANDS *TIERS == MBR_SYNTH_PRODUCTS, "as synth.h says");
_Static_assert(MBR_SYNTH_ITEMS == MBR_SYNTH_PRODUCTS * MBR_SYNTH_VARIANTS, "as synth.h says");
_Static_assert(MBR_SYNTH_ITEMS <= UINT16_MAX, "a line has 16 bits");
#define STORES 24
#define CITIES 12
#define DAY_SECONDS 86400
#define COUPON_OFF 10 /* per cent, of the first line */

/* What a stream of random numbers is for: the upper half of mbr_rand_derive's purpose. */
enum purpose {
    FOR_MEMBER = 1,
    FOR_PERSON,
    FOR_ORDER,
    FOR_WALK_IN,
    FOR_HABIT,
    FOR_BROWSE,
    FOR_NEXT_BROWSE,
    FOR_COUPON,
    FOR_CAMPAIGN,
    FOR_PROMOTION,
    FOR_REFERRAL,
    FOR_GOODS
};

static inline uint64_t purpose(enum purpose what, uint32_t number)
{
    return (uint64_t)what << 32 | number;
}

/* A member with what changes from order to order. */
struct shopper {
    struct mbr_synth_member is;
    double next, browse; /* when the next order and visit are due, on the shop's clock */
    uint32_t orders, visits;
    uint32_t points, points_before; /* earned this half-year, and before */
    uint16_t bought[2];             /* the day each staple was last bought */
    uint16_t recent[2];             /* goods of the last order */
    uint32_t coupon_used;           /* campaign */
    bool welcomed;                  /* the joining has been told */
    bool consent;                   /* to be written to */
};

enum due_kind { DUE_ORDER, DUE_RETURN, DUE_BROWSE, DUE_REVIEW };

/* Something that will happen on a later day. */
struct due {
    uint32_t who, order, price;
    uint16_t item, qty;
    uint8_t kind, shows, channel, store;
    bool anonymous;
};

struct agenda {
    struct due *due;
    size_t count, cap;
};

struct day {
    double clock;            /* the shop's time when the day begins */
    uint32_t campaign;       /* the latest, 0 for none yet; */
    int32_t campaign_day;    /* and the day it began */
    bool festival, half_end; /* half_end: of a half-year */
    struct agenda agenda;
};

struct mbr_synth {
    struct mbr_synth_config config;
    struct mbr_synth_item *item;
    uint32_t items, variants;
    uint8_t (*promotion)[CATEGORIES]; /* per cent off, by week */
    struct mbr_alias hours_store, hours_online;
    struct shopper *shopper;
    uint32_t joined;
    struct day *day; /* one more than there are days */
    int32_t *day_at; /* the day in which a whole time of the clock falls */
    int32_t today;   /* the day whose events are being given, -1 before the first */
    uint32_t orders; /* so far */
    struct mbr_synth_event *event;
    size_t events, events_cap, given;
    struct mbr_synth_line *line;
    size_t lines, lines_cap;
    uint32_t *sorted, *spare; /* numbers of events, by time */
    size_t sorted_cap, spare_cap;
};

/* synth_goods.c: goods and calendar. */
uint32_t mbr_synth_variants_for(uint32_t members);
uint32_t mbr_synth_popular_variant(const struct mbr_synth *shop, double uniform); /* 0 to below 1 */
void mbr_synth_make_goods(struct mbr_synth *shop);
void mbr_synth_make_calendar(struct mbr_synth *shop);
uint32_t mbr_synth_item_at(const struct mbr_synth *shop, uint32_t category, uint32_t brand,
                           uint32_t tier, uint32_t variant);
uint32_t mbr_synth_item_category(const struct mbr_synth *shop, uint32_t item);
uint32_t mbr_synth_companion(const struct mbr_synth *shop, uint32_t item); /* or itself */
uint32_t mbr_synth_off(const struct mbr_synth *shop, uint32_t category);   /* per cent, today */
int32_t mbr_synth_day_at(const struct mbr_synth *shop, double clock);      /* clock < days */

/* synth_people.c. */
void mbr_synth_make_shopper(const struct mbr_synth *shop, struct mbr_rand *rand, double clock,
                            struct shopper *shopper);
double mbr_synth_join_clock(const struct mbr_synth *shop, uint32_t member);

/* synth_orders.c. who may be MBR_SYNTH_NOBODY. */
uint32_t mbr_synth_explore(const struct mbr_synth *shop, const struct shopper *shopper,
                           struct mbr_rand *rand, uint32_t share);
void mbr_synth_order(struct mbr_synth *shop, struct mbr_rand *rand, uint32_t who,
                     struct shopper *shopper);
void mbr_synth_return(struct mbr_synth *shop, const struct due *due);
int32_t mbr_synth_second(const struct mbr_synth *shop, struct mbr_rand *rand, bool store);

/* synth_habits.c: what happens besides orders. */
void mbr_synth_welcome(struct mbr_synth *shop, uint32_t who, int32_t second);
void mbr_synth_around_order(struct mbr_synth *shop, uint32_t who, struct shopper *shopper,
                            const struct mbr_synth_event *order);
void mbr_synth_browse(struct mbr_synth *shop, uint32_t who);
void mbr_synth_review(struct mbr_synth *shop, const struct due *due);
void mbr_synth_campaign(struct mbr_synth *shop);
void mbr_synth_expire(struct mbr_synth *shop);
bool mbr_synth_has_coupon(const struct mbr_synth *shop, uint32_t who, uint32_t campaign);

/* synth.c. */
void mbr_synth_add(struct mbr_synth *shop, const struct mbr_synth_event *event);
void mbr_synth_remind(struct mbr_synth *shop, int32_t day, const struct due *due);

#endif
