#include "mbr/identifier.h"

#include <check.h>

#include "mbr/email.h"

#include "main.h"

struct pair {
    const char *text, *put; /* put NULL: none */
};

static void check(enum mbr_identifier_as as, const char *country, const struct pair *pairs,
                  size_t count)
{
    const struct mbr_country *home = mbr_country_find(country);
    for (size_t i = 0; i < count; i++) {
        struct mbr_buf to = {0};
        mbr_put_char(&to, '|'); /* what is put stands behind what was there */
        enum mbr_identifier_state state =
            mbr_put_identifier(&to, as, mbr_span(pairs[i].text), home);
        mbr_put_char(&to, '\0');
        ck_assert_msg((state != MBR_IDENTIFIER_NONE) == (pairs[i].put != NULL), "%s: %d",
                      pairs[i].text, (int)state);
        ck_assert_msg(strcmp(to.p + 1, pairs[i].put ? pairs[i].put : "") == 0, "%s: %s",
                      pairs[i].text, to.p + 1);
        mbr_buf_free(&to);
    }
}
#define CHECK(as, country, pairs) check(as, country, pairs, sizeof pairs / sizeof *pairs)

/* The numbering plan of China (MIIT, 2017 edition): mobiles 1[3-9], area codes 010, 02x and 0xxx.
   138 0013 8000 is the operator's own line, which its manuals show. */
START_TEST(phones_of_china)
{
    static const struct pair pairs[] = {
        {"13800138000", "+8613800138000"},
        {" 138 0013 8000\t", "+8613800138000"},
        {"138-0013-8000", "+8613800138000"},
        {"+86 138-0013-8000", "+8613800138000"},
        {"+86(138)00138000", "+8613800138000"},
        {"008613800138000", "+8613800138000"},
        {"8613800138000", "+8613800138000"},
        {"013800138000", "+8613800138000"},
        {"17951 13800138000", "+8613800138000"},
        {"'13800138000", "+8613800138000"},
        {"13800138000.0", "+8613800138000"},
        {"１３８００１３８０００", "+8613800138000"},
        {"＋８６　１３８００１３８０００", "+8613800138000"},
        {"\u202d138\u20110013\u20118000\u202c", "+8613800138000"},
        {"\ufeff138\u00a00013\u00a08000", "+8613800138000"},
        {"010-12345678", "+861012345678"},
        {"(0755) 2345 6789", "+8675523456789"},
        {"+86 (0)755 23456789", "+8675523456789"},
        {"010-12345678-801", "+861012345678;ext=801"},
        {"010-12345678转801", "+861012345678;ext=801"},
        {"010-12345678 ext. 801", "+861012345678;ext=801"},
        {"18400001111-2345", "+8618400001111;ext=2345"},
        {"18400001111,2345", "+8618400001111;ext=2345"},
        {"23456789", NULL}, /* of which city? */
        {"12345678901", NULL},
        {"00000000000", NULL},
        {"1380013800", NULL},
        {"138001380001", NULL},
        {"13800138000/13900139000", NULL},
        {"1.38E+10", NULL},
        {"400-810-0000", NULL},
        {"4008100000", NULL},
        {"95588", NULL},
        {"unknown", NULL},
        {"", NULL},
        {"+", NULL},
        {"138001380OO", NULL},
    };
    CHECK(MBR_IDENTIFIER_PHONE, "CN", pairs);
}
END_TEST

