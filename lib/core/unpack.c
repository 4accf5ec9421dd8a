#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "mbr/mem.h"
#include "source.h"

#define INPUT ((size_t)256 << 10)
#define MOST ((size_t)1 << 30) /* at once, as zlib counts in 32 bits */
#define ANY_GZIP (15 + 16)     /* the largest window, and nothing but gzip */

/* What is still packed, read from beneath. */
struct input {
    char *p;
    size_t n, used;
    bool ended;
};

struct gzip {
    struct mbr_source source;
    struct input input;
    z_stream stream;
    bool within, begun; /* a member; the first */
};

struct zstd {
    struct mbr_source source;
    struct input input;
    ZSTD_DStream *stream;
    size_t owed; /* 0 at the end of a frame */
};

#define GZIP_MAGIC '\x1f'

static const struct {
    const char *magic;
    size_t n;
    enum mbr_packed packed;
} magics[] = {
    {"PK\3\4", 4, MBR_PACKED_BOOK},
    {"\x1f\x8b", 2, MBR_PACKED_GZIP},
    {"\x28\xb5\x2f\xfd", 4, MBR_PACKED_ZSTD},
    {"\x50\x2a\x4d\x18", 4, MBR_PACKED_ZSTD}, /* a frame to be skipped, which pzstd begins with */
};

enum mbr_packed mbr_source_packed(struct mbr_span first)
{
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        size_t n = first.n < magics[i].n ? first.n : magics[i].n;
        if (memcmp(first.p, magics[i].magic, n) == 0)
            return n == magics[i].n ? magics[i].packed : MBR_PACKED_MORE;
    }
    return MBR_PACKED_NOT;
}

/* More of what is packed, when all has been used. 0, or -1 with err. */
static int fill(struct mbr_source *source, struct input *input, struct mbr_err *err)
{
    if (input->used < input->n || input->ended)
        return 0;
    int64_t n = mbr_source_read(source->beneath, input->p, INPUT, err);
    if (n < 0)
        return -1;
    input->n = (size_t)n;
    input->used = 0;
    input->ended = n == 0;
    return 0;
}

static bool is_used_up(const struct input *input)
{
    return input->ended && input->used == input->n;
}

/* Begins the next member of a gzip file. Tapes fill their last block with zeros. 1, 0 at the end,
   -1 with err. */
static int begin_member(struct gzip *gzip, struct mbr_err *err)
{
    struct input *input = &gzip->input;
    for (;;) {
        while (gzip->begun && input->used < input->n && input->p[input->used] == '\0')
            input->used++;
        if (input->used < input->n)
            break;
        if (input->ended)
            return 0;
        if (fill(&gzip->source, input, err) < 0)
            return -1;
    }
    if (gzip->begun && input->p[input->used] != GZIP_MAGIC)
        return mbr_err_set(err, "something else stands behind the gzip data");
    inflateReset(&gzip->stream);
    gzip->within = gzip->begun = true;
    return 1;
}

/* Some of the member's bytes into what is left of the output; ends the member where it does. */
static int inflate_some(struct gzip *gzip, struct mbr_err *err)
{
    struct input *input = &gzip->input;
    z_stream *stream = &gzip->stream;
    if (fill(&gzip->source, input, err) < 0)
        return -1;
    stream->next_in = (unsigned char *)input->p + input->used;
    stream->avail_in = (unsigned)(input->n - input->used);
    int status = inflate(stream, Z_NO_FLUSH);
    input->used = input->n - stream->avail_in;
    if (status == Z_BUF_ERROR && is_used_up(input))
        return mbr_err_set(err, "the gzip data end too early");
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
        return mbr_err_set(err, "damaged gzip data%s%s", stream->msg ? ": " : "",
                           stream->msg ? stream->msg : "");
    gzip->within = status != Z_STREAM_END;
    return 0;
}

static int64_t read_gzip(struct mbr_source *source, char *to, size_t size, struct mbr_err *err)
{
    struct gzip *gzip = (struct gzip *)source;
    unsigned most = (unsigned)(size < MOST ? size : MOST);
    gzip->stream.next_out = (unsigned char *)to;
    gzip->stream.avail_out = most;
    while (gzip->stream.avail_out == most) {
        int begun = gzip->within ? 1 : begin_member(gzip, err);
        if (begun <= 0)
            return begun;
        if (inflate_some(gzip, err) < 0)
            return -1;
    }
    return most - gzip->stream.avail_out;
}

static void free_gzip(struct mbr_source *source)
{
    struct gzip *gzip = (struct gzip *)source;
    inflateEnd(&gzip->stream);
    free(gzip->input.p);
    free(gzip);
}

static int64_t read_zstd(struct mbr_source *source, char *to, size_t size, struct mbr_err *err)
{
    struct zstd *zstd = (struct zstd *)source;
    struct input *input = &zstd->input;
    ZSTD_outBuffer out = {to, size, 0};
    if (!zstd->stream)
        return mbr_err_set(err, "zstd data: out of memory");
    while (out.pos == 0) {
        if (fill(source, input, err) < 0)
            return -1;
        bool all = is_used_up(input);
        if (all && zstd->owed == 0)
            return 0;
        ZSTD_inBuffer in = {input->p, input->n, input->used};
        zstd->owed = ZSTD_decompressStream(zstd->stream, &out, &in);
        input->used = in.pos;
        if (ZSTD_isError(zstd->owed))
            return mbr_err_set(err, "damaged zstd data: %s", ZSTD_getErrorName(zstd->owed));
        if (all && out.pos == 0)
            return mbr_err_set(err, "the zstd data end too early");
    }
    return (int64_t)out.pos;
}

static void free_zstd(struct mbr_source *source)
{
    struct zstd *zstd = (struct zstd *)source;
    ZSTD_freeDStream(zstd->stream);
    free(zstd->input.p);
    free(zstd);
}

static void *allocate(void *unused, unsigned count, unsigned size)
{
    (void)unused;
    return mbr_alloc((size_t)count * size);
}

static void give_back(void *unused, void *p)
{
    (void)unused;
    free(p);
}

struct mbr_source *mbr_source_unpack(struct mbr_source *beneath, enum mbr_packed packed)
{
    struct input input = {.p = mbr_alloc(INPUT)};
    if (packed == MBR_PACKED_GZIP) {
        struct gzip *gzip = mbr_calloc(1, sizeof *gzip);
        gzip->source = (struct mbr_source){read_gzip, free_gzip, beneath};
        gzip->input = input;
        gzip->stream.zalloc = allocate;
        gzip->stream.zfree = give_back;
        (void)inflateInit2(&gzip->stream, ANY_GZIP); /* only memory could be wanting */
        return &gzip->source;
    }
    struct zstd *zstd = mbr_calloc(1, sizeof *zstd);
    zstd->source = (struct mbr_source){read_zstd, free_zstd, beneath};
    zstd->input = input;
    zstd->stream = ZSTD_createDStream();
    return &zstd->source;
}
