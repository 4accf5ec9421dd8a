#include "mbr/rfm_scheme.h"

#include <stdlib.h>
#include <string.h>

#include "mbr/rfm.h"

int mbr_rfm_carry(int score, int from, int to)
{
    return 1 + to * (2 * score - 1) / (2 * from);
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
    on[MBR_RFM_FM] = (on[MBR_RFM_F] + on[MBR_RFM_M] + 1) / 2;
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

static int name_code(struct mbr_rfm_naming *naming, const int *score)
{
    const struct mbr_rfm_model *model = naming->model;
    struct code code;
    carry_code(code.on, score, model->bins, naming->scheme->bins);
    for (int i = 0; i < MBR_RFM_SCALES; i++)
        code.high[i] = above_mean(&model->scale[i], model->bins, score[i]);
    int rule = first_rule(naming->scheme, &code);
    naming->rule[code_number(score, model->bins)] = rule;
    return rule;
}

int mbr_rfm_naming_init(struct mbr_rfm_naming *naming, const struct mbr_rfm_model *model,
                        const struct mbr_rfm_scheme *scheme, struct mbr_err *err)
{
    int bins = model->bins, score[MBR_RFM_SCALES] = {1, 1, 1}, first[MBR_RFM_SCALES] = {0};
    size_t codes = (size_t)bins * (size_t)bins * (size_t)bins, holes = 0;
    *naming = (struct mbr_rfm_naming){
        .model = model,
        .scheme = scheme,
        .rule = mbr_calloc(codes, sizeof(int)),
        .better = mbr_calloc(codes, sizeof(struct mbr_rfm_verdict *)),
    };
    do {
        if (name_code(naming, score) == MBR_RFM_NO_RULE && holes++ == 0)
            memcpy(first, score, sizeof first);
    } while (next_code(score, bins));
    if (holes)
        return mbr_err_set(err, "scheme %s: no segment for %zu of %zu scores, r %d f %d m %d first",
                           scheme->name, holes, codes, first[MBR_RFM_R], first[MBR_RFM_F],
                           first[MBR_RFM_M]);
    return 0;
}

void mbr_rfm_naming_free(struct mbr_rfm_naming *naming)
{
    if (!naming->rule)
        return;
    size_t bins = (size_t)naming->model->bins;
    for (size_t i = 0; i < bins * bins * bins; i++)
        free(naming->better[i]);
    free(naming->better);
    free(naming->rule);
    *naming = (struct mbr_rfm_naming){0};
}

/* A way up to a better segment, as the keys that ways are compared by, in their order. */
enum { STEPS, SEGMENT, LARGEST, WAY_KEYS };

static int compare_ways(const int *a, const int *b)
{
    for (int i = 0; i < WAY_KEYS; i++) {
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    }
    return 0;
}

static bool measure_way(const struct mbr_rfm_model *model, const int *from, const int *to, int *way)
{
    way[STEPS] = to[MBR_RFM_R] > from[MBR_RFM_R];
    way[LARGEST] = 0;
    for (int i = 0; i < MBR_RFM_SCALES; i++) {
        int rise = to[i] - from[i];
        if (rise < 0 || (rise > 0 && !model->scale[i].has[to[i] - 1]))
            return false;
        if (i == MBR_RFM_R)
            continue;
        way[STEPS] += rise;
        if (rise > way[LARGEST])
            way[LARGEST] = rise;
    }
    return true;
}

/* Codes come in ascending order of r, f, m, so of equal ways the first is kept. */
static void find_better(const struct mbr_rfm_naming *naming, struct mbr_rfm_verdict *verdict)
{
    const struct mbr_rfm_rule *rules = naming->scheme->rule;
    int bins = naming->model->bins, to[MBR_RFM_SCALES] = {1, 1, 1};
    int way[WAY_KEYS], best[WAY_KEYS] = {0};
    verdict->better_rule = MBR_RFM_NO_RULE;
    do {
        int rule = naming->rule[code_number(to, bins)];
        if (rules[rule].segment >= rules[verdict->rule].segment ||
            !measure_way(naming->model, verdict->score, to, way))
            continue;
        way[SEGMENT] = (int)rules[rule].segment;
        if (verdict->better_rule != MBR_RFM_NO_RULE && compare_ways(way, best) >= 0)
            continue;
        memcpy(best, way, sizeof best);
        memcpy(verdict->better, to, sizeof to);
        verdict->better_rule = rule;
    } while (next_code(to, bins));
}

void mbr_rfm_judge(struct mbr_rfm_naming *naming, const struct mbr_rfm_point *point, bool explain,
                   struct mbr_rfm_verdict *verdict)
{
    const struct mbr_rfm_model *model = naming->model;
    *verdict = (struct mbr_rfm_verdict){.point = *point, .better_rule = MBR_RFM_NO_RULE};
    if (!point->bought)
        return;
    for (int i = 0; i < MBR_RFM_SCALES; i++)
        verdict->score[i] = mbr_rfm_score(&model->scale[i], model->bins, point->value[i]);
    size_t code = code_number(verdict->score, model->bins);
    verdict->rule = naming->rule[code];
    if (!explain)
        return;
    carry_code(verdict->on, verdict->score, model->bins, naming->scheme->bins);
    struct mbr_rfm_verdict **known = &naming->better[code];
    if (!*known) {
        *known = mbr_alloc(sizeof **known);
        **known = *verdict;
        find_better(naming, *known);
    }
    memcpy(verdict->better, (*known)->better, sizeof verdict->better);
    verdict->better_rule = (*known)->better_rule;
}

/* Where a scheme is checked: what has been found, and what was seen of the code at hand. */
struct check {
    const struct mbr_rfm_scheme *scheme;
    struct mbr_rfm_flaw *flaw;
    size_t flaws, cap;
    bool reached[MBR_RFM_SEGMENTS_MAX];
    bool shared[MBR_RFM_SEGMENTS_MAX][MBR_RFM_SEGMENTS_MAX];
    bool hole;
};

static void add_flaw(struct check *check, const struct mbr_rfm_flaw *flaw)
{
    check->flaw = mbr_grow(check->flaw, &check->cap, check->flaws + 1, sizeof *flaw);
    check->flaw[check->flaws++] = *flaw;
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

/* Holes first, so the codes are gone through twice. */
struct mbr_rfm_flaw *mbr_rfm_scheme_check(const struct mbr_rfm_scheme *scheme, int bins,
                                          size_t *flaws)
{
    struct check *check = mbr_calloc(1, sizeof *check);
    int score[MBR_RFM_SCALES] = {1, 1, 1};
    check->scheme = scheme;
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
    struct mbr_rfm_flaw *found = check->flaw;
    *flaws = check->flaws;
    free(check);
    return found;
}