/* Eight digits in Hong Kong and Macao, 09 and eight in Taiwan. */
START_TEST(phones_of_the_coast)
{
    static const struct pair from_china[] = {
        {"+852 9123 4567", "+85291234567"},
        {"852-91234567", "+85291234567"},
        {"0085291234567", "+85291234567"},
        {"85366123456", "+85366123456"},
        {"0912345678", "+886912345678"},
        {"+886 0912 345 678", "+886912345678"},
        {"886912345678", "+886912345678"},
        {"+852 12345678", NULL},
        {"+852 9123456", NULL},
    };
    static const struct pair from_hong_kong[] = {
        {"9123 4567", "+85291234567"},
        {"+86 13800138000", "+8613800138000"},
        {"8613800138000", "+8613800138000"},
        {"99999999", NULL},
    };
    static const struct pair from_taiwan[] = {{"0912-345-678", "+886912345678"},
                                              {"(02) 2345-6789", "+886223456789"}};
    static const struct pair from_macao[] = {{"6612 3456", "+85366123456"}};
    CHECK(MBR_IDENTIFIER_PHONE, "CN", from_china);
    CHECK(MBR_IDENTIFIER_PHONE, "HK", from_hong_kong);
    CHECK(MBR_IDENTIFIER_PHONE, "TW", from_taiwan);
    CHECK(MBR_IDENTIFIER_PHONE, "MO", from_macao);
}
END_TEST

/* The examples of ITU-T E.123 (2001) for national and international notation, and numbers that the
   regulators keep for fiction: Ofcom 020 7946 0xxx, NANP 555-01xx, ACMA 0491 570 156. */
START_TEST(phones_of_the_rest)
{
    static const struct pair from_china[] = {
        {"+22 607 123 4567", NULL}, /* 226 has eight digits */
        {"+44 20 7946 0958", "+442079460958"},
        {"+44 (0)20 7946 0958", "+442079460958"},
        {"0044 020 7946 0958", "+442079460958"},
        {"+1 (212) 555-0123", "+12125550123"},
        {"+61 491 570 156", "+61491570156"},
        {"+39 06 1234567", "+39061234567"},
        {"+999 123 456 789", "+999123456789"},
        {"+1 123 456 7890", NULL},
        {"+12", NULL},
        {"+99912345678901234", NULL},
    };
    static const struct pair from_britain[] = {{"020 7946 0958", "+442079460958"},
                                               {"447911123456", "+447911123456"}};
    static const struct pair from_america[] = {{"(212) 555-0123", "+12125550123"},
                                               {"1-212-555-0123", "+12125550123"},
                                               {"212.555.0123 x42", "+12125550123;ext=42"},
                                               {"011 44 20 7946 0958", "+442079460958"}};
    CHECK(MBR_IDENTIFIER_PHONE, "CN", from_china);
    CHECK(MBR_IDENTIFIER_PHONE, "GB", from_britain);
    CHECK(MBR_IDENTIFIER_PHONE, "US", from_america);
}
END_TEST

START_TEST(what_is_hidden)
{
    static const struct pair pairs[] = {
        {"186****0005", "+86186****0005"},
        {"1******6198", "+861******6198"},
        {"+86 186 **** 0005", "+86186****0005"},
        {"186••••0005", "+86186****0005"},
        {"186xxxx0005", "+86186****0005"},
        {"186＊＊＊＊0005", "+86186****0005"},
        {"186***0005", NULL}, /* three stars for four digits: of which number? */
    };
    CHECK(MBR_IDENTIFIER_PHONE, "CN", pairs);
    const struct mbr_country *home = mbr_country_find("CN");
    struct mbr_buf to = {0};
    ck_assert_int_eq(mbr_put_identifier(&to, MBR_IDENTIFIER_PHONE, mbr_span("186****0005"), home),
                     MBR_IDENTIFIER_MASKED);
    ck_assert_int_eq(mbr_put_identifier(&to, MBR_IDENTIFIER_EMAIL, mbr_span("a***@b.cn"), home),
                     MBR_IDENTIFIER_MASKED);
    ck_assert_int_eq(mbr_put_identifier(&to, MBR_IDENTIFIER_TEXT, mbr_span("小**"), home),
                     MBR_IDENTIFIER_MASKED);
    to.n = 0;
    ck_assert(mbr_put_phone_hidden(&to, mbr_span("+8618612340005"), mbr_span("+86186****0005")));
    ck_assert(mbr_span_is(mbr_buf_span(&to), "+86186****0005"));
    ck_assert(!mbr_put_phone_hidden(&to, mbr_span("+85291234567"), mbr_span("+86186****0005")));
    mbr_buf_free(&to);
}
END_TEST

