/* Walks over values that a scan has found valid, so all there is to do is to find where they end.
 */

#include "json_scan.h"
#include "swar.h"

#if defined(__SSE2__)
#include <emmintrin.h>

#define BLOCK 64

/* A bit for each byte of a block, the first byte's lowest. */
struct marks {
    uint64_t quotes, backslashes, openers, closers;
};

static struct marks marks_of(const char *block)
{
    struct marks marks = {0};
    for (unsigned i = 0; i < BLOCK; i += 16) {
        __m128i bytes;
        memcpy(&bytes, block + i, sizeof bytes);
        __m128i braces = _mm_or_si128(bytes, _mm_set1_epi8(0x20)); /* '[' to '{', ']' to '}' */
        __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
        __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
        __m128i openers = _mm_cmpeq_epi8(braces, _mm_set1_epi8('{'));
        __m128i closers = _mm_cmpeq_epi8(braces, _mm_set1_epi8('}'));
        marks.quotes |= (uint64_t)(unsigned)_mm_movemask_epi8(quotes) << i;
        marks.backslashes |= (uint64_t)(unsigned)_mm_movemask_epi8(backslashes) << i;
        marks.openers |= (uint64_t)(unsigned)_mm_movemask_epi8(openers) << i;
        marks.closers |= (uint64_t)(unsigned)_mm_movemask_epi8(closers) << i;
    }
    return marks;
}

/* The bytes that a backslash stands before; *carry: whether the next block's first byte is one. */
static uint64_t escaped(uint64_t backslashes, uint64_t *carry)
{
    uint64_t found = *carry;
    backslashes &= ~found;
    *carry = 0;
    while (backslashes) {
        uint64_t backslash = backslashes & -backslashes;
        found |= backslash << 1;
        backslashes &= ~(backslash | backslash << 1);
        *carry = backslash >> (BLOCK - 1);
    }
    return found;
}

/* Each bit the parity of those up to it: from quotes, the bytes that stand in strings. */
static uint64_t parity(uint64_t bits)
{
    for (unsigned shift = 1; shift < BLOCK; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

static const char *container_end_sse2(const char *p, const char *end)
{
    uint64_t in_string = 0, carry = 0;
    size_t depth = 0;
    for (; p < end; p += BLOCK) {
        char last[BLOCK] = {0};
        bool whole = end - p >= BLOCK;
        if (!whole)
            memcpy(last, p, (size_t)(end - p));
        struct marks marks = marks_of(whole ? p : last);
        if (marks.backslashes || carry)
            marks.quotes &= ~escaped(marks.backslashes, &carry);
        uint64_t inside = parity(marks.quotes) ^ in_string;
        in_string = -(inside >> (BLOCK - 1));
        uint64_t brackets = (marks.openers | marks.closers) & ~inside;
        for (; brackets; brackets &= brackets - 1) {
            if (marks.openers & brackets & -brackets)
                depth++;
            else if (--depth == 0)
                return p + __builtin_ctzll(brackets) + 1;
        }
    }
    return end;
}
#endif

/* p is behind the opening quote. */
static const char *string_end(const char *p, const char *end, bool *plain)
{
    for (;;) {
        while (end - p >= 8) {
            uint64_t bytes = mbr_swar_load(p), low = bytes & ~MBR_SWAR_HIGH;
            uint64_t other = mbr_swar_differs(low, '"') & mbr_swar_differs(low, '\\');
            uint64_t found = ~(other | bytes) & MBR_SWAR_HIGH;
            if (found) {
                p += mbr_swar_first(found);
                break;
            }
            p += 8;
        }
        while (*p != '"' && *p != '\\')
            p++;
        if (*p == '"')
            return p + 1;
        *plain = false;
        p += 2;
    }
}

static const char *scalar_end(const char *p)
{
    while (*p > ' ' && *p != ',' && *p != ']' && *p != '}')
        p++;
    return p;
}

static const char *container_end_portable(const char *p, const char *end)
{
    size_t depth = 0;
    while (p < end) {
        bool plain;
        char c = *p++;
        if (c == '"')
            p = string_end(p, end, &plain);
        else if (c == '{' || c == '[')
            depth++;
        else if ((c == '}' || c == ']') && --depth == 0)
            return p;
    }
    return end;
}

static const char *container_end(const char *p, const char *end)
{
#if defined(__SSE2__)
    if (!mbr_json_portable())
        return container_end_sse2(p, end);
#endif
    return container_end_portable(p, end);
}

struct mbr_json_walk mbr_json_walk(const struct mbr_json *value)
{
    if (value->kind != MBR_JSON_ARRAY && value->kind != MBR_JSON_OBJECT)
        return (struct mbr_json_walk){NULL, NULL};
    return (struct mbr_json_walk){value->raw.p + 1, value->raw.p + value->raw.n - 1};
}

/* To the next element, whose bytes are valid; end is the closing bracket. */
static const char *step(const struct mbr_json_walk *walk)
{
    if (walk->p == walk->end)
        return NULL;
    const char *p = mbr_json_blank(walk->p);
    if (*p == ',')
        p = mbr_json_blank(p + 1);
    return p == walk->end ? NULL : p;
}

static void take(struct mbr_json_walk *walk, const char *p, struct mbr_json *to)
{
    to->kind = mbr_json_kind_of(*p);
    to->plain = to->kind == MBR_JSON_STRING;
    if (to->kind == MBR_JSON_STRING)
        walk->p = string_end(p + 1, walk->end, &to->plain);
    else if (to->kind == MBR_JSON_ARRAY || to->kind == MBR_JSON_OBJECT)
        walk->p = container_end(p, walk->end);
    else
        walk->p = scalar_end(p);
    to->raw = (struct mbr_span){p, (size_t)(walk->p - p)};
}

bool mbr_json_next(struct mbr_json_walk *walk, struct mbr_json *element)
{
    const char *p = step(walk);
    if (!p)
        return false;
    element->key = NULL;
    take(walk, p, element);
    return true;
}

bool mbr_json_next_pair(struct mbr_json_walk *walk, struct mbr_json_pair *pair)
{
    const char *p = step(walk);
    if (!p)
        return false;
    struct mbr_json key;
    take(walk, p, &key);
    pair->key = key.raw;
    pair->value.key = key.raw.p;
    p = mbr_json_blank(walk->p);
    take(walk, mbr_json_blank(p + 1), &pair->value);
    return true;
}
