#include "mbr/encoding.h"

#include <check.h>

#include "main.h"

static struct mbr_encoding_look look_at(const char *text, size_t n, bool gb)
{
    struct mbr_encoding_look look = {.bytes = 0};
    ck_assert_uint_eq(mbr_encoding_look(&look, (struct mbr_span){text, n}, gb, true), n);
    ck_assert_uint_eq(look.bytes, n);
    return look;
}

#define LOOK(text, gb) look_at(text, sizeof text - 1, gb)

/* Well-formed and ill-formed as in The Unicode Standard 15, tables 3-7 and 3-8. */
START_TEST(utf8)
{
    struct mbr_encoding_look look = LOOK("a\xc3\xa9\xe4\xbc\x9a\xf0\xa0\xae\xb7\n", false);
    ck_assert_uint_eq(look.characters, 3);
    ck_assert_uint_eq(look.wrong, 0);
    ck_assert_uint_eq(look.lines, 1);
    ck_assert(mbr_encoding_is_utf8(&look));
    ck_assert_uint_eq(LOOK("\xc0\xaf\xe0\x9f\xbf\xed\xa0\x80\xf4\x90\x80\x80", false).wrong, 12);
    look = LOOK("ab\ncd\xff\n\xe4\xbc", false);
    ck_assert_uint_eq(look.wrong, 3);
    ck_assert_uint_eq(look.first.byte, 6);
    ck_assert_uint_eq(look.first.line, 2);
    ck_assert(!mbr_encoding_is_utf8(&look));
}
END_TEST

/* 会员 is BBE1 D4B1, 喆 is 86B4 and U+00FF is 8130 8B37 in GB 18030-2005. */
START_TEST(gb18030)
{
    struct mbr_encoding_look look = LOOK("\xbb\xe1\xd4\xb1,\x86\xb4\n\x81\x30\x8b\x37", true);
    ck_assert_uint_eq(look.characters, 4);
    ck_assert_uint_eq(look.wrong + look.odd, 0);
    ck_assert(mbr_encoding_is_gb18030(&look));
    ck_assert_uint_eq(LOOK("\x80\xff\x81\x7f\xfe\xff\x81\x30\x81", true).wrong, 7);
    look = LOOK("caf\xe9,", true);
    ck_assert_uint_eq(look.first.byte, 4);
    ck_assert_str_eq(mbr_encoding_perhaps(&look), "WINDOWS-1252");
}
END_TEST

/* M\xfcller is one character of GB18030 and no name, Gr\xf6\xdfe has one of two such bytes. 會員 in
   Big5 is B77C AD FB, 的 AABA, 一 A440: its signs lie where Chinese text in GB18030 has none. */
START_TEST(other_encodings)
{
    struct mbr_encoding_look look = LOOK("M\xfcller", true);
    ck_assert_uint_eq(look.wrong, 0);
    ck_assert(!mbr_encoding_is_gb18030(&look));
    ck_assert_str_eq(mbr_encoding_perhaps(&look), "WINDOWS-1252");
    look = LOOK("Gr\xf6\xdf"
                "e,Gie\xdf"
                "en",
                true);
    ck_assert_str_eq(mbr_encoding_perhaps(&look), "WINDOWS-1252");
    look = LOOK("\xb7\x7c\xad\xfb\xaa\xba\xa4\x40", true);
    ck_assert_uint_eq(look.wrong, 0);
    ck_assert(!mbr_encoding_is_gb18030(&look));
    ck_assert_str_eq(mbr_encoding_perhaps(&look), "BIG5");
}
END_TEST

/* One row from elsewhere makes no other encoding of a file; nor do two Chinese characters of
   GB18030 that look like UTF-8. */
START_TEST(most_of_it)
{
    struct mbr_encoding_look look = LOOK("\xe4\xbc\x9a\xe5\x91\x98\xe4\xbc\x9a\n\xbb\xe1", false);
    ck_assert_uint_eq(look.wrong, 2);
    ck_assert(mbr_encoding_is_utf8(&look));
    look = LOOK("\xbb\xe1\xd4\xb1,\xbb\xe1\xd4\xb1", false);
    ck_assert(!mbr_encoding_is_utf8(&look));
}
END_TEST

/* A character may be cut anywhere, and 64 bytes are passed over at once. */
START_TEST(cut_anywhere)
{
    char text[300];
    for (size_t at = 100; at < 200; at++) {
        memset(text, 'a', sizeof text);
        memcpy(text + at, "\xe4\xbc\x9a", 3);
        ck_assert_uint_eq(mbr_encoding_ascii((struct mbr_span){text, sizeof text}), at);
        for (size_t cut = at; cut < at + 4; cut++) {
            struct mbr_encoding_look look = {.bytes = 0};
            size_t n = mbr_encoding_look(&look, (struct mbr_span){text, cut}, false, false);
            ck_assert_uint_eq(n, cut == at + 3 ? cut : at);
            struct mbr_span rest = {text + n, sizeof text - n};
            ck_assert_uint_eq(mbr_encoding_look(&look, rest, false, true), rest.n);
            ck_assert_uint_eq(look.characters, 1);
            ck_assert_uint_eq(look.wrong, 0);
        }
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("encoding");
    tcase_add_test(tests, utf8);
    tcase_add_test(tests, gb18030);
    tcase_add_test(tests, other_encodings);
    tcase_add_test(tests, most_of_it);
    tcase_add_test(tests, cut_anywhere);
    return run_tests("encoding", tests);
}
