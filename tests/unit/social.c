#include "mbr/social.h"

#include <check.h>
#include <stdio.h>

#include "main.h"
#include "mbr/date.h"

static struct mbr_err err;
static struct mbr_ask *ask;
static struct mbr_social social;

static void set_up(void)
{
    static const char *const paths[] = {"events"};
    ask = mbr_ask_new(paths, 1, false, &err);
    social = (struct mbr_social){0};
}

static void tear_down(void)
{
    mbr_ask_free(ask);
    mbr_social_free(&social);
}

static int read_line(const char *line)
{
    ck_assert_msg(mbr_ask_scan(ask, mbr_span(line), &err) == 0, "%s", err.text);
    return mbr_social_read(&social, &ask->slot[0], &err);
}

static void check_reference(size_t i, const char *to, int32_t day)
{
    const struct mbr_social_reference *r = &social.reference[i];
    ck_assert_uint_lt(i, social.references);
    ck_assert(mbr_span_is((struct mbr_span){social.ids.p + r->from, r->n}, to));
    ck_assert_int_eq(mbr_at_day(r->at), day);
}

START_TEST(no_events)
{
    ck_assert_int_eq(read_line("{}"), 0);
    ck_assert_int_eq(read_line("{\"events\":[]}"), 0);
    ck_assert_int_eq(social.shares + social.reviews, 0);
    ck_assert_uint_eq(social.references, 0);
}
END_TEST

START_TEST(what_counts)
{
    ck_assert_int_eq(
        read_line("{\"events\":[{\"type\":\"share\",\"at\":\"2024-01-01\",\"item\":\"x\"},"
                  "{\"type\":\"view\",\"at\":\"2024-01-02\"},{\"at\":\"2024-01-02\"},"
                  "{\"type\":\"review\",\"at\":\"2024-01-02\",\"rating\":1},"
                  "{\"at\":\"2024-01-03\",\"type\":\"sh\\u0061re\"},"
                  "{\"type\":\"refer\",\"at\":\"2024-01-04\",\"to\":\"b\"},"
                  "{\"type\":\"refer\",\"at\":\"2024-01-05\"},"
                  "{\"type\":\"refer\",\"at\":\"2024-01-06T10:00:00\",\"to\":\"c\\\"d\"},"
                  "{\"type\":\"SHARE\",\"at\":\"2024-01-06\"}]}"),
        0);
    ck_assert_int_eq(social.shares, 2);
    ck_assert_int_eq(social.reviews, 1);
    ck_assert_uint_eq(social.references, 2);
    check_reference(0, "b", mbr_day_from_civil(2024, 1, 4));
    check_reference(1, "c\"d", mbr_day_from_civil(2024, 1, 6));
}
END_TEST

START_TEST(the_next_member_begins_anew)
{
    ck_assert_int_eq(read_line("{\"events\":[{\"type\":\"share\"},{\"type\":\"review\"},"
                               "{\"type\":\"refer\",\"to\":\"b\"}]}"),
                     0);
    ck_assert_int_eq(read_line("{\"events\":[{\"type\":\"refer\",\"at\":\"2024-01-04\","
                               "\"to\":\"c\"}]}"),
                     0);
    ck_assert_int_eq(social.shares + social.reviews, 0);
    ck_assert_uint_eq(social.references, 1);
    check_reference(0, "c", mbr_day_from_civil(2024, 1, 4));
}
END_TEST

static const struct {
    const char *events, *why;
} broken[] = {
    {"{}", "events: not a list: {}"},
    {"\"x\"", "events: not a list: \"x\""},
    {"[\"x\"]", "events: not a JSON object: \"\\\"x\\\"\""},
    {"[{\"type\":5}]", "events: type: not a string: 5"},
    {"[{\"type\":\"refer\",\"to\":5}]", "events: to: not a string: 5"},
    {"[{\"type\":\"refer\",\"to\":\"\"}]", "events: to: empty"},
    {"[{\"type\":\"refer\",\"to\":\"b\",\"at\":\"x\"}]", "events: at: not a date: \"x\""},
};

START_TEST(broken_values_are_named)
{
    char line[200];
    snprintf(line, sizeof line, "{\"events\":%s}", broken[_i].events);
    ck_assert_int_eq(read_line(line), -1);
    ck_assert_str_eq(err.text, broken[_i].why);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("social");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, no_events);
    tcase_add_test(tests, what_counts);
    tcase_add_test(tests, the_next_member_begins_anew);
    tcase_add_loop_test(tests, broken_values_are_named, 0, sizeof broken / sizeof *broken);
    return run_tests("social", tests);
}
