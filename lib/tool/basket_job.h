#ifndef MBR_BASKET_JOB_H
#define MBR_BASKET_JOB_H

/* Inside mbr_basket. */

#include "mbr/basket.h"
#include "mbr/basket_gather.h"
#include "mbr/basket_measures.h"
#include "mbr/basket_then.h"
#include "mbr/purchases.h"

/* What items count as (basket_level.c): themselves, or their category or brand. The values have
   numbers, in order of arrival till they are settled, then by their bytes. */
struct basket_level {
    const char *field; /* of the catalogue: "category", "brand"; NULL: items as they are */
    const struct mbr_catalogue *items; /* NULL: none known */
    struct mbr_map values;
    uint32_t *sorted;  /* once settled: by number, the number in values */
    uint32_t *of_item; /* by number in the catalogue: what it counts as */
    size_t known;      /* items that of_item tells of */
    struct mbr_ask *ask;
    struct mbr_buf record, text;
    uint64_t without; /* lines that have none */
};
#define BASKET_NO_VALUE UINT32_MAX

void basket_level_begin(struct basket_level *level, const char *name);
void basket_level_free(struct basket_level *level);

/* The number of what this item counts as, or BASKET_NO_VALUE. 0, or -1 with err. */
int basket_level_number(struct basket_level *level, struct mbr_span item, uint32_t *number,
                        struct mbr_err *err);
void basket_level_settle(struct basket_level *level, struct mbr_baskets *baskets);

/* Of settled numbers: the value; its name in the catalogue (n 0: none), good till the next call. */
struct mbr_span basket_level_value(const struct basket_level *level, uint32_t number);
struct mbr_span basket_level_name(struct basket_level *level, uint32_t number);

/* Which of the settled numbers are in the list, an option's: an array that the caller frees, NULL
   for an empty list. 0, or -1 with the run's err when one is no value. */
int basket_level_list(const struct basket_level *level, const struct mbr_list *list,
                      const char *option, struct mbr_run *run, bool **listed);

/* Units an order (basket_units.c): sums by the value of a field, which many lines may share. */
struct basket_units {
    const char *by;
    struct mbr_map values;
    struct basket_sum *sum; /* by number in values */
    size_t cap;
    uint64_t stamps; /* orders so far */
};

struct basket_job {
    const struct mbr_basket_options *options;
    struct mbr_run *run;
    struct mbr_method method;
    struct mbr_period within;
    struct basket_level level;
    struct mbr_purchases purchases;
    struct mbr_basket_gather gather;
    struct mbr_bought *bought;
    size_t bought_cap;
    struct basket_units units;
    bool *antecedent, *consequent; /* by settled number; NULL: any */
};

int basket_units_add(struct basket_job *job, struct mbr_err *err);
int basket_units_write(struct basket_job *job);
void basket_units_free(struct basket_units *units);

/* The least count that is at least this support, of so many baskets or members. */
uint32_t basket_least(double support, size_t all);

/* What was found, with its measures, in the order in which it is to be written (basket_rank.c). */
struct basket_found {
    size_t number; /* of a rule or pair */
    struct mbr_basket_measures measures;
    double q;
};
struct basket_ranking {
    struct basket_found *found; /* the caller frees */
    size_t count, cap;
};
void basket_rank_add(struct basket_ranking *ranking, size_t number,
                     const struct mbr_basket_counts *counts);

/* Gives all their q, leaves out what is above most_q, sorts, and cuts after the top; says on stderr
   how many were left out for their q. */
void basket_rank(struct basket_ranking *ranking, const struct mbr_basket_options *options,
                 const struct mbr_run *run);

/* The value, and its name if it has one; a measure, unless it is infinite. */
void basket_put_value(struct basket_job *job, const char *key, const char *name_key,
                      uint32_t number);
void basket_put_measure(struct mbr_buf *buf, const char *key, double value);

int basket_sets_write(struct basket_job *job);  /* sets, closed, maximal */
int basket_rules_write(struct basket_job *job); /* the default */
int basket_then_write(struct basket_job *job);

#endif
