#include <stdlib.h>

#include "import_field.h"
#include "import_json.h"
#include "mbr/date.h"
#include "mbr/number.h"

/* What a column is used for. */
enum { READ = 1, TIME = 2, ALONE = 4, ID = 8, EACH = 16, SUM = 32 };

#define MOST_NAMES 4096 /* of what nobody asks for */
#define ROOM 64         /* for a value that is spelled anew */
#define PLACES 4        /* that money has at most */
#define SPELLED 40      /* bytes of a number that a program has spelled */

static bool is_sum(const struct mbr_import_field *field)
{
    return field->kind == MBR_IMPORT_AMOUNT || field->kind == MBR_IMPORT_SIGNED;
}

static void mark(struct mbr_import_json *json, const struct mbr_import_plan *plan,
                 const struct mbr_import_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        for (size_t k = 0; k < plan->titles.count; k++)
            if (mbr_import_takes(list->field[i], k))
                json->use[k] |=
                    (unsigned char)(READ | (list->field[i]->kind == MBR_IMPORT_AT ? TIME : 0) |
                                    (is_sum(list->field[i]) ? SUM : 0) |
                                    (list->field[i] == plan->id ? ID : 0));
}

int mbr_import_json_plan(struct mbr_import_json *json, const struct mbr_import_plan *plan,
                         struct mbr_err *err)
{
    size_t count = plan->titles.count;
    json->layout = plan->layout->json;
    json->field = mbr_calloc(count + 1, sizeof *json->field);
    json->given = mbr_calloc(count + 1, sizeof *json->given);
    json->use = mbr_calloc(count + 1, 1);
    json->column = mbr_calloc(count + 1, sizeof *json->column);
    json->ask = mbr_ask_new(NULL, 0, true, err);
    if (!json->ask)
        return -1;
    mark(json, plan, &plan->input);
    mark(json, plan, &plan->packed);
    for (size_t i = 0; i < plan->privates; i++)
        json->use[plan->private[i]] |= READ;
    json->day = MBR_IMPORT_NO_COLUMN;
    if (json->layout && json->layout->day)
        json->day = mbr_import_title(&plan->titles, json->layout->day);
    if (json->day != MBR_IMPORT_NO_COLUMN)
        json->use[json->day] |= READ;
    for (size_t i = 0; i < count; i++) {
        if (!json->use[i])
            continue;
        if (mbr_import_tree_add(&json->tree, plan->titles.name[i], (uint32_t)i, err) < 0)
            return -1;
        if (json->layout && mbr_names_have(&json->layout->alone, plan->titles.name[i]))
            json->use[i] |= ALONE;
        json->column[json->columns++] = (uint32_t)i;
    }
    for (uint32_t i = 0; i < json->tree.count; i++)
        if (json->tree.node[i].each && json->tree.node[i].column != MBR_IMPORT_NO_NODE)
            json->use[json->tree.node[i].column] |= EACH;
    return 0;
}

static int flawed(struct mbr_import_json *json, const char *title, const char *what,
                  struct mbr_span value)
{
    *json->flaw = (struct mbr_import_flaw){.column = title, .what = what, .value = value};
    return -1;
}

/* How many digits stand in front; 0 where anything but a fraction is behind them. */
static size_t whole_digits(struct mbr_span text)
{
    size_t n = 0, i;
    while (n < text.n && mbr_is_digit(text.p[n]))
        n++;
    for (i = n; i < text.n && (mbr_is_digit(text.p[i]) || (i == n && text.p[i] == '.')); i++)
        ;
    return i == text.n ? n : 0;
}

/* So many digits are a time of our days: in seconds from 2001 to 2286, and no day or time that is
   spelled without signs has as many. */
static int64_t epoch_of(const struct mbr_import_json *json, size_t digits)
{
    if (json->layout && json->layout->epoch)
        return digits > 8 ? json->layout->epoch : 0;
    return digits == 10 ? 1 : digits == 13 ? 1000 : digits == 16 ? 1000000 : 0;
}

/* An instant that is counted from 1970, as a time in UTC. */
static struct mbr_span read_epoch(struct mbr_import_json *json, struct mbr_span text)
{
    int64_t value;
    size_t digits = whole_digits(text);
    int64_t epoch = epoch_of(json, digits);
    if (!epoch || mbr_int_parse((struct mbr_span){text.p, digits}, &value) < 0)
        return text;
    value /= epoch;
    if (value / 86400 > mbr_day_from_civil(9999, 12, 31))
        return text;
    char *to = mbr_buf_room(&json->text, MBR_AT_SIZE);
    size_t n = mbr_at_write(to, mbr_at_make((int32_t)(value / 86400), (int32_t)(value % 86400), 0));
    json->text.n += n;
    return (struct mbr_span){to, n};
}

