#include <stdlib.h>

#include "clv_job.h"

static int save(void *self, struct mbr_buf *fields, struct mbr_err *err)
{
    struct clv *clv = self;
    if (clv->fit.members == 0)
        return mbr_err_set(err, "nothing to fit: no member has bought anything");
    mbr_put_clv_model(fields, &clv->fit, &clv->covariates, clv->margin, &clv->credit);
    clv_put_effects(fields, clv);
    clv_put_valued(fields, clv);
    return 0;
}

static int load(void *self, const json_t *doc, struct mbr_err *err)
{
    struct clv *clv = self;
    if (mbr_clv_model_read(doc, &clv->fit, &clv->covariates, &clv->margin, &clv->credit, err) < 0)
        return -1;
    if (clv->fit.want == MBR_CLV_NOTHING_WANTED && clv->fit.fitted.model->discrete &&
        clv->settings.price.horizon < clv->fit.period)
        return mbr_err_set(err, "--horizon is shorter than the period of the model, of %d days",
                           (int)clv->fit.period);
    clv_read_valued(clv, doc);
    mbr_clv_view_init(&clv->view, &clv->fit, &clv->settings.price);
    return 0;
}

static void name_paths(struct clv *clv)
{
    const struct mbr_list *covariates = &clv->options->covariates;
    clv->path[CLV_ORDERS] = "orders";
    clv->path[CLV_EVENTS] = "events";
    clv->path[CLV_DROPPED] = "dropped";
    for (size_t i = 0; i < covariates->count; i++)
        clv->path[CLV_PATHS + i] = covariates->item[i];
    clv->covariates.path = clv->path + CLV_PATHS;
    clv->covariates.paths = covariates->count;
    clv->method.paths = clv->path;
    clv->method.path_count = CLV_PATHS + covariates->count;
}

static void free_all(struct clv *clv)
{
    mbr_clv_view_free(&clv->view);
    mbr_clv_base_free(&clv->base);
    mbr_covariates_free(&clv->covariates);
    clv_references_free(&clv->references);
    clv_margins_free(&clv->margins);
    mbr_clv_credit_free(&clv->credit);
    free(clv->taken.all);
    free(clv->worth);
    free(clv->followed.all);
}

int mbr_clv_run(struct mbr_run *run, const struct mbr_clv_options *options)
{
    bool rows = options->summary || options->history || options->backtest;
    struct clv clv = {.run = run,
                      .options = options,
                      .method = {.field = "clv",
                                 .version = 1,
                                 .gather = clv_gather,
                                 .learn = clv_learn,
                                 .finish = clv_finish,
                                 .open = clv_open,
                                 .close = clv_close,
                                 .say = clv_say,
                                 .save = save,
                                 .load = load,
                                 .rows = rows ? clv_write_rows : NULL}};
    if (clv_settings_read(options, &clv.settings, run) < 0)
        return -1;
    if (options->margins &&
        clv_margins_read(&clv.margins, options->margins, options->margin, &run->err) < 0) {
        run->located = true;
        return -1;
    }
    clv.method.wants_items = clv.margins.given;
    name_paths(&clv);
    int failed = mbr_annotate(run, &options->member, &clv.method, &clv);
    free_all(&clv);
    return failed;
}
