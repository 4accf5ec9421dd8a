#include "mbr/btyd.h"

#include <check.h>
#include <math.h>

#include "btyd_model.h"
#include "main.h"

/* Donors who first gave in 1995, and what they did in the six years after (Fader, Hardie and Shang
   2010, table 1): 11,104 of them, of 22 kinds. */
static const struct mbr_btyd_case donors[] = {
    {6, 6, 6, 0, 1203}, {5, 6, 6, 0, 728},  {4, 6, 6, 0, 512}, {3, 6, 6, 0, 357}, {2, 6, 6, 0, 234},
    {1, 6, 6, 0, 129},  {5, 5, 6, 0, 335},  {4, 5, 6, 0, 284}, {3, 5, 6, 0, 225}, {2, 5, 6, 0, 173},
    {1, 5, 6, 0, 119},  {4, 4, 6, 0, 240},  {3, 4, 6, 0, 181}, {2, 4, 6, 0, 155}, {1, 4, 6, 0, 78},
    {3, 3, 6, 0, 322},  {2, 3, 6, 0, 255},  {1, 3, 6, 0, 129}, {2, 2, 6, 0, 613}, {1, 2, 6, 0, 277},
    {1, 1, 6, 0, 1091}, {0, 0, 6, 0, 3464},
};
#define KINDS (sizeof donors / sizeof *donors)

static const double published[MBR_BTYD_ENTRIES] = {1.204, .750, .657, 2.783};

/* Table 2 of the paper. */
START_TEST(published_fit)
{
    double sum = 0, gradient[MBR_BTYD_MOST] = {0}, members = 0;
    for (size_t i = 0; i < KINDS; i++)
        members += donors[i].weight;
    ck_assert(members == 11104);
    mbr_bgbb.likelihood(published, donors, KINDS, &sum, gradient);
    ck_assert_double_eq_tol(sum, -33225.58, 0.006);
    for (int i = 0; i < 4; i++)
        ck_assert_double_lt(fabs(gradient[i]), 2);
    check_gradient(&mbr_bgbb, published, donors, KINDS);
}
END_TEST

/* mpmath 1.3 at 70 digits: sums over the occasion of leaving, of beta functions. The first rows are
   the published parameters, gamma = 1 and next to it; the others were drawn. */
