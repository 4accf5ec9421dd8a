#include "mbr/covariates.h"

#include <check.h>
#include <stdio.h>

#include "main.h"

static struct mbr_err err;
static struct mbr_ask *ask;
static struct mbr_covariates fit;
static struct mbr_buf key;
static const char *const paths[] = {"attr.channel", "attr.age"};

static void set_up(void)
{
    ask = mbr_ask_new(paths, 2, false, &err);
    fit = (struct mbr_covariates){.path = paths, .paths = 2};
}

static void tear_down(void)
{
    mbr_ask_free(ask);
    mbr_covariates_free(&fit);
    mbr_buf_free(&key);
}

static const struct mbr_json *scan(const char *attr)
{
    static char line[300];
    snprintf(line, sizeof line, "{\"attr\":{%s}}", attr);
    ck_assert_msg(mbr_ask_scan(ask, mbr_span(line), &err) == 0, "%s", err.text);
    return ask->slot;
}

static uint32_t add(const char *attr)
{
    key.n = 0;
    mbr_put_covariates_key(&key, &fit, scan(attr));
    return mbr_covariates_group(&fit, mbr_buf_span(&key));
}

static int numbers_of(const struct mbr_covariates *covariates, const char *attr, double *z)
{
    return mbr_covariates_of(covariates, scan(attr), z, &err);
}

static void add_shop(void)
{
    ck_assert_uint_eq(add("\"channel\":\"web\",\"age\":30"), 0);
    ck_assert_uint_eq(add("\"channel\":\"shop\",\"age\":40.5"), 1);
    ck_assert_uint_eq(add("\"age\":30,\"channel\":\"web\""), 0);
    ck_assert_uint_eq(add("\"age\":-1"), 2);
    ck_assert_uint_eq(add("\"channel\":\"app\",\"age\":30"), 3);
    ck_assert_int_eq(mbr_covariates_finish(&fit, &err), 0);
}

/* web is the most frequent; absent, app and shop come in the order of their bytes, then age. */
START_TEST(texts_and_numbers)
{
    static const double z[4][4] = {{0, 0, 0, 30}, {0, 0, 1, 40.5}, {1, 0, 0, -1}, {0, 1, 0, 30}};
    add_shop();
    ck_assert_uint_eq(fit.groups.count, 4);
    ck_assert_uint_eq(fit.count, 4);
    ck_assert_str_eq(fit.level[0].value, "");
    ck_assert_str_eq(fit.level[1].value, "\"app\"");
    ck_assert_str_eq(fit.level[2].value, "\"shop\"");
    ck_assert_ptr_null(fit.level[3].value);
    for (size_t g = 0; g < 4; g++)
        for (size_t i = 0; i < 4; i++)
            ck_assert(fit.z[g * 4 + i] == z[g][i]);
}
END_TEST

START_TEST(numbers_of_a_member)
{
    double z[MBR_COVARIATES_MOST];
    add_shop();
    ck_assert_int_eq(numbers_of(&fit, "\"channel\":\"shop\",\"age\":7e1", z), 0);
    ck_assert(z[0] == 0 && z[1] == 0 && z[2] == 1 && z[3] == 70);
    ck_assert_int_eq(numbers_of(&fit, "\"channel\":\"fair\",\"age\":7", z), 0);
    ck_assert(z[0] == 0 && z[1] == 0 && z[2] == 0 && z[3] == 7);
    ck_assert_int_eq(numbers_of(&fit, "\"channel\":\"web\",\"age\":\"old\"", z), -1);
    ck_assert_str_eq(err.text, "attr.age: a covariate that was a number is none: \"old\"");
    ck_assert_int_eq(numbers_of(&fit, "\"channel\":\"web\"", z), -1);
    ck_assert_str_eq(err.text, "attr.age: a covariate that was a number is absent");
}
END_TEST

