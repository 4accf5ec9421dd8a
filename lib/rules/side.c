#include "side.h"

#include "mbr/value.h"

int mbr_side_open(struct side *side, struct mbr_run *run, const char *file,
                  const char *const *paths, size_t count)
{
    *side = (struct side){.run = run, .file = (char *)(uintptr_t)file};
    side->in = mbr_in_new(&side->file, 1, run->max_line);
    return mbr_stream_open(&side->stream, run, paths, count, false);
}

void mbr_side_close(struct side *side)
{
    mbr_stream_close(&side->stream);
    mbr_in_free(side->in);
    mbr_buf_free(&side->id);
}

const char *mbr_side_check_order(struct mbr_run *run, struct mbr_span last, struct mbr_span id)
{
    int order = last.n ? mbr_span_compare(last, id) : -1;
    if (order < 0)
        return NULL;
    if (order == 0)
        return "twice running: fold with mbr-profile first";
    /* Had others been passed over, they would all be taken for new or gone. */
    run->fatal = true;
    run->hint = "members have to be in the order of their ids, as mbr-profile writes them; "
                "mbr-select --sort member sorts them again";
    return "not in order, so nothing can be merged";
}

static int check_order(const struct side *side, struct mbr_span id)
{
    const char *wrong =
        side->any_order ? NULL : mbr_side_check_order(side->run, mbr_buf_span(&side->id), id);
    return wrong ? mbr_err_value(&side->run->err, "member", wrong, id) : 0;
}

static int read_member(struct side *side)
{
    const struct mbr_json *member = &side->stream.ask->slot[SIDE_MEMBER];
    struct mbr_err *err = &side->run->err;
    struct mbr_span id = {0};
    struct mbr_buf text = {0};
    if (member->kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "member: missing");
    int failed = mbr_value_id(member, "member", &text, &id, err) < 0 ||
                 (side->read && side->read(side->self, side) < 0) || check_order(side, id) < 0;
    if (!failed) {
        side->id.n = 0;
        mbr_put_span(&side->id, id);
        side->members++;
    }
    mbr_buf_free(&text);
    return failed ? -1 : 0;
}

/* 1: a member; 0: a record that is none, or a bad line passed over; -1. */
static int take(struct side *side)
{
    const struct mbr_json *member = &side->stream.ask->slot[SIDE_MEMBER];
    struct mbr_run *run = side->run;
    if (side->stream.kind == MBR_KIND_MEMBER)
        return read_member(side) < 0 ? mbr_bad(run) : 1;
    if (side->stream.kind == MBR_KIND_EVENT && member->kind != MBR_JSON_ABSENT) {
        mbr_err_json(&run->err, "member", "of an event, where members are compared", member->raw);
        if (mbr_bad(run) == 0)
            return 0;
        run->hint = "events go through mbr-profile first";
        return -1;
    }
    side->others += side->stream.kind != MBR_KIND_ITEM;
    return 0;
}

/* The run reads this stream for a while, so that an error in it is said of it. */
int mbr_side_next(struct side *side)
{
    struct mbr_run *run = side->run;
    struct mbr_in *in = run->in;
    int got = 1, taken = 0;
    run->in = side->in;
    while (taken == 0 && (got = mbr_stream_next(&side->stream)) > 0)
        taken = take(side);
    run->in = in;
    side->there = taken > 0;
    return got < 0 || taken < 0 ? -1 : 0;
}
