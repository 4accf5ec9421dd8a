#include "mbr/rfm_doc.h"

#include <check.h>
#include <string.h>

#include "main.h"
#include "mbr/doc.h"

static json_t *parse(const char *text)
{
    struct mbr_err err;
    json_t *doc = mbr_doc_parse("doc", mbr_span(text), &err);
    ck_assert_msg(doc != NULL, "%s", err.text);
    return doc;
}

static struct mbr_rfm_model odd_model(void)
{
    struct mbr_rfm_model model = {.bins = 3, .by_days = true, .mean = true, .members = 10};
    model.scale[MBR_RFM_R] = (struct mbr_rfm_scale){
        .given = true, .has = {false, true, true}, .lowest = {0, -90, 0}, .members = {4, 0, 6}};
    model.scale[MBR_RFM_F] = (struct mbr_rfm_scale){
        .has = {true, false, true}, .lowest = {1, 0, 12}, .members = {9, 0, 1}};
    model.scale[MBR_RFM_M] = (struct mbr_rfm_scale){
        .has = {true, true, true},
        .lowest = {-42876300, 1000, INT64_MAX}, /* the last needs more digits than a double has */
        .members = {3, 3, 4}};
    return model;
}

static void put_document(struct mbr_buf *buf, const struct mbr_rfm_model *model)
{
    struct mbr_rfm_scheme scheme;
    struct mbr_err err;
    ck_assert_int_eq(mbr_rfm_scheme_find("eight", &scheme), 0);
    mbr_put_char(buf, '{');
    ck_assert_int_eq(mbr_put_rfm_model(buf, model, &scheme, &err), 0);
    mbr_put_text(buf, "}");
}

START_TEST(models_come_back_the_same)
{
    const struct mbr_rfm_model model = odd_model();
    struct mbr_rfm_model back;
    struct mbr_rfm_scheme scheme;
    struct mbr_buf first = {0}, second = {0};
    struct mbr_err err;
    put_document(&first, &model);
    json_t *doc = mbr_doc_parse("model", mbr_buf_span(&first), &err);
    ck_assert_msg(doc != NULL, "%s", err.text);
    ck_assert_int_eq(mbr_rfm_model_read(doc, &back, &scheme, &err), 0);
    ck_assert_str_eq(scheme.name, "eight");
    ck_assert(back.by_days && back.mean);
    ck_assert_int_eq(back.members, 10);
    for (int i = 0; i < MBR_RFM_SCALES; i++) {
        ck_assert_int_eq(back.scale[i].given, model.scale[i].given);
        for (int s = 0; s < 3; s++) {
            ck_assert_int_eq(back.scale[i].has[s], model.scale[i].has[s]);
            ck_assert_int_eq(back.scale[i].lowest[s], model.scale[i].lowest[s]);
            ck_assert_int_eq(back.scale[i].members[s], model.scale[i].members[s]);
        }
    }
    put_document(&second, &back);
    ck_assert(mbr_span_equal(mbr_buf_span(&first), mbr_buf_span(&second)));
    json_decref(doc);
    mbr_buf_free(&first);
    mbr_buf_free(&second);
}
END_TEST

#define HEAD "{\"bins\":2,\"members\":3,"
#define R "\"recency\":{\"lowest\":[9,3],\"members\":[1,2]},"
#define F "\"frequency\":{\"of\":\"orders\",\"lowest\":[1,2],\"members\":[1,2]},"
#define M "\"monetary\":{\"of\":\"total\",\"lowest\":[\"1.5\",\"2\"],\"members\":[1,2]}"

