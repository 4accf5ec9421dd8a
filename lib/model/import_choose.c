#include "importer.h"

#include <stdlib.h>

#include "mbr/json.h"
#include "mbr/presets.h"
#include "mbr/text.h"

#define NAMED 200 /* cells of a terminal for the names of the columns */

static bool has_any(const struct mbr_names *titles, const struct mbr_names *any)
{
    for (size_t i = 0; i < any->count; i++)
        if (mbr_import_title(titles, any->name[i]) != MBR_IMPORT_NO_COLUMN)
            return true;
    return false;
}

/* The built-in preset that has the most headers in common with the file; NULL where none has any.
 */
static const char *nearest(const struct mbr_names *titles, bool json, size_t *common, size_t *of)
{
    const char *found = NULL;
    struct mbr_err err;
    *common = *of = 0;
    for (const struct mbr_preset_text *preset = mbr_preset_texts; preset->name; preset++) {
        struct mbr_layout *layout = mbr_layout_outline(preset, &err);
        size_t shared = 0;
        bool alike = layout && (layout->json != NULL) == json;
        for (size_t i = 0; alike && i < layout->headers.count; i++)
            shared += has_any(titles, &layout->headers.any[i]);
        if (shared > *common) {
            found = preset->name;
            *common = shared;
            *of = layout->headers.count;
        }
        mbr_layout_free(layout);
    }
    return found;
}

const char *mbr_importer_of_columns(size_t columns)
{
    const char *found = NULL;
    size_t count = 0;
    struct mbr_err err;
    for (const struct mbr_preset_text *preset = mbr_preset_texts; preset->name; preset++) {
        struct mbr_layout *layout = mbr_layout_parse(preset->name, mbr_span(preset->text), &err);
        if (layout && layout->columns && (size_t)layout->columns == columns) {
            found = preset->name;
            count++;
        }
        mbr_layout_free(layout);
    }
    return count == 1 ? found : NULL;
}

static void put_titles(struct mbr_buf *text, const struct mbr_names *titles)
{
    struct mbr_buf all = {0};
    for (size_t i = 0; i < titles->count; i++) {
        mbr_put_text(&all, i ? ", " : "");
        mbr_put_visible(&all, mbr_span(titles->name[i]));
    }
    mbr_put_cut(text, mbr_buf_span(&all), NAMED);
    mbr_buf_free(&all);
}

/* What every record of ours has. */
static bool is_stream(const struct mbr_importer *import)
{
    return import->json && mbr_import_title(&import->plan.titles, "type") != MBR_IMPORT_NO_COLUMN &&
           mbr_import_title(&import->plan.titles, "at") != MBR_IMPORT_NO_COLUMN;
}

static void none_fits(struct mbr_importer *import)
{
    const struct mbr_names *titles = &import->plan.titles;
    struct mbr_buf text = {0};
    if (is_stream(import)) {
        mbr_put_text(&text, "this is a stream of events already");
    } else if (import->json && titles->count == 0) {
        mbr_put_text(&text, "no record of JSON that can be read in the first megabyte "
                            "(see --preset, --map)");
    } else if (import->sniff.header) {
        size_t common, of;
        const char *near = nearest(titles, import->json, &common, &of);
        mbr_put_text(&text,
                     import->json ? "no preset has these keys: " : "no preset has these headers: ");
        put_titles(&text, titles);
        if (near)
            mbr_put_format(&text, "; the nearest is %s, with %zu of its %zu", near, common, of);
        mbr_put_text(&text, " (see --sniff, --map, --preset)");
    } else {
        const char *preset = mbr_importer_of_columns(titles->count);
        mbr_put_text(&text, "no header, so what the columns are has to be said");
        if (preset)
            mbr_put_format(&text, "; preset %s has as many columns, %zu", preset, titles->count);
        mbr_put_text(&text, " (see --sniff, --map, --preset, --presets, --header)");
    }
    mbr_err_set(&import->run->err, "%.*s", (int)text.n, text.p);
    mbr_buf_free(&text);
}

