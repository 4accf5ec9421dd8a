#include "mbr/import.h"

#include <stdio.h>
#include <stdlib.h>

#include "import_book.h"
#include "import_crew.h"
#include "import_json.h"
#include "mbr/presets.h"

#define SNIFFED_ROWS 5

/* The map keeps the whole row, so that equal hashes of different rows do no harm. */
bool mbr_importer_again(struct mbr_importer *import)
{
    bool added = true;
    if (import->options->dedupe)
        mbr_map_put(&import->seen, import->csv.record.raw, &added);
    import->duplicates += !added;
    return !added;
}

int mbr_importer_write_facts(struct mbr_importer *import, uint64_t line)
{
    struct mbr_run *run = import->run;
    if (mbr_import_write_facts(&import->plan, &import->row, &import->facts, &run->out.buf) == 0)
        return 0;
    mbr_in_set_number(run->in, line);
    return mbr_import_flaw_err(&import->row.flaw, &run->err);
}

/* In text that has been decoded, 0xff stands before what the encoding does not know. */
static void name_bytes(const struct mbr_importer *import, struct mbr_import_flaw *flaw)
{
    const struct mbr_in_text *text = mbr_in_text(import->run->in);
    const char *mark = flaw->value.n ? memchr(flaw->value.p, 0xff, flaw->value.n) : NULL;
    if (!text->decoded || !mark || mark + 1 == flaw->value.p + flaw->value.n)
        return;
    snprintf(flaw->text, sizeof flaw->text, "a byte that %.30s does not know", text->encoding);
    flaw->what = flaw->text;
    flaw->value = (struct mbr_span){mark + 1, 1};
}

bool mbr_importer_is_total(struct mbr_importer *import, const struct mbr_csv_record *record)
{
    const struct mbr_import_field *order = import->plan.order;
    bool total = order && order->column < record->fields &&
                 mbr_import_is_total(mbr_import_trimmed(record->field[order->column]));
    import->totals += total;
    return total;
}

/* Whether the value, of a row as a whole or of a column that is never taken, must not be shown. */
static bool is_private(const struct mbr_importer *import, const struct mbr_import_flaw *flaw)
{
    const struct mbr_import_plan *plan = &import->plan;
    bool hidden = flaw->column == NULL && plan->privates > 0;
    for (size_t i = 0; i < plan->privates && !hidden; i++)
        hidden = strcmp(plan->titles.name[plan->private[i]], flaw->column) == 0;
    return hidden;
}

/* Files that were put end to end have their header again; its own flaw would be a riddle. */
int mbr_importer_reject(struct mbr_importer *import, const struct mbr_csv *csv)
{
    struct mbr_import_row *row = &import->row;
    if (mbr_importer_is_total(import, &csv->record))
        return 0;
    if (mbr_span_equal(csv->record.raw, mbr_buf_span(&import->header)))
        mbr_import_flawed(row, NULL, "the header again");
    if (row->flaw.bytes)
        name_bytes(import, &row->flaw);
    if (is_private(import, &row->flaw))
        row->flaw.value.n = 0;
    return mbr_import_reject(&import->rejects, import->run, csv->line, &row->flaw, csv->record.raw);
}

static bool is_excluded(struct mbr_importer *import)
{
    const struct mbr_import_field *order = import->plan.order;
    bool excluded = order && mbr_import_excludes(&import->exclude, order->raw);
    import->excluded += excluded;
    return excluded;
}

int mbr_importer_write(struct mbr_importer *import)
{
    struct mbr_run *run = import->run;
    if (mbr_importer_write_facts(import, import->csv.line) < 0)
        return -1;
    if (mbr_import_is_facts(&import->plan, &import->row))
        return 0;
    mbr_import_write_event(&import->plan, &import->row, &run->out.buf);
    return mbr_end(run);
}

int mbr_importer_row(struct mbr_importer *import)
{
    struct mbr_csv *csv = &import->csv;
    import->row.record = &csv->record;
    if (import->plan.book && mbr_importer_is_total(import, &csv->record))
        return 0;
    if (import->plan.book)
        return mbr_import_book_row(import);
    if (mbr_import_read(&import->plan, &import->row) < 0)
        return mbr_importer_reject(import, csv);
    if (is_excluded(import))
        return 0;
    return mbr_importer_write(import);
}

static int import_row(struct mbr_importer *import)
{
    import->rows++;
    mbr_tick(import->run);
    return mbr_importer_again(import) ? 0 : mbr_importer_row(import);
}

static int import_rows(struct mbr_importer *import)
{
    uint64_t most = import->options->sniff ? import->rows + SNIFFED_ROWS : UINT64_MAX;
    if (import->json)
        return mbr_import_json_rows(import, most);
    if (mbr_import_crew_wanted(import))
        return mbr_import_crew_rows(import);
    for (;;) {
        int got = mbr_csv_next(&import->csv, &import->run->err);
        if (got <= 0) {
            import->run->located |= got < 0;
            return got;
        }
        if (import_row(import) < 0)
            return -1;
        if (import->rows >= most)
            return 0;
    }
}

/* No sheet of the workbook that ends has fitted. */
static int end_book(struct mbr_importer *import)
{
    bool failed = import->passed && !import->fits;
    import->fits = import->passed = false;
    return failed ? mbr_fail(import->run, "%s", import->why.text) : 0;
}

static int import_file(struct mbr_importer *import)
{
    int status = mbr_importer_open(import);
    if (status <= 0)
        return status;
    import->any = import->fits = true;
    status = import_rows(import);
    mbr_import_dropped_take(&import->dropped, &import->plan);
    mbr_importer_say_encoding(import);
    mbr_importer_say_unvalued(import);
    if (import->json && status == 0)
        mbr_import_json_say(import);
    return status;
}

