#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "main.h"
#include "mbr/buf.h"
#include "mbr/in.h"
#include "mbr/rand.h"

#define LIMIT ((size_t)64 << 20)

static struct mbr_err err;

/* A file that is only a descriptor; its name leads to it. */
struct file {
    int fd;
    char name[32];
};

static struct file file_of(const char *p, size_t n)
{
    struct file file = {.fd = memfd_create("test", 0)};
    snprintf(file.name, sizeof file.name, "/proc/self/fd/%d", file.fd);
    ck_assert_int_eq(pwrite(file.fd, p, n, 0), (ssize_t)n);
    return file;
}

static struct file text_file(const char *text)
{
    return file_of(text, strlen(text));
}

/* All lines to the end, as NUMBER:LINE| each. */
static char *read_all(struct mbr_in *in)
{
    struct mbr_buf all = {0};
    struct mbr_span line;
    int got;
    while ((got = mbr_in_line(in, &line, &err)) == 1 || got == MBR_IN_LONG) {
        mbr_put_int(&all, (int64_t)mbr_in_number(in));
        mbr_put_char(&all, ':');
        mbr_put_span(&all, got == 1 ? line : mbr_span("(long)"));
        mbr_put_char(&all, '|');
    }
    mbr_put_text(&all, got == 0 ? "" : err.text);
    mbr_put_char(&all, '\0');
    return all.p;
}

static void check_lines(const char *text, size_t max_line, const char *expected)
{
    struct file file = text_file(text);
    char *name = file.name;
    struct mbr_in *in = mbr_in_new(&name, 1, max_line);
    char *got = read_all(in);
    ck_assert_str_eq(got, expected);
    free(got);
    mbr_in_free(in);
    close(file.fd);
}

START_TEST(lines)
{
    check_lines("", LIMIT, "");
    check_lines("\n\n \t\n\r\n", LIMIT, "");
    check_lines("a\nb\n", LIMIT, "1:a|2:b|");
    check_lines("a\nb", LIMIT, "1:a|2:b|");
    check_lines("a\r\nb\r\n", LIMIT, "1:a\r|2:b\r|"); /* white space to the scanner */
    check_lines("\n\na\n \n\nb\n\n", LIMIT, "3:a|6:b|");
    check_lines("\xef\xbb\xbf"
                "a\n\xef\xbb\xbf"
                "b\n",
                LIMIT,
                "1:a|2:\xef\xbb\xbf"
                "b|");
    check_lines("\xef\xbb\xbf\na\n", LIMIT, "2:a|");
    check_lines("\xef\xbb\xbf", LIMIT, "");
    check_lines("\xef\xbb", LIMIT, "1:\xef\xbb|");
}
END_TEST

START_TEST(lines_that_are_too_long)
{
    check_lines("12345\n123456\n1\n", 5, "1:12345|2:(long)|3:1|");
    check_lines("123456", 5, "1:(long)|");
    check_lines("12345", 5, "1:12345|");
    check_lines("123456789012345678901234567890\n\n1\n1234567\n", 5, "1:(long)|3:1|4:(long)|");
}
END_TEST

/* Longer than any buffer that is kept, then good lines again. */
START_TEST(a_very_long_line)
{
    struct mbr_buf text = {0};
    mbr_put_text(&text, "a\n");
    memset(mbr_buf_room(&text, 5000000), 'x', 5000000);
    text.n += 5000000;
    mbr_put_text(&text, "\nb\n");
    struct file file = file_of(text.p, text.n);
    char *name = file.name;
    struct mbr_in *in = mbr_in_new(&name, 1, 100000);
    char *got = read_all(in);
    ck_assert_str_eq(got, "1:a|2:(long)|3:b|");
    ck_assert_str_eq(err.text, "line longer than 100000 bytes (see --max-line)");
    free(got);
    mbr_in_free(in);
    in = mbr_in_new(&name, 1, 5000000);
    struct mbr_span line;
    ck_assert_int_eq(mbr_in_line(in, &line, &err), 1);
    ck_assert_int_eq(mbr_in_line(in, &line, &err), 1);
    ck_assert_uint_eq(line.n, 5000000);
    ck_assert(line.p[0] == 'x' && line.p[4999999] == 'x');
    ck_assert_int_eq(mbr_in_line(in, &line, &err), 1);
    ck_assert(mbr_span_is(line, "b"));
    ck_assert_int_eq(mbr_in_line(in, &line, &err), 0);
    mbr_in_free(in);
    close(file.fd);
    mbr_buf_free(&text);
}
END_TEST

