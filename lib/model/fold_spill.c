/* Folds larger than memory. What is kept of a member is a row of bytes that can stand anywhere, and
   the union of two such rows is one behind the other: so memory that is full is written as a run of
   members in order of their ids, and in the end the runs are read side by side. */

#include "fold_store.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "mbr/decimal.h"
#include "mbr/out.h"
#include "mbr/spool.h"

#define PIECE ((size_t)256 << 10) /* what is written, or read of a run, at once */
#define LEAST_PIECE ((size_t)4 << 10)

/* A member in a run; behind it stand id, events and order ids. */
struct head {
    struct mbr_buy buy;
    uint64_t events_n, orders_n;
    uint32_t id_n, order_ids;
    bool unordered;
};

struct run {
    uint64_t from, to; /* in the file */
    uint64_t next;     /* what is read next */
    struct mbr_buf buf;
    size_t at; /* in buf */
    struct head head;
    struct mbr_span id;
    bool ended;
};

struct spill {
    int fd;
    uint64_t size;
    struct run *runs;
    size_t count, cap;
    size_t piece;         /* of each run: all of them together are to stay within the bound */
    struct folded member; /* the last put together */
    bool too_large;       /* a sum of it is */
    struct mbr_buf id, events, orders; /* of it, chunk heads included */
};

/* Anonymous events, items and contexts stay: counted, they would have each record spilled that
   comes behind them. */
size_t mbr_fold_memory(const struct mbr_fold *fold)
{
    return fold->arena.held + mbr_map_bytes(&fold->ids) + mbr_map_bytes(&fold->kept_ids) +
           fold->member_cap * sizeof *fold->members;
}

void mbr_fold_spill_free(struct mbr_fold *fold)
{
    struct spill *spill = fold->spill;
    if (!spill)
        return;
    for (size_t i = 0; i < spill->count; i++)
        mbr_buf_free(&spill->runs[i].buf);
    free(spill->runs);
    mbr_buf_free(&spill->id);
    mbr_buf_free(&spill->events);
    mbr_buf_free(&spill->orders);
    close(spill->fd);
    free(spill);
    fold->spill = NULL;
}

static uint64_t chain_length(const struct chain *chain)
{
    uint64_t n = 0;
    for (const struct chunk *chunk = chain->first; chunk; chunk = chunk->next)
        n += chunk->used;
    return n;
}

static void put_chain(struct mbr_buf *buf, const struct chain *chain)
{
    for (const struct chunk *chunk = chain->first; chunk; chunk = chunk->next)
        mbr_put(buf, chunk->data, chunk->used);
}

static void put_member(struct mbr_buf *buf, const struct folded *member, struct mbr_span id)
{
    const struct head head = {.buy = member->buy,
                              .events_n = chain_length(&member->events),
                              .orders_n = chain_length(&member->orders),
                              .id_n = (uint32_t)id.n,
                              .order_ids = member->order_ids,
                              .unordered = member->unordered};
    mbr_put(buf, (const char *)&head, sizeof head);
    mbr_put_span(buf, id);
    put_chain(buf, &member->events);
    put_chain(buf, &member->orders);
}

static void forget_members(struct mbr_fold *fold)
{
    mbr_arena_free(&fold->arena);
    mbr_map_free(&fold->ids);
    mbr_map_free(&fold->kept_ids);
    free(fold->members);
    fold->members = NULL;
    fold->member_cap = 0;
}

static int begin(struct mbr_fold *fold, struct mbr_err *err)
{
    if (fold->spill)
        return 0;
    int fd = mbr_spool_file(err);
    if (fd < 0)
        return -1;
    fold->spill = mbr_calloc(1, sizeof *fold->spill);
    fold->spill->fd = fd;
    return 0;
}

int mbr_fold_spill(struct mbr_fold *fold, struct mbr_err *err)
{
    if (begin(fold, err) < 0)
        return -1;
    struct spill *spill = fold->spill;
    char name[PATH_MAX];
    snprintf(name, sizeof name, "temporary file in %s", mbr_spool_dir());
    struct mbr_out out = {.fd = spill->fd, .name = name};
    uint32_t *sorted = mbr_map_sorted(&fold->ids);
    int failed = 0;
    for (uint32_t i = 0; i < fold->ids.count && !failed; i++) {
        const struct folded *member = &fold->members[sorted[i]];
        if (member->seen)
            put_member(&out.buf, member, mbr_map_key(&fold->ids, sorted[i]));
        if (out.buf.n >= PIECE)
            failed = mbr_out_flush(&out, err);
    }
    failed = failed || mbr_out_flush(&out, err);
    free(sorted);
    mbr_buf_free(&out.buf);
    spill->runs = mbr_grow(spill->runs, &spill->cap, spill->count + 1, sizeof *spill->runs);
    spill->runs[spill->count++] =
        (struct run){.from = spill->size, .to = spill->size + out.written};
    spill->size += out.written;
    forget_members(fold);
    return failed ? -1 : 0;
}

/* At least n bytes behind run->at. */
static int fill(const struct spill *spill, struct run *run, size_t n, struct mbr_err *err)
{
    if (run->buf.n - run->at >= n)
        return 0;
    mbr_buf_room(&run->buf, spill->piece);
    memmove(run->buf.p, run->buf.p + run->at, run->buf.n - run->at);
    run->buf.n -= run->at;
    run->at = 0;
    while (run->buf.n < n) {
        uint64_t left = run->to - run->next;
        size_t room = left < spill->piece ? (size_t)left : spill->piece;
        char *to = mbr_buf_room(&run->buf, room);
        ssize_t got = pread(spill->fd, to, room, (off_t)run->next);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return mbr_err_set(err, "temporary file in %s: %s", mbr_spool_dir(),
                               got ? strerror(errno) : "cut short");
        run->buf.n += (size_t)got;
        run->next += (uint64_t)got;
    }
    return 0;
}

