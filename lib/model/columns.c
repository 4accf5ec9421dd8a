#include "mbr/columns.h"

#include <stdlib.h>

#include "mbr/path.h"
#include "mbr/paths.h"

#define MOST_CHOSEN 240

/* What comes first, where it is there. */
static const char *const first[][5] = {
    [MBR_KIND_EVENT] = {"type", "at", "member"},
    [MBR_KIND_ITEM] = {"item"},
    [MBR_KIND_MEMBER] = {"member", "buy.last", "buy.orders", "buy.spend"},
    [MBR_KIND_CONTACT] = {"member", "at"},
    [MBR_KIND_ROW] = {"of"},
};

void mbr_columns_free(struct mbr_columns *columns)
{
    free(columns->path);
    free(columns->name);
    free(columns->slot);
    free(columns->lists);
    free(columns->cell);
    mbr_map_free(&columns->asked);
    mbr_map_free(&columns->found);
    mbr_map_free(&columns->nested);
    mbr_arena_free(&columns->memory);
    mbr_buf_free(&columns->scratch);
    mbr_buf_free(&columns->spelled);
    mbr_buf_free(&columns->joined);
    *columns = (struct mbr_columns){0};
}

static const char *keep(struct mbr_columns *columns, struct mbr_span text)
{
    char *copy = mbr_arena_alloc(&columns->memory, text.n + 1);
    if (text.n)
        memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    return copy;
}

static size_t ask(struct mbr_columns *columns, struct mbr_span path)
{
    bool added;
    size_t slot = mbr_map_put(&columns->asked, path, &added);
    if (added) {
        columns->path =
            mbr_grow(columns->path, &columns->paths_cap, columns->paths + 1, sizeof *columns->path);
        columns->path[columns->paths++] = keep(columns, path);
    }
    return slot;
}

size_t mbr_columns_ask(struct mbr_columns *columns, const char *path)
{
    return ask(columns, mbr_span(path));
}

static void add(struct mbr_columns *columns, struct mbr_span name, struct mbr_span path)
{
    size_t i = columns->count++;
    columns->name = mbr_grow(columns->name, &columns->names_cap, i + 1, sizeof *columns->name);
    columns->slot = mbr_grow(columns->slot, &columns->slots_cap, i + 1, sizeof *columns->slot);
    columns->name[i] = keep(columns, name);
    columns->slot[i] = ask(columns, path);
}

/* The first '=' that is not inside a quoted key parts the name from the path. */
static size_t name_length(struct mbr_span item)
{
    bool quoted = false;
    for (size_t i = 0; i < item.n; i++) {
        if (item.p[i] == '\'')
            quoted = !quoted;
        if (item.p[i] == '=' && !quoted)
            return i;
    }
    return item.n;
}

/* The slot of what may be asked for already, in other quotes. */
static size_t ask_once(struct mbr_columns *columns, const char *path)
{
    for (size_t i = 0; i < columns->paths; i++)
        if (mbr_path_same(columns->path[i], path))
            return i;
    return mbr_columns_ask(columns, path);
}

/* Asks for all that the path leads through. A path that is none is told of when it is asked for
   itself. */
static void ask_on_the_way(struct mbr_columns *columns, const char *path)
{
    size_t slot = mbr_columns_ask(columns, path);
    const char *p = path;
    while (mbr_path_key(&p, &columns->scratch) == 0 && *p) {
        const char *so_far = keep(columns, (struct mbr_span){path, (size_t)(p++ - path)});
        columns->lists = mbr_grow(columns->lists, &columns->lists_cap, columns->list_count + 1,
                                  sizeof *columns->lists);
        columns->lists[columns->list_count++] =
            (struct mbr_columns_list){.slot = slot, .list = ask_once(columns, so_far), .inside = p};
    }
}

int mbr_columns_parse(struct mbr_columns *columns, const struct mbr_list *list, struct mbr_err *err)
{
    mbr_columns_ask(columns, "type");
    for (size_t i = 0; i < list->count; i++) {
        struct mbr_span item = mbr_span(list->item[i]), name = {item.p, name_length(item)};
        struct mbr_span path =
            name.n < item.n ? (struct mbr_span){item.p + name.n + 1, item.n - name.n - 1} : item;
        if (name.n == 0 || path.n == 0)
            return mbr_err_value(err, "--columns", "not PATH or NAME=PATH", item);
        add(columns, name, path);
    }
    for (size_t i = 0; i < list->count; i++)
        ask_on_the_way(columns, columns->path[columns->slot[i]]);
    return 0;
}

