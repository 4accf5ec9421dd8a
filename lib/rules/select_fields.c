#include "select_job.h"

#include "mbr/dropped.h"

/* Asked of the lines that are written, the fields to drop behind them. */
enum { SLOT_AS_OF, SLOT_CURRENCY, SLOT_DROPPED, SLOTS };
static const char *const paths[SLOTS] = {"as_of", "currency", "dropped"};

/* Without these a line is no record of its type any more. */
static const char *const member_needs[] = {"type", "member", "as_of", "dropped", NULL};
static const char *const item_needs[] = {"type", "item", NULL};
static const char *const row_needs[] = {"type", "of", NULL};
static const char *const event_needs[] = {"type", "at", "member", NULL};

static const char *const *needs_of(const struct mbr_select_options *options)
{
    switch (options->type ? mbr_kind_of(mbr_span(options->type)) : MBR_KIND_MEMBER) {
    case MBR_KIND_MEMBER:
        return member_needs;
    case MBR_KIND_ITEM:
        return item_needs;
    case MBR_KIND_ROW:
        return row_needs;
    default:
        return event_needs;
    }
}

static bool has(const char *const *names, const char *name)
{
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

static int check_list(const struct mbr_list *list, const char *name, struct mbr_run *run)
{
    if (list->count > SELECT_FIELDS)
        return mbr_misuse(run, "--%s: more than %d fields", name, SELECT_FIELDS);
    for (size_t i = 0; i < list->count; i++)
        if (strpbrk(list->item[i], ".'") || !*list->item[i])
            return mbr_misuse(run, "--%s: %s: not a whole field", name, list->item[i]);
    return 0;
}

static int check(const struct mbr_select_options *options, struct mbr_run *run)
{
    const char *const *needs = needs_of(options);
    if (check_list(&options->drop, "drop", run) < 0 || check_list(&options->keep, "keep", run) < 0)
        return -1;
    for (size_t i = 0; i < options->drop.count; i++) {
        if (has(needs, options->drop.item[i]))
            return mbr_misuse(run, "--drop: %s: every %s line needs it", options->drop.item[i],
                              options->type ? options->type : "member");
        if (mbr_list_has(&options->keep, options->drop.item[i]))
            return mbr_misuse(run, "--drop: %s: is in --keep too", options->drop.item[i]);
    }
    return 0;
}

static bool loses(const struct mbr_select_options *options, const char *field)
{
    return mbr_list_has(&options->drop, field) ||
           (options->keep.count && !mbr_list_has(&options->keep, field));
}

/* The fields to drop, once each; `items` are lines of their own, and no field. */
static size_t list_paths(struct select_fields *fields, const char **path)
{
    const struct mbr_list *drop = &fields->options->drop;
    size_t count = SLOTS;
    memcpy(path, paths, sizeof paths);
    for (size_t i = 0; i < drop->count; i++) {
        size_t slot = 0, before = 0;
        while (slot < count && strcmp(path[slot], drop->item[i]) != 0)
            slot++;
        while (before < fields->drops && fields->drop_slot[before] != slot)
            before++;
        if (before < fields->drops || strcmp(drop->item[i], "items") == 0)
            continue;
        if (slot == count)
            path[count++] = drop->item[i];
        fields->drop_slot[fields->drops] = slot;
        fields->drop_name[fields->drops++] = drop->item[i];
    }
    return count;
}

int mbr_select_fields_open(struct select_fields *fields, const struct mbr_select_options *options,
                           struct mbr_run *run)
{
    const char *path[SLOTS + SELECT_FIELDS];
    *fields = (struct select_fields){.options = options};
    if (check(options, run) < 0)
        return -1;
    bool is_member = needs_of(options) == member_needs;
    fields->loses_orders = is_member && loses(options, "orders");
    fields->loses_events = is_member && loses(options, "events");
    size_t count = list_paths(fields, path);
    if (fields->drops + options->keep.count == 0)
        return 0;
    fields->ask = mbr_ask_new(path, count, false, &run->err);
    if (fields->ask)
        return 0;
    run->located = run->misused = true;
    return mbr_err_within(&run->err, "--drop");
}

void mbr_select_fields_free(struct select_fields *fields)
{
    mbr_ask_free(fields->ask);
    mbr_buf_free(&fields->kept);
    mbr_buf_free(&fields->dropped);
    mbr_buf_free(&fields->scratch);
}

static bool is_kept(struct select_fields *fields, struct mbr_span key)
{
    const struct mbr_list *keep = &fields->options->keep;
    const char *const *needs = needs_of(fields->options);
    struct mbr_span name;
    fields->scratch.n = 0;
    if (mbr_json_key_text(key, &fields->scratch, &name) < 0)
        return false;
    bool found = false;
    for (size_t i = 0; i < keep->count; i++) {
        if (mbr_span_is(name, keep->item[i]))
            fields->keep_seen[i] = found = true;
    }
    if (found)
        return true;
    while (*needs && !mbr_span_is(name, *needs))
        needs++;
    return *needs != NULL;
}

/* The line with the fields to keep, key and value as they stand there. */
static struct mbr_span keep(struct select_fields *fields, struct mbr_span line)
{
    const char *begin = memchr(line.p, '{', line.n);
    const struct mbr_json whole = {.raw = {begin, line.n - (size_t)(begin - line.p)},
                                   .kind = MBR_JSON_OBJECT};
    struct mbr_json_walk walk = mbr_json_walk(&whole);
    struct mbr_json_pair pair;
    fields->kept.n = 0;
    mbr_put_char(&fields->kept, '{');
    while (mbr_json_next_pair(&walk, &pair)) {
        if (!is_kept(fields, pair.key))
            continue;
        mbr_put_comma(&fields->kept);
        mbr_put_span(&fields->kept, pair.key);
        mbr_put_char(&fields->kept, ':');
        mbr_put_span(&fields->kept, pair.value.raw);
    }
    mbr_put_char(&fields->kept, '}');
    return mbr_buf_span(&fields->kept);
}

int mbr_select_fields_put(struct select_fields *fields, struct mbr_span line, struct mbr_buf *to,
                          struct mbr_err *err)
{
    struct mbr_edit edits[SELECT_FIELDS + 1];
    size_t count = 0;
    if (!fields->ask) {
        mbr_put_span(to, line);
        return 0;
    }
    if (fields->options->keep.count)
        line = keep(fields, line);
    const struct mbr_json *slot = fields->ask->slot;
    if (mbr_ask_scan(fields->ask, line, err) < 0)
        return -1;
    for (size_t i = 0; i < fields->drops; i++) {
        const struct mbr_json *field = &slot[fields->drop_slot[i]];
        fields->drop_seen[i] |= field->kind != MBR_JSON_ABSENT;
        edits[count++] = (struct mbr_edit){.field = field};
    }
    if (fields->loses_orders || fields->loses_events)
        edits[count++] =
            mbr_dropped_edit(&fields->dropped, &slot[SLOT_DROPPED], &slot[SLOT_CURRENCY],
                             &slot[SLOT_AS_OF], fields->loses_orders, fields->loses_events);
    mbr_edit(to, line, edits, count);
    return 0;
}

void mbr_select_fields_report(const struct select_fields *fields, const struct mbr_run *run)
{
    const struct mbr_list *keep = &fields->options->keep;
    const char *type = fields->options->type ? fields->options->type : "member";
    for (size_t i = 0; keep->count == 0 && i < fields->drops; i++)
        if (!fields->drop_seen[i])
            mbr_note(run, "--drop: no %s had %s", type, fields->drop_name[i]);
    for (size_t i = 0; i < keep->count; i++)
        if (!fields->keep_seen[i] && !has(needs_of(fields->options), keep->item[i]))
            mbr_note(run, "--keep: no %s had %s", type, keep->item[i]);
}
