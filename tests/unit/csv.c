#include "mbr/csv_read.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "main.h"
#include "temporary.h"

static const struct mbr_csv_dialect comma = {.separator = ',', .quotes = true};
static const struct mbr_csv_dialect blanks = {.separator = MBR_CSV_BLANKS};
static struct mbr_csv_record record;

/* All records of a text: fields in brackets, records on lines, a flaw by its first word. */
static const char *split_all(const struct mbr_csv_dialect *dialect, const char *text)
{
    static struct mbr_buf out;
    struct mbr_span left = mbr_span(text);
    size_t taken;
    out.n = 0;
    while ((taken = mbr_csv_split(&record, dialect, left, true)) > 0) {
        for (size_t i = 0; i < record.fields; i++)
            mbr_put_format(&out, "[%.*s]", (int)record.field[i].n, record.field[i].p);
        mbr_put_format(&out, "%.5s\n", record.flaw ? record.flaw : "");
        left = (struct mbr_span){left.p + taken, left.n - taken};
    }
    mbr_put_char(&out, '\0');
    return out.p;
}

/* The examples of RFC 4180, section 2. */
START_TEST(rfc_4180)
{
    ck_assert_str_eq(split_all(&comma, "aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"),
                     "[aaa][bbb][ccc]\n[zzz][yyy][xxx]\n");
    ck_assert_str_eq(split_all(&comma, "aaa,bbb,ccc\r\nzzz,yyy,xxx"),
                     "[aaa][bbb][ccc]\n[zzz][yyy][xxx]\n");
    ck_assert_str_eq(split_all(&comma, "\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx"),
                     "[aaa][b\r\nbb][ccc]\n[zzz][yyy][xxx]\n");
    ck_assert_str_eq(split_all(&comma, "\"aaa\",\"b\"\"bb\",\"ccc\""), "[aaa][b\"bb][ccc]\n");
}
END_TEST

START_TEST(fields)
{
    ck_assert_str_eq(split_all(&comma, ",,\n\"\",\"\"\"\",\"a,b\"\n"), "[][][]\n[][\"][a,b]\n");
    ck_assert_str_eq(split_all(&comma, "12\" pipe,a\rb,c\r\r\nd"),
                     "[12\" pipe][a]\n[b][c]\n[]\n[d]\n");
    ck_assert_str_eq(split_all(&blanks, " 00001 19970101  1 \t 11.77 \r\nx"),
                     "[00001][19970101][1][11.77]\n[x]\n");
}
END_TEST

/* One stray quote costs one line. */
START_TEST(flaws)
{
    ck_assert_str_eq(split_all(&comma, "a,\"b\"c\nd,e\n"), "text \n[d][e]\n");
    ck_assert_str_eq(split_all(&comma, "a,\"b\nc,d\ne,f"), "quote\n[c][d]\n[e][f]\n");
}
END_TEST

START_TEST(lines_and_plainness)
{
    mbr_csv_split(&record, &comma, mbr_span("\"a\nb\r\nc\rd\",e\nf"), true);
    ck_assert_uint_eq(record.lines, 4);
    ck_assert(!record.plain);
    mbr_csv_split(&record, &comma, mbr_span("a,b c\r\n\x01"), true);
    ck_assert(record.plain);
    const char *const dirty[] = {"a,\xc3\xa9", "a\\", "a\tb", "a\"", "a\x7f\x80"};
    for (size_t i = 0; i < sizeof dirty / sizeof dirty[0]; i++) {
        mbr_csv_split(&record, &comma, mbr_span(dirty[i]), true);
        ck_assert(!record.plain);
    }
    struct mbr_csv_dialect tab = {.separator = '\t', .quotes = true};
    mbr_csv_split(&record, &tab, mbr_span("a\tb"), true);
    ck_assert(record.plain);
}
END_TEST

static void ck_same(const struct mbr_csv_record *a, const struct mbr_csv_record *b)
{
    ck_assert_uint_eq(a->fields, b->fields);
    ck_assert_uint_eq(a->lines, b->lines);
    ck_assert(mbr_span_equal(a->raw, b->raw));
    ck_assert_int_eq(a->plain, b->plain);
    ck_assert_ptr_eq(a->flaw, b->flaw);
    for (size_t i = 0; i < a->fields; i++)
        ck_assert(mbr_span_equal(a->field[i], b->field[i]));
}

