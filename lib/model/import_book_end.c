#include <stdlib.h>

#include "import_account.h"
#include "import_convert.h"
#include "import_ids.h"
#include "import_states.h"
#include "mbr/decimal.h"

/* The orders on their way out. */
struct ending {
    struct mbr_importer *import;
    struct mbr_gathered gathered;
    struct mbr_account account;
    struct mbr_book_shop *shop;
    uint32_t *column; /* the plans' columns: fields of the book */
    size_t columns;
    struct mbr_span *value; /* of a record, as of the deed at hand */
    struct mbr_span number; /* of the order at hand */
    bool masked;            /* its member is */
    struct mbr_buf id, amount, qty;
    struct mbr_buf *changed; /* amounts in the other currency, by field of the book */
};

/* All files have been read, so all fields are known. A column has the name of its field. */
static int make_plan(struct ending *ending, struct mbr_book_shop *shop)
{
    struct mbr_importer *import = ending->import;
    struct mbr_import_plan *plan = &shop->plan;
    struct mbr_layout *layout = shop->layout;
    layout->decimal = MBR_MARK_POINT;
    layout->date_order = MBR_DATE_YMD;
    for (size_t i = 0; i < ending->columns; i++) {
        struct mbr_span name = mbr_map_key(&import->book->names, ending->column[i]);
        char *text = mbr_memdup(name.p, name.n);
        int status = mbr_layout_set(layout, text, text, false, &import->run->err);
        mbr_names_add(&plan->titles, text);
        free(text);
        if (status < 0)
            return -1;
    }
    plan->settled = true;
    if (mbr_import_plan_make(plan, layout, &import->run->err) < 0)
        return -1;
    (void)mbr_import_constants(plan, &import->row);
    for (size_t i = 0; i < plan->attrs.count; i++)
        plan->attrs.field[i]->attr =
            mbr_import_attr_number(&import->facts, plan->attrs.field[i]->full);
    return 0;
}

static int begin(struct ending *ending)
{
    struct mbr_import_book *book = ending->import->book;
    mbr_account_begin(&ending->account, book);
    ending->account.rates = ending->import->rates;
    ending->changed = mbr_calloc(book->names.count, sizeof *ending->changed);
    ending->column = mbr_calloc(book->names.count, sizeof *ending->column);
    ending->value = mbr_calloc(book->names.count, sizeof *ending->value);
    for (uint32_t i = 0; i < book->names.count; i++)
        if (book->field[i].written)
            ending->column[ending->columns++] = i;
    for (size_t i = 0; i < book->shops; i++)
        if (make_plan(ending, &book->shop[i]) < 0)
            return mbr_fail(ending->import->run, "%s: %s", book->file[0].name,
                            ending->import->run->err.text);
    return 0;
}

static void finish(struct ending *ending)
{
    for (size_t i = 0; ending->changed && i < ending->import->book->names.count; i++)
        mbr_buf_free(&ending->changed[i]);
    free(ending->changed);
    free(ending->column);
    free(ending->value);
    mbr_gathered_free(&ending->gathered);
    mbr_account_free(&ending->account);
    mbr_buf_free(&ending->id);
    mbr_buf_free(&ending->amount);
    mbr_buf_free(&ending->qty);
}

/* platform/order, /line, /return: as far as they apply. */
static void make_id(struct ending *ending, const struct mbr_account_deed *deed)
{
    const struct mbr_import_book *book = ending->import->book;
    struct mbr_buf *id = &ending->id;
    id->n = 0;
    mbr_put_text(id, ending->shop->platform);
    mbr_put_char(id, '/');
    mbr_import_put_part(id, ending->number);
    if (deed->line != SIZE_MAX && !ending->gathered.itemless) {
        mbr_put_char(id, '/');
        mbr_put_span(id, mbr_map_key(&ending->gathered.keys, (uint32_t)deed->line));
    }
    if (deed->back &&
        !(deed->line != SIZE_MAX && mbr_gathered_returns(&ending->gathered, book, deed->line)))
        mbr_put_text(id, "/return");
}

static bool is(const struct ending *ending, uint32_t number, enum mbr_account_field field)
{
    return ending->account.field[field] == number;
}

/* What the order and the line say, before the deed changes it. */
static struct mbr_span said(const struct ending *ending, const struct mbr_account_deed *deed,
                            uint32_t field)
{
    if (!mbr_book_of_line(ending->import->book, ending->gathered.shop, field))
        return ending->gathered.order[field].text;
    if (deed->loose && !is(ending, field, MBR_ACCOUNT_AT))
        return (struct mbr_span){NULL, 0};
    size_t line = deed->line == SIZE_MAX ? 0 : deed->line;
    return mbr_gathered_line(&ending->gathered, line)[field].text;
}

/* When it came back, where that is said. */
static struct mbr_span returned_at(const struct ending *ending, const struct mbr_account_deed *deed)
{
    const uint32_t *field = ending->account.field;
    struct mbr_span at = said(ending, deed, field[MBR_ACCOUNT_LINE_REFUND_AT]);
    if (!deed->back)
        at.n = 0;
    else if (at.n == 0 && (deed->refunded || !ending->gathered.sold))
        at = ending->gathered.order[field[MBR_ACCOUNT_REFUND_AT]].text;
    return at;
}

/* What the settling has not changed already. */
static struct mbr_span change(struct ending *ending, uint32_t field, struct mbr_span text)
{
    const struct mbr_account *account = &ending->account;
    struct mbr_span name = mbr_map_key(&ending->import->book->names, field);
    struct mbr_buf *to = &ending->changed[field];
    const char *what;
    int64_t value;
    if (is(ending, field, MBR_ACCOUNT_CURRENCY))
        return mbr_span(mbr_rates_to(account->rates));
    if (account->rate == 0 || text.n == 0 || !mbr_import_is_money(name) ||
        mbr_decimal_parse(text, &value, &what) < 0)
        return text;
    int64_t coin = mbr_import_is_unit_price(name) ? 1 : mbr_rates_coin(account->rates);
    if (!mbr_rates_change(value, account->rate, coin, &value))
        return (struct mbr_span){NULL, 0};
    to->n = 0;
    mbr_put_decimal(to, value);
    return mbr_buf_span(to);
}

