#include "importer.h"

#include <stdlib.h>

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
    const char *name = import->plan.layout->name;
    if (!name)
        return;
    mbr_put_format(text, ", preset %s", name);
    if (import->options->map.count) {
        mbr_put_text(text, ", with --map ");
        put_items(text, &import->options->map);
    }
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
    if (known->sheet)
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
    if (plan->mark == MBR_MARK_COMMA)
        mbr_put_text(&text, ", decimal comma");
    mbr_note(import->run, "%s: %.*s", mbr_importer_name(import), (int)text.n, text.p);
    mbr_buf_free(&text);
}

/* As it can be given to --map. */
static void say_mapping(const struct mbr_importer *import)
{
    const struct mbr_layout *layout = import->plan.layout;
    struct mbr_buf text = {0};
    for (size_t i = 0; i < layout->count; i++)
        if (!layout->field[i].constant)
            mbr_put_format(&text, "%s%s=%s", text.n ? "," : "", layout->field[i].field,
                           layout->field[i].value);
    mbr_note(import->run, "%s: %.*s", mbr_importer_name(import), (int)text.n, text.p);
    mbr_buf_free(&text);
}

void mbr_importer_say_columns(const struct mbr_importer *import)
{
    const struct mbr_import_plan *plan = &import->plan;
    bool *used = mbr_calloc(plan->titles.count, sizeof *used);
    struct mbr_buf text = {0};
    if (import->options->sniff)
        say_mapping(import);
    for (size_t i = 0; i < plan->input.count; i++)
        used[plan->input.field[i]->column] = true;
    for (size_t i = 0; i < plan->titles.count; i++)
        if (!used[i])
            mbr_put_format(&text, "%s%s", text.n ? ", " : "", plan->titles.name[i]);
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
    mbr_note(import->run, "%.*s", (int)text.n, text.p);
    mbr_buf_free(&text);
}
