#include "../../lib/core/source.h"

#include <check.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "main.h"
#include "mbr/buf.h"
#include "mbr/rand.h"

static struct mbr_err err;

/* Gives a text in pieces of random length. */
struct pieces {
    struct mbr_source source;
    struct mbr_span left;
    struct mbr_rand rand;
};

static int64_t read_pieces(struct mbr_source *source, char *to, size_t size, struct mbr_err *unused)
{
    struct pieces *pieces = (struct pieces *)source;
    (void)unused;
    size_t n = 1 + mbr_rand_below(&pieces->rand, 300);
    n = n < size ? n : size;
    n = n < pieces->left.n ? n : pieces->left.n;
    memcpy(to, pieces->left.p, n);
    pieces->left = (struct mbr_span){pieces->left.p + n, pieces->left.n - n};
    return (int64_t)n;
}

static struct pieces pieces_of(struct mbr_span text)
{
    struct pieces pieces = {{.read = read_pieces}, text, {{0}}};
    mbr_rand_seed(&pieces.rand, 3);
    return pieces;
}

/* All that a stack gives, which is freed; what has failed ends it with the error's text. */
static struct mbr_buf drain(struct mbr_source *top, size_t size)
{
    struct mbr_buf all = {0};
    int64_t n;
    while ((n = mbr_source_read(top, mbr_buf_room(&all, size), size, &err)) > 0)
        all.n += (size_t)n;
    if (n < 0)
        mbr_put_text(&all, err.text);
    else
        ck_assert_int_eq(mbr_source_read(top, mbr_buf_room(&all, size), size, &err), 0);
    mbr_put_char(&all, '\0');
    mbr_source_free(top);
    return all;
}

