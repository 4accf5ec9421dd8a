#include "link_evidence.h"

#include <math.h>
#include <stdlib.h>

#include "mbr/fellegi_sunter.h"
#include "mbr/rand.h"
#include "mbr/similar.h"
#include "mbr/sort.h"

#define MOST_IN_BLOCK 200
#define DRAWS 500000
#define SEED 1
#define TAIL 4 /* digits */
#define FIRST_M 0.9

/* Pairs are looked for in blocks: of one birthday, of one name, of one end of a telephone and one
   first letter of a name, of one mailbox at whatever provider. */
enum block { BLOCK_DATE, BLOCK_NAME, BLOCK_PHONE, BLOCK_EMAIL, BLOCKS };

struct pairs {
    uint64_t *pair; /* two accounts by their place in `account` */
    size_t count, cap;
};

struct evidence {
    struct link_job *job;
    size_t fact[MBR_FS_FIELDS]; /* by field */
    struct mbr_fs_model model;
    uint32_t *account, *place; /* holders in the order of their keys; and back */
    uint32_t accounts;
    uint64_t large; /* blocks that were too large */
    struct pairs pairs[BLOCKS];
};

static struct mbr_span fact_text(const struct evidence *e, uint32_t account, size_t fact)
{
    const struct link_graph *graph = &e->job->graph;
    uint32_t text = graph->told[e->account[account] * e->job->rules.facts + fact].text;
    if (text == MBR_IDENTITY_NONE)
        return (struct mbr_span){0};
    struct mbr_span key = mbr_map_key(&graph->texts, text);
    return (struct mbr_span){key.p + 1, key.n - 1};
}

/* Two of year, month and day are the same, or day and month have changed places. */
static bool is_slip(struct mbr_span a, struct mbr_span b)
{
    if (a.n != 10 || b.n != 10)
        return false;
    bool year = memcmp(a.p, b.p, 4) == 0;
    bool month = memcmp(a.p + 5, b.p + 5, 2) == 0, day = memcmp(a.p + 8, b.p + 8, 2) == 0;
    bool swapped = memcmp(a.p + 5, b.p + 8, 2) == 0 && memcmp(a.p + 8, b.p + 5, 2) == 0;
    return year + month + day == 2 || (year && swapped);
}

static unsigned level_of(enum link_compare how, struct mbr_span a, struct mbr_span b)
{
    if (a.n == 0 || b.n == 0)
        return MBR_FS_UNKNOWN;
    bool equal = mbr_span_equal(a, b);
    double alike;
    switch (how) {
    case LINK_COMPARE_NAME:
        alike = equal ? 2 : mbr_similar_names(a, b);
        return alike > 1 ? 3 : alike >= 0.92 ? 2 : alike >= 0.8;
    case LINK_COMPARE_TEXT:
        alike = equal ? 2 : mbr_similar_texts(a, b);
        return alike > 1 ? 3 : alike >= 0.85 ? 2 : alike >= 0.6;
    case LINK_COMPARE_DATE:
        return equal ? 2 : is_slip(a, b);
    case LINK_COMPARE_EXACT:
    default:
        return equal;
    }
}

static uint32_t compare(const struct evidence *e, uint32_t a, uint32_t b)
{
    uint32_t pattern = 0;
    for (size_t f = 0; f < e->model.fields; f++) {
        size_t fact = e->fact[f];
        unsigned level = level_of(e->job->rules.fact[fact].compare, fact_text(e, a, fact),
                                  fact_text(e, b, fact));
        pattern |= level << (4 * f);
    }
    return pattern;
}

static void list_accounts(struct evidence *e)
{
    const struct link_graph *graph = &e->job->graph;
    uint32_t *sorted = mbr_map_sorted(&graph->holders), holders = graph->holders.count;
    e->account = mbr_alloc((holders + (size_t)1) * sizeof *e->account);
    e->place = mbr_alloc((holders + (size_t)1) * sizeof *e->place);
    for (uint32_t i = 0; i < holders; i++) {
        e->place[sorted[i]] = MBR_IDENTITY_NONE;
        if (!graph->member[sorted[i]] || e->job->found.apart[sorted[i]])
            continue;
        e->place[sorted[i]] = e->accounts;
        e->account[e->accounts++] = sorted[i];
    }
    free(sorted);
}

