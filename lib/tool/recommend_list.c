/* Which items a list has, and in what order. */

#include "recommend_list.h"

#include <stdlib.h>

#include "mbr/vary.h"

#define POOL 10 /* candidates for each place, where lists are mixed */

static bool may(uint32_t item, void *data)
{
    return recommend_may(data, item, false);
}

/* What nobody has bought has the mean score of those of its twins that are new to the member too:
   the others' scores tell what the member buys again. */
static double twins_score(const struct recommend_choice *choice, uint32_t unsold)
{
    const struct mbr_scores *scores = &choice->lane->asker.scores;
    const uint32_t *twin = choice->twins.twin + unsold * (size_t)RECOMMEND_TWINS;
    double sum = 0, count = 0;
    for (uint8_t i = 0; i < choice->twins.count[unsold]; i++) {
        if (choice->own[twin[i]].days)
            continue;
        sum += scores->of[twin[i]];
        count++;
    }
    return count > 0 ? sum / count : 0;
}

static int compare(const void *a, const void *b)
{
    const struct mbr_scored *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->item > y->item) - (x->item < y->item);
}

/* Puts those that nobody has bought to the pool, each behind the sold ones of its score; not those
   behind `most` sold ones, where the list goes by score. */
static void add_unsold(struct recommend_list *list, size_t most)
{
    struct recommend_choice *choice = list->choice;
    const struct recommend_facts *facts = &choice->facts;
    size_t sold = list->count, first = sold;
    bool by_score = !(choice->job->options->diversity > 0);
    double least = by_score && sold && sold == most ? choice->pool[sold - 1].score : 0;
    for (uint32_t i = 0; i < facts->unsold.count; i++) {
        uint32_t item = facts->sold->count + i;
        double score = twins_score(choice, i);
        if (score > least && recommend_may(choice, item, false))
            choice->pool[list->count++] = (struct mbr_scored){score, item};
    }
    size_t added = list->count - sold;
    if (added == 0)
        return;
    struct mbr_scored *merged = mbr_calloc(list->count, sizeof *merged);
    qsort(choice->pool + sold, added, sizeof *merged, compare);
    for (size_t i = 0, at = 0; at < list->count; at++) {
        bool old = i < sold &&
                   (first == list->count || choice->pool[i].score >= choice->pool[first].score);
        merged[at] = choice->pool[old ? i++ : first++];
    }
    memcpy(choice->pool, merged, list->count * sizeof *merged);
    free(merged);
}

/* The best `most` sold items and all others; returns whether there may be more of the sold. */
static bool fill_pool(struct recommend_list *list, size_t most)
{
    struct recommend_choice *choice = list->choice;
    choice->pool = mbr_grow(choice->pool, &choice->pool_cap, most + choice->facts.unsold.count,
                            sizeof *choice->pool);
    list->count = mbr_scores_best(&choice->lane->asker.scores, list->popular, most, may, choice,
                                  choice->pool);
    bool more = list->count == most;
    add_unsold(list, most);
    return more;
}

static uint32_t price_band(int64_t price)
{
    uint32_t band = 0;
    if (price < 0)
        return MBR_VARY_NONE;
    for (; price; price /= 2)
        band++;
    return band;
}

static bool within_limits(size_t row, void *data)
{
    struct recommend_list *list = data;
    struct recommend_choice *choice = list->choice;
    const struct recommend_limits *limits = &choice->limits;
    const uint32_t *value = choice->facts.limited + choice->pool[row].item * limits->count;
    for (size_t i = 0; i < limits->count; i++)
        if (value[i] != RECOMMEND_NONE &&
            list->used[i * choice->facts.values.count + value[i]] >= limits->most[i])
            return false;
    for (size_t i = 0; i < limits->count; i++)
        if (value[i] != RECOMMEND_NONE)
            list->used[i * choice->facts.values.count + value[i]]++;
    return true;
}

/* From the best on, as far as the limits allow, each unlike those before it. */
static void pick(struct recommend_list *list)
{
    struct recommend_choice *choice = list->choice;
    size_t uses = choice->limits.count * choice->facts.values.count;
    struct mbr_vary_row *row = mbr_calloc(list->count + 1, sizeof *row);
    for (size_t i = 0; i < list->count; i++) {
        const struct recommend_fact *fact = &choice->facts.of[choice->pool[i].item];
        row[i] = (struct mbr_vary_row){choice->pool[i].score,
                                       {fact->category, fact->brand, price_band(fact->price)}};
    }
    list->used = mbr_calloc(uses + 1, sizeof *list->used);
    list->picks = mbr_vary(row, list->count, list->n, choice->job->options->diversity,
                           within_limits, list, list->picked);
    free(list->used);
    free(row);
}

void recommend_list_choose(struct recommend_list *list)
{
    const struct mbr_recommend_options *options = list->choice->job->options;
    bool mixed = options->most_per.count || options->diversity > 0, more = true;
    for (size_t most = mixed ? POOL * list->n : list->n; more; most *= 4) {
        more = fill_pool(list, most);
        pick(list);
        more = more && list->picks < list->n && !list->choice->failed;
    }
}
