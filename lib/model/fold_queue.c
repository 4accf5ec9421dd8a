/* The queue between reading an event and adding it to its member. A shop's members are more than
   the caches hold, and an event needs four places of its member's, one leading to the next. So an
   event waits while some others are read, and at each station on its way the next place is sent
   for. */

#include "fold_store.h"

#define KEY_AFTER 4
#define MEMBER_AFTER 8
#define CHUNK_AFTER 12

static struct queued *behind(struct mbr_fold *fold, uint32_t distance)
{
    if (fold->queued - fold->taken < distance)
        return NULL;
    return &fold->queue[(fold->queued - distance) % QUEUE];
}

struct queued *mbr_fold_queue_next(struct mbr_fold *fold)
{
    return &fold->queue[fold->queued % QUEUE];
}

static void keep(struct mbr_buf *text, struct mbr_span *span)
{
    size_t from = text->n;
    mbr_put_span(text, *span);
    span->p = text->p + from;
}

/* Gives the event its own copy of what it borrows; known and unknown are its own already. */
static void settle(struct queued *queued)
{
    struct mbr_event *event = &queued->event;
    struct mbr_span *borrowed[] = {&event->member,     &event->order,      &event->id,
                                   &event->ids,        &event->context[0], &event->context[1],
                                   &event->context[2], &event->context[3]};
    size_t room = 0, count = sizeof borrowed / sizeof *borrowed;
    for (size_t i = 0; i < count; i++)
        room += borrowed[i]->n;
    queued->text.n = 0;
    mbr_buf_room(&queued->text, room);
    for (size_t i = 0; i < count; i++)
        if (borrowed[i]->n)
            keep(&queued->text, borrowed[i]);
}

static void send_for_member(const struct mbr_fold *fold, struct queued *queued)
{
    queued->number = mbr_map_expect_key(&fold->ids, queued->hash);
    if (queued->number == MBR_MAP_NONE)
        return;
    const char *member = (const char *)&fold->members[queued->number];
    __builtin_prefetch(member);
    __builtin_prefetch(member + sizeof(struct folded) - 1);
}

static const struct chain *chain_of(const struct mbr_fold *fold, const struct queued *queued)
{
    const struct folded *member = &fold->members[queued->number];
    return queued->event.known.n ? &member->events : &member->orders;
}

static void send_for_chunk(const struct mbr_fold *fold, const struct queued *queued)
{
    if (queued->number != MBR_MAP_NONE)
        __builtin_prefetch(chain_of(fold, queued)->last);
}

static void send_for_room(const struct mbr_fold *fold, const struct queued *queued)
{
    const struct chunk *last = queued->number == MBR_MAP_NONE ? NULL : chain_of(fold, queued)->last;
    if (last)
        __builtin_prefetch(last->data + last->used);
}

static int take_oldest(struct mbr_fold *fold, struct mbr_run *run)
{
    struct queued *oldest = &fold->queue[fold->taken++ % QUEUE];
    struct mbr_err why;
    uint32_t number = mbr_fold_number(fold, oldest->event.member, oldest->hash);
    if (mbr_fold_take(fold, number, &oldest->event, &oldest->place, oldest->says_currency, &why) ==
        0)
        return 0;
    return mbr_fail(run, "%s:%llu: %s", oldest->place.file, (unsigned long long)oldest->place.line,
                    why.text);
}

int mbr_fold_queue_add(struct mbr_fold *fold, struct mbr_run *run)
{
    struct queued *newest = mbr_fold_queue_next(fold), *other;
    newest->place = (struct place){mbr_in_name(run->in), mbr_in_number(run->in)};
    settle(newest);
    newest->hash = mbr_map_expect(&fold->ids, newest->event.member);
    fold->queued++;
    if ((other = behind(fold, KEY_AFTER)))
        send_for_member(fold, other);
    if ((other = behind(fold, MEMBER_AFTER)))
        send_for_chunk(fold, other);
    if ((other = behind(fold, CHUNK_AFTER)))
        send_for_room(fold, other);
    return fold->queued - fold->taken == QUEUE ? take_oldest(fold, run) : 0;
}

int mbr_fold_queue_drain(struct mbr_fold *fold, struct mbr_run *run)
{
    while (fold->taken != fold->queued)
        if (take_oldest(fold, run) < 0)
            return -1;
    return 0;
}

void mbr_fold_queue_free(struct mbr_fold *fold)
{
    for (size_t i = 0; i < QUEUE; i++) {
        mbr_event_free(&fold->queue[i].event);
        mbr_buf_free(&fold->queue[i].text);
    }
}
