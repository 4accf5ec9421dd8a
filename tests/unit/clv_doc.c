#include "mbr/clv_doc.h"

#include <check.h>
#include <stdio.h>

#include "clv_data.h"
#include "main.h"
#include "mbr/date.h"
#include "mbr/number.h"

static const char *const paths[] = {"attr.channel", "attr.age"};
static struct mbr_clv_base base;
static struct mbr_clv_fit fit, back;
static struct mbr_covariates covariates, covariates_back;
static struct mbr_clv_credit credit, credit_back;
static struct mbr_buf written, again;
static struct mbr_err err;
static double margin;

static void set_up(void)
{
    base = (struct mbr_clv_base){0};
    fit = back = (struct mbr_clv_fit){0};
    covariates = covariates_back = (struct mbr_covariates){.path = paths, .paths = 2};
    credit = credit_back = (struct mbr_clv_credit){0};
    written = again = (struct mbr_buf){0};
}

static void tear_down(void)
{
    mbr_clv_base_free(&base);
    mbr_covariates_free(&covariates);
    mbr_covariates_free(&covariates_back);
    mbr_clv_credit_free(&credit);
    mbr_clv_credit_free(&credit_back);
    mbr_buf_free(&written);
    mbr_buf_free(&again);
}

static void write_model(struct mbr_buf *buf, const struct mbr_clv_fit *model,
                        const struct mbr_covariates *with, const struct mbr_clv_credit *of)
{
    mbr_put_text(buf, "{\"tool\":\"mbr-clv\",\"version\":1");
    mbr_put_key(buf, "as_of");
    mbr_put_day(buf, model->as_of);
    mbr_put_clv_model(buf, model, with, .3, of);
    mbr_put_char(buf, '}');
}

static int read_model(struct mbr_span text)
{
    json_error_t error;
    json_t *doc = json_loadb(text.p, text.n, 0, &error);
    ck_assert_msg(doc != NULL, "%s", error.text);
    int failed = mbr_clv_model_read(doc, &back, &covariates_back, &margin, &credit_back, &err);
    json_decref(doc);
    return failed;
}

/* All that is used of a model comes back to the last bit. How it was found is for the reader of the
   file, and is filled in here. */
static void check_round_trip(void)
{
    write_model(&written, &fit, &covariates, &credit);
    ck_assert_msg(read_model(mbr_buf_span(&written)) == 0, "%s", err.text);
    ck_assert(margin == .3);
    back.members = fit.members;
    back.repeaters = fit.repeaters;
    back.fitted.log_likelihood = fit.fitted.log_likelihood;
    back.fitted.gradient = fit.fitted.gradient;
    back.spend.log_likelihood = fit.spend.log_likelihood;
    back.spend.members = fit.spend.members;
    write_model(&again, &back, &covariates_back, &credit_back);
    ck_assert_uint_eq(written.n, again.n);
    ck_assert_mem_eq(written.p, again.p, written.n);
}

static void fit_shop(const struct mbr_btyd_model *kind, bool seasons, size_t members)
{
    struct shop shop = {.days = 500, .joining = 200, .k = 1, .seed = 5, .december = 3};
    shop.first = mbr_day_from_civil(2022, 7, 1);
    shop.members = members;
    shop.mean = .2;
    shop.leaving = .02;
    open_shop(&base, &shop);
    const struct mbr_clv_terms terms = {
        .kind = kind,
        .whom = {.until = shop.first + 499, .from = INT32_MIN, .to = INT32_MAX},
        .period = 28,
        .seasons = seasons,
        .jobs = 1,
    };
    ck_assert_int_eq(mbr_clv_fit(&base, &terms, &fit, &err), 0);
}

START_TEST(fits_come_back)
{
    fit_shop(mbr_clv_kinds[_i], true, 400);
    ck_assert_int_eq(fit.want, MBR_CLV_NOTHING_WANTED);
    ck_assert(fit.has_spend && fit.season.learnt);
    check_round_trip();
    ck_assert_ptr_eq(back.fitted.model, mbr_clv_kinds[_i]);
    ck_assert_mem_eq(back.fitted.p, fit.fitted.p, MBR_BTYD_ENTRIES * sizeof(double));
    ck_assert_int_eq(back.fitted.definite, fit.fitted.definite);
    ck_assert_mem_eq(&back.season, &fit.season, sizeof fit.season);
    ck_assert(back.first == fit.first && back.as_of == fit.as_of && back.period == 28);
    ck_assert(!credit_back.known && covariates_back.count == 0);
    ck_assert(back.further_days == fit.further_days);
    ck_assert((fit.further_days > 0) == fit.fitted.model->discrete);
}
END_TEST

