#include "mbr/season.h"

#include <math.h>
#include <stdlib.h>

#include "mbr/date.h"
#include "mbr/mem.h"
#include "mbr/special.h"

#define YEAR 366            /* days of a leap year */
#define LEAP 59             /* 29 February, from 0 */
#define ROUNDS 12           /* of looking for single days */
#define PASSES 200          /* of fitting */
#define SETTLED 1e-12       /* change of an index in a pass */
#define BLOCK 14            /* days whose purchases are looked at together */
#define BEYOND_CHANCE 0.95  /* of months or weekdays that vary */
#define ANY_OF_A_YEAR 0.005 /* chance that some ordinary day of a year seems high; or low */
#define NEXT_TO_ONE 0.005   /* chance that a certain ordinary day does */
#define WEAK 1.0            /* variance of an index of which nothing is known */
#define EACH_YEAR (1.0 / 3) /* of a single day's index that each year must show, in logarithms */

const struct mbr_season mbr_season_none = {
    .month = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
    .weekday = {1, 1, 1, 1, 1, 1, 1},
    .day = {
#define TEN 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
#define HUNDRED TEN, TEN, TEN, TEN, TEN, TEN, TEN, TEN, TEN, TEN
        HUNDRED, HUNDRED, HUNDRED, TEN, TEN, TEN, TEN, TEN, TEN, 1, 1, 1, 1, 1, 1}};

struct place {
    int month, weekday, day; /* all from 0; the day is that of a leap year */
};

static struct place place_of(int32_t day)
{
    int year, month, dayofmonth;
    mbr_day_to_civil(day, &year, &month, &dayofmonth);
    int32_t yearday = mbr_day_from_civil(2000, month, dayofmonth) - mbr_day_from_civil(2000, 1, 1);
    return (struct place){month - 1, (int)(((int64_t)day % 7 + 10) % 7), (int)yearday};
}

double mbr_season_index(const struct mbr_season *season, int32_t day)
{
    struct place at = place_of(day);
    return season->month[at.month] * season->weekday[at.weekday] * season->day[at.day];
}

/* What is being learnt. single: the days of the year that have an index of their own. noise: by
   how much, relatively and squared, a day's purchases differ from their mean beyond Poisson's
   square root; together: how many times as much a month's vary as days would that have nothing to
   do with each other; excess: the variance of the true indices of months and weekdays, which is
   what their estimates are shrunk by. */
struct study {
    struct mbr_season *season;
    const double *bought, *expected;
    struct place *at;
    int32_t days;
    double level, noise, together, month_excess, weekday_excess;
    bool single[YEAR];
};

static double mean_of(const struct study *study, int32_t i)
{
    const struct mbr_season *season = study->season;
    const struct place *at = &study->at[i];
    return study->level * study->expected[i] * season->month[at->month] *
           season->weekday[at->weekday] * season->day[at->day];
}

/* What was bought on some days, what was to be expected but for an index that they share, and the
   variance of that. */
struct tally {
    double bought, mean, variance;
};

static void count(struct tally *tally, const struct study *study, int32_t i, double index)
{
    double mean = mean_of(study, i);
    tally->bought += study->bought[i];
    tally->mean += mean / index;
    tally->variance += mean / index + study->noise * (mean / index) * (mean / index);
}

/* The mean of a gamma distribution of mean 1 and variance `excess`, updated by purchases that are
   worth as many Poisson ones as their variance tells (Clayton and Kaldor, Biometrics 43, 1987). */
static double shrunk(const struct tally *tally, double excess)
{
    if (tally->mean <= 0 || excess <= 0)
        return 1;
    double each = tally->variance / tally->mean;
    return (tally->bought / each + 1 / excess) / (tally->mean / each + 1 / excess);
}

/* A mean weekday becomes 1, and a mean day of a year of 365.25. */
static void level(struct study *study)
{
    struct mbr_season *season = study->season;
    double week = 0, year = 0;
    for (int i = 0; i < 7; i++)
        week += season->weekday[i] / 7;
    for (int i = 0; i < 7; i++)
        season->weekday[i] /= week;
    for (int32_t i = 0; i < YEAR; i++) {
        int month = place_of(mbr_day_from_civil(2000, 1, 1) + i).month;
        year += season->month[month] * season->day[i] * (i == LEAP ? 0.25 : 1) / 365.25;
    }
    for (int i = 0; i < 12; i++)
        season->month[i] /= year;
    double bought = 0, mean = 0;
    for (int32_t i = 0; i < study->days; i++) {
        bought += study->bought[i];
        mean += mean_of(study, i);
    }
    study->level *= bought / mean;
}

