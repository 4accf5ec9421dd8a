#ifndef MBR_SCORES_H
#define MBR_SCORES_H

/* Scores of items for one member, and the best of them. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An item that no score was added to has 0. */
struct mbr_scores {
    double *of;     /* items */
    uint32_t *item; /* those with a score, in order of arrival */
    size_t count;
    uint32_t items;
};
void mbr_scores_init(struct mbr_scores *scores, uint32_t items);
void mbr_scores_free(struct mbr_scores *scores);
void mbr_scores_clear(struct mbr_scores *scores);

/* Anything that is not above 0, a decay that has vanished for one, adds nothing. */
static inline void mbr_scores_add(struct mbr_scores *scores, uint32_t item, double score)
{
    if (!(score > 0))
        return;
    if (scores->of[item] == 0)
        scores->item[scores->count++] = item;
    scores->of[item] += score;
}

struct mbr_popular;
struct mbr_scored {
    double score;
    uint32_t item;
};

/* The n best items for which may returns true (NULL: all), best first; returns how many there are.
   Greater scores come first, of equal ones the more popular item, of those the lower number. Items
   without a score take part, with 0: they follow in order of popularity. best: room for n. */
size_t mbr_scores_best(const struct mbr_scores *scores, const struct mbr_popular *popular, size_t n,
                       bool (*may)(uint32_t item, void *data), void *data, struct mbr_scored *best);

#endif
