#include "synth_shop.h"

#define COUPON_CHANCE 0.10
#define ANY_PRICE (UINT32_MAX / 2)
#define POINTS_PRICE 500
#define CALL_COST 20000 /* 1/10000 */

static void add(struct mbr_synth *shop, struct mbr_synth_event event)
{
    if (event.second < 0)
        event.second = 0;
    if (event.second >= DAY_SECONDS)
        event.second = DAY_SECONDS - 1;
    mbr_synth_add(shop, &event);
}

static struct mbr_synth_event event_of(enum mbr_synth_kind kind, uint32_t who, int32_t second)
{
    return (struct mbr_synth_event){.kind = kind, .member = who, .who = who, .second = second};
}

/* Every twelfth member was brought by an earlier one. */
void mbr_synth_welcome(struct mbr_synth *shop, uint32_t who, int32_t second)
{
    struct shopper *shopper = &shop->shopper[who];
    struct mbr_synth_event event = event_of(MBR_SYNTH_JOIN, who, second);
    shopper->welcomed = true;
    event.channel = shopper->is.offline > 0.5 ? MBR_SYNTH_STORE : shopper->is.channel;
    event.store = event.channel == MBR_SYNTH_STORE ? shopper->is.home : 0;
    add(shop, event);
    event.kind = MBR_SYNTH_ATTR;
    event.shows = MBR_SYNTH_SHOWS_PHONE | MBR_SYNTH_SHOWS_EMAIL;
    add(shop, event);
    event.kind = MBR_SYNTH_CONSENT;
    event.shows = 0;
    event.value = shopper->consent;
    add(shop, event);
    struct mbr_rand rand;
    mbr_rand_derive(&rand, shop->config.seed, who, purpose(FOR_REFERRAL, 0));
    if (who == 0 || mbr_rand_below(&rand, 12) != 0)
        return;
    event = event_of(MBR_SYNTH_REFER, mbr_rand_below(&rand, who), second);
    event.value = who;
    add(shop, event);
}

static void move_points(struct mbr_synth *shop, struct mbr_rand *rand, struct shopper *shopper,
                        const struct mbr_synth_event *order)
{
    uint64_t cents = 0;
    for (uint32_t i = 0; i < order->lines; i++) {
        const struct mbr_synth_line *line = &shop->line[order->first + i];
        cents += (uint64_t)line->qty * line->price;
    }
    struct mbr_synth_event event = event_of(MBR_SYNTH_POINTS_EARN, order->who, order->second);
    event.order = order->order;
    event.value = (uint32_t)(cents / 100);
    shopper->points += event.value;
    add(shop, event);
    if (shopper->points + shopper->points_before < POINTS_PRICE || mbr_rand_uniform(rand) >= 0.3)
        return;
    uint32_t old = shopper->points_before < POINTS_PRICE ? shopper->points_before : POINTS_PRICE;
    shopper->points_before -= old;
    shopper->points -= POINTS_PRICE - old;
    event.kind = MBR_SYNTH_POINTS_SPEND;
    event.value = POINTS_PRICE;
    event.second++;
    add(shop, event);
}

/* The screens on the way to an order online: each good may be looked at and put into the cart. */
static void look_first(struct mbr_synth *shop, struct mbr_rand *rand,
                       const struct mbr_synth_event *order)
{
    int32_t before = order->second - 120 - (int32_t)mbr_rand_below(rand, 900);
    struct mbr_synth_event event = event_of(MBR_SYNTH_LOGIN, order->who, before);
    event.channel = order->channel;
    event.shows = MBR_SYNTH_SHOWS_DEVICE;
    if (mbr_rand_uniform(rand) < 0.6)
        add(shop, event);
    event.shows = 0;
    for (uint32_t i = 0; i < order->lines; i++) {
        event.item = shop->line[order->first + i].item;
        event.second = before + (int32_t)mbr_rand_below(rand, 60);
        double u = mbr_rand_uniform(rand);
        event.kind = MBR_SYNTH_SEARCH;
        if (u < 0.2)
            add(shop, event);
        event.kind = MBR_SYNTH_VIEW;
        event.second += 5;
        if (u < 0.7)
            add(shop, event);
        event.kind = MBR_SYNTH_CART;
        event.second += 30;
        if (mbr_rand_uniform(rand) < 0.6)
            add(shop, event);
    }
}

