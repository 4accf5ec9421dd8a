#include "mbr/btyd.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "btyd_data.h"
#include "btyd_model.h"
#include "main.h"

/* mpmath 1.3 at 70 digits, from the likelihood of Platzer and Reutterer (2016) with the survivor of
   the Erlang distribution as a sum; expected and chances as sums over k-th steps of a Poisson
   process. */
static const double table[][COLUMNS] = {
    {1, 0.85, 1.45, 0.79, 2.42, 3, 4, 20.5, 32, 5.5, 52, -14.19125428943, 0.3659084327024,
     5.788874176347, 2.185373106155e-5, 0.09687546469565, 0.08272773240107},
    {0, 0.85, 1.45, 0.79, 2.42, 1, 4, 20.5, 32, 0, 52, -13.89711842859, 0.4706805772767,
     5.335343439775, 0.01058077957437, 0.1362174688007, 0.1191306196381},
    {0, 0.85, 1.45, 1, 2.42, 2, 0, 0, 0, 0, 52, 0, 1.0, 4.168769355736, 0.08513963556335,
     0.314722926059, 0.1031977707672},
    {1, 5, 3, 0.4, 0.6, 12, 0, 0, 40, 0, 39, -0.9106677801744, 0.00560717249591, 1.247269747295,
     0.05426234549375, 0.6563973267673, 0.0119693436891},
    {1, 0.7, 0.5, 1, 3, 3, 2, 1, 2, 0.7, 300, 1.094291221865, 0.5601947850376, 24.15806411172,
     4.721359086664e-14, 0.1428571428579, 0.08333333334988},
    {0, 0.009362, 332.3, 0.0009791, 0.652, 5, 2, 509.6, 520, 4.0, 260, -49.56577547972,
     0.9994076752179, 0.2463079443905, 0.7610241466989, 0.231723765326, 7.901415849659e-5},
    {1, 6.716, 0.2499, 10.26, 0.4452, 8, 1, 38.86, 38.86, 0.52, 1, -52.95170556995, 0.1234664935242,
     3.097175855068e-8, 0.9999999690282, 3.097175854996e-8, 8.444647841485e-31},
    {0, 0.8073, 0.3162, 5.027, 1.889, 2, 5, 19.43, 38.86, -1.62, 1, -24.89283694211,
     0.004514776272821, 0.2243888868283, 0.7777829511549, 0.2200545531648, 9.290424404491e-6},
    {1, 501.2, 34.82, 1367.0, 5.561, 3, 0, 0, 1, -0.0, 260, -0.00405946418047, 3.159360355624e-7,
     1.004803074671, 0.0, 0.9952233646704, 2.611114805569e-5},
    {0, 6.679, 0.3262, 1.412, 0.3065, 5, 300, 19.43, 38.86, 575.92, 260, 6343.040855262, 0,
     414.768228887, 0.0, 0.004679858875077, 0.004605701428909},
    {1, 0.91, 1.857, 6.127, 4.889, 8, 2, 5000, 5000, 2.51, 39, -114.1137298234, 0.5292716656423,
     8.164184566336e-12, 0.9999999999918, 8.164184566336e-12, 3.629103017157e-41},
    {0, 3.699, 0.1734, 0.001489, 237.3, 2, 17, 38.083, 38.86, 31.31, 1, -15.9423485257,
     0.9999928334831, 0.4589678140824, 0.5885040990525, 0.3662165459791, 0.002077893177563},
    {1, 1.621, 0.2613, 0.9345, 11.67, 3, 0, 0, 1, -0.0, 1, -1.092436815559, 0.7789487556776,
     0.7481968672175, 0.4390799366775, 0.4079111197924, 0.02452669257382},
    {0, 3.012, 5.992, 3.059, 0.4024, 5, 17, 5000, 5000, -12.32, 260, -551.9704497645,
     0.8428170635206, 0.4971644428772, 0.5213815422898, 0.4601811030193, 0.0001082835439248},
    {1, 3.898, 0.0003781, 0.7158, 109.0, 8, 5, 52.0, 520, 5.51, 1, -93.85114035578,
     1.118504781656e-34, 0.07954095051828, 0.9204590494817, 0.07954095051827, 1.631368477197e-31},
    {0, 0.3513, 1.063, 1.497, 7.652, 2, 1, 0.1, 1, -0.28, 1, -1.863012980498, 0.7290460702702,
     0.6750580883812, 0.4791691807848, 0.3944480182224, 0.01968553855171},
    {1, 0.4304, 0.2467, 10.31, 0.5674, 3, 1, 0.98, 1, 1.31, 260, -1.926868477372, 0.1319585912726,
     1.275767222854, 1.230445291316e-7, 0.8006274957125, 0.03551732386192},
    {0, 1.122, 5.864, 1029.0, 0.5982, 5, 17, 500.0, 5000, -1.95, 39, -381.6660942442,
     5.0687711658e-82, 0.4856943633055, 0.5143073038051, 0.4856910290844, 1.280200305407e-13},
    {1, 7.356, 0.2401, 1.562, 0.2573, 8, 2, 52.0, 520, -1.15, 260, -89.31865149492,
     7.710809101454e-18, 1.791220970648, 9.879601033689e-5, 0.3848181515201, 0.1527742222993},
    {0, 1.719, 3.37, 5.034, 0.4323, 2, 0, 0, 1, 0.0, 260, -0.1149617495747, 1.0, 1.104710131358,
     0.001675079230023, 0.9196216143056, 0.01173310968542},
    {1, 0.004054, 368.5, 0.2742, 0.01132, 3, 5, 500.0, 5000, 7.87, 1, -76.24197314383,
     2.417512147293e-9, 0.002724317226429, 0.9972756827784, 0.00272431721684, 1.508616261463e-21},
    {0, 4.97, 10.81, 4.57, 12.17, 5, 2, 509.6, 520, 3.91, 39, -50.8575746687, 0.7423850188715,
     0.02011736463667, 0.9798933143764, 0.02009600788205, 1.271447619846e-9},
    {1, 10.77, 0.6186, 10.82, 7.4, 8, 300, 500.0, 5000, 292.85, 260, 809.5683502272, 0,
     12.61923957747, 8.875211972662e-54, 0.03389511935342, 0.03144277118727},
    {0, 23.39, 0.001679, 0.07983, 158.9, 2, 0, 0, 520, -0.0, 1, -292.5346972213, 1.0,
     0.04396055347883, 0.9560573071967, 0.04392483467454, 2.546422902013e-9},
    {1, 6.849, 10.43, 0.3604, 3.551, 3, 17, 1, 1, -3.18, 1, 25.80721426362, 0.9827653815622,
     1.343974584184, 0.130261722372, 0.4819960573486, 0.06990553360331},
    {0, 3.359, 4.177, 2.297, 1.008, 5, 1, 520, 520, -0.1, 260, -42.91022349149, 0.3049924357035,
     0.4068101509305, 0.608070177537, 0.3773353895538, 0.000278293695293},
    {1, 0.0002884, 87.6, 0.001798, 0.1799, 8, 2, 5000, 5000, 3.1, 260, -112.1668792913,
     0.9991758712709, 7.914671257644e-6, 0.9999920853289, 7.914670967217e-6, 3.735912455784e-22},
    {0, 0.2273, 0.2531, 5.071, 0.2601, 2, 0, 0, 5000, 0.0, 260, -2.043465777961, 1.0,
     0.01145700619528, 0.98854460564, 0.01145378338638, 8.603142077691e-10},
    {1, 1.957, 3.234, 0.2949, 2.019, 3, 17, 509.6, 520, 2.79, 260, -178.9557865695, 0.9831332883097,
     8.388270773043, 3.820487495536e-8, 0.01452245975719, 0.01453908630545},
};

