#include "import_account.h"
#include "mbr/decimal.h"
#include "mbr/number.h"

/* Where a stream of events says that something came back, its event is about the sale before: its
   pieces and its money are no line's own, and its time is that of the return. */

static const char *const lines_known_by[] = {"line", "item", "name", "spec", NULL};

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

static const struct mbr_import_field *field_of(const struct mbr_import_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->count; i++)
        if (strcmp(plan->fields[i].full, name) == 0 && plan->fields[i].raw.n)
            return &plan->fields[i];
    return NULL;
}

static bool tells_line(const struct mbr_import_plan *plan)
{
    for (size_t i = 0; lines_known_by[i]; i++)
        if (field_of(plan, lines_known_by[i]))
            return true;
    return false;
}

/* What the field is in a row that says what came back; NULL for nothing. */
static const char *meaning(const struct mbr_importer *import, const struct mbr_import_field *field,
                           bool line)
{
    const struct mbr_import_plan *plan = &import->plan;
    if (field == plan->all_ids || field == plan->type || field == plan->id)
        return NULL;
    if (field == plan->at)
        return line ? "line.refund_at" : "order.refund_at";
    if (is_one_of(field->full, lines_known_by))
        return field->full;
    if (field == plan->qty)
        return line ? "line.refund_qty" : NULL;
    uint32_t number = mbr_book_field(import->book, field->full);
    if (mbr_is_order_field(field->full) ||
        mbr_book_of_line(import->book, import->book->at_shop, number))
        return NULL;
    return field->full;
}

static void put_text(struct mbr_importer *import, struct mbr_buf *to, const char *name,
                     const char *text)
{
    size_t before = mbr_book_begin_value(to);
    mbr_put_text(to, text);
    mbr_book_pack(to, mbr_book_add_field(import->book, name), before);
}

/* The money that came back by the event itself: of a line its amount, or its pieces at their price.
   false where it says none. */
static bool sum_of(const struct mbr_import_plan *plan, int64_t *sum)
{
    const struct mbr_import_field *amount = field_of(plan, "amount");
    const struct mbr_import_field *price = field_of(plan, "price"), *qty = field_of(plan, "qty");
    int64_t pieces = MBR_DECIMAL_ONE;
    const char *what;
    if (amount)
        return mbr_decimal_parse(amount->text, sum, &what) == 0;
    if (!price || mbr_decimal_parse(price->text, sum, &what) < 0)
        return false;
    if (qty && mbr_decimal_parse(qty->text, &pieces, &what) < 0)
        return false;
    return mbr_decimal_multiply(pieces, *sum, sum);
}

/* Without pieces or money, all that there is comes back. */
int mbr_book_pack_refund(struct mbr_importer *import, struct mbr_buf *to)
{
    const struct mbr_import_plan *plan = &import->plan;
    bool line = tells_line(plan);
    int64_t sum;
    to->n = 0;
    for (size_t i = 0; i < plan->count; i++) {
        const char *name = meaning(import, &plan->fields[i], line);
        size_t before = mbr_book_begin_value(to);
        if (name && mbr_book_put_value(import, &plan->fields[i], to) < 0)
            return -1;
        mbr_book_pack(to, name ? mbr_book_add_field(import->book, name) : 0, before);
    }
    bool said = sum_of(plan, &sum);
    if (said) {
        size_t before = mbr_book_begin_value(to);
        mbr_put_decimal(to, sum);
        mbr_book_pack(to, mbr_book_add_field(import->book, line ? "line.refund" : "order.refund"),
                      before);
    }
    if (line ? !field_of(plan, "qty") : !said)
        put_text(import, to, line ? "line.status" : "order.status", "refunded");
    return 0;
}

/* Lines of one product have keys that end in 1, 2 and so on. MBR_MAP_NONE where this is the last.
 */
static uint32_t line_behind(const struct mbr_gathered *gathered, size_t line, struct mbr_buf *key)
{
    struct mbr_span own = mbr_map_key(&gathered->keys, (uint32_t)line);
    const char *slash = own.n ? memrchr(own.p, '/', own.n) : NULL;
    int64_t times;
    if (!slash || mbr_int_parse((struct mbr_span){slash + 1, (size_t)(own.p + own.n - slash - 1)},
                                &times) < 0)
        return MBR_MAP_NONE;
    key->n = 0;
    mbr_put(key, own.p, (size_t)(slash + 1 - own.p));
    mbr_put_int(key, times + 1);
    return mbr_map_find(&gathered->keys, mbr_buf_span(key));
}

/* Who says what came back names the product, and not which of its lines. */
void mbr_account_pass_on(struct mbr_account *account, const struct mbr_gathered *gathered)
{
    uint32_t at = account->field[MBR_ACCOUNT_LINE_REFUND_AT];
    struct mbr_buf key = {0};
    for (size_t i = 0; i < account->settle.count; i++) {
        struct mbr_settle_line *line = &account->settle.line[i], *behind;
        int64_t room = line->gift || line->back ? 0 : line->qty ? line->qty : MBR_DECIMAL_ONE;
        uint32_t next = line->refund_qty > room ? line_behind(gathered, i, &key) : MBR_MAP_NONE;
        if (next == MBR_MAP_NONE)
            continue;
        behind = &account->settle.line[next];
        if (!mbr_decimal_add(behind->refund_qty, line->refund_qty - room, &behind->refund_qty))
            continue;
        line->refund_qty = room;
        if (mbr_gathered_line(gathered, next)[at].text.n == 0)
            mbr_gathered_line(gathered, next)[at] = mbr_gathered_line(gathered, i)[at];
    }
    mbr_buf_free(&key);
}
