#include <stdio.h>

#include "mbr/date.h"
#include "mbr/mem.h"
#include "synth_shop.h"

/* Categories by departments of four. base: price in cents of the middle tier. every: days until
   a pack is used up. */
#define DEPARTMENT 4

static const struct {
    const char *key, *name, *code, *unit;
    uint32_t size, base, every;
} categories[CATEGORIES] = {
    {"coffee", "Coffee", "COF", "g", 250, 4800, 28},
    {"tea", "Tea", "TEA", "g", 100, 3900, 45},
    {"snacks", "Snack Mix", "SNK", "g", 180, 1500, 14},
    {"dairy", "Yoghurt", "DRY", "g", 500, 1300, 10},
    {"juice", "Juice", "JUI", "ml", 1000, 1600, 14},
    {"water", "Water", "WAT", "ml", 1500, 600, 10},
    {"wine", "Wine", "WIN", "ml", 750, 8900, 60},
    {"noodles", "Noodles", "NOO", "g", 400, 1200, 21},
    {"diapers", "Diapers", "DIA", "pc", 60, 11900, 21},
    {"formula", "Formula", "FOR", "g", 800, 17900, 24},
    {"toys", "Toy", "TOY", "pc", 1, 7900, 0},
    {"baby_care", "Baby Lotion", "BAB", "ml", 300, 5200, 60},
    {"skincare", "Face Cream", "SKI", "ml", 50, 15900, 75},
    {"makeup", "Lipstick", "MAK", "g", 4, 9900, 0},
    {"haircare", "Shampoo", "HAI", "ml", 400, 4500, 50},
    {"fragrance", "Scent", "FRA", "ml", 50, 28900, 0},
    {"cleaning", "Cleaner", "CLE", "ml", 750, 1900, 40},
    {"laundry", "Detergent", "LAU", "ml", 2000, 4400, 42},
    {"paper", "Tissue", "PAP", "pc", 12, 2600, 30},
    {"kitchen", "Kitchenware", "KIT", "pc", 1, 8800, 0},
    {"vitamins", "Vitamins", "VIT", "pc", 60, 9600, 60},
    {"oral_care", "Toothpaste", "ORA", "g", 120, 1800, 35},
    {"pet_food", "Pet Food", "PET", "g", 2000, 9200, 30},
    {"pet_care", "Pet Shampoo", "PCA", "ml", 300, 5600, 0},
};

static const char *const brands[CATEGORIES / DEPARTMENT][BRANDS] = {
    {"Altiva", "Borano", "Celdara", "Dovira", "Elsano"},
    {"Fenolo", "Galtea", "Hesporo", "Istrala", "Juvento"},
    {"Kelmora", "Lumiso", "Mirelba", "Nandivo", "Orlisa"},
    {"Pavelle", "Querida", "Rosmere", "Selvane", "Tiriane"},
    {"Ulvero", "Vastori", "Wendalo", "Xantero", "Yorvika"},
    {"Zelmar", "Ardesso", "Brevona", "Corimba", "Delphira"},
};

static const char *const tiers[TIERS] = {"Basic", "Classic", "Reserve"};
static const uint32_t tier_percent[TIERS] = {50, 100, 220};

static const char *const variants[] = {"Amber", "Blue",  "Coral", "Dune", "Ebony", "Flint",
                                       "Gold",  "Heath", "Ivory", "Jade", "Khaki", "Lilac"};
#define NAMES ((uint32_t)(sizeof variants / sizeof *variants))

void mbr_synth_truth(const struct mbr_synth *shop, uint32_t member, struct mbr_synth_truth *truth)
{
    const struct mbr_synth_member *is = mbr_synth_member(shop, member);
    *truth = (struct mbr_synth_truth){
        .number = member, .member = is, .start = shop->config.start, .days = shop->config.days};
    for (int i = 0; i < 3; i++) {
        truth->category[i] = categories[is->category[i]].key;
        truth->brand[i] = brands[is->category[i] / DEPARTMENT][is->brand];
    }
}

