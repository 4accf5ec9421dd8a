#include <stdlib.h>

#include "clv_job.h"

#include "mbr/decimal.h"
#include "mbr/dropped.h"
#include "mbr/mem.h"

int clv_read_orders(const struct mbr_member *member, struct mbr_occasions_reader *reader,
                    struct mbr_err *err)
{
    const struct mbr_json *dropped = &member->slot[CLV_DROPPED];
    if (mbr_dropped_has(dropped, "orders"))
        return mbr_err_json(err, "dropped", "the orders are needed here", dropped->raw);
    return mbr_occasions_read(reader, &member->slot[CLV_ORDERS], err);
}

/* What is gathered of a member: this, the occasions, the covariates' key and the references, each
   of these followed by the id. Only bytes: nothing of it need be aligned. */
struct facts {
    double amount, earned, net;
    size_t occasions, key, references;
    bool dropped; /* the events */
};

static void put_references(const struct mbr_social *social, struct mbr_buf *facts)
{
    for (size_t i = 0; i < social->references; i++) {
        const struct mbr_social_reference *r = &social->reference[i];
        mbr_put(facts, (const char *)r, sizeof *r);
        mbr_put(facts, social->ids.p + r->from, r->n);
    }
}

int clv_gather(void *state, const struct mbr_member *member, struct mbr_buf *to,
               struct mbr_err *err)
{
    struct clv_lane *lane = state;
    const struct clv *clv = lane->clv;
    const struct mbr_occasions *list = &lane->reader.list;
    struct facts facts = {.net = mbr_decimal_double(member->buy.spend)};
    size_t begin = to->n;
    if (clv_read_orders(member, &lane->reader, err) < 0)
        return -1;
    facts.amount = lane->reader.amount;
    facts.earned = lane->reader.earned;
    facts.occasions = list->count;
    facts.dropped = mbr_dropped_has(&member->slot[CLV_DROPPED], "events");
    if (clv->options->referral_share > 0 && !facts.dropped) {
        if (mbr_social_read(&lane->social, &member->slot[CLV_EVENTS], err) < 0)
            return -1;
        facts.references = lane->social.references;
    }
    mbr_put(to, (const char *)&facts, sizeof facts);
    mbr_put(to, (const char *)list->all, list->count * sizeof *list->all);
    size_t key = to->n;
    mbr_put_covariates_key(to, &clv->covariates, &member->slot[CLV_PATHS]);
    facts.key = to->n - key;
    memcpy(to->p + begin, &facts, sizeof facts);
    if (facts.references)
        put_references(&lane->social, to);
    return 0;
}

static const char *take_bytes(const char *p, void *to, size_t n)
{
    memcpy(to, p, n);
    return p + n;
}

static void learn_references(struct clv *clv, const struct mbr_member *member,
                             const struct facts *facts, const char *p)
{
    const struct clv_sold sold = {clv_past_of(clv, facts->net, facts->earned), facts->amount,
                                  facts->earned};
    struct clv_reference *all = mbr_calloc(facts->references + 1, sizeof *all);
    for (size_t i = 0; i < facts->references; i++) {
        struct mbr_social_reference r;
        p = take_bytes(p, &r, sizeof r);
        all[i] = (struct clv_reference){r.at, {p, r.n}};
        p += r.n;
    }
    clv_references_add(clv, member->id, (uint32_t)(clv->base.members - 1), &sold, all,
                       facts->references);
    free(all);
}

int clv_learn(void *self, const struct mbr_member *member, struct mbr_err *err)
{
    struct clv *clv = self;
    struct facts facts;
    uint32_t group = 0;
    (void)err;
    const char *p = take_bytes(member->facts.p, &facts, sizeof facts);
    struct mbr_occasions *taken = &clv->taken;
    taken->all = mbr_grow(taken->all, &taken->cap, facts.occasions + 1, sizeof *taken->all);
    taken->count = facts.occasions;
    p = take_bytes(p, taken->all, facts.occasions * sizeof *taken->all);
    if (clv->covariates.paths)
        group = mbr_covariates_group(&clv->covariates, (struct mbr_span){p, facts.key});
    clv->amount += facts.amount;
    clv->earned += facts.earned;
    mbr_clv_base_add(&clv->base, taken, group);
    if (clv->options->referral_share <= 0)
        return 0;
    clv->references.dropped |= facts.dropped;
    learn_references(clv, member, &facts, p + facts.key);
    return 0;
}

static int number_groups(struct clv *clv, struct mbr_err *err)
{
    struct mbr_clv_whom *whom = &clv->settings.terms.whom;
    if (clv->covariates.paths == 0)
        return 0;
    if (mbr_covariates_finish(&clv->covariates, err) < 0)
        return -1;
    for (size_t i = 0; i < clv->covariates.paths; i++)
        if (!mbr_covariates_has(&clv->covariates, i))
            mbr_warn(clv->run, "--covariate: no member has %s", clv->covariates.path[i]);
    whom->z = clv->covariates.z;
    whom->covariates = (int)clv->covariates.count;
    whom->groups = clv->covariates.groups.count;
    return 0;
}

/* A stream without any purchase has members all the same: each is told that there is nothing. A
   backtest fits when its rows are due. */
int clv_finish(void *self, int32_t as_of, struct mbr_err *err)
{
    struct clv *clv = self;
    clv->settings.terms.whom.until = as_of;
    clv->margin = clv->options->margin;
    clv->margin = clv_margin_of(clv, clv->amount, clv->earned);
    clv->fit.season = mbr_season_none;
    clv->fit.want = MBR_CLV_NO_REPEATERS;
    if (number_groups(clv, err) < 0)
        return -1;
    if (clv->options->backtest)
        return 0;
    if (clv->base.occasions > 0) {
        if (mbr_clv_fit(&clv->base, &clv->settings.terms, &clv->fit, err) < 0)
            return -1;
        clv_note_fit(clv);
    }
    mbr_clv_view_init(&clv->view, &clv->fit, &clv->settings.price);
    if (clv->base.occasions > 0)
        clv_hand_out(clv);
    return 0;
}
