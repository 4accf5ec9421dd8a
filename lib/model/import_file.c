#include "import_book.h"
#include "import_json.h"
#include "import_learn.h"
#include "importer.h"
#include "mbr/json.h"

#define FEW 3 /* a sheet with fewer columns is a cover, and no table of sales */

/* For errors of the readers, which name the file themselves. */
static int located(struct mbr_importer *import, int status)
{
    if (status < 0)
        import->run->located = true;
    return status;
}

int mbr_importer_fail(struct mbr_importer *import)
{
    return mbr_fail(import->run, "%s: %s", mbr_in_name(import->run->in), import->run->err.text);
}

static int fail_data(struct mbr_importer *import, const char *what, const char *filter)
{
    struct mbr_run *run = import->run;
    if (filter)
        mbr_err_set(&run->err, "%s; use: %s | %s", what, filter, run->tool->name);
    else
        mbr_err_set(&run->err, "%s", what);
    return mbr_importer_fail(import);
}

/* Nothing could be cut into fields: there is no data, or what there is cannot be read. 0 or -1. */
static int without_fields(struct mbr_importer *import, struct mbr_span head, bool whole)
{
    struct mbr_run *run = import->run;
    struct mbr_csv_record record = {0};
    size_t taken = mbr_csv_split(&record, &import->csv.dialect, head, whole);
    const char *flaw = record.flaw, *what = "no line end";
    mbr_csv_record_free(&record);
    if (whole && !flaw)
        return 0;
    if (taken)
        what = "nothing but blanks";
    else if (memchr(head.p, '\n', head.n) || memchr(head.p, '\r', head.n))
        what = "a quote that is not closed";
    if (flaw)
        mbr_err_set(&run->err, "the first record: %s", flaw);
    else
        mbr_err_set(&run->err, "%s within %s", what,
                    run->max_line < MBR_IMPORT_LOOK ? "--max-line" : "the first 1 MB");
    return mbr_importer_fail(import);
}

static int sniff_file(struct mbr_importer *import)
{
    struct mbr_run *run = import->run;
    const struct mbr_import_options *options = import->options;
    struct mbr_span head;
    bool whole;
    size_t want = run->max_line < MBR_IMPORT_LOOK ? run->max_line : MBR_IMPORT_LOOK;
    char separator = options->separator ? mbr_separator_byte(options->separator) : 0;
    if (mbr_in_text(run->in)->sheet)
        separator = ',';
    if (mbr_csv_head(&import->csv, want, &head, &whole, &run->err) < 0)
        return located(import, -1);
    const char *filter, *what = mbr_sniff_data(head, &filter);
    if (what)
        return fail_data(import, what, filter);
    mbr_sniff(&import->sniff, head, whole, separator);
    import->sniff.header = (import->sniff.header || options->header) && !options->no_header;
    import->csv.dialect = import->sniff.dialect;
    return import->sniff.fields ? 0 : without_fields(import, head, whole);
}

static int check_header(struct mbr_importer *import, const struct mbr_csv_record *record)
{
    struct mbr_run *run = import->run;
    if (record->flaw) {
        mbr_err_set(&run->err, "the header: %s", record->flaw);
        return mbr_importer_fail(import);
    }
    if (mbr_utf8_valid(record->raw.p, record->raw.n))
        return 0;
    mbr_err_set(&run->err, "the header is not %s (see --encoding)", mbr_in_text(run->in)->encoding);
    return mbr_importer_fail(import);
}

/* The titles of the columns: the header, which is then used up, or their numbers. */
static int read_titles(struct mbr_importer *import)
{
    struct mbr_run *run = import->run;
    const struct mbr_csv_record *record = &import->csv.record;
    const struct mbr_span *headers = NULL;
    size_t count = import->sniff.fields;
    import->header.n = 0;
    if (import->sniff.header) {
        int got = mbr_csv_next(&import->csv, &run->err);
        if (got <= 0)
            return located(import, got);
        if (check_header(import, record) < 0)
            return -1;
        headers = record->field;
        count = record->fields;
        mbr_put_span(&import->header, record->raw);
    }
    if (mbr_import_titles(&import->plan.titles, headers, count, &run->err) < 0)
        return mbr_importer_fail(import);
    /* In a sheet the empty cells at the end of a row are not there. */
    if (mbr_in_text(run->in)->sheet)
        import->csv.dialect.least = count;
    return 0;
}

