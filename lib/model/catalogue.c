#include "mbr/catalogue.h"

#include <stdlib.h>

#include "mbr/date.h"
#include "mbr/decimal.h"
#include "mbr/value.h"

#define MOST_FIELDS 1000

/* One field: key and value as JSON spellings, and when it was said (0: in a record without time).
 */
struct fact {
    struct mbr_span key, value;
    uint64_t at;
};

struct mbr_item {
    uint64_t at;
    struct fact *facts; /* in order of writing */
    size_t count, cap;
};

static const char *const known_order[] = {"\"name\"", "\"category\"", "\"brand\"", "\"price\"",
                                          "\"size\"", "\"unit\"",     "\"stock\""};
#define KNOWN (sizeof known_order / sizeof *known_order)

void mbr_catalogue_free(struct mbr_catalogue *catalogue)
{
    for (uint32_t i = 0; i < catalogue->ids.count; i++)
        free(catalogue->items[i].facts);
    free(catalogue->items);
    mbr_map_free(&catalogue->ids);
    mbr_arena_free(&catalogue->bytes);
    mbr_buf_free(&catalogue->scratch);
    mbr_buf_free(&catalogue->id_text);
    *catalogue = (struct mbr_catalogue){0};
}

/* A record while it is read: its parts in the line, before anything is kept. */
struct record {
    struct mbr_span id;
    struct mbr_json seen;
    struct fact *facts;
    size_t count, cap;
    uint64_t at;
};

static size_t rank(struct mbr_span key)
{
    size_t i = 0;
    while (i < KNOWN && !mbr_span_is(key, known_order[i]))
        i++;
    return i;
}

static int compare_facts(const void *a, const void *b)
{
    const struct fact *x = a, *y = b;
    size_t rank_x = rank(x->key), rank_y = rank(y->key);
    if (rank_x != rank_y)
        return rank_x < rank_y ? -1 : 1;
    return mbr_span_compare(x->key, y->key);
}

/* Money has one spelling. */
static int spell_price(struct mbr_catalogue *catalogue, const struct mbr_json *value,
                       struct mbr_span *to, struct mbr_err *err)
{
    char text[MBR_DECIMAL_SIZE];
    int64_t price = 0;
    if (mbr_value_decimal(value, "price", &price, err) < 0)
        return -1;
    if (price < 0)
        return mbr_err_json(err, "price", "negative", value->raw);
    to->n = mbr_decimal_write(text, price);
    if (!mbr_span_equal((struct mbr_span){text, to->n}, value->raw))
        to->p = mbr_arena_dup(&catalogue->bytes, text, to->n);
    return 0;
}

static int take_field(struct mbr_catalogue *catalogue, struct record *record,
                      const struct mbr_json_pair *pair, struct mbr_err *err)
{
    struct mbr_span key = pair->key, value = pair->value.raw;
    if (memchr(key.p, '\\', key.n)) {
        if (mbr_key_spelling(pair->key, &catalogue->scratch, &key, err) < 0)
            return -1;
        key.p = mbr_arena_dup(&catalogue->bytes, key.p, key.n);
    }
    if (mbr_span_is(key, "\"type\""))
        return 0;
    if (mbr_span_is(key, "\"item\""))
        return mbr_value_id(&pair->value, "item", &catalogue->id_text, &record->id, err);
    if (mbr_span_is(key, "\"at\""))
        return mbr_value_at(&pair->value, "at", &record->at, err);
    if (mbr_span_is(key, "\"seen\"")) {
        record->seen = pair->value;
        if (pair->value.kind != MBR_JSON_OBJECT)
            return mbr_err_json(err, "seen", "not an object", pair->value.raw);
        return 0;
    }
    if (mbr_span_is(key, "\"price\"") && spell_price(catalogue, &pair->value, &value, err) < 0)
        return -1;
    record->facts = mbr_grow(record->facts, &record->cap, record->count + 1, sizeof *record->facts);
    record->facts[record->count++] = (struct fact){key, value, 0};
    return 0;
}

/* The times of fields that were said before the record's own. */
static int apply_seen(struct record *record, struct mbr_err *err)
{
    struct mbr_json_walk walk = mbr_json_walk(&record->seen);
    struct mbr_json_pair pair;
    while (mbr_json_next_pair(&walk, &pair)) {
        size_t i = 0;
        while (i < record->count && !mbr_span_equal(record->facts[i].key, pair.key))
            i++;
        if (i == record->count)
            return mbr_err_json(err, "seen", "no such field", pair.key);
        record->facts[i].at = 0;
        if (!mbr_span_is(pair.value.raw, "\"\"") &&
            mbr_value_at(&pair.value, "seen", &record->facts[i].at, err) < 0)
            return -1;
    }
    return 0;
}

