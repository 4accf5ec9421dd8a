#include "mbr/decimal.h"
#include "mbr/rfm_field.h"

static const char *const letters[MBR_RFM_BOUNDS] = {"r", "f", "m", "fm"};

static void put_value(struct mbr_buf *buf, int scale, int64_t value)
{
    if (scale == MBR_RFM_M)
        mbr_put_decimal(buf, value);
    else
        mbr_put_int(buf, scale == MBR_RFM_R ? -value : value);
}

/* "372 days since the last purchase", "34 orders", "5288.63 spent" */
static void put_fact(struct mbr_buf *buf, const struct mbr_rfm_model *model, int scale,
                     int64_t value)
{
    int64_t count = scale == MBR_RFM_R ? -value : value;
    const char *s = count == 1 ? "" : "s";
    put_value(buf, scale, value);
    if (scale == MBR_RFM_R)
        mbr_put_format(buf, " day%s since the last purchase", s);
    else if (scale == MBR_RFM_M)
        mbr_put_text(buf, model->mean ? " spent an order" : " spent");
    else if (model->by_days)
        mbr_put_format(buf, " day%s with a purchase", s);
    else
        mbr_put_format(buf, " order%s", s);
}

/* The next score up (step 1) or down (-1) that some value is known to reach; 0 when there is none.
 */
static int neighbour(const struct mbr_rfm_scale *scale, int bins, int score, int step)
{
    for (score += step; score >= 1 && score <= bins; score += step) {
        if (scale->has[score - 1])
            return score;
    }
    return 0;
}

/* "(r 1: more than 143)", "(r 4: more than 12, at most 32)", "(f 3: at least 2, below 4)" */
static void put_place(struct mbr_buf *buf, const struct mbr_rfm_model *model, int scale, int score)
{
    const struct mbr_rfm_scale *s = &model->scale[scale];
    bool recency = scale == MBR_RFM_R;
    int above = neighbour(s, model->bins, score, 1);
    bool bounded = s->has[score - 1] && (s->given || neighbour(s, model->bins, score, -1));
    mbr_put_format(buf, " (%s %d", letters[scale], score);
    if (recency && above) {
        mbr_put_text(buf, ": more than ");
        put_value(buf, scale, s->lowest[above - 1]);
    }
    if (bounded) {
        mbr_put_text(buf, recency && above ? ", " : ": ");
        mbr_put_text(buf, recency ? "at most " : "at least ");
        put_value(buf, scale, s->lowest[score - 1]);
    }
    if (!recency && above) {
        mbr_put_text(buf, bounded ? ", below " : ": below ");
        put_value(buf, scale, s->lowest[above - 1]);
    }
    mbr_put_char(buf, ')');
}

static void put_side(struct mbr_buf *buf, const struct mbr_rfm_model *model, int scale,
                     enum mbr_rfm_side side)
{
    const int64_t *members = model->scale[scale].members;
    double sum = 0, count = 0;
    for (int i = 0; i < model->bins; i++) {
        sum += (double)(i + 1) * (double)members[i];
        count += (double)members[i];
    }
    mbr_put_text(buf, side == MBR_RFM_HIGH ? " high" : " low");
    if (count > 0)
        mbr_put_format(buf, " (%s the mean, %.2f)", side == MBR_RFM_HIGH ? "above" : "not above",
                       sum / count);
}

/* "champions is r 5 and fm 4 to 5 (here 4)", "important_keep is r low (not above the mean, 3.01)
   and …" */
