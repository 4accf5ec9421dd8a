#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "main.h"
#include "mbr/out.h"
#include "temporary.h"

static struct mbr_err err;
static char dir[TEMPORARY];

static void enter(void)
{
    ck_assert_ptr_nonnull(mkdtemp(temporary(dir)));
    ck_assert_int_eq(chdir(dir), 0);
}

/* Names in the folder, each file removed. */
static int clear(void)
{
    int count = 0;
    DIR *here = opendir(".");
    for (struct dirent *entry; (entry = readdir(here));) {
        if (entry->d_name[0] == '.')
            continue;
        count++;
        unlink(entry->d_name);
    }
    closedir(here);
    return count;
}

static void leave(void)
{
    clear();
    ck_assert_int_eq(chdir("/"), 0);
    rmdir(dir);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
}

static void check_file(const char *path, const char *text)
{
    char got[200] = "";
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    size_t n = fread(got, 1, sizeof got - 1, file);
    got[n] = '\0';
    fclose(file);
    ck_assert_str_eq(got, text);
}

static void put(struct mbr_out *out, const char *text)
{
    mbr_put_text(&out->buf, text);
    ck_assert_int_eq(mbr_out_end(out, &err), 0);
}

START_TEST(appears_when_complete)
{
    struct mbr_out out;
    ck_assert_int_eq(mbr_out_open(&out, "new", &err), 0);
    put(&out, "one");
    ck_assert_int_eq(mbr_out_flush(&out, &err), 0);
    ck_assert_int_eq(access("new", F_OK), -1);
    put(&out, "two");
    ck_assert_int_eq(mbr_out_close(&out, &err), 0);
    check_file("new", "one\ntwo\n");
    ck_assert_int_eq(mbr_out_close(&out, &err), 0);
    mbr_out_discard(&out);
    ck_assert_int_eq(clear(), 1);
}
END_TEST

START_TEST(takes_the_place_at_once)
{
    struct mbr_out out;
    write_file("old", "before\n");
    ck_assert_int_eq(mbr_out_open(&out, "./old", &err), 0);
    put(&out, "after");
    ck_assert_int_eq(mbr_out_flush(&out, &err), 0);
    check_file("old", "before\n");
    ck_assert_int_eq(mbr_out_close(&out, &err), 0);
    check_file("old", "after\n");
    ck_assert_int_eq(clear(), 1);
}
END_TEST

START_TEST(leaves_nothing_behind)
{
    struct mbr_out out;
    write_file("old", "before\n");
    ck_assert_int_eq(mbr_out_open(&out, "old", &err), 0);
    put(&out, "after");
    ck_assert_int_eq(mbr_out_flush(&out, &err), 0);
    mbr_out_discard(&out);
    check_file("old", "before\n");
    ck_assert_int_eq(mbr_out_open(&out, "new", &err), 0);
    put(&out, "after");
    mbr_out_discard(&out);
    ck_assert_int_eq(clear(), 1);
}
END_TEST

/* Whatever ends the process. */
START_TEST(killed_on_the_way)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        struct mbr_out out;
        if (mbr_out_open(&out, "new", &err) == 0) {
            mbr_put_text(&out.buf, "half");
            mbr_out_end(&out, &err);
            mbr_out_flush(&out, &err);
        }
        raise(SIGKILL);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFSIGNALED(status));
    ck_assert_int_eq(clear(), 0);
}
END_TEST

START_TEST(what_cannot_be_opened)
{
    struct mbr_out out;
    ck_assert_int_eq(mbr_out_open(&out, "nowhere/file", &err), -1);
    ck_assert_str_eq(err.text, "nowhere/file: No such file or directory");
    mbr_out_discard(&out);
    ck_assert_int_eq(mbr_out_open(&out, ".", &err), -1);
    ck_assert_str_eq(err.text, ".: Is a directory");
    ck_assert_int_eq(clear(), 0);
}
END_TEST

