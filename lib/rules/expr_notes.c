#include "expr_noted.h"

#include <stdlib.h>

#include "expr_value.h"

#define MOST_KNOWN 1000

struct mbr_expr_notes *mbr_expr_notes_new(void)
{
    return mbr_calloc(1, sizeof(struct mbr_expr_notes));
}

static void free_names(struct expr_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        mbr_map_free(&names->at[i].inner);
    free(names->at);
    mbr_paths_free(&names->known);
}

void mbr_expr_notes_free(struct mbr_expr_notes *notes)
{
    if (!notes)
        return;
    free_names(&notes->record);
    free_names(&notes->items);
    for (size_t i = 0; i < notes->kind_count; i++)
        free_names(&notes->kinds[i]);
    free(notes->kinds);
    free(notes->types);
    mbr_map_free(&notes->types_met);
    mbr_ask_free(notes->all);
    free(notes);
}

void mbr_expr_run_note(struct mbr_expr_run *run, struct mbr_expr_notes *notes)
{
    static const char *const type[] = {"type"};
    struct mbr_err ignored;
    if (run->history->refused)
        return;
    if (!notes->set) {
        notes->set = run->set;
        notes->all = mbr_ask_new(type, 1, true, &ignored);
        mbr_expr_named_find(notes, run);
    }
    notes->looked_at = 0;
    for (size_t i = 0; i < notes->kind_count; i++)
        notes->kinds[i].learned = 0;
    run->notes = notes;
}

/* What could be meant where an object is compared: its fields that are values. */
static void learn_inner(struct expr_named *named, const struct mbr_json *json)
{
    struct mbr_json_walk walk = mbr_json_walk(json);
    struct mbr_json_pair pair;
    struct mbr_buf path = {0}, scratch = {0};
    while (named->inner.count < MOST_KNOWN && mbr_json_next_pair(&walk, &pair)) {
        enum mbr_json_kind kind = pair.value.kind;
        if (kind < MBR_JSON_FALSE || kind > MBR_JSON_STRING)
            continue;
        path.n = 0;
        mbr_put_span(&path, named->path);
        if (!mbr_put_path(&path, pair.key, &scratch))
            continue;
        scratch.n = 0;
        mbr_put_char(&scratch, (char)('a' + (int)kind));
        mbr_put_span(&scratch, mbr_buf_span(&path));
        mbr_map_put(&named->inner, mbr_buf_span(&scratch), NULL);
    }
    mbr_buf_free(&path);
    mbr_buf_free(&scratch);
}

static bool is_no_day(const struct mbr_expr_value *value)
{
    struct mbr_expr_value day;
    return value->kind != MBR_EXPR_DAY && value->kind != MBR_EXPR_TIME &&
           (value->kind != MBR_EXPR_TEXT || mbr_expr_read_day(value->text, &day) < 0);
}

void mbr_expr_note_value(struct expr_names *names, size_t slot, const struct mbr_json *json,
                         const struct mbr_expr_value *value)
{
    struct expr_named *named = &names->at[slot];
    if (!named->meant)
        return;
    named->times[json->kind]++;
    if (json->kind == MBR_JSON_STRING && (named->meant & MEANT_DAY))
        named->no_days += is_no_day(value);
    if (json->kind == MBR_JSON_OBJECT && (named->meant & MEANT_COMPARED))
        learn_inner(named, json);
}

static bool has(const struct expr_line *line, const struct expr_named *named, size_t slot)
{
    return line->own[slot].kind != MBR_JSON_ABSENT ||
           (named->entry >= 0 && line->entry && line->entry[named->entry].kind != MBR_JSON_ABSENT);
}

/* The names that there are are learned from the first line of a record alone, so that those who
   ask for what is seldom there do not pay for it line by line. */
static void learn(struct mbr_expr_run *run, struct expr_names *names)
{
    struct mbr_err ignored;
    names->learned = run->record;
    if (mbr_ask_scan(run->notes->all, run->history->line.raw, &ignored) == 0)
        mbr_paths_learn(&names->known, run->notes->all);
}

void mbr_expr_note_line(struct mbr_expr_run *run)
{
    const struct expr_line *line = &run->history->line;
    struct expr_names *names = &run->notes->kinds[line->kind];
    if (!names->seen && line->kind >= KIND_EVENT)
        run->notes->types_unmet--;
    names->seen = true;
    if (names->unmet == 0)
        return;
    for (size_t i = 0; i < names->count; i++) {
        struct expr_named *named = &names->at[i];
        if (named->path.p && !named->met && has(line, named, i)) {
            named->met = true;
            names->unmet--;
        }
    }
    if (names->unmet && names->learned != run->record)
        learn(run, names);
}