/* The accounts that are in a block, by the block's number. */
struct blocks {
    struct mbr_map keys;
    struct mbr_sortable *in;
    size_t count, cap;
};

static void put_in(struct blocks *blocks, struct mbr_span key, uint32_t account)
{
    blocks->in = mbr_grow(blocks->in, &blocks->cap, blocks->count + 1, sizeof *blocks->in);
    uint64_t number = mbr_map_put(&blocks->keys, key, NULL);
    blocks->in[blocks->count++] = (struct mbr_sortable){number << 32 | account, account};
}

static int compare_numbers(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void sort_pairs(struct pairs *pairs)
{
    size_t kept = 0;
    if (pairs->count)
        qsort(pairs->pair, pairs->count, sizeof *pairs->pair, compare_numbers);
    for (size_t i = 0; i < pairs->count; i++)
        if (i == 0 || pairs->pair[i] != pairs->pair[i - 1])
            pairs->pair[kept++] = pairs->pair[i];
    pairs->count = kept;
}

static void add_pair(struct pairs *pairs, uint32_t a, uint32_t b)
{
    pairs->pair = mbr_grow(pairs->pair, &pairs->cap, pairs->count + 1, sizeof *pairs->pair);
    pairs->pair[pairs->count++] = (uint64_t)(a < b ? a : b) << 32 | (a < b ? b : a);
}

static void pair_up(struct evidence *e, struct blocks *blocks, struct pairs *pairs)
{
    mbr_sort(blocks->in, blocks->count);
    for (size_t i = 0, end; i < blocks->count; i = end) {
        uint64_t block = blocks->in[i].key >> 32;
        for (end = i + 1; end < blocks->count && blocks->in[end].key >> 32 == block;)
            end++;
        if (end - i > MOST_IN_BLOCK) {
            e->large++;
            continue;
        }
        for (size_t a = i; a < end; a++)
            for (size_t b = a + 1; b < end; b++)
                if (blocks->in[a].number != blocks->in[b].number)
                    add_pair(pairs, blocks->in[a].number, blocks->in[b].number);
    }
    sort_pairs(pairs);
    mbr_map_free(&blocks->keys);
    free(blocks->in);
}

static void pair_by_fact(struct evidence *e, enum link_compare how, struct pairs *pairs)
{
    struct blocks blocks = {0};
    for (uint32_t a = 0; a < e->accounts; a++)
        for (size_t f = 0; f < e->model.fields; f++) {
            struct mbr_span text = fact_text(e, a, e->fact[f]);
            if (text.n && e->job->rules.fact[e->fact[f]].compare == how)
                put_in(&blocks, text, a);
        }
    pair_up(e, &blocks, pairs);
}

/* The bytes of the first character. */
static size_t first_size(struct mbr_span text)
{
    unsigned char lead = (unsigned char)text.p[0];
    size_t n = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    return n < text.n ? n : text.n;
}

static void put_tail(const struct evidence *e, struct blocks *blocks, uint32_t account,
                     struct mbr_span phone)
{
    const char *tail = phone.p + phone.n - TAIL;
    if (phone.n <= TAIL || memchr(tail, '*', TAIL))
        return;
    for (size_t f = 0; f < e->model.fields; f++) {
        struct mbr_span name = fact_text(e, account, e->fact[f]);
        char key[2 * TAIL];
        if (name.n == 0 || e->job->rules.fact[e->fact[f]].compare != LINK_COMPARE_NAME)
            continue;
        size_t n = first_size(name);
        memcpy(key, tail, TAIL);
        memcpy(key + TAIL, name.p, n);
        put_in(blocks, (struct mbr_span){key, TAIL + n}, account);
    }
}

static void pair_by_values(struct evidence *e)
{
    const struct link_graph *graph = &e->job->graph;
    struct blocks phones = {0}, emails = {0};
    for (size_t i = 0; i < graph->ties; i++) {
        uint32_t account = e->place[graph->tie[i].holder];
        struct mbr_span key = mbr_map_key(&graph->values, graph->tie[i].value);
        enum mbr_identifier_as as = e->job->rules.kind[(uint8_t)key.p[0]].as;
        const char *at = memchr(key.p, '@', key.n);
        if (account == MBR_IDENTITY_NONE || (uint8_t)key.p[0] < LINK_OWN_KINDS)
            continue;
        if (as == MBR_IDENTIFIER_PHONE)
            put_tail(e, &phones, account, key);
        else if (as == MBR_IDENTIFIER_EMAIL && at)
            put_in(&emails, (struct mbr_span){key.p, (size_t)(at - key.p)}, account);
    }
    for (size_t i = 0; i < graph->masked_count; i++) {
        uint32_t account = e->place[graph->masked[i].holder];
        if (account != MBR_IDENTITY_NONE)
            put_tail(e, &phones, account, mbr_map_key(&graph->masks, graph->masked[i].value));
    }
    pair_up(e, &phones, &e->pairs[BLOCK_PHONE]);
    pair_up(e, &emails, &e->pairs[BLOCK_EMAIL]);
}

/* Patterns and how many pairs have them, in order; the caller frees. */
static struct mbr_fs_pattern *tally(struct mbr_sortable *seen, size_t count, size_t *patterns)
{
    struct mbr_fs_pattern *all = mbr_alloc((count + 1) * sizeof *all);
    *patterns = 0;
    mbr_sort(seen, count);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || seen[i].key != seen[i - 1].key)
            all[(*patterns)++] = (struct mbr_fs_pattern){(uint32_t)seen[i].key, 0};
        all[*patterns - 1].pairs++;
    }
    return all;
}