START_TEST(what_is_encrypted)
{
    static const char *const texts[] = {"##Ab12==##", "$$q81$$", "~AgAAA1~", "$xYz=$", " ##A"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (int as = MBR_IDENTIFIER_TEXT; as <= MBR_IDENTIFIER_CARD; as++) {
            struct mbr_buf to = {0};
            ck_assert_int_eq(mbr_put_identifier(&to, (enum mbr_identifier_as)as, mbr_span(texts[i]),
                                                mbr_country_find("CN")),
                             MBR_IDENTIFIER_CIPHER);
            ck_assert_uint_eq(to.n, 0);
            mbr_buf_free(&to);
        }
}
END_TEST

/* Gmail's help, "Dots don't matter in Gmail addresses" and "Create task-specific addresses";
   Proton's, "Addresses and aliases". Others keep their dots. */
START_TEST(mailboxes)
{
    static const struct pair pairs[] = {
        {"A.Bc+Shop@GoogleMail.com", "abc@gmail.com"},
        {"abc@gmail.com", "abc@gmail.com"},
        {"Ann Lee <Ann.Lee@Example.COM>", "ann.lee@example.com"},
        {"mailto:ann@example.com", "ann@example.com"},
        {"ann.lee+x@example.com", "ann.lee+x@example.com"},
        {"ＡＮＮ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ann@example.com"},
        {" ann@example.com. ", "ann@example.com"},
        {"10001@QQ.com", "10001@qq.com"},
        {"ann+news@outlook.com", "ann@outlook.com"},
        {"ann@mac.com", "ann@icloud.com"},
        {"a_n-n.@pm.me", "ann@proton.me"},
        {"JOSÉ@exämple.de", "josé@exämple.de"},
        {"...@gmail.com", "...@gmail.com"},
        {"ann", NULL},
        {"@example.com", NULL},
        {"ann@example", NULL},
        {"ann@.com", NULL},
        {"ann@b..com", NULL},
        {"ann lee@example.com", NULL},
        {"a@b@c.com", NULL},
        {"a***@b.cn", "a***@b.cn"},
    };
    CHECK(MBR_IDENTIFIER_EMAIL, "CN", pairs);
}
END_TEST

START_TEST(cards_and_texts)
{
    static const struct pair cards[] = {{"6225 88-01", "62258801"},
                                        {"vip００１", "VIP001"},
                                        {"0000000", NULL},
                                        {" - ", NULL},
                                        {"a1\t", "A1"}};
    static const struct pair texts[] = {
        {"oABc_12-3", "oABc_12-3"}, {"  小 \u3000 明 ", "小 明"}, {"ﾊﾞ", "バ"},
        {"A\u200bB", "AB"},         {"\xff\xfe", NULL},           {" ", NULL}};
    CHECK(MBR_IDENTIFIER_CARD, "CN", cards);
    CHECK(MBR_IDENTIFIER_TEXT, "CN", texts);
    ck_assert_int_eq(mbr_identifier_guess(mbr_span("mobile")), MBR_IDENTIFIER_PHONE);
    ck_assert_int_eq(mbr_identifier_guess(mbr_span("openid")), MBR_IDENTIFIER_TEXT);
    ck_assert_ptr_null(mbr_country_find("QQ"));
    ck_assert_ptr_null(mbr_country_of(mbr_span("999123")));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("identifier");
    tcase_add_test(tests, phones_of_china);
    tcase_add_test(tests, phones_of_the_coast);
    tcase_add_test(tests, phones_of_the_rest);
    tcase_add_test(tests, what_is_hidden);
    tcase_add_test(tests, what_is_encrypted);
    tcase_add_test(tests, mailboxes);
    tcase_add_test(tests, cards_and_texts);
    return run_tests("identifier", tests);
}
