#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "in_source.h"
#include "mbr/encoding.h"
#include "mbr/mem.h"
#include "mbr/sniff.h"

#define HEAD 4096
#define BLOCK ((size_t)256 << 10)
#define AHEAD ((uint64_t)64 << 20)

/* As long as all is ASCII, any encoding will do; the first other byte decides for the whole file,
   so that no row before it has been read wrongly. */
struct text {
    struct mbr_source source;
    struct mbr_in *in;
    bool begun;
    bool watching; /* nothing but ASCII so far */
    uint64_t lines;
    bool failed; /* for the reason in err, which is told when what comes before has been given */
    struct mbr_err err;
};

static const struct {
    const char *mark;
    size_t n;
    const char *encoding;
} marks[] = {
    {"\xef\xbb\xbf", 3, "UTF-8"},
    {"\xff\xfe\0\0", 4, "UTF-32LE"},
    {"\xff\xfe", 2, "UTF-16LE"},
    {"\xfe\xff", 2, "UTF-16BE"},
};

static bool is_utf8(const char *encoding)
{
    return strcasecmp(encoding, "UTF-8") == 0 || strcasecmp(encoding, "UTF8") == 0;
}

static int use(struct text *text, const char *encoding, struct mbr_err *err)
{
    struct mbr_source *decoded = NULL;
    if (is_utf8(encoding))
        return 0;
    text->in->text.encoding = encoding;
    text->in->text.decoded = true;
    decoded = mbr_source_decode(text->source.beneath, encoding);
    if (!decoded)
        return mbr_err_set(err, "the C library cannot decode %s", encoding);
    text->source.beneath = decoded;
    return 0;
}

/* Puts bytes that have been read back. */
static int put_back(struct text *text, struct mbr_span bytes, struct mbr_err *err)
{
    struct mbr_spool first = {0};
    int status = mbr_spool_add(&first, bytes, err);
    if (status == 0)
        text->source.beneath = mbr_source_replay(text->source.beneath, &first);
    mbr_spool_free(&first);
    return status;
}

static int begin(struct text *text, struct mbr_err *err)
{
    char head[HEAD + MBR_SOURCE_LEAST];
    const char *filter;
    int64_t n = mbr_source_fill(text->source.beneath, head, sizeof head, err);
    if (n < 0)
        return -1;
    struct mbr_span span = {head, (size_t)n};
    if (put_back(text, span, err) < 0)
        return -1;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (span.n >= marks[i].n && memcmp(head, marks[i].mark, marks[i].n) == 0)
            return use(text, marks[i].encoding, err);
    if (text->in->encoding)
        return use(text, text->in->encoding, err);
    text->watching = !mbr_sniff_data(span, &filter);
    return 0;
}

/* Gives what is in a spool, and leaves it there. */
struct kept {
    struct mbr_source source;
    struct mbr_spool *spool;
    uint64_t at;
};

static int64_t read_kept(struct mbr_source *source, char *to, size_t size, struct mbr_err *err)
{
    struct kept *kept = (struct kept *)source;
    int64_t n = mbr_spool_read(kept->spool, kept->at, to, size, err);
    kept->at += n > 0 ? (uint64_t)n : 0;
    return n;
}

/* Reads a pipe ahead into what has been put back. *whole: to its end. */
static int read_ahead(struct text *text, bool *whole, struct mbr_err *err)
{
    struct mbr_source *replay = text->source.beneath;
    struct mbr_spool *spool = mbr_source_replayed(replay);
    char *block = mbr_alloc(BLOCK);
    int64_t n = 1;
    while (n > 0 && spool->size < AHEAD) {
        uint64_t left = AHEAD - spool->size;
        size_t size = left < BLOCK ? (size_t)left : BLOCK;
        n = mbr_source_read(replay->beneath, block, size < MBR_SOURCE_LEAST ? BLOCK : size, err);
        if (n > 0 && mbr_spool_add(spool, (struct mbr_span){block, (size_t)n}, err) < 0)
            n = -1;
    }
    free(block);
    *whole = n == 0;
    return n < 0 ? -1 : 0;
}

static int look_through(struct mbr_encoding_look *look, struct mbr_source *source, bool gb,
                        bool whole, struct mbr_err *err)
{
    char *block = mbr_alloc(BLOCK);
    size_t held = 0;
    int64_t n;
    do {
        n = mbr_source_read(source, block + held, BLOCK - held, err);
        if (n < 0)
            break;
        held += (size_t)n;
        size_t used = mbr_encoding_look(look, (struct mbr_span){block, held}, gb, whole && n == 0);
        held -= used;
        memmove(block, block + used, held);
    } while (n > 0);
    free(block);
    return n < 0 ? -1 : 0;
}

