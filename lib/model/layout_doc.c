#include "layout_read.h"

#include <stdlib.h>

#include "mbr/presets.h"

#define VERSION 1

static const char *const keys[] = {
    "version", "name",       "about",   "platform", "headers",    "columns",  "map",
    "set",     "ids",        "types",   "order_by", "returns",    "services", "notes",
    "decimal", "date_order", "zone",    "private",  "import_ids", "orders",   "json",
    "empty",   "encoding",   "extends", "unless",   "short_rows", NULL};

static int wrong(struct mbr_err *err, const char *key, const char *what)
{
    return mbr_err_set(err, "%s: %s", key, what);
}

static int read_string(const json_t *doc, const char *key, char **to, struct mbr_err *err)
{
    const json_t *value = json_object_get(doc, key);
    if (!value)
        return 0;
    if (!json_is_string(value))
        return wrong(err, key, "not a string");
    *to = mbr_strdup(json_string_value(value));
    return 0;
}

/* An array of names, or of arrays of names of which one suffices. */
static int read_headers(const json_t *doc, struct mbr_layout_headers *to, struct mbr_err *err)
{
    const json_t *array = json_object_get(doc, "headers");
    if (array && !json_is_array(array))
        return wrong(err, "headers", "not an array of strings");
    to->any = mbr_calloc(json_array_size(array), sizeof *to->any);
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *element = json_array_get(array, i);
        struct mbr_names *names = &to->any[to->count++];
        if (json_is_string(element))
            mbr_names_add(names, json_string_value(element));
        else if (json_array_size(element) == 0)
            return wrong(err, "headers", "not an array of strings");
        else if (mbr_layout_read_names(element, "headers", names, err) < 0)
            return -1;
    }
    return 0;
}

static int add_test(struct mbr_layout_tests *tests, const char *field, const json_t *source,
                    struct mbr_err *err)
{
    struct mbr_pattern *pattern = NULL;
    if (mbr_layout_read_pattern(source, &pattern, err) < 0)
        return -1;
    tests->test = mbr_grow(tests->test, &tests->cap, tests->count + 1, sizeof *tests->test);
    tests->test[tests->count++] = (struct mbr_layout_test){mbr_strdup(field), pattern};
    return 0;
}

/* {"field": "pattern"} or {"field": ["pattern", …]}: it is enough that one matches. */
static int read_tests(json_t *doc, const char *key, struct mbr_layout_tests *tests,
                      struct mbr_err *err)
{
    json_t *object = json_object_get(doc, key), *value;
    const char *field;
    if (object && !json_is_object(object))
        return wrong(err, key, "not an object");
    json_object_foreach(object, field, value)
    {
        int status = 0;
        if (json_is_array(value)) {
            for (size_t i = 0; i < json_array_size(value) && status == 0; i++)
                status = add_test(tests, field, json_array_get(value, i), err);
        } else {
            status = add_test(tests, field, value, err);
        }
        if (status < 0) {
            mbr_err_within(err, field);
            return mbr_err_within(err, key);
        }
    }
    return 0;
}

static int read_ids(json_t *doc, struct mbr_layout *layout, struct mbr_err *err)
{
    json_t *object = json_object_get(doc, "ids"), *value;
    const char *field;
    if (object && !json_is_object(object))
        return wrong(err, "ids", "not an object");
    json_object_foreach(object, field, value)
    {
        const char *kind = json_string_value(value);
        if (kind && strcmp(kind, "integer") == 0)
            mbr_names_add(&layout->integers, field);
        else if (kind && strcmp(kind, "lower") == 0)
            mbr_names_add(&layout->lower, field);
        else
            return wrong(err, "ids", "only \"integer\" and \"lower\" are known");
    }
    return 0;
}

static int read_rest(const json_t *doc, struct mbr_layout *layout, struct mbr_err *err)
{
    const json_t *ids = json_object_get(doc, "import_ids");
    const json_t *columns = json_object_get(doc, "columns");
    const json_t *short_rows = json_object_get(doc, "short_rows");
    const json_t *order = json_object_get(doc, "date_order");
    const json_t *decimal = json_object_get(doc, "decimal");
    if (ids && !json_is_boolean(ids))
        return wrong(err, "import_ids", "neither true nor false");
    layout->ids = json_is_true(ids);
    if (short_rows && !json_is_boolean(short_rows))
        return wrong(err, "short_rows", "neither true nor false");
    layout->short_rows = json_is_true(short_rows);
    if (columns && (!json_is_integer(columns) || json_integer_value(columns) < 1))
        return wrong(err, "columns", "not a whole number from 1");
    layout->columns = json_integer_value(columns);
    if (order && mbr_layout_date_order(json_string_value(order), &layout->date_order) < 0)
        return wrong(err, "date_order", "not \"dmy\", \"mdy\" or \"ymd\"");
    if (decimal && mbr_layout_decimal(json_string_value(decimal), &layout->decimal) < 0)
        return wrong(err, "decimal", "neither \"point\" nor \"comma\"");
    return 0;
}

