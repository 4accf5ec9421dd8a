#include "mbr/occasions.h"

#include <stdlib.h>

#include "mbr/date.h"
#include "mbr/decimal.h"
#include "mbr/value.h"

enum { ENTRY_AT, ENTRY_ORDER, ENTRY_RETURN, ENTRY_LINES, ENTRY_PATHS };
static const char *const entry_paths[ENTRY_PATHS] = {"at", "order", "return", "lines"};

enum { LINE_AT, LINE_GIFT, LINE_AMOUNT, LINE_ITEM, LINE_PATHS };
static const char *const line_paths[LINE_PATHS] = {"at", "gift", "amount", "item"};

void mbr_occasions_free(struct mbr_occasions_reader *reader)
{
    mbr_ask_free(reader->entry);
    mbr_ask_free(reader->line);
    mbr_buf_free(&reader->scratch);
    mbr_map_free(&reader->orders);
    free(reader->list.all);
    free(reader->bought);
    free(reader->returned);
    free(reader->order_day);
    *reader = (struct mbr_occasions_reader){0};
}

struct entry {
    bool is_return;
    uint64_t at;
    int32_t of; /* of a return: the day of its order, or MBR_DAY_NONE */
};

static int add_line(struct mbr_occasions_reader *reader, struct entry *entry, struct mbr_err *err)
{
    const struct mbr_json *slot = reader->line->slot;
    uint64_t at = entry->at;
    int64_t amount = 0;
    if (slot[LINE_GIFT].kind == MBR_JSON_TRUE)
        return 0;
    if (mbr_value_at(&slot[LINE_AT], "at", &at, err) < 0 ||
        mbr_value_decimal(&slot[LINE_AMOUNT], "amount", &amount, err) < 0)
        return -1;
    struct mbr_occasion line = {mbr_at_day(at), entry->is_return ? entry->of : MBR_OCCASION_BOUGHT,
                                mbr_decimal_double(amount)};
    reader->amount += line.amount;
    if (reader->margin) {
        struct mbr_span item = {NULL, 0};
        if (mbr_value_text(&slot[LINE_ITEM], "item", &reader->scratch, &item, err) < 0)
            return -1;
        reader->earned += line.amount * reader->margin->of(reader->margin->self, item);
    }
    if (entry->is_return) {
        reader->returned = mbr_grow(reader->returned, &reader->returned_cap, reader->returns + 1,
                                    sizeof *reader->returned);
        reader->returned[reader->returns++] = line;
    } else {
        reader->bought = mbr_grow(reader->bought, &reader->bought_cap, reader->boughts + 1,
                                  sizeof *reader->bought);
        reader->bought[reader->boughts++] = line;
    }
    return 0;
}

static int add_lines(struct mbr_occasions_reader *reader, struct entry *entry, struct mbr_err *err)
{
    struct mbr_json line;
    const struct mbr_json *lines = &reader->entry->slot[ENTRY_LINES];
    struct mbr_json_walk walk = mbr_json_walk(lines);
    if (lines->kind != MBR_JSON_ABSENT && lines->kind != MBR_JSON_ARRAY)
        return mbr_err_json(err, "lines", "not a list", lines->raw);
    while (mbr_json_next(&walk, &line))
        if (mbr_ask_scan(reader->line, line.raw, err) < 0 || add_line(reader, entry, err) < 0)
            return mbr_err_within(err, "lines");
    return 0;
}

/* What a round over the entries does. The last two are only for who has returned something, when
   the days of all orders have to be known. */
enum round { PURCHASES, ORDERS, RETURNS, ROUNDS };

static int note_order(struct mbr_occasions_reader *reader, struct mbr_span order, int32_t day)
{
    uint32_t number = mbr_map_put(&reader->orders, order, NULL);
    reader->order_day =
        mbr_grow(reader->order_day, &reader->order_cap, number + 1, sizeof *reader->order_day);
    reader->order_day[number] = day;
    return 0;
}

