#include "expr_noted.h"

#include <stdlib.h>

#include "mbr/date.h"

/* run->texts: a buffer for each path, for strings with escapes, then one for each call that makes a
   text. What was put there stays until the same path or call is evaluated again, which for paths
   gives the same text as long as the record is the same. */

struct mbr_expr_run *mbr_expr_run_new(const struct mbr_expr_set *set,
                                      const struct mbr_catalogue *items, struct mbr_err *err)
{
    struct mbr_expr_run *run = mbr_calloc(1, sizeof *run);
    run->set = set;
    run->items = items;
    run->item = MBR_MAP_NONE;
    run->as_of = MBR_DAY_NONE;
    run->patterns = mbr_calloc(set->pattern_count, sizeof(*run->patterns));
    run->texts = mbr_calloc(set->path_count + set->call_texts, sizeof(*run->texts));
    run->memos = mbr_calloc(set->nodes.count, sizeof(*run->memos));
    run->history = mbr_expr_history_new(set);
    for (size_t i = 0; i < set->pattern_count; i++) {
        run->patterns[i] = mbr_pattern_copy(set->patterns[i], err);
        if (!run->patterns[i]) {
            mbr_expr_run_free(run);
            return NULL;
        }
    }
    return run;
}

void mbr_expr_run_free(struct mbr_expr_run *run)
{
    if (!run)
        return;
    for (size_t i = 0; i < run->set->pattern_count; i++)
        mbr_pattern_free(run->patterns[i]);
    for (size_t i = 0; i < run->set->path_count + run->set->call_texts; i++)
        mbr_buf_free(&run->texts[i]);
    mbr_expr_history_free(run->history);
    mbr_buf_free(&run->element);
    mbr_buf_free(&run->told);
    free(run->patterns);
    free(run->texts);
    free(run->memos);
    free(run);
}

void mbr_expr_record(struct mbr_expr_run *run, const struct mbr_json *slots, int32_t as_of)
{
    run->slots = slots;
    run->as_of = as_of;
    run->record++;
    if (run->notes)
        run->notes->records++;
    mbr_expr_history_reset(run->history);
}

void mbr_expr_item(struct mbr_expr_run *run, uint32_t item)
{
    run->item = item;
}

int mbr_expr_value(struct mbr_expr_run *run, int expr, struct mbr_expr_value *value,
                   struct mbr_err *err)
{
    return mbr_expr_eval(run, run->set->roots[expr], value, err);
}

int mbr_expr_holds(struct mbr_expr_run *run, int expr, struct mbr_err *err)
{
    return mbr_expr_truth(run, run->set->roots[expr], err);
}

struct teller {
    void (*part)(void *self, struct mbr_expr_place place, bool holds,
                 const struct mbr_expr_value *left);
    void *self;
};

/* Why a comparison cannot hold, where what stands at its left does not show it: "41", a text. */
static void tell(struct mbr_expr_run *run, const struct expr_node *node, bool holds,
                 struct mbr_expr_value *left)
{
    const struct mbr_json *compound = mbr_expr_compound(run, node->a);
    bool is_text = left->kind == MBR_EXPR_TEXT && node->b && node->b->type == TYPE_NUMBER;
    if (left->kind == MBR_EXPR_ABSENT && !compound)
        return;
    if (left->kind != MBR_EXPR_ABSENT && (holds || !is_text))
        return;
    run->told.n = 0;
    if (is_text) {
        mbr_put_string(&run->told, left->text);
        mbr_put_text(&run->told, ", a text");
    } else {
        mbr_put_text(&run->told, compound->kind == MBR_JSON_ARRAY ? "a list" : "an object");
    }
    left->kind = MBR_EXPR_TEXT;
    left->text = mbr_buf_span(&run->told);
}

/* A comparison is told by what stands at its left; any other part by itself. */
static int explain_part(struct mbr_expr_run *run, const struct expr_node *node,
                        const struct teller *teller, struct mbr_err *err)
{
    struct mbr_expr_value left;
    bool compares = node->op >= EXPR_EQ && node->op <= EXPR_IN;
    int holds = mbr_expr_truth(run, node, err);
    if (holds < 0 || mbr_expr_eval(run, compares ? node->a : node, &left, err) < 0)
        return -1;
    if (compares)
        tell(run, node, holds, &left);
    teller->part(teller->self, node->place, holds, &left);
    return 0;
}

/* One operand decides an `or` when it holds, an `and` when it does not. Then the other is not told;
   the second is not even evaluated behind such a first one, as it is not for the verdict. */
static int explain(struct mbr_expr_run *run, const struct expr_node *node,
                   const struct teller *teller, struct mbr_err *err)
{
    if (node->op == EXPR_NOT)
        return explain(run, node->a, teller, err);
    if (node->op != EXPR_OR && node->op != EXPR_AND)
        return explain_part(run, node, teller, err);
    const int open = node->op == EXPR_AND; /* what an operand is that does not decide */
    int a = mbr_expr_truth(run, node->a, err);
    int b = a == open ? mbr_expr_truth(run, node->b, err) : open;
    if (a < 0 || b < 0)
        return -1;
    if (b == open && explain(run, node->a, teller, err) < 0)
        return -1;
    return a == open ? explain(run, node->b, teller, err) : 0;
}

int mbr_expr_explain(struct mbr_expr_run *run, int expr,
                     void (*part)(void *self, struct mbr_expr_place place, bool holds,
                                  const struct mbr_expr_value *left),
                     void *self, struct mbr_err *err)
{
    const struct teller teller = {part, self};
    return explain(run, run->set->roots[expr], &teller, err);
}
