#ifndef MBR_IMPORT_ACCOUNT_READ_H
#define MBR_IMPORT_ACCOUNT_READ_H

/* Reading an order that has been put together. Private to lib/model/import*.c. */

#include "import_account.h"
#include "mbr/decimal.h"

/* As in mbr_order_statuses; what comes behind REFUNDED was no sale. */
enum status { PAID, REFUNDED, CANCELLED, CLOSED, UNPAID };

static inline struct mbr_span text_of(const struct mbr_account *account,
                                      const struct mbr_gathered_value *values,
                                      enum mbr_account_field field)
{
    return values[account->field[field]].text;
}

/* Without its sign, and 0 where it is not said; what has been kept can be read. */
static inline int64_t decimal_of(const struct mbr_account *account,
                                 const struct mbr_gathered_value *values,
                                 enum mbr_account_field field)
{
    struct mbr_span text = text_of(account, values, field);
    int64_t value = 0;
    const char *what;
    if (text.n)
        (void)mbr_decimal_parse(text, &value, &what);
    return value < 0 ? -value : value;
}

static inline bool is_said(const struct mbr_account *account,
                           const struct mbr_gathered_value *values, enum mbr_account_field field)
{
    return text_of(account, values, field).n > 0;
}

static inline bool is_negative(const struct mbr_account *account,
                               const struct mbr_gathered_value *values,
                               enum mbr_account_field field)
{
    return is_said(account, values, field) && *text_of(account, values, field).p == '-';
}

/* The place of the status in mbr_order_statuses; 0 where none is said, as that is "paid". */
static inline int status_of(const struct mbr_account *account,
                            const struct mbr_gathered_value *values, enum mbr_account_field field)
{
    int status = 0;
    struct mbr_span word = text_of(account, values, field);
    while (word.n && mbr_order_statuses[status] && !mbr_span_is(word, mbr_order_statuses[status]))
        status++;
    return status;
}

/* Both return -1. Of a line's field that nothing says, the row is the line's. */
int mbr_account_flawed(struct mbr_account *account, const struct mbr_import_book *book,
                       const struct mbr_gathered_value *value, enum mbr_account_field field,
                       const char *what);
int mbr_account_flawed_line(struct mbr_account *account, const struct mbr_import_book *book,
                            const struct mbr_gathered *gathered, size_t line,
                            enum mbr_account_field field, const char *what);

/* What the settled order comes to in events: deeds. */
void mbr_account_find_deeds(struct mbr_account *account);

/* Changes all amounts of the order by account->rates. 0, or -1 with the flaw. */
int mbr_account_convert(struct mbr_account *account, const struct mbr_import_book *book,
                        const struct mbr_gathered *gathered);

#endif
