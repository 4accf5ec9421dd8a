/* Expected offsets: Python 3.11's zoneinfo, asked for the same instants. */

#include <check.h>

#include "main.h"
#include "mbr/date.h"
#include "mbr/zone.h"

static const struct {
    const char *zone;
    int64_t utc;
    int32_t offset;
} known[] = {
    {"Asia/Shanghai", 678326400, 32400},        /* 1991-07-01, the last summer time there */
    {"Asia/Shanghai", 1717200000, 28800},       /* 2024-06-01 */
    {"Asia/Hong_Kong", 173404800, 32400},       /* 1975-07-01 */
    {"Asia/Kathmandu", 315532800, 19800},       /* 1980-01-01, at +05:30 then */
    {"Europe/London", 13046400, 3600},          /* 1970-06-01, standard time of one hour */
    {"Europe/London", 1711846799, 0},           /* 2024-03-31T00:59:59 */
    {"Europe/London", 1711846800, 3600},        /* a second later */
    {"Europe/London", 2571825600, 3600},        /* 2051-07-01: by the rule */
    {"America/New_York", 2235621599, -14400},   /* 2040-11-04T05:59:59 */
    {"America/New_York", 2235621600, -18000},   /* a second later */
    {"Australia/Lord_Howe", 2840140800, 39600}, /* 2060-01-01: half an hour of summer time, */
    {"Australia/Lord_Howe", 2855865600, 37800}, /* 2060-07-01: which is in December */
    {"Pacific/Apia", 1325239199, -36000},       /* before the day that was left out */
    {"Pacific/Apia", 1325239200, 50400},
    {"UTC", 1717200000, 0},
    {"+05:45", 1717200000, 20700},
    {"-03:30", 1717200000, -12600},
};

START_TEST(offsets)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct mbr_err err;
        struct mbr_zone *zone = mbr_zone_load(known[i].zone, &err);
        ck_assert_msg(zone, "%s: %s", known[i].zone, err.text);
        ck_assert_int_eq(mbr_zone_offset(zone, known[i].utc), known[i].offset);
        mbr_zone_free(zone);
    }
}
END_TEST

static int64_t seconds(const char *local)
{
    uint64_t at;
    ck_assert_int_eq(mbr_at_parse(mbr_span(local), &at), 0);
    return (int64_t)mbr_at_day(at) * 86400 + mbr_at_second(at);
}

static const struct {
    const char *zone, *local;
    enum mbr_zone_wall wall;
    int32_t offset;
} walls[] = {
    {"Europe/Berlin", "2024-03-31T01:59:59", MBR_ZONE_ONCE, 3600},
    {"Europe/Berlin", "2024-03-31T02:00:00", MBR_ZONE_GAP, 3600},
    {"Europe/Berlin", "2024-03-31T02:59:59", MBR_ZONE_GAP, 3600},
    {"Europe/Berlin", "2024-03-31T03:00:00", MBR_ZONE_ONCE, 7200},
    {"Europe/Berlin", "2024-10-27T01:59:59", MBR_ZONE_ONCE, 7200},
    {"Europe/Berlin", "2024-10-27T02:00:00", MBR_ZONE_TWICE, 7200},
    {"Europe/Berlin", "2024-10-27T02:59:59", MBR_ZONE_TWICE, 7200},
    {"Europe/Berlin", "2024-10-27T03:00:00", MBR_ZONE_ONCE, 3600},
    {"America/New_York", "2024-11-03T01:30:00", MBR_ZONE_TWICE, -14400},
    {"Pacific/Apia", "2011-12-29T23:59:59", MBR_ZONE_ONCE, -36000},
    {"Pacific/Apia", "2011-12-30T12:00:00", MBR_ZONE_GAP, -36000},
    {"Pacific/Apia", "2011-12-31T00:00:00", MBR_ZONE_ONCE, 50400},
    {"Asia/Shanghai", "2024-02-29T12:00:00", MBR_ZONE_ONCE, 28800},
};

START_TEST(on_the_wall)
{
    for (size_t i = 0; i < sizeof walls / sizeof *walls; i++) {
        struct mbr_err err;
        int32_t offset;
        struct mbr_zone *zone = mbr_zone_load(walls[i].zone, &err);
        ck_assert_msg(zone, "%s: %s", walls[i].zone, err.text);
        ck_assert_int_eq(mbr_zone_wall(zone, seconds(walls[i].local), &offset), walls[i].wall);
        ck_assert_int_eq(offset, walls[i].offset);
        mbr_zone_free(zone);
    }
}
END_TEST

/* "Asia" is a directory of the database, "zone.tab" a text. */
static const char *const wrong[] = {"",      "Asia/Shangai",   "../etc/passwd", "/etc/localtime",
                                    "Asia",  "Asia//Shanghai", "Asia/",         "zone.tab",
                                    "+8:00", "+15:00",         "+08:60",        "8"};

START_TEST(no_zones)
{
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct mbr_err err;
        ck_assert_msg(!mbr_zone_load(wrong[i], &err), "%s", wrong[i]);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("zone");
    tcase_add_test(tests, offsets);
    tcase_add_test(tests, on_the_wall);
    tcase_add_test(tests, no_zones);
    return run_tests("zone", tests);
}
