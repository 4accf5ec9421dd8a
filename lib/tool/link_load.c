/* What earlier runs know, read from the file that link_save.c has written. Whatever it holds,
   nothing of it is taken without a look. */

#include <stdlib.h>

#include "link_job.h"
#include "mbr/doc.h"
#include "mbr/pack.h"

struct reader {
    struct link_job *job;
    const struct mbr_unpack *pack;
    uint8_t kind[UINT8_MAX + 1]; /* by that of the model */
    struct mbr_err *err;
};

static int unsound(const struct reader *reader, const char *what)
{
    return mbr_err_set(reader->err, "not a sound model: %s", what);
}

/* Keys into an empty map, so that their numbers are those they had; kinds is where the first byte
   of a key is a kind, which may have another number now. */
static int unpack_map(const struct reader *reader, const char *name, struct mbr_map *map,
                      bool kinds)
{
    struct mbr_buf key = {0};
    size_t size, count;
    int failed = 0;
    mbr_put_format(&key, "%s.bytes", name);
    mbr_put_char(&key, '\0');
    char *bytes = mbr_unpack_take(reader->pack, key.p, MBR_PACK_U8, &size, reader->err);
    key.n = 0;
    mbr_put_format(&key, "%s.end", name);
    mbr_put_char(&key, '\0');
    uint64_t *end =
        bytes ? mbr_unpack_take(reader->pack, key.p, MBR_PACK_U64, &count, reader->err) : NULL;
    failed = end ? 0 : -1;
    for (size_t i = 0; !failed && i < count; i++) {
        uint64_t from = i ? end[i - 1] : 0;
        bool added = false;
        if (from < end[i] && end[i] <= size) {
            if (kinds)
                bytes[from] = (char)reader->kind[(uint8_t)bytes[from]];
            if (kinds && (uint8_t)bytes[from] == UINT8_MAX)
                failed = unsound(reader, name);
            mbr_map_put(map, (struct mbr_span){bytes + from, (size_t)(end[i] - from)}, &added);
        }
        failed = added && !failed ? 0 : unsound(reader, name);
    }
    free(bytes);
    free(end);
    mbr_buf_free(&key);
    return failed;
}

static uint32_t *unpack_numbers(const struct reader *reader, const char *name, size_t count,
                                uint32_t below)
{
    uint32_t *numbers = mbr_unpack_exact(reader->pack, name, MBR_PACK_U32, count, reader->err);
    for (size_t i = 0; numbers && i < count; i++)
        if (numbers[i] >= below && numbers[i] != MBR_IDENTITY_NONE) {
            unsound(reader, name);
            free(numbers);
            return NULL;
        }
    return numbers;
}

static int unpack_holders(const struct reader *reader)
{
    struct link_graph *graph = &reader->job->graph;
    struct mbr_map holders = {0};
    size_t facts = reader->job->rules.facts;
    int failed = unpack_map(reader, "holders", &holders, false);
    size_t told = holders.count * facts;
    uint8_t *places = NULL;
    uint64_t *at = NULL;
    uint32_t *text = NULL;
    for (uint32_t h = 0; !failed && h < holders.count; h++)
        link_graph_holder(graph, mbr_map_key(&holders, h), facts);
    if (!failed &&
        (!(places =
               mbr_unpack_exact(reader->pack, "places", MBR_PACK_U8, holders.count, reader->err)) ||
         !(at = mbr_unpack_exact(reader->pack, "told.at", MBR_PACK_U64, told, reader->err)) ||
         !(text = unpack_numbers(reader, "told.text", told, graph->texts.count))))
        failed = -1;
    for (uint32_t h = 0; !failed && h < holders.count; h++)
        graph->places[h] = places[h] & (LINK_OFFLINE | LINK_ONLINE);
    for (size_t i = 0; !failed && i < told; i++)
        graph->told[i] = (struct link_fact_told){at[i], text[i]};
    free(places);
    free(at);
    free(text);
    mbr_map_free(&holders);
    return failed;
}

static int unpack_values(const struct reader *reader)
{
    struct link_graph *graph = &reader->job->graph;
    struct mbr_map values = {0};
    int failed = unpack_map(reader, "values", &values, true);
    for (uint32_t v = 0; !failed && v < values.count; v++) {
        link_graph_value(graph, mbr_map_key(&values, v));
    }
    mbr_map_free(&values);
    return failed;
}

