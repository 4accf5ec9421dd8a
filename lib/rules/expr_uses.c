#include "expr_uses.h"

struct uses {
    const struct mbr_expr_set *set;
    void (*see)(void *self, size_t path, struct mbr_expr_place place);
    void *self;
};

static void visit(const struct uses *uses, const struct expr_node *node,
                  const struct mbr_expr_place *within);

/* Equal history functions are one, so what stands in it may be of another source: its own place is
   told. */
static void visit_aggregate(const struct uses *uses, const struct expr_node *node,
                            const struct mbr_expr_place *within)
{
    const struct expr_aggregate *aggregate = &uses->set->aggregates[node->index];
    const struct mbr_expr_place *place = within ? within : &node->place;
    visit(uses, aggregate->of, place);
    visit(uses, aggregate->condition, place);
    visit(uses, aggregate->from, place);
    visit(uses, aggregate->to, place);
}

static void visit(const struct uses *uses, const struct expr_node *node,
                  const struct mbr_expr_place *within)
{
    if (!node)
        return;
    if (node->op == EXPR_FIELD)
        uses->see(uses->self, (size_t)node->slot, within ? *within : node->place);
    if (node->op == EXPR_HISTORY) {
        visit_aggregate(uses, node, within);
        return;
    }
    visit(uses, node->a, within);
    visit(uses, node->b, within);
    if (node->a && (node->op == EXPR_LIST || node->op == EXPR_CALL))
        for (const struct expr_node *next = node->a->next; next; next = next->next)
            visit(uses, next, within);
}

void mbr_expr_uses(const struct mbr_expr_set *set, int expr,
                   void (*see)(void *self, size_t path, struct mbr_expr_place place), void *self)
{
    const struct uses uses = {set, see, self};
    visit(&uses, set->roots[expr], NULL);
}

void mbr_expr_turn(struct mbr_expr_set *set, size_t path, size_t turn)
{
    size_t cap = set->turn_cap;
    set->turns = mbr_grow(set->turns, &set->turn_cap, path + 1, sizeof *set->turns);
    while (cap < set->turn_cap)
        set->turns[cap++] = 0;
    set->turns[path] = turn;
}

enum expr_type mbr_expr_type(const struct mbr_expr_set *set, int expr)
{
    return set->roots[expr]->type;
}
