#ifndef MBR_TESTS_UNIT_SHOP_H
#define MBR_TESTS_UNIT_SHOP_H

/* Small shops for tests of recommending. In the text each letter is an item, a being 0, a blank
   ends a basket and a slash a member: "ab c/b" are two members, the first with two baskets. Days
   are 0, 1, 2 … within a member. */

#include <stdlib.h>
#include <string.h>

#include "mbr/mem.h"
#include "mbr/rand.h"
#include "mbr/recommend.h"

static inline void shop_init(struct mbr_baskets *shop, uint32_t items, const char *text)
{
    size_t most = strlen(text) + 2, basket = 0, entry = 0;
    int32_t day = 0;
    *shop = (struct mbr_baskets){.items = items};
    shop->basket = mbr_calloc(most, sizeof *shop->basket);
    shop->entry = mbr_calloc(most, sizeof *shop->entry);
    shop->day = mbr_calloc(most, sizeof *shop->day);
    shop->item = mbr_calloc(most, sizeof *shop->item);
    for (const char *p = text;; p++) {
        if (*p >= 'a' && *p <= 'z') {
            shop->item[entry++] = (uint32_t)(*p - 'a');
            continue;
        }
        if (entry > shop->entry[basket]) {
            shop->day[basket++] = day++;
            shop->entry[basket] = entry;
        }
        if (*p == ' ')
            continue;
        shop->basket[++shop->members] = basket;
        day = 0;
        if (*p == '\0')
            return;
    }
}

/* Members with 1 to 6 baskets of 1 to 4 items, small numbers being the more frequent. */
static inline void shop_random(struct mbr_baskets *shop, uint32_t members, uint32_t items,
                               uint64_t seed)
{
    struct mbr_rand rand;
    size_t basket = 0, entry = 0;
    mbr_rand_seed(&rand, seed);
    *shop = (struct mbr_baskets){.members = members, .items = items};
    shop->basket = mbr_calloc(members + 1, sizeof *shop->basket);
    shop->entry = mbr_calloc((size_t)members * 6 + 1, sizeof *shop->entry);
    shop->day = mbr_calloc((size_t)members * 6, sizeof *shop->day);
    shop->item = mbr_calloc((size_t)members * 24, sizeof *shop->item);
    for (uint32_t m = 0; m < members; m++) {
        int32_t day = 0;
        for (uint32_t b = 1 + mbr_rand_below(&rand, 6); b > 0; b--) {
            uint32_t next = 0;
            for (uint32_t e = 1 + mbr_rand_below(&rand, 4); e > 0; e--) {
                uint32_t room = (items - next) / 2;
                next += mbr_rand_below(&rand, 1 + mbr_rand_below(&rand, room ? room : 1));
                if (next < items)
                    shop->item[entry++] = next++;
            }
            shop->day[basket++] = day += 1 + (int32_t)mbr_rand_below(&rand, 20);
            shop->entry[basket] = entry;
        }
        shop->basket[m + 1] = basket;
    }
}

static inline void shop_free(struct mbr_baskets *shop)
{
    free(shop->basket);
    free(shop->entry);
    free(shop->day);
    free(shop->item);
}

#endif
