#include <check.h>
#include <string.h>

#include "main.h"
#include "mbr/near.h"

static const char *const names[] = {"rfm", "profile", "import", "table", "select", "split", NULL};

START_TEST(one_slip_is_forgiven)
{
    ck_assert_str_eq(mbr_near("rmf", names), "rfm");        /* swapped */
    ck_assert_str_eq(mbr_near("improt", names), "import");  /* swapped */
    ck_assert_str_eq(mbr_near("tabel", names), "table");    /* swapped */
    ck_assert_str_eq(mbr_near("profle", names), "profile"); /* left out */
    ck_assert_str_eq(mbr_near("rfmm", names), "rfm");       /* put in */
    ck_assert_str_eq(mbr_near("rfn", names), "rfm");        /* another letter */
    ck_assert_str_eq(mbr_near("rfm", names), "rfm");
}
END_TEST

START_TEST(far_is_not_near)
{
    ck_assert_ptr_null(mbr_near("cohort", names));
    ck_assert_ptr_null(mbr_near("frm!", names)); /* 2 of 4 */
    ck_assert_ptr_null(mbr_near("", names));
    const char *const none[] = {NULL};
    ck_assert_ptr_null(mbr_near("rfm", none));
}
END_TEST

START_TEST(the_nearest_wins_then_the_first)
{
    const char *const alike[] = {"max-lines", "max-line", "max-link", NULL};
    ck_assert_str_eq(mbr_near("max-line", alike), "max-line");
    ck_assert_str_eq(mbr_near("maxline", alike), "max-line");
    const char *const even[] = {"bat", "cat", NULL};
    ck_assert_str_eq(mbr_near("rat", even), "bat");
}
END_TEST

/* The example for the distance of Damerau and Levenshtein with adjacent swaps: "kitten" becomes
   "sitting" in 3 steps (Wagner and Fischer, "The String-to-String Correction Problem", 1974, as it
   is retold everywhere), and a third of 7 letters is 2, of 9 is 3. */
START_TEST(a_third_of_the_word)
{
    const char *const kitten[] = {"kitten", NULL};
    ck_assert_ptr_null(mbr_near("sitting", kitten));
    const char *const longer[] = {"kitten--", NULL};
    ck_assert_str_eq(mbr_near("sitting--", longer), "kitten--");
}
END_TEST

START_TEST(long_words_are_left_alone)
{
    char word[300];
    memset(word, 'a', sizeof word);
    word[299] = '\0';
    const char *const same[] = {word, "a", NULL};
    ck_assert_ptr_null(mbr_near(word, same));
    ck_assert_str_eq(mbr_near("b", same), "a");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("near");
    tcase_add_test(tests, one_slip_is_forgiven);
    tcase_add_test(tests, far_is_not_near);
    tcase_add_test(tests, the_nearest_wins_then_the_first);
    tcase_add_test(tests, a_third_of_the_word);
    tcase_add_test(tests, long_words_are_left_alone);
    return run_tests("near", tests);
}
