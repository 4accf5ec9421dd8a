#include "mbr/identity.h"

#include <stdlib.h>
#include <string.h>

#include "mbr/mem.h"
#include "mbr/sort.h"

/* What is told of a person whose accounts are one for certain, though they are told different
   things: it agrees with nothing, so that it does not matter which of them came first. */
#define TOLD_SEVERAL (MBR_IDENTITY_NONE - 1)

/* Disjoint sets by the least holder, with path halving (Tarjan and van Leeuwen, "Worst-case
   analysis of set union algorithms", JACM 31, 1984). What a person has stands at that holder. */
struct work {
    struct mbr_identity *graph;
    uint32_t *values;  /* by person and kind: how many are used */
    uint32_t *members; /* by person */
    bool *apart;       /* by person: with an account that is to stand apart from others */
    uint32_t *fact;    /* by person, as graph->fact */
    size_t *held_from; /* by holder, and one more: where its values begin in `held` */
    uint32_t *held;
    uint32_t *seen; /* by value: the last value whose holders were looked at */
    uint32_t *met;  /* by person: the last value that was one of theirs */
    uint32_t *sum;  /* by kind */
};

static struct mbr_tie tie_of(uint64_t key)
{
    return (struct mbr_tie){(uint32_t)(key >> 32), (uint32_t)key};
}

size_t mbr_ties_sort(struct mbr_tie *tie, size_t count)
{
    struct mbr_sortable *all = mbr_alloc((count + 1) * sizeof *all);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        all[i] = (struct mbr_sortable){(uint64_t)tie[i].value << 32 | tie[i].holder, 0};
    mbr_sort(all, count);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || all[i].key != all[i - 1].key)
            tie[kept++] = tie_of(all[i].key);
    free(all);
    return kept;
}

static uint32_t person_of(uint32_t *person, uint32_t holder)
{
    while (person[holder] != holder)
        holder = person[holder] = person[person[holder]];
    return holder;
}

static void list_by_holder(struct work *w)
{
    const struct mbr_identity *g = w->graph;
    memset(w->held_from, 0, (g->holders + (size_t)1) * sizeof *w->held_from);
    for (size_t i = 0; i < g->ties; i++)
        w->held_from[g->tie[i].holder + (size_t)1]++;
    for (uint32_t h = 0; h < g->holders; h++)
        w->held_from[h + (size_t)1] += w->held_from[h];
    for (size_t i = 0; i < g->ties; i++)
        w->held[w->held_from[g->tie[i].holder]++] = g->tie[i].value;
    for (size_t h = g->holders; h > 0; h--)
        w->held_from[h] = w->held_from[h - 1];
    w->held_from[0] = 0;
}

static void list_by_value(struct mbr_identity *g)
{
    size_t at = 0;
    for (uint32_t v = 0; v < g->values; v++) {
        g->first[v] = at;
        while (at < g->ties && g->tie[at].value == v)
            at++;
    }
    g->first[g->values] = at;
}

/* Whether the holder has too many of the kind of this value; kinds are few, so all are counted. */
static void count_kinds(const struct work *w, uint32_t holder)
{
    const struct mbr_identity *g = w->graph;
    memset(w->sum, 0, g->kind_count * sizeof *w->sum);
    for (size_t i = w->held_from[holder]; i < w->held_from[holder + (size_t)1]; i++)
        if (g->state[w->held[i]] != MBR_IDENTITY_REFUSED)
            w->sum[g->kind[w->held[i]]]++;
}

static void drop_crowded(struct work *w)
{
    struct mbr_identity *g = w->graph;
    size_t dropped = 0;
    for (uint32_t h = 0; h < g->holders; h++) {
        bool crowded = false;
        count_kinds(w, h);
        for (size_t i = w->held_from[h]; i < w->held_from[h + (size_t)1]; i++) {
            uint8_t kind = g->kind[w->held[i]];
            if (w->sum[kind] <= g->kinds[kind].most_values)
                continue;
            crowded = true;
            dropped++;
            w->held[i] = MBR_IDENTITY_NONE;
        }
        g->crowded += crowded;
    }
    if (dropped == 0)
        return;
    size_t kept = 0;
    for (uint32_t h = 0; h < g->holders; h++)
        for (size_t i = w->held_from[h]; i < w->held_from[h + (size_t)1]; i++)
            if (w->held[i] != MBR_IDENTITY_NONE)
                g->tie[kept++] = (struct mbr_tie){w->held[i], h};
    g->crowded_ties = dropped;
    g->ties = mbr_ties_sort(g->tie, kept);
    list_by_holder(w);
}

