#include "recommend_doc.h"

#include <math.h>
#include <stdlib.h>

#include "mbr/doc.h"
#include "mbr/mem.h"

/* Of the years 0001 and 9999 (date.h). */
#define FIRST_DAY (-719162)
#define LAST_DAY 2932896

static int read_whole(const json_t *doc, const char *key, int64_t most, int64_t *value,
                      struct mbr_err *err)
{
    const json_t *number = json_object_get(doc, key);
    *value = json_integer_value(number);
    if (!json_is_integer(number) || *value < 0 || *value > most)
        return mbr_err_set(err, "%s: not a whole number from 0 to %lld", key, (long long)most);
    return 0;
}

static int read_number(const json_t *doc, const char *key, double most, double *value,
                       struct mbr_err *err)
{
    const json_t *number = json_object_get(doc, key);
    *value = json_number_value(number);
    if (!json_is_number(number) || !(*value >= 0 && *value <= most))
        return mbr_err_set(err, "%s: not a number from 0 to %g", key, most);
    return 0;
}

/* What the model was fitted with decides; an option that says otherwise would not be heard. */
static int check_options(struct recommend *job, const json_t *doc, struct mbr_err *err)
{
    const struct mbr_recommend_options *o = job->options;
    const char *by = json_string_value(json_object_get(doc, "by"));
    const char *method = json_string_value(json_object_get(doc, "method"));
    int64_t horizon;
    if (strcmp(o->method, "auto") != 0 && strcmp(o->method, method) != 0)
        return mbr_err_set(err, "method: the model's is %s, --method %s", method, o->method);
    if ((by == NULL) != (o->by == NULL) || (by && strcmp(by, o->by) != 0))
        return mbr_err_set(err,
                           "by: the model was fitted %s%s: give --fit and --model the same --by",
                           by ? "with --by " : "without --by", by ? by : "");
    if (o->require_consent && !json_is_true(json_object_get(doc, "require_consent")))
        return mbr_err_set(err, "require_consent: the model has learned from members who did not "
                                "say yes: fit it with --require-consent too");
    if (read_whole(doc, "horizon", INT32_MAX, &horizon, err) < 0)
        return -1;
    if (o->horizon && horizon == 0)
        return mbr_err_set(err, "horizon: the model's is each member's own interval, --horizon %s",
                           o->horizon);
    if (o->horizon && horizon != recommend_days(&job->settings.horizon))
        return mbr_err_set(err, "horizon: the model's is %lld days, --horizon %s",
                           (long long)horizon, o->horizon);
    if (o->among != MBR_RECOMMEND_AMONG)
        return mbr_err_set(err, "among: belongs to the fit");
    job->model.horizon = (int32_t)horizon;
    return 0;
}

int recommend_load(void *self, const json_t *doc, struct mbr_err *err)
{
    struct recommend *job = self;
    struct recommend_model *model = &job->model;
    const char *method = json_string_value(json_object_get(doc, "method"));
    const char *as_of = json_string_value(json_object_get(doc, "as_of"));
    int64_t members, baskets;
    if (!method || recommend_method_of(method) == RECOMMEND_METHODS)
        return mbr_err_set(err, "method: none that is known");
    if (json_integer_value(json_object_get(doc, "version")) < RECOMMEND_VERSION)
        return mbr_err_set(err, "version: an earlier program's: fit the model again");
    if (!as_of || mbr_day_parse(mbr_span(as_of), &model->as_of) < 0)
        return mbr_err_set(err, "as_of: not a day");
    model->fit.method = recommend_method_of(method);
    model->fit.learned.trees = model->fit.method == RECOMMEND_LEARNED;
    model->reach.fitted = json_is_true(json_object_get(doc, "reach"));
    model->fell_back = json_is_true(json_object_get(doc, "fell_back"));
    if (check_options(job, doc, err) < 0 ||
        read_whole(doc, "members", UINT32_MAX, &members, err) < 0 ||
        read_whole(doc, "baskets", UINT32_MAX, &baskets, err) < 0 ||
        read_number(doc, "interval", 4e6, &model->interval, err) < 0 ||
        read_number(doc, "repeat_rate", 1, &model->repeat_rate, err) < 0)
        return -1;
    model->members = (uint32_t)members;
    model->baskets = (uint32_t)baskets;
    return 0;
}

