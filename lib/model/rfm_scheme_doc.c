#include <stdio.h>
#include <stdlib.h>

#include "mbr/doc.h"
#include "mbr/rfm_doc.h"

#define VERSION 1
#define DEFAULT_BINS 5
#define WHERE 64

/* A scheme in the making; its rules grow on the heap until their number is known. */
struct reader {
    struct mbr_rfm_scheme *scheme;
    struct mbr_rfm_segment *segment;
    struct mbr_rfm_rule *rule;
    size_t rules, cap;
    struct mbr_err *err;
};

static char *keep(struct reader *reader, const char *text)
{
    return mbr_arena_dup(&reader->scheme->memory, text, strlen(text) + 1);
}

static bool is_name(const char *text)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyz";
    static const char rest[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    return *text && strchr(first, *text) && text[strspn(text, rest)] == '\0';
}

static bool is_score(const json_t *json, int bins)
{
    return json_is_integer(json) && json_integer_value(json) >= 1 &&
           json_integer_value(json) <= bins;
}

/* 3, [3, 5], "high" or "low". */
static int read_bound(struct reader *reader, const json_t *json, int on, struct mbr_rfm_rule *rule)
{
    int bins = reader->scheme->bins;
    const json_t *low = json, *high = json;
    const char *side = json_string_value(json);
    if (side && on < MBR_RFM_SCALES && (strcmp(side, "high") == 0 || strcmp(side, "low") == 0)) {
        rule->side[on] = *side == 'h' ? MBR_RFM_HIGH : MBR_RFM_LOW;
        return 0;
    }
    if (json_array_size(json) == 2) {
        low = json_array_get(json, 0);
        high = json_array_get(json, 1);
    }
    if (!is_score(low, bins) || !is_score(high, bins) ||
        json_integer_value(low) > json_integer_value(high))
        return mbr_err_set(reader->err, "neither a score from 1 to %d, nor [LOW, HIGH]%s", bins,
                           on < MBR_RFM_SCALES ? ", \"high\" or \"low\"" : "");
    rule->low[on] = (int)json_integer_value(low);
    rule->high[on] = (int)json_integer_value(high);
    return 0;
}

static int read_rule(struct reader *reader, const json_t *when, size_t segment)
{
    static const char *const names[] = {"r", "f", "m", "fm", NULL};
    struct mbr_rfm_rule rule = {.segment = segment};
    if (!json_is_object(when))
        return mbr_err_set(reader->err, "when: not an object");
    if (mbr_doc_keys(when, "when", names, reader->err) < 0)
        return -1;
    for (int i = 0; i < MBR_RFM_BOUNDS; i++) {
        const json_t *bound = json_object_get(when, names[i]);
        rule.low[i] = 1;
        rule.high[i] = reader->scheme->bins;
        if (bound && read_bound(reader, bound, i, &rule) < 0) {
            mbr_err_within(reader->err, names[i]);
            return mbr_err_within(reader->err, "when");
        }
    }
    reader->rule = mbr_grow(reader->rule, &reader->cap, reader->rules + 1, sizeof rule);
    reader->rule[reader->rules++] = rule;
    return 0;
}

static int read_label(struct reader *reader, const json_t *label, struct mbr_rfm_segment *to)
{
    static const char *const names[] = {"en", "zh", NULL};
    const json_t *en = json_object_get(label, "en"), *zh = json_object_get(label, "zh");
    to->en = to->zh = to->key;
    if (!label)
        return 0;
    if (!json_is_object(label) || (en && !json_is_string(en)) || (zh && !json_is_string(zh)))
        return mbr_err_set(reader->err, "label: not an object of texts");
    if (mbr_doc_keys(label, "label", names, reader->err) < 0)
        return -1;
    if (en)
        to->en = to->zh = keep(reader, json_string_value(en));
    if (zh)
        to->zh = keep(reader, json_string_value(zh));
    return 0;
}

