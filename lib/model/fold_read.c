/* Reading a whole stream into the fold: several threads read blocks of lines and pack the events,
   one takes them to their members in the order of the lines. A shop's members are more than the
   caches hold, and an event needs four places of its member's, one leading to the next: so each is
   sent for some events ahead. */

#include "fold_store.h"

#include <stdlib.h>

#include "mbr/run_blocks.h"

/* How many events ahead: the id's place in the map, the member, their last chunk, its end. */
enum { ID_AHEAD = 16, MEMBER_AHEAD = 12, CHUNK_AHEAD = 8, ROOM_AHEAD = 4 };

/* A line of a block: an event or a member, packed; or odd, being of another kind, or bad: it is
   left to the folding thread, which reads it anew, in its turn. */
enum line_kind { LINE_ODD, LINE_EVENT, LINE_MEMBER };
struct line {
    enum line_kind kind;
    uint32_t number; /* in the block, from 1 */
    size_t at, n;    /* odd: where it stands in the block; else where in reader.parcels, and 0 */
};

/* A block, first, and what was read of it. */
struct sheaf {
    struct mbr_in_block block;
    struct mbr_ask *ask;
    struct reader reader;
    bool keep_anonymous;
    struct line *lines; /* those that are not blank */
    size_t count, cap;
    uint64_t all; /* with the blank ones */
    char apart[MBR_CREW_APART];
};

/* The context is channel to campaign, each a JSON spelling or nothing, with a newline behind. */
static char *copy_context(char *to, const struct mbr_event *event)
{
    for (int i = 0; i < MBR_CONTEXT_FIELDS; i++) {
        to = mbr_span_copy(to, event->context[i]);
        *to++ = '\n';
    }
    return to;
}

static size_t context_size(const struct mbr_event *event)
{
    size_t n = MBR_CONTEXT_FIELDS;
    for (int i = 0; i < MBR_CONTEXT_FIELDS; i++)
        n += event->context[i].n;
    return n;
}

/* Field by field where it will stand: a struct that is made elsewhere and copied is read in other
   pieces than it was written in, and the processor waits for that. */
void mbr_fold_pack(struct mbr_buf *to, const struct mbr_event *event)
{
    struct mbr_span known = mbr_buf_span(&event->known), unknown = mbr_buf_span(&event->unknown);
    size_t body_n = known.n ? known.n + (unknown.n ? unknown.n + 1 : 0) + 1 : 0;
    size_t context_n = known.n ? context_size(event) : 0;
    size_t tail = sizeof(struct parcel) + event->order.n + event->id.n + body_n;
    size_t size = tail + event->member.n + context_n + event->currency.n + event->ids.n;
    struct parcel *parcel = (struct parcel *)(void *)mbr_buf_room(to, size + PARCEL_ALIGN);
    struct record *record = &parcel->record;
    parcel->size = (uint32_t)((size + PARCEL_ALIGN - 1) / PARCEL_ALIGN * PARCEL_ALIGN);
    parcel->tail = (uint32_t)tail;
    parcel->member_n = (uint32_t)event->member.n;
    parcel->context_n = (uint32_t)context_n;
    parcel->currency_n = (uint32_t)event->currency.n;
    parcel->ids_n = (uint32_t)event->ids.n;
    record->at = event->at;
    record->qty = event->qty;
    record->amount = event->amount;
    record->order_n = (uint32_t)event->order.n;
    record->id_n = (uint32_t)event->id.n;
    record->known_n = (uint32_t)known.n;
    record->body_n = (uint32_t)body_n;
    record->kind = (uint8_t)event->kind;
    record->gift = event->gift;
    record->has_ids = event->ids.n > 0;
    char *at = mbr_span_copy((char *)(parcel + 1), event->order);
    if (body_n) {
        at = mbr_span_copy(at, event->id);
        at = mbr_span_copy(at, known);
        if (unknown.n)
            *at++ = ',';
        at = mbr_span_copy(at, unknown);
        *at++ = '}';
    }
    at = mbr_span_copy(at, event->member);
    if (body_n)
        at = copy_context(at, event);
    at = mbr_span_copy(at, event->currency);
    mbr_span_copy(at, event->ids);
    to->n += parcel->size;
}

static struct parcel *parcel_of(struct sheaf *sheaf, const struct line *line)
{
    return (struct parcel *)(void *)(sheaf->reader.parcels.p + line->at);
}

