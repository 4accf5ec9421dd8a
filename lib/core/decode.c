#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <strings.h>

#include "mbr/mem.h"
#include "source.h"

#define INPUT ((size_t)64 << 10)

struct decode {
    struct mbr_source source;
    iconv_t iconv;
    char *p;
    size_t from, to; /* what is still to be decoded */
    size_t unit;     /* bytes to step over one that is not known */
    bool ended, finished;
};

struct output {
    char *p;
    size_t left;
};

/* The unit has to be passed over whole, or all that follows would be out of step. */
static size_t unit_of(const char *encoding)
{
    static const struct {
        const char *name;
        size_t unit;
    } wide[] = {{"UTF-16", 2}, {"UTF16", 2}, {"UCS-2", 2}, {"UCS2", 2},
                {"UTF-32", 4}, {"UTF32", 4}, {"UCS-4", 4}, {"UCS4", 4}};
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (strncasecmp(encoding, wide[i].name, strlen(wide[i].name)) == 0)
            return wide[i].unit;
    return 1;
}

/* Moves what is left to the front and reads behind it. 0, or -1 with err. */
static int fill(struct decode *decode, struct mbr_err *err)
{
    size_t held = decode->to - decode->from;
    memmove(decode->p, decode->p + decode->from, held);
    decode->from = 0;
    decode->to = held;
    int64_t n = mbr_source_read(decode->source.beneath, decode->p + held, INPUT - held, err);
    if (n < 0)
        return -1;
    decode->to += (size_t)n;
    decode->ended = n == 0;
    return 0;
}

/* Steps over what the encoding does not know; false when there is no room to say so. */
static bool step_over(struct decode *decode, struct output *out)
{
    size_t left = decode->to - decode->from, n = decode->unit < left ? decode->unit : left;
    if (out->left < 2 * n)
        return false;
    for (size_t i = 0; i < n; i++) {
        *out->p++ = '\xff';
        *out->p++ = decode->p[decode->from++];
    }
    out->left -= 2 * n;
    return true;
}

/* Decodes until the output is full (false) or more input is needed. */
static bool convert(struct decode *decode, struct output *out)
{
    while (decode->from < decode->to) {
        char *in = decode->p + decode->from;
        size_t left = decode->to - decode->from;
        size_t status = iconv(decode->iconv, &in, &left, &out->p, &out->left);
        int why = status == (size_t)-1 ? errno : 0;
        decode->from = decode->to - left;
        if (why == E2BIG)
            return false;
        if (why == EINVAL && !decode->ended)
            return true;
        if (why && !step_over(decode, out))
            return false;
    }
    return true;
}

static int64_t read_decode(struct mbr_source *source, char *to, size_t size, struct mbr_err *err)
{
    struct decode *decode = (struct decode *)source;
    struct output out = {to, size};
    while (convert(decode, &out) && out.left == size) {
        if (decode->ended) {
            /* Some encodings hold a character back until the next one. */
            if (!decode->finished)
                (void)iconv(decode->iconv, NULL, NULL, &out.p, &out.left);
            decode->finished = true;
            break;
        }
        if (fill(decode, err) < 0)
            return -1;
    }
    return (int64_t)(size - out.left);
}

static void free_decode(struct mbr_source *source)
{
    struct decode *decode = (struct decode *)source;
    iconv_close(decode->iconv);
    free(decode->p);
    free(decode);
}

/* A slash would set options of the conversion. */
struct mbr_source *mbr_source_decode(struct mbr_source *beneath, const char *encoding)
{
    iconv_t iconv = (iconv_t)-1;
    if (*encoding && !strchr(encoding, '/'))
        iconv = iconv_open("UTF-8", encoding);
    if (iconv == (iconv_t)-1)
        return NULL;
    struct decode *decode = mbr_calloc(1, sizeof *decode);
    decode->source = (struct mbr_source){read_decode, free_decode, beneath};
    decode->iconv = iconv;
    decode->p = mbr_alloc(INPUT);
    decode->unit = unit_of(encoding);
    return &decode->source;
}
