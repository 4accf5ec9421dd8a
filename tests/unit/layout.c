#include "mbr/layout.h"

#include <check.h>

#include "main.h"
#include "mbr/presets.h"

static struct mbr_err err;

/* Why a preset is refused; "" when it is taken. */
static const char *refusal(const char *text)
{
    err.text[0] = '\0';
    struct mbr_layout *layout = mbr_layout_parse("p", mbr_span(text), &err);
    ck_assert_int_eq(layout == NULL, err.text[0] != '\0');
    mbr_layout_free(layout);
    return err.text;
}

START_TEST(a_whole_preset)
{
    struct mbr_layout *layout = mbr_layout_parse(
        "p",
        mbr_span("{\"version\":1,\"name\":\"till\",\"headers\":[\"A\",\"B\"],\"map\":{\"at\":\"A\","
                 "\"member\":2},\"set\":{\"channel\":\"web\"},\"ids\":{\"member\":\"integer\"},"
                 "\"returns\":{\"order\":[\"^C\",\"^R\"]},\"order_by\":[\"member\",\"day\"],"
                 "\"date_order\":\"dmy\",\"decimal\":\"comma\",\"import_ids\":true,"
                 "\"platform\":\"x\"}"),
        &err);
    ck_assert_ptr_nonnull(layout);
    ck_assert_str_eq(layout->name, "till");
    ck_assert_uint_eq(layout->headers.count, 2);
    ck_assert_uint_eq(layout->count, 3);
    ck_assert_str_eq(layout->field[1].field, "member");
    ck_assert_str_eq(layout->field[1].value, "2");
    ck_assert(layout->field[2].constant);
    ck_assert_uint_eq(layout->returns.count, 2);
    ck_assert_str_eq(layout->order_by.name[1], "day");
    ck_assert_int_eq(layout->date_order, MBR_DATE_DMY);
    ck_assert_int_eq(layout->decimal, MBR_MARK_COMMA);
    enum mbr_date_order order;
    ck_assert_int_eq(mbr_layout_date_order("ymd", &order), 0);
    ck_assert_int_eq(order, MBR_DATE_YMD);
    ck_assert_int_eq(mbr_layout_date_order("ydm", &order), -1);
    ck_assert_int_eq(mbr_layout_date_order(NULL, &order), -1);
    ck_assert(layout->ids);
    ck_assert_int_eq(mbr_layout_set(layout, "member", "Card", false, &err), 0);
    ck_assert_uint_eq(layout->count, 3);
    ck_assert_str_eq(layout->field[1].value, "Card");
    mbr_layout_free(layout);
}
END_TEST

START_TEST(several_columns)
{
    struct mbr_layout *layout = mbr_layout_parse(
        "p",
        mbr_span("{\"version\":1,\"headers\":[\"A\",[\"B\",\"金额（元）\"]],\"map\":{\"at\":"
                 "{\"join\":[\"D\",\"T\"]},\"member\":[\"M\",3]},\"zone\":\"Asia/Shanghai\","
                 "\"private\":[\"N\"],\"types\":{\"Sale\":\"purchase\"}}"),
        &err);
    struct mbr_span first[] = {mbr_span("B"), mbr_span("A")};
    struct mbr_span second[] = {mbr_span("Ａ"), mbr_span("金额(元)")};
    struct mbr_span neither[] = {mbr_span("A"), mbr_span("金额")};
    ck_assert_ptr_nonnull(layout);
    ck_assert_uint_eq(layout->headers.count, 2);
    ck_assert(mbr_layout_fits(layout, first, 2));
    ck_assert(mbr_layout_fits(layout, second, 2));
    ck_assert(!mbr_layout_fits(layout, neither, 2));
    ck_assert(layout->field[0].joined);
    ck_assert_str_eq(layout->field[0].columns.name[1], "T");
    ck_assert_str_eq(layout->field[1].columns.name[1], "3");
    ck_assert_str_eq(layout->zone, "Asia/Shanghai");
    ck_assert_str_eq(layout->private.name[0], "N");
    ck_assert_str_eq(mbr_layout_word(&layout->types, mbr_span("ＳＡＬＥ　")), "purchase");
    ck_assert_ptr_null(mbr_layout_word(&layout->types, mbr_span("Sales")));
    ck_assert_ptr_null(layout->orders);
    ck_assert_int_eq(mbr_layout_set(layout, "at", "A", false, &err), 0);
    ck_assert_uint_eq(layout->field[0].columns.count, 0);
    ck_assert(!layout->field[0].joined);
    mbr_layout_free(layout);
}
END_TEST