/* A layout without headers knows its file by the number of columns alone. */
static int check_columns(struct mbr_importer *import)
{
    const struct mbr_layout *layout = import->plan.layout;
    size_t count = import->plan.titles.count;
    if (!layout->columns || count == (size_t)layout->columns)
        return 0;
    mbr_err_set(&import->run->err, "preset %s has %lld columns, this file has %zu", layout->name,
                (long long)layout->columns, count);
    return mbr_importer_fail(import);
}

/* The first column that the layout names and the file does not have; NULL when it has all. */
static const char *missing_column(const struct mbr_importer *import,
                                  const struct mbr_layout *layout)
{
    for (size_t i = 0; i < layout->count; i++)
        if (!layout->field[i].constant && !layout->field[i].columns.count &&
            mbr_import_column(&import->plan.titles, layout->field[i].value) == MBR_IMPORT_NO_COLUMN)
            return layout->field[i].value;
    return NULL;
}

/* Without a header only numbers name columns. */
static int check_names(struct mbr_importer *import)
{
    const struct mbr_import_plan *plan = &import->plan;
    const struct mbr_layout *layout = plan->layout;
    const char *missing = missing_column(import, layout);
    if (import->sniff.header || !layout->name || !missing)
        return 0;
    const char *other = mbr_importer_of_columns(plan->titles.count);
    mbr_err_set(
        &import->run->err,
        "preset %s names columns (\"%s\"), and this file has no header%s%s%s (see --header, "
        "--map)",
        layout->name, missing, other ? "; without one there is preset " : "", other ? other : "",
        other ? ", of as many columns" : "");
    return mbr_importer_fail(import);
}

/* Where nobody asks for a zone, times of some place are the shop's as they stand; those of UTC are
   of no place, so they say what they are. */
static int set_zones(struct mbr_importer *import)
{
    struct mbr_import_zones *zones = &import->zones;
    const char *name = import->plan.layout->zone;
    bool wanted = zones->shop.zone || (name && strcmp(name, "UTC") == 0);
    if (mbr_import_zone_set(&zones->file, wanted ? name : NULL, &import->run->err) < 0) {
        mbr_err_within(&import->run->err, "zone");
        return mbr_importer_fail(import);
    }
    import->plan.zones = zones->shop.zone || zones->file.zone ? zones : NULL;
    return 0;
}

/* A column of one is a path of the other. */
static int check_kind(struct mbr_importer *import)
{
    const struct mbr_layout *layout = import->plan.layout;
    bool json = import->json;
    if (!layout->name || (layout->json != NULL) == json)
        return 0;
    mbr_err_set(&import->run->err, "preset %s is for %s, and this is %s", layout->name,
                json ? "delimited text" : "JSON", json ? "JSON" : "delimited text");
    return mbr_importer_fail(import);
}

int mbr_importer_plan(struct mbr_importer *import, struct mbr_layout *layout)
{
    struct mbr_run *run = import->run;
    struct mbr_import_plan *plan = &import->plan;
    plan->layout = layout;
    plan->rates = import->rates;
    if (layout->short_rows)
        import->csv.dialect.least = plan->titles.count;
    if (set_zones(import) < 0)
        return -1;
    if (check_kind(import) < 0 || check_columns(import) < 0 || check_names(import) < 0)
        return -1;
    if (mbr_import_plan_make(plan, layout, &run->err) < 0)
        return mbr_importer_fail(import);
    if (mbr_import_constants(plan, &import->row) < 0) {
        mbr_import_flaw_err(&import->row.flaw, &run->err);
        return mbr_importer_fail(import);
    }
    for (size_t i = 0; i < plan->attrs.count; i++)
        plan->attrs.field[i]->attr =
            mbr_import_attr_number(&import->facts, plan->attrs.field[i]->full);
    return 0;
}

