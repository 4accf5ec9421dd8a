#include <stdlib.h>

#include "json_scan.h"
#include "mbr/path.h"
#include "swar.h"

#define MOST_PATHS 300

/* Cheap, and enough to tell a few dozen names apart: the length and three bytes. */
static size_t hash(const char *p, size_t n)
{
    if (n == 0)
        return 0;
    const unsigned char *s = (const unsigned char *)p;
    return n + s[0] * 7u + s[n / 2] * 31u + s[n - 1] * 131u;
}

static struct mbr_ask_name *look_up(const struct mbr_ask_node *node, struct mbr_span key)
{
    for (size_t i = hash(key.p, key.n) & node->mask; node->table[i]; i = (i + 1) & node->mask)
        if (mbr_span_equal(node->table[i]->key, key))
            return node->table[i];
    return NULL;
}

struct mbr_ask_name *mbr_ask_find(struct mbr_ask *ask, const struct mbr_ask_node *node,
                                  struct mbr_span key, bool plain)
{
    struct mbr_span text = {key.p + 1, key.n - 2};
    if (!plain && mbr_json_key_text(key, &ask->plan->scratch, &text) < 0)
        return NULL;
    return look_up(node, text);
}

/* The key as it usually stands in a line, to be compared at one stroke. Keys that are longer, or
   that have to be escaped, get a spelling with bits beyond its mask, so it never fits. */
static void spell(struct mbr_ask_name *name)
{
    char bytes[MBR_ASK_SPELLING] = {0}, mask[MBR_ASK_SPELLING] = {0};
    struct mbr_buf spelling = {0};
    mbr_put_string(&spelling, name->key);
    mbr_put_char(&spelling, ':');
    name->bytes = 1u << MBR_ASK_SPELLING;
    name->spelling[0] = UINT64_MAX;
    if (spelling.n == name->key.n + 3 && spelling.n <= sizeof bytes) {
        name->spelled = spelling.n;
        name->bytes = (1u << spelling.n) - 1;
        memcpy(bytes, spelling.p, spelling.n);
        memset(mask, 0xff, spelling.n);
        for (size_t i = 0; i < MBR_ASK_SPELLING / 8; i++) {
            name->spelling[i] = mbr_swar_load(bytes + i * 8);
            name->mask[i] = mbr_swar_load(mask + i * 8);
        }
    }
    mbr_buf_free(&spelling);
}

/* The name for `key` in the node, made when there is none; `path` leads up to it. */
static struct mbr_ask_name *add_name(struct mbr_ask_plan *plan, struct mbr_ask_node *node,
                                     struct mbr_span key, struct mbr_span path)
{
    struct mbr_ask_name **last = &node->names;
    for (; *last; last = &(*last)->sibling)
        if (mbr_span_equal((*last)->key, key))
            return *last;
    struct mbr_ask_name *name = mbr_arena_alloc(&plan->arena, sizeof *name);
    *name = (struct mbr_ask_name){.key = {mbr_arena_dup(&plan->arena, key.p, key.n), key.n},
                                  .slot = &plan->unread};
    char *text = mbr_arena_alloc(&plan->arena, path.n + 1);
    memcpy(text, path.p, path.n);
    text[path.n] = '\0';
    name->path = text;
    spell(name);
    *last = name;
    return name;
}

static int add_path(struct mbr_ask_plan *plan, const char *path, struct mbr_json *slot,
                    struct mbr_buf *key, struct mbr_err *err)
{
    struct mbr_ask_node *node = &plan->root;
    const char *p = path;
    bool valid = mbr_utf8_valid(path, strlen(path)); /* what is guessed is not looked at again */
    for (;;) {
        if (!valid || mbr_path_key(&p, key) < 0)
            return mbr_err_value(err, NULL, "not a path of fields", mbr_span(path));
        struct mbr_span so_far = {path, (size_t)(p - path)};
        struct mbr_ask_name *name = add_name(plan, node, mbr_buf_span(key), so_far);
        if (!*p && name->slot != &plan->unread)
            return mbr_err_value(err, NULL, "a field that is asked for twice", mbr_span(path));
        if (!*p) {
            name->slot = slot;
            return 0;
        }
        if (!name->inner) {
            name->inner = mbr_arena_alloc(&plan->arena, sizeof *name->inner);
            *name->inner = (struct mbr_ask_node){0};
        }
        node = name->inner;
        p++;
    }
}

