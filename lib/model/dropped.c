#include "mbr/dropped.h"

/* A name with escapes is spelled out; ours has none. */
static bool is_name(const struct mbr_json *value, const char *name)
{
    struct mbr_buf scratch = {0};
    struct mbr_span text;
    bool same = value->kind == MBR_JSON_STRING && mbr_json_text(value, &scratch, &text) == 0 &&
                mbr_span_is(text, name);
    mbr_buf_free(&scratch);
    return same;
}

bool mbr_dropped_has(const struct mbr_json *dropped, const char *field)
{
    struct mbr_json element;
    if (dropped->kind != MBR_JSON_ARRAY)
        return false;
    struct mbr_json_walk walk = mbr_json_walk(dropped);
    while (mbr_json_next(&walk, &element))
        if (is_name(&element, field))
            return true;
    return false;
}

void mbr_put_dropped(struct mbr_buf *buf, bool orders, bool events)
{
    mbr_put_char(buf, '[');
    if (orders)
        mbr_put_text(buf, "\"orders\"");
    if (events) {
        mbr_put_comma(buf);
        mbr_put_text(buf, "\"events\"");
    }
    mbr_put_char(buf, ']');
}

struct mbr_edit mbr_dropped_edit(struct mbr_buf *value, const struct mbr_json *dropped,
                                 const struct mbr_json *currency, const struct mbr_json *as_of,
                                 bool orders, bool events)
{
    value->n = 0;
    mbr_put_dropped(value, orders || mbr_dropped_has(dropped, "orders"),
                    events || mbr_dropped_has(dropped, "events"));
    return (struct mbr_edit){.field = dropped,
                             .name = "dropped",
                             .value = mbr_buf_span(value),
                             .after = currency->kind != MBR_JSON_ABSENT ? currency : as_of};
}
