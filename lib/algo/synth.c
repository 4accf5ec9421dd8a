#include <stdlib.h>
#include <string.h>

#include "mbr/mem.h"
#include "synth_shop.h"

#define BUYS_AT_ONCE 0.9 /* chance that joining comes with the first order */
#define WALK_INS 0.04    /* orders of strangers, for one of a member */
#define BROWSES 1.5      /* visits without an order, for one order */
#define TRIAL_MEMBERS 20000
#define USUAL_LINES 10 /* a member, in two years */

/* Members and reminders come up day by day: each day has an agenda, filled from the days before,
   and its events are made, sorted by time and given before the next day is begun. */

void mbr_synth_add(struct mbr_synth *shop, const struct mbr_synth_event *event)
{
    shop->event = mbr_grow(shop->event, &shop->events_cap, shop->events + 1, sizeof *shop->event);
    shop->event[shop->events++] = *event;
}

void mbr_synth_remind(struct mbr_synth *shop, int32_t day, const struct due *due)
{
    if (day >= shop->config.days)
        return;
    struct agenda *agenda = &shop->day[day].agenda;
    agenda->due = mbr_grow(agenda->due, &agenda->cap, agenda->count + 1, sizeof *agenda->due);
    agenda->due[agenda->count++] = *due;
}

/* The next order or visit of a member who is still there by then. */
static void plan_next(struct mbr_synth *shop, struct mbr_rand *rand, uint32_t who,
                      enum due_kind kind)
{
    struct shopper *shopper = &shop->shopper[who];
    double *next = kind == DUE_ORDER ? &shopper->next : &shopper->browse;
    double rate = shopper->is.rate * (kind == DUE_ORDER ? 1 : BROWSES);
    *next += mbr_variate_exponential(rand) / rate;
    if (*next >= shop->config.days)
        return;
    int32_t day = mbr_synth_day_at(shop, *next);
    double begin = shop->day[day].clock, end = shop->day[day + 1].clock;
    struct due due = {.who = who, .kind = (uint8_t)kind};
    if (day + (*next - begin) / (end - begin) < shopper->is.left)
        mbr_synth_remind(shop, day, &due);
}

static void order_of(struct mbr_synth *shop, uint32_t who)
{
    struct shopper *shopper = &shop->shopper[who];
    struct mbr_rand rand;
    mbr_rand_derive(&rand, shop->config.seed, who, purpose(FOR_ORDER, shopper->orders));
    mbr_synth_order(shop, &rand, who, shopper);
    plan_next(shop, &rand, who, DUE_ORDER);
}

static void browse_of(struct mbr_synth *shop, uint32_t who)
{
    struct mbr_rand rand;
    mbr_synth_browse(shop, who);
    mbr_rand_derive(&rand, shop->config.seed, who,
                    purpose(FOR_NEXT_BROWSE, shop->shopper[who].visits));
    plan_next(shop, &rand, who, DUE_BROWSE);
}

static void join(struct mbr_synth *shop, double clock)
{
    uint32_t who = shop->joined++;
    struct shopper *shopper = &shop->shopper[who];
    struct mbr_rand rand;
    mbr_rand_derive(&rand, shop->config.seed, who, purpose(FOR_MEMBER, 0));
    mbr_synth_make_shopper(shop, &rand, clock, shopper);
    bool buys = mbr_rand_uniform(&rand) < BUYS_AT_ONCE;
    if (shop->config.all) {
        struct mbr_rand browse;
        mbr_rand_derive(&browse, shop->config.seed, who, purpose(FOR_NEXT_BROWSE, 0));
        plan_next(shop, &browse, who, DUE_BROWSE);
        if (!buys)
            mbr_synth_welcome(shop, who, mbr_synth_second(shop, &browse, false));
    }
    if (buys)
        order_of(shop, who);
    else
        plan_next(shop, &rand, who, DUE_ORDER);
}

/* Strangers, each with tastes for this once. */
static void walk_in(struct mbr_synth *shop, double mean)
{
    struct mbr_rand rand;
    mbr_rand_derive(&rand, shop->config.seed, (uint64_t)shop->today, purpose(FOR_WALK_IN, 0));
    uint32_t count = mbr_variate_poisson(&rand, mean);
    for (uint32_t i = 0; i < count; i++) {
        struct shopper stranger;
        mbr_synth_make_shopper(shop, &rand, shop->day[shop->today].clock, &stranger);
        mbr_synth_order(shop, &rand, MBR_SYNTH_NOBODY, &stranger);
    }
}

/* By second of the day, those of the same second in the order in which they were made: two passes
   of a radix sort. */
static void sort_pass(const struct mbr_synth *shop, int shift, const uint32_t *from, uint32_t *to)
{
    size_t start[512] = {0};
    for (size_t i = 0; i < shop->events; i++)
        start[shop->event[from[i]].second >> shift & 511]++;
    for (size_t i = 0, sum = 0; i < 512; i++) {
        size_t count = start[i];
        start[i] = sum;
        sum += count;
    }
    for (size_t i = 0; i < shop->events; i++)
        to[start[shop->event[from[i]].second >> shift & 511]++] = from[i];
}

