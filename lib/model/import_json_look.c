#include "import_json.h"

#define DEEPEST 16 /* keys of a path that is found out */

struct looking {
    struct mbr_import_look *look;
    struct mbr_buf path, key, text;
};

static void tell(struct looking *at, const struct mbr_json *value)
{
    struct mbr_span text = value->raw;
    uint32_t title = mbr_map_put(&at->look->titles, mbr_buf_span(&at->path), NULL);
    if (!at->look->take || value->kind == MBR_JSON_NULL)
        return;
    if (value->kind == MBR_JSON_STRING && mbr_json_text(value, &at->text, &text) < 0)
        return;
    at->look->take(at->look->own, title, text);
}

static void look_into(struct looking *at, const struct mbr_json *value, size_t depth);

static void look_behind(struct looking *at, struct mbr_span key, const struct mbr_json *value,
                        size_t depth)
{
    struct mbr_span text;
    size_t n = at->path.n;
    if (mbr_json_key_text(key, &at->key, &text) < 0)
        return;
    mbr_import_put_key(&at->path, text);
    look_into(at, value, depth + 1);
    at->path.n = n;
}

/* Whether it is {"key": KEY, "value": …}, and then these. */
static bool is_keyed(const struct mbr_json *element, struct mbr_json *key, struct mbr_json *value)
{
    struct mbr_json_walk walk = mbr_json_walk(element);
    struct mbr_json_pair pair;
    key->kind = value->kind = MBR_JSON_ABSENT;
    while (element->kind == MBR_JSON_OBJECT && mbr_json_next_pair(&walk, &pair)) {
        if (mbr_span_is(pair.key, "\"key\""))
            *key = pair.value;
        else if (mbr_span_is(pair.key, "\"value\""))
            *value = pair.value;
        else
            return false;
    }
    return key->kind == MBR_JSON_STRING && value->kind != MBR_JSON_ABSENT;
}

static void look_through(struct looking *at, const struct mbr_json *array, size_t depth)
{
    struct mbr_json_walk walk = mbr_json_walk(array);
    struct mbr_json element, key, value;
    size_t n = at->path.n;
    bool scalars = false;
    while (mbr_json_next(&walk, &element)) {
        if (is_keyed(&element, &key, &value)) {
            value = mbr_import_json_typed(value);
            look_behind(at, key.raw, &value, depth);
        } else if (element.kind == MBR_JSON_OBJECT) {
            mbr_put_text(&at->path, "[]");
            look_into(at, &element, depth + 1);
            at->path.n = n;
        } else {
            scalars = true;
        }
    }
    if (scalars)
        tell(at, array);
}

static void look_into(struct looking *at, const struct mbr_json *value, size_t depth)
{
    struct mbr_json_walk walk = mbr_json_walk(value);
    struct mbr_json_pair pair;
    if (value->kind == MBR_JSON_ARRAY && depth < DEEPEST)
        look_through(at, value, depth);
    else if (value->kind == MBR_JSON_OBJECT && depth < DEEPEST)
        while (mbr_json_next_pair(&walk, &pair))
            look_behind(at, pair.key, &pair.value, depth);
    else
        tell(at, value);
}

void mbr_import_json_look(const struct mbr_import_json *json, struct mbr_span head, bool whole,
                          struct mbr_import_look *look)
{
    struct mbr_import_json own = {.array = json->array};
    struct looking at = {.look = look};
    struct mbr_err err;
    struct mbr_ask *ask = mbr_ask_new(NULL, 0, true, &err);
    const char *flaw = NULL;
    struct mbr_span record;
    uint64_t lines;
    for (size_t taken; (taken = mbr_import_json_cut(&own, head, whole, &record, &lines, &flaw)) > 0;
         head = (struct mbr_span){head.p + taken, head.n - taken}) {
        look->records += record.n > 0;
        if (record.n == 0 || mbr_ask_scan(ask, record, &err) < 0)
            continue;
        for (size_t i = 0; i < ask->rests; i++)
            look_behind(&at, ask->rest[i].key, &ask->rest[i].value, 0);
    }
    mbr_ask_free(ask);
    mbr_buf_free(&at.path);
    mbr_buf_free(&at.key);
    mbr_buf_free(&at.text);
}
