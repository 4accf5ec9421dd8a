#include "mbr/rfm_words.h"

#include <stdio.h>

#include "mbr/decimal.h"
#include "mbr/rfm_field.h"

/* What a phrase can speak of; money is the kinds from TOTAL on. */
enum kind { RECENCY, ORDERS, DAYS, TOTAL, MEAN, KINDS };
enum place { FROM, BELOW, WITHIN, EXACTLY, PLACES };
enum { ONE, MORE, NUMBERS };

/* In a phrase # stands for its number, @ for a second number or a name, + for a phrase within.
   Where there are two, the first is for the number 1. */
struct language {
    const char *fact[KINDS][NUMBERS];
    const char *place[PLACES][MBR_RFM_SCALES][NUMBERS]; /* of days: both included */
    const char *comma, *open, *close, *colon;
    const char *score_of, *score, *high, *low, *together;
    const char *returned, *unknown;
    const char *first[NUMBERS], *orders[NUMBERS], *days[NUMBERS], *spend;
};

#define BOTH(text)                                                                                 \
    {                                                                                              \
        text, text                                                                                 \
    }

static const struct language english = {
    .fact =
        {
            [RECENCY] = {"# day since the last purchase", "# days since the last purchase"},
            [ORDERS] = {"# order", "# orders"},
            [DAYS] = {"# day with a purchase", "# days with a purchase"},
            [TOTAL] = BOTH("# spent"),
            [MEAN] = BOTH("# spent an order"),
        },
    .place =
        {
            [FROM] = {{"more than # day", "more than # days"},
                      BOTH("# or more"),
                      BOTH("# or more")},
            [BELOW] = {{"at most # day", "at most # days"}, BOTH("fewer than #"), BOTH("below #")},
            [WITHIN] = {BOTH("# to @ days"), BOTH("# to @"), BOTH("# or more, below @")},
            [EXACTLY] = {{"# day", "# days"}, BOTH("#"), BOTH("#")},
        },
    .comma = ", ",
    .open = " (",
    .close = ")",
    .colon = ": ",
    .score_of = "score # of @",
    .score = "score #",
    .high = "; above the mean score, #",
    .low = "; not above the mean score, #",
    .together = "; frequency and money together score # of @",
    .returned = "only returns in this period; no purchase known",
    .unknown = "no purchase known",
    .first = {"would be @ after a first order now+", "would be @ after # orders now+"},
    .orders = {"would be @ after one more order now+", "would be @ after # more orders now+"},
    .days = {"would be @ after a purchase on one more day+",
             "would be @ after purchases on # more days+"},
    .spend = " and # more spend",
};

static const struct language chinese = {
    .fact =
        {
            [RECENCY] = BOTH("距上次购买#天"),
            [ORDERS] = BOTH("#笔订单"),
            [DAYS] = BOTH("#天有购买"),
            [TOTAL] = BOTH("消费#"),
            [MEAN] = BOTH("每单平均消费#"),
        },
    .place =
        {
            [FROM] = {BOTH("超过#天"), BOTH("#及以上"), BOTH("#及以上")},
            [BELOW] = {BOTH("不超过#天"), BOTH("不到#"), BOTH("低于#")},
            [WITHIN] = {BOTH("#至@天"), BOTH("#至@"), BOTH("#及以上、低于@")},
            [EXACTLY] = {BOTH("#天"), BOTH("#"), BOTH("#")},
        },
    .comma = "，",
    .open = "（",
    .close = "）",
    .colon = "：",
    .score_of = "#分，满分@分",
    .score = "#分",
    .high = "；高于平均分#",
    .low = "；不高于平均分#",
    .together = "；频次与金额合计#分，满分@分",
    .returned = "本期只有退货，没有已知的购买",
    .unknown = "没有已知的购买",
    .first = {"现在首次下单+，将成为“@”", "现在下#单+，将成为“@”"},
    .orders = BOTH("现在再下#单+，将成为“@”"),
    .days = BOTH("再有#天购买+，将成为“@”"),
    .spend = "、再消费#",
};

static const struct language *language_of(const char *labels)
{
    return labels && strcmp(labels, "zh") == 0 ? &chinese : &english;
}

static void put_phrase(struct mbr_buf *text, const char *phrase, const char *number,
                       const char *second, const char *within)
{
    for (; *phrase; phrase++) {
        if (*phrase == '#')
            mbr_put_text(text, number);
        else if (*phrase == '@')
            mbr_put_text(text, second);
        else if (*phrase == '+')
            mbr_put_text(text, within);
        else
            mbr_put_char(text, *phrase);
    }
}

struct number {
    char text[MBR_DECIMAL_SIZE + 1];
};

static struct number show(enum kind kind, int64_t value)
{
    struct number number;
    if (kind >= TOTAL)
        number.text[mbr_decimal_write(number.text, value)] = '\0';
    else
        snprintf(number.text, sizeof number.text, "%lld", (long long)value);
    return number;
}

