#include "fold_store.h"

#include <stdlib.h>

#include "mbr/decimal.h"

#define FIRST_CHUNK 256
#define FIRST_ORDER_CHUNK 64
#define LARGEST_CHUNK ((uint32_t)64 << 10)
#define RECORD_ALIGN 8

struct mbr_fold *mbr_fold_new(const struct mbr_fold_options *options)
{
    struct mbr_err ignored;
    struct mbr_fold *fold = mbr_calloc(1, sizeof *fold);
    fold->options = *options;
    if (!options->memory)
        fold->options.memory = mbr_memory_here() / 2;
    fold->want_orders =
        options->want_days || !options->drop || !mbr_list_has(options->drop, "orders");
    fold->want_events = !options->drop || !mbr_list_has(options->drop, "events");
    fold->event.bare_sales = !fold->want_orders;
    fold->event.bare_others = !fold->want_events;
    for (size_t i = 0; i < QUEUE; i++) {
        fold->queue[i].event.bare_sales = !fold->want_orders;
        fold->queue[i].event.bare_others = !fold->want_events;
    }
    fold->latest = (struct latest){.day = MBR_DAY_NONE, .before = MBR_DAY_NONE};
    fold->line_as_of = fold->as_of = MBR_DAY_NONE;
    fold->entry_ask = mbr_ask_new(mbr_entry_paths, MBR_ENTRY_PATHS, true, &ignored);
    fold->buy_ask = mbr_ask_new(mbr_buy_paths, MBR_BUY_PATHS, false, &ignored);
    fold->line_ask = mbr_ask_new(mbr_field_paths, MBR_FIELDS, true, &ignored);
    mbr_map_put(&fold->contexts, (struct mbr_span){"\n\n\n\n", MBR_CONTEXT_FIELDS}, NULL);
    return fold;
}

int mbr_fold_check_drop(const struct mbr_list *drop, struct mbr_run *run)
{
    static const char *const always[] = {"type", "member", "as_of", "dropped"};
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        if (mbr_list_has(drop, always[i]))
            return mbr_misuse(run, "--drop: %s: every member line needs it", always[i]);
    for (size_t i = 0; i < drop->count; i++)
        if (strpbrk(drop->item[i], ".'"))
            return mbr_misuse(run, "--drop: %s: not a whole field", drop->item[i]);
    return 0;
}

const char *const mbr_fold_fields[] = {"currency", "attr",   "ids",   "consent", "buy",
                                       "orders",   "events", "items", NULL};

void mbr_fold_free(struct mbr_fold *fold)
{
    if (!fold)
        return;
    mbr_map_free(&fold->ids);
    mbr_map_free(&fold->contexts);
    mbr_map_free(&fold->annotations);
    mbr_map_free(&fold->kept_ids);
    mbr_arena_free(&fold->arena);
    mbr_catalogue_free(&fold->catalogue);
    mbr_event_free(&fold->event);
    mbr_fold_queue_free(fold);
    mbr_fold_spill_free(fold);
    mbr_ask_free(fold->entry_ask);
    mbr_ask_free(fold->line_ask);
    mbr_ask_free(fold->buy_ask);
    mbr_fold_view_free(&fold->view);
    mbr_buf_free(&fold->scratch);
    mbr_buf_free(&fold->id_text);
    mbr_buf_free(&fold->order_text);
    mbr_buf_free(&fold->ids_text);
    mbr_buf_free(&fold->context_text);
    free(fold->currency);
    free(fold->members);
    free(fold->sorted);
    free(fold);
}

/* Room for n bytes at the end of a chain, aligned. */
static char *chain_room(struct mbr_fold *fold, struct chain *chain, size_t n, uint32_t first_size)
{
    struct chunk *last = chain->last;
    size_t need = (n + RECORD_ALIGN - 1) / RECORD_ALIGN * RECORD_ALIGN;
    if (!last || last->size - last->used < need) {
        uint32_t size = last ? last->size * 2 : first_size - (uint32_t)sizeof *last;
        if (size > LARGEST_CHUNK)
            size = LARGEST_CHUNK;
        if (size < need)
            size = (uint32_t)need;
        struct chunk *chunk = mbr_arena_alloc(&fold->arena, sizeof *chunk + size);
        *chunk = (struct chunk){.size = size};
        if (last)
            last->next = chunk;
        else
            chain->first = chunk;
        chain->last = last = chunk;
    }
    char *to = last->data + last->used;
    last->used += (uint32_t)need;
    return to;
}

