#include <math.h>
#include <stdlib.h>

#include "clv_job.h"

#include "mbr/decimal.h"
#include "mbr/dropped.h"
#include "mbr/mem.h"
#include "mbr/number.h"

/* Money that was computed: a decimal, rounded once. */
static int to_decimal(double value, const char *what, int64_t *to, struct mbr_err *err)
{
    double scaled = round(value * MBR_DECIMAL_ONE);
    if (!(fabs(scaled) < 0x1p63))
        return mbr_err_set(err, "%s: the value does not fit", what);
    *to = (int64_t)scaled;
    return 0;
}

struct said {
    bool bought, bounded, referred;
    const struct mbr_clv_outlook *outlook;
    int64_t spend, low, high; /* decimals */
    struct clv_worth worth;
};

/* The sum of all there is, so that it is that of the parts as they are written. */
static int add_up(struct clv_worth *worth, struct mbr_err *err)
{
    if (!mbr_decimal_add(worth->past, worth->future, &worth->total) ||
        !mbr_decimal_add(worth->total, worth->referral, &worth->total))
        return mbr_err_set(err, "total: the value does not fit");
    return 0;
}

static int judge_future(struct clv_lane *lane, const struct mbr_member *member, double margin,
                        struct said *said, struct mbr_err *err)
{
    const struct clv *clv = lane->clv;
    const struct mbr_occasions *list = &lane->reader.list;
    struct mbr_clv_history history;
    struct mbr_btyd_case known;
    struct mbr_clv_value value;
    double z[MBR_COVARIATES_MOST] = {0};
    said->bought =
        mbr_clv_known(&clv->view, list->all, list->count, member->as_of, &history, &known);
    if (!said->bought)
        return 0;
    if (mbr_covariates_of(&clv->covariates, &member->slot[CLV_PATHS], z, err) < 0)
        return -1;
    said->outlook = clv_look(lane, &known, member->as_of, z);
    mbr_clv_worth(&clv->view, &history, said->outlook, margin, &value);
    said->bounded = value.bounded;
    said->worth.alive = said->outlook->p_alive;
    said->worth.purchases = said->outlook->purchases;
    return to_decimal(value.spend, "spend", &said->spend, err) < 0 ||
                   to_decimal(value.low, "future_low", &said->low, err) < 0 ||
                   to_decimal(value.high, "future_high", &said->high, err) < 0 ||
                   to_decimal(value.future, "future", &said->worth.future, err) < 0
               ? -1
               : 0;
}

static int judge(struct clv_lane *lane, const struct mbr_member *member, struct said *said,
                 struct mbr_err *err)
{
    const struct clv *clv = lane->clv;
    *said = (struct said){0};
    if (clv_read_orders(member, &lane->reader, err) < 0)
        return -1;
    double margin = clv_margin_of(clv, lane->reader.amount, lane->reader.earned);
    double net = mbr_decimal_double(member->buy.spend);
    uint32_t credit = mbr_map_find(&clv->credit.ids, member->id);
    double past = clv_past_of(clv, net, lane->reader.earned);
    if (to_decimal(past, "past", &said->worth.past, err) < 0 ||
        judge_future(lane, member, margin, said, err) < 0)
        return -1;
    said->referred = credit != MBR_MAP_NONE;
    if (said->referred &&
        to_decimal(clv->credit.value[credit], "referral", &said->worth.referral, err) < 0)
        return -1;
    return add_up(&said->worth, err);
}

void clv_put_score(struct mbr_buf *buf, const char *key, double value)
{
    mbr_put_key(buf, key);
    mbr_put_score(buf, value);
}

void clv_put_money(struct mbr_buf *buf, const char *key, int64_t value)
{
    mbr_put_key(buf, key);
    mbr_put_decimal(buf, value);
}

/* Different ones, and nobody brings themselves. */
static int64_t count_brought(const struct mbr_social *social, struct mbr_span self)
{
    struct mbr_map ids = {0};
    for (size_t i = 0; i < social->references; i++) {
        const struct mbr_social_reference *r = &social->reference[i];
        struct mbr_span id = {social->ids.p + r->from, r->n};
        if (!mbr_span_equal(id, self))
            mbr_map_put(&ids, id, NULL);
    }
    int64_t brought = ids.count;
    mbr_map_free(&ids);
    return brought;
}

