#include "mbr/sample.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct mbr_sample_line {
    size_t n;
    const char *file;
    uint64_t number;
};

bool mbr_sample_add(struct mbr_sample *sample, const struct mbr_stream *stream)
{
    const struct mbr_in *in = stream->run->in;
    sample->line = mbr_grow(sample->line, &sample->cap, sample->count + 1, sizeof *sample->line);
    sample->line[sample->count++] =
        (struct mbr_sample_line){stream->line.n, mbr_in_name(in), mbr_in_number(in)};
    mbr_put_span(&sample->text, stream->line);
    return sample->count < MBR_SAMPLE_LINES && sample->text.n < MBR_SAMPLE_BYTES;
}

int mbr_sample_next(struct mbr_sample *sample, struct mbr_stream *stream)
{
    if (sample->at == sample->count)
        return 0;
    struct mbr_span line = {sample->text.p + sample->from, sample->line[sample->at].n};
    sample->from += line.n;
    sample->at++;
    return mbr_ask_scan(stream->ask, line, &stream->run->err) < 0 ? -1 : 1;
}

int mbr_sample_locate(const struct mbr_sample *sample, struct mbr_run *run)
{
    const struct mbr_sample_line *line = &sample->line[sample->at - 1];
    struct mbr_buf place = {0};
    mbr_put_format(&place, "%s:%" PRIu64, line->file, line->number);
    mbr_put_char(&place, '\0');
    mbr_err_within(&run->err, place.p);
    mbr_buf_free(&place);
    run->located = true;
    return -1;
}

void mbr_sample_free(struct mbr_sample *sample)
{
    free(sample->line);
    mbr_buf_free(&sample->text);
    *sample = (struct mbr_sample){0};
}
