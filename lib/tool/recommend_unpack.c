#include "recommend_doc.h"

#include <math.h>
#include <stdlib.h>

#include "mbr/mem.h"

/* Lists one behind the other: where each starts, what is in it, and a weight. Nothing of a file is
   believed. */
struct lists {
    size_t count, entries;
    size_t *start;
    uint32_t *item;
    float *weight;
};

/* u64 of the file to size_t; they may differ in size. */
static size_t *take_starts(const struct mbr_unpack *pack, const char *name, size_t *count,
                           struct mbr_err *err)
{
    uint64_t *wide = mbr_unpack_take(pack, name, MBR_PACK_U64, count, err);
    if (!wide)
        return NULL;
    size_t *start = mbr_alloc(*count * sizeof *start);
    for (size_t i = 0; i < *count; i++)
        start[i] = (size_t)wide[i];
    free(wide);
    return start;
}

static int check_lists(const struct lists *lists, const struct recommend_names *names,
                       uint32_t items, struct mbr_err *err)
{
    for (size_t i = 0; i < lists->count; i++)
        if (lists->start[i] > lists->start[i + 1])
            return mbr_err_set(err, "%s: does not rise", names->start);
    if (lists->start[0] != 0 || lists->start[lists->count] != lists->entries)
        return mbr_err_set(err, "%s: not from 0 to the end", names->start);
    for (size_t e = 0; e < lists->entries; e++) {
        if (lists->item[e] >= items)
            return mbr_err_set(err, "%s: no such item: %u", names->item, lists->item[e]);
        if (lists->weight && !(lists->weight[e] > 0 && isfinite(lists->weight[e])))
            return mbr_err_set(err, "%s: not a number above 0", names->weight);
    }
    return 0;
}

/* want: so many lists; SIZE_MAX: as many as there are. */
static int take_lists(const struct mbr_unpack *pack, const struct recommend_names *names,
                      size_t want, uint32_t items, struct lists *lists, struct mbr_err *err)
{
    size_t count;
    *lists = (struct lists){0};
    lists->start = take_starts(pack, names->start, &count, err);
    if (!lists->start)
        return -1;
    if (count == 0 || (want != SIZE_MAX && count - 1 != want))
        return mbr_err_set(err, "%s: not as many as there should be", names->start);
    lists->count = count - 1;
    lists->item = mbr_unpack_take(pack, names->item, MBR_PACK_U32, &lists->entries, err);
    if (!lists->item)
        return -1;
    if (names->weight &&
        !(lists->weight = mbr_unpack_exact(pack, names->weight, MBR_PACK_F32, lists->entries, err)))
        return -1;
    return check_lists(lists, names, items, err);
}

static int unpack_tastes(const struct mbr_unpack *pack, const struct recommend_names *names,
                         const uint32_t *who, size_t want, uint32_t items,
                         struct mbr_tastes *tastes, struct mbr_err *err)
{
    struct lists lists;
    int failed = take_lists(pack, names, want, items, &lists, err);
    *tastes = (struct mbr_tastes){
        .items = items, .start = lists.start, .item = lists.item, .weight = lists.weight};
    if (failed)
        return -1;
    tastes->count = (uint32_t)lists.count;
    tastes->who = mbr_alloc(lists.count * sizeof *who);
    if (lists.count)
        memcpy(tastes->who, who, lists.count * sizeof *who);
    return 0;
}

int recommend_unpack_tastes(const struct mbr_unpack *pack, const char *who_name,
                            const struct recommend_names *names, uint32_t items,
                            struct mbr_tastes *tastes, struct mbr_err *err)
{
    size_t count;
    uint32_t *who = mbr_unpack_take(pack, who_name, MBR_PACK_U32, &count, err);
    int failed = who ? unpack_tastes(pack, names, who, count, items, tastes, err) : -1;
    free(who);
    return failed;
}

static int unpack_first_tastes(const struct mbr_unpack *pack, uint32_t items,
                               struct mbr_tastes *tastes, struct mbr_err *err)
{
    const struct recommend_names names = {"tastes.start", "tastes.item", "tastes.weight"};
    return recommend_unpack_tastes(pack, "tastes.who", &names, items, tastes, err);
}