/* Keys, each of which has to be new. */
static int unpack_keys(const struct mbr_unpack *pack, const char *text_name, const char *end_name,
                       struct mbr_map *map, struct mbr_err *err)
{
    size_t bytes, count, at = 0;
    char *text = mbr_unpack_take(pack, text_name, MBR_PACK_U8, &bytes, err);
    uint64_t *end = text ? mbr_unpack_take(pack, end_name, MBR_PACK_U64, &count, err) : NULL;
    int failed = end ? 0 : -1;
    for (size_t i = 0; !failed && i < count; i++) {
        bool added = false;
        if (end[i] >= at && end[i] <= bytes)
            mbr_map_put(map, (struct mbr_span){text + at, (size_t)end[i] - at}, &added);
        if (!added || !mbr_utf8_valid(text + at, (size_t)end[i] - at))
            failed = mbr_err_set(err, "%s: the %zu. is not sound", end_name, i + 1);
        at = (size_t)end[i];
    }
    free(text);
    free(end);
    return failed;
}

static int unpack_items(const struct mbr_unpack *pack, struct recommend_items *items,
                        struct mbr_err *err)
{
    if (unpack_keys(pack, "items.text", "items.end", &items->ids, err) < 0)
        return -1;
    size_t n = items->count = items->ids.count;
    bool whole =
        (items->buyers = mbr_unpack_exact(pack, "items.buyers", MBR_PACK_U32, n, err)) &&
        (items->repeats = mbr_unpack_exact(pack, "items.repeats", MBR_PACK_U32, n, err)) &&
        (items->repeat_gap = mbr_unpack_exact(pack, "items.repeat_gap", MBR_PACK_U64, n, err)) &&
        (items->last_day = mbr_unpack_exact(pack, "items.last_day", MBR_PACK_U32, n, err)) &&
        (items->service = mbr_unpack_exact(pack, "items.service", MBR_PACK_U8, n, err));
    for (size_t i = 0; whole && i < n; i++)
        if (items->last_day[i] < FIRST_DAY || items->last_day[i] > LAST_DAY)
            return mbr_err_set(err, "items.last_day: no day: %d", (int)items->last_day[i]);
    return whole ? 0 : -1;
}

static int unpack_segments(const struct mbr_unpack *pack, struct recommend_segments *segments,
                           uint32_t items, struct mbr_err *err)
{
    if (unpack_keys(pack, "segments.text", "segments.end", &segments->values, err) < 0)
        return -1;
    uint32_t count = segments->values.count;
    uint32_t *all =
        mbr_unpack_exact(pack, "segments.count", MBR_PACK_U32, (size_t)count * items, err);
    segments->baskets =
        all ? mbr_unpack_exact(pack, "segments.baskets", MBR_PACK_U32, count, err) : NULL;
    segments->scale = segments->baskets
                          ? mbr_unpack_exact(pack, "segments.scale", MBR_PACK_F64, count, err)
                          : NULL;
    segments->popular = mbr_calloc(count, sizeof *segments->popular);
    for (uint32_t s = 0; segments->scale && s < count; s++) {
        struct mbr_popular *popular = &segments->popular[s];
        popular->items = items;
        popular->count = mbr_alloc(items * sizeof *popular->count);
        memcpy(popular->count, all + (size_t)s * items, items * sizeof *all);
        mbr_popular_rank(popular);
    }
    free(all);
    for (uint32_t s = 0; segments->scale && s < count; s++)
        if (!(segments->scale[s] >= 1 && isfinite(segments->scale[s])))
            return mbr_err_set(err, "segments.scale: below 1: %g", segments->scale[s]);
    return segments->scale ? 0 : -1;
}