static const struct refusal {
    const char *text, *why;
} bad_models[] = {
    {"{}", "bins: not within 2 to 20"},
    {"{\"bins\":21,\"members\":3}", "bins: not within 2 to 20"},
    {"{\"bins\":2,\"members\":-3}", "members: not a count"},
    {HEAD R "\"monetary\":{}}", "frequency: of: neither orders nor days"},
    {HEAD F M "}", "recency: lowest or members: not a list of 2"},
    {HEAD "\"recency\":{\"lowest\":[3,9],\"members\":[1,2]}," F M "}",
     "recency: lowest: of score 2: no cut, or out of order"},
    {HEAD R F "\"monetary\":{\"of\":\"total\",\"lowest\":[1.5,\"2\"],\"members\":[1,2]}}",
     "monetary: lowest: of score 1: no cut, or out of order"},
    {HEAD "\"recency\":{\"lowest\":[9,3],\"members\":[1,1]}," F M "}", "recency: members: too few"},
    {HEAD "\"recency\":{\"lowest\":[9,3],\"members\":[2,2]}," F M "}",
     "recency: members: of score 2: no count, or too many"},
    {HEAD R F M ",\"scheme\":\"nine\"}", "scheme: not one that is built in: \"nine\""},
};

START_TEST(bad_models_are_refused)
{
    struct mbr_rfm_model model;
    struct mbr_rfm_scheme scheme = {0};
    struct mbr_err err;
    json_t *doc = parse(bad_models[_i].text);
    ck_assert_int_eq(mbr_rfm_model_read(doc, &model, &scheme, &err), -1);
    ck_assert_str_eq(err.text, bad_models[_i].why);
    json_decref(doc);
    mbr_rfm_scheme_free(&scheme);
}
END_TEST

START_TEST(a_scheme_is_read)
{
    const char *text = "{\"version\":1,\"name\":\"two\",\"segments\":["
                       "{\"key\":\"vip\",\"label\":{\"en\":\"VIP\",\"zh\":\"贵宾\"},"
                       "\"when\":[{\"r\":[4,5],\"fm\":5},{\"m\":\"high\"}]},"
                       "{\"key\":\"rest\",\"label\":{\"en\":\"Rest\"},\"when\":{}}]}";
    struct mbr_rfm_scheme scheme;
    struct mbr_err err;
    json_t *doc = parse(text);
    ck_assert_int_eq(mbr_rfm_scheme_read(doc, "doc", &scheme, &err), 0);
    ck_assert_str_eq(scheme.name, "two");
    ck_assert_int_eq(scheme.bins, 5);
    ck_assert_uint_eq(scheme.segments, 2);
    ck_assert_uint_eq(scheme.rules, 3);
    ck_assert_str_eq(scheme.segment[0].zh, "贵宾");
    ck_assert_str_eq(scheme.segment[1].zh, "Rest");
    ck_assert_int_eq(scheme.rule[0].low[MBR_RFM_R], 4);
    ck_assert_int_eq(scheme.rule[0].high[MBR_RFM_R], 5);
    ck_assert_int_eq(scheme.rule[0].low[MBR_RFM_FM], 5);
    ck_assert_int_eq(scheme.rule[0].low[MBR_RFM_F], 1);
    ck_assert_int_eq(scheme.rule[1].side[MBR_RFM_M], MBR_RFM_HIGH);
    ck_assert_uint_eq(scheme.rule[2].segment, 1);
    ck_assert_str_eq(scheme.source, text);
    json_decref(doc);
    mbr_rfm_scheme_free(&scheme);
}
END_TEST

#define SCHEME(segment) "{\"version\":1,\"name\":\"x\",\"segments\":[" segment "]}"

static const struct refusal bad_schemes[] = {
    {"{\"name\":\"x\"}", "doc: version: missing"},
    {"{\"version\":1}", "doc: name: missing, or not a text"},
    {"{\"version\":1,\"name\":\"x\",\"bins\":1}", "doc: bins: not within 2 to 20"},
    {"{\"version\":1,\"name\":\"x\",\"segment\":[]}",
     "doc: no such field: \"segment\"; did you mean segments?"},
    {SCHEME(""), "doc: segments: not a list of 1 to 100"},
    {SCHEME("{\"when\":{}}"), "doc: segments[0]: key: missing, or not a text"},
    {SCHEME("{\"key\":\"A b\",\"when\":{}}"),
     "doc: segments[0]: key: not a name of a-z, 0-9 and _, or taken: \"A b\""},
    {SCHEME("{\"key\":\"no_purchase\",\"when\":{}}"),
     "doc: segments[0]: key: not a name of a-z, 0-9 and _, or taken: \"no_purchase\""},
    {SCHEME("{\"key\":\"a\",\"when\":{}},{\"key\":\"a\",\"when\":{}}"),
     "doc: segments[1]: key: stands twice: \"a\""},
    {SCHEME("{\"key\":\"a\"}"), "doc: segments[0]: when: not an object"},
    {SCHEME("{\"key\":\"a\",\"when\":{\"recency\":1}}"),
     "doc: segments[0]: when: no such field: \"recency\""},
    {SCHEME("{\"key\":\"a\",\"when\":{\"r\":[3,2]}}"),
     "doc: segments[0]: when: r: neither a score from 1 to 5, nor [LOW, HIGH], \"high\" or "
     "\"low\""},
    {SCHEME("{\"key\":\"a\",\"when\":{\"fm\":\"high\"}}"),
     "doc: segments[0]: when: fm: neither a score from 1 to 5, nor [LOW, HIGH]"},
    {SCHEME("{\"key\":\"a\",\"label\":\"A\",\"when\":{}}"),
     "doc: segments[0]: label: not an object of texts"},
};

