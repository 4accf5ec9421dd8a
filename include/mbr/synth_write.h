#ifndef MBR_SYNTH_WRITE_H
#define MBR_SYNTH_WRITE_H

/* How a made-up shop is spelled: as records of the stream, or as the order lines that a shop's own
   system would export. What is put ends no line; what is written ends each. */

#include "mbr/date.h"
#include "mbr/out.h"
#include "mbr/synth_accounts.h"
#include "mbr/synth_event.h"

#define MBR_SYNTH_CSV_HEADER                                                                       \
    "order_id,member_id,ordered_at,sku,category,brand,quantity,unit_price,channel,store"

/* The items are borrowed. Set the day before its events are written. */
struct mbr_synth_writer {
    bool csv; /* order lines are what is written, and not the stream */
    const struct mbr_synth_item *item;
    size_t items;
    struct mbr_synth_accounts *accounts; /* to be set; NULL: everybody has one account */
    const struct mbr_synth_dirt *dirt;   /* of the account that is being written; NULL: none */
    struct mbr_synth_piece *middle;      /* of CSV lines, by item */
    int32_t day;
    char day_text[MBR_DAY_SIZE];
    struct mbr_buf head, tail; /* what the lines of an order share in CSV */
};
void mbr_synth_writer_init(struct mbr_synth_writer *writer, const struct mbr_synth_item *item,
                           size_t items);
void mbr_synth_writer_day(struct mbr_synth_writer *writer, int32_t day);
void mbr_synth_writer_free(struct mbr_synth_writer *writer);

/* CSV: begin an order or return once, then each of its lines. */
void mbr_synth_csv_begin(struct mbr_synth_writer *writer, const struct mbr_synth_event *event);
void mbr_synth_csv_line(const struct mbr_synth_writer *writer, struct mbr_buf *to,
                        const struct mbr_synth_event *event, const struct mbr_synth_line *line);

/* The stream. line is NULL but for purchases and returns, person is needed where the event shows
   something, or is of the kind ATTR (its city then being the one moved to, if any). */
void mbr_synth_put_item(struct mbr_buf *to, const struct mbr_synth_item *item);
void mbr_synth_put_event(const struct mbr_synth_writer *writer, struct mbr_buf *to,
                         const struct mbr_synth_event *event, const struct mbr_synth_line *line,
                         const struct mbr_synth_person *person);

/* With accounts: which one an event is of, and whether it is met for the first time, so that an
   event is due that tells who it is: mbr_synth_put_event with such a one, of the kind ATTR. */
enum mbr_synth_account mbr_synth_writer_account(const struct mbr_synth_writer *writer,
                                                const struct mbr_synth_event *event, bool *first);

/* What is hidden behind a member, as a row of its own. */
void mbr_synth_put_truth(const struct mbr_synth_writer *writer, struct mbr_buf *to,
                         const struct mbr_synth_truth *truth);

/* What comes first: the header of order lines, or the items; then event by event, with all its
   lines, of which CSV has none for most kinds. 0, or -1 with err. */
int mbr_synth_write_head(const struct mbr_synth_writer *writer, struct mbr_out *out,
                         struct mbr_err *err);
int mbr_synth_write_event(struct mbr_synth_writer *writer, struct mbr_out *out,
                          const struct mbr_synth_event *event, const struct mbr_synth_line *line,
                          const struct mbr_synth_person *person, struct mbr_err *err);

#endif