/* Lines of random length over many buffers, against the text itself. */
START_TEST(lines_over_buffer_ends)
{
    struct mbr_buf text = {0};
    struct mbr_rand rand;
    mbr_rand_seed(&rand, 6);
    while (text.n < 8 << 20) {
        uint32_t n = 1 + mbr_rand_below(&rand, mbr_rand_below(&rand, 100) ? 200 : 1500000);
        memset(mbr_buf_room(&text, n), 'a' + (int)(text.n % 26), n);
        text.n += n;
        mbr_put_char(&text, '\n');
    }
    struct file file = file_of(text.p, text.n);
    char *name = file.name;
    struct mbr_in *in = mbr_in_new(&name, 1, LIMIT);
    ck_assert_uint_eq(mbr_in_total(in), text.n);
    struct mbr_span line;
    size_t at = 0, wrong = 0;
    while (mbr_in_line(in, &line, &err) == 1) {
        wrong += at + line.n >= text.n || memcmp(text.p + at, line.p, line.n) != 0;
        wrong += text.p[at + line.n] != '\n';
        at += line.n + 1;
    }
    ck_assert_uint_eq(wrong, 0);
    ck_assert_uint_eq(at, text.n);
    ck_assert_uint_eq(mbr_in_read(in), text.n);
    mbr_in_free(in);
    close(file.fd);
    mbr_buf_free(&text);
}
END_TEST

START_TEST(several_files)
{
    struct file a = text_file("a1\na2"), b = text_file(""),
                c = text_file("\xef\xbb\xbf"
                              "c1\n");
    char *names[] = {a.name, b.name, c.name};
    struct mbr_in *in = mbr_in_new(names, 3, LIMIT);
    struct mbr_span line;
    ck_assert_int_eq(mbr_in_line(in, &line, &err), 1);
    ck_assert_str_eq(mbr_in_name(in), a.name);
    ck_assert_int_eq(mbr_in_line(in, &line, &err), 1);
    ck_assert(mbr_span_is(line, "a2"));
    ck_assert_int_eq(mbr_in_line(in, &line, &err), 1);
    ck_assert(mbr_span_is(line, "c1"));
    ck_assert_str_eq(mbr_in_name(in), c.name);
    ck_assert_uint_eq(mbr_in_number(in), 1);
    ck_assert_int_eq(mbr_in_line(in, &line, &err), 0);
    ck_assert_uint_eq(mbr_in_total(in), 5 + 6);
    mbr_in_free(in);
    names[1] = (char *)(uintptr_t) "/nowhere";
    in = mbr_in_new(names, 3, LIMIT);
    char *got = read_all(in);
    ck_assert_str_eq(got, "1:a1|2:a2|/nowhere: No such file or directory");
    free(got);
    ck_assert_uint_eq(mbr_in_total(in), 0);
    mbr_in_free(in);
    names[1] = (char *)(uintptr_t) "/";
    in = mbr_in_new(names, 3, LIMIT);
    got = read_all(in);
    ck_assert_str_eq(got, "1:a1|2:a2|/: Is a directory");
    free(got);
    mbr_in_free(in);
    close(a.fd);
    close(b.fd);
    close(c.fd);
}
END_TEST

START_TEST(windows)
{
    struct mbr_buf text = {0};
    for (int i = 0; i < 600000; i++)
        mbr_put_format(&text, "%06d", i);
    struct file file = file_of(text.p, text.n);
    char *name = file.name;
    struct mbr_in *in = mbr_in_new(&name, 1, 1000);
    struct mbr_span window;
    struct mbr_rand rand;
    mbr_rand_seed(&rand, 7);
    ck_assert_int_eq(mbr_in_open(in, &err), 1);
    size_t at = 0, wrong = 0;
    while (at < text.n) {
        size_t want = 1 + mbr_rand_below(&rand, 900), left = text.n - at;
        ck_assert_int_eq(mbr_in_window(in, want, &window, &err), 0);
        wrong += window.n < (want < left ? want : left) || window.n > left;
        wrong += memcmp(window.p, text.p + at, want < left ? want : left) != 0;
        size_t skip = mbr_rand_below(&rand, (uint32_t)(window.n < want ? window.n : want) + 1);
        mbr_in_skip(in, skip);
        at += skip;
    }
    ck_assert_uint_eq(wrong, 0);
    ck_assert_int_eq(mbr_in_window(in, 1, &window, &err), 0);
    ck_assert_uint_eq(window.n, 0);
    ck_assert_int_eq(mbr_in_open(in, &err), 0);
    mbr_in_free(in);
    close(file.fd);
    mbr_buf_free(&text);
}
END_TEST

