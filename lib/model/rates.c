#include "mbr/rates.h"

#include <math.h>
#include <stdlib.h>

#include "mbr/currency.h"
#include "mbr/date.h"
#include "mbr/doc.h"

#define VERSION 1
#define ONE 1000000000 /* a rate of 1 */
#define PLACES 9
#define EXACT 9007199254740992 /* 2^53: up to there a double holds each whole number */

__extension__ typedef __int128 wide;

struct rate {
    char code[3];
    int32_t from;
    int64_t rate;
};

struct mbr_rates {
    char to[4];
    struct rate *rate; /* by code, then by day */
    size_t count, cap;
};

static int parse_digits(const char *text, int64_t *rate)
{
    int64_t value = 0;
    int places = -1;
    for (; *text; text++) {
        if (*text == '.' && places < 0) {
            places = 0;
            continue;
        }
        if (*text < '0' || *text > '9' || places == PLACES || value >= (int64_t)ONE * ONE / 10)
            return -1;
        value = value * 10 + (*text - '0');
        places += places >= 0;
    }
    for (places = places < 0 ? 0 : places; places < PLACES; places++) {
        if (value >= (int64_t)ONE * ONE / 10)
            return -1;
        value *= 10;
    }
    *rate = value;
    return 0;
}

/* The document's reader has made a double of the number. The nearest count of 1/10^9 is meant if
   the double is the one nearest to it, as the spelling then has no further places. */
static int parse_real(double value, int64_t *rate)
{
    if (!(value > 0 && value * ONE < (double)EXACT))
        return -1;
    double count = nearbyint(value * ONE);
    *rate = (int64_t)count;
    return count / ONE == value ? 0 : -1;
}

static int parse_rate(const json_t *value, int64_t *rate)
{
    int status = -1;
    if (json_is_integer(value) && json_integer_value(value) > 0 &&
        json_integer_value(value) < ONE) {
        *rate = json_integer_value(value) * ONE;
        return 0;
    }
    if (json_is_real(value))
        status = parse_real(json_real_value(value), rate);
    else if (json_is_string(value) && json_string_length(value))
        status = parse_digits(json_string_value(value), rate);
    return status == 0 && *rate > 0 && *rate < (int64_t)ONE * ONE ? 0 : -1;
}

static int add(struct mbr_rates *rates, const char *code, int32_t from, const json_t *value,
               struct mbr_err *err)
{
    struct rate rate = {.from = from};
    memcpy(rate.code, code, 3);
    if (parse_rate(value, &rate.rate) < 0)
        return mbr_err_set(err, "not a rate above 0 with up to nine decimal places (a long one "
                                "as a string)");
    rates->rate = mbr_grow(rates->rate, &rates->cap, rates->count + 1, sizeof *rates->rate);
    rates->rate[rates->count++] = rate;
    return 0;
}

static int add_days(struct mbr_rates *rates, const char *code, json_t *days, struct mbr_err *err)
{
    const char *key;
    json_t *value;
    json_object_foreach(days, key, value)
    {
        int32_t day;
        if (mbr_day_parse(mbr_span(key), &day) < 0)
            return mbr_err_value(err, NULL, "not a day (YYYY-MM-DD)", mbr_span(key));
        if (add(rates, code, day, value, err) < 0)
            return mbr_err_within(err, key);
    }
    return json_object_size(days) ? 0 : mbr_err_set(err, "no rate");
}

static bool is_code(const char *text)
{
    char code[3];
    return text && mbr_currency_code(mbr_span(text), code) && strlen(text) == 3 &&
           memcmp(text, code, 3) == 0;
}