static bool spell(struct mbr_columns *columns, struct mbr_span key)
{
    return mbr_put_path(&columns->spelled, key, &columns->scratch);
}

static bool is_scalar(const struct mbr_json *value)
{
    return value->kind != MBR_JSON_ARRAY && value->kind != MBR_JSON_OBJECT &&
           value->kind != MBR_JSON_NULL;
}

/* Notes the field at the path in `spelled` as one that no cell is made of. */
static void learn_nested(struct mbr_columns *columns, const struct mbr_json *value)
{
    if (value->kind == MBR_JSON_ARRAY || value->kind == MBR_JSON_OBJECT)
        mbr_map_put(&columns->nested, mbr_buf_span(&columns->spelled), NULL);
}

/* Buying has more to it than the fields that come first. */
static bool is_hidden(enum mbr_kind kind, struct mbr_span path)
{
    return kind == MBR_KIND_MEMBER && path.n > 4 && memcmp(path.p, "buy.", 4) == 0;
}

/* The words of a verdict before its numbers: where there is no room for all, the words stay. */
static void learn_inside(struct mbr_columns *columns, const struct mbr_json *object)
{
    size_t begin = columns->spelled.n;
    for (int numbers = 0; numbers < 2; numbers++) {
        struct mbr_json_walk walk = mbr_json_walk(object);
        struct mbr_json_pair pair;
        while (mbr_json_next_pair(&walk, &pair)) {
            columns->spelled.n = begin;
            if ((pair.value.kind == MBR_JSON_NUMBER) != numbers || !spell(columns, pair.key))
                continue;
            struct mbr_span path = mbr_buf_span(&columns->spelled);
            if (is_scalar(&pair.value))
                mbr_map_put(&columns->found, path, NULL);
            else if (!is_hidden(MBR_KIND_MEMBER, path))
                learn_nested(columns, &pair.value);
        }
    }
}

static bool is_one_of(struct mbr_span text, const char *const *names)
{
    while (*names && !mbr_span_is(text, *names))
        names++;
    return *names != NULL;
}

void mbr_columns_learn(struct mbr_columns *columns, enum mbr_kind kind, const struct mbr_ask *ask)
{
    static const char *const facts[] = {"as_of",   "currency", "dropped", "attr", "ids",
                                        "consent", "orders",   "events",  NULL};
    bool member = kind == MBR_KIND_MEMBER;
    if (kind == MBR_KIND_EVENT)
        mbr_map_put(&columns->found, mbr_span("type"), NULL);
    for (size_t i = 0; i < ask->rests; i++) {
        const struct mbr_json *value = &ask->rest[i].value;
        columns->spelled.n = 0;
        if (!spell(columns, ask->rest[i].key))
            continue;
        struct mbr_span path = mbr_buf_span(&columns->spelled);
        if (member && is_one_of(path, facts))
            continue;
        if (is_scalar(value))
            mbr_map_put(&columns->found, path, NULL);
        else if (member && value->kind == MBR_JSON_OBJECT)
            learn_inside(columns, value);
        else
            learn_nested(columns, value);
    }
}

size_t mbr_columns_choose(struct mbr_columns *columns, enum mbr_kind kind, bool of)
{
    size_t unshown = 0;
    mbr_columns_ask(columns, "type");
    for (const char *const *name = first[kind]; *name; name++) {
        struct mbr_span path = mbr_span(*name);
        if (mbr_map_find(&columns->found, path) != MBR_MAP_NONE && (kind != MBR_KIND_ROW || of))
            add(columns, path, path);
    }
    for (uint32_t i = 0; i < columns->found.count; i++) {
        struct mbr_span path = mbr_map_key(&columns->found, i);
        if (is_one_of(path, first[kind]) || is_hidden(kind, path))
            continue;
        if (columns->count < MOST_CHOSEN)
            add(columns, path, path);
        else
            unshown++;
    }
    if (columns->count == 0)
        add(columns, mbr_span("type"), mbr_span("type"));
    return unshown;
}
