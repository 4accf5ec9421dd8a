#include "layout_read.h"

#include <stdlib.h>

#include "mbr/narrow.h"

static const char *const keys[] = {"statuses", "line_statuses", "lines", "unpack",
                                   "totals",   "needs",         NULL};

const char *const mbr_order_statuses[] = {"paid",   "refunded", "cancelled",
                                          "closed", "unpaid",   NULL};

const char *const mbr_order_fields[] = {"order.status",  "order.paid",
                                        "order.postage", "order.discount",
                                        "order.refund",  "order.refund_at",
                                        "order.paid_at", "order.cancelled_at",
                                        "order.qty",     "line.gross",
                                        "line.postage",  "line.refund",
                                        "line.status",   NULL};

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

bool mbr_is_order_field(const char *name)
{
    return is_one_of(name, mbr_order_fields);
}

void mbr_layout_free_orders(struct mbr_layout_orders *orders)
{
    if (!orders)
        return;
    struct mbr_names *const names[] = {&orders->statuses.from,
                                       &orders->statuses.to,
                                       &orders->line_statuses.from,
                                       &orders->line_statuses.to,
                                       &orders->lines,
                                       &orders->packed,
                                       &orders->needs};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        mbr_names_free(names[i]);
    mbr_pattern_free(orders->columns);
    mbr_pattern_free(orders->pattern);
    free(orders->split);
    free(orders);
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Narrow, in small letters, and without any blank. */
static void put_bare(struct mbr_buf *buf, struct mbr_span word)
{
    struct mbr_buf text = {0};
    mbr_put_narrow(&text, word);
    buf->n = 0;
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] > ' ')
            mbr_put_char(buf, (char)(text.p[i] | (is_capital(text.p[i]) ? 0x20 : 0)));
    mbr_buf_free(&text);
}

/* Whether the word is as the known one says, of which a star at either end stands for anything. */
static bool is_like(struct mbr_span word, struct mbr_span known)
{
    bool before = known.n && known.p[0] == '*';
    known = (struct mbr_span){known.p + before, known.n - before};
    bool behind = known.n && known.p[known.n - 1] == '*';
    known.n -= behind;
    if ((!before && !behind) || word.n < known.n)
        return false;
    if (before && behind)
        return memmem(word.p, word.n, known.p, known.n) != NULL;
    return memcmp(word.p + (before ? word.n - known.n : 0), known.p, known.n) == 0;
}

const char *mbr_layout_word(const struct mbr_layout_words *words, struct mbr_span word)
{
    struct mbr_buf sought = {0}, known = {0};
    const char *found = NULL, *like = NULL;
    put_bare(&sought, word);
    for (size_t i = 0; i < words->from.count && !found; i++) {
        put_bare(&known, mbr_span(words->from.name[i]));
        if (mbr_span_equal(mbr_buf_span(&sought), mbr_buf_span(&known)))
            found = words->to.name[i];
        else if (!like && is_like(mbr_buf_span(&sought), mbr_buf_span(&known)))
            like = words->to.name[i];
    }
    if (!found)
        found = like;
    mbr_buf_free(&sought);
    mbr_buf_free(&known);
    return found;
}

int mbr_layout_read_names(const json_t *array, const char *key, struct mbr_names *to,
                          struct mbr_err *err)
{
    if (array && !json_is_array(array))
        return mbr_err_set(err, "%s: not an array of strings", key);
    for (size_t i = 0; i < json_array_size(array); i++) {
        const char *name = json_string_value(json_array_get(array, i));
        if (!name)
            return mbr_err_set(err, "%s: not an array of strings", key);
        mbr_names_add(to, name);
    }
    return 0;
}

int mbr_layout_read_words(json_t *doc, const char *key, const char *const *known,
                          struct mbr_layout_words *to, struct mbr_err *err)
{
    json_t *object = json_object_get(doc, key), *value;
    const char *word;
    if (object && !json_is_object(object))
        return mbr_err_set(err, "%s: not an object", key);
    json_object_foreach(object, word, value)
    {
        const char *meaning = json_string_value(value);
        if (!meaning)
            return mbr_err_set(err, "%s: a value is not a string", key);
        if (known && !is_one_of(meaning, known)) {
            mbr_err_value(err, word, "not a status (paid, refunded, cancelled, closed, unpaid)",
                          mbr_span(meaning));
            return mbr_err_within(err, key);
        }
        mbr_names_add(&to->from, word);
        mbr_names_add(&to->to, meaning);
    }
    return 0;
}

static int read_pattern(const json_t *doc, const char *key, struct mbr_pattern **to,
                        struct mbr_err *err)
{
    const json_t *value = json_object_get(doc, key);
    if (!json_is_string(value))
        return mbr_err_set(err, "%s: not a pattern", key);
    struct mbr_span text = {json_string_value(value), json_string_length(value)};
    *to = mbr_pattern_new(text, NULL, err);
    return *to ? 0 : mbr_err_within(err, key);
}

/* {"columns": PATTERN, "pattern": PATTERN}, or {"split": TEXT, "columns": [NAME, …]}. */
static int read_unpack(json_t *doc, struct mbr_layout_orders *to, struct mbr_err *err)
{
    static const char *const known[] = {"columns", "pattern", "split", NULL};
    const json_t *split = json_object_get(doc, "split");
    if (!json_is_object(doc))
        return mbr_err_set(err, "not an object");
    if (mbr_doc_keys(doc, "unpack", known, err) < 0)
        return -1;
    if (json_object_get(doc, "pattern")) {
        if (split)
            return mbr_err_set(err, "either a pattern or split");
        return read_pattern(doc, "columns", &to->columns, err) < 0 ||
                       read_pattern(doc, "pattern", &to->pattern, err) < 0
                   ? -1
                   : 0;
    }
    if (json_string_length(split) == 0)
        return mbr_err_set(err, "split: not a text");
    to->split = mbr_strdup(json_string_value(split));
    if (mbr_layout_read_names(json_object_get(doc, "columns"), "columns", &to->packed, err) < 0)
        return -1;
    return to->packed.count ? 0 : mbr_err_set(err, "no columns");
}

int mbr_layout_read_orders(json_t *doc, struct mbr_layout *layout, struct mbr_err *err)
{
    json_t *object = json_object_get(doc, "orders");
    json_t *unpack = json_object_get(object, "unpack");
    if (!object)
        return 0;
    if (!json_is_object(object))
        return mbr_err_set(err, "orders: not an object");
    struct mbr_layout_orders *to = layout->orders = mbr_calloc(1, sizeof *to);
    if (mbr_doc_keys(object, "orders", keys, err) < 0)
        return -1;
    if (unpack && read_unpack(unpack, to, err) < 0) {
        mbr_err_within(err, "unpack");
        return mbr_err_within(err, "orders");
    }
    const json_t *totals = json_object_get(object, "totals");
    if (totals && !json_is_boolean(totals)) {
        mbr_err_set(err, "totals: neither true nor false");
        return mbr_err_within(err, "orders");
    }
    to->totals = json_is_true(totals);
    if (mbr_layout_read_words(object, "statuses", mbr_order_statuses, &to->statuses, err) < 0 ||
        mbr_layout_read_words(object, "line_statuses", mbr_order_statuses, &to->line_statuses,
                              err) < 0 ||
        mbr_layout_read_names(json_object_get(object, "lines"), "lines", &to->lines, err) < 0 ||
        mbr_layout_read_names(json_object_get(object, "needs"), "needs", &to->needs, err) < 0)
        return mbr_err_within(err, "orders");
    return 0;
}
