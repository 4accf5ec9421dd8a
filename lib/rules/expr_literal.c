#include "expr_refuse.h"

#include <stdio.h>

#include "mbr/date.h"
#include "mbr/decimal.h"
#include "mbr/number.h"

#define LONGEST_DAYS (9999 * 366)
#define LONGEST_MONTHS (9999 * 12)

static size_t digits_end(const struct expr_lexer *lexer, size_t at)
{
    while (mbr_is_digit(mbr_expr_peek(lexer, at)))
        at++;
    return at;
}

/* Refuses what stands from the token's first byte up to `end`, and shows it. */
static int refuse_value(struct expr_lexer *lexer, size_t end, const char *what)
{
    size_t begin = lexer->token.place.at;
    *lexer->place = (struct mbr_expr_place){begin, end - begin};
    return mbr_err_value(lexer->err, NULL, what, mbr_expr_slice(lexer, begin, end));
}

static int suggest_value(struct expr_lexer *lexer, size_t end, const char *noun, const char *meant)
{
    size_t begin = lexer->token.place.at;
    return mbr_expr_suggest(lexer, (struct mbr_expr_place){begin, end - begin}, noun, meant);
}

/* Days that were meant: four digits, and two more runs of them. The ends of the three, and whether
   it is so. */
static bool looks_like_day(const struct expr_lexer *lexer, size_t end[3])
{
    size_t begin = lexer->at;
    end[0] = digits_end(lexer, begin);
    if (end[0] != begin + 4 || mbr_expr_peek(lexer, end[0]) != '-')
        return false;
    end[1] = digits_end(lexer, end[0] + 1);
    if (end[1] == end[0] + 1 || mbr_expr_peek(lexer, end[1]) != '-')
        return false;
    end[2] = digits_end(lexer, end[1] + 1);
    return end[2] > end[1] + 1;
}

static int number_of(const struct expr_lexer *lexer, size_t from, size_t to)
{
    int number = 0;
    while (from < to)
        number = number * 10 + (lexer->source.p[from++] - '0');
    return number;
}

/* 2024-1-5 */
static int refuse_short_day(struct expr_lexer *lexer, const size_t end[3])
{
    if (end[1] - end[0] <= 3 && end[2] - end[1] <= 3) {
        int year = number_of(lexer, lexer->at, end[0]);
        int month = number_of(lexer, end[0] + 1, end[1]);
        int day = number_of(lexer, end[1] + 1, end[2]);
        char meant[40];
        snprintf(meant, sizeof meant, "%04d-%02d-%02d", year, month, day);
        if (mbr_civil_valid(year, month, day))
            return suggest_value(lexer, end[2], "day", meant);
    }
    return refuse_value(lexer, end[2], "a day is written YYYY-MM-DD, and not");
}

/* +hh:mm, -hh:mm; a minus with anything else behind it is one. */
static size_t zone_end(const struct expr_lexer *lexer, size_t at)
{
    char sign = mbr_expr_peek(lexer, at);
    bool is_zone = (sign == '+' || sign == '-') && digits_end(lexer, at + 1) == at + 3 &&
                   mbr_expr_peek(lexer, at + 3) == ':' && digits_end(lexer, at + 4) == at + 6;
    return is_zone ? at + 6 : at;
}

static int lex_day(struct expr_lexer *lexer, const size_t end[3])
{
    size_t begin = lexer->at, at = end[2];
    struct mbr_expr_value *value = &lexer->token.value;
    if (end[1] - end[0] != 3 || end[2] - end[1] != 3)
        return refuse_short_day(lexer, end);
    value->kind = MBR_EXPR_DAY;
    if (mbr_day_parse(mbr_expr_slice(lexer, begin, at), &value->day) < 0)
        return refuse_value(lexer, at, "no such day");
    if (mbr_expr_peek(lexer, at) == 'T') {
        do
            at = mbr_expr_word_end(lexer, at + 1);
        while (mbr_expr_peek(lexer, at) == ':');
        at = zone_end(lexer, at);
        value->kind = MBR_EXPR_TIME;
        if (mbr_at_parse(mbr_expr_slice(lexer, begin, at), &value->at) < 0)
            return refuse_value(lexer, at, "a time is written YYYY-MM-DDThh:mm:ss, and not");
    }
    lexer->at = mbr_expr_word_end(lexer, at);
    if (lexer->at > at)
        return refuse_value(lexer, lexer->at, "not a day");
    return 0;
}

char mbr_expr_unit_meant(struct mbr_span word)
{
    static const char *const words[] = {"d", "D", "day",   "days",   "w", "W", "week", "weeks",
                                        "m", "M", "month", "months", "y", "Y", "year", "years"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mbr_span_is(word, words[i]))
            return words[i / 4 * 4][0];
    return '\0';
}