/* The number of a context: channel to campaign, each a JSON spelling or nothing, by newlines. */
static uint32_t context_number(struct mbr_fold *fold, const struct mbr_event *event)
{
    struct mbr_buf *text = &fold->scratch;
    text->n = 0;
    for (int i = 0; i < MBR_CONTEXT_FIELDS; i++) {
        mbr_put_span(text, event->context[i]);
        mbr_put_char(text, '\n');
    }
    if (!mbr_span_equal(mbr_buf_span(text), mbr_map_key(&fold->contexts, fold->last_context)))
        fold->last_context = mbr_map_put(&fold->contexts, mbr_buf_span(text), NULL);
    return fold->last_context;
}

static char *copy(char *to, struct mbr_span from)
{
    if (from.n)
        memcpy(to, from.p, from.n);
    return to + from.n;
}

static void keep_record(struct mbr_fold *fold, struct chain *chain, const struct mbr_event *event,
                        uint8_t kind, struct mbr_span known, struct mbr_span unknown)
{
    struct record record = {
        .at = event->at,
        .qty = event->qty,
        .amount = event->amount,
        .context = context_number(fold, event),
        .order_n = (uint32_t)event->order.n,
        .id_n = (uint32_t)event->id.n,
        .known_n = (uint32_t)known.n,
        .body_n = (uint32_t)(known.n + (unknown.n ? unknown.n + 1 : 0) + 1),
        .kind = kind,
        .gift = event->gift,
        .has_ids = event->ids.n > 0,
    };
    size_t n = sizeof record + record.order_n + record.id_n + record.body_n;
    char *to = chain_room(fold, chain, n, FIRST_CHUNK);
    memcpy(to, &record, sizeof record);
    to = copy(to + sizeof record, event->order);
    to = copy(to, event->id);
    to = copy(to, known);
    if (unknown.n)
        *to++ = ',';
    to = copy(to, unknown);
    *to = '}';
}

static void keep_event(struct mbr_fold *fold, struct chain *chain, const struct mbr_event *event)
{
    keep_record(fold, chain, event, (uint8_t)event->kind, mbr_buf_span(&event->known),
                mbr_buf_span(&event->unknown));
}

/* Of an event that is not kept, its identifiers are: once a member. */
static void keep_ids(struct mbr_fold *fold, uint32_t number, const struct mbr_event *event)
{
    struct mbr_buf *text = &fold->ids_text;
    bool added;
    text->n = 0;
    mbr_put(text, (const char *)&number, sizeof number);
    mbr_put_text(text, "\"ids\":");
    mbr_put_span(text, event->ids);
    mbr_map_put(&fold->kept_ids, mbr_buf_span(text), &added);
    if (!added)
        return;
    struct mbr_event bare = {.at = event->at, .ids = event->ids};
    struct mbr_span field = {text->p + sizeof number, text->n - sizeof number};
    keep_record(fold, &fold->members[number].events, &bare, RECORD_IDS, field,
                (struct mbr_span){0});
}

/* An order's lines mostly follow each other, so an id like the one before is not kept again; and
   orders mostly come with rising ids, so that what is kept needs no sorting to be counted. */
static void keep_order_id(struct mbr_fold *fold, struct folded *member, struct mbr_span order)
{
    uint32_t n = (uint32_t)order.n;
    if (member->orders.last) {
        struct mbr_span before = {member->orders.last->data + member->last_order, 0};
        uint32_t before_n;
        memcpy(&before_n, before.p, sizeof before_n);
        before.p += sizeof before_n;
        before.n = before_n;
        int compared = mbr_span_compare(order, before);
        if (compared == 0)
            return;
        member->unordered |= compared < 0;
    }
    char *to = chain_room(fold, &member->orders, sizeof n + n, FIRST_ORDER_CHUNK);
    memcpy(to, &n, sizeof n);
    memcpy(to + sizeof n, order.p, n);
    member->last_order = (uint32_t)(to - member->orders.last->data);
    member->order_ids++;
}

static int sum_up(struct mbr_fold *fold, struct folded *member, const struct mbr_event *event,
                  struct mbr_err *err)
{
    bool is_return = event->kind == MBR_EVENT_RETURN;
    if (event->gift)
        return 0;
    struct mbr_buy buy = member->buy;
    if (!mbr_buy_add(&buy, is_return, mbr_at_day(event->at), event->qty, event->amount))
        return mbr_err_set(err, "amount: the member's sum is too large");
    member->buy = buy;
    if (is_return)
        return 0;
    if (event->order.n)
        keep_order_id(fold, member, event->order);
    else
        member->buy.orders++;
    return 0;
}

/* An order's lines come at one time: `before` is an earlier day, not only an earlier event. */
static void note_day(struct latest *latest, int32_t day, const struct place *place)
{
    if (day > latest->day) {
        latest->before = latest->day;
        latest->day = day;
        latest->place = *place;
    } else if (day > latest->before && day < latest->day) {
        latest->before = day;
    }
}

