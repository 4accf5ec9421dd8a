/* The part of the scanner that passes over values, valid or not: strings, numbers, literals, and
   what they are nested in. Included by json_engine.h, which see for what it builds on. */

#include "json_scan.h"
#include "swar.h"

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
    return (unsigned)__builtin_ctzll(mask) / BITS;
}

/* A mask of the block at p, also where the line has less than a block left: then of the line's last
   block, shifted, so that nothing is found beyond the end. */
static inline uint64_t mask_at(const struct mbr_scan *scan, const char *p,
                               uint64_t (*mask_of)(const char *block))
{
    if (LIKELY(p < scan->blocks))
        return mask_of(p);
    size_t left = (size_t)(scan->end - p);
    if (scan->end - scan->start >= WIDTH)
        return left ? mask_of(scan->end - WIDTH) >> ((WIDTH - left) * BITS) : 0;
    char block[WIDTH] = {0};
    memcpy(block, p, left);
    return mask_of(block) & (((uint64_t)1 << (left * BITS)) - 1);
}

/* From behind the opening quote to behind the closing one; clears *plain when there are escapes. */
static inline const char *skip_string(struct mbr_scan *scan, const char *p, bool *plain)
{
    const char *open = p - 1;
    for (;;) {
        uint64_t mask = mask_at(scan, p, stops);
        if (UNLIKELY(!mask)) {
            if (p >= scan->blocks)
                return fail(scan, open, "a string has no end");
            p += WIDTH;
            continue;
        }
        p += place(mask);
        if (LIKELY(*p == '"'))
            return p + 1;
        size_t escapes = scan->escapes;
        p = mbr_scan_odd(scan, p);
        if (!p)
            return NULL;
        *plain &= scan->escapes == escapes;
    }
}

/* Behind what begins at p and ends at `end`. The processor knows the end only once it has looked at
   the bytes, and all that follows would wait for it; but *length, what it was the last time, is
   known at once and mostly right. So where it is right that sum is returned: the processor expects
   so, goes on from there, and looks at the bytes meanwhile. */
static inline const char *go_on(size_t *length, const char *p, const char *end)
{
    const char *expected = p + *length, *same = expected;
#if defined(__GNUC__)
    __asm__("" : "+r"(same)); /* else the compiler would see that it can return `end` */
#endif
    if (LIKELY(end == same))
        return expected;
    if (end)
        *length = (size_t)(end - p);
    return end;
}

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

/* Any number, byte by byte, or why it is none. */
static const char *skip_odd_number(struct mbr_scan *scan, const char *p)
{
    p += *p == '-';
    const char *end = skip_digits(p);
    if (end == p)
        return fail(scan, p, "a digit is missing");
    if (*p == '0' && end > p + 1)
        return fail(scan, p, "a number begins with a needless 0");
    if (*end == '.') {
        p = end + 1;
        end = skip_digits(p);
        if (end == p)
            return fail(scan, p, "a digit is missing");
    }
    if ((*end | 0x20) == 'e')
        return skip_exponent(scan, end);
    return end;
}

/* The usual number ends within a block and has no exponent. */
static inline const char *skip_number(struct mbr_scan *scan, const char *p)
{
    uint64_t mask = mask_at(scan, p, no_digits);
    size_t whole = mask ? place(mask) : 0, n = whole;
    if (UNLIKELY(whole == 0 || (*p == '0' && whole > 1)))
        return skip_odd_number(scan, p);
    if (p[n] == '.') {
        mask &= mask - 1;
        n = mask ? place(mask) : 0;
        if (UNLIKELY(n <= whole + 1))
            return skip_odd_number(scan, p);
    }
    return UNLIKELY((p[n] | 0x20) == 'e') ? skip_odd_number(scan, p) : p + n;
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
    bool plain = true;
    if (*p == '"')
        return skip_string(scan, p + 1, &plain);
    if (mbr_json_digit(*p) || *p == '-')
        return skip_number(scan, p);
    return skip_literal(scan, p);
}

/* From behind a key's closing quote to its value. */
static inline const char *skip_colon(struct mbr_scan *scan, const char *p)
{
    if (UNLIKELY(*p != ':')) {
        p = mbr_json_blank(p);
        if (*p != ':')
            return fail(scan, p, "a colon is missing");
    }
    return mbr_json_blank(p + 1);
}

static inline const char *skip_key(struct mbr_scan *scan, const char *p, size_t *length)
{
    if (UNLIKELY(*p != '"'))
        return fail(scan, p, "a key in double quotes is missing");
    bool plain = true;
    p = go_on(length, p, skip_string(scan, p + 1, &plain));
    return p ? skip_colon(scan, p) : NULL;
}

static const char *fail_after_value(struct mbr_scan *scan, const char *p, char closer)
{
    return fail(scan, p, closer == '}' ? "a comma or '}' is missing" : "a comma or ']' is missing");
}

/* From an opening bracket to behind its closing one. Without recursion: the closing bracket that
   each open level waits for is kept in a stack of bytes. The elements of a list look alike, so keys
   and scalars are expected to be as long as the last that had the same turn on the same level. */
static const char *skip_nested(struct mbr_scan *scan, const char *p)
{
    char closers[MBR_JSON_DEPTH + 1], closer = 0;
    size_t depth = scan->depth, base = depth, *lengths = NULL;
    unsigned turn = 0;
    for (;;) {
        if (closer == '}' && !(p = skip_key(scan, p, &lengths[turn++ % MBR_SCAN_TURNS])))
            return NULL;
        if (*p == '{' || *p == '[') {
            if (UNLIKELY(depth == MBR_JSON_DEPTH))
                return fail(scan, p, "more than 2048 levels of nesting");
            closers[depth++] = closer;
            closer = *p == '{' ? '}' : ']';
            lengths = scan->ask->plan->lengths[depth % MBR_SCAN_LEVELS];
            turn = 0;
            p = mbr_json_blank(p + 1);
            if (*p != closer)
                continue;
        } else {
            p = go_on(&lengths[turn++ % MBR_SCAN_TURNS], p, skip_scalar(scan, p));
            if (UNLIKELY(!p))
                return NULL;
            p = mbr_json_blank(p);
        }
        while (*p == closer) {
            closer = closers[--depth];
            p++;
            if (depth == base)
                return p;
            lengths = scan->ask->plan->lengths[depth % MBR_SCAN_LEVELS];
            turn = MBR_SCAN_TURNS / 2;
            if (UNLIKELY(p == scan->end))
                return fail_after_value(scan, p, closer);
            p = mbr_json_blank(p);
        }
        if (UNLIKELY(*p != ','))
            return fail_after_value(scan, p, closer);
        p = mbr_json_blank(p + 1);
    }
}