/* Anonymous events that are kept are odd, as then all of them is. */
static enum line_kind read_event(struct sheaf *sheaf)
{
    struct mbr_err ignored;
    struct mbr_event *event = &sheaf->reader.event;
    if (mbr_event_read(event, sheaf->ask, false, &ignored) < 0 ||
        (event->member.n == 0 && sheaf->keep_anonymous))
        return LINE_ODD;
    mbr_fold_pack(&sheaf->reader.parcels, event);
    return LINE_EVENT;
}

static enum line_kind read_line(struct sheaf *sheaf, struct mbr_span text)
{
    struct mbr_err ignored;
    const struct mbr_json *type = &sheaf->ask->slot[MBR_FIELD_TYPE];
    if (mbr_ask_scan(sheaf->ask, text, &ignored) < 0 || !type->plain || type->raw.n == 2)
        return LINE_ODD;
    struct mbr_span name = {type->raw.p + 1, type->raw.n - 2};
    if (mbr_span_is(name, "purchase"))
        return read_event(sheaf);
    enum mbr_kind kind = mbr_kind_of(name);
    if (kind == MBR_KIND_EVENT && !mbr_span_is(name, "error"))
        return read_event(sheaf);
    if (kind != MBR_KIND_MEMBER || mbr_fold_read_member(&sheaf->reader, sheaf->ask, &ignored) < 0)
        return LINE_ODD;
    return LINE_MEMBER;
}

static void read_block(void *piece)
{
    struct sheaf *sheaf = piece;
    struct mbr_buf *parcels = &sheaf->reader.parcels;
    struct mbr_span text;
    int got;
    sheaf->count = parcels->n = 0;
    sheaf->all = 0;
    for (size_t at = 0; (got = mbr_in_block_line(&sheaf->block, &at, &sheaf->all, &text));) {
        size_t from = parcels->n;
        sheaf->lines = mbr_grow(sheaf->lines, &sheaf->cap, sheaf->count + 1, sizeof *sheaf->lines);
        struct line *line = &sheaf->lines[sheaf->count++];
        *line = (struct line){.number = (uint32_t)sheaf->all, .at = from};
        line->kind = got == MBR_IN_LONG ? LINE_ODD : read_line(sheaf, text);
        if (line->kind != LINE_ODD)
            continue;
        parcels->n = from;
        line->at = (size_t)(text.p - sheaf->block.p);
        line->n = text.n;
    }
}

static void send_for_member(const struct mbr_fold *fold, struct parcel *parcel)
{
    parcel->number = mbr_map_expect_key(&fold->ids, parcel->hash);
    if (parcel->number == MBR_MAP_NONE)
        return;
    const char *member = (const char *)&fold->members[parcel->number];
    __builtin_prefetch(member);
    __builtin_prefetch(member + sizeof(struct folded) - 1);
}

static const struct chunk *last_chunk(const struct mbr_fold *fold, const struct parcel *parcel)
{
    if (parcel->number == MBR_MAP_NONE)
        return NULL;
    const struct folded *member = &fold->members[parcel->number];
    return parcel->record.body_n ? member->events.last : member->orders.last;
}

/* The parcel at the place, or NULL where there is none. */
static struct parcel *parcel_at(struct sheaf *sheaf, ptrdiff_t i)
{
    if (i < 0 || (size_t)i >= sheaf->count || sheaf->lines[i].kind != LINE_EVENT)
        return NULL;
    return parcel_of(sheaf, &sheaf->lines[i]);
}

/* What will be wanted of the events behind the one at i. */
static void send_ahead(const struct mbr_fold *fold, struct sheaf *sheaf, ptrdiff_t i)
{
    struct parcel *parcel;
    const struct chunk *last;
    if ((parcel = parcel_at(sheaf, i + ID_AHEAD))) {
        parcel->number = MBR_MAP_NONE;
        parcel->hash = mbr_map_expect(&fold->ids, parcel_member(parcel));
    }
    if ((parcel = parcel_at(sheaf, i + MEMBER_AHEAD)))
        send_for_member(fold, parcel);
    if ((parcel = parcel_at(sheaf, i + CHUNK_AHEAD)))
        __builtin_prefetch(last_chunk(fold, parcel));
    if ((parcel = parcel_at(sheaf, i + ROOM_AHEAD)) && (last = last_chunk(fold, parcel)))
        __builtin_prefetch(last->data + last->used);
}

