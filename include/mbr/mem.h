#ifndef MBR_MEM_H
#define MBR_MEM_H

/* Memory. Out of memory ends the process in one place (mem.c), so no caller checks for NULL. */

#include <stddef.h>

void *mbr_alloc(size_t size);
void *mbr_calloc(size_t count, size_t size); /* zeroed */
void *mbr_realloc(void *p, size_t size);
char *mbr_strdup(const char *text);
char *mbr_memdup(const char *p, size_t n); /* n bytes, and a NUL behind them */

/* Grows an array of elements of `size` bytes so that it holds at least `need`; *cap is the room it
   has, in elements, and is doubled at least. Returns the array, moved or not. */
void *mbr_grow(void *array, size_t *cap, size_t need, size_t size);

/* The memory there is, in bytes: the machine's, or what a control group or a limit of the process
   leaves of it. */
size_t mbr_memory_here(void);

/* An arena: pieces that end together. Zero-initialise it; a piece is aligned for any type, its
   bytes are not set. `held` is the memory it has taken. */
struct mbr_arena {
    struct mbr_arena_block *last;
    char *next;
    size_t left, held;
};
void *mbr_arena_alloc(struct mbr_arena *arena, size_t size);
char *mbr_arena_dup(struct mbr_arena *arena, const char *p, size_t n); /* unaligned, no NUL */
void mbr_arena_free(struct mbr_arena *arena);

#endif