/* Items are numbered by category, brand, tier, variant, so that a choice is arithmetic. */
uint32_t mbr_synth_item_at(const struct mbr_synth *shop, uint32_t category, uint32_t brand,
                           uint32_t tier, uint32_t variant)
{
    return ((category * BRANDS + brand) * TIERS + tier) * shop->variants + variant;
}

uint32_t mbr_synth_item_category(const struct mbr_synth *shop, uint32_t item)
{
    return item / (BRANDS * TIERS * shop->variants);
}

/* Every fourth good has a companion: its like in the next category of the department. */
uint32_t mbr_synth_companion(const struct mbr_synth *shop, uint32_t item)
{
    uint32_t of_category = BRANDS * TIERS * shop->variants;
    if (item % 4 != 0)
        return item;
    bool last = mbr_synth_item_category(shop, item) % DEPARTMENT == DEPARTMENT - 1;
    return last ? item - (DEPARTMENT - 1) * of_category : item + of_category;
}

static uint32_t make_price(struct mbr_rand *rand, uint32_t category, uint32_t tier)
{
    uint32_t percent = tier_percent[tier] * (80 + mbr_rand_below(rand, 41)) / 100;
    uint32_t cents = categories[category].base * percent / 100;
    return cents / 50 * 50 + 40; /* 12.40, 12.90 */
}

static void make_item(const struct mbr_synth *shop, struct mbr_rand *rand, uint32_t category,
                      uint32_t brand, uint32_t tier, uint32_t variant)
{
    uint32_t number = mbr_synth_item_at(shop, category, brand, tier, variant);
    uint32_t of_category = BRANDS * TIERS * shop->variants;
    struct mbr_synth_item *item = &shop->item[number];
    *item = (struct mbr_synth_item){
        .category = categories[category].key,
        .brand = brands[category / DEPARTMENT][brand],
        .unit = categories[category].unit,
        .size = categories[category].size,
        .every = categories[category].every,
        .price = make_price(rand, category, tier),
    };
    snprintf(item->sku, sizeof item->sku, "%s-%0*u", categories[category].code,
             of_category < 1000 ? 3 : 4, (unsigned)(number % of_category + 1) % 10000);
    int n = snprintf(item->name, sizeof item->name, "%s %s %s %s", item->brand,
                     categories[category].name, tiers[tier], variants[variant % NAMES]);
    if (variant >= NAMES && n > 0)
        snprintf(item->name + n, sizeof item->name - (size_t)n, " %u",
                 (unsigned)(variant / NAMES + 1) % 100);
}

/* A larger shop has more goods: from one variant of each to twelve, at a million members. */
uint32_t mbr_synth_variants_for(uint32_t members)
{
    uint32_t count = 1;
    while (count < NAMES && (uint64_t)count * count * 7000 < members)
        count++;
    return count;
}

/* By Zipf's law where there are more than a large shop would have of itself: in a long list the
   square root of the rank, which does for a short one, would leave nothing popular. */
uint32_t mbr_synth_popular_variant(const struct mbr_synth *shop, double uniform)
{
    if (shop->variants <= NAMES)
        return (uint32_t)(uniform * uniform * shop->variants);
    double rank = mbr_variate_exp(uniform * mbr_variate_log(shop->variants + 1.0));
    uint32_t variant = (uint32_t)(rank - 1);
    return variant < shop->variants ? variant : shop->variants - 1;
}

void mbr_synth_make_goods(struct mbr_synth *shop)
{
    shop->variants = shop->config.variants ? shop->config.variants
                                           : mbr_synth_variants_for(shop->config.members);
    shop->items = CATEGORIES * BRANDS * TIERS * shop->variants;
    shop->item = mbr_calloc(shop->items, sizeof *shop->item);
    struct mbr_rand rand;
    mbr_rand_derive(&rand, shop->config.seed, 0, purpose(FOR_GOODS, 0));
    for (uint32_t category = 0; category < CATEGORIES; category++)
        for (uint32_t brand = 0; brand < BRANDS; brand++)
            for (uint32_t tier = 0; tier < TIERS; tier++)
                for (uint32_t variant = 0; variant < shop->variants; variant++)
                    make_item(shop, &rand, category, brand, tier, variant);
}

