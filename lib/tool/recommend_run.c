#include <stdlib.h>

#include "recommend_audience.h"
#include "recommend_backtest.h"
#include "recommend_doc.h"
#include "recommend_learn.h"

#include "mbr/mem.h"

static int name_paths(struct recommend *job)
{
    const char *path[] = {"orders", "dropped", "consent", job->options->by};
    struct mbr_method *method = &job->method;
    job->paths = mbr_expr_set_new(path, job->options->by ? 4 : 3);
    mbr_expr_set_about_item(job->paths);
    job->where = -1;
    if (recommend_choice_check(job) < 0)
        return -1;
    method->paths = mbr_expr_paths(job->paths, &method->path_count);
    return 0;
}

static bool has_audience(const struct mbr_recommend_options *o)
{
    return o->for_item.count || o->for_category || o->for_brand || o->for_items || o->capacity;
}

static void take_items(void *self, const struct mbr_catalogue *items)
{
    ((struct recommend *)self)->items = items;
}

static void begin(struct recommend *job)
{
    job->gathered = mbr_calloc(1, sizeof *job->gathered);
    job->gathered->gather.by = MBR_BASKET_MEMBER_DAY;
    job->gathered->as_of = MBR_DAY_NONE;
    mbr_basket_gather_begin(&job->gathered->gather);
    job->method = (struct mbr_method){.field = "recommend",
                                      .version = RECOMMEND_VERSION,
                                      .gather = recommend_gather,
                                      .learn = recommend_learn,
                                      .finish = recommend_finish,
                                      .items = take_items,
                                      .open = recommend_open,
                                      .close = recommend_close,
                                      .say = recommend_say,
                                      .save = recommend_save,
                                      .load = recommend_load,
                                      .pack = recommend_pack,
                                      .unpack = recommend_unpack,
                                      .wants_items = true,
                                      .lacks_items = true};
}

static void gathered_free(struct recommend_gathered *g)
{
    mbr_map_free(&g->arrivals);
    mbr_basket_gather_free(&g->gather);
    free(g->bought);
    free(g->hash);
    free(g->segment);
    free(g);
}

static void model_free(struct recommend_model *model)
{
    mbr_map_free(&model->items.ids);
    free(model->items.buyers);
    free(model->items.repeats);
    free(model->items.repeat_gap);
    free(model->items.last_day);
    free(model->items.service);
    recommend_fit_free(&model->fit);
    recommend_reach_free(&model->reach);
    for (uint32_t s = 0; model->segments.popular && s < model->segments.values.count; s++)
        mbr_popular_free(&model->segments.popular[s]);
    mbr_map_free(&model->segments.values);
    free(model->segments.popular);
    free(model->segments.baskets);
    free(model->segments.scale);
    free(model->who);
}

int mbr_recommend_run(struct mbr_run *run, const struct mbr_recommend_options *options)
{
    struct recommend job = {.run = run, .options = options};
    struct mbr_member_options member = options->member;
    const char *events[] = {"events"};
    int failed = -1;
    if (recommend_settings_read(options, &job.settings, run) < 0)
        return -1;
    begin(&job);
    if (name_paths(&job) == 0 && (!has_audience(options) || recommend_audience_begin(&job) == 0)) {
        if (options->rows) {
            job.method.take = recommend_say_take;
            job.method.rows = recommend_say_rows;
        }
        if (has_audience(options)) {
            job.method.ready = recommend_audience_ready;
            job.method.say = recommend_audience_say;
            job.method.take = recommend_audience_take;
            job.method.rows = recommend_audience_rows;
        }
        if (options->backtest) {
            recommend_backtest_begin(&job);
            member.drop = (struct mbr_list){.item = events, .count = 1};
        }
        recommend_seen_init(&job.seen, &job);
        failed = mbr_annotate(run, &member, &job.method, &job);
    }
    recommend_audience_free(job.audience);
    if (!failed)
        recommend_seen_tell(&job);
    recommend_seen_free(&job.seen);
    mbr_expr_set_free(job.paths);
    gathered_free(job.gathered);
    model_free(&job.model);
    return failed;
}
