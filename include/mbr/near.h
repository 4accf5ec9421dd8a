#ifndef MBR_NEAR_H
#define MBR_NEAR_H

#include <stddef.h>

/* The name in the NULL-terminated list that was probably meant by `word`: the smallest edit
   distance (Damerau, adjacent swaps count one), at most a third of the word's length and at least
   one; NULL when none is near. */
const char *mbr_near(const char *word, const char *const *names);

#endif
