#include "tag_rules.h"

#include <stdlib.h>

#include "mbr/doc.h"
#include "mbr/near.h"
#include "mbr/text.h"

#define VERSION 1
#define MOST_RULES 1000
#define MOST_MISTAKES 20

const char *const mbr_tag_expr_names[TAG_EXPRS] = {"when", "weight", "expires"};

enum { KEY_TAG, KEY_WHEN, KEY_WEIGHT, KEY_EXPIRES, KEY_GROUP, KEY_SCENE, KEY_TEXTS };
static const char *const rule_keys[] = {"tag",   "when",   "weight",  "expires", "group", "scene",
                                        "owner", "source", "refresh", "note",    NULL};
static const char *const file_keys[] = {"version", "rules", "name", "note", NULL};

/* What others call them, and no near spelling leads to. */
static const char *const other_keys[][2] = {
    {"description", "note"}, {"comment", "note"}, {"name", "tag"},     {"condition", "when"},
    {"until", "expires"},    {"score", "weight"}, {"scenes", "scene"}, {"category", "group"},
};

/* What is being read. */
struct reader {
    struct tag_rules *rules;
    struct mbr_run *run;
    size_t number; /* of the rule */
    bool all;      /* goes on behind a mistake */
    size_t mistakes;
    struct mbr_err first;
    struct mbr_buf beneath; /* what stands under the first, the others among it */
};

/* The run's err and what is beneath it are a mistake: 0 to go on, or -1. */
static int note_mistake(struct reader *reader)
{
    struct mbr_run *run = reader->run;
    struct mbr_buf *to = &reader->beneath;
    if (!reader->all)
        return -1;
    if (reader->mistakes == MOST_MISTAKES) {
        mbr_put_format(to, "%s: and more\n", run->tool->name);
        run->beneath.n = 0;
        return -1;
    }
    if (reader->mistakes++ == 0) {
        reader->first = run->err;
    } else {
        mbr_put_format(to, "%s: ", run->tool->name);
        mbr_put_visible(to, mbr_span(run->err.text));
        mbr_put_char(to, '\n');
    }
    mbr_put_span(to, mbr_buf_span(&run->beneath));
    run->beneath.n = 0;
    return 0;
}

/* All that were noted become the run's one. */
static int tell_mistakes(struct reader *reader)
{
    if (reader->mistakes == 0)
        return 0;
    reader->run->err = reader->first;
    mbr_put_span(&reader->run->beneath, mbr_buf_span(&reader->beneath));
    return -1;
}

void mbr_tag_rules_free(struct tag_rules *rules)
{
    free(rules->rule);
    free(rules->path);
    free(rules->order);
    free(rules->first);
    mbr_map_free(&rules->names);
    mbr_expr_set_free(rules->set);
    mbr_arena_free(&rules->texts);
    mbr_tag_file_free(&rules->file);
}

/* The content of a string or of a key, kept. */
static struct mbr_span keep_text(struct tag_rules *rules, const struct mbr_json *value)
{
    struct mbr_buf scratch = {0};
    struct mbr_span text = {value->raw.p + 1, value->raw.n - 2};
    if (!value->plain && mbr_json_text(value, &scratch, &text) == 0)
        text.p = mbr_arena_dup(&rules->texts, text.p, text.n);
    mbr_buf_free(&scratch);
    return text;
}

static const char *find_text(const char *const *list, const char *text)
{
    while (*list && strcmp(*list, text) != 0)
        list++;
    return *list;
}

