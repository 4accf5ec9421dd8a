#include "mbr/datetext.h"

#include <check.h>

#include "main.h"
#include "mbr/date.h"

static char text_of[MBR_AT_SIZE + 1];

/* The time as an ISO 8601 text, or why it is none. */
static const char *read_as(const char *text, enum mbr_date_order order)
{
    uint64_t at;
    const char *what;
    if (mbr_datetext_parse(mbr_span(text), order, &at, &what) < 0)
        return what;
    text_of[mbr_at_write(text_of, at)] = '\0';
    return text_of;
}

static void ck_reads(const char *text, const char *want)
{
    ck_assert_str_eq(read_as(text, MBR_DATE_OPEN), want);
}

/* Spellings of shops' exports: Online Retail, CDNOW, Taobao, Shopify, Loyverse, Square. */
START_TEST(layouts)
{
    ck_reads("2010-12-01 08:26:00", "2010-12-01T08:26:00");
    ck_reads("19970101", "1997-01-01");
    ck_reads("2024/3/9 7:05", "2024-03-09T07:05:00");
    ck_reads("2024年11月1日 20:00:01", "2024-11-01T20:00:01");
    ck_reads("2025-10-07 09:50:26 +0200", "2025-10-07T09:50:26+02:00");
    ck_reads("7/28/26 1:33 PM", "2026-07-28T13:33:00");
    ck_reads("31/12/2025 14:05", "2025-12-31T14:05:00");
    ck_reads("2024-02-29T12:00:00.999Z", "2024-02-29T12:00:00+00:00");
    ck_reads("20240229235959", "2024-02-29T23:59:59");
    ck_reads("3.4.2024", "2024-04-03");
    ck_reads("5/5/2024, 12:00 AM", "2024-05-05T00:00:00");
    ck_reads("2024-05-05 12:30 pm", "2024-05-05T12:30:00");
    ck_reads("2024-05-05 10:00-05", "2024-05-05T10:00:00-05:00");
}
END_TEST

START_TEST(refused)
{
    static const char *const texts[] = {"",
                                        "x",
                                        "2024-02-30",
                                        "2023-02-29",
                                        "2024-13-01",
                                        "2024-1/1",
                                        "13/13/2024",
                                        "2024-01-01 24:00",
                                        "2024-01-01 1:60",
                                        "2024-01-01 ",
                                        "2024-01-01T",
                                        "1/2/123",
                                        "2024-01-01 13:00 PM",
                                        "2024-01-01 1:1",
                                        "2024-01-01x",
                                        "2024",
                                        "202401",
                                        "2024-01-01 10:00+25:00",
                                        "9999",
                                        "60000",
                                        "45292x",
                                        "4529.2",
                                        "-1/2/2024"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        ck_assert_msg(strcmp(read_as(texts[i], MBR_DATE_DMY), "not a date") == 0, "%s", texts[i]);
}
END_TEST

/* 45292 is 2024-01-01 in a spreadsheet. */
START_TEST(day_numbers)
{
    ck_reads("45292", "not a date (a spreadsheet's day number?)");
    ck_reads("45292.375", "not a date (a spreadsheet's day number?)");
}
END_TEST

START_TEST(year_first)
{
    ck_assert_str_eq(read_as("24/3/09 7:05", MBR_DATE_YMD), "2024-03-09T07:05:00");
    ck_assert_str_eq(read_as("99.12.31", MBR_DATE_YMD), "1999-12-31");
    ck_assert_str_eq(read_as("2024-03-09", MBR_DATE_YMD), "2024-03-09");
    ck_assert_str_eq(read_as("20240309", MBR_DATE_YMD), "2024-03-09");
    ck_assert_str_eq(read_as("240309", MBR_DATE_YMD), "2024-03-09");
    ck_assert_str_eq(read_as("691231", MBR_DATE_YMD), "1969-12-31");
    ck_assert_str_eq(read_as("240230", MBR_DATE_YMD), "not a date");
    ck_assert_str_eq(read_as("240309", MBR_DATE_DMY), "not a date");
    ck_assert_str_eq(read_as("9/3/2024", MBR_DATE_YMD), "not a date");
    ck_assert_str_eq(read_as("24/13/9", MBR_DATE_YMD), "not a date");
    ck_assert_str_eq(read_as("24/2/30", MBR_DATE_YMD), "not a date");
}
END_TEST

START_TEST(orders)
{
    ck_reads("3/4/2011", "ambiguous day and month (see --date-order)");
    ck_reads("4/4/2011", "2011-04-04");
    ck_assert_str_eq(read_as("3/4/2011", MBR_DATE_DMY), "2011-04-03");
    ck_assert_str_eq(read_as("3/4/2011", MBR_DATE_MDY), "2011-03-04");
    ck_assert_str_eq(read_as("13/4/2011", MBR_DATE_MDY), "not a date");
    ck_assert_int_eq(mbr_datetext_says(mbr_span("13/4/2011")), MBR_DATETEXT_DMY);
    ck_assert_int_eq(mbr_datetext_says(mbr_span("4/13/2011")), MBR_DATETEXT_MDY);
    ck_assert_int_eq(mbr_datetext_says(mbr_span("3/4/2011")), MBR_DATETEXT_EITHER);
    ck_assert_int_eq(mbr_datetext_says(mbr_span("2011-03-04")), MBR_DATETEXT_CLEAR);
    ck_assert_int_eq(mbr_datetext_says(mbr_span("tea")), MBR_DATETEXT_NOTHING);
}
END_TEST

/* POSIX strptime(3): 69 to 99 are of the last century, 00 to 68 of this one. */
START_TEST(short_years)
{
    ck_reads("31/1/68", "2068-01-31");
    ck_reads("31/1/69", "1969-01-31");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("datetext");
    tcase_add_test(tests, layouts);
    tcase_add_test(tests, refused);
    tcase_add_test(tests, day_numbers);
    tcase_add_test(tests, year_first);
    tcase_add_test(tests, orders);
    tcase_add_test(tests, short_years);
    return run_tests("datetext", tests);
}
