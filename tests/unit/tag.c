/* Rules as they are read and put into an order, and what stands in a field "tags". */

#include <check.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../lib/rules/tag_held.h"
#include "main.h"

static const struct mbr_tool tool = {.name = "test"};
static struct mbr_run run = {.tool = &tool};
static struct mbr_err err;

static int read_rules(struct tag_rules *rules, const char *text)
{
    char name[32];
    int fd = memfd_create("test", 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    snprintf(name, sizeof name, "/dev/fd/%d", fd);
    lseek(fd, 0, SEEK_SET);
    *rules = (struct tag_rules){0};
    run.beneath.n = 0;
    int failed = mbr_tag_rules_read(rules, name, false, &run);
    close(fd);
    return failed;
}

#define RULES(rules) "{\"version\":1,\"rules\":[" rules "]}"
#define RULE(tag, when) "{\"tag\":\"" tag "\",\"when\":\"" when "\"}"

START_TEST(names)
{
    static const char *const good[] = {"vip", "_", "a1", "高价值", "été", "ВИП", "क्षेत्र"};
    static const char *const bad[] = {"", "1a", "a-b", "a b", "a.b", "'a'", "😀", "\xff"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        ck_assert_msg(mbr_tag_is_name(mbr_span(good[i])), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!mbr_tag_is_name(mbr_span(bad[i])), "%s", bad[i]);
}
END_TEST

/* The content is: a, quote, é, 😀, tab, b. */
START_TEST(places_behind_escapes)
{
    static const char raw[] = "\"a\\\"\\u00e9\\ud83d\\ude00\\tb\"";
    static const struct {
        size_t byte, place;
    } places[] = {{0, 1}, {1, 2}, {2, 4}, {4, 10}, {8, 22}, {9, 24}, {10, 25}};
    const struct mbr_json text = {.raw = {raw, sizeof raw - 1}, .kind = MBR_JSON_STRING};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        ck_assert_ptr_eq(mbr_tag_place(&text, places[i].byte), raw + places[i].place);
    const struct mbr_json number = {.raw = {"1.25", 4}, .kind = MBR_JSON_NUMBER};
    ck_assert_ptr_eq(mbr_tag_place(&number, 2), number.raw.p + 2);
}
END_TEST

START_TEST(each_behind_those_it_needs)
{
    static const uint32_t expected[] = {3, 1, 0, 2};
    struct tag_rules rules;
    ck_assert_int_eq(
        read_rules(&rules, RULES(RULE("a", "tags.b.weight > 1 or tags.x") "," RULE(
                               "b", "count(line, qty > "
                                    "member.tags.d.n) "
                                    "> 1") "," RULE("c", "true") "," RULE("d", "not has(attr.b)"))),
        0);
    for (size_t i = 0; i < 4; i++)
        ck_assert_uint_eq(rules.order[i], expected[i]);
    ck_assert(!rules.rule[0].used && rules.rule[1].used && !rules.rule[2].used);
    ck_assert(rules.rule[3].used);
    ck_assert_uint_eq(rules.paths, 3);
    ck_assert(mbr_span_is(rules.path[rules.first[1]].name, "b"));
    ck_assert_str_eq(rules.path[rules.first[1]].rest, "weight");
    ck_assert_str_eq(rules.path[rules.first[3]].rest, "n");
    ck_assert(mbr_span_is(rules.path[rules.first[4]].name, "x"));
    ck_assert_uint_eq(rules.path[rules.first[4]].rule, MBR_MAP_NONE);
    mbr_tag_rules_free(&rules);
}
END_TEST

START_TEST(what_is_wrong_and_where)
{
    static const struct {
        const char *text, *why;
    } bad[] = {
        {RULES(RULE("a", "tags.b") ",\n " RULE("b", "1 == 1 and tags.a")),
         ":2:32: rules[1].when: rules that need each other: a, b, a"},
        {RULES("{\"tag\":\"é\",\"when\":\"true\",\"weight\":\"1 + \"}"),
         ":1:61: rules[0].weight: a value is missing"},
        {RULES("{\"tag\":\"a\",\"when\":\"true\",\"x\":1}"),
         ":1:48: rules[0]: no such field: \"x\""},
        {"{\"version\":1,\n\n  \"rules\":7}", ":3:11: rules: not a list"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct tag_rules rules;
        ck_assert_int_eq(read_rules(&rules, bad[i].text), -1);
        const char *why = strchr(run.err.text, ':');
        ck_assert_ptr_nonnull(why);
        ck_assert_str_eq(why, bad[i].why);
        mbr_tag_rules_free(&rules);
    }
    mbr_buf_free(&run.beneath);
}
END_TEST

/* The way round is longer than an error may be: it is cut, and at a character's end, wherever that
   is. */
START_TEST(a_long_way_round)
{
    struct mbr_buf text = {0};
    struct tag_rules rules;
    char first[8];
    snprintf(first, sizeof first, "%.*s", _i + 1, "aaa");
    mbr_put_format(&text, "{\"version\":1,\"rules\":[" RULE("%s", "tags.高价值客户群体分层1"),
                   first);
    for (int i = 1; i < 30; i++)
        mbr_put_format(&text, "," RULE("高价值客户群体分层%d", "tags.高价值客户群体分层%d"), i,
                       i + 1);
    mbr_put_format(&text, "," RULE("高价值客户群体分层30", "tags.%s") "]}", first);
    mbr_put_char(&text, '\0');
    ck_assert_int_eq(read_rules(&rules, text.p), -1);
    ck_assert_ptr_nonnull(strstr(run.err.text, "need each other: a"));
    ck_assert_uint_ge(strlen(run.err.text), sizeof run.err.text - 3);
    ck_assert(mbr_utf8_valid(run.err.text, strlen(run.err.text)));
    mbr_tag_rules_free(&rules);
    mbr_buf_free(&run.beneath);
    mbr_buf_free(&text);
}
END_TEST

static int read_tags(struct tag_list *list, const struct tag_rules *rules, const char *tags)
{
    const struct mbr_json value = {.raw = mbr_span(tags), .kind = MBR_JSON_OBJECT};
    return mbr_tag_list_read(list, rules, &value, &err);
}

START_TEST(tags_of_a_record)
{
    struct tag_rules rules;
    struct tag_list list = {0};
    int32_t day;
    ck_assert_int_eq(mbr_day_parse(mbr_span("2024-05-09"), &day), 0);
    ck_assert_int_eq(read_rules(&rules, RULES(RULE("a", "true") "," RULE("b", "true"))), 0);
    ck_assert_int_eq(
        read_tags(&list, &rules,
                  "{\"y\":{},\"x\":{},\"\\u0062\":{\"until\":\"2024-05-09\",\"weight\":1.50,"
                  "\"since\":\"2024-05-08\"}}"),
        0);
    ck_assert_uint_eq(list.count, 3);
    ck_assert_uint_eq(list.of_rule[0], 0);
    ck_assert_uint_eq(list.of_rule[1], 1);
    ck_assert(mbr_span_is(list.at[0].name, "b"));
    ck_assert(mbr_span_is(list.at[0].weight.raw, "1.50"));
    ck_assert_int_eq(list.at[0].until, day);
    ck_assert_int_eq(list.at[0].since, day - 1);
    ck_assert_uint_eq(list.others, 1);
    ck_assert(mbr_span_is(list.at[1].name, "x"));
    ck_assert(mbr_span_is(list.at[2].name, "y"));
    ck_assert_int_eq(list.at[1].until, MBR_DAY_NONE);
    ck_assert_uint_eq(list.at[1].rule, MBR_MAP_NONE);

    ck_assert_int_eq(read_tags(&list, &rules, "{\"a\":{}}"), 0);
    ck_assert_uint_eq(list.of_rule[0], 1);
    ck_assert_uint_eq(list.of_rule[1], 0);
    ck_assert_int_eq(read_tags(&list, &rules, "{\"a\":{},\"a\":{}}"), -1);
    ck_assert_str_eq(err.text, "tags: twice: \"a\"");
    ck_assert_int_eq(read_tags(&list, &rules, "{\"x\":{},\"b\":{},\"x\":{}}"), -1);
    ck_assert_str_eq(err.text, "tags: twice: \"x\"");
    ck_assert_int_eq(read_tags(&list, &rules, "{}"), 0);
    ck_assert_uint_eq(list.of_rule[0] + list.of_rule[1] + list.others, 0);
    ck_assert_int_eq(read_tags(&list, &rules, "{\"a\":{\"since\":\"May\"}}"), -1);
    ck_assert_str_eq(err.text, "tags: \"a\": since: not a day: \"May\"");
    mbr_tag_list_free(&list);
    mbr_tag_rules_free(&rules);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("tag");
    tcase_add_test(tests, names);
    tcase_add_test(tests, places_behind_escapes);
    tcase_add_test(tests, each_behind_those_it_needs);
    tcase_add_test(tests, what_is_wrong_and_where);
    tcase_add_loop_test(tests, a_long_way_round, 0, 3);
    tcase_add_test(tests, tags_of_a_record);
    return run_tests("tag", tests);
}
