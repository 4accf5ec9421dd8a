#include "import_states.h"

#include <stdlib.h>

#include "mbr/date.h"

void mbr_book_note_times(struct mbr_book_file *file, const struct mbr_import_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        const struct mbr_import_field *field = &plan->fields[i];
        uint64_t at;
        if (field->kind == MBR_IMPORT_AT && field->place != MBR_IMPORT_ATTR &&
            strcmp(field->full, "until") != 0 && field->text.n &&
            mbr_at_parse(field->text, &at) == 0 && at > file->latest)
            file->latest = at;
    }
}

struct state {
    uint64_t latest;
    uint32_t file, row;
};

static int compare(const void *a, const void *b)
{
    const struct state *x = a, *y = b;
    if (x->latest != y->latest)
        return x->latest < y->latest ? -1 : 1;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static void sort_rows(struct mbr_import_book *book, struct mbr_book_order *order,
                      struct state **state, size_t *cap)
{
    size_t count = 0;
    for (uint32_t row = order->first; row != MBR_BOOK_NONE; row = book->row[row].next) {
        uint32_t file = book->row[row].file;
        *state = mbr_grow(*state, cap, count + 1, sizeof **state);
        (*state)[count++] = (struct state){book->file[file].latest, file, row};
    }
    if (count == 0)
        return;
    qsort(*state, count, sizeof **state, compare);
    for (size_t i = 0; i < count; i++)
        book->row[(*state)[i].row].next = i + 1 < count ? (*state)[i + 1].row : MBR_BOOK_NONE;
    order->first = (*state)[0].row;
    order->last = (*state)[count - 1].row;
}

/* A file without times is as late as the one before it. */
void mbr_book_sort_states(struct mbr_import_book *book)
{
    struct state *state = NULL;
    size_t cap = 0;
    bool sorted = true;
    for (size_t i = 1; i < book->files; i++)
        if (book->file[i].latest == 0)
            book->file[i].latest = book->file[i - 1].latest;
    for (size_t i = 1; i < book->files; i++)
        sorted &= book->file[i - 1].latest <= book->file[i].latest;
    for (size_t i = 0; i < book->orders.count && !sorted; i++)
        sort_rows(book, &book->order[i], &state, &cap);
    free(state);
}

bool mbr_book_is_masked(struct mbr_span member)
{
    if (member.n < 2)
        return false;
    char a = member.p[0], b = member.p[1], z = member.p[member.n - 1];
    return memchr(member.p, '*', member.n) || (a == '#' && b == '#') || (a == '$' && b == '$') ||
           (a == '~' && z == '~');
}
