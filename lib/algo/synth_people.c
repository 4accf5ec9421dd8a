#include <math.h>

#include "synth_shop.h"

/* Pareto/NBD (Schmittlein, Morrison and Colombo, Management Science 33, 1987): rates are gamma with
   shape RATE_SHAPE, drop-out hazards gamma with shape LEAVE_SHAPE, both over the days below. */
#define RATE_SHAPE 0.8
#define RATE_DAYS 70.0
#define LEAVE_SHAPE 1.2
#define LEAVE_DAYS 500.0

/* Gamma-gamma (Fader, Hardie and Lee, Journal of Marketing Research 42, 2005): an order's worth is
   gamma (synth_orders.c), its inverse scale gamma with shape SPEND_SHAPE; the mean is that of the
   population, in cents. */
#define SPEND_SHAPE 4.0
#define MEAN_SPEND 22000.0

#define FIRST_SHARE 0.4 /* of the members, who join in the first tenth of the time */
#define FIRST_TENTH 0.1

static const char *const cities[CITIES] = {"Ashford",   "Brackwater", "Castleby",  "Dunmore",
                                           "Eastleigh", "Fairhaven",  "Glenrock",  "Highbury",
                                           "Irongate",  "Jadeport",   "Kingsmill", "Longford"};

static const struct {
    const char *text, *latin;
} chinese_families[] = {{"王", "wang"}, {"李", "li"},   {"张", "zhang"}, {"刘", "liu"},
                        {"陈", "chen"}, {"杨", "yang"}, {"赵", "zhao"},  {"黄", "huang"},
                        {"周", "zhou"}, {"吴", "wu"},   {"徐", "xu"},    {"孙", "sun"}},
  english_families[] = {{"Archer", "archer"}, {"Baker", "baker"},   {"Carter", "carter"},
                        {"Dalton", "dalton"}, {"Ellis", "ellis"},   {"Foster", "foster"},
                        {"Graham", "graham"}, {"Harper", "harper"}, {"Irving", "irving"},
                        {"Jensen", "jensen"}, {"Keller", "keller"}, {"O'Neil", "oneil"}};
#define FAMILIES 12

/* Women's names at even places. */
static const char *const chinese_given[] = {"芳",   "伟",   "娜",   "强",  "敏",   "磊",
                                            "静",   "军",   "丽",   "洋",  "秀英", "建国",
                                            "欣怡", "浩然", "梓涵", "子轩"};
static const char *const english_given[] = {"Alice", "Adam",  "Clara", "Colin", "Edith", "Ethan",
                                            "Grace", "Henry", "Irene", "Jacob", "Laura", "Leon",
                                            "Maria", "Noah",  "Zoë",   "Oscar"};
#define GIVEN 16

/* The shopper's numbers in the order in which they are listed in mbr_synth_member. */
static void make_tastes(const struct mbr_synth *shop, struct mbr_rand *rand,
                        struct mbr_synth_member *is)
{
    double by_spend = is->spend / (is->spend + MEAN_SPEND);
    is->price_level = 0.6 * by_spend + 0.4 * mbr_rand_uniform(rand);
    double deal = mbr_rand_uniform(rand);
    is->deal = deal * deal;
    double kind = mbr_rand_uniform(rand);
    is->offline = kind < 0.3 ? 0.03 : kind < 0.6 ? 0.9 : mbr_rand_uniform(rand);
    uint32_t category = mbr_rand_below(rand, CATEGORIES);
    for (int i = 0; i < 3; i++) { /* steps of 1 to 8: all different */
        is->category[i] = (uint8_t)(category % CATEGORIES);
        category += 1 + mbr_rand_below(rand, CATEGORIES / 3);
    }
    is->brand = (uint8_t)mbr_rand_below(rand, BRANDS);
    is->home = (uint8_t)(1 + mbr_rand_below(rand, STORES));
    is->channel = (uint8_t)(MBR_SYNTH_APP + mbr_rand_below(rand, 3));
    for (int i = 0; i < 2; i++) {
        uint32_t tier = (uint32_t)(is->price_level * (TIERS - 0.01));
        uint32_t variant = mbr_rand_below(rand, shop->variants);
        uint32_t staple = mbr_synth_item_at(shop, is->category[i], is->brand, tier, variant);
        while (tier > 0 && shop->item[staple].price > is->spend / 3)
            staple = mbr_synth_item_at(shop, is->category[i], is->brand, --tier, variant);
        double pace = 0.7 + 0.7 * mbr_rand_uniform(rand);
        is->staple[i] = (uint16_t)staple;
        is->every[i] = (uint16_t)(shop->item[staple].every * pace + 0.5);
    }
}