static void learn_chance(struct evidence *e)
{
    struct mbr_rand rand;
    struct mbr_sortable *seen = mbr_alloc(DRAWS * sizeof *seen);
    size_t count = 0, patterns;
    mbr_rand_seed(&rand, SEED);
    for (size_t i = 0; i < DRAWS; i++) {
        uint32_t a = mbr_rand_below(&rand, e->accounts), b = mbr_rand_below(&rand, e->accounts);
        if (e->job->found.person[e->account[a]] != e->job->found.person[e->account[b]])
            seen[count++] = (struct mbr_sortable){compare(e, a, b), 0};
    }
    struct mbr_fs_pattern *all = tally(seen, count, &patterns);
    mbr_fs_chance(&e->model, all, patterns);
    free(all);
    free(seen);
}

/* What a block is made of agrees in all its pairs, which tells nothing of it. */
static uint32_t fields_learnt(const struct evidence *e, enum block block)
{
    uint32_t learn = 0;
    for (size_t f = 0; f < e->model.fields; f++) {
        enum link_compare how = e->job->rules.fact[e->fact[f]].compare;
        if ((block != BLOCK_DATE || how != LINK_COMPARE_DATE) &&
            (block != BLOCK_NAME || how != LINK_COMPARE_NAME))
            learn |= 1U << f;
    }
    return learn;
}

/* m from each kind of block, weighted by the matches that it has. Matches there are as many as the
   best kind finds. */
