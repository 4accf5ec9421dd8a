/* What a method is promised, on member lines that are many blocks: whom it learns from and says of,
   in which order, and where it fails. */

#include "mbr/annotate.h"

#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "main.h"

#define MEMBERS 6000
#define REFUSED 4321 /* its number, and its line's */

static const struct mbr_tool tool = {.name = "test"};
static char name[32], *names[] = {name};

/* What the method has seen. Only say_in_order and learn change it, and only on one thread. */
struct seen {
    pthread_t thread;
    int64_t learnt, said, states;
};

static void put_member(struct mbr_buf *text, int number, const char *more)
{
    mbr_put_format(text,
                   "{\"type\":\"member\",\"member\":\"m%d\",\"as_of\":\"2024-05-09\",\"buy\":"
                   "{\"orders\":%d,\"units\":1,\"spend\":1,\"refunds\":0,"
                   "\"first\":\"2024-05-01\",\"last\":\"2024-05-01\"}%s}\n",
                   number, number, more);
}

static bool is_refused(const struct mbr_member *member)
{
    return member->buy.orders == REFUSED;
}

static int learn(void *self, const struct mbr_member *member, struct mbr_err *err)
{
    struct seen *seen = self;
    (void)err;
    ck_assert(pthread_equal(seen->thread, pthread_self()));
    ck_assert_int_eq(member->buy.orders, ++seen->learnt);
    char id[16];
    snprintf(id, sizeof id, "m%d", (int)seen->learnt);
    ck_assert(mbr_span_is(member->id, id));
    return 0;
}

static int finish(void *self, int32_t as_of, struct mbr_err *err)
{
    const struct seen *seen = self;
    int32_t last;
    (void)err;
    ck_assert_int_eq(mbr_day_parse(mbr_span("2024-05-09"), &last), 0);
    ck_assert_int_eq(as_of, last);
    ck_assert_int_eq(seen->learnt, MEMBERS);
    return 0;
}

static int say(void *self, const struct mbr_member *member, struct mbr_buf *value,
               struct mbr_err *err)
{
    (void)self;
    if (is_refused(member))
        return mbr_err_set(err, "refused");
    mbr_put_format(value, "{\"n\":%d}", (int)member->buy.orders);
    return 0;
}

static int say_in_order(void *self, const struct mbr_member *member, struct mbr_buf *value,
                        struct mbr_err *err)
{
    struct seen *seen = self;
    ck_assert(pthread_equal(seen->thread, pthread_self()));
    ck_assert_int_eq(member->buy.orders, ++seen->said);
    return say(self, member, value, err);
}

/* What a thread has for itself: how many it has said of. */
struct state {
    struct seen *seen;
    int64_t said;
    char apart[MBR_CREW_APART];
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
    ck_assert(pthread_equal(seen->thread, pthread_self()));
    seen->said += closed->said;
    seen->states++;
    free(state);
}

/* paths: of a field that other members lack, and of one that is asked for anyhow. */
static const char *const paths[] = {"extra.'a'", "member"};

static int say_with_state(void *self, const struct mbr_member *member, struct mbr_buf *value,
                          struct mbr_err *err)
{
    struct state *state = self;
    const struct mbr_json *extra = &member->slot[0], *id = &member->slot[1];
    ck_assert_int_eq(extra->kind, MBR_JSON_ABSENT);
    ck_assert(mbr_span_equal((struct mbr_span){id->raw.p + 1, id->raw.n - 2}, member->id));
    state->said++;
    return say(NULL, member, value, err);
}

/* Facts of different lengths: as many of the letter as the member's number, up to 9. */
static int gather(void *self, const struct mbr_member *member, struct mbr_buf *facts,
                  struct mbr_err *err)
{
    const struct state *state = self;
    ck_assert_ptr_nonnull(state->seen);
    ck_assert_int_eq(member->slot[0].kind, MBR_JSON_ABSENT);
    for (int64_t i = 0; i < member->buy.orders % 10; i++)
        mbr_put_char(facts, 'f');
    (void)err;
    return 0;
}

