/* The scanner, compiled once for each way of looking at a block of bytes. The file that includes
   this gives WIDTH (bytes in a block), BITS (bits of a mask for each byte), the function

       static inline uint64_t stops(const char *block);      not plain ASCII, or a quote

   whose lowest bits stand for the first byte, and SCAN_LINE, the name to export.

   Why not two passes, structure first: lines are short and so are their strings, most of them
   within one block, and going straight on spares the writing and reading of an index. */

#include "json_scan.h"

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

static const char *fail(struct mbr_scan *scan, const char *at, const char *what)
{
    scan->at = at;
    scan->what = what;
    return NULL;
}

static inline size_t place(uint64_t mask)
{
    return (size_t)__builtin_ctzll(mask) / BITS;
}

/* The block at p where the line has less than a block left: the line's last block, shifted. */
static uint64_t stops_at_end(const struct mbr_scan *scan, const char *p)
{
    size_t left = (size_t)(scan->end - p);
    if (scan->end - scan->start >= WIDTH)
        return stops(scan->end - WIDTH) >> ((WIDTH - left) * BITS);
    char block[WIDTH] = {0};
    memcpy(block, p, left);
    return stops(block) & (((uint64_t)1 << (left * BITS)) - 1);
}

/* From behind the opening quote to behind the closing one. */
static inline const char *skip_string(struct mbr_scan *scan, const char *p)
{
    const char *open = p - 1;
    for (;;) {
        uint64_t mask;
        if (LIKELY(scan->end - p >= WIDTH))
            mask = stops(p);
        else if (p >= scan->end || !(mask = stops_at_end(scan, p)))
            return fail(scan, open, "a string has no end");
        if (!mask) {
            p += WIDTH;
            continue;
        }
        p += place(mask);
        if (LIKELY(*p == '"'))
            return p + 1;
        p = mbr_scan_odd(scan, p);
        if (!p)
            return NULL;
    }
}

/* Byte by byte: most numbers are too short for anything else to win. */
static inline const char *skip_digits(const char *p)
{
    while (mbr_json_digit(*p))
        p++;
    return p;
}

static const char *skip_exponent(struct mbr_scan *scan, const char *p)
{
    p++;
    if (*p == '+' || *p == '-')
        p++;
    const char *end = skip_digits(p);
    return end > p ? end : fail(scan, p, "a digit is missing");
}

static inline const char *skip_number(struct mbr_scan *scan, const char *p)
{
    p += *p == '-';
    const char *end = skip_digits(p);
    if (UNLIKELY(end == p))
        return fail(scan, p, "a digit is missing");
    if (UNLIKELY(*p == '0' && end > p + 1))
        return fail(scan, p, "a number begins with a needless 0");
    if (*end == '.') {
        p = end + 1;
        end = skip_digits(p);
        if (UNLIKELY(end == p))
            return fail(scan, p, "a digit is missing");
    }
    if (UNLIKELY((*end | 0x20) == 'e'))
        return skip_exponent(scan, end);
    return end;
}

static const char *skip_literal(struct mbr_scan *scan, const char *p)
{
    if (p[0] == 't' && p[1] == 'r' && p[2] == 'u' && p[3] == 'e')
        return p + 4;
    if (p[0] == 'n' && p[1] == 'u' && p[2] == 'l' && p[3] == 'l')
        return p + 4;
    if (p[0] == 'f' && p[1] == 'a' && p[2] == 'l' && p[3] == 's' && p[4] == 'e')
        return p + 5;
    return fail(scan, p, "a value is missing");
}

static inline const char *skip_scalar(struct mbr_scan *scan, const char *p)
{
    if (*p == '"')
        return skip_string(scan, p + 1);
    if (mbr_json_digit(*p) || *p == '-')
        return skip_number(scan, p);
    return skip_literal(scan, p);
}

/* From behind a key's closing quote to its value. */
static inline const char *skip_colon(struct mbr_scan *scan, const char *p)
{
    p = mbr_json_blank(p);
    if (UNLIKELY(*p != ':'))
        return fail(scan, p, "a colon is missing");
    return mbr_json_blank(p + 1);
}

static inline const char *skip_key(struct mbr_scan *scan, const char *p)
{
    if (UNLIKELY(*p != '"'))
        return fail(scan, p, "a key in double quotes is missing");
    p = skip_string(scan, p + 1);
    return p ? skip_colon(scan, p) : NULL;
}

static const char *fail_after_value(struct mbr_scan *scan, const char *p, char closer)
{
    return fail(scan, p, closer == '}' ? "a comma or '}' is missing" : "a comma or ']' is missing");
}

/* From an opening bracket to behind its closing one. Without recursion: the closing bracket that
   each open level waits for is kept in a stack of bytes. */
