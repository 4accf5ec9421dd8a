#include "expr_history.h"
#include "expr_value.h"

#include "mbr/date.h"

/* The days of the calendar end where the year does not have four digits. */
static int64_t calendar_from(void)
{
    return mbr_day_from_civil(1, 1, 1);
}

/* So many months before the day; INT32_MIN where the calendar has not begun by then. */
static int32_t months_before(int32_t day, int32_t months)
{
    int year, month, day_of_month;
    mbr_day_to_civil(day, &year, &month, &day_of_month);
    if ((int64_t)year * 12 + month - 1 - months < 12)
        return INT32_MIN;
    return mbr_day_add_months(day, -months);
}

/* 90d is as_of and the 89 days before it; 1m is what follows the same day of the month before. What
   reaches back beyond the calendar has no beginning. Without as_of there is no such window. */
static void resolve_back(const struct mbr_expr_run *run, struct expr_window *window)
{
    int32_t months = window->back.duration.months, days = window->back.duration.days;
    window->known = run->as_of != MBR_DAY_NONE;
    if (!window->known)
        return;
    window->last = run->as_of;
    int64_t first = months > 0 ? months_before(run->as_of, months) : run->as_of;
    first += 1 - (int64_t)days;
    window->first = first < calendar_from() ? INT32_MIN : (int32_t)first;
}

/* Open where there is no node. */
static int resolve_end(struct mbr_expr_run *run, const struct expr_node *node, int32_t open,
                       int32_t *day, struct mbr_err *err)
{
    struct mbr_expr_value value;
    *day = open;
    if (!node)
        return 0;
    if (mbr_expr_eval(run, node, &value, err) < 0)
        return -1;
    *day = mbr_expr_day_of(&value);
    return 0;
}

int mbr_expr_window_resolve(struct mbr_expr_run *run, struct expr_window *window,
                            struct mbr_err *err)
{
    if (window->back.kind == MBR_EXPR_DURATION) {
        resolve_back(run, window);
        return 0;
    }
    if (resolve_end(run, window->from, INT32_MIN + 1, &window->first, err) < 0 ||
        resolve_end(run, window->to, INT32_MAX, &window->last, err) < 0)
        return -1;
    window->known = window->first != MBR_DAY_NONE && window->last != MBR_DAY_NONE;
    return 0;
}