/* Shares, members brought and reviews, by what they are worth to the shop's name: a share 1, a
   member 5, a review 2. */
static int put_influence(struct clv_lane *lane, const struct mbr_member *member,
                         struct mbr_buf *buf, struct mbr_err *err)
{
    const struct mbr_social *social = &lane->social;
    const struct mbr_json *dropped = &member->slot[CLV_DROPPED];
    if (mbr_dropped_has(dropped, "events"))
        return mbr_err_json(err, "dropped", "the events are needed for --influence", dropped->raw);
    if (mbr_social_read(&lane->social, &member->slot[CLV_EVENTS], err) < 0)
        return -1;
    mbr_put_key(buf, "influence");
    mbr_put_int(buf, social->shares + 5 * count_brought(social, member->id) + 2 * social->reviews);
    return 0;
}

/* For ever there is no number of purchases to speak of: they are not discounted. */
static void put_outlook(struct mbr_buf *buf, const struct clv *clv, const struct said *said)
{
    bool endless = clv->settings.price.horizon == MBR_CLV_ENDLESS;
    if (said->outlook->has_alive)
        clv_put_score(buf, "p_alive", said->outlook->p_alive);
    if (!endless)
        clv_put_score(buf, "purchases", said->outlook->purchases);
    if (!endless && said->outlook->bounded) {
        clv_put_score(buf, "low", said->outlook->low);
        clv_put_score(buf, "high", said->outlook->high);
    }
    clv_put_money(buf, "spend", said->spend);
}

static void put_basis(struct mbr_buf *buf, const struct clv *clv, const struct said *said)
{
    bool model = clv->fit.want == MBR_CLV_NOTHING_WANTED;
    mbr_put_key(buf, "horizon");
    mbr_put_string(buf, mbr_span(clv->options->horizon));
    if (said->bought && model) {
        mbr_put_key(buf, "model");
        mbr_put_string(buf, mbr_span(clv->fit.fitted.model->name));
    }
    mbr_put_key(buf, "basis");
    mbr_put_text(buf, !said->bought ? "\"none\"" : model ? "\"model\"" : "\"average\"");
}

static int put_said(struct clv_lane *lane, const struct mbr_member *member, const struct said *said,
                    struct mbr_buf *buf, struct mbr_err *err)
{
    const struct clv *clv = lane->clv;
    mbr_put_char(buf, '{');
    if (said->bought)
        put_outlook(buf, clv, said);
    clv_put_money(buf, "past", said->worth.past);
    if (said->bought) {
        clv_put_money(buf, "future", said->worth.future);
        if (said->bounded) {
            clv_put_money(buf, "future_low", said->low);
            clv_put_money(buf, "future_high", said->high);
        }
    }
    if (said->referred)
        clv_put_money(buf, "referral", said->worth.referral);
    clv_put_money(buf, "total", said->worth.total);
    if (clv->options->influence && put_influence(lane, member, buf, err) < 0)
        return -1;
    put_basis(buf, clv, said);
    mbr_put_char(buf, '}');
    return 0;
}

/* The member of --history is taken along for the rows. */
static int follow(struct clv_lane *lane, const struct mbr_member *member, struct mbr_err *err)
{
    struct clv *clv = lane->clv;
    if (!mbr_span_is(member->id, clv->options->history))
        return 0;
    if (clv_read_orders(member, &lane->reader, err) < 0 ||
        mbr_covariates_of(&clv->covariates, &member->slot[CLV_PATHS], clv->followed_z, err) < 0)
        return -1;
    free(clv->followed.all);
    clv->followed = lane->reader.list;
    lane->reader.list = (struct mbr_occasions){0};
    clv->followed_as_of = member->as_of;
    return 0;
}

int clv_say(void *state, const struct mbr_member *member, struct mbr_buf *value,
            struct mbr_err *err)
{
    struct clv_lane *lane = state;
    struct clv *clv = lane->clv;
    struct said said;
    if (clv->options->backtest)
        return 0;
    if (clv->options->history)
        return follow(lane, member, err);
    if (judge(lane, member, &said, err) < 0)
        return -1;
    if (!clv->options->summary)
        return put_said(lane, member, &said, value, err);
    clv->worth = mbr_grow(clv->worth, &clv->worths_cap, clv->worths + 1, sizeof *clv->worth);
    clv->worth[clv->worths++] = said.worth;
    return 0;
}
