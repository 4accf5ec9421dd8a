#include "import_changes.h"

#include "import_states.h"
#include "mbr/decimal.h"

bool mbr_book_is_same(enum mbr_import_kind kind, struct mbr_span a, struct mbr_span b)
{
    int64_t x, y;
    const char *what;
    bool is_amount = kind == MBR_IMPORT_AMOUNT || kind == MBR_IMPORT_SIGNED;
    if (is_amount && mbr_decimal_parse(a, &x, &what) == 0 && mbr_decimal_parse(b, &y, &what) == 0)
        return x == y;
    return mbr_span_equal(a, b);
}

static const char *const tellers[] = {"at", "member"};

void mbr_book_note_change(struct mbr_gathered *gathered, const struct mbr_import_book *book,
                          uint32_t field, const struct mbr_gathered_value *before,
                          const struct mbr_gathered_value *value)
{
    const struct mbr_book_file *a = &book->file[book->row[before->row].file];
    const struct mbr_book_file *b = &book->file[book->row[value->row].file];
    if (before->text.n == 0 || a == b || book->row[value->row].json || a->totals != b->totals ||
        mbr_book_is_same(book->field[field].kind, before->text, value->text))
        return;
    gathered->differs = true;
    for (size_t i = 0; i < 2; i++)
        if (field == mbr_book_field(book, tellers[i]) && !mbr_book_is_masked(before->text) &&
            !mbr_book_is_masked(value->text))
            gathered->changed[i] = *before;
}

/* Shops of one platform count their orders from 1 alike. Another time may be that of a payment, and
   another member one who has changed the address; both together are another order. */
int mbr_book_check_shop(struct mbr_gathered *gathered, const struct mbr_import_book *book,
                        uint32_t row)
{
    const struct mbr_gathered_value *before = &gathered->changed[1];
    uint32_t member = mbr_book_field(book, tellers[1]);
    if (gathered->changed[0].text.n == 0 || before->text.n == 0)
        return 0;
    gathered->told.n = 0;
    mbr_put_format(&gathered->told,
                   "another buyer and time than in %s, line %llu: an order of another shop? (see "
                   "--shop)",
                   book->file[book->row[before->row].file].name,
                   (unsigned long long)book->row[before->row].line);
    mbr_put_char(&gathered->told, '\0');
    gathered->flaw = (struct mbr_import_flaw){
        .column = mbr_book_title(book, row, member),
        .what = gathered->told.p,
        .kind = "another buyer and time than in another file",
        .value = gathered->order[member].text,
    };
    gathered->flawed = row;
    return -1;
}

/* Half of an order may stand in another file, which is not there. */
int mbr_book_check_needs(struct mbr_gathered *gathered, const struct mbr_import_book *book)
{
    uint32_t row = gathered->first;
    for (; row != MBR_BOOK_NONE; row = book->row[row].next) {
        const struct mbr_book_file *file = &book->file[book->row[row].file];
        for (size_t i = 0; i < file->needed; i++) {
            if (gathered->order[file->needs[i]].text.n ||
                !mbr_book_title(book, row, file->needs[i]))
                continue;
            gathered->flaw = (struct mbr_import_flaw){
                .column = mbr_book_title(book, row, file->needs[i]),
                .what = "in no row of the order: is the first in another file?"};
            gathered->flawed = row;
            return -1;
        }
    }
    return 0;
}