static void plan_review(struct mbr_synth *shop, struct mbr_rand *rand,
                        const struct mbr_synth_event *order)
{
    struct due due = {.who = order->who,
                      .order = order->order,
                      .item = shop->line[order->first].item,
                      .kind = DUE_REVIEW,
                      .channel = order->channel};
    if (mbr_rand_uniform(rand) < 0.1)
        mbr_synth_remind(shop, shop->today + 3 + (int32_t)mbr_rand_below(rand, 18), &due);
}

void mbr_synth_around_order(struct mbr_synth *shop, uint32_t who, struct shopper *shopper,
                            const struct mbr_synth_event *order)
{
    struct mbr_rand rand;
    if (order->member == MBR_SYNTH_NOBODY)
        return;
    mbr_rand_derive(&rand, shop->config.seed, who, purpose(FOR_HABIT, shopper->orders));
    if (!shopper->welcomed)
        mbr_synth_welcome(shop, who, order->second);
    else if (order->channel != MBR_SYNTH_STORE)
        look_first(shop, &rand, order);
    else if (mbr_rand_uniform(&rand) < 0.2) {
        struct mbr_synth_event visit = event_of(MBR_SYNTH_VISIT, who, order->second - 1200);
        visit.channel = order->channel;
        visit.store = order->store;
        add(shop, visit);
    }
    if (order->campaign) {
        struct mbr_synth_event redeem = event_of(MBR_SYNTH_COUPON_REDEEM, who, order->second);
        redeem.order = order->order;
        redeem.campaign = order->campaign;
        add(shop, redeem);
    }
    move_points(shop, &rand, shopper, order);
    plan_review(shop, &rand, order);
}

/* A visit without an order: known by a login, or by the device alone. */
void mbr_synth_browse(struct mbr_synth *shop, uint32_t who)
{
    struct shopper *shopper = &shop->shopper[who];
    struct mbr_rand rand;
    mbr_rand_derive(&rand, shop->config.seed, who, purpose(FOR_BROWSE, shopper->visits++));
    int32_t second = mbr_synth_second(shop, &rand, false);
    struct mbr_synth_event event = event_of(MBR_SYNTH_LOGIN, who, second);
    event.channel = shopper->is.channel;
    event.shows = MBR_SYNTH_SHOWS_DEVICE;
    if (mbr_rand_uniform(&rand) < 0.75) {
        add(shop, event);
        event.shows = 0;
    } else {
        event.member = MBR_SYNTH_NOBODY;
    }
    uint32_t views = 1 + mbr_variate_geometric(&rand, 0.4);
    for (uint32_t i = 0; i < views; i++) {
        double u = mbr_rand_uniform(&rand);
        event.second += 10 + (int32_t)mbr_rand_below(&rand, 60);
        event.item = (uint16_t)mbr_synth_explore(shop, shopper, &rand, ANY_PRICE);
        event.kind = u < 0.15 ? MBR_SYNTH_SEARCH : u < 0.2 ? MBR_SYNTH_CLICK : MBR_SYNTH_VIEW;
        event.campaign = u >= 0.15 && u < 0.2 ? shop->day[shop->today].campaign : 0;
        add(shop, event);
    }
    double u = mbr_rand_uniform(&rand);
    event.kind = u < 0.15 ? MBR_SYNTH_CART : u < 0.25 ? MBR_SYNTH_FAVOURITE : MBR_SYNTH_SHARE;
    event.campaign = 0;
    event.second += 5;
    if (u < 0.3)
        add(shop, event);
}

void mbr_synth_review(struct mbr_synth *shop, const struct due *due)
{
    struct mbr_rand rand;
    mbr_rand_derive(&rand, shop->config.seed, due->order, purpose(FOR_HABIT, 0));
    struct mbr_synth_event event =
        event_of(MBR_SYNTH_REVIEW, due->who, mbr_synth_second(shop, &rand, false));
    double u = mbr_rand_uniform(&rand);
    event.value = u < 0.5 ? 5 : u < 0.8 ? 4 : u < 0.9 ? 3 : u < 0.95 ? 2 : 1;
    event.item = due->item;
    event.order = due->order;
    event.channel = due->channel == MBR_SYNTH_STORE ? MBR_SYNTH_APP : due->channel;
    add(shop, event);
}

bool mbr_synth_has_coupon(const struct mbr_synth *shop, uint32_t who, uint32_t campaign)
{
    struct mbr_rand rand;
    mbr_rand_derive(&rand, shop->config.seed, who, purpose(FOR_COUPON, campaign));
    return mbr_rand_uniform(&rand) < COUPON_CHANCE;
}

