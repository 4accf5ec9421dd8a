#include "expr_refuse.h"

#include <utf8proc.h>

size_t mbr_expr_decode(const struct expr_lexer *lexer, size_t at, int32_t *c)
{
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)lexer->source.p + at,
                                          (utf8proc_ssize_t)(lexer->source.n - at), c);
    return n > 0 ? (size_t)n : 0;
}

int mbr_expr_lex_check(struct expr_lexer *lexer)
{
    int32_t c;
    size_t length;
    for (size_t at = 0; at < lexer->source.n; at += length) {
        length = mbr_expr_decode(lexer, at, &c);
        if (length == 0)
            return mbr_expr_refuse(lexer, (struct mbr_expr_place){at, 1}, "not UTF-8");
        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
            return mbr_expr_refuse(lexer, (struct mbr_expr_place){at, 1}, "a control character");
    }
    return 0;
}

void mbr_expr_lex_free(struct expr_lexer *lexer)
{
    mbr_buf_free(&lexer->text);
    mbr_buf_free(&lexer->key);
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || mbr_is_digit(c) || c == '_';
}

/* Letters of any script, the marks that belong to them, and digits. */
static bool is_word_character(int32_t c)
{
    utf8proc_category_t category = utf8proc_category(c);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME) ||
           category == UTF8PROC_CATEGORY_ND;
}

size_t mbr_expr_word_end(const struct expr_lexer *lexer, size_t at)
{
    while (at < lexer->source.n) {
        int32_t c = (unsigned char)lexer->source.p[at];
        size_t length = c < 0x80 ? 1 : mbr_expr_decode(lexer, at, &c);
        if (c < 0x80 ? !is_word_byte((char)c) : !is_word_character(c))
            break;
        at += length;
    }
    return at;
}

