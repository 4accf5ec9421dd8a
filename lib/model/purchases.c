#include "mbr/purchases.h"

#include <stdlib.h>

#include "mbr/date.h"
#include "mbr/decimal.h"
#include "mbr/map.h"
#include "mbr/value.h"
#include "purchases_returns.h"

enum { ENTRY_AT, ENTRY_ORDER, ENTRY_RETURN, ENTRY_LINES, ENTRY_FIELD };
enum { LINE_AT, LINE_ITEM, LINE_QTY, LINE_GIFT, LINE_AMOUNT, LINE_FIELD };

struct mbr_purchases_work {
    const char *field;
    struct mbr_ask *entry, *line;
    size_t cap;
    struct purchase_return *returned;
    size_t returns, return_cap;
    struct mbr_map ids;    /* of purchase orders that have one */
    uint32_t *order_of_id; /* by number in ids */
    size_t order_cap;
    uint32_t orders;
    struct mbr_arena texts; /* of what had escapes */
    struct mbr_buf scratch;
};

/* An entry of the list, while its lines are read. */
struct entry {
    bool is_return;
    uint64_t at;
    uint32_t order;
    struct mbr_span field;
};

static struct mbr_ask *ask_for(const char *const *paths, size_t count, const char *field)
{
    const char *all[LINE_FIELD + 1];
    struct mbr_err ignored;
    for (size_t i = 0; i < count; i++)
        all[i] = paths[i];
    all[count] = field;
    return mbr_ask_new(all, count + (field != NULL), false, &ignored);
}

void mbr_purchases_open(struct mbr_purchases *purchases, const char *field)
{
    static const char *const entry[] = {"at", "order", "return", "lines"};
    static const char *const line[] = {"at", "item", "qty", "gift", "amount"};
    struct mbr_purchases_work *work = mbr_calloc(1, sizeof *work);
    work->field = field;
    work->entry = ask_for(entry, ENTRY_FIELD, field);
    work->line = ask_for(line, LINE_FIELD, field);
    purchases->work = work;
}

void mbr_purchases_free(struct mbr_purchases *purchases)
{
    struct mbr_purchases_work *work = purchases->work;
    if (!work)
        return;
    mbr_ask_free(work->entry);
    mbr_ask_free(work->line);
    mbr_map_free(&work->ids);
    mbr_arena_free(&work->texts);
    mbr_buf_free(&work->scratch);
    free(work->returned);
    free(work->order_of_id);
    free(work);
    free(purchases->line);
    *purchases = (struct mbr_purchases){0};
}

/* A string's content that stays as long as the line. */
static int read_id(struct mbr_purchases_work *work, const struct mbr_json *value, const char *name,
                   struct mbr_span *to, struct mbr_err *err)
{
    work->scratch.n = 0;
    if (mbr_value_id(value, name, &work->scratch, to, err) < 0)
        return -1;
    if (value->kind != MBR_JSON_ABSENT && !value->plain)
        to->p = mbr_arena_dup(&work->texts, to->p, to->n);
    return 0;
}

static int read_qty(const struct mbr_json *value, bool is_return, int64_t *qty, struct mbr_err *err)
{
    *qty = is_return ? -MBR_DECIMAL_ONE : MBR_DECIMAL_ONE;
    if (mbr_value_decimal(value, "qty", qty, err) < 0)
        return -1;
    if (*qty == 0 || (*qty < 0) != is_return)
        return mbr_err_json(err, "qty", is_return ? "not below 0, in a return" : "not above 0",
                            value->raw);
    return 0;
}

static void add_return(struct mbr_purchases_work *work, const struct purchase_return *returned)
{
    work->returned =
        mbr_grow(work->returned, &work->return_cap, work->returns + 1, sizeof *work->returned);
    work->returned[work->returns++] = *returned;
}