static void send(struct mbr_synth *shop, struct mbr_rand *rand, struct mbr_synth_event event)
{
    static const double opens[] = {
        [MBR_SYNTH_SMS] = 0.1, [MBR_SYNTH_EMAIL] = 0.25, [MBR_SYNTH_PUSH] = 0.15};
    static const uint32_t costs[] = {
        [MBR_SYNTH_SMS] = 500, [MBR_SYNTH_EMAIL] = 20, [MBR_SYNTH_PUSH] = 0};
    event.channel = (uint8_t)(MBR_SYNTH_SMS + mbr_rand_below(rand, 3));
    event.status = MBR_SYNTH_SENT;
    event.cost = costs[event.channel];
    add(shop, event);
    event.cost = 0;
    event.second += 2 + (int32_t)mbr_rand_below(rand, 30);
    event.status = mbr_rand_uniform(rand) < 0.02 ? MBR_SYNTH_BOUNCED : MBR_SYNTH_DELIVERED;
    add(shop, event);
    double u = mbr_rand_uniform(rand), open = opens[event.channel];
    if (event.status == MBR_SYNTH_BOUNCED || u >= open)
        return;
    event.second += 60 + (int32_t)mbr_rand_below(rand, 4 * 3600);
    event.status = MBR_SYNTH_OPENED;
    add(shop, event);
    event.second += 20;
    event.status = u < 0.2 * open ? MBR_SYNTH_CLICKED : MBR_SYNTH_UNSUBSCRIBED;
    if (u >= 0.2 * open && u < 0.97 * open)
        return;
    add(shop, event);
    if (event.status == MBR_SYNTH_CLICKED)
        return;
    shop->shopper[event.who].consent = false;
    event.kind = MBR_SYNTH_CONSENT;
    event.value = 0;
    add(shop, event);
}

static void call(struct mbr_synth *shop, struct mbr_rand *rand, struct mbr_synth_event event)
{
    event.kind = MBR_SYNTH_CALL;
    event.second = 9 * 3600 + (int32_t)mbr_rand_below(rand, 8 * 3600);
    event.channel = MBR_SYNTH_PHONE;
    event.status = mbr_rand_uniform(rand) < 0.6 ? MBR_SYNTH_CONNECTED : MBR_SYNTH_REFUSED;
    event.cost = CALL_COST;
    event.value = 1 + mbr_rand_below(rand, 20);
    add(shop, event);
}

/* Who is written to is drawn by chance, whatever the member is like, and changes nothing of what
   they buy: a campaign's true effect is none. */
void mbr_synth_campaign(struct mbr_synth *shop)
{
    uint32_t campaign = shop->day[shop->today].campaign;
    double share = campaign % 100 == 11 ? 0.5 : 0.12;
    for (uint32_t who = 0; who < shop->joined; who++) {
        const struct shopper *shopper = &shop->shopper[who];
        struct mbr_rand rand;
        mbr_rand_derive(&rand, shop->config.seed, who, purpose(FOR_CAMPAIGN, campaign));
        double written = mbr_rand_uniform(&rand), called = mbr_rand_uniform(&rand);
        struct mbr_synth_event event =
            event_of(MBR_SYNTH_MESSAGE, who, 10 * 3600 + (int32_t)mbr_rand_below(&rand, 3600));
        event.campaign = campaign;
        if (shopper->is.joined < shop->today && mbr_synth_has_coupon(shop, who, campaign)) {
            struct mbr_synth_event issue = event;
            issue.kind = MBR_SYNTH_COUPON_ISSUE;
            issue.value = COUPON_OFF;
            add(shop, issue);
        }
        if (shopper->consent && written < share)
            send(shop, &rand, event);
        if (shopper->consent && called < 0.005)
            call(shop, &rand, event);
        if (mbr_rand_uniform(&rand) < 0.002) {
            struct mbr_synth_event moved = event_of(MBR_SYNTH_ATTR, who, 12 * 3600);
            moved.value = 1 + mbr_rand_below(&rand, CITIES);
            add(shop, moved);
        }
    }
}

/* At the end of a half-year the points of the one before are lost. */
void mbr_synth_expire(struct mbr_synth *shop)
{
    for (uint32_t who = 0; who < shop->joined; who++) {
        struct shopper *shopper = &shop->shopper[who];
        struct mbr_synth_event event = event_of(MBR_SYNTH_POINTS_EXPIRE, who, DAY_SECONDS - 1);
        event.value = shopper->points_before;
        if (event.value > 0)
            add(shop, event);
        shopper->points_before = shopper->points;
        shopper->points = 0;
    }
}
