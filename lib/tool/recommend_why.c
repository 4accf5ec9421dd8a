#include <stdlib.h>

#include "recommend_choice.h"

#include "mbr/decimal.h"
#include "mbr/number.h"

#define LEAST_KIN 2  /* of the nearest: one alone says nothing */
#define LEAST_DAYS 3 /* of purchases: one gap alone is no rhythm */

/* In a phrase # stands for its number, @ for a second number or a name. Where there are two, the
   first is for the number 1. */
struct language {
    const char *bought[2], *every[2], *today, *ago[2];
    const char *kin, *kin_next, *last_basket, *with, *popular, *popular_in, *seldom[2],
        *seldom_in[2], *twin, *pays, *stop;
};

static const struct language english = {
    .bought = {"bought once", "bought # times"},
    .every = {", every day", ", every # days"},
    .today = ", last today",
    .ago = {", last # day ago", ", last # days ago"},
    .kin = "# of the @ most similar members bought it",
    .kin_next = "# of the @ most similar members bought it next",
    .last_basket = "goes with @ in their last basket",
    .with = "goes with @, which they bought",
    .popular = "in # % of all baskets",
    .popular_in = "in # % of the baskets in @",
    .seldom = {"in one basket", "in # baskets"},
    .seldom_in = {"in one basket in @", "in # baskets in @"},
    .twin = "new, and like @",
    .pays = "costs #, and they pay @",
    .stop = "; ",
};

static const struct language chinese = {
    .bought = {"买过 # 次", "买过 # 次"},
    .every = {"，每天一次", "，约每 # 天一次"},
    .today = "，最近一次在今天",
    .ago = {"，最近一次在 # 天前", "，最近一次在 # 天前"},
    .kin = "最相似的 @ 位会员中有 # 位买过",
    .kin_next = "最相似的 @ 位会员中有 # 位接着买了它",
    .last_basket = "与上次购物篮里的 @ 相配",
    .with = "与买过的 @ 相配",
    .popular = "# % 的购物篮里有它",
    .popular_in = "@：# % 的购物篮里有它",
    .seldom = {"# 个购物篮里有它", "# 个购物篮里有它"},
    .seldom_in = {"@：# 个购物篮里有它", "@：# 个购物篮里有它"},
    .twin = "新品，与 @ 相近",
    .pays = "售价 #，该会员通常付 @",
    .stop = "；",
};

static void put_phrase(struct mbr_buf *to, const char *phrase, double number, struct mbr_span name)
{
    for (; *phrase; phrase++) {
        if (*phrase == '#')
            mbr_put_score(to, number);
        else if (*phrase == '@')
            mbr_put_span(to, name);
        else
            mbr_put_char(to, *phrase);
    }
}

static void put_number(struct mbr_buf *to, const char *const phrase[2], int64_t number)
{
    put_phrase(to, phrase[number != 1], (double)number, (struct mbr_span){0});
}

/* What the member bought that has this item among its neighbours, most often and most alike. Those
   for an item are not found by the fitted method, so it has nothing to say there. */
static uint32_t find_partner(const struct recommend_choice *choice, uint32_t item)
{
    const struct recommend_fit *fit = &choice->job->model.fit;
    const struct mbr_itemknn *knn = &fit->item;
    uint32_t partner = RECOMMEND_NONE;
    double most = 0;
    if (fit->method != RECOMMEND_ITEM || choice->job->audience)
        return RECOMMEND_NONE;
    for (size_t i = 0; i < choice->boughts; i++) {
        uint32_t had = choice->bought[i];
        if (had >= knn->items)
            continue;
        for (size_t e = knn->start[had]; e < knn->start[had + 1]; e++) {
            double weight = (double)knn->likeness[e] * choice->own[had].days;
            if (knn->neighbour[e] == item && had != item && weight > most) {
                most = weight;
                partner = had;
            }
        }
    }
    return partner;
}

void recommend_reason_find(struct recommend_reason *reason, const struct recommend_choice *choice,
                           uint32_t item)
{
    const struct recommend_circle *circle = &choice->circle;
    *reason = (struct recommend_reason){.item = item,
                                        .own = choice->own[item],
                                        .as_of = choice->as_of,
                                        .of = circle->members,
                                        .next = circle->next,
                                        .partner = RECOMMEND_NONE};
    if (item < choice->facts.sold->count && circle->count[item] >= LEAST_KIN)
        reason->kin = circle->count[item];
    if (choice->prices)
        reason->pays = recommend_prices_band(choice->prices, item);
    if (reason->own.days || reason->kin)
        return;
    reason->partner = find_partner(choice, item);
    if (reason->partner != RECOMMEND_NONE)
        reason->in_last = choice->own[reason->partner].last == choice->last;
}