static void learn_matches(struct evidence *e)
{
    double sum[MBR_FS_FIELDS][MBR_FS_LEVELS] = {{0}}, weight[MBR_FS_FIELDS] = {0}, most = 1;
    double n = e->accounts;
    for (int b = 0; b < BLOCKS; b++) {
        const struct pairs *pairs = &e->pairs[b];
        struct mbr_sortable *seen = mbr_alloc((pairs->count + 1) * sizeof *seen);
        size_t patterns;
        for (size_t i = 0; i < pairs->count; i++)
            seen[i] = (struct mbr_sortable){
                compare(e, (uint32_t)(pairs->pair[i] >> 32), (uint32_t)pairs->pair[i]), 0};
        struct mbr_fs_pattern *all = tally(seen, pairs->count, &patterns);
        uint32_t learn = fields_learnt(e, (enum block)b);
        double matches =
            mbr_fs_learn(&e->model, all, patterns, learn, FIRST_M) * (double)pairs->count;
        most = fmax(most, matches);
        for (size_t f = 0; f < e->model.fields; f++) {
            if (!(learn >> f & 1))
                continue;
            weight[f] += matches;
            for (unsigned l = 0; l < e->model.levels[f]; l++)
                sum[f][l] += matches * e->model.m[f][l];
        }
        free(all);
        free(seen);
    }
    for (size_t f = 0; f < e->model.fields; f++)
        for (unsigned l = 0; l < e->model.levels[f]; l++)
            e->model.m[f][l] = weight[f] > 0 ? sum[f][l] / weight[f] : e->model.u[f][l];
    e->model.match = fmin(most / (n * (n - 1) / 2), 0.5);
}

/* The doubt first, so that in the order of the values what is surest joins first. */
static void add_value(struct evidence *e, uint32_t a, uint32_t b, double probability)
{
    struct link_graph *graph = &e->job->graph;
    uint32_t x = e->account[a], y = e->account[b];
    struct mbr_span first = mbr_map_key(&graph->holders, x),
                    second = mbr_map_key(&graph->holders, y);
    struct mbr_buf key = {0};
    mbr_put_char(&key, LINK_EVIDENCE);
    mbr_put_format(&key, "%.9f|", 1 - probability);
    mbr_put(&key, first.p + 1, first.n - 1);
    mbr_put_char(&key, '|');
    mbr_put(&key, second.p + 1, second.n - 1);
    uint32_t value = link_graph_value(graph, mbr_buf_span(&key));
    link_graph_tie(graph, x, value);
    link_graph_tie(graph, y, value);
    mbr_buf_free(&key);
}

static void add_values(struct evidence *e)
{
    struct pairs all = {0};
    for (int b = 0; b < BLOCKS; b++)
        for (size_t i = 0; i < e->pairs[b].count; i++)
            add_pair(&all, (uint32_t)(e->pairs[b].pair[i] >> 32), (uint32_t)e->pairs[b].pair[i]);
    sort_pairs(&all);
    for (size_t i = 0; i < all.count; i++) {
        uint32_t a = (uint32_t)(all.pair[i] >> 32), b = (uint32_t)all.pair[i];
        double probability = mbr_fs_probability(&e->model, compare(e, a, b));
        if (e->job->found.person[e->account[a]] != e->job->found.person[e->account[b]] &&
            probability >= e->job->options->threshold)
            add_value(e, a, b, probability);
    }
    free(all.pair);
}

void link_evidence_add(struct link_job *job)
{
    static const unsigned levels[] = {2, 4, 4, 3};
    struct evidence e = {.job = job};
    for (size_t f = 0; f < job->rules.facts; f++)
        if (mbr_list_has(&job->options->evidence, job->rules.fact[f].name)) {
            e.model.levels[e.model.fields] = levels[job->rules.fact[f].compare];
            e.fact[e.model.fields++] = f;
        }
    list_accounts(&e);
    if (e.accounts > 1) {
        pair_by_fact(&e, LINK_COMPARE_DATE, &e.pairs[BLOCK_DATE]);
        pair_by_fact(&e, LINK_COMPARE_NAME, &e.pairs[BLOCK_NAME]);
        pair_by_values(&e);
        learn_chance(&e);
        learn_matches(&e);
        add_values(&e);
    }
    job->large_blocks = e.large;
    for (int b = 0; b < BLOCKS; b++)
        free(e.pairs[b].pair);
    free(e.account);
    free(e.place);
}
