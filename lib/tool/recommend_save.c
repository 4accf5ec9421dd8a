#include "recommend_doc.h"

#include <stdlib.h>

#include "mbr/mem.h"
#include "mbr/number.h"

const struct recommend_names recommend_sequel_names = {"sequel.start", "sequel.item", NULL};

/* Keys, one behind the other, and where each ends. */
static void pack_keys(struct mbr_pack *pack, const struct mbr_map *map, const char *text_name,
                      const char *end_name)
{
    struct mbr_buf text = {0};
    uint64_t *end = mbr_alloc(map->count * sizeof *end);
    for (uint32_t i = 0; i < map->count; i++) {
        mbr_put_span(&text, mbr_map_key(map, i));
        end[i] = text.n;
    }
    mbr_pack_add(pack, text_name, MBR_PACK_U8, text.p, text.n);
    mbr_pack_add(pack, end_name, MBR_PACK_U64, end, map->count);
    mbr_buf_free(&text);
    free(end);
}

static void pack_items(struct mbr_pack *pack, const struct recommend_items *items)
{
    pack_keys(pack, &items->ids, "items.text", "items.end");
    mbr_pack_add(pack, "items.buyers", MBR_PACK_U32, items->buyers, items->count);
    mbr_pack_add(pack, "items.repeats", MBR_PACK_U32, items->repeats, items->count);
    mbr_pack_add(pack, "items.repeat_gap", MBR_PACK_U64, items->repeat_gap, items->count);
    mbr_pack_add(pack, "items.last_day", MBR_PACK_U32, items->last_day, items->count);
    mbr_pack_add(pack, "items.service", MBR_PACK_U8, items->service, items->count);
}

static void pack_segments(struct mbr_pack *pack, const struct recommend_segments *segments,
                          uint32_t items)
{
    uint32_t count = segments->values.count;
    uint32_t *all = mbr_alloc((size_t)count * items * sizeof *all);
    pack_keys(pack, &segments->values, "segments.text", "segments.end");
    for (uint32_t s = 0; s < count; s++)
        memcpy(all + (size_t)s * items, segments->popular[s].count, items * sizeof *all);
    mbr_pack_add(pack, "segments.count", MBR_PACK_U32, all, (size_t)count * items);
    mbr_pack_add(pack, "segments.baskets", MBR_PACK_U32, segments->baskets, segments->values.count);
    mbr_pack_add(pack, "segments.scale", MBR_PACK_F64, segments->scale, count);
    free(all);
}

static void pack_who(struct mbr_pack *pack, const struct recommend_model *model)
{
    uint64_t *hash = mbr_alloc(model->whos * sizeof *hash);
    uint32_t *member = mbr_alloc(model->whos * sizeof *member);
    for (size_t i = 0; i < model->whos; i++) {
        hash[i] = model->who[i].hash;
        member[i] = model->who[i].member;
    }
    mbr_pack_add(pack, "who.hash", MBR_PACK_U64, hash, model->whos);
    mbr_pack_add(pack, "who.member", MBR_PACK_U32, member, model->whos);
    free(hash);
    free(member);
}

void recommend_pack_isotonic(struct mbr_pack *pack, const struct mbr_isotonic *p, const char *score,
                             const char *probability)
{
    mbr_pack_add(pack, score, MBR_PACK_F64, p->score, p->points);
    mbr_pack_add(pack, probability, MBR_PACK_F64, p->probability, p->points);
}

static void list_line(const struct mbr_coming_line *line, double of[RECOMMEND_LINE])
{
    of[0] = line->intercept;
    memcpy(of + 1, line->slope, sizeof line->slope);
    memcpy(of + 1 + MBR_COMING_FACTS, line->mean, sizeof line->mean);
}

/* Where it is not known there is nothing in it. */
static void pack_coming(struct mbr_pack *pack, const struct mbr_coming *coming, const char *name)
{
    double of[2 * RECOMMEND_LINE];
    list_line(&coming->once, of);
    list_line(&coming->again, of + RECOMMEND_LINE);
    mbr_pack_add(pack, name, MBR_PACK_F64, of, coming->known ? sizeof of / sizeof *of : 0);
}

/* Places are 8 bytes in the file, whatever they are here. */
static void pack_starts(struct mbr_pack *pack, const char *name, const size_t *start, size_t count)
{
    uint64_t *wide = mbr_alloc(count * sizeof *wide);
    for (size_t i = 0; i < count; i++)
        wide[i] = start[i];
    mbr_pack_add(pack, name, MBR_PACK_U64, wide, count);
    free(wide);
}

void recommend_pack_tastes(struct mbr_pack *pack, const struct mbr_tastes *tastes, const char *who,
                           const struct recommend_names *names)
{
    size_t entries = tastes->start[tastes->count];
    if (who)
        mbr_pack_add(pack, who, MBR_PACK_U32, tastes->who, tastes->count);
    pack_starts(pack, names->start, tastes->start, tastes->count + (size_t)1);
    mbr_pack_add(pack, names->item, MBR_PACK_U32, tastes->item, entries);
    mbr_pack_add(pack, names->weight, MBR_PACK_F32, tastes->weight, entries);
}

