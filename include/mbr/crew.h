#ifndef MBR_CREW_H
#define MBR_CREW_H

/* Several threads for one piece of work after another, the results in the order of the pieces: what
   comes out does not depend on how many threads there are. The caller owns the pieces; between
   mbr_crew_give and mbr_crew_take a piece belongs to the crew.

       for (;;) {
           while (mbr_crew_held(crew) < mbr_crew_depth(crew) && (piece = fill_one()))
               mbr_crew_give(crew, piece);
           if (!(piece = mbr_crew_take(crew)))
               break;
           use(piece);
       }

   The thread that takes works too while it waits; a crew of one has no other thread at all. */

#include <stddef.h>

#include "mbr/opt.h"

/* The option of tools that work with a crew; to: an int64_t, 0 by default. */
#define MBR_JOBS(to) MBR_INT('j', "jobs", to, 0, 64, "N", "threads; 0: one a processor, at most 4")

struct mbr_crew;

/* Pieces that lie side by side in memory are kept so many bytes apart, by an array of them at their
   end: or threads wait for each other's lines of the cache. */
#define MBR_CREW_APART 128

/* work is called once for each piece, on any thread, several at a time. It must change nothing but
   its piece. jobs: threads, the caller's included; 0: as many as there are processors to use, at
   most 4. */
struct mbr_crew *mbr_crew_new(int64_t jobs, void (*work)(void *piece));

/* Pieces that are still held are let go, worked or not. NULL passes. */
void mbr_crew_free(struct mbr_crew *crew);

/* How many pieces there may be at one time, and how many there are. */
size_t mbr_crew_depth(const struct mbr_crew *crew);
size_t mbr_crew_held(const struct mbr_crew *crew);

void mbr_crew_give(struct mbr_crew *crew, void *piece);
void *mbr_crew_take(struct mbr_crew *crew); /* the oldest, worked; NULL when none is held */

#endif