static int learn(struct mbr_importer *import)
{
    struct mbr_run *run = import->run;
    struct mbr_buf dates = {0};
    bool whole_error;
    int status = mbr_import_learn(&import->plan, &import->csv, run->max_line, &dates, &whole_error,
                                  &run->err);
    if (status < 0) {
        run->located = whole_error;
    } else {
        mbr_importer_say_file(import, mbr_buf_span(&dates));
        mbr_importer_say_columns(import);
    }
    mbr_buf_free(&dates);
    return status;
}

/* Workbooks have sheets of other things too, which are no reason to fail as long as one fits. */
static int pass_over(struct mbr_importer *import)
{
    struct mbr_run *run = import->run;
    mbr_note(run, "%s: passed over: %s", mbr_importer_name(import), run->err.text);
    mbr_importer_fail(import);
    run->located = false;
    import->why = run->err;
    import->passed = true;
    return 0;
}

/* What is mapped by hand is mapped in the sheets that have it, unless sheets are named. */
static bool is_other_sheet(struct mbr_importer *import, const struct mbr_layout *layout)
{
    struct mbr_run *run = import->run;
    const char *missing = NULL;
    if (mbr_in_text(run->in)->sheet && import->options->sheets.count == 0)
        missing = missing_column(import, layout);
    if (missing)
        mbr_err_set(&run->err, "no column \"%s\"", missing);
    return missing;
}

int mbr_importer_without_layout(struct mbr_importer *import)
{
    bool covers =
        import->options->sheets.count == 0 && (import->sniff.fields < FEW || !import->sniff.header);
    if (mbr_in_text(import->run->in)->sheet && (!import->options->sniff || covers))
        return pass_over(import);
    if (!import->options->sniff)
        return mbr_importer_fail(import);
    import->fits = true;
    mbr_importer_say_file(import, (struct mbr_span){NULL, 0});
    return mbr_importer_show(import);
}

/* 1, 0, or -1 with run->err. */
static int is_json(struct mbr_importer *import)
{
    struct mbr_span head;
    bool whole;
    size_t most = import->run->max_line;
    size_t want = most < MBR_IMPORT_LOOK ? most : MBR_IMPORT_LOOK;
    if (mbr_in_text(import->run->in)->sheet)
        return 0;
    if (mbr_csv_head(&import->csv, want, &head, &whole, &import->run->err) < 0)
        return located(import, -1);
    return mbr_sniff_json(head);
}

int mbr_importer_open(struct mbr_importer *import)
{
    struct mbr_run *run = import->run;
    struct mbr_layout *layout;
    if (mbr_in_text(run->in)->hidden) {
        mbr_note(run, "%s: hidden, so passed over (see --sheet)", mbr_importer_name(import));
        return 0;
    }
    mbr_import_plan_free(&import->plan);
    mbr_map_free(&import->row.orders);
    mbr_import_json_free(import->json);
    import->json = NULL;
    if (located(import, mbr_csv_open(&import->csv, run->in, &run->err)) < 0)
        return -1;
    int json = is_json(import);
    if (json)
        return json < 0 ? -1 : mbr_importer_open_json(import);
    if (sniff_file(import) < 0)
        return -1;
    if (import->sniff.fields == 0) {
        mbr_note(run, "%s: no data", mbr_importer_name(import));
        return 0;
    }
    if (mbr_importer_find_header(import) < 0 || read_titles(import) < 0)
        return -1;
    int found = mbr_importer_layout(import, &layout);
    if (found == 0)
        return mbr_importer_without_layout(import);
    if (found > 0 && is_other_sheet(import, layout)) {
        mbr_layout_free(layout);
        return pass_over(import);
    }
    if (found < 0 || mbr_importer_plan(import, layout) < 0 || learn(import) < 0 ||
        (import->plan.book && mbr_import_book_open(import) < 0))
        return -1;
    return 1;
}
