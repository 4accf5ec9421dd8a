#ifndef MBR_EXPR_VALUE_H
#define MBR_EXPR_VALUE_H

/* Inside the expressions: what can be done with values. */

#include "expr_tree.h"

bool mbr_expr_is_number(const struct mbr_expr_value *value);
double mbr_expr_double(const struct mbr_expr_value *value); /* of a number */

/* a / b of whole numbers, or of two with equally many places: rounded once where both have at most
   53 bits, so that what comes out even does. b is not 0. */
double mbr_expr_ratio(int64_t a, int64_t b);
bool mbr_expr_is_zero(const struct mbr_expr_value *value);
struct mbr_expr_value mbr_expr_from_double(double number); /* ABSENT when it is not finite */

/* The day of a day, a time, or a text that is one; MBR_DAY_NONE of all else. */
int32_t mbr_expr_day_of(const struct mbr_expr_value *value);

/* A text that is a day or a time as that; -1 when it is neither. */
int mbr_expr_read_day(struct mbr_span text, struct mbr_expr_value *value);

/* A text that is spelled as numbers are in JSON as that; *value stays as it is where it is not, or
   is beyond all numbers. */
void mbr_expr_read_number(struct mbr_span text, struct mbr_expr_value *value);

/* How a stands to b: *order < 0, 0, > 0. false where they do not compare, one being absent, or a
   number and the other a text. */
bool mbr_expr_order(const struct mbr_expr_value *a, const struct mbr_expr_value *b, int *order);

/* A list that has been checked; whether it is sorted for values of this kind; whether such a one
   has the value (expr_list.c). */
void mbr_expr_list_sort(struct mbr_arena *arena, struct expr_node *list);
bool mbr_expr_list_is_sorted_for(const struct expr_node *list, const struct mbr_expr_value *value);
bool mbr_expr_list_has(const struct expr_node *list, const struct mbr_expr_value *value);

/* mbr_expr_eval without looking what is known of the record already. */
int mbr_expr_compute(struct mbr_expr_run *run, const struct expr_node *node,
                     struct mbr_expr_value *value, struct mbr_err *err);

/* a op b for the four operators; ABSENT where they do not go together. */
struct mbr_expr_value mbr_expr_combine(enum expr_op op, const struct mbr_expr_value *a,
                                       const struct mbr_expr_value *b);
struct mbr_expr_value mbr_expr_negate(const struct mbr_expr_value *value);

#define EXPR_MOST_PLACES 14
/* A number with so many decimal places (fewer than none: tens, hundreds), half away from zero. */
struct mbr_expr_value mbr_expr_round(const struct mbr_expr_value *value, int64_t places);

/* The functions of values, which EXPR_CALL's `index` numbers. */
struct expr_call_kind {
    const char *name;
    size_t least, most;        /* arguments */
    enum expr_type of, result; /* of ANY: a text or a number */
    bool constant;             /* a matter of the arguments alone */
    bool of_field;             /* the argument is a field, of any type (has) */
};
#define EXPR_CALL_MOST 16
extern const struct expr_call_kind mbr_expr_calls[];
int mbr_expr_call_find(struct mbr_span name); /* or -1 */

/* The calendar; each gives ABSENT where the argument is no day. as_of: MBR_DAY_NONE where there is
   none. */
struct mbr_expr_value mbr_calendar_month(const struct mbr_expr_value *value);
struct mbr_expr_value mbr_calendar_year(const struct mbr_expr_value *value);
struct mbr_expr_value mbr_calendar_day(const struct mbr_expr_value *value);
struct mbr_expr_value mbr_calendar_weekday(const struct mbr_expr_value *value); /* 1: Monday */
struct mbr_expr_value mbr_calendar_hour(const struct mbr_expr_value *value);    /* of a time */
struct mbr_expr_value mbr_calendar_until(const struct mbr_expr_value *value, int32_t as_of);
struct mbr_expr_value mbr_calendar_since(const struct mbr_expr_value *value, int32_t as_of);
struct mbr_expr_value mbr_calendar_age(const struct mbr_expr_value *value, int32_t as_of);

#endif
