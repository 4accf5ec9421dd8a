#ifndef MBR_EXPR_REFUSE_H
#define MBR_EXPR_REFUSE_H

/* Inside the parser: the words for what is wrong with a source, and guesses at what was meant. Each
   sets err and place, and returns -1. */

#include "expr_lex.h"

int mbr_expr_refuse(struct expr_lexer *lexer, struct mbr_expr_place place, const char *what);

/* "no NOUN x; did you mean MEANT?", where x is what stands in the place. */
int mbr_expr_suggest(struct expr_lexer *lexer, struct mbr_expr_place place, const char *noun,
                     const char *meant);

/* The character at lexer->at, which begins no token. */
int mbr_expr_refuse_character(struct expr_lexer *lexer);

/* Refuses a tree that has more levels (expr_depth.c); 0 for one that has not. */
int mbr_expr_check_depth(struct expr_lexer *lexer, const struct expr_node *root, int levels);

/* The token cannot begin an operand. */
int mbr_expr_refuse_start(struct expr_lexer *lexer);

/* Whether the comma at hand stands in a number, as in 1,000; saying so. */
bool mbr_expr_is_grouped(const struct expr_lexer *lexer);
int mbr_expr_refuse_grouped(struct expr_lexer *lexer);

/* The token cannot follow what came before it; expected: says what could. within: where a bracket
   is open, which is to blame when the source ends. */
int mbr_expr_refuse_here(struct expr_lexer *lexer, const char *expected);
int mbr_expr_refuse_within(struct expr_lexer *lexer, struct mbr_expr_place open,
                           const char *expected);

#endif
