/* When all is taken: the last day, the order of the members, and what a person should know. */

#include "fold_store.h"

#include <stdlib.h>

#include "mbr/date.h"

#define GAP_DAYS 30

static void fix_as_of(struct mbr_fold *fold, const struct mbr_run *run)
{
    const struct latest *latest = &fold->latest;
    char day[MBR_DAY_SIZE + 1] = "", before_day[MBR_DAY_SIZE + 1] = "";
    int32_t before = latest->before > fold->line_as_of ? latest->before : fold->line_as_of;
    fold->as_of = fold->options.as_of;
    if (fold->as_of != MBR_DAY_NONE)
        return;
    fold->as_of = latest->day > fold->line_as_of ? latest->day : fold->line_as_of;
    if (fold->as_of == MBR_DAY_NONE)
        return;
    mbr_day_write(day, fold->as_of);
    mbr_note(run, "as of %s", day);
    if (before == MBR_DAY_NONE || (int64_t)latest->day - before <= GAP_DAYS)
        return;
    mbr_day_write(before_day, before);
    mbr_warn(
        run,
        "%s:%llu: the last event, of %s, lies %d days after the one before it (%s); see --as-of",
        latest->place.file, (unsigned long long)latest->place.line, day, latest->day - before,
        before_day);
}

static void say_count(const struct mbr_run *run, uint64_t n, const char *noun, const char *rest)
{
    struct mbr_buf text = {0};
    if (n == 0)
        return;
    mbr_put_count(&text, n, noun);
    mbr_note(run, "%.*s%s", (int)text.n, text.p, rest);
    mbr_buf_free(&text);
}

static void say_annotations(const struct mbr_fold *fold, const struct mbr_run *run)
{
    struct mbr_buf names = {0};
    uint32_t *sorted = mbr_map_sorted(&fold->annotations);
    for (uint32_t i = 0; i < fold->annotations.count; i++) {
        if (i)
            mbr_put_text(&names, ", ");
        struct mbr_span key = mbr_map_key(&fold->annotations, sorted[i]);
        mbr_put(&names, key.p + 1, key.n - 2);
    }
    if (names.n)
        mbr_note(run, "left out, being verdicts on an older history: %.*s", (int)names.n, names.p);
    free(sorted);
    mbr_buf_free(&names);
}

static void say_if_none(const struct mbr_fold *fold, const struct mbr_run *run)
{
    char day[MBR_DAY_SIZE + 1] = "";
    if (fold->latest.day != MBR_DAY_NONE || fold->options.as_of == MBR_DAY_NONE)
        return;
    mbr_day_write(day, fold->as_of);
    mbr_note(run, "no member has an event up to %s", day);
}

int mbr_fold_finish(struct mbr_fold *fold, struct mbr_run *run)
{
    fix_as_of(fold, run);
    say_count(run, fold->anonymous_count, "event",
              fold->options.keep_anonymous ? " without a member kept"
                                           : " without a member left out");
    say_count(run, fold->foreign_count, "other record", " left out");
    say_count(run, fold->empty_count, "member line", " without an event left out");
    say_annotations(fold, run);
    say_if_none(fold, run);
    if (fold->spill) {
        run->located = true;
        if (mbr_fold_spill(fold, &run->err) < 0)
            return -1;
        run->located = false;
        return 0;
    }
    fold->sorted = mbr_map_sorted(&fold->ids);
    fold->count = 0;
    for (uint32_t i = 0; i < fold->ids.count; i++)
        if (fold->members[fold->sorted[i]].seen)
            fold->sorted[fold->count++] = fold->sorted[i];
    return 0;
}
