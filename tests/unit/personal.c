#include "mbr/personal.h"

#include <stdlib.h>

#include "main.h"
#include "mbr/buf.h"

static const char *key(const char *name)
{
    return mbr_personal_names[mbr_personal_of_key(mbr_span(name))];
}

static const char *text(const char *value)
{
    return mbr_personal_names[mbr_personal_of_text(mbr_span(value))];
}

/* The two examples of GB 11643-1999, section 4: check characters X and 4. */
START_TEST(national_ids_of_the_mainland)
{
    ck_assert(mbr_national_id_cn(mbr_span("11010519491231002X")));
    ck_assert(mbr_national_id_cn(mbr_span("11010519491231002x")));
    ck_assert(mbr_national_id_cn(mbr_span("440524188001010014")));
    ck_assert(!mbr_national_id_cn(mbr_span("440524188001010015")));
    ck_assert(!mbr_national_id_cn(mbr_span("44052418800101001")));
    ck_assert(!mbr_national_id_cn(mbr_span("")));
}
END_TEST

/* Sums made right by hand, so that it is the day and the division that are refused. */
START_TEST(no_such_day_or_division)
{
    char id[] = "11010519490230002X";
    int right = 0;
    for (size_t i = 0; i < 11; i++) {
        id[17] = "10X98765432"[i];
        right += mbr_national_id_cn(mbr_span(id));
    }
    memcpy(id, "990105194912310021", 18);
    for (size_t i = 0; i < 11; i++) {
        id[17] = "10X98765432"[i];
        right += mbr_national_id_cn(mbr_span(id));
    }
    ck_assert_int_eq(right, 0);
}
END_TEST

/* A123456(3) is the specimen that the Immigration Department of Hong Kong shows; the others are
   reckoned by hand: 36*9 + 16*8 + 1*7 + ... + 6*2 = 324+128+7+12+15+16+15+12 = 529 = 48*11 + 1, so
   G123456 has the check character A (10); AB987654: 10*9 + 11*8 + 9*7 + 8*6 + 7*5 + 6*4 + 5*3 +
   4*2 = 371 = 33*11 + 8, so 3. */
START_TEST(national_ids_of_hong_kong)
{
    ck_assert(mbr_national_id_hk(mbr_span("A123456(3)")));
    ck_assert(mbr_national_id_hk(mbr_span("A1234563")));
    ck_assert(mbr_national_id_hk(mbr_span("G123456(A)")));
    ck_assert(mbr_national_id_hk(mbr_span("AB987654(3)")));
    ck_assert(!mbr_national_id_hk(mbr_span("A123456(4)")));
    ck_assert(!mbr_national_id_hk(mbr_span("A123456[3]")));
    ck_assert(!mbr_national_id_hk(mbr_span("A")));
    ck_assert(!mbr_national_id_hk(mbr_span("AB")));
}
END_TEST

/* A123456789 is the specimen of the household registration office: A is 10, so 1 + 0*9 + 1*8 + 2*7
   + 3*6 + 4*5 + 5*4 + 6*3 + 7*2 + 8*1 + 9 = 130. */
START_TEST(national_ids_of_taiwan)
{
    ck_assert(mbr_national_id_tw(mbr_span("A123456789")));
    ck_assert(!mbr_national_id_tw(mbr_span("A123456780")));
    ck_assert(!mbr_national_id_tw(mbr_span("A323456789")));
}
END_TEST

/* The numbers that payment processors publish for tests, one of each issuer. */
START_TEST(cards)
{
    static const char *const good[] = {"4111111111111111",
                                       "4222222222222",
                                       "5555555555554444",
                                       "2223003122003222",
                                       "378282246310005",
                                       "6011111111111117",
                                       "3530111333300000",
                                       "30569309025904",
                                       "36227206271667",
                                       "6200000000000005",
                                       NULL};
    for (size_t i = 0; good[i]; i++)
        ck_assert_msg(mbr_card_number(mbr_span(good[i])), "%s", good[i]);
    ck_assert(!mbr_card_number(mbr_span("4111111111111112")));
    ck_assert(!mbr_card_number(mbr_span("79927398713")));      /* Luhn holds, but too short */
    ck_assert(!mbr_card_number(mbr_span("9999999999999995"))); /* no issuer */
    ck_assert_str_eq(text("4111 1111 1111 1111"), "card");
    ck_assert_str_eq(text("3782-822463-10005"), "card");
    ck_assert_str_eq(text("4111 1111-1111 1111"), "");
}
END_TEST

