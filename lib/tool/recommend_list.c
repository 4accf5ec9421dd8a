/* Lists of items as rows: a line for each member and item. */

#include "recommend_job.h"

int recommend_list_take(void *self, const struct mbr_member *member, struct mbr_err *err)
{
    struct mbr_run *run = ((struct recommend *)self)->run;
    if (mbr_out_write(&run->out, member->facts, err) == 0)
        return 0;
    run->located = run->fatal = true;
    return -1;
}

/* All is written when the last member has been said of. */
int recommend_list_rows(void *self, struct mbr_run *run)
{
    (void)self;
    (void)run;
    return 0;
}