static const double table[][COLUMNS] = {
    {0, 1.204, 0.75, 0.657, 2.783, 1, 0, 0, 6, 0, 5, -1.167262472674, 0.116096613293,
     0.6270887273112, 0.5885720492185, 0.2569255569026, 0.03711643373218},
    {0, 1.204, 0.75, 0.657, 2.783, 1, 6, 6, 6, 0, 5, -2.182248447618, 1.0, 3.7521156076,
     0.07684114377401, 0.06676168824122, 0.09823820113272},
    {0, 1.204, 0.75, 0.657, 2.783, 1, 3, 4, 6, 0, 5, -5.059307947411, 0.4723362598891,
     2.189602167456, 0.1621132152568, 0.1912018242988, 0.2110978473187},
    {0, 1.204, 0.75, 0.657, 2.783, 1, 0, 0, 0, 0, 52, 0, 1.0, 8.382650109616, 0.2878714541278,
     0.1405219116371, 0.06017174850556},
    {0, 1.2, 0.75, 1.0, 2.5, 1, 2, 30, 52, 0, 520, -13.84491477273, 0.3249450593703, 7.587040732607,
     0.236626399293, 0.1460855050733, 0.07195742748072},
    {0, 1.2, 0.75, 1.0000000001, 2.5, 1, 0, 0, 0, 0, 60, 0, 1.0, 4.676905512049, 0.401326264999,
     0.1694163397754, 0.0603844529075},
    {0, 5, 30, 0.9999999, 200, 1, 10, 90, 100, 0, 365, -33.6529561843, 0.9327013429289,
     26.50301827386, 0.0300251753001, 0.02822348180923, 0.02508633924887},
    {0, 1.489, 3.095, 3.208, 0.3947, 1, 2, 3, 6, 0, 52, -7.333430282391, 0.05614877921412,
     0.9436143916694, 0.5932442401058, 0.2081169983929, 0.04348980713075},
    {0, 2.926, 1.406, 7.081, 0.5546, 1, 4, 6, 6, 0, 52, -12.81768581436, 1.0, 0.7225417568273,
     0.6148388945916, 0.2191115603471, 0.03861798309101},
    {0, 0.00229, 1491.0, 0.0003558, 310.7, 1, 3, 3, 6, 0, 300, -27.31228117463, 0.999996594503,
     0.6015808745194, 0.5775450898629, 0.2900675468379, 0.02686862645258},
    {0, 5.428, 0.3164, 8.808, 5.922, 1, 12, 120, 120, 0, 300, -74.59952544808, 1.0, 2.235023458293,
     0.3354171957498, 0.2147319333724, 0.09320805464494},
    {0, 9.844, 0.35, 1.213, 0.383, 1, 45, 52, 52, 0, 2, -28.50226036898, 1.0, 1.704578857772,
     0.04012129927709, 0.2151785436741, 0},
    {0, 2.699, 1.139, 0.0005558, 6.916, 1, 16, 30, 120, 0, 300, -32.68905782562, 5.024380624384e-9,
     45.2803170332, 2.903244613358e-5, 2.758950529225e-5, 2.511119151242e-5},
    {0, 1.944, 2.895, 0.3106, 0.4807, 1, 23, 60, 120, 0, 52, -47.33766490043, 2.385167099852e-7,
     9.787408766368, 0.01278693145338, 0.0126084244379, 0.01809290956761},
    {0, 7.132, 1.043, 0.7708, 0.6123, 1, 12, 26, 52, 0, 13, -27.54827126585, 6.686286299682e-6,
     3.763269159421, 0.05321616450683, 0.08330622633917, 0.1829244346546},
    {0, 0.0002048, 332.4, 0.2844, 1.408, 1, 1, 1, 6, 0, 300, -14.49554298152, 0.7031588342221,
     0.4035765584885, 0.7656982888117, 0.1406242006737, 0.02255915812964},
    {0, 0.5054, 2.532, 4.541, 0.5393, 1, 1, 3, 6, 0, 300, -7.428623322444, 0.06850491151961,
     0.3076183951158, 0.8011606906612, 0.1384323661297, 0.0127529633283},
    {0, 0.6745, 0.884, 2.851, 0.2748, 1, 7, 26, 52, 0, 52, -27.77950466112, 0.001607184703886,
     2.891425195447, 0.2757287739055, 0.1836816038261, 0.09512898831079},
    {0, 0.01972, 0.6523, 3856.0, 0.7107, 1, 1, 1, 6, 0, 13, -12.1280001118, 6.03940619192e-17,
     0.0002660523134553, 0.9997340877062, 0.0002657723842888, 1.098532970305e-10},
    {0, 0.4757, 4.455, 8.569, 0.2292, 1, 6, 26, 52, 0, 13, -36.51678462032, 9.854643686432e-5,
     0.6214397805633, 0.6061683555033, 0.2423067047712, 0.03673192160133},
    {0, 5.364, 1.658, 0.6006, 0.355, 1, 2, 52, 52, 0, 52, -22.49586233809, 1.0, 5.162778574319,
     0.08771869673458, 0.0836348616081, 0.09905549292547},
    {0, 968.1, 20.79, 0.01887, 0.001034, 1, 16, 30, 120, 0, 52, -61.43928746733,
     2.373425044325e-101, 45.97877335186, 0.0001769920321449, 0.000175317840633,
     0.0001720617944476},
    {0, 0.6381, 9.842, 7.983, 0.4268, 1, 0, 0, 52, 0, 52, -0.003612127789013, 1.94453631708e-11,
     0.07587722415722, 0.9363856105458, 0.05416940524284, 0.001494138430682},
    {0, 9.734, 1.752, 3.611, 3.739, 1, 3, 3, 6, 0, 52, -3.158415125131, 0.004062376354562,
     2.684847830374, 0.3350355081423, 0.2046198214419, 0.08702877243976},
};

