#include "event_fields.h"

#include <stdlib.h>

#include "mbr/date.h"
#include "mbr/decimal.h"
#include "mbr/value.h"

void mbr_event_free(struct mbr_event *event)
{
    mbr_buf_free(&event->known);
    mbr_buf_free(&event->unknown);
    mbr_buf_free(&event->scratch);
    mbr_buf_free(&event->member_text);
    mbr_buf_free(&event->currency_text);
    mbr_buf_free(&event->order_text);
    mbr_buf_free(&event->id_text);
    mbr_buf_free(&event->key_text);
    mbr_buf_free(&event->context_text);
    free(event->pairs);
    *event = (struct mbr_event){0};
}

static bool is_exact_product(int64_t a, int64_t b)
{
    return a % MBR_DECIMAL_ONE * (b % MBR_DECIMAL_ONE) % MBR_DECIMAL_ONE == 0;
}

/* What is sold has a quantity and an amount; the price stays only where it says something new: also
   beside an amount that was rounded, which does not give it back. */
static int read_sale(struct mbr_event *event, const struct mbr_ask *ask, bool negative,
                     struct mbr_err *err)
{
    const struct mbr_json *slot = ask->slot;
    int64_t price = 0, product = 0;
    bool priced = slot[MBR_FIELD_PRICE].kind != MBR_JSON_ABSENT;
    event->qty = MBR_DECIMAL_ONE;
    event->amount = 0;
    if (mbr_value_decimal(&slot[MBR_FIELD_QTY], "qty", &event->qty, err) < 0 ||
        mbr_value_decimal(&slot[MBR_FIELD_PRICE], "price", &price, err) < 0 ||
        mbr_value_decimal(&slot[MBR_FIELD_AMOUNT], "amount", &event->amount, err) < 0)
        return -1;
    if (negative) {
        event->qty = slot[MBR_FIELD_QTY].kind == MBR_JSON_ABSENT ? event->qty : -event->qty;
        event->amount = -event->amount;
    }
    if (event->qty <= 0)
        return mbr_err_json(err, "qty", negative ? "not below 0" : "not above 0",
                            slot[MBR_FIELD_QTY].raw);
    if (price < 0)
        return mbr_err_json(err, "price", "negative", slot[MBR_FIELD_PRICE].raw);
    if (event->amount < 0)
        return mbr_err_json(err, "amount", negative ? "positive in a return" : "negative",
                            slot[MBR_FIELD_AMOUNT].raw);
    if (priced && !mbr_decimal_multiply(event->qty, price, &product))
        return mbr_err_json(err, "price", "too large for its quantity", slot[MBR_FIELD_PRICE].raw);
    if (slot[MBR_FIELD_AMOUNT].kind == MBR_JSON_ABSENT) {
        if (!priced)
            return mbr_err_set(err, "amount: missing, and no price to form it from");
        event->amount = product;
    }
    return priced && (product != event->amount || !is_exact_product(event->qty, price));
}

static void put_sale_decimal(struct mbr_event *event, enum mbr_field field, int64_t value)
{
    mbr_event_put_key(event, field);
    mbr_put_decimal(&event->known, value);
}

/* The fields at an order's line. */
static int put_sale(struct mbr_event *event, const struct mbr_ask *ask, bool negative,
                    struct mbr_err *err)
{
    int keep_price = read_sale(event, ask, negative, err);
    if (keep_price < 0 ||
        mbr_event_put_known(event, ask, MBR_FIELD_ITEM, MBR_FIELD_ITEM + 1, err) < 0)
        return -1;
    int64_t sign = event->kind == MBR_EVENT_RETURN ? -1 : 1;
    event->qty *= sign;
    event->amount *= sign;
    put_sale_decimal(event, MBR_FIELD_QTY, event->qty);
    put_sale_decimal(event, MBR_FIELD_AMOUNT, event->amount);
    if (keep_price &&
        mbr_event_put_known(event, ask, MBR_FIELD_PRICE, MBR_FIELD_PRICE + 1, err) < 0)
        return -1;
    event->gift = ask->slot[MBR_FIELD_GIFT].kind == MBR_JSON_TRUE;
    return mbr_event_put_known(event, ask, MBR_FIELD_LIST, MBR_EVENT_FIELDS, err);
}

