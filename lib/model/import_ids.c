#include "import_ids.h"

#include <stdlib.h>

#include "mbr/date.h"
#include "mbr/json.h"

void mbr_import_put_part(struct mbr_buf *buf, struct mbr_span part)
{
    for (size_t i = 0; i < part.n; i++) {
        if (part.p[i] == '/' || part.p[i] == '%')
            mbr_put_text(buf, part.p[i] == '/' ? "%2F" : "%25");
        else
            mbr_put_char(buf, part.p[i]);
    }
}

/* Who bought, or the shop's own number, has to be known; other parts may be empty. */
static bool can_join(const struct mbr_import_plan *plan)
{
    for (size_t i = 0; i < plan->order_by.count; i++) {
        const struct mbr_import_field *field = plan->order_by.field[i];
        if (field && field->raw.n == 0 && (field == plan->member || field == plan->order))
            return false;
    }
    return true;
}

/* A text made here, with room behind it for copies of a fixed length. */
static void take_made(struct mbr_import_field *field)
{
    mbr_buf_room(&field->made, MBR_IMPORT_SLACK);
    field->text = mbr_buf_span(&field->made);
}

/* What stands in the order's own column stays in `raw`, as the layout's tests are
   about that. */
void mbr_import_join_order(struct mbr_import_plan *plan)
{
    struct mbr_import_field *order = plan->order;
    order->made.n = 0;
    if (!can_join(plan))
        return;
    for (size_t i = 0; i < plan->order_by.count; i++) {
        struct mbr_import_field *field = plan->order_by.field[i];
        if (i)
            mbr_put_char(&order->made, '/');
        if (!field)
            mbr_put(&order->made, plan->at->text.p, MBR_DAY_SIZE);
        else if (field->kind == MBR_IMPORT_AT)
            mbr_put_span(&order->made, field->text);
        else
            mbr_import_put_part(&order->made, field->raw);
    }
}

/* As it is known now, before the field has its text. */
static struct mbr_span order_of(const struct mbr_import_plan *plan)
{
    return plan->order_by.count ? mbr_buf_span(&plan->order->made) : plan->order->raw;
}

/* A row takes its number before anything else is known of it, so that the rows behind one that is
   rejected have the same ids when it has been corrected. */
int mbr_import_take_number(struct mbr_import_plan *plan, struct mbr_import_row *row)
{
    struct mbr_span order = order_of(plan);
    if (order.n == 0) {
        mbr_import_flawed(row, plan->order, "missing, so there is no import id");
        row->flaw.value.n = 0;
        return -1;
    }
    struct mbr_buf *made = &plan->id->made;
    made->n = 0;
    mbr_put_text(made, plan->platform);
    mbr_put_char(made, '/');
    mbr_put_span(made, order);
    mbr_put_char(made, '/');
    mbr_put_span(made, plan->at->text);
    mbr_put_char(made, '/');
    bool added;
    uint32_t number = mbr_map_put(&row->orders, mbr_buf_span(made), &added);
    row->lines = mbr_grow(row->lines, &row->line_cap, (size_t)number + 1, sizeof *row->lines);
    if (added)
        row->lines[number] = 0;
    row->number = ++row->lines[number];
    return 0;
}

/* platform/order/time/n, or platform/order/time/type/n for what is no purchase, as exports of one
   type each count alike. Neither time, type nor n has a slash in it, and of them only a type begins
   with a letter, so no two rows have the same id by chance, whatever stands in their orders. */
static void make_id(struct mbr_import_plan *plan, const struct mbr_import_row *row)
{
    struct mbr_buf *made = &plan->id->made;
    if (!row->has_sides || row->is_return) {
        mbr_put_span(made, mbr_import_type(plan, row));
        mbr_put_char(made, '/');
    }
    mbr_put_int(made, row->number);
    take_made(plan->id);
    plan->id->raw = plan->id->text;
}

static void group_ids(struct mbr_import_plan *plan)
{
    struct mbr_buf *made = &plan->all_ids->made;
    made->n = 0;
    for (size_t i = 0; i < plan->ids.count; i++) {
        const struct mbr_import_field *field = plan->ids.field[i];
        if (field->raw.n == 0)
            continue;
        mbr_put_text(made, made->n ? "," : "{");
        mbr_put_string(made, mbr_span(field->name));
        mbr_put_char(made, ':');
        mbr_put_string(made, field->raw);
    }
    if (made->n)
        mbr_put_char(made, '}');
    take_made(plan->all_ids);
}

void mbr_import_take_ids(struct mbr_import_plan *plan, struct mbr_import_row *row)
{
    if (plan->order_by.count)
        take_made(plan->order);
    if (plan->makes_ids)
        make_id(plan, row);
    if (plan->all_ids)
        group_ids(plan);
}
