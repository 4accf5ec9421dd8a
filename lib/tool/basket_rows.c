/* Sets of items and rules, as rows. */

#include <stdlib.h>

#include "basket_job.h"
#include "mbr/basket_rules.h"
#include "mbr/number.h"

/* What is read more easily than a list of ids: names where there are some. */
#define JOINED ", "
#define ARROW " => "

static int compare_items(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The items of a set but the one at `place`, by number. */
static size_t list_items(const struct mbr_basket_sets *sets, size_t number, size_t place,
                         uint32_t *items)
{
    uint32_t ranks[MBR_BASKET_LONGEST];
    size_t n = sets->set[number].length, listed = 0;
    mbr_basket_set_ranks(sets, number, ranks);
    for (size_t i = 0; i < n; i++)
        if (i != place)
            items[listed++] = sets->item[ranks[i]];
    if (listed)
        qsort(items, listed, sizeof *items, compare_items);
    return listed;
}

static void put_ids(struct basket_job *job, const char *key, const uint32_t *items, size_t n)
{
    struct mbr_buf *buf = &job->run->out.buf;
    mbr_put_key(buf, key);
    mbr_put_char(buf, '[');
    for (size_t i = 0; i < n; i++) {
        mbr_put_comma(buf);
        mbr_put_string(buf, basket_level_value(&job->level, items[i]));
    }
    mbr_put_char(buf, ']');
}

static void put_words(struct basket_job *job, struct mbr_buf *words, const uint32_t *items,
                      size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct mbr_span name = basket_level_name(&job->level, items[i]);
        if (i)
            mbr_put_text(words, JOINED);
        mbr_put_span(words, name.n ? name : basket_level_value(&job->level, items[i]));
    }
}

static int find_sets(struct basket_job *job, struct mbr_basket_sets *sets, uint32_t longest)
{
    const struct mbr_basket_options *o = job->options;
    const struct mbr_baskets *baskets = &job->gather.baskets;
    size_t all = baskets->basket[baskets->members];
    const struct mbr_basket_terms terms = {basket_least(o->support, all), longest,
                                           (size_t)o->most_sets};
    mbr_note(job->run, "baskets: %zu; a set counts from %u on", all, terms.least);
    if (mbr_basket_sets_find(sets, baskets, &terms, &job->run->err) == 0)
        return 0;
    job->run->located = true;
    job->run->hint = "a greater --support or a smaller --max-length finds fewer; --max-sets allows "
                     "more, for 24 bytes each";
    return -1;
}

static bool is_wanted(const struct basket_job *job, const struct mbr_basket_set *set)
{
    const struct mbr_basket_options *o = job->options;
    return set->length > 0 && set->length <= o->longest && (!o->closed || set->closed) &&
           (!o->maximal || set->maximal);
}

static int write_set(struct basket_job *job, const struct mbr_basket_sets *sets, size_t number)
{
    uint32_t items[MBR_BASKET_LONGEST];
    struct mbr_buf *buf = &job->run->out.buf, words = {0};
    size_t n = list_items(sets, number, SIZE_MAX, items);
    const struct mbr_basket_set *set = &sets->set[number];
    mbr_put_text(buf, "{\"type\":\"row\",\"of\":\"set\"");
    put_ids(job, "items", items, n);
    put_words(job, &words, items, n);
    mbr_put_key(buf, "set");
    mbr_put_string(buf, mbr_buf_span(&words));
    mbr_buf_free(&words);
    mbr_put_key(buf, "length");
    mbr_put_int(buf, (int64_t)n);
    mbr_put_key(buf, "count");
    mbr_put_int(buf, set->count);
    basket_put_measure(buf, "support", (double)set->count / (double)sets->set[0].count);
    mbr_put_char(buf, '}');
    return mbr_end(job->run);
}

struct sized {
    uint32_t number, count;
};

