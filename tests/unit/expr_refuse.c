#include "../../lib/rules/expr_tree.h"

#include <check.h>

#include "main.h"

static struct mbr_arena arena;
static struct mbr_buf shown;
static struct mbr_expr_place place;
static struct mbr_err err;

static bool fails(struct mbr_span source)
{
    mbr_arena_free(&arena);
    err.text[0] = '\0';
    return mbr_expr_parse(&arena, source, &place, &err) == NULL;
}

/* The error, with the source below it and the place marked. */
static const char *wrong(const char *source)
{
    ck_assert_msg(fails(mbr_span(source)), "%s: no error", source);
    shown.n = 0;
    mbr_put_format(&shown, "%s\n", err.text);
    mbr_put_caret(&shown, mbr_span(source), place, "");
    shown.n--;
    mbr_put_char(&shown, '\0');
    return shown.p;
}

#define WRONG(source, expected) ck_assert_str_eq(wrong(source), expected)

START_TEST(operators_of_other_languages)
{
    WRONG("a = 1", "no operator =; did you mean ==?\na = 1\n  ^");
    WRONG("a && b", "no operator &&; did you mean and?\na && b\n  ^~");
    WRONG("a || b", "no operator ||; did you mean or?\na || b\n  ^~");
    WRONG("!a", "no operator !; did you mean not?\n!a\n^");
    WRONG("a <> b", "no operator <>; did you mean !=?\na <> b\n  ^~");
    WRONG("a => b", "no operator =>; did you mean >=?\na => b\n  ^~");
    WRONG("a !~ /b/", "no operator !~; did you mean not a ~ /pattern/?\na !~ /b/\n  ^~");
    WRONG("a ≠ b", "no operator ≠; did you mean !=?\na ≠ b\n  ^");
    WRONG("a ≤ b", "no operator ≤; did you mean <=?\na ≤ b\n  ^");
    WRONG("a – b", "no operator –; did you mean -?\na – b\n  ^");
    WRONG("a == 1 AND b", "no operator AND; did you mean and?\na == 1 AND b\n       ^~~");
    WRONG("Not a", "no operator Not; did you mean not?\nNot a\n^~~");
    WRONG("a == TRUE", "no value TRUE; did you mean true?\na == TRUE\n     ^~~~");
    WRONG("a == null",
          "null is no value; has(field) says whether a field is there\na == null\n     ^~~~");
    WRONG("a like 'b'", "no operator like; did you mean ~ /pattern/?\na like 'b'\n  ^~~~");
    WRONG("a between 1 and 2",
          "no operator between; did you mean in a .. b?\na between 1 and 2\n  ^~~~~~~");
    WRONG("a % 2", "unexpected character: \"%\"\na % 2\n  ^");
    WRONG("a in [1...3]", "no operator ...; did you mean ..?\na in [1...3]\n       ^~~");
    WRONG("f（a)", "no sign （; did you mean (?\nf（a)\n ^~"); /* two cells wide */
    WRONG("a > １", "no sign １; did you mean 1?\na > １\n    ^~");
}
END_TEST

START_TEST(quotes)
{
    WRONG("a == 'b", "the quote is not closed\na == 'b\n     ^");
    WRONG("a == \"b'", "the quote is not closed\na == \"b'\n     ^");
    WRONG("a == 'b\nor c == 'd'", "the quote is not closed\na == 'b\n     ^");
    WRONG("a == 'b''", "the quote is not closed\na == 'b''\n     ^");
    WRONG("a == ‘b’", "no quote ‘; did you mean '?\na == ‘b’\n     ^");
    WRONG("a == “b”", "no quote “; did you mean \"?\na == “b”\n     ^");
    WRONG("a.'b", "the quote is not closed\na.'b\n  ^");
    WRONG("a ~ /b", "the pattern is not closed\na ~ /b\n    ^");
    WRONG("a ~ /b\\/", "the pattern is not closed\na ~ /b\\/\n    ^");
    WRONG("a ~ //", "the pattern is empty\na ~ //\n    ^~");
    WRONG("a ~ /b/ig", "a pattern's flags are i, s and x\na ~ /b/ig\n        ^");
    WRONG("a ~ 'b'", "behind ~ stands a pattern between slashes: /pattern/\na ~ 'b'\n    ^~~");
    WRONG("a == /b/", "a value is missing; a pattern stands only behind ~\na == /b/\n     ^");
}
END_TEST

