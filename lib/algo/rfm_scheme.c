#include "mbr/rfm_scheme.h"

#include <stdlib.h>
#include <string.h>

#include "mbr/rfm.h"

int mbr_rfm_carry(int score, int from, int to)
{
    return 1 + to * (2 * score - 1) / (2 * from);
}

int mbr_rfm_fm(const int *score, int from, int to)
{
    int f = mbr_rfm_carry(score[MBR_RFM_F], from, to);
    return (f + mbr_rfm_carry(score[MBR_RFM_M], from, to) + 1) / 2;
}

/* What the rules look at: the scores on the scheme's scale, and which are above their mean. */
struct code {
    int on[MBR_RFM_BOUNDS];
    bool high[MBR_RFM_SCALES];
};

static void carry_code(int *on, const int *score, int from, int to)
{
    for (int i = 0; i < MBR_RFM_SCALES; i++)
        on[i] = mbr_rfm_carry(score[i], from, to);
    on[MBR_RFM_FM] = mbr_rfm_fm(score, from, to);
}

static bool takes(const struct mbr_rfm_rule *rule, const struct code *code)
{
    for (int i = 0; i < MBR_RFM_BOUNDS; i++) {
        if (code->on[i] < rule->low[i] || code->on[i] > rule->high[i])
            return false;
    }
    for (int i = 0; i < MBR_RFM_SCALES; i++) {
        if (rule->side[i] != MBR_RFM_ANY && (rule->side[i] == MBR_RFM_HIGH) != code->high[i])
            return false;
    }
    return true;
}

static int first_rule(const struct mbr_rfm_scheme *scheme, const struct code *code)
{
    for (size_t i = 0; i < scheme->rules; i++) {
        if (takes(&scheme->rule[i], code))
            return (int)i;
    }
    return MBR_RFM_NO_RULE;
}

/* Compared as score * members with the sum of the scores, which no rounding touches. */
static bool above_mean(const struct mbr_rfm_scale *scale, int bins, int score)
{
    int64_t sum = 0, members = 0;
    for (int s = 1; s <= bins; s++) {
        sum += s * scale->members[s - 1];
        members += scale->members[s - 1];
    }
    return score * members > sum;
}

static size_t code_number(const int *score, int bins)
{
    size_t n = 0;
    for (int i = 0; i < MBR_RFM_SCALES; i++)
        n = n * (size_t)bins + (size_t)score[i] - 1;
    return n;
}

/* The next code in the order of code_number; false behind the last. */
static bool next_code(int *score, int bins)
{
    for (int i = MBR_RFM_SCALES - 1; i >= 0; i--) {
        if (score[i]++ < bins)
            return true;
        score[i] = 1;
    }
    return false;
}

static int name_code(const struct mbr_rfm_naming *naming, const int *score)
{
    const struct mbr_rfm_model *model = naming->model;
    struct code code;
    carry_code(code.on, score, model->bins, naming->scheme->bins);
    for (int i = 0; i < MBR_RFM_SCALES; i++)
        code.high[i] = above_mean(&model->scale[i], model->bins, score[i]);
    return first_rule(naming->scheme, &code);
}

/* Marks the segments that scores reach which members have, on the first scales of `fitted`; on the
   others any score will do. */
static void mark_reached(const struct mbr_rfm_naming *naming, int fitted, bool *reached)
{
    const struct mbr_rfm_model *model = naming->model;
    int score[MBR_RFM_SCALES] = {1, 1, 1};
    do {
        bool possible = true;
        for (int i = 0; i < fitted; i++) {
            const struct mbr_rfm_scale *scale = &model->scale[i];
            possible = possible && (scale->given || scale->members[score[i] - 1] > 0);
        }
        int rule = naming->rule[code_number(score, model->bins)];
        if (possible)
            reached[naming->scheme->rule[rule].segment] = true;
    } while (next_code(score, model->bins));
}

static void find_empty(const struct mbr_rfm_naming *naming, struct mbr_rfm_empty *empty)
{
    bool before[MBR_RFM_SEGMENTS_MAX] = {false};
    mark_reached(naming, 0, before);
    for (int i = 0; i < MBR_RFM_SCALES; i++) {
        bool now[MBR_RFM_SEGMENTS_MAX] = {false};
        mark_reached(naming, i + 1, now);
        for (size_t j = 0; j < naming->scheme->segments; j++)
            empty->segment[i][j] = before[j] && !now[j];
        memcpy(before, now, sizeof before);
    }
}

void mbr_rfm_naming_init(struct mbr_rfm_naming *naming, const struct mbr_rfm_model *model,
                         const struct mbr_rfm_scheme *scheme)
{
    int bins = model->bins, score[MBR_RFM_SCALES] = {1, 1, 1};
    size_t codes = (size_t)bins * (size_t)bins * (size_t)bins;
    naming->model = model;
    naming->scheme = scheme;
    naming->rule = mbr_calloc(codes, sizeof *naming->rule);
    do {
        naming->rule[code_number(score, bins)] = name_code(naming, score);
    } while (next_code(score, bins));
    find_empty(naming, &naming->empty);
}

