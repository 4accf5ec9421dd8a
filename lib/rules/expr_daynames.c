/* weekday(today) == Monday: the name would be a field that no record has. */

#include "expr_check.h"

static const char *const weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday",    NULL};
static const char *const months[] = {"january",  "february", "march",  "april",     "may",
                                     "june",     "july",     "august", "september", "october",
                                     "november", "december", NULL};

#define SHORTEST 3 /* Mon, Sept */

static bool abbreviates(struct mbr_span word, const char *name)
{
    size_t i = 0;
    while (i < word.n && name[i] && (word.p[i] | 0x20) == name[i])
        i++;
    return i == word.n && i >= SHORTEST;
}

/* From 1 on; 0: none of them. */
static int find_name(const char *const *names, struct mbr_span word)
{
    for (int i = 0; names[i]; i++)
        if (abbreviates(word, names[i]))
            return i + 1;
    return 0;
}

static int check_name(struct expr_check *check, const struct expr_node *call,
                      const struct expr_node *node)
{
    bool of_week = call->op == EXPR_CALL && mbr_span_is(call->text, "weekday");
    bool of_year = call->op == EXPR_CALL && mbr_span_is(call->text, "month");
    bool is_text = node->op == EXPR_LITERAL && node->value.kind == MBR_EXPR_TEXT;
    if ((!of_week && !of_year) || (node->op != EXPR_FIELD && !is_text))
        return 0;
    struct mbr_span word = is_text ? node->value.text : node->text;
    int number = find_name(of_week ? weekdays : months, word);
    if (number == 0)
        return 0;
    return mbr_check_fail(check, node, "%s are numbers; %.*s is %d",
                          of_week ? "weekdays" : "months", (int)word.n, word.p, number);
}

int mbr_check_daynames(struct expr_check *check, const struct expr_node *a,
                       const struct expr_node *b)
{
    const struct expr_node *first = b->op == EXPR_LIST || b->op == EXPR_RANGE ? b->a : b;
    if (check_name(check, a, first) < 0 || check_name(check, b, a) < 0)
        return -1;
    if (b->op == EXPR_RANGE)
        return check_name(check, a, b->b);
    for (const struct expr_node *one = first->next; b->op == EXPR_LIST && one; one = one->next)
        if (check_name(check, a, one) < 0)
            return -1;
    return 0;
}
