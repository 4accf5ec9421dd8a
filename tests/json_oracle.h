#ifndef MBR_TESTS_JSON_ORACLE_H
#define MBR_TESTS_JSON_ORACLE_H

/* The scanner held to jansson: both accept a line or both refuse it, and they agree on its values,
   except that
   - a key that is asked for and stands twice in its object is refused by the scanner alone;
     elsewhere the last one counts for jansson, and the scanner gives all;
   - a number beyond a double's range is refused by jansson alone;
   - \u0000 in a key is refused by jansson alone; in a string the scanner passes it, and refuses to
     give it out as text;
   - a NUL byte is refused everywhere by the scanner, while jansson overlooks one behind a number or
     a literal;
   - jansson counts a scalar as a level of nesting, and gives up at the same number.
   The scanner's two ways are held to each other too, error texts included. */

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "mbr/json.h"

struct oracle_path {
    const char *path, *key[3];
};

static const struct oracle_path oracle_paths[] = {
    {"type", {"type"}},
    {"a", {"a"}},
    {"a.b", {"a", "b"}},
    {"a.'é'", {"a", "é"}},
    {"buy.spend", {"buy", "spend"}},
    {"c.d.e", {"c", "d", "e"}},
    {"'it''s a key with blanks'", {"it's a key with blanks"}},
    {"''", {""}},
};
#define ORACLE_PATHS (sizeof oracle_paths / sizeof *oracle_paths)

static bool oracle_same(const struct mbr_json *value, const json_t *other);

static bool oracle_same_text(struct mbr_span raw, bool plain, const char *other, size_t n)
{
    struct mbr_json value = {.raw = raw, .kind = MBR_JSON_STRING, .plain = plain};
    struct mbr_buf scratch = {0};
    struct mbr_span text;
    bool same = mbr_json_text(&value, &scratch, &text) < 0
                    ? memchr(other, '\0', n) != NULL
                    : mbr_span_equal(text, (struct mbr_span){other, n});
    mbr_buf_free(&scratch);
    return same;
}

static bool oracle_same_object(const struct mbr_json *value, const json_t *other)
{
    json_t *met = json_object();
    struct mbr_json_pair pair;
    struct mbr_buf scratch = {0};
    struct mbr_json_walk walk = mbr_json_walk(value);
    bool same = true;
    while (same && mbr_json_next_pair(&walk, &pair)) {
        struct mbr_span key;
        struct mbr_json_pair later;
        bool last = true;
        same = mbr_json_key_text(pair.key, &scratch, &key) == 0;
        if (!same)
            break;
        json_object_setn_nocheck(met, key.p, key.n, json_null());
        char *text = mbr_memdup(key.p, key.n);
        struct mbr_json_walk on = walk;
        while (last && mbr_json_next_pair(&on, &later)) {
            mbr_json_key_text(later.key, &scratch, &key);
            last = !mbr_span_is(key, text);
        }
        same = !last || oracle_same(&pair.value, json_object_get(other, text));
        free(text);
    }
    same = same && json_object_size(met) == json_object_size(other);
    json_decref(met);
    mbr_buf_free(&scratch);
    return same;
}

static bool oracle_same_array(const struct mbr_json *value, const json_t *other)
{
    struct mbr_json element;
    struct mbr_json_walk walk = mbr_json_walk(value);
    size_t i = 0;
    while (mbr_json_next(&walk, &element))
        if (!oracle_same(&element, json_array_get(other, i++)))
            return false;
    return i == json_array_size(other);
}

static bool oracle_same_number(struct mbr_span raw, const json_t *other)
{
    char *text = mbr_memdup(raw.p, raw.n), *end;
    double number = strtod(text, &end);
    bool same = end == text + raw.n && json_is_real(other) && number == json_real_value(other);
    free(text);
    return same;
}

static bool oracle_same(const struct mbr_json *value, const json_t *other)
{
    switch (value->kind) {
    case MBR_JSON_ABSENT:
        return !other;
    case MBR_JSON_NULL:
        return json_is_null(other) && mbr_span_is(value->raw, "null");
    case MBR_JSON_FALSE:
        return json_is_false(other) && mbr_span_is(value->raw, "false");
    case MBR_JSON_TRUE:
        return json_is_true(other) && mbr_span_is(value->raw, "true");
    case MBR_JSON_NUMBER:
        return oracle_same_number(value->raw, other);
    case MBR_JSON_STRING:
        return json_is_string(other) &&
               oracle_same_text(value->raw, value->plain, json_string_value(other),
                                json_string_length(other));
    case MBR_JSON_ARRAY:
        return json_is_array(other) && oracle_same_array(value, other);
    case MBR_JSON_OBJECT:
        return json_is_object(other) && oracle_same_object(value, other);
    }
    return false;
}