START_TEST(values_of_many_digits)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        check_row(table[i][0] != 0 ? &mbr_mbgcnbdk : &mbr_bgcnbdk, table[i], (int)i);
}
END_TEST

/* With k = 1 these are the models without it, whose values are held to published ones. */
START_TEST(one_step_is_poisson)
{
    const double p[MBR_BTYD_ENTRIES] = {.243, 4.414, .793, 2.426, 1};
    const struct mbr_btyd_case member = {.x = 2, .tx = 30.43, .T = 38.86, .weight = 1};
    double one[MBR_BTYD_PROSPECT], other[MBR_BTYD_PROSPECT];
    ck_assert(log_likelihood(&mbr_bgcnbdk, p, &member, 1) ==
              log_likelihood(&mbr_bgnbd, p, &member, 1));
    mbr_mbgcnbdk.prospect(p, &member, one);
    mbr_mbgnbd.prospect(p, &member, other);
    ck_assert(mbr_mbgcnbdk.expected(one, 39) == mbr_mbgnbd.expected(other, 39));
}
END_TEST

START_TEST(chances_sum_to_one)
{
    const double p[MBR_BTYD_ENTRIES] = {.85, 1.45, .79, 2.42, 3};
    const struct mbr_btyd_case stranger = {.weight = 1};
    const struct mbr_btyd_case silent = {.x = 4, .tx = 10, .T = 12.5, .weight = 1};
    for (double t = 0.001; t < 100; t *= 10) {
        check_chances(&mbr_bgcnbdk, p, &stranger, t, 1500);
        check_chances(&mbr_mbgcnbdk, p, &silent, t, 500);
    }
}
END_TEST

