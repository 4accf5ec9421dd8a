/* What a run knows, as a file for the next: the graph before it was resolved, and what each person
   was called. */

#include <stdlib.h>
#include <sys/stat.h>

#include "link_job.h"
#include "mbr/pack.h"

static void put_names(struct mbr_buf *to, const char *key, const struct link_rules *rules,
                      bool facts)
{
    mbr_put_key(to, key);
    mbr_put_char(to, '[');
    for (size_t i = facts ? 0 : LINK_OWN_KINDS; i < (facts ? rules->facts : rules->kinds); i++) {
        mbr_put_comma(to);
        mbr_put_string(to, mbr_span(facts ? rules->fact[i].name : rules->kind[i].name));
    }
    mbr_put_char(to, ']');
}

static int compare_holders(const void *a, const void *b, void *context)
{
    const struct mbr_map *holders = context;
    return mbr_span_compare(mbr_map_key(holders, *(const uint32_t *)a),
                            mbr_map_key(holders, *(const uint32_t *)b));
}

static void put_unlinked(struct mbr_buf *to, const struct link_job *job)
{
    struct mbr_map *holders = (struct mbr_map *)(uintptr_t)&job->graph.holders;
    uint32_t *list = NULL;
    size_t count = 0, cap = 0;
    for (uint32_t h = 0; h < holders->count; h++)
        if (job->found.apart[h]) {
            list = mbr_grow(list, &cap, count + 1, sizeof *list);
            list[count++] = h;
        }
    if (count)
        qsort_r(list, count, sizeof *list, compare_holders, holders);
    mbr_put_key(to, "unlink");
    mbr_put_char(to, '[');
    for (size_t i = 0; i < count; i++) {
        struct mbr_span key = mbr_map_key(holders, list[i]);
        mbr_put_comma(to);
        mbr_put_string(to, (struct mbr_span){key.p + 1, key.n - 1});
    }
    mbr_put_char(to, ']');
    free(list);
}

/* The first `count` keys of a map: their bytes one behind the other, and where each ends. */
static void pack_map(struct mbr_pack *pack, const char *name, const struct mbr_map *map,
                     uint32_t count)
{
    struct mbr_buf bytes = {0}, key = {0};
    uint64_t *end = mbr_alloc((count + (size_t)1) * sizeof *end);
    for (uint32_t i = 0; i < count; i++) {
        mbr_put_span(&bytes, mbr_map_key(map, i));
        end[i] = bytes.n;
    }
    mbr_put_format(&key, "%s.bytes", name);
    mbr_put_char(&key, '\0');
    mbr_pack_add(pack, key.p, MBR_PACK_U8, bytes.p, bytes.n);
    key.n = 0;
    mbr_put_format(&key, "%s.end", name);
    mbr_put_char(&key, '\0');
    mbr_pack_add(pack, key.p, MBR_PACK_U64, end, count);
    free(end);
    mbr_buf_free(&bytes);
    mbr_buf_free(&key);
}

static void pack_pairs(struct mbr_pack *pack, const char *first, const char *second,
                       const uint32_t *pairs, size_t count)
{
    uint32_t *one = mbr_alloc((count + 1) * sizeof *one);
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < count; i++)
            one[i] = pairs[2 * i + (size_t)side];
        mbr_pack_add(pack, side ? second : first, MBR_PACK_U32, one, count);
    }
    free(one);
}

static void pack_told(struct mbr_pack *pack, const struct link_job *job)
{
    size_t count = job->graph.holders.count * job->rules.facts;
    uint64_t *at = mbr_alloc((count + 1) * sizeof *at);
    uint32_t *text = mbr_alloc((count + 1) * sizeof *text);
    for (size_t i = 0; i < count; i++) {
        at[i] = job->graph.told[i].at;
        text[i] = job->graph.told[i].text;
    }
    mbr_pack_add(pack, "told.at", MBR_PACK_U64, at, count);
    mbr_pack_add(pack, "told.text", MBR_PACK_U32, text, count);
    free(at);
    free(text);
}

static void pack_called(struct mbr_pack *pack, const struct link_job *job)
{
    struct mbr_map names = {0};
    uint32_t holders = job->graph.holders.count;
    uint32_t *called = mbr_alloc((holders + (size_t)1) * sizeof *called);
    for (uint32_t h = 0; h < holders; h++) {
        struct mbr_span name = link_person(job, h);
        called[h] = name.n ? mbr_map_put(&names, name, NULL) : MBR_IDENTITY_NONE;
    }
    pack_map(pack, "names", &names, names.count);
    mbr_pack_add(pack, "called", MBR_PACK_U32, called, holders);
    free(called);
    mbr_map_free(&names);
}

static void pack_graph(struct mbr_pack *pack, const struct link_job *job)
{
    const struct link_graph *graph = &job->graph;
    pack_map(pack, "holders", &graph->holders, graph->holders.count);
    pack_map(pack, "values", &graph->values, job->told_values);
    pack_map(pack, "masks", &graph->masks, graph->masks.count);
    pack_map(pack, "texts", &graph->texts, graph->texts.count);
    mbr_pack_add(pack, "places", MBR_PACK_U8, graph->places, graph->holders.count);
    pack_told(pack, job);
    pack_pairs(pack, "tie.value", "tie.holder", (const uint32_t *)(const void *)job->told_tie,
               job->told_ties);
    pack_pairs(pack, "masked.mask", "masked.holder", (const uint32_t *)(const void *)graph->masked,
               graph->masked_count);
    pack_called(pack, job);
}

int link_model_save(struct link_job *job, const char *path)
{
    struct mbr_run *run = job->run;
    struct mbr_pack pack = {0};
    struct mbr_out out;
    run->located = true;
    if (mbr_out_open(&out, path, &run->err) < 0)
        return -1;
    if (out.path) /* what it holds is not for everybody */
        (void)fchmod(out.fd, S_IRUSR | S_IWUSR);
    mbr_put_text(&out.buf, "{\"tool\":\"mbr-link\"");
    mbr_put_key(&out.buf, "version");
    mbr_put_int(&out.buf, LINK_MODEL_VERSION);
    put_names(&out.buf, "kinds", &job->rules, false);
    put_names(&out.buf, "facts", &job->rules, true);
    put_unlinked(&out.buf, job);
    pack_graph(&pack, job);
    mbr_put_pack_list(&out.buf, &pack);
    mbr_put_pack_seal(&out.buf);
    mbr_put_text(&out.buf, "}\n");
    mbr_put_span(&out.buf, mbr_buf_span(&pack.bytes));
    mbr_pack_free(&pack);
    out.whole = out.buf.n;
    int failed = mbr_out_close(&out, &run->err);
    run->located = failed != 0;
    return failed;
}
