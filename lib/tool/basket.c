#include "mbr/basket.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "basket_job.h"
#include "mbr/basket_sets.h"
#include "mbr/dropped.h"
#include "mbr/number.h"

const char *const mbr_basket_bys[] = {"order", "member-day", "member", NULL};
const char *const mbr_basket_levels[] = {"item", "category", "brand", NULL};
const char *const mbr_basket_units[] = {"all",   "category", "brand",    "store",
                                        "staff", "channel",  "campaign", NULL};

enum { SLOT_ORDERS, SLOT_DROPPED, SLOTS };
static const char *const own_paths[SLOTS] = {"orders", "dropped"};

static int check_numbers(struct basket_job *job)
{
    const struct mbr_basket_options *o = job->options;
    struct mbr_run *run = job->run;
    if (!(o->support > 0) || (o->support >= 1 && o->support != floor(o->support)))
        return mbr_misuse(run, "--support: a share between 0 and 1, or a number of baskets");
    if (!(o->confidence >= 0 && o->confidence <= 1))
        return mbr_misuse(run, "--confidence: a share from 0 to 1");
    if (!(o->most_q >= 0 && o->most_q <= 1))
        return mbr_misuse(run, "--max-q: a rate from 0 to 1");
    if (o->then && mbr_period_parse(mbr_span(o->then), &job->within) < 0)
        return mbr_misuse(run, "--then: not a time such as 60d, 8w, 6m or 1y, up to %d: %s",
                          MBR_PERIOD_MOST, o->then);
    return 0;
}

static int check_options(struct basket_job *job)
{
    const struct mbr_basket_options *o = job->options;
    struct mbr_run *run = job->run;
    bool sets = o->sets || o->closed || o->maximal;
    if (o->rules + o->sets + o->closed + o->maximal + (o->then != NULL) + (o->units != NULL) > 1)
        return mbr_misuse(run, "--rules, --sets, --closed, --maximal, --then and --units: one of "
                               "them at a time");
    if ((o->then || o->units) && strcmp(o->by, "order") != 0)
        return mbr_misuse(run, "--by does not go with --then, which looks at days, nor with "
                               "--units, which looks at orders");
    if (o->units && strcmp(o->level, "item") != 0)
        return mbr_misuse(run, "--level does not go with --units");
    if ((sets || o->units) && (o->antecedent.count || o->consequent.count))
        return mbr_misuse(run, "--antecedent and --consequent are for rules and --then");
    if (o->prune && (sets || o->then || o->units))
        return mbr_misuse(run, "--prune is for rules");
    return check_numbers(job);
}

static void *open_state(void *self, const struct mbr_catalogue *items, struct mbr_err *err)
{
    struct basket_job *job = self;
    (void)err;
    job->level.items = items;
    return job;
}

static void close_state(void *self, void *state)
{
    (void)self;
    (void)state;
}

static int gather(struct basket_job *job, int32_t as_of, struct mbr_err *err)
{
    const struct mbr_purchases *purchases = &job->purchases;
    size_t count = 0;
    job->bought = mbr_grow(job->bought, &job->bought_cap, purchases->count, sizeof *job->bought);
    for (size_t i = 0; i < purchases->count; i++) {
        const struct mbr_purchase *line = &purchases->line[i];
        uint32_t number;
        if (basket_level_number(&job->level, line->item, &number, err) < 0)
            return -1;
        if (number != BASKET_NO_VALUE)
            job->bought[count++] = (struct mbr_bought){number, line->order, mbr_at_day(line->at)};
    }
    mbr_basket_gather_add(&job->gather, job->bought, count, as_of);
    return 0;
}

static int say(void *self, const struct mbr_member *member, struct mbr_buf *value,
               struct mbr_err *err)
{
    struct basket_job *job = self;
    const struct mbr_json *dropped = &member->slot[SLOT_DROPPED];
    (void)value;
    if (mbr_dropped_has(dropped, "orders"))
        return mbr_err_json(err, "dropped", "the orders are needed here", dropped->raw);
    if (mbr_purchases_read(&job->purchases, &member->slot[SLOT_ORDERS], err) < 0)
        return -1;
    return job->options->units ? basket_units_add(job, err) : gather(job, member->as_of, err);
}

static void report(const struct basket_job *job)
{
    const struct basket_level *level = &job->level;
    if (job->purchases.unmatched)
        mbr_note(job->run, "lines of returns without a purchase: %" PRIu64,
                 job->purchases.unmatched);
    if (level->without)
        mbr_note(job->run, "purchase lines without %s: %" PRIu64 "%s",
                 level->field ? level->field : "item", level->without,
                 job->options->units ? "" : ", left out");
}

static int rows(void *self, struct mbr_run *run)
{
    struct basket_job *job = self;
    const struct mbr_basket_options *o = job->options;
    report(job);
    if (o->units)
        return basket_units_write(job);
    if (job->gather.baskets.members == 0) {
        mbr_note(run, "no baskets");
        return 0;
    }
    basket_level_settle(&job->level, &job->gather.baskets);
    if (basket_level_list(&job->level, &o->antecedent, "antecedent", run, &job->antecedent) < 0 ||
        basket_level_list(&job->level, &o->consequent, "consequent", run, &job->consequent) < 0)
        return -1;
    if (o->then)
        return basket_then_write(job);
    return o->sets || o->closed || o->maximal ? basket_sets_write(job) : basket_rules_write(job);
}

static void begin(struct basket_job *job)
{
    const struct mbr_basket_options *o = job->options;
    const char *level = o->level, *field = NULL;
    if (o->units && (strcmp(o->units, "category") == 0 || strcmp(o->units, "brand") == 0))
        level = o->units;
    else if (o->units && strcmp(o->units, "all") != 0)
        field = o->units;
    job->units.by = o->units;
    basket_level_begin(&job->level, level);
    mbr_purchases_open(&job->purchases, field);
    job->gather.by = MBR_BASKET_ORDER;
    if (o->then || strcmp(o->by, "member-day") == 0)
        job->gather.by = MBR_BASKET_MEMBER_DAY;
    else if (strcmp(o->by, "member") == 0)
        job->gather.by = MBR_BASKET_MEMBER;
    mbr_basket_gather_begin(&job->gather);
    job->method = (struct mbr_method){.field = "basket",
                                      .say = say,
                                      .rows = rows,
                                      .paths = own_paths,
                                      .path_count = SLOTS,
                                      .open = open_state,
                                      .close = close_state,
                                      .wants_items = true,
                                      .lacks_items = !job->level.field};
}

static void end(struct basket_job *job)
{
    basket_level_free(&job->level);
    mbr_purchases_free(&job->purchases);
    mbr_basket_gather_free(&job->gather);
    basket_units_free(&job->units);
    free(job->bought);
    free(job->antecedent);
    free(job->consequent);
}

int mbr_basket(struct mbr_run *run, const struct mbr_basket_options *options)
{
    const char *events[] = {"events"};
    struct basket_job job = {.options = options, .run = run};
    struct mbr_member_options member = options->member;
    if (check_options(&job) < 0)
        return -1;
    begin(&job);
    member.drop = (struct mbr_list){.item = events, .count = 1};
    int failed = mbr_annotate(run, &member, &job.method, &job);
    end(&job);
    return failed;
}
