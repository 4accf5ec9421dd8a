/* Rules that are made of one another: a tag is told to those that name it when it has been decided.
 */

#include <stdlib.h>

#include "mbr/near.h"
#include "mbr/path.h"
#include "tag_rules.h"

enum { NOT_YET, BEGUN, DONE };

struct search {
    struct tag_rules *rules;
    struct mbr_run *run;
    unsigned char *state;
    uint32_t *way; /* from rule to rule, as far as the search has come */
    size_t length, ordered;
    size_t *path_of; /* by slot: 1 + the number of the path to a tag; 0: of none */
    const struct tag_expr *expr;
    uint32_t rule;
    int which, failed;
};

static void add_path(struct tag_rules *rules, size_t slot, const char *path)
{
    struct mbr_buf key = {0};
    const char *rest = path;
    if (mbr_path_begins(path, "tags") && mbr_path_key(&rest, &key) == 0 && *rest) {
        rest++;
        (void)mbr_path_key(&rest, &key);
        struct mbr_span name = mbr_buf_span(&key);
        name.p = mbr_arena_dup(&rules->texts, name.p, name.n);
        rules->path =
            mbr_grow(rules->path, &rules->path_cap, rules->paths + 1, sizeof *rules->path);
        rules->path[rules->paths++] = (struct tag_path){.slot = slot,
                                                        .name = name,
                                                        .rule = mbr_map_find(&rules->names, name),
                                                        .rest = *rest ? rest + 1 : rest};
    }
    mbr_buf_free(&key);
}

/* Those of no rule, whose number is the greatest, come last. */
static int compare_paths(const void *a, const void *b)
{
    const struct tag_path *x = a, *y = b;
    if (x->rule != y->rule)
        return x->rule < y->rule ? -1 : 1;
    return (x->slot > y->slot) - (x->slot < y->slot);
}

static void find_paths(struct search *search)
{
    struct tag_rules *rules = search->rules;
    size_t count, at = 0;
    const char *const *paths = mbr_expr_paths(rules->set, &count);
    search->path_of = mbr_calloc(count, sizeof *search->path_of);
    for (size_t i = 0; i < count; i++)
        add_path(rules, i, paths[i]);
    if (rules->paths)
        qsort(rules->path, rules->paths, sizeof *rules->path, compare_paths);
    for (size_t i = 0; i < rules->paths; i++)
        search->path_of[rules->path[i].slot] = i + 1;
    rules->first = mbr_calloc(rules->count + 1, sizeof *rules->first);
    for (uint32_t i = 0; i <= rules->count; i++) {
        while (at < rules->paths && rules->path[at].rule < i)
            at++;
        rules->first[i] = at;
    }
}

static int refuse_use(struct search *search, struct mbr_expr_place place, const char *what)
{
    const struct tag_expr *expr = search->expr;
    mbr_put_caret(&search->run->beneath, expr->source, place, "  ");
    return mbr_tag_refuse(&search->rules->file, search->run, mbr_tag_place(&expr->json, place.at),
                          "rules[%u].%s: %s", search->rule, mbr_tag_expr_names[search->which],
                          what);
}

static int refuse_cycle(struct search *search, struct mbr_expr_place place, uint32_t again)
{
    struct mbr_buf text = {0};
    size_t i = 0;
    while (search->way[i] != again)
        i++;
    mbr_put_text(&text, search->length - i == 1 ? "a rule that needs itself: "
                                                : "rules that need each other: ");
    for (; i <= search->length; i++) {
        uint32_t rule = i < search->length ? search->way[i] : again;
        mbr_put_span(&text, search->rules->rule[rule].name);
        mbr_put_text(&text, i < search->length ? ", " : "");
    }
    mbr_put_char(&text, '\0');
    refuse_use(search, place, text.p);
    mbr_buf_free(&text);
    return -1;
}

