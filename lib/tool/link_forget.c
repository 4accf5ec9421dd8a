/* Takes people out of what is known: a model without them, as if nothing of theirs had ever been
   read. */

#include <inttypes.h>
#include <stdlib.h>

#include "link_job.h"
#include "mbr/doc.h"

struct leaving {
    struct link_job *job;
    struct mbr_map asked;
    bool *found;      /* by `asked` */
    uint32_t *wanted; /* by value: the one of `asked` that it is, or MBR_IDENTITY_NONE */
    bool *gone;       /* by holder */
    uint32_t *value, *mask, *holder; /* the new number of each that stays, or NONE */
    uint32_t *shown;                 /* by holder: how many values and hidden phones it shows */
    struct link_graph left;
    uint64_t people, accounts, records, values;
};

static void ask_for(struct leaving *leaving, struct mbr_span text)
{
    struct mbr_buf clean = {0};
    if (mbr_put_clean(&clean, text, false) && clean.n)
        mbr_map_put(&leaving->asked, mbr_buf_span(&clean), NULL);
    mbr_buf_free(&clean);
}

static int read_asked(struct leaving *leaving)
{
    const struct mbr_link_options *o = leaving->job->options;
    struct mbr_run *run = leaving->job->run;
    struct mbr_buf text = {0};
    for (size_t i = 0; i < o->forget.count; i++)
        ask_for(leaving, mbr_span(o->forget.item[i]));
    if (o->forget_from && mbr_doc_read(o->forget_from, &text, &run->err) < 0) {
        run->located = true;
        mbr_buf_free(&text);
        return -1;
    }
    for (size_t at = 0; at < text.n;) {
        const char *from = text.p + at, *end = memchr(from, '\n', text.n - at);
        size_t n = end ? (size_t)(end - from) : text.n - at;
        ask_for(leaving, (struct mbr_span){from, n});
        at += n + 1;
    }
    mbr_buf_free(&text);
    return leaving->asked.count ? 0 : mbr_misuse(run, "nobody is named to be forgotten");
}

static uint32_t *none(size_t count)
{
    uint32_t *numbers = mbr_alloc((count + 1) * sizeof *numbers);
    memset(numbers, 0xff, (count + 1) * sizeof *numbers);
    return numbers;
}

/* As an identifier of any kind; what is hidden in part is nobody's. */
static void want_values(struct leaving *leaving, uint32_t number)
{
    const struct link_rules *rules = &leaving->job->rules;
    struct mbr_buf key = {0};
    for (size_t k = LINK_OWN_KINDS; k < rules->kinds; k++) {
        key.n = 0;
        mbr_put_char(&key, (char)k);
        if (mbr_put_identifier(&key, rules->kind[k].as, mbr_map_key(&leaving->asked, number),
                               rules->home) != MBR_IDENTIFIER_WHOLE)
            continue;
        uint32_t value = mbr_map_find(&leaving->job->graph.values, mbr_buf_span(&key));
        if (value != MBR_MAP_NONE)
            leaving->wanted[value] = number;
    }
    mbr_buf_free(&key);
}

static uint32_t find_account(const struct link_graph *graph, struct mbr_span id)
{
    struct mbr_buf key = {0};
    mbr_put_char(&key, 'm');
    mbr_put_span(&key, id);
    uint32_t holder = mbr_map_find(&graph->holders, mbr_buf_span(&key));
    mbr_buf_free(&key);
    return holder;
}

/* By account, by member, by identifier; and with one holder goes the person. */
static void find_gone(struct leaving *leaving)
{
    const struct link_job *job = leaving->job;
    const struct link_graph *graph = &job->graph;
    bool *name = mbr_calloc(job->names.count + (size_t)1, sizeof *name);
    for (uint32_t i = 0; i < leaving->asked.count; i++) {
        struct mbr_span id = mbr_map_key(&leaving->asked, i);
        uint32_t account = find_account(graph, id), called = mbr_map_find(&job->names, id);
        if (account != MBR_MAP_NONE)
            leaving->gone[account] = true;
        if (called != MBR_MAP_NONE)
            name[called] = true;
        leaving->found[i] = account != MBR_MAP_NONE || called != MBR_MAP_NONE;
        want_values(leaving, i);
    }
    for (size_t i = 0; i < graph->ties; i++) {
        uint32_t wanted = leaving->wanted[graph->tie[i].value];
        if (wanted == MBR_IDENTITY_NONE)
            continue;
        leaving->found[wanted] = true;
        leaving->gone[graph->tie[i].holder] = true;
    }
    for (uint32_t h = 0; h < job->known; h++)
        if (leaving->gone[h] && job->called[h] != MBR_IDENTITY_NONE)
            name[job->called[h]] = true;
    for (uint32_t h = 0; h < job->known; h++)
        leaving->gone[h] |= job->called[h] != MBR_IDENTITY_NONE && name[job->called[h]];
    for (uint32_t n = 0; n < job->names.count; n++)
        leaving->people += name[n];
    free(name);
}

