#include "../../lib/model/import_tree.h"

#include <check.h>

#include "main.h"

static struct mbr_import_tree tree;
static struct mbr_err err;

static uint32_t find(uint32_t node, uint32_t after, const char *key)
{
    return mbr_import_tree_key(&tree, node, after, mbr_span(key), 100);
}

static void check_path(uint32_t node, const char *path)
{
    struct mbr_buf text = {0};
    mbr_import_put_path(&tree, node, &text);
    mbr_put_char(&text, '\0');
    ck_assert_str_eq(text.p, path);
    mbr_buf_free(&text);
}

START_TEST(paths)
{
    static const char *const names[] = {"a", "b.c", "b.'d.e'", "x[].sku", "x[].'it''s'", "y[0].z"};
    for (uint32_t i = 0; i < 6; i++)
        ck_assert_int_eq(mbr_import_tree_add(&tree, names[i], i, &err), 0);
    for (uint32_t i = 0, found = 0; i < tree.count; i++)
        if (tree.node[i].column != MBR_IMPORT_NO_NODE) {
            ck_assert_uint_eq(tree.node[i].column, found);
            ck_assert_int_eq(tree.node[i].each, found == 3 || found == 4);
            check_path(i, names[found++]);
        }
    uint32_t x = find(MBR_IMPORT_ROOT, MBR_IMPORT_NO_NODE, "x");
    ck_assert_uint_eq(tree.node[x].elements, tree.each);
    ck_assert(!tree.node[x].keys);
    ck_assert(tree.node[find(MBR_IMPORT_ROOT, x, "b")].keys);
    mbr_import_tree_free(&tree);
}
END_TEST

START_TEST(guesses)
{
    ck_assert_int_eq(mbr_import_tree_add(&tree, "a.b", 0, &err), 0);
    uint32_t a = find(MBR_IMPORT_ROOT, MBR_IMPORT_NO_NODE, "a");
    for (int round = 0; round < 3; round++) {
        uint32_t b = find(a, MBR_IMPORT_NO_NODE, "b"), c = find(a, b, "c"), d = find(a, c, "b");
        ck_assert_uint_eq(tree.node[b].column, 0);
        ck_assert_uint_ne(c, b);
        ck_assert_uint_eq(d, b);
        ck_assert_uint_ne(find(MBR_IMPORT_ROOT, a, "b"), b);
    }
    ck_assert_uint_eq(mbr_import_tree_key(&tree, a, a, mbr_span("more"), tree.count),
                      MBR_IMPORT_NO_NODE);
    ck_assert_uint_ne(mbr_import_tree_key(&tree, a, a, mbr_span("b"), tree.count),
                      MBR_IMPORT_NO_NODE);
    mbr_import_tree_free(&tree);
}
END_TEST

START_TEST(no_paths)
{
    static const char *const texts[] = {"",   "a.",   ".a",   "a..b", "a[1]",      "a[",   "a[]b",
                                        "'a", "a'b'", "'a'b", "[]",   "a[].b[].c", "a[].'"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        ck_assert_int_eq(mbr_import_tree_add(&tree, texts[i], 0, &err), -1);
        mbr_import_tree_free(&tree);
    }
    ck_assert_int_eq(mbr_import_tree_add(&tree, "a[].b", 0, &err), 0);
    ck_assert_int_eq(mbr_import_tree_add(&tree, "c[].b", 1, &err), -1);
    ck_assert_str_eq(err.text, "c[].b: the elements of two arrays cannot both be rows");
    mbr_import_tree_free(&tree);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("import_tree");
    tcase_add_test(tests, paths);
    tcase_add_test(tests, guesses);
    tcase_add_test(tests, no_paths);
    return run_tests("import_tree", tests);
}
