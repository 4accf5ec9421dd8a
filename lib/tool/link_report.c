/* Rows: how many accounts people have, what each kind of identifier did, who is met on and off line
   before and after. */

#include <stdlib.h>

#include "link_job.h"

static void put_count(struct mbr_buf *to, const char *key, uint64_t value)
{
    mbr_put_key(to, key);
    mbr_put_int(to, (int64_t)value);
}

static void begin(struct mbr_buf *to, const char *of)
{
    mbr_put_text(to, "{\"type\":\"row\",\"of\":");
    mbr_put_string(to, mbr_span(of));
}

/* By person: how many accounts; and then by number of accounts: how many people. */
static int write_sizes(const struct link_job *job)
{
    const struct mbr_identity *found = &job->found;
    struct mbr_buf *to = &job->run->out.buf;
    uint32_t *accounts = mbr_calloc(found->holders + (size_t)1, sizeof *accounts);
    uint64_t *people = mbr_calloc(found->holders + (size_t)2, sizeof *people);
    int failed = 0;
    for (uint32_t h = 0; h < found->holders; h++)
        accounts[found->person[h]] += found->member[h];
    for (uint32_t h = 0; h < found->holders; h++)
        people[accounts[h]] += found->person[h] == h && job->id[h].n > 0;
    for (uint32_t n = 0; n <= found->holders && !failed; n++) {
        if (people[n] == 0)
            continue;
        begin(to, "people");
        put_count(to, "accounts", n);
        put_count(to, "people", people[n]);
        mbr_put_char(to, '}');
        failed = mbr_end(job->run);
    }
    free(accounts);
    free(people);
    return failed;
}

struct sum {
    uint64_t values[MBR_IDENTITY_REFUSED + 1], links;
};

static void sum_up(const struct link_job *job, struct sum *sums)
{
    const struct mbr_identity *found = &job->found;
    for (uint32_t v = 0; v < found->values; v++) {
        size_t holders = found->first[v + (size_t)1] - found->first[v];
        struct sum *sum = &sums[found->kind[v]];
        sum->values[found->state[v]]++;
        if (found->state[v] == MBR_IDENTITY_USED && holders > 1)
            sum->links += holders - 1;
    }
}

static int write_kinds(const struct link_job *job)
{
    struct sum sums[LINK_KINDS] = {0};
    struct mbr_buf *to = &job->run->out.buf;
    sum_up(job, sums);
    for (size_t k = 0; k < job->rules.kinds; k++) {
        const struct link_tally *tally = &job->tally[k];
        const struct sum *sum = &sums[k];
        uint64_t values = 0;
        for (int s = 0; s <= MBR_IDENTITY_REFUSED; s++)
            values += sum->values[s];
        if (tally->seen == 0 && values == 0)
            continue;
        begin(to, "identifiers");
        mbr_put_key(to, "kind");
        mbr_put_string(to, mbr_span(job->rules.kind[k].name));
        put_count(to, "seen", tally->seen);
        put_count(to, "blocked", tally->blocked);
        put_count(to, "invalid", tally->none);
        put_count(to, "encrypted", tally->cipher);
        put_count(to, "masked", tally->masked);
        put_count(to, "values", values);
        put_count(to, "used", sum->values[MBR_IDENTITY_USED]);
        put_count(to, "shared", sum->values[MBR_IDENTITY_SHARED]);
        put_count(to, "conflict", sum->values[MBR_IDENTITY_CONFLICT]);
        put_count(to, "ambiguous", sum->values[MBR_IDENTITY_REFUSED]);
        put_count(to, "links", sum->links);
        mbr_put_char(to, '}');
        if (mbr_end(job->run) < 0)
            return -1;
    }
    return 0;
}

static int write_places(const struct link_job *job, const char *who, const uint8_t *places,
                        const bool *counts)
{
    struct mbr_buf *to = &job->run->out.buf;
    uint64_t met[4] = {0};
    for (uint32_t h = 0; h < job->found.holders; h++)
        if (counts[h])
            met[places[h]]++;
    begin(to, "places");
    mbr_put_key(to, "who");
    mbr_put_string(to, mbr_span(who));
    put_count(to, "offline", met[LINK_OFFLINE]);
    put_count(to, "online", met[LINK_ONLINE]);
    put_count(to, "both", met[LINK_OFFLINE | LINK_ONLINE]);
    put_count(to, "neither", met[0]);
    mbr_put_char(to, '}');
    return mbr_end(job->run);
}

static int write_overlap(const struct link_job *job)
{
    const struct mbr_identity *found = &job->found;
    uint8_t *places = mbr_calloc(found->holders + (size_t)1, sizeof *places);
    bool *counts = mbr_calloc(found->holders + (size_t)1, sizeof *counts);
    int failed = write_places(job, "accounts", job->graph.places, found->member);
    for (uint32_t h = 0; h < found->holders; h++) {
        places[found->person[h]] |= job->graph.places[h];
        counts[h] = found->person[h] == h && job->id[h].n > 0;
    }
    if (!failed)
        failed = write_places(job, "people", places, counts);
    free(places);
    free(counts);
    return failed;
}

int link_report(struct link_job *job)
{
    return write_sizes(job) < 0 || write_kinds(job) < 0 || write_overlap(job) < 0 ? -1 : 0;
}