/* Holders who could tell two people apart: accounts, and records that hold something else too. */
static uint32_t count_holders(const struct work *w, uint32_t value)
{
    const struct mbr_identity *g = w->graph;
    uint32_t count = 0;
    for (size_t i = g->first[value]; i < g->first[value + (size_t)1]; i++) {
        uint32_t h = g->tie[i].holder;
        count += g->member[h] || w->held_from[h + (size_t)1] - w->held_from[h] > 1;
    }
    return count;
}

static bool agrees(uint32_t a, uint32_t b)
{
    bool known = a != MBR_IDENTITY_NONE && b != MBR_IDENTITY_NONE;
    return !known || (a == b && a != TOLD_SEVERAL);
}

/* Whether the holders of a value can be one person, by what they hold themselves. */
static bool can_be_one(struct work *w, uint32_t value)
{
    const struct mbr_identity *g = w->graph;
    size_t from = g->first[value], to = g->first[value + (size_t)1];
    uint32_t members = 0;
    if (to - from < 2 || g->kinds[g->kind[value]].certain)
        return true;
    if (count_holders(w, value) > g->kinds[g->kind[value]].most_holders)
        return false;
    memset(w->sum, 0, g->kind_count * sizeof *w->sum);
    for (size_t i = from; i < to; i++) {
        uint32_t h = g->tie[i].holder;
        members += g->member[h];
        for (size_t k = w->held_from[h]; k < w->held_from[h + (size_t)1]; k++) {
            uint32_t other = w->held[k];
            if (w->seen[other] == value || g->state[other] == MBR_IDENTITY_REFUSED)
                continue;
            w->seen[other] = value;
            if (++w->sum[g->kind[other]] > g->kinds[g->kind[other]].most_values)
                return false;
        }
    }
    for (size_t f = 0; f < g->fact_count; f++) {
        uint32_t known = MBR_IDENTITY_NONE;
        for (size_t i = from; i < to; i++) {
            uint32_t fact = g->fact[g->tie[i].holder * g->fact_count + f];
            if (!agrees(known, fact))
                return false;
            known = known == MBR_IDENTITY_NONE ? fact : known;
        }
    }
    return members <= g->most_members;
}

/* All are judged by what is held before any is found to be shared, so their order does not matter.
 */
static void find_shared(struct work *w)
{
    struct mbr_identity *g = w->graph;
    bool *shared = mbr_calloc(g->values + (size_t)1, sizeof *shared);
    memset(w->seen, 0xff, g->values * sizeof *w->seen);
    for (uint32_t v = 0; v < g->values; v++)
        shared[v] = g->state[v] != MBR_IDENTITY_REFUSED && !can_be_one(w, v);
    for (uint32_t v = 0; v < g->values; v++)
        if (shared[v])
            g->state[v] = MBR_IDENTITY_SHARED;
    free(shared);
}

/* The persons that the value's holders are so far; of those who stand apart only one who is alone.
 */
static size_t list_persons(const struct work *w, uint32_t value, uint32_t *persons)
{
    const struct mbr_identity *g = w->graph;
    size_t count = 0, kept = 0;
    uint64_t members = 0;
    for (size_t i = g->first[value]; i < g->first[value + (size_t)1]; i++) {
        uint32_t person = person_of(g->person, g->tie[i].holder);
        if (w->met[person] == value)
            continue;
        w->met[person] = value;
        persons[count++] = person;
        members += w->members[person];
    }
    for (size_t i = 0; i < count; i++)
        if (!w->apart[persons[i]] || members == w->members[persons[i]])
            persons[kept++] = persons[i];
    return kept;
}

static bool may_join(const struct work *w, uint32_t value, const uint32_t *persons, size_t count)
{
    const struct mbr_identity *g = w->graph;
    uint64_t members = 0;
    if (g->kinds[g->kind[value]].certain)
        return true;
    for (size_t k = 0; k < g->kind_count; k++) {
        uint64_t sum = g->kind[value] == k;
        for (size_t i = 0; i < count; i++)
            sum += w->values[persons[i] * g->kind_count + k];
        if (sum > g->kinds[k].most_values)
            return false;
    }
    for (size_t i = 0; i < count; i++)
        members += w->members[persons[i]];
    for (size_t f = 0; f < g->fact_count; f++) {
        uint32_t known = MBR_IDENTITY_NONE;
        for (size_t i = 0; i < count; i++) {
            uint32_t fact = w->fact[persons[i] * g->fact_count + f];
            if (!agrees(known, fact))
                return false;
            known = known == MBR_IDENTITY_NONE ? fact : known;
        }
    }
    return count < 2 || members <= g->most_members;
}

