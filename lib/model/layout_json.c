#include "layout_read.h"

#include <stdlib.h>

void mbr_layout_free_json(struct mbr_layout_json *json)
{
    if (!json)
        return;
    mbr_names_free(&json->alone);
    mbr_names_free(&json->absent);
    free(json->day);
    free(json);
}

static int read_epoch(const json_t *doc, int64_t *epoch, struct mbr_err *err)
{
    static const struct {
        const char *name;
        int64_t epoch;
    } units[] = {{"s", 1}, {"ms", 1000}, {"us", 1000000}};
    const json_t *value = json_object_get(doc, "epoch");
    const char *name = json_string_value(value);
    for (size_t i = 0; name && i < sizeof units / sizeof units[0]; i++)
        if (strcmp(units[i].name, name) == 0)
            *epoch = units[i].epoch;
    return !value || *epoch ? 0 : mbr_err_set(err, "epoch: not \"s\", \"ms\" or \"us\"");
}

static int read_object(json_t *doc, struct mbr_layout_json *to, struct mbr_err *err)
{
    static const char *const keys[] = {"alone", "absent", "day", "epoch", "own_types", NULL};
    const json_t *own = json_object_get(doc, "own_types");
    if (mbr_doc_keys(doc, "json", keys, err) < 0)
        return -1;
    if (own && !json_is_boolean(own))
        mbr_err_set(err, "own_types: neither true nor false");
    to->own_types = json_is_true(own);
    const json_t *day = json_object_get(doc, "day");
    if (day && !json_is_string(day))
        return mbr_err_set(err, "json: day: not a path");
    to->day = day ? mbr_strdup(json_string_value(day)) : NULL;
    if ((own && !json_is_boolean(own)) || read_epoch(doc, &to->epoch, err) < 0 ||
        mbr_layout_read_names(json_object_get(doc, "alone"), "alone", &to->alone, err) < 0 ||
        mbr_layout_read_names(json_object_get(doc, "absent"), "absent", &to->absent, err) < 0)
        return mbr_err_within(err, "json");
    return 0;
}

int mbr_layout_read_json(json_t *doc, struct mbr_layout *layout, struct mbr_err *err)
{
    json_t *value = json_object_get(doc, "json");
    if (!value || json_is_false(value))
        return 0;
    if (!json_is_true(value) && !json_is_object(value))
        return mbr_err_set(err, "json: neither true nor an object");
    layout->json = mbr_calloc(1, sizeof *layout->json);
    return json_is_object(value) ? read_object(value, layout->json, err) : 0;
}