static int read_key(struct reader *reader, const json_t *json, size_t segment)
{
    const char *key = json_string_value(json);
    if (!key)
        return mbr_err_set(reader->err, "key: missing, or not a text");
    if (!is_name(key) || strcmp(key, MBR_RFM_NO_PURCHASE) == 0)
        return mbr_err_value(reader->err, "key", "not a name of a-z, 0-9 and _, or taken",
                             mbr_span(key));
    for (size_t i = 0; i < segment; i++) {
        if (strcmp(reader->segment[i].key, key) == 0)
            return mbr_err_value(reader->err, "key", "stands twice", mbr_span(key));
    }
    reader->segment[segment].key = keep(reader, key);
    return 0;
}

static int read_segment(struct reader *reader, const json_t *json, size_t segment)
{
    static const char *const names[] = {"key", "label", "when", NULL};
    const json_t *when = json_object_get(json, "when");
    if (!json_is_object(json))
        return mbr_err_set(reader->err, "not an object");
    if (mbr_doc_keys(json, NULL, names, reader->err) < 0 ||
        read_key(reader, json_object_get(json, "key"), segment) < 0 ||
        read_label(reader, json_object_get(json, "label"), &reader->segment[segment]) < 0)
        return -1;
    if (!json_is_array(when))
        return read_rule(reader, when, segment);
    for (size_t i = 0; i < json_array_size(when); i++) {
        if (read_rule(reader, json_array_get(when, i), segment) < 0)
            return -1;
    }
    return 0;
}

static int read_segments(struct reader *reader, const json_t *list)
{
    size_t count = json_array_size(list);
    char where[WHERE];
    if (count == 0 || count > MBR_RFM_SEGMENTS_MAX)
        return mbr_err_set(reader->err, "segments: not a list of 1 to %d", MBR_RFM_SEGMENTS_MAX);
    reader->segment = mbr_arena_alloc(&reader->scheme->memory, count * sizeof *reader->segment);
    reader->scheme->segment = reader->segment;
    reader->scheme->segments = count;
    for (size_t i = 0; i < count; i++) {
        if (read_segment(reader, json_array_get(list, i), i) < 0) {
            snprintf(where, sizeof where, "segments[%zu]", i);
            return mbr_err_within(reader->err, where);
        }
    }
    return 0;
}

static int read_head(struct reader *reader, const json_t *doc)
{
    static const char *const names[] = {"version", "name", "bins", "segments", NULL};
    const json_t *name = json_object_get(doc, "name"), *bins = json_object_get(doc, "bins");
    if (mbr_doc_keys(doc, NULL, names, reader->err) < 0)
        return -1;
    if (!json_is_string(name))
        return mbr_err_set(reader->err, "name: missing, or not a text");
    if (bins && (!is_score(bins, MBR_RFM_BINS_MAX) || json_integer_value(bins) < 2))
        return mbr_err_set(reader->err, "bins: not within 2 to %d", MBR_RFM_BINS_MAX);
    reader->scheme->bins = bins ? (int)json_integer_value(bins) : DEFAULT_BINS;
    reader->scheme->name = keep(reader, json_string_value(name));
    return 0;
}

int mbr_rfm_scheme_read(const json_t *doc, const char *name, struct mbr_rfm_scheme *scheme,
                        struct mbr_err *err)
{
    struct reader reader = {.scheme = scheme, .err = err};
    *scheme = (struct mbr_rfm_scheme){0};
    if (mbr_doc_check(doc, name, NULL, VERSION, err) < 0)
        return -1;
    if (read_head(&reader, doc) < 0 ||
        read_segments(&reader, json_object_get(doc, "segments")) < 0) {
        free(reader.rule);
        return mbr_err_within(err, name);
    }
    struct mbr_rfm_rule *rules = mbr_arena_alloc(&scheme->memory, reader.rules * sizeof *rules + 1);
    if (reader.rules)
        memcpy(rules, reader.rule, reader.rules * sizeof *rules);
    free(reader.rule);
    scheme->rule = rules;
    scheme->rules = reader.rules;
    char *source = json_dumps(doc, JSON_COMPACT);
    scheme->source = keep(&reader, source);
    free(source);
    return 0;
}

void mbr_rfm_scheme_free(struct mbr_rfm_scheme *scheme)
{
    mbr_arena_free(&scheme->memory);
    *scheme = (struct mbr_rfm_scheme){0};
}
