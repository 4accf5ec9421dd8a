#include "mbr/opt.h"

#include <check.h>
#include <stdio.h>

#include "main.h"
#include "mbr/date.h"

static const char *const ways[] = {"total", "mean", NULL};

static struct {
    bool summary, explain, quiet, hidden;
    int64_t bins, top;
    double level;
    const char *monetary, *label, *model, *output;
    size_t room;
    int32_t as_of;
    struct mbr_list drop;
} got;

static const struct mbr_opt own[] = {
    MBR_INT('b', "bins", &got.bins, 2, 10, "N", "score from 1 to N"),
    MBR_INT('n', "top", &got.top, 1, INT64_MAX, "N", "the first N"),
    MBR_NUMBER(0, "level", &got.level, "P", "level"),
    MBR_CHOICE('m', "monetary", &got.monetary, ways, "HOW", "total or mean spend"),
    MBR_TEXT(0, "label", &got.label, "TEXT", "a label"),
    MBR_FILE(0, "model", &got.model, "FILE", "a model"),
    MBR_SIZE('S', "room", &got.room, 7, "SIZE", "memory"),
    MBR_DAY(0, "as-of", &got.as_of, "DAY", "last day"),
    MBR_LIST(0, "drop", &got.drop, "FIELD,...", "leave out"),
    MBR_FLAG('s', "summary", &got.summary, "summary"),
    MBR_FLAG('e', "explain", &got.explain, "explain"),
    MBR_FLAG(0, "bintest", &got.hidden, NULL),
    MBR_OPT_END,
};
static const struct mbr_opt common[] = {
    MBR_FILE('o', "output", &got.output, "FILE", "where to"),
    MBR_FLAG('q', "quiet", &got.quiet, "say nothing"),
    MBR_OPT_END,
};

static char *argv[16];
static int operands;
static struct mbr_err err;

/* Parses a command line of words between single spaces; returns the error, or "". */
static const char *parse(const char *line)
{
    static char words[400];
    int argc = 0;
    mbr_opt_free(own);
    memset(&got, 0, sizeof got);
    got.bins = 5;
    got.as_of = MBR_DAY_NONE;
    got.monetary = "total";
    err.text[0] = '\0';
    snprintf(words, sizeof words, "mbr-x %s", line);
    for (char *at = words; at; argc++) {
        argv[argc] = at;
        at = strchr(at, ' ');
        if (at)
            *at++ = '\0';
    }
    operands = mbr_opt_parse(own, common, argc, argv, &err);
    ck_assert_int_eq(operands < 0, err.text[0] != '\0');
    return err.text;
}

START_TEST(every_kind_is_read)
{
    ck_assert_str_eq(parse("--bins 4 --top 9 --level -0.5 --monetary mean --label= --model m.json"),
                     "");
    ck_assert_int_eq(got.bins, 4);
    ck_assert_int_eq(got.top, 9);
    ck_assert(got.level == -0.5);
    ck_assert_str_eq(got.monetary, "mean");
    ck_assert_str_eq(got.label, "");
    ck_assert_str_eq(got.model, "m.json");
    ck_assert_str_eq(parse("--room 64M --as-of 2011-12-09 --summary"), "");
    ck_assert_uint_eq(got.room, 67108864);
    ck_assert_int_eq(got.as_of, 15317); /* date -u -d 2011-12-09 +%s, by 86400 */
    ck_assert(got.summary && !got.explain);
    ck_assert_str_eq(parse("--room 3g"), "");
    ck_assert_uint_eq(got.room, 3221225472);
    ck_assert_str_eq(parse("--room 7"), "");
    ck_assert_uint_eq(got.room, 7);
}
END_TEST

START_TEST(lists_add_up)
{
    ck_assert_str_eq(parse("--drop orders,events --drop=buy"), "");
    ck_assert_uint_eq(got.drop.count, 3);
    ck_assert_str_eq(got.drop.item[0], "orders");
    ck_assert_str_eq(got.drop.item[2], "buy");
    ck_assert(mbr_list_has(&got.drop, "events"));
    ck_assert(!mbr_list_has(&got.drop, "event"));
    ck_assert_str_eq(parse("--drop a,,b"), "--drop: an empty name in the list: \"a,,b\"");
    ck_assert_str_eq(parse("--drop="), "--drop: an empty name in the list: \"\"");
}
END_TEST

START_TEST(spellings)
{
    ck_assert_str_eq(parse("-b4 -se -n 3"), "");
    ck_assert(got.bins == 4 && got.top == 3 && got.summary && got.explain);
    ck_assert_str_eq(parse("-qsb 6 -oout"), "");
    ck_assert(got.quiet && got.summary && got.bins == 6);
    ck_assert_str_eq(got.output, "out");
    ck_assert_str_eq(parse("--mon=mean --sum --out x"), "");
    ck_assert_str_eq(got.monetary, "mean");
    ck_assert_str_eq(got.output, "x");
    ck_assert(got.summary);
    ck_assert_str_eq(parse("--bintest"), "");
    ck_assert(got.hidden);
    ck_assert_str_eq(parse("--bi 3"), ""); /* what is hidden makes nothing ambiguous */
    ck_assert_int_eq(got.bins, 3);
    ck_assert_str_eq(parse("--label a=b"), "");
    ck_assert_str_eq(got.label, "a=b");
}
END_TEST