static void sort_events(struct mbr_synth *shop)
{
    shop->sorted = mbr_grow(shop->sorted, &shop->sorted_cap, shop->events, sizeof *shop->sorted);
    shop->spare = mbr_grow(shop->spare, &shop->spare_cap, shop->events, sizeof *shop->spare);
    for (size_t i = 0; i < shop->events; i++)
        shop->sorted[i] = (uint32_t)i;
    sort_pass(shop, 0, shop->sorted, shop->spare);
    sort_pass(shop, 9, shop->spare, shop->sorted);
}

/* The agenda may grow while it is worked off: who orders twice a day comes up again. */
static void work_off(struct mbr_synth *shop)
{
    struct agenda *agenda = &shop->day[shop->today].agenda;
    for (size_t i = 0; i < agenda->count; i++) {
        struct due due = agenda->due[i];
        if (due.kind == DUE_ORDER)
            order_of(shop, due.who);
        else if (due.kind == DUE_RETURN)
            mbr_synth_return(shop, &due);
        else if (due.kind == DUE_BROWSE)
            browse_of(shop, due.who);
        else
            mbr_synth_review(shop, &due);
    }
    free(agenda->due);
    *agenda = (struct agenda){0};
}

static void begin_day(struct mbr_synth *shop)
{
    const struct day *day = &shop->day[++shop->today];
    uint32_t before = shop->orders;
    shop->events = shop->lines = shop->given = 0;
    while (shop->joined < shop->config.members) {
        double clock = mbr_synth_join_clock(shop, shop->joined);
        if (clock >= day[1].clock)
            break;
        join(shop, clock);
    }
    work_off(shop);
    walk_in(shop, WALK_INS * (shop->orders - before));
    if (shop->config.all && day->campaign && day->campaign_day == shop->today)
        mbr_synth_campaign(shop);
    if (shop->config.all && day->half_end)
        mbr_synth_expire(shop);
    sort_events(shop);
}

struct mbr_synth *mbr_synth_new(const struct mbr_synth_config *config)
{
    static const double store[24] = {[9] = 2, 4, 6, 6, 5, 5, 5, 6, 7, 9, 8, 5, 2};
    static const double online[24] = {4, 2, 1, 1, 1, 1, 2, 3, 4,  5,  6,  6,
                                      8, 7, 6, 6, 6, 6, 7, 9, 12, 14, 12, 8};
    struct mbr_synth *shop = mbr_calloc(1, sizeof *shop);
    shop->config = *config;
    shop->today = -1;
    shop->shopper = mbr_calloc((size_t)config->members + 1, sizeof *shop->shopper);
    mbr_alias_init(&shop->hours_store, store, 24);
    mbr_alias_init(&shop->hours_online, online, 24);
    mbr_synth_make_goods(shop);
    mbr_synth_make_calendar(shop);
    return shop;
}

void mbr_synth_free(struct mbr_synth *shop)
{
    if (!shop)
        return;
    for (int32_t i = 0; i < shop->config.days; i++)
        free(shop->day[i].agenda.due);
    mbr_alias_free(&shop->hours_store);
    mbr_alias_free(&shop->hours_online);
    free(shop->item);
    free(shop->promotion);
    free(shop->shopper);
    free(shop->day);
    free(shop->day_at);
    free(shop->event);
    free(shop->line);
    free(shop->sorted);
    free(shop->spare);
    free(shop);
}

const struct mbr_synth_event *mbr_synth_next(struct mbr_synth *shop)
{
    while (shop->given == shop->events) {
        if (shop->today + 1 >= shop->config.days)
            return NULL;
        begin_day(shop);
    }
    return &shop->event[shop->sorted[shop->given++]];
}

int32_t mbr_synth_day(const struct mbr_synth *shop)
{
    return shop->config.start + shop->today;
}

const struct mbr_synth_line *mbr_synth_lines(const struct mbr_synth *shop,
                                             const struct mbr_synth_event *event)
{
    return shop->line + event->first;
}

uint32_t mbr_synth_items(const struct mbr_synth *shop)
{
    return shop->items;
}

const struct mbr_synth_item *mbr_synth_item(const struct mbr_synth *shop, uint32_t item)
{
    return &shop->item[item];
}

uint32_t mbr_synth_members(const struct mbr_synth *shop)
{
    return shop->joined;
}

const struct mbr_synth_member *mbr_synth_member(const struct mbr_synth *shop, uint32_t member)
{
    return &shop->shopper[member].is;
}

static uint32_t as_members(double count)
{
    return count < 1 ? 1 : count > MBR_SYNTH_MOST ? MBR_SYNTH_MOST : (uint32_t)count;
}

/* With the goods that the real shop will have: where there are few, the same one is drawn twice
   more often, and makes one line. */
uint32_t mbr_synth_members_for(const struct mbr_synth_config *config, uint64_t lines)
{
    struct mbr_synth_config trial = *config;
    const struct mbr_synth_event *event;
    uint64_t made = 0;
    trial.members = TRIAL_MEMBERS;
    trial.all = false;
    if (trial.variants == 0)
        trial.variants = mbr_synth_variants_for(as_members((double)lines / USUAL_LINES));
    struct mbr_synth *shop = mbr_synth_new(&trial);
    while ((event = mbr_synth_next(shop)) != NULL)
        made += event->lines;
    mbr_synth_free(shop);
    return as_members((double)lines / (double)made * TRIAL_MEMBERS);
}
