#include "mbr/pack.h"

#include <stdlib.h>

#include "main.h"

static struct mbr_err err;

/* A document that lists what is in the pack. */
static json_t *doc_of(const struct mbr_pack *pack)
{
    struct mbr_buf text = {0};
    mbr_put_char(&text, '{');
    mbr_put_pack_list(&text, pack);
    mbr_put_char(&text, '}');
    json_t *doc = json_loadb(text.p, text.n, 0, NULL);
    ck_assert_ptr_nonnull(doc);
    mbr_buf_free(&text);
    return doc;
}

static void fill(struct mbr_pack *pack)
{
    const uint8_t bytes[] = {7, 8, 9};
    const uint32_t numbers[] = {1, 0x01020304};
    const double halves[] = {0.5};
    mbr_pack_add(pack, "bytes", MBR_PACK_U8, bytes, 3);
    mbr_pack_add(pack, "numbers", MBR_PACK_U32, numbers, 2);
    mbr_pack_add(pack, "none", MBR_PACK_F32, NULL, 0);
    mbr_pack_add(pack, "halves", MBR_PACK_F64, halves, 1);
}

/* Opens these bytes with the document, and gives what is said against them. */
static const char *refusal(const json_t *doc, const char *bytes, size_t n)
{
    struct mbr_unpack unpack;
    err.text[0] = '\0';
    int failed = mbr_unpack_open(&unpack, doc, (struct mbr_span){bytes, n}, &err);
    ck_assert_int_eq(failed, err.text[0] ? -1 : 0);
    return err.text;
}

START_TEST(what_went_in_comes_out)
{
    struct mbr_pack pack = {0};
    struct mbr_unpack unpack;
    size_t count;
    fill(&pack);
    json_t *doc = doc_of(&pack);
    ck_assert_int_eq(mbr_unpack_open(&unpack, doc, mbr_buf_span(&pack.bytes), &err), 0);
    uint32_t *numbers = mbr_unpack_take(&unpack, "numbers", MBR_PACK_U32, &count, &err);
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(numbers[1], 0x01020304);
    double *halves = mbr_unpack_exact(&unpack, "halves", MBR_PACK_F64, 1, &err);
    ck_assert(halves[0] == 0.5);
    void *none = mbr_unpack_take(&unpack, "none", MBR_PACK_F32, &count, &err);
    ck_assert_ptr_nonnull(none);
    ck_assert_uint_eq(count, 0);
    free(numbers);
    free(halves);
    free(none);
    json_decref(doc);
    mbr_pack_free(&pack);
}
END_TEST

START_TEST(the_bytes_are_little_endian)
{
    /* IEEE 754: 0.5 is 3fe0000000000000. */
    const char expected[] = "\7\10\11\1\0\0\0\4\3\2\1\0\0\0\0\0\0\340\77";
    struct mbr_pack pack = {0};
    fill(&pack);
    ck_assert_uint_eq(pack.bytes.n, sizeof expected - 1);
    ck_assert_mem_eq(pack.bytes.p, expected, pack.bytes.n);
    mbr_pack_free(&pack);
}
END_TEST

START_TEST(the_hash_is_xxh3)
{
    /* xxHash's own test vector: XXH3_64bits of nothing, seed 0. */
    ck_assert_uint_eq(mbr_pack_hash((struct mbr_span){"", 0}), 0x2D06800538D394C2u);
}
END_TEST

START_TEST(damage_is_noticed)
{
    struct mbr_pack pack = {0};
    fill(&pack);
    json_t *doc = doc_of(&pack);
    ck_assert_str_eq(refusal(doc, pack.bytes.p, pack.bytes.n), "");
    ck_assert_str_eq(refusal(doc, pack.bytes.p, pack.bytes.n - 1),
                     "cut short or added to: 18 bytes behind the first line, not 19");
    pack.bytes.p[4] ^= 1;
    ck_assert_ptr_nonnull(strstr(refusal(doc, pack.bytes.p, pack.bytes.n), "damaged: the hash"));
    json_decref(doc);
    mbr_pack_free(&pack);
}
END_TEST

