#include <stdlib.h>
#include <string.h>

#include "mbr/clv_base.h"
#include "mbr/mem.h"
#include "mbr/sort.h"

/* The n-th of those who may be taken, so thinned that `most` of `all` are. */
static bool is_taken(size_t n, size_t all, size_t most)
{
    if (most == 0 || all <= most)
        return true;
    return n * most / all != (n + 1) * most / all;
}

static bool history_of(const struct mbr_clv_base *base, size_t number,
                       const struct mbr_clv_whom *whom, struct mbr_clv_history *history)
{
    const struct mbr_clv_member *member = &base->member[number];
    return mbr_clv_history(base->occasion + member->begin, member->count, whom->until, history) &&
           history->first >= whom->from && history->first <= whom->to;
}

static size_t count_of(const struct mbr_clv_base *base, const struct mbr_clv_whom *whom)
{
    struct mbr_clv_history history;
    size_t count = 0;
    for (size_t i = 0; i < base->members; i++)
        count += history_of(base, i, whom, &history);
    return count;
}

/* The members to fit on as sort keys: by x, then T, then tx, which are in this order by days as
   well as by the clock. Days since the first purchase fit 20 bits in all histories of less than
   2870 years; in others like cases may stay apart, and that is all. */
#define KEY_DAYS 20
static struct mbr_sortable *members_of(const struct mbr_clv_base *base,
                                       const struct mbr_clv_whom *whom, size_t *count)
{
    struct mbr_sortable *all = mbr_alloc((base->members + 1) * sizeof *all);
    struct mbr_clv_history history;
    size_t there = whom->most ? count_of(base, whom) : 0, seen = 0;
    *count = 0;
    for (size_t i = 0; i < base->members; i++) {
        if (!history_of(base, i, whom, &history) || !is_taken(seen++, there, whom->most))
            continue;
        uint64_t x = history.x, tx = (uint64_t)(history.last - history.first);
        uint64_t T = (uint64_t)(whom->until - history.first);
        all[(*count)++] = (struct mbr_sortable){(x << KEY_DAYS | T) << KEY_DAYS | tx, (uint32_t)i};
    }
    mbr_sort(all, *count);
    return all;
}

static bool is_alike(const struct mbr_btyd_case *a, const struct mbr_btyd_case *b)
{
    return a->x == b->x && a->T == b->T && a->tx == b->tx;
}

/* Members of a group, in order: alike ones become one case. */
static void add_case(struct mbr_clv_cases *cases, size_t begin, const struct mbr_btyd_case *one,
                     uint32_t member, uint32_t group)
{
    struct mbr_btyd_case *last = cases->count > begin ? &cases->all[cases->count - 1] : NULL;
    cases->members++;
    cases->repeaters += one->x > 0;
    cases->purchases += one->x;
    cases->weeks += one->T;
    if (last && is_alike(last, one)) {
        last->logs += one->logs;
        last->weight++;
    } else {
        cases->whose[cases->count] = group;
        cases->all[cases->count++] = *one;
    }
    cases->of[member] = (uint32_t)(cases->count - 1);
}

/* Discrete cases are not in order yet: periods cut days otherwise. */
static int by_case(const void *a, const void *b)
{
    const struct mbr_btyd_case *p = a, *q = b;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    if (p->T != q->T)
        return p->T < q->T ? -1 : 1;
    return (p->tx > q->tx) - (p->tx < q->tx);
}

static void merge_discrete(struct mbr_clv_cases *cases)
{
    size_t count = 0;
    struct mbr_btyd_case *sorted = mbr_alloc((cases->count + 1) * sizeof *sorted);
    memcpy(sorted, cases->all, cases->count * sizeof *sorted);
    for (size_t g = 0; g < cases->groups; g++) {
        size_t from = (size_t)(cases->group[g].cases - cases->all);
        size_t begin = count;
        qsort(sorted + from, cases->group[g].count, sizeof *sorted, by_case);
        for (size_t i = from; i < from + cases->group[g].count; i++) {
            if (count > begin && is_alike(&sorted[count - 1], &sorted[i]))
                sorted[count - 1].weight += sorted[i].weight;
            else
                sorted[count++] = sorted[i];
        }
        cases->group[g].count = count - begin;
        cases->group[g].cases = sorted + begin;
    }
    for (size_t m = 0, n = 0; n < cases->members; m++) {
        if (cases->of[m] == MBR_CLV_NONE)
            continue;
        const struct mbr_btyd_group *group = &cases->group[cases->whose[cases->of[m]]];
        const struct mbr_btyd_case *at =
            bsearch(&cases->all[cases->of[m]], group->cases, group->count, sizeof *sorted, by_case);
        cases->of[m] = (uint32_t)(at - sorted);
        n++;
    }
    for (size_t g = 0; g < cases->groups; g++)
        for (size_t i = 0; i < cases->group[g].count; i++)
            cases->whose[(size_t)(cases->group[g].cases - sorted) + i] = (uint32_t)g;
    free(cases->all);
    cases->all = sorted;
    cases->count = count;
}

