#include "import_account.h"

#include <stdlib.h>

#include "import_account_read.h"
#include "mbr/currency.h"
#include "mbr/decimal.h"

static const char *const names[MBR_ACCOUNT_FIELDS] = {
    [MBR_ACCOUNT_AT] = "at",
    [MBR_ACCOUNT_MEMBER] = "member",
    [MBR_ACCOUNT_TYPE] = "type",
    [MBR_ACCOUNT_ID] = "id",
    [MBR_ACCOUNT_QTY] = "qty",
    [MBR_ACCOUNT_AMOUNT] = "amount",
    [MBR_ACCOUNT_PRICE] = "price",
    [MBR_ACCOUNT_LIST] = "list",
    [MBR_ACCOUNT_DISCOUNT] = "discount",
    [MBR_ACCOUNT_COUPON] = "coupon",
    [MBR_ACCOUNT_GIFT] = "gift",
    [MBR_ACCOUNT_STATUS] = "order.status",
    [MBR_ACCOUNT_PAID] = "order.paid",
    [MBR_ACCOUNT_POSTAGE] = "order.postage",
    [MBR_ACCOUNT_ORDER_DISCOUNT] = "order.discount",
    [MBR_ACCOUNT_REFUND] = "order.refund",
    [MBR_ACCOUNT_REFUND_AT] = "order.refund_at",
    [MBR_ACCOUNT_PAID_AT] = "order.paid_at",
    [MBR_ACCOUNT_CANCELLED_AT] = "order.cancelled_at",
    [MBR_ACCOUNT_ORDER_QTY] = "order.qty",
    [MBR_ACCOUNT_LINE_GROSS] = "line.gross",
    [MBR_ACCOUNT_LINE_POSTAGE] = "line.postage",
    [MBR_ACCOUNT_LINE_REFUND] = "line.refund",
    [MBR_ACCOUNT_LINE_STATUS] = "line.status",
    [MBR_ACCOUNT_CURRENCY] = "currency",
    [MBR_ACCOUNT_LINE_REFUND_QTY] = "line.refund_qty",
    [MBR_ACCOUNT_LINE_REFUND_AT] = "line.refund_at",
};

void mbr_account_free(struct mbr_account *account)
{
    free(account->settle.line);
    free(account->gone);
    free(account->deed);
}

void mbr_account_begin(struct mbr_account *account, struct mbr_import_book *book)
{
    for (size_t i = 0; i < MBR_ACCOUNT_FIELDS; i++)
        account->field[i] = mbr_book_add_field(book, names[i]);
}

int mbr_account_flawed(struct mbr_account *account, const struct mbr_import_book *book,
                       const struct mbr_gathered_value *value, enum mbr_account_field field,
                       const char *what)
{
    const char *title = mbr_book_title(book, value->row, account->field[field]);
    account->flaw = (struct mbr_import_flaw){
        .column = title ? title : names[field], .what = what, .value = value->text};
    account->flawed = value->row;
    return -1;
}

int mbr_account_flawed_line(struct mbr_account *account, const struct mbr_import_book *book,
                            const struct mbr_gathered *gathered, size_t line,
                            enum mbr_account_field field, const char *what)
{
    struct mbr_gathered_value value = mbr_gathered_line(gathered, line)[account->field[field]];
    if (value.text.n == 0)
        value.row = gathered->row[line];
    return mbr_account_flawed(account, book, &value, field, what);
}

/* The coin that an amount was spelled with. */
static void note_coin(struct mbr_account *account, const struct mbr_gathered_value *values,
                      enum mbr_account_field field)
{
    struct mbr_span text = text_of(account, values, field);
    const char *point = text.n ? memchr(text.p, '.', text.n) : NULL;
    int64_t coin = MBR_DECIMAL_ONE;
    for (size_t places = point ? text.n - (size_t)(point + 1 - text.p) : 0; places; places--)
        coin /= 10;
    if (coin && coin < account->settle.coin)
        account->settle.coin = coin;
}