/* On random text the portable way gives the same answers, and so does a text of which only a part
   is known yet, unless it asks for more. */
START_TEST(ways_agree)
{
    static const char letters[] = "aaaaaaaab,,,\"\"\n\r \\\xc3";
    uint64_t state = 1;
    struct mbr_csv_record other = {0};
    struct mbr_csv_dialect portable = comma;
    portable.portable = true;
    for (int round = 0; round < 20000; round++) {
        char text[200];
        size_t n = (size_t)(round % 200);
        for (size_t i = 0; i < n; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            text[i] = letters[(state >> 33) % (sizeof letters - 1)];
        }
        struct mbr_span all = {text, n};
        size_t taken = mbr_csv_split(&record, &comma, all, true);
        ck_assert_uint_eq(mbr_csv_split(&other, &portable, all, true), taken);
        ck_same(&record, &other);
        for (size_t part = 0; part <= n; part += 7) {
            size_t early = mbr_csv_split(&other, &comma, (struct mbr_span){text, part}, false);
            if (early == 0)
                continue;
            ck_assert_uint_eq(early, taken);
            ck_same(&record, &other);
        }
    }
    mbr_csv_record_free(&other);
}
END_TEST

/* All records of a text one after another: what was seen while splitting those before changes
   nothing, also where more of the text is known now than was then. */
START_TEST(goes_on)
{
    static const struct mbr_csv_dialect dialects[] = {{',', true, false, false, 0},
                                                      {',', true, false, true, 3},
                                                      {'\t', true, false, false, 0},
                                                      {';', false, false, true, 0},
                                                      {MBR_CSV_BLANKS, false, false, false, 0}};
    static const char letters[] = "aaaaaaaaaaaaaaaaaaaab;;,,,\t \"\"\n\r\x01\x7f\\\xc3";
    uint64_t state = 5;
    struct mbr_csv_record other = {0};
    for (int round = 0; round < 200; round++) {
        struct mbr_csv_dialect dialect = dialects[round % 5], portable = dialect;
        char text[2000];
        portable.portable = true;
        for (size_t i = 0; i < sizeof text; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            text[i] = letters[(state >> 33) % (sizeof letters - 1)];
        }
        for (size_t at = 0, taken; at < sizeof text; at += taken) {
            struct mbr_span all = {text + at, sizeof text - at}, part = {all.p, (state + at) % 300};
            part.n = part.n < all.n ? part.n : all.n;
            taken = at ? mbr_csv_split_on(&record, &dialect, part, false)
                       : mbr_csv_split(&record, &dialect, part, false);
            if (taken == 0)
                taken = mbr_csv_split_on(&record, &dialect, all, true);
            ck_assert_uint_eq(mbr_csv_split(&other, &portable, all, true), taken);
            ck_assert_uint_gt(taken, 0);
            ck_same(&record, &other);
        }
    }
    mbr_csv_record_free(&other);
}
END_TEST

/* A record beyond the bound costs its own line, whatever the reader happens to hold. */
START_TEST(too_long)
{
    static const char *const want[] = {"1:ok", "2:quote is not closed within --max-line",
                                       "3:ok", "4:record longer than --max-line",
                                       "6:ok", "7:quote is never closed"};
    char name[TEMPORARY], *names[] = {name};
    FILE *file = fdopen(mkstemp(temporary(name)), "w");
    fprintf(file, "a,b\nc,\"d\ne,f\n%040d\r\n\n\"g\",h\ni,\"j\n", 0);
    fclose(file);
    for (size_t most = 18; most <= 30; most++) {
        struct mbr_in *in = mbr_in_new(names, 1, most);
        struct mbr_csv csv = {.record = {.fields = 0}};
        struct mbr_err err;
        char said[80];
        ck_assert_int_eq(mbr_in_open(in, &err), 1);
        ck_assert_int_eq(mbr_csv_open(&csv, in, &err), 0);
        csv.dialect = comma;
        for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
            ck_assert_int_eq(mbr_csv_next(&csv, &err), 1);
            snprintf(said, sizeof said, "%d:%s", (int)csv.line,
                     csv.record.flaw ? csv.record.flaw : "ok");
            ck_assert_str_eq(said, want[i]);
            ck_assert_uint_le(csv.record.raw.n, most);
        }
        ck_assert_int_eq(mbr_csv_next(&csv, &err), 0);
        mbr_csv_free(&csv);
        mbr_in_free(in);
    }
    unlink(name);
}
END_TEST