/* The sorted members group by group, in their order within each: a counting sort. */
static size_t *by_group(const struct mbr_clv_base *base, struct mbr_sortable **sorted, size_t count,
                        size_t groups)
{
    size_t *begin = mbr_calloc(groups + 1, sizeof *begin);
    for (size_t i = 0; i < count; i++)
        begin[base->member[(*sorted)[i].number].group + 1]++;
    for (size_t g = 0; g < groups; g++)
        begin[g + 1] += begin[g];
    struct mbr_sortable *to = mbr_alloc((count + 1) * sizeof *to);
    size_t *next = mbr_alloc((groups + 1) * sizeof *next);
    memcpy(next, begin, (groups + 1) * sizeof *next);
    for (size_t i = 0; i < count; i++)
        to[next[base->member[(*sorted)[i].number].group]++] = (*sorted)[i];
    free(next);
    free(*sorted);
    *sorted = to;
    return begin;
}

void mbr_clv_cases_make(struct mbr_clv_cases *cases, const struct mbr_clv_base *base,
                        const struct mbr_btyd_model *model, const struct mbr_clv_time *time,
                        const struct mbr_clv_whom *whom)
{
    size_t count;
    struct mbr_sortable *sorted = members_of(base, whom, &count);
    *cases = (struct mbr_clv_cases){.groups = whom->z ? whom->groups : 1};
    size_t *begin = NULL;
    if (whom->z)
        begin = by_group(base, &sorted, count, cases->groups);
    cases->all = mbr_alloc((count + 1) * sizeof *cases->all);
    cases->whose = mbr_alloc((count + 1) * sizeof *cases->whose);
    cases->group = mbr_calloc(cases->groups, sizeof *cases->group);
    cases->of = mbr_alloc((base->members + 1) * sizeof *cases->of);
    memset(cases->of, 0xff, base->members * sizeof *cases->of);
    for (size_t g = 0; g < cases->groups; g++) {
        size_t first = cases->count;
        for (size_t i = begin ? begin[g] : 0; i < (begin ? begin[g + 1] : count); i++) {
            const struct mbr_clv_member *m = &base->member[sorted[i].number];
            const struct mbr_occasion *o = base->occasion + m->begin;
            struct mbr_clv_history history;
            struct mbr_btyd_case one;
            mbr_clv_history(o, m->count, whom->until, &history);
            mbr_clv_case(model, time, o, m->count, whom->until, &history, &one);
            add_case(cases, first, &one, sorted[i].number, (uint32_t)g);
        }
        cases->group[g] =
            (struct mbr_btyd_group){whom->z ? whom->z + g * (size_t)whom->covariates : NULL,
                                    cases->all + first, cases->count - first};
    }
    if (model->discrete)
        merge_discrete(cases);
    free(begin);
    free(sorted);
}

void mbr_clv_cases_free(struct mbr_clv_cases *cases)
{
    free(cases->all);
    free(cases->group);
    free(cases->of);
    free(cases->whose);
    *cases = (struct mbr_clv_cases){0};
}

struct mbr_gammagamma_case *mbr_clv_spends(const struct mbr_clv_base *base,
                                           const struct mbr_clv_whom *whom, size_t *count,
                                           size_t *left_out)
{
    size_t members;
    struct mbr_sortable *sorted = members_of(base, whom, &members);
    struct mbr_gammagamma_case *all = mbr_alloc((members + 1) * sizeof *all);
    struct mbr_clv_history history;
    *count = *left_out = 0;
    for (size_t i = 0; i < members; i++) {
        history_of(base, sorted[i].number, whom, &history);
        if (history.x == 0)
            continue;
        if (history.spend > 0)
            all[(*count)++] = (struct mbr_gammagamma_case){history.x, history.spend / history.x, 1};
        else
            ++*left_out;
    }
    free(sorted);
    return all;
}
