#include "mbr/view.h"

#include <inttypes.h>

#include <stdlib.h>

#include "mbr/paths.h"
#include "mbr/sample.h"
#include "mbr/sheets.h"
#include "mbr/text.h"

#define MOST_NAMED 5
#define MOST_LEARNED 1000

/* Without columns given, records are sampled first: asked only for their type, with all their
   fields listed. Once the columns are known, the stream is asked for just these.

   Of the paths that a person gave, those that no record has are probably misspelt. As long as
   there are such, the first records are scanned again for the paths they do have. */
struct show {
    const struct mbr_view *view;
    struct mbr_run *run;
    struct mbr_stream stream;
    struct mbr_columns columns;
    struct mbr_sample sample;
    struct mbr_sheets sheets;
    struct mbr_paths known;
    struct mbr_ask *all; /* NULL when no path was given */
    size_t learned, unmet;
    bool *met; /* by slot; NULL before the columns are known */
    bool begun, sampling;
    enum mbr_kind kind;
    uint64_t shown, items, others;
};

static bool is_streamed(const struct mbr_view *view)
{
    return view->style.format == MBR_CELLS_CSV || view->style.format == MBR_CELLS_TSV;
}

static bool is_wanted(struct show *s)
{
    bool item = s->stream.kind == MBR_KIND_ITEM;
    bool wanted = s->view->type ? mbr_span_is(s->stream.type, s->view->type)
                                : !item && (!s->begun || s->stream.kind == s->kind);
    if (wanted && !s->begun) {
        s->kind = s->stream.kind;
        s->sheets.apart = s->kind == MBR_KIND_ROW && !is_streamed(s->view);
    }
    s->begun |= wanted;
    s->shown += wanted;
    s->items += !wanted && item;
    s->others += !wanted && !item;
    return wanted;
}

/* Asks for what is needed besides the columns. */
static void set_sheets(struct show *s)
{
    const char *by = s->view->by;
    s->sheets.style = s->view->style;
    s->sheets.columns = &s->columns;
    s->sheets.top = s->view->top;
    s->sheets.ascending = by && *by == '-';
    s->sheets.by = s->sheets.ascending ? by + 1 : by;
    if (by)
        s->sheets.by_slot = mbr_columns_ask(&s->columns, s->sheets.by);
    s->sheets.of_slot = mbr_columns_ask(&s->columns, "of");
    s->met = mbr_calloc(s->columns.paths, sizeof *s->met);
    s->unmet = s->columns.paths;
}

/* Options that name no field are misuse, so both are tried out before anything is read. */
static int check_by(struct show *s)
{
    const char *by = s->view->by;
    if (!by)
        return 0;
    by += *by == '-';
    struct mbr_ask *ask = mbr_ask_new(&by, 1, false, &s->run->err);
    mbr_ask_free(ask);
    return ask ? 0 : mbr_err_within(&s->run->err, "--by");
}

static int open_stream(struct show *s)
{
    static const char *const type[] = {"type"};
    if (check_by(s) < 0)
        return -1;
    s->sampling = s->view->columns->count == 0;
    if (!s->sampling || s->view->by)
        s->all = mbr_ask_new(type, 1, true, &s->run->err);
    if (s->sampling)
        return mbr_stream_open(&s->stream, s->run, type, 1, true);
    if (mbr_columns_parse(&s->columns, s->view->columns, &s->run->err) < 0)
        return -1;
    set_sheets(s);
    if (mbr_stream_open(&s->stream, s->run, s->columns.path, s->columns.paths, false) < 0)
        return mbr_err_within(&s->run->err, "--columns");
    return 0;
}

static void learn_paths(struct show *s)
{
    if (!s->all || (s->met && s->unmet == 0) || s->learned == MOST_LEARNED)
        return;
    s->learned++;
    if (mbr_ask_scan(s->all, s->stream.line, &s->run->err) == 0)
        mbr_paths_learn(&s->known, s->all);
}

static int put(struct show *s)
{
    const struct mbr_json *slot =
        mbr_columns_join(&s->columns, &s->view->style, s->stream.ask->slot);
    for (size_t i = 0; s->unmet && i < s->columns.paths; i++) {
        if (!s->met[i] && slot[i].kind != MBR_JSON_ABSENT) {
            s->met[i] = true;
            s->unmet--;
        }
    }
    return mbr_sheets_add(&s->sheets, slot, &s->run->out, &s->run->err);
}

/* After put has failed: the output is broken for good, a record is only passed over. */
static int pass_over(struct show *s)
{
    s->run->located |= s->run->out.broken;
    return s->run->out.broken ? -1 : mbr_bad(s->run);
}

