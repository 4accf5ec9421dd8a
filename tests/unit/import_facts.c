#include "../../lib/model/import_facts.h"

#include <check.h>

#include "main.h"

#define ROWS 12
#define TIMES 6

/* What the fold makes of facts: the value of the latest time, of equal times the greater one; -1
   for none. (DESIGN: the later `at` wins; at the same time the greater bytes.) */
struct said {
    uint64_t at;
    char value;
};

static int fold(const struct said *said, size_t count, uint64_t as_of)
{
    int value = -1;
    uint64_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (said[i].at > as_of)
            continue;
        if (value < 0 || said[i].at > at || (said[i].at == at && said[i].value > value))
            value = said[i].value;
        if (said[i].at > at)
            at = said[i].at;
    }
    return value;
}

static uint64_t state = 7;

static unsigned next(unsigned below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % below;
}

/* Writes rows as events do and compares the two folds after each row: as of the last day where the
   rows come in any order, as of every day where they come in order of time. Returns how many. */
static size_t ck_attrs(const struct said rows[ROWS], bool sorted)
{
    struct mbr_import_facts facts = {0};
    struct mbr_buf before = {0};
    struct said written[2 * ROWS];
    size_t count = 0;
    (void)mbr_import_attr_number(&facts, "city");
    for (size_t i = 0; i < ROWS; i++) {
        uint64_t again;
        struct mbr_span value = {&rows[i].value, 1};
        if (mbr_import_attr_news(&facts.attr[0], 0, value, rows[i].at, &before, &again)) {
            if (again)
                written[count++] = (struct said){again, before.p[0]};
            written[count++] = rows[i];
        }
        for (uint64_t as_of = sorted ? 0 : TIMES; as_of <= TIMES; as_of++)
            ck_assert_int_eq(fold(written, count, as_of), fold(rows, i + 1, as_of));
    }
    mbr_buf_free(&before);
    mbr_import_facts_free(&facts);
    return count;
}

START_TEST(attrs_fold_as_the_rows)
{
    size_t count = 0;
    for (int round = 0; round < 20000; round++) {
        struct said rows[ROWS];
        for (size_t i = 0; i < ROWS; i++)
            rows[i] = (struct said){1 + (round % 2 ? i * TIMES / ROWS : next(TIMES)),
                                    (char)('a' + next(3))};
        count += ck_attrs(rows, round % 2);
    }
    ck_assert_uint_lt(count, 20000 * ROWS);
}
END_TEST

START_TEST(items_fold_as_the_rows)
{
    for (int round = 0; round < 20000; round++) {
        struct mbr_import_facts facts = {0};
        struct said rows[ROWS], written[ROWS];
        size_t count = 0;
        bool added;
        for (size_t i = 0; i < ROWS; i++) {
            struct mbr_import_fact *fact = &mbr_import_item(&facts, mbr_span("i"), &added)->fact[0];
            rows[i] = (struct said){1 + next(TIMES), (char)('a' + next(3))};
            struct mbr_span value = {&rows[i].value, 1};
            if (!mbr_import_fact_known(fact, value, rows[i].at) &&
                mbr_import_fact_news(fact, value, rows[i].at))
                written[count++] = rows[i];
        }
        ck_assert_int_eq(fold(written, count, TIMES), fold(rows, ROWS, TIMES));
        mbr_import_facts_free(&facts);
    }
}
END_TEST

/* In order of time each change is written once. */
START_TEST(sorted_rows)
{
    static const char values[] = "aaabbabbb";
    struct mbr_import_facts facts = {0};
    struct mbr_buf before = {0};
    size_t written = 0;
    (void)mbr_import_attr_number(&facts, "city");
    for (size_t i = 0; values[i]; i++) {
        uint64_t again;
        written += mbr_import_attr_news(&facts.attr[0], 0, (struct mbr_span){values + i, 1}, i + 1,
                                        &before, &again);
        ck_assert_uint_eq(again, 0);
    }
    ck_assert_uint_eq(written, 4);
    mbr_buf_free(&before);
    mbr_import_facts_free(&facts);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("import_facts");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, attrs_fold_as_the_rows);
    tcase_add_test(tests, items_fold_as_the_rows);
    tcase_add_test(tests, sorted_rows);
    return run_tests("import_facts", tests);
}
