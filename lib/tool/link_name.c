/* What each person is called. Who was called something keeps it; what was one and is several, or
   the other way round, is told. */

#include <stdlib.h>

#include "link_job.h"
#include "mbr/pack.h"
#include "mbr/sort.h"

#define MADE_UP "p-"
#define MADE_UP_SIZE 18

/* Whether it is what name_stranger has made, in a run before. */
static bool is_made_up(struct mbr_span id)
{
    size_t n = strlen(MADE_UP);
    bool made_up = id.n == MADE_UP_SIZE && memcmp(id.p, MADE_UP, n) == 0;
    while (made_up && n < id.n)
        made_up = strchr("0123456789abcdef", id.p[n++]) != NULL;
    return made_up;
}

static bool comes_before(struct mbr_span a, struct mbr_span b)
{
    bool x = is_made_up(a), y = is_made_up(b);
    return x == y ? mbr_span_compare(a, b) < 0 : y;
}

/* So many holders of a person were called so. */
struct claim {
    uint32_t person, name, holders;
    bool own; /* the account of that name is among them */
};

struct claims {
    struct claim *claim;
    size_t count;
};

static uint32_t account_called(const struct link_job *job, struct mbr_span name)
{
    struct mbr_buf key = {0};
    mbr_put_char(&key, 'm');
    mbr_put_span(&key, name);
    uint32_t holder = mbr_map_find(&job->graph.holders, mbr_buf_span(&key));
    mbr_buf_free(&key);
    return holder;
}

/* By name, then by person. */
static struct claims list_claims(const struct link_job *job)
{
    const uint32_t *person = job->found.person;
    struct mbr_sortable *all = mbr_alloc((job->known + (size_t)1) * sizeof *all);
    struct claims claims = {mbr_alloc((job->known + (size_t)1) * sizeof *claims.claim), 0};
    size_t count = 0;
    for (uint32_t h = 0; h < job->known; h++)
        if (job->called[h] != MBR_IDENTITY_NONE)
            all[count++] = (struct mbr_sortable){(uint64_t)job->called[h] << 32 | person[h], h};
    mbr_sort(all, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t name = (uint32_t)(all[i].key >> 32), who = (uint32_t)all[i].key;
        struct claim *last = &claims.claim[claims.count];
        if (i == 0 || all[i].key != all[i - 1].key) {
            uint32_t account = account_called(job, mbr_map_key(&job->names, name));
            *last = (struct claim){who, name, 0, account != MBR_MAP_NONE && person[account] == who};
            claims.count++;
        }
        claims.claim[claims.count - 1].holders++;
    }
    free(all);
    return claims;
}

/* A name goes to the person with the account of that name; if there is none, to most of those who
   had it. A person takes of several names that of most. */
static void keep_names(struct link_job *job, const struct claims *claims)
{
    uint32_t *most = mbr_calloc(job->found.holders + (size_t)1, sizeof *most);
    for (size_t i = 0, end; i < claims->count; i = end) {
        const struct claim *best = &claims->claim[i];
        struct mbr_span name = mbr_map_key(&job->names, best->name);
        for (end = i; end < claims->count && claims->claim[end].name == best->name; end++) {
            const struct claim *claim = &claims->claim[end];
            if (claim->own > best->own ||
                (claim->own == best->own && claim->holders > best->holders))
                best = claim;
        }
        if (!best->own && account_called(job, name) != MBR_MAP_NONE)
            continue;
        struct mbr_span *id = &job->id[best->person];
        uint32_t had = most[best->person];
        if (id->n == 0 || best->holders > had ||
            (best->holders == had && mbr_span_compare(name, *id) < 0)) {
            *id = name;
            most[best->person] = best->holders;
        }
    }
    free(most);
}

/* The others are called by the account that is least by its bytes, the shop's own first. */
static void name_by_account(struct link_job *job, const bool *named)
{
    const struct link_graph *graph = &job->graph;
    for (uint32_t h = 0; h < graph->holders.count; h++) {
        struct mbr_span key = mbr_map_key(&graph->holders, h);
        struct mbr_span *id = &job->id[job->found.person[h]];
        struct mbr_span own = {key.p + 1, key.n - 1};
        if (graph->member[h] && !named[job->found.person[h]] &&
            (id->n == 0 || comes_before(own, *id)))
            *id = own;
    }
}

