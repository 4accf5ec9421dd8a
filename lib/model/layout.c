#include "mbr/layout.h"

#include <stdlib.h>

#include "mbr/near.h"
#include "mbr/presets.h"

struct mbr_layout *mbr_layout_new(void)
{
    return mbr_calloc(1, sizeof(struct mbr_layout));
}

static void free_names(struct mbr_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->name[i]);
    free(names->name);
}

static void free_tests(struct mbr_layout_tests *tests)
{
    for (size_t i = 0; i < tests->count; i++) {
        free(tests->test[i].field);
        mbr_pattern_free(tests->test[i].pattern);
    }
    free(tests->test);
}

void mbr_layout_free(struct mbr_layout *layout)
{
    if (!layout)
        return;
    for (size_t i = 0; i < layout->count; i++) {
        free(layout->field[i].field);
        free(layout->field[i].value);
    }
    free(layout->field);
    free_names(&layout->headers);
    free_names(&layout->integers);
    free_names(&layout->order_by);
    free_tests(&layout->returns);
    free_tests(&layout->services);
    free_tests(&layout->notes);
    free(layout->name);
    free(layout->about);
    free(layout->platform);
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

int mbr_layout_set(struct mbr_layout *layout, const char *field, const char *value, bool constant,
                   struct mbr_err *err)
{
    bool is_fact = strncmp(field, "attr.", 5) == 0;
    bool is_id = strncmp(field, "ids.", 4) == 0;
    const char *name = field + (is_fact ? 5 : is_id ? 4 : 0);
    if (!is_name(name) || (name == field && is_one_of(name, no_fields)))
        return mbr_err_value(err, NULL, "not a field of an event", mbr_span(field));
    if (is_fact && is_one_of(name, no_facts))
        return mbr_err_value(err, NULL, "a field of the event, not a fact about the member",
                             mbr_span(field));
    size_t i = 0;
    while (i < layout->count && strcmp(layout->field[i].field, field) != 0)
        i++;
    if (i == layout->count) {
        layout->field =
            mbr_grow(layout->field, &layout->cap, layout->count + 1, sizeof *layout->field);
        layout->field[layout->count++] = (struct mbr_layout_field){.field = mbr_strdup(field)};
    }
    free(layout->field[i].value);
    layout->field[i].value = mbr_strdup(value);
    layout->field[i].constant = constant;
    return 0;
}

void mbr_layout_order_by(struct mbr_layout *layout, const char *const *names, size_t count)
{
    struct mbr_names *to = &layout->order_by;
    free_names(to);
    *to = (struct mbr_names){0};
    to->name = mbr_grow(NULL, &to->cap, count, sizeof *to->name);
    for (; to->count < count; to->count++)
        to->name[to->count] = mbr_strdup(names[to->count]);
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

static bool has_header(const struct mbr_span *headers, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (mbr_span_is(headers[i], name))
            return true;
    return false;
}

static bool fits(const struct mbr_layout *layout, const struct mbr_span *headers, size_t count)
{
    for (size_t i = 0; i < layout->headers.count; i++)
        if (!has_header(headers, count, layout->headers.name[i]))
            return false;
    return layout->headers.count > 0;
}

int mbr_layout_match(const struct mbr_span *headers, size_t count, struct mbr_layout **found,
                     struct mbr_err *err)
{
    int status = 0;
    *found = NULL;
    for (const struct mbr_preset_text *preset = mbr_preset_texts; preset->name; preset++) {
        struct mbr_layout *layout = mbr_layout_parse(preset->name, mbr_span(preset->text), err);
        size_t best = *found ? (*found)->headers.count : 0;
        if (!layout)
            status = -1;
        if (!layout || !fits(layout, headers, count) || layout->headers.count < best) {
            mbr_layout_free(layout);
        } else {
            if (layout->headers.count == best)
                status = mbr_err_set(err, "presets %s and %s both fit (see --preset)",
                                     (*found)->name, layout->name);
            else
                status = 0;
            mbr_layout_free(*found);
            *found = layout;
        }
    }
    if (status < 0) {
        mbr_layout_free(*found);
        *found = NULL;
    }
    return status;
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
