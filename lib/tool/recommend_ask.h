#ifndef MBR_RECOMMEND_ASK_H
#define MBR_RECOMMEND_ASK_H

/* Inside mbr_recommend_run: what a model says of a past. */

#include "recommend_model.h"

/* What a thread needs to ask a fit. */
struct recommend_asker {
    struct mbr_scores scores;
    struct mbr_kin_scratch kin;
    struct mbr_learned_scratch learned;
};
void recommend_asker_init(struct recommend_asker *asker, uint32_t items);
void recommend_asker_free(struct recommend_asker *asker);

/* The method's scores of all items for this past, into asker->scores (cleared before). */
void recommend_ask(const struct recommend_fit *fit, const struct mbr_past *past,
                   struct recommend_asker *asker);

/* The probability that what has this score is bought: within --horizon where that is given, else
   within the member's own interval; to be multiplied with the chance that they come in that time.
   times: how many baskets are expected if they do; 1 where that is not known. NaN where p is not
   known. */
double recommend_p(const struct recommend_fit *fit, double score, bool is_repeat, double times);

/* Days until the member is expected again, from a basket on: their mean gap, shrunk to that of all
   by two made-up gaps; at least 1. */
double recommend_interval(const struct mbr_past *past, double general);

/* How long a member who has a basket has been away, on the day before past->today; and the baskets
   expected of them, NaN where that is not known (recommend_coming.c). general: as above. */
struct mbr_silence recommend_silence(const struct mbr_past *past, double general);
double recommend_visits(const struct mbr_coming *coming, const struct mbr_past *past,
                        double general);

#endif