/* Takes the columns from the sample, asks for them from now on, and shows the sample. */
static int settle(struct show *s)
{
    int got;
    size_t left = mbr_columns_choose(&s->columns, s->kind, is_streamed(s->view));
    if (left)
        mbr_note(s->run, "%zu more fields are left out (--columns shows any)", left);
    s->sampling = false;
    set_sheets(s);
    mbr_ask_free(s->stream.ask);
    s->stream.ask = mbr_ask_new(s->columns.path, s->columns.paths, false, &s->run->err);
    if (!s->stream.ask)
        return -1;
    while ((got = mbr_sample_next(&s->sample, &s->stream)) != 0) {
        if (got > 0 && put(s) == 0)
            continue;
        if (!s->run->out.broken)
            mbr_sample_locate(&s->sample, s->run);
        if (pass_over(s) < 0)
            return -1;
    }
    mbr_sample_free(&s->sample);
    return 0;
}

static int read_stream(struct show *s)
{
    int got;
    while ((got = mbr_stream_next(&s->stream)) > 0) {
        if (!is_wanted(s))
            continue;
        learn_paths(s);
        if (s->sampling) {
            mbr_columns_learn(&s->columns, s->kind, s->stream.ask);
            if (!mbr_sample_add(&s->sample, &s->stream) && settle(s) < 0)
                return -1;
        } else if (put(s) < 0 && pass_over(s) < 0) {
            return -1;
        }
    }
    return got;
}

/* "no record has buy.spnd; did you mean buy.spend?" */
static struct mbr_buf no_record_has(const struct show *s, const char *path)
{
    struct mbr_buf text = {0};
    mbr_put_text(&text, "no record has ");
    mbr_put_visible(&text, mbr_span(path));
    mbr_put_path_meant(&text, &s->known, path);
    mbr_put_char(&text, '\0');
    return text;
}

static int check_sorted(const struct show *s)
{
    if (!s->sheets.by || s->shown == 0 || s->met[s->sheets.by_slot])
        return 0;
    struct mbr_buf text = no_record_has(s, s->sheets.by);
    mbr_fail(s->run, "--by: %s", text.p);
    mbr_buf_free(&text);
    return -1;
}

static void warn_of_columns(const struct show *s)
{
    for (size_t i = 0; i < s->columns.count; i++) {
        size_t slot = s->columns.slot[i];
        if (s->met[slot])
            continue;
        s->met[slot] = true; /* said once */
        struct mbr_buf text = no_record_has(s, s->columns.path[slot]);
        mbr_warn(s->run, "%s", text.p);
        mbr_buf_free(&text);
    }
}

static void name_nested(const struct show *s)
{
    const struct mbr_map *nested = &s->columns.nested;
    struct mbr_buf text = {0};
    for (uint32_t i = 0; i < nested->count && i < MOST_NAMED; i++) {
        mbr_put_text(&text, i ? ", " : "");
        mbr_put_span(&text, mbr_map_key(nested, i));
    }
    if (nested->count > MOST_NAMED)
        mbr_put_format(&text, " and %u more", (unsigned)nested->count - MOST_NAMED);
    if (text.n)
        mbr_note(s->run, "not shown: %.*s (see --columns)", (int)text.n, text.p);
    mbr_buf_free(&text);
}

static void report(const struct show *s, const struct mbr_buf *unshown)
{
    if (s->shown && s->view->columns->count)
        warn_of_columns(s);
    if (unshown->n)
        mbr_note(s->run, "no room for %.*s (--width and --columns settle it)", (int)unshown->n,
                 unshown->p);
    name_nested(s);
    if (s->view->type && s->shown == 0 && s->items + s->others > 0)
        mbr_note(s->run, "no record of type %s", s->view->type);
    else if (!s->view->type && s->shown == 0 && s->items > 0)
        mbr_note(s->run, "nothing but items (--type item shows them)");
    else if (!s->view->type && s->others > 0)
        mbr_note(s->run, "records of other kinds, left out: %" PRIu64 " (--type shows one type)",
                 s->others);
}

static int show(struct show *s)
{
    struct mbr_buf unshown = {0};
    int failed = read_stream(s);
    if (failed == 0 && s->sampling && s->shown > 0)
        failed = settle(s);
    if (failed == 0 && !s->sampling)
        failed = check_sorted(s);
    if (failed == 0 && !s->sampling) {
        failed = mbr_sheets_end(&s->sheets, &unshown, &s->run->out, &s->run->err);
        /* On a terminal the table comes before what there is to say about it. */
        if (failed == 0)
            failed = mbr_out_flush(&s->run->out, &s->run->err);
        s->run->located |= failed;
    }
    if (failed == 0)
        report(s, &unshown);
    mbr_buf_free(&unshown);
    return failed;
}

int mbr_view_stream(const struct mbr_view *view, struct mbr_run *run)
{
    struct show s = {.view = view, .run = run};
    int failed = open_stream(&s);
    run->misused = run->located = failed;
    if (failed == 0)
        failed = show(&s);
    mbr_stream_close(&s.stream);
    mbr_sheets_free(&s.sheets);
    mbr_columns_free(&s.columns);
    mbr_sample_free(&s.sample);
    mbr_paths_free(&s.known);
    mbr_ask_free(s.all);
    free(s.met);
    return failed;
}
