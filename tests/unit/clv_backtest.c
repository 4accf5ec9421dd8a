#include "mbr/clv_backtest.h"

#include <check.h>
#include <string.h>

#include "clv_data.h"
#include "main.h"

static struct mbr_clv_base base;
static struct mbr_clv_rows rows;
static struct mbr_clv_fit fit;
static struct mbr_err err;

static void set_up(void)
{
    base = (struct mbr_clv_base){0};
    rows = (struct mbr_clv_rows){0};
}

static void tear_down(void)
{
    mbr_clv_base_free(&base);
    free(rows.row);
}

static struct mbr_clv_terms terms_of(const struct mbr_btyd_model *kind, int32_t until)
{
    return (struct mbr_clv_terms){
        .kind = kind,
        .whom = {.until = until, .from = INT32_MIN, .to = INT32_MAX},
        .period = 28,
        .jobs = 1,
    };
}

static const struct shop plain = {
    .days = 500, .joining = 200, .members = 400, .mean = .2, .leaving = .02, .k = 1, .seed = 5};

/* Rows: by name of the kind and text. */
static const struct mbr_clv_row *row_of(const char *of, const char *text, size_t n)
{
    for (size_t i = 0; i < rows.count; i++) {
        const struct mbr_clv_row *row = &rows.row[i];
        if (strcmp(row->of, of) == 0 && (!text || strcmp(row->text, text) == 0) && n-- == 0)
            return row;
    }
    return NULL;
}

static double cell(const struct mbr_clv_row *row, const char *name)
{
    ck_assert_ptr_nonnull(row);
    for (size_t i = 0; i < row->cells; i++)
        if (strcmp(row->cell[i].name, name) == 0)
            return row->cell[i].value;
    ck_abort_msg("%s: no cell %s", row->of, name);
}

/* Members, and what was predicted and bought, of all rows of a kind. */
static void check_groups(const char *of, double members, double predicted, double actual)
{
    double n = 0, p = 0, a = 0;
    const struct mbr_clv_row *row;
    for (size_t i = 0; (row = row_of(of, NULL, i)); i++) {
        n += cell(row, "members");
        p += cell(row, "members") * cell(row, "predicted");
        a += cell(row, "members") * cell(row, "actual");
    }
    ck_assert(n == members);
    ck_assert_double_eq_tol(p, predicted, 1e-6);
    ck_assert_double_eq_tol(a, actual, 1e-6);
}

/* The rules of thumb once more, from the days alone. */
struct thumb {
    double members, actual, hiatus, before;
};

static struct thumb count_by_hand(int32_t cut, int32_t end)
{
    struct thumb sum = {0};
    for (size_t i = 0; i < base.members; i++) {
        const struct mbr_occasion *o = base.occasion + base.member[i].begin;
        double had = 0, since = 0, before = 0;
        int32_t last = 0;
        for (uint32_t n = 0; n < base.member[i].count; n++) {
            had += o[n].day <= cut;
            last = o[n].day <= cut ? o[n].day : last;
            since += o[n].day > cut && o[n].day <= end;
            before += o[n].day > cut - (end - cut) && o[n].day <= cut;
        }
        if (had == 0)
            continue;
        sum.members++;
        sum.actual += since;
        sum.before += before;
        if (last > cut - (end - cut) && cut > o[0].day)
            sum.hiatus += (had - 1) / (cut - o[0].day) * (end - cut);
    }
    return sum;
}

START_TEST(backtest_by_hand)
{
    struct mbr_clv_terms terms = terms_of(&mbr_paretonbd, 399);
    open_shop(&base, &plain);
    ck_assert_int_eq(mbr_clv_backtest(&base, &terms, 20, &fit, &rows, &err), 0);
    ck_assert_int_eq(fit.as_of, 259);
    struct thumb hand = count_by_hand(259, 399);
    const struct mbr_clv_row *model = row_of("clv_model", "pareto/nbd", 0);
    ck_assert_ptr_eq(model, &rows.row[0]);
    double predicted = cell(model, "predicted");
    ck_assert(cell(model, "members") == hand.members && cell(model, "actual") == hand.actual);
    ck_assert_double_eq_tol(cell(model, "ratio"), predicted / hand.actual, 1e-12);
    ck_assert_double_eq_tol(cell(model, "bias"), (predicted - hand.actual) / hand.members, 1e-12);
    ck_assert_double_eq_tol(predicted / hand.actual, 1, .25);
    ck_assert(cell(model, "mae") < cell(row_of("clv_model", "last weeks", 0), "mae"));
    ck_assert(cell(row_of("clv_model", "last weeks", 0), "predicted") == hand.before);
    ck_assert_double_eq_tol(cell(row_of("clv_model", "hiatus", 0), "predicted"), hand.hiatus, 1e-9);
    ck_assert_ptr_null(row_of("clv_model", "bg/nbd", 0));
    const struct mbr_clv_row *week = row_of("clv_week", NULL, 19);
    ck_assert(cell(week, "week") == 20 && cell(week, "until") == 399);
    ck_assert_double_eq_tol(cell(week, "predicted_total"), predicted, 1e-6);
    ck_assert(cell(week, "actual_total") == hand.actual);
    ck_assert_ptr_null(row_of("clv_week", NULL, 20));
    check_groups("clv_frequency", hand.members, predicted, hand.actual);
    check_groups("clv_recency", hand.members, predicted, hand.actual);
    check_groups("clv_decile", hand.members, predicted, hand.actual);
    ck_assert_ptr_nonnull(row_of("clv_decile", NULL, 9));
}
END_TEST