static void put_rule(struct mbr_buf *buf, const struct mbr_rfm_model *model,
                     const struct mbr_rfm_scheme *scheme, const struct mbr_rfm_verdict *verdict)
{
    const struct mbr_rfm_rule *rule = &scheme->rule[verdict->rule];
    bool any = false;
    mbr_put_format(buf, "%s is", scheme->segment[rule->segment].key);
    for (int i = 0; i < MBR_RFM_BOUNDS; i++) {
        enum mbr_rfm_side side = i < MBR_RFM_SCALES ? rule->side[i] : MBR_RFM_ANY;
        if (side == MBR_RFM_ANY && rule->low[i] == 1 && rule->high[i] == scheme->bins)
            continue;
        mbr_put_format(buf, "%s %s", any ? " and" : "", letters[i]);
        if (side != MBR_RFM_ANY)
            put_side(buf, model, i, side);
        else if (rule->low[i] == rule->high[i])
            mbr_put_format(buf, " %d", rule->low[i]);
        else
            mbr_put_format(buf, " %d to %d (here %d)", rule->low[i], rule->high[i], verdict->on[i]);
        any = true;
    }
    if (!any)
        mbr_put_text(buf, " all others");
    if (model->bins != scheme->bins && any)
        mbr_put_format(buf, ", on a scale of %d", scheme->bins);
}

static void put_because(struct mbr_buf *text, const struct mbr_rfm_model *model,
                        const struct mbr_rfm_scheme *scheme, const struct mbr_rfm_verdict *verdict)
{
    for (int i = 0; i < MBR_RFM_SCALES; i++) {
        put_fact(text, model, i, verdict->point.value[i]);
        put_place(text, model, i, verdict->score[i]);
        mbr_put_text(text, "; ");
    }
    put_rule(text, model, scheme, verdict);
}

/* "a purchase at most 31 days ago", "4 orders", "1000 spent" */
static void put_need(struct mbr_buf *text, const struct mbr_rfm_model *model, int scale,
                     int64_t value)
{
    if (text->n)
        mbr_put_text(text, ", ");
    if (scale == MBR_RFM_R) {
        mbr_put_text(text, "a purchase at most ");
        put_value(text, scale, value);
        mbr_put_text(text, value == -1 ? " day ago" : " days ago");
    } else {
        mbr_put_text(text, "at least ");
        put_fact(text, model, scale, value);
    }
}

static void put_next(struct mbr_buf *buf, const struct mbr_rfm_model *model,
                     const struct mbr_rfm_scheme *scheme, const struct mbr_rfm_verdict *verdict)
{
    static const char *const names[MBR_RFM_SCALES] = {"recency", "frequency", "monetary"};
    struct mbr_buf words = {0};
    mbr_put_char(buf, '{');
    mbr_put_rfm_segment(buf, scheme, scheme->rule[verdict->better_rule].segment, NULL);
    mbr_put_key(buf, "needs");
    mbr_put_char(buf, '{');
    for (int i = 0; i < MBR_RFM_SCALES; i++) {
        int score = verdict->better[i];
        if (score == verdict->score[i])
            continue;
        int64_t value = model->scale[i].lowest[score - 1];
        mbr_put_key(buf, letters[i]);
        mbr_put_int(buf, score);
        mbr_put_key(buf, names[i]);
        put_value(buf, i, value);
        put_need(&words, model, i, value);
    }
    mbr_put_char(buf, '}');
    mbr_put_key(buf, "words");
    mbr_put_string(buf, mbr_buf_span(&words));
    mbr_put_char(buf, '}');
    mbr_buf_free(&words);
}

void mbr_put_rfm_explain(struct mbr_buf *buf, const struct mbr_rfm_model *model,
                         const struct mbr_rfm_scheme *scheme, const struct mbr_rfm_verdict *verdict)
{
    struct mbr_buf text = {0};
    put_because(&text, model, scheme, verdict);
    mbr_put_char(buf, '{');
    mbr_put_key(buf, "because");
    mbr_put_string(buf, mbr_buf_span(&text));
    if (verdict->better_rule != MBR_RFM_NO_RULE) {
        mbr_put_key(buf, "next");
        put_next(buf, model, scheme, verdict);
    }
    mbr_put_char(buf, '}');
    mbr_buf_free(&text);
}
