/* Paths through lists of objects: what stands in each of them, side by side in one cell. */

#include "mbr/columns.h"
#include "mbr/path.h"
#include "mbr/places.h"

struct join {
    const struct mbr_table_style *style;
    struct mbr_buf text, key, scratch;
    struct mbr_json refused; /* a string that cannot be shown */
    bool found;
};

static void put_value(struct join *join, const struct mbr_json *value)
{
    struct mbr_span text = value->raw;
    if (value->kind == MBR_JSON_STRING && mbr_json_text(value, &join->scratch, &text) < 0) {
        join->refused = *value;
        return;
    }
    if (join->found)
        mbr_put_text(&join->text, ", ");
    join->found = true;
    if (value->kind == MBR_JSON_NUMBER && join->style->rounded && mbr_places_any(text))
        mbr_put_places(&join->text, text, join->style->places);
    else
        mbr_put_span(&join->text, text);
}

static bool find_field(struct join *join, const struct mbr_json *object, struct mbr_json *field)
{
    struct mbr_json_walk walk = mbr_json_walk(object);
    struct mbr_json_pair pair;
    while (mbr_json_next_pair(&walk, &pair)) {
        struct mbr_span key;
        if (mbr_json_key_text(pair.key, &join->scratch, &key) == 0 &&
            mbr_span_equal(key, mbr_buf_span(&join->key))) {
            *field = pair.value;
            return true;
        }
    }
    return false;
}

/* Lists are gone through wherever they stand on the path, and at its end. */
static void collect(struct join *join, const struct mbr_json *value, const char *path)
{
    struct mbr_json inside;
    if (value->kind == MBR_JSON_ARRAY) {
        struct mbr_json_walk walk = mbr_json_walk(value);
        while (mbr_json_next(&walk, &inside))
            collect(join, &inside, path);
        return;
    }
    if (!*path) {
        if (value->kind != MBR_JSON_NULL)
            put_value(join, value);
        return;
    }
    join->key.n = 0;
    if (value->kind != MBR_JSON_OBJECT || mbr_path_key(&path, &join->key) < 0)
        return;
    if (find_field(join, value, &inside))
        collect(join, &inside, path + (*path == '.'));
}

/* What the column's path leads to in the list, in `joined` from list->begin to list->end; or false
   with what is to take its place. */
static bool join_list(struct mbr_columns *columns, struct mbr_columns_list *list, struct join *join,
                      const struct mbr_json *value)
{
    join->text.n = 0;
    join->found = false;
    join->refused = (struct mbr_json){0};
    collect(join, value, list->inside);
    if (join->refused.kind != MBR_JSON_ABSENT)
        return false;
    if (join->found)
        mbr_put_string(&columns->joined, mbr_buf_span(&join->text));
    list->end = columns->joined.n;
    return true;
}

const struct mbr_json *mbr_columns_join(struct mbr_columns *columns,
                                        const struct mbr_table_style *style,
                                        const struct mbr_json *slot)
{
    struct join join = {.style = style};
    if (columns->list_count == 0)
        return slot;
    columns->joined.n = 0;
    columns->cell = mbr_realloc(columns->cell, columns->paths * sizeof *columns->cell);
    memcpy(columns->cell, slot, columns->paths * sizeof *slot);
    for (size_t i = 0; i < columns->list_count; i++) {
        struct mbr_columns_list *list = &columns->lists[i];
        list->begin = list->end = columns->joined.n;
        if (slot[list->list].kind == MBR_JSON_ARRAY &&
            !join_list(columns, list, &join, &slot[list->list]))
            columns->cell[list->slot] = join.refused;
    }
    for (size_t i = 0; i < columns->list_count; i++) {
        const struct mbr_columns_list *list = &columns->lists[i];
        if (list->begin < list->end)
            columns->cell[list->slot] =
                (struct mbr_json){.raw = {columns->joined.p + list->begin, list->end - list->begin},
                                  .kind = MBR_JSON_STRING};
    }
    mbr_buf_free(&join.text);
    mbr_buf_free(&join.key);
    mbr_buf_free(&join.scratch);
    return columns->cell;
}