START_TEST(bad_schemes_are_refused)
{
    struct mbr_rfm_scheme scheme;
    struct mbr_err err;
    json_t *doc = parse(bad_schemes[_i].text);
    ck_assert_int_eq(mbr_rfm_scheme_read(doc, "doc", &scheme, &err), -1);
    ck_assert_str_eq(err.text, bad_schemes[_i].why);
    json_decref(doc);
    mbr_rfm_scheme_free(&scheme);
}
END_TEST

START_TEST(cuts_by_hand)
{
    struct mbr_rfm_model model = {0};
    struct mbr_err err;
    ck_assert_int_eq(mbr_rfm_cuts_parse("r=30,90:m=-10.5,1000", &model, &err), 0);
    ck_assert_int_eq(model.bins, 3);
    ck_assert(model.scale[MBR_RFM_R].given && !model.scale[MBR_RFM_F].given);
    ck_assert(!model.scale[MBR_RFM_R].has[0]);
    ck_assert_int_eq(model.scale[MBR_RFM_R].lowest[1], -90);
    ck_assert_int_eq(model.scale[MBR_RFM_R].lowest[2], -30);
    ck_assert_int_eq(model.scale[MBR_RFM_M].lowest[1], -105000);
    ck_assert_int_eq(model.scale[MBR_RFM_M].lowest[2], 10000000);
}
END_TEST

static const struct refusal bad_cuts[] = {
    {"", "not of the form r=30,90,180,365:f=2,3,5,10:m=...: \"\""},
    {"x=1", "not of the form r=30,90,180,365:f=2,3,5,10:m=...: \"x=1\""},
    {"r=30:", "not of the form r=30,90,180,365:f=2,3,5,10:m=...: \"\""},
    {"r=", "r: not a count: \"\""},
    {"r=30,", "r: not a count: \"\""},
    {"r=-1", "r: not a count: \"-1\""},
    {"m=1.23456", "m: more than four decimal places: \"1.23456\""},
    {"f=3,3", "f: not greater than the one before: \"3\""},
    {"f=3:f=4", "f: given twice"},
    {"f=3:m=4,5", "m: 2 cuts make 3 scores, not 2"},
    {"f=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20", "f: more than 19 cuts"},
};

START_TEST(bad_cuts_are_refused)
{
    struct mbr_rfm_model model = {0};
    struct mbr_err err;
    ck_assert_int_eq(mbr_rfm_cuts_parse(bad_cuts[_i].text, &model, &err), -1);
    ck_assert_str_eq(err.text, bad_cuts[_i].why);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

int main(void)
{
    TCase *tests = tcase_create("rfm_doc");
    tcase_add_test(tests, models_come_back_the_same);
    tcase_add_loop_test(tests, bad_models_are_refused, 0, COUNT(bad_models));
    tcase_add_test(tests, a_scheme_is_read);
    tcase_add_loop_test(tests, bad_schemes_are_refused, 0, COUNT(bad_schemes));
    tcase_add_test(tests, cuts_by_hand);
    tcase_add_loop_test(tests, bad_cuts_are_refused, 0, COUNT(bad_cuts));
    return run_tests("rfm_doc", tests);
}