/* The most frequent first, and of those the shortest. */
static int compare_sized(const void *a, const void *b, void *sets)
{
    const struct mbr_basket_sets *all = sets;
    const struct sized *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    int order = all->set[x->number].length - all->set[y->number].length;
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

static int write_sets(struct basket_job *job, struct mbr_basket_sets *sets)
{
    struct sized *sized = mbr_calloc(sets->count, sizeof *sized);
    size_t count = 0, top = (size_t)job->options->top;
    int failed = 0;
    for (size_t i = 0; i < sets->count; i++)
        if (is_wanted(job, &sets->set[i]))
            sized[count++] = (struct sized){(uint32_t)i, sets->set[i].count};
    if (count)
        qsort_r(sized, count, sizeof *sized, compare_sized, sets);
    for (size_t i = 0; i < count && (top == 0 || i < top) && !failed; i++)
        failed = write_set(job, sets, sized[i].number);
    free(sized);
    return failed;
}

int basket_sets_write(struct basket_job *job)
{
    const struct mbr_basket_options *o = job->options;
    bool marks = o->closed || o->maximal;
    struct mbr_basket_sets sets;
    /* Whether a set is maximal shows in those that are longer. */
    int failed = find_sets(job, &sets, (uint32_t)o->longest + marks);
    if (!failed && marks)
        mbr_basket_sets_mark(&sets);
    failed = failed || write_sets(job, &sets);
    mbr_basket_sets_free(&sets);
    return failed ? -1 : 0;
}

static bool has_any(const bool *listed, const uint32_t *items, size_t n)
{
    size_t i = 0;
    while (listed && i < n && !listed[items[i]])
        i++;
    return !listed || i < n;
}

static void rank_rules(struct basket_job *job, const struct mbr_basket_sets *sets,
                       const struct mbr_basket_rules *rules, struct basket_ranking *ranking)
{
    uint32_t items[MBR_BASKET_LONGEST], ranks[MBR_BASKET_LONGEST];
    size_t redundant = 0;
    for (size_t i = 0; i < rules->count; i++) {
        const struct mbr_basket_rule *rule = &rules->rule[i];
        size_t n = list_items(sets, rule->set, rule->place, items);
        mbr_basket_set_ranks(sets, rule->set, ranks);
        if (!has_any(job->antecedent, items, n) ||
            !has_any(job->consequent, &sets->item[ranks[rule->place]], 1))
            continue;
        if (job->options->prune && rule->redundant)
            redundant++;
        else
            basket_rank_add(ranking, i, &rule->counts);
    }
    if (redundant)
        mbr_note(job->run, "redundant rules, left out: %zu", redundant);
    basket_rank(ranking, job->options, job->run);
}

static void put_measures(struct mbr_buf *buf, const struct basket_found *found)
{
    const struct mbr_basket_measures *m = &found->measures;
    basket_put_measure(buf, "support", m->support);
    basket_put_measure(buf, "confidence", m->confidence);
    basket_put_measure(buf, "lift", m->lift);
    basket_put_measure(buf, "hyper_lift", m->hyper_lift);
    basket_put_measure(buf, "kulczynski", m->kulczynski);
    basket_put_measure(buf, "imbalance", m->imbalance);
    basket_put_measure(buf, "leverage", m->leverage);
    basket_put_measure(buf, "conviction", m->conviction);
    basket_put_measure(buf, "p", m->p);
    basket_put_measure(buf, "q", found->q);
}

static int write_rule(struct basket_job *job, const struct mbr_basket_sets *sets,
                      const struct mbr_basket_rule *rule, const struct basket_found *found)
{
    uint32_t items[MBR_BASKET_LONGEST], ranks[MBR_BASKET_LONGEST];
    struct mbr_buf *buf = &job->run->out.buf, words = {0};
    size_t n = list_items(sets, rule->set, rule->place, items);
    mbr_basket_set_ranks(sets, rule->set, ranks);
    uint32_t consequent = sets->item[ranks[rule->place]];
    mbr_put_text(buf, "{\"type\":\"row\",\"of\":\"rule\"");
    put_ids(job, "antecedent", items, n);
    put_ids(job, "consequent", &consequent, 1);
    put_words(job, &words, items, n);
    mbr_put_text(&words, ARROW);
    put_words(job, &words, &consequent, 1);
    mbr_put_key(buf, "rule");
    mbr_put_string(buf, mbr_buf_span(&words));
    mbr_buf_free(&words);
    mbr_put_key(buf, "count");
    mbr_put_int(buf, rule->counts.both);
    mbr_put_key(buf, "antecedent_count");
    mbr_put_int(buf, rule->counts.a);
    mbr_put_key(buf, "consequent_count");
    mbr_put_int(buf, rule->counts.b);
    put_measures(buf, found);
    if (rule->redundant)
        mbr_put_text(buf, ",\"redundant\":true");
    mbr_put_char(buf, '}');
    return mbr_end(job->run);
}

int basket_rules_write(struct basket_job *job)
{
    const struct mbr_basket_options *o = job->options;
    struct mbr_basket_sets sets;
    struct mbr_basket_rules rules = {0};
    struct basket_ranking ranking = {0};
    int failed = find_sets(job, &sets, (uint32_t)o->longest);
    if (!failed && mbr_basket_rules_find(&rules, &sets, o->confidence, (size_t)o->most_sets,
                                         &job->run->err) < 0) {
        job->run->located = true;
        job->run->hint = "a greater --confidence finds fewer; --max-sets allows more";
        failed = -1;
    }
    if (!failed)
        rank_rules(job, &sets, &rules, &ranking);
    for (size_t i = 0; i < ranking.count && !failed; i++)
        failed = write_rule(job, &sets, &rules.rule[ranking.found[i].number], &ranking.found[i]);
    free(ranking.found);
    free(rules.rule);
    mbr_basket_sets_free(&sets);
    return failed;
}
