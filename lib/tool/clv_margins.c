#include <math.h>
#include <stdlib.h>

#include "clv_job.h"

#include "mbr/doc.h"
#include "mbr/mem.h"
#include "mbr/value.h"

void clv_margins_free(struct clv_margins *margins)
{
    mbr_map_free(&margins->categories);
    free(margins->of_category);
    *margins = (struct clv_margins){0};
}

static int add_categories(struct clv_margins *margins, const json_t *object, const char *path,
                          struct mbr_err *err)
{
    const char *category;
    json_t *value;
    if (!json_is_object(object))
        return mbr_err_set(err, "%s: category: not an object of margins", path);
    json_object_foreach((json_t *)(uintptr_t)object, category, value)
    {
        double margin = json_number_value(value);
        if (!json_is_number(value))
            return mbr_err_set(err, "%s: category: %s: not a number", path, category);
        if (!(margin >= -1 && margin <= 1))
            return mbr_err_set(err, "%s: category: %s: not within -1 to 1: %g", path, category,
                               margin);
        uint32_t number = mbr_map_put(&margins->categories, mbr_span(category), NULL);
        margins->of_category =
            mbr_grow(margins->of_category, &margins->cap, number + 1, sizeof *margins->of_category);
        margins->of_category[number] = margin;
        margins->least = fmin(margins->least, margin);
        margins->most = fmax(margins->most, margin);
    }
    return 0;
}

int clv_margins_read(struct clv_margins *margins, const char *path, double other,
                     struct mbr_err *err)
{
    static const char *const keys[] = {"version", "category", NULL};
    json_t *doc = mbr_doc_load(path, err);
    *margins = (struct clv_margins){.other = other, .least = other, .most = other, .given = true};
    if (!doc)
        return -1;
    int failed = mbr_doc_check(doc, path, NULL, 1, err) < 0 ||
                 mbr_doc_keys(doc, path, keys, err) < 0 ||
                 add_categories(margins, json_object_get(doc, "category"), path, err) < 0;
    json_decref(doc);
    return failed ? -1 : 0;
}

static double margin_of(const void *self, struct mbr_span item)
{
    const struct clv_item_margins *of_items = self;
    uint32_t number = item.p ? mbr_map_find(&of_items->items, item) : MBR_MAP_NONE;
    return number == MBR_MAP_NONE ? of_items->margins->other : of_items->of_item[number];
}

static void add_item(struct clv_item_margins *of_items, struct mbr_span id,
                     struct mbr_span category)
{
    const struct clv_margins *margins = of_items->margins;
    uint32_t known = mbr_map_find(&margins->categories, category);
    if (known == MBR_MAP_NONE)
        return;
    uint32_t number = mbr_map_put(&of_items->items, id, NULL);
    of_items->of_item =
        mbr_grow(of_items->of_item, &of_items->cap, number + 1, sizeof *of_items->of_item);
    of_items->of_item[number] = margins->of_category[known];
}

void clv_item_margins_init(struct clv_item_margins *of_items, const struct clv_margins *margins,
                           const struct mbr_catalogue *items)
{
    static const char *const paths[] = {"category"};
    struct mbr_err err;
    struct mbr_ask *ask = mbr_ask_new(paths, 1, false, &err);
    struct mbr_buf record = {0}, scratch = {0};
    *of_items = (struct clv_item_margins){.margins = margins, .lookup = {margin_of, of_items}};
    for (uint32_t i = 0; i < items->ids.count; i++) {
        struct mbr_span category = {NULL, 0};
        record.n = 0;
        mbr_catalogue_put(items, i, &record);
        if (mbr_ask_scan(ask, mbr_buf_span(&record), &err) == 0 &&
            mbr_value_text(&ask->slot[0], "category", &scratch, &category, &err) == 0 && category.p)
            add_item(of_items, mbr_map_key(&items->ids, i), category);
    }
    mbr_ask_free(ask);
    mbr_buf_free(&record);
    mbr_buf_free(&scratch);
}

void clv_item_margins_free(struct clv_item_margins *of_items)
{
    mbr_map_free(&of_items->items);
    free(of_items->of_item);
}

/* Where goods of one margin were bought and those of another returned, the ratio is no mean of any:
   it is kept within the margins that there are. */
double clv_margin_of(const struct clv *clv, double amount, double earned)
{
    const struct clv_margins *margins = &clv->margins;
    if (!margins->given)
        return clv->options->margin;
    return amount > 0 ? fmin(fmax(earned / amount, margins->least), margins->most) : clv->margin;
}

double clv_past_of(const struct clv *clv, double net, double earned)
{
    return clv->margins.given ? earned : net * clv->options->margin;
}
