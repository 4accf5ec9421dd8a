#include "importer.h"

#include <stdlib.h>

#include "import_book.h"
#include "import_field.h"
#include "import_json.h"

const char *mbr_importer_name(const struct mbr_importer *import)
{
    const char *name = mbr_in_name(import->run->in);
    return strcmp(name, "-") == 0 ? "standard input" : name;
}

static void put_items(struct mbr_buf *text, const struct mbr_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        mbr_put_format(text, "%s%s", i ? "," : "", list->item[i]);
}

/* Options that go over a preset which nobody has named must not do so in silence. */
static void put_preset(struct mbr_buf *text, const struct mbr_importer *import)
{
    const struct mbr_layout *layout = import->plan.layout;
    const char *name = layout->name;
    if (!name)
        return;
    mbr_put_format(text, ", preset %s", name);
    if (import->options->map.count) {
        mbr_put_text(text, ", with --map ");
        put_items(text, &import->options->map);
    }
    if (import->options->set.count) {
        mbr_put_text(text, import->options->map.count ? ", --set " : ", with --set ");
        put_items(text, &import->options->set);
    }
    for (size_t i = 0; i < layout->count; i++)
        if (layout->field[i].otherwise)
            mbr_put_format(text, " (%s only where the column has none)", layout->field[i].field);
}

/* Whether the encoding shows in what is looked at of every file; what else may have been read by
   then hangs on how the bytes came. */
static bool shows_at_once(const struct mbr_importer *import)
{
    size_t most = import->run->max_line;
    return mbr_in_text(import->run->in)->from < (most < MBR_IMPORT_LOOK ? most : MBR_IMPORT_LOOK);
}

static void put_encoding(struct mbr_buf *text, const struct mbr_in_text *known)
{
    mbr_put_text(text, known->encoding);
    if (known->line)
        mbr_put_format(text, " (line %llu is not UTF-8, at byte %llu)",
                       (unsigned long long)known->line, (unsigned long long)known->byte);
}

void mbr_importer_say_encoding(const struct mbr_importer *import)
{
    const struct mbr_in_text *known = mbr_in_text(import->run->in);
    struct mbr_buf text = {0};
    if (!known->decoded || shows_at_once(import))
        return;
    put_encoding(&text, known);
    mbr_note(import->run, "%s: %.*s", mbr_importer_name(import), (int)text.n, text.p);
    mbr_buf_free(&text);
}

/* Programs that make workbooks often write formulas and leave it to others to compute them. */
void mbr_importer_say_unvalued(const struct mbr_importer *import)
{
    uint64_t n = mbr_in_unvalued(import->run->in);
    if (n)
        mbr_warn(import->run,
                 "%s: %llu formula%s without a value, read as empty: open the workbook in a "
                 "spreadsheet program and save it once",
                 mbr_importer_name(import), (unsigned long long)n, n == 1 ? "" : "s");
}

void mbr_importer_say_file(const struct mbr_importer *import, struct mbr_span dates)
{
    const struct mbr_import_plan *plan = &import->plan;
    const struct mbr_in_text *known = mbr_in_text(import->run->in);
    struct mbr_buf text = {0};
    const char *header = import->sniff.header ? "header" : "no header";
    if (import->json)
        mbr_put_format(&text, "JSON, %s", import->json->array ? "an array" : "a record a line");
    else if (known->sheet)
        mbr_put_format(&text, "a sheet, %s", header);
    else
        mbr_put_format(&text, "%s%s, %s, %s", mbr_separator_name(import->sniff.dialect.separator),
                       import->sniff.quoted ? ", quotes" : "", header, import->sniff.line_end);
    if (known->decoded && shows_at_once(import)) {
        mbr_put_text(&text, ", ");
        put_encoding(&text, known);
    }
    if (import->csv.bom)
        mbr_put_text(&text, ", BOM");
    if (plan->layout)
        put_preset(&text, import);
    if (dates.n)
        mbr_put_format(&text, ", dates %.*s", (int)dates.n, dates.p);
    if (plan->mark == MBR_MARK_COMMA && !import->json)
        mbr_put_text(&text, ", decimal comma");
    mbr_note(import->run, "%s: %.*s", mbr_importer_name(import), (int)text.n, text.p);
    if (plan->zones && !plan->zones->shop.zone)
        mbr_note(import->run, "%s: times are of %s (see --tz)", mbr_importer_name(import),
                 plan->zones->file.name);
    mbr_buf_free(&text);
}

/* Of several columns the one that is there, or all that make up a value. */
static void put_mapping(struct mbr_buf *text, const struct mbr_names *titles,
                        const struct mbr_layout_field *field)
{
    const struct mbr_names *columns = &field->columns;
    const char *mark = "=";
    if (columns->count == 0)
        mbr_put_format(text, "%s%s=%s", text->n ? "," : "", field->field, field->value);
    for (size_t i = 0; i < columns->count; i++) {
        if (mbr_import_column(titles, columns->name[i]) == MBR_IMPORT_NO_COLUMN)
            continue;
        if (*mark == '=')
            mbr_put_format(text, "%s%s", text->n ? "," : "", field->field);
        mbr_put_format(text, "%s%s%s", mark, columns->name[i],
                       field->parts && field->parts[i] ? " (part)" : "");
        mark = field->joined ? "+" : "|";
    }
}