START_TEST(numbers_and_days)
{
    WRONG("a > 90 d", "a duration has no blank in it: 90d\na > 90 d\n    ^~~~");
    WRONG("count(view, 90 days)",
          "a duration has no blank in it: 90d\ncount(view, 90 days)\n            ^~~~~~~");
    WRONG("a > 90days", "no duration 90days; did you mean 90d?\na > 90days\n    ^~~~~~");
    WRONG("a > 6M", "no duration 6M; did you mean 6m?\na > 6M\n    ^~");
    WRONG("1.5m", "a duration is a whole number, and not: \"1.5m\"\n1.5m\n^~~~");
    WRONG("99999y", "a duration of more than 9999 years: \"99999y\"\n99999y\n^~~~~~");
    WRONG("99999999999999999999d", "a duration of more than 9999 years: \"99999999999999999999d\"\n"
                                   "99999999999999999999d\n^~~~~~~~~~~~~~~~~~~~~");
    WRONG("a < 2024-13-01", "no such day: \"2024-13-01\"\na < 2024-13-01\n    ^~~~~~~~~~");
    WRONG("2023-02-29", "no such day: \"2023-02-29\"\n2023-02-29\n^~~~~~~~~~");
    WRONG("a < 2024-1-5", "no day 2024-1-5; did you mean 2024-01-05?\na < 2024-1-5\n    ^~~~~~~~");
    WRONG("2024-111-1",
          "a day is written YYYY-MM-DD, and not: \"2024-111-1\"\n2024-111-1\n^~~~~~~~~~");
    WRONG("2024-11-11x", "not a day: \"2024-11-11x\"\n2024-11-11x\n^~~~~~~~~~~");
    WRONG("2024-11-11T10:00 ", "a time is written YYYY-MM-DDThh:mm:ss, and not: "
                               "\"2024-11-11T10:00\"\n2024-11-11T10:00 \n^~~~~~~~~~~~~~~~");
    WRONG("2024-11-11 10:00:00",
          "a time is written with a T: 2024-11-11T10:00:00\n2024-11-11 10:00:00\n           ^~");
    WRONG("007", "not a number: \"007\"\n007\n^~~");
    WRONG("12abc", "not a number: \"12abc\"\n12abc\n^~~~~");
    WRONG("0x1F", "not a number: \"0x1F\"\n0x1F\n^~~~");
    WRONG("1e999", "number too large: \"1e999\"\n1e999\n^~~~~");
    WRONG("a > .5", "a point stands between names or digits, without blanks\na > .5\n    ^");
    WRONG("a > 5.", "a point stands between names or digits, without blanks\na > 5.\n     ^");
    WRONG("a > 1,000", "a number has no comma in it: 1000\na > 1,000\n    ^~~~~");
    WRONG("(a > 12,345,678)",
          "a number has no comma in it: 12345678\n(a > 12,345,678)\n     ^~~~~~~~~~");
    WRONG("a > 1,00", "a comma stands only in lists and between arguments\na > 1,00\n     ^");
    WRONG("a > 50%", "there is no %; the share is written 0.5\na > 50%\n    ^~~");
    WRONG("a > 0.1234%", "there is no %; a share is written as 0.5\na > 0.1234%\n    ^~~~~~");
}
END_TEST

