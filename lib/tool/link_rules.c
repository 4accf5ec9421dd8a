#include "link_rules.h"

#include <stdlib.h>
#include <strings.h>

#include "mbr/doc.h"

#define VERSION 1
#define MOST 1000000
#define NO_LIMIT (UINT32_MAX - 1)

static int read_count(const json_t *object, const char *key, uint32_t least, uint32_t *to,
                      struct mbr_err *err)
{
    const json_t *value = json_object_get(object, key);
    if (!value)
        return 0;
    if (!json_is_integer(value) || json_integer_value(value) < least ||
        json_integer_value(value) > MOST)
        return mbr_err_set(err, "%s: not a whole number from %u to %d", key, (unsigned)least, MOST);
    *to = (uint32_t)json_integer_value(value);
    return 0;
}

static int read_as(const json_t *object, struct link_kind *kind, struct mbr_err *err)
{
    const json_t *value = json_object_get(object, "as");
    const char *text = json_string_value(value);
    kind->account = text && strcmp(text, "account") == 0;
    if (!value || kind->account)
        return 0;
    for (int i = 0; text && mbr_identifier_names[i]; i++)
        if (strcmp(text, mbr_identifier_names[i]) == 0) {
            kind->as = (enum mbr_identifier_as)i;
            return 0;
        }
    return mbr_err_set(err, "as: not \"text\", \"phone\", \"email\", \"card\" or \"account\"");
}

static void block(struct link_rules *rules, size_t kind, struct mbr_span value)
{
    struct mbr_buf key = {0};
    mbr_put_char(&key, (char)kind);
    if (mbr_put_clean(&key, value, true))
        mbr_map_put(&rules->blocked, mbr_buf_span(&key), NULL);
    mbr_buf_free(&key);
}

static int read_blocked(struct link_rules *rules, const json_t *object, size_t kind,
                        struct mbr_err *err)
{
    const json_t *list = json_object_get(object, "blocked"), *one;
    size_t i;
    if (list && !json_is_array(list))
        return mbr_err_set(err, "blocked: not a list");
    json_array_foreach(list, i, one)
    {
        struct mbr_buf value = {0};
        if (!json_is_string(one))
            return mbr_err_set(err, "blocked: not a list of texts");
        struct mbr_span text = mbr_span(json_string_value(one));
        if (kind && mbr_put_identifier(&value, rules->kind[kind].as, text, rules->home) ==
                        MBR_IDENTIFIER_WHOLE)
            text = mbr_buf_span(&value);
        block(rules, kind, text);
        mbr_buf_free(&value);
    }
    return 0;
}

static int read_kind(struct link_rules *rules, const char *name, const json_t *object,
                     struct mbr_err *err)
{
    static const char *const keys[] = {"as",   "priority", "max_members", "max_per_person",
                                       "link", "blocked",  "same_as",     NULL};
    struct link_kind *kind = &rules->kind[rules->kinds];
    struct mbr_identity_kind *limit = &rules->limit[rules->kinds];
    const json_t *link = json_object_get(object, "link");
    if (!json_is_object(object))
        return mbr_err_set(err, "not an object");
    if (mbr_doc_keys(object, NULL, keys, err) < 0)
        return -1;
    *kind = (struct link_kind){
        .name = name, .name_n = strlen(name), .as = mbr_identifier_guess(mbr_span(name))};
    *limit = (struct mbr_identity_kind){.priority = 8, .most_holders = 5, .most_values = 10};
    kind->is = rules->kinds;
    kind->link = !json_is_false(link);
    if (link && !json_is_boolean(link))
        return mbr_err_set(err, "link: not true or false");
    if (read_as(object, kind, err) < 0 ||
        read_count(object, "priority", 1, &limit->priority, err) < 0 ||
        read_count(object, "max_members", 1, &limit->most_holders, err) < 0 ||
        read_count(object, "max_per_person", 1, &limit->most_values, err) < 0)
        return -1;
    rules->kinds++;
    return read_blocked(rules, object, rules->kinds - 1, err);
}

static int read_same(struct link_rules *rules, const json_t *kinds, struct mbr_err *err)
{
    for (size_t i = LINK_OWN_KINDS; i < rules->kinds; i++) {
        const json_t *same =
            json_object_get(json_object_get(kinds, rules->kind[i].name), "same_as");
        if (!same)
            continue;
        size_t at = LINK_OWN_KINDS;
        while (json_is_string(same) && at < rules->kinds &&
               strcmp(rules->kind[at].name, json_string_value(same)) != 0)
            at++;
        if (!json_is_string(same) || at == rules->kinds)
            return mbr_err_set(err, "kinds: %s: same_as: no kind of that name",
                               rules->kind[i].name);
        rules->kind[i].is = at;
        rules->kind[i].as = rules->kind[at].as;
        rules->kind[i].link = rules->kind[at].link;
        rules->kind[i].account = rules->kind[at].account;
    }
    return 0;
}

