#include "mbr/rand.h"

#include <check.h>
#include <math.h>

#include "main.h"

/* The first outputs of the reference implementation of xoshiro256** 1.0 (prng.di.unimi.it) from the
   state 1, 2, 3, 4, as published in the tests of the crate rand_xoshiro. */
START_TEST(xoshiro_reference)
{
    static const uint64_t expected[] = {
        11520,
        0,
        1509978240,
        1215971899390074240,
        1216172134540287360,
        607988272756665600,
        16172922978634559625U,
        8476171486693032832,
        10595114339597558777U,
        2904607092377533576,
    };
    struct mbr_rand rand = {{1, 2, 3, 4}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        ck_assert_uint_eq(mbr_rand_next(&rand), expected[i]);
}
END_TEST

/* From the seed 1234567: the sample of Rosetta Code, "Pseudo-random numbers/Splitmix64". */
START_TEST(splitmix_reference)
{
    static const uint64_t expected[] = {6457827717110365317, 3203168211198807973,
                                        9817491932198370423U, 4593380528125082431,
                                        16408922859458223821U};
    uint64_t state = 1234567;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        ck_assert_uint_eq(mbr_rand_split(&state), expected[i]);
}
END_TEST

START_TEST(derived_streams_differ)
{
    uint64_t first[64];
    for (uint64_t i = 0; i < 64; i++) {
        struct mbr_rand rand;
        mbr_rand_derive(&rand, i / 16, i / 4 % 4, i % 4);
        first[i] = mbr_rand_next(&rand);
        for (uint64_t k = 0; k < i; k++)
            ck_assert_uint_ne(first[i], first[k]);
    }
}
END_TEST

#define DRAWS 100000

/* The mean of uniforms has the standard deviation sqrt(1 / 12 / DRAWS) = 0.00091. */
START_TEST(uniforms)
{
    struct mbr_rand rand;
    double sum = 0;
    mbr_rand_seed(&rand, 1);
    for (int i = 0; i < DRAWS; i++) {
        double u = mbr_rand_uniform(&rand), open = mbr_rand_open(&rand);
        ck_assert(u >= 0 && u < 1);
        ck_assert(open > 0 && open < 1);
        sum += u;
    }
    ck_assert_double_eq_tol(sum / DRAWS, 0.5, 4 * 0.00091);
    rand = (struct mbr_rand){{0, 0, 0, 0}};
    ck_assert(mbr_rand_open(&rand) > 0);
}
END_TEST

/* Chi-square with 6 degrees of freedom is below 22.46 with probability 0.999 (any table). */
START_TEST(below_is_even)
{
    struct mbr_rand rand;
    double count[7] = {0}, chi = 0;
    mbr_rand_seed(&rand, 2);
    for (int i = 0; i < DRAWS; i++)
        count[mbr_rand_below(&rand, 7)]++;
    for (int i = 0; i < 7; i++)
        chi += (count[i] - DRAWS / 7.0) * (count[i] - DRAWS / 7.0) / (DRAWS / 7.0);
    ck_assert_double_lt(chi, 22.46);
    ck_assert_uint_eq(mbr_rand_below(&rand, 1), 0);
}
END_TEST

/* With n = 3 * 2^30 a plain remainder, or product without rejection, would favour one number in
   three: its share would be 1/2 instead of 1/3. */
START_TEST(below_has_no_bias)
{
    struct mbr_rand rand;
    double share = 0;
    mbr_rand_seed(&rand, 3);
    for (int i = 0; i < DRAWS; i++)
        share += mbr_rand_below(&rand, 3U << 30) % 3 == 0;
    ck_assert_double_eq_tol(share / DRAWS, 1.0 / 3, 4 * sqrt(2.0 / 9 / DRAWS));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("rand");
    tcase_add_test(tests, xoshiro_reference);
    tcase_add_test(tests, splitmix_reference);
    tcase_add_test(tests, derived_streams_differ);
    tcase_add_test(tests, uniforms);
    tcase_add_test(tests, below_is_even);
    tcase_add_test(tests, below_has_no_bias);
    return run_tests("rand", tests);
}
