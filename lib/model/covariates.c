#include "mbr/covariates.h"

#include <math.h>
#include <stdlib.h>

#include "mbr/number.h"

void mbr_covariates_free(struct mbr_covariates *covariates)
{
    for (size_t i = 0; i < covariates->count; i++)
        free(covariates->level[i].value);
    mbr_map_free(&covariates->groups);
    free(covariates->members);
    free(covariates->z);
    *covariates = (struct mbr_covariates){0};
}

static struct mbr_span spelling_of(const struct mbr_json *value)
{
    return value->kind == MBR_JSON_ABSENT ? mbr_span("") : value->raw;
}

void mbr_put_covariates_key(struct mbr_buf *buf, const struct mbr_covariates *covariates,
                            const struct mbr_json *value)
{
    for (size_t i = 0; i < covariates->paths; i++) {
        mbr_put_span(buf, spelling_of(&value[i]));
        mbr_put_char(buf, '\n');
    }
}

uint32_t mbr_covariates_group(struct mbr_covariates *covariates, struct mbr_span key)
{
    bool added;
    uint32_t group = mbr_map_put(&covariates->groups, key, &added);
    covariates->members = mbr_grow(covariates->members, &covariates->members_cap, group + 1,
                                   sizeof *covariates->members);
    if (added)
        covariates->members[group] = 0;
    covariates->members[group]++;
    return group;
}

/* The i-th line of a group's key. */
static struct mbr_span part_of(struct mbr_span key, size_t i)
{
    const char *p = key.p, *end;
    while (i--)
        p = (const char *)memchr(p, '\n', (size_t)(key.p + key.n - p)) + 1;
    end = memchr(p, '\n', (size_t)(key.p + key.n - p));
    return (struct mbr_span){p, (size_t)(end - p)};
}

bool mbr_covariates_has(const struct mbr_covariates *covariates, size_t path)
{
    bool any = false;
    for (uint32_t g = 0; g < covariates->groups.count && !any; g++)
        any = part_of(mbr_map_key(&covariates->groups, g), path).n > 0;
    return any;
}

static bool is_number(struct mbr_span text, double *value)
{
    return text.n > 0 && mbr_double_parse(text, value) == 0;
}

struct tally {
    struct mbr_map values;
    uint64_t *members;
    size_t cap;
};

static bool count_values(const struct mbr_covariates *covariates, size_t path, struct tally *tally)
{
    bool numbers = covariates->groups.count > 0;
    double ignored;
    for (uint32_t g = 0; g < covariates->groups.count; g++) {
        bool added;
        struct mbr_span part = part_of(mbr_map_key(&covariates->groups, g), path);
        uint32_t value = mbr_map_put(&tally->values, part, &added);
        tally->members = mbr_grow(tally->members, &tally->cap, value + 1, sizeof *tally->members);
        if (added)
            tally->members[value] = 0;
        tally->members[value] += covariates->members[g];
        numbers = numbers && is_number(part, &ignored);
    }
    return numbers;
}

/* At the same number of members the value that comes first bytewise is the most frequent one. */
static uint32_t most_frequent(const struct tally *tally, const uint32_t *sorted)
{
    uint32_t best = sorted[0];
    for (uint32_t i = 1; i < tally->values.count; i++)
        if (tally->members[sorted[i]] > tally->members[best])
            best = sorted[i];
    return best;
}

static int add_level(struct mbr_covariates *covariates, size_t path, const struct mbr_span *value,
                     struct mbr_err *err)
{
    if (covariates->count == MBR_COVARIATES_MOST)
        return mbr_err_set(err, "%s: more than %d numbers to fit: too many different values",
                           covariates->path[path], MBR_COVARIATES_MOST);
    covariates->level[covariates->count++] =
        (struct mbr_level){path, value ? mbr_memdup(value->p, value->n) : NULL};
    return 0;
}

