/* Member lines taken apart into the events they are made of: read on any thread, then taken. */

#include <stdlib.h>

#include "fold_store.h"

#include "mbr/value.h"

/* An entry of a member's orders; its other fields are its lines'. */
enum { ENTRY_ORDER, ENTRY_AT, ENTRY_RETURN, ENTRY_CHANNEL, ENTRY_AMOUNT = 7, ENTRY_LINES };
static const char *const entry_paths[] = {"order", "at",       "return", "channel", "store",
                                          "staff", "campaign", "amount", "lines"};

/* A member's state before a line of theirs is taken, to go back to when the line turns out bad. */
struct mark {
    uint32_t number;
    struct folded member;
    uint32_t events_used, orders_used;
    struct latest latest;
    bool had_currency, currency_said;
};

static struct mark set_mark(const struct mbr_fold *fold, uint32_t number)
{
    const struct folded *member = &fold->members[number];
    return (struct mark){
        .number = number,
        .member = *member,
        .events_used = member->events.last ? member->events.last->used : 0,
        .orders_used = member->orders.last ? member->orders.last->used : 0,
        .latest = fold->latest,
        .had_currency = fold->currency != NULL,
        .currency_said = fold->currency_said,
    };
}

static void back_to_mark(struct mbr_fold *fold, const struct mark *mark)
{
    struct folded *member = &fold->members[mark->number];
    *member = mark->member;
    fold->latest = mark->latest;
    fold->currency_said = mark->currency_said;
    if (!mark->had_currency) {
        free(fold->currency);
        fold->currency = NULL;
    }
    mbr_map_free(&fold->kept_ids); /* some may stand beyond the mark; others are kept once more */
    if (member->events.last) {
        member->events.last->used = mark->events_used;
        member->events.last->next = NULL;
    }
    if (member->orders.last) {
        member->orders.last->used = mark->orders_used;
        member->orders.last->next = NULL;
    }
}

void mbr_fold_reader_open(struct reader *reader, bool want_orders, bool want_events)
{
    struct mbr_err ignored;
    reader->event.bare_sales = !want_orders;
    reader->event.bare_others = !want_events;
    reader->entry_ask =
        mbr_ask_new(entry_paths, sizeof entry_paths / sizeof *entry_paths, true, &ignored);
    reader->buy_ask = mbr_ask_new(mbr_buy_paths, MBR_BUY_PATHS, false, &ignored);
    reader->line_ask = mbr_ask_new(mbr_field_paths, MBR_FIELDS, true, &ignored);
}

void mbr_fold_reader_free(struct reader *reader)
{
    mbr_event_free(&reader->event);
    mbr_buf_free(&reader->parcels);
    mbr_ask_free(reader->entry_ask);
    mbr_ask_free(reader->line_ask);
    mbr_ask_free(reader->buy_ask);
    mbr_buf_free(&reader->id_text);
    mbr_buf_free(&reader->currency_text);
    mbr_buf_free(&reader->order_text);
    mbr_buf_free(&reader->context_text);
    mbr_buf_free(&reader->scratch);
}

static int read_entry_head(struct reader *reader, struct mbr_order_head *head, struct mbr_err *err)
{
    const struct mbr_ask *ask = reader->entry_ask;
    const struct mbr_json *slot = ask->slot;
    *head = (struct mbr_order_head){.is_return = slot[ENTRY_RETURN].kind == MBR_JSON_TRUE};
    if (ask->rests)
        return mbr_err_json(err, NULL, "not a field of an order", ask->rest[0].key);
    if (slot[ENTRY_RETURN].kind != MBR_JSON_ABSENT && slot[ENTRY_RETURN].kind != MBR_JSON_TRUE)
        return mbr_err_json(err, "return", "not true", slot[ENTRY_RETURN].raw);
    if (slot[ENTRY_AT].kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "at: missing");
    if (slot[ENTRY_LINES].kind != MBR_JSON_ARRAY)
        return mbr_err_set(err, "lines: missing");
    if (mbr_value_at(&slot[ENTRY_AT], "at", &head->at, err) < 0 ||
        mbr_value_spelling(&slot[ENTRY_ORDER], "order", &reader->order_text, &head->order, err) < 0)
        return -1;
    if (head->order.n == 2)
        return mbr_err_set(err, "order: empty");
    return mbr_context_read(&slot[ENTRY_CHANNEL], &reader->context_text, &reader->scratch,
                            head->context, err);
}

static int sum_up(struct line_sums *sums, const struct mbr_event *event)
{
    bool is_return = event->kind == MBR_EVENT_RETURN;
    bool is_sale = is_return || event->kind == MBR_EVENT_PURCHASE;
    sums->attr |= event->kind == MBR_EVENT_ATTR;
    sums->consent |= event->kind == MBR_EVENT_CONSENT;
    sums->ids |= event->ids.n > 0;
    if (!is_sale || event->gift)
        return 0;
    return mbr_buy_add(&sums->buy, is_return, mbr_at_day(event->at), event->qty, event->amount)
               ? 0
               : -1;
}

