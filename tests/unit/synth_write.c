#include "mbr/synth_write.h"

#include <check.h>

#include "main.h"

#define DAY_2023 19358

static const struct mbr_synth_item item[] = {
    {.sku = "TEA-001", .name = "A", .category = "tea", .brand = "Altiva", .unit = "g"},
    {.sku = "COF-180", .name = "B", .category = "coffee", .brand = "Bo \"B\"", .unit = "g"},
};
static const struct mbr_synth_line line[] = {{.item = 0, .qty = 12, .price = 1005, .list = 1005},
                                             {.item = 1, .qty = 1, .price = 900, .list = 1000}};

static const char *text_of(struct mbr_buf *to)
{
    mbr_put_char(to, '\0');
    return to->p;
}

static struct mbr_synth_writer writer_of_day(int32_t day)
{
    struct mbr_synth_writer writer;
    mbr_synth_writer_init(&writer, item, 2);
    mbr_synth_writer_day(&writer, day);
    return writer;
}

START_TEST(csv)
{
    struct mbr_synth_writer writer = writer_of_day(DAY_2023);
    struct mbr_synth_event event = {.member = 9999998, .order = 1, .second = 3661, .store = 7};
    struct mbr_buf to = {0};
    mbr_synth_csv_begin(&writer, &event);
    mbr_synth_csv_line(&writer, &to, &event, &line[0]);
    mbr_put_char(&to, '\n');
    event = (struct mbr_synth_event){.kind = MBR_SYNTH_RETURN,
                                     .member = 9999999,
                                     .order = 90000000,
                                     .second = 86399,
                                     .channel = MBR_SYNTH_WEB};
    mbr_synth_csv_begin(&writer, &event);
    mbr_synth_csv_line(&writer, &to, &event, &line[0]);
    ck_assert_str_eq(text_of(&to),
                     "10000001,M9999999,2023-01-01T01:01:01,TEA-001,tea,Altiva,12,10.05,store,S07\n"
                     "100000000,M10000000,2023-01-01T23:59:59,TEA-001,tea,Altiva,-12,10.05,web,");
    mbr_buf_free(&to);
    mbr_synth_writer_free(&writer);
}
END_TEST

START_TEST(unknown_member)
{
    struct mbr_synth_writer writer = writer_of_day(DAY_2023);
    struct mbr_synth_event event = {.member = MBR_SYNTH_NOBODY,
                                    .order = 1,
                                    .store = 12,
                                    .shows = MBR_SYNTH_SHOWS_PHONE,
                                    .campaign = 202301};
    struct mbr_synth_person person = {.phone = 42};
    struct mbr_buf to = {0};
    mbr_synth_put_event(&writer, &to, &event, &line[1], &person);
    ck_assert_str_eq(text_of(&to),
                     "{\"type\":\"purchase\",\"at\":\"2023-01-01T00:00:00\",\"channel\":\"store\","
                     "\"store\":\"S12\",\"campaign\":\"c202301\",\"currency\":\"CNY\","
                     "\"order\":\"10000001\",\"item\":\"COF-180\",\"qty\":1,\"price\":9,"
                     "\"list\":10,\"discount\":1,\"ids\":{\"phone\":\"+999000000042\"}}");
    mbr_buf_free(&to);
    mbr_synth_writer_free(&writer);
}
END_TEST

START_TEST(item_texts_are_escaped)
{
    struct mbr_buf to = {0};
    mbr_synth_put_item(&to, &item[1]);
    ck_assert_ptr_nonnull(strstr(text_of(&to), "\"brand\":\"Bo \\\"B\\\"\","));
    mbr_buf_free(&to);
}
END_TEST

/* The lines of an order, each ended; CSV has none for what is no order. */
START_TEST(whole_lines)
{
    struct mbr_synth_writer writer = writer_of_day(DAY_2023);
    struct mbr_synth_event order = {.order = 1, .lines = 2}, visit = {.kind = MBR_SYNTH_VISIT};
    struct mbr_synth_person person = {0};
    struct mbr_out out = {0};
    struct mbr_err err;
    writer.csv = true;
    ck_assert_int_eq(mbr_synth_write_head(&writer, &out, &err), 0);
    ck_assert_int_eq(mbr_synth_write_event(&writer, &out, &visit, NULL, &person, &err), 0);
    ck_assert_int_eq(mbr_synth_write_event(&writer, &out, &order, line, &person, &err), 0);
    ck_assert_str_eq(text_of(&out.buf), MBR_SYNTH_CSV_HEADER
                     "\n"
                     "10000001,M0000001,2023-01-01T00:00:00,TEA-001,tea,Altiva,12,10.05,store,\n"
                     "10000001,M0000001,2023-01-01T00:00:00,COF-180,coffee,Bo \"B\",1,9.00,store,"
                     "\n");
    out.buf.n = out.whole = 0;
    writer.csv = false;
    ck_assert_int_eq(mbr_synth_write_event(&writer, &out, &visit, NULL, &person, &err), 0);
    ck_assert_int_eq(mbr_synth_write_event(&writer, &out, &order, line, &person, &err), 0);
    size_t ends = 0;
    for (size_t i = 0; i < out.buf.n; i++)
        ends += out.buf.p[i] == '\n';
    ck_assert_uint_eq(ends, 3);
    ck_assert_int_eq(out.buf.p[out.buf.n - 1], '\n');
    mbr_buf_free(&out.buf);
    mbr_synth_writer_free(&writer);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("synth_write");
    tcase_add_test(tests, csv);
    tcase_add_test(tests, unknown_member);
    tcase_add_test(tests, item_texts_are_escaped);
    tcase_add_test(tests, whole_lines);
    return run_tests("synth_write", tests);
}
