#ifndef MBR_IMPORT_ACCOUNT_H
#define MBR_IMPORT_ACCOUNT_H

/* What becomes of an order whose rows have been put together: nothing, if it was never paid; else a
   sale for each line, and what came back. Private to lib/model/import*.c. */

#include "import_gather.h"
#include "import_settle.h"
#include "mbr/rates.h"

/* The fields that matter here. */
enum mbr_account_field {
    MBR_ACCOUNT_AT,
    MBR_ACCOUNT_MEMBER,
    MBR_ACCOUNT_TYPE,
    MBR_ACCOUNT_ID,
    MBR_ACCOUNT_QTY,
    MBR_ACCOUNT_AMOUNT,
    MBR_ACCOUNT_PRICE,
    MBR_ACCOUNT_LIST,
    MBR_ACCOUNT_DISCOUNT,
    MBR_ACCOUNT_COUPON,
    MBR_ACCOUNT_GIFT,
    MBR_ACCOUNT_STATUS,
    MBR_ACCOUNT_PAID,
    MBR_ACCOUNT_POSTAGE,
    MBR_ACCOUNT_ORDER_DISCOUNT,
    MBR_ACCOUNT_REFUND,
    MBR_ACCOUNT_REFUND_AT,
    MBR_ACCOUNT_PAID_AT,
    MBR_ACCOUNT_CANCELLED_AT,
    MBR_ACCOUNT_ORDER_QTY,
    MBR_ACCOUNT_LINE_GROSS,
    MBR_ACCOUNT_LINE_POSTAGE,
    MBR_ACCOUNT_LINE_REFUND,
    MBR_ACCOUNT_LINE_STATUS,
    MBR_ACCOUNT_CURRENCY,
    MBR_ACCOUNT_LINE_REFUND_QTY,
    MBR_ACCOUNT_LINE_REFUND_AT,
    MBR_ACCOUNT_FIELDS
};

/* An event to be written. */
struct mbr_account_deed {
    size_t line;         /* SIZE_MAX: none */
    bool back, refunded; /* a return; refunded: that follows from what was paid back */
    bool loose;          /* of no known line: it has but the line's id */
    int64_t amount, qty; /* in 1/10000; qty 0: not known */
};

/* Zero-initialise it; it may be used for one order after another. */
struct mbr_account {
    uint32_t field[MBR_ACCOUNT_FIELDS]; /* their numbers in the book */
    struct mbr_settle settle;
    const struct mbr_rates *rates; /* NULL: amounts stay as they are */
    int64_t rate;                  /* of the order at hand; 0: its amounts stay */
    bool *gone;                    /* lines that were not bought in the end */
    struct mbr_account_deed *deed;
    size_t deeds, deed_cap, line_cap, gone_cap;
    int status;  /* number in mbr_order_statuses, where there are no events */
    bool untold; /* no file says whether it was paid */
    struct mbr_import_flaw flaw;
    uint32_t flawed; /* row of the book */
};
void mbr_account_free(struct mbr_account *account);

/* Looks up the fields, which it adds to the book. */
void mbr_account_begin(struct mbr_account *account, struct mbr_import_book *book);

/* 1 with deeds; 0 where there are to be no events, because of status; -1 with the flaw. */
int mbr_account_order(struct mbr_account *account, const struct mbr_import_book *book,
                      const struct mbr_gathered *gathered);

/* For the parts: pieces that came back, more than their line has, come back of the next line of
   that product (import_refund.c). */
void mbr_account_pass_on(struct mbr_account *account, const struct mbr_gathered *gathered);

#endif