START_TEST(parts_of_values)
{
    struct mbr_layout *layout = mbr_layout_parse(
        "p",
        mbr_span(
            "{\"version\":1,\"map\":{\"at\":[\"T\",{\"column\":\"N\",\"pattern\":\"^[0-9]{6}\"}],"
            "\"ids.phone\":\"P\",\"consent.mail\":[\"C\"]},\"unless\":{\"ids.phone\":\"G\"},"
            "\"empty\":[\"-\"],\"short_rows\":true,\"types\":{\"Sale*\":\"purchase\","
            "\"Sale back\":\"return\",\"*void\":\"login\",\"*mid*\":\"visit\"}}"),
        &err);
    ck_assert_ptr_nonnull(layout);
    ck_assert_str_eq(layout->field[0].columns.name[1], "N");
    ck_assert_ptr_null(layout->field[0].parts[0]);
    ck_assert_ptr_nonnull(layout->field[0].parts[1]);
    ck_assert_str_eq(layout->field[1].unless, "G");
    ck_assert_str_eq(layout->empty.name[0], "-");
    ck_assert(layout->short_rows);
    ck_assert_str_eq(mbr_layout_word(&layout->types, mbr_span("sale")), "purchase");
    ck_assert_str_eq(mbr_layout_word(&layout->types, mbr_span("Sale at till")), "purchase");
    ck_assert_str_eq(mbr_layout_word(&layout->types, mbr_span("Sale　back")), "return");
    ck_assert_str_eq(mbr_layout_word(&layout->types, mbr_span("is void")), "login");
    ck_assert_str_eq(mbr_layout_word(&layout->types, mbr_span("a mid b")), "visit");
    ck_assert_ptr_null(mbr_layout_word(&layout->types, mbr_span("voi")));
    ck_assert_ptr_null(mbr_layout_word(&layout->types, mbr_span("")));
    mbr_layout_free(layout);
    ck_assert_str_eq(refusal("{\"version\":1,\"unless\":{\"at\":\"G\"}}"),
                     "p: unless: at: not mapped");
    ck_assert_str_eq(refusal("{\"version\":1,\"map\":{\"at\":[{\"column\":\"N\"}]}}"),
                     "p: map: at: not a pattern");
    ck_assert_str_eq(refusal("{\"version\":1,\"orders\":{\"totals\":1}}"),
                     "p: orders: totals: neither true nor false");
    ck_assert_str_eq(refusal("{\"version\":1,\"short_rows\":\"yes\"}"),
                     "p: short_rows: neither true nor false");
    ck_assert_str_eq(refusal("{\"version\":1,\"empty\":\"-\"}"),
                     "p: empty: not an array of strings");
}
END_TEST

START_TEST(orders)
{
    struct mbr_layout *layout = mbr_layout_parse(
        "p",
        mbr_span("{\"version\":1,\"map\":{\"order.paid\":\"P\"},\"orders\":{\"statuses\":{"
                 "\"交易成功\":\"paid\"},\"line_statuses\":{\"x\":\"closed\"},\"lines\":"
                 "[\"staff\"],\"unpack\":{\"split\":\";\",\"columns\":[\"a\",\"b\"]}}}"),
        &err);
    ck_assert_ptr_nonnull(layout);
    ck_assert_ptr_nonnull(layout->orders);
    ck_assert_str_eq(mbr_layout_word(&layout->orders->statuses, mbr_span("交易 成功")), "paid");
    ck_assert_str_eq(layout->orders->lines.name[0], "staff");
    ck_assert_str_eq(layout->orders->split, ";");
    ck_assert_uint_eq(layout->orders->packed.count, 2);
    mbr_layout_free(layout);
    ck_assert(mbr_is_order_field("line.refund"));
    ck_assert(!mbr_is_order_field("order"));
}
END_TEST

