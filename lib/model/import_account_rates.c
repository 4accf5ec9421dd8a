#include "import_account_read.h"
#include "import_convert.h"
#include "mbr/date.h"

static bool change(const struct mbr_account *account, int64_t *amount)
{
    return mbr_rates_change(*amount, account->rate, account->settle.coin, amount);
}

/* Whether what is written beside the amount can be changed too. */
static bool fits_line(const struct mbr_account *account, const struct mbr_gathered *gathered,
                      size_t line)
{
    static const enum mbr_account_field beside[] = {MBR_ACCOUNT_PRICE, MBR_ACCOUNT_LIST,
                                                    MBR_ACCOUNT_DISCOUNT};
    bool fits = true;
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        int64_t amount = decimal_of(account, mbr_gathered_line(gathered, line), beside[i]);
        fits = fits && change(account, &amount);
    }
    return fits;
}

/* All at the rate of the order's day, so that what came back of it is never more than was paid.
   What its lines have cost has been formed before. */
int mbr_account_convert(struct mbr_account *account, const struct mbr_import_book *book,
                        const struct mbr_gathered *gathered)
{
    struct mbr_settle *settle = &account->settle;
    struct mbr_gathered_value currency = gathered->order[account->field[MBR_ACCOUNT_CURRENCY]];
    struct mbr_span day = text_of(account, gathered->order, MBR_ACCOUNT_AT);
    uint64_t at = 0;
    const char *what;
    if (day.n == 0)
        day = text_of(account, mbr_gathered_line(gathered, 0), MBR_ACCOUNT_AT);
    if (day.n == 0) /* only what came back is known */
        day = text_of(account, mbr_gathered_line(gathered, 0), MBR_ACCOUNT_LINE_REFUND_AT);
    if (day.n == 0)
        day = text_of(account, gathered->order, MBR_ACCOUNT_REFUND_AT);
    (void)mbr_at_parse(day, &at);
    if (currency.text.n == 0)
        currency.row = gathered->row[0];
    account->rate = 0;
    if (mbr_import_is_target(account->rates, currency.text))
        return 0;
    if (mbr_import_rate(account->rates, currency.text, mbr_at_day(at), &account->rate, &what) < 0)
        return mbr_account_flawed(account, book, &currency, MBR_ACCOUNT_CURRENCY, what);
    settle->coin = mbr_rates_coin(account->rates);
    bool fits = change(account, &settle->paid) && change(account, &settle->postage) &&
                change(account, &settle->discount) && change(account, &settle->refund);
    for (size_t i = 0; i < settle->count; i++)
        fits = fits && change(account, &settle->line[i].amount) &&
               change(account, &settle->line[i].refund) && fits_line(account, gathered, i);
    if (!fits)
        return mbr_account_flawed_line(account, book, gathered, 0, MBR_ACCOUNT_AMOUNT,
                                       "too large in the other currency");
    return 0;
}
