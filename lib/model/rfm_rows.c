#include "mbr/rfm_rows.h"

#include "mbr/decimal.h"
#include "mbr/number.h"
#include "mbr/rfm_field.h"

int mbr_rfm_summary_add(struct mbr_rfm_summary *summary, const struct mbr_rfm_scheme *scheme,
                        const struct mbr_rfm_verdict *verdict, const struct mbr_buy *buy,
                        struct mbr_err *err)
{
    size_t segment = verdict->point.bought ? scheme->rule[verdict->rule].segment : scheme->segments;
    struct mbr_rfm_sum *sum = &summary->sum[segment];
    sum->members++;
    sum->recency -= verdict->point.value[MBR_RFM_R];
    if (!mbr_decimal_add(sum->orders, buy->orders, &sum->orders) ||
        !mbr_decimal_add(sum->spend, buy->spend, &sum->spend))
        return mbr_err_set(err, "buy: the sum of the segment does not fit");
    return 0;
}

static void put_share(struct mbr_buf *buf, const char *key, int64_t part, int64_t whole)
{
    if (whole == 0)
        return;
    mbr_put_key(buf, key);
    mbr_put_score(buf, (double)part / (double)whole);
}

static void put_row_head(struct mbr_buf *buf, const char *of)
{
    mbr_put_char(buf, '{');
    mbr_put_key(buf, "type");
    mbr_put_text(buf, "\"row\"");
    mbr_put_key(buf, "of");
    mbr_put_string(buf, mbr_span(of));
}

int mbr_rfm_summary_write(const struct mbr_rfm_summary *summary,
                          const struct mbr_rfm_scheme *scheme, const char *labels,
                          struct mbr_run *run)
{
    struct mbr_buf *buf = &run->out.buf;
    struct mbr_rfm_sum all = {0};
    for (size_t i = 0; i <= scheme->segments; i++) {
        all.members += summary->sum[i].members;
        if (!mbr_decimal_add(all.spend, summary->sum[i].spend, &all.spend))
            return mbr_fail(run, "buy.spend: the sum does not fit");
    }
    for (size_t i = 0; i <= scheme->segments; i++) {
        const struct mbr_rfm_sum *sum = &summary->sum[i];
        put_row_head(buf, "rfm");
        mbr_put_rfm_segment(buf, scheme, i, labels);
        mbr_put_key(buf, "members");
        mbr_put_int(buf, sum->members);
        put_share(buf, "share", sum->members, all.members);
        mbr_put_key(buf, "orders");
        mbr_put_int(buf, sum->orders);
        mbr_put_key(buf, "spend");
        mbr_put_decimal(buf, sum->spend);
        put_share(buf, "share_of_spend", sum->spend, all.spend);
        if (i < scheme->segments)
            put_share(buf, "mean_recency", sum->recency, sum->members);
        mbr_put_char(buf, '}');
        if (mbr_end(run) < 0)
            return -1;
    }
    return 0;
}

static void put_flaw(struct mbr_buf *buf, const struct mbr_rfm_flaw *flaw,
                     const struct mbr_rfm_scheme *scheme, int bins)
{
    static const char *const names[] = {"hole", "overlap", "unreached"};
    put_row_head(buf, "rfm_scheme");
    mbr_put_key(buf, "flaw");
    mbr_put_string(buf, mbr_span(names[flaw->kind]));
    if (flaw->kind != MBR_RFM_UNREACHED)
        mbr_put_rfm_score(buf, flaw->score, bins);
    if (flaw->kind != MBR_RFM_HOLE) {
        mbr_put_key(buf, "segment");
        mbr_put_string(buf, mbr_span(scheme->segment[flaw->segment].key));
    }
    if (flaw->kind == MBR_RFM_OVERLAP) {
        mbr_put_key(buf, "other");
        mbr_put_string(buf, mbr_span(scheme->segment[flaw->other].key));
    }
    mbr_put_char(buf, '}');
}

