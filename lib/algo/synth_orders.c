#include "mbr/mem.h"
#include "synth_shop.h"

#define MORE_LINES 0.4  /* lines beyond the first are geometric with this chance to end */
#define WORTH_SHAPE 6.0 /* of the gamma variate that an order is worth */
#define MOST_QTY 24
#define MOST_CENTS 100000000
#define GIFT_LINES 4 /* an order of so many gets a gift on the festival */

/* The basket that is being filled. */
struct basket {
    struct mbr_synth *shop;
    size_t first;  /* its first line in shop->line */
    uint32_t more; /* lines still to come */
    double worth;  /* what they may cost together, in cents */
    bool coupon;
};

static uint32_t price_today(const struct basket *basket, uint32_t item, bool coupon)
{
    uint32_t category = mbr_synth_item_category(basket->shop, item);
    uint32_t off = mbr_synth_off(basket->shop, category) + (coupon ? COUPON_OFF : 0);
    return (basket->shop->item[item].price * (100 - off) + 50) / 100;
}

static void spend(struct basket *basket, double cents)
{
    basket->worth = basket->worth > cents ? basket->worth - cents : 0;
    basket->more--;
}

/* A good drawn again makes one more of it. The quantity is what the line's share of the worth pays
   for, rounded by chance so that the mean is kept; what one line costs too much, the next ones are
   cheaper. */
static void add_line(struct basket *basket, struct mbr_rand *rand, uint32_t item)
{
    struct mbr_synth *shop = basket->shop;
    for (size_t i = basket->first; i < shop->lines; i++)
        if (shop->line[i].item == item) {
            shop->line[i].qty++;
            spend(basket, shop->line[i].price);
            return;
        }
    bool coupon = basket->coupon && shop->lines == basket->first;
    uint32_t price = price_today(basket, item, coupon);
    double paid_for = basket->worth / basket->more / price + mbr_rand_uniform(rand);
    uint16_t qty = paid_for < 1 ? 1 : paid_for > MOST_QTY ? MOST_QTY : (uint16_t)paid_for;
    shop->line = mbr_grow(shop->line, &shop->lines_cap, shop->lines + 1, sizeof *shop->line);
    shop->line[shop->lines++] = (struct mbr_synth_line){
        .item = (uint16_t)item,
        .qty = qty,
        .price = price,
        .list = shop->item[item].price,
        .coupon = coupon,
    };
    spend(basket, (double)qty * price);
}

static uint32_t choose_category(const struct mbr_synth_member *is, struct mbr_rand *rand)
{
    double u = mbr_rand_uniform(rand);
    if (u < 0.45)
        return is->category[0];
    if (u < 0.70)
        return is->category[1];
    if (u < 0.85)
        return is->category[2];
    double any = mbr_rand_uniform(rand);
    return (uint32_t)(any * any * CATEGORIES);
}

/* A favourite category (another try when it is on no promotion, for who looks for deals), the
   favourite brand more often than not, the tier of the member's price level, and the popular
   variants before the others. A tier that costs more than the share gives way to the next. */
static uint32_t draw_item(const struct mbr_synth *shop, const struct shopper *shopper,
                          struct mbr_rand *rand, uint32_t share)
{
    const struct mbr_synth_member *is = &shopper->is;
    uint32_t category = choose_category(is, rand);
    if (mbr_rand_uniform(rand) < is->deal && mbr_synth_off(shop, category) == 0)
        category = choose_category(is, rand);
    double by_brand = mbr_rand_uniform(rand), by_variant = mbr_rand_uniform(rand);
    uint32_t any = (uint32_t)(by_brand * by_brand * BRANDS);
    uint32_t brand = mbr_rand_uniform(rand) < 0.6 ? is->brand : any;
    uint32_t variant = mbr_synth_popular_variant(shop, by_variant);
    double level = is->price_level + 0.4 * (mbr_rand_uniform(rand) - 0.5);
    uint32_t tier = level < 1.0 / 3 ? 0 : level < 2.0 / 3 ? 1 : 2;
    uint32_t item = mbr_synth_item_at(shop, category, brand, tier, variant);
    while (tier > 0 && shop->item[item].price > share)
        item = mbr_synth_item_at(shop, category, brand, --tier, variant);
    return item;
}

