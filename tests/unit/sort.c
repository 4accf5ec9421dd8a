#include <check.h>
#include <stdlib.h>

#include "main.h"
#include "mbr/mem.h"
#include "mbr/rand.h"
#include "mbr/sort.h"

static int compare(const void *a, const void *b)
{
    const struct mbr_sortable *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* Against qsort; numbers rise, so that ordering equal keys by them is what stable means. `shift`
   and `bits` choose which bytes of the keys differ. */
static void check(size_t count, unsigned shift, unsigned bits, uint64_t seed)
{
    struct mbr_sortable *all = mbr_alloc(count * sizeof *all);
    struct mbr_sortable *expected = mbr_alloc(count * sizeof *expected);
    for (size_t i = 0; i < count; i++) {
        uint64_t random = mbr_rand_split(&seed) >> (64 - bits) << shift;
        expected[i] = all[i] = (struct mbr_sortable){.key = random, .number = (uint32_t)i};
    }
    mbr_sort(all, count);
    qsort(expected, count, sizeof *expected, compare);
    for (size_t i = 0; i < count; i++) {
        ck_assert_uint_eq(all[i].key, expected[i].key);
        ck_assert_uint_eq(all[i].number, expected[i].number);
    }
    free(all);
    free(expected);
}

START_TEST(every_byte_counts)
{
    for (unsigned shift = 0; shift <= 56; shift += 4)
        check(5000, shift, 8, shift + 1);
    check(5000, 0, 64, 99);
    check(5000, 12, 20, 100);
}
END_TEST

START_TEST(few_and_none)
{
    for (size_t count = 0; count < 200; count++)
        check(count, 3, 7, count);
}
END_TEST

START_TEST(signed_numbers)
{
    static const int64_t rising[] = {INT64_MIN, -70000, -1, 0, 1, 255, 256, INT64_MAX};
    for (size_t i = 0; i < sizeof rising / sizeof *rising; i++) {
        ck_assert(i == 0 || mbr_sort_key(rising[i - 1]) < mbr_sort_key(rising[i]));
        ck_assert_int_eq(mbr_sort_value(mbr_sort_key(rising[i])), rising[i]);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("sort");
    tcase_add_test(tests, every_byte_counts);
    tcase_add_test(tests, few_and_none);
    tcase_add_test(tests, signed_numbers);
    return run_tests("sort", tests);
}