static int spell_context(const struct mbr_json *slots, struct mbr_buf *text,
                         struct mbr_buf *scratch, struct mbr_span *context, struct mbr_err *err)
{
    size_t room = 0;
    for (int i = 0; i < MBR_CONTEXT_FIELDS; i++)
        room += slots[i].raw.n;
    text->n = 0;
    mbr_buf_room(text, room);
    for (int i = 0; i < MBR_CONTEXT_FIELDS; i++) {
        struct mbr_span spelled = context[i];
        if (mbr_value_spelling(&slots[i], mbr_field_paths[MBR_FIELD_CHANNEL + i], scratch, &spelled,
                               err) < 0)
            return -1;
        if (slots[i].kind == MBR_JSON_STRING && !slots[i].plain) {
            size_t from = text->n;
            mbr_put_span(text, spelled);
            spelled.p = text->p + from;
        }
        context[i] = spelled;
    }
    return 0;
}

/* Spellings that have escapes go into text, which has room for all of them; few have. */
int mbr_context_read(const struct mbr_json *slots, struct mbr_buf *text, struct mbr_buf *scratch,
                     struct mbr_span *context, struct mbr_err *err)
{
    bool plain = true;
    for (int i = 0; i < MBR_CONTEXT_FIELDS; i++)
        plain &= slots[i].kind == MBR_JSON_ABSENT || slots[i].plain;
    if (!plain)
        return spell_context(slots, text, scratch, context, err);
    for (int i = 0; i < MBR_CONTEXT_FIELDS; i++)
        if (slots[i].kind != MBR_JSON_ABSENT)
            context[i] = slots[i].raw;
    return 0;
}

static int read_context(struct mbr_event *event, const struct mbr_ask *ask, struct mbr_err *err)
{
    return mbr_context_read(&ask->slot[MBR_FIELD_CHANNEL], &event->context_text, &event->scratch,
                            event->context, err);
}

static enum mbr_event_kind kind_of(const struct mbr_json *type, struct mbr_buf *scratch)
{
    static const struct {
        enum mbr_event_kind kind;
        unsigned n;
        char name[12];
    } kinds[] = {{MBR_EVENT_PURCHASE, 8, "purchase"},
                 {MBR_EVENT_RETURN, 6, "return"},
                 {MBR_EVENT_ATTR, 4, "attr"},
                 {MBR_EVENT_CONSENT, 7, "consent"}};
    struct mbr_span text = {type->raw.p + 1, type->raw.n - 2};
    if (!type->plain && mbr_json_text(type, scratch, &text) < 0)
        return MBR_EVENT_OTHER;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (text.n == kinds[i].n && memcmp(text.p, kinds[i].name, kinds[i].n) == 0)
            return kinds[i].kind;
    return MBR_EVENT_OTHER;
}

static int read_spelled_id(const struct mbr_ask *ask, enum mbr_field field, struct mbr_buf *scratch,
                           struct mbr_span *to, struct mbr_err *err)
{
    if (mbr_value_spelling(&ask->slot[field], mbr_field_paths[field], scratch, to, err) < 0)
        return -1;
    return to->n == 2 ? mbr_err_set(err, "%s: empty", mbr_field_paths[field]) : 0;
}

static void clear(struct mbr_event *event)
{
    event->gift = false;
    event->qty = event->amount = 0;
    event->at = 0;
    event->member = event->currency = event->order = event->id = event->ids = (struct mbr_span){0};
    memset(event->context, 0, sizeof event->context);
    event->known.n = event->unknown.n = 0;
}

/* What every event has beside its known fields. */
static int read_common(struct mbr_event *event, const struct mbr_ask *ask, struct mbr_err *err)
{
    event->ids = ask->slot[MBR_FIELD_IDS].raw;
    if (read_spelled_id(ask, MBR_FIELD_ID, &event->id_text, &event->id, err) < 0)
        return -1;
    return mbr_event_put_unknown(event, ask, err);
}

static int check_consent(const struct mbr_ask *ask, struct mbr_err *err)
{
    if (ask->slot[MBR_FIELD_PURPOSE].kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "purpose: missing");
    if (ask->slot[MBR_FIELD_GRANTED].kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "granted: missing");
    return 0;
}

