#include <math.h>
#include <stdlib.h>

#include "clv_job.h"

#include "mbr/date.h"
#include "mbr/decimal.h"
#include "mbr/number.h"

static void begin_row(struct mbr_buf *buf, const char *of)
{
    mbr_put_text(buf, "{\"type\":\"row\"");
    mbr_put_key(buf, "of");
    mbr_put_string(buf, mbr_span(of));
}

static int end_row(struct mbr_run *run)
{
    mbr_put_char(&run->out.buf, '}');
    return mbr_end(run);
}

static int write_backtest(struct clv *clv, struct mbr_run *run)
{
    struct mbr_clv_rows rows;
    struct mbr_buf *buf = &run->out.buf;
    if (mbr_clv_backtest(&clv->base, &clv->settings.terms, clv->settings.weeks, &clv->fit, &rows,
                         &run->err) < 0) {
        run->located = true;
        return -1;
    }
    clv_note_fit(clv);
    int failed = 0;
    for (size_t i = 0; !failed && i < rows.count; i++) {
        const struct mbr_clv_row *row = &rows.row[i];
        begin_row(buf, row->of);
        if (row->key) {
            mbr_put_key(buf, row->key);
            mbr_put_string(buf, mbr_span(row->text));
        }
        for (size_t c = 0; c < row->cells; c++) {
            mbr_put_key(buf, row->cell[c].name);
            if (row->cell[c].is_day)
                mbr_put_day(buf, (int32_t)row->cell[c].value);
            else
                mbr_put_score(buf, row->cell[c].value);
        }
        failed = end_row(run);
    }
    free(rows.row);
    return failed;
}

/* P(alive) week by week, and on the last day. */
static int write_history(const struct clv *clv, struct mbr_run *run)
{
    const struct mbr_occasions *o = &clv->followed;
    struct mbr_buf *buf = &run->out.buf;
    struct mbr_clv_history history;
    struct mbr_btyd_case known;
    if (o->count == 0)
        return mbr_fail(run, "--history: %s: no such member, or without a purchase",
                        clv->options->history);
    if (clv->fit.want != MBR_CLV_NOTHING_WANTED)
        return mbr_fail(run, "--history: there is no model, so no probability");
    mbr_clv_known(&clv->view, o->all, o->count, clv->followed_as_of, &history, &known);
    for (int32_t day = history.first, next; day <= clv->followed_as_of; day = next) {
        next = day + 7 > clv->followed_as_of && day < clv->followed_as_of ? clv->followed_as_of
                                                                          : day + 7;
        mbr_clv_known(&clv->view, o->all, o->count, day, &history, &known);
        begin_row(buf, "clv_history");
        mbr_put_key(buf, "member");
        mbr_put_string(buf, mbr_span(clv->options->history));
        mbr_put_key(buf, "day");
        mbr_put_day(buf, day);
        mbr_put_key(buf, "purchases");
        mbr_put_int(buf, (int64_t)history.x + 1);
        mbr_put_key(buf, "last");
        mbr_put_day(buf, history.last);
        clv_put_score(buf, "p_alive",
                      mbr_forecast_alive(&clv->view.forecast, &known, clv->followed_z));
        if (end_row(run) < 0)
            return -1;
    }
    return 0;
}

static int by_total(const void *a, const void *b)
{
    const struct clv_worth *p = a, *q = b;
    if (p->total != q->total)
        return p->total > q->total ? -1 : 1;
    if (p->past != q->past)
        return p->past > q->past ? -1 : 1;
    return (p->future < q->future) - (p->future > q->future);
}

static int add_worth(struct clv_worth *sum, const struct clv_worth *one)
{
    sum->alive += one->alive;
    sum->purchases += one->purchases;
    return mbr_decimal_add(sum->past, one->past, &sum->past) &&
                   mbr_decimal_add(sum->future, one->future, &sum->future) &&
                   mbr_decimal_add(sum->referral, one->referral, &sum->referral) &&
                   mbr_decimal_add(sum->total, one->total, &sum->total)
               ? 0
               : -1;
}

/* What is expected of them; of an average nobody knows who is alive. */
static void put_expected(struct mbr_buf *buf, size_t members, const struct clv_worth *sum,
                         const struct clv *clv)
{
    bool endless = clv->settings.price.horizon == MBR_CLV_ENDLESS;
    if (clv->fit.want == MBR_CLV_NOTHING_WANTED && members > 0) {
        clv_put_score(buf, "alive", sum->alive);
        clv_put_score(buf, "share_alive", sum->alive / (double)members);
    }
    if (clv->fit.want != MBR_CLV_NO_REPEATERS && members > 0 && !endless)
        clv_put_score(buf, "purchases", sum->purchases);
}

static void put_share(struct mbr_buf *buf, const char *key, int64_t part, int64_t whole)
{
    if (whole > 0)
        clv_put_score(buf, key, (double)part / (double)whole);
}

static void put_tenth(struct mbr_buf *buf, size_t members, const struct clv_worth *sum,
                      const struct clv *clv)
{
    mbr_put_key(buf, "members");
    mbr_put_int(buf, (int64_t)members);
    clv_put_money(buf, "past", sum->past);
    clv_put_money(buf, "future", sum->future);
    if (clv->credit.known)
        clv_put_money(buf, "referral", sum->referral);
}

/* Tenths by value: past, future and what they brought. Members of one value are put in the order of
   what they brought so far. */
static int write_summary(struct clv *clv, struct mbr_run *run)
{
    struct clv_worth all = {0}, upto = {0};
    struct mbr_buf *buf = &run->out.buf;
    if (clv->worths > 0)
        qsort(clv->worth, clv->worths, sizeof *clv->worth, by_total);
    for (size_t i = 0; i < clv->worths; i++)
        if (add_worth(&all, &clv->worth[i]) < 0)
            return mbr_fail(run, "clv: the sum of all members does not fit");
    for (size_t tenth = 0, i = 0; tenth < 10; tenth++) {
        size_t begin = i, end = (clv->worths * (tenth + 1) + 9) / 10;
        struct clv_worth sum = {0};
        if (begin == end)
            continue;
        for (; i < end; i++)
            add_worth(&sum, &clv->worth[i]);
        add_worth(&upto, &sum);
        begin_row(buf, "clv");
        mbr_put_key(buf, "decile");
        mbr_put_int(buf, (int64_t)tenth + 1);
        put_tenth(buf, end - begin, &sum, clv);
        put_share(buf, "share_of_past", sum.past, all.past);
        put_share(buf, "share_of_future", sum.future, all.future);
        put_share(buf, "share_of_total", sum.total, all.total);
        put_share(buf, "past_so_far", upto.past, all.past);
        put_share(buf, "future_so_far", upto.future, all.future);
        if (end_row(run) < 0)
            return -1;
    }
    begin_row(buf, "clv_base");
    put_tenth(buf, clv->worths, &all, clv);
    put_expected(buf, clv->worths, &all, clv);
    return end_row(run);
}

int clv_write_rows(void *self, struct mbr_run *run)
{
    struct clv *clv = self;
    if (clv->options->backtest)
        return write_backtest(clv, run);
    return clv->options->history ? write_history(clv, run) : write_summary(clv, run);
}
