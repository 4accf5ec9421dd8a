/* The scanner, compiled once for each way of looking at a block of bytes. The file that includes
   this gives WIDTH (bytes in a block), BITS (bits of a mask for each byte), SCAN_LINE (the name to
   export) and the functions

       static inline uint64_t stops(const char *block);      not plain ASCII, or a quote
       static inline uint64_t no_digits(const char *block);
       static inline bool spells(const struct mbr_ask_name *name, const char *p);

   of which the first two return masks whose lowest bits stand for the first byte, and the third
   tells whether the name's spelling stands in the MBR_ASK_SPELLING bytes at p.

   Why not two passes, structure first: lines are short and so are their strings, most of them
   within one block, and going straight on spares the writing and reading of an index. */

#include "json_skip.h"

/* Whether the name's spelling stands at p, where the line has less than that left: its last bytes,
   shifted. The short line is no usual one, and goes the other way. */
static bool spells_at_end(const struct mbr_scan *scan, const struct mbr_ask_name *name,
                          const char *p)
{
    size_t beyond = MBR_ASK_SPELLING - (size_t)(scan->end - p);
    if (scan->end - scan->start < MBR_ASK_SPELLING)
        return false;
    uint64_t low = mbr_swar_load(scan->end - 16), high = mbr_swar_load(scan->end - 8);
    if (beyond >= 8) {
        low = high >> (beyond - 8) * 8;
        high = 0;
    } else {
        low = low >> beyond * 8 | high << (8 - beyond) * 8;
        high >>= beyond * 8;
    }
    return (low & name->mask[0]) == name->spelling[0] &&
           (high & name->mask[1]) == name->spelling[1];
}

/* Whether `"key":` stands at p as guessed. */
static inline bool guessed(const struct mbr_scan *scan, const struct mbr_ask_name *name,
                           const char *p)
{
    if (LIKELY(p < scan->spellings))
        return spells(name, p);
    return spells_at_end(scan, name, p);
}

/* Reads a key, for which the first guess was wrong, and its colon. *name is then what it stands
   for, and the first guess for the next line; or NULL, and the key is in *key. */
static const char *read_key(struct mbr_scan *scan, const struct mbr_ask_node *node,
                            struct mbr_ask_name **guess, const char *p, struct mbr_ask_name **name,
                            struct mbr_span *key)
{
    bool plain = true;
    if (UNLIKELY(*p != '"'))
        return fail(scan, p, "a key in double quotes is missing");
    *name = guess[1];
    if (guessed(scan, *name, p)) {
        p += (*name)->spelled;
    } else {
        key->p = p;
        p = skip_string(scan, p + 1, &plain);
        if (UNLIKELY(!p))
            return NULL;
        key->n = (size_t)(p - key->p);
        *name = mbr_ask_find(scan->ask, node, *key, plain);
        p = skip_colon(scan, p);
    }
    if (*name && *name != guess[0]) {
        guess[1] = guess[0];
        guess[0] = *name;
    }
    return p;
}

/* Marks the name as seen; false when it was. */
static inline bool take(struct mbr_scan *scan, const struct mbr_ask_name *name)
{
    if (UNLIKELY(*name->seen & name->bit)) {
        scan->twice = name;
        return false;
    }
    *name->seen |= name->bit;
    return true;
}

static const char *scan_object(struct mbr_scan *scan, struct mbr_ask_node *node, const char *p);

static const char *scan_other(struct mbr_scan *scan, struct mbr_ask_node *inner, const char *key,
                              const char *p, struct mbr_json *to);