static const char *skip_nested(struct mbr_scan *scan, const char *p)
{
    char closers[MBR_JSON_DEPTH + 1];
    size_t depth = scan->depth, base = depth;
    char closer = 0;
    for (;;) {
        if (closer == '}' && !(p = skip_key(scan, p)))
            return NULL;
        if (*p == '{' || *p == '[') {
            if (UNLIKELY(depth == MBR_JSON_DEPTH))
                return fail(scan, p, "more than 2048 levels of nesting");
            closers[depth++] = closer;
            closer = *p == '{' ? '}' : ']';
            p = mbr_json_blank(p + 1);
            if (*p != closer)
                continue;
        } else {
            p = skip_scalar(scan, p);
            if (UNLIKELY(!p))
                return NULL;
            p = mbr_json_blank(p);
        }
        while (*p == closer) {
            closer = closers[--depth];
            p++;
            if (depth == base)
                return p;
            if (UNLIKELY(p == scan->end))
                return fail_after_value(scan, p, closer);
            p = mbr_json_blank(p);
        }
        if (UNLIKELY(*p != ','))
            return fail_after_value(scan, p, closer);
        p = mbr_json_blank(p + 1);
    }
}

static inline const char *skip_value(struct mbr_scan *scan, const char *p)
{
    return *p == '{' || *p == '[' ? skip_nested(scan, p) : skip_scalar(scan, p);
}

/* Whether `"key":` stands at p, as guessed. */
static inline bool guessed(const struct mbr_scan *scan, const struct mbr_ask_name *name,
                           const char *p)
{
    uint64_t bytes[2];
    if (!name || scan->end - p < (ptrdiff_t)sizeof bytes)
        return false;
    memcpy(bytes, p, sizeof bytes);
    return (((bytes[0] ^ name->spelling[0]) & name->mask[0]) |
            ((bytes[1] ^ name->spelling[1]) & name->mask[1])) == 0;
}

/* Reads a key and its colon. *name is the guess, and then the name that the key stands for, or
   NULL; the length of *key is known only then. */
static inline const char *read_key(struct mbr_scan *scan, const struct mbr_ask_node *node,
                                   const char *p, struct mbr_ask_name **name, struct mbr_span *key)
{
    if (UNLIKELY(*p != '"'))
        return fail(scan, p, "a key in double quotes is missing");
    *key = (struct mbr_span){p, 0};
    if (guessed(scan, *name, p))
        return mbr_json_blank(p + (*name)->spelled);
    size_t escapes = scan->escapes;
    p = skip_string(scan, p + 1);
    if (UNLIKELY(!p))
        return NULL;
    key->n = (size_t)(p - key->p);
    *name = mbr_ask_find(scan->ask, node, *key, scan->escapes == escapes);
    return skip_colon(scan, p);
}

/* Marks the name as seen; false when it was. */
static inline bool take(struct mbr_scan *scan, struct mbr_ask_name *name)
{
    struct mbr_ask_plan *plan = scan->ask->plan;
    if (UNLIKELY(name->seen)) {
        scan->twice = name;
        return false;
    }
    name->seen = true;
    plan->seen[plan->count++] = name;
    return true;
}

static const char *scan_object(struct mbr_scan *scan, struct mbr_ask_node *node, const char *p);

/* The value of a field: looked into, kept, or passed over. */
static inline const char *scan_value(struct mbr_scan *scan, struct mbr_ask_name *name,
                                     struct mbr_span key, const char *p)
{
    if (name && UNLIKELY(!take(scan, name)))
        return NULL;
    struct mbr_json *to = name ? name->slot : NULL;
    if (!name && scan->depth == 1 && scan->ask->plan->all)
        to = mbr_scan_rest(scan->ask, key);
    size_t escapes = scan->escapes;
    const char *end =
        name && name->inner && *p == '{' ? scan_object(scan, name->inner, p) : skip_value(scan, p);
    if (to && LIKELY(end != NULL))
        *to = (struct mbr_json){{p, (size_t)(end - p)},
                                key.p,
                                mbr_json_kind_of(*p),
                                *p == '"' && scan->escapes == escapes};
    return end;
}

/* An object that is looked into. Recursion is as deep as the paths that were asked for. */
static const char *scan_object(struct mbr_scan *scan, struct mbr_ask_node *node, const char *p)
{
    struct mbr_ask_name **guess = &node->first;
    if (UNLIKELY(scan->depth == MBR_JSON_DEPTH))
        return fail(scan, p, "more than 2048 levels of nesting");
    scan->depth++;
    p = mbr_json_blank(p + 1);
    if (*p == '}') {
        scan->depth--;
        return p + 1;
    }
    for (;;) {
        struct mbr_ask_name *name = *guess;
        struct mbr_span key;
        p = read_key(scan, node, p, &name, &key);
        if (UNLIKELY(!p))
            return NULL;
        if (name) {
            *guess = name;
            guess = &name->follows;
        }
        p = scan_value(scan, name, key, p);
        if (UNLIKELY(!p))
            return NULL;
        if (UNLIKELY(p == scan->end))
            return fail_after_value(scan, p, '}');
        p = mbr_json_blank(p);
        if (*p == '}') {
            scan->depth--;
            return p + 1;
        }
        if (UNLIKELY(*p != ','))
            return fail_after_value(scan, p, '}');
        p = mbr_json_blank(p + 1);
    }
}

const char *SCAN_LINE(struct mbr_scan *scan)
{
    return scan_object(scan, &scan->ask->plan->root, scan->start);
}
