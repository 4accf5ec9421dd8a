#include "annotate_job.h"

#include "mbr/dropped.h"

static size_t path_number(struct terms *terms, const char *path)
{
    for (size_t i = 0; i < terms->paths; i++)
        if (strcmp(terms->path[i], path) == 0)
            return i;
    terms->path[terms->paths] = path;
    return terms->paths++;
}

void mbr_terms_ask(struct terms *terms)
{
    const struct mbr_list *drop = &terms->options->drop;
    path_number(terms, "type");
    for (size_t i = 0; i < MBR_MEMBER_PATHS; i++)
        path_number(terms, mbr_member_paths[i]);
    path_number(terms, terms->method->field);
    path_number(terms, "orders");
    for (size_t i = 0; i < drop->count; i++)
        terms->drop_slot[i] = path_number(terms, drop->item[i]);
    terms->drop_items = mbr_list_has(drop, "items");
    terms->drop_orders = mbr_list_has(drop, "orders");
    terms->drop_events = mbr_list_has(drop, "events");
}

void mbr_lane_begin(struct lane *lane)
{
    memset(lane->drop_seen, 0, sizeof lane->drop_seen);
    lane->as_of = MBR_DAY_NONE;
    lane->first_as_of = INT32_MAX;
}

void mbr_lane_free(struct lane *lane)
{
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