static int read_rates(struct mbr_rates *rates, json_t *doc, struct mbr_err *err)
{
    static const char *const keys[] = {"version", "to", "rates", NULL};
    const char *to = json_string_value(json_object_get(doc, "to")), *code;
    json_t *object = json_object_get(doc, "rates"), *value;
    if (mbr_doc_keys(doc, NULL, keys, err) < 0)
        return -1;
    if (!is_code(to))
        return mbr_err_set(err, "to: not a currency of ISO 4217, such as \"CNY\"");
    memcpy(rates->to, to, 3);
    if (!json_is_object(object))
        return mbr_err_set(err, "rates: not an object");
    json_object_foreach(object, code, value)
    {
        if (!is_code(code))
            return mbr_err_value(err, "rates", "not a currency of ISO 4217, such as \"USD\"",
                                 mbr_span(code));
        if (strcmp(code, to) == 0)
            return mbr_err_value(err, "rates", "the currency that is changed to", mbr_span(code));
        int status = json_is_object(value) ? add_days(rates, code, value, err)
                                           : add(rates, code, MBR_DAY_NONE, value, err);
        if (status < 0) {
            mbr_err_within(err, code);
            return mbr_err_within(err, "rates");
        }
    }
    return 0;
}

static int compare(const void *a, const void *b)
{
    const struct rate *x = a, *y = b;
    int order = memcmp(x->code, y->code, 3);
    return order ? order : (x->from > y->from) - (x->from < y->from);
}

static struct mbr_rates *rates_from(const char *name, json_t *doc, struct mbr_err *err)
{
    struct mbr_rates *rates = NULL;
    if (doc && mbr_doc_check(doc, name, NULL, VERSION, err) == 0) {
        rates = mbr_calloc(1, sizeof *rates);
        if (read_rates(rates, doc, err) < 0) {
            mbr_err_within(err, name);
            mbr_rates_free(rates);
            rates = NULL;
        }
    }
    json_decref(doc);
    if (rates && rates->count)
        qsort(rates->rate, rates->count, sizeof *rates->rate, compare);
    return rates;
}

struct mbr_rates *mbr_rates_load(const char *path, struct mbr_err *err)
{
    return rates_from(path, mbr_doc_load(path, err), err);
}

struct mbr_rates *mbr_rates_parse(const char *name, struct mbr_span text, struct mbr_err *err)
{
    return rates_from(name, mbr_doc_parse(name, text, err), err);
}

void mbr_rates_free(struct mbr_rates *rates)
{
    if (!rates)
        return;
    free(rates->rate);
    free(rates);
}

const char *mbr_rates_to(const struct mbr_rates *rates)
{
    return rates->to;
}

int64_t mbr_rates_coin(const struct mbr_rates *rates)
{
    int64_t coin = MBR_DECIMAL_ONE;
    for (int places = mbr_currency_places(rates->to); places; places--)
        coin /= 10;
    return coin;
}

enum mbr_rates_found mbr_rates_find(const struct mbr_rates *rates, const char code[3], int32_t day,
                                    int64_t *rate)
{
    struct rate sought = {.from = day};
    memcpy(sought.code, code, 3);
    *rate = ONE;
    if (memcmp(rates->to, code, 3) == 0)
        return MBR_RATES_FOUND;
    size_t low = 0, high = rates->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&rates->rate[middle], &sought) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low && memcmp(rates->rate[low - 1].code, code, 3) == 0) {
        *rate = rates->rate[low - 1].rate;
        return MBR_RATES_FOUND;
    }
    bool later = low < rates->count && memcmp(rates->rate[low].code, code, 3) == 0;
    return later ? MBR_RATES_TOO_EARLY : MBR_RATES_UNKNOWN;
}

bool mbr_rates_change(int64_t value, int64_t rate, int64_t coin, int64_t *changed)
{
    wide unit = (wide)coin * ONE, product = (wide)value * rate;
    wide half = product < 0 ? -(unit / 2) : unit / 2;
    wide result = (product + half) / unit * coin;
    if (result > INT64_MAX || result < INT64_MIN)
        return false;
    *changed = (int64_t)result;
    return true;
}
