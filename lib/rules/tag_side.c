#include "tag_side.h"
#include "mbr/value.h"

enum { SLOT_AS_OF = SIDE_PATHS, SLOT_TAGS, SLOTS };
static const char *const paths[SLOTS] = {"type", "member", "as_of", "tags"};

static int read_tags(void *self, struct side *stream)
{
    struct tag_side *side = self;
    const struct mbr_json *slot = stream->stream.ask->slot;
    struct mbr_err *err = &stream->run->err;
    side->as_of = MBR_DAY_NONE;
    side->tagged += slot[SLOT_TAGS].kind != MBR_JSON_ABSENT;
    if (mbr_value_day(&slot[SLOT_AS_OF], "as_of", &side->as_of, err) < 0)
        return -1;
    return mbr_tag_list_read(&side->list, side->rules, &slot[SLOT_TAGS], err);
}

/* The meter tells of the input alone. */
static int next(struct tag_side *side)
{
    struct mbr_run *run = side->stream.run;
    struct mbr_progress *meter = run->meter;
    side->matched = false;
    run->meter = NULL;
    int failed = mbr_side_next(&side->stream);
    run->meter = meter;
    return failed;
}

int mbr_tag_side_open(struct tag_side *side, struct mbr_run *run, const struct tag_rules *rules,
                      const char *file)
{
    if (!file)
        return 0;
    side->rules = rules;
    if (mbr_side_open(&side->stream, run, file, paths, SLOTS) < 0)
        return -1;
    side->stream.read = read_tags;
    side->stream.self = side;
    return next(side);
}

void mbr_tag_side_close(struct tag_side *side)
{
    mbr_side_close(&side->stream);
    mbr_tag_list_free(&side->list);
}

static int pass(struct tag_side *side)
{
    side->strangers += !side->matched;
    return next(side);
}

int mbr_tag_side_seek(struct tag_side *side, struct mbr_span id, const struct tag_side **found)
{
    int order = 1;
    while (side->stream.there && (order = mbr_span_compare(mbr_buf_span(&side->stream.id), id)) < 0)
        if (pass(side) < 0)
            return -1;
    side->matched = side->stream.there && order == 0;
    *found = side->matched ? side : NULL;
    return 0;
}

int mbr_tag_side_end(struct tag_side *side)
{
    while (side->stream.there)
        if (pass(side) < 0)
            return -1;
    return 0;
}