/* Digits, and behind them at once a word. */
static int lex_duration(struct expr_lexer *lexer, size_t digits, size_t end, bool whole)
{
    size_t begin = lexer->at;
    struct mbr_span word = mbr_expr_slice(lexer, digits, end);
    char unit = mbr_expr_unit_meant(word);
    int64_t n;
    if (!unit)
        return refuse_value(lexer, end, "not a number");
    if (!whole)
        return refuse_value(lexer, end, "a duration is a whole number, and not");
    bool fits = mbr_int_parse(mbr_expr_slice(lexer, begin, digits), &n) == 0 && n <= LONGEST_DAYS;
    bool counts_days = unit == 'd' || unit == 'w';
    if (fits)
        n *= unit == 'w' ? 7 : unit == 'y' ? 12 : 1;
    if (!fits || n > (counts_days ? LONGEST_DAYS : LONGEST_MONTHS))
        return refuse_value(lexer, end, "a duration of more than 9999 years");
    if (word.n > 1 || *word.p != unit) {
        char meant[24];
        snprintf(meant, sizeof meant, "%.*s%c", (int)(digits - begin), lexer->source.p + begin,
                 unit);
        return suggest_value(lexer, end, "duration", meant);
    }
    struct mbr_expr_value *value = &lexer->token.value;
    value->kind = MBR_EXPR_DURATION;
    value->duration.days = counts_days ? (int32_t)n : 0;
    value->duration.months = counts_days ? 0 : (int32_t)n;
    lexer->at = end;
    return 0;
}

/* Exact where it can be. */
static int read_number(struct expr_lexer *lexer, size_t end)
{
    struct mbr_span text = mbr_expr_slice(lexer, lexer->at, end);
    struct mbr_expr_value *value = &lexer->token.value;
    const char *what;
    lexer->at = end;
    value->kind = MBR_EXPR_DECIMAL;
    if (mbr_decimal_parse(text, &value->decimal, &what) == 0)
        return 0;
    value->kind = MBR_EXPR_DOUBLE;
    if (mbr_double_parse(text, &value->number) == 0)
        return 0;
    bool is_large = *text.p != '0' || text.n == 1 || !mbr_is_digit(text.p[1]);
    return refuse_value(lexer, end, is_large ? "number too large" : "not a number");
}

int mbr_expr_lex_number(struct expr_lexer *lexer)
{
    size_t day[3], whole = digits_end(lexer, lexer->at), end = whole;
    lexer->token.kind = TOKEN_VALUE;
    lexer->token.op = EXPR_LITERAL;
    if (looks_like_day(lexer, day))
        return lex_day(lexer, day);
    if (mbr_expr_peek(lexer, end) == '.' && mbr_is_digit(mbr_expr_peek(lexer, end + 1)))
        end = digits_end(lexer, end + 1);
    char mark = mbr_expr_peek(lexer, end), sign = mbr_expr_peek(lexer, end + 1);
    if (mark == 'e' || mark == 'E') {
        size_t from = end + 1 + (sign == '+' || sign == '-'), to = digits_end(lexer, from);
        end = to > from ? to : end;
    }
    size_t word = mbr_expr_word_end(lexer, end);
    return word > end ? lex_duration(lexer, end, word, end == whole) : read_number(lexer, end);
}

int mbr_expr_lex_quoted(struct expr_lexer *lexer, struct mbr_buf *to)
{
    size_t begin = lexer->at, from = begin + 1, at = from;
    const char *p = lexer->source.p, quote = p[begin];
    for (; at < lexer->source.n && p[at] != '\n'; at++) {
        if (p[at] != quote)
            continue;
        mbr_put_span(to, mbr_expr_slice(lexer, from, at));
        if (mbr_expr_peek(lexer, at + 1) != quote) {
            lexer->at = at + 1;
            return 0;
        }
        from = ++at;
    }
    return mbr_expr_refuse(lexer, (struct mbr_expr_place){begin, 1}, "the quote is not closed");
}

int mbr_expr_lex_text(struct expr_lexer *lexer)
{
    lexer->text.n = 0;
    if (mbr_expr_lex_quoted(lexer, &lexer->text) < 0)
        return -1;
    lexer->token.kind = TOKEN_VALUE;
    lexer->token.op = EXPR_LITERAL;
    lexer->token.value.kind = MBR_EXPR_TEXT;
    lexer->token.value.text = mbr_buf_span(&lexer->text);
    return 0;
}

/* The pattern's source keeps its \/, which PCRE2 reads as a slash: so places in it are places in
   the expression. */
int mbr_expr_lex_pattern(struct expr_lexer *lexer)
{
    size_t begin = lexer->at, from = begin + 1, end = from;
    while (end < lexer->source.n && lexer->source.p[end] != '/')
        end += lexer->source.p[end] == '\\' ? 2 : 1;
    if (end >= lexer->source.n)
        return mbr_expr_refuse(lexer, (struct mbr_expr_place){begin, 1},
                               "the pattern is not closed");
    if (end == from)
        return mbr_expr_refuse(lexer, (struct mbr_expr_place){begin, 2}, "the pattern is empty");
    lexer->at = mbr_expr_word_end(lexer, end + 1);
    lexer->token.kind = TOKEN_PATTERN;
    lexer->token.text = mbr_expr_slice(lexer, from, end);
    lexer->token.flags = mbr_expr_slice(lexer, end + 1, lexer->at);
    size_t known = 0;
    while (known < lexer->token.flags.n && strchr("isx", lexer->token.flags.p[known]))
        known++;
    if (known < lexer->token.flags.n) {
        struct mbr_expr_place place = {end + 1 + known, lexer->token.flags.n - known};
        return mbr_expr_refuse(lexer, place, "a pattern's flags are i, s and x");
    }
    return 0;
}
