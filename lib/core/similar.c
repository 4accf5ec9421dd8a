#include "mbr/similar.h"

#include <stdint.h>
#include <stdlib.h>
#include <utf8proc.h>

#define MOST 256
#define PREFIX 4
#define SCALE 0.1

static size_t read_characters(struct mbr_span s, int32_t *to)
{
    size_t n = 0;
    while (s.n && n < MOST) {
        utf8proc_int32_t c;
        utf8proc_ssize_t size =
            utf8proc_iterate((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &c);
        if (size <= 0) {
            c = -1 - (unsigned char)*s.p;
            size = 1;
        }
        to[n++] = c;
        s.p += size;
        s.n -= (size_t)size;
    }
    return n;
}

/* Characters in common, no further apart than half of the longer text; marks both sides. */
static size_t match(const int32_t *a, size_t n, const int32_t *b, size_t m, bool *in_a, bool *in_b)
{
    size_t longer = n > m ? n : m, reach = longer / 2 > 0 ? longer / 2 - 1 : 0, matches = 0;
    for (size_t i = 0; i < n; i++) {
        size_t from = i > reach ? i - reach : 0, to = i + reach + 1 < m ? i + reach + 1 : m;
        for (size_t k = from; k < to; k++) {
            if (in_b[k] || a[i] != b[k])
                continue;
            in_a[i] = in_b[k] = true;
            matches++;
            break;
        }
    }
    return matches;
}

double mbr_similar_names(struct mbr_span first, struct mbr_span second)
{
    int32_t a[MOST], b[MOST];
    bool in_a[MOST] = {0}, in_b[MOST] = {0};
    size_t n = read_characters(first, a), m = read_characters(second, b), swapped = 0, k = 0;
    size_t matches = match(a, n, b, m, in_a, in_b), prefix = 0;
    if (matches == 0)
        return n == 0 && m == 0;
    for (size_t i = 0; i < n; i++) {
        if (!in_a[i])
            continue;
        while (!in_b[k])
            k++;
        swapped += a[i] != b[k++];
    }
    double c = (double)matches;
    double jaro = (c / (double)n + c / (double)m + (c - (double)(swapped / 2)) / c) / 3;
    while (prefix < PREFIX && prefix < n && prefix < m && a[prefix] == b[prefix])
        prefix++;
    return jaro + (double)prefix * SCALE * (1 - jaro);
}

static int compare_pairs(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static size_t pairs_of(struct mbr_span text, uint64_t *pairs)
{
    int32_t c[MOST];
    size_t n = read_characters(text, c);
    for (size_t i = 1; i < n; i++)
        pairs[i - 1] = (uint64_t)(uint32_t)c[i - 1] << 32 | (uint32_t)c[i];
    if (n > 1)
        qsort(pairs, n - 1, sizeof *pairs, compare_pairs);
    return n > 0 ? n - 1 : 0;
}

double mbr_similar_texts(struct mbr_span first, struct mbr_span second)
{
    uint64_t a[MOST], b[MOST];
    size_t n = pairs_of(first, a), m = pairs_of(second, b), common = 0;
    if (mbr_span_equal(first, second))
        return 1;
    for (size_t i = 0, k = 0; i < n && k < m;) {
        if (a[i] == b[k]) {
            common++;
            i++;
            k++;
        } else if (a[i] < b[k]) {
            i++;
        } else {
            k++;
        }
    }
    return n + m ? 2 * (double)common / (double)(n + m) : 0;
}
