#include "import_field.h"
#include "import_personal.h"
#include "import_row.h"

#include "mbr/date.h"

/* Copies of a fixed length are several times as fast as short ones of any length, so where there is
   room behind both ends more is copied than counts. */
static inline char *copy(char *to, const char *from, size_t n)
{
    if (n <= 16)
        memcpy(to, from, 16);
    else if (n <= MBR_IMPORT_SLACK)
        memcpy(to, from, MBR_IMPORT_SLACK);
    else
        memcpy(to, from, n);
    return to + n;
}

struct mbr_span mbr_import_type(const struct mbr_import_plan *plan,
                                const struct mbr_import_row *row)
{
    if (!row->has_sides)
        return plan->type->text;
    return mbr_span(row->is_return ? "return" : "purchase");
}

/* A sale that needs no escapes, behind whose texts bytes may be read. */
static void write_event_fast(const struct mbr_import_plan *plan, const struct mbr_import_row *row,
                             struct mbr_buf *out)
{
    static const char heads[2][MBR_IMPORT_SLACK] = {"{\"type\":\"purchase\"",
                                                    "{\"type\":\"return\""};
    struct mbr_import_field *const *fields = plan->event.field;
    size_t count = plan->event.count, room = plan->prefix_bytes;
    for (size_t i = 0; i < count; i++)
        room += fields[i]->text.n;
    char *to = mbr_buf_room(out, room);
    memcpy(to, heads[row->is_return], MBR_IMPORT_SLACK);
    to += row->is_return ? 16 : 18;
    for (size_t i = 0; i < count; i++) {
        const struct mbr_import_field *field = fields[i];
        if (field->text.n == 0)
            continue;
        to = copy(to, field->prefix, field->prefix_n);
        to = copy(to, field->text.p, field->text.n);
        *to = '"';
        to += field->quoted;
    }
    *to++ = '}';
    out->n = (size_t)(to - out->p);
}

static void write_field(const struct mbr_import_row *row, const struct mbr_import_field *field,
                        struct mbr_buf *out)
{
    if (field->text.n == 0)
        return;
    mbr_put_key(out, field->name);
    if (field->escape == MBR_IMPORT_RAW ||
        (field->escape == MBR_IMPORT_AS_ROW && !row->record->plain)) {
        mbr_put_string(out, field->text);
        return;
    }
    if (field->quoted)
        mbr_put_char(out, '"');
    mbr_put_span(out, field->text);
    if (field->quoted)
        mbr_put_char(out, '"');
}

void mbr_import_count(const struct mbr_import_plan *plan, struct mbr_import_row *row)
{
    size_t i = 0;
    bool twice = false;
    while (i < plan->privates && mbr_import_trimmed(row->record->field[plan->private[i]]).n == 0)
        i++;
    row->private += i < plan->privates;
    for (i = 0; plan->zones && i < plan->input.count; i++)
        twice |= plan->input.field[i]->twice;
    row->twice += twice;
    mbr_import_personal_count(plan);
}

void mbr_import_write_event(const struct mbr_import_plan *plan, struct mbr_import_row *row,
                            struct mbr_buf *out)
{
    if (plan->counts && !plan->book)
        mbr_import_count(plan, row);
    row->purchases += row->has_sides && !row->is_return;
    row->returns += row->has_sides && row->is_return;
    row->others += !row->has_sides;
    if (row->roomy && row->has_sides && !plan->escapes) {
        write_event_fast(plan, row, out);
        return;
    }
    mbr_put_char(out, '{');
    mbr_put_key(out, "type");
    mbr_put_string(out, mbr_import_type(plan, row));
    for (size_t i = 0; i < plan->event.count; i++)
        write_field(row, plan->event.field[i], out);
    mbr_put_char(out, '}');
}

/* The facts that have to be said, as bits; -1 with the flaw. A name that is a note is none. */
static int item_news(const struct mbr_import_plan *plan, struct mbr_import_row *row,
                     struct mbr_import_item *item)
{
    int news = 0;
    for (size_t i = 0; i < plan->facts.count; i++) {
        struct mbr_import_field *field = plan->facts.field[i];
        struct mbr_import_fact *fact = &item->fact[field->rank];
        if (field->raw.n == 0 || mbr_import_fact_known(fact, field->raw, plan->at->at))
            continue;
        int note = mbr_import_test(row, plan->notes, plan->layout->notes.count, field);
        if (note < 0)
            return -1;
        if (!note && mbr_import_fact_news(fact, field->raw, plan->at->at))
            news |= 1 << field->rank;
    }
    return news;
}

