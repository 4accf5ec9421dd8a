#include "import_field.h"
#include "import_special.h"
#include "import_unpack.h"

#include <stdlib.h>

#include "mbr/json.h"

static bool is_packed(const struct mbr_layout *layout, const struct mbr_layout_field *from)
{
    return layout->orders && mbr_names_have(&layout->orders->packed, from->value);
}

/* Where a file need not have it and has not, it is no field of the plan. */
static int add_field(struct mbr_import_plan *plan, const struct mbr_layout_field *from,
                     struct mbr_err *err)
{
    struct mbr_import_field *field = &plan->fields[plan->count++];
    mbr_import_field_set(field, from->field, plan->book);
    if (mbr_names_have(&plan->layout->integers, from->field))
        field->kind = MBR_IMPORT_INTEGER;
    field->order = plan->layout->date_order;
    if (from->constant) {
        mbr_import_field_constant(field, from->value);
        return 0;
    }
    int found = mbr_import_field_columns(field, from, &plan->titles, err);
    field->empty = &plan->layout->empty;
    if (from->unless)
        field->unless = mbr_import_title(&plan->titles, from->unless);
    field->otherwise = from->otherwise;
    field->lower = mbr_names_have(&plan->layout->lower, from->field);
    plan->picks |= field->source != NULL || from->unless || plan->layout->empty.count ||
                   field->otherwise || field->lower;
    if (found > 0) {
        mbr_import_list_add(is_packed(plan->layout, from) ? &plan->packed : &plan->input, field);
    } else if (found == 0 && from->otherwise) {
        mbr_import_field_constant(field, from->otherwise);
    } else if (found == 0) {
        mbr_import_field_free(field);
        plan->count--;
    }
    return found < 0 ? -1 : 0;
}