static int unpack_who(const struct mbr_unpack *pack, struct recommend_model *model,
                      struct mbr_err *err)
{
    size_t count;
    uint64_t *hash = mbr_unpack_take(pack, "who.hash", MBR_PACK_U64, &count, err);
    uint32_t *member = hash ? mbr_unpack_exact(pack, "who.member", MBR_PACK_U32, count, err) : NULL;
    if (member) {
        model->whos = count;
        model->who = mbr_alloc(count * sizeof *model->who);
        for (size_t i = 0; i < count; i++)
            model->who[i] = (struct recommend_who){hash[i], member[i]};
    }
    free(hash);
    free(member);
    return member ? 0 : -1;
}

int recommend_unpack_isotonic(const struct mbr_unpack *pack, const char *score, const char *p,
                              struct mbr_isotonic *model, struct mbr_err *err)
{
    model->score = mbr_unpack_take(pack, score, MBR_PACK_F64, &model->points, err);
    if (!model->score)
        return -1;
    model->probability = mbr_unpack_exact(pack, p, MBR_PACK_F64, model->points, err);
    if (!model->probability)
        return -1;
    return model->points ? mbr_isotonic_check(model, err) : 0;
}

static int unpack_power(const struct mbr_unpack *pack, const char *name, struct mbr_times *model,
                        struct mbr_err *err)
{
    double *power = mbr_unpack_exact(pack, name, MBR_PACK_F64, 1, err);
    if (!power)
        return -1;
    model->power = *power;
    free(power);
    return model->once.points ? mbr_times_check(model, err) : 0;
}

static struct mbr_coming_line line_of(const double of[RECOMMEND_LINE])
{
    struct mbr_coming_line line = {.intercept = of[0]};
    memcpy(line.slope, of + 1, sizeof line.slope);
    memcpy(line.mean, of + 1 + MBR_COMING_FACTS, sizeof line.mean);
    return line;
}

static int unpack_coming(const struct mbr_unpack *pack, const char *name, double interval,
                         struct mbr_coming *coming, struct mbr_err *err)
{
    size_t count;
    double *of = mbr_unpack_take(pack, name, MBR_PACK_F64, &count, err);
    if (!of)
        return -1;
    int failed = count == 0 || (count == 2 * RECOMMEND_LINE && interval > 0)
                     ? 0
                     : mbr_err_set(err, "%s: not as long as it should be, or no interval", name);
    if (count && !failed) {
        *coming = (struct mbr_coming){
            .known = true, .once = line_of(of), .again = line_of(of + RECOMMEND_LINE)};
        failed = mbr_coming_check(coming, err);
    }
    free(of);
    return failed;
}

int recommend_unpack(void *self, const struct mbr_unpack *pack, struct mbr_err *err)
{
    struct recommend *job = self;
    struct recommend_model *model = &job->model;
    struct recommend_fit *fit = &model->fit;
    if (unpack_items(pack, &model->items, err) < 0 ||
        unpack_segments(pack, &model->segments, model->items.count, err) < 0 ||
        unpack_who(pack, model, err) < 0)
        return -1;
    fit->popular.items = model->items.count;
    fit->popular.count =
        mbr_unpack_exact(pack, "popular.count", MBR_PACK_U32, model->items.count, err);
    if (!fit->popular.count)
        return -1;
    mbr_popular_rank(&fit->popular);
    if (recommend_unpack_isotonic(pack, "p_repeat.score", "p_repeat.p", &fit->p_repeat.once, err) <
            0 ||
        recommend_unpack_isotonic(pack, "p_new.score", "p_new.p", &fit->p_new.once, err) < 0 ||
        unpack_power(pack, "p_repeat.power", &fit->p_repeat, err) < 0 ||
        unpack_power(pack, "p_new.power", &fit->p_new, err) < 0)
        return -1;
    if (unpack_coming(pack, "coming.own", model->interval, &model->coming.own, err) < 0 ||
        unpack_coming(pack, "coming.usual", model->interval, &model->coming.usual, err) < 0 ||
        recommend_unpack_fit(pack, fit, err) < 0)
        return -1;
    return recommend_unpack_reach(pack, job, &model->reach, err);
}
