#include "import_json.h"

#include <stdlib.h>

#include "import_book.h"
#include "mbr/text.h"

#define WINDOW ((size_t)256 << 10)
#define SAID 60 /* names that nobody asks for */

void mbr_import_json_free(struct mbr_import_json *json)
{
    if (!json)
        return;
    mbr_import_tree_free(&json->tree);
    mbr_ask_free(json->ask);
    free(json->field);
    free(json->given);
    free(json->use);
    free(json->column);
    mbr_buf_free(&json->text);
    mbr_buf_free(&json->scratch);
    free(json);
}

/* The paths that the records at the beginning have, and those that the layout asks for: a file need
   have none of them. What --map names has to be there. */
static int find_titles(struct mbr_importer *import, const struct mbr_map *found)
{
    struct mbr_names *titles = &import->plan.titles;
    for (uint32_t i = 0; i < found->count; i++) {
        struct mbr_span name = mbr_map_key(found, i);
        titles->name = mbr_grow(titles->name, &titles->cap, titles->count + 1, sizeof(char *));
        titles->name[titles->count++] = mbr_memdup(name.p, name.n);
    }
    if (titles->count <= MBR_IMPORT_MOST_COLUMNS)
        return 0;
    mbr_err_set(&import->run->err, "%zu paths, more than %d", titles->count,
                MBR_IMPORT_MOST_COLUMNS);
    return mbr_importer_fail(import);
}

/* 1; 0 where there is no record; -1 with run->err. */
static int look(struct mbr_importer *import)
{
    struct mbr_run *run = import->run;
    struct mbr_import_look looked = {.take = NULL};
    struct mbr_span head;
    bool whole;
    size_t want = run->max_line < MBR_IMPORT_LOOK ? run->max_line : MBR_IMPORT_LOOK;
    if (mbr_csv_head(&import->csv, want, &head, &whole, &run->err) < 0) {
        run->located = true;
        return -1;
    }
    mbr_import_json_look(import->json, head, whole, &looked);
    int status = find_titles(import, &looked.titles);
    mbr_map_free(&looked.titles);
    if (status < 0 || looked.records || !whole)
        return status < 0 ? -1 : 1;
    mbr_note(run, "%s: no data", mbr_importer_name(import));
    return 0;
}

static void add_title(struct mbr_names *titles, const char *name)
{
    if (mbr_import_column(titles, name) == MBR_IMPORT_NO_COLUMN)
        mbr_names_add(titles, name);
}

static bool is_option(const struct mbr_list *map, const char *field)
{
    size_t n = strlen(field);
    for (size_t i = 0; i < map->count; i++)
        if (strncmp(map->item[i], field, n) == 0 && map->item[i][n] == '=')
            return true;
    return false;
}

static void add_titles(struct mbr_importer *import, const struct mbr_layout *layout)
{
    struct mbr_names *titles = &import->plan.titles;
    for (size_t i = 0; i < layout->count; i++) {
        const struct mbr_layout_field *field = &layout->field[i];
        if (field->constant || is_option(&import->options->map, field->field))
            continue;
        if (field->columns.count == 0)
            add_title(titles, field->value);
        for (size_t k = 0; k < field->columns.count; k++)
            add_title(titles, field->columns.name[k]);
    }
}

/* Numbers have points, and days that are spelled in other ways than ISO 8601 need an option. */
static int plan(struct mbr_importer *import, struct mbr_layout *layout)
{
    if (layout->decimal == MBR_MARK_OPEN)
        layout->decimal = MBR_MARK_POINT;
    add_titles(import, layout);
    if (mbr_importer_plan(import, layout) < 0)
        return -1;
    if (mbr_import_json_plan(import->json, &import->plan, &import->run->err) < 0)
        return mbr_importer_fail(import);
    mbr_importer_say_file(import, (struct mbr_span){NULL, 0});
    if (import->options->sniff)
        mbr_importer_say_columns(import);
    return import->plan.book ? mbr_import_book_open(import) : 0;
}

int mbr_importer_open_json(struct mbr_importer *import)
{
    struct mbr_csv *csv = &import->csv;
    struct mbr_layout *layout;
    struct mbr_import_json *json = import->json = mbr_calloc(1, sizeof *import->json);
    struct mbr_span text = {csv->window.p + csv->used, csv->window.n - csv->used};
    while (text.n && strchr(" \t\r\n", *text.p))
        text = (struct mbr_span){text.p + 1, text.n - 1};
    json->array = *text.p == '[';
    json->flaw = &import->row.flaw;
    import->sniff = (struct mbr_sniff){.header = true};
    import->header.n = 0;
    csv->record.plain = false;
    csv->record.flaw = NULL;
    int looked = look(import);
    if (looked <= 0)
        return looked;
    int found = mbr_importer_layout(import, &layout);
    if (found == 0)
        return mbr_importer_without_layout(import);
    return found < 0 || plan(import, layout) < 0 ? -1 : 1;
}

/* The rest of a line that is too long. 1; 0 where it goes on behind the window. */
static int skip_line(struct mbr_import_json *json, struct mbr_csv *csv)
{
    const char *from = csv->window.p + csv->used;
    const char *end = memchr(from, '\n', csv->window.n - csv->used);
    csv->used = end ? (size_t)(end + 1 - csv->window.p) : csv->window.n;
    csv->next_line += end != NULL;
    json->skipping = !end && !csv->last;
    return !json->skipping;
}

