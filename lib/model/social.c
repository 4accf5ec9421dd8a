#include "mbr/social.h"

#include <stdlib.h>

#include "mbr/mem.h"
#include "mbr/value.h"

enum { TYPE, AT, TO, PATHS };
static const char *const paths[PATHS] = {"type", "at", "to"};

void mbr_social_free(struct mbr_social *social)
{
    mbr_ask_free(social->ask);
    mbr_buf_free(&social->ids);
    mbr_buf_free(&social->scratch);
    free(social->reference);
    *social = (struct mbr_social){0};
}

static int add_reference(struct mbr_social *social, const struct mbr_json *slot,
                         struct mbr_err *err)
{
    struct mbr_social_reference reference = {.from = social->ids.n};
    struct mbr_span to = {NULL, 0};
    if (mbr_value_at(&slot[AT], "at", &reference.at, err) < 0 ||
        mbr_value_id(&slot[TO], "to", &social->scratch, &to, err) < 0)
        return -1;
    if (!to.p)
        return 0;
    mbr_put_span(&social->ids, to);
    reference.n = to.n;
    social->reference = mbr_grow(social->reference, &social->cap, social->references + 1,
                                 sizeof *social->reference);
    social->reference[social->references++] = reference;
    return 0;
}

int mbr_social_read(struct mbr_social *social, const struct mbr_json *events, struct mbr_err *err)
{
    struct mbr_json event;
    struct mbr_span type;
    if (events->kind != MBR_JSON_ABSENT && events->kind != MBR_JSON_ARRAY)
        return mbr_err_json(err, "events", "not a list", events->raw);
    if (!social->ask)
        social->ask = mbr_ask_new(paths, PATHS, false, err);
    social->shares = social->reviews = 0;
    social->references = social->ids.n = 0;
    struct mbr_json_walk walk = mbr_json_walk(events);
    while (mbr_json_next(&walk, &event)) {
        const struct mbr_json *slot = social->ask->slot;
        if (mbr_ask_scan(social->ask, event.raw, err) < 0 ||
            mbr_value_text(&slot[TYPE], "type", &social->scratch, &type, err) < 0)
            return mbr_err_within(err, "events");
        if (slot[TYPE].kind == MBR_JSON_ABSENT)
            continue;
        social->shares += mbr_span_is(type, "share");
        social->reviews += mbr_span_is(type, "review");
        if (mbr_span_is(type, "refer") && add_reference(social, slot, err) < 0)
            return mbr_err_within(err, "events");
    }
    return 0;
}
