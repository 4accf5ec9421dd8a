/* The nearest members as witnesses: how many of them bought an item. */

#include <stdlib.h>

#include "recommend_choice.h"

void recommend_circle_free(struct recommend_circle *circle)
{
    free(circle->count);
    free(circle->item);
    *circle = (struct recommend_circle){0};
}

void recommend_circle_begin(struct recommend_circle *circle, uint32_t items, bool next)
{
    if (!circle->count)
        circle->count = mbr_calloc(items + (size_t)1, sizeof *circle->count);
    for (size_t i = 0; i < circle->items; i++)
        circle->count[circle->item[i]] = 0;
    circle->items = 0;
    circle->members = 0;
    circle->next = next;
}

void recommend_circle_add(struct recommend_circle *circle, const struct mbr_kin_scratch *kin,
                          const size_t *start, const uint32_t *item)
{
    for (size_t i = 0; i < kin->found && circle->members < RECOMMEND_KIN; i++) {
        uint32_t t = kin->near[i].taste;
        if (start[t] == start[t + 1])
            continue;
        circle->members++;
        for (size_t e = start[t]; e < start[t + 1]; e++) {
            circle->item =
                mbr_grow(circle->item, &circle->cap, circle->items + 1, sizeof *circle->item);
            if (circle->count[item[e]]++ == 0)
                circle->item[circle->items++] = item[e];
        }
    }
}

void recommend_circle_fit(struct recommend_choice *choice)
{
    const struct recommend_asker *asker = &choice->lane->asker;
    const struct recommend_fit *fit = &choice->job->model.fit;
    struct recommend_circle *circle = &choice->circle;
    const struct mbr_kin_scratch *kin = &asker->kin;
    const struct mbr_sequel *sequel = &fit->next.sequel;
    bool learns = fit->method == RECOMMEND_LOGISTIC || fit->method == RECOMMEND_LEARNED;
    recommend_circle_begin(circle, choice->facts.sold->count,
                           learns || fit->method == RECOMMEND_NEXT);
    if (learns) {
        kin = mbr_rows_kin(&asker->learned.rows);
        sequel = &fit->learned.features.sequel;
    }
    if (circle->next && kin)
        recommend_circle_add(circle, kin, sequel->start, sequel->item);
    else if (fit->method == RECOMMEND_TIFU)
        recommend_circle_add(circle, kin, fit->tifu.tastes.start, fit->tifu.tastes.item);
    else if (fit->method == RECOMMEND_UPCF)
        recommend_circle_add(circle, kin, fit->upcf.counts.start, fit->upcf.counts.item);
}
