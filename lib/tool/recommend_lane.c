#include <stdlib.h>

#include "recommend_choice.h"

#include "mbr/dropped.h"
#include "mbr/mem.h"
#include "mbr/pack.h"

void *recommend_open(void *self, const struct mbr_catalogue *items, struct mbr_err *err)
{
    struct recommend_lane *lane = mbr_calloc(1, sizeof *lane);
    (void)err;
    lane->job = self;
    lane->items = items;
    mbr_purchases_open(&lane->purchases, NULL);
    lane->own.gather.by = MBR_BASKET_MEMBER_DAY;
    mbr_basket_gather_begin(&lane->own.gather);
    return lane;
}

void recommend_close(void *self, void *state)
{
    struct recommend_lane *lane = state;
    (void)self;
    lane->job->seen.lines += lane->lines;
    lane->job->seen.known += lane->known;
    if (lane->choice)
        recommend_choice_close(lane->choice);
    if (lane->asks)
        recommend_asker_free(&lane->asker);
    mbr_audience_scratch_free(&lane->seeker.scratch);
    free(lane->seeker.score);
    mbr_purchases_free(&lane->purchases);
    mbr_basket_gather_free(&lane->own.gather);
    free(lane->own.bought);
    mbr_buf_free(&lane->text);
    free(lane);
}

int recommend_read_orders(struct recommend_lane *lane, const struct mbr_member *member,
                          struct mbr_err *err)
{
    const struct mbr_json *dropped = &member->slot[RECOMMEND_DROPPED];
    if (mbr_dropped_has(dropped, "orders"))
        return mbr_err_json(err, "dropped", "the orders are needed here", dropped->raw);
    return mbr_purchases_read(&lane->purchases, &member->slot[RECOMMEND_ORDERS], err);
}

/* The member's number among those learned from, or MBR_NOBODY. */
static uint32_t number_of(const struct recommend_model *model, struct mbr_span id)
{
    uint64_t hash = mbr_pack_hash(id);
    size_t low = 0, high = model->whos;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (model->who[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low < model->whos && model->who[low].hash == hash ? model->who[low].member : MBR_NOBODY;
}

static void set_past(struct recommend_past *own, const struct mbr_member *member, uint32_t number)
{
    const struct mbr_baskets *baskets = &own->gather.baskets;
    own->past = (struct mbr_past){.item = baskets->item,
                                  .entry = baskets->entry,
                                  .day = baskets->day,
                                  .baskets = baskets->members ? baskets->basket[1] : 0,
                                  .today = member->as_of + 1,
                                  .member = number};
}

int recommend_read(struct recommend_lane *lane, const struct mbr_member *member,
                   struct mbr_err *err)
{
    const struct recommend_model *model = &lane->job->model;
    const struct mbr_purchases *purchases = &lane->purchases;
    struct recommend_past *own = &lane->own;
    size_t count = 0;
    if (recommend_read_orders(lane, member, err) < 0)
        return -1;
    if (!lane->asks) {
        recommend_asker_init(&lane->asker, model->items.count);
        lane->asks = true;
    }
    own->bought = mbr_grow(own->bought, &own->cap, purchases->count, sizeof *own->bought);
    for (size_t i = 0; i < purchases->count; i++) {
        const struct mbr_purchase *line = &purchases->line[i];
        uint32_t item = line->item.n ? mbr_map_find(&model->items.ids, line->item) : MBR_MAP_NONE;
        lane->lines += line->item.n > 0;
        if (item != MBR_MAP_NONE)
            own->bought[count++] = (struct mbr_bought){item, line->order, mbr_at_day(line->at)};
    }
    lane->known += count;
    own->gather.baskets.members = 0;
    mbr_basket_gather_add(&own->gather, own->bought, count, member->as_of);
    set_past(own, member, number_of(model, member->id));
    return 0;
}
