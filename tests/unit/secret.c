#include "mbr/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "main.h"
#include "temporary.h"

static char path[TEMPORARY];
static struct mbr_err err;

static void write_file(const char *text, mode_t mode)
{
    int fd = mkstemp(temporary(path));
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    ck_assert_int_eq(fchmod(fd, mode), 0);
    close(fd);
}

static int read_key(const char *text, mode_t mode, struct mbr_key *key)
{
    write_file(text, mode);
    int failed = mbr_key_read(key, path, &err);
    unlink(path);
    return failed;
}

static const char *reason(void)
{
    return strlen(err.text) > strlen(path) ? err.text + strlen(path) : err.text;
}

/* Python 3.11: key = blake2b(b"0123456789abcdef" * 2, digest_size=32).digest(); "p_" +
   b32encode(blake2b(b"phone\0+8613812341234", key=key, digest_size=16).digest()), in small letters
   and without "=". */
START_TEST(pseudonyms_by_another_hand)
{
    struct mbr_key key;
    struct mbr_buf buf = {0};
    ck_assert_int_eq(read_key("0123456789abcdef0123456789abcdef\n", 0600, &key), 0);
    mbr_put_pseudonym(&buf, &key, "phone", mbr_span("+8613812341234"));
    ck_assert_uint_eq(buf.n, MBR_PSEUDONYM_SIZE);
    ck_assert(mbr_span_is(mbr_buf_span(&buf), "p_pe6wakpclqdguk66ibhhu3ibua"));
    ck_assert(mbr_is_pseudonym(mbr_buf_span(&buf)));
    buf.n = 0;
    mbr_put_pseudonym(&buf, &key, "member", mbr_span(""));
    ck_assert(mbr_span_is(mbr_buf_span(&buf), "p_6zwkvftemwb2gpysif4iibjacq"));
    mbr_buf_free(&buf);
}
END_TEST

START_TEST(what_is_no_pseudonym)
{
    ck_assert(!mbr_is_pseudonym(mbr_span("p_abc")));
    ck_assert(!mbr_is_pseudonym(mbr_span("p_abcdefghijklmnopqrstuvwxy1")));
    ck_assert(!mbr_is_pseudonym(mbr_span("q_abcdefghijklmnopqrstuvwxyz")));
    ck_assert(mbr_is_pseudonym(mbr_span("p_abcdefghijklmnopqrstuvwxyz")));
}
END_TEST

START_TEST(keys_that_are_refused)
{
    static const char good[] = "0123456789abcdef0123456789abcdef";
    struct mbr_key key;
    ck_assert_int_eq(read_key(good, 0640, &key), -1);
    ck_assert_str_eq(reason(), ": others can read it; use: chmod 600");
    ck_assert_int_eq(read_key(good, 0604, &key), -1);
    ck_assert_int_eq(read_key(good, 0602, &key), -1);
    ck_assert_int_eq(read_key("0123456789abcdef0123456789abcde\n\n", 0600, &key), -1);
    ck_assert_str_eq(reason(), ": too short for a key: it has to have 32 bytes");
    ck_assert_int_eq(read_key("abababababababababababababababababababab", 0600, &key), -1);
    ck_assert_str_eq(reason(), ": no key: hardly two of its bytes differ");
    ck_assert_int_eq(read_key("", 0600, &key), -1);
    ck_assert_int_eq(mbr_key_read(&key, path, &err), -1);
    ck_assert_str_eq(reason(), ": No such file or directory");
    ck_assert_int_eq(mbr_key_read(&key, "/", &err), -1);
    ck_assert_str_eq(err.text, "/: Is a directory");
}
END_TEST

/* White space at the end is none of a key's. */
START_TEST(spelled_otherwise)
{
    struct mbr_key one, other;
    ck_assert_int_eq(read_key("0123456789abcdef0123456789abcdef", 0600, &one), 0);
    ck_assert_int_eq(read_key("0123456789abcdef0123456789abcdef\r\n", 0400, &other), 0);
    ck_assert_mem_eq(one.bytes, other.bytes, sizeof one.bytes);
    ck_assert_int_eq(read_key("0123456789abcdef0123456789abcdeg", 0600, &other), 0);
    ck_assert_mem_ne(one.bytes, other.bytes, sizeof one.bytes);
}
END_TEST

START_TEST(new_keys)
{
    struct mbr_key one, other;
    struct stat st;
    write_file("", 0600);
    ck_assert_int_eq(mbr_key_write(path, &err), -1);
    ck_assert_str_eq(reason(), ": File exists");
    unlink(path);
    ck_assert_int_eq(mbr_key_write(path, &err), 0);
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_uint_eq(st.st_mode & 0777, 0600);
    ck_assert_int_eq(st.st_size, 65);
    ck_assert_int_eq(mbr_key_read(&one, path, &err), 0);
    unlink(path);
    ck_assert_int_eq(mbr_key_write(path, &err), 0);
    ck_assert_int_eq(mbr_key_read(&other, path, &err), 0);
    ck_assert_mem_ne(one.bytes, other.bytes, sizeof one.bytes);
    unlink(path);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("secret");
    tcase_add_test(tests, pseudonyms_by_another_hand);
    tcase_add_test(tests, what_is_no_pseudonym);
    tcase_add_test(tests, keys_that_are_refused);
    tcase_add_test(tests, spelled_otherwise);
    tcase_add_test(tests, new_keys);
    return run_tests("secret", tests);
}