/* The number of a key in a list of known ones, or -1 with the error. where: "" or "rules[3]: ". */
static int find_key(const struct reader *reader, struct mbr_span key, const char *const *known,
                    const char *where)
{
    struct tag_rules *rules = reader->rules;
    struct mbr_json json = {
        .raw = key, .kind = MBR_JSON_STRING, .plain = !memchr(key.p, '\\', key.n)};
    struct mbr_span text = keep_text(rules, &json);
    for (int i = 0; known[i]; i++)
        if (mbr_span_is(text, known[i]))
            return i;
    struct mbr_err err;
    char *word = mbr_memdup(text.p, text.n);
    const char *near = mbr_near(word, known);
    free(word);
    for (size_t i = 0; i < sizeof other_keys / sizeof *other_keys && !near; i++)
        if (mbr_span_is(text, other_keys[i][0]))
            near = find_text(known, other_keys[i][1]);
    mbr_err_value(&err, NULL, "no such field", text);
    return mbr_tag_refuse(&rules->file, reader->run, key.p, "%s%s%s%s%s", where, err.text,
                          near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

/* Refuses what stands in a rule. Returns -1. */
static int refuse(const struct reader *reader, const char *at, const char *key, const char *what,
                  const struct mbr_span *raw)
{
    struct mbr_err err;
    if (raw)
        mbr_err_json(&err, key, what, *raw);
    else
        mbr_err_set(&err, "%s: %s", key, what);
    return mbr_tag_refuse(&reader->rules->file, reader->run, at, "rules[%zu].%s", reader->number,
                          err.text);
}

static int read_expr(const struct reader *reader, struct tag_expr *expr, int which,
                     const struct mbr_json *value)
{
    if (value->kind == MBR_JSON_STRING)
        expr->source = keep_text(reader->rules, value);
    else if (which == TAG_WEIGHT && value->kind == MBR_JSON_NUMBER)
        expr->source = value->raw;
    else
        return refuse(reader, value->raw.p, mbr_tag_expr_names[which],
                      which == TAG_WEIGHT ? "not a number, nor an expression in quotes"
                                          : "not an expression in quotes",
                      &value->raw);
    expr->json = *value;
    return 0;
}

static int read_scene(const struct reader *reader, struct tag_rule *rule,
                      const struct mbr_json *value)
{
    struct mbr_json_walk walk = mbr_json_walk(value);
    struct mbr_json element;
    if (value->kind != MBR_JSON_STRING && value->kind != MBR_JSON_ARRAY)
        return refuse(reader, value->raw.p, "scene", "not a text or a list of texts", &value->raw);
    bool is_empty = value->kind != MBR_JSON_STRING || value->raw.n == 2;
    while (mbr_json_next(&walk, &element)) {
        if (element.kind != MBR_JSON_STRING)
            return refuse(reader, element.raw.p, "scene", "not a text", &element.raw);
        is_empty = false;
    }
    if (!is_empty)
        rule->scene = *value;
    return 0;
}

static int read_field(const struct reader *reader, struct tag_rule *rule, int key,
                      const struct mbr_json *value)
{
    if (key >= KEY_WHEN && key <= KEY_EXPIRES)
        return read_expr(reader, &rule->expr[key - KEY_WHEN], key - KEY_WHEN, value);
    if (key == KEY_SCENE)
        return read_scene(reader, rule, value);
    if (value->kind != MBR_JSON_STRING)
        return refuse(reader, value->raw.p, rule_keys[key], "not a text", &value->raw);
    if (key == KEY_GROUP)
        rule->group = keep_text(reader->rules, value);
    if (key != KEY_TAG)
        return 0;
    rule->name = keep_text(reader->rules, value);
    if (mbr_tag_is_name(rule->name))
        return 0;
    return refuse(reader, value->raw.p, "tag", "not a name: letters, digits and _, no digit first",
                  &value->raw);
}

static int check_rule(const struct reader *reader, const struct tag_rule *rule)
{
    struct tag_rules *rules = reader->rules;
    bool added;
    if (!rule->name.n || !rule->expr[TAG_WHEN].json.raw.p)
        return refuse(reader, rule->at, rule->name.n ? "when" : "tag", "missing", NULL);
    uint32_t number = mbr_map_put(&rules->names, rule->name, &added);
    if (added)
        return 0;
    return mbr_tag_refuse(&rules->file, reader->run, rule->at,
                          "rules[%zu].tag: rules[%zu] has the same: \"%.*s\"", reader->number,
                          rules->rule[number].number, (int)rule->name.n, rule->name.p);
}

static const enum mbr_expr_want wants[TAG_EXPRS] = {MBR_EXPR_WANT_TRUTH, MBR_EXPR_WANT_NUMBER,
                                                    MBR_EXPR_WANT_ANY};

/* A last day that is always past would never give the tag. */
static bool is_always_past(const struct expr_node *root)
{
    const struct mbr_expr_value *value = &root->value;
    return root->op == EXPR_LITERAL && value->kind == MBR_EXPR_DURATION &&
           value->duration.months <= 0 && value->duration.days <= 0 &&
           (value->duration.months < 0 || value->duration.days < 0);
}

static int check_expires(const struct tag_rules *rules, int number, struct mbr_err *err)
{
    enum expr_type type = mbr_expr_type(rules->set, number);
    if (type != TYPE_DURATION && type != TYPE_DAY && type != TYPE_ANY)
        return mbr_err_set(err, "neither a duration, as 90d, nor a day");
    if (is_always_past(rules->set->roots[number]))
        return mbr_err_set(err, "past whenever the rule holds, so that nobody has the tag");
    return number;
}

static int compile(const struct reader *reader, struct tag_expr *expr, int which)
{
    struct tag_rules *rules = reader->rules;
    struct mbr_run *run = reader->run;
    struct mbr_expr_place place = {0};
    struct mbr_err err;
    expr->number = mbr_expr_add(rules->set, expr->source, wants[which], &place, &err);
    if (expr->number >= 0 && which == TAG_EXPIRES)
        expr->number = check_expires(rules, expr->number, &err);
    rules->expressions++;
    if (expr->number >= 0)
        return 0;
    mbr_put_caret(&run->beneath, expr->source, place, "  ");
    return mbr_tag_refuse(&rules->file, run, mbr_tag_place(&expr->json, place.at),
                          "rules[%zu].%s: %s", reader->number, mbr_tag_expr_names[which], err.text);
}

static int read_fields(const struct reader *reader, struct tag_rule *rule,
                       const struct mbr_json *json)
{
    struct mbr_json_walk walk = mbr_json_walk(json);
    struct mbr_json_pair pair;
    char where[32];
    mbr_err_set(&reader->run->err, "rules[%zu]: ", reader->number);
    memcpy(where, reader->run->err.text, sizeof where);
    if (json->kind != MBR_JSON_OBJECT)
        return mbr_tag_refuse(&reader->rules->file, reader->run, rule->at, "%snot an object",
                              where);
    while (mbr_json_next_pair(&walk, &pair)) {
        int key = find_key(reader, pair.key, rule_keys, where);
        if (key < 0 || read_field(reader, rule, key, &pair.value) < 0)
            return -1;
    }
    return check_rule(reader, rule);
}

static int read_rule(struct reader *reader, const struct mbr_json *json)
{
    struct tag_rules *rules = reader->rules;
    struct tag_rule rule = {.at = json->raw.p, .number = reader->number};
    for (size_t i = 0; i < TAG_EXPRS; i++)
        rule.expr[i].number = -1;
    if (read_fields(reader, &rule, json) < 0)
        return note_mistake(reader);
    for (int i = 0; i < TAG_EXPRS; i++)
        if (rule.expr[i].json.raw.p && compile(reader, &rule.expr[i], i) < 0 &&
            note_mistake(reader) < 0)
            return -1;
    rules->rule = mbr_grow(rules->rule, &rules->cap, rules->count + 1, sizeof *rules->rule);
    rules->rule[rules->count++] = rule;
    return 0;
}

static int read_rules(struct reader *reader, const struct mbr_json *list)
{
    struct tag_rules *rules = reader->rules;
    struct mbr_json_walk walk = mbr_json_walk(list);
    struct mbr_json element;
    if (list->kind != MBR_JSON_ARRAY)
        return mbr_tag_refuse(&rules->file, reader->run, list->raw.p, "rules: not a list");
    for (; mbr_json_next(&walk, &element); reader->number++) {
        if (reader->number == MOST_RULES)
            return mbr_tag_refuse(&rules->file, reader->run, element.raw.p, "rules: more than %d",
                                  MOST_RULES);
        if (read_rule(reader, &element) < 0)
            return -1;
    }
    return 0;
}

static int check_version(const struct reader *reader, const char *at, const struct mbr_json *value)
{
    const struct tag_file *file = &reader->rules->file;
    struct mbr_span raw = value->raw;
    if (!raw.p)
        return mbr_tag_refuse(file, reader->run, at, "version: missing");
    if (value->kind != MBR_JSON_NUMBER || raw.p[0] < '1' || memchr(raw.p, '.', raw.n))
        return mbr_tag_refuse(file, reader->run, raw.p, "version: not a whole number from 1");
    if (raw.n == 1 && raw.p[0] - '0' <= VERSION)
        return 0;
    return mbr_tag_refuse(file, reader->run, raw.p,
                          "version: newer than this program knows (%d): %.*s", VERSION,
                          raw.n < 20 ? (int)raw.n : 20, raw.p);
}

static int read_file(struct reader *reader)
{
    struct tag_rules *rules = reader->rules;
    struct mbr_span text = rules->file.text;
    const char *begin = memchr(text.p, '{', text.n), *end = text.p + text.n;
    while (end[-1] != '}')
        end--;
    const struct mbr_json root = {.raw = {begin, (size_t)(end - begin)}, .kind = MBR_JSON_OBJECT};
    struct mbr_json_walk walk = mbr_json_walk(&root);
    struct mbr_json_pair pair;
    struct mbr_json version = {0}, list = {0};
    while (mbr_json_next_pair(&walk, &pair)) {
        int key = find_key(reader, pair.key, file_keys, "");
        if (key < 0)
            return -1;
        if (key == 0)
            version = pair.value;
        else if (key == 1)
            list = pair.value;
    }
    if (check_version(reader, begin, &version) < 0)
        return -1;
    if (!list.raw.p)
        return mbr_tag_refuse(&rules->file, reader->run, begin, "rules: missing");
    return read_rules(reader, &list);
}

int mbr_tag_rules_read(struct tag_rules *rules, const char *file, bool all, struct mbr_run *run)
{
    static const char *const own[] = {"tags"};
    struct reader reader = {.rules = rules, .run = run, .all = all};
    rules->set = mbr_expr_set_new(own, 1);
    if (file && mbr_tag_file_read(&rules->file, file, &run->err) < 0) {
        run->located = true;
        if (strstr(run->err.text, "invalid escape"))
            run->hint = "in JSON a backslash is written twice: \"attr.city ~ /^\\\\d/\"";
        return -1;
    }
    int failed = file ? read_file(&reader) : 0;
    if (tell_mistakes(&reader) < 0)
        failed = -1;
    mbr_buf_free(&reader.beneath);
    return failed ? -1 : mbr_tag_rules_order(rules, run);
}