int mbr_rfm_flaws_write(const struct mbr_rfm_flaws *flaws, const struct mbr_rfm_scheme *scheme,
                        struct mbr_run *run)
{
    int bins = flaws->bins;
    for (size_t i = 0; i < flaws->count; i++) {
        put_flaw(&run->out.buf, &flaws->flaw[i], scheme, bins);
        if (mbr_end(run) < 0)
            return -1;
    }
    if (flaws->count == 0 || flaws->flaw[0].kind != MBR_RFM_HOLE)
        mbr_note(run, "scheme %s: each of %d scores has one of %zu segments", scheme->name,
                 bins * bins * bins, scheme->segments);
    return 0;
}

/* "1", "1 and 2", "1, 2 and 5": the scores that nobody has. */
static int put_gaps(struct mbr_buf *buf, const struct mbr_rfm_scale *scale, int bins)
{
    int gaps = 0, put = 0;
    for (int i = 0; i < bins; i++)
        gaps += scale->members[i] == 0;
    for (int i = 0; i < bins; i++) {
        if (scale->members[i])
            continue;
        if (put)
            mbr_put_text(buf, put == gaps - 1 ? " and " : ", ");
        mbr_put_int(buf, i + 1);
        put++;
    }
    return gaps;
}

static void put_reason(struct mbr_buf *buf, const struct mbr_rfm_model *model, int scale)
{
    const struct mbr_rfm_scale *s = &model->scale[scale];
    if (s->tie_members == 1) {
        mbr_put_text(buf, "only ");
        mbr_put_count(buf, (uint64_t)model->members, "member");
        mbr_put_text(buf, model->members == 1 ? " has purchases" : " have purchases");
        return;
    }
    mbr_put_format(buf, "%lld of %lld have the same value ", (long long)s->tie_members,
                   (long long)model->members);
    if (scale == MBR_RFM_M)
        mbr_put_decimal(buf, s->tie_value);
    else
        mbr_put_int(buf, scale == MBR_RFM_R ? -s->tie_value : s->tie_value);
}

static void put_shares(struct mbr_buf *buf, const struct mbr_rfm_model *model, int scale)
{
    mbr_put_format(buf, "scores 1 to %d have", model->bins);
    for (int i = 0; i < model->bins; i++) {
        int64_t members = model->scale[scale].members[i];
        mbr_put_format(buf, "%s %.1f", i ? "," : "",
                       100 * (double)members / (double)model->members);
    }
    mbr_put_text(buf, " %");
}

/* "; so recent, promising and lost stay empty (see --cuts)" */
static void put_empty(struct mbr_buf *buf, const bool *empty, const struct mbr_rfm_scheme *scheme)
{
    size_t left = 0, put = 0;
    for (size_t i = 0; i < scheme->segments; i++)
        left += empty[i];
    if (left == 0)
        return;
    for (size_t i = 0; i < scheme->segments; i++) {
        if (!empty[i])
            continue;
        mbr_put_text(buf, put == 0 ? "; so " : left > 1 ? ", " : " and ");
        mbr_put_text(buf, scheme->segment[i].key);
        put++;
        left--;
    }
    mbr_put_text(buf, put == 1 ? " stays empty (see --cuts)" : " stay empty (see --cuts)");
}

void mbr_rfm_note_gaps(const struct mbr_rfm_model *model, const struct mbr_rfm_scheme *scheme,
                       const struct mbr_rfm_empty *empty, const struct mbr_run *run)
{
    struct mbr_buf gaps = {0}, why = {0};
    for (int i = 0; i < MBR_RFM_SCALES && model->members; i++) {
        gaps.n = why.n = 0;
        if (model->scale[i].given || put_gaps(&gaps, &model->scale[i], model->bins) == 0)
            continue;
        put_reason(&why, model, i);
        mbr_put_text(&why, "; ");
        put_shares(&why, model, i);
        put_empty(&why, empty->segment[i], scheme);
        mbr_note(run, "%s: no member scores %.*s: %.*s", mbr_rfm_scale_names[i], (int)gaps.n,
                 gaps.p, (int)why.n, why.p);
    }
    mbr_buf_free(&gaps);
    mbr_buf_free(&why);
}