START_TEST(what_is_missing)
{
    WRONG("", "the expression is empty\n\n^");
    WRONG(" # only this\n", "the expression is empty\n # only this\n^");
    WRONG("a ==  ", "a value is missing\na ==  \n    ^");
    WRONG("a ==\n# so\n\n", "a value is missing\na ==\n    ^");
    WRONG("a and or b", "a value is missing\na and or b\n      ^~");
    WRONG("a b", "an operator is missing\na b\n  ^");
    WRONG("(a b)", "an operator or a ) is missing\n(a b)\n   ^");
    WRONG("(a or b", "this ( is not closed\n(a or b\n^");
    WRONG("f(a, (b)", "this ( is not closed\nf(a, (b)\n ^");
    WRONG("a > 1 b", "an operator is missing; did you mean and?\na > 1 b\n      ^");
    WRONG("(a > 1 b)", "an operator or a ) is missing; did you mean and?\n(a > 1 b)\n       ^");
    WRONG("a > 1 且 b", "no operator 且; did you mean and?\na > 1 且 b\n      ^~");
    WRONG("f(a b)", "a comma or a ) is missing\nf(a b)\n    ^");
    WRONG("f(a,)", "a value is missing\nf(a,)\n    ^");
    WRONG("a in [1", "this [ is not closed\na in [1\n     ^");
    WRONG("a in [1 2]", "a comma or a ] is missing\na in [1 2]\n        ^");
    WRONG("a in []", "the list is empty\na in []\n     ^~");
    WRONG("a in (1, 2)", "a list stands in brackets: [a, b]\na in (1, 2)\n     ^");
    WRONG("a in b", "behind in stands a list [a, b] or a range a .. b; for a list in the data "
                    "write list == value\na in b\n     ^");
    WRONG("a == [1]", "a list stands only behind in\na == [1]\n     ^");
    WRONG("a or b)", "this ) was not opened\na or b)\n      ^");
    WRONG("a.b(c)", "a function's name has no points\na.b(c)\n^~~");
    WRONG("a. b", "a name is missing behind the point\na. b\n ^");
    WRONG("today.x", "a word of the language is no field\ntoday.x\n^~~~~");
    WRONG("a not b", "an operator is missing; not in?\na not b\n  ^~~");
    WRONG("a == not b",
          "not stands before a comparison, or within parentheses\na == not b\n     ^~~");
}
END_TEST

START_TEST(chains)
{
    WRONG("1 < a < 5", "comparisons do not chain; join them with and\n1 < a < 5\n      ^");
    WRONG("a == b != c", "comparisons do not chain; join them with and\na == b != c\n       ^~");
    WRONG("a in [1] in [2]",
          "comparisons do not chain; join them with and\na in [1] in [2]\n         ^~");
    WRONG("a ~ /b/ == true",
          "comparisons do not chain; join them with and\na ~ /b/ == true\n        ^~");
    WRONG("a == 1 .. 2", "a range stands only behind in or as a window, without parentheses\n"
                         "a == 1 .. 2\n       ^~");
    WRONG("f(a < 1 .. 2)", "a range stands only behind in or as a window, without parentheses\n"
                           "f(a < 1 .. 2)\n        ^~");
    WRONG("a in 1 .. 2 .. 3", "a range stands only behind in or as a window, without parentheses\n"
                              "a in 1 .. 2 .. 3\n            ^~");
}
END_TEST

START_TEST(bytes)
{
    const char nul[] = {'a', '\0'}, bad[] = {'a', '\xC0', '\xAF'}, cut[] = {'\'', '\xE4'};
    ck_assert(fails((struct mbr_span){nul, 2}));
    ck_assert_str_eq(err.text, "a control character");
    ck_assert_uint_eq(place.at, 1);
    ck_assert(fails((struct mbr_span){bad, 3}));
    ck_assert_str_eq(err.text, "not UTF-8");
    ck_assert_uint_eq(place.at, 1);
    ck_assert(fails((struct mbr_span){cut, 2}));
    ck_assert_uint_eq(place.at, 1);
    ck_assert(fails((struct mbr_span){NULL, 0}));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("expr_refuse");
    tcase_add_test(tests, operators_of_other_languages);
    tcase_add_test(tests, quotes);
    tcase_add_test(tests, numbers_and_days);
    tcase_add_test(tests, what_is_missing);
    tcase_add_test(tests, chains);
    tcase_add_test(tests, bytes);
    return run_tests("expr_refuse", tests);
}
