#include "mbr/coming.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mbr/logistic.h"
#include "mbr/mem.h"
#include "mbr/variate.h"

/* Fewer of either kind tell nothing. */
#define LEAST 20
#define MOST_TIMES 1e6

/* Those that make the chance rise or fall with the silence stand at the end, the square last. */
enum { BASKETS, INTERVAL, AWAY, AWAY_BASKETS, AWAY_SQUARE };

static void list_facts(const struct mbr_silence *silence, double fact[MBR_COMING_FACTS])
{
    double away = mbr_variate_log(1 + silence->days / silence->interval);
    fact[BASKETS] = mbr_variate_log(silence->baskets);
    fact[INTERVAL] = mbr_variate_log(silence->interval / silence->usual);
    fact[AWAY] = away;
    fact[AWAY_BASKETS] = away * fact[BASKETS];
    fact[AWAY_SQUARE] = away * away;
}

/* With so many facts, the others being 0 throughout; `most`: the logarithm of the most baskets. */
static bool falls(const struct mbr_logistic *line, uint32_t facts, double most)
{
    if (facts > AWAY_SQUARE)
        return line->slope[AWAY_SQUARE] <= 0;
    if (facts > AWAY_BASKETS && line->slope[AWAY] + line->slope[AWAY_BASKETS] * most > 0)
        return false;
    return facts <= AWAY || line->slope[AWAY] <= 0;
}

static int fit_line(struct mbr_logistic *line, struct mbr_examples *examples, float *value,
                    struct mbr_err *err)
{
    struct mbr_logistic_options options = MBR_LOGISTIC_USUAL;
    double most = 0;
    options.jobs = 1;
    for (size_t i = 0; i < examples->rows; i++)
        most = fmax(most, (double)value[i * MBR_COMING_FACTS + BASKETS]);
    for (uint32_t facts = MBR_COMING_FACTS;; facts--) {
        if (mbr_logistic_fit(line, examples, &options, NULL, err) < 0)
            return -1;
        if (falls(line, facts, most))
            return 0;
        mbr_logistic_free(line);
        for (size_t i = 0; i < examples->rows; i++)
            value[i * MBR_COMING_FACTS + facts - 1] = 0;
    }
}

static struct mbr_coming_line line_of(struct mbr_logistic *from)
{
    struct mbr_coming_line line = {.intercept = from->intercept};
    memcpy(line.slope, from->slope, sizeof line.slope);
    memcpy(line.mean, from->mean, sizeof line.mean);
    mbr_logistic_free(from);
    return line;
}

static void put_facts(float *value, const struct mbr_silence *silence, int facts)
{
    double fact[MBR_COMING_FACTS];
    list_facts(silence, fact);
    for (int f = 0; f < MBR_COMING_FACTS; f++)
        value[f] = f < facts ? (float)fact[f] : 0;
}

static int fit_once(struct mbr_coming_line *once, const struct mbr_silence *silence,
                    const uint32_t *times, size_t rows, struct mbr_err *err)
{
    struct mbr_logistic line;
    float *value = mbr_alloc(rows * MBR_COMING_FACTS * sizeof *value);
    uint8_t *came = mbr_alloc(rows);
    for (size_t i = 0; i < rows; i++) {
        put_facts(value + i * MBR_COMING_FACTS, &silence[i], MBR_COMING_FACTS);
        came[i] = times[i] > 0;
    }
    struct mbr_examples examples = {
        .rows = rows, .features = MBR_COMING_FACTS, .value = value, .outcome = came};
    int failed = fit_line(&line, &examples, value, err);
    if (!failed)
        *once = line_of(&line);
    free(value);
    free(came);
    return failed;
}

/* A row for the last basket of each who came, and one that counts as often as there are others. The
   facts with the silence that are not by themselves would run away beyond what was seen. */
static void fit_again(struct mbr_coming_line *again, const struct mbr_silence *silence,
                      const uint32_t *times, size_t rows, double last, double others)
{
    struct mbr_logistic_options options = MBR_LOGISTIC_USUAL;
    struct mbr_logistic line;
    struct mbr_err ignored;
    float *value = mbr_alloc(2 * rows * MBR_COMING_FACTS * sizeof *value);
    float *weight = mbr_alloc(2 * rows * sizeof *weight);
    uint8_t *follows = mbr_alloc(2 * rows);
    size_t count = 0;
    for (size_t i = 0; i < rows; i++)
        for (uint8_t other = 0; other < 2 && times[i] > other; other++) {
            put_facts(value + count * MBR_COMING_FACTS, &silence[i], AWAY + 1);
            weight[count] = other ? (float)(times[i] - 1) : 1;
            follows[count++] = other;
        }
    struct mbr_examples examples = {.rows = count,
                                    .features = MBR_COMING_FACTS,
                                    .value = value,
                                    .outcome = follows,
                                    .weight = weight};
    options.jobs = 1;
    if (others >= LEAST && mbr_logistic_fit(&line, &examples, &options, NULL, &ignored) == 0)
        *again = line_of(&line);
    else
        *again =
            (struct mbr_coming_line){.intercept = mbr_variate_log((others + 0.5) / (last + 0.5))};
    free(value);
    free(weight);
    free(follows);
}

int mbr_coming_fit(struct mbr_coming *coming, const struct mbr_silence *silence,
                   const uint32_t *times, size_t rows, struct mbr_err *err)
{
    struct mbr_coming_line once;
    size_t comers = 0;
    double all = 0;
    for (size_t i = 0; i < rows; i++) {
        comers += times[i] > 0;
        all += times[i];
    }
    if (comers < LEAST || rows - comers < LEAST)
        return mbr_err_set(err, "too few to learn from: %zu came, %zu did not", comers,
                           rows - comers);
    if (fit_once(&once, silence, times, rows, err) < 0)
        return -1;
    *coming = (struct mbr_coming){.known = true, .once = once};
    fit_again(&coming->again, silence, times, rows, (double)comers, all - (double)comers);
    return 0;
}

static bool is_finite(const struct mbr_coming_line *line)
{
    bool finite = isfinite(line->intercept);
    for (int f = 0; f < MBR_COMING_FACTS; f++)
        finite = finite && isfinite(line->slope[f]) && isfinite(line->mean[f]);
    return finite;
}

int mbr_coming_check(const struct mbr_coming *coming, struct mbr_err *err)
{
    return is_finite(&coming->once) && is_finite(&coming->again)
               ? 0
               : mbr_err_set(err, "coming: not finite");
}

static double odds_of(const struct mbr_coming_line *line, const struct mbr_silence *silence)
{
    double fact[MBR_COMING_FACTS], odds = line->intercept;
    list_facts(silence, fact);
    for (int f = 0; f < MBR_COMING_FACTS; f++)
        odds += line->slope[f] * (fact[f] - line->mean[f]);
    return odds;
}

double mbr_coming_chance(const struct mbr_coming *coming, const struct mbr_silence *silence)
{
    return mbr_logistic_probability(odds_of(&coming->once, silence));
}

/* Of what is geometric, the others are as many as the odds that one follows. */
double mbr_coming_times(const struct mbr_coming *coming, const struct mbr_silence *silence)
{
    double odds = odds_of(&coming->again, silence);
    return odds < mbr_variate_log(MOST_TIMES) ? 1 + mbr_variate_exp(fmax(odds, -700)) : MOST_TIMES;
}

double mbr_coming_visits(const struct mbr_coming *coming, const struct mbr_silence *silence)
{
    return mbr_coming_chance(coming, silence) * mbr_coming_times(coming, silence);
}