static int read_kinds(struct link_rules *rules, struct mbr_err *err)
{
    const json_t *kinds = json_object_get(rules->doc, "kinds"), *object;
    const char *name;
    struct mbr_identity_kind none = {.most_holders = NO_LIMIT, .most_values = NO_LIMIT};
    rules->kind[LINK_ALIAS] = (struct link_kind){.name = "member", .link = true};
    rules->kind[LINK_MASK] = (struct link_kind){.name = "masked phone", .is = 1, .link = true};
    rules->kind[LINK_EVIDENCE] = (struct link_kind){.name = "evidence", .is = 2, .link = true};
    rules->limit[LINK_EVIDENCE] = none;
    rules->limit[LINK_EVIDENCE].priority = MOST + 2;
    rules->limit[LINK_ALIAS] = none;
    rules->limit[LINK_ALIAS].certain = true;
    rules->limit[LINK_MASK] = none;
    rules->limit[LINK_MASK].priority = MOST + 1;
    rules->limit[LINK_MASK].most_holders = 5;
    rules->kinds = LINK_OWN_KINDS;
    if (!json_is_object(kinds))
        return mbr_err_set(err, "kinds: not an object");
    json_object_foreach((json_t *)(uintptr_t)kinds, name, object)
    {
        if (rules->kinds == LINK_KINDS)
            return mbr_err_set(err, "kinds: more than %d", LINK_KINDS - LINK_OWN_KINDS);
        if (read_kind(rules, name, object, err) < 0) {
            mbr_err_within(err, name);
            return mbr_err_within(err, "kinds");
        }
    }
    return read_same(rules, kinds, err);
}

static int read_compare(const json_t *object, enum link_compare *to, struct mbr_err *err)
{
    static const char *const names[] = {"exact", "name", "text", "date"};
    const json_t *how = json_object_get(object, "compare");
    for (int i = 0; json_is_string(how) && i <= LINK_COMPARE_DATE; i++)
        if (strcmp(json_string_value(how), names[i]) == 0) {
            *to = (enum link_compare)i;
            return 0;
        }
    return how ? mbr_err_set(err, "compare: not \"name\", \"text\", \"date\" or \"exact\"") : 0;
}

static int read_fact(struct link_fact *fact, const char *name, const json_t *object,
                     struct mbr_err *err)
{
    static const char *const keys[] = {"must_agree", "confirms", "compare", NULL};
    if (!json_is_object(object))
        return mbr_err_set(err, "not an object, nor false");
    if (mbr_doc_keys(object, NULL, keys, err) < 0)
        return -1;
    *fact = (struct link_fact){.name = name,
                               .must_agree = json_is_true(json_object_get(object, "must_agree")),
                               .confirms = !json_is_false(json_object_get(object, "confirms"))};
    return read_compare(object, &fact->compare, err);
}

static int read_facts(struct link_rules *rules, struct mbr_err *err)
{
    const json_t *facts = json_object_get(rules->doc, "facts"), *object;
    const char *name;
    if (facts && !json_is_object(facts))
        return mbr_err_set(err, "facts: not an object");
    json_object_foreach((json_t *)(uintptr_t)facts, name, object)
    {
        if (json_is_false(object))
            continue;
        if (rules->facts == LINK_FACTS)
            return mbr_err_set(err, "facts: more than %d", LINK_FACTS);
        if (read_fact(&rules->fact[rules->facts++], name, object, err) < 0) {
            mbr_err_within(err, name);
            return mbr_err_within(err, "facts");
        }
    }
    return 0;
}

static int check_list(const struct link_rules *rules, const char *name, struct mbr_err *err)
{
    const json_t *list = json_object_get(rules->doc, name), *one;
    size_t i;
    if (!json_is_array(list))
        return mbr_err_set(err, "%s: not a list", name);
    json_array_foreach(list, i, one)
    {
        if (!json_is_string(one))
            return mbr_err_set(err, "%s: not a list of texts", name);
    }
    return 0;
}

