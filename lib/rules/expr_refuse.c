#include "expr_refuse.h"

#include <stdio.h>

#include "mbr/decimal.h"

int mbr_expr_refuse(struct expr_lexer *lexer, struct mbr_expr_place place, const char *what)
{
    *lexer->place = place;
    return mbr_err_set(lexer->err, "%s", what);
}

int mbr_expr_suggest(struct expr_lexer *lexer, struct mbr_expr_place place, const char *noun,
                     const char *meant)
{
    *lexer->place = place;
    return mbr_err_set(lexer->err, "no %s %.*s; did you mean %s?", noun, (int)place.n,
                       lexer->source.p + place.at, meant);
}

/* What word processors and keyboards for other scripts put in place of a sign. */
static const struct {
    const char *looks, *noun, *meant;
} lookalikes[] = {
    {"≠", "operator", "!="}, {"≤", "operator", "<="},  {"≥", "operator", ">="},
    {"⩽", "operator", "<="}, {"⩾", "operator", ">="},  {"×", "operator", "*"},
    {"÷", "operator", "/"},  {"−", "operator", "-"},   {"–", "operator", "-"},
    {"—", "operator", "-"},  {"…", "operator", ".."},  {"∧", "operator", "and"},
    {"∨", "operator", "or"}, {"¬", "operator", "not"}, {"∈", "operator", "in"},
    {"‘", "quote", "'"},     {"’", "quote", "'"},      {"‚", "quote", "'"},
    {"′", "quote", "'"},     {"`", "quote", "'"},      {"“", "quote", "\""},
    {"”", "quote", "\""},    {"„", "quote", "\""},     {"«", "quote", "\""},
    {"»", "quote", "\""},    {"「", "quote", "\""},    {"」", "quote", "\""},
    {"、", "sign", ","},     {"【", "sign", "["},      {"】", "sign", "]"},
};

/* Whether a number ends at once before what is read. */
static bool stands_behind_number(const struct expr_lexer *lexer)
{
    const struct expr_token *before = &lexer->before;
    return before->kind == TOKEN_VALUE && before->value.kind == MBR_EXPR_DECIMAL &&
           before->place.at + before->place.n == lexer->at;
}

/* 50% */
static int refuse_share(struct expr_lexer *lexer)
{
    struct mbr_expr_place place = lexer->before.place;
    int64_t share = lexer->before.value.decimal / 100;
    char what[64], meant[MBR_DECIMAL_SIZE];
    if (lexer->before.value.decimal % 100)
        return mbr_expr_refuse(lexer, place, "there is no %; a share is written as 0.5");
    size_t n = mbr_decimal_write(meant, share);
    snprintf(what, sizeof what, "there is no %%; the share is written %.*s", (int)n, meant);
    place.n++;
    return mbr_expr_refuse(lexer, place, what);
}

#define FULL_WIDTH_FIRST 0xFF01 /* of ! to ~, in the order of ASCII */
#define FULL_WIDTH_LAST 0xFF5E

int mbr_expr_refuse_character(struct expr_lexer *lexer)
{
    int32_t c;
    struct mbr_expr_place place = {lexer->at, mbr_expr_decode(lexer, lexer->at, &c)};
    struct mbr_span looks = mbr_expr_slice(lexer, place.at, place.at + place.n);
    for (size_t i = 0; i < sizeof lookalikes / sizeof *lookalikes; i++)
        if (mbr_span_is(looks, lookalikes[i].looks))
            return mbr_expr_suggest(lexer, place, lookalikes[i].noun, lookalikes[i].meant);
    if (c >= FULL_WIDTH_FIRST && c <= FULL_WIDTH_LAST) {
        char meant[2] = {(char)(c - FULL_WIDTH_FIRST + '!'), '\0'};
        return mbr_expr_suggest(lexer, place, "sign", meant);
    }
    if (c == '%' && stands_behind_number(lexer))
        return refuse_share(lexer);
    *lexer->place = place;
    return mbr_err_value(lexer->err, NULL, "unexpected character", looks);
}