uint32_t mbr_synth_explore(const struct mbr_synth *shop, const struct shopper *shopper,
                           struct mbr_rand *rand, uint32_t share)
{
    uint32_t item = draw_item(shop, shopper, rand, share);
    for (int again = 0; again < 2 && shop->item[item].price > share; again++)
        item = draw_item(shop, shopper, rand, share);
    return item;
}

static void add_staples(struct basket *basket, struct mbr_rand *rand, struct shopper *shopper)
{
    int32_t today = basket->shop->today;
    const struct mbr_synth_member *is = &shopper->is;
    for (int i = 0; i < 2 && basket->more > 0; i++) {
        if (is->every[i] == 0)
            continue;
        double wait = is->every[i] * (0.8 + 0.4 * mbr_rand_uniform(rand));
        bool due = shopper->orders == 0 || today - shopper->bought[i] >= wait;
        if (!due || mbr_rand_uniform(rand) >= 0.85)
            continue;
        add_line(basket, rand, is->staple[i]);
        shopper->bought[i] = (uint16_t)today;
    }
}

/* The companion of the good before it, something new, or a good of the orders before. */
static uint32_t choose(const struct basket *basket, struct mbr_rand *rand,
                       const struct shopper *shopper)
{
    const struct mbr_synth *shop = basket->shop;
    double u = mbr_rand_uniform(rand);
    if (shop->lines > basket->first && u < 0.35) {
        uint32_t item = shop->line[shop->lines - 1].item;
        uint32_t companion = mbr_synth_companion(shop, item);
        if (companion != item)
            return companion;
    }
    if (u >= 0.6 && shopper->orders > 0)
        return shopper->recent[mbr_rand_below(rand, 2)];
    double share = basket->worth / basket->more;
    return mbr_synth_explore(shop, shopper, rand,
                             share < MOST_CENTS ? (uint32_t)share : MOST_CENTS);
}

static void fill(struct basket *basket, struct mbr_rand *rand, struct shopper *shopper)
{
    struct mbr_synth *shop = basket->shop;
    basket->more = 1 + mbr_variate_geometric(rand, MORE_LINES);
    basket->worth = shopper->is.spend * mbr_variate_gamma(rand, WORTH_SHAPE) / WORTH_SHAPE;
    add_staples(basket, rand, shopper);
    while (basket->more > 0)
        add_line(basket, rand, choose(basket, rand, shopper));
    shopper->recent[0] = shopper->recent[1];
    shopper->recent[1] = shop->line[shop->lines - 1].item;
}

int32_t mbr_synth_second(const struct mbr_synth *shop, struct mbr_rand *rand, bool store)
{
    uint32_t hour = mbr_alias_draw(store ? &shop->hours_store : &shop->hours_online, rand);
    return (int32_t)(hour * 3600 + mbr_rand_below(rand, 3600));
}

/* Where, and whether the till was told who it is: an order may show only a phone in the store, or
   only an address online. */
static void place(const struct shopper *shopper, struct mbr_rand *rand,
                  struct mbr_synth_event *order)
{
    const struct mbr_synth_member *is = &shopper->is;
    bool store = mbr_rand_uniform(rand) < is->offline;
    double u = mbr_rand_uniform(rand), told = mbr_rand_uniform(rand);
    order->channel = store ? MBR_SYNTH_STORE : is->channel;
    if (store)
        order->store = u < 0.85 ? is->home : (uint8_t)(1 + mbr_rand_below(rand, STORES));
    else if (u < 0.15)
        order->channel = (uint8_t)(MBR_SYNTH_APP + mbr_rand_below(rand, 3));
    if (shopper->orders > 0 && told < (store ? 0.06 : 0.02)) {
        order->member = MBR_SYNTH_NOBODY;
        order->shows = store ? MBR_SYNTH_SHOWS_PHONE : MBR_SYNTH_SHOWS_EMAIL;
    }
}

