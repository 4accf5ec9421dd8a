/* What is told of the notes, in the order of the expressions' names. */

#include "expr_noted.h"

#include <inttypes.h>
#include <stdlib.h>

#include "expr_check.h"
#include "mbr/text.h"

struct telling {
    struct mbr_expr_notes *notes;
    void (*say)(void *self, const char *text);
    void *self;
    struct mbr_buf text;
};

/* Of whose fields is told: of records, which are counted, or of those of one kind. */
struct whose {
    const char *noun, *nouns;
    struct mbr_span type; /* of events */
    bool counted;
};

static void put_type(struct mbr_buf *text, const struct whose *whose)
{
    if (!whose->type.n)
        return;
    mbr_put_text(text, " of type ");
    mbr_put_visible(text, whose->type);
}

static void end(struct telling *telling)
{
    mbr_put_char(&telling->text, '\0');
    telling->say(telling->self, telling->text.p);
    telling->text.n = 0;
}

static bool is_one_of(struct mbr_span word, const char *const *names)
{
    while (*names && !mbr_span_is(word, *names))
        names++;
    return *names != NULL;
}

/* Near names do not depend on the order in which they were met. What has one of the usual names is
   not misspelt for another of them. */
static void put_meant(struct mbr_buf *to, struct mbr_map *known, const char *const *more,
                      struct mbr_span word)
{
    struct mbr_paths sorted = {0};
    struct mbr_buf path = {0};
    for (bool usual = is_one_of(word, more); !usual && *more; more++)
        mbr_map_put(known, mbr_span(*more), NULL);
    uint32_t *order = mbr_map_sorted(known);
    for (uint32_t i = 0; i < known->count; i++)
        mbr_map_put(&sorted.found, mbr_map_key(known, order[i]), NULL);
    mbr_put_span(&path, word);
    mbr_put_char(&path, '\0');
    mbr_put_path_meant(to, &sorted, path.p);
    mbr_paths_free(&sorted);
    mbr_buf_free(&path);
    free(order);
}

static void put_quoted(struct mbr_buf *to, struct mbr_span word)
{
    mbr_put_text(to, "; a text stands in quotes: '");
    mbr_put_visible(to, word);
    mbr_put_char(to, '\'');
}

bool mbr_put_expr_quoted(struct mbr_buf *to, const struct mbr_expr_notes *notes, size_t path)
{
    if (path >= notes->record.count || !(notes->record.at[path].meant & MEANT_QUOTED))
        return false;
    put_quoted(to, notes->record.at[path].path);
    return true;
}

/* Within a condition a path with points is often meant for the record. */
static void put_hint(struct mbr_buf *text, struct expr_names *names, const struct expr_named *named,
                     const char *const *more)
{
    size_t before = text->n;
    if (named->meant & MEANT_QUOTED)
        put_quoted(text, named->path);
    else
        put_meant(text, &names->known.found, more, named->path);
    if (text->n > before || !*more || !memchr(named->path.p, '.', named->path.n))
        return;
    mbr_put_text(text, "; a field of the record is member.");
    mbr_put_visible(text, named->path);
}

static void tell_unmet(struct telling *telling, struct expr_names *names, const struct whose *whose,
                       const char *const *more)
{
    struct mbr_buf *text = &telling->text;
    for (size_t i = 0; i < names->count; i++) {
        const struct expr_named *named = &names->at[i];
        if (!named->path.p || named->met)
            continue;
        mbr_put_text(text, "no ");
        mbr_put_text(text, whose->noun);
        put_type(text, whose);
        mbr_put_text(text, " has ");
        mbr_put_visible(text, named->path);
        put_hint(text, names, named, more);
        end(telling);
    }
}

static uint64_t count_present(const struct expr_named *named)
{
    uint64_t count = 0;
    for (int kind = MBR_JSON_FALSE; kind <= MBR_JSON_OBJECT; kind++)
        count += named->times[kind];
    return count;
}

static void put_where(struct mbr_buf *text, const struct whose *whose, uint64_t count,
                      uint64_t present)
{
    if (!whose->counted)
        mbr_put_format(text, " in %s %s", count == present ? "all" : "some", whose->nouns);
    else if (count < present)
        mbr_put_format(text, " in %" PRIu64 " of %" PRIu64 " %s", count, present, whose->nouns);
    else if (count == 1)
        mbr_put_format(text, " in the one %s", whose->noun);
    else
        mbr_put_format(text, " in all %" PRIu64 " %s", count, whose->nouns);
    put_type(text, whose);
}

/* One sentence: "FIELD is WHAT in all 3 records", and what comes behind it. */
static void begin(struct telling *telling, const struct expr_named *named, const char *what,
                  const struct whose *whose, uint64_t count)
{
    mbr_put_visible(&telling->text, named->path);
    mbr_put_format(&telling->text, " is %s", what);
    put_where(&telling->text, whose, count, count_present(named));
}

