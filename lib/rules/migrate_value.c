#include "mbr/number.h"
#include "mbr/order.h"
#include "mbr/value.h"
#include "migrate_job.h"

#define MOST_CUTS 1000
#define NO_VALUE '\xff' /* begins what mbr_put_order puts last */

int mbr_migrate_cuts_read(struct migrate_cuts *cuts, const struct mbr_list *list,
                          struct mbr_err *err)
{
    if (list->count > MOST_CUTS)
        return mbr_err_set(err, "--cuts: more than %d", MOST_CUTS);
    cuts->at = mbr_calloc(list->count + 1, sizeof *cuts->at);
    for (size_t i = 0; i < list->count; i++) {
        struct mbr_span text = mbr_span(list->item[i]);
        if (mbr_double_parse(text, &cuts->at[i]) < 0)
            return mbr_err_value(err, "--cuts", "not a number", text);
        cuts->at[i] += 0.0; /* -0 is 0 */
        if (i && cuts->at[i] <= cuts->at[i - 1])
            return mbr_err_value(err, "--cuts", "not greater than the one before", text);
    }
    cuts->count = list->count;
    return 0;
}

void mbr_migrate_value_init(struct migrate_value *value, enum migrate_class class)
{
    *value = (struct migrate_value){0};
    mbr_put_char(&value->order, (char)class);
    if (class != MIGRATE_VALUE)
        mbr_put_text(&value->spelled, class == MIGRATE_NEW ? "\"(new)\"" : "\"(gone)\"");
}

void mbr_migrate_value_free(struct migrate_value *value)
{
    mbr_buf_free(&value->order);
    mbr_buf_free(&value->spelled);
}

/* "<1", "1..<100", ">=100" */
static void put_range(struct migrate_value *value, const struct migrate_cuts *cuts, double number)
{
    struct mbr_buf *to = &value->spelled;
    size_t i = 0;
    while (i < cuts->count && number >= cuts->at[i])
        i++;
    mbr_put_char(&value->order, (char)(i >> 8));
    mbr_put_char(&value->order, (char)i);
    mbr_put_text(to, i == 0 ? "\"<" : i == cuts->count ? "\">=" : "\"");
    if (i)
        mbr_put_double(to, cuts->at[i - 1]);
    if (i && i < cuts->count)
        mbr_put_text(to, "..<");
    if (i < cuts->count)
        mbr_put_double(to, cuts->at[i]);
    mbr_put_char(to, '"');
}

static int read_number(struct migrate_value *value, const struct mbr_json *json, const char *name,
                       const struct migrate_cuts *cuts, struct mbr_err *err)
{
    struct mbr_buf none = {0};
    double number;
    if (mbr_double_parse(json->raw, &number) < 0)
        return mbr_err_json(err, name, "number too large", json->raw);
    number += 0.0; /* -0 is 0 */
    if (cuts->count) {
        put_range(value, cuts, number);
        return 0;
    }
    mbr_put_double(&value->spelled, number);
    return mbr_put_order(&value->order, json, false, &none);
}

/* What an object says is that it is there: of tags, that the member has them. */
static int read_object(struct migrate_value *value, struct mbr_buf *scratch)
{
    static const struct mbr_json yes = {
        .raw = {"\"yes\"", 5}, .kind = MBR_JSON_STRING, .plain = true};
    mbr_put_span(&value->spelled, yes.raw);
    return mbr_put_order(&value->order, &yes, false, scratch);
}

static int read_text(struct migrate_value *value, const struct mbr_json *json, const char *name,
                     struct mbr_buf *scratch, struct mbr_err *err)
{
    struct mbr_span text = {0};
    scratch->n = 0;
    if (mbr_value_text(json, name, scratch, &text, err) < 0)
        return -1;
    mbr_put_string(&value->spelled, text);
    return mbr_put_order(&value->order, json, false, scratch);
}

int mbr_migrate_value_read(struct migrate_value *value, const struct mbr_json *json,
                           const char *name, const struct migrate_cuts *cuts,
                           struct mbr_buf *scratch, struct mbr_err *err)
{
    value->order.n = 1;
    value->spelled.n = 0;
    if (json->kind == MBR_JSON_ABSENT || json->kind == MBR_JSON_NULL) {
        mbr_put_char(&value->order, NO_VALUE);
        mbr_put_text(&value->spelled, "\"(none)\"");
        return 0;
    }
    if (json->kind == MBR_JSON_NUMBER)
        return read_number(value, json, name, cuts, err);
    if (cuts->count)
        return mbr_err_json(err, name, "not a number, as --cuts need", json->raw);
    if (json->kind == MBR_JSON_STRING)
        return read_text(value, json, name, scratch, err);
    if (json->kind == MBR_JSON_OBJECT)
        return read_object(value, scratch);
    if (json->kind == MBR_JSON_ARRAY)
        return mbr_err_json(err, name, "not a text, a number, true or false", json->raw);
    mbr_put_span(&value->spelled, json->raw);
    return mbr_put_order(&value->order, json, false, scratch);
}
