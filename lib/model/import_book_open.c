#include <stdlib.h>

#include "import_book.h"

static int copy_tests(struct mbr_layout_tests *to, const struct mbr_layout_tests *from,
                      struct mbr_err *err)
{
    for (size_t i = 0; i < from->count; i++) {
        struct mbr_pattern *pattern = mbr_pattern_copy(from->test[i].pattern, err);
        if (!pattern)
            return -1;
        to->test = mbr_grow(to->test, &to->cap, to->count + 1, sizeof *to->test);
        to->test[to->count++] = (struct mbr_layout_test){mbr_strdup(from->test[i].field), pattern};
    }
    return 0;
}

/* The shop of the plan's layout, whose patterns for items it takes over. */
static int find_shop(struct mbr_import_book *book, const struct mbr_import_plan *plan,
                     struct mbr_err *err)
{
    const struct mbr_layout *layout = plan->layout;
    const char *preset = layout->name ? layout->name : "";
    size_t i = 0;
    while (i < book->shops && strcmp(book->shop[i].platform, plan->platform) != 0)
        i++;
    if (i == book->shops) {
        book->shop = mbr_grow(book->shop, &book->shop_cap, i + 1, sizeof *book->shop);
        book->shop[book->shops++] = (struct mbr_book_shop){.platform = mbr_strdup(plan->platform),
                                                           .layout = mbr_layout_new()};
    }
    struct mbr_book_shop *shop = &book->shop[i];
    book->at_shop = (uint32_t)i;
    if (mbr_names_have(&shop->presets, preset))
        return 0;
    mbr_names_add(&shop->presets, preset);
    shop->has_statuses |=
        layout->orders->statuses.from.count > 0 || layout->orders->line_statuses.from.count > 0;
    if (copy_tests(&shop->layout->services, &layout->services, err) < 0)
        return -1;
    return copy_tests(&shop->layout->notes, &layout->notes, err);
}

static void add_file(struct mbr_importer *import)
{
    struct mbr_import_book *book = import->book;
    const struct mbr_import_plan *plan = &import->plan;
    const struct mbr_layout_orders *orders = plan->layout->orders;
    size_t count = book->names.count;
    book->file = mbr_grow(book->file, &book->file_cap, book->files + 1, sizeof *book->file);
    struct mbr_book_file *file = &book->file[book->files++];
    book->version++;
    *file = (struct mbr_book_file){.name = mbr_strdup(mbr_in_name(import->run->in)),
                                   .title = mbr_calloc(count, sizeof *file->title),
                                   .titles = count,
                                   .totals = orders->totals,
                                   .needs = mbr_calloc(orders->needs.count, sizeof *file->needs),
                                   .needed = orders->needs.count};
    for (size_t i = 0; i < file->needed; i++)
        file->needs[i] = mbr_book_field(book, orders->needs.name[i]);
    for (size_t i = 0; i < plan->count; i++) {
        const char *title = plan->fields[i].title;
        if (!plan->fields[i].constant && plan->fields[i].column != MBR_IMPORT_NO_COLUMN)
            file->title[book->of_plan[i]] = mbr_arena_dup(&book->kept, title, strlen(title) + 1);
    }
}

static void set_of_line(struct mbr_book_shop *shop, uint32_t field)
{
    size_t before = shop->fields, cap = before;
    if (field >= before) {
        shop->of_line = mbr_grow(shop->of_line, &cap, (size_t)field + 1, sizeof *shop->of_line);
        memset(shop->of_line + before, 0, (cap - before) * sizeof *shop->of_line);
        shop->fields = cap;
    }
    shop->of_line[field] = true;
}

int mbr_import_book_open(struct mbr_importer *import)
{
    const struct mbr_import_plan *plan = &import->plan;
    if (!import->book)
        import->book = mbr_calloc(1, sizeof *import->book);
    struct mbr_import_book *book = import->book;
    if (find_shop(book, plan, &import->run->err) < 0)
        return mbr_importer_fail(import);
    free(book->of_plan);
    book->of_plan = mbr_calloc(plan->count, sizeof *book->of_plan);
    for (size_t i = 0; i < plan->count; i++) {
        const char *name = plan->fields[i].full;
        book->of_plan[i] = MBR_BOOK_NONE;
        if (&plan->fields[i] == plan->all_ids)
            continue;
        book->of_plan[i] = mbr_book_add_field(book, name);
        if (mbr_names_have(&plan->layout->orders->lines, name))
            set_of_line(&book->shop[book->at_shop], book->of_plan[i]);
    }
    for (size_t i = 0; i < plan->layout->orders->needs.count; i++)
        mbr_book_add_field(book, plan->layout->orders->needs.name[i]);
    add_file(import);
    return 0;
}