/* Whether somebody who stays holds it; that an account was once joined goes with the account. */
static bool stays(const struct leaving *leaving, const struct mbr_tie *tie)
{
    const struct link_graph *graph = &leaving->job->graph;
    struct mbr_span key = mbr_map_key(&graph->values, tie->value);
    if (leaving->gone[tie->holder])
        return false;
    if (key.p[0] != LINK_ALIAS)
        return true;
    uint32_t account = find_account(graph, (struct mbr_span){key.p + 1, key.n - 1});
    return account == MBR_MAP_NONE || !leaving->gone[account];
}

static void keep_values(struct leaving *leaving)
{
    const struct link_graph *graph = &leaving->job->graph;
    for (size_t i = 0; i < graph->ties; i++) {
        if (!stays(leaving, &graph->tie[i]))
            continue;
        leaving->value[graph->tie[i].value] = 0;
        leaving->shown[graph->tie[i].holder] +=
            mbr_map_key(&graph->values, graph->tie[i].value).p[0] != LINK_ALIAS;
    }
    for (size_t i = 0; i < graph->masked_count; i++) {
        if (leaving->gone[graph->masked[i].holder])
            continue;
        leaving->mask[graph->masked[i].value] = 0;
        leaving->shown[graph->masked[i].holder]++;
    }
    for (uint32_t v = 0; v < graph->values.count; v++) {
        if (leaving->value[v] == 0)
            leaving->value[v] = link_graph_value(&leaving->left, mbr_map_key(&graph->values, v));
        else
            leaving->values += mbr_map_key(&graph->values, v).p[0] != LINK_ALIAS;
    }
    for (uint32_t m = 0; m < graph->masks.count; m++)
        if (leaving->mask[m] == 0)
            leaving->mask[m] =
                mbr_map_put(&leaving->left.masks, mbr_map_key(&graph->masks, m), NULL);
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The key of a record without account has the numbers of what it shows, which are others now. */
static int put_key(const struct leaving *leaving, uint32_t holder, struct mbr_buf *to)
{
    const struct link_graph *graph = &leaving->job->graph;
    struct mbr_span key = mbr_map_key(&graph->holders, holder);
    size_t count = leaving->shown[holder], size = count * sizeof(uint32_t);
    to->n = 0;
    if (key.p[0] == 'm') {
        mbr_put_span(to, key);
        return 0;
    }
    if (key.n < 1 + size)
        return -1;
    uint32_t *numbers = mbr_alloc(size + 1);
    bool sound = true;
    memcpy(numbers, key.p + 1, size);
    for (size_t i = 0; i < count; i++) {
        uint32_t old = numbers[i] / 2, masked = numbers[i] % 2;
        const uint32_t *is = masked ? leaving->mask : leaving->value;
        sound &= old < (masked ? graph->masks.count : graph->values.count);
        numbers[i] = sound ? is[old] * 2 + masked : 0;
    }
    if (count)
        qsort(numbers, count, sizeof *numbers, compare_numbers);
    mbr_put_char(to, key.p[0]);
    mbr_put(to, (const char *)numbers, size);
    mbr_put(to, key.p + 1 + size, key.n - 1 - size);
    free(numbers);
    return sound ? 0 : -1;
}

static void keep_texts(struct leaving *leaving)
{
    const struct link_graph *graph = &leaving->job->graph;
    size_t facts = leaving->job->rules.facts;
    bool *told = mbr_calloc(graph->texts.count + (size_t)1, sizeof *told);
    for (size_t i = 0; i < graph->holders.count * facts; i++)
        if (!leaving->gone[i / facts] && graph->told[i].text != MBR_IDENTITY_NONE)
            told[graph->told[i].text] = true;
    for (uint32_t t = 0; t < graph->texts.count; t++)
        if (told[t])
            mbr_map_put(&leaving->left.texts, mbr_map_key(&graph->texts, t), NULL);
    free(told);
}

static void keep_told(struct leaving *leaving, uint32_t from, uint32_t to)
{
    const struct link_graph *graph = &leaving->job->graph;
    size_t facts = leaving->job->rules.facts;
    for (size_t f = 0; f < facts; f++) {
        struct link_fact_told told = graph->told[from * facts + f];
        if (told.text != MBR_IDENTITY_NONE)
            told.text = mbr_map_find(&leaving->left.texts, mbr_map_key(&graph->texts, told.text));
        leaving->left.told[to * facts + f] = told;
    }
}

static int keep_holders(struct leaving *leaving)
{
    struct link_job *job = leaving->job;
    const struct link_graph *graph = &job->graph;
    struct mbr_buf key = {0};
    int failed = 0;
    for (uint32_t h = 0; !failed && h < graph->holders.count; h++) {
        if (leaving->gone[h]) {
            leaving->accounts += graph->member[h];
            leaving->records += !graph->member[h];
            continue;
        }
        failed = put_key(leaving, h, &key);
        if (failed)
            break;
        uint32_t now = link_graph_holder(&leaving->left, mbr_buf_span(&key), job->rules.facts);
        leaving->holder[h] = now;
        leaving->left.places[now] = graph->places[h];
        keep_told(leaving, h, now);
        job->called[now] = job->called[h]; /* now is at most h */
    }
    mbr_buf_free(&key);
    return failed
               ? mbr_err_set(&job->run->err, "%s: not a sound model: holders", job->options->model)
               : 0;
}

static void keep_ties(struct leaving *leaving)
{
    const struct link_graph *graph = &leaving->job->graph;
    for (size_t i = 0; i < graph->ties; i++)
        if (stays(leaving, &graph->tie[i]))
            link_graph_tie(&leaving->left, leaving->holder[graph->tie[i].holder],
                           leaving->value[graph->tie[i].value]);
    for (size_t i = 0; i < graph->masked_count; i++)
        if (!leaving->gone[graph->masked[i].holder])
            link_graph_mask(&leaving->left, leaving->holder[graph->masked[i].holder],
                            mbr_map_key(&graph->masks, graph->masked[i].value));
}

static void say(const struct leaving *leaving)
{
    struct mbr_run *run = leaving->job->run;
    struct mbr_buf text = {0};
    uint32_t found = 0;
    for (uint32_t i = 0; i < leaving->asked.count; i++)
        found += leaving->found[i];
    mbr_put_format(&text, "%" PRIu64 " %s, ", leaving->people,
                   leaving->people == 1 ? "person" : "people");
    mbr_put_count(&text, leaving->accounts, "account");
    mbr_put_text(&text, ", ");
    mbr_put_count(&text, leaving->records, "record");
    mbr_put_text(&text, " without one, ");
    mbr_put_count(&text, leaving->values, "identifier");
    mbr_note(run, "forgotten: %.*s; streams keep them: see mbr-mask --forget", (int)text.n, text.p);
    mbr_buf_free(&text);
    if (found < leaving->asked.count)
        mbr_warn(run, "%u of %u asked for were not found", leaving->asked.count - found,
                 leaving->asked.count);
    run->nothing = found == 0;
}

static void free_all(struct leaving *leaving)
{
    mbr_map_free(&leaving->asked);
    link_graph_free(&leaving->left);
    free(leaving->found);
    free(leaving->wanted);
    free(leaving->gone);
    free(leaving->value);
    free(leaving->mask);
    free(leaving->holder);
    free(leaving->shown);
}

int link_forget(struct link_job *job)
{
    struct leaving leaving = {.job = job};
    const struct link_graph *graph = &job->graph;
    int failed = read_asked(&leaving);
    if (!failed) {
        leaving.found = mbr_calloc(leaving.asked.count + (size_t)1, sizeof *leaving.found);
        leaving.wanted = none(graph->values.count);
        leaving.gone = mbr_calloc(graph->holders.count + (size_t)1, sizeof *leaving.gone);
        leaving.value = none(graph->values.count);
        leaving.mask = none(graph->masks.count);
        leaving.holder = none(graph->holders.count);
        leaving.shown = mbr_calloc(graph->holders.count + (size_t)1, sizeof *leaving.shown);
        find_gone(&leaving);
        keep_values(&leaving);
        keep_texts(&leaving);
        failed = keep_holders(&leaving);
    }
    if (!failed) {
        keep_ties(&leaving);
        say(&leaving);
        link_graph_free(&job->graph);
        job->graph = leaving.left;
        job->known = job->graph.holders.count;
        leaving.left = (struct link_graph){0};
    }
    free_all(&leaving);
    return failed;
}