static void join_two(struct work *w, uint32_t into, uint32_t from)
{
    struct mbr_identity *g = w->graph;
    g->person[from] = into;
    w->members[into] += w->members[from];
    w->apart[into] |= w->apart[from];
    for (size_t k = 0; k < g->kind_count; k++)
        w->values[into * g->kind_count + k] += w->values[from * g->kind_count + k];
    for (size_t f = 0; f < g->fact_count; f++) {
        uint32_t *fact = &w->fact[into * g->fact_count + f];
        uint32_t other = w->fact[from * g->fact_count + f];
        if (*fact == MBR_IDENTITY_NONE)
            *fact = other;
        else if (!agrees(*fact, other))
            *fact = TOLD_SEVERAL;
    }
}

static void join(struct work *w, uint32_t value, uint32_t **persons, size_t *cap)
{
    struct mbr_identity *g = w->graph;
    size_t holders = g->first[value + (size_t)1] - g->first[value];
    *persons = mbr_grow(*persons, cap, holders, sizeof **persons);
    size_t count = list_persons(w, value, *persons);
    if (count == 0) {
        g->state[value] = holders ? MBR_IDENTITY_USED : MBR_IDENTITY_FREE;
        return;
    }
    if (!may_join(w, value, *persons, count)) {
        g->state[value] = MBR_IDENTITY_CONFLICT;
        return;
    }
    uint32_t least = (*persons)[0];
    for (size_t i = 1; i < count; i++)
        least = (*persons)[i] < least ? (*persons)[i] : least;
    for (size_t i = 0; i < count; i++)
        if ((*persons)[i] != least)
            join_two(w, least, (*persons)[i]);
    w->values[least * g->kind_count + g->kind[value]]++;
    g->state[value] = MBR_IDENTITY_USED;
}

static void join_all(struct work *w)
{
    struct mbr_identity *g = w->graph;
    struct mbr_sortable *all = mbr_alloc((g->values + (size_t)1) * sizeof *all);
    uint32_t *persons = NULL;
    size_t cap = 0, count = 0;
    for (uint32_t i = 0; i < g->values; i++) {
        uint32_t value = g->order[i];
        if (g->state[value] == MBR_IDENTITY_FREE)
            all[count++] = (struct mbr_sortable){g->kinds[g->kind[value]].priority, value};
    }
    mbr_sort(all, count); /* stable */
    for (size_t i = 0; i < count; i++)
        join(w, all[i].number, &persons, &cap);
    free(persons);
    free(all);
}

static void begin(struct work *w)
{
    struct mbr_identity *g = w->graph;
    size_t holders = g->holders;
    g->ties = mbr_ties_sort(g->tie, g->ties);
    w->values = mbr_calloc(holders * g->kind_count + 1, sizeof *w->values);
    w->members = mbr_calloc(holders + 1, sizeof *w->members);
    w->apart = mbr_calloc(holders + 1, sizeof *w->apart);
    w->fact = mbr_alloc((holders * g->fact_count + 1) * sizeof *w->fact);
    w->held_from = mbr_alloc((holders + 1) * sizeof *w->held_from);
    w->held = mbr_alloc((g->ties + 1) * sizeof *w->held);
    w->seen = mbr_alloc((g->values + (size_t)1) * sizeof *w->seen);
    w->met = mbr_alloc((holders + 1) * sizeof *w->met);
    memset(w->met, 0xff, holders * sizeof *w->met);
    w->sum = mbr_calloc(g->kind_count + 1, sizeof *w->sum);
    if (g->fact_count)
        memcpy(w->fact, g->fact, holders * g->fact_count * sizeof *w->fact);
    for (uint32_t h = 0; h < g->holders; h++) {
        g->person[h] = h;
        w->members[h] = g->member[h];
        w->apart[h] = g->apart && g->apart[h];
    }
    list_by_holder(w);
}

void mbr_identity_resolve(struct mbr_identity *graph)
{
    struct work w = {.graph = graph};
    begin(&w);
    drop_crowded(&w);
    list_by_value(graph);
    find_shared(&w);
    join_all(&w);
    for (uint32_t h = 0; h < graph->holders; h++)
        graph->person[h] = person_of(graph->person, h);
    free(w.values);
    free(w.members);
    free(w.apart);
    free(w.fact);
    free(w.held_from);
    free(w.held);
    free(w.seen);
    free(w.met);
    free(w.sum);
}