/* A field that no column fills: the row's order id, import id or group of ids. */
static struct mbr_import_field *add_made(struct mbr_import_plan *plan, const char *name)
{
    struct mbr_import_field *field = &plan->fields[plan->count++];
    mbr_import_field_set(field, name, plan->book);
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
                mbr_import_no_column(&plan->titles, names->name[i], err);
                return mbr_err_within(err, "order-by");
            }
            field = add_made(plan, names->name[i]);
            field->place = MBR_IMPORT_NOWHERE;
            field->kind = MBR_IMPORT_TEXT;
            field->column = column;
            mbr_import_list_add(&plan->input, field);
        }
        mbr_import_list_add(&plan->order_by, field);
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
                mbr_import_list_add(&sorted, plan->input.field[i]);
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
    for (int rank = 0; rank <= MBR_IMPORT_RANKS; rank++) {
        for (size_t i = 0; i < plan->count; i++) {
            struct mbr_import_field *field = &plan->fields[i];
            if (field->place == MBR_IMPORT_EVENT && field->rank == rank && field != plan->type) {
                mbr_import_list_add(&plan->event, field);
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
            mbr_import_list_add(&plan->ids, field);
        else if (field->place == MBR_IMPORT_ATTR)
            mbr_import_list_add(&plan->attrs, field);
        else if (field->place == MBR_IMPORT_FACT)
            mbr_import_list_add(&plan->facts, field);
    }
    if (plan->item)
        mbr_import_list_add(&plan->remembered, plan->item);
    for (size_t i = 0; i < plan->facts.count; i++)
        mbr_import_list_add(&plan->remembered, plan->facts.field[i]);
    if (plan->attrs.count)
        mbr_import_list_add(&plan->remembered, plan->member);
    for (size_t i = 0; i < plan->attrs.count; i++)
        mbr_import_list_add(&plan->remembered, plan->attrs.field[i]);
}

static bool is_in(const struct mbr_import_plan *plan, const char *full)
{
    for (size_t i = 0; i < plan->count; i++)
        if (strcmp(plan->fields[i].full, full) == 0)
            return true;
    return false;
}

/* Whether it comes from the layout and is not made here. */
static bool is_mapped(const struct mbr_import_field *field)
{
    return field && (field->constant || field->column != MBR_IMPORT_NO_COLUMN);
}

/* Whether the layout has it, and this file does without. */
static bool is_missing(const struct mbr_import_plan *plan, const char *field)
{
    const struct mbr_layout *layout = plan->layout;
    for (size_t i = 0; i < layout->count; i++)
        if (strcmp(layout->field[i].field, field) == 0)
            return !is_in(plan, field);
    return false;
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
        if (plan->book || is_missing(plan, from->test[i].field))
            continue;
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

static int check_facts(const struct mbr_import_plan *plan, struct mbr_err *err)
{
    if (plan->facts.count && !plan->item)
        return mbr_err_set(err, "%s is mapped, but no column is the item",
                           plan->facts.field[0]->name);
    return 0;
}

static int check(const struct mbr_import_plan *plan, struct mbr_err *err)
{
    if (!plan->at)
        return mbr_err_set(err, "no column is the time of the event (see --map at=COLUMN)");
    if (!plan->amount && !plan->price && only_sells(plan->type))
        return mbr_err_set(err, "no column is the amount or the price of a purchase (see --map "
                                "amount=COLUMN; --set type=TYPE for other events)");
    if (check_facts(plan, err) < 0)
        return -1;
    if (plan->attrs.count && !plan->member)
        return mbr_err_set(err, "attr.%s is mapped, but no column is the member",
                           plan->attrs.field[0]->name);
    if (plan->makes_ids && !plan->order)
        return mbr_err_set(err, "import ids need an order (see --map order=COLUMN, --order-by)");
    if (plan->makes_ids && !mbr_utf8_valid(plan->platform, strlen(plan->platform)))
        return mbr_err_set(err, "the preset's name, which begins its import ids, is not UTF-8");
    return 0;
}

/* No column of them may be mapped, whatever the way it is named. */
static int keep_private(struct mbr_import_plan *plan, struct mbr_err *err)
{
    const struct mbr_names *names = &plan->layout->private;
    plan->private = mbr_calloc(names->count, sizeof *plan->private);
    for (size_t i = 0; i < names->count; i++) {
        size_t column = mbr_import_title(&plan->titles, names->name[i]);
        if (column == MBR_IMPORT_NO_COLUMN)
            continue;
        plan->private[plan->privates++] = column;
        for (size_t k = 0; k < plan->input.count; k++)
            if (mbr_import_takes(plan->input.field[k], column))
                return mbr_err_value(err, plan->input.field[k]->full,
                                     "a column that is never taken, by the preset",
                                     mbr_span(names->name[i]));
    }
    return 0;
}

/* A sale has its time and amount in one of the files that tell of its order. */
static int check_book(const struct mbr_import_plan *plan, struct mbr_err *err)
{
    const struct mbr_layout *layout = plan->layout;
    if (!plan->order)
        return mbr_err_set(err, "the preset gathers orders, and no column is the order");
    if (plan->id && !layout->json)
        return mbr_err_set(err, "id is mapped, but the preset gathers orders, which make the ids");
    if (layout->order_by.count)
        return mbr_err_set(err, "the preset gathers orders by their number (no --order-by)");
    return 0;
}

static int check_fields(const struct mbr_layout *layout, struct mbr_err *err)
{
    for (size_t i = 0; i < layout->count; i++)
        if (!layout->orders && mbr_is_order_field(layout->field[i].field))
            return mbr_err_set(err, "%s is mapped, which only a preset with orders takes",
                               layout->field[i].field);
    return 0;
}

int mbr_import_plan_make(struct mbr_import_plan *plan, struct mbr_layout *layout,
                         struct mbr_err *err)
{
    plan->layout = layout;
    plan->mark = layout->decimal;
    plan->book = layout->orders;
    plan->fields =
        mbr_calloc(layout->count + layout->order_by.count + mbr_import_unpack_fields(layout) + 5,
                   sizeof *plan->fields);
    if (check_fields(layout, err) < 0)
        return -1;
    for (size_t i = 0; i < layout->count; i++)
        if (add_field(plan, &layout->field[i], err) < 0)
            return -1;
    if (mbr_import_unpack_plan(plan, err) < 0 || keep_private(plan, err) < 0)
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
    plan->makes_ids = layout->ids && !plan->id && !plan->book;
    if (plan->makes_ids)
        plan->id = add_made(plan, "id");
    sort_places(plan);
    if (plan->ids.count)
        plan->all_ids = add_made(plan, "ids");
    plan->currency_said = find(plan, "currency");
    if (!plan->currency_said)
        plan->currency = add_made(plan, "currency");
    if (plan->rates && plan->price && !plan->amount && !plan->book)
        plan->amount = add_made(plan, "amount");
    sort_input(plan);
    set_made(plan);
    sort_event(plan);
    if (resolve_tests(plan, &layout->returns, &plan->returns, err) < 0 ||
        resolve_tests(plan, &layout->services, &plan->services, err) < 0 ||
        resolve_tests(plan, &layout->notes, &plan->notes, err) < 0)
        return -1;
    mbr_import_plan_special(plan);
    if (plan->book)
        return check_facts(plan, err) < 0 ? -1 : check_book(plan, err);
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
    for (size_t i = 0; i < plan->count; i++)
        mbr_import_field_free(&plan->fields[i]);
    free(plan->fields);
    free(plan->input.field);
    free(plan->packed.field);
    free(plan->unpack);
    free(plan->private);
    free(plan->event.field);
    free(plan->ids.field);
    free(plan->facts.field);
    free(plan->attrs.field);
    free(plan->remembered.field);
    free(plan->watched.field);
    free(plan->money.field);
    free(plan->order_by.field);
    mbr_map_free(&plan->words);
    free(plan->meaning);
    free_layout(plan);
    *plan = (struct mbr_import_plan){0};
}