/* Per cent of an ordinary day, by month and by weekday (from Monday). */
static const int of_month[] = {90, 80, 95, 98, 102, 104, 92, 90, 100, 104, 115, 130};
static const int of_weekday[] = {88, 86, 90, 94, 112, 126, 104};
#define FESTIVAL_PERCENT 600
#define EVE_PERCENT 55
#define FESTIVAL_OFF 30
#define CAMPAIGN_DAY 5     /* of the month */
#define WEEKDAY_OF_DAY_0 3 /* 1970-01-01 was a Thursday */

static double weight(int32_t day, int month, int dayofmonth)
{
    int weekday = (int)(((day + WEEKDAY_OF_DAY_0) % 7 + 7) % 7);
    int percent = 100;
    if (month == 11 && dayofmonth == 11)
        percent = FESTIVAL_PERCENT;
    else if ((month == 11 && (dayofmonth == 10 || dayofmonth == 12)) ||
             (month == 12 && dayofmonth >= 25))
        percent = EVE_PERCENT;
    return of_month[month - 1] / 100.0 * (of_weekday[weekday] / 100.0) * (percent / 100.0);
}

static void make_promotions(struct mbr_synth *shop)
{
    static const uint8_t off[] = {10, 15, 20, 30};
    size_t weeks = (size_t)shop->config.days / 7 + 1;
    shop->promotion = mbr_calloc(weeks, sizeof *shop->promotion);
    for (size_t week = 0; week < weeks; week++) {
        struct mbr_rand rand;
        mbr_rand_derive(&rand, shop->config.seed, week, purpose(FOR_PROMOTION, 0));
        for (int i = 0; i < CATEGORIES; i++)
            if (mbr_rand_uniform(&rand) < 0.15)
                shop->promotion[week][i] = off[mbr_rand_below(&rand, 4)];
    }
}

/* The clock goes fast on busy days, so that an even rate on the clock has the season in it. Its
   total is the number of days. A table finds the day of a time in a step or two. */
static void make_clock(struct mbr_synth *shop)
{
    int32_t days = shop->config.days;
    double total = shop->day[days].clock;
    for (int32_t i = 0; i <= days; i++)
        shop->day[i].clock = i == days ? days : shop->day[i].clock / total * days;
    shop->day_at = mbr_calloc((size_t)days + 1, sizeof *shop->day_at);
    for (int32_t cell = 0, i = 0; cell < days; cell++) {
        while (shop->day[i + 1].clock <= cell)
            i++;
        shop->day_at[cell] = i;
    }
}

void mbr_synth_make_calendar(struct mbr_synth *shop)
{
    int32_t days = shop->config.days, campaign_day = 0;
    uint32_t campaign = 0;
    double clock = 0;
    shop->day = mbr_calloc((size_t)days + 1, sizeof *shop->day);
    for (int32_t i = 0; i <= days; i++) {
        int year, month, dayofmonth;
        mbr_day_to_civil(shop->config.start + i, &year, &month, &dayofmonth);
        if (dayofmonth == CAMPAIGN_DAY) {
            campaign = (uint32_t)(year * 100 + month);
            campaign_day = i;
        }
        shop->day[i] = (struct day){
            .clock = clock,
            .campaign = campaign,
            .campaign_day = campaign_day,
            .festival = month == 11 && dayofmonth == 11,
            .half_end = (month == 6 && dayofmonth == 30) || (month == 12 && dayofmonth == 31),
        };
        clock += weight(shop->config.start + i, month, dayofmonth);
    }
    make_clock(shop);
    make_promotions(shop);
}

int32_t mbr_synth_day_at(const struct mbr_synth *shop, double clock)
{
    int32_t day = shop->day_at[(int32_t)clock];
    while (shop->day[day + 1].clock <= clock)
        day++;
    return day;
}

uint32_t mbr_synth_off(const struct mbr_synth *shop, uint32_t category)
{
    uint32_t off = shop->promotion[shop->today / 7][category];
    return shop->day[shop->today].festival && off < FESTIVAL_OFF ? FESTIVAL_OFF : off;
}
