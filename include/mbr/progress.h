#ifndef MBR_PROGRESS_H
#define MBR_PROGRESS_H

/* The line on stderr that says how far a long run has come: bytes, lines, speed, and the time that
   is left when the size of the input is known. It appears after a second and is wiped at the end.
 */

#include <stdint.h>

struct mbr_progress;

struct mbr_progress *mbr_progress_new(const char *tool);
void mbr_progress_free(struct mbr_progress *progress);

/* Cheap to call often: looks at the clock only now and then. total 0: not known. */
void mbr_progress_at(struct mbr_progress *progress, uint64_t lines, uint64_t bytes, uint64_t total);

/* Takes the line off the screen, so that other text can be written; it comes back by itself. */
void mbr_progress_wipe(struct mbr_progress *progress);

#endif