/* What the pieces have cost before discounts: 1, 0 where nothing says it, or -1 with the flaw. */
static int find_gross(struct mbr_account *account, const struct mbr_import_book *book,
                      const struct mbr_gathered *gathered, size_t i)
{
    const struct mbr_gathered_value *values = mbr_gathered_line(gathered, i);
    struct mbr_settle_line *line = &account->settle.line[i];
    int64_t qty = line->qty ? line->qty : MBR_DECIMAL_ONE;
    line->amount = decimal_of(account, values, MBR_ACCOUNT_LINE_GROSS);
    note_coin(account, values, MBR_ACCOUNT_LINE_GROSS);
    if (is_said(account, values, MBR_ACCOUNT_LINE_GROSS))
        return 1;
    note_coin(account, values, MBR_ACCOUNT_PRICE);
    if (!is_said(account, values, MBR_ACCOUNT_PRICE))
        return 0;
    if (!mbr_decimal_multiply(qty, decimal_of(account, values, MBR_ACCOUNT_PRICE), &line->amount))
        return mbr_account_flawed_line(account, book, gathered, i, MBR_ACCOUNT_PRICE,
                                       "too large for its quantity");
    return 1;
}

/* What the line itself says it has cost. */
static int price_line(struct mbr_account *account, const struct mbr_import_book *book,
                      const struct mbr_gathered *gathered, size_t i)
{
    const struct mbr_gathered_value *values = mbr_gathered_line(gathered, i);
    struct mbr_settle_line *line = &account->settle.line[i];
    int64_t discount = decimal_of(account, values, MBR_ACCOUNT_DISCOUNT);
    int64_t postage = decimal_of(account, values, MBR_ACCOUNT_LINE_POSTAGE);
    if (is_said(account, values, MBR_ACCOUNT_AMOUNT)) {
        line->amount = decimal_of(account, values, MBR_ACCOUNT_AMOUNT);
        line->priced = true;
        note_coin(account, values, MBR_ACCOUNT_AMOUNT);
        if (postage > line->amount && !line->gift)
            return mbr_account_flawed_line(account, book, gathered, i, MBR_ACCOUNT_LINE_POSTAGE,
                                           "more than the line's amount");
        line->amount -= line->gift ? line->amount : postage;
        return 0;
    }
    int found = find_gross(account, book, gathered, i);
    if (found <= 0)
        return found;
    line->priced = true;
    if (discount > line->amount && !line->gift)
        return mbr_account_flawed_line(account, book, gathered, i, MBR_ACCOUNT_DISCOUNT,
                                       "more than the line costs");
    line->amount -= line->gift ? line->amount : discount;
    note_coin(account, values, MBR_ACCOUNT_DISCOUNT);
    return 0;
}

/* Whether no row tells what the line has cost: it was sold before the files begin. */
static bool is_unsold(const struct mbr_account *account, const struct mbr_gathered *gathered,
                      size_t i)
{
    const struct mbr_gathered_value *values = mbr_gathered_line(gathered, i);
    return !is_said(account, values, MBR_ACCOUNT_AMOUNT) &&
           !is_said(account, values, MBR_ACCOUNT_PRICE) && (!gathered->sold || !gathered->itemless);
}

/* What came back of it is then all that is known; nothing, if that has no sum. */
static void read_returned(struct mbr_account *account, const struct mbr_gathered *gathered,
                          size_t i)
{
    struct mbr_settle_line *line = &account->settle.line[i];
    bool order = gathered->itemless;
    line->back = true;
    line->amount = order ? decimal_of(account, gathered->order, MBR_ACCOUNT_REFUND) : line->refund;
    line->qty = order ? 0 : line->refund_qty;
    line->refunded = false;
    line->refund = line->refund_qty = 0;
    account->gone[i] = line->amount == 0;
}

