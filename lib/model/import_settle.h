#ifndef MBR_IMPORT_SETTLE_H
#define MBR_IMPORT_SETTLE_H

/* What was paid for the lines of an order, and what came back of it. All money and quantities in
   1/10000, none negative. Private to lib/model/import*.c. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A line with what its rows say, and what is found. Gifts and lines that are returns of their own
   carry none of what the order says. */
struct mbr_settle_line {
    int64_t qty;    /* 0: not said */
    int64_t amount; /* given: the line after its own discounts; found: what was paid for it */
    bool priced;    /* amount was given */
    bool gift, back;
    bool refunded;      /* said of the line, with or without an amount */
    int64_t refund;     /* given: 0 where nothing is said; found: what came back of it */
    bool wholly;        /* found: all of it came back */
    int64_t refund_qty; /* given: so many pieces came back, at what was paid for them, whatever the
                           refund; 0: not said */
};

struct mbr_settle {
    struct mbr_settle_line *line;
    size_t count;
    bool has_paid, refunded; /* refunded: the order as a whole */
    int64_t paid, postage;   /* paid: in all, postage included */
    int64_t discount;        /* on the order as a whole, where paid is not said */
    int64_t refund;
    bool apart;     /* refund comes on top of what the lines say */
    int64_t coin;   /* the smallest that amounts are spelled with; 10000, 1000, 100, 10 or 1 */
    int64_t goods;  /* found: what was paid for lines */
    int64_t loose;  /* found: what came back of no known line */
    int64_t beyond; /* found: what was paid back for something else, such as postage */
};

/* What is wrong: the name of a field, or NULL for the order's lines, and why. */
struct mbr_settle_flaw {
    const char *field, *what;
    size_t line;
};

/* 0, or -1 with the flaw. */
int mbr_settle(struct mbr_settle *settle, struct mbr_settle_flaw *flaw);

#endif
