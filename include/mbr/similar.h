#ifndef MBR_SIMILAR_H
#define MBR_SIMILAR_H

/* How alike two texts are, from 0 to 1, by their characters (UTF-8; other bytes count one by one).
 */

#include "mbr/span.h"

/* Jaro's measure with Winkler's bonus for what they begin with (Winkler, "String Comparator Metrics
   and Enhanced Decision Rules in the Fellegi-Sunter Model of Record Linkage", Proceedings of the
   Section on Survey Research Methods, American Statistical Association, 1990): prefix of up to four
   characters, scale 0.1. Characters beyond the 256th are not looked at. */
double mbr_similar_names(struct mbr_span a, struct mbr_span b);

/* Twice the pairs of neighbouring characters that both have, by all of them (Dice, "Measures of the
   Amount of Ecologic Association Between Species", Ecology 26, 1945): for texts whose parts may
   stand in another order, such as addresses. 1 where both are equal. Likewise the first 256. */
double mbr_similar_texts(struct mbr_span a, struct mbr_span b);

#endif
