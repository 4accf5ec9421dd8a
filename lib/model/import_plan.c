#include "import_plan.h"

#include <stdlib.h>

#include "mbr/json.h"
#include "mbr/near.h"

/* The fields that have a place or a kind of their own; all others are text, behind these. */
static const struct {
    const char *name;
    enum mbr_import_kind kind;
} known[] = {
    {"type", MBR_IMPORT_TYPE},     {"at", MBR_IMPORT_AT},           {"member", MBR_IMPORT_ID},
    {"channel", MBR_IMPORT_TEXT},  {"store", MBR_IMPORT_ID},        {"staff", MBR_IMPORT_ID},
    {"campaign", MBR_IMPORT_TEXT}, {"currency", MBR_IMPORT_TEXT},   {"id", MBR_IMPORT_ID},
    {"ids", MBR_IMPORT_JSON},      {"order", MBR_IMPORT_ID},        {"item", MBR_IMPORT_ID},
    {"qty", MBR_IMPORT_SIGNED},    {"price", MBR_IMPORT_AMOUNT},    {"amount", MBR_IMPORT_SIGNED},
    {"list", MBR_IMPORT_AMOUNT},   {"discount", MBR_IMPORT_SIGNED}, {"coupon", MBR_IMPORT_ID},
    {"gift", MBR_IMPORT_FLAG},     {"to", MBR_IMPORT_ID},           {"points", MBR_IMPORT_AMOUNT},
    {"value", MBR_IMPORT_AMOUNT},  {"cost", MBR_IMPORT_AMOUNT},     {"until", MBR_IMPORT_AT},
    {"rating", MBR_IMPORT_NUMBER}, {"lat", MBR_IMPORT_NUMBER},      {"lon", MBR_IMPORT_NUMBER},
    {"granted", MBR_IMPORT_FLAG},
};

#define KNOWN (sizeof known / sizeof known[0])

static const struct {
    const char *name;
    enum mbr_import_kind kind;
} known_attrs[] = {
    {"birthday", MBR_IMPORT_AT},
    {"joined", MBR_IMPORT_AT},
    {"lat", MBR_IMPORT_NUMBER},
    {"lon", MBR_IMPORT_NUMBER},
};

static void add(struct mbr_import_list *list, struct mbr_import_field *field)
{
    list->field = mbr_grow(list->field, &list->cap, list->count + 1, sizeof(void *));
    list->field[list->count++] = field;
}

static int rank_of(const char *name)
{
    size_t i = 0;
    while (i < KNOWN && strcmp(known[i].name, name) != 0)
        i++;
    return (int)i;
}

static void classify(struct mbr_import_field *field, const char *full)
{
    int fact = mbr_import_fact_number(full);
    field->name = full;
    if (strncmp(full, "attr.", 5) == 0) {
        field->place = MBR_IMPORT_ATTR;
        field->name = full + 5;
        for (size_t i = 0; i < sizeof known_attrs / sizeof known_attrs[0]; i++)
            if (strcmp(known_attrs[i].name, field->name) == 0)
                field->kind = known_attrs[i].kind;
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
        field->kind = field->rank < (int)KNOWN ? known[field->rank].kind : MBR_IMPORT_TEXT;
    }
    field->quoted = field->kind <= MBR_IMPORT_AT;
    field->escape = field->kind <= MBR_IMPORT_ID ? MBR_IMPORT_AS_ROW : MBR_IMPORT_ESCAPED;
}

static bool has_name(const struct mbr_names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->name[i], name) == 0)
            return true;
    return false;
}