START_TEST(phones)
{
    static const char *const good[] = {"13812341234",
                                       "138-1234-1234",
                                       "138 1234 1234",
                                       "+86 138 1234 1234",
                                       "8613812341234",
                                       "008613812341234",
                                       "+85291234567",
                                       "+44 20 7946 0958",
                                       "010-62345678",
                                       "86-13812341234",
                                       "0086 138 1234 1234",
                                       "0755-26123456",
                                       " 13812341234 ",
                                       "１３８１２３４１２３４",
                                       "138-12341234",
                                       "1381234 1234",
                                       "1381-234-1234",
                                       "138 1234-1234",
                                       "138.1234.1234",
                                       "138　1234　1234",
                                       "138–1234–1234",
                                       "138 - 1234 - 1234",
                                       NULL};
    static const char *const other[] = {"12812341234",
                                        "138****1234",
                                        "536365",
                                        "2024-01-02",
                                        "20240102",
                                        "138123412345",
                                        "+0123456789",
                                        "12:30:45",
                                        "1381234123",
                                        "",
                                        "+",
                                        "91234567",
                                        "138.12341234",
                                        "1.3812.341234",
                                        "15000-200000",
                                        "0.13812341234",
                                        "000-1234567",
                                        "2024.01.02",
                                        NULL};
    for (size_t i = 0; good[i]; i++)
        ck_assert_msg(strcmp(text(good[i]), "phone") == 0, "%s", good[i]);
    for (size_t i = 0; other[i]; i++)
        ck_assert_msg(strcmp(text(other[i]), "") == 0, "%s", other[i]);
}
END_TEST

START_TEST(emails)
{
    static const char *const good[] = {"a@example.com", "123456@qq.com", "a.b+c@mail.example.co.uk",
                                       "13812341234@139.com", NULL};
    static const char *const other[] = {
        "@example.com", "a@", "a@example", "a@b.c", "a@.com", "a b@example.com", "at@1.22", NULL};
    for (size_t i = 0; good[i]; i++)
        ck_assert_msg(strcmp(text(good[i]), "email") == 0, "%s", good[i]);
    for (size_t i = 0; other[i]; i++)
        ck_assert_msg(strcmp(text(other[i]), "") == 0, "%s", other[i]);
}
END_TEST

START_TEST(other_spellings)
{
    ck_assert_str_eq(text("11010519491231002X"), "national_id");
    ck_assert_str_eq(text("A123456(3)"), "national_id");
    ck_assert_str_eq(text("A1234563"), ""); /* article numbers look like that */
    ck_assert_str_eq(text("192.0.2.7"), "ip");
    ck_assert_str_eq(text("2001:db8::7"), "ip");
    ck_assert_str_eq(text("1.2.3"), "");
    ck_assert_str_eq(text("oAbCdEfGhIjKlMnOpQrStUvWxYz1"), "account");
    ck_assert_str_eq(text("京A12345"), "plate");
    ck_assert_str_eq(text("粤B·D12345"), "plate");
    ck_assert_str_eq(text("京都A1234"), "");
    ck_assert_str_eq(text("##aGVsbG8gd29ybGQ="), "ciphertext");
    ck_assert_str_eq(text("~aGVsbG8gd29ybGQ=~"), "ciphertext");
    ck_assert_str_eq(text("WHITE HANGING HEART T-LIGHT HOLDER"), "");
}
END_TEST

START_TEST(names_of_fields)
{
    ck_assert_str_eq(key("phone"), "phone");
    ck_assert_str_eq(key("Mobile_No."), "phone");
    ck_assert_str_eq(key("buyerTel2"), "phone");
    ck_assert_str_eq(key("收货人手机"), "phone");
    ck_assert_str_eq(key("E-Mail"), "email");
    ck_assert_str_eq(key("customer_email_address"), "email");
    ck_assert_str_eq(key("ip_address"), "ip");
    ck_assert_str_eq(key("shipping.address"), "address");
    ck_assert_str_eq(key("Date of Birth"), "birthday");
    ck_assert_str_eq(key("name"), "name");
    ck_assert_str_eq(key("last name"), "name");
    ck_assert_str_eq(key("身份证号"), "national_id");
    ck_assert_str_eq(key("lat"), "place");
    ck_assert_str_eq(key("openid"), "account");
    ck_assert_str_eq(key("phones"), "phone");
    ck_assert_str_eq(key("delivery_addresses"), "address");
    ck_assert_str_eq(key("buyer_nick"), "name");
    ck_assert_str_eq(key("Shipping Zip"), "address");
    ck_assert_str_eq(key("电子邮件地址"), "email");
    ck_assert_str_eq(key("家庭住址"), "address");
    ck_assert_str_eq(key("紧急联系方式"), "phone");
    ck_assert_str_eq(key("QQ号"), "account");
    ck_assert_str_eq(key("会员卡号"), "card");
    ck_assert_str_eq(key("经度"), "place");
    ck_assert_str_eq(key("staff"), "staff");
    ck_assert_str_eq(key("Cashier Name"), "staff");
    ck_assert_str_eq(key("导购姓名"), "staff");
    ck_assert_str_eq(key("收银员"), "staff");
}
END_TEST

