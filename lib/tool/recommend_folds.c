#include <stdlib.h>

#include "recommend_backtest.h"
#include "recommend_learn.h"

#include "mbr/doc.h"
#include "mbr/mem.h"
#include "mbr/number.h"
#include "mbr/pack.h"

enum part { NONE, TRAIN, VAL, TEST };

struct named {
    uint64_t hash;
    uint32_t member;
};

static int by_hash(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

/* Users are strings, or numbers as their ids spell them. */
static int read_id(const json_t *id, struct mbr_buf *text)
{
    text->n = 0;
    if (json_is_string(id))
        mbr_put(text, json_string_value(id), json_string_length(id));
    else if (json_is_integer(id))
        mbr_put_int(text, json_integer_value(id));
    return text->n ? 0 : -1;
}

/* Members without a basket are not among the named: they are counted in *left. */
static int read_part(const json_t *doc, const char *key, enum part part, const struct named *named,
                     uint32_t members, uint8_t *part_of, size_t *left, struct mbr_err *err)
{
    const json_t *list = json_object_get(doc, key);
    struct mbr_buf text = {0};
    int failed = json_is_array(list) ? 0 : mbr_err_set(err, "%s: no list of members", key);
    for (size_t i = 0; !failed && i < json_array_size(list); i++) {
        if (read_id(json_array_get(list, i), &text) < 0) {
            failed = mbr_err_set(err, "%s: the %zu. is no id", key, i + 1);
            break;
        }
        struct named wanted = {.hash = mbr_pack_hash(mbr_buf_span(&text))};
        const struct named *found = bsearch(&wanted, named, members, sizeof *named, by_hash);
        if (!found)
            ++*left;
        else if (part_of[found->member] != NONE)
            failed = mbr_err_value(err, key, "listed twice", mbr_buf_span(&text));
        else
            part_of[found->member] = (uint8_t)part;
    }
    mbr_buf_free(&text);
    return failed;
}

/* As published the documents have no version, and may say how many items there are. */
static int check_doc(const json_t *doc, const char *path, struct mbr_err *err)
{
    static const char *const keys[] = {"version", "train", "val", "test", "item_num", NULL};
    if (json_object_get(doc, "version") && mbr_doc_check(doc, path, NULL, 1, err) < 0)
        return -1;
    return mbr_doc_keys(doc, path, keys, err);
}

static int read_parts(const struct recommend *job, const char *path, uint8_t *part_of,
                      struct mbr_err *err)
{
    const struct recommend_gathered *g = job->gathered;
    uint32_t members = g->gather.baskets.members;
    json_t *doc = mbr_doc_load(path, err);
    size_t left = 0;
    if (!doc)
        return -1;
    if (check_doc(doc, path, err) < 0) {
        json_decref(doc);
        return -1;
    }
    struct named *named = mbr_alloc(members * sizeof *named);
    for (uint32_t m = 0; m < members; m++)
        named[m] = (struct named){g->hash[m], m};
    if (members)
        qsort(named, members, sizeof *named, by_hash);
    int failed = read_part(doc, "train", TRAIN, named, members, part_of, &left, err) < 0 ||
                 read_part(doc, "val", VAL, named, members, part_of, &left, err) < 0 ||
                 read_part(doc, "test", TEST, named, members, part_of, &left, err) < 0;
    if (!failed && left)
        mbr_note(job->run, "--folds: members without a basket, or not here: %zu, left out", left);
    free(named);
    json_decref(doc);
    return failed ? mbr_err_within(err, path) : 0;
}

static void ask(struct recommend_exam *exam, const struct mbr_baskets *all,
                const struct recommend_known *known, const uint8_t *part_of, enum part part)
{
    *exam = (struct recommend_exam){.all = all, .known = known, .today = MBR_DAY_NONE};
    exam->who = mbr_alloc(all->members * sizeof *exam->who);
    exam->truth = mbr_alloc(all->members * sizeof *exam->truth);
    exam->interval = recommend_mean_gap(&known->baskets);
    for (uint32_t m = 0; m < all->members; m++) {
        size_t end = all->basket[m + 1];
        if (part_of[m] != part || end - all->basket[m] < 2)
            continue;
        exam->who[exam->count] = m;
        exam->truth[exam->count++] = (struct recommend_truth){end - 1, end};
    }
}

/* Of those learned from the last basket is the next one; of the others it is not there at all. */
int recommend_hold_folds(const struct recommend *job, const char *path,
                         struct recommend_trials *trials, struct mbr_err *err)
{
    const struct mbr_baskets *all = &job->gathered->gather.baskets;
    uint8_t *part_of = mbr_calloc(all->members, 1);
    if (read_parts(job, path, part_of, err) < 0) {
        free(part_of);
        return -1;
    }
    size_t *end = mbr_alloc(all->members * sizeof *end);
    size_t *next = mbr_alloc(all->members * sizeof *next);
    uint32_t *among = mbr_alloc(all->members * sizeof *among), amongs = 0;
    for (uint32_t m = 0; m < all->members; m++) {
        end[m] = all->basket[m + 1];
        next[m] = end[m] - (end[m] - all->basket[m] > 1);
        if (part_of[m] == TRAIN)
            among[amongs++] = m;
        else
            end[m] = next[m];
    }
    recommend_known_make(&trials->known, all, end, next);
    trials->known.among = among;
    trials->known.amongs = amongs;
    ask(&trials->inner, all, &trials->known, part_of, VAL);
    ask(&trials->outer, all, &trials->known, part_of, TEST);
    trials->one_fit = true;
    free(end);
    free(next);
    free(part_of);
    return 0;
}