/* A fold that has just spilled knows no member any more. */
static void forget_numbers(const struct mbr_fold *fold, struct sheaf *sheaf, ptrdiff_t i)
{
    struct parcel *parcel;
    if (fold->ids.count)
        return;
    for (int ahead = 1; ahead <= ID_AHEAD; ahead++)
        if ((parcel = parcel_at(sheaf, i + ahead)))
            parcel->number = MBR_MAP_NONE;
}

static int take_parcel(struct mbr_fold *fold, const struct parcel *parcel,
                       const struct place *place, struct mbr_err *err)
{
    struct mbr_span member = parcel_member(parcel);
    if (mbr_fold_note_currency(fold, parcel_currency(parcel), err) < 0)
        return -1;
    if (member.n == 0) {
        fold->anonymous_count++;
        return 0;
    }
    uint32_t number = parcel->number; /* the probable one */
    if (number == MBR_MAP_NONE || !mbr_map_is(&fold->ids, number, member))
        number = mbr_fold_number(fold, member, parcel->hash);
    return mbr_fold_take(fold, number, parcel, place, parcel->currency_n > 0, err);
}

static int take_odd(struct mbr_fold *fold, struct mbr_stream *stream, struct mbr_span text)
{
    struct mbr_run *run = stream->run;
    if (text.n > mbr_in_max_line(run->in))
        return mbr_run_long(run);
    int got = mbr_stream_take(stream, text);
    if (got <= 0)
        return got;
    return mbr_fold_add(fold, stream) < 0 ? mbr_bad(run) : 0;
}

static int take_line(struct mbr_fold *fold, struct mbr_stream *stream, struct sheaf *sheaf,
                     const struct line *line)
{
    struct mbr_run *run = stream->run;
    mbr_in_at(run->in, &sheaf->block, line->number);
    mbr_tick(run);
    if (line->kind == LINE_ODD)
        return take_odd(fold, stream, (struct mbr_span){sheaf->block.p + line->at, line->n});
    const struct place place = {mbr_in_name(run->in), mbr_in_number(run->in)};
    const void *packed = sheaf->reader.parcels.p + line->at;
    int failed = line->kind == LINE_EVENT ? take_parcel(fold, packed, &place, &run->err)
                                          : mbr_fold_take_member(fold, packed, &place, &run->err);
    if (failed)
        return mbr_bad(run);
    return mbr_fold_bound(fold, run);
}

/* Where the sheaves go. */
struct taker {
    struct mbr_fold *fold;
    struct mbr_stream *stream;
};

static int64_t take_sheaf(void *self, void *piece)
{
    const struct taker *taker = self;
    struct sheaf *sheaf = piece;
    for (ptrdiff_t i = -ID_AHEAD; i < (ptrdiff_t)sheaf->count; i++) {
        send_ahead(taker->fold, sheaf, i);
        if (i < 0)
            continue;
        if (take_line(taker->fold, taker->stream, sheaf, &sheaf->lines[i]) < 0)
            return -1;
        forget_numbers(taker->fold, sheaf, i);
    }
    return (int64_t)sheaf->all;
}

static void free_sheaf(struct sheaf *sheaf)
{
    mbr_in_block_free(&sheaf->block);
    mbr_ask_free(sheaf->ask);
    mbr_fold_reader_free(&sheaf->reader);
    free(sheaf->lines);
}

int mbr_fold_read(struct mbr_fold *fold, struct mbr_stream *stream)
{
    struct mbr_err ignored;
    struct mbr_crew *crew = mbr_crew_new(fold->options.jobs, read_block);
    size_t count = mbr_crew_depth(crew);
    struct sheaf *sheaves = mbr_calloc(count, sizeof *sheaves);
    for (size_t i = 0; i < count; i++) {
        sheaves[i].ask = mbr_ask_new(mbr_field_paths, MBR_FIELDS, true, &ignored);
        sheaves[i].keep_anonymous = fold->options.keep_anonymous;
        mbr_fold_reader_open(&sheaves[i].reader, fold->want_orders, fold->want_events);
    }
    struct taker taker = {fold, stream};
    int failed = mbr_run_blocks(stream->run, crew, sheaves, sizeof *sheaves, take_sheaf, &taker);
    mbr_crew_free(crew);
    for (size_t i = 0; i < count; i++)
        free_sheaf(&sheaves[i]);
    free(sheaves);
    return failed;
}