static int write_item(const struct mbr_import_plan *plan, struct mbr_import_row *row,
                      struct mbr_import_facts *facts, struct mbr_buf *out)
{
    bool added;
    struct mbr_import_item *item = mbr_import_item(facts, plan->item->raw, &added);
    int news = item_news(plan, row, item);
    int service =
        added ? mbr_import_test(row, plan->services, plan->layout->services.count, NULL) : 0;
    if (news < 0 || service < 0)
        return -1;
    if (!news && !added)
        return 0;
    row->items++;
    mbr_put_text(out, "{\"type\":\"item\"");
    write_field(row, plan->item, out);
    write_field(row, plan->at, out);
    for (int fact = 0; fact < MBR_IMPORT_FACTS; fact++) {
        if (fact == MBR_IMPORT_PRICE_BEFORE && added && plan->price)
            write_field(row, plan->price, out);
        for (size_t i = 0; i < plan->facts.count; i++)
            if (plan->facts.field[i]->rank == fact && news & 1 << fact)
                write_field(row, plan->facts.field[i], out);
    }
    if (service)
        mbr_put_text(out, ",\"service\":true");
    mbr_put_text(out, "}\n");
    return 0;
}

static void put_purpose(const struct mbr_import_field *field, struct mbr_buf *out)
{
    mbr_put_key(out, "purpose");
    mbr_put_string(out, mbr_span(field->name));
}

static void write_again(const struct mbr_import_plan *plan, struct mbr_import_row *row,
                        const struct mbr_import_field *field, uint64_t at, struct mbr_buf *out)
{
    row->facts++;
    mbr_put_format(out, "{\"type\":\"%s\",\"at\":", field->consent ? "consent" : "attr");
    mbr_put_at(out, at);
    write_field(row, plan->member, out);
    mbr_put_key(out, field->consent ? "granted" : field->name);
    if (field->quoted)
        mbr_put_string(out, mbr_buf_span(&row->before));
    else
        mbr_put_span(out, mbr_buf_span(&row->before));
    if (field->consent)
        put_purpose(field, out);
    mbr_put_text(out, "}\n");
}

static void begin_fact(const struct mbr_import_plan *plan, struct mbr_import_row *row,
                       const char *type, const char *purpose, struct mbr_buf *out)
{
    row->facts++;
    mbr_put_format(out, "{\"type\":\"%s\"", type);
    write_field(row, plan->at, out);
    write_field(row, plan->member, out);
    if (plan->id && plan->id->text.n) {
        mbr_put_key(out, "id");
        mbr_put_string(out, plan->id->raw);
        out->n--;
        mbr_put_format(out, "/%s%s%s\"", type, purpose ? "/" : "", purpose ? purpose : "");
    }
}

/* Of facts that are a row of their own, all is said: also ids, and who it is nobody knows yet. */
static void write_identity(const struct mbr_import_plan *plan, struct mbr_import_row *row,
                           struct mbr_buf *out)
{
    row->facts++;
    mbr_put_text(out, "{\"type\":\"attr\"");
    for (size_t i = 0; i < plan->event.count; i++)
        if (plan->event.field[i]->rank <= MBR_IMPORT_COMMON)
            write_field(row, plan->event.field[i], out);
    for (size_t i = 0; i < plan->attrs.count; i++)
        if (!plan->attrs.field[i]->consent)
            write_field(row, plan->attrs.field[i], out);
    mbr_put_text(out, "}\n");
}

static void write_consent(const struct mbr_import_plan *plan, struct mbr_import_row *row,
                          const struct mbr_import_field *field, struct mbr_buf *out)
{
    begin_fact(plan, row, "consent", field->name, out);
    mbr_put_key(out, "granted");
    mbr_put_span(out, field->text);
    put_purpose(field, out);
    mbr_put_text(out, "}\n");
}

/* A member's facts that are news go into one event; what has to be said again has a time of its
   own and so an event of its own, before it. */
static void write_attrs(const struct mbr_import_plan *plan, struct mbr_import_row *row,
                        struct mbr_import_facts *facts, struct mbr_buf *out)
{
    bool any = false, whole = mbr_import_is_facts(plan, row);
    uint32_t member = mbr_map_put(&facts->members, plan->member->raw, NULL);
    for (size_t i = 0; i < plan->attrs.count; i++) {
        struct mbr_import_field *field = plan->attrs.field[i];
        uint64_t again = 0;
        field->news = field->text.n && mbr_import_attr_news(&facts->attr[field->attr], member,
                                                            mbr_import_remembered(field),
                                                            plan->at->at, &row->before, &again);
        if (again)
            write_again(plan, row, field, again, out);
        any |= field->news && !field->consent;
        if (field->news && field->consent)
            write_consent(plan, row, field, out);
    }
    if (whole)
        write_identity(plan, row, out);
    if (!any || whole)
        return;
    begin_fact(plan, row, "attr", NULL, out);
    for (size_t i = 0; i < plan->attrs.count; i++)
        if (plan->attrs.field[i]->news && !plan->attrs.field[i]->consent)
            write_field(row, plan->attrs.field[i], out);
    mbr_put_text(out, "}\n");
}

int mbr_import_write_facts(struct mbr_import_plan *plan, struct mbr_import_row *row,
                           struct mbr_import_facts *facts, struct mbr_buf *out)
{
    if (plan->item && plan->item->raw.n && !row->without_items &&
        write_item(plan, row, facts, out) < 0)
        return -1;
    if (plan->attrs.count && plan->member->raw.n)
        write_attrs(plan, row, facts, out);
    else if (mbr_import_is_facts(plan, row))
        write_identity(plan, row, out);
    return 0;
}
