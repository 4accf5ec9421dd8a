#include <math.h>
#include <stdlib.h>

#include "recommend_trial.h"

#include "mbr/mem.h"

const char *const mbr_recommend_methods[] = {"auto", "top",  "frequency", "tifu",    "upcf",
                                             "item", "next", "logistic",  "learned", NULL};

/* Of `frequency`: no groups. Ties go to the more popular item. */
static const struct mbr_decay frequency = {.within = 1, .between = 1};

enum recommend_method recommend_method_of(const char *name)
{
    for (int i = 0; i < RECOMMEND_METHODS; i++)
        if (strcmp(mbr_recommend_methods[i + 1], name) == 0)
            return (enum recommend_method)i;
    return RECOMMEND_METHODS;
}

static int fit_learned(struct recommend_fit *fit, const struct recommend_known *known,
                       const struct mbr_recommend_options *options, struct mbr_err *err)
{
    struct mbr_learned_config config = MBR_LEARNED_USUAL;
    config.trees = fit->method == RECOMMEND_LEARNED;
    config.seed = config.features.seed = (uint64_t)options->seed;
    config.features.most = (uint32_t)options->among;
    config.jobs = options->member.jobs;
    return mbr_learned_fit(&fit->learned, &config, &known->ahead, err);
}

int recommend_fit(struct recommend_fit *fit, enum recommend_method method,
                  const struct recommend_known *known, const struct mbr_recommend_options *options,
                  struct mbr_err *err)
{
    struct mbr_tifu_config tifu = MBR_TIFU_USUAL;
    struct mbr_upcf_config upcf = MBR_UPCF_USUAL;
    struct mbr_itemknn_config item = MBR_ITEMKNN_USUAL;
    struct mbr_next_config next = MBR_NEXT_USUAL;
    tifu.seed = upcf.seed = next.seed = (uint64_t)options->seed;
    tifu.most = upcf.most = next.most = (uint32_t)options->among;
    item.bm25 = true;
    *fit = (struct recommend_fit){.method = method};
    if ((method == RECOMMEND_LOGISTIC || method == RECOMMEND_LEARNED) &&
        fit_learned(fit, known, options, err) < 0)
        return -1;
    if (method == RECOMMEND_TIFU)
        mbr_tifu_fit(&fit->tifu, &tifu, &known->whole, known->among, known->amongs);
    if (method == RECOMMEND_UPCF)
        mbr_upcf_fit(&fit->upcf, &upcf, &known->whole);
    if (method == RECOMMEND_ITEM)
        mbr_itemknn_fit(&fit->item, &item, &known->whole, options->member.jobs);
    if (method == RECOMMEND_NEXT)
        mbr_next_fit(&fit->next, &next, &known->ahead);
    mbr_popular_fit(&fit->popular, &known->whole, NULL, 0);
    return 0;
}

void recommend_fit_free(struct recommend_fit *fit)
{
    mbr_popular_free(&fit->popular);
    if (fit->method == RECOMMEND_TIFU)
        mbr_tifu_free(&fit->tifu);
    if (fit->method == RECOMMEND_UPCF)
        mbr_upcf_free(&fit->upcf);
    if (fit->method == RECOMMEND_ITEM)
        mbr_itemknn_free(&fit->item);
    if (fit->method == RECOMMEND_NEXT)
        mbr_next_free(&fit->next);
    if (fit->method == RECOMMEND_LOGISTIC || fit->method == RECOMMEND_LEARNED)
        mbr_learned_free(&fit->learned);
    mbr_times_free(&fit->p_repeat);
    mbr_times_free(&fit->p_new);
    *fit = (struct recommend_fit){0};
}

void recommend_asker_init(struct recommend_asker *asker, uint32_t items)
{
    *asker = (struct recommend_asker){0};
    mbr_scores_init(&asker->scores, items);
}

void recommend_asker_free(struct recommend_asker *asker)
{
    mbr_scores_free(&asker->scores);
    mbr_kin_scratch_free(&asker->kin);
    mbr_learned_scratch_free(&asker->learned);
}

void recommend_ask(const struct recommend_fit *fit, const struct mbr_past *past,
                   struct recommend_asker *asker)
{
    struct mbr_scores *scores = &asker->scores;
    mbr_scores_clear(scores);
    if (past->baskets == 0 || fit->method == RECOMMEND_TOP)
        mbr_popular_score(&fit->popular, scores);
    else if (fit->method == RECOMMEND_FREQUENCY)
        mbr_taste_score(&frequency, past, scores);
    else if (fit->method == RECOMMEND_TIFU)
        mbr_tifu_score(&fit->tifu, past, &asker->kin, scores);
    else if (fit->method == RECOMMEND_UPCF)
        mbr_upcf_score(&fit->upcf, past, &asker->kin, scores);
    else if (fit->method == RECOMMEND_ITEM)
        mbr_itemknn_score(&fit->item, past, scores);
    else if (fit->method == RECOMMEND_NEXT)
        mbr_next_score(&fit->next, past, &asker->kin, scores);
    else
        mbr_learned_score(&fit->learned, past, &asker->learned, scores);
}

double recommend_p(const struct recommend_fit *fit, double score, bool is_repeat, double times)
{
    const struct mbr_times *p = is_repeat ? &fit->p_repeat : &fit->p_new;
    return p->once.points ? mbr_times_chance(p, score, times) : NAN;
}

/* Two made-up gaps of the usual length: one short gap is no rhythm yet. */
double recommend_interval(const struct mbr_past *past, double general)
{
    double gaps = 0, days = 0;
    if (past->baskets > 1) {
        gaps = (double)(past->baskets - 1);
        days = (double)past->day[past->baskets - 1] - past->day[0];
    }
    double mean = (days + 2 * general) / (gaps + 2);
    return mean > 1 ? mean : 1;
}

static void calibrate_kind(struct mbr_times *p, const struct recommend_marks *marks, bool is_repeat,
                           const struct mbr_coming *coming)
{
    struct mbr_err ignored;
    double *score = mbr_alloc(marks->rows * sizeof *score);
    double *times = mbr_alloc(marks->rows * sizeof *times);
    uint8_t *bought = mbr_alloc(marks->rows);
    size_t rows = 0;
    for (size_t i = 0; i < marks->rows; i++) {
        const struct recommend_row *row = &marks->row[i];
        const struct recommend_asked *asked = &marks->asked[row->who];
        if (row->is_repeat != is_repeat || (coming->known && !asked->came))
            continue;
        score[rows] = row->score;
        times[rows] = coming->known ? mbr_coming_times(coming, &asked->silence) : 1;
        bought[rows++] = row->bought;
    }
    if (rows)
        mbr_times_fit(p, score, bought, times, rows, &ignored);
    free(score);
    free(times);
    free(bought);
}

void recommend_calibrate(struct recommend_fit *fit, const struct recommend_marks *marks,
                         const struct mbr_coming *coming)
{
    calibrate_kind(&fit->p_repeat, marks, true, coming);
    calibrate_kind(&fit->p_new, marks, false, coming);
}
