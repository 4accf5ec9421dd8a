#ifndef MBR_SYNTH_EVENT_H
#define MBR_SYNTH_EVENT_H

/* What is in a made-up shop, as plain data: synth.h makes it, synth_write.h spells it. */

#include <stdbool.h>
#include <stdint.h>

#define MBR_SYNTH_NOBODY UINT32_MAX
#define MBR_SYNTH_COUPON_DAYS 28 /* a coupon is valid, the day of its issue included */

/* A product; the texts live as long as the shop. Money is in cents. */
struct mbr_synth_item {
    char sku[12], name[52];
    const char *category, *brand, *unit;
    uint32_t price, size;
    uint32_t every; /* days until it is used up, 0 for what is not used up */
};

/* What is hidden behind a member. Times are in days since the start, with fractions. */
struct mbr_synth_member {
    double joined, left;          /* left: perhaps far beyond the last day */
    double rate;                  /* orders a day of the shop's clock, while the member is there */
    double dropout;               /* the hazard of leaving, a day */
    double spend;                 /* mean worth of an order, in cents */
    double price_level;           /* 0 the cheapest goods, 1 the dearest */
    double deal;                  /* 0 to 1: how much a promotion draws */
    double offline;               /* share of orders in the store */
    uint16_t staple[2], every[2]; /* goods that are bought again, after so many days */
    uint8_t category[3];          /* the favourites, the first the most bought */
    uint8_t brand;                /* the favourite of the brands of a category, 0 to 4 */
    uint8_t home;                 /* store */
    uint8_t channel;              /* the usual one where it is not the store */
};

/* The same for a person to read. */
struct mbr_synth_truth {
    uint32_t number;
    const struct mbr_synth_member *member;
    const char *category[3], *brand[3]; /* the favourites; brand[i] is that of category[i] */
    int32_t start, days;                /* of the shop */
};

/* Who a member is, as the till knows it. The numbers are different for every member. */
struct mbr_synth_person {
    const char *family, *given, *latin; /* latin: the name in letters for an address */
    const char *city;
    bool chinese, female;
    int32_t birthday;
    uint32_t phone, email, device; /* nine digits */
};

/* Behind the kind: what `value` of the event is. */
enum mbr_synth_kind {
    MBR_SYNTH_PURCHASE,
    MBR_SYNTH_RETURN,
    MBR_SYNTH_JOIN,
    MBR_SYNTH_ATTR,    /* 0: all facts; else 1 + the city moved to */
    MBR_SYNTH_CONSENT, /* granted, 0 or 1 */
    MBR_SYNTH_REFER,   /* the member brought */
    MBR_SYNTH_LOGIN,
    MBR_SYNTH_VISIT,
    MBR_SYNTH_SEARCH,
    MBR_SYNTH_VIEW,
    MBR_SYNTH_CART,
    MBR_SYNTH_FAVOURITE,
    MBR_SYNTH_SHARE,
    MBR_SYNTH_REVIEW, /* rating, 1 to 5 */
    MBR_SYNTH_CLICK,
    MBR_SYNTH_COUPON_ISSUE, /* per cent off */
    MBR_SYNTH_COUPON_REDEEM,
    MBR_SYNTH_POINTS_EARN, /* points, here and below */
    MBR_SYNTH_POINTS_SPEND,
    MBR_SYNTH_POINTS_EXPIRE,
    MBR_SYNTH_MESSAGE,
    MBR_SYNTH_CALL, /* the staff who called */
    MBR_SYNTH_KINDS
};

enum mbr_synth_channel {
    MBR_SYNTH_STORE,
    MBR_SYNTH_APP,
    MBR_SYNTH_WEB,
    MBR_SYNTH_MINI,
    MBR_SYNTH_SMS,
    MBR_SYNTH_EMAIL,
    MBR_SYNTH_PUSH,
    MBR_SYNTH_PHONE,
    MBR_SYNTH_CHANNELS
};

enum mbr_synth_status {
    MBR_SYNTH_SENT,
    MBR_SYNTH_DELIVERED,
    MBR_SYNTH_OPENED,
    MBR_SYNTH_CLICKED,
    MBR_SYNTH_BOUNCED,
    MBR_SYNTH_UNSUBSCRIBED,
    MBR_SYNTH_CONNECTED,
    MBR_SYNTH_REFUSED
};

/* Other identifiers an event shows, as bits of `shows`. */
#define MBR_SYNTH_SHOWS_PHONE 1
#define MBR_SYNTH_SHOWS_EMAIL 2
#define MBR_SYNTH_SHOWS_DEVICE 4

struct mbr_synth_event {
    enum mbr_synth_kind kind;
    int32_t second;                        /* of the day */
    uint32_t member;                       /* or MBR_SYNTH_NOBODY: the shop was not told */
    uint32_t who;                          /* whose phone, address or device `shows` means */
    uint32_t order;                        /* 0 for none */
    uint32_t first, lines;                 /* of an order or return: see mbr_synth_lines */
    uint32_t campaign;                     /* 202311: the campaign of November 2023; 0 for none */
    uint32_t value;                        /* see the kinds above */
    uint32_t cost;                         /* of a message or call, in 1/10000 */
    uint16_t item;                         /* what is viewed, or searched for by its category */
    uint8_t shows, channel, store, status; /* store: from 1, 0 for none */
};

/* A line of an order or return: qty > 0, prices a unit; list >= price. */
struct mbr_synth_line {
    uint16_t item, qty;
    uint32_t price, list;
    bool coupon, gift; /* a gift: price 0 */
};

#endif