static int match(struct mbr_importer *import, struct mbr_layout **layout)
{
    const struct mbr_names *titles = &import->plan.titles;
    struct mbr_span *headers = mbr_calloc(titles->count, sizeof *headers);
    for (size_t i = 0; i < titles->count; i++)
        headers[i] = mbr_span(titles->name[i]);
    int status = mbr_layout_match(headers, titles->count, import->json, layout, &import->run->err);
    free(headers);
    return status < 0 ? mbr_importer_fail(import) : 0;
}

static bool fits(const struct mbr_importer *import, const struct mbr_layout *layout)
{
    const struct mbr_names *titles = &import->plan.titles;
    struct mbr_span *headers = mbr_calloc(titles->count, sizeof *headers);
    for (size_t i = 0; i < titles->count; i++)
        headers[i] = mbr_span(titles->name[i]);
    bool fit = (layout->json != NULL) == (import->json != NULL) &&
               mbr_layout_fits(layout, headers, titles->count);
    free(headers);
    return fit;
}

/* Of several that are named the one that fits, with the most headers: it goes before those that are
   built in. 0, with *layout or without, or -1 with run->err. */
static int match_named(struct mbr_importer *import, struct mbr_layout **layout)
{
    const struct mbr_list *named = &import->options->preset;
    struct mbr_run *run = import->run;
    int status = 0;
    for (size_t i = 0; i < named->count && status == 0; i++) {
        struct mbr_layout *other = mbr_layout_find(named->item[i], &run->err);
        if (!other)
            status = mbr_fail(run, "%s", run->err.text);
        else if (other->headers.count == 0 || other->encoding)
            status = mbr_misuse(run, "--preset: %s has %s, so it has to be the only one",
                                named->item[i], other->encoding ? "an encoding" : "no headers");
        bool fit = status == 0 && import->sniff.header && fits(import, other);
        if (fit && *layout && (*layout)->headers.count == other->headers.count) {
            mbr_err_set(&run->err, "presets %s and %s both fit (see --preset)", (*layout)->name,
                        other->name);
            status = mbr_importer_fail(import);
        }
        if (fit && (!*layout || (*layout)->headers.count < other->headers.count)) {
            struct mbr_layout *less = *layout;
            *layout = other;
            other = less;
        }
        mbr_layout_free(other);
    }
    return status;
}

static int find(struct mbr_importer *import, struct mbr_layout **layout)
{
    const struct mbr_import_options *options = import->options;
    const struct mbr_list *named = &options->preset;
    struct mbr_run *run = import->run;
    bool none = mbr_list_has(named, "none");
    *layout = NULL;
    if (none && named->count > 1)
        return mbr_misuse(run, "--preset: none, and others");
    if (!none && named->count == 1) {
        *layout = mbr_layout_find(named->item[0], &run->err);
        return *layout ? 1 : mbr_fail(run, "%s", run->err.text);
    }
    if (named->count > 1 && match_named(import, layout) < 0) {
        mbr_layout_free(*layout);
        *layout = NULL;
        return -1;
    }
    if (!none && !*layout && import->sniff.header && match(import, layout) < 0)
        return -1;
    if (!*layout && options->map.count)
        *layout = mbr_layout_new();
    if (!*layout)
        none_fits(import);
    return *layout ? 1 : 0;
}

/* How far the field of a "field=value" goes. */
static size_t field_length(const char *item)
{
    return strcspn(item, "=");
}

static bool names_field(const struct mbr_list *list, size_t count, const char *item)
{
    size_t n = field_length(item);
    for (size_t i = 0; i < count; i++)
        if (field_length(list->item[i]) == n && memcmp(list->item[i], item, n) == 0)
            return true;
    return false;
}

/* What a preset reads from a column may say otherwise of a row, and is right: a currency that is
   set is that of rows which have none. */