/* One pass over the indices, each kind being fitted while the others stand still (iterative
   proportional fitting: Deming and Stephan, Annals of Mathematical Statistics 11, 1940). Returns
   the greatest change of a logarithm. */
static double pass(struct study *study)
{
    struct mbr_season *season = study->season, before = *season;
    struct tally month[12] = {{0}}, weekday[7] = {{0}}, day[YEAR] = {{0}};
    for (int32_t i = 0; i < study->days; i++) {
        int own = study->at[i].month;
        count(&month[own], study, i, season->month[own]);
    }
    for (int i = 0; i < 12; i++) {
        month[i].variance *= study->together;
        season->month[i] = shrunk(&month[i], study->month_excess);
    }
    for (int32_t i = 0; i < study->days; i++) {
        int own = study->at[i].weekday;
        count(&weekday[own], study, i, season->weekday[own]);
    }
    for (int i = 0; i < 7; i++)
        season->weekday[i] = shrunk(&weekday[i], study->weekday_excess);
    for (int32_t i = 0; i < study->days; i++) {
        int own = study->at[i].day;
        count(&day[own], study, i, season->day[own]);
    }
    for (int i = 0; i < YEAR; i++)
        season->day[i] = study->single[i] ? shrunk(&day[i], WEAK) : 1;
    level(study);
    double change = 0;
    for (int i = 0; i < 12; i++)
        change = fmax(change, fabs(log(season->month[i] / before.month[i])));
    for (int i = 0; i < 7; i++)
        change = fmax(change, fabs(log(season->weekday[i] / before.weekday[i])));
    for (int i = 0; i < YEAR; i++)
        change = fmax(change, fabs(log(season->day[i] / before.day[i])));
    return change;
}

static void settle(struct study *study)
{
    for (int i = 0; i < PASSES && pass(study) > SETTLED; i++) {
    }
}

/* By moments, from the days without an index of their own. */
static void learn_noise(struct study *study)
{
    double far = 0, means = 0, squares = 0, days = 0, fitted = 12 + 7 - 1;
    for (int32_t i = 0; i < study->days; i++) {
        double mean = mean_of(study, i);
        if (study->single[study->at[i].day] || mean <= 0)
            continue;
        far += (study->bought[i] - mean) * (study->bought[i] - mean);
        means += mean;
        squares += mean * mean;
        days++;
    }
    study->noise = 0;
    if (days > fitted)
        study->noise = fmax(0, (far * days / (days - fitted) - means) / squares);
}

/* The same for neighbours: promotions last for days, and so do other reasons to buy. */
static void learn_together(struct study *study)
{
    double far = 0, variance = 0, blocks = 0, fitted = 12;
    for (int32_t first = 0; first + BLOCK <= study->days; first += BLOCK) {
        double block = 0;
        for (int32_t i = first; i < first + BLOCK; i++) {
            double mean = mean_of(study, i);
            if (study->single[study->at[i].day])
                continue;
            block += study->bought[i] - mean;
            variance += mean + study->noise * mean * mean;
        }
        far += block * block;
        blocks++;
    }
    study->together = variance > 0 ? fmax(1, far / variance * blocks / (blocks - fitted)) : 1;
}

/* The variance of the true indices: what their estimates vary by, less their noise, by moments
   (DerSimonian and Laird, Controlled Clinical Trials 7, 1986); none, where one of twenty shops
   without a season would show as much. */
static double excess_of(const struct tally *tally, int tallies)
{
    double sum = 0, weights = 0, squares = 0, variation = 0, freedom = -1;
    for (int i = 0; i < tallies; i++) {
        double weight = tally[i].mean > 0 ? tally[i].mean * tally[i].mean / tally[i].variance : 0;
        sum += weight > 0 ? weight * tally[i].bought / tally[i].mean : 0;
        weights += weight;
        squares += weight * weight;
        freedom += weight > 0;
    }
    for (int i = 0; i < tallies; i++)
        if (tally[i].mean > 0) {
            double far = tally[i].bought / tally[i].mean - sum / weights;
            variation += tally[i].mean * tally[i].mean / tally[i].variance * far * far;
        }
    if (freedom < 1 || mbr_gamma_below(freedom / 2, variation / 2) < BEYOND_CHANCE)
        return 0;
    return fmax(0, (variation - freedom) / (weights - squares / weights));
}