static void tell_number(struct telling *telling, const struct expr_named *named,
                        const struct whose *whose)
{
    begin(telling, named, "a text", whose, named->times[MBR_JSON_STRING]);
    mbr_put_text(&telling->text, " where it meets a number; number(");
    mbr_put_visible(&telling->text, named->path);
    mbr_put_text(&telling->text, ") reads it");
    end(telling);
}

/* Of the fields in an object, the first of the kind that is wanted, or else the first. */
static void tell_object(struct telling *telling, const struct expr_named *named,
                        const struct whose *whose)
{
    const char wanted =
        (char)('a' + (named->meant & MEANT_NUMBER ? MBR_JSON_NUMBER : MBR_JSON_STRING));
    struct mbr_span meant = {0};
    uint32_t *order = mbr_map_sorted(&named->inner);
    for (uint32_t i = 0; i < named->inner.count; i++) {
        struct mbr_span key = mbr_map_key(&named->inner, order[i]);
        if (!meant.n || (*key.p == wanted && *meant.p != wanted))
            meant = key;
    }
    free(order);
    begin(telling, named, "an object", whose, named->times[MBR_JSON_OBJECT]);
    if (meant.n) {
        mbr_put_text(&telling->text, "; did you mean ");
        mbr_put_span(&telling->text, (struct mbr_span){meant.p + 1, meant.n - 1});
        mbr_put_char(&telling->text, '?');
    }
    end(telling);
}

static void tell_kinds(struct telling *telling, const struct expr_names *names,
                       const struct whose *whose)
{
    for (size_t i = 0; i < names->count; i++) {
        const struct expr_named *named = &names->at[i];
        const uint64_t *times = named->times;
        if ((named->meant & MEANT_NUMBER) && times[MBR_JSON_STRING])
            tell_number(telling, named, whose);
        if ((named->meant & MEANT_TEXT) && times[MBR_JSON_NUMBER]) {
            begin(telling, named, "a number", whose, times[MBR_JSON_NUMBER]);
            mbr_put_text(&telling->text, " where it meets a text");
            end(telling);
        }
        if (named->no_days) {
            begin(telling, named, "a text that is no day", whose, named->no_days);
            mbr_put_text(&telling->text, ": it counts as absent there");
            end(telling);
        }
        if (times[MBR_JSON_OBJECT])
            tell_object(telling, named, whose);
        if ((named->meant & MEANT_ONE) && times[MBR_JSON_ARRAY]) {
            begin(telling, named, "a list", whose, times[MBR_JSON_ARRAY]);
            end(telling);
        }
    }
}

static void tell_types(struct telling *telling)
{
    static const char *const own[] = {"purchase", "line", "order", "return", NULL};
    struct mbr_expr_notes *notes = telling->notes;
    for (size_t i = KIND_EVENT; notes->looked && i < notes->kind_count; i++)
        if (notes->kinds[i].seen)
            mbr_map_put(&notes->types_met, notes->types[i - KIND_EVENT], NULL);
    for (size_t i = KIND_EVENT; notes->looked && i < notes->kind_count; i++) {
        if (notes->kinds[i].seen)
            continue;
        mbr_put_text(&telling->text, "no event of type ");
        mbr_put_visible(&telling->text, notes->types[i - KIND_EVENT]);
        mbr_put_text(&telling->text, " was met");
        if (notes->looked < notes->records)
            mbr_put_format(&telling->text,
                           " in the %" PRIu64 " of %" PRIu64 " records where it is asked for",
                           notes->looked, notes->records);
        put_meant(&telling->text, &notes->types_met, own, notes->types[i - KIND_EVENT]);
        end(telling);
    }
}

static void tell_lines(struct telling *telling)
{
    static const struct whose lines[] = {{.noun = "purchase", .nouns = "purchases"},
                                         {.noun = "return", .nouns = "returns"}};
    struct mbr_expr_notes *notes = telling->notes;
    for (size_t i = 0; i < notes->kind_count; i++) {
        struct whose whose = {.noun = "event", .nouns = "events"};
        if (i < KIND_EVENT)
            whose = lines[i];
        else
            whose.type = notes->types[i - KIND_EVENT];
        if (!notes->kinds[i].seen)
            continue;
        tell_unmet(telling, &notes->kinds[i], &whose, mbr_line_names);
        tell_kinds(telling, &notes->kinds[i], &whose);
    }
}

void mbr_expr_notes_tell(struct mbr_expr_notes *notes, void (*say)(void *self, const char *text),
                         void *self)
{
    static const struct whose records = {.noun = "record", .nouns = "records", .counted = true};
    static const struct whose products = {.noun = "item", .nouns = "items"};
    static const char *const none[] = {NULL};
    struct telling telling = {notes, say, self, {0}};
    if (!notes->set)
        return;
    tell_types(&telling);
    tell_lines(&telling);
    if (notes->items.seen)
        tell_unmet(&telling, &notes->items, &products, none);
    tell_kinds(&telling, &notes->items, &products);
    tell_kinds(&telling, &notes->record, &records);
    mbr_buf_free(&telling.text);
}
