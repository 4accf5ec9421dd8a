#include "mbr/decimal.h"
#include "mbr/rfm_field.h"
#include "mbr/rfm_words.h"

/* The next score up that some value is known to reach; 0 when there is none. */
static int score_above(const struct mbr_rfm_scale *scale, int bins, int score)
{
    for (score++; score <= bins; score++) {
        if (scale->has[score - 1])
            return score;
    }
    return 0;
}

/* Score 1 is whatever reaches no other, so it has no lower end. On recency, where more days are
   less, the ends change places. */
void mbr_rfm_find_place(const struct mbr_rfm_model *model, int scale, int score,
                        struct mbr_rfm_place *place)
{
    const struct mbr_rfm_scale *s = &model->scale[scale];
    int above = score_above(s, model->bins, score);
    *place = (struct mbr_rfm_place){.has_from = score > 1, .has_below = above > 0};
    if (place->has_from)
        place->from = s->lowest[score - 1];
    if (place->has_below)
        place->below = s->lowest[above - 1];
    if (scale == MBR_RFM_R)
        *place = (struct mbr_rfm_place){.has_from = place->has_below,
                                        .from = 1 - place->below,
                                        .has_below = place->has_from,
                                        .below = 1 - place->from};
}

bool mbr_rfm_bounds_mean(const struct mbr_rfm_rule *rule, const struct mbr_rfm_scheme *scheme)
{
    return rule->low[MBR_RFM_FM] > 1 || rule->high[MBR_RFM_FM] < scheme->bins;
}

static void put_limit(struct mbr_buf *buf, const char *key, int scale, int64_t value)
{
    mbr_put_key(buf, key);
    if (scale == MBR_RFM_M)
        mbr_put_decimal(buf, value);
    else
        mbr_put_int(buf, value);
}

static void put_place(struct mbr_buf *buf, const struct mbr_rfm_model *model, int scale,
                      const struct mbr_rfm_scheme *scheme, const struct mbr_rfm_verdict *verdict)
{
    enum mbr_rfm_side side = scheme->rule[verdict->rule].side[scale];
    struct mbr_rfm_place place;
    mbr_rfm_find_place(model, scale, verdict->score[scale], &place);
    mbr_put_key(buf, mbr_rfm_scale_names[scale]);
    mbr_put_char(buf, '{');
    if (place.has_from)
        put_limit(buf, "from", scale, place.from);
    if (place.has_below)
        put_limit(buf, "below", scale, place.below);
    if (side != MBR_RFM_ANY) {
        mbr_put_key(buf, "high");
        mbr_put_text(buf, side == MBR_RFM_HIGH ? "true" : "false");
    }
    mbr_put_char(buf, '}');
}

static void put_words(struct mbr_buf *buf, const char *key, struct mbr_buf *text)
{
    mbr_put_key(buf, key);
    mbr_put_string(buf, mbr_buf_span(text));
    text->n = 0;
}

static void put_next(struct mbr_buf *buf, const struct mbr_rfm_model *model,
                     const struct mbr_rfm_scheme *scheme, const struct mbr_rfm_verdict *verdict,
                     const char *labels)
{
    const struct mbr_rfm_way *way = &verdict->next;
    mbr_put_char(buf, '{');
    mbr_put_rfm_score(buf, way->score, model->bins);
    mbr_put_rfm_segment(buf, scheme, scheme->rule[way->rule].segment, labels);
    mbr_put_key(buf, "needs");
    mbr_put_char(buf, '{');
    mbr_put_key(buf, model->by_days ? "days" : "orders");
    mbr_put_int(buf, way->orders);
    mbr_put_key(buf, "spend");
    mbr_put_decimal(buf, way->spend);
    mbr_put_char(buf, '}');
}

void mbr_put_rfm_explain(struct mbr_buf *buf, const struct mbr_rfm_model *model,
                         const struct mbr_rfm_scheme *scheme, const struct mbr_rfm_verdict *verdict,
                         const char *labels)
{
    struct mbr_buf text = {0};
    mbr_put_char(buf, '{');
    mbr_put_rfm_because(&text, model, scheme, verdict, labels);
    put_words(buf, "because", &text);
    for (int i = 0; i < MBR_RFM_SCALES && verdict->point.bought; i++)
        put_place(buf, model, i, scheme, verdict);
    if (verdict->point.bought && mbr_rfm_bounds_mean(&scheme->rule[verdict->rule], scheme)) {
        mbr_put_key(buf, "fm");
        mbr_put_int(buf, verdict->fm);
    }
    if (verdict->next.rule != MBR_RFM_NO_RULE) {
        mbr_put_key(buf, "next");
        put_next(buf, model, scheme, verdict, labels);
        mbr_put_rfm_next(&text, model, scheme, verdict, labels);
        put_words(buf, "words", &text);
        mbr_put_char(buf, '}');
    }
    mbr_put_char(buf, '}');
    mbr_buf_free(&text);
}
