#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "main.h"
#include "mbr/import.h"
#include "temporary.h"

/* What an import leaves behind: what it has written, set aside and said. */
struct traces {
    struct mbr_buf out, rejects, said;
};

#define NAME (TEMPORARY + 16)

static char folder[TEMPORARY], input[NAME], output[NAME], rejects[NAME], said[NAME];

static void set_up(void)
{
    ck_assert_ptr_nonnull(mkdtemp(temporary(folder)));
    snprintf(input, sizeof input, "%s/in", folder);
    snprintf(output, sizeof output, "%s/out", folder);
    snprintf(rejects, sizeof rejects, "%s/rejects", folder);
    snprintf(said, sizeof said, "%s/said", folder);
}

static void tear_down(void)
{
    unlink(input);
    unlink(output);
    unlink(rejects);
    unlink(said);
    rmdir(folder);
}

static void load(const char *path, struct mbr_buf *to)
{
    FILE *file = fopen(path, "r");
    to->n = 0;
    for (int c; file && (c = getc(file)) != EOF;)
        mbr_put_char(to, (char)c);
    if (file)
        fclose(file);
}

/* Of the file `input`, read three times. */
static void import(const struct mbr_import_options *options, size_t max_line, bool skip_bad,
                   struct traces *traces)
{
    static const struct mbr_tool tool = {.name = "import"};
    char *files[] = {input, input, input};
    struct mbr_run run = {.tool = &tool, .max_line = max_line, .skip_bad = skip_bad};
    run.in = mbr_in_new(files, 3, max_line);
    run.operands = 3;
    unlink(output);
    unlink(rejects);
    fflush(stderr);
    int before = dup(STDERR_FILENO);
    ck_assert_ptr_nonnull(freopen(said, "w", stderr));
    ck_assert_int_eq(mbr_out_open(&run.out, output, &run.err), 0);
    int status = mbr_import(&run, options);
    fprintf(stderr, "%d %s %d %llu\n", status, status < 0 ? run.err.text : "", run.located,
            status < 0 ? (unsigned long long)mbr_in_number(run.in) : 0);
    ck_assert_int_eq(mbr_out_close(&run.out, &run.err), 0);
    fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
    mbr_in_free(run.in);
    load(output, &traces->out);
    load(rejects, &traces->rejects);
    load(said, &traces->said);
}

static void ck_same(const struct mbr_buf *a, const struct mbr_buf *b)
{
    ck_assert_uint_eq(a->n, b->n);
    ck_assert(mbr_span_equal(mbr_buf_span(a), mbr_buf_span(b)));
}

static uint64_t state = 11;

static unsigned next(unsigned below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % below;
}

#define PICK(from) from[next(sizeof from / sizeof from[0])]

/* Among them what runs over lines, what is never closed, and what is no good. */
static void put_row(struct mbr_buf *to, const char *const *days, size_t count, bool hostile)
{
    static const char *const names[] = {"tea",          "Tea",       "damaged", "\"tea,\ngreen\"",
                                        "\"a\r\n\nb\"", "12\" pipe", ""};
    static const char *const bad[] = {"\"open", "\"x\"y", "\xff", "a\rb", "\n\n", ",,,,,,,,,,"};
    static const char *const sums[] = {"5", "5.50", "-2", "1,234.5", "x"};
    static const char *const signs[] = {"$5", "7 €", "US$ 3"};
    static const char *const ends[] = {"\n", "\n", "\n", "\r\n", "\r"};
    static const char *const towns[] = {"Leeds", "York", "", "\"Le\ned\""};
    mbr_put_format(to, "%s,%u,%u,i%u,", days[next((unsigned)count)], next(5), next(40), next(4));
    if (next(3) == 0)
        mbr_put_format(to, "\"a \"\"%u\"\"\"", next(3));
    else
        mbr_put_text(to, PICK(names));
    mbr_put_format(to, ",%s,%s%s", next(20) ? PICK(sums) : PICK(signs), PICK(towns),
                   hostile ? PICK(ends) : "\n");
    if (hostile && next(20) == 0)
        mbr_put_text(to, PICK(bad));
    if (hostile && next(60) == 0)
        mbr_put_format(to, "%01000d", 0);
}

