/* What finds members for items, as arrays and back. */

#include "recommend_doc.h"

#include <math.h>
#include <stdlib.h>

#include "mbr/mem.h"

static const struct recommend_names taste_names = {"reach.start", "reach.item", "reach.weight"};
static const struct recommend_names sequel_names = {"reach.next_start", "reach.next_item", NULL};

void recommend_pack_reach(struct mbr_pack *pack, const struct recommend_reach *reach)
{
    const struct mbr_audience *audience = &reach->audience;
    const struct mbr_tastes *tastes = &audience->tastes;
    if (!reach->fitted)
        return;
    recommend_pack_tastes(pack, tastes, "reach.who", &taste_names);
    recommend_pack_sequel(pack, &audience->sequel, tastes->count, &sequel_names);
    mbr_pack_add(pack, "reach.share", MBR_PACK_F32, audience->share, tastes->items);
    recommend_pack_isotonic(pack, &reach->p_repeat, "reach.repeat_score", "reach.repeat_p");
    recommend_pack_isotonic(pack, &reach->p_new, "reach.new_score", "reach.new_p");
}

int recommend_unpack_reach(const struct mbr_unpack *pack, const struct recommend *job,
                           struct recommend_reach *reach, struct mbr_err *err)
{
    const struct mbr_kin_config cosine = {.measure = MBR_KIN_COSINE};
    struct mbr_audience *audience = &reach->audience;
    uint32_t items = job->model.items.count;
    if (!reach->fitted)
        return 0;
    audience->config = recommend_reach_config(job);
    if (recommend_unpack_tastes(pack, "reach.who", &taste_names, items, &audience->tastes, err) <
            0 ||
        recommend_unpack_sequel(pack, &audience->tastes, &sequel_names, &audience->sequel, err) <
            0 ||
        !(audience->share = mbr_unpack_exact(pack, "reach.share", MBR_PACK_F32, items, err)) ||
        recommend_unpack_isotonic(pack, "reach.repeat_score", "reach.repeat_p", &reach->p_repeat,
                                  err) < 0 ||
        recommend_unpack_isotonic(pack, "reach.new_score", "reach.new_p", &reach->p_new, err) < 0)
        return -1;
    for (uint32_t i = 0; i < items; i++)
        if (!(audience->share[i] >= 0 && isfinite(audience->share[i])))
            return mbr_err_set(err, "reach.share: below 0: %g", (double)audience->share[i]);
    mbr_kin_init(&audience->kin, &cosine, &audience->tastes);
    return 0;
}