/* A field's value: kept, and looked into where `inner` is not NULL. */
static inline const char *scan_value(struct mbr_scan *scan, struct mbr_ask_node *inner,
                                     const char *key, const char *p, struct mbr_json *to)
{
    enum mbr_json_kind kind = MBR_JSON_STRING;
    bool plain = true;
    const char *end;
    if (LIKELY(*p == '"')) {
        end = skip_string(scan, p + 1, &plain);
    } else if (mbr_json_digit(*p) || *p == '-') {
        kind = MBR_JSON_NUMBER;
        plain = false;
        end = skip_number(scan, p);
    } else {
        return scan_other(scan, inner, key, p, to);
    }
    if (LIKELY(end != NULL))
        *to = (struct mbr_json){{p, (size_t)(end - p)}, key, kind, plain};
    return end;
}

/* A value that is neither a string nor a number, or does not begin right behind the colon. */
static const char *scan_other(struct mbr_scan *scan, struct mbr_ask_node *inner, const char *key,
                              const char *p, struct mbr_json *to)
{
    const char *end, *from = mbr_json_blank(p);
    if (from != p)
        return scan_value(scan, inner, key, from, to);
    if (*p == '{' || *p == '[') {
        end = inner && *p == '{' ? scan_object(scan, inner, p) : skip_nested(scan, p);
        if (end == scan->end)
            return fail_after_value(scan, end, '}');
    } else {
        end = skip_literal(scan, p);
    }
    if (end)
        *to = (struct mbr_json){{p, (size_t)(end - p)}, key, mbr_json_kind_of(*p), false};
    return end;
}

/* The value of a field that no path begins with. */
static const char *scan_unasked(struct mbr_scan *scan, struct mbr_span key, const char *p)
{
    struct mbr_ask_plan *plan = scan->ask->plan;
    struct mbr_json value;
    bool keep = scan->depth == 1 && plan->all;
    p = scan_value(scan, NULL, key.p, p, &value);
    if (p && keep)
        *mbr_scan_rest(scan->ask, key) = value;
    return p;
}

/* A field, from its key to behind its value. *guess: the names that may stand here. */
static inline const char *scan_field(struct mbr_scan *scan, struct mbr_ask_node *node,
                                     struct mbr_ask_name ***guess, const char *p)
{
    struct mbr_ask_name *name = **guess;
    struct mbr_span key = {p, 0};
    if (LIKELY(guessed(scan, name, p))) {
        p += name->spelled;
    } else {
        p = read_key(scan, node, *guess, p, &name, &key);
        if (UNLIKELY(!p))
            return NULL;
        if (!name)
            return scan_unasked(scan, key, p);
    }
    *guess = name->follows;
    if (UNLIKELY(!take(scan, name)))
        return NULL;
    return go_on(&name->length, p, scan_value(scan, name->inner, key.p, p, name->slot));
}

/* An object that is looked into. Recursion is as deep as the paths that were asked for. */
static const char *scan_object(struct mbr_scan *scan, struct mbr_ask_node *node, const char *p)
{
    struct mbr_ask_name **guess = node->first;
    if (UNLIKELY(scan->depth == MBR_JSON_DEPTH))
        return fail(scan, p, "more than 2048 levels of nesting");
    scan->depth++;
    p = mbr_json_blank(p + 1);
    if (*p == '}') {
        scan->depth--;
        return p + 1;
    }
    for (;;) {
        p = scan_field(scan, node, &guess, p);
        if (UNLIKELY(!p))
            return NULL;
        if (*p != ',') {
            p = mbr_json_blank(p);
            if (*p == '}')
                break;
            if (UNLIKELY(*p != ','))
                return fail_after_value(scan, p, '}');
        }
        p = mbr_json_blank(p + 1);
    }
    scan->depth--;
    return p + 1;
}

/* The first place from where less than n bytes are left, but not before the start. */
static const char *too_near(const struct mbr_scan *scan, size_t n)
{
    size_t there = (size_t)(scan->end - scan->start);
    return there < n ? scan->start : scan->end - n + 1;
}

const char *SCAN_LINE(struct mbr_scan *scan)
{
    scan->blocks = too_near(scan, WIDTH);
    scan->spellings = too_near(scan, MBR_ASK_SPELLING);
    return scan_object(scan, &scan->ask->plan->root, scan->start);
}
