#include <stdlib.h>

#include "fold_view.h"

#include "mbr/date.h"

static void put_events(const struct view *view, struct mbr_buf *buf)
{
    if (view->others.count == 0)
        return;
    mbr_put_key(buf, "events");
    mbr_put_char(buf, '[');
    for (size_t i = 0; i < view->others.count; i++) {
        mbr_put_comma(buf);
        mbr_put_char(buf, '{');
        mbr_put_span(buf, record_body(view->others.at[i]));
    }
    mbr_put_char(buf, ']');
}

int mbr_fold_put(struct mbr_fold_cursor *cursor, struct mbr_buf *buf, struct mbr_err *err)
{
    struct view *view = &cursor->view;
    mbr_fold_order_events(view, cursor->fold);
    mbr_put_text(buf, "{\"type\":\"member\",\"member\":");
    mbr_put_string(buf, cursor->member.id);
    mbr_put_span(buf, mbr_buf_span(&cursor->tail));
    if (cursor->attr && view->has_facts)
        mbr_fold_put_attr(view, buf);
    if (cursor->ids && view->with_ids.count)
        mbr_fold_put_ids(view, buf);
    if (cursor->consent && view->has_consent)
        mbr_fold_put_consent(view, buf);
    if (cursor->buy) {
        mbr_put_key(buf, "buy");
        mbr_put_buy(buf, &cursor->member.buy);
    }
    if (cursor->orders && mbr_fold_put_orders(cursor, buf, err) < 0)
        return -1;
    if (cursor->events)
        put_events(view, buf);
    return 0;
}

int mbr_fold_write_items(struct mbr_fold *fold, struct mbr_run *run)
{
    uint32_t *sorted = mbr_map_sorted(&fold->catalogue.ids);
    int failed = 0;
    for (uint32_t i = 0; i < fold->catalogue.ids.count && !failed; i++) {
        mbr_catalogue_put(&fold->catalogue, sorted[i], &run->out.buf);
        failed = mbr_end(run);
    }
    free(sorted);
    return failed;
}

int mbr_fold_write_anonymous(struct mbr_fold *fold, struct mbr_run *run)
{
    struct view view = {0};
    int failed = 0;
    mbr_fold_view_anonymous(&view, fold);
    for (size_t i = 0; i < view.others.count && !failed; i++) {
        mbr_put_char(&run->out.buf, '{');
        mbr_put_span(&run->out.buf, record_body(view.others.at[i]));
        failed = mbr_end(run);
    }
    mbr_fold_view_free(&view);
    return failed;
}