/* All records of a file read in blocks of so many bytes at most, each after what the block before
   has left, as line[field]...; *rests counts the blocks that have left something. */
static void read_blocks(struct mbr_in *in, size_t size, struct mbr_buf *said, int *rests)
{
    struct mbr_csv csv = {.record = {.fields = 0}}, part = {.record = {.fields = 0}};
    struct mbr_buf left = {0};
    struct mbr_span block;
    struct mbr_err err;
    int more;
    ck_assert_int_eq(mbr_in_open(in, &err), 1);
    ck_assert_int_eq(mbr_csv_open(&csv, in, &err), 0);
    csv.dialect = comma;
    uint64_t line = csv.next_line - 1;
    do {
        more = mbr_csv_block(&csv, size, &block, &err);
        ck_assert_uint_le(block.n, size);
        mbr_put_span(&left, block);
        mbr_csv_text(&part, &csv, mbr_buf_span(&left), more == 0);
        while (mbr_csv_next(&part, NULL) > 0) {
            mbr_put_format(said, "%d", (int)(line + part.line));
            for (size_t i = 0; i < part.record.fields; i++)
                mbr_put_format(said, "[%.*s]", (int)part.record.field[i].n, part.record.field[i].p);
        }
        line += part.next_line - 1;
        left.n -= part.used;
        memmove(left.p, left.p + part.used, left.n);
        *rests += left.n > 0;
    } while (more > 0);
    ck_assert_int_eq(more, 0);
    ck_assert_uint_eq(left.n, 0);
    mbr_buf_free(&left);
    mbr_csv_free(&part);
    mbr_csv_free(&csv);
}

/* Blocks have the records of the whole file, without any BOM before one, and end between records
   where quotes are as they should be and a record fits. */
START_TEST(blocks)
{
    static const struct {
        const char *text, *want;
        size_t longest;
    } cases[] = {
        {"a,\"b\nc\"\n\"\n\"\"\n\",d\r\ne\n\nf,\"\"\nh,\"i\n\"\nj",
         "1[a][b\nc]3[\n\"\n][d]6[e]8[f][]9[h][i\n]11[j]", 10},
        {"a,12\" b\n\"c\nd\"\ne\n\"f\ng\"\n", "1[a][12\" b]2[c\nd]4[e]5[f\ng]", SIZE_MAX},
        {"\xef\xbb\xbf\n\r\n\r\ra,b\n\xef\xbb\xbf\"c\nd\",e\n\xef\xbb\xbf\xef\xbb\xbf\n\xef\xbb\xbf"
         "f,\xef\xbb\xbf\n\xef\xbb\xbf",
         "5[a][b]6[c\nd][e]9[f][\xef\xbb\xbf]", SIZE_MAX},
    };
    char name[TEMPORARY], *names[] = {name};
    close(mkstemp(temporary(name)));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        FILE *file = fopen(name, "w");
        fputs(cases[i].text, file);
        fclose(file);
        for (size_t size = 1; size <= 60; size++) {
            struct mbr_in *in = mbr_in_new(names, 1, 1000);
            struct mbr_buf said = {0};
            int rests = 0;
            read_blocks(in, size, &said, &rests);
            ck_assert(mbr_span_is(mbr_buf_span(&said), cases[i].want));
            ck_assert(size < cases[i].longest || rests == 0);
            mbr_buf_free(&said);
            mbr_in_free(in);
        }
    }
    unlink(name);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("csv");
    tcase_add_test(tests, rfc_4180);
    tcase_add_test(tests, fields);
    tcase_add_test(tests, flaws);
    tcase_add_test(tests, lines_and_plainness);
    tcase_add_test(tests, ways_agree);
    tcase_add_test(tests, goes_on);
    tcase_add_test(tests, too_long);
    tcase_add_test(tests, blocks);
    return run_tests("csv", tests);
}
