/* Who is who: hidden phones are held against whole ones, the graph is resolved, and each person
   gets a member. */

#include <stdlib.h>

#include "link_evidence.h"
#include "link_job.h"

/* The whole phone that a hidden one with a fact can be: none yet, one, or several. */
#define NO_PHONE MBR_IDENTITY_NONE
#define SEVERAL (MBR_IDENTITY_NONE - 1)

struct masks {
    struct link_job *job;
    uint32_t *whole; /* by value, of those of LINK_MASK */
    size_t cap;
    struct mbr_buf key;
    struct mbr_map shapes; /* of hidden phones: the kind, and where the stars are */
};

/* The kind, the hidden number, a bar, the fact. */
static struct mbr_span mask_key(struct masks *masks, struct mbr_span hidden, struct mbr_span fact)
{
    masks->key.n = 0;
    mbr_put_char(&masks->key, LINK_MASK);
    mbr_put_span(&masks->key, hidden);
    mbr_put_char(&masks->key, '|');
    mbr_put_span(&masks->key, fact);
    return mbr_buf_span(&masks->key);
}

static void add_mask(struct masks *masks, const struct mbr_tie *masked)
{
    struct link_graph *graph = &masks->job->graph;
    size_t facts = masks->job->rules.facts;
    struct mbr_span hidden = mbr_map_key(&graph->masks, masked->value);
    struct mbr_buf shape = {0};
    for (size_t i = 0; i < hidden.n; i++)
        mbr_put_char(&shape, i == 0 || hidden.p[i] == '*' ? hidden.p[i] : '0');
    mbr_map_put(&masks->shapes, mbr_buf_span(&shape), NULL);
    mbr_buf_free(&shape);
    for (size_t f = 0; f < facts; f++) {
        uint32_t text = graph->told[masked->holder * facts + f].text;
        if (text == MBR_IDENTITY_NONE || !masks->job->rules.fact[f].confirms)
            continue;
        uint32_t value =
            link_graph_value(graph, mask_key(masks, hidden, mbr_map_key(&graph->texts, text)));
        link_graph_tie(graph, masked->holder, value);
    }
}

/* A whole phone, held by someone with this fact, as each of the shapes would show it. */
static void try_whole(struct masks *masks, const struct mbr_tie *tie, struct mbr_span fact)
{
    struct link_graph *graph = &masks->job->graph;
    struct mbr_span whole = mbr_map_key(&graph->values, tie->value);
    struct mbr_buf hidden = {0};
    for (uint32_t s = 0; s < masks->shapes.count; s++) {
        hidden.n = 0;
        struct mbr_span shape = mbr_map_key(&masks->shapes, s);
        if (shape.p[0] != whole.p[0] || !mbr_put_phone_hidden(&hidden, whole, shape))
            continue;
        uint32_t value = mbr_map_find(&graph->values, mask_key(masks, mbr_buf_span(&hidden), fact));
        if (value == MBR_MAP_NONE)
            continue;
        uint32_t *one = &masks->whole[value];
        *one = *one == NO_PHONE || *one == tie->value ? tie->value : SEVERAL;
        link_graph_tie(graph, tie->holder, value);
    }
    mbr_buf_free(&hidden);
}

/* Of one that several whole phones could be, nothing is known. */
static void match_masks(struct link_job *job)
{
    struct link_graph *graph = &job->graph;
    size_t facts = job->rules.facts, ties;
    struct masks masks = {.job = job};
    for (size_t i = 0; i < graph->masked_count; i++)
        add_mask(&masks, &graph->masked[i]);
    masks.whole = mbr_alloc((graph->values.count + (size_t)1) * sizeof *masks.whole);
    memset(masks.whole, 0xff, graph->values.count * sizeof *masks.whole);
    ties = graph->masked_count ? mbr_ties_sort(graph->tie, graph->ties) : 0;
    graph->ties = graph->masked_count ? ties : graph->ties;
    for (size_t i = 0; i < ties; i++) {
        const struct mbr_tie tie = graph->tie[i];
        uint8_t kind = (uint8_t)mbr_map_key(&graph->values, tie.value).p[0];
        for (size_t f = 0; job->rules.kind[kind].as == MBR_IDENTIFIER_PHONE && f < facts; f++) {
            uint32_t text = graph->told[tie.holder * facts + f].text;
            if (text != MBR_IDENTITY_NONE && job->rules.fact[f].confirms)
                try_whole(&masks, &tie, mbr_map_key(&graph->texts, text));
        }
    }
    for (uint32_t v = 0; v < graph->values.count; v++)
        if (masks.whole[v] == SEVERAL)
            job->found.state[v] = MBR_IDENTITY_REFUSED;
    free(masks.whole);
    mbr_buf_free(&masks.key);
    mbr_map_free(&masks.shapes);
}