/* Programs that add in doubles write 59.97 as 59.970000000000006: 15 digits of it are true. */
static struct mbr_span read_sum(struct mbr_import_json *json, struct mbr_span text)
{
    const char *point = memchr(text.p, '.', text.n);
    double value;
    if (!point || text.p + text.n - point - 1 <= PLACES || text.n > SPELLED ||
        mbr_double_parse(text, &value) < 0)
        return text;
    size_t from = json->text.n;
    mbr_put_format(&json->text, "%.15g", value);
    return (struct mbr_span){json->text.p + from, json->text.n - from};
}

static bool is_absent(const struct mbr_import_json *json, struct mbr_span text)
{
    for (size_t i = 0; json->layout && i < json->layout->absent.count; i++)
        if (mbr_span_is(text, json->layout->absent.name[i]))
            return true;
    return false;
}

static int set_text(struct mbr_import_json *json, const char *title, const struct mbr_json *value,
                    struct mbr_span *to)
{
    *to = (struct mbr_span){value->raw.p + 1, value->raw.n - 2};
    if (value->plain)
        return 0;
    if (mbr_json_text(value, &json->scratch, to) < 0)
        return flawed(json, title, "\\u0000 in a text", value->raw);
    char *copy = mbr_buf_room(&json->text, to->n + 1);
    memcpy(copy, to->p, to->n);
    json->text.n += to->n;
    to->p = copy;
    return 0;
}

static int set(struct mbr_import_json *json, const struct mbr_import_plan *plan, uint32_t column,
               const struct mbr_json *value)
{
    const char *title = plan->titles.name[column];
    struct mbr_span *to = &json->field[column], text = value->raw;
    if (value->kind == MBR_JSON_NULL)
        return 0;
    if (to->p)
        return flawed(json, title, "stands twice in its record", value->raw);
    if (value->kind == MBR_JSON_OBJECT)
        return flawed(json, title, "an object, where a value should be", value->raw);
    if (value->kind == MBR_JSON_ARRAY)
        return flawed(json, title, "an array, where a value should be", value->raw);
    if (value->kind == MBR_JSON_STRING && set_text(json, title, value, &text) < 0)
        return -1;
    if (json->use[column] & TIME)
        text = read_epoch(json, text);
    if (value->kind == MBR_JSON_NUMBER && json->use[column] & SUM)
        text = read_sum(json, text);
    *to = is_absent(json, text) ? (struct mbr_span){text.p, 0} : text;
    return 0;
}

static int take(struct mbr_import_json *json, const struct mbr_import_plan *plan, uint32_t node,
                const struct mbr_json *value);

/* More names than anybody reads are not kept apart. */
static uint32_t child_of(struct mbr_import_json *json, uint32_t node, uint32_t *after,
                         struct mbr_span key)
{
    struct mbr_span text = {key.p + 1, key.n - 2};
    if (memchr(key.p, '\\', key.n) && mbr_json_key_text(key, &json->scratch, &text) < 0)
        return MBR_IMPORT_NO_NODE;
    return *after = mbr_import_tree_key(&json->tree, node, *after, text, MOST_NAMES);
}

static int take_object(struct mbr_import_json *json, const struct mbr_import_plan *plan,
                       uint32_t node, const struct mbr_json *object)
{
    struct mbr_json_walk walk = mbr_json_walk(object);
    struct mbr_json_pair pair;
    uint32_t after = MBR_IMPORT_NO_NODE;
    while (mbr_json_next_pair(&walk, &pair)) {
        uint32_t child = child_of(json, node, &after, pair.key);
        if (child == MBR_IMPORT_NO_NODE)
            json->beyond++;
        else if (take(json, plan, child, &pair.value) < 0)
            return -1;
    }
    return 0;
}

static bool is_value_key(struct mbr_span key)
{
    return key.n > 8 && memcmp(key.p + key.n - 7, "_value\"", 7) == 0;
}

struct mbr_json mbr_import_json_typed(struct mbr_json value)
{
    struct mbr_json_walk walk = mbr_json_walk(&value);
    struct mbr_json_pair pair;
    if (value.kind != MBR_JSON_OBJECT)
        return value;
    while (mbr_json_next_pair(&walk, &pair))
        if (is_value_key(pair.key) && pair.value.kind != MBR_JSON_NULL)
            return pair.value;
    return (struct mbr_json){.kind = MBR_JSON_NULL};
}

/* [{"key": KEY, "value": …}, …] */
static int take_keyed(struct mbr_import_json *json, const struct mbr_import_plan *plan,
                      uint32_t node, const struct mbr_json *array)
{
    struct mbr_json_walk walk = mbr_json_walk(array);
    struct mbr_json element;
    uint32_t after = MBR_IMPORT_NO_NODE;
    while (mbr_json_next(&walk, &element)) {
        struct mbr_json_walk inner = mbr_json_walk(&element);
        struct mbr_json key = {.kind = MBR_JSON_ABSENT}, value = {.kind = MBR_JSON_NULL};
        struct mbr_json_pair pair;
        while (element.kind == MBR_JSON_OBJECT && mbr_json_next_pair(&inner, &pair)) {
            if (mbr_span_is(pair.key, "\"key\""))
                key = pair.value;
            else if (mbr_span_is(pair.key, "\"value\""))
                value = mbr_import_json_typed(pair.value);
        }
        if (key.kind != MBR_JSON_STRING)
            continue;
        uint32_t child = child_of(json, node, &after, key.raw);
        if (child == MBR_IMPORT_NO_NODE)
            json->beyond++;
        else if (take(json, plan, child, &value) < 0)
            return -1;
    }
    return 0;
}

