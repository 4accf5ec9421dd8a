#include <stdlib.h>

#include "recommend_facts.h"

#include "mbr/path.h"
#include "mbr/value.h"

enum { FACT_CATEGORY, FACT_BRAND, FACT_PRICE, FACT_STOCK, FACT_SERVICE, FACT_NAME, FACT_PATHS };
static const char *const fact_paths[] = {"category", "brand", "price", "stock", "service", "name"};

/* While the catalogue is read. */
struct reader {
    struct recommend_facts *facts;
    const struct mbr_catalogue *items;
    struct mbr_ask *ask;
    size_t *slot; /* of a limited field */
    struct mbr_buf record, scratch;
};

/* A field that is limited may be one of those that are asked for anyway. */
static int ask_for(struct reader *reader, struct mbr_err *err)
{
    const struct recommend_limits *limits = reader->facts->limits;
    const char **paths = mbr_calloc(FACT_PATHS + limits->count, sizeof *paths);
    size_t count = FACT_PATHS;
    memcpy(paths, fact_paths, sizeof fact_paths);
    reader->slot = mbr_calloc(limits->count + 1, sizeof *reader->slot);
    for (size_t i = 0; i < limits->count; i++) {
        size_t at = 0;
        while (at < count && !mbr_path_same(limits->field[i], paths[at]))
            at++;
        if (at == count)
            paths[count++] = limits->field[i];
        reader->slot[i] = at;
    }
    reader->ask = mbr_ask_new(paths, count, false, err);
    free(paths);
    return reader->ask ? 0 : -1;
}

static int number_text(struct reader *reader, int slot, struct mbr_map *map, uint32_t *number,
                       struct mbr_err *err)
{
    struct mbr_span text = {0};
    reader->scratch.n = 0;
    if (mbr_value_text(&reader->ask->slot[slot], fact_paths[slot], &reader->scratch, &text, err) <
        0)
        return -1;
    *number = text.n ? mbr_map_put(map, text, NULL) : RECOMMEND_NONE;
    return 0;
}

static int read_name(struct reader *reader, struct recommend_fact *fact, struct mbr_err *err)
{
    struct mbr_span name = {0};
    reader->scratch.n = 0;
    if (mbr_value_text(&reader->ask->slot[FACT_NAME], "name", &reader->scratch, &name, err) < 0)
        return -1;
    if (name.n)
        fact->name =
            (struct mbr_span){mbr_arena_dup(&reader->facts->texts, name.p, name.n), name.n};
    return 0;
}

/* What a limit tells apart: texts by their content, other values by their spelling. */
static int read_limited(struct reader *reader, uint32_t *limited, struct mbr_err *err)
{
    struct recommend_facts *facts = reader->facts;
    for (size_t i = 0; i < facts->limits->count; i++) {
        const struct mbr_json *value = &reader->ask->slot[reader->slot[i]];
        struct mbr_span text = value->raw;
        reader->scratch.n = 0;
        limited[i] = RECOMMEND_NONE;
        if (value->kind == MBR_JSON_ABSENT || value->kind == MBR_JSON_NULL)
            continue;
        if (value->kind == MBR_JSON_STRING &&
            mbr_value_spelling(value, facts->limits->field[i], &reader->scratch, &text, err) < 0)
            return -1;
        limited[i] = mbr_map_put(&facts->values, text, NULL);
    }
    return 0;
}

static int read_fact(struct reader *reader, uint32_t item, struct mbr_err *err)
{
    struct recommend_facts *facts = reader->facts;
    struct recommend_fact *fact = &facts->of[item];
    const struct mbr_json *slot = reader->ask->slot;
    int64_t stock = 1;
    reader->record.n = 0;
    mbr_catalogue_put(reader->items, fact->record, &reader->record);
    if (mbr_ask_scan(reader->ask, mbr_buf_span(&reader->record), err) < 0 ||
        number_text(reader, FACT_CATEGORY, &facts->categories, &fact->category, err) < 0 ||
        number_text(reader, FACT_BRAND, &facts->brands, &fact->brand, err) < 0 ||
        mbr_value_decimal(&slot[FACT_PRICE], "price", &fact->price, err) < 0 ||
        mbr_value_decimal(&slot[FACT_STOCK], "stock", &stock, err) < 0 ||
        read_name(reader, fact, err) < 0)
        return -1;
    fact->barred = stock <= 0 || slot[FACT_SERVICE].kind == MBR_JSON_TRUE;
    return read_limited(reader, facts->limited + item * facts->limits->count, err);
}

/* Lines of items are long gone: the id tells which. */
static int name_item(const struct recommend_facts *facts, uint32_t item, struct mbr_err *err)
{
    struct mbr_err why = *err, which;
    mbr_err_value(&which, "items", "the item", recommend_item_id(facts, item));
    return mbr_err_set(err, "%s: %s", which.text, why.text);
}

