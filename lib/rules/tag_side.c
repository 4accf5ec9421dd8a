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

static bool reads_standard_input(const struct mbr_run *run)
{
    bool reads = run->operands == 0;
    for (int i = 0; i < run->operands; i++)
        reads |= strcmp(run->operand[i], "-") == 0;
    return reads;
}

int mbr_tag_side_open(struct tag_side *side, struct mbr_run *run, const struct tag_rules *rules,
                      const char *option, const char *file)
{
    if (!file)
        return 0;
    if (strcmp(file, "-") == 0 && reads_standard_input(run))
        return mbr_misuse(run, "--%s: standard input is the members' already", option);
    side->rules = rules;
    if (mbr_side_open(&side->stream, run, file, paths, SLOTS) < 0)
        return -1;
    side->stream.read = read_tags;
    side->stream.self = side;
    if (mbr_in_is(side->stream.in, run->out.fd))
        return mbr_fail(run, "--%s: %s is the output too (see --output)", option, file);
    return next(side);
}

void mbr_tag_side_close(struct tag_side *side)
{
    mbr_side_close(&side->stream);
    mbr_tag_list_free(&side->list);
    mbr_buf_free(&side->stranger);
}

static int pass(struct tag_side *side)
{
    if (!side->matched && side->strangers++ == 0)
        mbr_put_span(&side->stranger, mbr_buf_span(&side->stream.id));
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
