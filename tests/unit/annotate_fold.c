/* What a method is promised of members that are folded from events. */

#include "mbr/annotate.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "main.h"

static const struct mbr_tool tool = {.name = "test"};
static char name[32], *names[] = {name};

struct seen {
    int learnt, said;
};

/* What a thread has for itself. */
struct state {
    struct seen *seen;
    int said;
};

static void *open_state(void *self, const struct mbr_catalogue *items, struct mbr_err *err)
{
    struct state *state = mbr_calloc(1, sizeof *state);
    (void)err;
    ck_assert_ptr_null(items);
    state->seen = self;
    return state;
}

static void close_state(void *self, void *state)
{
    struct seen *seen = self;
    const struct state *closed = state;
    ck_assert_ptr_eq(closed->seen, seen);
    seen->said += closed->said;
    free(state);
}

static int gather(void *self, const struct mbr_member *member, struct mbr_buf *facts,
                  struct mbr_err *err)
{
    const struct state *state = self;
    (void)err;
    ck_assert_int_eq(state->seen->said, 0);
    mbr_put_span(facts, member->id);
    return 0;
}

static int learn(void *self, const struct mbr_member *member, struct mbr_err *err)
{
    struct seen *seen = self;
    (void)err;
    ck_assert(mbr_span_equal(member->facts, member->id));
    seen->learnt++;
    return 0;
}

static int finish(void *self, int32_t as_of, struct mbr_err *err)
{
    const struct seen *seen = self;
    (void)as_of;
    (void)err;
    ck_assert_int_eq(seen->learnt, 2);
    return 0;
}

static int say(void *self, const struct mbr_member *member, struct mbr_buf *value,
               struct mbr_err *err)
{
    struct state *state = self;
    (void)err;
    state->said++;
    mbr_put_format(value, "{\"n\":%d}", (int)member->buy.orders);
    return 0;
}

static int open_text(const char *text, size_t n)
{
    int fd = memfd_create("test", 0);
    ck_assert_int_eq(write(fd, text, n), (ssize_t)n);
    return fd;
}

#define EVENT(member, order)                                                                       \
    "{\"type\":\"purchase\",\"at\":\"2024-05-01\",\"member\":\"" member "\",\"order\":\"" order    \
    "\",\"amount\":1}\n"
#define MEMBER(member, n)                                                                          \
    "{\"type\":\"member\",\"member\":\"" member "\",\"as_of\":\"2024-05-01\","                     \
    "\"dropped\":[\"orders\"],\"x\":{\"n\":" n "}}\n"

/* What --drop leaves out of what is written is there to be read all the same. */
static void check(const struct mbr_method *method)
{
    static const char text[] = EVENT("b", "1") EVENT("a", "2") EVENT("b", "3");
    static const char expected[] = MEMBER("a", "1") MEMBER("b", "2");
    static const char *drops[] = {"orders", "buy"};
    struct mbr_member_options options = MBR_MEMBER_OPTIONS_INIT;
    struct seen seen = {0};
    struct mbr_run run = {.tool = &tool, .quiet = true};
    char out[32], written[sizeof expected] = "";
    int in_fd = open_text(text, sizeof text - 1), out_fd = open_text("", 0);
    snprintf(name, sizeof name, "/proc/self/fd/%d", in_fd);
    snprintf(out, sizeof out, "/dev/fd/%d", out_fd);
    options.drop = (struct mbr_list){.item = drops, .count = 2};
    run.in = mbr_in_new(names, 1, 1000);
    ck_assert_int_eq(mbr_out_open(&run.out, out, &run.err), 0);
    ck_assert_msg(mbr_annotate(&run, &options, method, &seen) == 0, "%s", run.err.text);
    ck_assert_int_eq(mbr_out_close(&run.out, &run.err), 0);
    ck_assert_int_eq(seen.said, 2);
    ck_assert_int_gt(pread(out_fd, written, sizeof written - 1, 0), 0);
    ck_assert_str_eq(written, expected);
    mbr_in_free(run.in);
    close(in_fd);
    close(out_fd);
}

START_TEST(states_without_paths)
{
    const struct mbr_method method = {
        .field = "x", .say = say, .open = open_state, .close = close_state};
    check(&method);
}
END_TEST

START_TEST(gathered_without_paths)
{
    const struct mbr_method method = {.field = "x",
                                      .gather = gather,
                                      .learn = learn,
                                      .finish = finish,
                                      .say = say,
                                      .open = open_state,
                                      .close = close_state};
    check(&method);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("annotate_fold");
    tcase_add_test(tests, states_without_paths);
    tcase_add_test(tests, gathered_without_paths);
    return run_tests("annotate_fold", tests);
}