/* Runs read_all twice in a child whose standard input is fd, and compares. */
static void check_two_passes(int fd, const char *expected)
{
    ck_assert_int_ge(dup2(fd, STDIN_FILENO), 0);
    struct mbr_in *in = mbr_in_new(NULL, 0, LIMIT);
    mbr_in_keep(in);
    char *first = read_all(in);
    ck_assert_str_eq(first, expected);
    ck_assert_str_eq(mbr_in_name(in), "-");
    mbr_in_again(in);
    char *second = read_all(in);
    ck_assert_str_eq(second, expected);
    free(first);
    free(second);
    mbr_in_free(in);
}

START_TEST(a_file_on_standard_input)
{
    struct file file = text_file("left out\na\nb\n");
    lseek(file.fd, 9, SEEK_SET); /* somebody has read a line of it */
    check_two_passes(file.fd, "1:a|2:b|");
    close(file.fd);
}
END_TEST

START_TEST(a_pipe_twice)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "a\n\nb", 4), 4);
    close(ends[1]);
    check_two_passes(ends[0], "1:a|3:b|");
    close(ends[0]);
}
END_TEST

/* More than is kept in memory: 70 MB through a pipe between two files, all of it twice. */
START_TEST(a_large_pipe_between_files)
{
    struct file a = text_file("first\n"), c = text_file("last\n");
    char *names[] = {a.name, (char *)(uintptr_t) "-", c.name};
    int ends[2], status;
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        FILE *to = fdopen(ends[1], "w");
        for (int i = 0; i < 7000000; i++)
            fprintf(to, "%09d\n", i);
        _exit(fclose(to) ? 1 : 0);
    }
    close(ends[1]);
    ck_assert_int_ge(dup2(ends[0], STDIN_FILENO), 0);
    struct mbr_in *in = mbr_in_new(names, 3, LIMIT);
    struct mbr_span line;
    mbr_in_keep(in);
    for (int pass = 0; pass < 2; pass++) {
        uint64_t count = 0, wrong = 0;
        char last[9] = "";
        ck_assert_int_eq(mbr_in_line(in, &line, &err), 1);
        ck_assert(mbr_span_is(line, "first"));
        while (mbr_in_line(in, &line, &err) == 1 && line.n == 9) {
            wrong += mbr_in_number(in) != ++count || memcmp(last, line.p, 9) >= 0;
            memcpy(last, line.p, 9);
        }
        ck_assert_uint_eq(wrong, 0);
        ck_assert_uint_eq(count, 7000000);
        ck_assert(mbr_span_is(line, "last"));
        ck_assert_int_eq(mbr_in_line(in, &line, &err), 0);
        mbr_in_again(in);
    }
    mbr_in_free(in);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    close(ends[0]);
}
END_TEST

START_TEST(one_pass_will_do)
{
    int ends[2];
    struct mbr_span line;
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "a\nb\n", 4), 4);
    close(ends[1]);
    ck_assert_int_ge(dup2(ends[0], STDIN_FILENO), 0);
    struct mbr_in *in = mbr_in_new(NULL, 0, LIMIT);
    mbr_in_keep(in);
    ck_assert_int_eq(mbr_in_line(in, &line, &err), 1);
    mbr_in_forget(in);
    ck_assert_int_eq(mbr_in_line(in, &line, &err), 1);
    ck_assert(mbr_span_is(line, "b"));
    ck_assert_int_eq(mbr_in_line(in, &line, &err), 0);
    mbr_in_free(in);
    close(ends[0]);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("in");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, lines);
    tcase_add_test(tests, lines_that_are_too_long);
    tcase_add_test(tests, a_very_long_line);
    tcase_add_test(tests, lines_over_buffer_ends);
    tcase_add_test(tests, several_files);
    tcase_add_test(tests, windows);
    tcase_add_test(tests, a_file_on_standard_input);
    tcase_add_test(tests, a_pipe_twice);
    tcase_add_test(tests, a_large_pipe_between_files);
    tcase_add_test(tests, one_pass_will_do);
    return run_tests("in", tests);
}
