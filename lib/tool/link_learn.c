/* One line into the graph, and the way back from a line to its holder. */

#include <stdlib.h>

#include "link_job.h"
#include "mbr/date.h"
#include "mbr/value.h"

#define LEAST_FACT 4 /* bytes: two Chinese characters have six, two letters are nobody's name */

static const struct mbr_json *slot_of(const struct link_job *job, size_t slot)
{
    return &job->stream.ask->slot[slot];
}

/* A name is the same with and without spaces, and however its letters are written. */
static bool put_fact(struct link_job *job, size_t fact, const struct mbr_json *value)
{
    struct mbr_buf *to = &job->line.scratch;
    struct mbr_span text;
    if (value->kind != MBR_JSON_STRING || mbr_json_text(value, &job->line.source_text, &text) < 0)
        return false;
    to->n = 0;
    mbr_put_char(to, (char)fact);
    if (!mbr_put_clean(to, text, true))
        return false;
    size_t kept = 1;
    for (size_t i = 1; i < to->n; i++)
        if (to->p[i] != ' ')
            to->p[kept++] = to->p[i];
    to->n = kept;
    return kept > LEAST_FACT && !memchr(to->p, '*', kept);
}

static const struct mbr_json *fact_of(const struct link_job *job, size_t fact)
{
    bool member = job->stream.kind == MBR_KIND_MEMBER;
    return slot_of(job, (member ? job->attr_slot : job->fact_slot) + fact);
}

static uint8_t place_of(const struct link_job *job, const struct mbr_json *channel, bool store)
{
    struct mbr_span text = {0};
    struct mbr_buf scratch = {0};
    uint8_t place = 0;
    if (channel->kind == MBR_JSON_STRING && mbr_json_text(channel, &scratch, &text) == 0 && text.n)
        place =
            link_rules_list_has(&job->rules, "offline", text, true) ? LINK_OFFLINE : LINK_ONLINE;
    else if (store)
        place = LINK_OFFLINE;
    mbr_buf_free(&scratch);
    return place;
}

static uint8_t places_of_entries(const struct link_job *job, const struct mbr_json *list)
{
    struct mbr_json_walk walk = mbr_json_walk(list);
    struct mbr_json entry;
    uint8_t places = 0;
    while (mbr_json_next(&walk, &entry)) {
        struct mbr_json channel = {0};
        struct mbr_json_pair pair;
        bool store = false;
        if (entry.kind != MBR_JSON_OBJECT)
            continue;
        struct mbr_json_walk fields = mbr_json_walk(&entry);
        while (mbr_json_next_pair(&fields, &pair)) {
            store |= mbr_span_is(pair.key, "\"store\"");
            if (mbr_span_is(pair.key, "\"channel\""))
                channel = pair.value;
        }
        places |= place_of(job, &channel, store);
    }
    return places;
}