/* A line whose history has been taken away or changed by hand would lose the rest in silence. */
static int check_sums(struct reader *reader, const struct mbr_ask *ask, struct mbr_err *err)
{
    const struct line_sums *sums = &reader->sums;
    const struct mbr_json *slot = ask->slot;
    struct mbr_buy said;
    if (slot[MBR_FIELD_BUY].kind != MBR_JSON_ABSENT) {
        if (slot[MBR_FIELD_BUY].kind != MBR_JSON_OBJECT)
            return mbr_err_json(err, "buy", "not an object", slot[MBR_FIELD_BUY].raw);
        if (mbr_ask_scan(reader->buy_ask, slot[MBR_FIELD_BUY].raw, err) < 0 ||
            mbr_buy_read(&said, reader->buy_ask->slot, err) < 0)
            return -1;
        if (memcmp(&said, &sums->buy, sizeof said) != 0)
            return mbr_err_json(err, "buy", "not what the orders sum to", slot[MBR_FIELD_BUY].raw);
    }
    if (slot[MBR_FIELD_ATTR].kind != MBR_JSON_ABSENT && !sums->attr)
        return mbr_err_set(err, "attr: no event says so");
    if (slot[MBR_FIELD_CONSENT].kind != MBR_JSON_ABSENT && !sums->consent)
        return mbr_err_set(err, "consent: no event says so");
    if (slot[MBR_FIELD_IDS].kind != MBR_JSON_ABSENT && !sums->ids)
        return mbr_err_set(err, "ids: no event says so");
    return 0;
}

static int pack(struct reader *reader, struct mbr_err *err)
{
    if (sum_up(&reader->sums, &reader->event) < 0)
        return mbr_err_set(err, "amount: the member's sum is too large");
    mbr_fold_pack(&reader->parcels, &reader->event);
    return 0;
}

static int read_entry(struct reader *reader, const struct mbr_json *entry, struct mbr_err *err)
{
    struct mbr_order_head head;
    struct mbr_json line;
    if (mbr_ask_scan(reader->entry_ask, entry->raw, err) < 0 ||
        read_entry_head(reader, &head, err) < 0)
        return -1;
    struct mbr_json_walk walk = mbr_json_walk(&reader->entry_ask->slot[ENTRY_LINES]);
    bool has_goods = false;
    while (mbr_json_next(&walk, &line)) {
        if (mbr_ask_scan(reader->line_ask, line.raw, err) < 0 ||
            mbr_event_read_line(&reader->event, reader->line_ask, &head, err) < 0 ||
            pack(reader, err) < 0)
            return mbr_err_within(err, "lines");
        has_goods |= !reader->event.gift;
    }
    reader->sums.buy.orders += has_goods && !head.is_return;
    return 0;
}

static int read_listed_event(struct reader *reader, const struct mbr_json *value,
                             struct mbr_err *err)
{
    struct mbr_event *event = &reader->event;
    if (mbr_ask_scan(reader->line_ask, value->raw, err) < 0)
        return -1;
    if (reader->line_ask->slot[MBR_FIELD_TYPE].kind != MBR_JSON_STRING)
        return mbr_err_set(err, "type: missing");
    if (mbr_event_read(event, reader->line_ask, false, err) < 0)
        return -1;
    if (event->kind == MBR_EVENT_PURCHASE || event->kind == MBR_EVENT_RETURN)
        return mbr_err_set(err, "type: purchases and returns stand in orders");
    event->member.n = 0; /* it is the line's */
    return pack(reader, err);
}

static int read_history(struct reader *reader, const struct mbr_ask *ask, struct mbr_err *err)
{
    const struct mbr_json *orders = &ask->slot[MBR_FIELD_ORDERS];
    const struct mbr_json *events = &ask->slot[MBR_FIELD_EVENTS];
    struct mbr_json value;
    reader->sums = (struct line_sums){.buy = mbr_buy_none};
    if (orders->kind != MBR_JSON_ABSENT && orders->kind != MBR_JSON_ARRAY)
        return mbr_err_json(err, "orders", "not a list", orders->raw);
    if (events->kind != MBR_JSON_ABSENT && events->kind != MBR_JSON_ARRAY)
        return mbr_err_json(err, "events", "not a list", events->raw);
    if (orders->kind == MBR_JSON_ARRAY) {
        struct mbr_json_walk walk = mbr_json_walk(orders);
        while (mbr_json_next(&walk, &value))
            if (read_entry(reader, &value, err) < 0)
                return mbr_err_within(err, "orders");
    }
    if (events->kind == MBR_JSON_ARRAY) {
        struct mbr_json_walk walk = mbr_json_walk(events);
        while (mbr_json_next(&walk, &value))
            if (read_listed_event(reader, &value, err) < 0)
                return mbr_err_within(err, "events");
    }
    return 0;
}

/* The names of the fields that are neither the member's nor derived from the events, each as a JSON
   spelling with a newline behind. */