static enum kind kind_of(const struct mbr_rfm_model *model, int scale)
{
    if (scale == MBR_RFM_R)
        return RECENCY;
    if (scale == MBR_RFM_F)
        return model->by_days ? DAYS : ORDERS;
    return model->mean ? MEAN : TOTAL;
}

/* Days and orders are whole, so their limits can be said with both ends included. */
static void put_place(struct mbr_buf *text, const struct language *language, enum kind kind,
                      int scale, const struct mbr_rfm_place *place)
{
    int64_t from = place->from, below = place->below;
    enum place which = !place->has_below ? FROM : !place->has_from ? BELOW : WITHIN;
    from -= which == FROM && kind == RECENCY;
    below -= kind < TOTAL && (which == WITHIN || kind == RECENCY);
    if (which == WITHIN && kind < TOTAL && from == below)
        which = EXACTLY;
    int64_t number = which == BELOW ? below : from;
    put_phrase(text, language->place[which][scale][number == 1 ? ONE : MORE],
               show(kind, number).text, show(kind, below).text, "");
}

static void put_side(struct mbr_buf *text, const struct language *language,
                     const struct mbr_rfm_model *model, int scale, enum mbr_rfm_side side)
{
    const int64_t *members = model->scale[scale].members;
    double sum = 0, count = 0;
    char mean[MBR_DECIMAL_SIZE];
    for (int i = 0; i < model->bins; i++) {
        sum += (double)(i + 1) * (double)members[i];
        count += (double)members[i];
    }
    snprintf(mean, sizeof mean, "%.2f", count > 0 ? sum / count : 0);
    put_phrase(text, side == MBR_RFM_HIGH ? language->high : language->low, mean, "", "");
}

/* "34 orders (score 5 of 5: 7 or more)" */
static void put_scale(struct mbr_buf *text, const struct language *language,
                      const struct mbr_rfm_model *model, const struct mbr_rfm_rule *rule, int scale,
                      const struct mbr_rfm_verdict *verdict)
{
    enum kind kind = kind_of(model, scale);
    int64_t value = verdict->point.value[scale];
    int score = verdict->score[scale];
    struct mbr_rfm_place place;
    value = kind == RECENCY ? -value : value;
    mbr_rfm_find_place(model, scale, score, &place);
    put_phrase(text, language->fact[kind][value == 1 ? ONE : MORE], show(kind, value).text, "", "");
    mbr_put_text(text, language->open);
    put_phrase(text, scale == 0 ? language->score_of : language->score, show(ORDERS, score).text,
               show(ORDERS, model->bins).text, "");
    if (place.has_from || place.has_below) {
        mbr_put_text(text, language->colon);
        put_place(text, language, kind, scale, &place);
    }
    if (rule->side[scale] != MBR_RFM_ANY)
        put_side(text, language, model, scale, rule->side[scale]);
    mbr_put_text(text, language->close);
}

void mbr_put_rfm_because(struct mbr_buf *text, const struct mbr_rfm_model *model,
                         const struct mbr_rfm_scheme *scheme, const struct mbr_rfm_verdict *verdict,
                         const char *labels)
{
    const struct language *language = language_of(labels);
    if (!verdict->point.bought) {
        mbr_put_text(text, verdict->point.spend < 0 ? language->returned : language->unknown);
        return;
    }
    const struct mbr_rfm_rule *rule = &scheme->rule[verdict->rule];
    for (int i = 0; i < MBR_RFM_SCALES; i++) {
        mbr_put_text(text, i ? language->comma : "");
        put_scale(text, language, model, rule, i, verdict);
    }
    if (mbr_rfm_bounds_mean(rule, scheme))
        put_phrase(text, language->together, show(ORDERS, verdict->fm).text,
                   show(ORDERS, scheme->bins).text, "");
}

void mbr_put_rfm_next(struct mbr_buf *text, const struct mbr_rfm_model *model,
                      const struct mbr_rfm_scheme *scheme, const struct mbr_rfm_verdict *verdict,
                      const char *labels)
{
    const struct language *language = language_of(labels);
    const struct mbr_rfm_way *way = &verdict->next;
    const char *const *phrases = model->by_days          ? language->days
                                 : verdict->point.bought ? language->orders
                                                         : language->first;
    struct mbr_buf spend = {0};
    if (way->spend)
        put_phrase(&spend, language->spend, show(TOTAL, way->spend).text, "", "");
    mbr_put_char(&spend, '\0');
    put_phrase(text, phrases[way->orders == 1 ? ONE : MORE], show(ORDERS, way->orders).text,
               mbr_rfm_label(&scheme->segment[scheme->rule[way->rule].segment], labels), spend.p);
    mbr_buf_free(&spend);
}
