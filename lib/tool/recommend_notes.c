#include <inttypes.h>
#include <stdlib.h>

#include "recommend_choice.h"

#include "mbr/expr_notes.h"
#include "mbr/mem.h"
#include "mbr/number.h"
#include "mbr/text.h"

void recommend_seen_init(struct recommend_seen *seen, const struct recommend *job)
{
    seen->notes = mbr_expr_notes_new();
    seen->met = mbr_calloc(job->method.path_count, sizeof *seen->met);
    seen->limited = mbr_calloc(job->options->most_per.count + 1, sizeof *seen->limited);
}

void recommend_seen_free(struct recommend_seen *seen)
{
    mbr_expr_notes_free(seen->notes);
    free(seen->met);
    free(seen->limited);
}

void recommend_choice_seen(const struct recommend_choice *choice)
{
    const struct recommend_facts *facts = &choice->facts;
    struct recommend_seen *seen = choice->seen;
    size_t limits = choice->limits.count;
    if (choice->notes)
        mbr_expr_notes_add(seen->notes, choice->notes);
    for (size_t i = 0; choice->met && i < choice->job->method.path_count; i++)
        seen->met[i] |= choice->met[i];
    for (size_t i = 0; facts->limited && i < facts->count * limits; i++)
        seen->limited[i % limits] |= facts->limited[i] != RECOMMEND_NONE;
    seen->has_items |= choice->has_items;
    for (uint32_t i = 0; facts->of && i < facts->count && !seen->has_prices; i++)
        seen->has_prices = facts->of[i].price > 0;
    seen->members += choice->members;
    seen->without += choice->without;
}

static void say_warning(void *self, const char *text)
{
    const struct recommend *job = self;
    mbr_warn(job->run, "--where: %s", text);
}

/* Of the paths that a person has written in the expression. */
static void tell_where(const struct recommend *job)
{
    size_t count;
    const char *const *paths = mbr_expr_paths(job->paths, &count);
    for (size_t i = job->options->by ? RECOMMEND_BY + 1 : RECOMMEND_BY; i < count; i++) {
        struct mbr_buf text = {0};
        if (job->seen.met[i] || strcmp(paths[i], "events") == 0)
            continue;
        mbr_put_visible(&text, mbr_span(paths[i]));
        (void)mbr_put_expr_quoted(&text, job->seen.notes, i);
        mbr_warn(job->run, "--where: no member has %.*s", (int)text.n, text.p);
        mbr_buf_free(&text);
    }
    mbr_expr_notes_tell(job->seen.notes, say_warning, (void *)(uintptr_t)job);
}

/* What the model is, and whether it may be asked of that day. */
static void tell_model(const struct recommend *job)
{
    const struct recommend_model *model = &job->model;
    const char *path = job->options->member.model;
    const struct mbr_times *p[] = {&model->fit.p_repeat, &model->fit.p_new};
    bool by_reach = job->audience != NULL;
    size_t points = by_reach ? model->reach.p_repeat.points + model->reach.p_new.points
                             : p[0]->once.points + p[1]->once.points;
    struct mbr_buf day = {0};
    mbr_put_day(&day, model->as_of);
    if (points == 0)
        mbr_warn(job->run, "%s: it has no p: method %s, %s %d days, as of %.*s", path,
                 mbr_recommend_methods[model->fit.method + 1],
                 model->horizon ? "horizon" : "no horizon, a mean interval of",
                 (int)(model->horizon ? model->horizon : model->interval), (int)day.n - 2,
                 day.p + 1);
    if (job->options->member.as_of != MBR_DAY_NONE && job->options->member.as_of < model->as_of)
        mbr_warn(job->run, "--as-of: %s has learned from what came after, up to %.*s", path,
                 (int)day.n - 2, day.p + 1);
    mbr_buf_free(&day);
}

void recommend_seen_tell(const struct recommend *job)
{
    const struct recommend_seen *seen = &job->seen;
    const struct mbr_list *most_per = &job->options->most_per;
    if (seen->members == 0)
        return;
    if (job->where >= 0)
        tell_where(job);
    for (size_t i = 0; i < most_per->count; i++)
        if (!seen->limited[i])
            mbr_warn(job->run, "--max-per: %s: no item has the field", most_per->item[i]);
    if (job->options->diversity > 0 && !seen->has_items)
        mbr_warn(job->run, "--diversity: no catalogue: nothing tells items apart");
    if (job->options->price_fit && !seen->has_prices)
        mbr_warn(job->run, "--price-fit: no item has a price");
    if (job->options->member.model)
        tell_model(job);
    if (job->options->member.model && seen->lines && !seen->known)
        mbr_warn(job->run,
                 "%s: it knows none of the items that these members have bought: a "
                 "model of another shop?",
                 job->options->member.model);
    if (job->options->member.model && !seen->has_items)
        mbr_warn(job->run, "no catalogue: stock is not known, and services only as far as the "
                           "model knows them");
    if (seen->without)
        mbr_note(job->run, "members without an item to recommend: %" PRIu64, seen->without);
}
