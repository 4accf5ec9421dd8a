#include "annotate_lane.h"

#include <stdlib.h>

#include "mbr/dropped.h"
#include "mbr/path.h"

static size_t path_number(struct terms *terms, const char *path)
{
    for (size_t i = 0; i < terms->paths; i++)
        if (mbr_path_same(terms->path[i], path))
            return i;
    terms->path[terms->paths] = path;
    return terms->paths++;
}

void mbr_terms_ask(struct terms *terms)
{
    const struct mbr_list *drop = &terms->options->drop;
    const struct mbr_method *method = terms->method;
    terms->path = mbr_calloc(PATHS + MOST_DROPS + method->path_count, sizeof *terms->path);
    terms->own_slot = mbr_calloc(method->path_count, sizeof *terms->own_slot);
    path_number(terms, "type");
    for (size_t i = 0; i < MBR_MEMBER_PATHS; i++)
        path_number(terms, mbr_member_paths[i]);
    path_number(terms, method->field);
    path_number(terms, "orders");
    for (size_t i = 0; i < drop->count; i++)
        terms->drop_slot[i] = path_number(terms, drop->item[i]);
    for (size_t i = 0; i < method->path_count; i++)
        terms->own_slot[i] = path_number(terms, method->paths[i]);
    terms->drop_items = mbr_list_has(drop, "items");
    terms->drop_orders = mbr_list_has(drop, "orders");
    terms->drop_events = mbr_list_has(drop, "events");
}

void mbr_terms_free(struct terms *terms)
{
    free(terms->path);
    free(terms->own_slot);
}

void mbr_lane_begin(struct lane *lane)
{
    memset(lane->drop_seen, 0, sizeof lane->drop_seen);
    lane->as_of = MBR_DAY_NONE;
    lane->first_as_of = INT32_MAX;
}

void mbr_lane_free(struct lane *lane)
{
    if (lane->state)
        lane->terms->method->close(lane->terms->self, lane->state);
    free(lane->own);
    mbr_history_free(&lane->history);
    mbr_buf_free(&lane->scratch);
    mbr_buf_free(&lane->value);
    mbr_buf_free(&lane->dropped);
}

int mbr_lane_read(struct lane *lane, struct mbr_member *member, struct mbr_err *err)
{
    return mbr_member_read(member, lane->ask, PATH_MEMBER, &lane->scratch, err);
}

int mbr_lane_check(struct lane *lane, struct mbr_member *member, struct mbr_err *err)
{
    const struct terms *terms = lane->terms;
    const struct mbr_json *slot = lane->ask->slot;
    const struct mbr_json *dropped = &slot[PATH_MEMBER + MBR_MEMBER_DROPPED];
    if (terms->options->as_of != MBR_DAY_NONE && terms->options->as_of != member->as_of)
        return mbr_err_json(
            err, "as_of",
            "not the --as-of, and a member line is not cut: fold with mbr-profile --as-of",
            slot[PATH_MEMBER + MBR_MEMBER_AS_OF].raw);
    if (terms->method->wants_days && mbr_dropped_has(dropped, "orders"))
        return mbr_err_json(err, "dropped", "the orders are needed here", dropped->raw);
    if (member->as_of > lane->as_of)
        lane->as_of = member->as_of;
    if (member->as_of < lane->first_as_of)
        lane->first_as_of = member->as_of;
    if (terms->method->wants_days)
        return mbr_history_days(&lane->history, &slot[PATH_ORDERS], &member->days, err);
    return 0;
}

/* Makes ready what the method works with: the lane's own state, and the fields it asked for. */
static int make_ready(struct lane *lane, struct mbr_member *member, struct mbr_err *err)
{
    const struct terms *terms = lane->terms;
    const struct mbr_method *method = terms->method;
    if (!lane->own)
        lane->own = mbr_calloc(method->path_count, sizeof *lane->own);
    if (method->open && !lane->state) {
        lane->state = method->open(terms->self, terms->items, err);
        if (!lane->state)
            return -1;
    }
    for (size_t i = 0; i < method->path_count; i++)
        lane->own[i] = lane->ask->slot[terms->own_slot[i]];
    member->slot = lane->own;
    return 0;
}

int mbr_lane_say(struct lane *lane, const struct mbr_member *member, struct mbr_buf *value,
                 struct mbr_err *err)
{
    const struct terms *terms = lane->terms;
    struct mbr_member seen = *member;
    if (make_ready(lane, &seen, err) < 0)
        return -1;
    return terms->method->say(lane->state ? lane->state : terms->self, &seen, value, err);
}

int mbr_lane_gather(struct lane *lane, const struct mbr_member *member, struct mbr_buf *facts,
                    struct mbr_err *err)
{
    const struct terms *terms = lane->terms;
    struct mbr_member seen = *member;
    if (!terms->method->gather)
        return 0;
    if (make_ready(lane, &seen, err) < 0)
        return -1;
    return terms->method->gather(lane->state ? lane->state : terms->self, &seen, facts, err);
}

void mbr_lane_edit(struct lane *lane, struct mbr_span line, struct mbr_buf *to)
{
    const struct terms *terms = lane->terms;
    const struct mbr_json *slot = lane->ask->slot;
    struct mbr_edit edits[MOST_DROPS + 2];
    size_t count = 0;
    for (size_t i = 0; i < terms->options->drop.count; i++) {
        const struct mbr_json *field = &slot[terms->drop_slot[i]];
        lane->drop_seen[i] |= field->kind != MBR_JSON_ABSENT;
        edits[count++] = (struct mbr_edit){.field = field};
    }
    if (terms->drop_orders || terms->drop_events)
        edits[count++] = mbr_dropped_edit(&lane->dropped, &slot[PATH_MEMBER + MBR_MEMBER_DROPPED],
                                          &slot[PATH_MEMBER + MBR_MEMBER_CURRENCY],
                                          &slot[PATH_MEMBER + MBR_MEMBER_AS_OF], terms->drop_orders,
                                          terms->drop_events);
    edits[count++] = (struct mbr_edit){.field = &slot[PATH_FIELD],
                                       .name = terms->method->field,
                                       .value = mbr_buf_span(&lane->value)};
    mbr_edit(to, line, edits, count);
}
