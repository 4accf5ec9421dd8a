/* Going through the members. A cursor changes nothing of a fold that is in memory; one that went to
   files is read from them once at a time. */

#include <stdlib.h>

#include "fold_view.h"

#include "mbr/date.h"
#include "mbr/dropped.h"

static bool wanted(const struct mbr_fold *fold, const char *field)
{
    return !fold->options.drop || !mbr_list_has(fold->options.drop, field);
}

static void put_tail(const struct mbr_fold *fold, struct mbr_buf *buf)
{
    bool orders = !wanted(fold, "orders"), events = !wanted(fold, "events");
    mbr_put_text(buf, ",\"as_of\":");
    mbr_put_day(buf, fold->as_of);
    if (fold->currency_said && wanted(fold, "currency")) {
        mbr_put_key(buf, "currency");
        mbr_put_string(buf, mbr_span(fold->currency));
    }
    if (orders || events) {
        mbr_put_key(buf, "dropped");
        mbr_put_dropped(buf, orders, events);
    }
}

struct mbr_fold_cursor *mbr_fold_cursor_new(struct mbr_fold *fold)
{
    struct mbr_fold_cursor *cursor = mbr_calloc(1, sizeof *cursor);
    *cursor = (struct mbr_fold_cursor){
        .fold = fold,
        .end = fold->count,
        .member.as_of = fold->as_of,
        .attr = wanted(fold, "attr"),
        .ids = wanted(fold, "ids"),
        .consent = wanted(fold, "consent"),
        .buy = wanted(fold, "buy"),
        .orders = wanted(fold, "orders"),
        .events = wanted(fold, "events"),
    };
    if (fold->as_of != MBR_DAY_NONE) /* else there is no member */
        put_tail(fold, &cursor->tail);
    if (fold->spill)
        mbr_fold_spill_rewind(fold);
    return cursor;
}

void mbr_fold_cursor_free(struct mbr_fold_cursor *cursor)
{
    if (!cursor)
        return;
    for (size_t i = 0; i < SPELLED_CONTEXTS; i++)
        mbr_buf_free(&cursor->contexts[i].text);
    mbr_fold_view_free(&cursor->view);
    mbr_buf_free(&cursor->tail);
    mbr_buf_free(&cursor->shared);
    free(cursor);
}

void mbr_fold_cursor_seek(struct mbr_fold_cursor *cursor, size_t from, size_t to)
{
    cursor->at = from;
    cursor->end = to;
}

/* Members are in the order of their ids, not of their places. So they are sent for ahead: first
   they themselves, then their histories, for each member that passes one chunk of those that come
   after it, as where a chunk is stands in the one before. */
#define MEMBER_AHEAD 24
#define HISTORY_AHEAD 4
#define LINE 64 /* of the cache */
#define FIRST_LINES 4
#define MOST_LINES 16

static void send_for_chunk(const struct folded *member, int number)
{
    const struct chunk *chunk = member->events.first;
    int lines = FIRST_LINES;
    for (; chunk && number; number--) {
        chunk = chunk->next;
        lines = lines * 2 < MOST_LINES ? lines * 2 : MOST_LINES;
    }
    for (int i = 0; chunk && i < lines; i++)
        __builtin_prefetch((const char *)chunk + i * LINE);
}

static void send_for(const struct mbr_fold_cursor *cursor)
{
    const struct mbr_fold *fold = cursor->fold;
    size_t left = cursor->end - cursor->at;
    const uint32_t *next = fold->sorted + cursor->at;
    if (left > MEMBER_AHEAD) {
        const char *member = (const char *)&fold->members[next[MEMBER_AHEAD]];
        __builtin_prefetch(member);
        __builtin_prefetch(member + sizeof(struct folded) - 1);
        __builtin_prefetch(mbr_map_key(&fold->ids, next[MEMBER_AHEAD]).p);
    }
    for (int ahead = HISTORY_AHEAD; ahead > 0; ahead--)
        if (left > (size_t)ahead)
            send_for_chunk(&fold->members[next[ahead]], HISTORY_AHEAD - ahead);
}

static int next_in_memory(struct mbr_fold_cursor *cursor, const struct folded **folded)
{
    const struct mbr_fold *fold = cursor->fold;
    if (cursor->at == cursor->end)
        return 0;
    send_for(cursor);
    uint32_t number = fold->sorted[cursor->at++];
    *folded = &fold->members[number];
    cursor->member.id = mbr_map_key(&fold->ids, number);
    return 1;
}

int mbr_fold_next(struct mbr_fold_cursor *cursor, const struct mbr_member **member,
                  struct mbr_err *err)
{
    struct mbr_fold *fold = cursor->fold;
    const struct folded *folded = NULL;
    cursor->member.id = (struct mbr_span){0};
    int got = fold->spill ? mbr_fold_spill_next(fold, &folded, &cursor->member.id, err)
                          : next_in_memory(cursor, &folded);
    *member = &cursor->member;
    if (got <= 0)
        return got;
    if (mbr_fold_view(&cursor->view, fold, folded, &cursor->member.buy, err) < 0)
        return -1;
    if (fold->options.want_days)
        cursor->member.days = mbr_fold_count_days(&cursor->view);
    return 1;
}