static int refuse_to_gather(void *self, const struct mbr_member *member, struct mbr_buf *facts,
                            struct mbr_err *err)
{
    return is_refused(member) ? mbr_err_set(err, "not gathered") : gather(self, member, facts, err);
}

static int learn_facts(void *self, const struct mbr_member *member, struct mbr_err *err)
{
    ck_assert_uint_eq(member->facts.n, (uint64_t)(member->buy.orders % 10));
    for (size_t i = 0; i < member->facts.n; i++)
        ck_assert_int_eq(member->facts.p[i], 'f');
    return learn(self, member, err);
}

static int rows(void *self, struct mbr_run *run)
{
    const struct seen *seen = self;
    mbr_put_format(&run->out.buf, "%d said", (int)seen->said);
    return mbr_end(run);
}

static int open_text(const char *text, size_t n)
{
    int fd = memfd_create("test", 0);
    ck_assert_int_eq(write(fd, text, n), (ssize_t)n);
    return fd;
}

/* Runs the method over the members; what is written has to be expected, and why it failed, behind
   the name of the file (NULL: it has not). Under --skip-bad as many lines are bad as are refused.
 */
static void check(const struct mbr_method *method, bool skip_bad, int64_t jobs,
                  const struct mbr_buf *expected, const char *why)
{
    struct mbr_member_options options = MBR_MEMBER_OPTIONS_INIT;
    struct seen seen = {.thread = pthread_self()};
    struct mbr_run run = {.tool = &tool, .quiet = true, .skip_bad = skip_bad};
    struct mbr_buf text = {0};
    char out[32];
    uint64_t said_before = 5; /* more than that many bad lines are only counted */
    for (int i = 1; i <= MEMBERS; i++)
        put_member(&text, i, "");
    int in_fd = open_text(text.p, text.n), out_fd = open_text("", 0);
    snprintf(name, sizeof name, "/proc/self/fd/%d", in_fd);
    snprintf(out, sizeof out, "/dev/fd/%d", out_fd);
    options.jobs = jobs;
    run.in = mbr_in_new(names, 1, 1000);
    run.bad = said_before;
    ck_assert_int_eq(mbr_out_open(&run.out, out, &run.err), 0);
    int failed = mbr_annotate(&run, &options, method, &seen);
    ck_assert_int_eq(failed, why ? -1 : 0);
    ck_assert(!method->open || seen.states >= 1);
    ck_assert(!method->open || method->gather || seen.said >= (why ? REFUSED - 1 : MEMBERS));
    ck_assert(!method->in_order || (seen.states == 1 && seen.said == (why ? REFUSED : MEMBERS)));
    if (why) {
        ck_assert_msg(strncmp(run.err.text, name, strlen(name)) == 0, "%s", run.err.text);
        ck_assert_str_eq(run.err.text + strlen(name), why);
    }
    ck_assert_uint_eq(run.bad, said_before + (skip_bad ? 1 : 0));
    mbr_out_unput(&run.out);
    ck_assert_int_eq(mbr_out_close(&run.out, &run.err), 0);
    char *written = mbr_alloc(expected->n + 1);
    ck_assert_int_eq(pread(out_fd, written, expected->n + 1, 0), (ssize_t)expected->n);
    ck_assert(mbr_span_equal((struct mbr_span){written, expected->n}, mbr_buf_span(expected)));
    free(written);
    mbr_in_free(run.in);
    mbr_buf_free(&text);
    close(in_fd);
    close(out_fd);
}

/* The members from 1 to the last one with the field, but for those that are refused. */
static void put_expected(struct mbr_buf *expected, int last)
{
    char field[32];
    for (int i = 1; i <= last; i++) {
        snprintf(field, sizeof field, ",\"x\":{\"n\":%d}", i);
        if (i != REFUSED)
            put_member(expected, i, field);
    }
}

static const int64_t jobs[] = {1, 2, 4};