static int no_column(const struct mbr_import_plan *plan, const char *name, struct mbr_err *err)
{
    size_t count = plan->titles.count;
    const char **names = mbr_calloc(count + 1, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = plan->titles.name[i];
    const char *near = mbr_near(name, names);
    free(names);
    return mbr_err_set(err, "no column \"%s\"%s%s%s", name, near ? " (did you mean \"" : "",
                       near ? near : "", near ? "\"?)" : "");
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

static int add_field(struct mbr_import_plan *plan, const struct mbr_layout_field *from,
                     struct mbr_err *err)
{
    struct mbr_import_field *field = &plan->fields[plan->count++];
    field->column = MBR_IMPORT_NO_COLUMN;
    classify(field, from->field);
    if (has_name(&plan->layout->integers, from->field))
        field->kind = MBR_IMPORT_INTEGER;
    field->order = plan->layout->date_order;
    set_prefix(field);
    if (from->constant) {
        field->title = mbr_strdup(from->field);
        field->escape = MBR_IMPORT_ESCAPED;
        field->constant = mbr_alloc(strlen(from->value) + 1 + MBR_IMPORT_SLACK);
        memset(field->constant, 0, strlen(from->value) + 1 + MBR_IMPORT_SLACK);
        memcpy(field->constant, from->value, strlen(from->value));
    } else {
        field->column = mbr_import_column(&plan->titles, from->value);
        if (field->column == MBR_IMPORT_NO_COLUMN)
            return no_column(plan, from->value, err);
        field->title = mbr_strdup(plan->titles.name[field->column]);
        add(&plan->input, field);
    }
    return 0;
}

/* A field that no column fills: the row's order id, import id or group of ids. */
static struct mbr_import_field *add_made(struct mbr_import_plan *plan, const char *name)
{
    struct mbr_import_field *field = &plan->fields[plan->count++];
    classify(field, name);
    field->column = MBR_IMPORT_NO_COLUMN;
    field->title = mbr_strdup(name);
    set_prefix(field);
    return field;
}

static struct mbr_import_field *find(struct mbr_import_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->count; i++)
        if ((plan->fields[i].place == MBR_IMPORT_EVENT ||
             plan->fields[i].place == MBR_IMPORT_FACT) &&
            strcmp(plan->fields[i].name, name) == 0)
            return &plan->fields[i];
    return NULL;
}

/* Ways to name what makes up an order: a mapped field, the day, or any column, which then becomes a
   field that is read and written nowhere else. */
static int resolve_order_by(struct mbr_import_plan *plan, struct mbr_err *err)
{
    const struct mbr_names *names = &plan->layout->order_by;
    for (size_t i = 0; i < names->count; i++) {
        struct mbr_import_field *field = find(plan, names->name[i]);
        if (!field && strcmp(names->name[i], "day") != 0) {
            size_t column = mbr_import_column(&plan->titles, names->name[i]);
            if (column == MBR_IMPORT_NO_COLUMN) {
                no_column(plan, names->name[i], err);
                return mbr_err_within(err, "order-by");
            }
            field = add_made(plan, names->name[i]);
            field->place = MBR_IMPORT_NOWHERE;
            field->kind = MBR_IMPORT_TEXT;
            field->column = column;
            add(&plan->input, field);
        }
        add(&plan->order_by, field);
    }
    if (names->count && !plan->order)
        plan->order = add_made(plan, "order");
    return 0;
}

static bool names_order(const struct mbr_import_plan *plan, const struct mbr_import_field *field)
{
    for (size_t i = 0; i < plan->order_by.count; i++) {
        const struct mbr_import_field *part = plan->order_by.field[i];
        if (part == field || (!part && field == plan->at))
            return true;
    }
    return field == plan->order || (plan->makes_ids && field == plan->at);
}

static void sort_input(struct mbr_import_plan *plan)
{
    struct mbr_import_list sorted = {0};
    for (int naming = 1; naming >= 0; naming--) {
        for (size_t i = 0; i < plan->input.count; i++)
            if (names_order(plan, plan->input.field[i]) == naming)
                add(&sorted, plan->input.field[i]);
        if (naming)
            plan->naming = sorted.count;
    }
    free(plan->input.field);
    plan->input = sorted;
}

static bool needs_escape(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == '"' || *text == '\\')
            return true;
    return false;
}