static int read_countries(struct link_rules *rules, struct mbr_err *err)
{
    const json_t *countries = json_object_get(rules->doc, "countries"), *name;
    const char *from;
    if (!json_is_object(countries))
        return mbr_err_set(err, "countries: not an object");
    rules->has_countries = json_object_size(countries) > 0;
    json_object_foreach((json_t *)(uintptr_t)countries, from, name)
    {
        if (!json_is_string(name) || !mbr_country_find(json_string_value(name)))
            return mbr_err_set(
                err, "countries: %s: not two capital letters of a country, such as CN", from);
    }
    return 0;
}

static int read_rules(struct link_rules *rules, const char *country, struct mbr_err *err)
{
    static const char *const keys[] = {"version", "country", "countries",    "max_members",
                                       "offline", "blocked", "kinds",        "facts",
                                       "told_by", "unlink",  "survivorship", NULL};
    if (mbr_doc_keys(rules->doc, NULL, keys, err) < 0)
        return -1;
    if (country)
        json_object_set_new(rules->doc, "country", json_string(country));
    const char *name = json_string_value(json_object_get(rules->doc, "country"));
    rules->home = name ? mbr_country_find(name) : NULL;
    if (!rules->home)
        return mbr_err_set(err, "country: not one of two capital letters, such as CN");
    if (read_count(rules->doc, "max_members", 1, &rules->most_members, err) < 0 ||
        check_list(rules, "offline", err) < 0 || check_list(rules, "unlink", err) < 0 ||
        read_countries(rules, err) < 0 || read_kinds(rules, err) < 0)
        return -1;
    return read_facts(rules, err) < 0 || read_blocked(rules, rules->doc, 0, err) < 0 ? -1 : 0;
}

int link_rules_load(struct link_rules *rules, const char *path, const char *country,
                    struct mbr_err *err)
{
    *rules = (struct link_rules){0};
    rules->doc = mbr_doc_parse("the rules built in", mbr_span(link_rules_built_in), err);
    if (!rules->doc)
        return -1;
    if (path) {
        json_t *own = mbr_doc_load(path, err);
        if (!own || mbr_doc_check(own, path, NULL, VERSION, err) < 0) {
            json_decref(own);
            return -1;
        }
        json_object_update_recursive(rules->doc, own);
        json_decref(own);
    }
    if (read_rules(rules, country, err) < 0)
        return path ? mbr_err_within(err, path) : -1;
    return 0;
}

void link_rules_free(struct link_rules *rules)
{
    json_decref(rules->doc);
    mbr_map_free(&rules->blocked);
    *rules = (struct link_rules){0};
}

uint32_t link_rules_kind(const struct link_rules *rules, struct mbr_span name, bool *told)
{
    *told = true;
    for (size_t i = LINK_OWN_KINDS; i < rules->kinds; i++)
        if (name.n == rules->kind[i].name_n && memcmp(name.p, rules->kind[i].name, name.n) == 0)
            return rules->kind[i].link ? (uint32_t)rules->kind[i].is : MBR_IDENTITY_NONE;
    *told = false;
    return MBR_IDENTITY_NONE;
}

const struct mbr_country *link_rules_country(const struct link_rules *rules, struct mbr_span from)
{
    const json_t *name = json_object_getn(json_object_get(rules->doc, "countries"), from.p, from.n);
    return name ? mbr_country_find(json_string_value(name)) : NULL;
}

bool link_rules_blocks(const struct link_rules *rules, size_t kind, struct mbr_span value,
                       struct mbr_buf *scratch)
{
    scratch->n = 0;
    mbr_put_char(scratch, (char)kind);
    if (!mbr_put_clean(scratch, value, true))
        return false;
    if (mbr_map_find(&rules->blocked, mbr_buf_span(scratch)) != MBR_MAP_NONE)
        return true;
    scratch->p[0] = 0;
    return mbr_map_find(&rules->blocked, mbr_buf_span(scratch)) != MBR_MAP_NONE;
}

bool link_rules_list_has(const struct link_rules *rules, const char *list, struct mbr_span text,
                         bool folded)
{
    const json_t *one;
    size_t i;
    json_array_foreach(json_object_get(rules->doc, list), i, one)
    {
        const char *is = json_string_value(one);
        if (mbr_span_is(text, is) ||
            (folded && strlen(is) == text.n && strncasecmp(is, text.p, text.n) == 0))
            return true;
    }
    return false;
}

void link_rules_put(const struct link_rules *rules, struct mbr_buf *to)
{
    char *text = json_dumps(rules->doc, JSON_INDENT(1));
    mbr_put_text(to, text);
    mbr_put_char(to, '\n');
    free(text);
}
