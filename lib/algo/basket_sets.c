#include "mbr/basket_sets.h"

#include <stdlib.h>

#include "basket_pack.h"
#include "mbr/mem.h"

/* Where a basket that holds the set goes on behind the set's last item. */
struct place {
    uint32_t at, weight;
};

struct search {
    struct mbr_basket_sets *sets;
    const struct mbr_basket_terms *terms;
    struct basket_pack pack;
    /* By rank, all 0 but while one set is worked on. */
    uint32_t *count, *places;
    uint32_t *seen; /* the ranks that are not 0 */
    size_t *end;    /* of the places of each set that goes on from this one */
    struct mbr_err *err;
};

void mbr_basket_sets_free(struct mbr_basket_sets *sets)
{
    free(sets->set);
    free(sets->item);
    free(sets->rank);
    *sets = (struct mbr_basket_sets){0};
}

static int compare_ranks(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static uint32_t count_ranks(struct search *search, const struct place *place, size_t places)
{
    uint32_t seen = 0;
    for (size_t i = 0; i < places; i++) {
        for (const uint32_t *r = search->pack.rank + place[i].at; *r != BASKET_END; r++) {
            if (search->count[*r] == 0)
                search->seen[seen++] = *r;
            search->count[*r] += place[i].weight;
            search->places[*r]++;
        }
    }
    return seen;
}

/* The sets that go on from this one, one behind the other. */
static int add_sets(struct search *search, size_t parent, uint32_t seen)
{
    struct mbr_basket_sets *sets = search->sets;
    uint32_t first = (uint32_t)sets->count, frequent = 0;
    for (uint32_t i = 0; i < seen; i++)
        if (search->count[search->seen[i]] >= search->terms->least)
            search->seen[frequent++] = search->seen[i];
        else
            search->count[search->seen[i]] = search->places[search->seen[i]] = 0;
    if (frequent > search->terms->most - (sets->count - 1))
        return mbr_err_set(search->err, "more than %zu sets of items are frequent",
                           search->terms->most);
    if (frequent)
        qsort(search->seen, frequent, sizeof *search->seen, compare_ranks);
    sets->set = mbr_grow(sets->set, &sets->cap, sets->count + frequent, sizeof *sets->set);
    for (uint32_t i = 0; i < frequent; i++)
        sets->set[sets->count++] = (struct mbr_basket_set){
            .rank = search->seen[i],
            .parent = (uint32_t)parent,
            .count = search->count[search->seen[i]],
            .length = (uint8_t)(sets->set[parent].length + 1),
        };
    sets->set[parent].first = first;
    sets->set[parent].sets = frequent;
    return 0;
}

/* Hands each place on to the sets whose last item comes behind it, and leaves the counts 0. */
static struct place *deliver(struct search *search, size_t parent, const struct place *place,
                             size_t places)
{
    const struct mbr_basket_set *from = &search->sets->set[parent];
    const struct mbr_basket_set *set = search->sets->set + from->first;
    size_t total = 0;
    for (uint32_t i = 0; i < from->sets; i++) {
        search->end[set[i].rank] = total;
        total += search->places[set[i].rank];
    }
    struct place *handed = mbr_alloc(total * sizeof *handed);
    for (size_t i = 0; i < places; i++)
        for (uint32_t at = place[i].at; search->pack.rank[at] != BASKET_END; at++) {
            uint32_t rank = search->pack.rank[at];
            if (search->count[rank])
                handed[search->end[rank]++] = (struct place){at + 1, place[i].weight};
        }
    for (uint32_t i = 0; i < from->sets; i++)
        search->count[set[i].rank] = search->places[set[i].rank] = 0;
    return handed;
}

static int go_on(struct search *search, size_t parent, const struct place *place, size_t places)
{
    if (search->sets->set[parent].length == search->terms->longest)
        return 0;
    uint32_t seen = count_ranks(search, place, places);
    if (add_sets(search, parent, seen) < 0)
        return -1;
    size_t first = search->sets->set[parent].first, sets = search->sets->set[parent].sets, at = 0;
    if (sets == 0)
        return 0;
    size_t *count = mbr_calloc(sets, sizeof *count);
    for (size_t i = 0; i < sets; i++)
        count[i] = search->places[search->sets->set[first + i].rank];
    struct place *handed = deliver(search, parent, place, places);
    int failed = 0;
    for (size_t i = 0; i < sets && !failed; i++) {
        failed = go_on(search, first + i, handed + at, count[i]);
        at += count[i];
    }
    free(handed);
    free(count);
    return failed;
}

static int search_all(struct search *search)
{
    const struct basket_pack *pack = &search->pack;
    size_t ranks = search->sets->ranks;
    struct place *place = mbr_calloc(pack->count, sizeof *place);
    search->count = mbr_calloc(ranks, sizeof *search->count);
    search->places = mbr_calloc(ranks, sizeof *search->places);
    search->seen = mbr_calloc(ranks, sizeof *search->seen);
    search->end = mbr_calloc(ranks, sizeof *search->end);
    for (size_t i = 0; i < pack->count; i++)
        place[i] = (struct place){pack->start[i], pack->weight[i]};
    int failed = go_on(search, 0, place, pack->count);
    free(search->count);
    free(search->places);
    free(search->seen);
    free(search->end);
    free(place);
    return failed;
}

int mbr_basket_sets_find(struct mbr_basket_sets *sets, const struct mbr_baskets *baskets,
                         const struct mbr_basket_terms *terms, struct mbr_err *err)
{
    struct search search = {.sets = sets, .terms = terms, .err = err};
    *sets = (struct mbr_basket_sets){0};
    sets->set = mbr_grow(NULL, &sets->cap, 1, sizeof *sets->set);
    sets->set[0] = (struct mbr_basket_set){
        .rank = MBR_BASKET_NONE,
        .count = (uint32_t)baskets->basket[baskets->members],
    };
    sets->count = 1;
    int failed = mbr_basket_pack(&search.pack, sets, baskets, terms->least, err) < 0 ||
                 search_all(&search) < 0;
    mbr_basket_pack_free(&search.pack);
    return failed ? -1 : 0;
}