START_TEST(operands_move_to_the_front)
{
    ck_assert_str_eq(parse("a -s b --bins 3 - c"), "");
    ck_assert_int_eq(operands, 4);
    ck_assert_str_eq(argv[1], "a");
    ck_assert_str_eq(argv[2], "b");
    ck_assert_str_eq(argv[3], "-");
    ck_assert_str_eq(argv[4], "c");
    ck_assert_str_eq(parse("-s -- -e --bins"), "");
    ck_assert_int_eq(operands, 2);
    ck_assert_str_eq(argv[1], "-e");
    ck_assert_str_eq(argv[2], "--bins");
    ck_assert(!got.explain);
    ck_assert_str_eq(parse("--label -- x"), ""); /* the next word, whatever it is */
    ck_assert_str_eq(got.label, "--");
    ck_assert_int_eq(operands, 1);
}
END_TEST

START_TEST(names_are_checked)
{
    ck_assert_str_eq(parse("--bnis 3"), "--bnis: no such option; did you mean --bins?");
    ck_assert_str_eq(parse("--quite"), "--quite: no such option; did you mean --quiet?");
    ck_assert_str_eq(parse("--colour=3"), "--colour: no such option");
    ck_assert_str_eq(parse("--l x"), "--l: could be --level or --label");
    ck_assert_str_eq(parse("--=3"), "--: no such option");
    ck_assert_str_eq(parse("-sz"), "-z: no such option");
    ck_assert_str_eq(parse("-\x01"), "no such option: \"\\x01\"");
    ck_assert_str_eq(parse("-top 3"), "-top: did you mean --top?");
    ck_assert_str_eq(parse("-bins=3"), "-bins: did you mean --bins?");
    ck_assert_str_eq(parse("--label -top"), ""); /* a value is left alone */
    ck_assert_str_eq(parse("-o-top"), "");
    ck_assert_str_eq(parse("--summary=yes"), "--summary: takes no value");
    ck_assert_str_eq(parse("--bins"), "--bins: needs a value: N");
    ck_assert_str_eq(parse("-sb"), "--bins: needs a value: N");
}
END_TEST

START_TEST(values_are_checked)
{
    ck_assert_str_eq(parse("--bins 12"), "--bins: not within 2 to 10: \"12\"");
    ck_assert_str_eq(parse("--bins x"), "--bins: not a whole number: \"x\"");
    ck_assert_str_eq(parse("--bins 4.0"), "--bins: not a whole number: \"4.0\"");
    ck_assert_str_eq(parse("--bins="), "--bins: not a whole number: \"\"");
    ck_assert_str_eq(parse("-n 99999999999999999999"),
                     "--top: not a whole number: \"99999999999999999999\"");
    ck_assert_str_eq(parse("-n 0"), "--top: less than 1: \"0\"");
    ck_assert_str_eq(parse("--monetary x"), "--monetary: not one of total, mean: \"x\"");
    ck_assert_str_eq(parse("--as-of 2024-13-01"), "--as-of: not a date: \"2024-13-01\"");
    ck_assert_str_eq(parse("--level 1e999"), "--level: not a number: \"1e999\"");
    static const char *const sizes[] = {"", "M", "-1", "1.5G", "9999999999G", "1MB"};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char line[60], text[100];
        snprintf(line, sizeof line, "--room=%s", sizes[i]);
        snprintf(text, sizeof text, "--room: not a size such as 512K, 64M or 2G: \"%s\"", sizes[i]);
        ck_assert_str_eq(parse(line), text);
    }
    ck_assert_str_eq(parse("--room 6"), "--room: less than 7: \"6\"");
    ck_assert_str_eq(parse("--model a --model b"),
                     "--model: given twice; this is the second: \"b\"");
    ck_assert_str_eq(parse("--model a --model a"), "");
}
END_TEST

START_TEST(defaults_are_shown)
{
    char text[40];
    parse("--room 64M --drop a,b --as-of 2011-12-09 --level 0.95");
    static const char *const shown[] = {"5", "",    "0.95",       "total", "",
                                        "",  "64M", "2011-12-09", "a,b",   ""};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        mbr_opt_default(&own[i], text, sizeof text);
        ck_assert_str_eq(text, shown[i]);
    }
    parse("--room 1025");
    mbr_opt_default(&own[6], text, sizeof text);
    ck_assert_str_eq(text, "1025");
    mbr_opt_default(&own[7], text, sizeof text);
    ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(a_default_list_is_replaced)
{
    const char *items[] = {"x", "y"};
    struct mbr_list list = {.item = items, .count = 2};
    const struct mbr_opt table[] = {MBR_LIST('d', "drop", &list, "FIELD,...", "leave out"),
                                    MBR_OPT_END};
    char name[] = "mbr-x", value[] = "-dz";
    char *words[] = {name, value, NULL};
    ck_assert_int_eq(mbr_opt_parse(table, NULL, 1, words, &err), 0);
    ck_assert_uint_eq(list.count, 2);
    mbr_opt_free(table);
    ck_assert_int_eq(mbr_opt_parse(table, NULL, 2, words, &err), 0);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_str_eq(list.item[0], "z");
    mbr_opt_free(table);
    ck_assert_int_eq(mbr_opt_parse(NULL, NULL, 2, words, &err), -1);
}
END_TEST

static void free_lists(void)
{
    mbr_opt_free(own);
}

int main(void)
{
    TCase *tests = tcase_create("opt");
    tcase_add_checked_fixture(tests, NULL, free_lists);
    tcase_add_test(tests, every_kind_is_read);
    tcase_add_test(tests, lists_add_up);
    tcase_add_test(tests, spellings);
    tcase_add_test(tests, operands_move_to_the_front);
    tcase_add_test(tests, names_are_checked);
    tcase_add_test(tests, values_are_checked);
    tcase_add_test(tests, defaults_are_shown);
    tcase_add_test(tests, a_default_list_is_replaced);
    return run_tests("opt", tests);
}
