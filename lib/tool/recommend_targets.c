#include <stdlib.h>

#include "recommend_audience.h"

#include "mbr/doc.h"
#include "mbr/mem.h"
#include "mbr/number.h"

#define NAMES_FORM "{\"version\":1,\"items\":[\"A\",\"B\"]}"
#define UNITS_FORM "{\"version\":1,\"items\":{\"A\":100,\"B\":50}}"

static struct recommend_target *add_target(struct recommend_audience *audience, const char *name)
{
    audience->target = mbr_grow(audience->target, &audience->target_cap, audience->targets + 1,
                                sizeof *audience->target);
    struct recommend_target *target = &audience->target[audience->targets++];
    *target = (struct recommend_target){.name = mbr_strdup(name)};
    return target;
}

static bool has_target(const struct recommend_audience *audience, const char *name)
{
    size_t i = 0;
    while (i < audience->targets && strcmp(audience->target[i].name, name) != 0)
        i++;
    return i < audience->targets;
}

static int read_names(struct recommend_audience *audience, const json_t *list, const char *path,
                      struct mbr_err *err)
{
    if (!json_is_array(list))
        return mbr_err_set(err, "%s: items: not a list of ids, as in " NAMES_FORM, path);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *name = json_string_value(json_array_get(list, i));
        if (!name || !*name)
            return mbr_err_set(err, "%s: items: entry %zu is no id", path, i + 1);
        if (has_target(audience, name))
            return mbr_err_value(err, path, "items: twice", mbr_span(name));
        add_target(audience, name);
    }
    return 0;
}

static int read_capacities(struct recommend_audience *audience, const json_t *object,
                           const char *path, struct mbr_err *err)
{
    const char *name;
    json_t *value;
    if (!json_is_object(object))
        return mbr_err_set(err, "%s: items: not an object of numbers, as in " UNITS_FORM, path);
    json_object_foreach((json_t *)(uintptr_t)object, name, value)
    {
        if (!json_is_integer(value) || json_integer_value(value) < 0 ||
            json_integer_value(value) > INT32_MAX)
            return mbr_err_value(err, path, "items: not a number of pieces, 0 or more, of",
                                 mbr_span(name));
        if (json_integer_value(value) > 0)
            add_target(audience, name)->capacity = (uint32_t)json_integer_value(value);
    }
    return 0;
}

static int read_doc(struct recommend_audience *audience, const char *path, struct mbr_span text,
                    struct mbr_err *err)
{
    static const char *const keys[] = {"version", "items", NULL};
    json_t *doc = mbr_doc_parse(path, text, err);
    if (!doc)
        return -1;
    const json_t *items = json_object_get(doc, "items");
    int failed = mbr_doc_check(doc, path, NULL, 1, err) < 0 ||
                 mbr_doc_keys(doc, path, keys, err) < 0 ||
                 (audience->has_capacity ? read_capacities(audience, items, path, err)
                                         : read_names(audience, items, path, err)) < 0;
    json_decref(doc);
    return failed ? -1 : 0;
}

/* An id; with a capacity, and behind a tab how many there are. */
static int read_line(struct recommend_audience *audience, struct mbr_span line, const char *where,
                     struct mbr_err *err)
{
    const char *tab = audience->has_capacity ? memchr(line.p, '\t', line.n) : NULL;
    struct mbr_span id = {line.p, tab ? (size_t)(tab - line.p) : line.n}, units = {0};
    int64_t count = 0;
    if (tab)
        units = (struct mbr_span){tab + 1, line.n - id.n - 1};
    if (audience->has_capacity &&
        (mbr_int_parse(units, &count) < 0 || count < 0 || count > INT32_MAX))
        return mbr_err_value(err, where, "not an id, a tab and a number of pieces, 0 or more",
                             line);
    if (id.n == 0 || memchr(id.p, 0, id.n) || !mbr_utf8_valid(id.p, id.n))
        return mbr_err_value(err, where, "no id", line);
    char *name = mbr_memdup(id.p, id.n);
    bool twice = has_target(audience, name);
    if (!twice && (count > 0 || !audience->has_capacity))
        add_target(audience, name)->capacity = (uint32_t)count;
    free(name);
    return twice ? mbr_err_value(err, where, "twice", id) : 0;
}

static int read_lines(struct recommend_audience *audience, const char *path, struct mbr_span text,
                      struct mbr_err *err)
{
    struct mbr_buf where = {0};
    int failed = 0;
    for (size_t number = 1; text.n && !failed; number++) {
        const char *end = memchr(text.p, '\n', text.n);
        struct mbr_span line = {text.p, end ? (size_t)(end - text.p) : text.n};
        size_t whole = line.n + (end != NULL);
        if (line.n && line.p[line.n - 1] == '\r')
            line.n--;
        where.n = 0;
        mbr_put_format(&where, "%s:%zu%c", path, number, 0);
        if (line.n)
            failed = read_line(audience, line, where.p, err);
        text = (struct mbr_span){text.p + whole, text.n - whole};
    }
    mbr_buf_free(&where);
    return failed;
}

/* A document begins as an object does; anything else is a plain list. */
static int read_file(struct recommend_audience *audience, const char *path, struct mbr_err *err)
{
    struct mbr_buf text = {0};
    int failed = mbr_doc_read(path, &text, err);
    size_t at = 0;
    while (at < text.n && strchr(" \t\r\n", text.p[at]))
        at++;
    if (!failed && at < text.n && text.p[at] == '[')
        failed = mbr_err_set(err, "%s: neither a plain list nor a document such as %s", path,
                             audience->has_capacity ? UNITS_FORM : NAMES_FORM);
    else if (!failed && at < text.n && text.p[at] == '{')
        failed = read_doc(audience, path, mbr_buf_span(&text), err);
    else if (!failed)
        failed = read_lines(audience, path, mbr_buf_span(&text), err);
    mbr_buf_free(&text);
    return failed;
}

int recommend_targets_read(struct recommend_audience *audience, struct recommend *job)
{
    const struct mbr_recommend_options *o = job->options;
    int given = (o->for_item.count > 0) + (o->for_category != NULL) + (o->for_brand != NULL) +
                (o->for_items != NULL) + (o->capacity != NULL);
    if (given > 1)
        return mbr_misuse(job->run, "only one of --for-item, --for-category, --for-brand, "
                                    "--for-items and --capacity");
    audience->field = o->for_category ? "category" : o->for_brand ? "brand" : "item";
    audience->has_capacity = o->capacity != NULL;
    if (o->for_items || o->capacity) {
        job->run->located = true;
        return read_file(audience, o->capacity ? o->capacity : o->for_items, &job->run->err);
    }
    for (size_t i = 0; i < o->for_item.count; i++) {
        if (has_target(audience, o->for_item.item[i]))
            return mbr_misuse(job->run, "--for-item: twice: %s", o->for_item.item[i]);
        add_target(audience, o->for_item.item[i]);
    }
    if (o->for_category || o->for_brand)
        add_target(audience, o->for_category ? o->for_category : o->for_brand);
    return 0;
}
