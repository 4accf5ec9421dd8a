#include "mbr/rfm_next.h"

#include "mbr/decimal.h"
#include "mbr/rfm.h"

/* Where the nearest way is looked for. usual is what an order has brought so far, 0 if nothing. */
struct search {
    const struct mbr_rfm_naming *naming;
    const struct mbr_rfm_point *from;
    size_t segment; /* theirs now */
    int64_t usual;
    struct mbr_rfm_way *nearest;
};

static bool mean_of(const struct mbr_rfm_point *point, int64_t *mean)
{
    int64_t orders;
    return !__builtin_mul_overflow(point->orders, MBR_DECIMAL_ONE, &orders) && orders > 0 &&
           mbr_decimal_divide(point->spend, orders, mean);
}

/* The member after that many orders which bring so much; false when a number does not fit. */
static bool go(const struct search *search, int64_t orders, int64_t spend, struct mbr_rfm_point *to)
{
    *to = *search->from;
    to->bought = true;
    to->value[MBR_RFM_R] = 0;
    if (__builtin_add_overflow(to->value[MBR_RFM_F], orders, &to->value[MBR_RFM_F]) ||
        __builtin_add_overflow(to->orders, orders, &to->orders) ||
        __builtin_add_overflow(to->spend, spend, &to->spend))
        return false;
    to->value[MBR_RFM_M] = to->spend;
    return !search->naming->model->mean || mean_of(to, &to->value[MBR_RFM_M]);
}

/* What so many orders have to bring for a monetary value of `target`; false when it does not fit.
 */
static bool spend_for(const struct search *search, int64_t orders, int64_t target, int64_t *spend)
{
    const struct mbr_rfm_point *from = search->from;
    int64_t all = 1;
    if (search->naming->model->mean && __builtin_add_overflow(from->orders, orders, &all))
        return false;
    return !__builtin_mul_overflow(target, all, &all) &&
           !__builtin_sub_overflow(all, from->spend, spend);
}

static int64_t effort_of(const struct search *search, int64_t orders, int64_t spend)
{
    if (spend == 0)
        return orders;
    if (search->usual <= 0)
        return INT64_MAX;
    int64_t usual = spend / search->usual + (spend % search->usual > 0);
    return usual > orders ? usual : orders;
}

static bool is_nearer(const struct search *search, const struct mbr_rfm_way *a,
                      const struct mbr_rfm_way *b)
{
    int64_t effort_a = effort_of(search, a->orders, a->spend);
    int64_t effort_b = effort_of(search, b->orders, b->spend);
    if (effort_a != effort_b)
        return effort_a < effort_b;
    if (a->spend != b->spend)
        return a->spend < b->spend;
    return a->orders < b->orders;
}

static void try_way(const struct search *search, int64_t orders, int64_t spend)
{
    struct mbr_rfm_way way = {.orders = orders, .spend = spend};
    struct mbr_rfm_point to;
    if (!go(search, orders, spend, &to))
        return;
    way.rule = mbr_rfm_name(search->naming, &to, way.score);
    if (search->naming->scheme->rule[way.rule].segment < search->segment &&
        (search->nearest->rule == MBR_RFM_NO_RULE || is_nearer(search, &way, search->nearest)))
        *search->nearest = way;
}

/* With that many orders: for any spend, and for the least that each score of m takes. */
static void try_orders(const struct search *search, int64_t orders)
{
    const struct mbr_rfm_model *model = search->naming->model;
    const struct mbr_rfm_scale *scale = &model->scale[MBR_RFM_M];
    int64_t spend;
    try_way(search, orders, 0);
    for (int i = 1; i < model->bins; i++) {
        if (scale->has[i] && spend_for(search, orders, scale->lowest[i], &spend) && spend > 0)
            try_way(search, orders, spend);
    }
}

static void find_next(const struct mbr_rfm_naming *naming, struct mbr_rfm_verdict *verdict)
{
    const struct mbr_rfm_model *model = naming->model;
    const struct mbr_rfm_scheme *scheme = naming->scheme;
    const struct mbr_rfm_scale *scale = &model->scale[MBR_RFM_F];
    struct search search = {
        .naming = naming,
        .from = &verdict->point,
        .segment = verdict->point.bought ? scheme->rule[verdict->rule].segment : scheme->segments,
        .nearest = &verdict->next,
    };
    int64_t orders;
    if (!mean_of(&verdict->point, &search.usual))
        search.usual = 0;
    try_orders(&search, 1);
    for (int i = 1; i < model->bins; i++) {
        if (scale->has[i] &&
            !__builtin_sub_overflow(scale->lowest[i], verdict->point.value[MBR_RFM_F], &orders) &&
            orders > 1)
            try_orders(&search, orders);
    }
}

void mbr_rfm_judge(const struct mbr_rfm_naming *naming, const struct mbr_rfm_point *point,
                   bool explain, struct mbr_rfm_verdict *verdict)
{
    *verdict = (struct mbr_rfm_verdict){
        .point = *point, .rule = MBR_RFM_NO_RULE, .next.rule = MBR_RFM_NO_RULE};
    if (point->bought) {
        verdict->rule = mbr_rfm_name(naming, point, verdict->score);
        verdict->fm = mbr_rfm_fm(verdict->score, naming->model->bins, naming->scheme->bins);
    }
    if (explain && naming->model->members > 0)
        find_next(naming, verdict);
}
