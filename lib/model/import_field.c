#include "import_field.h"

#include <stdlib.h>

#include "mbr/near.h"

/* The fields that have a place or a kind of their own; all others are text, behind these. */
static const struct {
    const char *name;
    enum mbr_import_kind kind;
} known[MBR_IMPORT_RANKS] = {
    {"type", MBR_IMPORT_TYPE},       {"at", MBR_IMPORT_AT},
    {"member", MBR_IMPORT_ID},       {"channel", MBR_IMPORT_TEXT},
    {"store", MBR_IMPORT_ID},        {"staff", MBR_IMPORT_ID},
    {"campaign", MBR_IMPORT_TEXT},   {"currency", MBR_IMPORT_CURRENCY},
    {"id", MBR_IMPORT_ID},           {"ids", MBR_IMPORT_JSON},
    {"order", MBR_IMPORT_ID},        {"item", MBR_IMPORT_ID},
    {"qty", MBR_IMPORT_SIGNED},      {"price", MBR_IMPORT_AMOUNT},
    {"amount", MBR_IMPORT_SIGNED},   {"list", MBR_IMPORT_AMOUNT},
    {"discount", MBR_IMPORT_SIGNED}, {"coupon", MBR_IMPORT_ID},
    {"gift", MBR_IMPORT_FLAG},       {"to", MBR_IMPORT_ID},
    {"points", MBR_IMPORT_AMOUNT},   {"value", MBR_IMPORT_AMOUNT},
    {"cost", MBR_IMPORT_AMOUNT},     {"until", MBR_IMPORT_AT},
    {"rating", MBR_IMPORT_NUMBER},   {"lat", MBR_IMPORT_NUMBER},
    {"lon", MBR_IMPORT_NUMBER},      {"granted", MBR_IMPORT_FLAG},
};

static const struct {
    const char *name;
    enum mbr_import_kind kind;
} known_attrs[] = {
    {"birthday", MBR_IMPORT_AT},
    {"joined", MBR_IMPORT_AT},
    {"lat", MBR_IMPORT_NUMBER},
    {"lon", MBR_IMPORT_NUMBER},
};

/* What the gathering of orders reads and no event has. */
static const struct {
    const char *name;
    enum mbr_import_kind kind;
} known_orders[] = {
    {"line", MBR_IMPORT_ID},
    {"order.status", MBR_IMPORT_TEXT},
    {"order.paid", MBR_IMPORT_AMOUNT},
    {"order.postage", MBR_IMPORT_AMOUNT},
    {"order.discount", MBR_IMPORT_SIGNED},
    {"order.refund", MBR_IMPORT_SIGNED},
    {"order.refund_at", MBR_IMPORT_AT},
    {"order.paid_at", MBR_IMPORT_AT},
    {"order.cancelled_at", MBR_IMPORT_AT},
    {"order.qty", MBR_IMPORT_AMOUNT},
    {"line.gross", MBR_IMPORT_SIGNED},
    {"line.postage", MBR_IMPORT_AMOUNT},
    {"line.refund", MBR_IMPORT_SIGNED},
    {"line.refund_qty", MBR_IMPORT_AMOUNT},
    {"line.refund_at", MBR_IMPORT_AT},
    {"line.status", MBR_IMPORT_TEXT},
};

void mbr_import_list_add(struct mbr_import_list *list, struct mbr_import_field *field)
{
    list->field = mbr_grow(list->field, &list->cap, list->count + 1, sizeof(void *));
    list->field[list->count++] = field;
}

static int rank_of(const char *name)
{
    size_t i = 0;
    while (i < MBR_IMPORT_RANKS && strcmp(known[i].name, name) != 0)
        i++;
    return (int)i;
}

static bool classify_order(struct mbr_import_field *field, const char *full)
{
    for (size_t i = 0; i < sizeof known_orders / sizeof known_orders[0]; i++) {
        if (strcmp(known_orders[i].name, full) != 0)
            continue;
        field->place = MBR_IMPORT_NOWHERE;
        field->kind = known_orders[i].kind;
        return true;
    }
    return false;
}

static void classify(struct mbr_import_field *field, const char *full, bool book)
{
    int fact = mbr_import_fact_number(full);
    field->full = field->name = full;
    if (book && classify_order(field, full)) {
        field->rank = MBR_IMPORT_RANKS;
    } else if (strncmp(full, "attr.", 5) == 0) {
        field->place = MBR_IMPORT_ATTR;
        field->name = full + 5;
        for (size_t i = 0; i < sizeof known_attrs / sizeof known_attrs[0]; i++)
            if (strcmp(known_attrs[i].name, field->name) == 0)
                field->kind = known_attrs[i].kind;
    } else if (strncmp(full, "consent.", 8) == 0) {
        field->place = MBR_IMPORT_ATTR;
        field->name = full + 8;
        field->kind = MBR_IMPORT_FLAG;
        field->consent = true;
    } else if (strncmp(full, "ids.", 4) == 0) {
        field->place = MBR_IMPORT_IDS;
        field->name = full + 4;
        field->kind = MBR_IMPORT_ID;
    } else if (fact >= 0) {
        field->place = MBR_IMPORT_FACT;
        field->rank = fact;
        field->kind = strcmp(full, "size") == 0 ? MBR_IMPORT_NUMBER : MBR_IMPORT_TEXT;
    } else {
        field->rank = rank_of(full);
        field->kind = field->rank < MBR_IMPORT_RANKS ? known[field->rank].kind : MBR_IMPORT_TEXT;
    }
    field->quoted = field->kind <= MBR_IMPORT_AT;
    field->escape = field->kind <= MBR_IMPORT_ID ? MBR_IMPORT_AS_ROW : MBR_IMPORT_ESCAPED;
}