static uint8_t places_of(const struct link_job *job)
{
    const struct mbr_json *orders = slot_of(job, LINK_ORDERS), *events = slot_of(job, LINK_EVENTS);
    uint8_t places = 0;
    if (job->stream.kind != MBR_KIND_MEMBER)
        return place_of(job, slot_of(job, LINK_CHANNEL),
                        slot_of(job, LINK_STORE)->kind != MBR_JSON_ABSENT);
    if (orders->kind == MBR_JSON_ARRAY)
        places |= places_of_entries(job, orders);
    if (events->kind == MBR_JSON_ARRAY)
        places |= places_of_entries(job, events);
    return places;
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* A record without account is known by all it shows, in any order: the numbers of its values, of
   its hidden phones and of its facts. What is new is learnt in the first pass. false: it shows
   nothing, or something that was never learnt. */
static bool put_stranger(struct link_job *job)
{
    bool learn = job->learning;
    struct link_graph *graph = &job->graph;
    struct link_line *line = &job->line;
    uint32_t *numbers = mbr_alloc((line->count + 1) * sizeof *numbers);
    bool known = line->count > 0;
    size_t count = 0;
    for (size_t i = 0; i < line->count; i++) {
        const struct link_shown *one = &line->shown[i];
        struct mbr_span key = {line->text.p + one->at, one->n};
        struct mbr_map *map = one->masked ? &graph->masks : &graph->values;
        uint32_t number = one->masked
                              ? (learn ? mbr_map_put(map, key, NULL) : mbr_map_find(map, key))
                          : learn ? link_graph_value(graph, key)
                                  : mbr_map_find(map, key);
        known &= number != MBR_MAP_NONE;
        numbers[count++] = number * 2 + one->masked;
    }
    qsort(numbers, count, sizeof *numbers, compare_numbers);
    line->key.n = 0;
    mbr_put_char(&line->key, 'a');
    for (size_t i = 0; i < count; i++)
        if (i == 0 || numbers[i] != numbers[i - 1])
            mbr_put(&line->key, (const char *)&numbers[i], sizeof *numbers);
    for (size_t f = 0; known && f < job->rules.facts; f++)
        if (put_fact(job, f, fact_of(job, f))) {
            mbr_put_char(&line->key, '|');
            mbr_put_span(&line->key, mbr_buf_span(&line->scratch));
        }
    free(numbers);
    line->account = mbr_buf_span(&line->key);
    return known;
}

static void learn_facts(struct link_job *job, uint32_t holder)
{
    uint64_t at = 0;
    struct mbr_err ignored;
    size_t facts = job->rules.facts;
    for (size_t f = 0; f < facts; f++) {
        const struct mbr_json *value = fact_of(job, f);
        if (value->kind == MBR_JSON_ABSENT || !put_fact(job, f, value))
            continue;
        const struct mbr_json *when =
            slot_of(job, job->stream.kind == MBR_KIND_MEMBER ? LINK_AS_OF : LINK_AT);
        if (mbr_value_at(when, "at", &at, &ignored) < 0)
            at = 0;
        link_graph_tell(&job->graph, holder, facts, f, mbr_buf_span(&job->line.scratch), at);
    }
}

static void learn_other(struct link_job *job, uint32_t holder, const struct link_shown *other)
{
    struct link_graph *graph = &job->graph;
    struct mbr_span account = {job->line.other_text.p + other->at, other->n};
    uint32_t second = link_graph_holder(graph, account, job->rules.facts);
    job->line.scratch.n = 0;
    mbr_put_char(&job->line.scratch, LINK_ALIAS);
    mbr_put(&job->line.scratch, account.p + 1, account.n - 1);
    uint32_t value = link_graph_value(graph, mbr_buf_span(&job->line.scratch));
    link_graph_tie(graph, holder, value);
    link_graph_tie(graph, second, value);
}

static void learn_survivors(struct link_job *job, uint32_t holder)
{
    struct link_survive *survive = &job->survive;
    const struct mbr_json *source = slot_of(job, survive->by_slot);
    struct mbr_span text = {0};
    struct mbr_err ignored;
    uint64_t at = 0;
    if (survive->fields == 0 || !mbr_span_is(job->stream.type, "attr"))
        return;
    if (mbr_value_at(slot_of(job, LINK_AT), "at", &at, &ignored) < 0)
        at = 0;
    if (source->kind != MBR_JSON_STRING || mbr_json_text(source, &job->line.source_text, &text) < 0)
        text = (struct mbr_span){0};
    for (size_t i = 0; i < survive->fields; i++) {
        const struct mbr_json *value = slot_of(job, survive->field[i].slot);
        if (value->kind != MBR_JSON_ABSENT)
            link_survive_note(survive, holder, i, value->raw, at,
                              link_survive_rank(&survive->field[i], text));
    }
}

int link_learn(struct link_job *job, struct mbr_err *err)
{
    struct link_graph *graph = &job->graph;
    struct link_line *line = &job->line;
    if (link_line_read(job, err) < 0)
        return -1;
    if (line->stranger && !put_stranger(job))
        return 0;
    job->sourceless += job->options->source && !line->stranger && !line->was &&
                       slot_of(job, job->source_slot)->kind == MBR_JSON_ABSENT;
    uint32_t holder = link_graph_holder(graph, line->account, job->rules.facts);
    for (size_t i = 0; i < line->count; i++) {
        struct mbr_span key = {line->text.p + line->shown[i].at, line->shown[i].n};
        if (line->shown[i].masked)
            link_graph_mask(graph, holder, key);
        else
            link_graph_tie(graph, holder, link_graph_value(graph, key));
    }
    for (size_t i = 0; i < line->other_count; i++)
        learn_other(job, holder, &line->others[i]);
    learn_facts(job, holder);
    learn_survivors(job, holder);
    if (job->options->report || job->options->save || job->options->fit)
        graph->places[holder] |= places_of(job);
    return 0;
}

uint32_t link_find(struct link_job *job)
{
    if (job->line.stranger && !put_stranger(job))
        return MBR_IDENTITY_NONE;
    return mbr_map_find(&job->graph.holders, job->line.account);
}
