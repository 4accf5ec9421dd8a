#include "mbr/event.h"

#include <stdlib.h>

#include "mbr/date.h"
#include "mbr/decimal.h"
#include "mbr/value.h"

/* How a known field's value is checked and spelled. */
enum spelling {
    SPELL_TEXT,
    SPELL_ID,
    SPELL_IDS,
    SPELL_DECIMAL,
    SPELL_BOOLEAN,
    SPELL_TIME,
    SPELL_RAW
};

static const unsigned char spelling_of[MBR_EVENT_FIELDS] = {
    [MBR_FIELD_TYPE] = SPELL_TEXT,        [MBR_FIELD_AT] = SPELL_TIME,
    [MBR_FIELD_MEMBER] = SPELL_ID,        [MBR_FIELD_CHANNEL] = SPELL_TEXT,
    [MBR_FIELD_STORE] = SPELL_TEXT,       [MBR_FIELD_STAFF] = SPELL_TEXT,
    [MBR_FIELD_CAMPAIGN] = SPELL_TEXT,    [MBR_FIELD_CURRENCY] = SPELL_TEXT,
    [MBR_FIELD_ORDER] = SPELL_ID,         [MBR_FIELD_ITEM] = SPELL_ID,
    [MBR_FIELD_QTY] = SPELL_DECIMAL,      [MBR_FIELD_AMOUNT] = SPELL_DECIMAL,
    [MBR_FIELD_PRICE] = SPELL_DECIMAL,    [MBR_FIELD_LIST] = SPELL_DECIMAL,
    [MBR_FIELD_DISCOUNT] = SPELL_DECIMAL, [MBR_FIELD_COUPON] = SPELL_TEXT,
    [MBR_FIELD_GIFT] = SPELL_BOOLEAN,     [MBR_FIELD_ID] = SPELL_ID,
    [MBR_FIELD_IDS] = SPELL_IDS,          [MBR_FIELD_QUERY] = SPELL_TEXT,
    [MBR_FIELD_LAT] = SPELL_RAW,          [MBR_FIELD_LON] = SPELL_RAW,
    [MBR_FIELD_RATING] = SPELL_RAW,       [MBR_FIELD_TO] = SPELL_ID,
    [MBR_FIELD_VALUE] = SPELL_DECIMAL,    [MBR_FIELD_UNTIL] = SPELL_TIME,
    [MBR_FIELD_POINTS] = SPELL_DECIMAL,   [MBR_FIELD_REASON] = SPELL_TEXT,
    [MBR_FIELD_STATUS] = SPELL_TEXT,      [MBR_FIELD_COST] = SPELL_DECIMAL,
    [MBR_FIELD_PURPOSE] = SPELL_TEXT,     [MBR_FIELD_GRANTED] = SPELL_BOOLEAN,
};

const char *const mbr_field_paths[MBR_FIELDS] = {
    [MBR_FIELD_TYPE] = "type",         [MBR_FIELD_AT] = "at",
    [MBR_FIELD_MEMBER] = "member",     [MBR_FIELD_CHANNEL] = "channel",
    [MBR_FIELD_STORE] = "store",       [MBR_FIELD_STAFF] = "staff",
    [MBR_FIELD_CAMPAIGN] = "campaign", [MBR_FIELD_CURRENCY] = "currency",
    [MBR_FIELD_ORDER] = "order",       [MBR_FIELD_ITEM] = "item",
    [MBR_FIELD_QTY] = "qty",           [MBR_FIELD_AMOUNT] = "amount",
    [MBR_FIELD_PRICE] = "price",       [MBR_FIELD_LIST] = "list",
    [MBR_FIELD_DISCOUNT] = "discount", [MBR_FIELD_COUPON] = "coupon",
    [MBR_FIELD_GIFT] = "gift",         [MBR_FIELD_ID] = "id",
    [MBR_FIELD_IDS] = "ids",           [MBR_FIELD_QUERY] = "query",
    [MBR_FIELD_LAT] = "lat",           [MBR_FIELD_LON] = "lon",
    [MBR_FIELD_RATING] = "rating",     [MBR_FIELD_TO] = "to",
    [MBR_FIELD_VALUE] = "value",       [MBR_FIELD_UNTIL] = "until",
    [MBR_FIELD_POINTS] = "points",     [MBR_FIELD_REASON] = "reason",
    [MBR_FIELD_STATUS] = "status",     [MBR_FIELD_COST] = "cost",
    [MBR_FIELD_PURPOSE] = "purpose",   [MBR_FIELD_GRANTED] = "granted",
    [MBR_FIELD_AS_OF] = "as_of",       [MBR_FIELD_DROPPED] = "dropped",
    [MBR_FIELD_ATTR] = "attr",         [MBR_FIELD_CONSENT] = "consent",
    [MBR_FIELD_BUY] = "buy",           [MBR_FIELD_ORDERS] = "orders",
    [MBR_FIELD_EVENTS] = "events",
};

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

