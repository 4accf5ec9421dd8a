#include "fold_store.h"

#include <stdlib.h>

#include "mbr/decimal.h"
#include "mbr/near.h"

#define FIRST_CHUNK 256
#define FIRST_ORDER_CHUNK 64
#define LARGEST_CHUNK ((uint32_t)64 << 10)
#define RECORD_ALIGN 8

struct mbr_fold *mbr_fold_new(const struct mbr_fold_options *options)
{
    struct mbr_fold *fold = mbr_calloc(1, sizeof *fold);
    fold->options = *options;
    if (!options->memory)
        fold->options.memory = mbr_memory_here() / 2;
    fold->want_orders =
        options->want_days || !options->drop || !mbr_list_has(options->drop, "orders");
    fold->want_events = !options->drop || !mbr_list_has(options->drop, "events");
    fold->latest = (struct latest){.day = MBR_DAY_NONE, .before = MBR_DAY_NONE};
    fold->line_as_of = fold->as_of = MBR_DAY_NONE;
    mbr_fold_reader_open(&fold->reader, fold->want_orders, fold->want_events);
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

int mbr_fold_check_fields(const struct mbr_list *drop, struct mbr_run *run)
{
    static const char *const fields[] = {"currency", "attr",   "ids",   "consent", "buy",
                                         "orders",   "events", "items", NULL};
    for (size_t i = 0; i < drop->count; i++) {
        size_t field = 0;
        while (fields[field] && strcmp(fields[field], drop->item[i]) != 0)
            field++;
        const char *meant = fields[field] ? NULL : mbr_near(drop->item[i], fields);
        if (meant)
            return mbr_misuse(run, "--drop: no field %s; did you mean %s?", drop->item[i], meant);
        if (!fields[field])
            return mbr_misuse(run, "--drop: no field %s", drop->item[i]);
    }
    return 0;
}

void mbr_fold_free(struct mbr_fold *fold)
{
    if (!fold)
        return;
    mbr_map_free(&fold->ids);
    mbr_map_free(&fold->contexts);
    mbr_map_free(&fold->annotations);
    mbr_map_free(&fold->kept_ids);
    mbr_arena_free(&fold->arena);
    mbr_arena_free(&fold->anonymous_arena);
    mbr_catalogue_free(&fold->catalogue);
    mbr_fold_spill_free(fold);
    mbr_fold_reader_free(&fold->reader);
    mbr_buf_free(&fold->names);
    mbr_buf_free(&fold->scratch);
    mbr_buf_free(&fold->ids_text);
    free(fold->currency);
    free(fold->members);
    free(fold->sorted);
    free(fold);
}

/* Room for n bytes at the end of a chain, aligned. */
static char *chain_room(struct mbr_arena *arena, struct chain *chain, size_t n, uint32_t first_size)
{
    struct chunk *last = chain->last;
    size_t need = (n + RECORD_ALIGN - 1) / RECORD_ALIGN * RECORD_ALIGN;
    if (!last || last->size - last->used < need) {
        uint32_t size = last ? last->size * 2 : first_size - (uint32_t)sizeof *last;
        if (size > LARGEST_CHUNK)
            size = LARGEST_CHUNK;
        if (size < need)
            size = (uint32_t)need;
        struct chunk *chunk = mbr_arena_alloc(arena, sizeof *chunk + size);
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

static uint32_t context_number(struct mbr_fold *fold, struct mbr_span text)
{
    if (!mbr_span_equal(text, mbr_map_key(&fold->contexts, fold->last_context)))
        fold->last_context = mbr_map_put(&fold->contexts, text, NULL);
    return fold->last_context;
}

static void keep(struct mbr_fold *fold, struct mbr_arena *arena, struct chain *chain,
                 const struct parcel *parcel)
{
    uint32_t context = context_number(fold, parcel_context(parcel));
    size_t n = record_size(&parcel->record);
    char *to = chain_room(arena, chain, n, FIRST_CHUNK);
    memcpy(to, &parcel->record, n);
    ((struct record *)(void *)to)->context = context;
}

/* Of an event that is not kept, its identifiers are: once a member. */
static void keep_ids(struct mbr_fold *fold, uint32_t number, const struct parcel *parcel)
{
    struct mbr_buf *text = &fold->ids_text, *packed = &fold->scratch;
    bool added;
    text->n = packed->n = 0;
    mbr_put(text, (const char *)&number, sizeof number);
    mbr_put_text(text, "\"ids\":");
    mbr_put_span(text, parcel_ids(parcel));
    mbr_map_put(&fold->kept_ids, mbr_buf_span(text), &added);
    if (!added)
        return;
    const struct mbr_event bare = {
        .at = parcel->record.at,
        .ids = parcel_ids(parcel),
        .known = {.p = text->p + sizeof number, .n = text->n - sizeof number}};
    mbr_fold_pack(packed, &bare);
    struct parcel *of_ids = (struct parcel *)(void *)packed->p;
    of_ids->record.kind = RECORD_IDS;
    keep(fold, &fold->arena, &fold->members[number].events, of_ids);
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
    char *to = chain_room(&fold->arena, &member->orders, sizeof n + n, FIRST_ORDER_CHUNK);
    memcpy(to, &n, sizeof n);
    memcpy(to + sizeof n, order.p, n);
    member->last_order = (uint32_t)(to - member->orders.last->data);
    member->order_ids++;
}

/* Purchases and returns are summed apart, the refunds being given back to spend: so whether they
   fit does not depend on the order in which they come. */
static int sum_up(struct mbr_fold *fold, struct folded *member, const struct record *sale,
                  int32_t day, struct mbr_err *err)
{
    bool is_return = sale->kind == MBR_EVENT_RETURN;
    if (sale->gift)
        return 0;
    if (!mbr_buy_add(&member->buy, is_return, day, sale->qty, sale->amount))
        return mbr_err_set(err, "amount: the member's sum is too large");
    if (is_return)
        member->buy.spend -= sale->amount;
    else if (sale->order_n)
        keep_order_id(fold, member, record_order(sale));
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

int mbr_fold_take(struct mbr_fold *fold, uint32_t number, const struct parcel *parcel,
                  const struct place *place, bool says_currency, struct mbr_err *err)
{
    struct folded *member = &fold->members[number];
    const struct record *record = &parcel->record;
    int32_t day = mbr_at_day(record->at);
    if (fold->options.as_of != MBR_DAY_NONE && day > fold->options.as_of)
        return 0;
    bool is_sale = record->kind == MBR_EVENT_PURCHASE || record->kind == MBR_EVENT_RETURN;
    if (record->body_n)
        keep(fold, &fold->arena, &member->events, parcel);
    else if (is_sale && sum_up(fold, member, record, day, err) < 0)
        return -1;
    else if (parcel->ids_n)
        keep_ids(fold, number, parcel);
    member->seen = true;
    fold->currency_said |= says_currency;
    note_day(&fold->latest, day, place);
    return 0;
}

/* The event last read, packed; good until the next. */
static const struct parcel *pack(struct mbr_fold *fold)
{
    struct reader *reader = &fold->reader;
    reader->parcels.n = 0;
    mbr_fold_pack(&reader->parcels, &reader->event);
    return (const struct parcel *)(void *)reader->parcels.p;
}

static int add_anonymous(struct mbr_fold *fold, struct mbr_stream *stream, struct mbr_err *err)
{
    struct mbr_event *event = &fold->reader.event;
    if (!fold->options.keep_anonymous) {
        fold->anonymous_count++;
        return 0;
    }
    if (mbr_event_read(event, stream->ask, true, err) < 0)
        return -1;
    if (fold->options.as_of != MBR_DAY_NONE && mbr_at_day(event->at) > fold->options.as_of)
        return 0;
    fold->anonymous_count++;
    keep(fold, &fold->anonymous_arena, &fold->anonymous, pack(fold));
    return 0;
}

static struct place place_of(const struct mbr_stream *stream)
{
    const struct mbr_in *in = stream->run->in;
    return (struct place){mbr_in_name(in), mbr_in_number(in)};
}

static int add_event(struct mbr_fold *fold, struct mbr_stream *stream, struct mbr_err *err)
{
    struct mbr_event *event = &fold->reader.event;
    const struct place place = place_of(stream);
    if (mbr_event_read(event, stream->ask, false, err) < 0 ||
        mbr_fold_note_currency(fold, event->currency, err) < 0)
        return -1;
    if (event->member.n == 0)
        return add_anonymous(fold, stream, err);
    uint32_t hash = mbr_map_expect(&fold->ids, event->member);
    return mbr_fold_take(fold, mbr_fold_number(fold, event->member, hash), pack(fold), &place,
                         event->currency.n > 0, err);
}

static int add_member(struct mbr_fold *fold, struct mbr_stream *stream, struct mbr_err *err)
{
    struct reader *reader = &fold->reader;
    const struct place place = place_of(stream);
    reader->parcels.n = 0;
    if (mbr_fold_read_member(reader, stream->ask, err) < 0)
        return -1;
    return mbr_fold_take_member(fold, (const struct bundle *)(void *)reader->parcels.p, &place,
                                err);
}

static int add_record(struct mbr_fold *fold, struct mbr_stream *stream)
{
    struct mbr_err *err = &stream->run->err;
    switch (stream->kind) {
    case MBR_KIND_ITEM:
        return mbr_catalogue_add(&fold->catalogue, stream->line, err);
    case MBR_KIND_MEMBER:
        return add_member(fold, stream, err);
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
int mbr_fold_bound(struct mbr_fold *fold, struct mbr_run *run)
{
    if (mbr_fold_memory(fold) <= fold->options.memory || mbr_fold_spill(fold, &run->err) == 0)
        return 0;
    run->located = run->fatal = true;
    return -1;
}

int mbr_fold_add(struct mbr_fold *fold, struct mbr_stream *stream)
{
    return add_record(fold, stream) < 0 ? -1 : mbr_fold_bound(fold, stream->run);
}

int32_t mbr_fold_as_of(const struct mbr_fold *fold)
{
    return fold->as_of;
}
