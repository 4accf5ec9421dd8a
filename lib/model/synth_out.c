#include "mbr/synth_write.h"

int mbr_synth_write_head(const struct mbr_synth_writer *writer, struct mbr_out *out,
                         struct mbr_err *err)
{
    if (writer->csv) {
        mbr_put_text(&out->buf, MBR_SYNTH_CSV_HEADER);
        return mbr_out_end(out, err);
    }
    for (size_t i = 0; i < writer->items; i++) {
        mbr_synth_put_item(&out->buf, &writer->item[i]);
        if (mbr_out_end(out, err) < 0)
            return -1;
    }
    return 0;
}

static int write_csv(struct mbr_synth_writer *writer, struct mbr_out *out,
                     const struct mbr_synth_event *event, const struct mbr_synth_line *line,
                     struct mbr_err *err)
{
    mbr_synth_csv_begin(writer, event);
    for (uint32_t i = 0; i < event->lines; i++) {
        mbr_synth_csv_line(writer, &out->buf, event, &line[i]);
        if (mbr_out_end(out, err) < 0)
            return -1;
    }
    return 0;
}

int mbr_synth_write_event(struct mbr_synth_writer *writer, struct mbr_out *out,
                          const struct mbr_synth_event *event, const struct mbr_synth_line *line,
                          const struct mbr_synth_person *person, struct mbr_err *err)
{
    if (writer->csv)
        return write_csv(writer, out, event, line, err);
    if (event->lines == 0) {
        mbr_synth_put_event(writer, &out->buf, event, NULL, person);
        return mbr_out_end(out, err);
    }
    for (uint32_t i = 0; i < event->lines; i++) {
        mbr_synth_put_event(writer, &out->buf, event, &line[i], person);
        if (mbr_out_end(out, err) < 0)
            return -1;
    }
    return 0;
}
