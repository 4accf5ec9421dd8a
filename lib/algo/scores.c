#include "mbr/scores.h"

#include <stdlib.h>

#include "mbr/mem.h"
#include "mbr/popular.h"

void mbr_scores_init(struct mbr_scores *scores, uint32_t items)
{
    scores->of = mbr_calloc(items, sizeof *scores->of);
    scores->item = mbr_alloc(items * sizeof *scores->item);
    scores->count = 0;
    scores->items = items;
}

void mbr_scores_free(struct mbr_scores *scores)
{
    free(scores->of);
    free(scores->item);
    *scores = (struct mbr_scores){0};
}

void mbr_scores_clear(struct mbr_scores *scores)
{
    for (size_t i = 0; i < scores->count; i++)
        scores->of[scores->item[i]] = 0;
    scores->count = 0;
}

/* The n best so far are a heap with the worst on top, so that most items fall at one comparison. */
struct heap {
    const uint32_t *rank;
    struct mbr_scored *row;
    size_t count;
};

static bool is_worse(const struct heap *heap, const struct mbr_scored *a,
                     const struct mbr_scored *b)
{
    if (a->score != b->score)
        return a->score < b->score;
    return heap->rank[a->item] > heap->rank[b->item];
}

static void sink(struct heap *heap, struct mbr_scored row)
{
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < heap->count; at = child) {
        if (child + 1 < heap->count && is_worse(heap, &heap->row[child + 1], &heap->row[child]))
            child++;
        if (!is_worse(heap, &heap->row[child], &row))
            break;
        heap->row[at] = heap->row[child];
    }
    heap->row[at] = row;
}

static void rise(struct heap *heap, struct mbr_scored row)
{
    size_t at = heap->count++;
    for (; at > 0 && is_worse(heap, &row, &heap->row[(at - 1) / 2]); at = (at - 1) / 2)
        heap->row[at] = heap->row[(at - 1) / 2];
    heap->row[at] = row;
}

static void sort_heap(struct heap *heap)
{
    while (heap->count > 1) {
        struct mbr_scored worst = heap->row[0];
        heap->count--;
        sink(heap, heap->row[heap->count]);
        heap->row[heap->count] = worst;
    }
}

size_t mbr_scores_best(const struct mbr_scores *scores, const struct mbr_popular *popular, size_t n,
                       bool (*may)(uint32_t item, void *data), void *data, struct mbr_scored *best)
{
    struct heap heap = {.rank = popular->rank, .row = best};
    for (size_t i = 0; n && i < scores->count; i++) {
        struct mbr_scored row = {.score = scores->of[scores->item[i]], .item = scores->item[i]};
        if (heap.count == n && !is_worse(&heap, &heap.row[0], &row))
            continue;
        if (may && !may(row.item, data))
            continue;
        if (heap.count < n)
            rise(&heap, row);
        else
            sink(&heap, row);
    }
    size_t count = heap.count;
    sort_heap(&heap);
    for (uint32_t i = 0; count < n && i < popular->items; i++) {
        uint32_t item = popular->order[i];
        if (scores->of[item] == 0 && (!may || may(item, data)))
            best[count++] = (struct mbr_scored){.item = item};
    }
    return count;
}