START_TEST(an_average_comes_back)
{
    fit_shop(NULL, true, 10);
    ck_assert_int_eq(fit.want, MBR_CLV_FEW_REPEATERS);
    check_round_trip();
    ck_assert_int_eq(back.want, MBR_CLV_FEW_REPEATERS);
    ck_assert(!back.has_spend && !back.season.learnt);
    ck_assert(back.shape == fit.shape && back.rate == fit.rate);
    ck_assert(back.mean_spend == fit.mean_spend);
}
END_TEST

/* Effects of a text, an absent value and a number; credits by id, whatever the order they came in.
 */
START_TEST(covariates_and_credits_come_back)
{
    static const char *const keys[] = {"\"web\"\n30\n", "\"web\"\n40\n", "\n30\n",
                                       "\"a \\\"b\\\"\"\n30\n"};
    for (size_t i = 0; i < 4; i++)
        mbr_covariates_group(&covariates, mbr_span(keys[i]));
    ck_assert_int_eq(mbr_covariates_finish(&covariates, &err), 0);
    ck_assert_uint_eq(covariates.count, 3);
    fit_shop(&mbr_paretonbd, false, 400);
    fit.fitted.covariates = 3;
    fit.fitted.size = 10;
    for (int i = 0; i < 6; i++)
        fit.fitted.effect[i] = i / 7. - .3;
    for (int i = 0; i < 100; i++)
        fit.fitted.covariance[i] = i % 11 == 0 ? .1 : 0;
    mbr_clv_credit_add(&credit, mbr_span("z"), 12.5);
    mbr_clv_credit_add(&credit, mbr_span("a\"b\n"), -1 / 3.);
    credit.known = true;
    check_round_trip();
    ck_assert_mem_eq(back.fitted.effect, fit.fitted.effect, 6 * sizeof(double));
    ck_assert_uint_eq(covariates_back.count, 3);
    uint32_t at = mbr_map_find(&credit_back.ids, mbr_span("a\"b\n"));
    ck_assert_uint_ne(at, MBR_MAP_NONE);
    ck_assert(credit_back.value[at] == -1 / 3.);
}
END_TEST

#define HEAD(first, as_of)                                                                         \
    "\"first\":\"" first "\",\"as_of\":\"" as_of "\",\"period\":28,\"margin\":1,"
#define AVERAGE "\"average\":{\"shape\":1,\"rate\":10,\"spend\":20}"
#define GOOD HEAD("2024-01-01", "2024-12-31") AVERAGE
#define BGNBD(more)                                                                                \
    "\"purchases\":{\"model\":\"bg/nbd\",\"r\":1,\"alpha\":5,\"a\":1,\"b\":2" more "}"
#define REST ",\"effects\":[],\"members\":9"

START_TEST(the_least_of_a_model)
{
    ck_assert_msg(read_model(mbr_span("{" GOOD "}")) == 0, "%s", err.text);
    ck_assert_int_eq(back.want, MBR_CLV_FEW_REPEATERS);
    ck_assert_msg(read_model(mbr_span("{" GOOD "," BGNBD(REST) "}")) == 0, "%s", err.text);
    ck_assert_int_eq(back.want, MBR_CLV_NOTHING_WANTED);
    ck_assert(back.fitted.p[1] == 5 && !back.fitted.definite);
    ck_assert_msg(read_model(mbr_span("{" GOOD ",\"repeaters\":0}")) == 0, "%s", err.text);
    ck_assert_int_eq(back.want, MBR_CLV_NO_REPEATERS);
}
END_TEST