static void learn_excess(struct study *study)
{
    struct tally month[12] = {{0}}, weekday[7] = {{0}};
    for (int32_t i = 0; i < study->days; i++) {
        const struct place *at = &study->at[i];
        if (study->single[at->day])
            continue;
        count(&month[at->month], study, i, study->season->month[at->month]);
        count(&weekday[at->weekday], study, i, study->season->weekday[at->weekday]);
    }
    for (int i = 0; i < 12; i++)
        month[i].variance *= study->together;
    study->month_excess = excess_of(month, 12);
    study->weekday_excess = excess_of(weekday, 7);
}

/* The chance that an ordinary day, or several, is as high as this one, or as low: Poisson's, in
   units of as many purchases as their variance tells. */
static double surprise(const struct tally *tally)
{
    double each = tally->variance / tally->mean, mean = tally->mean / each;
    double bought = tally->bought / each;
    if (tally->bought > tally->mean)
        return mbr_gamma_below(bought, mean);
    return 1 - mbr_gamma_below(bought + 1, mean);
}

/* A day of one year's promotion is no season: where several years show the day, each must that has
   a fair part of its purchases. */
static bool each_year(const struct study *study, int day, const struct tally *tally)
{
    double whole = log((tally->bought + 0.5) / (tally->mean + 0.5));
    for (int32_t i = 0; i < study->days; i++) {
        double mean = mean_of(study, i) / study->season->day[day];
        if (study->at[i].day == day && mean > tally->mean / 10 &&
            log((study->bought[i] + 0.5) / (mean + 0.5)) / whole < EACH_YEAR)
            return false;
    }
    return true;
}

/* Days that stand out among all of a year; then, the looked-at being few, those next to them.
   Returns whether the choice has changed. */
static bool choose(struct study *study)
{
    struct tally day[YEAR] = {{0}};
    double chance[YEAR];
    bool chosen[YEAR] = {false}, more = true, changed = false;
    for (int32_t i = 0; i < study->days; i++)
        count(&day[study->at[i].day], study, i, study->season->day[study->at[i].day]);
    for (int i = 0; i < YEAR; i++) {
        bool seen = day[i].mean > 0 && each_year(study, i, &day[i]);
        chance[i] = seen ? surprise(&day[i]) : 1;
        chosen[i] = chance[i] < ANY_OF_A_YEAR / YEAR;
    }
    while (more) {
        more = false;
        for (int i = 0; i < YEAR; i++) {
            bool beside = chosen[(i + 1) % YEAR] || chosen[(i + YEAR - 1) % YEAR];
            if (!chosen[i] && beside && chance[i] < NEXT_TO_ONE)
                chosen[i] = more = true;
        }
    }
    for (int i = 0; i < YEAR; i++) {
        changed = changed || chosen[i] != study->single[i];
        study->single[i] = chosen[i];
    }
    return changed;
}

/* All days count for the noise until some have been found to stand out: so it begins too great
   rather than too small, and what promotions do here and there is noise. */
static void learn(struct study *study)
{
    for (int round = 0; round < ROUNDS; round++) {
        study->month_excess = study->weekday_excess = WEAK;
        settle(study);
        learn_noise(study);
        learn_together(study);
        learn_excess(study);
        settle(study);
        if (round + 1 == ROUNDS || !choose(study))
            break;
    }
    for (int i = 0; i < YEAR; i++)
        study->season->learnt = study->season->learnt || study->single[i];
    if (study->month_excess > 0 || study->weekday_excess > 0)
        study->season->learnt = true;
    if (!study->season->learnt)
        *study->season = mbr_season_none;
}

void mbr_season_learn(struct mbr_season *season, int32_t first, const double *bought,
                      const double *expected, int32_t days)
{
    double sum = 0, mean = 0;
    *season = mbr_season_none;
    for (int32_t i = 0; i < days; i++) {
        sum += bought[i];
        mean += expected[i];
    }
    if (days < MBR_SEASON_DAYS || !(sum > 0 && mean > 0 && isfinite(sum) && isfinite(mean)))
        return;
    struct study study = {.season = season, .bought = bought, .expected = expected, .days = days};
    study.level = sum / mean;
    study.together = 1;
    study.at = mbr_alloc((size_t)days * sizeof *study.at);
    for (int32_t i = 0; i < days; i++)
        study.at[i] = place_of(first + i);
    learn(&study);
    free(study.at);
}