static struct mbr_span value_of(struct ending *ending, const struct mbr_account_deed *deed,
                                uint32_t field)
{
    struct mbr_span none = {NULL, 0};
    if (is(ending, field, MBR_ACCOUNT_TYPE))
        return mbr_span(deed->back ? "return" : "purchase");
    if (is(ending, field, MBR_ACCOUNT_ID))
        return mbr_buf_span(&ending->id);
    if (is(ending, field, MBR_ACCOUNT_AMOUNT))
        return mbr_buf_span(&ending->amount);
    if (is(ending, field, MBR_ACCOUNT_QTY))
        return mbr_buf_span(&ending->qty);
    if (is(ending, field, MBR_ACCOUNT_MEMBER) && ending->masked)
        return none;
    struct mbr_span at = returned_at(ending, deed);
    if (is(ending, field, MBR_ACCOUNT_AT) && at.n)
        return at;
    if (deed->refunded) {
        if (is(ending, field, MBR_ACCOUNT_PRICE) || is(ending, field, MBR_ACCOUNT_LIST) ||
            is(ending, field, MBR_ACCOUNT_DISCOUNT) || is(ending, field, MBR_ACCOUNT_COUPON))
            return none;
    }
    if (ending->account.rates)
        return change(ending, field, said(ending, deed, field));
    return said(ending, deed, field);
}

static void put_decimal(struct mbr_buf *to, int64_t value, bool wanted)
{
    to->n = 0;
    if (wanted)
        mbr_put_decimal(to, value);
}

static int write_deed(struct ending *ending, const struct mbr_account_deed *deed)
{
    struct mbr_importer *import = ending->import;
    struct mbr_import_plan *plan = &ending->shop->plan;
    struct mbr_csv_record record = {
        .field = ending->value, .fields = ending->columns, .raw = {"", 0}, .end = ""};
    make_id(ending, deed);
    put_decimal(&ending->amount, deed->amount, true);
    put_decimal(&ending->qty, deed->qty, deed->qty > 0);
    for (size_t i = 0; i < ending->columns; i++)
        ending->value[i] = value_of(ending, deed, ending->column[i]);
    import->row.record = &record;
    if (mbr_import_read(plan, &import->row) < 0) {
        mbr_import_flaw_err(&import->row.flaw, &import->run->err);
        return mbr_fail(import->run, "order %.*s: %s", (int)ending->number.n, ending->number.p,
                        import->run->err.text);
    }
    if (mbr_import_write_facts(plan, &import->row, &import->facts, &import->run->out.buf) < 0) {
        mbr_import_flaw_err(&import->row.flaw, &import->run->err);
        return mbr_fail(import->run, "%s", import->run->err.text);
    }
    mbr_import_write_event(plan, &import->row, &import->run->out.buf);
    return mbr_end(import->run);
}

static int write_order(struct ending *ending)
{
    struct mbr_import_book *book = ending->import->book;
    const struct mbr_account *account = &ending->account;
    struct mbr_span member = ending->gathered.order[account->field[MBR_ACCOUNT_MEMBER]].text;
    ending->masked = mbr_book_is_masked(member);
    book->counts.settled++;
    book->counts.masked += ending->masked;
    if (!book->row[ending->gathered.first].json) {
        book->counts.nobody += member.n == 0;
        book->counts.untold += account->untold && ending->shop->has_statuses;
    }
    book->counts.beyond += account->settle.beyond > 0;
    if (!mbr_decimal_add(book->counts.beyond_sum, account->settle.beyond, &book->counts.beyond_sum))
        book->counts.beyond_sum = INT64_MAX;
    for (size_t i = 0; i < account->deeds; i++)
        if (write_deed(ending, &account->deed[i]) < 0)
            return -1;
    return 0;
}

static int end_order(struct ending *ending, uint32_t number)
{
    struct mbr_importer *import = ending->import;
    struct mbr_import_book *book = import->book;
    const struct mbr_book_order *order = &book->order[number];
    struct mbr_span key = mbr_map_key(&book->orders, number);
    ending->shop = &book->shop[order->shop];
    size_t platform = strlen(ending->shop->platform) + 1;
    ending->number = (struct mbr_span){key.p + platform, key.n - platform};
    if (mbr_import_excludes(&import->exclude, ending->number)) {
        book->counts.excluded++;
        return 0;
    }
    if (order->bad)
        return mbr_book_reject(import, order, MBR_BOOK_NONE, NULL);
    if (mbr_gather(&ending->gathered, book, order) < 0)
        return mbr_book_reject(import, order, ending->gathered.flawed, &ending->gathered.flaw);
    book->counts.differ += ending->gathered.differs;
    int status = mbr_account_order(&ending->account, book, &ending->gathered);
    if (status < 0)
        return mbr_book_reject(import, order, ending->account.flawed, &ending->account.flaw);
    if (status > 0)
        return write_order(ending);
    book->counts.status[ending->account.status]++;
    return 0;
}

int mbr_import_book_end(struct mbr_importer *import)
{
    struct ending ending = {.import = import};
    if (!import->book)
        return 0;
    mbr_book_sort_states(import->book);
    int status = begin(&ending);
    for (uint32_t i = 0; i < import->book->orders.count && status == 0; i++)
        status = end_order(&ending, i);
    finish(&ending);
    return status;
}