static int read_other(struct mbr_event *event, const struct mbr_ask *ask, bool whole,
                      struct mbr_err *err)
{
    bool is_attr = event->kind == MBR_EVENT_ATTR;
    if (event->kind == MBR_EVENT_CONSENT && check_consent(ask, err) < 0)
        return -1;
    if (mbr_event_put_known(event, ask, MBR_FIELD_TYPE, MBR_FIELD_MEMBER, err) < 0 ||
        mbr_event_put_known(event, ask, MBR_FIELD_CHANNEL, MBR_FIELD_CURRENCY + whole, err) < 0)
        return -1;
    if (is_attr)
        return mbr_event_put_known(event, ask, MBR_FIELD_ID, MBR_FIELD_IDS + 1, err);
    return mbr_event_put_known(event, ask, MBR_FIELD_ORDER, MBR_EVENT_FIELDS, err);
}

/* A purchase or return, or any other event, of which only what is summed up is wanted. */
static int read_bare(struct mbr_event *event, const struct mbr_ask *ask, bool is_sale,
                     bool negative, struct mbr_err *err)
{
    const struct mbr_json *ids = &ask->slot[MBR_FIELD_IDS];
    event->ids = ids->raw;
    if (ids->kind != MBR_JSON_ABSENT && mbr_event_check_ids(ids, err) < 0)
        return -1;
    if (!is_sale)
        return 0;
    if (read_sale(event, ask, negative, err) < 0)
        return -1;
    if (event->kind == MBR_EVENT_RETURN) {
        event->qty = -event->qty;
        event->amount = -event->amount;
    }
    event->gift = ask->slot[MBR_FIELD_GIFT].kind == MBR_JSON_TRUE;
    return 0;
}

static int read_sale_event(struct mbr_event *event, const struct mbr_ask *ask, bool negative,
                           struct mbr_err *err)
{
    if (event->bare_sales && ask->slot[MBR_FIELD_ID].kind == MBR_JSON_ABSENT)
        return read_bare(event, ask, true, negative, err);
    if (read_context(event, ask, err) < 0 || put_sale(event, ask, negative, err) < 0)
        return -1;
    return read_common(event, ask, err);
}

int mbr_event_read(struct mbr_event *event, const struct mbr_ask *ask, bool whole,
                   struct mbr_err *err)
{
    const struct mbr_json *slot = ask->slot;
    clear(event);
    event->kind = kind_of(&ask->slot[MBR_FIELD_TYPE], &event->scratch);
    if (ask->slot[MBR_FIELD_AT].kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "at: missing");
    if (mbr_value_at(&ask->slot[MBR_FIELD_AT], "at", &event->at, err) < 0 ||
        mbr_value_id(&slot[MBR_FIELD_MEMBER], "member", &event->member_text, &event->member, err) <
            0 ||
        mbr_value_id(&slot[MBR_FIELD_CURRENCY], "currency", &event->currency_text, &event->currency,
                     err) < 0)
        return -1;
    bool is_sale = event->kind == MBR_EVENT_PURCHASE || event->kind == MBR_EVENT_RETURN;
    if (is_sale && whole) {
        if (read_sale(event, ask, false, err) < 0)
            return -1;
    } else if (is_sale) {
        return read_spelled_id(ask, MBR_FIELD_ORDER, &event->order_text, &event->order, err) < 0
                   ? -1
                   : read_sale_event(event, ask, false, err);
    } else if (event->kind == MBR_EVENT_OTHER && event->bare_others && !whole &&
               ask->slot[MBR_FIELD_ID].kind == MBR_JSON_ABSENT) {
        return read_bare(event, ask, false, false, err);
    }
    return read_other(event, ask, whole, err) < 0 ? -1 : read_common(event, ask, err);
}

int mbr_event_read_line(struct mbr_event *event, const struct mbr_ask *ask,
                        const struct mbr_order_head *head, struct mbr_err *err)
{
    static const enum mbr_field foreign[] = {MBR_FIELD_TYPE, MBR_FIELD_MEMBER, MBR_FIELD_CURRENCY,
                                             MBR_FIELD_ORDER};
    clear(event);
    event->kind = head->is_return ? MBR_EVENT_RETURN : MBR_EVENT_PURCHASE;
    event->at = head->at;
    event->order = head->order;
    memcpy(event->context, head->context, sizeof event->context);
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (ask->slot[foreign[i]].kind != MBR_JSON_ABSENT)
            return mbr_err_set(err, "%s: not a field of an order's line",
                               mbr_field_paths[foreign[i]]);
    if (mbr_value_at(&ask->slot[MBR_FIELD_AT], "at", &event->at, err) < 0)
        return -1;
    return read_sale_event(event, ask, head->is_return, err);
}
