#include "mbr/history.h"

#include "mbr/date.h"
#include "mbr/map.h"
#include "mbr/value.h"

enum { ENTRY_AT, ENTRY_RETURN, ENTRY_LINES };
static const char *const entry_paths[] = {"at", "return", "lines"};

enum { LINE_AT, LINE_GIFT };
static const char *const line_paths[] = {"at", "gift"};

void mbr_history_free(struct mbr_history *history)
{
    mbr_ask_free(history->entry);
    mbr_ask_free(history->line);
    *history = (struct mbr_history){0};
}

static int add_line(struct mbr_ask *ask, uint64_t at, struct mbr_map *days, struct mbr_err *err)
{
    if (ask->slot[LINE_GIFT].kind == MBR_JSON_TRUE)
        return 0;
    if (mbr_value_at(&ask->slot[LINE_AT], "at", &at, err) < 0)
        return -1;
    int32_t day = mbr_at_day(at);
    mbr_map_put(days, (struct mbr_span){(const char *)&day, sizeof day}, NULL);
    return 0;
}

static int add_entry(struct mbr_history *history, struct mbr_span text, struct mbr_map *days,
                     struct mbr_err *err)
{
    const struct mbr_json *slot = history->entry->slot;
    struct mbr_json line;
    uint64_t at;
    if (mbr_ask_scan(history->entry, text, err) < 0)
        return -1;
    if (slot[ENTRY_RETURN].kind == MBR_JSON_TRUE)
        return 0;
    if (slot[ENTRY_AT].kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "at: missing");
    if (mbr_value_at(&slot[ENTRY_AT], "at", &at, err) < 0)
        return -1;
    struct mbr_json_walk walk = mbr_json_walk(&slot[ENTRY_LINES]);
    while (mbr_json_next(&walk, &line))
        if (mbr_ask_scan(history->line, line.raw, err) < 0 ||
            add_line(history->line, at, days, err) < 0)
            return mbr_err_within(err, "lines");
    return 0;
}

int mbr_history_days(struct mbr_history *history, const struct mbr_json *orders, int64_t *days,
                     struct mbr_err *err)
{
    struct mbr_map seen = {0};
    struct mbr_json entry;
    int failed = 0;
    if (orders->kind != MBR_JSON_ABSENT && orders->kind != MBR_JSON_ARRAY)
        return mbr_err_json(err, "orders", "not a list", orders->raw);
    if (!history->entry)
        history->entry = mbr_ask_new(entry_paths, 3, false, err);
    if (!history->line)
        history->line = mbr_ask_new(line_paths, 2, false, err);
    struct mbr_json_walk walk = mbr_json_walk(orders);
    while (!failed && mbr_json_next(&walk, &entry))
        failed = add_entry(history, entry.raw, &seen, err);
    *days = seen.count;
    mbr_map_free(&seen);
    return failed ? mbr_err_within(err, "orders") : 0;
}