static int check_id_list(const struct mbr_json *value, struct mbr_err *err)
{
    struct mbr_json_walk walk = mbr_json_walk(value);
    struct mbr_json one;
    while (mbr_json_next(&walk, &one))
        if (one.kind != MBR_JSON_STRING || one.raw.n == 2)
            return mbr_err_json(err, "ids", "not an id", one.raw);
    return 0;
}

/* {"phone":"…","email":["…","…"]}: kept as it is spelled, once it is known to be sound. */
static int check_ids(const struct mbr_json *value, struct mbr_err *err)
{
    if (value->kind != MBR_JSON_OBJECT)
        return mbr_err_json(err, "ids", "not an object", value->raw);
    struct mbr_json_walk walk = mbr_json_walk(value);
    struct mbr_json_pair pair;
    while (mbr_json_next_pair(&walk, &pair)) {
        if (pair.value.kind == MBR_JSON_ARRAY) {
            if (check_id_list(&pair.value, err) < 0)
                return -1;
        } else if (pair.value.kind != MBR_JSON_STRING || pair.value.raw.n == 2) {
            return mbr_err_json(err, "ids", "not an id", pair.value.raw);
        }
    }
    return 0;
}

static int put_string_field(struct mbr_event *event, const struct mbr_json *value, const char *name,
                            bool is_id, struct mbr_err *err)
{
    struct mbr_span text;
    if (mbr_value_spelling(value, name, &event->scratch, &text, err) < 0)
        return -1;
    if (is_id && text.n == 2)
        return mbr_err_set(err, "%s: empty", name);
    mbr_put_span(&event->known, text);
    return 0;
}

static int put_time_field(struct mbr_event *event, const struct mbr_json *value, const char *name,
                          struct mbr_err *err)
{
    uint64_t at = 0;
    if (mbr_value_at(value, name, &at, err) < 0)
        return -1;
    mbr_put_at(&event->known, at);
    return 0;
}

static int put_decimal_field(struct mbr_event *event, const struct mbr_json *value,
                             const char *name, struct mbr_err *err)
{
    int64_t decimal = 0;
    if (mbr_value_decimal(value, name, &decimal, err) < 0)
        return -1;
    mbr_put_decimal(&event->known, decimal);
    return 0;
}

static void put_known_key(struct mbr_event *event, enum mbr_field field)
{
    if (event->known.n)
        mbr_put_char(&event->known, ',');
    mbr_put_char(&event->known, '"');
    mbr_put_text(&event->known, mbr_field_paths[field]);
    mbr_put(&event->known, "\":", 2);
}