static int read_all(struct recommend_facts *facts, const struct mbr_catalogue *items,
                    struct mbr_err *err)
{
    struct reader reader = {.facts = facts, .items = items};
    int failed = ask_for(&reader, err);
    for (uint32_t i = 0; i < facts->count && !failed; i++)
        if (facts->of[i].record != MBR_MAP_NONE && read_fact(&reader, i, err) < 0)
            failed = name_item(facts, i, err);
    mbr_ask_free(reader.ask);
    mbr_buf_free(&reader.record);
    mbr_buf_free(&reader.scratch);
    free(reader.slot);
    return failed ? -1 : 0;
}

static void number_items(struct recommend_facts *facts, const struct mbr_catalogue *items)
{
    const struct recommend_items *sold = facts->sold;
    uint32_t *sorted = items ? mbr_map_sorted(&items->ids) : NULL;
    for (uint32_t i = 0; sorted && i < items->ids.count; i++) {
        struct mbr_span id = mbr_map_key(&items->ids, sorted[i]);
        if (mbr_map_find(&sold->ids, id) == MBR_MAP_NONE)
            mbr_map_put(&facts->unsold, id, NULL);
    }
    free(sorted);
    facts->count = sold->count + facts->unsold.count;
    facts->of = mbr_calloc(facts->count + (size_t)1, sizeof *facts->of);
    for (uint32_t i = 0; i < facts->count; i++) {
        struct mbr_span id = recommend_item_id(facts, i);
        uint32_t record = items ? mbr_map_find(&items->ids, id) : MBR_MAP_NONE;
        facts->of[i] = (struct recommend_fact){.category = RECOMMEND_NONE,
                                               .brand = RECOMMEND_NONE,
                                               .record = record,
                                               .price = -1,
                                               .barred = i < sold->count && sold->service[i]};
    }
}

static void sum_gaps(struct recommend_facts *facts)
{
    const struct recommend_items *sold = facts->sold;
    facts->gaps = mbr_calloc(facts->categories.count + (size_t)1, sizeof *facts->gaps);
    for (uint32_t i = 0; i < sold->count; i++) {
        uint32_t category = facts->of[i].category;
        double days = (double)sold->repeat_gap[i];
        facts->all.count += sold->repeats[i];
        facts->all.days += days;
        if (category == RECOMMEND_NONE)
            continue;
        facts->gaps[category].count += sold->repeats[i];
        facts->gaps[category].days += days;
    }
}

int recommend_facts_init(struct recommend_facts *facts, const struct recommend_items *sold,
                         const struct mbr_catalogue *items, const struct recommend_limits *limits,
                         struct mbr_err *err)
{
    *facts = (struct recommend_facts){.sold = sold, .limits = limits};
    number_items(facts, items);
    facts->limited = mbr_alloc((facts->count * limits->count + 1) * sizeof *facts->limited);
    for (size_t i = 0; i < facts->count * limits->count; i++)
        facts->limited[i] = RECOMMEND_NONE;
    if (items && read_all(facts, items, err) < 0)
        return -1;
    sum_gaps(facts);
    return 0;
}

void recommend_facts_free(struct recommend_facts *facts)
{
    mbr_map_free(&facts->unsold);
    mbr_map_free(&facts->categories);
    mbr_map_free(&facts->brands);
    mbr_map_free(&facts->values);
    mbr_arena_free(&facts->texts);
    free(facts->of);
    free(facts->limited);
    free(facts->gaps);
    *facts = (struct recommend_facts){0};
}

uint32_t recommend_item_find(const struct recommend_facts *facts, struct mbr_span id)
{
    uint32_t item = mbr_map_find(&facts->sold->ids, id);
    if (item != MBR_MAP_NONE)
        return item;
    item = mbr_map_find(&facts->unsold, id);
    return item == MBR_MAP_NONE ? RECOMMEND_NONE : facts->sold->count + item;
}

struct mbr_span recommend_item_id(const struct recommend_facts *facts, uint32_t item)
{
    return item < facts->sold->count ? mbr_map_key(&facts->sold->ids, item)
                                     : mbr_map_key(&facts->unsold, item - facts->sold->count);
}

void recommend_put_name(struct mbr_buf *to, const struct recommend_facts *facts, uint32_t item)
{
    if (facts->of[item].name.n == 0)
        return;
    mbr_put_key(to, "name");
    mbr_put_string(to, facts->of[item].name);
}

struct mbr_span recommend_item_name(const struct recommend_facts *facts, uint32_t item)
{
    return facts->of[item].name.n ? facts->of[item].name : recommend_item_id(facts, item);
}
