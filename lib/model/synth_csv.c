#include <stdlib.h>

#include "mbr/mem.h"
#include "mbr/synth_write.h"
#include "synth_text.h"

/* What the lines of one order, or of one product, have in common is spelled once and copied. */
#define PIECE 48
#define LONGEST_NUMBER ((size_t)16)

struct mbr_synth_piece {
    char text[PIECE - 1];
    unsigned char n;
};

static void make_middle(struct mbr_synth_piece *piece, const struct mbr_synth_item *item)
{
    struct mbr_buf text = {0};
    mbr_put_format(&text, ",%s,%s,%s,", item->sku, item->category, item->brand);
    piece->n = (unsigned char)(text.n < PIECE - 1 ? text.n : PIECE - 1);
    memcpy(piece->text, text.p, piece->n);
    mbr_buf_free(&text);
}

void mbr_synth_writer_init(struct mbr_synth_writer *writer, const struct mbr_synth_item *item,
                           size_t items)
{
    *writer = (struct mbr_synth_writer){.item = item, .items = items};
    writer->middle = mbr_calloc(items, sizeof *writer->middle);
    for (size_t i = 0; i < items; i++)
        make_middle(&writer->middle[i], &item[i]);
}

void mbr_synth_writer_day(struct mbr_synth_writer *writer, int32_t day)
{
    writer->day = day;
    mbr_day_write(writer->day_text, day);
}

void mbr_synth_writer_free(struct mbr_synth_writer *writer)
{
    free(writer->middle);
    mbr_buf_free(&writer->head);
    mbr_buf_free(&writer->tail);
    *writer = (struct mbr_synth_writer){0};
}

static char *put_two(char *to, int32_t value)
{
    *to++ = (char)('0' + value / 10);
    *to++ = (char)('0' + value % 10);
    return to;
}

void mbr_synth_csv_begin(struct mbr_synth_writer *writer, const struct mbr_synth_event *event)
{
    struct mbr_buf *head = &writer->head, *tail = &writer->tail;
    head->n = tail->n = 0;
    mbr_synth_put_order(head, event->order);
    mbr_put_char(head, ',');
    if (event->member != MBR_SYNTH_NOBODY)
        mbr_synth_put_member(head, event->member);
    mbr_put_char(head, ',');
    mbr_put(head, writer->day_text, MBR_DAY_SIZE);
    char *to = mbr_buf_room(head, sizeof "Thh:mm:ss");
    *to++ = 'T';
    to = put_two(to, event->second / 3600);
    *to++ = ':';
    to = put_two(to, event->second / 60 % 60);
    *to++ = ':';
    put_two(to, event->second % 60);
    head->n += sizeof "Thh:mm:ss" - 1;
    mbr_put_char(tail, ',');
    mbr_put_text(tail, mbr_synth_channel_names[event->channel]);
    mbr_put_char(tail, ',');
    if (event->store)
        mbr_synth_put_store(tail, event->store);
}

/* At most LONGEST_NUMBER digits, written from the right. */
static char *put_number(char *to, uint32_t value)
{
    char digits[LONGEST_NUMBER], *p = digits + sizeof digits;
    do {
        *--p = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    size_t n = (size_t)(digits + sizeof digits - p);
    memcpy(to, p, n);
    return to + n;
}

void mbr_synth_csv_line(const struct mbr_synth_writer *writer, struct mbr_buf *to,
                        const struct mbr_synth_event *event, const struct mbr_synth_line *line)
{
    const struct mbr_synth_piece *middle = &writer->middle[line->item];
    size_t most = writer->head.n + PIECE + 2 * LONGEST_NUMBER + writer->tail.n;
    char *start = mbr_buf_room(to, most), *p = start;
    memcpy(p, writer->head.p, writer->head.n);
    p += writer->head.n;
    memcpy(p, middle->text, PIECE - 1); /* a fixed size is faster than the exact one */
    p += middle->n;
    if (event->kind == MBR_SYNTH_RETURN)
        *p++ = '-';
    p = put_number(p, line->qty);
    *p++ = ',';
    p = put_number(p, line->price / 100);
    *p++ = '.';
    p = put_two(p, (int32_t)(line->price % 100));
    memcpy(p, writer->tail.p, writer->tail.n);
    p += writer->tail.n;
    to->n += (size_t)(p - start);
}
