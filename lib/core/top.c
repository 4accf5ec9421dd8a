#include "mbr/top.h"

#include <math.h>
#include <stdlib.h>

#include "mbr/number.h"

enum rank { RANK_NUMBER, RANK_STRING, RANK_FALSE, RANK_TRUE, RANK_NONE };

struct entry {
    enum rank rank;
    bool ascending;
    double number;
    struct mbr_span text;
    uint64_t arrival;
    struct mbr_buf kept; /* the text's bytes, once the entry is kept */
    struct mbr_buf row;
};

/* Up to limit, entries are a heap with the last of the order at [0]. */
struct mbr_top {
    struct entry **entries;
    size_t count, cap, limit;
    bool ascending;
    uint64_t arrivals;
    struct entry *spare;
    struct mbr_buf scratch;
};

struct mbr_top *mbr_top_new(size_t limit, bool ascending)
{
    struct mbr_top *top = mbr_calloc(1, sizeof *top);
    top->limit = limit;
    top->ascending = ascending;
    return top;
}

static void free_entry(struct entry *entry)
{
    if (!entry)
        return;
    mbr_buf_free(&entry->kept);
    mbr_buf_free(&entry->row);
    free(entry);
}

void mbr_top_free(struct mbr_top *top)
{
    if (!top)
        return;
    for (size_t i = 0; i < top->count; i++)
        free_entry(top->entries[i]);
    free_entry(top->spare);
    free(top->entries);
    mbr_buf_free(&top->scratch);
    free(top);
}

static int compare_values(const struct entry *a, const struct entry *b)
{
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (a->rank == RANK_NUMBER)
        return (a->number > b->number) - (a->number < b->number);
    return a->rank == RANK_STRING ? mbr_span_compare(a->text, b->text) : 0;
}

/* < 0 where a comes first. */
static int compare(const struct entry *a, const struct entry *b)
{
    int order;
    if ((a->rank == RANK_NONE) != (b->rank == RANK_NONE))
        return a->rank == RANK_NONE ? 1 : -1;
    order = compare_values(a, b);
    if (order == 0)
        return (a->arrival > b->arrival) - (a->arrival < b->arrival);
    return a->ascending ? order : -order;
}

static int compare_pointers(const void *a, const void *b)
{
    return compare(*(struct entry *const *)a, *(struct entry *const *)b);
}

/* Magnitudes beyond a double's are the largest there are. */
static double number_of(struct mbr_span raw)
{
    double value;
    if (mbr_double_parse(raw, &value) == 0)
        return value;
    return raw.p[0] == '-' ? -HUGE_VAL : HUGE_VAL;
}

static int read_key(struct mbr_top *top, const struct mbr_json *key, struct entry *entry)
{
    entry->rank = RANK_NONE;
    if (key->kind == MBR_JSON_NUMBER) {
        entry->rank = RANK_NUMBER;
        entry->number = number_of(key->raw);
    } else if (key->kind == MBR_JSON_STRING) {
        entry->rank = RANK_STRING;
        top->scratch.n = 0;
        return mbr_json_text(key, &top->scratch, &entry->text);
    } else if (key->kind == MBR_JSON_FALSE || key->kind == MBR_JSON_TRUE) {
        entry->rank = key->kind == MBR_JSON_TRUE ? RANK_TRUE : RANK_FALSE;
    }
    return 0;
}

static void swap(struct entry **a, struct entry **b)
{
    struct entry *c = *a;
    *a = *b;
    *b = c;
}

static void sift_up(struct mbr_top *top, size_t i)
{
    struct entry **heap = top->entries;
    for (size_t parent; i > 0 && compare(heap[parent = (i - 1) / 2], heap[i]) < 0; i = parent)
        swap(&heap[parent], &heap[i]);
}

static void sift_down(struct mbr_top *top)
{
    struct entry **heap = top->entries;
    for (size_t i = 0, child; (child = 2 * i + 1) < top->count; i = child) {
        if (child + 1 < top->count && compare(heap[child], heap[child + 1]) < 0)
            child++;
        if (compare(heap[i], heap[child]) > 0)
            break;
        swap(&heap[i], &heap[child]);
    }
}

/* The spare entry moves in: behind the others, or in place of the last of the order, which is the
   spare one from then on. */
static struct entry *take_in(struct mbr_top *top)
{
    struct entry *entry = top->spare;
    entry->kept.n = entry->row.n = 0;
    if (entry->rank == RANK_STRING) {
        mbr_put_span(&entry->kept, entry->text);
        entry->text = mbr_buf_span(&entry->kept);
    }
    if (top->limit && top->count == top->limit) {
        swap(&top->spare, &top->entries[0]);
        sift_down(top);
        return entry;
    }
    top->entries = mbr_grow(top->entries, &top->cap, top->count + 1, sizeof *top->entries);
    top->entries[top->count++] = entry;
    top->spare = NULL;
    if (top->limit)
        sift_up(top, top->count - 1);
    return entry;
}

int mbr_top_offer(struct mbr_top *top, const struct mbr_json *key, struct mbr_buf **row)
{
    *row = NULL;
    if (!top->spare)
        top->spare = mbr_calloc(1, sizeof *top->spare);
    top->spare->ascending = top->ascending;
    top->spare->arrival = top->arrivals++;
    if (read_key(top, key, top->spare) < 0)
        return -1;
    if (top->limit && top->count == top->limit && compare(top->spare, top->entries[0]) > 0)
        return 0;
    *row = &take_in(top)->row;
    return 0;
}

size_t mbr_top_sort(struct mbr_top *top)
{
    if (top->count)
        qsort(top->entries, top->count, sizeof *top->entries, compare_pointers);
    return top->count;
}

struct mbr_span mbr_top_row(const struct mbr_top *top, size_t i)
{
    return mbr_buf_span(&top->entries[i]->row);
}