/* The list of a document, changed: what is said. */
static const char *refusal_of_list(const char *list)
{
    struct mbr_pack pack = {0};
    fill(&pack);
    json_t *doc = doc_of(&pack), *arrays = json_loads(list, 0, NULL);
    ck_assert_ptr_nonnull(arrays);
    json_object_set_new(doc, "arrays", arrays);
    refusal(doc, pack.bytes.p, pack.bytes.n);
    json_decref(doc);
    mbr_pack_free(&pack);
    return err.text;
}

START_TEST(a_list_that_is_not_sound_is_refused)
{
    ck_assert_str_eq(refusal_of_list("{}"), "no list of arrays with their bytes and hash");
    ck_assert_str_eq(refusal_of_list("[1]"), "arrays: the 1. is not sound");
    ck_assert_str_eq(refusal_of_list("[{\"name\":\"a\",\"type\":\"u9\",\"count\":1}]"),
                     "arrays: the 1. is not sound");
    ck_assert_str_eq(refusal_of_list("[{\"name\":\"a\",\"type\":\"u8\",\"count\":-1}]"),
                     "arrays: the 1. is not sound");
    ck_assert_str_eq(refusal_of_list("[{\"name\":\"a\",\"type\":\"u8\",\"count\":18}]"),
                     "arrays: they leave 1 bytes over");
    /* 2^61 elements of 8 bytes are 2^64 bytes, which is 0 where they are multiplied. */
    ck_assert_str_eq(
        refusal_of_list("[{\"name\":\"a\",\"type\":\"u64\",\"count\":2305843009213693952}]"),
        "arrays: the 1. is not sound");
}
END_TEST

START_TEST(what_is_not_there_is_said)
{
    struct mbr_pack pack = {0};
    struct mbr_unpack unpack;
    size_t count;
    fill(&pack);
    json_t *doc = doc_of(&pack);
    ck_assert_int_eq(mbr_unpack_open(&unpack, doc, mbr_buf_span(&pack.bytes), &err), 0);
    ck_assert_ptr_null(mbr_unpack_take(&unpack, "numbers", MBR_PACK_F32, &count, &err));
    ck_assert_str_eq(err.text, "numbers: not of the type f32");
    ck_assert_ptr_null(mbr_unpack_take(&unpack, "more", MBR_PACK_F32, &count, &err));
    ck_assert_str_eq(err.text, "more: not there");
    ck_assert_ptr_null(mbr_unpack_exact(&unpack, "numbers", MBR_PACK_U32, 3, &err));
    ck_assert_str_eq(err.text, "numbers: 2 of them, not 3");
    json_decref(doc);
    mbr_pack_free(&pack);
}
END_TEST

START_TEST(a_seal_holds_for_its_line_alone)
{
    struct mbr_buf line = {0};
    mbr_put_text(&line, "{\"interval\":46.25");
    mbr_put_pack_seal(&line);
    mbr_put_text(&line, "}\n");
    ck_assert_int_eq(mbr_pack_check_seal(mbr_buf_span(&line), &err), 0);
    ck_assert_int_eq(mbr_pack_check_seal((struct mbr_span){line.p, line.n - 1}, &err), 0);
    for (size_t i = 0; i < line.n; i++)
        for (int bit = 0; bit < 8; bit++) {
            line.p[i] = (char)(line.p[i] ^ 1 << bit);
            ck_assert_int_eq(mbr_pack_check_seal(mbr_buf_span(&line), &err), -1);
            line.p[i] = (char)(line.p[i] ^ 1 << bit);
        }
    for (size_t n = 0; n < line.n - 1; n++)
        ck_assert_int_eq(mbr_pack_check_seal((struct mbr_span){line.p, n}, &err), -1);
    mbr_buf_free(&line);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("pack");
    tcase_add_test(tests, what_went_in_comes_out);
    tcase_add_test(tests, the_bytes_are_little_endian);
    tcase_add_test(tests, the_hash_is_xxh3);
    tcase_add_test(tests, damage_is_noticed);
    tcase_add_test(tests, a_list_that_is_not_sound_is_refused);
    tcase_add_test(tests, what_is_not_there_is_said);
    tcase_add_test(tests, a_seal_holds_for_its_line_alone);
    return run_tests("pack", tests);
}
