#ifndef MBR_PIECES_H
#define MBR_PIECES_H

/* Work on rows in pieces of a fixed size, so that what is summed, and in which order, does not
   depend on the threads. */

#include <stddef.h>

#include "mbr/crew.h"

/* Gives the crew `count` pieces of `size` bytes that lie one behind the other, and waits for all.
 */
static inline void mbr_pieces_run(struct mbr_crew *crew, void *pieces, size_t count, size_t size)
{
    for (size_t given = 0, taken = 0; taken < count; taken++) {
        while (given < count && mbr_crew_held(crew) < mbr_crew_depth(crew))
            mbr_crew_give(crew, (char *)pieces + given++ * size);
        mbr_crew_take(crew);
    }
}

static inline size_t mbr_pieces_count(size_t rows, size_t each)
{
    return rows / each + (rows % each > 0);
}

#endif
