/* A line is walked over: as it came where nothing is to be done; else it is a record still, and
   redacting it again changes nothing. */

#include <stdint.h>
#include <stdlib.h>

#include "../../lib/tool/mask_edit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void walk(const struct mbr_mask_options *options, struct mbr_span line, struct mbr_buf *out)
{
    struct mbr_run run = {0};
    struct mask_fields fields = {0};
    struct mask_forget forget = {0};
    struct mask_edit edit = {.fields = &fields, .forget = &forget};
    struct mask_walk way = {.fields = &fields,
                            .value = mbr_mask_edit_value,
                            .self = &edit,
                            .tells_refer = true,
                            .edits = true};
    if (mbr_mask_fields_open(&fields, options, &run) < 0)
        abort();
    mbr_mask_walk(&way, line, mbr_mask_field_of_type(&fields, mbr_span("attr")), out);
    mbr_mask_fields_free(&fields);
    mbr_mask_walk_free(&way);
    mbr_mask_edit_free(&edit);
}

static void check(struct mbr_ask *ask, struct mbr_span line)
{
    struct mbr_mask_options options = {0};
    struct mbr_buf same = {0}, once = {0}, twice = {0};
    struct mbr_err err;
    walk(&options, line, &same);
    options.redact = true;
    walk(&options, line, &once);
    if (!mbr_span_equal(mbr_buf_span(&same), line) ||
        mbr_ask_scan(ask, mbr_buf_span(&once), &err) < 0)
        abort();
    walk(&options, mbr_buf_span(&once), &twice);
    if (!mbr_span_equal(mbr_buf_span(&once), mbr_buf_span(&twice)))
        abort();
    mbr_buf_free(&same);
    mbr_buf_free(&once);
    mbr_buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = {"type"};
    struct mbr_err err;
    struct mbr_ask *ask = mbr_ask_new(paths, 1, false, &err);
    char *copy = mbr_memdup((const char *)data, size);
    struct mbr_span line = {copy, size};
    if (mbr_ask_scan(ask, line, &err) == 0)
        check(ask, line);
    mbr_ask_free(ask);
    free(copy);
    return 0;
}
