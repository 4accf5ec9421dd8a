#include "../../lib/model/import_guess.h"

#include <check.h>

#include "main.h"

static struct mbr_import_tally tally;

/* What a column of these values looks like; they are parted by '|'. */
static enum mbr_import_looks looks(const char *values)
{
    tally = (struct mbr_import_tally){.values = 0};
    for (;; values++) {
        size_t n = strcspn(values, "|");
        mbr_import_tally_add(&tally, (struct mbr_span){values, n});
        values += n;
        if (!*values)
            return mbr_import_looks(&tally);
    }
}

START_TEST(values)
{
    ck_assert_int_eq(looks(""), MBR_IMPORT_LOOKS_EMPTY);
    ck_assert_int_eq(looks("2024-01-01||2024-02-01"), MBR_IMPORT_LOOKS_DAY);
    ck_assert_int_eq(looks("19970101|19970118"), MBR_IMPORT_LOOKS_DAY);
    ck_assert_int_eq(looks("13.05.2024 09:12|"), MBR_IMPORT_LOOKS_TIME);
    ck_assert_int_eq(looks("20240513091200"), MBR_IMPORT_LOOKS_TIME);
    ck_assert_int_eq(looks("1|-1|0|12"), MBR_IMPORT_LOOKS_WHOLE);
    ck_assert_int_eq(looks("1|2.50|3"), MBR_IMPORT_LOOKS_MONEY);
    ck_assert_int_eq(looks("9,00 €|-1.012,50 €"), MBR_IMPORT_LOOKS_MONEY);
    ck_assert_int_eq(looks("00004|00018"), MBR_IMPORT_LOOKS_ID);
    ck_assert_int_eq(looks("13800000001|13900000002"), MBR_IMPORT_LOOKS_ID);
    ck_assert_int_eq(looks("85123A|T1"), MBR_IMPORT_LOOKS_ID);
    ck_assert_int_eq(looks("Green tea|T1"), MBR_IMPORT_LOOKS_TEXT);
    ck_assert_int_eq(looks("茶|水"), MBR_IMPORT_LOOKS_TEXT);
}
END_TEST

START_TEST(date_orders)
{
    looks("3/4/2024|5/6/2024");
    ck_assert(mbr_import_order_open(&tally));
    looks("3/4/2024|13/6/2024");
    ck_assert(!mbr_import_order_open(&tally));
    looks("6/13/2024|13/6/2024");
    ck_assert(mbr_import_order_open(&tally));
    looks("2024-03-04");
    ck_assert(!mbr_import_order_open(&tally));
}
END_TEST

/* The headers of a table, the kinds of its columns (day, time, whole number, money, id, word), and
   the fields that they should be; "-" for none. */
static void ck_guess(const char *const *headers, const char *kinds, const char *const *fields)
{
    static const char letters[] = "-dtwmix";
    size_t columns = strlen(kinds);
    struct mbr_names names = {.name = (char **)(uintptr_t)headers, .count = columns};
    enum mbr_import_looks kind[16] = {MBR_IMPORT_LOOKS_EMPTY};
    const char *field[16];
    for (size_t i = 0; i < columns; i++)
        kind[i] = (enum mbr_import_looks)(strchr(letters, kinds[i]) - letters);
    mbr_import_guess(kind, headers ? &names : NULL, columns, field);
    for (size_t i = 0; i < columns; i++)
        ck_assert_str_eq(field[i] ? field[i] : "-", fields[i]);
}

/* Headers as in Online Retail and in exports of Taobao; the order's date is no order. */
START_TEST(fields)
{
    ck_guess((const char *const[]){"InvoiceNo", "StockCode", "Description", "Quantity",
                                   "InvoiceDate", "UnitPrice", "CustomerID", "Country"},
             "wixwtmwx",
             (const char *const[]){"order", "item", "name", "qty", "at", "price", "member",
                                   "attr.country"});
    ck_guess((const char *const[]){"order_date", "order_id", "updated", "note"}, "diim",
             (const char *const[]){"at", "order", "-", "amount"});
    ck_guess((const char *const[]){"订单编号", "买家会员名", "下单时间", "实付金额", "宝贝标题"},
             "ixtmx", (const char *const[]){"order", "member", "at", "amount", "item"});
    ck_guess(
        (const char *const[]){"Bon-Nr", "Datum", "Uhrzeit", "Karte", "Menge", "Einzelpreis",
                              "Betrag"},
        "wdixwmm",
        (const char *const[]){"order", "at", MBR_IMPORT_CLOCK, "member", "qty", "price", "amount"});
    ck_guess((const char *const[]){"day", "Refunded Amount", "Discount Amount", "退款金额", "Tax"},
             "dmmmm", (const char *const[]){"at", "-", "discount", "-", "-"});
    ck_guess(NULL, "iidwm", (const char *const[]){"member", "-", "at", "-", "amount"});
    ck_guess((const char *const[]){"a"}, "x", (const char *const[]){"-"});
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("import_guess");
    tcase_add_test(tests, values);
    tcase_add_test(tests, date_orders);
    tcase_add_test(tests, fields);
    return run_tests("import_guess", tests);
}
