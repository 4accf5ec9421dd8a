#include "select_job.h"

#include <inttypes.h>
#include <stdlib.h>

#include "mbr/order.h"
#include "mbr/rand.h"

/* Algorithm R (Vitter, "Random Sampling with a Reservoir", ACM TOMS 11, 1985): the first `limit`
   lines are taken in; the n-th after them takes the place of any with probability limit / n. */
struct drawn {
    uint64_t arrival;
    struct mbr_buf line;
};
struct select_sample {
    struct mbr_rand rand;
    struct drawn *drawn;
    size_t count, cap, limit;
    uint64_t arrivals;
};

/* mbr_rand_below for more than 2^32 lines. */
static uint64_t draw_below(struct mbr_rand *rand, uint64_t n)
{
    uint64_t beyond = UINT64_MAX - UINT64_MAX % n, drawn;
    do
        drawn = mbr_rand_next(rand);
    while (drawn >= beyond);
    return drawn % n;
}

static struct mbr_buf *draw(struct select_sample *sample)
{
    size_t place = sample->count;
    uint64_t arrival = sample->arrivals++;
    if (place < sample->limit) {
        sample->drawn = mbr_grow(sample->drawn, &sample->cap, place + 1, sizeof *sample->drawn);
        sample->drawn[sample->count++] = (struct drawn){0};
    } else {
        uint64_t any = draw_below(&sample->rand, sample->arrivals);
        if (any >= sample->limit)
            return NULL;
        place = (size_t)any;
    }
    sample->drawn[place].arrival = arrival;
    sample->drawn[place].line.n = 0;
    return &sample->drawn[place].line;
}

static int compare_arrivals(const void *a, const void *b)
{
    const struct drawn *x = a, *y = b;
    return (x->arrival > y->arrival) - (x->arrival < y->arrival);
}

static void free_sample(struct select_sample *sample)
{
    if (!sample)
        return;
    for (size_t i = 0; i < sample->count; i++)
        mbr_buf_free(&sample->drawn[i].line);
    free(sample->drawn);
    free(sample);
}

static int add_key(struct select_hold *hold, const char *path, bool descending, const char *option,
                   struct mbr_run *run)
{
    struct mbr_ask *ask = mbr_ask_new(&path, 1, false, &run->err);
    mbr_ask_free(ask);
    if (!ask) {
        run->misused = run->located = true;
        return mbr_err_within(&run->err, option);
    }
    if (hold->keys == SELECT_KEYS)
        return mbr_misuse(run, "%s: more than %d fields", option, SELECT_KEYS);
    hold->path[hold->keys] = path;
    hold->descending[hold->keys++] = descending;
    return 0;
}

static int read_keys(struct select_hold *hold, struct mbr_run *run)
{
    const struct mbr_list *sort = &hold->options->sort;
    const char *by = hold->options->by;
    for (size_t i = 0; i < sort->count; i++) {
        bool minus = *sort->item[i] == '-';
        if (add_key(hold, sort->item[i] + minus, minus, "--sort", run) < 0)
            return -1;
    }
    return by ? add_key(hold, by + (*by == '-'), *by != '-', "--by", run) : 0;
}

int mbr_select_hold_open(struct select_hold *hold, const struct mbr_select_options *options,
                         struct mbr_run *run)
{
    *hold = (struct select_hold){.options = options};
    if (options->by && options->sort.count)
        return mbr_misuse(run, "--by and --sort both say the order");
    if (options->sample && (options->by || options->sort.count || options->top))
        return mbr_misuse(run, "--sample keeps the order: sort or cut it with a second mbr-select");
    if (!options->sample && options->seed != MBR_SELECT_SEED)
        return mbr_misuse(run, "--seed is for --sample");
    if (read_keys(hold, run) < 0)
        return -1;
    if (hold->keys)
        hold->top = mbr_top_new((size_t)options->top, true);
    if (options->sample) {
        hold->sample = mbr_calloc(1, sizeof *hold->sample);
        hold->sample->limit = (size_t)options->sample;
        mbr_rand_seed(&hold->sample->rand, (uint64_t)options->seed);
    }
    return 0;
}

void mbr_select_hold_free(struct select_hold *hold)
{
    mbr_top_free(hold->top);
    free_sample(hold->sample);
    mbr_buf_free(&hold->key);
    mbr_buf_free(&hold->scratch);
}

/* All keys as one: a string, whose content may be any bytes where it has no escapes. */
static int offer_sorted(struct select_hold *hold, const struct mbr_json *slots, struct mbr_buf **to,
                        struct mbr_err *err)
{
    struct mbr_json key = {.kind = MBR_JSON_STRING, .plain = true};
    hold->key.n = 0;
    mbr_put_char(&hold->key, '"');
    for (size_t i = 0; i < hold->keys; i++) {
        const struct mbr_json *value = &slots[hold->slot[i]];
        hold->values[i] += value->kind > MBR_JSON_NULL;
        hold->compounds[i] += value->kind >= MBR_JSON_ARRAY;
        if (mbr_put_order(&hold->key, value, hold->descending[i], &hold->scratch) < 0)
            return mbr_err_json(err, hold->path[i], "not a text to sort by", value->raw);
    }
    mbr_put_char(&hold->key, '"');
    key.raw = mbr_buf_span(&hold->key);
    return mbr_top_offer(hold->top, &key, to);
}

int mbr_select_hold_offer(struct select_hold *hold, const struct mbr_json *slots,
                          struct mbr_out *out, struct mbr_buf **to, struct mbr_err *err)
{
    uint64_t top = (uint64_t)hold->options->top;
    if (hold->top)
        return offer_sorted(hold, slots, to, err);
    if (hold->sample)
        *to = draw(hold->sample);
    else
        *to = top && hold->offered >= top ? NULL : &out->buf;
    hold->offered++;
    return 0;
}

void mbr_select_hold_report(const struct select_hold *hold, const struct mbr_run *run)
{
    const char *option = hold->options->by ? "--by" : "--sort";
    for (size_t i = 0; i < hold->keys; i++)
        if (hold->compounds[i])
            mbr_note(run,
                     "%s: %s is an object or a list in %" PRIu64 " of %" PRIu64
                     " records: these come last",
                     option, hold->path[i], hold->compounds[i], hold->values[i]);
}

static int write_line(struct mbr_run *run, struct mbr_span line)
{
    mbr_put_span(&run->out.buf, line);
    return mbr_end(run);
}

int mbr_select_hold_write(struct select_hold *hold, struct mbr_run *run)
{
    struct select_sample *sample = hold->sample;
    size_t count = hold->top ? mbr_top_sort(hold->top) : 0;
    for (size_t i = 0; i < count; i++)
        if (write_line(run, mbr_top_row(hold->top, i)) < 0)
            return -1;
    if (sample && sample->count)
        qsort(sample->drawn, sample->count, sizeof *sample->drawn, compare_arrivals);
    for (size_t i = 0; sample && i < sample->count; i++)
        if (write_line(run, mbr_buf_span(&sample->drawn[i].line)) < 0)
            return -1;
    return 0;
}