static int add_line(struct mbr_purchases *purchases, const struct entry *entry, struct mbr_err *err)
{
    struct mbr_purchases_work *work = purchases->work;
    const struct mbr_json *slot = work->line->slot;
    struct mbr_purchase line = {.field = entry->field, .at = entry->at, .order = entry->order};
    int64_t qty, amount = -1;
    if (slot[LINE_GIFT].kind == MBR_JSON_TRUE)
        return 0;
    if (mbr_value_at(&slot[LINE_AT], "at", &line.at, err) < 0 ||
        read_id(work, &slot[LINE_ITEM], "item", &line.item, err) < 0 ||
        (work->field && read_id(work, &slot[LINE_FIELD], work->field, &line.field, err) < 0) ||
        read_qty(&slot[LINE_QTY], entry->is_return, &qty, err) < 0 ||
        mbr_value_decimal(&slot[LINE_AMOUNT], "amount", &amount, err) < 0)
        return -1;
    if (entry->is_return) {
        add_return(work,
                   &(struct purchase_return){line.item, mbr_at_day(line.at), entry->order, -qty});
        return 0;
    }
    line.left = qty;
    if (amount < 0 || !mbr_decimal_divide(amount, qty, &line.price))
        line.price = -1;
    purchases->line =
        mbr_grow(purchases->line, &work->cap, purchases->count + 1, sizeof *purchases->line);
    purchases->line[purchases->count++] = line;
    return 0;
}

/* Purchases are numbered, and returns find the number of theirs: the purchase comes first in the
   list, as it is earlier. */
static uint32_t order_number(struct mbr_purchases_work *work, struct mbr_span id, bool is_return)
{
    bool added;
    if (is_return) {
        uint32_t number = id.n ? mbr_map_find(&work->ids, id) : MBR_MAP_NONE;
        return number == MBR_MAP_NONE ? NO_ORDER : work->order_of_id[number];
    }
    if (id.n) {
        uint32_t number = mbr_map_put(&work->ids, id, &added);
        work->order_of_id = mbr_grow(work->order_of_id, &work->order_cap, (size_t)number + 1,
                                     sizeof *work->order_of_id);
        if (!added)
            return work->order_of_id[number];
        work->order_of_id[number] = work->orders;
    }
    return work->orders++;
}

static int read_entry(struct mbr_purchases *purchases, struct mbr_span text, struct mbr_err *err)
{
    struct mbr_purchases_work *work = purchases->work;
    const struct mbr_json *slot = work->entry->slot;
    struct mbr_span id = {0};
    struct mbr_json line;
    if (mbr_ask_scan(work->entry, text, err) < 0)
        return -1;
    struct entry entry = {.is_return = slot[ENTRY_RETURN].kind == MBR_JSON_TRUE};
    if (slot[ENTRY_AT].kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "at: missing");
    if (mbr_value_at(&slot[ENTRY_AT], "at", &entry.at, err) < 0 ||
        read_id(work, &slot[ENTRY_ORDER], "order", &id, err) < 0 ||
        (work->field && read_id(work, &slot[ENTRY_FIELD], work->field, &entry.field, err) < 0))
        return -1;
    if (slot[ENTRY_LINES].kind != MBR_JSON_ABSENT && slot[ENTRY_LINES].kind != MBR_JSON_ARRAY)
        return mbr_err_json(err, "lines", "not a list", slot[ENTRY_LINES].raw);
    entry.order = order_number(work, id, entry.is_return);
    struct mbr_json_walk walk = mbr_json_walk(&slot[ENTRY_LINES]);
    while (mbr_json_next(&walk, &line))
        if (mbr_ask_scan(work->line, line.raw, err) < 0 || add_line(purchases, &entry, err) < 0)
            return mbr_err_within(err, "lines");
    return 0;
}

static void settle(struct mbr_purchases *purchases)
{
    struct mbr_purchases_work *work = purchases->work;
    size_t kept = 0;
    purchases->unmatched +=
        mbr_purchases_take_back(purchases->line, purchases->count, work->returned, work->returns);
    for (size_t i = 0; i < purchases->count; i++)
        if (purchases->line[i].left > 0)
            purchases->line[kept++] = purchases->line[i];
    purchases->count = kept;
}

int mbr_purchases_read(struct mbr_purchases *purchases, const struct mbr_json *orders,
                       struct mbr_err *err)
{
    struct mbr_purchases_work *work = purchases->work;
    struct mbr_json entry;
    int failed = 0;
    if (orders->kind != MBR_JSON_ABSENT && orders->kind != MBR_JSON_ARRAY)
        return mbr_err_json(err, "orders", "not a list", orders->raw);
    purchases->count = work->returns = work->orders = 0;
    mbr_map_free(&work->ids);
    mbr_arena_free(&work->texts);
    struct mbr_json_walk walk = mbr_json_walk(orders);
    while (!failed && mbr_json_next(&walk, &entry))
        failed = read_entry(purchases, entry.raw, err);
    if (failed)
        return mbr_err_within(err, "orders");
    if (work->returns)
        settle(purchases);
    return 0;
}
