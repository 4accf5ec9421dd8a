#ifndef MBR_RECOMMEND_PRICE_H
#define MBR_RECOMMEND_PRICE_H

/* Inside what mbr-recommend says of a member: --price-fit. */

#include "mbr/purchases.h"
#include "recommend_facts.h"

/* What a member pays, of the unit prices of their purchase lines from the 10th to the 90th in 100,
   the lowest and the highest of five or more left out before: of those in the item's category,
   where there are five at least, else of all. A price fits if it is at most a quarter above that,
   and that at most a quarter above it. */
struct recommend_band {
    int64_t low, high; /* decimals; 0: nothing is known */
};
struct recommend_prices;
struct recommend_prices *recommend_prices_new(const struct recommend_facts *facts);
void recommend_prices_free(struct recommend_prices *prices);
void recommend_prices_take(struct recommend_prices *prices, const struct mbr_purchases *purchases);
struct recommend_band recommend_prices_band(struct recommend_prices *prices, uint32_t item);
bool recommend_prices_fit(struct recommend_prices *prices, uint32_t item);

#endif
