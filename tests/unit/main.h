#ifndef MBR_TESTS_UNIT_MAIN_H
#define MBR_TESTS_UNIT_MAIN_H

#include <check.h>

/* Every file of unit tests is a program of its own, whose main() lists them and ends with
       return run_tests("name", tests);
   which runs them as one suite, frees them, prints Check's closing line, by which tests/check
   counts, and returns the exit status. */
static inline int run_tests(const char *name, TCase *tests)
{
    Suite *suite = suite_create(name);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}

#endif