static int read_line(struct mbr_account *account, const struct mbr_import_book *book,
                     const struct mbr_gathered *gathered, size_t i)
{
    const struct mbr_gathered_value *values = mbr_gathered_line(gathered, i);
    struct mbr_settle_line *line = &account->settle.line[i];
    int status = status_of(account, values, MBR_ACCOUNT_LINE_STATUS);
    *line = (struct mbr_settle_line){
        .qty = decimal_of(account, values, MBR_ACCOUNT_QTY),
        .refund = decimal_of(account, values, MBR_ACCOUNT_LINE_REFUND),
        .gift = mbr_span_is(text_of(account, values, MBR_ACCOUNT_GIFT), "true"),
        .back = mbr_span_is(text_of(account, values, MBR_ACCOUNT_TYPE), "return") ||
                is_negative(account, values, MBR_ACCOUNT_QTY) ||
                is_negative(account, values, MBR_ACCOUNT_AMOUNT) ||
                is_negative(account, values, MBR_ACCOUNT_LINE_GROSS),
        .refunded = status == REFUNDED,
    };
    account->gone[i] = status > REFUNDED && line->refund == 0;
    line->refund_qty = decimal_of(account, values, MBR_ACCOUNT_LINE_REFUND_QTY);
    if (gathered->itemless)
        line->qty = decimal_of(account, gathered->order, MBR_ACCOUNT_ORDER_QTY);
    if (book->row[gathered->row[i]].refund && is_unsold(account, gathered, i)) {
        read_returned(account, gathered, i);
        return 0;
    }
    if (price_line(account, book, gathered, i) < 0)
        return -1;
    if (line->back && !line->priced && !account->gone[i])
        return mbr_account_flawed_line(account, book, gathered, i, MBR_ACCOUNT_AMOUNT, "missing");
    line->amount = line->gift ? 0 : line->amount;
    return 0;
}

/* JSON numbers have lost the zeros that would tell their coin. */
static int64_t coin_of(const struct mbr_account *account, const struct mbr_import_book *book,
                       const struct mbr_gathered *gathered)
{
    struct mbr_span currency = text_of(account, gathered->order, MBR_ACCOUNT_CURRENCY);
    int64_t coin = MBR_DECIMAL_ONE;
    int places = currency.n == 3 ? mbr_currency_places(currency.p) : 2;
    for (; places > 0 && book->row[gathered->first].json; places--)
        coin /= 10;
    return coin;
}

/* A line that is gone carries nothing, as one that is a return of its own. */
static int read_order(struct mbr_account *account, const struct mbr_import_book *book,
                      const struct mbr_gathered *gathered)
{
    struct mbr_settle *settle = &account->settle;
    const struct mbr_gathered_value *order = gathered->order;
    settle->line =
        mbr_grow(settle->line, &account->line_cap, gathered->lines, sizeof *settle->line);
    account->gone =
        mbr_grow(account->gone, &account->gone_cap, gathered->lines, sizeof *account->gone);
    *settle = (struct mbr_settle){
        .line = settle->line,
        .count = gathered->lines,
        .has_paid = is_said(account, order, MBR_ACCOUNT_PAID),
        .refunded = status_of(account, order, MBR_ACCOUNT_STATUS) == REFUNDED,
        .paid = decimal_of(account, order, MBR_ACCOUNT_PAID),
        .postage = decimal_of(account, order, MBR_ACCOUNT_POSTAGE),
        .discount = decimal_of(account, order, MBR_ACCOUNT_ORDER_DISCOUNT),
        .refund = decimal_of(account, order, MBR_ACCOUNT_REFUND),
        .apart = book->row[gathered->first].json,
        .coin = coin_of(account, book, gathered),
    };
    note_coin(account, order, MBR_ACCOUNT_PAID);
    note_coin(account, order, MBR_ACCOUNT_POSTAGE);
    note_coin(account, order, MBR_ACCOUNT_ORDER_DISCOUNT);
    for (size_t i = 0; i < gathered->lines; i++) {
        if (read_line(account, book, gathered, i) < 0)
            return -1;
        settle->line[i].back |= account->gone[i];
    }
    mbr_account_pass_on(account, gathered);
    if (!gathered->sold)
        settle->refund = settle->refunded = 0;
    return 0;
}

/* Where no file says the status, one that has a column for the time of payment and nothing in it
   does. */
static int order_status(struct mbr_account *account, const struct mbr_import_book *book,
                        const struct mbr_gathered *gathered)
{
    uint32_t field = account->field[MBR_ACCOUNT_PAID_AT];
    bool said = is_said(account, gathered->order, MBR_ACCOUNT_STATUS);
    int status = status_of(account, gathered->order, MBR_ACCOUNT_STATUS);
    account->untold = false;
    if (status != REFUNDED && is_said(account, gathered->order, MBR_ACCOUNT_CANCELLED_AT))
        return CANCELLED;
    if (said || is_said(account, gathered->order, MBR_ACCOUNT_PAID_AT))
        return status;
    for (uint32_t row = gathered->first; row != MBR_BOOK_NONE; row = book->row[row].next)
        if (mbr_book_title(book, row, field))
            return UNPAID;
    account->untold = true;
    for (size_t i = 0; i < gathered->lines; i++)
        if (is_said(account, mbr_gathered_line(gathered, i), MBR_ACCOUNT_LINE_STATUS))
            account->untold = false;
    return PAID;
}