static void put_own(struct mbr_buf *to, const struct language *words,
                    const struct recommend_reason *reason)
{
    const struct recommend_own *own = &reason->own;
    int32_t ago = reason->as_of - own->last;
    put_number(to, words->bought, own->days);
    if (own->days >= LEAST_DAYS) {
        int32_t gaps = (int32_t)own->days - 1;
        put_number(to, words->every, (own->last - own->first + gaps / 2) / gaps);
    }
    if (ago > 0)
        put_number(to, words->ago, ago);
    else
        mbr_put_text(to, words->today);
}

static void put_kin(struct mbr_buf *to, const struct language *words,
                    const struct recommend_reason *reason)
{
    struct mbr_buf of = {0};
    if (to->n)
        mbr_put_text(to, words->stop);
    mbr_put_int(&of, reason->of);
    put_phrase(to, reason->next ? words->kin_next : words->kin, reason->kin, mbr_buf_span(&of));
    mbr_buf_free(&of);
}

static void put_pays(struct mbr_buf *to, const struct language *words,
                     const struct recommend_reason *reason, int64_t price)
{
    struct mbr_buf pays = {0};
    mbr_put_decimal(&pays, reason->pays.low);
    if (reason->pays.high > reason->pays.low) {
        mbr_put_text(&pays, "–");
        mbr_put_decimal(&pays, reason->pays.high);
    }
    if (to->n)
        mbr_put_text(to, words->stop);
    put_phrase(to, words->pays, mbr_decimal_double(price), mbr_buf_span(&pays));
    mbr_buf_free(&pays);
}

/* Of all, or of those who have the member's value of --by, where that decided. */
static void put_popular(struct mbr_buf *to, const struct language *words,
                        const struct recommend_choice *choice, uint32_t item)
{
    const struct recommend_model *model = &choice->job->model;
    const struct recommend_segments *segments = &model->segments;
    uint32_t segment = choice->segment;
    bool in = segment != MBR_MAP_NONE && segments->popular[segment].count[item] > 0;
    struct mbr_span name = in ? mbr_map_key(&segments->values, segment) : (struct mbr_span){0};
    int64_t count = (in ? &segments->popular[segment] : &model->fit.popular)->count[item];
    int64_t baskets = in ? segments->baskets[segment] : model->baskets;
    if (1000 * count < baskets)
        put_phrase(to, (in ? words->seldom_in : words->seldom)[count != 1], (double)count, name);
    else if (baskets > 0)
        put_phrase(to, in ? words->popular_in : words->popular,
                   (double)((1000 * count + baskets / 2) / baskets) / 10, name);
}

/* What is not sold yet is there for its twins' sake, anything else because it is popular. */
static void put_rest(struct mbr_buf *to, const struct language *words,
                     const struct recommend_choice *choice, uint32_t item)
{
    uint32_t sold = choice->facts.sold->count;
    if (item >= sold) {
        const uint32_t *twin = choice->twins.twin + (item - sold) * (size_t)RECOMMEND_TWINS;
        if (choice->twins.count[item - sold])
            put_phrase(to, words->twin, 0, recommend_item_name(&choice->facts, *twin));
        return;
    }
    put_popular(to, words, choice, item);
}

void recommend_put_reason(struct mbr_buf *to, struct recommend_choice *choice,
                          const struct recommend_reason *reason)
{
    bool zh = choice->job->options->labels[0] == 'z';
    const struct language *words = zh ? &chinese : &english;
    struct mbr_buf *why = &choice->why;
    why->n = 0;
    if (reason->own.days)
        put_own(why, words, reason);
    if (reason->kin)
        put_kin(why, words, reason);
    if (reason->partner != RECOMMEND_NONE)
        put_phrase(why, reason->in_last ? words->last_basket : words->with, 0,
                   recommend_item_name(&choice->facts, reason->partner));
    if (why->n == 0)
        put_rest(why, words, choice, reason->item);
    if (reason->pays.high)
        put_pays(why, words, reason, choice->facts.of[reason->item].price);
    mbr_put_string(to, mbr_buf_span(why));
}