static int take_array(struct mbr_import_json *json, const struct mbr_import_plan *plan,
                      uint32_t node, const struct mbr_json *array)
{
    struct mbr_json_walk walk = mbr_json_walk(array);
    struct mbr_json element;
    const struct mbr_import_node at = json->tree.node[node];
    if (at.elements)
        json->elements = *array;
    if (at.element && mbr_json_next(&walk, &element) && take(json, plan, at.element, &element) < 0)
        return -1;
    return at.keys ? take_keyed(json, plan, node, array) : 0;
}

static int take(struct mbr_import_json *json, const struct mbr_import_plan *plan, uint32_t node,
                const struct mbr_json *value)
{
    struct mbr_import_node *at = &json->tree.node[node];
    if (at->leads && value->kind == MBR_JSON_OBJECT)
        return take_object(json, plan, node, value);
    if (at->leads && value->kind == MBR_JSON_ARRAY)
        return take_array(json, plan, node, value);
    if (at->column != MBR_IMPORT_NO_NODE)
        return set(json, plan, at->column, value);
    at->met += value->kind != MBR_JSON_NULL;
    return 0;
}

static void count_elements(struct mbr_import_json *json)
{
    struct mbr_json_walk walk = mbr_json_walk(&json->elements);
    struct mbr_json element;
    json->walk = walk;
    while (mbr_json_next(&walk, &element))
        json->count++;
    for (size_t i = 0; json->count && i < json->columns; i++)
        if (json->use[json->column[i]] & ALONE)
            json->field[json->column[i]] = (struct mbr_span){NULL, 0};
}

/* Values that are spelled anew together take no more bytes than the record, but for times: so the
   text does not move as long as the record lasts. */
int mbr_import_json_record(struct mbr_import_json *json, const struct mbr_import_plan *plan,
                           struct mbr_span record)
{
    for (size_t i = 0; i < json->columns; i++)
        json->field[json->column[i]] = (struct mbr_span){NULL, 0};
    json->text.n = 0;
    json->count = json->number = 0;
    json->elements = (struct mbr_json){.kind = MBR_JSON_ABSENT};
    mbr_buf_room(&json->text, 2 * record.n + ROOM * (json->columns + 1));
    if (mbr_ask_scan(json->ask, record, &json->err) < 0) {
        flawed(json, NULL, json->err.text, record);
        json->flaw->kind = "not JSON";
        json->flaw->bytes = !mbr_utf8_valid(record.p, record.n);
        return -1;
    }
    uint32_t after = MBR_IMPORT_NO_NODE;
    for (size_t i = 0; i < json->ask->rests; i++) {
        uint32_t child = child_of(json, MBR_IMPORT_ROOT, &after, json->ask->rest[i].key);
        if (child == MBR_IMPORT_NO_NODE)
            json->beyond++;
        else if (take(json, plan, child, &json->ask->rest[i].value) < 0)
            return -1;
    }
    count_elements(json);
    json->kept = json->text.n;
    for (size_t i = 0; i < json->columns; i++)
        json->given[json->column[i]] = json->field[json->column[i]];
    return 0;
}

/* Several events of one record need ids of their own. */
static void number_ids(struct mbr_import_json *json)
{
    for (size_t i = 0; json->count > 1 && i < json->columns; i++) {
        uint32_t column = json->column[i];
        if (!(json->use[column] & ID) || json->given[column].n == 0)
            continue;
        size_t from = json->text.n;
        mbr_put_span(&json->text, json->given[column]);
        mbr_put_char(&json->text, '/');
        mbr_put_int(&json->text, (int64_t)json->number);
        json->field[column] = (struct mbr_span){json->text.p + from, json->text.n - from};
    }
}

int mbr_import_json_row(struct mbr_import_json *json, const struct mbr_import_plan *plan)
{
    struct mbr_json element;
    if (json->count == 0)
        return json->number++ == 0;
    if (!mbr_json_next(&json->walk, &element))
        return 0;
    json->number++;
    json->text.n = json->kept;
    for (size_t i = 0; i < json->columns; i++)
        if (json->use[json->column[i]] & EACH)
            json->field[json->column[i]] = (struct mbr_span){NULL, 0};
    number_ids(json);
    return take(json, plan, json->tree.each, &element) < 0 ? -1 : 1;
}