/* The members are the model's own, so the intervals hold; the standard error of a share of 1000 is
   .013 at .8. */
START_TEST(intervals_hold)
{
    struct mbr_clv_terms terms = terms_of(&mbr_paretonbd, 499);
    struct shop shop = plain;
    shop.members = 1000;
    open_shop(&base, &shop);
    ck_assert_int_eq(mbr_clv_backtest(&base, &terms, 26, &fit, &rows, &err), 0);
    const struct mbr_clv_row *of80 = row_of("clv_coverage", NULL, 0);
    const struct mbr_clv_row *of95 = row_of("clv_coverage", NULL, 1);
    ck_assert(cell(of80, "level") == .8 && cell(of95, "level") == .95);
    ck_assert(cell(of80, "members") == cell(of80, "tried") && cell(of80, "members") > 500);
    ck_assert_double_eq_tol(cell(of80, "purchases"), .8, .04);
    ck_assert_double_eq_tol(cell(of95, "purchases"), .95, .02);
    ck_assert_double_eq_tol(cell(of80, "spend"), .8, .06);
    ck_assert_double_eq_tol(cell(of80, "spend_predicted") / cell(of80, "spend_actual"), 1, .25);
}
END_TEST

/* More than a year ahead, on the shop's own clock. */
START_TEST(backtest_of_a_year_and_more)
{
    struct mbr_clv_terms terms = terms_of(&mbr_bgnbd, 1199);
    struct shop shop = {.days = 1200, .joining = 600, .members = 600, .k = 1, .december = 4};
    shop.mean = .2;
    shop.leaving = .01;
    open_shop(&base, &shop);
    terms.seasons = true;
    ck_assert_int_eq(mbr_clv_backtest(&base, &terms, 60, &fit, &rows, &err), 0);
    ck_assert(fit.season.learnt);
    ck_assert_ptr_nonnull(row_of("clv_week", NULL, 59));
    /* What is held out is not known to the rule: it looks two years back. */
    double before = 0;
    for (size_t i = 0; i < base.members; i++)
        before += mbr_clv_bought(base.occasion + base.member[i].begin, base.member[i].count,
                                 1199 - 420 - 730, 1199 - 730);
    ck_assert(cell(row_of("clv_model", "last year", 0), "predicted") == before);
    ck_assert_double_eq_tol(cell(row_of("clv_model", "bg/nbd", 0), "ratio"), 1, .3);
}
END_TEST

START_TEST(too_little_for_a_backtest)
{
    struct mbr_clv_terms terms = terms_of(NULL, 499);
    ck_assert_int_eq(mbr_clv_backtest(&base, &terms, 4, &fit, &rows, &err), -1);
    ck_assert_str_eq(err.text, "nothing to fit: no member has bought anything");
    open_shop(&base, &plain);
    ck_assert_int_eq(mbr_clv_backtest(&base, &terms, 70, &fit, &rows, &err), -1);
    ck_assert_str_eq(err.text, "too little had happened 70 weeks before the end to fit a model");
    ck_assert_int_eq(mbr_clv_backtest(&base, &terms, 80, &fit, &rows, &err), -1);
    ck_assert_str_eq(err.text, "nothing to fit: no member has bought anything");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("clv_backtest");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, backtest_by_hand);
    tcase_add_test(tests, intervals_hold);
    tcase_add_test(tests, backtest_of_a_year_and_more);
    tcase_add_test(tests, too_little_for_a_backtest);
    return run_tests("clv_backtest", tests);
}
