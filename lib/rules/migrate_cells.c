#include <stdlib.h>

#include "mbr/decimal.h"
#include "mbr/number.h"
#include "migrate_job.h"

/* A field with a value of its own for nearly every member makes no matrix, and fills the memory. */
#define MOST_CELLS 100000

struct migrate_cell {
    struct mbr_span from, to; /* spelled */
    size_t from_size;         /* of the pair's key, which begins with it */
    int64_t members, before, after;
};

void mbr_migrate_cells_free(struct migrate_cells *cells)
{
    mbr_map_free(&cells->pairs);
    mbr_arena_free(&cells->texts);
    mbr_buf_free(&cells->key);
    free(cells->cell);
}

static struct mbr_span keep(struct migrate_cells *cells, const struct mbr_buf *text)
{
    return (struct mbr_span){mbr_arena_dup(&cells->texts, text->p, text->n), text->n};
}

static struct migrate_cell *cell_of(struct migrate_cells *cells, const struct migrate_move *move)
{
    bool added;
    cells->key.n = 0;
    mbr_put_span(&cells->key, mbr_buf_span(&move->from->order));
    mbr_put_span(&cells->key, mbr_buf_span(&move->to->order));
    uint32_t number = mbr_map_put(&cells->pairs, mbr_buf_span(&cells->key), &added);
    if (added) {
        cells->cell = mbr_grow(cells->cell, &cells->cap, cells->pairs.count, sizeof *cells->cell);
        cells->cell[number] = (struct migrate_cell){
            .from = keep(cells, &move->from->spelled),
            .to = keep(cells, &move->to->spelled),
            .from_size = move->from->order.n,
        };
    }
    return &cells->cell[number];
}

int mbr_migrate_cells_add(struct migrate_cells *cells, const struct migrate_move *move,
                          struct mbr_err *err)
{
    struct migrate_cell *cell = cell_of(cells, move);
    if (cells->pairs.count > MOST_CELLS)
        return mbr_err_set(err, "more than %d pairs of values; --cuts makes ranges of numbers",
                           MOST_CELLS);
    cell->members++;
    if (!mbr_decimal_add(cell->before, move->before, &cell->before) ||
        !mbr_decimal_add(cell->after, move->after, &cell->after))
        return mbr_err_set(err, "buy.spend: the sum does not fit");
    return 0;
}

void mbr_put_migrate_spend(struct mbr_buf *buf, int64_t before, int64_t after)
{
    mbr_put_key(buf, "spend_before");
    mbr_put_decimal(buf, before);
    mbr_put_key(buf, "spend_after");
    mbr_put_decimal(buf, after);
}

static struct mbr_span from_of(const struct migrate_cells *cells, uint32_t number)
{
    return (struct mbr_span){mbr_map_key(&cells->pairs, number).p, cells->cell[number].from_size};
}

static int write_cell(const struct migrate_cell *cell, int64_t members, struct mbr_run *run)
{
    struct mbr_buf *buf = &run->out.buf;
    mbr_put_text(buf, "{\"type\":\"row\",\"of\":\"migrate\"");
    mbr_put_key(buf, "from");
    mbr_put_span(buf, cell->from);
    mbr_put_key(buf, "to");
    mbr_put_span(buf, cell->to);
    mbr_put_key(buf, "members");
    mbr_put_int(buf, cell->members);
    mbr_put_key(buf, "share");
    mbr_put_score(buf, (double)cell->members / (double)members);
    mbr_put_migrate_spend(buf, cell->before, cell->after);
    mbr_put_char(buf, '}');
    return mbr_end(run);
}

int mbr_migrate_cells_write(const struct migrate_cells *cells, struct mbr_run *run)
{
    uint32_t count = cells->pairs.count;
    uint32_t *sorted = mbr_map_sorted(&cells->pairs);
    int failed = 0;
    for (uint32_t i = 0, end; i < count && !failed; i = end) {
        int64_t members = 0;
        struct mbr_span from = from_of(cells, sorted[i]);
        for (end = i; end < count && mbr_span_equal(from, from_of(cells, sorted[end])); end++)
            members += cells->cell[sorted[end]].members;
        for (uint32_t j = i; j < end && !failed; j++)
            failed = write_cell(&cells->cell[sorted[j]], members, run);
    }
    free(sorted);
    return failed;
}
