/* The orders of a member's line. Most of what a tool writes is written here, so what is known to
   fit is put with one look for room. */

#include <stdlib.h>

#include "fold_view.h"

#include "mbr/date.h"
#include "mbr/decimal.h"

/* More than an entry's head takes besides its order and context. */
#define HEAD_ROOM 128

static const char *const context_names[MBR_CONTEXT_FIELDS] = {"channel", "store", "staff",
                                                              "campaign"};

struct context {
    struct mbr_span field[MBR_CONTEXT_FIELDS];
};

static struct context context_of(const struct mbr_fold *fold, const struct record *r)
{
    struct context context = {0};
    struct mbr_span text = mbr_map_key(&fold->contexts, r->context);
    for (int i = 0; i < MBR_CONTEXT_FIELDS && text.n; i++) {
        const char *newline = memchr(text.p, '\n', text.n);
        size_t n = (size_t)(newline - text.p);
        context.field[i] = (struct mbr_span){text.p, n};
        text.p += n + 1;
        text.n -= n + 1;
    }
    return context;
}

static void put_context(struct mbr_buf *buf, const struct context *context,
                        const struct context *but)
{
    for (int f = 0; f < MBR_CONTEXT_FIELDS; f++) {
        struct mbr_span field = context->field[f];
        if (field.n == 0 || (but && mbr_span_equal(field, but->field[f])))
            continue;
        mbr_put_key(buf, context_names[f]);
        mbr_put_span(buf, field);
    }
}

/* What an order's lines have in common, in one look at them. */
struct common {
    struct context context; /* where `mixed` */
    bool mixed;             /* the lines' contexts differ */
    int64_t amount;
};

/* The order's context is its first line's, as far as every line has one; for a line could not say
   that it has none where the order has. */
static void mix(const struct mbr_fold *fold, struct common *common, const struct record *first,
                const struct record *line)
{
    struct context other = context_of(fold, line);
    if (!common->mixed)
        common->context = context_of(fold, first);
    common->mixed = true;
    for (int f = 0; f < MBR_CONTEXT_FIELDS; f++)
        if (!other.field[f].n)
            common->context.field[f].n = 0;
}

static int look_at_lines(const struct mbr_fold *fold, const struct record *const *lines,
                         size_t count, struct common *common, struct mbr_err *err)
{
    common->mixed = false;
    common->amount = 0;
    for (size_t i = 0; i < count; i++) {
        if (lines[i]->context != lines[0]->context)
            mix(fold, common, lines[0], lines[i]);
        if (!lines[i]->gift && !mbr_decimal_add(common->amount, lines[i]->amount, &common->amount))
            return mbr_err_set(err, "amount: the order's sum is too large");
    }
    return 0;
}

static struct mbr_span spelled(struct mbr_fold_cursor *cursor, const struct record *line,
                               const struct common *common)
{
    struct spelled_context *known = &cursor->contexts[line->context % SPELLED_CONTEXTS];
    if (common->mixed) {
        cursor->shared.n = 0;
        put_context(&cursor->shared, &common->context, NULL);
        return mbr_buf_span(&cursor->shared);
    }
    if (known->number != line->context) {
        struct context context = context_of(cursor->fold, line);
        known->number = line->context;
        known->text.n = 0;
        put_context(&known->text, &context, NULL);
    }
    return mbr_buf_span(&known->text);
}

static inline char *copy_text(char *to, const char *text)
{
    return mbr_span_copy(to, mbr_span(text));
}

static void put_head(struct mbr_buf *buf, const struct record *first, uint64_t at,
                     struct mbr_span context, int64_t amount)
{
    char *from = mbr_buf_room(buf, first->order_n + context.n + HEAD_ROOM), *to = from;
    *to++ = '{';
    if (first->order_n) {
        to = copy_text(to, "\"order\":");
        to = mbr_span_copy(to, record_order(first));
        *to++ = ',';
    }
    to = copy_text(to, "\"at\":\"");
    to += mbr_at_write(to, at);
    *to++ = '"';
    if (first->kind == MBR_EVENT_RETURN)
        to = copy_text(to, ",\"return\":true");
    if (context.n) {
        *to++ = ',';
        to = mbr_span_copy(to, context);
    }
    to = copy_text(to, ",\"amount\":");
    to += mbr_decimal_write(to, amount);
    to = copy_text(to, ",\"lines\":[");
    buf->n += (size_t)(to - from);
}

