#include <stdlib.h>

#include "link_job.h"

#define FIRST_BOUND ((size_t)1 << 20)

void link_graph_free(struct link_graph *graph)
{
    mbr_map_free(&graph->holders);
    mbr_map_free(&graph->values);
    mbr_map_free(&graph->masks);
    mbr_map_free(&graph->texts);
    free(graph->member);
    free(graph->places);
    free(graph->told);
    free(graph->last);
    free(graph->tie);
    free(graph->masked);
    *graph = (struct link_graph){0};
}

uint32_t link_graph_holder(struct link_graph *graph, struct mbr_span key, size_t facts)
{
    bool added;
    uint32_t number = mbr_map_put(&graph->holders, key, &added);
    if (!added)
        return number;
    size_t count = (size_t)number + 1;
    graph->member = mbr_grow(graph->member, &graph->member_cap, count, sizeof *graph->member);
    graph->places = mbr_grow(graph->places, &graph->places_cap, count, sizeof *graph->places);
    graph->told = mbr_grow(graph->told, &graph->told_cap, count * facts + 1, sizeof *graph->told);
    graph->member[number] = key.p[0] == 'm';
    graph->places[number] = 0;
    for (size_t i = number * facts; i < count * facts; i++)
        graph->told[i] = (struct link_fact_told){0, MBR_IDENTITY_NONE};
    return number;
}

uint32_t link_graph_value(struct link_graph *graph, struct mbr_span key)
{
    bool added;
    uint32_t number = mbr_map_put(&graph->values, key, &added);
    if (added) {
        graph->last =
            mbr_grow(graph->last, &graph->last_cap, (size_t)number + 1, sizeof *graph->last);
        graph->last[number] = MBR_IDENTITY_NONE;
    }
    return number;
}

/* Two accounts that take turns add a tie each time; so they are sorted out before they are many. */
void link_graph_tie(struct link_graph *graph, uint32_t holder, uint32_t value)
{
    if (graph->last[value] == holder)
        return;
    graph->last[value] = holder;
    if (graph->tie_bound == 0)
        graph->tie_bound = FIRST_BOUND;
    if (graph->ties == graph->tie_bound) {
        graph->ties = mbr_ties_sort(graph->tie, graph->ties);
        graph->tie_bound = graph->ties * 2 > FIRST_BOUND ? graph->ties * 2 : FIRST_BOUND;
    }
    graph->tie = mbr_grow(graph->tie, &graph->tie_cap, graph->ties + 1, sizeof *graph->tie);
    graph->tie[graph->ties++] = (struct mbr_tie){value, holder};
}

void link_graph_mask(struct link_graph *graph, uint32_t holder, struct mbr_span mask)
{
    struct mbr_tie masked = {mbr_map_put(&graph->masks, mask, NULL), holder};
    size_t n = graph->masked_count;
    if (n && memcmp(&graph->masked[n - 1], &masked, sizeof masked) == 0)
        return;
    graph->masked = mbr_grow(graph->masked, &graph->masked_cap, n + 1, sizeof *graph->masked);
    graph->masked[graph->masked_count++] = masked;
}

/* The later word counts, at the same time the greater, as in the fold. */
void link_graph_tell(struct link_graph *graph, uint32_t holder, size_t facts, size_t fact,
                     struct mbr_span text, uint64_t at)
{
    struct link_fact_told *told = &graph->told[holder * facts + fact];
    uint32_t number = mbr_map_put(&graph->texts, text, NULL);
    if (told->text != MBR_IDENTITY_NONE &&
        (told->at > at ||
         (told->at == at && mbr_span_compare(mbr_map_key(&graph->texts, told->text), text) >= 0)))
        return;
    *told = (struct link_fact_told){at, number};
}