static int put_known(struct mbr_event *event, const struct mbr_ask *ask, enum mbr_field field,
                     struct mbr_err *err)
{
    const struct mbr_json *value = &ask->slot[field];
    const char *name = mbr_field_paths[field];
    enum spelling spelling = spelling_of[field];
    if (value->kind == MBR_JSON_ABSENT)
        return 0;
    put_known_key(event, field);
    switch (spelling) {
    case SPELL_TEXT:
    case SPELL_ID:
        return put_string_field(event, value, name, spelling == SPELL_ID, err);
    case SPELL_TIME:
        return put_time_field(event, value, name, err);
    case SPELL_DECIMAL:
        return put_decimal_field(event, value, name, err);
    case SPELL_BOOLEAN:
        if (value->kind != MBR_JSON_TRUE && value->kind != MBR_JSON_FALSE)
            return mbr_err_json(err, name, "not true or false", value->raw);
        break;
    case SPELL_IDS:
        if (check_ids(value, err) < 0)
            return -1;
        break;
    case SPELL_RAW:
        break;
    }
    mbr_put_span(&event->known, value->raw);
    return 0;
}

static int put_known_range(struct mbr_event *event, const struct mbr_ask *ask, int from, int to,
                           struct mbr_err *err)
{
    for (int field = from; field < to; field++)
        if (ask->slot[field].kind != MBR_JSON_ABSENT &&
            put_known(event, ask, (enum mbr_field)field, err) < 0)
            return -1;
    return 0;
}

static struct mbr_span key_at(const char *quote)
{
    const char *p = quote + 1;
    while (*p != '"')
        p += *p == '\\' ? 2 : 1;
    return (struct mbr_span){quote, (size_t)(p + 1 - quote)};
}

static int compare_pairs(const void *a, const void *b)
{
    const struct mbr_json_pair *x = a, *y = b;
    int order = mbr_span_compare(x->key, y->key);
    return order ? order : mbr_span_compare(x->value.raw, y->value.raw);
}

/* Keys in their one spelling; those that change it go through key_text, which has room for all. */
static int spell_keys(struct mbr_event *event, size_t count, struct mbr_err *err)
{
    size_t room = 0;
    for (size_t i = 0; i < count; i++)
        room += event->pairs[i].key.n;
    event->key_text.n = 0;
    mbr_buf_room(&event->key_text, room);
    for (size_t i = 0; i < count; i++) {
        struct mbr_span *key = &event->pairs[i].key;
        const char *came = key->p;
        if (mbr_key_spelling(*key, &event->scratch, key, err) < 0)
            return -1;
        if (key->p == came)
            continue;
        mbr_put_span(&event->key_text, *key);
        key->p = event->key_text.p + event->key_text.n - key->n;
    }
    return 0;
}

/* The fields that are nobody's: the rest, and slots that mean nothing in this kind of event. */
static size_t gather_unknown(struct mbr_event *event, const struct mbr_ask *ask)
{
    size_t count = ask->rests, most = ask->rests + MBR_FIELDS;
    event->pairs = mbr_grow(event->pairs, &event->pair_cap, most, sizeof *event->pairs);
    if (count)
        memcpy(event->pairs, ask->rest, count * sizeof *event->pairs);
    bool is_attr = event->kind == MBR_EVENT_ATTR;
    for (int i = is_attr ? MBR_FIELD_ORDER : MBR_EVENT_FIELDS; i < MBR_FIELDS; i++) {
        if (ask->slot[i].kind == MBR_JSON_ABSENT || i == MBR_FIELD_ID || i == MBR_FIELD_IDS)
            continue;
        event->pairs[count++] = (struct mbr_json_pair){key_at(ask->slot[i].key), ask->slot[i]};
    }
    return count;
}

static int put_unknown(struct mbr_event *event, const struct mbr_ask *ask, struct mbr_err *err)
{
    event->unknown.n = 0;
    size_t count = gather_unknown(event, ask);
    if (count == 0)
        return 0;
    if (spell_keys(event, count, err) < 0)
        return -1;
    qsort(event->pairs, count, sizeof *event->pairs, compare_pairs);
    for (size_t i = 0; i < count; i++) {
        const struct mbr_json_pair *pair = &event->pairs[i];
        if (i && event->kind == MBR_EVENT_ATTR && mbr_span_equal(pair->key, pair[-1].key))
            return mbr_err_json(err, NULL, "stands twice", pair->key);
        if (i)
            mbr_put_char(&event->unknown, ',');
        mbr_put_span(&event->unknown, pair->key);
        mbr_put_char(&event->unknown, ':');
        mbr_put_span(&event->unknown, pair->value.raw);
    }
    return 0;
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
    put_known_key(event, field);
    mbr_put_decimal(&event->known, value);
}