static int read_layout(json_t *doc, struct mbr_layout *layout, struct mbr_err *err)
{
    if (read_string(doc, "name", &layout->name, err) < 0 ||
        read_string(doc, "about", &layout->about, err) < 0 ||
        read_string(doc, "platform", &layout->platform, err) < 0 ||
        read_string(doc, "zone", &layout->zone, err) < 0 ||
        read_string(doc, "encoding", &layout->encoding, err) < 0 ||
        read_headers(doc, &layout->headers, err) < 0 ||
        mbr_layout_read_names(json_object_get(doc, "order_by"), "order_by", &layout->order_by,
                              err) < 0 ||
        mbr_layout_read_names(json_object_get(doc, "private"), "private", &layout->private, err) <
            0 ||
        mbr_layout_read_words(doc, "types", NULL, &layout->types, err) < 0 ||
        mbr_layout_read_map(doc, layout, err) < 0 || mbr_layout_read_set(doc, layout, err) < 0 ||
        mbr_layout_read_unless(doc, layout, err) < 0 ||
        mbr_layout_read_names(json_object_get(doc, "empty"), "empty", &layout->empty, err) < 0 ||
        read_ids(doc, layout, err) < 0 || read_tests(doc, "returns", &layout->returns, err) < 0 ||
        read_tests(doc, "services", &layout->services, err) < 0 ||
        read_tests(doc, "notes", &layout->notes, err) < 0 ||
        mbr_layout_read_orders(doc, layout, err) < 0 || mbr_layout_read_json(doc, layout, err) < 0)
        return -1;
    return read_rest(doc, layout, err);
}

int mbr_layout_date_order(const char *text, enum mbr_date_order *order)
{
    static const char *const names[] = {
        [MBR_DATE_DMY] = "dmy", [MBR_DATE_MDY] = "mdy", [MBR_DATE_YMD] = "ymd"};
    for (*order = MBR_DATE_DMY; text && *order <= MBR_DATE_YMD; (*order)++)
        if (strcmp(text, names[*order]) == 0)
            return 0;
    return -1;
}

int mbr_layout_decimal(const char *text, enum mbr_decimal_mark *mark)
{
    *mark = text && strcmp(text, "point") == 0 ? MBR_MARK_POINT : MBR_MARK_COMMA;
    return *mark == MBR_MARK_POINT || (text && strcmp(text, "comma") == 0) ? 0 : -1;
}

/* A built-in preset with what the document says in its place: objects key by key. Orders of both
   stay those of one platform. The caller lets go of it. */
static json_t *extend(json_t *doc, struct mbr_err *err)
{
    const json_t *name = json_object_get(doc, "extends");
    const char *base = json_string_value(name);
    const struct mbr_preset_text *preset = mbr_preset_texts;
    if (!name)
        return json_incref(doc);
    while (preset->name && !(base && strcmp(preset->name, base) == 0))
        preset++;
    if (!preset->name) {
        wrong(err, "extends", "not the name of a built-in preset");
        return NULL;
    }
    json_t *whole = mbr_doc_parse(preset->name, mbr_span(preset->text), err);
    if (!json_object_get(whole, "platform"))
        json_object_set_new(whole, "platform", json_string(preset->name));
    if (json_object_update_recursive(whole, doc) < 0) {
        wrong(err, "extends", "cannot be put together");
        json_decref(whole);
        return NULL;
    }
    return whole;
}

static int read_doc(json_t *doc, const char *name, struct mbr_layout *layout, struct mbr_err *err)
{
    if (mbr_doc_keys(doc, name, keys, err) < 0)
        return -1;
    json_t *whole = extend(doc, err);
    int status = whole ? read_layout(whole, layout, err) : -1;
    json_decref(whole);
    return status < 0 ? mbr_err_within(err, name) : 0;
}

struct mbr_layout *mbr_layout_from(const char *name, json_t *doc, struct mbr_err *err)
{
    if (mbr_doc_check(doc, name, NULL, VERSION, err) < 0)
        return NULL;
    struct mbr_layout *layout = mbr_layout_new();
    if (read_doc(doc, name, layout, err) < 0) {
        mbr_layout_free(layout);
        return NULL;
    }
    if (!layout->name)
        layout->name = mbr_strdup(name);
    return layout;
}

struct mbr_layout *mbr_layout_outline(const struct mbr_preset_text *preset, struct mbr_err *err)
{
    json_t *doc = mbr_doc_parse(preset->name, mbr_span(preset->text), err);
    struct mbr_layout *layout = mbr_layout_new();
    layout->name = mbr_strdup(preset->name);
    if (!doc || read_headers(doc, &layout->headers, err) < 0 ||
        mbr_layout_read_json(doc, layout, err) < 0) {
        mbr_layout_free(layout);
        layout = NULL;
    }
    json_decref(doc);
    return layout;
}