/* The bytes before the value, with room behind them for copies of a fixed length. */
static void set_prefix(struct mbr_import_field *field)
{
    struct mbr_buf text = {0};
    mbr_put_format(&text, ",\"%s\":%s", field->name, field->quoted ? "\"" : "");
    memset(mbr_buf_room(&text, MBR_IMPORT_SLACK), 0, MBR_IMPORT_SLACK);
    field->prefix = text.p;
    field->prefix_n = text.n;
}

void mbr_import_field_set(struct mbr_import_field *field, const char *full, bool book)
{
    classify(field, full, book);
    field->title = full;
    field->column = field->unless = MBR_IMPORT_NO_COLUMN;
    set_prefix(field);
}

void mbr_import_field_constant(struct mbr_import_field *field, const char *value)
{
    size_t n = strlen(value);
    field->escape = MBR_IMPORT_ESCAPED;
    field->constant = mbr_alloc(n + 1 + MBR_IMPORT_SLACK);
    memset(field->constant, 0, n + 1 + MBR_IMPORT_SLACK);
    memcpy(field->constant, value, n);
}

void mbr_import_field_free(struct mbr_import_field *field)
{
    for (size_t i = 0; field->parts && i < field->sources; i++)
        mbr_pattern_free(field->parts[i]);
    free(field->parts);
    free(field->source);
    free(field->prefix);
    free(field->constant);
    free(field->joint);
    mbr_buf_free(&field->made);
    mbr_buf_free(&field->picked);
    mbr_buf_free(&field->cleaned);
    *field = (struct mbr_import_field){0};
}

bool mbr_import_takes(const struct mbr_import_field *field, size_t column)
{
    for (size_t i = 0; i < field->sources; i++)
        if (field->source[i] == column)
            return true;
    return field->column == column;
}

int mbr_import_no_column(const struct mbr_names *titles, const char *name, struct mbr_err *err)
{
    size_t count = titles->count;
    const char **names = mbr_calloc(count + 1, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = titles->name[i];
    const char *near = mbr_near(name, names);
    free(names);
    return mbr_err_set(err, "no column \"%s\"%s%s%s", name, near ? " (did you mean \"" : "",
                       near ? near : "", near ? "\"?)" : "");
}

static int set_sources(struct mbr_import_field *field, const struct mbr_layout_field *from,
                       const struct mbr_names *titles, struct mbr_err *err)
{
    const struct mbr_names *columns = &from->columns;
    field->source = mbr_calloc(columns->count, sizeof *field->source);
    field->parts = mbr_calloc(columns->count, sizeof *field->parts);
    field->joined = from->joined;
    field->titles = titles->name;
    for (size_t i = 0; i < columns->count; i++) {
        size_t column = mbr_import_column(titles, columns->name[i]);
        struct mbr_pattern *part = from->parts ? from->parts[i] : NULL;
        if (column == MBR_IMPORT_NO_COLUMN && from->joined)
            return mbr_import_no_column(titles, columns->name[i], err);
        if (column == MBR_IMPORT_NO_COLUMN)
            continue;
        field->source[field->sources++] = column;
        if (part && !(field->parts[field->sources - 1] = mbr_pattern_copy(part, err)))
            return -1;
    }
    if (field->sources)
        field->column = field->source[0];
    return 0;
}

/* For errors: which of the columns is at fault is not known. */
static const char *name_joined(struct mbr_import_field *field)
{
    struct mbr_buf text = {0};
    for (size_t i = 0; i < field->sources; i++)
        mbr_put_format(&text, "%s%s", i ? "+" : "", field->titles[field->source[i]]);
    field->joint = mbr_memdup(text.p, text.n);
    mbr_buf_free(&text);
    return field->joint;
}

int mbr_import_field_columns(struct mbr_import_field *field, const struct mbr_layout_field *from,
                             const struct mbr_names *titles, struct mbr_err *err)
{
    if (from->columns.count) {
        if (set_sources(field, from, titles, err) < 0)
            return -1;
    } else {
        field->column = mbr_import_column(titles, from->value);
        if (field->column == MBR_IMPORT_NO_COLUMN)
            return mbr_import_no_column(titles, from->value, err);
    }
    if (field->column == MBR_IMPORT_NO_COLUMN)
        return 0;
    field->title = titles->name[field->column];
    if (field->joined && field->sources > 1)
        field->title = name_joined(field);
    return 1;
}