/* A line that says what its order does not; with a comma behind it, as the others. */
static void put_odd_line(const struct mbr_fold *fold, struct mbr_buf *buf, const struct record *r,
                         uint64_t at, const struct common *common)
{
    struct mbr_span body = record_body(r);
    mbr_put_char(buf, '{');
    mbr_put(buf, body.p, r->known_n);
    if (r->at != at) {
        mbr_put_key(buf, "at");
        mbr_put_at(buf, r->at);
    }
    if (common->mixed) {
        struct context own = context_of(fold, r);
        put_context(buf, &own, &common->context);
    }
    mbr_put(buf, body.p + r->known_n, body.n - r->known_n);
    mbr_put_char(buf, ',');
}

static void put_line(struct mbr_buf *buf, struct mbr_span body)
{
    char *to = mbr_buf_room(buf, body.n + 2);
    *to++ = '{';
    to = mbr_span_copy(to, body);
    *to = ',';
    buf->n += body.n + 2;
}

static int put_entry(struct mbr_fold_cursor *cursor, struct mbr_buf *buf, const struct entry *entry,
                     struct mbr_err *err)
{
    const struct record *const *lines = cursor->view.sales.at + entry->first;
    struct common common;
    if (look_at_lines(cursor->fold, lines, entry->count, &common, err) < 0)
        return -1;
    put_head(buf, lines[0], entry->at, spelled(cursor, lines[0], &common), common.amount);
    for (size_t i = 0; i < entry->count; i++)
        if (lines[i]->at == entry->at && !common.mixed)
            put_line(buf, record_body(lines[i]));
        else
            put_odd_line(cursor->fold, buf, lines[i], entry->at, &common);
    buf->n--; /* the last line's comma */
    mbr_put(buf, "]}", 2);
    return 0;
}

static int compare_entries(const void *a, const void *b, void *text)
{
    const struct entry *x = a, *y = b;
    const char *from = text;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return mbr_span_compare((struct mbr_span){from + x->from, x->n},
                            (struct mbr_span){from + y->from, y->n});
}

/* Orders of one time stand in the order of their text, so that has to be there first. */
static int put_by_text(struct mbr_fold_cursor *cursor, struct mbr_buf *buf, struct mbr_err *err)
{
    struct view *view = &cursor->view;
    view->text.n = 0;
    for (size_t i = 0; i < view->entry_count; i++) {
        struct entry *entry = &view->entries[i];
        entry->from = view->text.n;
        if (put_entry(cursor, &view->text, entry, err) < 0)
            return -1;
        entry->n = view->text.n - entry->from;
    }
    qsort_r(view->entries, view->entry_count, sizeof *view->entries, compare_entries, view->text.p);
    for (size_t i = 0; i < view->entry_count; i++) {
        mbr_put_comma(buf);
        mbr_put(buf, view->text.p + view->entries[i].from, view->entries[i].n);
    }
    return 0;
}

static int put_by_time(struct mbr_fold_cursor *cursor, struct mbr_buf *buf, struct mbr_err *err)
{
    for (size_t i = 0; i < cursor->view.entry_count; i++) {
        mbr_put_comma(buf);
        if (put_entry(cursor, buf, &cursor->view.entries[i], err) < 0)
            return -1;
    }
    return 0;
}

int mbr_fold_put_orders(struct mbr_fold_cursor *cursor, struct mbr_buf *buf, struct mbr_err *err)
{
    if (cursor->view.entry_count == 0)
        return 0;
    bool in_order = mbr_fold_order_sales(&cursor->view, cursor->fold);
    mbr_put_key(buf, "orders");
    mbr_put_char(buf, '[');
    if ((in_order ? put_by_time(cursor, buf, err) : put_by_text(cursor, buf, err)) < 0)
        return -1;
    mbr_put_char(buf, ']');
    return 0;
}
