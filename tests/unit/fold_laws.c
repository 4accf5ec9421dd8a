/* The laws of the fold over streams made at random from a seed: any split, any order, and again
   over what has been folded already, to the byte. */

#include <check.h>

#include "../fold_text.h"
#include "main.h"
#include "mbr/rand.h"

#define ROUNDS 300
#define LINES 60

struct lines {
    struct mbr_buf line[LINES * 2];
    size_t count;
};

static struct mbr_rand rand_state;

static uint32_t chance(uint32_t below)
{
    return mbr_rand_below(&rand_state, below);
}

static const char *pick(const char *const *from, size_t count)
{
    return from[chance((uint32_t)count)];
}
#define PICK(array) pick(array, sizeof array / sizeof *array)

static const char *const members[] = {"\"1\"", "\"\\u0031\"", "\"1\"",
                                      "\"é\"", "\"\\u00e9\"", "\"a\\\"b\""};
static const char *const times[] = {"",          "",           "T10:00:00",      "T10:00:00+01:00",
                                    "T09:59:59", "T10:00:00Z", "T23:59:59-05:00"};
static const char *const contexts[] = {"\"web\"",       "\"w\\u0065b\"", "\"shop\"",
                                       "\"a\\\"b\\n\"", "\"\"",          "\"é\""};
static const char *const context_keys[] = {"channel", "store", "staff", "c\\u0061mpaign"};
static const char *const numbers[] = {"1", "2.50", "1e1", "0.1", "3", "12.3400", "2E0", "10"};
static const char *const values[] = {"19.90",       "1E2",   "null", "{ \"k\" : [1, 2.0] }",
                                     "\"\\u00e9\"", "\"x\"", "true", "-0"};
static const char *const orders[] = {"\"A\"", "\"B\"", "\"B\\u0042\"", "\"\\\"\"", "\"\\u0041\""};
static const char *const facts[] = {"city", "c\\u0069ty", "age", "a b", "x\\\"y", "order"};
static const char *const purposes[] = {"\"mail\"", "\"sms\"", "\"m\\u0061il\""};
static const char *const idents[] = {"{\"phone\":\"1\"}", "{\"phone\":[\"1\",\"2\"], \"x\":\"é\"}",
                                     "{\"email\":\"a\"}", "{ }"};
static const char *const types[] = {"purchase", "purchase", "purchase", "purch\\u0061se",
                                    "return",   "attr",     "attr",     "consent",
                                    "view",     "visit",    "own type"};

static void put_field(struct mbr_buf *buf, const char *key, const char *value)
{
    static const char *const blanks[] = {"", "", "", " ", "\t"};
    mbr_put_comma(buf);
    mbr_put_text(buf, PICK(blanks));
    mbr_put_format(buf, "\"%s\"", key);
    mbr_put_text(buf, PICK(blanks));
    mbr_put_char(buf, ':');
    mbr_put_text(buf, PICK(blanks));
    mbr_put_text(buf, value);
}

static void put_at(struct mbr_buf *buf)
{
    char at[64];
    snprintf(at, sizeof at, "\"2024-02-%02u%s\"", 1 + chance(chance(2) ? 2 : 20), PICK(times));
    put_field(buf, "at", at);
}

static void put_sale(struct mbr_buf *buf)
{
    put_field(buf, "item", chance(2) ? "\"i\"" : "\"\\u006a\"");
    if (chance(2))
        put_field(buf, "qty", PICK(numbers));
    bool priced = chance(2);
    if (priced)
        put_field(buf, "price", PICK(numbers));
    if (!priced || chance(2))
        put_field(buf, "amount", PICK(numbers));
    if (chance(8) == 0)
        put_field(buf, "gift", chance(2) ? "true" : "false");
    if (chance(3))
        put_field(buf, "order", PICK(orders));
}

static void put_attr(struct mbr_buf *buf)
{
    for (size_t i = chance(2), n = chance(4); n && i < sizeof facts / sizeof *facts; n--, i += 2)
        put_field(buf, facts[i], PICK(values));
}

/* ids: what the id is made of; ids that are said of different events come only where that is 0. */
static void put_event(struct mbr_buf *buf, size_t number, bool anonymous, bool reused_ids)
{
    const char *type = PICK(types);
    char text[32];
    mbr_put_char(buf, '{');
    if (chance(2))
        put_at(buf);
    snprintf(text, sizeof text, "\"%s\"", type);
    put_field(buf, "type", text);
    if (!memmem(buf->p, buf->n, "\"at\"", 4))
        put_at(buf);
    if (!anonymous)
        put_field(buf, "member", PICK(members));
    if (strcmp(type, "return") == 0 || strncmp(type, "purch", 5) == 0)
        put_sale(buf);
    if (strcmp(type, "attr") == 0)
        put_attr(buf);
    if (strcmp(type, "consent") == 0) {
        put_field(buf, "purpose", PICK(purposes));
        put_field(buf, "granted", chance(2) ? "true" : "false");
    }
    for (size_t i = 0; i < 4; i++)
        if (chance(3) == 0)
            put_field(buf, context_keys[i], PICK(contexts));
    if (chance(4) == 0) {
        snprintf(text, sizeof text, "\"%zu\"", reused_ids ? chance(6) : number);
        put_field(buf, "id", text);
    }
    if (chance(6) == 0)
        put_field(buf, "ids", PICK(idents));
    if (chance(4) == 0)
        put_field(buf, "x", PICK(values));
    if (chance(6) == 0)
        put_field(buf, "lines\\n", PICK(values));
    if (chance(4) == 0)
        put_field(buf, "currency", "\"EUR\"");
    mbr_put_char(buf, '}');
}