static const struct {
    const char *fields, *why;
} broken[] = {
    {"", "first: not a day"},
    {HEAD("2024-02-30", "2024-12-31") AVERAGE, "first: not a day"},
    {HEAD("2024-02-01", "2024-01-31") AVERAGE, "as_of: not a day, or before the first"},
    {"\"first\":\"2024-01-01\",\"as_of\":5", "as_of: not a day, or before the first"},
    {"\"first\":\"2024-01-01\",\"as_of\":\"2024-01-01\",\"period\":0",
     "period: no number, or not one that a fit finds"},
    {"\"first\":\"2024-01-01\",\"as_of\":\"2024-01-01\",\"period\":7,\"margin\":\"1\"",
     "margin: no number, or not one that a fit finds"},
    {HEAD("2024-01-01", "2024-12-31") "\"average\":5",
     "shape: no number, or not one that a fit finds"},
    {HEAD("2024-01-01", "2024-12-31") "\"average\":{\"shape\":1,\"rate\":0,\"spend\":1}",
     "rate: no number, or not one that a fit finds"},
    {GOOD ",\"covariates\":[{\"path\":\"attr.sex\"}]",
     "the fit was with --covariate attr.sex, which is not given"},
    {GOOD ",\"further_days\":\"x\"", "further_days: no number, or more than a period has"},
    {GOOD ",\"further_days\":-1", "further_days: no number, or more than a period has"},
    {GOOD ",\"further_days\":28", "further_days: no number, or more than a period has"},
    {GOOD ",\"purchases\":5", "purchases: model: none that is known here"},
    {GOOD ",\"purchases\":{\"model\":\"x\"}", "purchases: model: none that is known here"},
    {GOOD ",\"purchases\":{\"model\":\"bg/nbd\",\"r\":1,\"alpha\":0}",
     "purchases: alpha: no number, or not one that a fit finds"},
    {GOOD "," BGNBD(",\"effects\":[1]"), "purchases: effects: not a list of 0 numbers"},
    {GOOD ",\"covariates\":[{\"path\":\"attr.age\"}]," BGNBD(",\"effects\":[1,\"x\"]"),
     "purchases: effects: entry 2 is no number, or not one that a fit finds"},
    {GOOD "," BGNBD(",\"effects\":[]"),
     "purchases: members: no number, or not one that a fit finds"},
    {GOOD "," BGNBD(REST ",\"covariance\":[1,2,3]"),
     "purchases: covariance: not a list of 16 numbers"},
    {GOOD ",\"purchases\":{\"model\":\"bg/cnbd-k\",\"r\":1,\"alpha\":5,\"a\":1,\"b\":2" REST "}",
     "purchases: k: no number, or not one that a fit finds"},
    {GOOD ",\"purchases\":{\"model\":\"bg/cnbd-k\",\"r\":1,\"alpha\":5,\"a\":1,\"b\":2,\"k\":1.5}",
     "purchases: k: not a whole number"},
    {GOOD ",\"purchases\":{\"model\":\"bg/cnbd-k\",\"r\":1,\"alpha\":5,\"a\":1,\"b\":2,\"k\":13}",
     "purchases: k: no number, or not one that a fit finds"},
    {GOOD ",\"season\":{\"month\":[1]}", "season: month: not a list of 12 numbers"},
    {GOOD ",\"season\":{\"month\":[1,1,1,1,1,1,1,1,1,1,1,0]}",
     "season: month: entry 12 is no number, or not one that a fit finds"},
    {GOOD ",\"spend\":{\"p\":1,\"q\":-1}", "spend: q: no number, or not one that a fit finds"},
    {GOOD ",\"spend\":{\"p\":1,\"q\":1e100}", "spend: q: no number, or not one that a fit finds"},
    {GOOD ",\"referral\":{\"a\":1,\"b\":null}", "referral: b: not a number"},
};

START_TEST(broken_models_are_refused)
{
    char text[1000];
    snprintf(text, sizeof text, "{%s}", broken[_i].fields);
    ck_assert_int_eq(read_model(mbr_span(text)), -1);
    ck_assert_str_eq(err.text, broken[_i].why);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("clv_doc");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, fits_come_back, 0, MBR_CLV_KINDS);
    tcase_add_test(tests, an_average_comes_back);
    tcase_add_test(tests, covariates_and_credits_come_back);
    tcase_add_test(tests, the_least_of_a_model);
    tcase_add_loop_test(tests, broken_models_are_refused, 0, sizeof broken / sizeof *broken);
    return run_tests("clv_doc", tests);
}