/* What was found, against the tree: each path, then the whole line by walking. */
static const char *oracle_values(const struct mbr_ask *ask, struct mbr_span line,
                                 const json_t *tree)
{
    for (size_t i = 0; i < ORACLE_PATHS; i++) {
        const json_t *other = tree;
        for (size_t k = 0; k < 3 && oracle_paths[i].key[k]; k++)
            other = json_object_get(other, oracle_paths[i].key[k]);
        if (!oracle_same(&ask->slot[i], other))
            return oracle_paths[i].path;
    }
    while (line.p[line.n - 1] != '}')
        line.n--;
    while (*line.p != '{') {
        line.p++;
        line.n--;
    }
    struct mbr_json root = {.raw = line, .kind = MBR_JSON_OBJECT};
    return oracle_same(&root, tree) ? NULL : "values, walked";
}

/* Whether both ways of the scanner found the same. */
static bool oracle_same_found(const struct mbr_ask *one, const struct mbr_ask *two)
{
    bool same = one->rests == two->rests;
    for (size_t i = 0; same && i < ORACLE_PATHS; i++)
        same = one->slot[i].raw.p == two->slot[i].raw.p &&
               one->slot[i].raw.n == two->slot[i].raw.n && one->slot[i].key == two->slot[i].key &&
               one->slot[i].kind == two->slot[i].kind && one->slot[i].plain == two->slot[i].plain;
    for (size_t i = 0; same && i < one->rests; i++)
        same = one->rest[i].key.p == two->rest[i].key.p &&
               one->rest[i].key.n == two->rest[i].key.n &&
               one->rest[i].value.raw.p == two->rest[i].value.raw.p &&
               one->rest[i].value.raw.n == two->rest[i].value.raw.n;
    return same;
}

static const char *oracle_verdict(const struct mbr_ask *ask, struct mbr_span line, int got,
                                  const struct mbr_err *err)
{
    json_error_t error;
    size_t flags = JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL;
    bool twice = got < 0 && strstr(err->text, ": stands twice");
    json_t *tree = json_loadb(line.p, line.n, flags | (twice ? JSON_REJECT_DUPLICATES : 0), &error);
    enum json_error_code code = tree ? json_error_unknown : json_error_code(&error);
    const char *what = NULL;
    if (twice)
        what = tree ? "a key that does not stand twice" : NULL;
    else if (memchr(line.p, '\0', line.n))
        what = got == 0 ? "accepted, with a NUL byte" : NULL;
    else if (code == json_error_numeric_overflow || code == json_error_null_byte_in_key ||
             code == json_error_stack_overflow)
        what = NULL;
    else if (got == 0)
        what = json_is_object(tree) ? oracle_values(ask, line, tree) : "accepted, jansson refuses";
    else if (json_is_object(tree))
        what = "refused, jansson accepts";
    json_decref(tree);
    return what;
}

/* NULL, or what they do not agree on. */
static inline const char *oracle_differs(const char *p, size_t n)
{
    struct mbr_err err, err_portable;
    const char *paths[ORACLE_PATHS], *what;
    for (size_t i = 0; i < ORACLE_PATHS; i++)
        paths[i] = oracle_paths[i].path;
    struct mbr_ask *ask = mbr_ask_new(paths, ORACLE_PATHS, true, &err);
    struct mbr_ask *portable = mbr_ask_new(paths, ORACLE_PATHS, true, &err);
    struct mbr_span line = {p, n};
    int got_portable, got;
    err.text[0] = err_portable.text[0] = '\0';
    mbr_json_force_portable(true);
    got_portable = mbr_ask_scan(portable, line, &err_portable);
    what = got_portable == 0 ? oracle_verdict(portable, line, 0, &err_portable) : NULL;
    mbr_json_force_portable(false);
    got = mbr_ask_scan(ask, line, &err);
    if (!what)
        what = oracle_verdict(ask, line, got, &err);
    if (got != got_portable || strcmp(err.text, err_portable.text) != 0 ||
        !oracle_same_found(ask, portable))
        what = "the two ways of the scanner";
    mbr_ask_free(ask);
    mbr_ask_free(portable);
    return what;
}

#endif