void mbr_synth_make_shopper(const struct mbr_synth *shop, struct mbr_rand *rand, double clock,
                            struct shopper *shopper)
{
    int32_t day = mbr_synth_day_at(shop, clock);
    double begin = shop->day[day].clock, end = shop->day[day + 1].clock;
    *shopper = (struct shopper){.next = clock, .browse = clock};
    struct mbr_synth_member *is = &shopper->is;
    is->joined = day + (clock - begin) / (end - begin);
    is->rate = mbr_variate_gamma(rand, RATE_SHAPE) / RATE_DAYS;
    is->dropout = mbr_variate_gamma(rand, LEAVE_SHAPE) / LEAVE_DAYS;
    is->left = is->joined + mbr_variate_exponential(rand) / is->dropout;
    is->spend = MEAN_SPEND * (SPEND_SHAPE - 1) / mbr_variate_gamma(rand, SPEND_SHAPE);
    make_tastes(shop, rand, is);
    shopper->consent = mbr_rand_uniform(rand) < 0.8;
    for (int i = 0; i < 2; i++)
        shopper->recent[i] = is->staple[i];
}

/* Members are numbered in the order in which they join, an equal share of the clock for each, so
   nobody's time has to be kept or sorted. */
double mbr_synth_join_clock(const struct mbr_synth *shop, uint32_t member)
{
    double share = (member + 0.5) / shop->config.members;
    double part = share < FIRST_SHARE
                      ? share / FIRST_SHARE * FIRST_TENTH
                      : FIRST_TENTH + (share - FIRST_SHARE) / (1 - FIRST_SHARE) * (1 - FIRST_TENTH);
    return part * shop->config.days;
}

/* Nine digits that no other member has: a power of 3 has no factor in common with 10^9. */
static uint32_t nine_digits(uint32_t member, uint64_t factor)
{
    return (uint32_t)((member + 1ULL) * factor % 1000000000);
}

static void make_person(const struct mbr_synth *shop, uint32_t member,
                        struct mbr_synth_person *person)
{
    struct mbr_rand rand;
    mbr_rand_derive(&rand, shop->config.seed, member, purpose(FOR_PERSON, 0));
    bool chinese = mbr_rand_uniform(&rand) < 0.5;
    uint32_t family = mbr_rand_below(&rand, FAMILIES), given = mbr_rand_below(&rand, GIVEN);
    uint32_t city = (shop->shopper[member].is.home - 1U) % CITIES;
    *person = (struct mbr_synth_person){
        .family = chinese ? chinese_families[family].text : english_families[family].text,
        .latin = chinese ? chinese_families[family].latin : english_families[family].latin,
        .given = chinese ? chinese_given[given] : english_given[given],
        .city = cities[city],
        .chinese = chinese,
        .female = given % 2 == 0,
        .birthday = shop->config.start - 18 * 365 - (int32_t)mbr_rand_below(&rand, 52 * 365),
        .phone = nine_digits(member, 387420489),
        .email = nine_digits(member, 129140163),
        .device = nine_digits(member, 43046721),
    };
}

void mbr_synth_shown(const struct mbr_synth *shop, const struct mbr_synth_event *event,
                     struct mbr_synth_person *person)
{
    *person = (struct mbr_synth_person){0};
    if (event->shows)
        make_person(shop, event->who, person);
    else if (event->kind == MBR_SYNTH_ATTR)
        person->city = cities[event->value - 1];
}
