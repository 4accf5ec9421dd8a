/* Facts of items: what the conditions name is read from the catalogue's record when an item is met
   first, so that another line with it costs one look into a hash table. */

#include "expr_noted.h"

#include <stdlib.h>

#include "mbr/value.h"

void mbr_expr_items_free(struct expr_items *items)
{
    mbr_expr_fields_free(&items->fields);
    mbr_arena_free(&items->kept);
    mbr_buf_free(&items->record);
    free(items->values);
    free(items->known);
    *items = (struct expr_items){0};
}

static void make_room(struct expr_items *items, size_t count)
{
    mbr_arena_free(&items->kept);
    free(items->values);
    free(items->known);
    items->values = mbr_calloc(count * items->fields.count, sizeof *items->values);
    items->known = mbr_calloc(count, sizeof *items->known);
    items->count = count;
}

int mbr_expr_items_begin(struct mbr_expr_run *run, struct mbr_err *err)
{
    struct expr_history *history = run->history;
    size_t count = run->items ? run->items->ids.count : 0;
    if (count == 0)
        return mbr_err_set(err, "items: %s is asked for, but the stream has shown no item",
                           history->items.fields.paths[0]);
    if (count != history->items.count)
        make_room(&history->items, count);
    return 0;
}

int mbr_expr_item_find(struct mbr_expr_run *run, struct mbr_err *err)
{
    struct expr_history *history = run->history;
    struct expr_line *line = &history->line;
    struct mbr_span id;
    if (line->has_item)
        return 0;
    if (mbr_expr_item_id(history, &id, err) < 0)
        return mbr_err_within(err, line->kind >= KIND_EVENT ? "events" : "orders: lines");
    line->item = id.n ? mbr_map_find(&run->items->ids, id) : MBR_MAP_NONE;
    line->has_item = true;
    return 0;
}

/* The record goes when the next is read, so texts are kept. */
static int read_values(struct mbr_expr_run *run, uint32_t number, struct mbr_expr_value *values,
                       struct mbr_err *err)
{
    struct expr_items *items = &run->history->items;
    struct expr_fields *fields = &items->fields;
    items->record.n = 0;
    mbr_catalogue_put(run->items, number, &items->record);
    if (mbr_ask_scan(fields->ask, mbr_buf_span(&items->record), err) < 0)
        return mbr_err_within(err, "items");
    for (size_t i = 0; i < fields->count; i++) {
        const struct mbr_json *json = &fields->ask->slot[i];
        if (mbr_expr_from_json(json, TYPE_ANY, &fields->texts[i], &values[i]) < 0) {
            mbr_err_json(err, fields->paths[i], "holds \\u0000", json->raw);
            return mbr_err_within(err, "items");
        }
        if (run->notes)
            mbr_expr_note_value(&run->notes->items, i, json, &values[i]);
        if (values[i].kind == MBR_EXPR_TEXT)
            values[i].text.p = mbr_arena_dup(&items->kept, values[i].text.p, values[i].text.n);
    }
    items->known[number] = 1;
    return 0;
}

/* A pass has begun with the catalogue, what is said outside of one has not. */
static int find(struct mbr_expr_run *run, uint32_t *item, struct mbr_err *err)
{
    if (run->line ? mbr_expr_item_find(run, err) < 0 : mbr_expr_items_begin(run, err) < 0)
        return -1;
    *item = run->line ? run->line->item : run->item;
    return 0;
}

int mbr_expr_item_fact(struct mbr_expr_run *run, const struct expr_node *node,
                       struct mbr_expr_value *value, struct mbr_err *err)
{
    struct expr_items *items = &run->history->items;
    int slot = node->same < items->fields.nodes ? items->fields.slot_of[node->same] : -1;
    uint32_t item;
    if (find(run, &item, err) < 0)
        return -1;
    if (slot < 0 || item == MBR_MAP_NONE)
        return 0;
    struct mbr_expr_value *values = &items->values[item * items->fields.count];
    if (!items->known[item] && read_values(run, item, values, err) < 0)
        return -1;
    *value = values[slot];
    return 0;
}