/* Two logarithms of times between purchases belong to two members alike. */
START_TEST(logarithms_are_summed)
{
    const double p[MBR_BTYD_ENTRIES] = {.85, 1.45, .79, 2.42, 3};
    const struct mbr_btyd_case apart[] = {
        {.x = 2, .tx = 5, .T = 9, .logs = log(1) + log(4), .weight = 1},
        {.x = 2, .tx = 5, .T = 9, .logs = log(2) + log(3), .weight = 1}};
    const struct mbr_btyd_case together = {2, 5, 9, log(4) + log(6), 2};
    ck_assert_double_eq_tol(log_likelihood(&mbr_bgcnbdk, p, apart, 2),
                            log_likelihood(&mbr_bgcnbdk, p, &together, 1), 1e-13);
}
END_TEST

/* Platzer and Reutterer's own parameters, k = 3: members made of them, without a word of the
   formulas, go on as the forecast says, the longer silent ones too. */
START_TEST(simulated_members)
{
    const double p[MBR_BTYD_ENTRIES] = {.85, 1.45, .79, 2.42, 3}, T = 32, t = 32;
    struct mbr_rand rand;
    mbr_rand_seed(&rand, 8);
    struct {
        double members, later, squares, expected;
    } of[6] = {0};
    for (int i = 0; i < 40000; i++) {
        double rate = mbr_variate_gamma(&rand, p[0]) / p[1], coin = beta_variate(&rand, p[2], p[3]);
        struct mbr_btyd_case one = {.T = T, .weight = 1};
        double later = 0;
        for (double at = 0; mbr_rand_uniform(&rand) >= coin;) {
            at += mbr_variate_gamma(&rand, p[4]) / rate;
            if (at > T + t)
                break;
            one.x += at <= T;
            one.tx = at <= T ? at : one.tx;
            later += at > T;
        }
        double prospect[MBR_BTYD_PROSPECT];
        mbr_mbgcnbdk.prospect(p, &one, prospect);
        int n = (one.x < 2 ? (int)one.x : 2) + (T - one.tx > 8 ? 3 : 0);
        of[n].members++;
        of[n].later += later;
        of[n].squares += later * later;
        of[n].expected += mbr_mbgcnbdk.alive(p, &one) * mbr_mbgcnbdk.expected(prospect, t);
    }
    for (int n = 0; n < 6; n++)
        ck_assert_double_le(fabs(of[n].later - of[n].expected), 4 * sqrt(of[n].squares));
    ck_assert(of[2].members > 1000 && of[3].members > 1000 && of[5].members > 1000);
}
END_TEST

START_TEST(slope_at_the_truth)
{
    const double p[MBR_BTYD_ENTRIES] = {.85, 1.45, .79, 2.42, 3};
    struct members plain = {0}, modified = {0};
    simulate_model(&plain, &mbr_bgcnbdk, p, 20000, 3, 1, 1, 0);
    simulate_model(&modified, &mbr_mbgcnbdk, p, 20000, 4, 1, 1, 0);
    check_slope(&mbr_bgcnbdk, p, plain.cases, plain.count);
    check_slope(&mbr_mbgcnbdk, p, modified.cases, modified.count);
    free(plain.cases);
    free(modified.cases);
}
END_TEST

START_TEST(sane_everywhere)
{
    check_sane_everywhere(&mbr_bgcnbdk, 200);
    check_sane_everywhere(&mbr_mbgcnbdk, 200);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("bgcnbdk");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, values_of_many_digits);
    tcase_add_test(tests, one_step_is_poisson);
    tcase_add_test(tests, chances_sum_to_one);
    tcase_add_test(tests, logarithms_are_summed);
    tcase_add_test(tests, simulated_members);
    tcase_add_test(tests, slope_at_the_truth);
    tcase_add_test(tests, sane_everywhere);
    return run_tests("bgcnbdk", tests);
}