/* As it can be given to --map, but for fields of several columns. */
static void say_mapping(const struct mbr_importer *import)
{
    const struct mbr_layout *layout = import->plan.layout;
    struct mbr_buf text = {0};
    for (size_t i = 0; i < layout->count; i++)
        if (!layout->field[i].constant)
            put_mapping(&text, &import->plan.titles, &layout->field[i]);
    mbr_note(import->run, "%s: %.*s", mbr_importer_name(import), (int)text.n, text.p);
    mbr_buf_free(&text);
}

#define NOTE 800 /* bytes of a list, to be told in several notes where it is longer */

/* Adds the column to the list, telling first what is there where that is long enough. */
static void put_title(const struct mbr_importer *import, struct mbr_buf *text, const char *what,
                      size_t column)
{
    const char *title = import->plan.titles.name[column];
    if (text->n && text->n + strlen(title) > NOTE) {
        mbr_note(import->run, "%s: %s: %.*s", mbr_importer_name(import), what, (int)text->n,
                 text->p);
        text->n = 0;
    }
    mbr_put_format(text, "%s%s", text->n ? ", " : "", title);
}

static void mark_used(const struct mbr_import_list *list, size_t columns, bool *used)
{
    for (size_t i = 0; i < list->count; i++)
        for (size_t k = 0; k < columns; k++)
            used[k] |= mbr_import_takes(list->field[i], k);
}

void mbr_importer_say_columns(const struct mbr_importer *import)
{
    const struct mbr_import_plan *plan = &import->plan;
    size_t count = plan->titles.count;
    bool *used = mbr_calloc(count, sizeof *used);
    struct mbr_buf text = {0};
    if (import->options->sniff)
        say_mapping(import);
    for (size_t i = 0; i < plan->privates; i++) {
        used[plan->private[i]] = true;
        put_title(import, &text, "never taken", plan->private[i]);
    }
    if (text.n)
        mbr_note(import->run, "%s: never taken: %.*s", mbr_importer_name(import), (int)text.n,
                 text.p);
    text.n = 0;
    if (import->json) /* that is said when all has been read */
        count = 0;
    mark_used(&plan->input, count, used);
    mark_used(&plan->packed, count, used);
    for (size_t i = 0; i < plan->unpacks; i++)
        used[plan->unpack[i]] = true;
    for (size_t i = 0; i < count; i++)
        if (!used[i])
            put_title(import, &text, "not used", i);
    if (text.n)
        mbr_note(import->run, "%s: not used: %.*s", mbr_importer_name(import), (int)text.n, text.p);
    mbr_buf_free(&text);
    free(used);
}

static void put_part(struct mbr_buf *text, size_t begin, uint64_t n, const char *noun)
{
    if (n == 0)
        return;
    mbr_put_text(text, text->n == begin ? ": " : ", ");
    mbr_put_count(text, n, noun);
}

void mbr_importer_say_end(const struct mbr_importer *import)
{
    const struct mbr_import_row *row = &import->row;
    struct mbr_buf text = {0};
    if (!import->any)
        return;
    mbr_put_count(&text, import->rows, "row");
    size_t begin = text.n;
    if (row->purchases && row->returns) {
        put_part(&text, begin, row->purchases + row->returns, "purchases and return");
    } else {
        put_part(&text, begin, row->purchases, "purchase");
        put_part(&text, begin, row->returns, "return");
    }
    put_part(&text, begin, row->others, text.n == begin ? "event" : "other event");
    put_part(&text, begin, row->facts, "fact");
    put_part(&text, begin, row->items, "item");
    put_part(&text, begin, import->rejects.total, "reject");
    put_part(&text, begin, import->duplicates, "duplicate");
    if (import->excluded)
        mbr_put_format(&text, ", %llu excluded", (unsigned long long)import->excluded);
    mbr_note(import->run, "%.*s", (int)text.n, text.p);
    text.n = 0;
    mbr_put_count(&text, row->private, "row");
    if (row->private)
        mbr_note(import->run, "%.*s with something in columns that are never taken", (int)text.n,
                 text.p);
    text.n = 0;
    mbr_put_count(&text, row->twice, "row");
    if (row->twice)
        mbr_note(import->run, "%.*s with a time that came twice when clocks went back: the first",
                 (int)text.n, text.p);
    text.n = 0;
    mbr_put_count(&text, import->totals, "row");
    if (import->totals)
        mbr_note(import->run, "%.*s with a sum of the table: passed over", (int)text.n, text.p);
    mbr_import_dropped_say(&import->dropped, import->run);
    if (import->book)
        mbr_book_say(import);
    mbr_import_exclude_say(&import->exclude, import->run);
    mbr_buf_free(&text);
}