START_TEST(values_of_many_digits)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        check_row(&mbr_bgbb, table[i], (int)i);
}
END_TEST

START_TEST(chances_sum_to_one)
{
    const double even[MBR_BTYD_ENTRIES] = {300, 300, 1, 900};
    for (size_t i = 0; i < KINDS; i++) {
        check_chances(&mbr_bgbb, published, &donors[i], 1, 2);
        check_chances(&mbr_bgbb, published, &donors[i], 60, 61);
    }
    check_chances(&mbr_bgbb, even, &donors[0], 1999, 2000);
}
END_TEST

/* Members of these parameters, and what those of x purchases do in the occasions after the last of
   six, to which all their chances are summed. */
START_TEST(simulated_members)
{
    struct mbr_rand rand;
    mbr_rand_seed(&rand, 6);
    const int n = 6, after = 5;
    struct {
        double members, later, squares, expected;
    } of[7] = {0};
    for (int i = 0; i < 40000; i++) {
        double buys = mbr_variate_gamma(&rand, published[0]);
        double leaves = mbr_variate_gamma(&rand, published[2]);
        buys /= buys + mbr_variate_gamma(&rand, published[1]);
        leaves /= leaves + mbr_variate_gamma(&rand, published[3]);
        struct mbr_btyd_case one = {.T = n, .weight = 1};
        double later = 0;
        for (int at = 1; at <= n + after && mbr_rand_uniform(&rand) >= leaves; at++) {
            if (mbr_rand_uniform(&rand) >= buys)
                continue;
            later += at > n;
            one.x += at <= n;
            one.tx = at <= n ? at : one.tx;
        }
        double prospect[MBR_BTYD_PROSPECT];
        mbr_bgbb.prospect(published, &one, prospect);
        int x = (int)one.x;
        of[x].members++;
        of[x].later += later;
        of[x].squares += later * later;
        of[x].expected += mbr_bgbb.alive(published, &one) * mbr_bgbb.expected(prospect, after);
    }
    for (int x = 0; x <= n; x++) {
        ck_assert_double_gt(of[x].members, 1000);
        ck_assert_double_lt(fabs(of[x].later - of[x].expected), 4 * sqrt(of[x].squares));
    }
}
END_TEST

START_TEST(infinite_time)
{
    const double lasting[MBR_BTYD_ENTRIES] = {1, 3, 1.5, 2},
                 endless[MBR_BTYD_ENTRIES] = {1, 3, 1, 2};
    const struct mbr_btyd_case stranger = {.weight = 1};
    double prospect[MBR_BTYD_PROSPECT];
    mbr_bgbb.prospect(lasting, &stranger, prospect);
    ck_assert_double_eq_tol(mbr_bgbb.expected(prospect, INFINITY), 2 / (1.5 - 1) / 4, 1e-12);
    mbr_bgbb.prospect(endless, &stranger, prospect);
    ck_assert(mbr_bgbb.expected(prospect, INFINITY) == INFINITY);
}
END_TEST

START_TEST(sane_everywhere)
{
    check_sane_everywhere(&mbr_bgbb, 300);
}
END_TEST

START_TEST(starts)
{
    double p[MBR_BTYD_ENTRIES];
    int n = 0;
    for (; mbr_bgbb.start(donors, KINDS, n, p); n++)
        for (int i = 0; i < 4; i++)
            ck_assert(isfinite(p[i]) && p[i] > 0);
    ck_assert_int_ge(n, 2);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("bgbb");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, published_fit);
    tcase_add_test(tests, values_of_many_digits);
    tcase_add_test(tests, chances_sum_to_one);
    tcase_add_test(tests, simulated_members);
    tcase_add_test(tests, infinite_time);
    tcase_add_test(tests, sane_everywhere);
    tcase_add_test(tests, starts);
    return run_tests("bgbb", tests);
}
