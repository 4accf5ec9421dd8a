#include "mbr/doc.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "main.h"
#include "temporary.h"

static struct mbr_err err;

/* The error that a text gives, as a document of the name "d.json"; "" when it is one. */
static const char *refusal(const char *text, size_t n)
{
    err.text[0] = '\0';
    json_t *doc = mbr_doc_parse("d.json", (struct mbr_span){text, n}, &err);
    ck_assert_int_eq(doc == NULL, err.text[0] != '\0');
    json_decref(doc);
    return err.text;
}

static const char *check(const char *text, const char *tool, int known)
{
    json_t *doc = mbr_doc_parse("d.json", mbr_span(text), &err);
    ck_assert_ptr_nonnull(doc);
    err.text[0] = '\0';
    int result = mbr_doc_check(doc, "d.json", tool, known, &err);
    ck_assert_int_eq(result, err.text[0] ? -1 : 0);
    json_decref(doc);
    return err.text;
}

START_TEST(the_place_is_named)
{
    /* Line and column as an editor counts them: the bracket is the 7th character of line 2. */
    ck_assert_ptr_eq(strstr(refusal("{\n\"a\": 1]\n}", 11), "d.json:2:7: "), err.text);
    ck_assert_str_eq(refusal("", 0), "d.json:1:1: the document ends too early");
    ck_assert_str_eq(refusal("{\"a\": 1\n", 8), "d.json:2:1: the document ends too early");
    ck_assert_str_eq(refusal("[1]", 3), "d.json:1:1: not a JSON object");
    ck_assert_str_eq(refusal("{\"version\": 1}", 14), "");
    ck_assert_str_eq(refusal("\xef\xbb\xbf{}", 5), "");
}
END_TEST

START_TEST(bad_documents_are_refused)
{
    ck_assert_ptr_nonnull(strstr(refusal("{\"a\":1,\"a\":2}", 13), "duplicate"));
    ck_assert_str_ne(refusal("{\"a\":\"\xff\"}", 9), "");
    ck_assert_str_ne(refusal("{\"a\":1}\0", 8), "");
    ck_assert_str_ne(refusal("{\"a\":1} x", 9), "");
    ck_assert_ptr_null(strchr(refusal("{\"a\n\":1}", 8), '\n'));
    char deep[100000];
    memset(deep, '[', sizeof deep);
    ck_assert_str_ne(refusal(deep, sizeof deep), "");
}
END_TEST

START_TEST(versions)
{
    ck_assert_str_eq(check("{\"version\":1}", NULL, 1), "");
    ck_assert_str_eq(check("{\"version\":1}", NULL, 3), "");
    ck_assert_str_eq(check("{\"version\":2}", NULL, 1),
                     "d.json: version: newer than this program knows (1): 2");
    ck_assert_str_eq(check("{}", NULL, 1), "d.json: version: missing");
    ck_assert_str_eq(check("{\"version\":\"1\"}", NULL, 1),
                     "d.json: version: not a whole number from 1");
    ck_assert_str_eq(check("{\"version\":0}", NULL, 1),
                     "d.json: version: not a whole number from 1");
}
END_TEST

START_TEST(another_tools_model)
{
    ck_assert_str_eq(check("{\"version\":1,\"tool\":\"mbr-rfm\"}", "mbr-rfm", 1), "");
    ck_assert_str_eq(check("{\"version\":1,\"tool\":\"mbr-clv\"}", "mbr-rfm", 1),
                     "d.json: tool: another tool's document: \"mbr-clv\"");
    ck_assert_str_eq(check("{\"version\":1}", "mbr-rfm", 1), "d.json: tool: missing");
}
END_TEST

START_TEST(unknown_fields)
{
    static const char *const known[] = {"version", "bins", "cuts", NULL};
    json_t *doc = mbr_doc_parse("d.json", mbr_span("{\"version\":1,\"bnis\":5}"), &err);
    ck_assert_int_eq(mbr_doc_keys(doc, "d.json", known, &err), -1);
    ck_assert_str_eq(err.text, "d.json: no such field: \"bnis\"; did you mean bins?");
    json_object_del(doc, "bnis");
    ck_assert_int_eq(mbr_doc_keys(doc, "d.json", known, &err), 0);
    json_object_set_new(doc, "colour", json_null());
    ck_assert_int_eq(mbr_doc_keys(doc, "d.json", known, &err), -1);
    ck_assert_str_eq(err.text, "d.json: no such field: \"colour\"");
    json_decref(doc);
}
END_TEST

START_TEST(files)
{
    char path[TEMPORARY];
    int fd = mkstemp(temporary(path));
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, "{\"a\": 7}\n", 9), 9);
    close(fd);
    json_t *doc = mbr_doc_load(path, &err);
    unlink(path);
    ck_assert_ptr_nonnull(doc);
    ck_assert_int_eq(json_integer_value(json_object_get(doc, "a")), 7);
    json_decref(doc);
    ck_assert_ptr_null(mbr_doc_load("/nowhere/d.json", &err));
    ck_assert_str_eq(err.text, "/nowhere/d.json: No such file or directory");
    ck_assert_ptr_null(mbr_doc_load("/", &err));
    ck_assert_str_eq(err.text, "/: Is a directory");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("doc");
    tcase_add_test(tests, the_place_is_named);
    tcase_add_test(tests, bad_documents_are_refused);
    tcase_add_test(tests, versions);
    tcase_add_test(tests, another_tools_model);
    tcase_add_test(tests, unknown_fields);
    tcase_add_test(tests, files);
    return run_tests("doc", tests);
}
