#include "mbr/rfm_field.h"

#include "mbr/decimal.h"

const char *const mbr_rfm_scale_names[MBR_RFM_SCALES] = {"recency", "frequency", "monetary"};

int mbr_rfm_measure(const struct mbr_rfm_model *model, const struct mbr_member *member,
                    struct mbr_rfm_point *point, struct mbr_err *err)
{
    const struct mbr_buy *buy = &member->buy;
    *point = (struct mbr_rfm_point){
        .bought = buy->orders > 0,
        .value =
            {[MBR_RFM_F] = model->by_days ? member->days : buy->orders, [MBR_RFM_M] = buy->spend},
        .orders = buy->orders,
        .spend = buy->spend,
    };
    if (!point->bought)
        return 0;
    point->value[MBR_RFM_R] = (int64_t)buy->last - member->as_of;
    if (model->mean &&
        !mbr_decimal_divide(buy->spend, buy->orders * MBR_DECIMAL_ONE, &point->value[MBR_RFM_M]))
        return mbr_err_set(err, "buy.spend: the mean an order does not fit");
    return 0;
}

void mbr_put_rfm_score(struct mbr_buf *buf, const int *score, int bins)
{
    mbr_put_key(buf, "score");
    mbr_put_char(buf, '"');
    for (int i = 0; i < MBR_RFM_SCALES; i++) {
        if (i && bins > 9)
            mbr_put_char(buf, '-');
        mbr_put_int(buf, score[i]);
    }
    mbr_put_char(buf, '"');
}

const char *mbr_rfm_label(const struct mbr_rfm_segment *segment, const char *labels)
{
    if (!labels)
        return segment->key;
    return strcmp(labels, "zh") == 0 ? segment->zh : segment->en;
}

void mbr_put_rfm_segment(struct mbr_buf *buf, const struct mbr_rfm_scheme *scheme, size_t number,
                         const char *labels)
{
    static const struct mbr_rfm_segment none = {MBR_RFM_NO_PURCHASE, "No purchase", "未购买"};
    const struct mbr_rfm_segment *segment =
        number < scheme->segments ? &scheme->segment[number] : &none;
    mbr_put_key(buf, "segment");
    mbr_put_string(buf, mbr_span(segment->key));
    if (labels) {
        mbr_put_key(buf, "label");
        mbr_put_string(buf, mbr_span(mbr_rfm_label(segment, labels)));
    }
}

static void put_values(struct mbr_buf *buf, const struct mbr_rfm_model *model,
                       const struct mbr_rfm_point *point)
{
    if (point->bought) {
        mbr_put_key(buf, "recency");
        mbr_put_int(buf, -point->value[MBR_RFM_R]);
    }
    mbr_put_key(buf, "frequency");
    mbr_put_int(buf, point->value[MBR_RFM_F]);
    if (point->bought || !model->mean) {
        mbr_put_key(buf, "monetary");
        mbr_put_decimal(buf, point->value[MBR_RFM_M]);
    }
}

static void put_scores(struct mbr_buf *buf, const int *score, int bins)
{
    static const char *const letters[MBR_RFM_SCALES] = {"r", "f", "m"};
    for (int i = 0; i < MBR_RFM_SCALES; i++) {
        mbr_put_key(buf, letters[i]);
        mbr_put_int(buf, score[i]);
    }
    mbr_put_rfm_score(buf, score, bins);
}

void mbr_put_rfm(struct mbr_buf *buf, const struct mbr_rfm_model *model,
                 const struct mbr_rfm_scheme *scheme, const struct mbr_rfm_verdict *verdict,
                 const struct mbr_rfm_style *style)
{
    size_t segment = scheme->segments;
    mbr_put_char(buf, '{');
    put_values(buf, model, &verdict->point);
    if (verdict->point.bought) {
        put_scores(buf, verdict->score, model->bins);
        segment = scheme->rule[verdict->rule].segment;
    }
    mbr_put_rfm_segment(buf, scheme, segment, style->labels);
    if (style->explain) {
        mbr_put_key(buf, "explain");
        mbr_put_rfm_explain(buf, model, scheme, verdict, style->labels);
    }
    mbr_put_char(buf, '}');
}
