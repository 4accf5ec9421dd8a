#include "import_facts.h"

#include <stdlib.h>

#include "import_plan.h"

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
        for (uint32_t i = 0; i < attr->members.count; i++)
            free(attr->fact[i].p);
        free(attr->fact);
        free(attr->name);
        mbr_map_free(&attr->members);
    }
    mbr_map_free(&facts->items);
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

struct mbr_import_item *mbr_import_item(struct mbr_import_facts *facts, struct mbr_span id,
                                        bool *added)
{
    uint32_t number = mbr_map_put(&facts->items, id, added);
    if (*added) {
        facts->item = mbr_grow(facts->item, &facts->cap, (size_t)number + 1, sizeof *facts->item);
        facts->item[number] = (struct mbr_import_item){0};
    }
    return &facts->item[number];
}

bool mbr_import_fact_known(struct mbr_import_fact *fact, struct mbr_span value, uint64_t at)
{
    if (fact->n != value.n || !mbr_import_same(fact->p, value.p, value.n))
        return false;
    if (at > fact->seen)
        fact->seen = at;
    return true;
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

/* All rows between `written` and `seen` had the value remembered, which was written once, at the
   first of them. So a row in between with another value would hide the value from there on, also
   where later rows had it; then it is written at `seen` again. */
bool mbr_import_attr_news(struct mbr_import_attr *attr, struct mbr_span member,
                          struct mbr_span value, uint64_t at, struct mbr_buf *before,
                          uint64_t *again)
{
    bool added;
    uint32_t number = mbr_map_put(&attr->members, member, &added);
    if (added) {
        attr->fact = mbr_grow(attr->fact, &attr->cap, (size_t)number + 1, sizeof *attr->fact);
        attr->fact[number] = (struct mbr_import_fact){0};
    }
    struct mbr_import_fact *fact = &attr->fact[number];
    *again = 0;
    if (fact->n && at >= fact->written && mbr_import_fact_known(fact, value, at))
        return false;
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
