#include "tag_hand.h"

#include <inttypes.h>
#include <stdlib.h>

enum { SLOT_TAGS = SIDE_PATHS, SLOT_TAG, SLOTS };
static const char *const paths[SLOTS] = {"type", "member", "tags", "tag"};

struct tag_hand_line {
    struct mbr_json tags; /* in the arena */
    uint64_t number;
    bool met;
};

static int read_tags(void *self, struct side *stream)
{
    struct tag_hand *hand = self;
    const struct mbr_json *slot = stream->stream.ask->slot;
    struct mbr_err *err = &stream->run->err;
    if (slot[SLOT_TAGS].kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, slot[SLOT_TAG].kind == MBR_JSON_ABSENT
                                    ? "tags: missing"
                                    : "tags: missing; the field is called tags, not tag");
    return mbr_tag_list_read(&hand->list, hand->rules, &slot[SLOT_TAGS], err);
}

static int keep(struct tag_hand *hand)
{
    struct mbr_run *run = hand->stream.run;
    struct mbr_span id = mbr_buf_span(&hand->stream.id);
    struct mbr_json tags = hand->stream.stream.ask->slot[SLOT_TAGS];
    uint64_t number = mbr_in_number(hand->stream.in);
    bool added;
    uint32_t at = mbr_map_put(&hand->ids, id, &added);
    if (!added) {
        struct mbr_err why;
        mbr_err_value(&why, "member", "stands twice", id);
        mbr_fail(run, "%s:%" PRIu64 ": %s, also in line %" PRIu64, hand->stream.file, number,
                 why.text, hand->line[at].number);
        return mbr_bad(run);
    }
    hand->line = mbr_grow(hand->line, &hand->cap, hand->ids.count, sizeof *hand->line);
    tags.raw.p = mbr_arena_dup(&hand->texts, tags.raw.p, tags.raw.n);
    hand->line[at] = (struct tag_hand_line){.tags = tags, .number = number};
    return 0;
}

static int read_all(struct tag_hand *hand)
{
    int failed = mbr_side_next(&hand->stream);
    while (!failed && hand->stream.there)
        failed = keep(hand) < 0 || mbr_side_next(&hand->stream) < 0;
    return failed ? -1 : 0;
}

/* The meter tells of the input alone. */
int mbr_tag_hand_open(struct tag_hand *hand, struct mbr_run *run, const struct tag_rules *rules,
                      const char *file)
{
    struct mbr_progress *meter = run->meter;
    if (!file)
        return 0;
    hand->rules = rules;
    hand->list.by_hand = true;
    if (mbr_side_open(&hand->stream, run, file, paths, SLOTS) < 0)
        return -1;
    hand->stream.read = read_tags;
    hand->stream.self = hand;
    hand->stream.any_order = true;
    run->meter = NULL;
    int failed = read_all(hand);
    run->meter = meter;
    return failed;
}

void mbr_tag_hand_close(struct tag_hand *hand)
{
    mbr_side_close(&hand->stream);
    mbr_map_free(&hand->ids);
    mbr_arena_free(&hand->texts);
    mbr_tag_list_free(&hand->list);
    free(hand->line);
}

/* Read once more than it was checked, which is less than to keep what was read of every line. */
const struct tag_list *mbr_tag_hand_find(struct tag_hand *hand, struct mbr_span id, uint64_t *line)
{
    struct mbr_err none;
    uint32_t at = mbr_map_find(&hand->ids, id);
    if (at == MBR_MAP_NONE)
        return NULL;
    hand->met += !hand->line[at].met;
    hand->line[at].met = true;
    *line = hand->line[at].number;
    (void)mbr_tag_list_read(&hand->list, hand->rules, &hand->line[at].tags, &none);
    return &hand->list;
}

size_t mbr_tag_hand_left(const struct tag_hand *hand, struct mbr_span *first)
{
    uint32_t at = 0;
    while (at < hand->ids.count && hand->line[at].met)
        at++;
    if (at < hand->ids.count)
        *first = mbr_map_key(&hand->ids, at);
    return hand->ids.count - hand->met;
}