START_TEST(one_pass)
{
    const struct mbr_method method = {.field = "x", .say = say};
    struct mbr_buf all = {0}, before = {0};
    put_expected(&all, MEMBERS);
    put_expected(&before, REFUSED - 1);
    check(&method, true, jobs[_i], &all, NULL);
    check(&method, false, jobs[_i], &before, ":4321: member \"m4321\": refused");
    mbr_buf_free(&all);
    mbr_buf_free(&before);
}
END_TEST

START_TEST(states)
{
    struct mbr_method method = {.field = "x",
                                .say = say_with_state,
                                .paths = paths,
                                .path_count = 2,
                                .open = open_state,
                                .close = close_state};
    struct mbr_buf all = {0}, before = {0};
    put_expected(&all, MEMBERS);
    put_expected(&before, REFUSED - 1);
    check(&method, true, jobs[_i], &all, NULL);
    check(&method, false, jobs[_i], &before, ":4321: member \"m4321\": refused");
    method.in_order = true;
    check(&method, true, jobs[_i], &all, NULL);
    check(&method, false, jobs[_i], &before, ":4321: member \"m4321\": refused");
    mbr_buf_free(&all);
    mbr_buf_free(&before);
}
END_TEST

static int say_with_field(void *self, const struct mbr_member *member, struct mbr_buf *value,
                          struct mbr_err *err)
{
    ck_assert_int_eq(member->slot[0].kind, MBR_JSON_ABSENT);
    ck_assert_int_eq(member->slot[1].kind, MBR_JSON_STRING);
    return say(self, member, value, err);
}

/* Paths without states. */
START_TEST(fields_alone)
{
    const struct mbr_method method = {
        .field = "x", .say = say_with_field, .paths = paths, .path_count = 2};
    struct mbr_buf all = {0};
    put_expected(&all, MEMBERS);
    check(&method, true, jobs[_i], &all, NULL);
    mbr_buf_free(&all);
}
END_TEST

START_TEST(two_passes)
{
    const struct mbr_method method = {.field = "x", .learn = learn, .finish = finish, .say = say};
    struct mbr_buf before = {0};
    put_expected(&before, REFUSED - 1);
    check(&method, false, jobs[_i], &before, ":4321: member \"m4321\": refused");
    mbr_buf_free(&before);
}
END_TEST

static int finish_and_refuse(void *self, int32_t as_of, struct mbr_err *err)
{
    (void)self;
    (void)as_of;
    (void)err;
    ck_abort_msg("finished after a member that was refused");
    return 0;
}

START_TEST(gathered)
{
    struct mbr_method method = {.field = "x",
                                .gather = gather,
                                .learn = learn_facts,
                                .finish = finish,
                                .say = say_with_state,
                                .paths = paths,
                                .path_count = 2,
                                .open = open_state,
                                .close = close_state};
    struct mbr_buf before = {0}, none = {0};
    put_expected(&before, REFUSED - 1);
    check(&method, false, jobs[_i], &before, ":4321: member \"m4321\": refused");
    method.gather = refuse_to_gather;
    method.finish = finish_and_refuse;
    check(&method, false, jobs[_i], &none, ":4321: member \"m4321\": not gathered");
    mbr_buf_free(&before);
}
END_TEST

START_TEST(rows_in_order)
{
    const struct mbr_method method = {.field = "x", .say = say_in_order, .rows = rows};
    struct mbr_buf all = {0}, none = {0};
    mbr_put_format(&all, "%d said\n", MEMBERS);
    check(&method, true, jobs[_i], &all, NULL);
    check(&method, false, jobs[_i], &none, ":4321: member \"m4321\": refused");
    mbr_buf_free(&all);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("annotate");
    tcase_add_loop_test(tests, one_pass, 0, 3);
    tcase_add_loop_test(tests, states, 0, 3);
    tcase_add_loop_test(tests, fields_alone, 0, 3);
    tcase_add_loop_test(tests, two_passes, 0, 3);
    tcase_add_loop_test(tests, gathered, 0, 3);
    tcase_add_loop_test(tests, rows_in_order, 0, 3);
    return run_tests("annotate", tests);
}