static int import_files(struct mbr_importer *import)
{
    struct mbr_run *run = import->run;
    for (;;) {
        int opened = mbr_in_open(run->in, &run->err);
        run->located |= opened < 0;
        if (opened < 0)
            return -1;
        if ((opened == 0 || !mbr_in_text(run->in)->goes_on) && end_book(import) < 0)
            return -1;
        if (opened == 0 || import_file(import) < 0)
            return opened ? -1 : 0;
    }
}

/* A preset is mostly found by the header, for which the encoding has to be known: only the one that
   is named alone can tell it. */
static int find_encoding(struct mbr_importer *import, char **encoding)
{
    const struct mbr_import_options *options = import->options;
    struct mbr_run *run = import->run;
    *encoding = options->encoding ? mbr_strdup(options->encoding) : NULL;
    if (*encoding || options->preset.count != 1 || mbr_list_has(&options->preset, "none"))
        return 0;
    struct mbr_layout *layout = mbr_layout_find(options->preset.item[0], &run->err);
    if (!layout)
        return mbr_fail(run, "%s", run->err.text);
    *encoding = layout->encoding ? mbr_strdup(layout->encoding) : NULL;
    mbr_layout_free(layout);
    return 0;
}

/* Who goes on behind bad rows also wants those whose bytes are no text. */
static int import_text(struct mbr_importer *import)
{
    struct mbr_run *run = import->run;
    bool goes_on = run->skip_bad || import->rejects.to_file;
    char *encoding;
    if (find_encoding(import, &encoding) < 0)
        return -1;
    mbr_in_sheets(run->in, import->options->sheets.item, import->options->sheets.count);
    int status = mbr_in_decode(run->in, encoding, goes_on);
    status = status == 0 ? import_files(import)
                         : mbr_misuse(run,
                                      "%s: not known: %s (known are UTF-8, GB18030, GBK, BIG5, "
                                      "UTF-16LE, WINDOWS-1252, ISO-8859-1 …: see iconv -l)",
                                      import->options->encoding ? "--encoding"
                                                                : import->options->preset.item[0],
                                      encoding);
    free(encoding);
    return status;
}

static void free_importer(struct mbr_importer *import)
{
    mbr_import_crew_free(import->crew);
    mbr_import_book_free(import->book);
    mbr_import_exclude_free(&import->exclude);
    mbr_import_zone_free(&import->zones.shop);
    mbr_import_zone_free(&import->zones.file);
    mbr_rates_free(import->rates);
    mbr_import_dropped_free(&import->dropped);
    mbr_import_json_free(import->json);
    mbr_csv_free(&import->csv);
    mbr_import_plan_free(&import->plan);
    mbr_import_facts_free(&import->facts);
    mbr_import_row_free(&import->row);
    mbr_map_free(&import->seen);
    mbr_buf_free(&import->header);
}

static int load(struct mbr_importer *import)
{
    struct mbr_run *run = import->run;
    const struct mbr_import_options *options = import->options;
    if (options->tz && mbr_import_zone_set(&import->zones.shop, options->tz, &run->err) < 0)
        return mbr_misuse(run, "--tz: %s", run->err.text);
    if (options->rates && !(import->rates = mbr_rates_load(options->rates, &run->err)))
        return mbr_fail(run, "%s", run->err.text);
    return 0;
}

int mbr_import(struct mbr_run *run, const struct mbr_import_options *options)
{
    struct mbr_importer import = {.run = run, .options = options};
    for (size_t i = 0; i < options->drop.count; i++)
        if (strcmp(options->drop.item[i], "items") != 0)
            return mbr_misuse(run, "--drop: only items can be left out: %s", options->drop.item[i]);
    import.row.without_items = options->drop.count > 0;
    if (mbr_import_rejects_open(&import.rejects, run, options) < 0)
        return -1;
    int status = load(&import);
    if (status == 0 && options->exclude_orders)
        status = mbr_import_exclude_load(&import.exclude, options->exclude_orders, run);
    if (status == 0)
        status = import_text(&import);
    if (status == 0)
        status = mbr_import_book_end(&import);
    if (status == 0) {
        mbr_importer_say_end(&import);
        status = mbr_import_rejects_report(&import.rejects, run, import.rows);
    }
    if (mbr_import_rejects_close(&import.rejects, run, status == 0) < 0)
        status = -1;
    free_importer(&import);
    return status;
}

int mbr_put_presets(struct mbr_buf *buf, struct mbr_err *err)
{
    for (const struct mbr_preset_text *preset = mbr_preset_texts; preset->name; preset++) {
        struct mbr_layout *layout = mbr_layout_parse(preset->name, mbr_span(preset->text), err);
        if (!layout)
            return -1;
        mbr_put_format(buf, "%-24s%s\n", layout->name, layout->about ? layout->about : "");
        mbr_layout_free(layout);
    }
    return 0;
}

int mbr_put_preset(struct mbr_buf *buf, const char *name, struct mbr_err *err)
{
    struct mbr_layout *layout = strpbrk(name, "/.") ? NULL : mbr_layout_find(name, err);
    if (!layout)
        return strpbrk(name, "/.") ? mbr_err_set(err, "no such preset: \"%s\"", name) : -1;
    for (const struct mbr_preset_text *preset = mbr_preset_texts; preset->name; preset++)
        if (strcmp(preset->name, name) == 0)
            mbr_put_text(buf, preset->text);
    mbr_layout_free(layout);
    return 0;
}