/* Of an array nobody knows where the next record would begin. */
static int too_long(struct mbr_importer *import, struct mbr_span *record)
{
    struct mbr_import_json *json = import->json;
    struct mbr_csv *csv = &import->csv;
    const char *what = "record longer than --max-line";
    csv->line = csv->next_line;
    if (json->array) {
        mbr_in_set_number(import->run->in, csv->line);
        return mbr_err_set(&import->run->err, "%s", what);
    }
    *record = (struct mbr_span){csv->window.p + csv->used, csv->most};
    import->row.flaw = (struct mbr_import_flaw){.what = what, .value = *record};
    json->skipping = true;
    return 2;
}

static int refill(struct mbr_importer *import, size_t want)
{
    struct mbr_span head;
    bool whole;
    if (mbr_csv_head(&import->csv, want, &head, &whole, &import->run->err) == 0)
        return 0;
    import->run->located = true;
    return -1;
}

/* 1 with a record; 2 with the beginning of one that is too long, and its flaw; 0 at the end; -1
   with run->err. */
static int next_record(struct mbr_importer *import, struct mbr_span *record)
{
    struct mbr_import_json *json = import->json;
    struct mbr_csv *csv = &import->csv;
    const char *flaw = NULL;
    for (;;) {
        bool behind = !json->skipping || skip_line(json, csv);
        struct mbr_span text = {csv->window.p + csv->used, csv->window.n - csv->used};
        uint64_t lines = 0;
        size_t taken =
            behind ? mbr_import_json_cut(json, text, csv->last, record, &lines, &flaw) : 0;
        if (taken && record->n > csv->most)
            return too_long(import, record);
        csv->used += taken;
        csv->line = csv->next_line;
        csv->next_line += lines;
        if (flaw) {
            mbr_in_set_number(import->run->in, csv->next_line);
            return mbr_err_set(&import->run->err, "%s", flaw);
        }
        if (taken && record->n)
            return 1;
        if (taken)
            continue;
        if (csv->last)
            return 0;
        if (text.n > csv->most)
            return too_long(import, record);
        if (refill(import, text.n < WINDOW / 2 ? WINDOW : 2 * text.n) < 0)
            return -1;
    }
}

static int reject(struct mbr_importer *import)
{
    return mbr_importer_reject(import, &import->csv);
}

/* 20241130, as against the day of the event. */
static bool is_astray(const struct mbr_importer *import)
{
    const struct mbr_import_json *json = import->json;
    struct mbr_span at = import->plan.at->text, day;
    char digits[8];
    size_t n = 0;
    if (json->day == MBR_IMPORT_NO_COLUMN)
        return false;
    day = json->field[json->day];
    for (size_t i = 0; i < at.n && n < sizeof digits; i++)
        if (at.p[i] != '-')
            digits[n++] = at.p[i];
    return n == sizeof digits && day.n == n && memcmp(day.p, digits, n) != 0;
}

static int import_record(struct mbr_importer *import, struct mbr_span record, uint64_t most)
{
    struct mbr_import_json *json = import->json;
    struct mbr_import_plan *plan = &import->plan;
    uint64_t rejects = import->rejects.total;
    int more;
    if (mbr_importer_again(import))
        return 0;
    if (plan->book)
        mbr_import_book_version(import->book);
    if (mbr_import_json_record(json, plan, record) < 0) {
        import->rows++;
        return reject(import);
    }
    while ((more = mbr_import_json_row(json, plan)) > 0 && import->rows < most) {
        import->rows++;
        if (mbr_importer_row(import) < 0)
            return -1;
    }
    json->astray += rejects == import->rejects.total && is_astray(import);
    import->rows += more < 0;
    return more < 0 ? reject(import) : 0;
}

int mbr_import_json_rows(struct mbr_importer *import, uint64_t most)
{
    struct mbr_import_json *json = import->json;
    struct mbr_csv_record *row = &import->csv.record;
    struct mbr_span *own = row->field;
    int status = 1;
    import->row.checked = true;
    while (import->rows < most && status > 0) {
        struct mbr_span record = {NULL, 0};
        int got = next_record(import, &record);
        status = got < 0 ? -1 : got > 0;
        if (status <= 0)
            break;
        row->raw = record;
        row->end = record.p + record.n;
        row->field = json->field;
        row->fields = import->plan.titles.count;
        import->row.record = row;
        mbr_tick(import->run);
        import->rows += got == 2;
        if ((got == 1 ? import_record(import, record, most) : reject(import)) < 0)
            status = -1;
    }
    row->field = own;
    import->row.checked = false;
    return status < 0 ? -1 : 0;
}

void mbr_import_json_say(const struct mbr_importer *import)
{
    const struct mbr_import_json *json = import->json;
    struct mbr_buf text = {0}, path = {0};
    uint64_t more = 0, names = 0;
    if (json->astray) {
        mbr_put_count(&path, json->astray, "record");
        mbr_note(import->run,
                 "%s: %.*s of another day than %s says: the times are of another zone (see "
                 "--tz)",
                 mbr_importer_name(import), (int)path.n, path.p, json->layout->day);
    }
    for (uint32_t i = 1; i < json->tree.count; i++) {
        uint64_t met = json->tree.node[i].met;
        if (met == 0)
            continue;
        if (names++ >= SAID) {
            more++;
            continue;
        }
        path.n = 0;
        mbr_import_put_path(&json->tree, i, &path);
        mbr_put_text(&text, text.n ? ", " : "");
        mbr_put_visible(&text, mbr_buf_span(&path));
        mbr_put_format(&text, " %llu", (unsigned long long)met);
    }
    if (more)
        mbr_put_format(&text, " and %llu names more", (unsigned long long)more);
    if (json->beyond)
        mbr_put_format(&text, ", under further names %llu", (unsigned long long)json->beyond);
    if (text.n)
        mbr_note(import->run, "%s: not used: %.*s", mbr_importer_name(import), (int)text.n, text.p);
    mbr_buf_free(&text);
    mbr_buf_free(&path);
}