/* What begins the import ids, and whether it or a constant part of an order id needs escapes. */
static void set_made(struct mbr_import_plan *plan)
{
    const struct mbr_layout *layout = plan->layout;
    plan->platform = layout->platform ? layout->platform : layout->name;
    if (!plan->platform)
        plan->platform = "import";
    bool parts = false;
    for (size_t i = 0; i < plan->count; i++)
        if (plan->fields[i].constant && names_order(plan, &plan->fields[i]))
            parts |= needs_escape(plan->fields[i].constant);
    if (plan->order_by.count && parts)
        plan->order->escape = MBR_IMPORT_RAW;
    if (plan->makes_ids && (parts || needs_escape(plan->platform)))
        plan->id->escape = MBR_IMPORT_RAW;
    for (size_t i = 0; i < plan->count; i++)
        plan->escapes |= plan->fields[i].escape == MBR_IMPORT_RAW;
}

static void sort_event(struct mbr_import_plan *plan)
{
    plan->prefix_bytes = 2 * MBR_IMPORT_SLACK;
    for (int rank = 0; rank <= (int)KNOWN; rank++) {
        for (size_t i = 0; i < plan->count; i++) {
            struct mbr_import_field *field = &plan->fields[i];
            if (field->place == MBR_IMPORT_EVENT && field->rank == rank && field != plan->type) {
                add(&plan->event, field);
                plan->prefix_bytes += field->prefix_n + 1;
            }
        }
    }
}

static void sort_places(struct mbr_import_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        struct mbr_import_field *field = &plan->fields[i];
        if (field->place == MBR_IMPORT_IDS)
            add(&plan->ids, field);
        else if (field->place == MBR_IMPORT_ATTR)
            add(&plan->attrs, field);
        else if (field->place == MBR_IMPORT_FACT)
            add(&plan->facts, field);
    }
    if (plan->item)
        add(&plan->remembered, plan->item);
    for (size_t i = 0; i < plan->facts.count; i++)
        add(&plan->remembered, plan->facts.field[i]);
    if (plan->attrs.count)
        add(&plan->remembered, plan->member);
    for (size_t i = 0; i < plan->attrs.count; i++)
        add(&plan->remembered, plan->attrs.field[i]);
}

/* Whether it comes from the layout and is not made here. */
static bool is_mapped(const struct mbr_import_field *field)
{
    return field && (field->constant || field->column != MBR_IMPORT_NO_COLUMN);
}

static int resolve_tests(struct mbr_import_plan *plan, const struct mbr_layout_tests *from,
                         struct mbr_import_test **to, struct mbr_err *err)
{
    *to = mbr_calloc(from->count, sizeof **to);
    for (size_t i = 0; i < from->count; i++) {
        (*to)[i].field = find(plan, from->test[i].field);
        (*to)[i].pattern =
            plan->borrows ? mbr_pattern_copy(from->test[i].pattern, err) : from->test[i].pattern;
        if (!(*to)[i].pattern)
            return -1;
        if (!is_mapped((*to)[i].field))
            return mbr_err_set(err, "preset %s: a pattern for \"%s\", which is not mapped",
                               plan->layout->name ? plan->layout->name : "", from->test[i].field);
    }
    return 0;
}

/* Where a column tells the type, it shows row by row. */
static bool only_sells(const struct mbr_import_field *type)
{
    static const char *const sales[] = {"", "purchase", "return"};
    for (size_t i = 0; type && type->constant && i < sizeof sales / sizeof sales[0]; i++)
        if (strcmp(type->constant, sales[i]) == 0)
            return true;
    return !type;
}

