#include "layout_read.h"

#include <stdlib.h>

int mbr_layout_read_pattern(const json_t *source, struct mbr_pattern **to, struct mbr_err *err)
{
    if (!json_is_string(source))
        return mbr_err_set(err, "not a pattern");
    struct mbr_span text = {json_string_value(source), json_string_length(source)};
    *to = mbr_pattern_new(text, NULL, err);
    return *to ? 0 : -1;
}

/* A name, a number, or {"column": NAME, "pattern": PATTERN}. */
static int add_column(struct mbr_names *names, const json_t *value, struct mbr_err *err)
{
    struct mbr_buf text = {0};
    if (json_is_object(value))
        value = json_object_get(value, "column");
    if (json_is_string(value))
        mbr_put_text(&text, json_string_value(value));
    else if (json_is_integer(value))
        mbr_put_int(&text, json_integer_value(value));
    else
        return mbr_err_set(err, "a column is neither a name nor a number");
    mbr_put_char(&text, '\0');
    mbr_names_add(names, text.p);
    mbr_buf_free(&text);
    return 0;
}

/* What of the columns' values counts, where one of them has a pattern. */
static int read_parts(struct mbr_layout *layout, const char *field, const json_t *array,
                      struct mbr_err *err)
{
    struct mbr_layout_field *to = layout->field;
    while (strcmp(to->field, field) != 0)
        to++;
    to->parts = mbr_calloc(to->columns.count, sizeof *to->parts);
    for (size_t i = 0; i < to->columns.count; i++) {
        const json_t *element = json_array_get(array, i);
        if (json_is_object(element) &&
            mbr_layout_read_pattern(json_object_get(element, "pattern"), &to->parts[i], err) < 0)
            return mbr_err_within(err, field);
    }
    return 0;
}

/* ["Paid at", "Created at"], or {"join": ["Date", "Time"]}. */
static int read_columns(struct mbr_layout *layout, const char *field, const json_t *value,
                        struct mbr_err *err)
{
    struct mbr_names columns = {0};
    bool joined = json_is_object(value);
    const json_t *array = joined ? json_object_get(value, "join") : value;
    int status = 0;
    if (json_array_size(array) == 0 || (joined && json_object_size(value) > 1))
        return mbr_err_set(err, "neither a column nor an array of columns nor {\"join\": [...]}");
    for (size_t i = 0; i < json_array_size(array) && status == 0; i++)
        status = add_column(&columns, json_array_get(array, i), err);
    if (status == 0)
        status = mbr_layout_set_columns(layout, field, &columns, joined, err);
    if (status == 0)
        status = read_parts(layout, field, array, err);
    mbr_names_free(&columns);
    return status;
}

static int read_column(struct mbr_layout *layout, const char *field, const json_t *value,
                       struct mbr_err *err)
{
    struct mbr_names column = {0};
    if (json_is_array(value) || json_is_object(value))
        return read_columns(layout, field, value, err);
    if (add_column(&column, value, err) < 0)
        return -1;
    int status = mbr_layout_set(layout, field, column.name[0], false, err);
    mbr_names_free(&column);
    return status;
}

/* {"field": "column"}, where a column may be given by its number, or {"field": "constant"}. */
static int read_fields(json_t *doc, const char *key, bool constant, struct mbr_layout *layout,
                       struct mbr_err *err)
{
    json_t *object = json_object_get(doc, key), *value;
    const char *field;
    if (object && !json_is_object(object))
        return mbr_err_set(err, "%s: not an object", key);
    json_object_foreach(object, field, value)
    {
        int status;
        if (!constant)
            status = read_column(layout, field, value, err);
        else if (json_is_string(value))
            status = mbr_layout_set(layout, field, json_string_value(value), true, err);
        else
            status = mbr_err_set(err, "a value is not a string");
        if (status < 0)
            return mbr_err_within(err, key);
    }
    return 0;
}

int mbr_layout_read_map(json_t *doc, struct mbr_layout *layout, struct mbr_err *err)
{
    return read_fields(doc, "map", false, layout, err);
}

int mbr_layout_read_set(json_t *doc, struct mbr_layout *layout, struct mbr_err *err)
{
    return read_fields(doc, "set", true, layout, err);
}

/* {"field": "column"}: the fields are mapped already. */
int mbr_layout_read_unless(json_t *doc, struct mbr_layout *layout, struct mbr_err *err)
{
    json_t *object = json_object_get(doc, "unless"), *value;
    const char *name;
    if (object && !json_is_object(object))
        return mbr_err_set(err, "unless: not an object");
    json_object_foreach(object, name, value)
    {
        size_t i = 0;
        while (i < layout->count && strcmp(layout->field[i].field, name) != 0)
            i++;
        if (i == layout->count || !json_is_string(value)) {
            mbr_err_set(err, "%s: %s", name,
                        i == layout->count ? "not mapped" : "a column is not a name");
            return mbr_err_within(err, "unless");
        }
        free(layout->field[i].unless);
        layout->field[i].unless = mbr_strdup(json_string_value(value));
    }
    return 0;
}