static void put_names(struct mbr_buf *buf, const struct mbr_ask *ask)
{
    for (size_t i = 0; i < ask->rests; i++) {
        mbr_put_span(buf, ask->rest[i].key);
        mbr_put_char(buf, '\n');
    }
    for (int i = 0; i < MBR_EVENT_FIELDS; i++) {
        bool is_member_field = i == MBR_FIELD_TYPE || i == MBR_FIELD_MEMBER ||
                               i == MBR_FIELD_CURRENCY || i == MBR_FIELD_IDS;
        if (ask->slot[i].kind == MBR_JSON_ABSENT || is_member_field)
            continue;
        mbr_put_string(buf, mbr_span(mbr_field_paths[i]));
        mbr_put_char(buf, '\n');
    }
}

/* What the line says of itself. */
static int read_head(struct reader *reader, const struct mbr_ask *ask, struct mbr_err *err)
{
    const struct mbr_json *slot = ask->slot;
    struct mbr_span id = {0}, currency = {0};
    struct bundle bundle = {.as_of = MBR_DAY_NONE};
    struct mbr_buf *to = &reader->parcels;
    if (slot[MBR_FIELD_DROPPED].kind != MBR_JSON_ABSENT)
        return mbr_err_json(err, "dropped", "a line without its whole history cannot be folded",
                            slot[MBR_FIELD_DROPPED].raw);
    if (slot[MBR_FIELD_MEMBER].kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "member: missing");
    if (slot[MBR_FIELD_AS_OF].kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "as_of: missing");
    if (mbr_value_id(&slot[MBR_FIELD_MEMBER], "member", &reader->id_text, &id, err) < 0 ||
        mbr_value_id(&slot[MBR_FIELD_CURRENCY], "currency", &reader->currency_text, &currency,
                     err) < 0 ||
        mbr_value_day(&slot[MBR_FIELD_AS_OF], "as_of", &bundle.as_of, err) < 0)
        return -1;
    size_t from = to->n;
    mbr_put(to, (const char *)&bundle, sizeof bundle);
    mbr_put_span(to, id);
    mbr_put_span(to, currency);
    size_t names = to->n;
    put_names(to, ask);
    bundle.id_n = (uint32_t)id.n;
    bundle.currency_n = (uint32_t)currency.n;
    bundle.names_n = (uint32_t)(to->n - names);
    while (to->n % PARCEL_ALIGN)
        mbr_put_char(to, '\0');
    bundle.size = (uint32_t)(to->n - from);
    memcpy(to->p + from, &bundle, sizeof bundle);
    return 0;
}

int mbr_fold_read_member(struct reader *reader, const struct mbr_ask *ask, struct mbr_err *err)
{
    size_t from = reader->parcels.n;
    if (read_head(reader, ask, err) < 0)
        return -1;
    size_t parcels = reader->parcels.n;
    if (read_history(reader, ask, err) < 0 || check_sums(reader, ask, err) < 0)
        return -1;
    ((struct bundle *)(void *)(reader->parcels.p + from))->parcels_n = reader->parcels.n - parcels;
    return 0;
}

static void note_annotations(struct mbr_fold *fold, struct mbr_span names)
{
    if (mbr_span_equal(names, mbr_buf_span(&fold->names)))
        return;
    fold->names.n = 0;
    mbr_put_span(&fold->names, names);
    while (names.n) {
        const char *newline = memchr(names.p, '\n', names.n);
        size_t n = (size_t)(newline - names.p);
        mbr_map_put(&fold->annotations, (struct mbr_span){names.p, n}, NULL);
        names = (struct mbr_span){newline + 1, names.n - n - 1};
    }
}

static int take_parcels(struct mbr_fold *fold, uint32_t number, const struct bundle *bundle,
                        const struct place *place, struct mbr_err *err)
{
    const char *p = (const char *)bundle + bundle->size, *end = p + bundle->parcels_n;
    while (p < end) {
        const struct parcel *parcel = (const struct parcel *)(const void *)p;
        if (mbr_fold_take(fold, number, parcel, place, bundle->currency_n > 0, err) < 0)
            return -1;
        p += parcel->size;
    }
    return 0;
}

int mbr_fold_take_member(struct mbr_fold *fold, const struct bundle *bundle,
                         const struct place *place, struct mbr_err *err)
{
    struct mbr_span id = {(const char *)(bundle + 1), bundle->id_n};
    struct mbr_span currency = {id.p + id.n, bundle->currency_n};
    struct mbr_span names = {currency.p + currency.n, bundle->names_n};
    uint32_t number = mbr_fold_number(fold, id, mbr_map_expect(&fold->ids, id));
    struct mark mark = set_mark(fold, number);
    if (mbr_fold_note_currency(fold, currency, err) < 0 ||
        take_parcels(fold, number, bundle, place, err) < 0) {
        back_to_mark(fold, &mark);
        return -1;
    }
    fold->empty_count += bundle->parcels_n == 0;
    note_annotations(fold, names);
    if (bundle->as_of > fold->line_as_of)
        fold->line_as_of = bundle->as_of;
    return 0;
}
