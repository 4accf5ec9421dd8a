#include "mbr/rfm_doc.h"

#include "mbr/decimal.h"
#include "mbr/doc.h"
#include "mbr/rfm_field.h"

/* Money is a string: a JSON number would go through a double, and back it has to be the same. */
static void put_cut(struct mbr_buf *buf, int scale, int64_t value)
{
    if (scale == MBR_RFM_M) {
        mbr_put_char(buf, '"');
        mbr_put_decimal(buf, value);
        mbr_put_char(buf, '"');
    } else {
        mbr_put_int(buf, scale == MBR_RFM_R ? -value : value);
    }
}

static void put_scale(struct mbr_buf *buf, const struct mbr_rfm_model *model, int scale)
{
    const struct mbr_rfm_scale *s = &model->scale[scale];
    mbr_put_key(buf, mbr_rfm_scale_names[scale]);
    mbr_put_char(buf, '{');
    if (scale != MBR_RFM_R) {
        mbr_put_key(buf, "of");
        if (scale == MBR_RFM_F)
            mbr_put_text(buf, model->by_days ? "\"days\"" : "\"orders\"");
        else
            mbr_put_text(buf, model->mean ? "\"mean\"" : "\"total\"");
    }
    mbr_put_key(buf, "given");
    mbr_put_text(buf, s->given ? "true" : "false");
    mbr_put_key(buf, "lowest");
    mbr_put_char(buf, '[');
    for (int i = 0; i < model->bins; i++) {
        mbr_put_comma(buf);
        if (s->has[i])
            put_cut(buf, scale, s->lowest[i]);
        else
            mbr_put_text(buf, "null");
    }
    mbr_put_char(buf, ']');
    mbr_put_key(buf, "members");
    mbr_put_char(buf, '[');
    for (int i = 0; i < model->bins; i++) {
        mbr_put_comma(buf);
        mbr_put_int(buf, s->members[i]);
    }
    mbr_put_text(buf, "]}");
}

int mbr_put_rfm_model(struct mbr_buf *buf, const struct mbr_rfm_model *model,
                      const struct mbr_rfm_scheme *scheme, struct mbr_err *err)
{
    if (model->members == 0)
        return mbr_err_set(err, "nothing to fit: no member has bought anything");
    mbr_put_key(buf, "bins");
    mbr_put_int(buf, model->bins);
    mbr_put_key(buf, "members");
    mbr_put_int(buf, model->members);
    for (int i = 0; i < MBR_RFM_SCALES; i++)
        put_scale(buf, model, i);
    mbr_put_key(buf, "scheme");
    if (scheme->source)
        mbr_put_text(buf, scheme->source);
    else
        mbr_put_string(buf, mbr_span(scheme->name));
    return 0;
}

static int read_cut(const json_t *json, int scale, int64_t *to)
{
    const char *text = json_string_value(json), *what;
    if (scale == MBR_RFM_M)
        return text ? mbr_decimal_parse(mbr_span(text), to, &what) : -1;
    if (!json_is_integer(json) || json_integer_value(json) < 0)
        return -1;
    *to = scale == MBR_RFM_R ? -json_integer_value(json) : json_integer_value(json);
    return 0;
}

static int read_lowest(const json_t *list, int scale, const struct mbr_rfm_model *model,
                       struct mbr_rfm_scale *to, struct mbr_err *err)
{
    const int64_t *before = NULL;
    for (int i = 0; i < model->bins; i++) {
        const json_t *cut = json_array_get(list, (size_t)i);
        if (json_is_null(cut))
            continue;
        if (read_cut(cut, scale, &to->lowest[i]) < 0 || (before && to->lowest[i] <= *before))
            return mbr_err_set(err, "lowest: of score %d: no cut, or out of order", i + 1);
        to->has[i] = true;
        before = &to->lowest[i];
    }
    return 0;
}

