#include <stdlib.h>

#include "clv_job.h"

#include "mbr/mem.h"

void clv_references_free(struct clv_references *references)
{
    mbr_map_free(&references->ids);
    free(references->member);
    free(references->edge);
    free(references->sold);
    *references = (struct clv_references){0};
}

static uint32_t number_of(struct clv_references *references, struct mbr_span id)
{
    bool added;
    uint32_t number = mbr_map_put(&references->ids, id, &added);
    references->member = mbr_grow(references->member, &references->members_cap, number + 1,
                                  sizeof *references->member);
    if (added)
        references->member[number] = MBR_MAP_NONE;
    return number;
}

static void add_edge(struct clv_references *references, uint64_t at, uint32_t from, uint32_t to)
{
    references->edge = mbr_grow(references->edge, &references->edges_cap, references->edges + 1,
                                sizeof *references->edge);
    references->edge[references->edges++] = (struct mbr_refer_edge){(int64_t)at, from, to};
}

void clv_references_add(struct clv *clv, struct mbr_span id, uint32_t number,
                        const struct clv_sold *sold, const struct clv_reference *all, size_t count)
{
    struct clv_references *references = &clv->references;
    uint32_t from = number_of(references, id);
    references->member[from] = number;
    for (size_t i = 0; i < count; i++)
        add_edge(references, all[i].at, from, number_of(references, all[i].to));
    references->sold =
        mbr_grow(references->sold, &references->sold_cap, number + 1, sizeof *references->sold);
    references->sold[number] = *sold;
}

/* What a member is worth alone: past and future. */
static double worth_alone(const struct clv *clv, struct clv_lane *lane, uint32_t number)
{
    const struct mbr_clv_member *m = &clv->base.member[number];
    const struct mbr_occasion *occasions = clv->base.occasion + m->begin;
    const struct clv_sold *sold = &clv->references.sold[number];
    const double none[MBR_COVARIATES_MOST] = {0};
    const double *z =
        clv->covariates.count ? clv->covariates.z + m->group * clv->covariates.count : none;
    int32_t as_of = clv->fit.as_of;
    struct mbr_clv_history history;
    struct mbr_btyd_case known;
    struct mbr_clv_value value;
    double margin = clv_margin_of(clv, sold->amount, sold->earned), worth = sold->past;
    if (mbr_clv_known(&clv->view, occasions, m->count, as_of, &history, &known)) {
        mbr_clv_worth(&clv->view, &history, clv_look(lane, &known, as_of, z), margin, &value);
        worth += value.future;
    }
    return worth;
}

static void note(const struct clv *clv, const struct mbr_refer *refer)
{
    mbr_note(clv->run, "references: %zu members were brought by another", refer->kept);
    if (refer->own + refer->late + refer->cyclic)
        mbr_note(clv->run,
                 "references left out: %zu of members to themselves, %zu to who had been brought "
                 "before, %zu in a circle",
                 refer->own, refer->late, refer->cyclic);
}

/* Only who has a referrer is worth something to others. */
void clv_hand_out(struct clv *clv)
{
    const struct clv_references *references = &clv->references;
    uint32_t members = references->ids.count;
    const struct mbr_catalogue none = {0}; /* the margins of the sales are known already */
    struct mbr_refer refer;
    struct mbr_err err;
    if (references->dropped)
        mbr_warn(clv->run, "events were dropped from member lines: no referral values");
    if (references->dropped || references->edges == 0)
        return;
    struct clv_lane *lane = clv_open(clv, &none, &err);
    double *own = mbr_calloc(members + 1, sizeof *own);
    double *gained = mbr_calloc(members + 1, sizeof *gained);
    mbr_refer_init(&refer, members, references->edge, references->edges);
    for (size_t i = 0; i < refer.kept; i++) {
        uint32_t number = references->member[refer.order[i]];
        if (number != MBR_MAP_NONE)
            own[refer.order[i]] = worth_alone(clv, lane, number);
    }
    mbr_refer_share(&refer, own, clv->options->referral_share, clv->options->referral_decay,
                    gained);
    for (uint32_t i = 0; i < members; i++)
        if (refer.brought[i] && references->member[i] != MBR_MAP_NONE)
            mbr_clv_credit_add(&clv->credit, mbr_map_key(&references->ids, i), gained[i]);
    clv->credit.known = true;
    note(clv, &refer);
    mbr_refer_free(&refer);
    clv_close(clv, lane);
    free(own);
    free(gained);
}
