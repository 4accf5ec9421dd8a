#include "mbr/coming.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mbr/logistic.h"
#include "mbr/mem.h"
#include "mbr/variate.h"

/* Fewer of either kind tell nothing. */
#define LEAST 20
#define MOST_SPANS 100
#define SURE 0.999999

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

int mbr_coming_fit(struct mbr_coming *coming, const struct mbr_silence *silence,
                   const uint8_t *came, size_t rows, struct mbr_err *err)
{
    struct mbr_logistic line;
    size_t comers = 0;
    for (size_t i = 0; i < rows; i++)
        comers += came[i] != 0;
    if (comers < LEAST || rows - comers < LEAST)
        return mbr_err_set(err, "too few to learn from: %zu came, %zu did not", comers,
                           rows - comers);
    float *value = mbr_alloc(rows * MBR_COMING_FACTS * sizeof *value);
    for (size_t i = 0; i < rows; i++) {
        double fact[MBR_COMING_FACTS];
        list_facts(&silence[i], fact);
        for (int f = 0; f < MBR_COMING_FACTS; f++)
            value[i * MBR_COMING_FACTS + (size_t)f] = (float)fact[f];
    }
    struct mbr_examples examples = {
        .rows = rows, .features = MBR_COMING_FACTS, .value = value, .outcome = came};
    int failed = fit_line(&line, &examples, value, err);
    if (!failed) {
        *coming = (struct mbr_coming){.known = true, .intercept = line.intercept};
        memcpy(coming->slope, line.slope, sizeof coming->slope);
        memcpy(coming->mean, line.mean, sizeof coming->mean);
        mbr_logistic_free(&line);
    }
    free(value);
    return failed;
}

int mbr_coming_check(const struct mbr_coming *coming, struct mbr_err *err)
{
    bool finite = isfinite(coming->intercept);
    for (int f = 0; f < MBR_COMING_FACTS; f++)
        finite = finite && isfinite(coming->slope[f]) && isfinite(coming->mean[f]);
    return finite ? 0 : mbr_err_set(err, "coming: not finite");
}

double mbr_coming_chance(const struct mbr_coming *coming, const struct mbr_silence *silence)
{
    double fact[MBR_COMING_FACTS], odds = coming->intercept;
    list_facts(silence, fact);
    for (int f = 0; f < MBR_COMING_FACTS; f++)
        odds += coming->slope[f] * (fact[f] - coming->mean[f]);
    return mbr_logistic_probability(odds);
}

double mbr_coming_visits(const struct mbr_coming *coming, const struct mbr_silence *silence)
{
    double chance = mbr_coming_chance(coming, silence);
    return -mbr_variate_log(chance < SURE ? 1 - chance : 1 - SURE);
}

/* Within a span whoever is left comes at an even rate. */
double mbr_coming_wait(const struct mbr_coming *coming, const struct mbr_silence *silence,
                       double span)
{
    struct mbr_silence then = *silence;
    double left = 1;
    for (int spans = 0; spans < MOST_SPANS; spans++) {
        double stay = 1 - mbr_coming_chance(coming, &then);
        if (!(left * stay > 0.5)) {
            double part = stay > 0 ? mbr_variate_log(0.5 / left) / mbr_variate_log(stay) : 0;
            return (spans + part) * span;
        }
        left *= stay;
        then.days += span;
    }
    return INFINITY;
}