static void plan_returns(struct mbr_synth *shop, struct mbr_rand *rand,
                         const struct mbr_synth_event *order)
{
    double chance = order->channel == MBR_SYNTH_STORE ? 0.02 : 0.05;
    for (uint32_t i = 0; i < order->lines; i++) {
        const struct mbr_synth_line *line = &shop->line[order->first + i];
        if (mbr_rand_uniform(rand) >= chance)
            continue;
        bool whole = mbr_rand_uniform(rand) < 0.7;
        struct due due = {
            .who = order->who,
            .order = order->order,
            .price = line->price,
            .item = line->item,
            .qty = whole ? line->qty : (uint16_t)(1 + mbr_rand_below(rand, line->qty)),
            .kind = DUE_RETURN,
            .shows = order->shows,
            .channel = order->channel,
            .store = order->store,
            .anonymous = order->member == MBR_SYNTH_NOBODY,
        };
        mbr_synth_remind(shop, shop->today + 2 + (int32_t)mbr_rand_below(rand, 14), &due);
    }
}

static void add_gift(struct mbr_synth *shop, const struct mbr_synth_event *order)
{
    uint32_t category = mbr_synth_item_category(shop, shop->line[order->first].item);
    uint32_t item = mbr_synth_item_at(shop, category, 0, 0, 0);
    shop->line = mbr_grow(shop->line, &shop->lines_cap, shop->lines + 1, sizeof *shop->line);
    shop->line[shop->lines++] = (struct mbr_synth_line){
        .item = (uint16_t)item, .qty = 1, .list = shop->item[item].price, .gift = true};
}

void mbr_synth_order(struct mbr_synth *shop, struct mbr_rand *rand, uint32_t who,
                     struct shopper *shopper)
{
    struct mbr_synth_event order = {
        .kind = MBR_SYNTH_PURCHASE,
        .member = who,
        .who = who,
        .order = ++shop->orders,
        .first = (uint32_t)shop->lines,
    };
    place(shopper, rand, &order);
    order.second = mbr_synth_second(shop, rand, order.channel == MBR_SYNTH_STORE);
    const struct day *today = &shop->day[shop->today];
    bool valid = today->campaign_day + MBR_SYNTH_COUPON_DAYS > shop->today;
    bool coupon = valid && order.member != MBR_SYNTH_NOBODY &&
                  today->campaign != shopper->coupon_used &&
                  shopper->is.joined < today->campaign_day &&
                  mbr_synth_has_coupon(shop, who, today->campaign) &&
                  mbr_rand_uniform(rand) < 0.3 + 0.6 * shopper->is.deal;
    if (coupon)
        order.campaign = shopper->coupon_used = today->campaign;
    struct basket basket = {.shop = shop, .first = shop->lines, .coupon = coupon};
    fill(&basket, rand, shopper);
    order.lines = (uint32_t)(shop->lines - basket.first);
    plan_returns(shop, rand, &order);
    if (shop->config.all && today->festival && order.lines >= GIFT_LINES) {
        add_gift(shop, &order);
        order.lines++;
    }
    if (shop->config.all)
        mbr_synth_around_order(shop, who, shopper, &order);
    mbr_synth_add(shop, &order);
    shopper->orders++;
}

void mbr_synth_return(struct mbr_synth *shop, const struct due *due)
{
    struct mbr_rand rand;
    mbr_rand_derive(&rand, shop->config.seed, (uint64_t)due->order << 32 | due->item,
                    purpose(FOR_ORDER, 0));
    struct mbr_synth_event event = {
        .kind = MBR_SYNTH_RETURN,
        .second = mbr_synth_second(shop, &rand, due->channel == MBR_SYNTH_STORE),
        .member = due->anonymous ? MBR_SYNTH_NOBODY : due->who,
        .who = due->who,
        .order = due->order,
        .first = (uint32_t)shop->lines,
        .lines = 1,
        .shows = due->shows,
        .channel = due->channel,
        .store = due->store,
    };
    shop->line = mbr_grow(shop->line, &shop->lines_cap, shop->lines + 1, sizeof *shop->line);
    shop->line[shop->lines++] = (struct mbr_synth_line){
        .item = due->item, .qty = due->qty, .price = due->price, .list = due->price};
    mbr_synth_add(shop, &event);
}
