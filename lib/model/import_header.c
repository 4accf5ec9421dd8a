#include <stdlib.h>

#include "importer.h"
#include "mbr/number.h"
#include "mbr/presets.h"
#include "mbr/text.h"

#define LOOK ((size_t)1 << 20)
#define DEEPEST 50 /* records, the header among them */
#define SHOWN 200  /* cells of a terminal for what stood before it */

/* What could tell a header: the built-in layouts, or the one that was named. */
struct candidates {
    struct mbr_layout **layout;
    size_t count, cap;
};

static void add(struct candidates *to, struct mbr_layout *layout)
{
    if (!layout)
        return;
    to->layout = mbr_grow(to->layout, &to->cap, to->count + 1, sizeof *to->layout);
    to->layout[to->count++] = layout;
}

/* What is wrong with a preset is said by whoever needs it. */
static struct mbr_layout *outline_of(const struct mbr_preset_text *preset)
{
    struct mbr_err err;
    struct mbr_layout *layout = mbr_layout_outline(preset, &err);
    if (!layout || !layout->json)
        return layout;
    mbr_layout_free(layout);
    return NULL;
}

static void gather(struct candidates *to, const struct mbr_list *named)
{
    struct mbr_err err;
    const struct mbr_preset_text *preset = mbr_preset_texts;
    for (size_t i = 0; i < named->count; i++)
        if (strcmp(named->item[i], "none") != 0)
            add(to, mbr_layout_find(named->item[i], &err));
    for (; named->count != 1 && preset->name; preset++)
        add(to, outline_of(preset));
}

static bool is_number(const char *column)
{
    int64_t number;
    return mbr_int_parse(mbr_span(column), &number) == 0;
}

/* Counts a column that is named, not numbered; false where the record has it not. */
static bool has_column(const struct mbr_names *titles, const char *column, size_t *named)
{
    if (is_number(column))
        return true;
    ++*named;
    return mbr_import_title(titles, column) != MBR_IMPORT_NO_COLUMN ||
           mbr_import_joined(titles, column, NULL);
}

static bool has_mapped(const struct mbr_names *titles, const struct mbr_list *map)
{
    size_t named = 0;
    for (size_t i = 0; i < map->count; i++) {
        const char *equals = strchr(map->item[i], '=');
        if (equals && !has_column(titles, equals + 1, &named))
            return false;
    }
    return named > 0;
}

/* A layout without headers tells by the columns that it cannot do without. */
static bool fits(const struct mbr_layout *layout, const struct mbr_names *titles,
                 const struct mbr_span *headers)
{
    size_t named = 0;
    if (layout->headers.count || layout->count == 0)
        return mbr_layout_fits(layout, headers, titles->count);
    for (size_t i = 0; i < layout->count; i++) {
        const struct mbr_layout_field *field = &layout->field[i];
        bool needed = !field->constant && field->columns.count == 0;
        if (needed && !has_column(titles, field->value, &named))
            return false;
    }
    return named > 0;
}

static bool is_header(const struct mbr_importer *import, const struct candidates *candidates,
                      const struct mbr_csv_record *record)
{
    struct mbr_names titles = {0};
    struct mbr_err err;
    if (record->flaw || mbr_import_titles(&titles, record->field, record->fields, &err) < 0)
        return false;
    struct mbr_span *headers = mbr_calloc(titles.count, sizeof *headers);
    for (size_t i = 0; i < titles.count; i++)
        headers[i] = mbr_span(titles.name[i]);
    bool found = has_mapped(&titles, &import->options->map);
    for (size_t i = 0; i < candidates->count && !found; i++)
        found = fits(candidates->layout[i], &titles, headers);
    free(headers);
    mbr_names_free(&titles);
    return found;
}

/* Of a table that nothing knows: the first record that has as many fields as most have, more than
   half of them with something in them. */
static bool begins_table(const struct mbr_csv_record *record, size_t fields)
{
    size_t filled = 0;
    for (size_t i = 0; i < record->fields; i++)
        filled += mbr_import_trimmed(record->field[i]).n > 0;
    return record->fields >= fields && 2 * filled > fields;
}

/* How many records stand before it, and in which line it is; DEEPEST where there is none. */
static int look(struct mbr_importer *import, const struct candidates *candidates, size_t *before,
                uint64_t *line)
{
    struct mbr_csv_record record = {0};
    struct mbr_span head;
    bool whole;
    size_t taken, want = import->run->max_line < LOOK ? import->run->max_line : LOOK;
    if (mbr_csv_head(&import->csv, want, &head, &whole, &import->run->err) < 0) {
        import->run->located = true;
        return -1;
    }
    for (*before = 0; *before<DEEPEST; *before += record.raw.n> 0) {
        taken = mbr_csv_split(&record, &import->csv.dialect, head, whole);
        if (taken && (candidates ? is_header(import, candidates, &record)
                                 : begins_table(&record, import->sniff.fields)))
            break;
        *line += record.lines;
        head = (struct mbr_span){head.p + taken, head.n - taken};
        if (taken == 0)
            *before = DEEPEST;
    }
    mbr_csv_record_free(&record);
    return 0;
}

/* Uses up what stands before the header, and shows it. */
static int pass_over(struct mbr_importer *import, size_t records, uint64_t line)
{
    struct mbr_buf text = {0}, shown = {0}, cut = {0};
    mbr_put_count(&text, records, "record");
    for (size_t i = 0; i < records; i++) {
        if (mbr_csv_next(&import->csv, &import->run->err) < 0) {
            import->run->located = true;
            return -1;
        }
        mbr_put_text(&shown, i ? " | " : "");
        mbr_put_visible(&shown, import->csv.record.raw);
    }
    mbr_put_cut(&cut, mbr_buf_span(&shown), SHOWN);
    mbr_note(import->run, "%s: the header is in line %llu; before it %.*s: %.*s",
             mbr_importer_name(import), (unsigned long long)line, (int)text.n, text.p, (int)cut.n,
             cut.p);
    import->sniff.header = true;
    mbr_buf_free(&text);
    mbr_buf_free(&shown);
    mbr_buf_free(&cut);
    return 0;
}

int mbr_importer_find_header(struct mbr_importer *import)
{
    const struct mbr_import_options *options = import->options;
    struct candidates candidates = {0};
    size_t before = 0;
    uint64_t line = import->csv.next_line;
    if (options->no_header)
        return 0;
    gather(&candidates, &options->preset);
    int status = look(import, &candidates, &before, &line);
    for (size_t i = 0; i < candidates.count; i++)
        mbr_layout_free(candidates.layout[i]);
    free(candidates.layout);
    if (status == 0 && before == DEEPEST && options->sniff && options->preset.count == 0) {
        line = import->csv.next_line;
        status = look(import, NULL, &before, &line);
    }
    return status == 0 && before && before < DEEPEST ? pass_over(import, before, line) : status;
}