/* Who has no account is called by the first identifier that tells them, but not in clear: members
   go into many files that telephones should not be in. */
static void name_stranger(struct link_job *job, uint32_t value, struct mbr_span *id)
{
    struct mbr_span key = mbr_map_key(&job->graph.values, value);
    struct mbr_buf name = {0};
    mbr_put_text(&name, job->rules.kind[(uint8_t)key.p[0]].name);
    mbr_put_char(&name, ':');
    mbr_put(&name, key.p + 1, key.n - 1);
    uint64_t hash = mbr_pack_hash(mbr_buf_span(&name));
    name.n = 0;
    mbr_put_format(&name, MADE_UP "%016llx", (unsigned long long)hash);
    *id = (struct mbr_span){mbr_arena_dup(&job->ids, name.p, name.n), name.n};
    mbr_buf_free(&name);
}

static void name_by_value(struct link_job *job)
{
    const struct mbr_identity *found = &job->found;
    for (uint32_t i = 0; i < found->values; i++) {
        uint32_t value = found->order[i];
        if (found->state[value] != MBR_IDENTITY_USED)
            continue;
        for (size_t t = found->first[value]; t < found->first[value + (size_t)1]; t++) {
            struct mbr_span *id = &job->id[found->person[found->tie[t].holder]];
            if (id->n == 0)
                name_stranger(job, value, id);
        }
    }
}

void link_name(struct link_job *job)
{
    uint32_t holders = job->found.holders;
    bool *named = mbr_calloc(holders + (size_t)1, sizeof *named);
    struct claims claims = list_claims(job);
    job->id = mbr_calloc(holders + (size_t)1, sizeof *job->id);
    keep_names(job, &claims);
    for (uint32_t h = 0; h < holders; h++)
        named[h] = job->id[h].n > 0;
    name_by_account(job, named);
    name_by_value(job);
    free(named);
    free(claims.claim);
}

static int compare_names(const void *a, const void *b, void *context)
{
    const struct claim *x = a, *y = b;
    const struct link_job *job = context;
    int order =
        mbr_span_compare(mbr_map_key(&job->names, x->name), mbr_map_key(&job->names, y->name));
    return order ? order : mbr_span_compare(job->id[x->person], job->id[y->person]);
}

static void put_change(const struct link_job *job, const struct claim *claim, bool split,
                       struct mbr_buf *to)
{
    mbr_put_text(to, "{\"type\":\"row\",\"of\":");
    mbr_put_text(to, split ? "\"split\"" : "\"merge\"");
    mbr_put_key(to, "was");
    mbr_put_string(to, mbr_map_key(&job->names, claim->name));
    mbr_put_key(to, "member");
    mbr_put_string(to, job->id[claim->person]);
    mbr_put_char(to, '}');
}

/* Of whom was called so, and is called otherwise now: all of them, or some, by the name's claims.
 */
static int write_changes(struct link_job *job, struct claims *claims, struct mbr_out *out)
{
    if (claims->count)
        qsort_r(claims->claim, claims->count, sizeof *claims->claim, compare_names, job);
    for (size_t i = 0, end; i < claims->count; i = end) {
        for (end = i + 1; end < claims->count && claims->claim[end].name == claims->claim[i].name;)
            end++;
        for (size_t k = i; k < end; k++) {
            const struct claim *claim = &claims->claim[k];
            struct mbr_span is = job->id[claim->person];
            if (is.n == 0 || mbr_span_equal(is, mbr_map_key(&job->names, claim->name)))
                continue;
            bool split = end - i > 1;
            job->splits += split;
            job->merges += !split;
            if (!out)
                continue;
            put_change(job, claim, split, &out->buf);
            if (mbr_out_end(out, &job->run->err) < 0)
                return -1;
        }
    }
    return 0;
}

int link_changes(struct link_job *job)
{
    struct claims claims = list_claims(job);
    struct mbr_out out;
    const char *path = job->options->changes;
    bool opened = path && mbr_out_open(&out, path, &job->run->err) == 0;
    int failed = path && !opened ? -1 : write_changes(job, &claims, opened ? &out : NULL);
    if (opened && failed)
        mbr_out_discard(&out);
    else if (opened)
        failed = mbr_out_close(&out, &job->run->err);
    job->run->located |= failed != 0;
    free(claims.claim);
    return failed;
}
