#include "recommend_choice.h"

#include <stdlib.h>

#include "mbr/expr_notes.h"

static int compile_where(struct recommend *job)
{
    struct mbr_run *run = job->run;
    const char *source = job->options->where;
    struct mbr_expr_place place;
    job->where = mbr_expr_add(job->paths, mbr_span(source), MBR_EXPR_WANT_TRUTH, &place, &run->err);
    if (job->where >= 0)
        return 0;
    mbr_put_caret(&run->beneath, mbr_span(source), place, "");
    return mbr_misuse(run, "--where: %s", run->err.text);
}

int recommend_choice_check(struct recommend *job)
{
    struct recommend_limits limits = {0};
    struct mbr_err err;
    int failed = recommend_limits_read(&limits, &job->options->most_per, &err);
    recommend_limits_free(&limits);
    if (failed)
        return mbr_misuse(job->run, "%s", err.text);
    job->where = -1;
    if (job->options->where && compile_where(job) < 0)
        return -1;
    if (mbr_expr_needs_items(job->paths) || job->options->most_per.count || job->options->price_fit)
        job->method.lacks_items = false;
    return 0;
}

/* A catalogue that is empty is as good as none, but to expressions, which say so. */
struct recommend_choice *recommend_choice_open(struct recommend_lane *lane, struct mbr_err *err)
{
    const struct recommend *job = lane->job;
    struct recommend_choice *choice = mbr_calloc(1, sizeof *choice);
    choice->job = job;
    choice->lane = lane;
    choice->segment = MBR_MAP_NONE;
    choice->seen = &lane->job->seen;
    choice->has_items = lane->items && lane->items->ids.count;
    if (recommend_limits_read(&choice->limits, &job->options->most_per, err) < 0 ||
        recommend_facts_init(&choice->facts, &job->model.items, lane->items, &choice->limits, err) <
            0 ||
        (job->where >= 0 && !(choice->where = mbr_expr_run_new(job->paths, lane->items, err)))) {
        recommend_choice_close(choice);
        return NULL;
    }
    recommend_twins_init(&choice->twins, &choice->facts, &job->model.fit.popular);
    choice->own = mbr_calloc(choice->facts.count + (size_t)1, sizeof *choice->own);
    recommend_circle_begin(&choice->circle, choice->facts.sold->count, false);
    if (job->options->price_fit)
        choice->prices = recommend_prices_new(&choice->facts);
    choice->met = mbr_calloc(job->method.path_count, sizeof *choice->met);
    if (choice->where) {
        choice->notes = mbr_expr_notes_new();
        mbr_expr_run_note(choice->where, choice->notes);
        if (lane->items)
            mbr_expr_notes_items(choice->notes, lane->items);
    }
    return choice;
}

void recommend_choice_close(struct recommend_choice *choice)
{
    if (!choice)
        return;
    recommend_choice_seen(choice);
    recommend_prices_free(choice->prices);
    recommend_twins_free(&choice->twins);
    recommend_facts_free(&choice->facts);
    recommend_limits_free(&choice->limits);
    recommend_circle_free(&choice->circle);
    mbr_expr_run_free(choice->where);
    mbr_expr_notes_free(choice->notes);
    free(choice->met);
    mbr_buf_free(&choice->why);
    free(choice->own);
    free(choice->bought);
    free(choice->pool);
    free(choice);
}
