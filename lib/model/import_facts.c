#include "import_facts.h"

#include <stdlib.h>

const char *const mbr_import_fact_names[MBR_IMPORT_FACTS] = {"name", "category", "brand", "size",
                                                             "unit"};

int mbr_import_fact_number(const char *name)
{
    for (int i = 0; i < MBR_IMPORT_FACTS; i++)
        if (strcmp(mbr_import_fact_names[i], name) == 0)
            return i;
    return -1;
}

void mbr_import_facts_free(struct mbr_import_facts *facts)
{
    for (uint32_t i = 0; i < facts->items.count; i++)
        for (int f = 0; f < MBR_IMPORT_FACTS; f++)
            free(facts->item[i].fact[f].p);
    for (size_t a = 0; a < facts->attrs; a++) {
        struct mbr_import_attr *attr = &facts->attr[a];
        for (size_t i = 0; i < attr->count; i++)
            free(attr->fact[i].p);
        free(attr->fact);
        free(attr->name);
    }
    mbr_map_free(&facts->items);
    mbr_map_free(&facts->members);
    free(facts->item);
    free(facts->attr);
    *facts = (struct mbr_import_facts){0};
}

static struct mbr_span value_of(const struct mbr_import_fact *fact)
{
    return (struct mbr_span){fact->p, fact->n};
}

static void set(struct mbr_import_fact *fact, struct mbr_span value)
{
    if (value.n > fact->cap) {
        fact->p = mbr_realloc(fact->p, value.n);
        fact->cap = (uint32_t)value.n;
    }
    if (value.n)
        memcpy(fact->p, value.p, value.n);
    fact->n = (uint32_t)value.n;
}

/* The place among the recent of an id, by its length and its last bytes, which differ most. */
static uint32_t *place_of(struct mbr_import_facts *facts, struct mbr_span id)
{
    uint64_t bits = 0;
    uint32_t front, back;
    if (id.n >= 8) {
        memcpy(&bits, id.p + id.n - 8, 8);
    } else if (id.n >= 4) {
        memcpy(&front, id.p, 4);
        memcpy(&back, id.p + id.n - 4, 4);
        bits = (uint64_t)front << 32 | back;
    } else {
        for (size_t i = 0; i < id.n; i++)
            bits = bits << 8 | (unsigned char)id.p[i];
    }
    bits = (bits ^ id.n) * 0x9e3779b97f4a7c15;
    return &facts->recent[bits >> 32 & (MBR_IMPORT_RECENT - 1)];
}

static bool is_item(const struct mbr_import_facts *facts, uint32_t number, struct mbr_span id)
{
    if (number >= facts->items.count)
        return false;
    struct mbr_span key = mbr_map_key(&facts->items, number);
    return key.n == id.n && mbr_import_same(key.p, id.p, id.n);
}

struct mbr_import_item *mbr_import_item(struct mbr_import_facts *facts, struct mbr_span id,
                                        bool *added)
{
    uint32_t *recent = place_of(facts, id), number = *recent;
    *added = false;
    if (!is_item(facts, number, id))
        *recent = number = mbr_map_put(&facts->items, id, added);
    if (*added) {
        facts->item = mbr_grow(facts->item, &facts->cap, (size_t)number + 1, sizeof *facts->item);
        facts->item[number] = (struct mbr_import_item){0};
    }
    return &facts->item[number];
}

struct mbr_import_item *mbr_import_item_find(struct mbr_import_facts *facts, struct mbr_span id)
{
    uint32_t *recent = place_of(facts, id), number = *recent;
    if (!is_item(facts, number, id))
        *recent = number = mbr_map_find(&facts->items, id);
    return number == MBR_MAP_NONE ? NULL : &facts->item[number];
}

/* At the same time the greater bytes win in the fold, so they are what is remembered. */
static void remember(struct mbr_import_fact *fact, struct mbr_span value, uint64_t at)
{
    if (fact->n == 0 || at > fact->seen || mbr_span_compare(value, value_of(fact)) > 0)
        set(fact, value);
    fact->seen = at;
}

bool mbr_import_fact_news(struct mbr_import_fact *fact, struct mbr_span value, uint64_t at)
{
    bool overtaken = fact->n && (at < fact->seen ||
                                 (at == fact->seen && mbr_span_compare(value, value_of(fact)) < 0));
    if (!overtaken)
        remember(fact, value, at);
    return !overtaken;
}

size_t mbr_import_attr_number(struct mbr_import_facts *facts, const char *name)
{
    for (size_t i = 0; i < facts->attrs; i++)
        if (strcmp(facts->attr[i].name, name) == 0)
            return i;
    facts->attr = mbr_grow(facts->attr, &facts->attr_cap, facts->attrs + 1, sizeof *facts->attr);
    facts->attr[facts->attrs] = (struct mbr_import_attr){.name = mbr_strdup(name)};
    return facts->attrs++;
}

bool mbr_import_attr_known(struct mbr_import_attr *attr, uint32_t member, struct mbr_span value,
                           uint64_t at)
{
    if (member >= attr->count)
        return false;
    struct mbr_import_fact *fact = &attr->fact[member];
    return fact->n && at >= fact->written && mbr_import_fact_known(fact, value, at);
}

/* All rows between `written` and `seen` had the value remembered, which was written once, at the
   first of them. So a row in between with another value would hide the value from there on, also
   where later rows had it; then it is written at `seen` again. */
bool mbr_import_attr_news(struct mbr_import_attr *attr, uint32_t member, struct mbr_span value,
                          uint64_t at, struct mbr_buf *before, uint64_t *again)
{
    *again = 0;
    if (mbr_import_attr_known(attr, member, value, at))
        return false;
    attr->fact = mbr_grow(attr->fact, &attr->cap, (size_t)member + 1, sizeof *attr->fact);
    while (attr->count <= member)
        attr->fact[attr->count++] = (struct mbr_import_fact){0};
    struct mbr_import_fact *fact = &attr->fact[member];
    if (fact->n && at <= fact->seen) {
        if (at >= fact->written && fact->written < fact->seen) {
            *again = fact->written = fact->seen;
            before->n = 0;
            mbr_put_span(before, value_of(fact));
        }
        if (at < fact->seen)
            return true;
    }
    remember(fact, value, at);
    fact->written = at;
    return true;
}
