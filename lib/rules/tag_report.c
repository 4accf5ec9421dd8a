/* What the members with a tag have in common that those without have not. */

#include <stdlib.h>

#include "mbr/decimal.h"
#include "mbr/number.h"
#include "tag_job.h"

#define SPOOL_PIECE ((size_t)64 << 10)

struct sum {
    int64_t members, gained, lost, expired, active, spend;
};

/* Sums by number: those of the rules first, then those of other tags, as they come. */
struct tag_report {
    const struct tag_job *job;
    struct sum all, *sum;
    size_t cap;
    struct mbr_map others;
    uint32_t *both; /* by two rules, a row and a column for each */
    uint32_t *has;  /* of a member: the rules whose tag they have */
    struct mbr_spool expired;
    struct mbr_buf line;
};

struct tag_report *mbr_tag_report_new(const struct tag_job *job)
{
    struct tag_report *report = mbr_calloc(1, sizeof *report);
    size_t rules = job->rules.count;
    report->job = job;
    report->sum = mbr_grow(NULL, &report->cap, rules + 1, sizeof *report->sum);
    memset(report->sum, 0, report->cap * sizeof *report->sum);
    report->both = mbr_calloc(rules * rules, sizeof *report->both);
    report->has = mbr_calloc(rules, sizeof *report->has);
    return report;
}

void mbr_tag_report_free(struct tag_report *report)
{
    if (!report)
        return;
    free(report->sum);
    free(report->both);
    free(report->has);
    mbr_map_free(&report->others);
    mbr_spool_free(&report->expired);
    mbr_buf_free(&report->line);
    free(report);
}

static struct sum *sum_of(struct tag_report *report, size_t number, struct mbr_span name)
{
    bool added;
    if (number < report->job->rules.count)
        return &report->sum[number];
    size_t at = report->job->rules.count + mbr_map_put(&report->others, name, &added);
    if (added) {
        report->sum = mbr_grow(report->sum, &report->cap, at + 1, sizeof *report->sum);
        report->sum[at] = (struct sum){0};
    }
    return &report->sum[at];
}

static int count_member(struct sum *sum, const struct mbr_member *member, int64_t days,
                        struct mbr_err *err)
{
    int32_t last = member->buy.last;
    sum->members++;
    sum->active += last != MBR_DAY_NONE && (int64_t)member->as_of - last < days;
    if (!mbr_decimal_add(sum->spend, member->buy.spend, &sum->spend))
        return mbr_err_set(err, "buy.spend: the sum does not fit");
    return 0;
}

static int hold_expired(struct tag_report *report, const struct mbr_member *member,
                        const struct tag_verdict *verdict, struct mbr_err *err)
{
    struct mbr_buf *to = &report->line;
    to->n = 0;
    mbr_put_text(to, "{\"type\":\"row\",\"of\":\"tag_expired\"");
    mbr_put_key(to, "member");
    mbr_put_string(to, member->id);
    mbr_put_key(to, "tag");
    mbr_put_string(to, verdict->name);
    if (verdict->had_since != MBR_DAY_NONE) {
        mbr_put_key(to, "since");
        mbr_put_day(to, verdict->had_since);
    }
    mbr_put_key(to, "until");
    mbr_put_day(to, verdict->had_until);
    mbr_put_text(to, "}\n");
    if (mbr_spool_add(&report->expired, mbr_buf_span(to), err) == 0)
        return 0;
    report->job->run->located = true;
    return -1;
}

static int add_verdict(struct tag_report *report, size_t number, const struct tag_verdict *verdict,
                       const struct mbr_member *member, struct mbr_err *err)
{
    struct sum *sum = sum_of(report, number, verdict->name);
    sum->gained += verdict->gained;
    sum->expired += verdict->expired;
    sum->lost += mbr_tag_is_lost(verdict) && !verdict->expired;
    if (verdict->expired && mbr_tag_is_wanted(report->job, verdict->name) &&
        hold_expired(report, member, verdict, err) < 0)
        return -1;
    return mbr_tag_has(verdict) ? count_member(sum, member, report->job->options->days, err) : 0;
}