int recommend_unpack_sequel(const struct mbr_unpack *pack, const struct mbr_tastes *tastes,
                            const struct recommend_names *names, struct mbr_sequel *sequel,
                            struct mbr_err *err)
{
    struct lists lists;
    int failed = take_lists(pack, names, tastes->count, tastes->items, &lists, err);
    *sequel = (struct mbr_sequel){lists.start, lists.item};
    return failed;
}

static int unpack_tifu(const struct mbr_unpack *pack, uint32_t items, struct mbr_tifu *tifu,
                       struct mbr_err *err)
{
    const struct mbr_kin_config euclid = {.measure = MBR_KIN_EUCLID};
    tifu->config = (struct mbr_tifu_config)MBR_TIFU_USUAL;
    if (unpack_first_tastes(pack, items, &tifu->tastes, err) < 0)
        return -1;
    mbr_kin_init(&tifu->kin, &euclid, &tifu->tastes);
    return 0;
}

static int unpack_upcf(const struct mbr_unpack *pack, uint32_t items, struct mbr_upcf *upcf,
                       struct mbr_err *err)
{
    const struct recommend_names names = {"recent.start", "recent.item", "recent.weight"};
    upcf->config = (struct mbr_upcf_config)MBR_UPCF_USUAL;
    const struct mbr_kin_config asymmetric = {.measure = MBR_KIN_ASYMMETRIC,
                                              .asymmetry = upcf->config.asymmetry,
                                              .shrink = upcf->config.shrink};
    if (unpack_first_tastes(pack, items, &upcf->counts, err) < 0 ||
        unpack_tastes(pack, &names, upcf->counts.who, upcf->counts.count, items, &upcf->recent,
                      err) < 0)
        return -1;
    mbr_kin_init(&upcf->kin, &asymmetric, &upcf->counts);
    return 0;
}

static int unpack_item(const struct mbr_unpack *pack, uint32_t items, struct mbr_itemknn *item,
                       struct mbr_err *err)
{
    const struct recommend_names names = {"item.start", "item.neighbour", "item.likeness"};
    struct lists lists;
    int failed = take_lists(pack, &names, items, items, &lists, err);
    *item = (struct mbr_itemknn){items, lists.start, lists.item, lists.weight};
    return failed;
}

static int unpack_next(const struct mbr_unpack *pack, uint32_t items, struct mbr_next *next,
                       struct mbr_err *err)
{
    const struct mbr_kin_config cosine = {.measure = MBR_KIN_COSINE};
    next->config = (struct mbr_next_config)MBR_NEXT_USUAL;
    if (unpack_first_tastes(pack, items, &next->tastes, err) < 0 ||
        recommend_unpack_sequel(pack, &next->tastes, &recommend_sequel_names, &next->sequel, err) <
            0 ||
        !(next->share = mbr_unpack_exact(pack, "next.share", MBR_PACK_F32, items, err)))
        return -1;
    for (uint32_t i = 0; i < items; i++)
        if (!(next->share[i] >= 0 && next->share[i] <= 1))
            return mbr_err_set(err, "next.share: not within 0 to 1: %g", (double)next->share[i]);
    mbr_kin_init(&next->kin, &cosine, &next->tastes);
    return 0;
}

static int unpack_learned(const struct mbr_unpack *pack, uint32_t items,
                          struct mbr_learned *learned, struct mbr_err *err)
{
    struct mbr_features *features = &learned->features;
    features->config = (struct mbr_features_config)MBR_FEATURES_USUAL;
    if (unpack_first_tastes(pack, items, &features->tastes, err) < 0 ||
        recommend_unpack_sequel(pack, &features->tastes, &recommend_sequel_names, &features->sequel,
                                err) < 0)
        return -1;
    return recommend_unpack_learned(pack, learned, err);
}

int recommend_unpack_fit(const struct mbr_unpack *pack, struct recommend_fit *fit,
                         struct mbr_err *err)
{
    uint32_t items = fit->popular.items;
    switch (fit->method) {
    case RECOMMEND_TIFU:
        return unpack_tifu(pack, items, &fit->tifu, err);
    case RECOMMEND_UPCF:
        return unpack_upcf(pack, items, &fit->upcf, err);
    case RECOMMEND_ITEM:
        return unpack_item(pack, items, &fit->item, err);
    case RECOMMEND_NEXT:
        return unpack_next(pack, items, &fit->next, err);
    case RECOMMEND_LOGISTIC:
    case RECOMMEND_LEARNED:
        return unpack_learned(pack, items, &fit->learned, err);
    default:
        return 0;
    }
}