/* Pairs of numbers; both have to be there. */
static int unpack_pairs(const struct reader *reader, const char *first, uint32_t first_below,
                        const char *second, uint32_t second_below,
                        void (*take)(struct link_graph *graph, uint32_t a, uint32_t b))
{
    size_t count;
    uint32_t *a = mbr_unpack_take(reader->pack, first, MBR_PACK_U32, &count, reader->err);
    uint32_t *b =
        a ? mbr_unpack_exact(reader->pack, second, MBR_PACK_U32, count, reader->err) : NULL;
    int failed = b ? 0 : -1;
    for (size_t i = 0; !failed && i < count; i++) {
        if (a[i] >= first_below || b[i] >= second_below)
            failed = unsound(reader, first);
        else
            take(&reader->job->graph, a[i], b[i]);
    }
    free(a);
    free(b);
    return failed;
}

static void take_tie(struct link_graph *graph, uint32_t value, uint32_t holder)
{
    link_graph_tie(graph, holder, value);
}

static void take_masked(struct link_graph *graph, uint32_t mask, uint32_t holder)
{
    link_graph_mask(graph, holder, mbr_map_key(&graph->masks, mask));
}

static int unpack_all(const struct reader *reader)
{
    struct link_job *job = reader->job;
    struct link_graph *graph = &job->graph;
    if (unpack_map(reader, "texts", &graph->texts, false) < 0 ||
        unpack_map(reader, "masks", &graph->masks, true) < 0 || unpack_values(reader) < 0 ||
        unpack_holders(reader) < 0 || unpack_map(reader, "names", &job->names, false) < 0)
        return -1;
    uint32_t holders = graph->holders.count;
    if (unpack_pairs(reader, "tie.value", graph->values.count, "tie.holder", holders, take_tie) <
            0 ||
        unpack_pairs(reader, "masked.mask", graph->masks.count, "masked.holder", holders,
                     take_masked) < 0)
        return -1;
    job->called = unpack_numbers(reader, "called", holders, job->names.count);
    job->known = holders;
    return job->called ? 0 : -1;
}

static int read_names(struct reader *reader, const json_t *doc)
{
    const struct link_rules *rules = &reader->job->rules;
    const json_t *kinds = json_object_get(doc, "kinds"), *facts = json_object_get(doc, "facts");
    const json_t *one;
    size_t i;
    if (json_array_size(kinds) > LINK_KINDS)
        return unsound(reader, "kinds");
    memset(reader->kind, UINT8_MAX, sizeof reader->kind);
    reader->kind[LINK_ALIAS] = LINK_ALIAS;
    json_array_foreach(kinds, i, one)
    {
        const char *name = json_string_value(one);
        size_t at = LINK_OWN_KINDS;
        while (name && at < rules->kinds && strcmp(rules->kind[at].name, name) != 0)
            at++;
        if (!name || at == rules->kinds)
            return mbr_err_set(reader->err, "kinds: %s is not in the rules", name ? name : "that");
        reader->kind[i + LINK_OWN_KINDS] = (uint8_t)at;
    }
    json_array_foreach(json_object_get(doc, "unlink"), i, one)
    {
        if (json_string_value(one))
            mbr_map_put(&reader->job->unlinked, mbr_span(json_string_value(one)), NULL);
    }
    bool same = json_array_size(facts) == rules->facts;
    for (i = 0; same && i < rules->facts; i++) {
        const char *name = json_string_value(json_array_get(facts, i));
        same = name && strcmp(name, rules->fact[i].name) == 0;
    }
    return same ? 0 : mbr_err_set(reader->err, "facts: not those of the rules");
}

static int load(struct link_job *job, struct mbr_span text, struct mbr_err *err)
{
    const char *path = job->options->model;
    const char *end = text.n ? memchr(text.p, '\n', text.n) : NULL;
    struct mbr_span head = {text.p, end ? (size_t)(end - text.p) + 1 : text.n};
    struct mbr_unpack pack;
    struct reader reader = {.job = job, .pack = &pack, .err = err};
    json_t *doc = mbr_doc_parse(path, head, err);
    if (!doc)
        return -1;
    int failed = mbr_doc_check(doc, path, "mbr-link", LINK_MODEL_VERSION, err);
    if (!failed && (mbr_unpack_open(&pack, doc, (struct mbr_span){text.p + head.n, text.n - head.n},
                                    err) < 0 ||
                    mbr_pack_check_seal(head, err) < 0 || read_names(&reader, doc) < 0 ||
                    unpack_all(&reader) < 0))
        failed = mbr_err_within(err, path);
    json_decref(doc);
    return failed;
}

int link_model_load(struct link_job *job)
{
    struct mbr_run *run = job->run;
    struct mbr_buf text = {0};
    int failed = mbr_doc_read(job->options->model, &text, &run->err);
    if (!failed)
        failed = load(job, mbr_buf_span(&text), &run->err);
    mbr_buf_free(&text);
    run->located = failed != 0;
    return failed;
}
