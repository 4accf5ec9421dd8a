#include "mbr/generate.h"

#include <check.h>

#include "main.h"

static const char *const ways[] = {"total", "mean", NULL};
static const char *const forms[] = {"table", "csv", "html", NULL};

static int64_t bins = 5, top;
static const char *monetary = "total", *format = "table", *model;
static bool summary;
static struct mbr_list drop;

static const struct mbr_opt own[] = {
    MBR_INT('b', "bins", &bins, 2, 10, "N", "score from 1 to N, N being best"),
    MBR_INT('n', "top", &top, 1, INT64_MAX, "N", "only the first N"),
    MBR_CHOICE('m', "monetary", &monetary, ways, "HOW", "total or mean spend"),
    MBR_CHOICE(0, "format", &format, forms, "FORMAT", "how it's written [or shown]"),
    MBR_FILE(0, "model", &model, "FILE",
             "only apply the model of FILE, line by line, in a memory that "
             "does not grow with members"),
    MBR_LIST(0, "drop", &drop, "FIELD,...", ".fields to leave out"),
    MBR_FLAG(0, "a-long-name-for-a-short-thing", &summary, "a row a segment"),
    MBR_FLAG(0, "secret", &summary, NULL),
    MBR_OPT_END,
};
static const struct mbr_opt common[] = {
    MBR_FILE('o', "output", &model, "FILE", "write to FILE"),
    MBR_FLAG('q', "quiet", &summary, "say nothing"),
    MBR_OPT_END,
};
static const struct mbr_tool tool = {
    .name = "mbr-try-out",
    .brief = "try it out",
    .operands = "TEXT [FILE ...]",
    .examples = "mbr-try-out x < in\nmbr-try-out y\n",
    .reads = "member",
    .writes = "try",
    .opts = own,
};

static struct mbr_buf text;

static const char *generate(const char *kind)
{
    struct mbr_err err;
    text.n = 0;
    ck_assert_int_eq(mbr_generate(&text, kind, &tool, common, &err), 0);
    ck_assert_ptr_null(memmem(text.p, text.n, "secret", 6));
    mbr_put_char(&text, '\0');
    return text.p;
}

START_TEST(help)
{
    ck_assert_str_eq(
        generate("help"),
        "mbr-try-out: try it out\n"
        "usage: mbr-try-out [OPTION ...] TEXT [FILE ...]\n"
        "\n"
        "  mbr-try-out x < in\n"
        "  mbr-try-out y\n"
        "\n"
        "options:\n"
        "  -b, --bins N          score from 1 to N, N being best (2 to 10; default 5)\n"
        "  -n, --top N           only the first N\n"
        "  -m, --monetary HOW    total or mean spend (default total)\n"
        "      --format FORMAT   how it's written [or shown]: table, csv, html (default\n"
        "                        table)\n"
        "      --model FILE      only apply the model of FILE, line by line, in a memory\n"
        "                        that does not grow with members\n"
        "      --drop FIELD,...  .fields to leave out\n"
        "      --a-long-name-for-a-short-thing\n"
        "                        a row a segment\n"
        "\n"
        "In every tool: -o/--output=FILE, -q/--quiet.\n"
        "Reads member; writes try. Manual: man mbr-try-out\n");
}
END_TEST

START_TEST(man)
{
    ck_assert_str_eq(generate("synopsis"), ".Nm mbr-try-out\n"
                                           ".Op Fl b Ar N\n"
                                           ".Op Fl n Ar N\n"
                                           ".Op Fl m Ar HOW\n"
                                           ".Op Fl -format Ar FORMAT\n"
                                           ".Op Fl -model Ar FILE\n"
                                           ".Op Fl -drop Ar FIELD,...\n"
                                           ".Op Fl -a-long-name-for-a-short-thing\n"
                                           ".Ar TEXT\n"
                                           ".Op Ar FILE ...\n");
    const char *options = generate("options");
    ck_assert_ptr_nonnull(strstr(options,
                                 ".It Fl b , Fl -bins Ar N\n"
                                 "Score from 1 to N, N being best (2 to 10; default 5).\n"));
    ck_assert_ptr_nonnull(strstr(options, "\n\\&.fields to leave out.\n"));
    ck_assert_ptr_nonnull(strstr(options, ".El\n.Pp\n.Fl -output\nand\n.Fl -quiet\nwork as"));
    ck_assert_ptr_nonnull(strstr(generate("common"), ".It Fl q , Fl -quiet\nSay nothing.\n.El\n"));
}
END_TEST

START_TEST(completions)
{
    const char *bash = generate("bash");
    ck_assert_ptr_nonnull(strstr(bash, "    -m | --monetary)\n        mapfile -t COMPREPLY < "
                                       "<(compgen -W 'total mean' -- \"$cur\")\n"));
    ck_assert_ptr_nonnull(strstr(bash, "complete -F _mbr_try_out mbr-try-out\n"));
    const char *zsh = generate("zsh");
    ck_assert_ptr_nonnull(strstr(zsh, "'--format=[how it'\\''s written \\[or shown\\]]:FORMAT:"
                                      "(table csv html)'"));
    ck_assert_ptr_nonnull(strstr(zsh, "'(-q --quiet)'{-q,--quiet}'[say nothing]'"));
    const char *fish = generate("fish");
    ck_assert_ptr_nonnull(strstr(fish, "complete -c mbr-try-out -l format -x -a 'table csv html' "
                                       "-d 'how it\\'s written [or shown]'\n"));
    ck_assert_ptr_nonnull(strstr(fish, "complete -c mbr-try-out -s o -l output -r -F"));
}
END_TEST

START_TEST(other_kinds)
{
    struct mbr_err err;
    ck_assert_str_eq(generate("brief"), "try it out\n");
    ck_assert_int_eq(mbr_generate(&text, "x", &tool, common, &err), -1);
}
END_TEST

static void free_text(void)
{
    mbr_buf_free(&text);
}

int main(void)
{
    TCase *tests = tcase_create("generate");
    tcase_add_checked_fixture(tests, NULL, free_text);
    tcase_add_test(tests, help);
    tcase_add_test(tests, man);
    tcase_add_test(tests, completions);
    tcase_add_test(tests, other_kinds);
    return run_tests("generate", tests);
}