static void skip_blanks(struct expr_lexer *lexer)
{
    while (lexer->at < lexer->source.n) {
        const char *p = lexer->source.p + lexer->at;
        int32_t c;
        size_t length = 1;
        if (*p == '#') {
            const char *end = memchr(p, '\n', lexer->source.n - lexer->at);
            length = end ? (size_t)(end - p) : lexer->source.n - lexer->at;
        } else if (*p & 0x80) {
            length = mbr_expr_decode(lexer, lexer->at, &c);
            if (utf8proc_category(c) != UTF8PROC_CATEGORY_ZS)
                return;
        } else if (*p != ' ' && *p != '\t' && *p != '\n' && *p != '\r') {
            return;
        }
        lexer->at += length;
    }
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_same_word(struct mbr_span word, const char *lower_case)
{
    size_t i = 0;
    while (i < word.n && lower_case[i] && lower(word.p[i]) == lower_case[i])
        i++;
    return i == word.n && !lower_case[i];
}

static const struct reserved {
    const char *word, *noun;
    enum expr_token_kind kind;
    enum expr_op op;
} reserved[] = {{"and", "operator", TOKEN_AND, EXPR_AND},   {"or", "operator", TOKEN_OR, EXPR_OR},
                {"not", "operator", TOKEN_NOT, EXPR_NOT},   {"in", "operator", TOKEN_IN, EXPR_IN},
                {"true", "value", TOKEN_VALUE, 0},          {"false", "value", TOKEN_VALUE, 0},
                {"today", "value", TOKEN_TODAY, EXPR_TODAY}};

static const struct reserved *find_reserved(struct mbr_span word)
{
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (is_same_word(word, reserved[i].word))
            return &reserved[i];
    return NULL;
}

/* A word without points. AND and TRUE would be fields that no record has, and null one that is
   never equal to anything: they get a word now instead of a silent no for every record. */
static int lex_plain_word(struct expr_lexer *lexer, struct mbr_span word)
{
    struct expr_token *token = &lexer->token;
    struct mbr_expr_place place = {token->place.at, word.n};
    const struct reserved *found = find_reserved(word);
    if (found && !mbr_span_is(word, found->word))
        return mbr_expr_suggest(lexer, place, found->noun, found->word);
    if (is_same_word(word, "null"))
        return mbr_expr_refuse(lexer, place,
                               "null is no value; has(field) says whether a field is there");
    token->text = word;
    token->kind = found ? found->kind : TOKEN_PATH;
    token->op = found ? found->op : EXPR_FIELD;
    if (token->kind == TOKEN_VALUE)
        token->value = (struct mbr_expr_value){.kind = MBR_EXPR_BOOL, .truth = *found->word == 't'};
    return 0;
}

/* The spelling that paths have elsewhere too (paths.h), so that equal paths are equal texts. */
static void put_key(struct mbr_buf *to, struct mbr_span key)
{
    size_t plain = 0;
    while (plain < key.n && (is_word_byte(key.p[plain]) || (key.p[plain] & 0x80)))
        plain++;
    mbr_put_char(to, '.');
    if (plain == key.n && key.n) {
        mbr_put_span(to, key);
        return;
    }
    mbr_put_char(to, '\'');
    for (size_t i = 0; i < key.n; i++)
        mbr_put(to, key.p[i] == '\'' ? "''" : &key.p[i], key.p[i] == '\'' ? 2 : 1);
    mbr_put_char(to, '\'');
}

static bool key_follows(const struct expr_lexer *lexer)
{
    return mbr_expr_peek(lexer, lexer->at) == '.' && mbr_expr_peek(lexer, lexer->at + 1) != '.';
}

static int lex_key(struct expr_lexer *lexer)
{
    size_t from = ++lexer->at;
    char first = mbr_expr_peek(lexer, from);
    lexer->key.n = 0;
    if (first == '\'' || first == '"') {
        if (mbr_expr_lex_quoted(lexer, &lexer->key) < 0)
            return -1;
    } else {
        lexer->at = mbr_expr_word_end(lexer, from);
        if (lexer->at == from)
            return mbr_expr_refuse(lexer, (struct mbr_expr_place){from - 1, 1},
                                   "a name is missing behind the point");
        mbr_put_span(&lexer->key, mbr_expr_slice(lexer, from, lexer->at));
    }
    put_key(&lexer->text, mbr_buf_span(&lexer->key));
    return 0;
}

static int lex_word(struct expr_lexer *lexer)
{
    size_t begin = lexer->at;
    lexer->at = mbr_expr_word_end(lexer, begin);
    struct mbr_span word = mbr_expr_slice(lexer, begin, lexer->at);
    if (!key_follows(lexer))
        return lex_plain_word(lexer, word);
    const struct reserved *found = find_reserved(word);
    if (found && mbr_span_is(word, found->word))
        return mbr_expr_refuse(lexer, (struct mbr_expr_place){begin, word.n},
                               "a word of the language is no field");
    lexer->text.n = 0;
    mbr_put_span(&lexer->text, word);
    while (key_follows(lexer))
        if (lex_key(lexer) < 0)
            return -1;
    lexer->token.kind = TOKEN_PATH;
    lexer->token.text = mbr_buf_span(&lexer->text);
    return 0;
}

/* What begins another stands behind it; those that mean something else are of other languages. */
static const struct {
    char spelling[4];
    const char *meant;
    enum expr_token_kind kind;
    enum expr_op op;
} signs[] = {
    {"===", "==", 0, 0},
    {"!==", "!=", 0, 0},
    {"...", "..", 0, 0},
    {"<>", "!=", 0, 0},
    {"=>", ">=", 0, 0},
    {"=<", "<=", 0, 0},
    {"=~", "~", 0, 0},
    {"!~", "not a ~ /pattern/", 0, 0},
    {"&&", "and", 0, 0},
    {"||", "or", 0, 0},
    {"==", NULL, TOKEN_COMPARISON, EXPR_EQ},
    {"!=", NULL, TOKEN_COMPARISON, EXPR_NE},
    {"<=", NULL, TOKEN_COMPARISON, EXPR_LE},
    {">=", NULL, TOKEN_COMPARISON, EXPR_GE},
    {"..", NULL, TOKEN_RANGE, EXPR_RANGE},
    {"=", "==", 0, 0},
    {"!", "not", 0, 0},
    {"&", "and", 0, 0},
    {"|", "or", 0, 0},
    {"<", NULL, TOKEN_COMPARISON, EXPR_LT},
    {">", NULL, TOKEN_COMPARISON, EXPR_GT},
    {"~", NULL, TOKEN_MATCH, EXPR_MATCH},
    {"+", NULL, TOKEN_SUM, EXPR_ADD},
    {"-", NULL, TOKEN_SUM, EXPR_SUBTRACT},
    {"*", NULL, TOKEN_PRODUCT, EXPR_MULTIPLY},
    {"/", NULL, TOKEN_PRODUCT, EXPR_DIVIDE},
    {",", NULL, TOKEN_COMMA, 0},
    {"(", NULL, TOKEN_OPEN, 0},
    {")", NULL, TOKEN_CLOSE, 0},
    {"[", NULL, TOKEN_LIST_OPEN, 0},
    {"]", NULL, TOKEN_LIST_CLOSE, 0},
};

static int lex_sign(struct expr_lexer *lexer)
{
    struct mbr_span left = mbr_expr_slice(lexer, lexer->at, lexer->source.n);
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t n = strlen(signs[i].spelling);
        if (left.n < n || memcmp(left.p, signs[i].spelling, n) != 0)
            continue;
        if (signs[i].meant)
            return mbr_expr_suggest(lexer, (struct mbr_expr_place){lexer->at, n}, "operator",
                                    signs[i].meant);
        lexer->token.kind = signs[i].kind;
        lexer->token.op = signs[i].op;
        lexer->at += n;
        return 0;
    }
    if (*left.p == '.')
        return mbr_expr_refuse(lexer, (struct mbr_expr_place){lexer->at, 1},
                               "a point stands between names or digits, without blanks");
    return mbr_expr_refuse_character(lexer);
}

int mbr_expr_lex(struct expr_lexer *lexer)
{
    lexer->before = lexer->token;
    skip_blanks(lexer);
    size_t begin = lexer->at;
    char first = mbr_expr_peek(lexer, begin);
    int32_t c = (unsigned char)first;
    if (first & 0x80)
        mbr_expr_decode(lexer, begin, &c);
    lexer->token = (struct expr_token){.place = {begin, 0}};
    int status;
    if (begin == lexer->source.n) {
        lexer->token.place.at = lexer->before.place.at + lexer->before.place.n;
        return 0;
    }
    if (mbr_is_digit(first))
        status = mbr_expr_lex_number(lexer);
    else if (first == '\'' || first == '"')
        status = mbr_expr_lex_text(lexer);
    else if (first == '/' && lexer->before.kind == TOKEN_MATCH)
        status = mbr_expr_lex_pattern(lexer);
    else if (is_word_character(c) ? utf8proc_category(c) != UTF8PROC_CATEGORY_ND : first == '_')
        status = lex_word(lexer);
    else
        status = lex_sign(lexer);
    lexer->token.place.n = lexer->at - begin;
    return status;
}
