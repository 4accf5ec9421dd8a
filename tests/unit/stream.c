#include <check.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "main.h"
#include "mbr/stream.h"

static const struct mbr_tool tool = {.name = "test"};
static struct mbr_run run;
static struct mbr_stream stream;
static char name[32], *names[] = {name};

static void open_text(const char *text)
{
    static const char *const paths[] = {"type", "member", "buy.spend"};
    int fd = memfd_create("test", 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    run = (struct mbr_run){.tool = &tool, .quiet = true};
    run.in = mbr_in_new(names, 1, 100);
    ck_assert_int_eq(mbr_stream_open(&stream, &run, paths, 3, false), 0);
}

static void done(void)
{
    mbr_stream_close(&stream);
    mbr_in_free(run.in);
    mbr_buf_free(&run.travelled);
}

static void check_next(const char *type, enum mbr_kind kind)
{
    ck_assert_msg(mbr_stream_next(&stream) == 1, "%s", run.err.text);
    ck_assert_msg(mbr_span_is(stream.type, type), "%.*s", (int)stream.type.n, stream.type.p);
    ck_assert_int_eq(stream.kind, kind);
}

/* The error, behind the file's name. */
static void check_failed(const char *text)
{
    ck_assert_int_eq(mbr_stream_next(&stream), -1);
    ck_assert_msg(strncmp(run.err.text, name, strlen(name)) == 0, "%s", run.err.text);
    ck_assert_str_eq(run.err.text + strlen(name), text);
}

START_TEST(kinds)
{
    open_text("{\"type\":\"item\"}\n\n{\"member\":\"m\",\"type\":\"memb\\u0065r\"}\r\n"
              "{\"type\":\"contact\"}\n{\"type\":\"row\"}\n{\"type\":\"purchase\"}\n"
              "{\"type\":\"Member\",\"buy\":{\"spend\":1.50}}");
    check_next("item", MBR_KIND_ITEM);
    check_next("member", MBR_KIND_MEMBER);
    ck_assert(mbr_span_is(stream.ask->slot[1].raw, "\"m\""));
    check_next("contact", MBR_KIND_CONTACT);
    check_next("row", MBR_KIND_ROW);
    check_next("purchase", MBR_KIND_EVENT);
    ck_assert_int_eq(stream.ask->slot[1].kind, MBR_JSON_ABSENT);
    check_next("Member", MBR_KIND_EVENT);
    ck_assert(mbr_span_is(stream.ask->slot[2].raw, "1.50"));
    ck_assert_int_eq(mbr_stream_next(&stream), 0);
    done();
}
END_TEST

START_TEST(bad_lines)
{
    static const struct {
        const char *line, *text;
    } bad[] = {
        {"\n{\"a\":1}", ":2: type: missing"},
        {"{\"type\":1}", ":1: type: not a string: 1"},
        {"{\"type\":\"\"}", ":1: type: not a type: \"\""},
        {"{\"type\":\"a\\u0000\"}", ":1: type: not a type: \"a\\u0000\""},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        open_text(bad[i].line);
        check_failed(bad[i].text);
        done();
    }
    open_text("{\"type\":\"view\"}\n[1]\n");
    check_next("view", MBR_KIND_EVENT);
    ck_assert_int_eq(mbr_stream_next(&stream), -1);
    ck_assert_ptr_nonnull(strstr(run.err.text, ":2: not a JSON object: "));
    done();
}
END_TEST

START_TEST(bad_lines_passed_over)
{
    struct mbr_buf text = {0};
    mbr_put_text(&text, "nonsense\n{\"type\":\"view\"}\n{}\n{\"type\":\"x\",\"long\":\"");
    for (int i = 0; i < 100; i++)
        mbr_put_char(&text, 'x');
    mbr_put_text(&text,
                 "\"}\n{\"type\":\"click\"}\n{\"type\":\"error\",\"tool\":\"t\",\"text\":\"w\"}\n");
    mbr_put_char(&text, '\0');
    open_text(text.p);
    run.skip_bad = true;
    check_next("view", MBR_KIND_EVENT);
    check_next("click", MBR_KIND_EVENT);
    ck_assert_uint_eq(run.bad, 3);
    ck_assert_int_eq(mbr_stream_next(&stream), -1); /* no bad line, but a failure */
    ck_assert_str_eq(run.err.text, "stopped: t failed: w");
    mbr_buf_free(&text);
    done();
}
END_TEST

START_TEST(failures_travel)
{
    static const char *const lines[] = {
        "{\"text\":\"a \\\"b\\\"\",\"type\":\"error\",\"tool\":\"mbr-x\",\"more\":1.0}",
        "{\"type\":\"error\"}", "{\"type\":\"error\",\"tool\":1,\"text\":null}"};
    static const char *const texts[] = {"stopped: mbr-x failed: a \"b\"",
                                        "stopped: an earlier stage failed: no reason given",
                                        "stopped: an earlier stage failed: no reason given"};
    for (size_t i = 0; i < 3; i++) {
        open_text(lines[i]);
        ck_assert_int_eq(mbr_stream_next(&stream), -1);
        ck_assert_str_eq(run.err.text, texts[i]);
        ck_assert(mbr_span_is(mbr_buf_span(&run.travelled), lines[i]));
        done();
    }
}
END_TEST

START_TEST(no_such_file)
{
    open_text("");
    snprintf(name, sizeof name, "/nowhere");
    check_failed(": No such file or directory");
    done();
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("stream");
    tcase_add_test(tests, kinds);
    tcase_add_test(tests, bad_lines);
    tcase_add_test(tests, bad_lines_passed_over);
    tcase_add_test(tests, failures_travel);
    tcase_add_test(tests, no_such_file);
    return run_tests("stream", tests);
}