int mbr_fold_note_currency(struct mbr_fold *fold, struct mbr_span currency, struct mbr_err *err)
{
    if (currency.n == 0)
        return 0;
    if (!fold->currency)
        fold->currency = mbr_memdup(currency.p, currency.n);
    if (mbr_span_is(currency, fold->currency))
        return 0;
    return mbr_err_set(err, "currency: two in one stream: \"%s\" and \"%.*s\"", fold->currency,
                       (int)currency.n, currency.p);
}

uint32_t mbr_fold_number(struct mbr_fold *fold, struct mbr_span id, uint32_t hash)
{
    bool added;
    uint32_t number = mbr_map_put_expected(&fold->ids, id, hash, &added);
    if (added) {
        fold->members =
            mbr_grow(fold->members, &fold->member_cap, fold->ids.count, sizeof *fold->members);
        fold->members[number] = (struct folded){.buy = mbr_buy_none};
    }
    return number;
}

int mbr_fold_take(struct mbr_fold *fold, uint32_t number, const struct mbr_event *event,
                  const struct place *place, bool says_currency, struct mbr_err *err)
{
    struct folded *member = &fold->members[number];
    int32_t day = mbr_at_day(event->at);
    if (fold->options.as_of != MBR_DAY_NONE && day > fold->options.as_of)
        return 0;
    bool is_sale = event->kind == MBR_EVENT_PURCHASE || event->kind == MBR_EVENT_RETURN;
    bool is_bare =
        is_sale ? !fold->want_orders : !fold->want_events && event->kind == MBR_EVENT_OTHER;
    if (!is_bare || event->id.n)
        keep_event(fold, &member->events, event);
    else if (is_sale && sum_up(fold, member, event, err) < 0)
        return -1;
    else if (event->ids.n)
        keep_ids(fold, number, event);
    member->seen = true;
    fold->currency_said |= says_currency;
    note_day(&fold->latest, day, place);
    return 0;
}

static int add_anonymous(struct mbr_fold *fold, struct mbr_stream *stream, struct mbr_err *err)
{
    struct mbr_event *event = &fold->event;
    if (!fold->options.keep_anonymous) {
        fold->anonymous_count++;
        return 0;
    }
    if (mbr_event_read(event, stream->ask, true, err) < 0)
        return -1;
    if (fold->options.as_of != MBR_DAY_NONE && mbr_at_day(event->at) > fold->options.as_of)
        return 0;
    fold->anonymous_count++;
    keep_event(fold, &fold->anonymous, event);
    return 0;
}

static int add_event(struct mbr_fold *fold, struct mbr_stream *stream, struct mbr_err *err)
{
    struct queued *next = mbr_fold_queue_next(fold);
    if (mbr_event_read(&next->event, stream->ask, false, err) < 0 ||
        mbr_fold_note_currency(fold, next->event.currency, err) < 0)
        return -1;
    next->says_currency = next->event.currency.n > 0;
    return next->event.member.n ? mbr_fold_queue_add(fold, stream->run)
                                : add_anonymous(fold, stream, err);
}

static int add_record(struct mbr_fold *fold, struct mbr_stream *stream)
{
    struct mbr_err *err = &stream->run->err;
    switch (stream->kind) {
    case MBR_KIND_ITEM:
        return mbr_catalogue_add(&fold->catalogue, stream->line, err);
    case MBR_KIND_MEMBER:
        return mbr_fold_queue_drain(fold, stream->run) < 0 ? -1
                                                           : mbr_fold_add_member(fold, stream, err);
    case MBR_KIND_EVENT:
        return add_event(fold, stream, err);
    case MBR_KIND_CONTACT:
    case MBR_KIND_ROW:
        break;
    }
    fold->foreign_count++;
    return 0;
}

/* A temporary file that cannot be written ends the run, whatever --skip-bad says. */
static int bound_memory(struct mbr_fold *fold, struct mbr_run *run)
{
    if (mbr_fold_memory(fold) <= fold->options.memory)
        return 0;
    if (mbr_fold_queue_drain(fold, run) < 0)
        return -1;
    if (mbr_fold_spill(fold, &run->err) == 0)
        return 0;
    run->located = run->fatal = true;
    return -1;
}

int mbr_fold_add(struct mbr_fold *fold, struct mbr_stream *stream)
{
    return add_record(fold, stream) < 0 ? -1 : bound_memory(fold, stream->run);
}

int32_t mbr_fold_as_of(const struct mbr_fold *fold)
{
    return fold->as_of;
}
