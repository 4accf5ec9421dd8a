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
        if (i == 0 || all[i].key != all[i - 1].key)
            claims.claim[claims.count++] = (struct claim){who, name, 0};
        claims.claim[claims.count - 1].holders++;
    }
    free(all);
    return claims;
}

/* The account that is least by its bytes, the shop's own first. */
static void name_by_account(struct link_job *job)
{
    const struct link_graph *graph = &job->graph;
    for (uint32_t h = 0; h < graph->holders.count; h++) {
        struct mbr_span key = mbr_map_key(&graph->holders, h);
        struct mbr_span *id = &job->id[job->found.person[h]];
        struct mbr_span own = {key.p + 1, key.n - 1};
        if (graph->member[h] && (id->n == 0 || comes_before(own, *id)))
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

/* By name: the person that it belongs to, with the account that is called so, or with the
   identifier that it stands for; MBR_IDENTITY_NONE where there is none. */
static uint32_t *list_owners(const struct link_job *job)
{
    uint32_t *owner = mbr_alloc((job->names.count + (size_t)1) * sizeof *owner);
    for (uint32_t n = 0; n < job->names.count; n++) {
        uint32_t account = account_called(job, mbr_map_key(&job->names, n));
        owner[n] = account == MBR_MAP_NONE ? MBR_IDENTITY_NONE : job->found.person[account];
    }
    for (uint32_t h = 0; h < job->found.holders; h++) {
        if (job->id[h].n == 0 || !is_made_up(job->id[h]))
            continue;
        uint32_t n = mbr_map_find(&job->names, job->id[h]);
        if (n != MBR_MAP_NONE && owner[n] == MBR_IDENTITY_NONE)
            owner[n] = h;
    }
    return owner;
}

/* Of those who were called so, the one that keeps the name: whom it belongs to; if it is nobody's,
   most of them, and of as many the one who would have the lesser name. NULL: none, as who shows
   nothing that is used is nobody. */
static const struct claim *keeper(const struct link_job *job, const struct claim *claim,
                                  const struct claim *end, uint32_t owner)
{
    const struct claim *best = NULL;
    for (; claim < end; claim++) {
        struct mbr_span id = job->id[claim->person];
        if (id.n == 0 || (owner != MBR_IDENTITY_NONE && owner != claim->person))
            continue;
        if (!best || claim->holders > best->holders ||
            (claim->holders == best->holders && mbr_span_compare(id, job->id[best->person]) < 0))
            best = claim;
    }
    return best;
}

/* A person takes of several names that of most. */
static void keep_names(struct link_job *job, const struct claims *claims)
{
    size_t holders = job->found.holders;
    struct mbr_span *kept = mbr_calloc(holders + 1, sizeof *kept);
    uint32_t *most = mbr_calloc(holders + 1, sizeof *most), *owner = list_owners(job);
    for (size_t i = 0, end; i < claims->count; i = end) {
        uint32_t number = claims->claim[i].name;
        struct mbr_span name = mbr_map_key(&job->names, number);
        for (end = i + 1; end < claims->count && claims->claim[end].name == number;)
            end++;
        const struct claim *best =
            keeper(job, &claims->claim[i], &claims->claim[end], owner[number]);
        if (!best)
            continue;
        struct mbr_span *id = &kept[best->person];
        if (best->holders > most[best->person] ||
            (best->holders == most[best->person] && mbr_span_compare(name, *id) < 0)) {
            *id = name;
            most[best->person] = best->holders;
        }
    }
    for (size_t h = 0; h < holders; h++)
        if (kept[h].n)
            job->id[h] = kept[h];
    free(kept);
    free(most);
    free(owner);
}

void link_name(struct link_job *job)
{
    job->id = mbr_calloc(job->found.holders + (size_t)1, sizeof *job->id);
    name_by_account(job);
    name_by_value(job);
    if (job->known == 0)
        return;
    struct claims claims = list_claims(job);
    keep_names(job, &claims);
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

static void put_change(const struct link_job *job, const struct claim *claim, const char *of,
                       struct mbr_buf *to)
{
    struct mbr_span is = job->id[claim->person];
    mbr_put_text(to, "{\"type\":\"row\",\"of\":");
    mbr_put_string(to, mbr_span(of));
    mbr_put_key(to, "was");
    mbr_put_string(to, mbr_map_key(&job->names, claim->name));
    if (is.n) {
        mbr_put_key(to, "member");
        mbr_put_string(to, is);
    }
    mbr_put_char(to, '}');
}

/* Of whom was called so, and is called otherwise now: all of them, or some, by the name's claims.
   Those who have no name any more come first; they are one row. */
static int write_changes(struct link_job *job, struct claims *claims, struct mbr_out *out)
{
    if (claims->count)
        qsort_r(claims->claim, claims->count, sizeof *claims->claim, compare_names, job);
    for (size_t i = 0, first = 0; i < claims->count; i++) {
        const struct claim *claim = &claims->claim[i];
        struct mbr_span is = job->id[claim->person];
        first = claim->name == claims->claim[first].name ? first : i;
        bool split =
            first < i || (i + 1 < claims->count && claims->claim[i + 1].name == claim->name);
        if ((is.n == 0 && first < i) || mbr_span_equal(is, mbr_map_key(&job->names, claim->name)))
            continue;
        job->lost += is.n == 0;
        job->splits += is.n && split;
        job->merges += is.n && !split;
        if (!out)
            continue;
        put_change(job, claim, is.n == 0 ? "lost" : split ? "split" : "merge", &out->buf);
        if (mbr_out_end(out, &job->run->err) < 0)
            return -1;
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