static void put_item(struct mbr_buf *buf)
{
    static const char *const keys[] = {"name", "bra\\u006ed", "price",
                                       "own",  "\\u006fwn",   "a\\\"b"};
    mbr_put_text(buf, "{\"type\":\"item\"");
    put_field(buf, "item", chance(2) ? "\"i\"" : "\"j\"");
    if (chance(3))
        put_at(buf);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (chance(2) && i != 3)
            put_field(buf, keys[i], i == 2 ? PICK(numbers) : PICK(values));
    mbr_put_char(buf, '}');
}

static void make(struct lines *lines, bool reused_ids)
{
    size_t n = chance(LINES);
    *lines = (struct lines){.count = n};
    for (size_t i = 0; i < n; i++) {
        struct mbr_buf *buf = &lines->line[i];
        uint32_t kind = chance(12);
        if (i && kind == 0)
            mbr_put_span(buf, mbr_buf_span(&lines->line[chance((uint32_t)i)]));
        else if (kind == 1)
            put_item(buf);
        else
            put_event(buf, i, kind == 2, reused_ids);
    }
}

static void free_lines(struct lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        mbr_buf_free(&lines->line[i]);
}

static void shuffle(struct lines *lines)
{
    for (size_t i = lines->count; i > 1; i--) {
        size_t k = chance((uint32_t)i);
        struct mbr_buf swap = lines->line[k];
        lines->line[k] = lines->line[i - 1];
        lines->line[i - 1] = swap;
    }
}

/* The lines from..to as text, folded when `folds`. */
static void add(struct mbr_buf *to, const struct lines *lines, size_t from, size_t until,
                const struct mbr_fold_options *options, bool folds)
{
    struct mbr_buf text = {0};
    for (size_t i = from; i < until; i++) {
        mbr_put_span(&text, mbr_buf_span(&lines->line[i]));
        mbr_put_char(&text, '\n');
    }
    if (folds) {
        char *folded = fold_text(mbr_buf_span(&text), options);
        ck_assert_msg(folded, "%s in\n%.*s", fold_err.text, (int)text.n, text.p);
        mbr_put_text(to, folded);
        free(folded);
    } else {
        mbr_put_span(to, mbr_buf_span(&text));
    }
    mbr_buf_free(&text);
}

static void check_same(const struct mbr_buf *text, const struct mbr_fold_options *options,
                       const char *expected, const char *what, const struct lines *lines)
{
    char *folded = fold_text(mbr_buf_span(text), options);
    if (folded && strcmp(folded, expected) == 0) {
        free(folded);
        return;
    }
    for (size_t i = 0; i < lines->count; i++)
        fprintf(stderr, "%.*s\n", (int)lines->line[i].n, lines->line[i].p);
    fprintf(stderr, "%s\ninstead of\n%s\n", folded ? folded : "", expected);
    ck_abort_msg("%s: %s", what, folded ? "not the same" : fold_err.text);
}

static void check_laws(struct lines *lines, const struct mbr_fold_options *options)
{
    struct mbr_buf whole = {0}, parts = {0};
    add(&whole, lines, 0, lines->count, options, true);
    mbr_put_char(&whole, '\0');
    whole.n--;
    check_same(&whole, options, whole.p, "folded again", lines);
    for (int times_more = 0; times_more < 3; times_more++) {
        shuffle(lines);
        parts.n = 0;
        add(&parts, lines, 0, lines->count, options, false);
        check_same(&parts, options, whole.p, "in another order", lines);
        struct mbr_fold_options tight = *options;
        tight.memory = times_more == 0 ? 1 : 1 + chance(20000); /* bytes: it goes to a file */
        check_same(&parts, &tight, whole.p, "in little memory", lines);
        parts.n = 0;
        size_t from = 0;
        while (from < lines->count) {
            size_t until = from + 1 + chance((uint32_t)(lines->count - from));
            add(&parts, lines, from, until, options, chance(3) > 0);
            from = until;
        }
        check_same(&parts, options, whole.p, "in parts", lines);
    }
    mbr_buf_free(&whole);
    mbr_buf_free(&parts);
}