static bool set_otherwise(struct mbr_layout *layout, const char *field, const char *value)
{
    if (strcmp(field, "currency") != 0)
        return false;
    for (size_t i = 0; i < layout->count; i++) {
        struct mbr_layout_field *to = &layout->field[i];
        if (strcmp(to->field, field) != 0 || to->constant)
            continue;
        free(to->otherwise);
        to->otherwise = mbr_strdup(value);
        return true;
    }
    return false;
}

static int set_field(struct mbr_layout *layout, const struct mbr_names *titles, const char *field,
                     const char *value, bool constant, struct mbr_err *err)
{
    struct mbr_names parts = {0};
    if (constant && set_otherwise(layout, field, value))
        return 0;
    int status = !constant && mbr_import_joined(titles, value, &parts)
                     ? mbr_layout_set_columns(layout, field, &parts, true, err)
                     : mbr_layout_set(layout, field, value, constant, err);
    mbr_names_free(&parts);
    return status;
}

static int set_fields(struct mbr_layout *layout, const struct mbr_names *titles,
                      const struct mbr_list *list, bool constant, struct mbr_err *err)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *item = list->item[i], *equals = strchr(item, '=');
        if (!equals)
            return mbr_err_set(err, "--%s: not FIELD=%s: %s", constant ? "set" : "map",
                               constant ? "VALUE" : "COLUMN", item);
        char *field = mbr_memdup(item, field_length(item));
        int status = names_field(list, i, item)
                         ? mbr_err_value(err, NULL, "given twice", mbr_span(field))
                         : set_field(layout, titles, field, equals + 1, constant, err);
        free(field);
        if (status < 0)
            return mbr_err_within(err, constant ? "--set" : "--map");
    }
    return 0;
}

/* One of several shops on a platform has its own numbers of orders. */
static int set_shop(struct mbr_layout *layout, const char *shop, struct mbr_err *err)
{
    const char *platform = layout->platform ? layout->platform : layout->name;
    struct mbr_buf text = {0};
    if (!shop)
        return 0;
    if (*shop == '\0' || strpbrk(shop, "/:") || !mbr_utf8_valid(shop, strlen(shop)))
        return mbr_err_value(err, "--shop", "a name has no / and no : in it", mbr_span(shop));
    mbr_put_format(&text, "%s:%s", platform ? platform : "import", shop);
    free(layout->platform);
    layout->platform = mbr_memdup(text.p, text.n);
    mbr_buf_free(&text);
    return 0;
}

static int add_options(struct mbr_layout *layout, const struct mbr_names *titles,
                       const struct mbr_import_options *options, struct mbr_err *err)
{
    if (set_shop(layout, options->shop, err) < 0)
        return -1;
    if (set_fields(layout, titles, &options->map, false, err) < 0 ||
        set_fields(layout, titles, &options->set, true, err) < 0)
        return -1;
    for (size_t i = 0; i < options->set.count; i++)
        if (names_field(&options->map, options->map.count, options->set.item[i]))
            return mbr_err_value(err, "--set", "mapped to a column too",
                                 mbr_span(options->set.item[i]));
    if (options->date_order)
        (void)mbr_layout_date_order(options->date_order, &layout->date_order);
    if (options->decimal)
        (void)mbr_layout_decimal(options->decimal, &layout->decimal);
    if (options->order_by.count)
        mbr_layout_order_by(layout, options->order_by.item, options->order_by.count);
    layout->ids |= options->ids;
    return 0;
}

int mbr_importer_layout(struct mbr_importer *import, struct mbr_layout **layout)
{
    struct mbr_run *run = import->run;
    int found = find(import, layout);
    if (!*layout || add_options(*layout, &import->plan.titles, import->options, &run->err) == 0)
        return found;
    mbr_layout_free(*layout);
    *layout = NULL;
    return mbr_misuse(run, "%s", run->err.text);
}
