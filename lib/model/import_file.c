#include "importer.h"

#include <stdlib.h>

#include "import_learn.h"
#include "mbr/json.h"

#define LOOK ((size_t)1 << 20)

/* For errors of the readers, which name the file themselves. */
static int located(struct mbr_importer *import, int status)
{
    if (status < 0)
        import->run->located = true;
    return status;
}

/* For errors about a file as a whole. */
static int fail_file(struct mbr_importer *import)
{
    return mbr_fail(import->run, "%s: %s", mbr_in_name(import->run->in), import->run->err.text);
}

static int sniff_file(struct mbr_importer *import)
{
    struct mbr_run *run = import->run;
    const struct mbr_import_options *options = import->options;
    struct mbr_span head;
    bool whole;
    size_t want = run->max_line < LOOK ? run->max_line : LOOK;
    char separator = options->separator ? mbr_separator_byte(options->separator) : 0;
    if (mbr_csv_head(&import->csv, want, &head, &whole, &run->err) < 0)
        return located(import, -1);
    if (mbr_sniff(&import->sniff, head, whole, separator, &run->err) < 0)
        return fail_file(import);
    import->sniff.header = (import->sniff.header || options->header) && !options->no_header;
    import->csv.dialect = import->sniff.dialect;
    return 0;
}

/* The titles of the columns: the header, which is then used up, or their numbers. */
static int read_titles(struct mbr_importer *import)
{
    struct mbr_names *titles = &import->plan.titles;
    if (import->sniff.header) {
        int got = mbr_csv_next(&import->csv, &import->run->err);
        if (got < 0)
            return located(import, -1);
        const struct mbr_csv_record *record = &import->csv.record;
        if (got > 0)
            mbr_import_titles(titles, record->field, record->fields);
        for (size_t i = 0; i < titles->count; i++) {
            if (!mbr_utf8_valid(titles->name[i], strlen(titles->name[i]))) {
                mbr_err_set(&import->run->err, "the header is not UTF-8");
                return fail_file(import);
            }
        }
    } else {
        struct mbr_span none[] = {{NULL, 0}};
        for (size_t i = 0; i < import->sniff.fields; i++)
            mbr_import_titles(titles, none, 1);
    }
    return 0;
}

static struct mbr_layout *find_layout(struct mbr_importer *import)
{
    const struct mbr_import_options *options = import->options;
    const struct mbr_names *titles = &import->plan.titles;
    struct mbr_err *err = &import->run->err;
    if (options->preset && strcmp(options->preset, "none") != 0)
        return mbr_layout_find(options->preset, err);
    struct mbr_layout *layout = NULL;
    if (!options->preset && import->sniff.header) {
        struct mbr_span *headers = mbr_calloc(titles->count, sizeof *headers);
        for (size_t i = 0; i < titles->count; i++)
            headers[i] = mbr_span(titles->name[i]);
        int status = mbr_layout_match(headers, titles->count, &layout, err);
        free(headers);
        if (status < 0 || layout)
            return layout;
    }
    if (options->map.count)
        return mbr_layout_new();
    mbr_err_set(err, import->sniff.header
                         ? "no preset has these headers (see --map, --preset)"
                         : "no header, so what the columns are has to be said (see --map, "
                           "--preset, --header)");
    return NULL;
}

/* "field=value" */
static int set_fields(struct mbr_layout *layout, const struct mbr_list *list, bool constant,
                      struct mbr_err *err)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *equals = strchr(list->item[i], '=');
        if (!equals)
            return mbr_err_set(err, "--%s: not FIELD=%s: %s", constant ? "set" : "map",
                               constant ? "VALUE" : "COLUMN", list->item[i]);
        char *field = mbr_memdup(list->item[i], (size_t)(equals - list->item[i]));
        int status = mbr_layout_set(layout, field, equals + 1, constant, err);
        free(field);
        if (status < 0)
            return mbr_err_within(err, constant ? "--set" : "--map");
    }
    return 0;
}

static int add_options(struct mbr_layout *layout, const struct mbr_import_options *options,
                       struct mbr_err *err)
{
    if (set_fields(layout, &options->map, false, err) < 0 ||
        set_fields(layout, &options->set, true, err) < 0)
        return -1;
    if (options->date_order)
        (void)mbr_layout_date_order(options->date_order, &layout->date_order);
    if (options->decimal)
        (void)mbr_layout_decimal(options->decimal, &layout->decimal);
    if (options->order_by.count)
        mbr_layout_order_by(layout, options->order_by.item, options->order_by.count);
    layout->ids |= options->ids;
    return 0;
}

