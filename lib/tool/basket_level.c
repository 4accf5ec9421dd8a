#include <stdlib.h>

#include "basket_job.h"
#include "mbr/catalogue.h"
#include "mbr/near.h"
#include "mbr/text.h"
#include "mbr/value.h"

#define NOT_LOOKED_UP (UINT32_MAX - 1)

void basket_level_begin(struct basket_level *level, const char *name)
{
    struct mbr_err ignored;
    level->field = strcmp(name, "item") == 0 ? NULL : name;
    const char *path = level->field ? level->field : "name";
    level->ask = mbr_ask_new(&path, 1, false, &ignored);
}

void basket_level_free(struct basket_level *level)
{
    mbr_map_free(&level->values);
    mbr_ask_free(level->ask);
    mbr_buf_free(&level->record);
    mbr_buf_free(&level->text);
    free(level->sorted);
    free(level->of_item);
}

/* The field that is asked for, of the catalogue's record. */
static int read_record(struct basket_level *level, uint32_t item, struct mbr_span *value,
                       struct mbr_err *err)
{
    level->record.n = level->text.n = 0;
    mbr_catalogue_put(level->items, item, &level->record);
    if (mbr_ask_scan(level->ask, mbr_buf_span(&level->record), err) < 0)
        return -1;
    return mbr_value_text(&level->ask->slot[0], level->field ? level->field : "name", &level->text,
                          value, err);
}

static int look_up(struct basket_level *level, uint32_t item, struct mbr_err *err)
{
    struct mbr_span value = {0};
    size_t count = level->items->ids.count;
    if (level->known < count) {
        level->of_item = mbr_realloc(level->of_item, count * sizeof *level->of_item);
        while (level->known < count)
            level->of_item[level->known++] = NOT_LOOKED_UP;
    }
    if (level->of_item[item] != NOT_LOOKED_UP)
        return 0;
    if (read_record(level, item, &value, err) < 0)
        return mbr_err_within(err, "items");
    level->of_item[item] = value.n ? mbr_map_put(&level->values, value, NULL) : BASKET_NO_VALUE;
    return 0;
}

int basket_level_number(struct basket_level *level, struct mbr_span item, uint32_t *number,
                        struct mbr_err *err)
{
    *number = BASKET_NO_VALUE;
    if (item.n && !level->field) {
        *number = mbr_map_put(&level->values, item, NULL);
    } else if (item.n && level->items) {
        uint32_t known = mbr_map_find(&level->items->ids, item);
        if (known != MBR_MAP_NONE && look_up(level, known, err) < 0)
            return -1;
        if (known != MBR_MAP_NONE)
            *number = level->of_item[known];
    }
    level->without += *number == BASKET_NO_VALUE;
    return 0;
}

static int compare_items(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* So nothing that is written depends on the order in which the items came. */
void basket_level_settle(struct basket_level *level, struct mbr_baskets *baskets)
{
    uint32_t count = level->values.count;
    uint32_t *settled = mbr_calloc(count, sizeof *settled);
    level->sorted = mbr_map_sorted(&level->values);
    for (uint32_t i = 0; i < count; i++)
        settled[level->sorted[i]] = i;
    for (size_t basket = 0; basket < baskets->basket[baskets->members]; basket++) {
        size_t from = baskets->entry[basket], to = baskets->entry[basket + 1];
        for (size_t i = from; i < to; i++)
            baskets->item[i] = settled[baskets->item[i]];
        qsort(baskets->item + from, to - from, sizeof *baskets->item, compare_items);
    }
    baskets->items = count;
    free(settled);
}

struct mbr_span basket_level_value(const struct basket_level *level, uint32_t number)
{
    return mbr_map_key(&level->values, level->sorted[number]);
}

struct mbr_span basket_level_name(struct basket_level *level, uint32_t number)
{
    struct mbr_span name = {0};
    struct mbr_err ignored;
    if (level->field || !level->items)
        return name;
    uint32_t item = mbr_map_find(&level->items->ids, basket_level_value(level, number));
    if (item == MBR_MAP_NONE || read_record(level, item, &name, &ignored) < 0)
        return (struct mbr_span){0};
    return name;
}

static int refuse(const struct basket_level *level, const char *value, const char *option,
                  struct mbr_run *run)
{
    uint32_t count = level->values.count;
    char **names = mbr_calloc((size_t)count + 1, sizeof *names);
    struct mbr_buf text = {0};
    for (uint32_t i = 0; i < count; i++) {
        struct mbr_span name = basket_level_value(level, i);
        names[i] = mbr_memdup(name.p, name.n);
    }
    mbr_put_text(&text, "no basket has ");
    mbr_put_visible(&text, mbr_span(value));
    const char *meant = mbr_near(value, (const char *const *)names);
    if (meant) {
        mbr_put_text(&text, "; did you mean ");
        mbr_put_visible(&text, mbr_span(meant));
        mbr_put_text(&text, "?");
    }
    int failed = mbr_fail(run, "--%s: %.*s", option, (int)text.n, text.p);
    mbr_buf_free(&text);
    for (uint32_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
    return failed;
}

int basket_level_list(const struct basket_level *level, const struct mbr_list *list,
                      const char *option, struct mbr_run *run, bool **listed)
{
    if (list->count == 0)
        return 0;
    *listed = mbr_calloc(level->values.count, sizeof **listed);
    for (size_t i = 0; i < list->count; i++) {
        uint32_t at = 0, value = mbr_map_find(&level->values, mbr_span(list->item[i]));
        if (value == MBR_MAP_NONE)
            return refuse(level, list->item[i], option, run);
        while (level->sorted[at] != value)
            at++;
        (*listed)[at] = true;
    }
    return 0;
}