static uint32_t *must_agree(const struct link_job *job, size_t *count)
{
    const struct link_rules *rules = &job->rules;
    const struct link_graph *graph = &job->graph;
    uint32_t *fact = mbr_alloc((graph->holders.count * rules->facts + 1) * sizeof *fact);
    size_t n = 0;
    *count = 0;
    for (size_t f = 0; f < rules->facts; f++)
        *count += rules->fact[f].must_agree;
    for (uint32_t h = 0; h < graph->holders.count; h++)
        for (size_t f = 0; f < rules->facts; f++)
            if (rules->fact[f].must_agree)
                fact[n++] = graph->told[h * rules->facts + f].text;
    return fact;
}

static bool *stand_apart(const struct link_job *job)
{
    const struct mbr_list *unlink = &job->options->unlink;
    const struct link_graph *graph = &job->graph;
    bool *apart = mbr_calloc(graph->holders.count + (size_t)1, sizeof *apart);
    for (uint32_t h = 0; h < graph->holders.count; h++) {
        struct mbr_span key = mbr_map_key(&graph->holders, h);
        struct mbr_span id = {key.p + 1, key.n - 1};
        apart[h] = key.p[0] == 'm' && (link_rules_list_has(&job->rules, "unlink", id, false) ||
                                       mbr_map_find(&job->unlinked, id) != MBR_MAP_NONE);
        for (size_t i = 0; key.p[0] == 'm' && i < unlink->count; i++)
            apart[h] |= mbr_span_is(id, unlink->item[i]);
    }
    return apart;
}

/* A model is of what was told, not of what followed from it. */
static void keep_told(struct link_job *job)
{
    struct link_graph *graph = &job->graph;
    job->told_values = graph->values.count;
    graph->masked_count = mbr_ties_sort(graph->masked, graph->masked_count);
    if (!job->options->save && !job->options->fit)
        return;
    graph->ties = mbr_ties_sort(graph->tie, graph->ties);
    job->told_ties = graph->ties;
    job->told_tie = mbr_alloc((graph->ties + 1) * sizeof *job->told_tie);
    if (graph->ties)
        memcpy(job->told_tie, graph->tie, graph->ties * sizeof *graph->tie);
}

/* What goes by the values' numbers, of which there may be more than before: then what was refused
   stays so. */
static void list_values(struct link_job *job, uint32_t before)
{
    const struct link_graph *graph = &job->graph;
    struct mbr_identity *found = &job->found;
    size_t values = graph->values.count;
    uint8_t *kind = mbr_alloc(values + 1), *state = mbr_calloc(values + 1, sizeof *state);
    for (uint32_t v = 0; v < values; v++) {
        kind[v] = (uint8_t)mbr_map_key(&graph->values, v).p[0];
        if (v < before && found->state[v] == MBR_IDENTITY_REFUSED)
            state[v] = MBR_IDENTITY_REFUSED;
    }
    free(found->state);
    free(found->first);
    free((void *)(uintptr_t)found->kind);
    free((void *)(uintptr_t)found->order);
    found->state = state;
    found->kind = kind;
    found->first = mbr_calloc(values + 2, sizeof *found->first);
    found->order = mbr_map_sorted(&graph->values);
    found->values = graph->values.count;
    found->tie = graph->tie;
    found->ties = graph->ties;
}

void link_solve(struct link_job *job)
{
    struct link_graph *graph = &job->graph;
    struct mbr_identity *found = &job->found;
    keep_told(job);
    found->state = mbr_calloc(graph->values.count + graph->masked_count * job->rules.facts + 1, 1);
    match_masks(job);
    found->holders = graph->holders.count;
    found->kinds = job->rules.limit;
    found->kind_count = job->rules.kinds;
    found->most_members = job->rules.most_members;
    found->member = graph->member;
    found->fact = must_agree(job, &found->fact_count);
    found->apart = stand_apart(job);
    found->person = mbr_calloc(found->holders + (size_t)1, sizeof *found->person);
    list_values(job, graph->values.count);
    mbr_identity_resolve(found);
    graph->ties = found->ties;
    if (job->options->evidence.count) {
        uint32_t before = graph->values.count;
        link_evidence_add(job);
        list_values(job, before);
        mbr_identity_resolve(found);
        graph->ties = found->ties;
    }
    link_name(job);
}

struct mbr_span link_person(const struct link_job *job, uint32_t holder)
{
    struct mbr_span nobody = {0};
    return holder == MBR_IDENTITY_NONE ? nobody : job->id[job->found.person[holder]];
}