static int add_entry(struct mbr_occasions_reader *reader, struct mbr_span text, enum round round,
                     struct mbr_err *err)
{
    const struct mbr_json *slot = reader->entry->slot;
    struct entry entry = {.of = MBR_DAY_NONE};
    struct mbr_span order = {NULL, 0};
    if (mbr_ask_scan(reader->entry, text, err) < 0)
        return -1;
    entry.is_return = slot[ENTRY_RETURN].kind == MBR_JSON_TRUE;
    reader->returning |= entry.is_return;
    if (entry.is_return != (round == RETURNS))
        return 0;
    if (slot[ENTRY_AT].kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "at: missing");
    if (mbr_value_at(&slot[ENTRY_AT], "at", &entry.at, err) < 0 ||
        mbr_value_text(&slot[ENTRY_ORDER], "order", &reader->scratch, &order, err) < 0)
        return -1;
    if (round == ORDERS)
        return order.p ? note_order(reader, order, mbr_at_day(entry.at)) : 0;
    if (round == RETURNS && order.p) {
        uint32_t known = mbr_map_find(&reader->orders, order);
        if (known != MBR_MAP_NONE)
            entry.of = reader->order_day[known];
    }
    return add_lines(reader, &entry, err);
}

static int by_day(const void *a, const void *b)
{
    const struct mbr_occasion *p = a, *q = b;
    return p->day != q->day ? (p->day < q->day ? -1 : 1) : (p->of > q->of) - (p->of < q->of);
}

/* All of a day become one; `of` tells returns of different days apart. */
static size_t merge_days(struct mbr_occasion *all, size_t count)
{
    size_t n = 0;
    for (size_t i = 1; i < count; i++)
        if (by_day(&all[i - 1], &all[i]) > 0) {
            qsort(all, count, sizeof *all, by_day);
            break;
        }
    for (size_t i = 0; i < count; i++) {
        if (n > 0 && by_day(&all[n - 1], &all[i]) == 0)
            all[n - 1].amount += all[i].amount;
        else
            all[n++] = all[i];
    }
    return n;
}

/* The number in the list of the purchase of that day, or else of the last one before it. The first
   `listed` are in the list, and their `of` says where. */
static int32_t purchase_of(const struct mbr_occasion *bought, size_t listed, int32_t day)
{
    size_t low = 0, high = listed;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (bought[middle].day <= day)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? bought[low - 1].of : MBR_OCCASION_BOUGHT;
}

static void put_together(struct mbr_occasions_reader *reader)
{
    struct mbr_occasions *list = &reader->list;
    size_t r = 0;
    reader->boughts = merge_days(reader->bought, reader->boughts);
    reader->returns = merge_days(reader->returned, reader->returns);
    list->all =
        mbr_grow(list->all, &list->cap, reader->boughts + reader->returns + 1, sizeof *list->all);
    list->count = 0;
    for (size_t i = 0; i <= reader->boughts; i++) {
        bool last = i == reader->boughts;
        while (r < reader->returns && (last || reader->returned[r].day < reader->bought[i].day)) {
            struct mbr_occasion back = reader->returned[r++];
            back.of = purchase_of(reader->bought, i, back.of == MBR_DAY_NONE ? back.day : back.of);
            if (back.of != MBR_OCCASION_BOUGHT)
                list->all[list->count++] = back;
        }
        if (!last) {
            list->all[list->count] = reader->bought[i];
            reader->bought[i].of = (int32_t)list->count++;
        }
    }
}

int mbr_occasions_read(struct mbr_occasions_reader *reader, const struct mbr_json *orders,
                       struct mbr_err *err)
{
    struct mbr_json entry;
    if (orders->kind != MBR_JSON_ABSENT && orders->kind != MBR_JSON_ARRAY)
        return mbr_err_json(err, "orders", "not a list", orders->raw);
    if (!reader->entry)
        reader->entry = mbr_ask_new(entry_paths, ENTRY_PATHS, false, err);
    if (!reader->line)
        reader->line = mbr_ask_new(line_paths, LINE_PATHS, false, err);
    reader->boughts = reader->returns = 0;
    reader->amount = reader->earned = 0;
    reader->returning = false;
    mbr_map_free(&reader->orders);
    for (enum round round = PURCHASES; round < ROUNDS; round++) {
        struct mbr_json_walk walk = mbr_json_walk(orders);
        while (mbr_json_next(&walk, &entry))
            if (add_entry(reader, entry.raw, round, err) < 0)
                return mbr_err_within(err, "orders");
        if (!reader->returning)
            break;
    }
    put_together(reader);
    return 0;
}