static int add_path(struct mbr_covariates *covariates, size_t path, struct mbr_err *err)
{
    struct tally tally = {0};
    int failed = 0;
    if (count_values(covariates, path, &tally)) {
        failed = add_level(covariates, path, NULL, err);
    } else if (tally.values.count > 0) {
        uint32_t *sorted = mbr_map_sorted(&tally.values);
        uint32_t base = most_frequent(&tally, sorted);
        for (uint32_t i = 0; !failed && i < tally.values.count; i++) {
            struct mbr_span value = mbr_map_key(&tally.values, sorted[i]);
            if (sorted[i] != base)
                failed = add_level(covariates, path, &value, err);
        }
        free(sorted);
    }
    mbr_map_free(&tally.values);
    free(tally.members);
    return failed;
}

static int number_of(const struct mbr_covariates *covariates, size_t level, struct mbr_span value,
                     double *z, struct mbr_err *err)
{
    const struct mbr_level *l = &covariates->level[level];
    if (l->value)
        *z = mbr_span_is(value, l->value);
    else if (value.n == 0)
        return mbr_err_set(err, "%s: a covariate that was a number is absent",
                           covariates->path[l->path]);
    else if (!is_number(value, z) || !isfinite(*z))
        return mbr_err_json(err, covariates->path[l->path], "a covariate that was a number is none",
                            value);
    return 0;
}

int mbr_covariates_finish(struct mbr_covariates *covariates, struct mbr_err *err)
{
    for (size_t i = 0; i < covariates->paths; i++)
        if (add_path(covariates, i, err) < 0)
            return -1;
    covariates->z =
        mbr_calloc((size_t)covariates->groups.count * covariates->count + 1, sizeof(double));
    for (uint32_t g = 0; g < covariates->groups.count; g++) {
        struct mbr_span key = mbr_map_key(&covariates->groups, g);
        for (size_t i = 0; i < covariates->count; i++)
            if (number_of(covariates, i, part_of(key, covariates->level[i].path),
                          &covariates->z[g * covariates->count + i], err) < 0)
                return -1;
    }
    return 0;
}

int mbr_covariates_of(const struct mbr_covariates *covariates, const struct mbr_json *value,
                      double *z, struct mbr_err *err)
{
    for (size_t i = 0; i < covariates->count; i++)
        if (number_of(covariates, i, spelling_of(&value[covariates->level[i].path]), &z[i], err) <
            0)
            return -1;
    return 0;
}

void mbr_put_covariates(struct mbr_buf *buf, const struct mbr_covariates *covariates)
{
    mbr_put_char(buf, '[');
    for (size_t i = 0; i < covariates->count; i++) {
        const struct mbr_level *level = &covariates->level[i];
        mbr_put_comma(buf);
        mbr_put_char(buf, '{');
        mbr_put_key(buf, "path");
        mbr_put_string(buf, mbr_span(covariates->path[level->path]));
        if (level->value) {
            mbr_put_key(buf, "value");
            mbr_put_string(buf, mbr_span(level->value));
        }
        mbr_put_char(buf, '}');
    }
    mbr_put_char(buf, ']');
}

static size_t path_number(const struct mbr_covariates *covariates, const char *path)
{
    size_t i = 0;
    while (i < covariates->paths && strcmp(covariates->path[i], path) != 0)
        i++;
    return i;
}

int mbr_covariates_read(struct mbr_covariates *covariates, const json_t *list, struct mbr_err *err)
{
    size_t i;
    const json_t *each;
    json_array_foreach(list, i, each)
    {
        const char *path = json_string_value(json_object_get(each, "path"));
        const char *value = json_string_value(json_object_get(each, "value"));
        size_t number = path ? path_number(covariates, path) : 0;
        struct mbr_span text = value ? mbr_span(value) : mbr_span("");
        if (!path)
            return mbr_err_set(err, "covariates: entry %zu: no path", i + 1);
        if (number == covariates->paths)
            return mbr_err_set(err, "the fit was with --covariate %s, which is not given", path);
        if (add_level(covariates, number, value ? &text : NULL, err) < 0)
            return -1;
    }
    return 0;
}
