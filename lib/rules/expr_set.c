#include "expr_check.h"

#include <stdlib.h>

#include "mbr/path.h"

static char *keep_path(struct mbr_arena *arena, struct mbr_span path)
{
    char *text = mbr_arena_alloc(arena, path.n + 1);
    memcpy(text, path.p, path.n);
    text[path.n] = '\0';
    return text;
}

int mbr_expr_slot(struct mbr_expr_set *set, struct mbr_span path)
{
    for (size_t i = 0; i < set->path_count; i++)
        if (mbr_span_is(path, set->paths[i]))
            return (int)i;
    char *kept = keep_path(&set->arena, path);
    for (size_t i = 0; i < set->own_paths; i++) /* a person may have quoted it otherwise */
        if (mbr_path_same(kept, set->paths[i]))
            return (int)i;
    if (set->path_count == EXPR_MOST_PATHS)
        return -1;
    set->paths = mbr_grow(set->paths, &set->path_cap, set->path_count + 1, sizeof *set->paths);
    set->paths[set->path_count] = kept;
    return (int)set->path_count++;
}

struct mbr_expr_set *mbr_expr_set_new(const char *const *paths, size_t count)
{
    struct mbr_expr_set *set = mbr_calloc(1, sizeof *set);
    set->orders_slot = set->events_slot = set->dropped_slot = -1;
    set->paths = mbr_grow(set->paths, &set->path_cap, count + 1, sizeof *set->paths);
    for (size_t i = 0; i < count; i++)
        set->paths[i] = paths[i];
    set->path_count = set->own_paths = count;
    return set;
}

static void free_patterns(struct mbr_expr_set *set, size_t from)
{
    while (set->pattern_count > from)
        mbr_pattern_free(set->patterns[--set->pattern_count]);
}

void mbr_expr_set_about_item(struct mbr_expr_set *set)
{
    set->about_item = true;
}

void mbr_expr_set_free(struct mbr_expr_set *set)
{
    if (!set)
        return;
    free_patterns(set, 0);
    free(set->patterns);
    free(set->aggregates);
    free(set->sources);
    free(set->roots);
    free(set->paths);
    free(set->turns);
    mbr_map_free(&set->nodes);
    mbr_arena_free(&set->arena);
    free(set);
}

/* What an expression that turns out to be wrong has added goes again, so that what lines are asked
   for is what sound ones need. */
static void take_back(struct mbr_expr_set *set, const struct mbr_expr_set *before)
{
    free_patterns(set, before->pattern_count);
    set->path_count = before->path_count;
    set->aggregate_count = before->aggregate_count;
    set->call_texts = before->call_texts;
    set->orders_slot = before->orders_slot;
    set->events_slot = before->events_slot;
    set->dropped_slot = before->dropped_slot;
    set->needs_items = before->needs_items;
}

int mbr_expr_add(struct mbr_expr_set *set, struct mbr_span source, enum mbr_expr_want want,
                 struct mbr_expr_place *place, struct mbr_err *err)
{
    struct mbr_expr_set before = *set;
    struct mbr_span kept = {mbr_arena_dup(&set->arena, source.p, source.n), source.n};
    *place = (struct mbr_expr_place){0};
    struct expr_node *root = mbr_expr_parse(&set->arena, kept, place, err);
    if (!root)
        return -1;
    size_t number = set->root_count, sources_cap = set->root_cap;
    set->roots = mbr_grow(set->roots, &set->root_cap, number + 1, sizeof *set->roots);
    set->sources = mbr_grow(set->sources, &sources_cap, number + 1, sizeof *set->sources);
    set->roots[number] = root;
    set->sources[number] = kept;
    if (mbr_expr_check(set, root, want, place, err) < 0) {
        take_back(set, &before);
        return -1;
    }
    set->root_count++;
    return (int)number;
}

const char *const *mbr_expr_paths(const struct mbr_expr_set *set, size_t *count)
{
    *count = set->path_count;
    return set->paths;
}

static bool is_history(const char *path)
{
    size_t n = strcspn(path, ".");
    return n == 6 && (memcmp(path, "orders", n) == 0 || memcmp(path, "events", n) == 0);
}

bool mbr_expr_needs_history(const struct mbr_expr_set *set)
{
    bool named = set->orders_slot >= 0 || set->events_slot >= 0;
    for (size_t i = set->own_paths; i < set->path_count && !named; i++)
        named = is_history(set->paths[i]);
    return named;
}

bool mbr_expr_needs_items(const struct mbr_expr_set *set)
{
    return set->needs_items;
}
