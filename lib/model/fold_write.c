#include <stdlib.h>

#include "fold_store.h"

#include "mbr/date.h"
#include "mbr/decimal.h"

static const char *const context_names[MBR_CONTEXT_FIELDS] = {"channel", "store", "staff",
                                                              "campaign"};

struct context {
    struct mbr_span field[MBR_CONTEXT_FIELDS];
    bool mixed; /* an order's: its lines' contexts differ */
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

/* The order's context: its first line's, as far as every line has one; for a line could not say
   that it has none where the order has. */
static struct context entry_context(const struct mbr_fold *fold, const struct entry *entry)
{
    const struct record **lines = fold->view.sales + entry->first;
    struct context shared = context_of(fold, lines[0]);
    for (size_t i = 1; i < entry->count; i++) {
        if (lines[i]->context == lines[0]->context)
            continue;
        shared.mixed = true;
        struct context other = context_of(fold, lines[i]);
        for (int f = 0; f < MBR_CONTEXT_FIELDS; f++)
            if (!other.field[f].n)
                shared.field[f].n = 0;
    }
    return shared;
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

static int sum_amounts(const struct mbr_fold *fold, const struct entry *entry, int64_t *sum,
                       struct mbr_err *err)
{
    *sum = 0;
    for (size_t i = 0; i < entry->count; i++) {
        const struct record *r = fold->view.sales[entry->first + i];
        if (!r->gift && !mbr_decimal_add(*sum, r->amount, sum))
            return mbr_err_set(err, "amount: the order's sum is too large");
    }
    return 0;
}

static void put_line(const struct mbr_fold *fold, struct mbr_buf *buf, const struct record *r,
                     const struct entry *entry, const struct context *shared)
{
    struct mbr_span body = record_body(r);
    mbr_put_comma(buf);
    mbr_put_char(buf, '{');
    mbr_put(buf, body.p, r->known_n);
    if (r->at != entry->at) {
        mbr_put_key(buf, "at");
        mbr_put_at(buf, r->at);
    }
    if (shared->mixed) {
        struct context own = context_of(fold, r);
        put_context(buf, &own, shared);
    }
    mbr_put(buf, body.p + r->known_n, body.n - r->known_n);
}

static int put_entry(struct mbr_fold *fold, struct mbr_buf *buf, const struct entry *entry,
                     struct mbr_err *err)
{
    const struct record **lines = fold->view.sales + entry->first;
    struct context shared = entry_context(fold, entry);
    int64_t amount;
    if (sum_amounts(fold, entry, &amount, err) < 0)
        return -1;
    mbr_put_char(buf, '{');
    if (lines[0]->order_n) {
        mbr_put_key(buf, "order");
        mbr_put_span(buf, record_order(lines[0]));
    }
    mbr_put_key(buf, "at");
    mbr_put_at(buf, entry->at);
    if (lines[0]->kind == MBR_EVENT_RETURN) {
        mbr_put_key(buf, "return");
        mbr_put_text(buf, "true");
    }
    put_context(buf, &shared, NULL);
    mbr_put_key(buf, "amount");
    mbr_put_decimal(buf, amount);
    mbr_put_key(buf, "lines");
    mbr_put_char(buf, '[');
    for (size_t i = 0; i < entry->count; i++)
        put_line(fold, buf, lines[i], entry, &shared);
    mbr_put_text(buf, "]}");
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

static int put_orders(struct mbr_fold *fold, struct mbr_buf *buf, struct mbr_err *err)
{
    struct view *view = &fold->view;
    view->text.n = 0;
    for (size_t i = 0; i < view->entry_count; i++) {
        struct entry *entry = &view->entries[i];
        entry->from = view->text.n;
        if (put_entry(fold, &view->text, entry, err) < 0)
            return -1;
        entry->n = view->text.n - entry->from;
    }
    if (view->entry_count == 0)
        return 0;
    qsort_r(view->entries, view->entry_count, sizeof *view->entries, compare_entries, view->text.p);
    mbr_put_key(buf, "orders");
    mbr_put_char(buf, '[');
    for (size_t i = 0; i < view->entry_count; i++) {
        mbr_put_comma(buf);
        mbr_put(buf, view->text.p + view->entries[i].from, view->entries[i].n);
    }
    mbr_put_char(buf, ']');
    return 0;
}

static void put_events(const struct view *view, struct mbr_buf *buf)
{
    if (view->other_count == 0)
        return;
    mbr_put_key(buf, "events");
    mbr_put_char(buf, '[');
    for (size_t i = 0; i < view->other_count; i++) {
        mbr_put_comma(buf);
        mbr_put_char(buf, '{');
        mbr_put_span(buf, record_body(view->others[i]));
    }
    mbr_put_char(buf, ']');
}

static bool wanted(const struct mbr_fold *fold, const char *field)
{
    return !fold->options.drop || !mbr_list_has(fold->options.drop, field);
}

void mbr_put_dropped(struct mbr_buf *buf, bool orders, bool events)
{
    mbr_put_char(buf, '[');
    if (orders)
        mbr_put_text(buf, "\"orders\"");
    if (events) {
        mbr_put_comma(buf);
        mbr_put_text(buf, "\"events\"");
    }
    mbr_put_char(buf, ']');
}

static void put_head(const struct mbr_fold *fold, struct mbr_span id, struct mbr_buf *buf)
{
    mbr_put_text(buf, "{\"type\":\"member\",\"member\":");
    mbr_put_string(buf, id);
    mbr_put_text(buf, ",\"as_of\":");
    mbr_put_day(buf, fold->as_of);
    if (fold->currency_said && wanted(fold, "currency")) {
        mbr_put_key(buf, "currency");
        mbr_put_string(buf, mbr_span(fold->currency));
    }
    bool orders = !wanted(fold, "orders"), events = !wanted(fold, "events");
    if (orders || events) {
        mbr_put_key(buf, "dropped");
        mbr_put_dropped(buf, orders, events);
    }
}

static int64_t count_days(struct mbr_fold *fold)
{
    const struct view *view = &fold->view;
    struct mbr_map days = {0};
    for (size_t i = 0; i < view->sale_count; i++) {
        const struct record *r = view->sales[i];
        int32_t day = mbr_at_day(r->at);
        if (r->kind == MBR_EVENT_PURCHASE && !r->gift)
            mbr_map_put(&days, (struct mbr_span){(const char *)&day, sizeof day}, NULL);
    }
    int64_t count = days.count;
    mbr_map_free(&days);
    return count;
}

/* Members are in the order of their ids, not of their places: the next ones are sent for, first
   they themselves, then the beginning of their history. */
#define MEMBER_AHEAD 8
#define HISTORY_AHEAD 4
#define LINE 64 /* of the cache */
#define HISTORY_LINES 8
static void send_for(const struct mbr_fold *fold)
{
    if (fold->at + MEMBER_AHEAD < fold->count) {
        uint32_t number = fold->sorted[fold->at + MEMBER_AHEAD];
        const char *member = (const char *)&fold->members[number];
        __builtin_prefetch(member);
        __builtin_prefetch(member + sizeof(struct folded) - 1);
        __builtin_prefetch(mbr_map_key(&fold->ids, number).p);
    }
    if (fold->at + HISTORY_AHEAD < fold->count) {
        const struct folded *member = &fold->members[fold->sorted[fold->at + HISTORY_AHEAD]];
        const char *history = (const char *)member->events.first;
        for (int i = 0; history && i < HISTORY_LINES; i++)
            __builtin_prefetch(history + i * LINE);
    }
}

void mbr_fold_rewind(struct mbr_fold *fold)
{
    fold->at = 0;
    if (fold->spill)
        mbr_fold_spill_rewind(fold);
}

static int next_in_memory(struct mbr_fold *fold, const struct folded **member, struct mbr_span *id)
{
    if (fold->at == fold->count)
        return 0;
    send_for(fold);
    uint32_t number = fold->sorted[fold->at++];
    *member = &fold->members[number];
    *id = mbr_map_key(&fold->ids, number);
    return 1;
}

int mbr_fold_next(struct mbr_fold *fold, struct mbr_member *member, struct mbr_err *err)
{
    const struct folded *folded = NULL;
    *member = (struct mbr_member){.as_of = fold->as_of};
    int got = fold->spill ? mbr_fold_spill_next(fold, &folded, &member->id, err)
                          : next_in_memory(fold, &folded, &member->id);
    if (got <= 0)
        return got;
    fold->current_id = member->id;
    if (mbr_fold_view(fold, folded, err) < 0)
        return -1;
    member->buy = fold->view.buy;
    if (fold->options.want_days)
        member->days = count_days(fold);
    return 1;
}

int mbr_fold_put(struct mbr_fold *fold, struct mbr_buf *buf, struct mbr_err *err)
{
    struct view *view = &fold->view;
    mbr_fold_order_events(fold);
    put_head(fold, fold->current_id, buf);
    if (wanted(fold, "attr"))
        mbr_fold_put_attr(view, buf);
    if (wanted(fold, "ids"))
        mbr_fold_put_ids(view, buf);
    if (wanted(fold, "consent"))
        mbr_fold_put_consent(view, buf);
    if (wanted(fold, "buy")) {
        mbr_put_key(buf, "buy");
        mbr_put_buy(buf, &view->buy);
    }
    if (wanted(fold, "orders") && put_orders(fold, buf, err) < 0)
        return -1;
    if (wanted(fold, "events"))
        put_events(view, buf);
    return 0;
}

int mbr_fold_write_items(struct mbr_fold *fold, struct mbr_run *run)
{
    uint32_t *sorted = mbr_map_sorted(&fold->catalogue.ids);
    int failed = 0;
    for (uint32_t i = 0; i < fold->catalogue.ids.count && !failed; i++) {
        mbr_catalogue_put(&fold->catalogue, sorted[i], &run->out.buf);
        failed = mbr_end(run);
    }
    free(sorted);
    return failed;
}

int mbr_fold_write_anonymous(struct mbr_fold *fold, struct mbr_run *run)
{
    mbr_fold_view_anonymous(fold);
    for (size_t i = 0; i < fold->view.all_count; i++) {
        mbr_put_char(&run->out.buf, '{');
        mbr_put_span(&run->out.buf, record_body(fold->view.all[i]));
        if (mbr_end(run) < 0)
            return -1;
    }
    return 0;
}
