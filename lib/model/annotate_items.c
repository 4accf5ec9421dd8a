/* The catalogue of those methods that want it. Items stand at the head of the stream, where the
   fold has taken them in by the time that the first member is said of; from then on nothing is
   added, so that what is said of a member does not depend on which thread has met which item. */

#include "annotate_job.h"

#include "mbr/fold_hand.h"

static int merge(struct job *job)
{
    const struct mbr_catalogue *head = mbr_fold_items(job->fold);
    struct mbr_buf line = {0};
    int failed = 0;
    for (uint32_t i = 0; i < head->ids.count && !failed; i++) {
        line.n = 0;
        mbr_catalogue_put(head, i, &line);
        failed = mbr_catalogue_add(&job->items, mbr_buf_span(&line), &job->run->err);
    }
    mbr_buf_free(&line);
    return failed;
}

int mbr_job_items(struct job *job)
{
    struct mbr_run *run = job->run;
    const char *file = job->terms.options->items;
    if (!job->terms.method->wants_items || job->terms.items)
        return 0;
    job->terms.items = file ? &job->items : mbr_fold_items(job->fold);
    if (file && (mbr_catalogue_read(&job->items, file, run) < 0 || merge(job) < 0))
        return -1;
    if (job->terms.items->ids.count || job->terms.method->lacks_items) {
        if (job->terms.method->items)
            job->terms.method->items(job->terms.self, job->terms.items);
        return 0;
    }
    run->hint =
        "item lines stand at the head of a stream; --items FILE gives them to a part of one";
    return mbr_fail(run, "items: they are needed here, and none has come");
}

int mbr_job_check_item(struct job *job, struct mbr_span line)
{
    if (!job->terms.items || mbr_catalogue_knows(job->terms.items, line))
        return 0;
    job->run->fatal = true;
    job->run->hint = "item lines stand at the head of a stream; --items FILE knows them all before";
    return mbr_err_set(&job->run->err, "item: behind members, to whom it was not known");
}