static int make_plan(struct mbr_importer *import)
{
    struct mbr_err *err = &import->run->err;
    struct mbr_import_plan *plan = &import->plan;
    struct mbr_layout *layout = find_layout(import);
    if (!layout)
        return import->options->preset ? mbr_fail(import->run, "%s", err->text) : fail_file(import);
    plan->layout = layout;
    if (add_options(layout, import->options, err) < 0)
        return mbr_misuse(import->run, "%s", err->text);
    if (mbr_import_plan_make(plan, layout, err) < 0)
        return fail_file(import);
    if (mbr_import_constants(plan, &import->row) < 0) {
        const struct mbr_import_flaw *flaw = &import->row.flaw;
        mbr_err_value(err, flaw->column, flaw->what, flaw->value);
        return fail_file(import);
    }
    for (size_t i = 0; i < plan->attrs.count; i++)
        plan->attrs.field[i]->attr =
            mbr_import_attr_number(&import->facts, plan->attrs.field[i]->name);
    return 0;
}

/* A layout without headers knows its file by the number of columns alone. */
static int check_columns(struct mbr_importer *import)
{
    const struct mbr_layout *layout = import->plan.layout;
    if (!layout->columns || import->plan.titles.count == (size_t)layout->columns)
        return 0;
    mbr_err_set(&import->run->err, "%zu columns, but preset %s is for %zu",
                import->plan.titles.count, layout->name, (size_t)layout->columns);
    return fail_file(import);
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
    mbr_note(import->run, "%s: %.*s", mbr_in_name(import->run->in), (int)text.n, text.p);
    mbr_buf_free(&text);
}

static void say_unused(const struct mbr_importer *import)
{
    const struct mbr_import_plan *plan = &import->plan;
    bool *used = mbr_calloc(plan->titles.count, sizeof *used);
    struct mbr_buf text = {0};
    for (size_t i = 0; i < plan->input.count; i++)
        used[plan->input.field[i]->column] = true;
    for (size_t i = 0; i < plan->titles.count; i++)
        if (!used[i])
            mbr_put_format(&text, "%s%s", text.n ? ", " : "", plan->titles.name[i]);
    if (text.n)
        mbr_note(import->run, "%s: not used: %.*s", mbr_in_name(import->run->in), (int)text.n,
                 text.p);
    mbr_buf_free(&text);
    free(used);
}

/* What was found out, for a person to check. */
static void say_file(struct mbr_importer *import, struct mbr_span dates)
{
    const struct mbr_import_plan *plan = &import->plan;
    const char *name = mbr_in_name(import->run->in);
    struct mbr_buf text = {0};
    mbr_put_format(&text, "%s%s, %s, %s", mbr_separator_name(import->sniff.dialect.separator),
                   import->sniff.quoted ? ", quotes" : "",
                   import->sniff.header ? "header" : "no header", import->sniff.line_end);
    if (import->csv.bom)
        mbr_put_text(&text, ", BOM");
    if (plan->layout->name)
        mbr_put_format(&text, ", preset %s", plan->layout->name);
    if (dates.n)
        mbr_put_format(&text, ", dates %.*s", (int)dates.n, dates.p);
    if (plan->mark == MBR_MARK_COMMA)
        mbr_put_text(&text, ", decimal comma");
    mbr_note(import->run, "%s: %.*s", name, (int)text.n, text.p);
    if (import->options->sniff)
        say_mapping(import);
    say_unused(import);
    mbr_buf_free(&text);
}

int mbr_importer_open(struct mbr_importer *import)
{
    struct mbr_run *run = import->run;
    struct mbr_buf dates = {0};
    bool whole_error;
    mbr_import_plan_free(&import->plan);
    if (located(import, mbr_csv_open(&import->csv, run->in, &run->err)) < 0 ||
        sniff_file(import) < 0)
        return -1;
    if (import->csv.window.n == 0) {
        mbr_note(run, "%s: empty", mbr_in_name(run->in));
        return 0;
    }
    if (read_titles(import) < 0 || make_plan(import) < 0 || check_columns(import) < 0)
        return -1;
    int status = mbr_import_learn(&import->plan, &import->csv, run->max_line, &dates, &whole_error,
                                  &run->err);
    if (status < 0)
        run->located = whole_error;
    else
        say_file(import, mbr_buf_span(&dates));
    mbr_buf_free(&dates);
    return status < 0 ? -1 : 1;
}