START_TEST(laws)
{
    mbr_rand_seed(&rand_state, (uint64_t)_i);
    for (int round = 0; round < ROUNDS; round++) {
        struct lines lines;
        struct mbr_fold_options options = {.as_of = MBR_DAY_NONE, .keep_anonymous = chance(2)};
        if (chance(2))
            options.as_of = mbr_day_from_civil(2024, 2, 1 + (int)chance(21));
        make(&lines, _i % 2);
        check_laws(&lines, &options);
        free_lines(&lines);
    }
}
END_TEST

/* A slim fold says the same of each member as far as it goes. */
static void check_slim(const char *full, const char *slim)
{
    static const char dropped[] = ",\"dropped\":[\"orders\",\"events\"]";
    while (*full && *slim) {
        const char *cut = strstr(slim, dropped), *buy = strstr(full, ",\"buy\":{");
        const char *next_full = strchr(full, '\n') + 1, *next_slim = strchr(slim, '\n') + 1;
        if (strncmp(full, "{\"type\":\"item\"", 14) == 0) {
            ck_assert_int_eq(next_full - full, next_slim - slim);
            ck_assert_mem_eq(full, slim, (size_t)(next_full - full));
        } else {
            const char *after = cut + sizeof dropped - 1;
            size_t head = (size_t)(cut - slim), tail = (size_t)(strchr(buy, '}') + 1 - full) - head;
            ck_assert_mem_eq(full, slim, head);
            ck_assert_msg(strncmp(full + head, after, tail) == 0, "%s%s", full, slim);
            ck_assert_msg(strncmp(after + tail, "}\n", 2) == 0, "%s%s", full, slim);
        }
        full = next_full;
        slim = next_slim;
    }
    ck_assert(!*full && !*slim);
}

START_TEST(slim_is_the_same_in_short)
{
    static const char *fields[] = {"orders", "events"};
    static const struct mbr_list drop = {.item = fields, .count = 2};
    mbr_rand_seed(&rand_state, 100);
    for (int round = 0; round < ROUNDS; round++) {
        struct lines lines;
        struct mbr_buf full = {0}, slim = {0};
        struct mbr_fold_options options = {.as_of = MBR_DAY_NONE};
        make(&lines, false);
        add(&full, &lines, 0, lines.count, &options, true);
        shuffle(&lines);
        options.drop = &drop;
        options.memory = chance(2) ? 0 : 1 + chance(5000);
        add(&slim, &lines, 0, lines.count, &options, true);
        mbr_put_char(&full, '\0');
        mbr_put_char(&slim, '\0');
        check_slim(full.p, slim.p);
        mbr_buf_free(&full);
        mbr_buf_free(&slim);
        free_lines(&lines);
    }
}
END_TEST

/* More than a few blocks of the input, with what only one thread reads: items, bad lines, lines
   longer than a block. */
static struct mbr_buf make_large(void)
{
    static const char *const odd[] = {"", "no JSON", "{\"type\":\"view\",\"member\":\"1\"}",
                                      "{\"type\":\"row\"}"};
    struct mbr_buf text = {0};
    while (text.n < 400000) {
        struct lines lines;
        make(&lines, true);
        add(&text, &lines, 0, lines.count, &(struct mbr_fold_options){0}, false);
        free_lines(&lines);
        mbr_put_text(&text, PICK(odd));
        mbr_put_char(&text, '\n');
        if (chance(50) == 0)
            mbr_put_format(&text, "{\"type\":\"view\",\"at\":\"2024-01-01\",\"x\":\"%*d\"}\n",
                           (int)chance(90000), 0);
    }
    mbr_put_text(&text, "{\"type\":\"visit\",\"at\":\"2024-02-01\",\"member\":\"9\"}");
    return text;
}

START_TEST(threads_make_no_difference)
{
    mbr_rand_seed(&rand_state, 200 + (uint64_t)_i);
    struct mbr_buf text = make_large();
    struct mbr_fold_options options = {.as_of = MBR_DAY_NONE, .keep_anonymous = _i % 2};
    char *one = fold_text_with(mbr_buf_span(&text), &options, true);
    ck_assert_ptr_nonnull(one);
    ck_assert_ptr_null(fold_text_with(mbr_buf_span(&text), &options, false));
    const struct mbr_err why = fold_err;
    for (options.jobs = 2; options.jobs <= 6; options.jobs += 2) {
        options.memory = options.jobs == 4 ? 30000 : 0;
        char *several = fold_text_with(mbr_buf_span(&text), &options, true);
        ck_assert_str_eq(several, one);
        ck_assert_ptr_null(fold_text_with(mbr_buf_span(&text), &options, false));
        ck_assert_str_eq(fold_err.text, why.text);
        free(several);
    }
    free(one);
    mbr_buf_free(&text);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("fold_laws");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, laws, 0, 8);
    tcase_add_test(tests, slim_is_the_same_in_short);
    tcase_add_loop_test(tests, threads_make_no_difference, 0, 4);
    return run_tests("fold_laws", tests);
}