/* The next member of the run: head and id. */
static int advance(const struct spill *spill, struct run *run, struct mbr_err *err)
{
    run->ended = run->next == run->to && run->at == run->buf.n;
    if (run->ended)
        return 0;
    if (fill(spill, run, sizeof run->head, err) < 0)
        return -1;
    memcpy(&run->head, run->buf.p + run->at, sizeof run->head);
    run->at += sizeof run->head;
    if (fill(spill, run, run->head.id_n, err) < 0)
        return -1;
    run->id = (struct mbr_span){run->buf.p + run->at, run->head.id_n};
    return 0;
}

static size_t piece_of(size_t memory, size_t runs)
{
    size_t piece = memory / runs;
    return piece < LEAST_PIECE ? LEAST_PIECE : piece < PIECE ? piece : PIECE;
}

void mbr_fold_spill_rewind(struct mbr_fold *fold)
{
    struct spill *spill = fold->spill;
    spill->piece = piece_of(fold->options.memory, spill->count);
    for (size_t i = 0; i < spill->count; i++) {
        struct run *run = &spill->runs[i];
        run->next = run->from;
        run->buf.n = run->at = 0;
        run->id = (struct mbr_span){0};
        run->ended = false;
        run->head = (struct head){0};
    }
}

static bool add_buy(struct mbr_buy *to, const struct mbr_buy *from)
{
    if (from->first != MBR_DAY_NONE && (to->first == MBR_DAY_NONE || from->first < to->first))
        to->first = from->first;
    if (from->last > to->last)
        to->last = from->last;
    to->orders += from->orders;
    return mbr_decimal_add(to->units, from->units, &to->units) &&
           mbr_decimal_add(to->spend, from->spend, &to->spend) &&
           mbr_decimal_add(to->refunds, from->refunds, &to->refunds);
}

/* Moves n bytes of the run behind those of `to`, in pieces. */
static int take_bytes(const struct spill *spill, struct run *run, uint64_t n, struct mbr_buf *to,
                      struct mbr_err *err)
{
    while (n) {
        size_t held = run->buf.n - run->at, piece = n < held ? (size_t)n : held;
        if (held == 0 && fill(spill, run, 1, err) < 0)
            return -1;
        mbr_put(to, run->buf.p + run->at, piece);
        run->at += piece;
        n -= piece;
    }
    return 0;
}

static int add_run(struct spill *spill, struct run *run, struct mbr_err *err)
{
    struct folded *member = &spill->member;
    const struct head head = run->head;
    run->at += head.id_n;
    member->unordered |= head.unordered || (member->order_ids && head.order_ids);
    member->order_ids += head.order_ids;
    spill->too_large |= !add_buy(&member->buy, &head.buy);
    if (take_bytes(spill, run, head.events_n, &spill->events, err) < 0 ||
        take_bytes(spill, run, head.orders_n, &spill->orders, err) < 0)
        return -1;
    return advance(spill, run, err);
}

static void begin_chunk(struct mbr_buf *buf)
{
    const struct chunk empty = {0};
    buf->n = 0;
    mbr_put(buf, (const char *)&empty, sizeof empty);
}

/* A chain of one chunk: the buffer that all runs' bytes were put into. */
static int end_chunk(struct mbr_buf *buf, struct chain *chain, struct mbr_err *err)
{
    struct chunk *chunk = (struct chunk *)(void *)buf->p;
    if (buf->n - sizeof *chunk > UINT32_MAX)
        return mbr_err_set(err, "a history of more than 4 GiB");
    chunk->used = chunk->size = (uint32_t)(buf->n - sizeof *chunk);
    *chain = (struct chain){chunk, chunk};
    if (chunk->used == 0)
        *chain = (struct chain){0};
    return 0;
}

/* The smallest id that a run stands at; NULL when all have ended. */
static struct run *smallest(struct spill *spill)
{
    struct run *found = NULL;
    for (size_t i = 0; i < spill->count; i++) {
        struct run *run = &spill->runs[i];
        if (!run->ended && (!found || mbr_span_compare(run->id, found->id) < 0))
            found = run;
    }
    return found;
}

static int start_runs(struct spill *spill, struct mbr_err *err)
{
    for (size_t i = 0; i < spill->count; i++)
        if (spill->runs[i].next == spill->runs[i].from && !spill->runs[i].ended &&
            advance(spill, &spill->runs[i], err) < 0)
            return -1;
    return 0;
}

int mbr_fold_spill_next(struct mbr_fold *fold, const struct folded **member, struct mbr_span *id,
                        struct mbr_err *err)
{
    struct spill *spill = fold->spill;
    if (start_runs(spill, err) < 0)
        return -1;
    struct run *first = smallest(spill);
    if (!first)
        return 0;
    spill->id.n = 0;
    mbr_put_span(&spill->id, first->id);
    spill->member = (struct folded){.buy = mbr_buy_none, .seen = true};
    spill->too_large = false;
    begin_chunk(&spill->events);
    begin_chunk(&spill->orders);
    for (size_t i = 0; i < spill->count; i++) {
        struct run *run = &spill->runs[i];
        if (!run->ended && mbr_span_equal(run->id, mbr_buf_span(&spill->id)) &&
            add_run(spill, run, err) < 0)
            return -1;
    }
    *id = mbr_buf_span(&spill->id);
    *member = &spill->member;
    if (spill->too_large)
        return mbr_err_set(err, "amount: the member's sum is too large");
    return end_chunk(&spill->events, &spill->member.events, err) < 0 ||
                   end_chunk(&spill->orders, &spill->member.orders, err) < 0
               ? -1
               : 1;
}
