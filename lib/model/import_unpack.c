#include "import_unpack.h"

#include "import_clean.h"
#include "import_field.h"
#include "import_pieces.h"

static const char *const line_fields[] = {
    "item",     "qty",   "price", "amount", "list", "discount",    "gift",        "name",
    "category", "brand", "size",  "unit",   "line", "line.refund", "line.status", NULL};

static struct mbr_pattern *pattern_of(const struct mbr_layout *layout)
{
    return layout->orders ? layout->orders->pattern : NULL;
}

size_t mbr_import_unpack_fields(const struct mbr_layout *layout)
{
    size_t n = 0;
    while (pattern_of(layout) && mbr_pattern_name(pattern_of(layout), n))
        n++;
    return n;
}

/* Groups are fields, which are in plan->packed in the order of the groups. */
static int add_groups(struct mbr_import_plan *plan, struct mbr_err *err)
{
    size_t count = mbr_import_unpack_fields(plan->layout);
    if (count == 0)
        return mbr_err_set(err, "orders: unpack: the pattern has no group with a name");
    for (size_t i = 0; i < count; i++) {
        const char *name = mbr_pattern_name(pattern_of(plan->layout), i);
        bool known = false;
        for (size_t k = 0; line_fields[k]; k++)
            known |= strcmp(line_fields[k], name) == 0;
        if (!known)
            return mbr_err_value(err, "orders: unpack", "not a field of a line", mbr_span(name));
        for (size_t k = 0; k < plan->count; k++)
            if (strcmp(plan->fields[k].full, name) == 0)
                return mbr_err_value(err, "orders: unpack", "mapped to a column too",
                                     mbr_span(name));
        struct mbr_import_field *field = &plan->fields[plan->count++];
        mbr_import_field_set(field, name, true);
        mbr_import_list_add(&plan->packed, field);
    }
    return 0;
}

/* The columns with such titles. A group's value is shown with its column in errors. */
static int find_columns(struct mbr_import_plan *plan, struct mbr_err *err)
{
    plan->unpack = mbr_calloc(plan->titles.count, sizeof *plan->unpack);
    for (size_t i = 0; i < plan->titles.count; i++) {
        int match =
            mbr_pattern_match(plan->layout->orders->columns, mbr_span(plan->titles.name[i]), err);
        if (match < 0)
            return -1;
        if (match)
            plan->unpack[plan->unpacks++] = i;
    }
    return plan->unpacks ? 0 : mbr_err_set(err, "orders: unpack: no column has such a name");
}

int mbr_import_unpack_plan(struct mbr_import_plan *plan, struct mbr_err *err)
{
    if (!pattern_of(plan->layout))
        return 0;
    return add_groups(plan, err) < 0 ? -1 : find_columns(plan, err);
}

static int flawed(struct mbr_import_row *row, const char *title, const char *what,
                  struct mbr_span value)
{
    row->flaw = (struct mbr_import_flaw){.column = title, .what = what, .value = value};
    return -1;
}

/* Between two lines there may be nothing that could be a part of one. */
static bool is_gap(const char *from, const char *to)
{
    for (; from < to; from++)
        if ((unsigned char)*from > ' ' && !strchr(",;|+/", *from))
            return false;
    return true;
}

static int take_groups(struct mbr_import_plan *plan, struct mbr_import_row *row,
                       struct mbr_span text, const char *title)
{
    for (size_t i = 0; i < plan->packed.count; i++) {
        struct mbr_import_field *field = plan->packed.field[i];
        struct mbr_span value = mbr_pattern_group(pattern_of(plan->layout), i, text);
        field->title = title;
        value = mbr_import_clean(field->kind, mbr_import_trimmed(value), &field->cleaned);
        if (mbr_import_value(plan, field, value, row) < 0)
            return -1;
    }
    return 0;
}

static int next_match(struct mbr_import_plan *plan, struct mbr_import_row *row,
                      struct mbr_import_unpacking *place)
{
    struct mbr_err err;
    for (; place->column < plan->unpacks; place->column++, place->at = 0) {
        size_t column = plan->unpack[place->column];
        const char *title = plan->titles.name[column];
        struct mbr_span text = mbr_import_trimmed(row->record->field[column]), found;
        if (place->at >= text.n)
            continue;
        int match = mbr_pattern_find(pattern_of(plan->layout), text, place->at, &found, &err);
        if (match < 0)
            return flawed(row, title, "too much work for a pattern of the preset", text);
        const char *from = text.p + place->at;
        if (!is_gap(from, match ? found.p : text.p + text.n) || (match && found.n == 0))
            return flawed(row, title, "cannot be taken apart into lines", text);
        if (!match)
            continue;
        if (place->line++ == MBR_IMPORT_MOST_LINES)
            return flawed(row, title, "more than 1000 lines of an order in it", text);
        place->at = (size_t)(found.p - text.p) + found.n;
        return take_groups(plan, row, text, title) < 0 ? -1 : 1;
    }
    return 0;
}

int mbr_import_unpack(struct mbr_import_plan *plan, struct mbr_import_row *row,
                      struct mbr_import_unpacking *place)
{
    return plan->layout->orders->split ? mbr_import_next_piece(plan, row, place)
                                       : next_match(plan, row, place);
}
