#include "mbr/opt.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "mbr/date.h"
#include "mbr/near.h"
#include "mbr/number.h"

#define FIELD 80

/* Both tables in one, own options first, and where in argv we are. */
struct parser {
    const struct mbr_opt **opt;
    size_t count, cap;
    int argc, at;
    char **argv;
    struct mbr_err *err;
};

static void add_table(struct parser *p, const struct mbr_opt *table)
{
    for (; table && table->kind != MBR_OPT_KIND_END; table++) {
        p->opt = mbr_grow(p->opt, &p->cap, p->count + 1, sizeof(const struct mbr_opt *));
        p->opt[p->count++] = table;
    }
}

bool mbr_list_has(const struct mbr_list *list, const char *item)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->item[i], item) == 0)
            return true;
    }
    return false;
}

static int set_int(const struct mbr_opt *opt, const char *field, const char *text,
                   struct mbr_err *err)
{
    int64_t value;
    char what[FIELD] = "not a whole number";
    int bad = mbr_int_parse(mbr_span(text), &value);
    if (bad == 0 && value >= opt->min && value <= opt->max) {
        *(int64_t *)opt->to = value;
        return 0;
    }
    if (bad == 0 && opt->max == INT64_MAX)
        snprintf(what, sizeof what, "less than %lld", (long long)opt->min);
    else if (bad == 0)
        snprintf(what, sizeof what, "not within %lld to %lld", (long long)opt->min,
                 (long long)opt->max);
    return mbr_err_value(err, field, what, mbr_span(text));
}

static int set_choice(const struct mbr_opt *opt, const char *field, const char *text,
                      struct mbr_err *err)
{
    struct mbr_buf what = {0};
    mbr_put_text(&what, "not one of ");
    for (const char *const *choice = opt->choices; *choice; choice++) {
        if (strcmp(*choice, text) == 0) {
            *(const char **)opt->to = *choice;
            mbr_buf_free(&what);
            return 0;
        }
        mbr_put_format(&what, "%s%s", choice == opt->choices ? "" : ", ", *choice);
    }
    mbr_put_char(&what, '\0');
    mbr_err_value(err, field, what.p, mbr_span(text));
    mbr_buf_free(&what);
    return -1;
}

static void put_size(struct mbr_buf *to, size_t value)
{
    static const char units[] = "KMGT";
    const char *unit = units;
    char suffix[2] = {0};
    for (; *unit && value && value % 1024 == 0; value /= 1024)
        suffix[0] = *unit++;
    if (value)
        mbr_put_format(to, "%zu%s", value, suffix);
}

static int set_size(const struct mbr_opt *opt, const char *field, const char *text,
                    struct mbr_err *err)
{
    static const char units[] = "KMGT";
    struct mbr_span digits = mbr_span(text);
    int64_t value;
    int shift = 0;
    if (digits.n > 1) {
        char last = digits.p[digits.n - 1];
        const char *unit = strchr(units, last >= 'a' ? last - 'a' + 'A' : last);
        if (unit) {
            shift = 10 * (int)(unit - units + 1);
            digits.n--;
        }
    }
    if (mbr_int_parse(digits, &value) < 0 || value < 0 || value > INT64_MAX >> shift)
        return mbr_err_value(err, field, "not a size such as 512K, 64M or 2G", mbr_span(text));
    if (value << shift < opt->min) {
        struct mbr_buf what = {0};
        mbr_put_text(&what, "less than ");
        put_size(&what, (size_t)opt->min);
        mbr_put_char(&what, '\0');
        mbr_err_value(err, field, what.p, mbr_span(text));
        mbr_buf_free(&what);
        return -1;
    }
    *(size_t *)opt->to = (size_t)value << shift;
    return 0;
}

static int add_list(const struct mbr_opt *opt, const char *field, const char *text,
                    struct mbr_err *err)
{
    struct mbr_list *list = opt->to;
    if (list->cap == 0)
        *list = (struct mbr_list){0}; /* what stood there was the default */
    for (const char *at = text;; at++) {
        at += strspn(at, " ");
        size_t n = strcspn(at, ",");
        if (n == 0)
            return mbr_err_value(err, field, "an empty name in the list", mbr_span(text));
        list->item = mbr_grow(list->item, &list->cap, list->count + 1, sizeof(const char *));
        list->item[list->count++] = mbr_memdup(at, n);
        at += n;
        if (*at == '\0')
            return 0;
    }
}

