#include "import_book.h"
#include "mbr/decimal.h"

static int set_aside(struct mbr_importer *import, uint32_t row, const struct mbr_import_flaw *flaw)
{
    const struct mbr_import_book *book = import->book;
    const struct mbr_book_row *of = &book->row[row];
    struct mbr_span raw = {of->raw ? of->raw : "", of->raw ? of->raw_size : 0};
    import->rejects.file = book->file[of->file].name;
    int status = mbr_import_reject(&import->rejects, import->run, of->line, flaw, raw);
    import->rejects.file = NULL;
    return status;
}

/* What stands in one row of the file may be several rows here. */
static bool is_row_of(const struct mbr_import_book *book, uint32_t a, uint32_t b)
{
    return b != MBR_BOOK_NONE && book->row[a].file == book->row[b].file &&
           book->row[a].line == book->row[b].line;
}

int mbr_book_reject(struct mbr_importer *import, const struct mbr_book_order *order, uint32_t row,
                    const struct mbr_import_flaw *flaw)
{
    static const struct mbr_import_flaw other = {.what = "another row of its order is bad"};
    struct mbr_import_book *book = import->book;
    uint32_t before = MBR_BOOK_NONE;
    book->counts.bad++;
    if (row != MBR_BOOK_NONE && set_aside(import, row, flaw) < 0)
        return -1;
    for (uint32_t i = order->first; i != MBR_BOOK_NONE; before = i, i = book->row[i].next)
        if (!is_row_of(book, i, row) && !is_row_of(book, i, before) &&
            set_aside(import, i, &other) < 0)
            return -1;
    return 0;
}

static void put_part(struct mbr_buf *text, uint64_t n, const char *what)
{
    if (n)
        mbr_put_format(text, "%s%llu %s", text->n ? ", " : "", (unsigned long long)n, what);
}

static void say_refunds(const struct mbr_importer *import)
{
    const struct mbr_book_counts *counts = &import->book->counts;
    const char *currency = import->rates ? mbr_rates_to(import->rates) : import->row.said;
    struct mbr_buf text = {0};
    mbr_put_count(&text, counts->beyond, "order");
    mbr_put_text(&text, " with ");
    mbr_put_decimal(&text, counts->beyond_sum);
    if (currency && *currency)
        mbr_put_format(&text, " %.3s", currency);
    if (counts->beyond)
        mbr_note(import->run, "%.*s paid back beyond the goods, such as postage: left out",
                 (int)text.n, text.p);
    mbr_buf_free(&text);
}

/* What another list of the platform may have: its buyers, or what became of the orders. */
static void say_gaps(const struct mbr_importer *import)
{
    const struct mbr_book_counts *counts = &import->book->counts;
    struct mbr_buf text = {0};
    if (counts->differ) {
        mbr_put_count(&text, counts->differ, "order");
        mbr_note(import->run, "%.*s differ%s between files: the later file was taken", (int)text.n,
                 text.p, counts->differ == 1 ? "s" : "");
    }
    text.n = 0;
    mbr_put_count(&text, counts->nobody, "order");
    if (counts->nobody)
        mbr_note(import->run, "%.*s without a member", (int)text.n, text.p);
    text.n = 0;
    mbr_put_count(&text, counts->untold, "order");
    if (counts->untold)
        mbr_note(import->run, "%.*s of which no file says whether paid: taken as paid", (int)text.n,
                 text.p);
    mbr_buf_free(&text);
}

void mbr_book_say(const struct mbr_importer *import)
{
    const struct mbr_book_counts *counts = &import->book->counts;
    struct mbr_buf text = {0}, orders = {0};
    for (size_t i = 0; mbr_order_statuses[i]; i++)
        put_part(&text, counts->status[i], mbr_order_statuses[i]);
    put_part(&text, counts->excluded, "excluded");
    put_part(&text, counts->bad, "with a bad row");
    mbr_put_count(&orders, counts->settled, "order");
    mbr_note(import->run, "%.*s%s%.*s", (int)orders.n, orders.p, text.n ? "; not written: " : "",
             (int)text.n, text.n ? text.p : "");
    if (counts->masked) {
        text.n = 0;
        mbr_put_count(&text, counts->masked, "order");
        mbr_note(import->run, "%.*s with a masked member, so without one", (int)text.n, text.p);
    }
    say_gaps(import);
    say_refunds(import);
    mbr_buf_free(&text);
    mbr_buf_free(&orders);
}