/* The fields at an order's line. */
static int put_sale(struct mbr_event *event, const struct mbr_ask *ask, bool negative,
                    struct mbr_err *err)
{
    int keep_price = read_sale(event, ask, negative, err);
    if (keep_price < 0 || put_known(event, ask, MBR_FIELD_ITEM, err) < 0)
        return -1;
    int64_t sign = event->kind == MBR_EVENT_RETURN ? -1 : 1;
    event->qty *= sign;
    event->amount *= sign;
    put_sale_decimal(event, MBR_FIELD_QTY, event->qty);
    put_sale_decimal(event, MBR_FIELD_AMOUNT, event->amount);
    if (keep_price && put_known(event, ask, MBR_FIELD_PRICE, err) < 0)
        return -1;
    event->gift = ask->slot[MBR_FIELD_GIFT].kind == MBR_JSON_TRUE;
    return put_known_range(event, ask, MBR_FIELD_LIST, MBR_EVENT_FIELDS, err);
}

/* Spellings that have escapes go into text, which has room for all of them. */
int mbr_context_read(const struct mbr_json *slots, struct mbr_buf *text, struct mbr_buf *scratch,
                     struct mbr_span *context, struct mbr_err *err)
{
    size_t room = 0;
    for (int i = 0; i < MBR_CONTEXT_FIELDS; i++)
        room += slots[i].raw.n;
    text->n = 0;
    mbr_buf_room(text, room);
    for (int i = 0; i < MBR_CONTEXT_FIELDS; i++) {
        const char *name = mbr_field_paths[MBR_FIELD_CHANNEL + i];
        struct mbr_span spelled = context[i];
        if (mbr_value_spelling(&slots[i], name, scratch, &spelled, err) < 0)
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

static int read_context(struct mbr_event *event, const struct mbr_ask *ask, struct mbr_err *err)
{
    return mbr_context_read(&ask->slot[MBR_FIELD_CHANNEL], &event->context_text, &event->scratch,
                            event->context, err);
}

static enum mbr_event_kind kind_of(const struct mbr_json *type, struct mbr_buf *scratch)
{
    struct mbr_span text = {0};
    if (mbr_json_text(type, scratch, &text) < 0)
        return MBR_EVENT_OTHER;
    if (mbr_span_is(text, "purchase"))
        return MBR_EVENT_PURCHASE;
    if (mbr_span_is(text, "return"))
        return MBR_EVENT_RETURN;
    if (mbr_span_is(text, "attr"))
        return MBR_EVENT_ATTR;
    return mbr_span_is(text, "consent") ? MBR_EVENT_CONSENT : MBR_EVENT_OTHER;
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
    return put_unknown(event, ask, err);
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
    if (put_known_range(event, ask, MBR_FIELD_TYPE, MBR_FIELD_MEMBER, err) < 0 ||
        put_known_range(event, ask, MBR_FIELD_CHANNEL, MBR_FIELD_CURRENCY + whole, err) < 0)
        return -1;
    if (is_attr)
        return put_known_range(event, ask, MBR_FIELD_ID, MBR_FIELD_IDS + 1, err);
    return put_known_range(event, ask, MBR_FIELD_ORDER, MBR_EVENT_FIELDS, err);
}

/* A purchase or return, or any other event, of which only what is summed up is wanted. */
static int read_bare(struct mbr_event *event, const struct mbr_ask *ask, bool is_sale,
                     bool negative, struct mbr_err *err)
{
    const struct mbr_json *ids = &ask->slot[MBR_FIELD_IDS];
    event->ids = ids->raw;
    if (ids->kind != MBR_JSON_ABSENT && check_ids(ids, err) < 0)
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
