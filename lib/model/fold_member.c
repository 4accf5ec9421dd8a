/* Member lines taken apart into the events they are made of. */

#include <stdlib.h>

#include "fold_store.h"

#include "mbr/value.h"

/* An entry of a member's orders; its other fields are its lines'. */
enum { ENTRY_ORDER, ENTRY_AT, ENTRY_RETURN, ENTRY_CHANNEL, ENTRY_AMOUNT = 7, ENTRY_LINES };
const char *const mbr_entry_paths[MBR_ENTRY_PATHS] = {
    "order", "at", "return", "channel", "store", "staff", "campaign", "amount", "lines"};

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

static int read_entry_head(struct mbr_fold *fold, struct mbr_order_head *head, struct mbr_err *err)
{
    const struct mbr_ask *ask = fold->entry_ask;
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
        mbr_value_spelling(&slot[ENTRY_ORDER], "order", &fold->order_text, &head->order, err) < 0)
        return -1;
    if (head->order.n == 2)
        return mbr_err_set(err, "order: empty");
    return mbr_context_read(&slot[ENTRY_CHANNEL], &fold->context_text, &fold->scratch,
                            head->context, err);
}

static int sum_up(struct line_sums *sums, const struct mbr_event *event)
{
    bool is_return = event->kind == MBR_EVENT_RETURN;
    bool is_sale = is_return || event->kind == MBR_EVENT_PURCHASE;
    sums->any = true;
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
static int check_sums(const struct mbr_fold *fold, const struct mbr_ask *ask, struct mbr_err *err)
{
    const struct line_sums *sums = &fold->sums;
    const struct mbr_json *slot = ask->slot;
    struct mbr_buy said;
    if (slot[MBR_FIELD_BUY].kind != MBR_JSON_ABSENT) {
        if (slot[MBR_FIELD_BUY].kind != MBR_JSON_OBJECT)
            return mbr_err_json(err, "buy", "not an object", slot[MBR_FIELD_BUY].raw);
        if (mbr_ask_scan(fold->buy_ask, slot[MBR_FIELD_BUY].raw, err) < 0 ||
            mbr_buy_read(&said, fold->buy_ask->slot, err) < 0)
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

static int take(struct mbr_fold *fold, uint32_t number, const struct mbr_run *run,
                struct mbr_err *err)
{
    const struct place place = {mbr_in_name(run->in), mbr_in_number(run->in)};
    if (sum_up(&fold->sums, &fold->event) < 0)
        return mbr_err_set(err, "amount: the member's sum is too large");
    fold->parcel.n = 0;
    mbr_fold_pack(&fold->parcel, &fold->event);
    return mbr_fold_take(fold, number, (const struct parcel *)(void *)fold->parcel.p, &place,
                         fold->line_says_currency, err);
}

static int take_entry(struct mbr_fold *fold, uint32_t number, const struct mbr_json *entry,
                      const struct mbr_run *run, struct mbr_err *err)
{
    struct mbr_order_head head;
    struct mbr_json line;
    if (mbr_ask_scan(fold->entry_ask, entry->raw, err) < 0 || read_entry_head(fold, &head, err) < 0)
        return -1;
    struct mbr_json_walk walk = mbr_json_walk(&fold->entry_ask->slot[ENTRY_LINES]);
    bool has_goods = false;
    while (mbr_json_next(&walk, &line)) {
        if (mbr_ask_scan(fold->line_ask, line.raw, err) < 0 ||
            mbr_event_read_line(&fold->event, fold->line_ask, &head, err) < 0 ||
            take(fold, number, run, err) < 0)
            return mbr_err_within(err, "lines");
        has_goods |= !fold->event.gift;
    }
    fold->sums.buy.orders += has_goods && !head.is_return;
    return 0;
}

static int take_listed_event(struct mbr_fold *fold, uint32_t number, const struct mbr_json *value,
                             const struct mbr_run *run, struct mbr_err *err)
{
    struct mbr_event *event = &fold->event;
    if (mbr_ask_scan(fold->line_ask, value->raw, err) < 0)
        return -1;
    if (fold->line_ask->slot[MBR_FIELD_TYPE].kind != MBR_JSON_STRING)
        return mbr_err_set(err, "type: missing");
    if (mbr_event_read(event, fold->line_ask, false, err) < 0)
        return -1;
    if (event->kind == MBR_EVENT_PURCHASE || event->kind == MBR_EVENT_RETURN)
        return mbr_err_set(err, "type: purchases and returns stand in orders");
    return take(fold, number, run, err);
}

static int take_history(struct mbr_fold *fold, uint32_t number, const struct mbr_ask *ask,
                        const struct mbr_run *run, struct mbr_err *err)
{
    const struct mbr_json *orders = &ask->slot[MBR_FIELD_ORDERS];
    const struct mbr_json *events = &ask->slot[MBR_FIELD_EVENTS];
    struct mbr_json value;
    if (orders->kind != MBR_JSON_ABSENT && orders->kind != MBR_JSON_ARRAY)
        return mbr_err_json(err, "orders", "not a list", orders->raw);
    if (events->kind != MBR_JSON_ABSENT && events->kind != MBR_JSON_ARRAY)
        return mbr_err_json(err, "events", "not a list", events->raw);
    if (orders->kind == MBR_JSON_ARRAY) {
        struct mbr_json_walk walk = mbr_json_walk(orders);
        while (mbr_json_next(&walk, &value))
            if (take_entry(fold, number, &value, run, err) < 0)
                return mbr_err_within(err, "orders");
    }
    if (events->kind == MBR_JSON_ARRAY) {
        struct mbr_json_walk walk = mbr_json_walk(events);
        while (mbr_json_next(&walk, &value))
            if (take_listed_event(fold, number, &value, run, err) < 0)
                return mbr_err_within(err, "events");
    }
    return 0;
}

static void note_annotations(struct mbr_fold *fold, const struct mbr_ask *ask)
{
    for (size_t i = 0; i < ask->rests; i++)
        mbr_map_put(&fold->annotations, ask->rest[i].key, NULL);
    for (int i = 0; i < MBR_EVENT_FIELDS; i++) {
        bool is_member_field = i == MBR_FIELD_TYPE || i == MBR_FIELD_MEMBER ||
                               i == MBR_FIELD_CURRENCY || i == MBR_FIELD_IDS;
        if (ask->slot[i].kind == MBR_JSON_ABSENT || is_member_field)
            continue;
        fold->scratch.n = 0;
        mbr_put_string(&fold->scratch, mbr_span(mbr_field_paths[i]));
        mbr_map_put(&fold->annotations, mbr_buf_span(&fold->scratch), NULL);
    }
}

int mbr_fold_add_member(struct mbr_fold *fold, struct mbr_stream *stream, struct mbr_err *err)
{
    const struct mbr_json *slot = stream->ask->slot;
    struct mbr_span id = {0}, currency = {0};
    int32_t as_of;
    if (slot[MBR_FIELD_DROPPED].kind != MBR_JSON_ABSENT)
        return mbr_err_json(err, "dropped", "a line without its whole history cannot be folded",
                            slot[MBR_FIELD_DROPPED].raw);
    if (slot[MBR_FIELD_MEMBER].kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "member: missing");
    if (slot[MBR_FIELD_AS_OF].kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "as_of: missing");
    if (mbr_value_id(&slot[MBR_FIELD_MEMBER], "member", &fold->id_text, &id, err) < 0 ||
        mbr_value_id(&slot[MBR_FIELD_CURRENCY], "currency", &fold->order_text, &currency, err) <
            0 ||
        mbr_value_day(&slot[MBR_FIELD_AS_OF], "as_of", &as_of, err) < 0)
        return -1;
    uint32_t number = mbr_fold_number(fold, id, mbr_map_expect(&fold->ids, id));
    struct mark mark = set_mark(fold, number);
    fold->line_says_currency = currency.n > 0;
    fold->sums = (struct line_sums){.buy = mbr_buy_none};
    if (mbr_fold_note_currency(fold, currency, err) < 0 ||
        take_history(fold, number, stream->ask, stream->run, err) < 0 ||
        check_sums(fold, stream->ask, err) < 0) {
        back_to_mark(fold, &mark);
        return -1;
    }
    fold->empty_count += !fold->sums.any;
    note_annotations(fold, stream->ask);
    if (as_of > fold->line_as_of)
        fold->line_as_of = as_of;
    return 0;
}
