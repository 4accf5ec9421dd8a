#include "mbr/encoding.h"

#include "utf8.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define ODD_SHARE 4 /* one in so many is more than Chinese text has */
#define WESTERN                                                                                    \
    0xc9             /* small letters of Western text begin here, and characters that Big5 has for \
                        few words only */
#define HALF_SHARE 5 /* but for one in so many, a Western letter has ASCII behind it */

size_t mbr_encoding_ascii(struct mbr_span text)
{
    size_t i = 0;
#if defined(__SSE2__)
    for (; text.n - i >= 64; i += 64) {
        const __m128i *p = (const __m128i *)(const void *)(text.p + i);
        __m128i a = _mm_or_si128(_mm_loadu_si128(p), _mm_loadu_si128(p + 1));
        __m128i b = _mm_or_si128(_mm_loadu_si128(p + 2), _mm_loadu_si128(p + 3));
        if (_mm_movemask_epi8(_mm_or_si128(a, b)))
            break;
    }
#endif
    while (i < text.n && (unsigned char)text.p[i] < 0x80)
        i++;
    return i;
}

/* The length of the two-byte or four-byte character at p; 0 when it is none, -1 when more has to be
   known. *odd: it ends in a byte of ASCII, or lies where GB 2312 has signs, kana and nothing.
   Big5's frequent characters lie there, and so do Western letters before others. */
static int gb_length(const unsigned char *p, size_t n, bool *odd)
{
    if (p[0] == 0x80 || p[0] == 0xff)
        return 0;
    if (n < 2)
        return -1;
    *odd = p[1] < 0x80 || (p[0] >= 0xa4 && p[0] <= 0xaf);
    if (p[1] >= 0x40)
        return p[1] != 0x7f && p[1] != 0xff ? 2 : 0;
    if (p[1] < 0x30 || p[1] > 0x39)
        return 0;
    if (n < 4)
        return -1;
    *odd = false;
    return p[2] >= 0x81 && p[2] != 0xff && p[3] >= 0x30 && p[3] <= 0x39 ? 4 : 0;
}

/* The same of UTF-8, of which nothing is odd. */
static int utf8_length(const unsigned char *p, size_t n, bool *odd)
{
    size_t wanted = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    *odd = false;
    int length = (int)mbr_utf8_length((const char *)p, (const char *)p + n);
    return length == 0 && n < wanted && p[0] >= 0xc2 && p[0] <= 0xf4 ? -1 : length;
}

static uint64_t count_lines(struct mbr_span text)
{
    uint64_t lines = 0;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    return lines;
}

static void take(struct mbr_encoding_look *look, const unsigned char *p, int length, bool odd)
{
    look->characters += length > 0;
    look->odd += length > 0 && odd;
    look->half += length == 2 && p[1] < 0x80;
    look->wrong += length == 0;
    look->western += p[0] >= WESTERN;
    if (length == 0 && look->wrong == 1)
        look->first = (struct mbr_encoding_place){look->bytes + 1, look->lines + 1};
    look->bytes += length ? (uint64_t)length : 1;
}

size_t mbr_encoding_look(struct mbr_encoding_look *look, struct mbr_span text, bool gb, bool last)
{
    size_t i = 0;
    while (i < text.n) {
        struct mbr_span left = {text.p + i, text.n - i};
        size_t plain = mbr_encoding_ascii(left);
        look->lines += count_lines((struct mbr_span){left.p, plain});
        look->bytes += plain;
        i += plain;
        if (i == text.n)
            break;
        bool odd = false;
        const unsigned char *p = (const unsigned char *)text.p + i;
        int length = gb ? gb_length(p, text.n - i, &odd) : utf8_length(p, text.n - i, &odd);
        if (length < 0 && !last)
            break;
        take(look, p, length > 0 ? length : 0, odd);
        i += length > 0 ? (size_t)length : 1;
    }
    return i;
}

/* Few of the characters of another encoding look like UTF-8 by chance, so a file where most do is
   one with some rows of another origin. */
bool mbr_encoding_is_utf8(const struct mbr_encoding_look *look)
{
    return look->characters > look->wrong || look->wrong == 0;
}

bool mbr_encoding_is_gb18030(const struct mbr_encoding_look *look)
{
    return look->wrong == 0 && look->odd * ODD_SHARE <= look->characters;
}

const char *mbr_encoding_perhaps(const struct mbr_encoding_look *look)
{
    uint64_t other = look->characters - look->half;
    uint64_t all = look->characters + look->wrong;
    return other * HALF_SHARE < all || look->western * 2 > all ? "WINDOWS-1252" : "BIG5";
}
