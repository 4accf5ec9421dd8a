#include <check.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "main.h"
#include "mbr/mem.h"
#include "mbr/rand.h"

START_TEST(nothing_is_still_a_pointer)
{
    void *p = mbr_alloc(0), *q = mbr_calloc(0, 8);
    ck_assert_ptr_nonnull(p);
    ck_assert_ptr_nonnull(q);
    p = mbr_realloc(p, 0);
    ck_assert_ptr_nonnull(p);
    free(p);
    free(q);
}
END_TEST

START_TEST(copies)
{
    char *text = mbr_strdup("abc"), *bytes = mbr_memdup("a\0b", 3), *empty = mbr_memdup(NULL, 0);
    ck_assert_str_eq(text, "abc");
    ck_assert_mem_eq(bytes, "a\0b\0", 4);
    ck_assert_str_eq(empty, "");
    free(text);
    free(bytes);
    free(empty);
}
END_TEST

START_TEST(arrays_double)
{
    size_t cap = 0;
    int *array = mbr_grow(NULL, &cap, 1, sizeof *array);
    ck_assert_uint_ge(cap, 1);
    size_t before = cap;
    for (size_t i = 0; i < before; i++)
        array[i] = (int)i;
    ck_assert_ptr_eq(mbr_grow(array, &cap, before, sizeof *array), array);
    ck_assert_uint_eq(cap, before);
    array = mbr_grow(array, &cap, before + 1, sizeof *array);
    ck_assert_uint_ge(cap, 2 * before);
    array = mbr_grow(array, &cap, 1000003, sizeof *array);
    ck_assert_uint_ge(cap, 1000003);
    for (size_t i = 0; i < before; i++)
        ck_assert_int_eq(array[i], (int)i);
    free(array);
}
END_TEST

START_TEST(too_much_ends_the_process)
{
    size_t cap = 0;
    mbr_grow(NULL, &cap, SIZE_MAX / 2, 16);
}
END_TEST

/* Pieces of all sizes, each filled with a byte of its own: none may run into another. */
START_TEST(pieces_of_an_arena)
{
    enum { PIECES = 5000 };
    struct mbr_arena arena = {0};
    struct mbr_rand rand;
    unsigned char *piece[PIECES];
    size_t size[PIECES], sum = 0;
    mbr_rand_seed(&rand, 5);
    for (size_t i = 0; i < PIECES; i++) {
        size[i] = mbr_rand_below(&rand, i % 1000 == 999 ? 3000000 : 300);
        sum += size[i];
        if (i % 3) {
            piece[i] = mbr_arena_alloc(&arena, size[i]);
            ck_assert_uint_eq((uintptr_t)piece[i] % 16, 0);
            memset(piece[i], (int)(i % 251), size[i]);
        } else {
            char *from = mbr_alloc(size[i]);
            memset(from, (int)(i % 251), size[i]);
            piece[i] = (unsigned char *)mbr_arena_dup(&arena, from, size[i]);
            free(from);
        }
    }
    size_t spoiled = 0;
    for (size_t i = 0; i < PIECES; i++)
        for (size_t k = 0; k < size[i]; k++)
            spoiled += piece[i][k] != i % 251;
    ck_assert_uint_eq(spoiled, 0);
    ck_assert_uint_ge(arena.held, sum);
    mbr_arena_free(&arena);
    ck_assert_uint_eq(arena.held, 0);
    ck_assert_ptr_nonnull(mbr_arena_dup(&arena, NULL, 0));
    mbr_arena_free(&arena);
}
END_TEST

START_TEST(a_small_arena_stays_small)
{
    struct mbr_arena arena = {0};
    mbr_arena_alloc(&arena, 100);
    ck_assert_uint_le(arena.held, 8192);
    mbr_arena_free(&arena);
    mbr_arena_free(&arena);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("mem");
    tcase_add_test(tests, nothing_is_still_a_pointer);
    tcase_add_test(tests, copies);
    tcase_add_test(tests, arrays_double);
    tcase_add_test_raise_signal(tests, too_much_ends_the_process, SIGABRT);
    tcase_add_test(tests, pieces_of_an_arena);
    tcase_add_test(tests, a_small_arena_stays_small);
    return run_tests("mem", tests);
}
