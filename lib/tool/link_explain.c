/* What joins two accounts: the shortest way from one to the other over values that were used, of
   the shortest ones that which comes first in the order of the values. */

#include <stdlib.h>

#include "link_job.h"
#include "mbr/number.h"

struct walk {
    struct link_job *job;
    size_t *from;    /* by holder, and one more: where its values begin in `held` */
    uint32_t *held;  /* in the order of the values */
    uint32_t *by;    /* by holder: the value it was reached over */
    uint32_t *after; /* by holder: the holder it was reached from */
    uint32_t *queue;
};

static void list_by_holder(struct walk *walk)
{
    const struct mbr_identity *found = &walk->job->found;
    walk->from = mbr_calloc(found->holders + (size_t)2, sizeof *walk->from);
    walk->held = mbr_alloc((found->ties + 1) * sizeof *walk->held);
    for (size_t i = 0; i < found->ties; i++)
        walk->from[found->tie[i].holder + (size_t)2]++;
    for (size_t h = 1; h <= found->holders; h++)
        walk->from[h + 1] += walk->from[h];
    for (uint32_t i = 0; i < found->values; i++) {
        uint32_t value = found->order[i];
        for (size_t t = found->first[value]; t < found->first[value + (size_t)1]; t++)
            walk->held[walk->from[found->tie[t].holder + (size_t)1]++] = value;
    }
}

static void search(struct walk *walk, uint32_t a, uint32_t b)
{
    const struct mbr_identity *found = &walk->job->found;
    size_t first = 0, last = 0;
    walk->by = mbr_alloc((found->holders + (size_t)1) * sizeof *walk->by);
    walk->after = mbr_alloc((found->holders + (size_t)1) * sizeof *walk->after);
    walk->queue = mbr_alloc((found->holders + (size_t)1) * sizeof *walk->queue);
    memset(walk->by, 0xff, found->holders * sizeof *walk->by);
    walk->after[a] = a;
    walk->by[a] = 0;
    walk->queue[last++] = a;
    while (first < last && walk->by[b] == MBR_IDENTITY_NONE) {
        uint32_t h = walk->queue[first++];
        for (size_t i = walk->from[h]; i < walk->from[h + (size_t)1]; i++) {
            uint32_t value = walk->held[i];
            if (found->state[value] != MBR_IDENTITY_USED)
                continue;
            for (size_t t = found->first[value]; t < found->first[value + (size_t)1]; t++) {
                uint32_t other = found->tie[t].holder;
                if (walk->by[other] != MBR_IDENTITY_NONE ||
                    found->person[other] != found->person[h])
                    continue;
                walk->by[other] = value;
                walk->after[other] = h;
                walk->queue[last++] = other;
            }
        }
    }
}

static void put_account(const struct link_job *job, const char *key, uint32_t holder)
{
    struct mbr_span id = mbr_map_key(&job->graph.holders, holder);
    if (!job->found.member[holder])
        return;
    mbr_put_key(&job->run->out.buf, key);
    mbr_put_string(&job->run->out.buf, (struct mbr_span){id.p + 1, id.n - 1});
}

static void put_value(const struct link_job *job, uint32_t value)
{
    double doubt = 0;
    struct mbr_buf *to = &job->run->out.buf;
    struct mbr_span key = mbr_map_key(&job->graph.values, value);
    size_t skipped = key.p[0] == LINK_MASK ? 2 : 1; /* the kind; and that of the telephone */
    struct mbr_span text = {key.p + skipped, key.n - skipped};
    const char *bar = key.p[0] == LINK_MASK ? memchr(text.p, '|', text.n) : NULL;
    mbr_put_key(to, "kind");
    mbr_put_string(to, mbr_span(job->rules.kind[(uint8_t)key.p[0]].name));
    if (key.p[0] == LINK_EVIDENCE) {
        const char *end = memchr(text.p, '|', text.n);
        if (end &&
            mbr_double_parse((struct mbr_span){text.p, (size_t)(end - text.p)}, &doubt) == 0) {
            mbr_put_key(to, "probability");
            mbr_put_score(to, 1 - doubt);
        }
        return;
    }
    mbr_put_key(to, "value");
    mbr_put_string(to, bar ? (struct mbr_span){text.p, (size_t)(bar - text.p)} : text);
    if (!bar)
        return;
    mbr_put_key(to, "and");
    mbr_put_string(to, mbr_span(job->rules.fact[(uint8_t)bar[1]].name));
    mbr_put_key(to, "which_is");
    mbr_put_string(to, (struct mbr_span){bar + 2, (size_t)(text.p + text.n - bar - 2)});
}

static int write_step(const struct walk *walk, uint32_t from, uint32_t value, uint32_t to)
{
    static const char *const verdicts[] = {"free", "joins", "shared", "conflict", "ambiguous"};
    const struct link_job *job = walk->job;
    struct mbr_buf *buf = &job->run->out.buf;
    mbr_put_text(buf, "{\"type\":\"row\",\"of\":\"link\"");
    put_account(job, "account", from);
    put_value(job, value);
    mbr_put_key(buf, "verdict");
    mbr_put_string(buf, mbr_span(verdicts[job->found.state[value]]));
    put_account(job, "with", to);
    mbr_put_char(buf, '}');
    return mbr_end(job->run);
}

static int write_way(const struct walk *walk, uint32_t b)
{
    uint32_t *queue = walk->queue;
    size_t steps = 0;
    for (uint32_t h = b; walk->after[h] != h; h = walk->after[h])
        queue[steps++] = h;
    while (steps--)
        if (write_step(walk, walk->after[queue[steps]], walk->by[queue[steps]], queue[steps]) < 0)
            return -1;
    return 0;
}

/* What two who are not joined have in common all the same, and why it did not join them. */
static int write_common(const struct walk *walk, uint32_t a, uint32_t b)
{
    const struct link_job *job = walk->job;
    size_t rows = 0;
    for (size_t i = walk->from[a]; i < walk->from[a + (size_t)1]; i++)
        for (size_t k = walk->from[b]; k < walk->from[b + (size_t)1]; k++)
            if (walk->held[i] == walk->held[k]) {
                rows++;
                if (write_step(walk, a, walk->held[i], b) < 0)
                    return -1;
            }
    if (job->found.apart[a] || job->found.apart[b])
        mbr_note(job->run, "not joined: one of them is to stand apart");
    else
        mbr_note(job->run, rows ? "not joined" : "not joined: they have nothing in common");
    return 0;
}

static int find_account(const struct link_job *job, const char *id, uint32_t *holder)
{
    struct mbr_buf key = {0};
    mbr_put_char(&key, 'm');
    mbr_put_text(&key, id);
    *holder = mbr_map_find(&job->graph.holders, mbr_buf_span(&key));
    mbr_buf_free(&key);
    return *holder == MBR_MAP_NONE ? mbr_fail(job->run, "--explain: no such account: %s", id) : 0;
}

int link_explain(struct link_job *job)
{
    struct walk walk = {.job = job};
    const char *const *accounts = job->options->explain.item;
    uint32_t a, b;
    if (find_account(job, accounts[0], &a) < 0 || find_account(job, accounts[1], &b) < 0)
        return -1;
    list_by_holder(&walk);
    search(&walk, a, b);
    int failed = walk.by[b] == MBR_IDENTITY_NONE ? write_common(&walk, a, b) : write_way(&walk, b);
    free(walk.from);
    free(walk.held);
    free(walk.by);
    free(walk.after);
    free(walk.queue);
    return failed;
}