static int check(const struct mbr_import_plan *plan, struct mbr_err *err)
{
    if (!plan->at)
        return mbr_err_set(err, "no column is the time of the event (see --map at=COLUMN)");
    if (!plan->amount && !plan->price && only_sells(plan->type))
        return mbr_err_set(err, "no column is the amount or the price of a purchase (see --map "
                                "amount=COLUMN; --set type=TYPE for other events)");
    if (plan->facts.count && !plan->item)
        return mbr_err_set(err, "%s is mapped, but no column is the item",
                           plan->facts.field[0]->name);
    if (plan->attrs.count && !plan->member)
        return mbr_err_set(err, "attr.%s is mapped, but no column is the member",
                           plan->attrs.field[0]->name);
    if (plan->makes_ids && !plan->order)
        return mbr_err_set(err, "import ids need an order (see --map order=COLUMN, --order-by)");
    if (plan->makes_ids && !mbr_utf8_valid(plan->platform, strlen(plan->platform)))
        return mbr_err_set(err, "the preset's name, which begins its import ids, is not UTF-8");
    return 0;
}

int mbr_import_plan_make(struct mbr_import_plan *plan, struct mbr_layout *layout,
                         struct mbr_err *err)
{
    plan->layout = layout;
    plan->mark = layout->decimal;
    plan->fields = mbr_calloc(layout->count + layout->order_by.count + 4, sizeof *plan->fields);
    for (size_t i = 0; i < layout->count; i++)
        if (add_field(plan, &layout->field[i], err) < 0)
            return -1;
    plan->type = find(plan, "type");
    plan->at = find(plan, "at");
    plan->member = find(plan, "member");
    plan->order = find(plan, "order");
    plan->item = find(plan, "item");
    plan->qty = find(plan, "qty");
    plan->price = find(plan, "price");
    plan->amount = find(plan, "amount");
    plan->purpose = find(plan, "purpose");
    plan->granted = find(plan, "granted");
    if (resolve_order_by(plan, err) < 0)
        return -1;
    plan->id = find(plan, "id");
    plan->makes_ids = layout->ids && !plan->id;
    if (plan->makes_ids)
        plan->id = add_made(plan, "id");
    sort_places(plan);
    if (plan->ids.count)
        plan->all_ids = add_made(plan, "ids");
    if (!find(plan, "currency"))
        plan->currency = add_made(plan, "currency");
    sort_input(plan);
    set_made(plan);
    sort_event(plan);
    if (resolve_tests(plan, &layout->returns, &plan->returns, err) < 0 ||
        resolve_tests(plan, &layout->services, &plan->services, err) < 0 ||
        resolve_tests(plan, &layout->notes, &plan->notes, err) < 0)
        return -1;
    return check(plan, err);
}

static void free_tests(struct mbr_import_test *tests, size_t count, bool patterns)
{
    for (size_t i = 0; tests && patterns && i < count; i++)
        mbr_pattern_free(tests[i].pattern);
    free(tests);
}

/* What is another plan's stays; a plan that was never made has no layout. */
static void free_layout(struct mbr_import_plan *plan)
{
    const struct mbr_layout *layout = plan->layout;
    free_tests(plan->returns, layout ? layout->returns.count : 0, plan->borrows);
    free_tests(plan->services, layout ? layout->services.count : 0, plan->borrows);
    free_tests(plan->notes, layout ? layout->notes.count : 0, plan->borrows);
    if (plan->borrows)
        return;
    for (size_t i = 0; i < plan->titles.count; i++)
        free(plan->titles.name[i]);
    free(plan->titles.name);
    mbr_layout_free(plan->layout);
}

void mbr_import_plan_free(struct mbr_import_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        free(plan->fields[i].title);
        free(plan->fields[i].prefix);
        free(plan->fields[i].constant);
        mbr_buf_free(&plan->fields[i].made);
    }
    free(plan->fields);
    free(plan->input.field);
    free(plan->event.field);
    free(plan->ids.field);
    free(plan->facts.field);
    free(plan->attrs.field);
    free(plan->remembered.field);
    free(plan->order_by.field);
    free_layout(plan);
    *plan = (struct mbr_import_plan){0};
}
