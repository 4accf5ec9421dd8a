#include "mbr/basket_gather.h"

#include <check.h>

#include "main.h"
#include "mbr/buf.h"

/* Two members; the first has bought item 3 and 2 in an order, on two days,
   and 0 on the second of them in another order; the second item 1 in two orders of a day. */
static void gather_two(struct mbr_basket_gather *gather)
{
    struct mbr_bought first[] = {{3, 0, 10}, {2, 0, 11}, {3, 0, 11}, {0, 1, 11}};
    struct mbr_bought second[] = {{1, 0, 7}, {1, 1, 7}};
    mbr_basket_gather_begin(gather);
    mbr_basket_gather_add(gather, first, 4, 20);
    mbr_basket_gather_add(gather, NULL, 0, 21);
    mbr_basket_gather_add(gather, second, 2, 22);
}

/* "day:item,item day:item | …", a member after another. */
static void ck_baskets(enum mbr_basket_by by, const char *expected)
{
    struct mbr_basket_gather gather = {.by = by};
    struct mbr_buf text = {0};
    gather_two(&gather);
    const struct mbr_baskets *baskets = &gather.baskets;
    for (uint32_t member = 0; member < baskets->members; member++) {
        mbr_put_text(&text, member ? "|" : "");
        for (size_t b = baskets->basket[member]; b < baskets->basket[member + 1]; b++) {
            mbr_put_format(&text, " %d:", (int)baskets->day[b]);
            for (size_t i = baskets->entry[b]; i < baskets->entry[b + 1]; i++)
                mbr_put_format(&text, "%u,", baskets->item[i]);
        }
    }
    mbr_put_char(&text, '\0');
    ck_assert_str_eq(text.p, expected);
    ck_assert_uint_eq(baskets->items, 4);
    ck_assert_int_eq(gather.as_of[0], 20);
    ck_assert_int_eq(gather.as_of[1], 22);
    mbr_buf_free(&text);
    mbr_basket_gather_free(&gather);
}

START_TEST(orders)
{
    ck_baskets(MBR_BASKET_ORDER, " 10:2,3, 11:0,| 7:1, 7:1,");
}
END_TEST

START_TEST(days)
{
    ck_baskets(MBR_BASKET_MEMBER_DAY, " 10:3, 11:0,2,3,| 7:1,");
}
END_TEST

START_TEST(members)
{
    ck_baskets(MBR_BASKET_MEMBER, " 10:0,2,3,| 7:1,");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("basket_gather");
    tcase_add_test(tests, orders);
    tcase_add_test(tests, days);
    tcase_add_test(tests, members);
    return run_tests("basket_gather", tests);
}
