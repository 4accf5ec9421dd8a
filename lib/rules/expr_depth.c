/* A tree is walked by functions that call themselves, so how deep it is has a bound. */

#include "expr_refuse.h"

/* A node with more than so many levels above it, or NULL. */
static const struct expr_node *find_too_deep(const struct expr_node *node, int levels)
{
    const struct expr_node *found = NULL;
    for (; node && !found; node = node->next) {
        if (levels == 0)
            return node;
        found = find_too_deep(node->a, levels - 1);
        if (!found)
            found = find_too_deep(node->b, levels - 1);
    }
    return found;
}

int mbr_expr_check_depth(struct expr_lexer *lexer, const struct expr_node *root, int levels)
{
    const struct expr_node *deep = find_too_deep(root, levels);
    if (!deep)
        return 0;
    bool is_chain = deep->op >= EXPR_ADD && deep->op <= EXPR_DIVIDE;
    return mbr_expr_refuse(lexer, deep->place,
                           is_chain ? "more than 200 operators in a row; parentheses group them"
                                    : "nested more than 200 levels deep");
}