/* Whether there was no sale after all. What has been paid back was paid before. */
static bool is_void(struct mbr_account *account, const struct mbr_import_book *book,
                    const struct mbr_gathered *gathered)
{
    bool refunded = account->settle.refund > 0;
    size_t gone = 0;
    account->status = order_status(account, book, gathered);
    for (size_t i = 0; i < gathered->lines; i++) {
        refunded |= account->settle.line[i].refund > 0;
        gone += account->gone[i];
    }
    if (account->status > REFUNDED)
        return !refunded;
    if (gone < gathered->lines)
        return false;
    account->status = status_of(account, mbr_gathered_line(gathered, 0), MBR_ACCOUNT_LINE_STATUS);
    if (!gathered->sold)
        account->status = REFUNDED;
    return true;
}

static int tell(struct mbr_account *account, const struct mbr_import_book *book,
                const struct mbr_gathered *gathered, const struct mbr_settle_flaw *flaw)
{
    enum mbr_account_field field = MBR_ACCOUNT_AMOUNT;
    for (size_t i = 0; flaw->field && i < MBR_ACCOUNT_FIELDS; i++)
        if (strcmp(names[i], flaw->field) == 0)
            return mbr_account_flawed(account, book, &gathered->order[account->field[i]],
                                      (enum mbr_account_field)i, flaw->what);
    return mbr_account_flawed_line(account, book, gathered, flaw->line == SIZE_MAX ? 0 : flaw->line,
                                   field, flaw->what);
}

/* A line that is closed and tells no refund was bought and came back, if the order was paid back;
   lone: it was bought, and no more is known, where the order has no other lines. */
static bool reopen(struct mbr_account *account, const struct mbr_gathered *gathered, bool lone)
{
    struct mbr_settle *settle = &account->settle;
    bool any = false, others = false;
    for (size_t i = 0; i < settle->count; i++)
        others |= !account->gone[i] && !settle->line[i].gift;
    if (settle->refund == 0 && !(settle->refunded && !others))
        return false;
    for (size_t i = 0; i < settle->count && !(lone && others); i++) {
        int status = status_of(account, mbr_gathered_line(gathered, i), MBR_ACCOUNT_LINE_STATUS);
        if (!account->gone[i] || status == UNPAID)
            continue;
        account->gone[i] = settle->line[i].back = false;
        settle->line[i].refunded = !lone;
        any = true;
    }
    return any;
}

static bool is_too_much(const struct mbr_settle *settle)
{
    int64_t sum = 0;
    for (size_t i = 0; i < settle->count; i++)
        sum += settle->line[i].refund;
    return !settle->refunded && sum > settle->refund;
}

static int settle_order(struct mbr_account *account, const struct mbr_import_book *book,
                        const struct mbr_gathered *gathered)
{
    struct mbr_settle_flaw flaw;
    if (is_void(account, book, gathered))
        return 0;
    if (gathered->sold && !is_said(account, gathered->order, MBR_ACCOUNT_AT) &&
        !is_said(account, mbr_gathered_line(gathered, 0), MBR_ACCOUNT_AT)) {
        struct mbr_gathered_value none = {.row = gathered->row[0]};
        return mbr_account_flawed(account, book, &none, MBR_ACCOUNT_AT, "missing");
    }
    if (account->rates && mbr_account_convert(account, book, gathered) < 0)
        return -1;
    if (mbr_settle(&account->settle, &flaw) < 0)
        return tell(account, book, gathered, &flaw);
    return 1;
}

int mbr_account_order(struct mbr_account *account, const struct mbr_import_book *book,
                      const struct mbr_gathered *gathered)
{
    if (read_order(account, book, gathered) < 0)
        return -1;
    bool reopened = reopen(account, gathered, false);
    int status = settle_order(account, book, gathered);
    if (reopened && status > 0 && is_too_much(&account->settle)) {
        if (read_order(account, book, gathered) < 0)
            return -1;
        (void)reopen(account, gathered, true);
        status = settle_order(account, book, gathered);
    }
    if (status > 0)
        mbr_account_find_deeds(account);
    return status;
}
