#include "../../lib/model/import_settle.h"

#include <check.h>
#include <stdlib.h>

#include "main.h"

#define CENT 100
#define ONE 10000

/* By hand; tests/cli/mbr-import/orders-amounts and orders-refunds have more of the same. */
static struct mbr_settle_line line[3];
static struct mbr_settle settle;
static struct mbr_settle_flaw flaw;

static void set(size_t count, int64_t a, int64_t b, int64_t c)
{
    const int64_t amount[] = {a, b, c};
    for (size_t i = 0; i < 3; i++)
        line[i] = (struct mbr_settle_line){.qty = ONE, .amount = amount[i] * CENT, .priced = true};
    settle = (struct mbr_settle){.line = line, .count = count, .coin = CENT};
}

static void check_amounts(int64_t a, int64_t b, int64_t c)
{
    const int64_t amount[] = {a, b, c};
    ck_assert_int_eq(mbr_settle(&settle, &flaw), 0);
    for (size_t i = 0; i < settle.count; i++)
        ck_assert_int_eq(line[i].amount, amount[i] * CENT);
}

START_TEST(amounts)
{
    set(3, 500, 300, 200);
    check_amounts(500, 300, 200);
    settle.has_paid = true;
    settle.paid = 951 * CENT;
    settle.postage = 50 * CENT;
    check_amounts(451, 270, 180); /* 901: 450.5, 270.3, 180.2 */
    ck_assert_int_eq(settle.goods, 901 * CENT);
    set(2, 100, 200, 0);
    settle.discount = 10 * CENT;
    check_amounts(97, 193, 0); /* 290: 96.67, 193.33 */
    set(2, 100, 200, 0);
    line[0].gift = true;
    settle.has_paid = true;
    settle.paid = 150 * CENT;
    check_amounts(100, 150, 0);
}
END_TEST

START_TEST(refunds)
{
    set(2, 600, 400, 0);
    settle.refund = 1000 * CENT;
    check_amounts(600, 400, 0);
    ck_assert(line[0].wholly && line[1].wholly);
    ck_assert_int_eq(line[1].refund, 400 * CENT);
    set(2, 600, 400, 0);
    settle.refund = 999 * CENT;
    check_amounts(600, 400, 0);
    ck_assert(!line[0].wholly && line[0].refund == 0);
    ck_assert_int_eq(settle.loose, 999 * CENT);
    set(2, 600, 400, 0);
    line[0].refund = 700 * CENT;
    check_amounts(600, 400, 0);
    ck_assert_int_eq(line[0].refund, 600 * CENT);
    ck_assert_int_eq(settle.loose, 100 * CENT);
    ck_assert_int_eq(settle.beyond, 0);
    set(2, 600, 400, 0);
    settle.refunded = true;
    settle.refund = 1050 * CENT;
    check_amounts(600, 400, 0);
    ck_assert_int_eq(settle.beyond, 50 * CENT);
    ck_assert_int_eq(settle.loose, 0);
}
END_TEST

START_TEST(flaws)
{
    set(1, 500, 0, 0);
    settle.has_paid = true;
    settle.paid = CENT;
    settle.postage = 2 * CENT;
    ck_assert_int_eq(mbr_settle(&settle, &flaw), -1);
    ck_assert_str_eq(flaw.field, "order.paid");
    set(1, 500, 0, 0);
    settle.discount = 501 * CENT;
    ck_assert_int_eq(mbr_settle(&settle, &flaw), -1);
    ck_assert_str_eq(flaw.field, "order.discount");
    set(2, 500, 0, 0);
    line[1].priced = false;
    ck_assert_int_eq(mbr_settle(&settle, &flaw), -1);
    ck_assert_uint_eq(flaw.line, 1);
    set(1, 500, 0, 0);
    line[0].gift = settle.has_paid = true;
    settle.paid = CENT;
    ck_assert_int_eq(mbr_settle(&settle, &flaw), -1);
    set(2, 0, 0, 0);
    line[0].amount = line[1].amount = INT64_MAX;
    ck_assert_int_eq(mbr_settle(&settle, &flaw), -1);
}
END_TEST

/* 10 and 3 x 5 less 3 are 22, so 8.80 and 13.20: a piece of the second is 4.40. */
START_TEST(pieces)
{
    set(2, 1000, 1500, 0);
    line[1].qty = 3 * ONE;
    line[1].refund_qty = ONE;
    line[1].refund = 500 * CENT;
    settle.discount = 300 * CENT;
    check_amounts(880, 1320, 0);
    ck_assert_int_eq(line[1].refund, 440 * CENT);
    ck_assert(!line[1].wholly);
    ck_assert_int_eq(settle.loose, 0);
    set(2, 1000, 1500, 0);
    line[1].refund_qty = 2 * ONE; /* more than there were */
    check_amounts(1000, 1500, 0);
    ck_assert_int_eq(line[1].refund, 1500 * CENT);
    ck_assert(line[1].wholly);
    set(2, 1000, 1500, 0);
    line[1].qty = 0; /* not said: it is one */
    line[1].refund_qty = ONE;
    check_amounts(1000, 1500, 0);
    ck_assert_int_eq(line[1].refund, 1500 * CENT);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("import_settle");
    tcase_add_test(tests, amounts);
    tcase_add_test(tests, refunds);
    tcase_add_test(tests, flaws);
    tcase_add_test(tests, pieces);
    return run_tests("import_settle", tests);
}
