#include <stdlib.h>

#include "clv_job.h"

#include "mbr/number.h"

static void put_number(struct mbr_buf *buf, const char *key, double value)
{
    mbr_put_key(buf, key);
    mbr_put_double(buf, value);
}

static void put_margins(struct mbr_buf *buf, const struct clv_margins *margins)
{
    uint32_t *sorted = mbr_map_sorted(&margins->categories);
    mbr_put_key(buf, "margins");
    mbr_put_char(buf, '{');
    for (uint32_t i = 0; i < margins->categories.count; i++) {
        mbr_put_comma(buf);
        mbr_put_string(buf, mbr_map_key(&margins->categories, sorted[i]));
        mbr_put_char(buf, ':');
        mbr_put_double(buf, margins->of_category[sorted[i]]);
    }
    mbr_put_char(buf, '}');
    free(sorted);
}

/* A horizon without an end is left out. */
void clv_put_valued(struct mbr_buf *buf, const struct clv *clv)
{
    const struct mbr_clv_options *options = clv->options;
    int32_t horizon = clv->settings.price.horizon;
    mbr_put_key(buf, "valued");
    mbr_put_char(buf, '{');
    put_number(buf, "margin", options->margin);
    if (clv->margins.given)
        put_margins(buf, &clv->margins);
    put_number(buf, "cost", options->cost);
    put_number(buf, "discount", options->discount);
    if (horizon != MBR_CLV_ENDLESS)
        put_number(buf, "horizon", horizon);
    put_number(buf, "referral_share", options->referral_share);
    put_number(buf, "referral_decay", options->referral_decay);
    mbr_put_char(buf, '}');
}

static bool is_same(const json_t *valued, const char *key, double value)
{
    const json_t *number = json_object_get(valued, key);
    return json_is_number(number) && json_number_value(number) == value;
}

static bool are_same_margins(const struct clv_margins *margins, const json_t *object)
{
    const char *category;
    json_t *value;
    if (!object || !margins->given)
        return !object && !margins->given;
    bool same = json_object_size(object) == margins->categories.count;
    json_object_foreach((json_t *)(uintptr_t)object, category, value)
    {
        uint32_t number = mbr_map_find(&margins->categories, mbr_span(category));
        same = same && number != MBR_MAP_NONE && json_is_number(value) &&
               json_number_value(value) == margins->of_category[number];
    }
    return same;
}

/* The option that is not as it was, or NULL. */
static const char *differs(const struct clv *clv, const json_t *valued)
{
    const struct mbr_clv_options *options = clv->options;
    int32_t horizon = clv->settings.price.horizon;
    bool endless = json_is_object(valued) && !json_object_get(valued, "horizon");
    if (!are_same_margins(&clv->margins, json_object_get(valued, "margins")))
        return "margins";
    if (!is_same(valued, "margin", options->margin))
        return "margin";
    if (!is_same(valued, "cost", options->cost))
        return "cost";
    if (!is_same(valued, "discount", options->discount))
        return "discount";
    if (horizon == MBR_CLV_ENDLESS ? !endless : !is_same(valued, "horizon", horizon))
        return "horizon";
    return NULL;
}

/* The mean margin of all that was sold is a finding where margins were by category, and else no
   more than what the option said then. What is credited for references was reckoned by the options
   of then, and the members it rests on are not here. */
void clv_read_valued(struct clv *clv, const json_t *doc)
{
    const json_t *valued = json_object_get(doc, "valued");
    const char *other = differs(clv, valued);
    if (!json_object_get(valued, "margins"))
        clv->margin = clv->options->margin;
    if (!clv->credit.known || !other)
        return;
    mbr_warn(clv->run,
             "--%s is not that of the fit, which referral values were reckoned with: they are left "
             "out",
             other);
    mbr_clv_credit_free(&clv->credit);
}
