#include "mbr/trees.h"

#include <check.h>
#include <math.h>
#include <string.h>

#include "main.h"

static double score(const struct mbr_trees *model, const float *value)
{
    double log_odds;
    mbr_trees_score(model, value, 1, &log_odds);
    return log_odds;
}

static void refuse(const struct mbr_examples *train, const struct mbr_examples *validation,
                   const struct mbr_trees_options *options, const char *text)
{
    struct mbr_trees model = {.features = 77};
    struct mbr_err err = {0};
    ck_assert_int_eq(mbr_trees_fit(&model, train, validation, options, NULL, &err), -1);
    ck_assert_str_eq(err.text, text);
    ck_assert_uint_eq(model.features, 77);
}

START_TEST(refuses_what_is_not_sound)
{
    float value[] = {1, NAN, 3, INFINITY};
    uint8_t outcome[] = {0, 1};
    struct mbr_examples rows = {2, 2, value, outcome, NULL}, other = rows;
    struct mbr_trees_options options = MBR_TREES_USUAL;
    refuse(&rows, NULL, &options, "row 1: feature 1: not a finite number: inf");
    value[3] = 4;
    other.features = 1;
    refuse(&rows, &other, &options, "validation: features: not 2: 1");
    other.features = 2;
    other.rows = 0;
    refuse(&rows, &other, &options, "validation: nothing to learn from: 0 rows of 2 features");
    outcome[1] = 0;
    refuse(&rows, NULL, &options, "outcome: 0 in every row that counts: nothing to tell apart");
    options.depth = 9;
    refuse(&rows, NULL, &options, "depth: not from 1 to 8: 9");
    options.depth = 1;
    options.bins = 256;
    refuse(&rows, NULL, &options, "bins: not from 2 to 255: 256");
    options.bins = 255;
    options.rate = 0;
    refuse(&rows, NULL, &options, "rate: not above 0 and up to 1: 0");
    options.rate = 1;
    options.columns = NAN;
    refuse(&rows, NULL, &options, "columns: not above 0 and up to 1: nan");
    options.columns = 1;
    options.l2 = options.least_hessian = 0;
    refuse(&rows, NULL, &options, "l2 and least hessian: both 0");
}
END_TEST

/* Two trees: a root with two leaves, and a leaf. */
static struct mbr_trees small(uint32_t root[3], struct mbr_tree_node node[4])
{
    root[0] = 0;
    root[1] = 3;
    root[2] = 4;
    node[0] = (struct mbr_tree_node){.cut = 1, .left = 1, .feature = 1};
    for (uint32_t i = 1; i < 4; i++)
        node[i] = mbr_trees_leaf(i, (float)i);
    return (struct mbr_trees){2, 2, 1, 0.5, root, node};
}

static void fault(const struct mbr_trees *model)
{
    struct mbr_err err = {0};
    ck_assert_int_eq(mbr_trees_check(model, &err), -1);
    ck_assert(strncmp(err.text, "trees: ", 7) == 0);
}

START_TEST(checks_what_was_read_back)
{
    uint32_t root[3];
    struct mbr_tree_node node[5];
    struct mbr_err err = {0};
    struct mbr_trees model = small(root, node);
    static const float left[] = {0, 1}, right[] = {0, 2};
    ck_assert_int_eq(mbr_trees_check(&model, &err), 0);
    ck_assert(score(&model, left) == 0.5 + 1 + 3 && score(&model, right) == 0.5 + 2 + 3);
    node[0].left = 2; /* its right child is in the next tree */
    fault(&model);
    node[0].left = 0xffffffff;
    fault(&model);
    model = small(root, node);
    node[0].feature = 2;
    fault(&model);
    model = small(root, node);
    node[0].cut = NAN;
    fault(&model);
    model = small(root, node);
    node[2].value = INFINITY;
    fault(&model);
    model = small(root, node);
    node[2].cut = 0;
    fault(&model);
    model = small(root, node);
    model.depth = 0;
    fault(&model);
    model = small(root, node);
    root[1] = 0;
    fault(&model);
    model = small(root, node);
    model.base = NAN;
    fault(&model);
    model = small(root, node);
    node[0] = mbr_trees_leaf(0, 1); /* nobody leads to 1 and 2 */
    fault(&model);
}
END_TEST

/* A cycle, and two parents of one node. */
START_TEST(checks_that_trees_are_trees)
{
    uint32_t root[] = {0, 5};
    struct mbr_tree_node node[5];
    struct mbr_trees model = {1, 1, 2, 0, root, node};
    struct mbr_err err = {0};
    for (uint32_t i = 0; i < 5; i++)
        node[i] = mbr_trees_leaf(i, 1);
    node[0].left = 1;
    node[0].cut = 0;
    node[1].left = 3;
    node[1].cut = 0;
    ck_assert_int_eq(mbr_trees_check(&model, &err), 0);
    node[1].left = 0;
    fault(&model);
    node[1].left = 2;
    fault(&model);
    node[1].left = 3;
    node[2].left = 3;
    node[2].cut = 0;
    fault(&model);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("trees_check");
    tcase_add_test(tests, refuses_what_is_not_sound);
    tcase_add_test(tests, checks_what_was_read_back);
    tcase_add_test(tests, checks_that_trees_are_trees);
    return run_tests("trees_check", tests);
}
