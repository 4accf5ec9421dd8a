/* Long lists, as of a thousand members' ids, are not gone through for each record: those of texts
   alone, or of decimals alone, are sorted when they are checked. */

#include "expr_value.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    int order = 0;
    (void)mbr_expr_order(a, b, &order);
    return order;
}

void mbr_expr_list_sort(struct mbr_arena *arena, struct expr_node *list)
{
    size_t count = 0;
    enum mbr_expr_kind kind = list->a->value.kind;
    for (const struct expr_node *one = list->a; one; one = one->next, count++)
        if (one->op != EXPR_LITERAL || one->value.kind != kind)
            return;
    if (kind != MBR_EXPR_TEXT && kind != MBR_EXPR_DECIMAL)
        return;
    struct mbr_expr_value *sorted = mbr_arena_alloc(arena, count * sizeof *sorted);
    count = 0;
    for (const struct expr_node *one = list->a; one; one = one->next)
        sorted[count++] = one->value;
    qsort(sorted, count, sizeof *sorted, compare);
    list->sorted = sorted;
    list->count = count;
}

bool mbr_expr_list_is_sorted_for(const struct expr_node *list, const struct mbr_expr_value *value)
{
    return list->count && list->sorted[0].kind == value->kind;
}

bool mbr_expr_list_has(const struct expr_node *list, const struct mbr_expr_value *value)
{
    return bsearch(value, list->sorted, list->count, sizeof *list->sorted, compare) != NULL;
}
