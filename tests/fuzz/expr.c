#include <stdint.h>
#include <stdlib.h>

#include "../../lib/rules/expr_tree.h"
#include "mbr/date.h"
#include "mbr/expr_notes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char item[] =
    "{\"type\":\"item\",\"item\":\"a\",\"category\":\"b\",\"brand\":\"\\u00e9\",\"price\":2}";
static const char member[] =
    "{\"type\":\"member\",\"member\":\"m\",\"as_of\":\"2024-02-29\",\"attr\":{\"a\":\"b\","
    "\"birthday\":\"2000-02-29\",\"n\":1e300,\"t\":true,\"l\":[\"b\",1],\"o\":{\"p\":1},\"u\":"
    "\"\\u0061\"},\"buy\":{\"last\":"
    "\"2024-02-01\",\"orders\":1,\"spend\":6},\"orders\":[{\"order\":\"1\",\"at\":"
    "\"2024-02-01T10:00:00\",\"channel\":\"x\",\"amount\":6,\"lines\":[{\"item\":\"a\",\"qty\":3,"
    "\"amount\":6},{\"item\":\"c\",\"qty\":1,\"amount\":0,\"gift\":true}]}],"
    "\"events\":[{\"type\":\"view\",\"at\":\"2024-02-28\",\"item\":\"a\"}]}";

/* The parts of a node lie within it, and what they say is there to be read. */
static void check_tree(const struct expr_node *node, struct mbr_expr_place within)
{
    for (; node; node = node->next) {
        struct mbr_expr_place place = node->place;
        if (place.n == 0 || place.at < within.at || place.at + place.n > within.at + within.n ||
            node->text.n + node->flags.n > 2 * place.n)
            abort();
        check_tree(node->a, place);
        check_tree(node->b, place);
    }
}

static void check_place(struct mbr_span source, struct mbr_expr_place place, struct mbr_err *err)
{
    struct mbr_buf shown = {0};
    if (place.at + place.n > source.n || !err->text[0] || strchr(err->text, '\n'))
        abort();
    mbr_put_caret(&shown, source, place, "  ");
    if (!mbr_utf8_valid(shown.p, shown.n))
        abort();
    mbr_buf_free(&shown);
}

/* A value is JSON, whether it holds is the same again, and a truth holds when it is true. */
static void check_value(struct mbr_expr_run *run, int expr)
{
    struct mbr_expr_value value;
    struct mbr_err err;
    int holds = mbr_expr_holds(run, expr, &err);
    bool found = mbr_expr_value(run, expr, &value, &err) == 0;
    struct mbr_buf json = {0};
    mbr_put_text(&json, "{\"a\":");
    if (found)
        mbr_put_expr_value(&json, &value);
    mbr_put_text(&json, found ? "}" : "0}");
    struct mbr_ask *ask = mbr_ask_new(NULL, 0, false, &err);
    if (holds != mbr_expr_holds(run, expr, &err) ||
        mbr_ask_scan(ask, mbr_buf_span(&json), &err) < 0)
        abort();
    if (found && value.kind == MBR_EXPR_BOOL && holds != value.truth)
        abort();
    mbr_ask_free(ask);
    mbr_buf_free(&json);
}

/* Of one line each, and text that a terminal shows as it is. */
static void check_note(void *self, const char *text)
{
    (void)self;
    if (!*text || strchr(text, '\n') || !mbr_utf8_valid(text, strlen(text)))
        abort();
}

static void evaluate(struct mbr_expr_set *set, int expr)
{
    struct mbr_err err;
    struct mbr_catalogue items = {0};
    size_t count;
    const char *const *paths = mbr_expr_paths(set, &count);
    struct mbr_ask *ask = mbr_ask_new(paths, count, false, &err);
    if (!ask || mbr_ask_scan(ask, mbr_span(member), &err) < 0 ||
        mbr_catalogue_add(&items, mbr_span(item), &err) < 0)
        abort();
    struct mbr_expr_run *run = mbr_expr_run_new(set, &items, &err);
    struct mbr_expr_notes *notes = mbr_expr_notes_new();
    if (run)
        mbr_expr_run_note(run, notes);
    for (int round = 0; run && round < 2; round++) {
        mbr_expr_record(run, ask->slot, mbr_day_from_civil(2024, 2, 29));
        check_value(run, expr);
    }
    mbr_expr_notes_items(notes, &items);
    mbr_expr_notes_tell(notes, check_note, NULL);
    mbr_expr_notes_free(notes);
    mbr_expr_run_free(run);
    mbr_ask_free(ask);
    mbr_catalogue_free(&items);
}

/* Any bytes as an expression: an error of one line with a place in the source; or a tree, and then
   a value for a member. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mbr_span source = {(const char *)data, size};
    struct mbr_expr_place place = {size, 0};
    struct mbr_err err = {0};
    struct mbr_arena arena = {0};
    const struct expr_node *root = mbr_expr_parse(&arena, source, &place, &err);
    if (!root)
        check_place(source, place, &err);
    check_tree(root, (struct mbr_expr_place){0, size});
    mbr_arena_free(&arena);
    struct mbr_expr_set *set = mbr_expr_set_new(NULL, 0);
    int expr = mbr_expr_add(set, source, MBR_EXPR_WANT_ANY, &place, &err);
    if (expr >= 0)
        evaluate(set, expr);
    else
        check_place(source, place, &err);
    if (expr >= 0 && !root)
        abort();
    mbr_expr_set_free(set);
    return 0;
}
