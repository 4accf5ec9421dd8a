#include "event_fields.h"

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

/* The fields' keys as they are written, all copied as one block. */
#define KEY(name)                                                                                  \
    {                                                                                              \
        "\"" name "\":", sizeof name + 2                                                           \
    }
static const struct {
    char text[16];
    unsigned n;
} keys[MBR_EVENT_FIELDS] = {
    [MBR_FIELD_TYPE] = KEY("type"),         [MBR_FIELD_AT] = KEY("at"),
    [MBR_FIELD_MEMBER] = KEY("member"),     [MBR_FIELD_CHANNEL] = KEY("channel"),
    [MBR_FIELD_STORE] = KEY("store"),       [MBR_FIELD_STAFF] = KEY("staff"),
    [MBR_FIELD_CAMPAIGN] = KEY("campaign"), [MBR_FIELD_CURRENCY] = KEY("currency"),
    [MBR_FIELD_ORDER] = KEY("order"),       [MBR_FIELD_ITEM] = KEY("item"),
    [MBR_FIELD_QTY] = KEY("qty"),           [MBR_FIELD_AMOUNT] = KEY("amount"),
    [MBR_FIELD_PRICE] = KEY("price"),       [MBR_FIELD_LIST] = KEY("list"),
    [MBR_FIELD_DISCOUNT] = KEY("discount"), [MBR_FIELD_COUPON] = KEY("coupon"),
    [MBR_FIELD_GIFT] = KEY("gift"),         [MBR_FIELD_ID] = KEY("id"),
    [MBR_FIELD_IDS] = KEY("ids"),           [MBR_FIELD_QUERY] = KEY("query"),
    [MBR_FIELD_LAT] = KEY("lat"),           [MBR_FIELD_LON] = KEY("lon"),
    [MBR_FIELD_RATING] = KEY("rating"),     [MBR_FIELD_TO] = KEY("to"),
    [MBR_FIELD_VALUE] = KEY("value"),       [MBR_FIELD_UNTIL] = KEY("until"),
    [MBR_FIELD_POINTS] = KEY("points"),     [MBR_FIELD_REASON] = KEY("reason"),
    [MBR_FIELD_STATUS] = KEY("status"),     [MBR_FIELD_COST] = KEY("cost"),
    [MBR_FIELD_PURPOSE] = KEY("purpose"),   [MBR_FIELD_GRANTED] = KEY("granted"),
};

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
int mbr_event_check_ids(const struct mbr_json *value, struct mbr_err *err)
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

void mbr_event_put_key(struct mbr_event *event, enum mbr_field field)
{
    struct mbr_buf *known = &event->known;
    char *to = mbr_buf_room(known, 1 + sizeof keys[field].text);
    *to = ',';
    to += known->n > 0;
    memcpy(to, keys[field].text, sizeof keys[field].text);
    known->n = (size_t)(to - known->p) + keys[field].n;
}

static int put_known(struct mbr_event *event, const struct mbr_ask *ask, enum mbr_field field,
                     struct mbr_err *err)
{
    const struct mbr_json *value = &ask->slot[field];
    const char *name = mbr_field_paths[field];
    enum spelling spelling = spelling_of[field];
    if (value->kind == MBR_JSON_ABSENT)
        return 0;
    mbr_event_put_key(event, field);
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
        if (mbr_event_check_ids(value, err) < 0)
            return -1;
        break;
    case SPELL_RAW:
        break;
    }
    mbr_put_span(&event->known, value->raw);
    return 0;
}

int mbr_event_put_known(struct mbr_event *event, const struct mbr_ask *ask, int from, int to,
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

int mbr_event_put_unknown(struct mbr_event *event, const struct mbr_ask *ask, struct mbr_err *err)
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
