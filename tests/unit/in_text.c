#include <check.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "main.h"
#include "mbr/buf.h"
#include "mbr/in.h"

#define LIMIT ((size_t)1 << 20)
#define LINE "0123456789012345678901234567890\n"
#define MANY ((uint64_t)70 << 20) /* more than what is kept of a pipe */

static struct mbr_err err;

/* A pipe on standard input that gives first, many lines of ASCII, and last. */
static pid_t long_pipe(const char *first, const char *last)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        FILE *to = fdopen(ends[1], "w");
        fputs(first, to);
        for (uint64_t n = 0; n < MANY; n += sizeof LINE - 1)
            fputs(LINE, to);
        fputs(last, to);
        _exit(fclose(to) ? 1 : 0);
    }
    close(ends[1]);
    ck_assert_int_ge(dup2(ends[0], STDIN_FILENO), 0);
    close(ends[0]);
    return child;
}

static void ck_pipe(const char *first, const char *last, const char *encoding, const char *text)
{
    pid_t child = long_pipe(first, last);
    struct mbr_in *in = mbr_in_new(NULL, 0, LIMIT);
    struct mbr_span line;
    struct mbr_buf odd = {0};
    uint64_t plain = 0;
    int got, status;
    ck_assert_int_eq(mbr_in_decode(in, NULL, false), 0);
    while ((got = mbr_in_line(in, &line, &err)) == 1) {
        if (line.n == sizeof LINE - 2)
            plain++;
        else
            mbr_put_span(&odd, line);
    }
    mbr_put_char(&odd, '\0');
    ck_assert_int_eq(got, 0);
    ck_assert_str_eq(odd.p, text);
    ck_assert_uint_eq(plain, MANY / (sizeof LINE - 1));
    ck_assert_str_eq(mbr_in_text(in)->encoding, encoding);
    mbr_buf_free(&odd);
    mbr_in_free(in);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
}

/* 会员 is BBE1 D4B1 in GB 18030. What comes behind the bytes that are kept changes nothing. */
START_TEST(long_pipes)
{
    ck_pipe("", "", "UTF-8", "");
    ck_pipe("会员\n", "会\n", "UTF-8", "会员会");
    ck_pipe("会员\n", "\xbb\xe1\n", "UTF-8", "会员\xbb\xe1");
    ck_pipe("\xbb\xe1\xd4\xb1\n", "\xbb\xe1\n", "GB18030", "会员会");
    ck_pipe("\xbb\xe1\xd4\xb1\n", "\xff\n", "GB18030", "会员\xff\xff");
    ck_pipe("a\n", "\xbb\xe1\xd4\xb1\n", "GB18030", "a会员");
}
END_TEST

/* The first byte beyond ASCII, and the first that is no UTF-8. */
START_TEST(places)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    static const char text[] = "a,b\n\xc4\xa3,\xbb\xe1\xd4\xb1\xbb\xe1\xd4\xb1\n";
    ck_assert_int_eq(write(ends[1], text, sizeof text - 1), sizeof text - 1);
    close(ends[1]);
    ck_assert_int_ge(dup2(ends[0], STDIN_FILENO), 0);
    struct mbr_in *in = mbr_in_new(NULL, 0, LIMIT);
    struct mbr_span window;
    ck_assert_int_eq(mbr_in_decode(in, NULL, false), 0);
    ck_assert_int_eq(mbr_in_open(in, &err), 1);
    ck_assert_int_eq(mbr_in_window(in, LIMIT, &window, &err), 0);
    ck_assert(mbr_span_is(window, "a,b\n模,会员会员\n"));
    const struct mbr_in_text *known = mbr_in_text(in);
    ck_assert(known->decoded);
    ck_assert_uint_eq(known->from, 4);
    ck_assert_uint_eq(known->byte, 8);
    ck_assert_uint_eq(known->line, 2);
    mbr_in_free(in);
    close(ends[0]);
}
END_TEST

START_TEST(unknown_encoding)
{
    struct mbr_in *in = mbr_in_new(NULL, 0, LIMIT);
    ck_assert_int_eq(mbr_in_decode(in, "klingon", false), -1);
    ck_assert_int_eq(mbr_in_decode(in, "utf8", false), 0);
    mbr_in_free(in);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("in_text");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, long_pipes);
    tcase_add_test(tests, places);
    tcase_add_test(tests, unknown_encoding);
    return run_tests("in_text", tests);
}