/* Of two files the first would be lost in silence, whatever is in it. */
static int set_file(const struct mbr_opt *opt, const char *field, const char *text,
                    struct mbr_err *err)
{
    const char **to = opt->to;
    if (*to && strcmp(*to, text) != 0)
        return mbr_err_value(err, field, "given twice; this is the second", mbr_span(text));
    *to = text;
    return 0;
}

static int set_value(const struct mbr_opt *opt, const char *text, struct mbr_err *err)
{
    char field[FIELD];
    snprintf(field, sizeof field, "--%s", opt->name);
    switch (opt->kind) {
    case MBR_OPT_KIND_INT:
        return set_int(opt, field, text, err);
    case MBR_OPT_KIND_NUMBER:
        if (mbr_double_parse(mbr_span(text), opt->to) == 0)
            return 0;
        return mbr_err_value(err, field, "not a number", mbr_span(text));
    case MBR_OPT_KIND_CHOICE:
        return set_choice(opt, field, text, err);
    case MBR_OPT_KIND_SIZE:
        return set_size(opt, field, text, err);
    case MBR_OPT_KIND_DAY:
        if (mbr_day_parse(mbr_span(text), opt->to) == 0)
            return 0;
        return mbr_err_value(err, field, "not a date", mbr_span(text));
    case MBR_OPT_KIND_LIST:
        return add_list(opt, field, text, err);
    case MBR_OPT_KIND_FILE:
        return set_file(opt, field, text, err);
    case MBR_OPT_KIND_TEXT:
        *(const char **)opt->to = text;
        break;
    case MBR_OPT_KIND_FLAG:
    case MBR_OPT_KIND_END:
        break;
    }
    return 0;
}

static int no_such_option(struct parser *p, const char *name)
{
    const char **names = mbr_calloc(p->count + 1, sizeof *names);
    size_t n = 0;
    for (size_t i = 0; i < p->count; i++) {
        if (p->opt[i]->help)
            names[n++] = p->opt[i]->name;
    }
    const char *near = mbr_near(name, names);
    free(names);
    if (near)
        return mbr_err_set(p->err, "--%.60s: no such option; did you mean --%s?", name, near);
    return mbr_err_set(p->err, "--%.60s: no such option", name);
}

/* The option of this name, or the only one that begins so. */
static const struct mbr_opt *find_long(struct parser *p, const char *name)
{
    const struct mbr_opt *found = NULL;
    size_t n = strlen(name);
    for (size_t i = 0; i < p->count; i++) {
        if (strcmp(p->opt[i]->name, name) == 0)
            return p->opt[i];
    }
    for (size_t i = 0; i < p->count && n > 0; i++) {
        if (!p->opt[i]->help || strncmp(p->opt[i]->name, name, n) != 0)
            continue;
        if (found) {
            mbr_err_set(p->err, "--%s: could be --%s or --%s", name, found->name, p->opt[i]->name);
            return NULL;
        }
        found = p->opt[i];
    }
    if (!found)
        no_such_option(p, name);
    return found;
}

static int take_next(struct parser *p, const struct mbr_opt *opt)
{
    if (p->at == p->argc)
        return mbr_err_set(p->err, "--%s: needs a value: %s", opt->name, opt->arg);
    return set_value(opt, p->argv[p->at++], p->err);
}

static int parse_long(struct parser *p, const char *word)
{
    size_t n = strcspn(word, "=");
    char *name = mbr_memdup(word, n);
    const struct mbr_opt *opt = find_long(p, name);
    free(name);
    if (!opt)
        return -1;
    const char *value = word[n] == '=' ? word + n + 1 : NULL;
    if (opt->kind != MBR_OPT_KIND_FLAG)
        return value ? set_value(opt, value, p->err) : take_next(p, opt);
    if (value)
        return mbr_err_set(p->err, "--%s: takes no value", opt->name);
    *(bool *)opt->to = true;
    return 0;
}

static int no_such_letter(struct parser *p, const char *letters)
{
    if (*letters > ' ' && *letters < 0x7f)
        return mbr_err_set(p->err, "-%c: no such option", *letters);
    return mbr_err_value(p->err, NULL, "no such option", mbr_span(letters));
}

