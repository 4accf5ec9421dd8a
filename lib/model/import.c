#include "mbr/import.h"

#include "import_crew.h"
#include "mbr/presets.h"

#define SNIFFED_ROWS 5

/* The map keeps the whole row, so that equal hashes of different rows do no harm. */
static bool is_duplicate(struct mbr_importer *import)
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

/* Files that were put end to end have their header again; its own flaw would be a riddle. */
int mbr_importer_reject(struct mbr_importer *import, const struct mbr_csv *csv)
{
    struct mbr_import_row *row = &import->row;
    if (mbr_span_equal(csv->record.raw, mbr_buf_span(&import->header)))
        mbr_import_flawed(row, NULL, "the header again");
    return mbr_import_reject(&import->rejects, import->run, csv->line, &row->flaw, csv->record.raw);
}

static int import_row(struct mbr_importer *import)
{
    struct mbr_run *run = import->run;
    struct mbr_csv *csv = &import->csv;
    import->rows++;
    mbr_tick(run);
    if (is_duplicate(import))
        return 0;
    import->row.record = &csv->record;
    if (mbr_import_read(&import->plan, &import->row) < 0)
        return mbr_importer_reject(import, csv);
    if (mbr_importer_write_facts(import, csv->line) < 0)
        return -1;
    mbr_import_write_event(&import->plan, &import->row, &run->out.buf);
    return mbr_end(run);
}

static int import_rows(struct mbr_importer *import)
{
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
        if (import->options->sniff && import->rows >= SNIFFED_ROWS)
            return 0;
    }
}

static int import_files(struct mbr_importer *import)
{
    struct mbr_run *run = import->run;
    for (;;) {
        int opened = mbr_in_open(run->in, &run->err);
        if (opened <= 0) {
            run->located |= opened < 0;
            return opened;
        }
        int status = mbr_importer_open(import);
        import->any |= status > 0;
        if (status < 0 || (status > 0 && import_rows(import) < 0))
            return -1;
    }
}

static void free_importer(struct mbr_importer *import)
{
    mbr_import_crew_free(import->crew);
    mbr_csv_free(&import->csv);
    mbr_import_plan_free(&import->plan);
    mbr_import_facts_free(&import->facts);
    mbr_import_row_free(&import->row);
    mbr_map_free(&import->seen);
    mbr_buf_free(&import->header);
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
    int status = import_files(&import);
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
        mbr_put_format(buf, "%-16s %s\n", layout->name, layout->about ? layout->about : "");
        mbr_layout_free(layout);
    }
    return 0;
}