START_TEST(names_of_other_fields)
{
    static const char *const other[] = {
        "city",   "country",    "gender",       "item",   "order", "amount", "brand",
        "plates", "email_sent", "hotel_nights", "品名",   "",      "no",     "filename",
        "planet", "latency",    "hotel",        "hotels", NULL};
    for (size_t i = 0; other[i]; i++)
        ck_assert_msg(strcmp(key(other[i]), "") == 0, "%s", other[i]);
}
END_TEST

/* What is found within a text, one after another: "kind@from+n ...". */
static char *all_in(const char *value)
{
    struct mbr_buf buf = {0};
    struct mbr_personal_found found;
    struct mbr_span in = mbr_span(value);
    for (size_t at = 0; mbr_personal_find(in, at, &found); at = found.from + found.n)
        mbr_put_format(&buf, "%s@%zu+%zu ", mbr_personal_names[found.kind], found.from, found.n);
    mbr_put_char(&buf, '\0');
    return buf.p;
}

START_TEST(within_texts)
{
    static const struct {
        const char *value, *found;
    } texts[] = {
        {"call 13812341234 or a@example.com, now", "phone@5+11 email@20+13 "},
        {"vx13812341234", "phone@2+11 "},
        {"电话13812341234。", "phone@6+11 "},
        {"id 11010519491231002X card 4111 1111 1111 1111", "national_id@3+18 card@27+19 "},
        {"HKID A123456(3), AB987654(3)", "national_id@5+10 national_id@17+11 "},
        {"A123456(4) 123456(3) A1234563", ""},
        {"2024-01-02 13812341234", "phone@11+11 "},
        {"2024 13812341234", "phone@5+11 "},
        {"order 536365 of 2011-12-01, 6 pieces at 2.55", ""},
        {"a@a@example.com@@", "email@2+13 "},
        {"１３８１２３４１２３４ ok", "phone@0+33 "},
        {"(010)6234 5678, （021） 62345678", "phone@1+13 phone@19+15 "},
        {"13812341234-13912341234", "phone@0+11 phone@12+11 "},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *found = all_in(texts[i].value);
        ck_assert_str_eq(found, texts[i].found);
        free(found);
    }
}
END_TEST

/* Any bytes: what is found lies within the text, behind what was found before. */
START_TEST(hostile_texts)
{
    static const char bytes[] = "0189+-@.a x\xef\xbc\x90\xef\0#";
    char value[64];
    unsigned state = 1;
    for (int round = 0; round < 100000; round++) {
        size_t n = (state = state * 1103515245 + 12345) >> 16 & 63, at = 0;
        for (size_t i = 0; i < n; i++)
            value[i] = bytes[((state = state * 1103515245 + 12345) >> 16) % (sizeof bytes - 1)];
        char *exact = mbr_memdup(value, n);
        struct mbr_span in = {exact, n};
        struct mbr_personal_found found;
        (void)mbr_personal_of_text(in);
        (void)mbr_personal_of_key(in);
        while (mbr_personal_find(in, at, &found)) {
            ck_assert(found.from >= at && found.n > 0 && found.from + found.n <= n);
            at = found.from + found.n;
        }
        free(exact);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("personal");
    tcase_add_test(tests, national_ids_of_the_mainland);
    tcase_add_test(tests, no_such_day_or_division);
    tcase_add_test(tests, national_ids_of_hong_kong);
    tcase_add_test(tests, national_ids_of_taiwan);
    tcase_add_test(tests, cards);
    tcase_add_test(tests, phones);
    tcase_add_test(tests, emails);
    tcase_add_test(tests, other_spellings);
    tcase_add_test(tests, names_of_fields);
    tcase_add_test(tests, names_of_other_fields);
    tcase_add_test(tests, within_texts);
    tcase_add_test(tests, hostile_texts);
    return run_tests("personal", tests);
}