static void put_gzip(struct mbr_buf *to, struct mbr_span text)
{
    z_stream stream = {.next_in = (unsigned char *)(uintptr_t)text.p, .avail_in = (unsigned)text.n};
    ck_assert_int_eq(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = deflateBound(&stream, text.n);
    stream.next_out = (unsigned char *)mbr_buf_room(to, room);
    stream.avail_out = (unsigned)room;
    ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    to->n += stream.total_out;
    deflateEnd(&stream);
}

static void put_zstd(struct mbr_buf *to, struct mbr_span text)
{
    size_t room = ZSTD_compressBound(text.n);
    size_t n = ZSTD_compress(mbr_buf_room(to, room), room, text.p, text.n, 3);
    ck_assert(!ZSTD_isError(n));
    to->n += n;
}

static void put_packed(struct mbr_buf *to, enum mbr_packed packed, struct mbr_span text)
{
    (packed == MBR_PACKED_GZIP ? put_gzip : put_zstd)(to, text);
}

static struct mbr_buf unpack(enum mbr_packed packed, struct mbr_span data)
{
    struct pieces pieces = pieces_of(data);
    return drain(mbr_source_unpack(&pieces.source, packed), MBR_SOURCE_LEAST + 7);
}

static void ck_unpacks(enum mbr_packed packed, struct mbr_span data, const char *expected)
{
    struct mbr_buf all = unpack(packed, data);
    ck_assert_str_eq(all.p, expected);
    mbr_buf_free(&all);
}

START_TEST(packed)
{
    ck_assert_int_eq(mbr_source_packed(mbr_span("")), MBR_PACKED_MORE);
    ck_assert_int_eq(mbr_source_packed(mbr_span("{")), MBR_PACKED_NOT);
    ck_assert_int_eq(mbr_source_packed(mbr_span("\x1f")), MBR_PACKED_MORE);
    ck_assert_int_eq(mbr_source_packed(mbr_span("\x1f\x8b")), MBR_PACKED_GZIP);
    ck_assert_int_eq(mbr_source_packed(mbr_span("\x28\xb5\x2f")), MBR_PACKED_MORE);
    ck_assert_int_eq(mbr_source_packed(mbr_span("\x28\xb5\x2f\xfd")), MBR_PACKED_ZSTD);
    ck_assert_int_eq(mbr_source_packed(mbr_span("(b,c")), MBR_PACKED_NOT);
}
END_TEST

/* Parts that were put end to end, an empty one among them, and the zeros of a tape. */
START_TEST(members)
{
    for (enum mbr_packed kind = MBR_PACKED_GZIP; kind <= MBR_PACKED_ZSTD; kind++) {
        struct mbr_buf data = {0};
        put_packed(&data, kind, mbr_span("one\n"));
        put_packed(&data, kind, mbr_span(""));
        put_packed(&data, kind, mbr_span("two\n"));
        ck_unpacks(kind, mbr_buf_span(&data), "one\ntwo\n");
        if (kind == MBR_PACKED_GZIP) {
            memset(mbr_buf_room(&data, 600), 0, 600);
            data.n += 600;
            ck_unpacks(kind, mbr_buf_span(&data), "one\ntwo\n");
        }
        mbr_buf_free(&data);
    }
}
END_TEST

/* Wherever the data are cut, it is noticed, but between two parts. */
START_TEST(cut)
{
    static const char *const what[] = {[MBR_PACKED_GZIP] = "the gzip data end too early",
                                       [MBR_PACKED_ZSTD] = "the zstd data end too early"};
    for (enum mbr_packed kind = MBR_PACKED_GZIP; kind <= MBR_PACKED_ZSTD; kind++) {
        struct mbr_buf data = {0};
        put_packed(&data, kind, mbr_span("one\n"));
        size_t first = data.n;
        put_packed(&data, kind, mbr_span("two\n"));
        for (size_t n = 1; n < data.n; n++) {
            struct mbr_buf all = unpack(kind, (struct mbr_span){data.p, n});
            if (n == first)
                ck_assert_str_eq(all.p, "one\n");
            else
                ck_assert_ptr_nonnull(strstr(all.p, what[kind]));
            mbr_buf_free(&all);
        }
        mbr_buf_free(&data);
    }
}
END_TEST

START_TEST(damaged)
{
    struct mbr_buf gzip = {0}, zstd = {0};
    put_gzip(&gzip, mbr_span("one\n"));
    put_zstd(&zstd, mbr_span("one\n"));
    mbr_put_text(&gzip, "more");
    ck_unpacks(MBR_PACKED_GZIP, mbr_buf_span(&gzip),
               "one\nsomething else stands behind the gzip data");
    gzip.p[gzip.n - 12] ^= 1; /* the checksum, of which 8 bytes are the last */
    ck_unpacks(MBR_PACKED_GZIP, mbr_buf_span(&gzip), "damaged gzip data: incorrect data check");
    mbr_put_text(&zstd, "more");
    ck_unpacks(MBR_PACKED_ZSTD, mbr_buf_span(&zstd),
               "one\ndamaged zstd data: Unknown frame descriptor");
    mbr_buf_free(&gzip);
    mbr_buf_free(&zstd);
}
END_TEST

/* 200 MB of zeros are as long as they are, and take no memory. */
START_TEST(long_runs)
{
    struct mbr_buf zeros = {0};
    char block[4096];
    memset(mbr_buf_room(&zeros, 20000000), '0', 20000000);
    zeros.n = 20000000;
    for (enum mbr_packed kind = MBR_PACKED_GZIP; kind <= MBR_PACKED_ZSTD; kind++) {
        struct mbr_buf data = {0};
        uint64_t total = 0;
        int64_t n;
        for (int i = 0; i < 10; i++)
            put_packed(&data, kind, mbr_buf_span(&zeros));
        struct pieces pieces = pieces_of(mbr_buf_span(&data));
        struct mbr_source *top = mbr_source_unpack(&pieces.source, kind);
        while ((n = mbr_source_read(top, block, sizeof block, &err)) > 0)
            total += (uint64_t)n;
        ck_assert_int_eq(n, 0);
        ck_assert_uint_eq(total, 200000000);
        mbr_source_free(top);
        mbr_buf_free(&data);
    }
    mbr_buf_free(&zeros);
}
END_TEST

static void ck_decodes(const char *encoding, const char *text, size_t n, const char *expected)
{
    struct pieces pieces = pieces_of((struct mbr_span){text, n});
    struct mbr_buf all = drain(mbr_source_decode(&pieces.source, encoding), MBR_SOURCE_LEAST);
    ck_assert_str_eq(all.p, expected);
    mbr_buf_free(&all);
}

#define DECODES(encoding, text, expected) ck_decodes(encoding, text, sizeof text - 1, expected)

/* Codes as in GB 18030-2005, Big5 and The Unicode Standard. */
START_TEST(decode)
{
    DECODES("GB18030", "", "");
    DECODES("GB18030", "a\xbb\xe1\xd4\xb1\x81\x30\x8b\x37z", "a会员\xc3\xbfz");
    DECODES("big5", "\xb7\x7c\xad\xfb", "會員");
    DECODES("UTF-16BE", "\0a\xd8\x42\xdf\xb7", "a𠮷");
    DECODES("WINDOWS-1252", "\x80 caf\xe9", "€ café");
    ck_assert_ptr_null(mbr_source_decode(NULL, "klingon"));
    ck_assert_ptr_null(mbr_source_decode(NULL, "GBK//IGNORE"));
    ck_assert_ptr_null(mbr_source_decode(NULL, ""));
}
END_TEST

/* What an encoding does not know stands behind 0xff, and the rest is in step. */
START_TEST(unknown_bytes)
{
    DECODES("GB18030", "a\xff,\xbb\xe1", "a\xff\xff,会");
    DECODES("GB18030", "a\xbb", "a\xff\xbb");
    DECODES("GB18030", "\xbb,a", "\xff\xbb,a");
    DECODES("UTF-16LE", "\0\xd8z\0", "\xff");
    DECODES("UTF-16BE", "\xdc\x01\0z", "\xff\xdc\xff\x01z");
    DECODES("WINDOWS-1252", "\x81z", "\xff\x81z");
}
END_TEST

/* Characters over the ends of all buffers, against the text that was encoded. */
START_TEST(long_text)
{
    struct mbr_buf gb = {0}, text = {0};
    struct mbr_rand rand;
    mbr_rand_seed(&rand, 9);
    while (gb.n < 1000000) {
        uint32_t which = mbr_rand_below(&rand, 3);
        mbr_put_text(&gb, which == 0 ? "a" : which == 1 ? "\xbb\xe1" : "\x81\x30\x8b\x37");
        mbr_put_text(&text, which == 0 ? "a" : which == 1 ? "会" : "\xc3\xbf");
    }
    struct pieces pieces = pieces_of(mbr_buf_span(&gb));
    struct mbr_buf all = drain(mbr_source_decode(&pieces.source, "GB18030"), 1000);
    ck_assert_uint_eq(all.n - 1, text.n);
    ck_assert_int_eq(memcmp(all.p, text.p, text.n), 0);
    mbr_buf_free(&all);
    mbr_buf_free(&gb);
    mbr_buf_free(&text);
}
END_TEST

START_TEST(replay)
{
    struct pieces pieces = pieces_of(mbr_span("def"));
    struct mbr_spool first = {0};
    ck_assert_int_eq(mbr_spool_add(&first, mbr_span("ab"), &err), 0);
    struct mbr_source *top = mbr_source_replay(&pieces.source, &first);
    ck_assert_uint_eq(first.size, 0);
    ck_assert_int_eq(mbr_spool_add(mbr_source_replayed(top), mbr_span("c"), &err), 0);
    struct mbr_buf all = drain(top, MBR_SOURCE_LEAST);
    ck_assert_str_eq(all.p, "abcdef");
    mbr_buf_free(&all);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("source");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, packed);
    tcase_add_test(tests, members);
    tcase_add_test(tests, cut);
    tcase_add_test(tests, damaged);
    tcase_add_test(tests, long_runs);
    tcase_add_test(tests, decode);
    tcase_add_test(tests, unknown_bytes);
    tcase_add_test(tests, long_text);
    tcase_add_test(tests, replay);
    return run_tests("source", tests);
}