/* Words of other languages, where an operator has to be. */
static const char *meant_by(struct mbr_span word)
{
    static const char *const words[][2] = {
        {"between", "in a .. b"},
        {"like", "~ /pattern/"},
        {"contains", "~ /pattern/"},
        {"matches", "~ /pattern/"},
        {"is", "=="},
        {"equals", "=="},
        {"且", "and"},
        {"并且", "and"},
        {"和", "and"},
        {"与", "and"},
        {"或", "or"},
        {"或者", "or"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mbr_span_is(word, words[i][0]))
            return words[i][1];
    return NULL;
}

/* 90 d, where nothing but an operator can stand behind the 90. */
static bool is_split_duration(const struct expr_lexer *lexer)
{
    const struct expr_token *before = &lexer->before, *token = &lexer->token;
    return before->kind == TOKEN_VALUE && before->value.kind == MBR_EXPR_DECIMAL &&
           before->value.decimal % MBR_DECIMAL_ONE == 0 && token->kind == TOKEN_PATH &&
           mbr_expr_unit_meant(token->text);
}

static int refuse_split_duration(struct expr_lexer *lexer)
{
    struct mbr_expr_place number = lexer->before.place;
    char what[64], unit = mbr_expr_unit_meant(lexer->token.text);
    snprintf(what, sizeof what, "a duration has no blank in it: %.*s%c",
             number.n < 20 ? (int)number.n : 20, lexer->source.p + number.at, unit);
    number.n = lexer->token.place.at + lexer->token.place.n - number.at;
    return mbr_expr_refuse(lexer, number, what);
}

/* Where the groups of three digits end that begin with the comma at hand, if they are such. */
static size_t groups_end(const struct expr_lexer *lexer)
{
    size_t at = lexer->token.place.at, n = 0;
    while (mbr_expr_peek(lexer, at) == ',') {
        for (n = 1; mbr_is_digit(mbr_expr_peek(lexer, at + n)); n++)
            ;
        if (n != 4)
            break;
        at += n;
    }
    return n == 4 ? at : lexer->token.place.at;
}

bool mbr_expr_is_grouped(const struct expr_lexer *lexer)
{
    const struct expr_token *before = &lexer->before;
    return before->kind == TOKEN_VALUE && before->value.kind == MBR_EXPR_DECIMAL &&
           before->place.n <= 3 && before->place.at + before->place.n == lexer->token.place.at &&
           groups_end(lexer) > lexer->token.place.at;
}

/* 1,000 */
int mbr_expr_refuse_grouped(struct expr_lexer *lexer)
{
    size_t begin = lexer->before.place.at, end = groups_end(lexer), n = 0;
    char what[80], digits[32];
    for (size_t i = begin; i < end && n < sizeof digits; i++)
        if (mbr_is_digit(lexer->source.p[i]))
            digits[n++] = lexer->source.p[i];
    snprintf(what, sizeof what, "a number has no comma in it: %.*s", (int)n, digits);
    return mbr_expr_refuse(lexer, (struct mbr_expr_place){begin, end - begin}, what);
}

int mbr_expr_refuse_here(struct expr_lexer *lexer, const char *expected)
{
    const struct expr_token *token = &lexer->token, *before = &lexer->before;
    const char *meant = token->kind == TOKEN_PATH ? meant_by(token->text) : NULL;
    if (meant)
        return mbr_expr_suggest(lexer, token->place, "operator", meant);
    if (is_split_duration(lexer))
        return refuse_split_duration(lexer);
    if (token->kind == TOKEN_COMMA && mbr_expr_is_grouped(lexer))
        return mbr_expr_refuse_grouped(lexer);
    if (token->kind == TOKEN_VALUE && before->value.kind == MBR_EXPR_DAY)
        expected = "a time is written with a T: 2024-11-11T10:00:00";
    else if (token->kind == TOKEN_CLOSE)
        expected = "this ) was not opened";
    else if (token->kind == TOKEN_LIST_CLOSE)
        expected = "this ] was not opened";
    else if (token->kind == TOKEN_COMMA)
        expected = "a comma stands only in lists and between arguments";
    else if (token->kind == TOKEN_RANGE)
        expected = "a range stands only behind in or as a window, without parentheses";
    return mbr_expr_refuse(lexer, token->place, expected);
}

int mbr_expr_refuse_within(struct expr_lexer *lexer, struct mbr_expr_place open,
                           const char *expected)
{
    if (lexer->token.kind == TOKEN_END)
        return mbr_expr_refuse(lexer, open,
                               lexer->source.p[open.at] == '(' ? "this ( is not closed"
                                                               : "this [ is not closed");
    return mbr_expr_refuse_here(lexer, expected);
}

int mbr_expr_refuse_start(struct expr_lexer *lexer)
{
    const char *what = "a value is missing";
    if (lexer->token.kind == TOKEN_NOT)
        what = "not stands before a comparison, or within parentheses";
    else if (lexer->token.kind == TOKEN_LIST_OPEN)
        what = "a list stands only behind in";
    else if (lexer->token.kind == TOKEN_PRODUCT && lexer->token.op == EXPR_DIVIDE)
        what = "a value is missing; a pattern stands only behind ~";
    return mbr_expr_refuse(lexer, lexer->token.place, what);
}