void mbr_rfm_naming_free(struct mbr_rfm_naming *naming)
{
    free(naming->rule);
    *naming = (struct mbr_rfm_naming){0};
}

int mbr_rfm_name(const struct mbr_rfm_naming *naming, const struct mbr_rfm_point *point, int *score)
{
    const struct mbr_rfm_model *model = naming->model;
    for (int i = 0; i < MBR_RFM_SCALES; i++)
        score[i] = mbr_rfm_score(&model->scale[i], model->bins, point->value[i]);
    return naming->rule[code_number(score, model->bins)];
}

/* Where a scheme is checked: what has been found, and what was seen of the code at hand. */
struct check {
    const struct mbr_rfm_scheme *scheme;
    struct mbr_rfm_flaws *flaws;
    bool reached[MBR_RFM_SEGMENTS_MAX];
    bool shared[MBR_RFM_SEGMENTS_MAX][MBR_RFM_SEGMENTS_MAX];
    bool hole;
};

static void add_flaw(struct check *check, const struct mbr_rfm_flaw *flaw)
{
    struct mbr_rfm_flaws *to = check->flaws;
    to->flaw = mbr_grow(to->flaw, &to->cap, to->count + 1, sizeof *flaw);
    to->flaw[to->count++] = *flaw;
}

/* One reading of a code: with these of its scores above the mean. */
static void look_at_reading(struct check *check, const struct code *code)
{
    const struct mbr_rfm_scheme *scheme = check->scheme;
    int first = first_rule(scheme, code);
    if (first == MBR_RFM_NO_RULE) {
        check->hole = true;
        return;
    }
    size_t segment = scheme->rule[first].segment;
    check->reached[segment] = true;
    for (size_t i = (size_t)first + 1; i < scheme->rules; i++) {
        if (scheme->rule[i].segment != segment && takes(&scheme->rule[i], code))
            check->shared[segment][scheme->rule[i].segment] = true;
    }
}

static void look_at_code(struct check *check, const int *score, int bins)
{
    struct code code;
    check->hole = false;
    memset(check->shared, 0, sizeof check->shared);
    carry_code(code.on, score, bins, check->scheme->bins);
    for (unsigned sides = 0; sides < 1U << MBR_RFM_SCALES; sides++) {
        bool possible = true;
        for (int i = 0; i < MBR_RFM_SCALES; i++) {
            code.high[i] = sides >> i & 1;
            possible = possible && !(code.high[i] && score[i] == 1);
        }
        if (possible)
            look_at_reading(check, &code);
    }
}

static void note_overlaps(struct check *check, const int *score)
{
    for (size_t i = 0; i < check->scheme->segments; i++) {
        for (size_t j = 0; j < check->scheme->segments; j++) {
            if (check->shared[i][j])
                add_flaw(check, &(struct mbr_rfm_flaw){
                                    MBR_RFM_OVERLAP, {score[0], score[1], score[2]}, i, j});
        }
    }
}

static int refuse_holes(const struct mbr_rfm_scheme *scheme, const struct mbr_rfm_flaws *flaws,
                        struct mbr_err *err)
{
    size_t holes = 0;
    while (holes < flaws->count && flaws->flaw[holes].kind == MBR_RFM_HOLE)
        holes++;
    if (holes == 0)
        return 0;
    const int *first = flaws->flaw->score;
    return mbr_err_set(err, "scheme %s: %zu of %d scores have no segment, r %d f %d m %d first",
                       scheme->name, holes, flaws->bins * flaws->bins * flaws->bins,
                       first[MBR_RFM_R], first[MBR_RFM_F], first[MBR_RFM_M]);
}

/* Holes first, so the codes are gone through twice. */
int mbr_rfm_scheme_check(const struct mbr_rfm_scheme *scheme, int bins, struct mbr_rfm_flaws *flaws,
                         struct mbr_err *err)
{
    struct check *check = mbr_calloc(1, sizeof *check);
    int score[MBR_RFM_SCALES] = {1, 1, 1};
    *flaws = (struct mbr_rfm_flaws){.bins = bins};
    check->scheme = scheme;
    check->flaws = flaws;
    do {
        look_at_code(check, score, bins);
        if (check->hole)
            add_flaw(check,
                     &(struct mbr_rfm_flaw){MBR_RFM_HOLE, {score[0], score[1], score[2]}, 0, 0});
    } while (next_code(score, bins));
    do {
        look_at_code(check, score, bins);
        note_overlaps(check, score);
    } while (next_code(score, bins));
    for (size_t i = 0; i < scheme->segments; i++) {
        if (!check->reached[i])
            add_flaw(check, &(struct mbr_rfm_flaw){MBR_RFM_UNREACHED, {0}, i, 0});
    }
    free(check);
    return refuse_holes(scheme, flaws, err);
}