void recommend_pack_sequel(struct mbr_pack *pack, const struct mbr_sequel *sequel, uint32_t tastes,
                           const struct recommend_names *names)
{
    pack_starts(pack, names->start, sequel->start, tastes + (size_t)1);
    mbr_pack_add(pack, names->item, MBR_PACK_U32, sequel->item, sequel->start[tastes]);
}

int recommend_save(void *self, struct mbr_buf *fields, struct mbr_err *err)
{
    const struct recommend *job = self;
    const struct recommend_model *model = &job->model;
    if (model->members == 0)
        return mbr_err_set(err, "nothing to fit: no member has bought anything");
    mbr_put_key(fields, "method");
    mbr_put_string(fields, mbr_span(mbr_recommend_methods[model->fit.method + 1]));
    if (job->options->by) {
        mbr_put_key(fields, "by");
        mbr_put_string(fields, mbr_span(job->options->by));
    }
    mbr_put_key(fields, "horizon");
    mbr_put_int(fields, recommend_days(&job->settings.horizon));
    mbr_put_key(fields, "seed");
    mbr_put_int(fields, job->options->seed);
    mbr_put_key(fields, "members");
    mbr_put_int(fields, model->members);
    mbr_put_key(fields, "baskets");
    mbr_put_int(fields, model->baskets);
    mbr_put_key(fields, "interval");
    mbr_put_double(fields, model->interval);
    mbr_put_key(fields, "repeat_rate");
    mbr_put_double(fields, model->repeat_rate);
    mbr_put_key(fields, "reach");
    mbr_put_text(fields, model->reach.fitted ? "true" : "false");
    mbr_put_key(fields, "require_consent");
    mbr_put_text(fields, job->options->require_consent ? "true" : "false");
    mbr_put_key(fields, "fell_back");
    mbr_put_text(fields, model->fell_back ? "true" : "false");
    return 0;
}

static void pack_fit(struct mbr_pack *pack, const struct recommend_fit *fit)
{
    const struct recommend_names names = {"tastes.start", "tastes.item", "tastes.weight"};
    const struct recommend_names recent = {"recent.start", "recent.item", "recent.weight"};
    const struct mbr_itemknn *item = &fit->item;
    const struct mbr_tastes *tastes = recommend_tastes(fit);
    if (fit->method == RECOMMEND_ITEM) {
        size_t entries = item->start[item->items];
        pack_starts(pack, "item.start", item->start, item->items + (size_t)1);
        mbr_pack_add(pack, "item.neighbour", MBR_PACK_U32, item->neighbour, entries);
        mbr_pack_add(pack, "item.likeness", MBR_PACK_F32, item->likeness, entries);
    }
    if (!tastes)
        return;
    recommend_pack_tastes(pack, tastes, "tastes.who", &names);
    if (fit->method == RECOMMEND_UPCF)
        recommend_pack_tastes(pack, &fit->upcf.recent, NULL, &recent);
    if (fit->method == RECOMMEND_NEXT) {
        recommend_pack_sequel(pack, &fit->next.sequel, tastes->count, &recommend_sequel_names);
        mbr_pack_add(pack, "next.share", MBR_PACK_F32, fit->next.share, tastes->items);
    }
    if (fit->method == RECOMMEND_LOGISTIC || fit->method == RECOMMEND_LEARNED) {
        recommend_pack_sequel(pack, &fit->learned.features.sequel, tastes->count,
                              &recommend_sequel_names);
        recommend_pack_learned(pack, &fit->learned);
    }
}

int recommend_pack(void *self, struct mbr_pack *pack, struct mbr_err *err)
{
    const struct recommend *job = self;
    const struct recommend_model *model = &job->model;
    const struct mbr_times *p_repeat = &model->fit.p_repeat, *p_new = &model->fit.p_new;
    (void)err;
    pack_items(pack, &model->items);
    pack_segments(pack, &model->segments, model->items.count);
    pack_who(pack, model);
    mbr_pack_add(pack, "popular.count", MBR_PACK_U32, model->fit.popular.count, model->items.count);
    recommend_pack_isotonic(pack, &p_repeat->once, "p_repeat.score", "p_repeat.p");
    recommend_pack_isotonic(pack, &p_new->once, "p_new.score", "p_new.p");
    mbr_pack_add(pack, "p_repeat.power", MBR_PACK_F64, &p_repeat->power, 1);
    mbr_pack_add(pack, "p_new.power", MBR_PACK_F64, &p_new->power, 1);
    pack_coming(pack, &model->coming.own, "coming.own");
    pack_coming(pack, &model->coming.usual, "coming.usual");
    pack_fit(pack, &model->fit);
    recommend_pack_reach(pack, &model->reach);
    return 0;
}