static size_t count_names(const struct mbr_ask_node *node)
{
    size_t count = 0;
    for (const struct mbr_ask_name *name = node->names; name; name = name->sibling)
        count += 1 + (name->inner ? count_names(name->inner) : 0);
    return count;
}

static void make_table(struct mbr_ask_plan *plan, struct mbr_ask_node *node)
{
    size_t count = 0;
    for (struct mbr_ask_name *name = node->names; name; name = name->sibling)
        count++;
    node->mask = 7;
    while (node->mask < count * 4)
        node->mask = node->mask * 2 + 1;
    size_t size = (node->mask + 1) * sizeof *node->table;
    node->table = mbr_arena_alloc(&plan->arena, size);
    memset(node->table, 0, size);
    for (struct mbr_ask_name *name = node->names; name; name = name->sibling) {
        size_t i = hash(name->key.p, name->key.n) & node->mask;
        while (node->table[i])
            i = (i + 1) & node->mask;
        node->table[i] = name;
    }
}

/* Numbers the names from `number` on, makes the tables and the first guesses: the order of the
   paths. Returns the number behind the last. */
static uint32_t finish(struct mbr_ask_plan *plan, struct mbr_ask_node *node, uint32_t number)
{
    struct mbr_ask_name *nobody = &plan->nobody;
    make_table(plan, node);
    node->first[0] = node->names ? node->names : nobody;
    node->first[1] = nobody;
    for (struct mbr_ask_name *name = node->names; name; name = name->sibling) {
        name->seen = &plan->seen[number / 64];
        name->bit = (uint64_t)1 << number % 64;
        plan->names[number++] = name;
        name->follows[0] = name->sibling ? name->sibling : nobody;
        name->follows[1] = nobody;
        if (name->inner)
            number = finish(plan, name->inner, number);
    }
    return number;
}

/* What the names need to be numbered and found. */
static void complete(struct mbr_ask_plan *plan)
{
    size_t count = count_names(&plan->root);
    plan->words = count / 64 + 1;
    plan->seen = mbr_calloc(2 * plan->words, sizeof *plan->seen);
    plan->before = plan->seen + plan->words;
    plan->names = mbr_calloc(count, sizeof(struct mbr_ask_name *));
    plan->nobody.key = mbr_span("\\"); /* escaped, so never spelled like this */
    spell(&plan->nobody);
    finish(plan, &plan->root, 0);
}

struct mbr_ask *mbr_ask_new(const char *const *paths, size_t count, bool all, struct mbr_err *err)
{
    if (count > MOST_PATHS) {
        mbr_err_set(err, "more than %d fields are asked for", MOST_PATHS);
        return NULL;
    }
    struct mbr_ask *ask = mbr_calloc(1, sizeof *ask);
    struct mbr_ask_plan *plan = ask->plan = mbr_calloc(1, sizeof *plan);
    ask->slot = mbr_calloc(count, sizeof *ask->slot);
    plan->all = all;
    int failed = 0;
    for (size_t i = 0; i < count && !failed; i++)
        failed = add_path(plan, paths[i], &ask->slot[i], &plan->scratch, err);
    if (failed) {
        mbr_ask_free(ask);
        return NULL;
    }
    complete(plan);
    return ask;
}

void mbr_ask_free(struct mbr_ask *ask)
{
    if (!ask)
        return;
    mbr_arena_free(&ask->plan->arena);
    mbr_buf_free(&ask->plan->scratch);
    free(ask->plan->seen);
    free(ask->plan->names);
    free(ask->plan);
    free(ask->slot);
    free(ask->rest);
    free(ask);
}
