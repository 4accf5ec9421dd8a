/* The catalogue beside a stream: items that stand in a file of their own, or come late. */

#include <stdint.h>

#include "mbr/catalogue.h"
#include "mbr/stream.h"

static int read_all(struct mbr_catalogue *catalogue, const char *file, struct mbr_run *run)
{
    static const char *const type[] = {"type"};
    struct mbr_stream stream = {0};
    int got = mbr_stream_open(&stream, run, type, 1, false) < 0 ? -1 : 1;
    while (got > 0 && (got = mbr_stream_next(&stream)) > 0)
        if (stream.kind == MBR_KIND_ITEM &&
            mbr_catalogue_add(catalogue, stream.line, &run->err) < 0 && mbr_bad(run) < 0)
            got = -1;
    if (got == 0 && catalogue->ids.count == 0)
        got = mbr_fail(run, "--items: %s has no items", file);
    mbr_stream_close(&stream);
    return got;
}

/* The run reads this file for a while, so that an error in it is said of it. */
int mbr_catalogue_read(struct mbr_catalogue *catalogue, const char *file, struct mbr_run *run)
{
    struct mbr_in *in = run->in;
    char *name = (char *)(uintptr_t)file;
    run->in = mbr_in_new(&name, 1, run->max_line);
    int failed = read_all(catalogue, file, run);
    mbr_in_free(run->in);
    run->in = in;
    return failed;
}

bool mbr_catalogue_knows(const struct mbr_catalogue *catalogue, struct mbr_span line)
{
    struct mbr_catalogue merged = {0};
    struct mbr_buf before = {0}, after = {0};
    struct mbr_err ignored;
    bool knows = false;
    uint32_t number = MBR_MAP_NONE;
    if (mbr_catalogue_add(&merged, line, &ignored) == 0)
        number = mbr_map_find(&catalogue->ids, mbr_map_key(&merged.ids, 0));
    if (number != MBR_MAP_NONE) {
        mbr_catalogue_put(catalogue, number, &before);
        if (mbr_catalogue_add(&merged, mbr_buf_span(&before), &ignored) == 0) {
            mbr_catalogue_put(&merged, 0, &after);
            knows = mbr_span_equal(mbr_buf_span(&before), mbr_buf_span(&after));
        }
    }
    mbr_catalogue_free(&merged);
    mbr_buf_free(&before);
    mbr_buf_free(&after);
    return knows;
}