START_TEST(bad_presets)
{
    ck_assert_str_eq(refusal("{\"version\":1}"), "");
    ck_assert_str_eq(refusal("{\"version\":2}"),
                     "p: version: newer than this program knows (1): 2");
    ck_assert_str_ne(refusal("{}"), "");
    ck_assert_ptr_nonnull(strstr(refusal("{\"version\":1,\"mapp\":{}}"), "map"));
    ck_assert_str_eq(refusal("{\"version\":1,\"map\":{\"At\":\"A\"}}"),
                     "p: map: not a field of an event: \"At\"");
    ck_assert_str_ne(refusal("{\"version\":1,\"map\":{\"orders\":\"A\"}}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"map\":{\"attr.store\":\"A\"}}"), "");
    ck_assert_str_eq(refusal("{\"version\":1,\"map\":{\"attr.shop\":\"A\"}}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"map\":{\"at\":1.5}}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"map\":[]}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"headers\":[1]}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"headers\":[[]]}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"headers\":[[1]]}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"map\":{\"at\":[]}}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"map\":{\"at\":[true]}}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"map\":{\"at\":{\"join\":[\"a\"],\"x\":1}}}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"map\":{\"order.price\":\"a\"}}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"types\":{\"a\":1}}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"private\":\"a\"}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"zone\":1}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"orders\":[]}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"orders\":{\"status\":{}}}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"columns\":0}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"decimal\":\".\"}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"date_order\":1}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"import_ids\":1}"), "");
    ck_assert_str_ne(refusal("{\"version\":1,\"ids\":{\"member\":\"int\"}}"), "");
    ck_assert_str_eq(refusal("{\"version\":1,\"notes\":{\"name\":[\"a\",\"(\"]}}"),
                     "p: notes: name: bad pattern at byte 1: missing closing parenthesis");
}
END_TEST

START_TEST(built_in)
{
    size_t count = 0;
    for (const struct mbr_preset_text *preset = mbr_preset_texts; preset->name; preset++) {
        struct mbr_layout *layout = mbr_layout_find(preset->name, &err);
        ck_assert_msg(layout != NULL, "%s", err.text);
        ck_assert_str_eq(layout->name, preset->name);
        ck_assert_ptr_nonnull(layout->about);
        mbr_layout_free(layout);
        count++;
    }
    ck_assert_uint_ge(count, 4);
    ck_assert_ptr_null(mbr_layout_find("online-retial", &err));
    ck_assert_ptr_nonnull(strstr(err.text, "did you mean online-retail?"));
    ck_assert_ptr_null(mbr_layout_find("./nowhere.json", &err));
}
END_TEST

/* The header of CDNOW_master.txt, in another order and with one more; then with one missing. */
START_TEST(matching)
{
    struct mbr_span headers[] = {mbr_span("date"), mbr_span("x"), mbr_span("number_of_cds"),
                                 mbr_span("dollar_value"), mbr_span("customer_id")};
    struct mbr_layout *layout;
    ck_assert_int_eq(mbr_layout_match(headers, 5, false, &layout, &err), 0);
    ck_assert_ptr_nonnull(layout);
    ck_assert_str_eq(layout->name, "cdnow");
    mbr_layout_free(layout);
    ck_assert_int_eq(mbr_layout_match(headers, 4, false, &layout, &err), 0);
    ck_assert_ptr_null(layout);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("layout");
    tcase_add_test(tests, a_whole_preset);
    tcase_add_test(tests, several_columns);
    tcase_add_test(tests, parts_of_values);
    tcase_add_test(tests, orders);
    tcase_add_test(tests, bad_presets);
    tcase_add_test(tests, built_in);
    tcase_add_test(tests, matching);
    return run_tests("layout", tests);
}
