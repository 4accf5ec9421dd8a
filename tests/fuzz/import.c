#include <stdint.h>
#include <stdlib.h>

#include "../../lib/model/import_row.h"
#include "mbr/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char preset[] =
    "{\"version\":1,\"map\":{\"at\":1,\"member\":2,\"order\":3,\"item\":4,\"name\":5,\"qty\":6,"
    "\"price\":7,\"attr.town\":8,\"ids.card\":2,\"gift\":9},\"returns\":{\"order\":\"^C\"},"
    "\"order_by\":[\"order\",\"day\"],\"import_ids\":true}";

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

/* Any bytes as rows of nine columns: what is written is JSON, a record a line. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct mbr_csv_dialect comma = {.separator = ',', .quotes = true};
    struct mbr_span left = {(const char *)data, size};
    struct mbr_import_plan plan = {0};
    struct mbr_import_facts facts = {0};
    struct mbr_import_row row = {0};
    struct mbr_csv_record record = {0};
    struct mbr_buf out = {0};
    struct mbr_err err;
    if (mbr_import_titles(&plan.titles, NULL, 9, &err) < 0 ||
        mbr_import_plan_make(&plan, mbr_layout_parse("p", mbr_span(preset), &err), &err) < 0)
        abort();
    plan.attrs.field[0]->attr = mbr_import_attr_number(&facts, "town");
    for (size_t taken; (taken = mbr_csv_split(&record, &comma, left, true)) > 0;) {
        row.record = &record;
        if (mbr_import_read(&plan, &row) == 0 &&
            mbr_import_write_facts(&plan, &row, &facts, &out) == 0) {
            mbr_import_write_event(&plan, &row, &out);
            mbr_put_char(&out, '\n');
        }
        left = (struct mbr_span){left.p + taken, left.n - taken};
    }
    check_lines(mbr_buf_span(&out));
    mbr_buf_free(&out);
    mbr_csv_record_free(&record);
    mbr_import_row_free(&row);
    mbr_import_facts_free(&facts);
    mbr_import_plan_free(&plan);
    return 0;
}
