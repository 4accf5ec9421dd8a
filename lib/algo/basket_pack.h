#ifndef MBR_BASKET_PACK_H
#define MBR_BASKET_PACK_H

/* Inside mbr_basket_sets_find: the baskets as the search wants them. */

#include "mbr/basket_sets.h"

/* Each basket's frequent items as ascending ranks with BASKET_END behind them, one basket behind
   the other; those that are alike are one. */
#define BASKET_END UINT32_MAX
struct basket_pack {
    uint32_t *rank;
    uint32_t *start, *weight; /* of a basket */
    size_t count;
};

/* Ranks the items, fills sets->item, rank and ranks, and packs. 0, or -1 with err. */
int mbr_basket_pack(struct basket_pack *pack, struct mbr_basket_sets *sets,
                    const struct mbr_baskets *baskets, uint32_t least, struct mbr_err *err);
void mbr_basket_pack_free(struct basket_pack *pack);

#endif
