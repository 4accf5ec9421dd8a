#include "import_plan.h"

int mbr_import_plan_copy(struct mbr_import_plan *plan, const struct mbr_import_plan *from,
                         struct mbr_err *err)
{
    *plan = (struct mbr_import_plan){
        .borrows = true, .titles = from->titles, .zones = from->zones, .rates = from->rates};
    if (mbr_import_plan_make(plan, from->layout, err) < 0)
        return -1;
    plan->mark = from->mark;
    return 0;
}

void mbr_import_plan_settle(struct mbr_import_plan *plan, const struct mbr_import_plan *from)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->fields[i].order == from->fields[i].order)
            continue;
        plan->fields[i].order = from->fields[i].order;
        plan->fields[i].memo_n = 0;
    }
}