/* The object in the line, without the white space around it. */
static struct mbr_json object_in(struct mbr_span line)
{
    while (*line.p != '{') {
        line.p++;
        line.n--;
    }
    while (line.p[line.n - 1] != '}')
        line.n--;
    return (struct mbr_json){.raw = line, .kind = MBR_JSON_OBJECT};
}

static int read_record(struct mbr_catalogue *catalogue, struct record *record, struct mbr_span line,
                       struct mbr_err *err)
{
    struct mbr_json whole = object_in(line);
    struct mbr_json_walk walk = mbr_json_walk(&whole);
    struct mbr_json_pair pair;
    while (mbr_json_next_pair(&walk, &pair))
        if (take_field(catalogue, record, &pair, err) < 0)
            return -1;
    if (!record->id.n)
        return mbr_err_set(err, "item: missing");
    if (record->count)
        qsort(record->facts, record->count, sizeof *record->facts, compare_facts);
    for (size_t i = 0; i < record->count; i++) {
        if (i && mbr_span_equal(record->facts[i].key, record->facts[i - 1].key))
            return mbr_err_json(err, NULL, "stands twice", record->facts[i].key);
        record->facts[i].at = record->at;
    }
    return record->seen.kind == MBR_JSON_OBJECT ? apply_seen(record, err) : 0;
}

static void keep_fact(struct mbr_catalogue *catalogue, struct mbr_item *item,
                      const struct fact *fact)
{
    size_t i = 0;
    while (i < item->count && compare_facts(&item->facts[i], fact) < 0)
        i++;
    bool is_new = i == item->count || !mbr_span_equal(item->facts[i].key, fact->key);
    if (is_new)
        item->facts = mbr_grow(item->facts, &item->cap, item->count + 1, sizeof *item->facts);
    struct fact *place = &item->facts[i];
    if (!is_new && (fact->at < place->at ||
                    (fact->at == place->at && mbr_span_compare(fact->value, place->value) <= 0)))
        return;
    if (is_new) {
        memmove(place + 1, place, (item->count++ - i) * sizeof *place);
        place->key.p = mbr_arena_dup(&catalogue->bytes, fact->key.p, fact->key.n);
        place->key.n = fact->key.n;
    }
    place->value.p = mbr_arena_dup(&catalogue->bytes, fact->value.p, fact->value.n);
    place->value.n = fact->value.n;
    place->at = fact->at;
}

int mbr_catalogue_add(struct mbr_catalogue *catalogue, struct mbr_span line, struct mbr_err *err)
{
    struct record record = {0};
    int failed = read_record(catalogue, &record, line, err);
    if (!failed) {
        bool added;
        uint32_t number = mbr_map_put(&catalogue->ids, record.id, &added);
        catalogue->items = mbr_grow(catalogue->items, &catalogue->cap, (size_t)catalogue->ids.count,
                                    sizeof *catalogue->items);
        struct mbr_item *item = &catalogue->items[number];
        if (added)
            *item = (struct mbr_item){0};
        if (record.at > item->at)
            item->at = record.at;
        for (size_t i = 0; i < record.count; i++)
            keep_fact(catalogue, item, &record.facts[i]);
    }
    free(record.facts);
    return failed;
}

static void put_seen(struct mbr_buf *buf, const struct mbr_item *item)
{
    bool any = false;
    for (size_t i = 0; i < item->count; i++) {
        const struct fact *fact = &item->facts[i];
        if (fact->at == item->at)
            continue;
        if (!any)
            mbr_put_text(buf, ",\"seen\":{");
        any = true;
        mbr_put_comma(buf);
        mbr_put_span(buf, fact->key);
        mbr_put_char(buf, ':');
        if (fact->at)
            mbr_put_at(buf, fact->at);
        else
            mbr_put_text(buf, "\"\"");
    }
    if (any)
        mbr_put_char(buf, '}');
}

void mbr_catalogue_put(const struct mbr_catalogue *catalogue, uint32_t number, struct mbr_buf *buf)
{
    const struct mbr_item *item = &catalogue->items[number];
    mbr_put_text(buf, "{\"type\":\"item\",\"item\":");
    mbr_put_string(buf, mbr_map_key(&catalogue->ids, number));
    if (item->at) {
        mbr_put_text(buf, ",\"at\":");
        mbr_put_at(buf, item->at);
    }
    for (size_t i = 0; i < item->count; i++) {
        mbr_put_char(buf, ',');
        mbr_put_span(buf, item->facts[i].key);
        mbr_put_char(buf, ':');
        mbr_put_span(buf, item->facts[i].value);
    }
    put_seen(buf, item);
    mbr_put_char(buf, '}');
}