/* "did you mean vip?" of a path to a tag that no rule gives, "did you mean weight?" of one within a
   tag; nothing where nothing is near, for there are tags by hand. */
static int find_meant(const struct search *search, const struct tag_path *path, struct mbr_err *to)
{
    static const char *const fields[] = {"weight", "since", "until", NULL};
    const char *field = NULL;
    if (path->rule == MBR_MAP_NONE) {
        const struct tag_rule *near =
            path->name.n < 3 ? NULL : mbr_tag_rules_near(search->rules, path->name);
        if (near)
            mbr_err_set(to, "no rule gives tags.%.*s; did you mean %.*s?", (int)path->name.n,
                        path->name.p, (int)near->name.n, near->name.p);
        return near != NULL;
    }
    for (size_t i = 0; fields[i]; i++)
        if (!*path->rest || strcmp(path->rest, fields[i]) == 0)
            return 0;
    field = mbr_near(path->rest, fields);
    if (field)
        mbr_err_set(to, "no rule gives a tag the field %s; did you mean %s?", path->rest, field);
    return field != NULL;
}

static void note_unknown(struct search *search, struct tag_path *path, struct mbr_expr_place place)
{
    struct mbr_err meant;
    if (path->noted || !find_meant(search, path, &meant))
        return;
    path->noted = true;
    mbr_tag_note(&search->rules->file, search->run, mbr_tag_place(&search->expr->json, place.at),
                 "rules[%u].%s: %s", search->rule, mbr_tag_expr_names[search->which], meant.text);
}

static void visit(struct search *search, uint32_t rule);

static void see(void *self, size_t slot, struct mbr_expr_place place)
{
    struct search *search = self;
    struct tag_rules *rules = search->rules;
    if (search->failed)
        return;
    if (slot == 0) {
        search->failed = refuse_use(search, place, "which tag? as tags.vip");
        return;
    }
    uint32_t needed = MBR_MAP_NONE;
    if (search->path_of[slot]) {
        struct tag_path *path = &rules->path[search->path_of[slot] - 1];
        needed = path->rule;
        note_unknown(search, path, place);
    }
    if (needed == MBR_MAP_NONE)
        return;
    rules->rule[needed].used = true;
    if (search->state[needed] == BEGUN) {
        search->failed = refuse_cycle(search, place, needed);
        return;
    }
    const struct tag_expr *expr = search->expr;
    uint32_t rule = search->rule;
    int which = search->which;
    if (search->state[needed] == NOT_YET)
        visit(search, needed);
    search->expr = expr;
    search->rule = rule;
    search->which = which;
}

static void visit(struct search *search, uint32_t rule)
{
    struct tag_rules *rules = search->rules;
    search->state[rule] = BEGUN;
    search->way[search->length++] = rule;
    for (int i = 0; i < TAG_EXPRS && !search->failed; i++) {
        search->expr = &rules->rule[rule].expr[i];
        search->rule = rule;
        search->which = i;
        if (search->expr->number >= 0)
            mbr_expr_uses(rules->set, search->expr->number, see, search);
    }
    search->length--;
    search->state[rule] = DONE;
    rules->order[search->ordered++] = rule;
    for (size_t i = rules->first[rule]; i < rules->first[rule + 1]; i++)
        mbr_expr_turn(rules->set, rules->path[i].slot, search->ordered);
}

int mbr_tag_rules_order(struct tag_rules *rules, struct mbr_run *run)
{
    struct search search = {.rules = rules, .run = run};
    search.state = mbr_calloc(rules->count, sizeof *search.state);
    search.way = mbr_calloc(rules->count, sizeof *search.way);
    rules->order = mbr_calloc(rules->count, sizeof *rules->order);
    find_paths(&search);
    for (uint32_t i = 0; i < rules->count && !search.failed; i++)
        if (search.state[i] == NOT_YET)
            visit(&search, i);
    free(search.state);
    free(search.way);
    free(search.path_of);
    return search.failed;
}
