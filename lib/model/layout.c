#include "mbr/layout.h"

#include <stdlib.h>

#include "layout_read.h"
#include "mbr/near.h"
#include "mbr/presets.h"

struct mbr_layout *mbr_layout_new(void)
{
    return mbr_calloc(1, sizeof(struct mbr_layout));
}

void mbr_names_add(struct mbr_names *names, const char *name)
{
    names->name = mbr_grow(names->name, &names->cap, names->count + 1, sizeof *names->name);
    names->name[names->count++] = mbr_strdup(name);
}

bool mbr_names_have(const struct mbr_names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->name[i], name) == 0)
            return true;
    return false;
}

void mbr_names_free(struct mbr_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->name[i]);
    free(names->name);
    *names = (struct mbr_names){0};
}

static void free_tests(struct mbr_layout_tests *tests)
{
    for (size_t i = 0; i < tests->count; i++) {
        free(tests->test[i].field);
        mbr_pattern_free(tests->test[i].pattern);
    }
    free(tests->test);
}

static void free_columns(struct mbr_layout_field *field)
{
    for (size_t i = 0; field->parts && i < field->columns.count; i++)
        mbr_pattern_free(field->parts[i]);
    free(field->parts);
    field->parts = NULL;
    mbr_names_free(&field->columns);
}

void mbr_layout_free(struct mbr_layout *layout)
{
    if (!layout)
        return;
    for (size_t i = 0; i < layout->count; i++) {
        free(layout->field[i].field);
        free(layout->field[i].value);
        free(layout->field[i].otherwise);
        free(layout->field[i].unless);
        free_columns(&layout->field[i]);
    }
    free(layout->field);
    for (size_t i = 0; i < layout->headers.count; i++)
        mbr_names_free(&layout->headers.any[i]);
    free(layout->headers.any);
    mbr_names_free(&layout->integers);
    mbr_names_free(&layout->lower);
    mbr_names_free(&layout->order_by);
    mbr_names_free(&layout->types.from);
    mbr_names_free(&layout->types.to);
    mbr_names_free(&layout->private);
    mbr_names_free(&layout->empty);
    mbr_layout_free_orders(layout->orders);
    mbr_layout_free_json(layout->json);
    free_tests(&layout->returns);
    free_tests(&layout->services);
    free_tests(&layout->notes);
    free(layout->name);
    free(layout->about);
    free(layout->platform);
    free(layout->encoding);
    free(layout->zone);
    free(layout);
}

static bool is_name(const char *name)
{
    if (*name < 'a' || *name > 'z')
        return false;
    while ((*name >= 'a' && *name <= 'z') || (*name >= '0' && *name <= '9') || *name == '_')
        name++;
    return *name == '\0';
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

/* The names of the groups themselves, and those that a member line keeps for other things. */
static const char *const no_fields[] = {"attr", "ids",    "as_of",  "dropped", "consent",
                                        "buy",  "orders", "events", NULL};

/* In an event of the type attr these say when and where, and of whom; all others are facts. */
static const char *const no_facts[] = {
    "type", "at", "member", "channel", "store", "staff", "campaign", "currency", "id", "ids", NULL};

static int check_field(const char *field, struct mbr_err *err)
{
    bool is_fact = strncmp(field, "attr.", 5) == 0;
    bool is_id = strncmp(field, "ids.", 4) == 0;
    bool is_consent = strncmp(field, "consent.", 8) == 0;
    const char *name = field + (is_fact ? 5 : is_id ? 4 : is_consent ? 8 : 0);
    if (mbr_is_order_field(field))
        return 0;
    if (!is_name(name) || (name == field && is_one_of(name, no_fields)))
        return mbr_err_value(err, NULL, "not a field of an event", mbr_span(field));
    if (is_fact && is_one_of(name, no_facts))
        return mbr_err_value(err, NULL, "a field of the event, not a fact about the member",
                             mbr_span(field));
    return 0;
}

int mbr_layout_set(struct mbr_layout *layout, const char *field, const char *value, bool constant,
                   struct mbr_err *err)
{
    if (check_field(field, err) < 0)
        return -1;
    size_t i = 0;
    while (i < layout->count && strcmp(layout->field[i].field, field) != 0)
        i++;
    if (i == layout->count) {
        layout->field =
            mbr_grow(layout->field, &layout->cap, layout->count + 1, sizeof *layout->field);
        layout->field[layout->count++] = (struct mbr_layout_field){.field = mbr_strdup(field)};
    }
    struct mbr_layout_field *to = &layout->field[i];
    free(to->value);
    free_columns(to);
    to->value = mbr_strdup(value);
    to->constant = constant;
    to->joined = false;
    return 0;
}

int mbr_layout_set_columns(struct mbr_layout *layout, const char *field,
                           const struct mbr_names *columns, bool joined, struct mbr_err *err)
{
    if (mbr_layout_set(layout, field, columns->name[0], false, err) < 0)
        return -1;
    struct mbr_layout_field *to = layout->field;
    while (strcmp(to->field, field) != 0)
        to++;
    for (size_t i = 0; i < columns->count; i++)
        mbr_names_add(&to->columns, columns->name[i]);
    to->joined = joined;
    return 0;
}

void mbr_layout_order_by(struct mbr_layout *layout, const char *const *names, size_t count)
{
    mbr_names_free(&layout->order_by);
    for (size_t i = 0; i < count; i++)
        mbr_names_add(&layout->order_by, names[i]);
}

struct mbr_layout *mbr_layout_load(const char *path, struct mbr_err *err)
{
    struct mbr_layout *layout = NULL;
    json_t *doc = mbr_doc_load(path, err);
    if (doc)
        layout = mbr_layout_from(path, doc, err);
    json_decref(doc);
    return layout;
}

struct mbr_layout *mbr_layout_parse(const char *name, struct mbr_span text, struct mbr_err *err)
{
    struct mbr_layout *layout = NULL;
    json_t *doc = mbr_doc_parse(name, text, err);
    if (doc)
        layout = mbr_layout_from(name, doc, err);
    json_decref(doc);
    return layout;
}

static struct mbr_layout *built_in(const char *name, struct mbr_err *err)
{
    const char *names[64];
    size_t count = 0;
    for (const struct mbr_preset_text *preset = mbr_preset_texts; preset->name; preset++) {
        if (strcmp(preset->name, name) == 0)
            return mbr_layout_parse(name, mbr_span(preset->text), err);
        if (count < sizeof names / sizeof names[0] - 1)
            names[count++] = preset->name;
    }
    names[count] = NULL;
    const char *near = mbr_near(name, names);
    mbr_err_set(err, "no such preset: \"%s\"%s%s%s", name, near ? " (did you mean " : "",
                near ? near : "", near ? "?)" : "");
    return NULL;
}

/* What has a slash or a dot is a path: names of presets have neither. */
struct mbr_layout *mbr_layout_find(const char *name_or_path, struct mbr_err *err)
{
    return strpbrk(name_or_path, "/.") ? mbr_layout_load(name_or_path, err)
                                       : built_in(name_or_path, err);
}
