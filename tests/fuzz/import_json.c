#include <stdint.h>
#include <stdlib.h>

#include "../../lib/model/import_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char preset[] =
    "{\"version\":1,\"map\":{\"type\":\"e\",\"at\":[\"t\",\"u[0].t\"],\"member\":\"m.'i.d'\","
    "\"id\":\"i\",\"item\":\"x[].s\",\"price\":[\"x[].p\",\"p\"],\"name\":\"x[].n\","
    "\"campaign\":\"k.c\",\"attr.town\":\"m.town\"},\"types\":{\"x\":\"attr\"},"
    "\"json\":{\"own_types\":true,\"absent\":[\"none\"],\"alone\":[\"p\"],\"day\":\"d\"}}";

static void check_lines(struct mbr_span text)
{
    struct mbr_err err;
    struct mbr_ask *ask = mbr_ask_new((const char *const[]){"type", "at"}, 2, false, &err);
    while (text.n) {
        const char *newline = memchr(text.p, '\n', text.n);
        struct mbr_span line = {text.p, (size_t)(newline - text.p)};
        if (mbr_ask_scan(ask, line, &err) < 0)
            abort();
        text = (struct mbr_span){newline + 1, text.n - line.n - 1};
    }
    mbr_ask_free(ask);
}

static void make_plan(struct mbr_import_plan *plan, struct mbr_import_json *json)
{
    struct mbr_err err;
    struct mbr_layout *layout = mbr_layout_parse("p", mbr_span(preset), &err);
    for (size_t i = 0; layout && i < layout->count; i++) {
        const struct mbr_layout_field *field = &layout->field[i];
        if (field->columns.count == 0)
            mbr_names_add(&plan->titles, field->value);
        for (size_t k = 0; k < field->columns.count; k++)
            mbr_names_add(&plan->titles, field->columns.name[k]);
    }
    if (!layout || mbr_import_plan_make(plan, layout, &err) < 0 ||
        mbr_import_json_plan(json, plan, &err) < 0)
        abort();
}

/* Any bytes as records, by the line or in an array: what is written is JSON, a record a line. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mbr_import_plan plan = {0};
    struct mbr_import_facts facts = {0};
    struct mbr_import_row row = {0};
    struct mbr_csv_record record = {0};
    struct mbr_import_look look = {.take = NULL};
    struct mbr_import_json *json = mbr_calloc(1, sizeof *json);
    struct mbr_span left = {(const char *)data, size};
    struct mbr_buf out = {0};
    const char *flaw = NULL;
    uint64_t lines = 0;
    json->flaw = &row.flaw;
    json->array = size && *data == '[';
    make_plan(&plan, json);
    plan.attrs.field[0]->attr = mbr_import_attr_number(&facts, "town");
    mbr_import_json_look(json, left, true, &look);
    record.fields = plan.titles.count;
    record.field = json->field;
    row.record = &record;
    for (size_t taken;
         (taken = mbr_import_json_cut(json, left, true, &record.raw, &lines, &flaw)) > 0;
         left = (struct mbr_span){left.p + taken, left.n - taken}) {
        if (record.raw.n == 0 || mbr_import_json_record(json, &plan, record.raw) < 0)
            continue;
        record.end = record.raw.p + record.raw.n;
        while (mbr_import_json_row(json, &plan) > 0) {
            if (mbr_import_read(&plan, &row) < 0 ||
                mbr_import_write_facts(&plan, &row, &facts, &out) < 0)
                continue;
            if (mbr_import_is_facts(&plan, &row))
                continue;
            mbr_import_write_event(&plan, &row, &out);
            mbr_put_char(&out, '\n');
        }
    }
    if (out.n)
        check_lines(mbr_buf_span(&out));
    mbr_buf_free(&out);
    mbr_map_free(&look.titles);
    mbr_import_json_free(json);
    mbr_import_row_free(&row);
    mbr_import_facts_free(&facts);
    mbr_import_plan_free(&plan);
    return 0;
}