START_TEST(full_devices)
{
    struct mbr_out out;
    struct stat st;
    ck_assert_int_eq(mbr_out_open(&out, "/dev/full", &err), 0);
    mbr_put_text(&out.buf, "text");
    ck_assert_int_eq(mbr_out_end(&out, &err), 0);
    ck_assert_int_eq(mbr_out_close(&out, &err), -1);
    ck_assert_str_eq(err.text, "/dev/full: No space left on device");
    ck_assert(stat("/dev/full", &st) == 0 && S_ISCHR(st.st_mode));
    ck_assert_int_eq(mbr_out_open(&out, "/dev/full", &err), 0);
    int failed = 0;
    for (int i = 0; i < 100000 && !failed; i++) { /* noticed long before the end */
        mbr_put_text(&out.buf, "a line of some length, again and again");
        failed = mbr_out_end(&out, &err);
    }
    ck_assert_int_eq(failed, -1);
    ck_assert(out.broken);
    mbr_out_discard(&out);
}
END_TEST

START_TEST(records_taken_back)
{
    struct mbr_out out;
    ck_assert_int_eq(mbr_out_open(&out, "new", &err), 0);
    put(&out, "one");
    mbr_put_text(&out.buf, "half of tw");
    mbr_out_unput(&out);
    put(&out, "three");
    ck_assert_int_eq(mbr_out_close(&out, &err), 0);
    check_file("new", "one\nthree\n");
}
END_TEST

START_TEST(records_from_elsewhere)
{
    struct mbr_out out;
    ck_assert_int_eq(mbr_out_open(&out, "new", &err), 0);
    put(&out, "one");
    ck_assert_int_eq(mbr_out_write(&out, mbr_span("two\nthree\n"), &err), 0);
    ck_assert_int_eq(mbr_out_write(&out, (struct mbr_span){0}, &err), 0);
    put(&out, "four");
    ck_assert_int_eq(mbr_out_close(&out, &err), 0);
    check_file("new", "one\ntwo\nthree\nfour\n");

    ck_assert_int_eq(mbr_out_open(&out, "/dev/full", &err), 0);
    ck_assert_int_eq(mbr_out_write(&out, mbr_span("one\n"), &err), -1);
    ck_assert_str_eq(err.text, "/dev/full: No space left on device");
    ck_assert(out.broken);
    mbr_out_discard(&out);
}
END_TEST

START_TEST(mode_is_kept)
{
    struct mbr_out out;
    struct stat st;
    int was = open("private", O_WRONLY | O_CREAT, 0600);
    ck_assert(was >= 0 && fchmod(was, 0640) == 0 && close(was) == 0);
    ck_assert_int_eq(mbr_out_open(&out, "private", &err), 0);
    mbr_put_text(&out.buf, "text");
    ck_assert(mbr_out_end(&out, &err) == 0 && mbr_out_close(&out, &err) == 0);
    ck_assert_int_eq(stat("private", &st), 0);
    ck_assert_int_eq(st.st_mode & 07777, 0640);
    check_file("private", "text\n");
}
END_TEST

START_TEST(standard_output)
{
    struct mbr_out out;
    int into = open("stdout", O_WRONLY | O_CREAT, 0666), saved = dup(STDOUT_FILENO);
    ck_assert_int_ge(dup2(into, STDOUT_FILENO), 0);
    int opened = mbr_out_open(&out, "-", &err);
    mbr_put_text(&out.buf, "text");
    int ended = mbr_out_end(&out, &err), closed = mbr_out_close(&out, &err);
    int still_open = fcntl(STDOUT_FILENO, F_GETFD);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    close(into);
    ck_assert(opened == 0 && ended == 0 && closed == 0);
    ck_assert_int_ne(still_open, -1); /* another document may follow */
    check_file("stdout", "text\n");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("out");
    tcase_add_checked_fixture(tests, enter, leave);
    tcase_add_test(tests, appears_when_complete);
    tcase_add_test(tests, takes_the_place_at_once);
    tcase_add_test(tests, leaves_nothing_behind);
    tcase_add_test(tests, killed_on_the_way);
    tcase_add_test(tests, what_cannot_be_opened);
    tcase_add_test(tests, full_devices);
    tcase_add_test(tests, records_taken_back);
    tcase_add_test(tests, records_from_elsewhere);
    tcase_add_test(tests, mode_is_kept);
    tcase_add_test(tests, standard_output);
    return run_tests("out", tests);
}
