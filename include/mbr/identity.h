#ifndef MBR_IDENTITY_H
#define MBR_IDENTITY_H

/* Who is one person: a graph of holders (accounts, or records without one) and the values they hold
   (a telephone, an address). Who holds the same value is the same person, unless that would break a
   limit. What comes out does not depend on the order of the ties, but only on the order that is
   given to the values.

   In this order:
   1. A holder with more values of a kind than a person may have is crowded: a counter's account,
   not a person's. It does not hold these values then.
   2. A value is shared that more than most_holders hold (those who hold nothing else and are no
      member's account are not counted), or whose holders together have more values of a kind, or
      other facts, than one person may have: a shop's telephone, a household's. It joins nobody.
   3. The other values, by priority and then in the given order, join their holders, each all of
   them or, where the persons joined so far would together break a limit, none: a conflict. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MBR_IDENTITY_NONE UINT32_MAX

struct mbr_identity_kind {
    uint32_t priority;     /* the least comes first */
    uint32_t most_holders; /* of a value */
    uint32_t most_values;  /* of a person */
    bool certain;          /* joins its holders whatever the limits: they have been one before; if
                              they differ in a fact, nobody who has it joins them */
};

struct mbr_tie {
    uint32_t value, holder;
};

enum mbr_identity_state {
    MBR_IDENTITY_FREE, /* nobody holds it */
    MBR_IDENTITY_USED,
    MBR_IDENTITY_SHARED,
    MBR_IDENTITY_CONFLICT,
    MBR_IDENTITY_REFUSED /* by the caller, before */
};

struct mbr_identity {
    uint32_t holders, values;
    const struct mbr_identity_kind *kinds;
    size_t kind_count, fact_count;
    uint32_t most_members; /* of a person */
    const uint8_t *kind;   /* by value */
    const uint32_t *order; /* all values, in the order that decides among those of a priority */
    const bool *member;    /* by holder: has an account */
    const bool *apart;     /* by holder: is joined to no other account; may be NULL */
    const uint32_t *fact;  /* holders * fact_count: numbers, MBR_IDENTITY_NONE where not known */
    struct mbr_tie *tie;   /* will be sorted, those that stand twice taken out */
    size_t ties;

    uint8_t *state;        /* by value; REFUSED may be set before, else 0 */
    uint32_t *person;      /* by holder, filled: the least holder of the same person */
    size_t *first;         /* by value, and one more, filled: where its ties begin in `tie` */
    uint32_t crowded;      /* holders that were found so */
    uint64_t crowded_ties; /* what they do not hold, taken out of tie */
};

/* state and person are the caller's, of `values` and `holders`; first is of values + 1. */
void mbr_identity_resolve(struct mbr_identity *graph);

/* Sorts ties by value and holder, and takes out those that stand twice; returns how many are left.
 */
size_t mbr_ties_sort(struct mbr_tie *tie, size_t count);

#endif