/* Looks at all of the text: at a regular file from its beginning, of a pipe at what has been read
   ahead. */
static int look_at_all(struct text *text, struct mbr_encoding_look *look, bool gb, bool whole,
                       struct mbr_err *err)
{
    struct mbr_in *in = text->in;
    struct kept kept = {{.read = read_kept}, NULL, 0};
    *look = (struct mbr_encoding_look){.bytes = 0};
    if (!in->regular) {
        *look = (struct mbr_encoding_look){.bytes = in->text.from, .lines = text->lines};
        kept.spool = mbr_source_replayed(text->source.beneath);
        return look_through(look, &kept.source, gb, whole, err);
    }
    struct mbr_source *source = mbr_source_file(in->fd, in->sources[in->current].offset);
    if (in->packed > MBR_PACKED_BOOK)
        source = mbr_source_unpack(source, in->packed);
    int status = look_through(look, source, gb, true, err);
    mbr_source_free(source);
    return status;
}

static int is_neither(const struct mbr_encoding_look *utf8, const struct mbr_encoding_look *gb,
                      struct mbr_err *err)
{
    char place[64] = "";
    if (gb->wrong)
        snprintf(place, sizeof place, " (line %llu, byte %llu)", (unsigned long long)gb->first.line,
                 (unsigned long long)gb->first.byte);
    return mbr_err_set(err,
                       "neither UTF-8 (line %llu, byte %llu) nor GB18030%s: see --encoding, "
                       "perhaps %s",
                       (unsigned long long)utf8->first.line, (unsigned long long)utf8->first.byte,
                       place, mbr_encoding_perhaps(gb));
}

static int decide(struct text *text, struct mbr_err *err)
{
    struct mbr_in_text *known = &text->in->text;
    struct mbr_encoding_look utf8, gb;
    bool whole = true;
    if (!text->in->regular && read_ahead(text, &whole, err) < 0)
        return -1;
    if (look_at_all(text, &utf8, false, whole, err) < 0)
        return -1;
    if (mbr_encoding_is_utf8(&utf8))
        return 0;
    if (look_at_all(text, &gb, true, whole, err) < 0)
        return -1;
    if (!mbr_encoding_is_gb18030(&gb))
        return text->in->flawed ? 0 : is_neither(&utf8, &gb, err);
    known->byte = utf8.first.byte;
    known->line = utf8.first.line;
    return use(text, "GB18030", err);
}

static int64_t tell_failure(struct text *text, struct mbr_err *err)
{
    *err = text->err;
    return -1;
}

static int64_t read_text(struct mbr_source *source, char *to, size_t size, struct mbr_err *err)
{
    struct text *text = (struct text *)source;
    if (text->failed)
        return tell_failure(text, err);
    if (!text->begun && begin(text, err) < 0)
        return -1;
    text->begun = true;
    int64_t n = mbr_source_read(source->beneath, to, size, err);
    if (n <= 0 || !text->watching)
        return n;
    size_t plain = mbr_encoding_ascii((struct mbr_span){to, (size_t)n});
    text->in->text.from += plain;
    if (!text->in->regular)
        for (size_t i = 0; i < plain; i++)
            text->lines += to[i] == '\n';
    if (plain == (size_t)n)
        return n;
    text->watching = false;
    if (put_back(text, (struct mbr_span){to + plain, (size_t)n - plain}, err) < 0)
        return -1;
    text->failed = decide(text, &text->err) < 0;
    if (plain)
        return (int64_t)plain;
    return text->failed ? tell_failure(text, err) : mbr_source_read(source->beneath, to, size, err);
}

static void free_text(struct mbr_source *source)
{
    free(source);
}

struct mbr_source *mbr_in_text_source(struct mbr_in *in, struct mbr_source *beneath)
{
    struct text *text = mbr_calloc(1, sizeof *text);
    text->source = (struct mbr_source){read_text, free_text, beneath};
    text->in = in;
    return &text->source;
}

int mbr_in_decode(struct mbr_in *in, const char *encoding, bool flawed)
{
    if (encoding && !is_utf8(encoding)) {
        struct mbr_source *known = mbr_source_decode(NULL, encoding);
        if (!known)
            return -1;
        mbr_source_free(known);
    }
    in->decodes = true;
    in->encoding = encoding;
    in->flawed = flawed;
    return 0;
}
