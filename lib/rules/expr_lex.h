#ifndef MBR_EXPR_LEX_H
#define MBR_EXPR_LEX_H

/* Inside the parser: a source as tokens (expr_lex.c; those that are values, expr_literal.c). What
   returns int returns 0, or -1 with err and place. */

#include "expr_tree.h"

enum expr_token_kind {
    TOKEN_END,   /* its place is behind the last token before it */
    TOKEN_VALUE, /* value; also true and false */
    TOKEN_TODAY,
    TOKEN_PATH, /* text: a name, or several with points between, as mbr_ask wants them */
    TOKEN_OR,
    TOKEN_AND,
    TOKEN_NOT,
    TOKEN_COMPARISON, /* op, as that of the four below */
    TOKEN_IN,
    TOKEN_MATCH,
    TOKEN_PATTERN, /* only behind TOKEN_MATCH: text, flags */
    TOKEN_RANGE,
    TOKEN_SUM,     /* + - */
    TOKEN_PRODUCT, /* * / */
    TOKEN_COMMA,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_LIST_OPEN,
    TOKEN_LIST_CLOSE
};

/* Texts are good until the next token. */
struct expr_token {
    enum expr_token_kind kind;
    enum expr_op op;
    struct mbr_expr_place place;
    struct mbr_expr_value value;
    struct mbr_span text, flags;
};

/* Zero-initialise it but for source, place and err, and check the source first. */
struct expr_lexer {
    struct mbr_span source;
    struct mbr_expr_place *place;
    struct mbr_err *err;
    size_t at;                       /* what is read next */
    struct expr_token token, before; /* before: without its text */
    struct mbr_buf text, key;
};
int mbr_expr_lex_check(struct expr_lexer *lexer); /* UTF-8 without control characters */
int mbr_expr_lex(struct expr_lexer *lexer);       /* the next token */
void mbr_expr_lex_free(struct expr_lexer *lexer);

/* The tokens that begin at lexer->at with a digit, a quote, a slash. */
int mbr_expr_lex_number(struct expr_lexer *lexer);
int mbr_expr_lex_text(struct expr_lexer *lexer);
int mbr_expr_lex_pattern(struct expr_lexer *lexer);

/* Appends the content of what is quoted at lexer->at, and goes behind it. */
int mbr_expr_lex_quoted(struct expr_lexer *lexer, struct mbr_buf *to);

/* The end of the letters, digits and _ from `at` on. */
size_t mbr_expr_word_end(const struct expr_lexer *lexer, size_t at);

/* The character at `at`, before the end: its length, 0 when it is no UTF-8. */
size_t mbr_expr_decode(const struct expr_lexer *lexer, size_t at, int32_t *c);

/* The letter of a duration that a word probably means ("days": 'd'), or 0. */
char mbr_expr_unit_meant(struct mbr_span word);

static inline struct mbr_span mbr_expr_slice(const struct expr_lexer *lexer, size_t from, size_t to)
{
    return (struct mbr_span){lexer->source.p + from, to - from};
}

static inline char mbr_expr_peek(const struct expr_lexer *lexer, size_t at)
{
    return at < lexer->source.n ? lexer->source.p[at] : '\0';
}

#endif