static void save(const struct mbr_buf *text)
{
    FILE *file = fopen(input, "w");
    ck_assert_uint_eq(fwrite(text->p, 1, text->n, file), text->n);
    ck_assert_int_eq(fclose(file), 0);
}

static const char *map[] = {"at=day",    "member=who", "order=no",      "item=item",
                            "name=name", "amount=sum", "attr.town=town"};
static const char header[] = "day,who,no,item,name,sum,town\n";

static struct mbr_import_options options_of(int64_t jobs, size_t block, bool set_aside)
{
    return (struct mbr_import_options){.map = {.item = map, .count = 7},
                                       .separator = "comma",
                                       .header = true,
                                       .decimal = "point",
                                       .rejects = set_aside ? rejects : NULL,
                                       .jobs = jobs,
                                       .block = block};
}

static void free_traces(struct traces *traces)
{
    mbr_buf_free(&traces->out);
    mbr_buf_free(&traces->rejects);
    mbr_buf_free(&traces->said);
}

static void ck_jobs(size_t block, size_t max_line, bool set_aside, bool skip_bad)
{
    struct traces one = {{0}, {0}, {0}}, some = {{0}, {0}, {0}};
    struct mbr_import_options options = options_of(1, 0, set_aside);
    import(&options, max_line, skip_bad, &one);
    for (int64_t jobs = 2; jobs <= 4; jobs += 2) {
        options = options_of(jobs, block, set_aside);
        import(&options, max_line, skip_bad, &some);
        ck_same(&one.out, &some.out);
        ck_same(&one.rejects, &some.rejects);
        ck_same(&one.said, &some.said);
    }
    free_traces(&one);
    free_traces(&some);
}

/* Whatever the rows, the size of the blocks and what becomes of bad ones: one thread and several
   leave the same traces. */
START_TEST(jobs_agree)
{
    static const char *const days[] = {"2011-01-02", "2011-01-03T08:00:00", "2010-05-05",
                                       "2012-12-12 23:59:59", "2011-02-30"};
    struct mbr_buf text = {0};
    for (int round = 0; round < 300; round++) {
        text.n = 0;
        mbr_put_text(&text, header);
        for (unsigned rows = next(120); rows; rows--)
            put_row(&text, days, round % 3 ? 4 : 5, round % 4 > 0);
        text.n -= next(3) == 0;
        save(&text);
        ck_jobs(1 + next(400), round % 5 ? 1000 : 60, round % 2, round % 6 > 0);
    }
    mbr_buf_free(&text);
}
END_TEST

/* What only rows behind the first megabyte tell binds those behind it: the order of day and month,
   the currency. */
START_TEST(settled_late)
{
    static const char *const clear[] = {"2011-01-02"};
    static const char *const days[] = {"3/4/2011",  "2011-01-02", "5/5/2011",
                                       "13/4/2011", "4/13/2011",  "03.04.2011"};
    struct mbr_buf text = {0};
    for (int round = 0; round < 8; round++) {
        text.n = 0;
        mbr_put_text(&text, header);
        while (text.n < (size_t)1200 << 10)
            mbr_put_format(&text, "%s,%u,7,i1,tea,5.50,York\n", clear[0], next(5));
        for (int rows = 0; rows < 300; rows++)
            put_row(&text, days, 6, round % 2);
        save(&text);
        ck_jobs(round < 4 ? 200 : 0, 1 << 20, true, false);
    }
    mbr_buf_free(&text);
}
END_TEST

/* A quote that is open from the beginning on: all the blocks are one record, or none. */
START_TEST(one_long_record)
{
    struct mbr_buf text = {0};
    for (int closed = 0; closed < 2; closed++) {
        text.n = 0;
        mbr_put_text(&text, header);
        mbr_put_text(&text, "2011-01-02,1,1,i1,\"");
        for (int line = 0; line < 3000; line++)
            mbr_put_text(&text, "2011-01-02,1,1,i1,tea,1,York\n");
        mbr_put_text(&text, closed ? "\",1,York\n" : "");
        save(&text);
        ck_jobs(100, 1 << 20, true, false);
        ck_jobs(100, 5000, true, false);
    }
    mbr_buf_free(&text);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("import_crew");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, jobs_agree);
    tcase_add_test(tests, settled_late);
    tcase_add_test(tests, one_long_record);
    return run_tests("import_crew", tests);
}
