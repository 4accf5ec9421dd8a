#ifndef MBR_MEMBER_H
#define MBR_MEMBER_H

/* A member as a method sees it: who, until which day, and what they bought. */

#include "mbr/date.h"
#include "mbr/json.h"

/* Purchases less gifts. Money and units are decimals (decimal.h). first and last are the days of
   the earliest and the latest purchase line, MBR_DAY_NONE when there is none. */
struct mbr_buy {
    int32_t first, last;
    int64_t orders;  /* distinct purchase orders, those returned later too */
    int64_t units;   /* of purchases */
    int64_t spend;   /* net: purchases less refunds */
    int64_t refunds; /* at least 0 */
};
extern const struct mbr_buy mbr_buy_none;

/* Adds one line of a purchase, or (amount below 0) of a return. false, with nothing
   added, when a sum does not fit. */
bool mbr_buy_add(struct mbr_buy *buy, bool is_return, int32_t day, int64_t qty, int64_t amount);
void mbr_put_buy(struct mbr_buf *buf, const struct mbr_buy *buy);

/* Reads the object that mbr_put_buy puts, scanned for mbr_buy_paths. 0, or -1 with err. */
enum {
    MBR_BUY_FIRST,
    MBR_BUY_LAST,
    MBR_BUY_ORDERS,
    MBR_BUY_UNITS,
    MBR_BUY_SPEND,
    MBR_BUY_REFUNDS,
    MBR_BUY_PATHS
};
extern const char *const mbr_buy_paths[MBR_BUY_PATHS];
int mbr_buy_read(struct mbr_buy *buy, const struct mbr_json *slot, struct mbr_err *err);

struct mbr_member {
    struct mbr_span id; /* content, not spelling */
    int32_t as_of;
    struct mbr_buy buy;
    int64_t days;                /* distinct days with a purchase; only where it was asked for */
    const struct mbr_json *slot; /* what a method asks of the line besides; see annotate.h */
    struct mbr_span facts;       /* what its gather has put */
};

/* The paths that mbr_member_read wants, and the reading of a scanned member line. `first` is where
   they begin in the ask's paths. 0, or -1 with "field: what: value". */
enum {
    MBR_MEMBER_ID,
    MBR_MEMBER_AS_OF,
    MBR_MEMBER_CURRENCY,
    MBR_MEMBER_DROPPED,
    MBR_MEMBER_FIRST, /* from here on as in mbr_buy_paths */
    MBR_MEMBER_LAST,
    MBR_MEMBER_ORDERS,
    MBR_MEMBER_UNITS,
    MBR_MEMBER_SPEND,
    MBR_MEMBER_REFUNDS,
    MBR_MEMBER_PATHS
};
extern const char *const mbr_member_paths[MBR_MEMBER_PATHS];
int mbr_member_read(struct mbr_member *member, const struct mbr_ask *ask, size_t first,
                    struct mbr_buf *scratch, struct mbr_err *err);

#endif
