#include "import_block.h"

#include <stdlib.h>

#define MUCH ((size_t)4 << 20) /* a text may be as long as the longest record */

void mbr_import_block_free(struct mbr_import_block *block)
{
    mbr_buf_free(&block->text);
    mbr_csv_free(&block->csv);
    mbr_import_plan_free(&block->plan);
    mbr_import_row_free(&block->row);
    mbr_buf_free(&block->out);
    free(block->note);
    free(block->value);
    mbr_arena_free(&block->kept);
}

int mbr_import_block_plan(struct mbr_import_block *block, const struct mbr_import_plan *plan,
                          struct mbr_err *err)
{
    if (mbr_import_plan_copy(&block->plan, plan, err) < 0)
        return -1;
    if (mbr_import_constants(&block->plan, &block->row) < 0)
        return mbr_import_flaw_err(&block->row.flaw, err);
    return 0;
}

void mbr_import_block_begin(struct mbr_import_block *block, const struct mbr_import_plan *plan,
                            const struct mbr_import_row *row, const struct mbr_csv *csv, bool last,
                            bool skipping)
{
    struct mbr_import_row *own = &block->row;
    /* Places in either are told also where it is empty. */
    mbr_buf_room(&block->text, 1);
    mbr_buf_room(&block->out, 1);
    struct mbr_span text = {block->text.p + block->from, block->text.n - block->from};
    mbr_csv_text(&block->csv, csv, text, last);
    block->csv.skipping = skipping;
    mbr_import_plan_settle(&block->plan, plan);
    own->first = row->first;
    memcpy(own->said, row->said, sizeof own->said);
    own->without_items = row->without_items;
    own->settled = false;
    own->purchases = own->returns = own->others = own->private = own->twice = 0;
    block->ended = false;
    block->out.n = 0;
    block->notes = block->values = 0;
    block->rows = 0;
    mbr_arena_free(&block->kept);
}

static struct mbr_span keep(struct mbr_import_block *block, struct mbr_span value)
{
    uintptr_t from = (uintptr_t)block->text.p;
    if (value.n == 0 || (uintptr_t)value.p - from < block->text.n)
        return value;
    return (struct mbr_span){mbr_arena_dup(&block->kept, value.p, value.n), value.n};
}

static struct mbr_import_note *add_note(struct mbr_import_block *block, size_t event)
{
    if (block->notes == block->note_cap)
        block->note =
            mbr_grow(block->note, &block->note_cap, block->notes + 1, sizeof *block->note);
    struct mbr_import_note *note = &block->note[block->notes++];
    *note = (struct mbr_import_note){
        .row = (size_t)(block->csv.record.raw.p - block->text.p),
        .event = event,
        .value = block->values,
        .line = block->csv.line,
    };
    return note;
}

static void note_values(struct mbr_import_block *block, size_t event)
{
    const struct mbr_import_list *list = &block->plan.remembered;
    add_note(block, event)->at = block->plan.at->at;
    if (block->value_cap - block->values < list->count)
        block->value = mbr_grow(block->value, &block->value_cap, block->values + list->count,
                                sizeof *block->value);
    for (size_t i = 0; i < list->count; i++)
        block->value[block->values++] = keep(block, mbr_import_remembered(list->field[i]));
}

/* Whether there may be something to remember of the row. */
static bool is_notable(const struct mbr_import_block *block)
{
    const struct mbr_import_plan *plan = &block->plan;
    return (plan->item && plan->item->raw.n && !block->row.without_items) ||
           (plan->attrs.count && plan->member->raw.n);
}

void mbr_import_block_read(void *p)
{
    struct mbr_import_block *block = p;
    struct mbr_import_row *row = &block->row;
    row->record = &block->csv.record;
    while (!row->settled && block->out.n < MUCH) {
        if (mbr_csv_next(&block->csv, NULL) == 0) {
            block->ended = true;
            return;
        }
        size_t event = block->out.n;
        block->rows++;
        if (mbr_import_read(&block->plan, row) < 0) {
            add_note(block, event)->bad = true;
            continue;
        }
        mbr_import_write_event(&block->plan, row, &block->out);
        mbr_put_char(&block->out, '\n');
        if (is_notable(block))
            note_values(block, event);
    }
}