static void meet_keys(struct expr_names *items, const struct mbr_ask *all, struct mbr_buf *scratch)
{
    for (size_t k = 0; k < all->rests; k++) {
        struct mbr_span key;
        if (mbr_json_key_text(all->rest[k].key, scratch, &key) < 0)
            continue;
        for (size_t i = 0; i < items->count; i++) {
            struct expr_named *named = &items->at[i];
            if (!named->path.p || named->met || !mbr_span_equal(named->path, key))
                continue;
            named->met = true;
            items->unmet--;
        }
    }
}

/* As far into the catalogue as there is something that no item has had yet. */
void mbr_expr_notes_items(struct mbr_expr_notes *notes, const struct mbr_catalogue *items)
{
    struct mbr_buf record = {0}, scratch = {0};
    struct mbr_err ignored;
    notes->items.seen |= items->ids.count > 0;
    for (uint32_t i = 0; notes->items.unmet && i < items->ids.count; i++) {
        record.n = 0;
        mbr_catalogue_put(items, i, &record);
        if (mbr_ask_scan(notes->all, mbr_buf_span(&record), &ignored) < 0)
            continue;
        mbr_paths_learn(&notes->items.known, notes->all);
        meet_keys(&notes->items, notes->all, &scratch);
    }
    mbr_buf_free(&record);
    mbr_buf_free(&scratch);
}

void mbr_expr_note_type(struct mbr_expr_notes *notes, struct mbr_span type)
{
    if (notes->types_unmet && notes->types_met.count < MOST_KNOWN)
        mbr_map_put(&notes->types_met, type, NULL);
}

void mbr_expr_note_look(struct mbr_expr_run *run)
{
    run->notes->looked += run->notes->looked_at != run->record;
    run->notes->looked_at = run->record;
}

static void add_map(struct mbr_map *map, const struct mbr_map *other)
{
    for (uint32_t i = 0; i < other->count; i++)
        mbr_map_put(map, mbr_map_key(other, i), NULL);
}

static void add_names(struct expr_names *names, const struct expr_names *others)
{
    names->seen |= others->seen;
    names->unmet = 0;
    add_map(&names->known.found, &others->known.found);
    for (size_t i = 0; i < names->count; i++) {
        struct expr_named *named = &names->at[i];
        const struct expr_named *other = &others->at[i];
        named->met |= other->met;
        named->no_days += other->no_days;
        for (size_t kind = 0; kind <= MBR_JSON_OBJECT; kind++)
            named->times[kind] += other->times[kind];
        add_map(&named->inner, &other->inner);
        names->unmet += named->path.p && !named->met;
    }
}

static void copy_names(struct expr_names *names, const struct expr_names *others)
{
    names->count = others->count;
    names->at = mbr_calloc(others->count + 1, sizeof *names->at);
    for (size_t i = 0; i < others->count; i++) {
        const struct expr_named *other = &others->at[i];
        names->at[i] =
            (struct expr_named){.path = other->path, .meant = other->meant, .entry = other->entry};
    }
}

/* Notes that no run has taken have no lists of fields yet. */
static void copy_lists(struct mbr_expr_notes *notes, const struct mbr_expr_notes *others)
{
    static const char *const type[] = {"type"};
    struct mbr_err ignored;
    size_t types = others->kind_count - KIND_EVENT;
    notes->set = others->set;
    notes->all = mbr_ask_new(type, 1, true, &ignored);
    notes->kind_count = others->kind_count;
    notes->kinds = mbr_calloc(notes->kind_count, sizeof *notes->kinds);
    notes->types = mbr_calloc(types + 1, sizeof *notes->types);
    memcpy(notes->types, others->types, types * sizeof *notes->types);
    copy_names(&notes->record, &others->record);
    copy_names(&notes->items, &others->items);
    for (size_t i = 0; i < notes->kind_count; i++)
        copy_names(&notes->kinds[i], &others->kinds[i]);
}

void mbr_expr_notes_add(struct mbr_expr_notes *notes, const struct mbr_expr_notes *others)
{
    if (!others->set)
        return;
    if (!notes->set)
        copy_lists(notes, others);
    notes->records += others->records;
    notes->looked += others->looked;
    add_names(&notes->record, &others->record);
    add_names(&notes->items, &others->items);
    for (size_t i = 0; i < notes->kind_count; i++)
        add_names(&notes->kinds[i], &others->kinds[i]);
    add_map(&notes->types_met, &others->types_met);
    notes->types_unmet = 0;
    for (size_t i = KIND_EVENT; i < notes->kind_count; i++)
        notes->types_unmet += !notes->kinds[i].seen;
}