static int read_members(const json_t *list, const struct mbr_rfm_model *model,
                        struct mbr_rfm_scale *to, struct mbr_err *err)
{
    int64_t left = model->members;
    for (int i = 0; i < model->bins; i++) {
        const json_t *count = json_array_get(list, (size_t)i);
        to->members[i] = json_integer_value(count);
        if (!json_is_integer(count) || to->members[i] < 0 || to->members[i] > left)
            return mbr_err_set(err, "members: of score %d: no count, or too many", i + 1);
        left -= to->members[i];
    }
    return left ? mbr_err_set(err, "members: too few") : 0;
}

static int read_scale(const json_t *doc, int scale, struct mbr_rfm_model *model,
                      struct mbr_err *err)
{
    struct mbr_rfm_scale *to = &model->scale[scale];
    const json_t *json = json_object_get(doc, mbr_rfm_scale_names[scale]);
    const json_t *lowest = json_object_get(json, "lowest");
    const json_t *members = json_object_get(json, "members");
    size_t bins = (size_t)model->bins;
    if (json_array_size(lowest) != bins || json_array_size(members) != bins)
        return mbr_err_set(err, "%s: lowest or members: not a list of %d",
                           mbr_rfm_scale_names[scale], model->bins);
    to->given = json_is_true(json_object_get(json, "given"));
    if (read_lowest(lowest, scale, model, to, err) < 0 || read_members(members, model, to, err) < 0)
        return mbr_err_within(err, mbr_rfm_scale_names[scale]);
    return 0;
}

/* Which of two words stands at scale.of. */
static int read_of(const json_t *doc, int scale, const char *no, const char *yes, bool *to,
                   struct mbr_err *err)
{
    const json_t *json = json_object_get(doc, mbr_rfm_scale_names[scale]);
    const char *of = json_string_value(json_object_get(json, "of"));
    if (!of || (strcmp(of, no) != 0 && strcmp(of, yes) != 0))
        return mbr_err_set(err, "%s: of: neither %s nor %s", mbr_rfm_scale_names[scale], no, yes);
    *to = strcmp(of, yes) == 0;
    return 0;
}

static int read_head(const json_t *doc, struct mbr_rfm_model *model, struct mbr_err *err)
{
    const json_t *bins = json_object_get(doc, "bins"), *members = json_object_get(doc, "members");
    if (!json_is_integer(bins) || json_integer_value(bins) < 2 ||
        json_integer_value(bins) > MBR_RFM_BINS_MAX)
        return mbr_err_set(err, "bins: not within 2 to %d", MBR_RFM_BINS_MAX);
    if (!json_is_integer(members) || json_integer_value(members) < 0)
        return mbr_err_set(err, "members: not a count");
    model->bins = (int)json_integer_value(bins);
    model->members = json_integer_value(members);
    return 0;
}

static int read_scheme(const json_t *json, struct mbr_rfm_scheme *scheme, struct mbr_err *err)
{
    const char *name = json_string_value(json);
    if (!name)
        return mbr_rfm_scheme_read(json, "scheme", scheme, err);
    return mbr_rfm_scheme_find(name, scheme) == 0
               ? 0
               : mbr_err_value(err, "scheme", "not one that is built in", mbr_span(name));
}

int mbr_rfm_model_read(const json_t *doc, struct mbr_rfm_model *model,
                       struct mbr_rfm_scheme *scheme, struct mbr_err *err)
{
    *model = (struct mbr_rfm_model){0};
    if (read_head(doc, model, err) < 0 ||
        read_of(doc, MBR_RFM_F, "orders", "days", &model->by_days, err) < 0 ||
        read_of(doc, MBR_RFM_M, "total", "mean", &model->mean, err) < 0)
        return -1;
    for (int i = 0; i < MBR_RFM_SCALES; i++) {
        if (read_scale(doc, i, model, err) < 0)
            return -1;
    }
    return scheme ? read_scheme(json_object_get(doc, "scheme"), scheme, err) : 0;
}
