#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "main.h"
#include "mbr/spool.h"
#include "temporary.h"

#define MEBI ((uint64_t)1 << 20)

static struct mbr_err err;

/* A byte that depends on its place, so that nothing can be taken for its neighbour. */
static char byte_at(uint64_t place)
{
    return (char)(place * 31 + (place >> 11));
}

static void fill(struct mbr_spool *spool, uint64_t until, size_t piece)
{
    char *bytes = mbr_alloc(piece);
    while (spool->size < until) {
        for (size_t i = 0; i < piece; i++)
            bytes[i] = byte_at(spool->size + i);
        ck_assert_int_eq(mbr_spool_add(spool, (struct mbr_span){bytes, piece}, &err), 0);
    }
    free(bytes);
}

static void check_read(struct mbr_spool *spool, uint64_t from, size_t size)
{
    char *bytes = mbr_alloc(size);
    uint64_t at = from;
    size_t wrong = 0;
    while (at < spool->size) {
        int64_t n = mbr_spool_read(spool, at, bytes, size, &err);
        ck_assert_int_gt(n, 0);
        for (int64_t i = 0; i < n; i++)
            wrong += bytes[i] != byte_at(at + (uint64_t)i);
        at += (uint64_t)n;
    }
    ck_assert_uint_eq(wrong, 0);
    ck_assert_uint_eq(at, spool->size);
    ck_assert_int_eq(mbr_spool_read(spool, at, bytes, size, &err), 0);
    free(bytes);
}

START_TEST(small_stays_in_memory)
{
    struct mbr_spool spool = {0};
    char byte;
    ck_assert_int_eq(mbr_spool_read(&spool, 0, &byte, 1, &err), 0);
    fill(&spool, MEBI, 1000);
    ck_assert_int_eq(spool.file, 0);
    check_read(&spool, 0, 777);
    check_read(&spool, spool.size - 3, 777);
    mbr_spool_free(&spool);
    ck_assert_uint_eq(spool.size, 0);
    mbr_spool_free(&spool);
}
END_TEST

START_TEST(large_goes_to_a_file)
{
    struct mbr_spool spool = {0};
    struct stat st;
    fill(&spool, 66 * MEBI, 65537);
    ck_assert_int_gt(spool.file, 0);
    ck_assert_uint_le(spool.memory.n, 64 * MEBI);
    ck_assert_int_eq(fstat(spool.file - 1, &st), 0);
    ck_assert_uint_eq(st.st_nlink, 0);
    ck_assert_uint_eq((uint64_t)st.st_size + spool.memory.n, spool.size);
    check_read(&spool, 0, 100000);
    check_read(&spool, spool.memory.n - 1, 4096);
    check_read(&spool, spool.size - 1, 4096);
    mbr_spool_free(&spool);
}
END_TEST

START_TEST(nowhere_to_put_it)
{
    struct mbr_spool spool = {0};
    setenv("TMPDIR", "/nowhere/at/all", 1);
    fill(&spool, 60 * MEBI, MEBI);
    char *bytes = mbr_calloc(1, 5 * MEBI);
    ck_assert_int_eq(mbr_spool_add(&spool, (struct mbr_span){bytes, 5 * MEBI}, &err), -1);
    ck_assert_str_eq(err.text, "/nowhere/at/all: no temporary file: No such file or directory");
    ck_assert_uint_eq(spool.size, 60 * MEBI);
    free(bytes);
    mbr_spool_free(&spool);
}
END_TEST

START_TEST(a_file_without_a_name)
{
    struct stat st;
    char dir[TEMPORARY];
    ck_assert_ptr_nonnull(mkdtemp(temporary(dir)));
    setenv("TMPDIR", dir, 1);
    int fd = mbr_spool_file(&err);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(fstat(fd, &st), 0);
    ck_assert_uint_eq(st.st_nlink, 0);
    ck_assert_int_eq(rmdir(dir), 0); /* so nothing is in it */
    close(fd);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("spool");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, small_stays_in_memory);
    tcase_add_test(tests, large_goes_to_a_file);
    tcase_add_test(tests, nowhere_to_put_it);
    tcase_add_test(tests, a_file_without_a_name);
    return run_tests("spool", tests);
}