/* "-top 3" would be taken for -t with the value "op". */
static int check_dashes(struct parser *p, const char *word)
{
    size_t n = strcspn(word, "=");
    for (size_t i = 0; i < p->count; i++) {
        const char *name = p->opt[i]->name;
        if (p->opt[i]->help && strlen(name) == n && n > 1 && memcmp(name, word, n) == 0)
            return mbr_err_set(p->err, "-%s: did you mean --%s?", name, name);
    }
    return 0;
}

static int parse_letters(struct parser *p, const char *letters)
{
    if (check_dashes(p, letters) < 0)
        return -1;
    for (; *letters; letters++) {
        size_t i = 0;
        while (i < p->count && p->opt[i]->letter != *letters)
            i++;
        if (i == p->count)
            return no_such_letter(p, letters);
        if (p->opt[i]->kind == MBR_OPT_KIND_FLAG)
            *(bool *)p->opt[i]->to = true;
        else if (letters[1])
            return set_value(p->opt[i], letters + 1, p->err);
        else
            return take_next(p, p->opt[i]);
    }
    return 0;
}

static int parse_words(struct parser *p)
{
    int operands = 0;
    bool options = true;
    while (p->at < p->argc) {
        char *word = p->argv[p->at++];
        int failed = 0;
        if (!options || word[0] != '-' || word[1] == '\0')
            p->argv[1 + operands++] = word;
        else if (strcmp(word, "--") == 0)
            options = false;
        else
            failed = word[1] == '-' ? parse_long(p, word + 2) : parse_letters(p, word + 1);
        if (failed)
            return -1;
    }
    return operands;
}

int mbr_opt_parse(const struct mbr_opt *own, const struct mbr_opt *common, int argc, char *argv[],
                  struct mbr_err *err)
{
    struct parser p = {.argc = argc, .at = 1, .argv = argv, .err = err};
    add_table(&p, own);
    add_table(&p, common);
    int operands = parse_words(&p);
    free(p.opt);
    return operands;
}

void mbr_opt_free(const struct mbr_opt *table)
{
    for (; table && table->kind != MBR_OPT_KIND_END; table++) {
        struct mbr_list *list = table->to;
        if (table->kind != MBR_OPT_KIND_LIST || list->cap == 0)
            continue;
        for (size_t i = 0; i < list->count; i++)
            free((void *)(uintptr_t)list->item[i]);
        free(list->item);
        *list = (struct mbr_list){0};
    }
}

void mbr_opt_default(const struct mbr_opt *opt, char *to, size_t size)
{
    struct mbr_buf text = {0};
    const struct mbr_list *list = opt->to;
    char day[MBR_DAY_SIZE];
    switch (opt->kind) {
    case MBR_OPT_KIND_INT:
        /* Outside its range a value stands for "not given". */
        if (*(int64_t *)opt->to >= opt->min && *(int64_t *)opt->to <= opt->max)
            mbr_put_int(&text, *(int64_t *)opt->to);
        break;
    case MBR_OPT_KIND_NUMBER:
        if (isfinite(*(double *)opt->to))
            mbr_put_double(&text, *(double *)opt->to);
        break;
    case MBR_OPT_KIND_CHOICE:
    case MBR_OPT_KIND_TEXT:
    case MBR_OPT_KIND_FILE:
        if (*(const char **)opt->to)
            mbr_put_text(&text, *(const char **)opt->to);
        break;
    case MBR_OPT_KIND_SIZE:
        put_size(&text, *(size_t *)opt->to);
        break;
    case MBR_OPT_KIND_DAY:
        if (*(int32_t *)opt->to != MBR_DAY_NONE) {
            mbr_day_write(day, *(int32_t *)opt->to);
            mbr_put(&text, day, sizeof day);
        }
        break;
    case MBR_OPT_KIND_LIST:
        for (size_t i = 0; i < list->count; i++)
            mbr_put_format(&text, "%s%s", i ? "," : "", list->item[i]);
        break;
    case MBR_OPT_KIND_FLAG:
    case MBR_OPT_KIND_END:
        break;
    }
    snprintf(to, size, "%.*s", (int)text.n, text.n ? text.p : "");
    mbr_buf_free(&text);
}
