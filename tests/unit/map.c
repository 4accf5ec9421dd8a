#include <check.h>
#include <stdint.h>
#include <stdlib.h>

#include "main.h"
#include "mbr/map.h"
#include "mbr/rand.h"

#define KEYS 1000000

static struct mbr_span key_of(uint64_t number, char *to)
{
    uint64_t state = number;
    uint64_t bits = mbr_rand_split(&state);
    memcpy(to, &bits, 8);
    memcpy(to + 8, &number, 4);
    return (struct mbr_span){to, 1 + bits % 11}; /* any bytes; short ones come again */
}

static int compare(const void *a, const void *b)
{
    return mbr_span_compare(*(const struct mbr_span *)a, *(const struct mbr_span *)b);
}

/* Against the same keys sorted and made unique. */
START_TEST(a_million_keys)
{
    struct mbr_map map = {0};
    struct mbr_span *all = mbr_alloc(KEYS * sizeof *all);
    char *bytes = mbr_alloc(KEYS * 12);
    for (size_t i = 0; i < KEYS; i++) {
        bool added;
        all[i] = key_of(i, bytes + i * 12);
        uint32_t before = map.count, number = mbr_map_put(&map, all[i], &added);
        ck_assert_uint_eq(map.count, before + added);
        ck_assert(added ? number == before : number < before);
        ck_assert(mbr_span_equal(mbr_map_key(&map, number), all[i]));
    }
    for (size_t i = 0; i < KEYS; i++) {
        uint32_t number = mbr_map_find(&map, all[i]);
        ck_assert_uint_lt(number, map.count);
        ck_assert(mbr_span_equal(mbr_map_key(&map, number), all[i]));
    }
    qsort(all, KEYS, sizeof *all, compare);
    uint32_t *sorted = mbr_map_sorted(&map), unique = 0;
    for (size_t i = 0; i < KEYS; i++)
        if (i == 0 || !mbr_span_equal(all[i], all[i - 1]))
            ck_assert(mbr_span_equal(mbr_map_key(&map, sorted[unique++]), all[i]));
    ck_assert_uint_eq(unique, map.count);
    ck_assert_uint_gt(mbr_map_bytes(&map), KEYS);
    free(sorted);
    free(all);
    free(bytes);
    mbr_map_free(&map);
}
END_TEST

START_TEST(not_there)
{
    struct mbr_map map = {0};
    char key[12];
    ck_assert_uint_eq(mbr_map_find(&map, mbr_span("a")), MBR_MAP_NONE);
    for (uint64_t i = 0; i < 10000; i++)
        mbr_map_put(&map, (struct mbr_span){(char *)&i, sizeof i}, NULL);
    for (uint64_t i = 0; i < 10000; i++) {
        struct mbr_span other = key_of(i, key);
        other.n = 12;
        ck_assert_uint_eq(mbr_map_find(&map, other), MBR_MAP_NONE);
    }
    mbr_map_free(&map);
    ck_assert_uint_eq(mbr_map_find(&map, mbr_span("a")), MBR_MAP_NONE);
}
END_TEST

START_TEST(empty_and_nul_keys)
{
    static const struct mbr_span keys[] = {
        {NULL, 0},   {"\0", 1},   {"\0\0", 2}, {"a", 1},        {"a\0", 2},       {"a\0b", 3},
        {"a\0c", 3}, {"\xff", 1}, {"\x7f", 1}, {"exactly8", 8}, {"exactly8\0", 9}};
    static const uint32_t order[] = {0, 1, 2, 3, 4, 5, 6, 9, 10, 8, 7}; /* bytewise */
    struct mbr_map map = {0};
    for (uint32_t i = 0; i < 11; i++)
        ck_assert_uint_eq(mbr_map_put(&map, keys[i], NULL), i);
    for (uint32_t i = 0; i < 11; i++)
        ck_assert_uint_eq(mbr_map_find(&map, keys[i]), i);
    uint32_t *sorted = mbr_map_sorted(&map);
    for (uint32_t i = 0; i < 11; i++)
        ck_assert_uint_eq(sorted[i], order[i]);
    free(sorted);
    mbr_map_free(&map);
}
END_TEST

/* Keys of every length, each unlike the others in one byte only. */
START_TEST(one_byte_differs)
{
    struct mbr_map map = {0};
    char key[40];
    for (size_t round = 0; round < 2; round++) {
        uint32_t expected = 0;
        for (size_t n = 1; n <= sizeof key; n++)
            for (size_t at = 0; at < n; at++)
                for (int byte = 1; byte < 256; byte += 51) {
                    memset(key, 'k', n);
                    key[at] = (char)byte;
                    uint32_t number = mbr_map_put(&map, (struct mbr_span){key, n}, NULL);
                    ck_assert_uint_eq(number, expected++);
                }
        ck_assert_uint_eq(map.count, expected);
    }
    mbr_map_free(&map);
}
END_TEST

START_TEST(nothing_to_sort)
{
    struct mbr_map map = {0};
    uint32_t *sorted = mbr_map_sorted(&map);
    ck_assert_ptr_nonnull(sorted);
    free(sorted);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("map");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_million_keys);
    tcase_add_test(tests, not_there);
    tcase_add_test(tests, empty_and_nul_keys);
    tcase_add_test(tests, one_byte_differs);
    tcase_add_test(tests, nothing_to_sort);
    return run_tests("map", tests);
}