int mbr_tag_report_add(struct tag_report *report, const struct tag_lane *lane,
                       const struct mbr_member *member, struct mbr_err *err)
{
    size_t rules = report->job->rules.count, count = 0;
    if (count_member(&report->all, member, report->job->options->days, err) < 0)
        return -1;
    for (size_t i = 0; i < lane->count; i++) {
        if (add_verdict(report, i, &lane->verdict[i], member, err) < 0)
            return -1;
        if (i < rules && mbr_tag_has(&lane->verdict[i]))
            report->has[count++] = (uint32_t)i;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            report->both[report->has[i] * rules + report->has[j]]++;
    return 0;
}

static double jaccard(const struct tag_report *report, size_t a, size_t b)
{
    uint32_t both = report->both[(a < b ? a : b) * report->job->rules.count + (a < b ? b : a)];
    int64_t either = report->sum[a].members + report->sum[b].members - both;
    return both ? (double)both / (double)either : 0;
}

static void put_ratio(struct mbr_buf *to, const char *key, double a, double b)
{
    if (b <= 0)
        return;
    mbr_put_key(to, key);
    mbr_put_score(to, a / b);
}

/* The mean of those with the tag, of those without it, and what the one is to the other. */
static void put_spend(struct mbr_buf *to, const struct sum *with, const struct sum *without)
{
    int64_t mean = 0, other = 0;
    if (with->members && mbr_decimal_divide(with->spend, with->members * MBR_DECIMAL_ONE, &mean)) {
        mbr_put_key(to, "spend");
        mbr_put_decimal(to, mean);
    }
    if (without->members &&
        mbr_decimal_divide(without->spend, without->members * MBR_DECIMAL_ONE, &other)) {
        mbr_put_key(to, "spend_without");
        mbr_put_decimal(to, other);
    }
    if (with->members && without->members)
        put_ratio(to, "spend_lift", (double)with->spend / (double)with->members,
                  (double)without->spend / (double)without->members);
}

static void put_active(struct mbr_buf *to, const struct sum *with, const struct sum *without)
{
    double share = with->members ? (double)with->active / (double)with->members : 0;
    double other = without->members ? (double)without->active / (double)without->members : 0;
    put_ratio(to, "active", (double)with->active, (double)with->members);
    put_ratio(to, "active_without", (double)without->active, (double)without->members);
    if (with->members)
        put_ratio(to, "active_lift", share, other);
}

static void put_overlap(const struct tag_report *report, size_t rule, struct mbr_buf *to)
{
    double most = 0;
    size_t with = 0;
    for (size_t i = 0; i < report->job->rules.count; i++) {
        double overlap = i == rule ? 0 : jaccard(report, rule, i);
        if (overlap > most) {
            most = overlap;
            with = i;
        }
    }
    if (most <= 0)
        return;
    mbr_put_key(to, "overlap");
    mbr_put_score(to, most);
    mbr_put_key(to, "overlap_with");
    mbr_put_string(to, report->job->rules.rule[with].name);
}

static void put_note(const struct tag_report *report, const struct sum *sum,
                     const struct tag_rule *rule, struct mbr_buf *to)
{
    bool unused = rule && rule->scene.kind == MBR_JSON_ABSENT && !rule->used;
    const char *note = sum->members == 0                     ? "nobody"
                       : sum->members == report->all.members ? "everybody"
                                                             : "";
    if (!*note && !unused)
        return;
    mbr_put_key(to, "note");
    mbr_put_format(to, "\"%s%s%s\"", note, *note && unused ? ", " : "", unused ? "unused" : "");
}

/* As it stands in the file, but on one line. */
static void put_scene(struct mbr_buf *to, const struct mbr_json *scene)
{
    struct mbr_json_walk walk = mbr_json_walk(scene);
    struct mbr_json element;
    bool first = true;
    mbr_put_key(to, "scene");
    if (scene->kind == MBR_JSON_STRING) {
        mbr_put_span(to, scene->raw);
        return;
    }
    while (mbr_json_next(&walk, &element)) {
        mbr_put_char(to, first ? '[' : ',');
        mbr_put_span(to, element.raw);
        first = false;
    }
    mbr_put_char(to, ']');
}

static int write_tag(struct tag_report *report, size_t number, struct mbr_span name,
                     struct mbr_run *run)
{
    const struct tag_rules *rules = &report->job->rules;
    const struct tag_rule *rule = number < rules->count ? &rules->rule[number] : NULL;
    const struct sum *sum = &report->sum[number], *all = &report->all;
    struct sum without = {.members = all->members - sum->members,
                          .active = all->active - sum->active};
    struct mbr_buf *to = &run->out.buf;
    if (!mbr_tag_is_wanted(report->job, name))
        return 0;
    if (__builtin_sub_overflow(all->spend, sum->spend, &without.spend))
        return mbr_fail(run, "buy.spend: the sum of those without a tag does not fit: \"%.*s\"",
                        (int)name.n, name.p);
    mbr_put_text(to, "{\"type\":\"row\",\"of\":\"tag\"");
    mbr_put_key(to, "tag");
    mbr_put_string(to, name);
    if (rule && rule->group.n) {
        mbr_put_key(to, "group");
        mbr_put_string(to, rule->group);
    }
    if (rule && rule->scene.kind != MBR_JSON_ABSENT)
        put_scene(to, &rule->scene);
    mbr_put_key(to, "members");
    mbr_put_int(to, sum->members);
    put_ratio(to, "share", (double)sum->members, (double)all->members);
    mbr_put_key(to, "gained");
    mbr_put_int(to, sum->gained);
    mbr_put_key(to, "lost");
    mbr_put_int(to, sum->lost);
    mbr_put_key(to, "expired");
    mbr_put_int(to, sum->expired);
    put_spend(to, sum, &without);
    put_active(to, sum, &without);
    if (rule)
        put_overlap(report, number, to);
    put_note(report, sum, rule, to);
    mbr_put_char(to, '}');
    return mbr_end(run);
}

static int write_tags(struct tag_report *report, struct mbr_run *run)
{
    const struct tag_rules *rules = &report->job->rules;
    uint32_t *sorted = mbr_map_sorted(&report->others);
    int failed = 0;
    for (size_t i = 0; i < rules->count && !failed; i++)
        failed = write_tag(report, i, rules->rule[i].name, run);
    for (size_t i = 0; i < report->others.count && !failed; i++)
        failed = write_tag(report, rules->count + sorted[i],
                           mbr_map_key(&report->others, sorted[i]), run);
    free(sorted);
    return failed;
}

struct pair {
    double overlap;
    uint32_t a, b, both;
};

static int compare_pairs(const void *p, const void *q)
{
    const struct pair *x = p, *y = q;
    if (x->overlap < y->overlap || x->overlap > y->overlap)
        return x->overlap > y->overlap ? -1 : 1;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static int write_pair(const struct tag_report *report, const struct pair *pair, struct mbr_run *run)
{
    const struct tag_rule *rule = report->job->rules.rule;
    struct mbr_buf *to = &run->out.buf;
    mbr_put_text(to, "{\"type\":\"row\",\"of\":\"tag_overlap\"");
    mbr_put_key(to, "tag");
    mbr_put_string(to, rule[pair->a].name);
    mbr_put_key(to, "members");
    mbr_put_int(to, pair->both);
    mbr_put_key(to, "overlap");
    mbr_put_score(to, pair->overlap);
    mbr_put_key(to, "overlap_with");
    mbr_put_string(to, rule[pair->b].name);
    mbr_put_char(to, '}');
    return mbr_end(run);
}

static int write_pairs(const struct tag_report *report, struct mbr_run *run)
{
    const struct tag_rule *rule = report->job->rules.rule;
    uint32_t rules = (uint32_t)report->job->rules.count;
    struct pair *pairs = NULL;
    size_t count = 0, cap = 0;
    int failed = 0;
    for (uint32_t a = 0; a < rules; a++)
        for (uint32_t b = a + 1; b < rules; b++) {
            uint32_t both = report->both[a * rules + b];
            if (!both || !mbr_tag_is_wanted(report->job, rule[a].name) ||
                !mbr_tag_is_wanted(report->job, rule[b].name))
                continue;
            pairs = mbr_grow(pairs, &cap, count + 1, sizeof *pairs);
            pairs[count++] = (struct pair){jaccard(report, a, b), a, b, both};
        }
    if (count)
        qsort(pairs, count, sizeof *pairs, compare_pairs);
    for (size_t i = 0; i < count && !failed; i++)
        failed = write_pair(report, &pairs[i], run);
    free(pairs);
    return failed;
}

static int write_expired(struct tag_report *report, struct mbr_run *run)
{
    uint64_t done = 0;
    int64_t n;
    do {
        char *to = mbr_buf_room(&report->line, SPOOL_PIECE);
        n = mbr_spool_read(&report->expired, done, to, SPOOL_PIECE, &run->err);
        if (n < 0 ||
            (n > 0 && mbr_out_write(&run->out, (struct mbr_span){to, (size_t)n}, &run->err) < 0)) {
            run->located = true;
            return -1;
        }
        done += (uint64_t)n;
    } while (n > 0);
    return 0;
}

int mbr_tag_report_write(struct tag_report *report, struct mbr_run *run)
{
    report->line.n = 0;
    if (write_tags(report, run) < 0 || write_pairs(report, run) < 0)
        return -1;
    return write_expired(report, run);
}
