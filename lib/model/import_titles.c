#include <stdlib.h>

#include "import_plan.h"
#include "mbr/map.h"
#include "mbr/narrow.h"
#include "mbr/number.h"

/* The names given so far, and of each how many columns have asked for it. */
struct given {
    struct mbr_map names;
    uint32_t *asked;
    size_t cap;
};

static bool give(struct given *given, struct mbr_span name, uint32_t *number)
{
    bool added;
    *number = mbr_map_put(&given->names, name, &added);
    given->asked = mbr_grow(given->asked, &given->cap, (size_t)*number + 1, sizeof *given->asked);
    if (added)
        given->asked[*number] = 1;
    return added;
}

static char *title_of(struct given *given, struct mbr_span header, size_t column)
{
    struct mbr_buf text = {0};
    uint32_t bare, ignored;
    mbr_put_span(&text, header);
    if (text.n == 0)
        mbr_put_format(&text, "column %zu", column);
    size_t n = text.n;
    bool added = give(given, mbr_buf_span(&text), &bare);
    while (!added) {
        text.n = n;
        mbr_put_format(&text, "_%u", ++given->asked[bare]);
        added = give(given, mbr_buf_span(&text), &ignored);
    }
    mbr_put_char(&text, '\0');
    return text.p;
}

int mbr_import_titles(struct mbr_names *titles, const struct mbr_span *headers, size_t count,
                      struct mbr_err *err)
{
    struct given given = {.cap = 0};
    if (count > MBR_IMPORT_MOST_COLUMNS)
        return mbr_err_set(err, "%zu columns, more than %d", count, MBR_IMPORT_MOST_COLUMNS);
    titles->name = mbr_grow(titles->name, &titles->cap, count, sizeof *titles->name);
    for (; titles->count < count; titles->count++) {
        struct mbr_span header =
            headers ? mbr_import_trimmed(headers[titles->count]) : (struct mbr_span){NULL, 0};
        titles->name[titles->count] = title_of(&given, header, titles->count + 1);
    }
    mbr_map_free(&given.names);
    free(given.asked);
    return 0;
}

size_t mbr_import_title(const struct mbr_names *titles, const char *name)
{
    for (size_t i = 0; i < titles->count; i++)
        if (strcmp(titles->name[i], name) == 0)
            return i;
    for (size_t i = 0; i < titles->count; i++)
        if (mbr_narrow_equal(mbr_span(titles->name[i]), mbr_span(name)))
            return i;
    return MBR_IMPORT_NO_COLUMN;
}

size_t mbr_import_column(const struct mbr_names *titles, const char *name)
{
    int64_t number;
    size_t column = mbr_import_title(titles, name);
    if (column != MBR_IMPORT_NO_COLUMN)
        return column;
    if (mbr_int_parse(mbr_span(name), &number) == 0 && number >= 1 &&
        (uint64_t)number <= titles->count)
        return (size_t)number - 1;
    return MBR_IMPORT_NO_COLUMN;
}

bool mbr_import_joined(const struct mbr_names *titles, const char *name, struct mbr_names *parts)
{
    bool joined = strchr(name, '+') && mbr_import_title(titles, name) == MBR_IMPORT_NO_COLUMN;
    for (const char *at = name; joined && at; at = strchr(at, '+')) {
        at += at != name;
        char *part = mbr_memdup(at, strcspn(at, "+"));
        joined = mbr_import_column(titles, part) != MBR_IMPORT_NO_COLUMN;
        if (joined && parts)
            mbr_names_add(parts, part);
        free(part);
    }
    return joined;
}
