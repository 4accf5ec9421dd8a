#include "mbr/sniff.h"

#define LOOK 4096

/* How files of other kinds begin, as their specifications have it. */
static const struct {
    const char *magic;
    size_t n;
    const char *what, *filter;
} kinds[] = {
    {"\x1f\x8b", 2, "gzip data", "zcat FILE"},
    {"\x28\xb5\x2f\xfd", 4, "zstd data", "zstdcat FILE"},
    {"\xfd\x37zXZ\0", 6, "xz data", "xzcat FILE"},
    {"BZh91AY&SY", 10, "bzip2 data", "bzcat FILE"},
    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, "an .xls workbook, to be saved as .xlsx or CSV", NULL},
    {"SQLite format 3", 16, "an SQLite database", NULL},
    {"%PDF-", 5, "a PDF", NULL},
};

#define KINDS (sizeof kinds / sizeof kinds[0])

static bool begins(struct mbr_span text, const char *with, size_t n)
{
    return text.n >= n && memcmp(text.p, with, n) == 0;
}

/* UTF-16 without a byte order mark shows in the zeros: ASCII has one in every other place. */
static const char *zeros_kind(struct mbr_span head)
{
    size_t zeros[2] = {0, 0};
    for (size_t i = 0; i < head.n; i++)
        zeros[i % 2] += head.p[i] == '\0';
    if ((zeros[0] && zeros[1]) || zeros[0] + zeros[1] < head.n / 4)
        return "binary data, not text";
    return zeros[0] ? "UTF-16 text, to be read with --encoding UTF-16BE"
                    : "UTF-16 text, to be read with --encoding UTF-16LE";
}

static struct mbr_span behind_blanks(struct mbr_span text)
{
    while (text.n && strchr(" \t\r\n", *text.p))
        text = (struct mbr_span){text.p + 1, text.n - 1};
    return text;
}

/* An object has a key in its first line, or an array an object, if any. */
bool mbr_sniff_json(struct mbr_span head)
{
    struct mbr_span inner = behind_blanks(head);
    if (inner.n < 2 || (*inner.p != '{' && *inner.p != '['))
        return false;
    bool array = *inner.p == '[';
    inner = behind_blanks((struct mbr_span){inner.p + 1, inner.n - 1});
    if (array && inner.n && *inner.p == ']')
        return behind_blanks((struct mbr_span){inner.p + 1, inner.n - 1}).n == 0;
    if (inner.n == 0 || *inner.p != (array ? '{' : '"'))
        return false;
    const char *end = memchr(inner.p, '\n', inner.n);
    size_t n = end ? (size_t)(end - inner.p) : inner.n;
    return array || memmem(inner.p, n, "\":", 2) || memmem(inner.p, n, "\" :", 3);
}

const char *mbr_sniff_data(struct mbr_span head, const char **filter)
{
    *filter = NULL;
    if (head.n > LOOK)
        head.n = LOOK;
    for (size_t i = 0; i < KINDS; i++) {
        if (begins(head, kinds[i].magic, kinds[i].n)) {
            *filter = kinds[i].filter;
            return kinds[i].what;
        }
    }
    if (head.n && memchr(head.p, '\0', head.n))
        return zeros_kind(head);
    return NULL;
}