/* One text among numbers makes all of them texts; at a tie the first bytewise is the base. */
START_TEST(a_text_among_numbers)
{
    add("\"channel\":1,\"age\":2");
    add("\"channel\":\"b\",\"age\":2");
    ck_assert_int_eq(mbr_covariates_finish(&fit, &err), 0);
    ck_assert_uint_eq(fit.count, 2);
    ck_assert_str_eq(fit.level[0].value, "1");
    ck_assert_ptr_null(fit.level[1].value);
    ck_assert(fit.z[0] == 1 && fit.z[1] == 2 && fit.z[2] == 0 && fit.z[3] == 2);
}
END_TEST

START_TEST(nobody)
{
    ck_assert_int_eq(mbr_covariates_finish(&fit, &err), 0);
    ck_assert_uint_eq(fit.count, 0);
}
END_TEST

/* All values but the base: 17 of 18 are one too many, 16 of 17 are not. */
START_TEST(too_many_values)
{
    for (int n = 0; n < 17 + _i; n++) {
        char attr[60];
        snprintf(attr, sizeof attr, "\"channel\":\"c%02d\",\"age\":\"x\"", n);
        add(attr);
    }
    ck_assert_int_eq(mbr_covariates_finish(&fit, &err), -_i);
    ck_assert_uint_eq(fit.count, 16);
    if (_i)
        ck_assert_str_eq(err.text, "attr.channel: more than 16 numbers to fit: too many different "
                                   "values");
}
END_TEST

START_TEST(written_and_read_back)
{
    static const char text[] = "[{\"path\":\"attr.channel\",\"value\":\"\"},"
                               "{\"path\":\"attr.channel\",\"value\":\"\\\"app\\\"\"},"
                               "{\"path\":\"attr.channel\",\"value\":\"\\\"shop\\\"\"},"
                               "{\"path\":\"attr.age\"}]";
    static const char *const turned[] = {"attr.age", "attr.channel"};
    struct mbr_covariates back = {.path = turned, .paths = 2};
    struct mbr_buf buf = {0};
    add_shop();
    mbr_put_covariates(&buf, &fit);
    ck_assert(mbr_span_is(mbr_buf_span(&buf), text));
    json_t *list = json_loadb(buf.p, buf.n, 0, NULL);
    ck_assert_int_eq(mbr_covariates_read(&back, list, &err), 0);
    ck_assert_uint_eq(back.count, 4);
    ck_assert_uint_eq(back.level[2].path, 1);
    ck_assert_uint_eq(back.level[3].path, 0);
    buf.n = 0;
    mbr_put_covariates(&buf, &back);
    ck_assert(mbr_span_is(mbr_buf_span(&buf), text));
    json_decref(list);
    mbr_covariates_free(&back);
    mbr_buf_free(&buf);
}
END_TEST

static const struct {
    const char *list, *why;
} broken[] = {
    {"[{\"value\":\"x\"}]", "covariates: entry 1: no path"},
    {"[5]", "covariates: entry 1: no path"},
    {"[{\"path\":\"attr.age\"},{\"path\":\"attr.sex\"}]",
     "the fit was with --covariate attr.sex, which is not given"},
};

START_TEST(broken_lists_are_refused)
{
    json_t *list = json_loads(broken[_i].list, 0, NULL);
    ck_assert_int_eq(mbr_covariates_read(&fit, list, &err), -1);
    ck_assert_str_eq(err.text, broken[_i].why);
    json_decref(list);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("covariates");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, texts_and_numbers);
    tcase_add_test(tests, numbers_of_a_member);
    tcase_add_test(tests, a_text_among_numbers);
    tcase_add_test(tests, nobody);
    tcase_add_loop_test(tests, too_many_values, 0, 2);
    tcase_add_test(tests, written_and_read_back);
    tcase_add_loop_test(tests, broken_lists_are_refused, 0, sizeof broken / sizeof *broken);
    return run_tests("covariates", tests);
}
