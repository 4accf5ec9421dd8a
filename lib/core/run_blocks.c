#include "mbr/run_blocks.h"

#include <stdlib.h>

/* Blocks are small unless lines are long: beyond so many bytes no further one is read ahead, and
   beyond so many a block gives its memory back. */
#define MOST_AHEAD ((size_t)16 << 20)
#define MUCH_ROOM ((size_t)4 << 20)

/* The pieces as a ring; the next to be filled is `given`. */
struct blocks {
    struct mbr_run *run;
    struct mbr_crew *crew;
    char *pieces;
    size_t size, given, ahead; /* ahead: bytes that are read and not yet taken */
    int got;                   /* of the last mbr_in_block */
    struct mbr_err err;
};

static struct mbr_in_block *next_block(const struct blocks *blocks)
{
    size_t at = blocks->given % mbr_crew_depth(blocks->crew);
    return (struct mbr_in_block *)(void *)(blocks->pieces + at * blocks->size);
}

static void fill(struct blocks *blocks)
{
    while (blocks->got == 1 && blocks->ahead < MOST_AHEAD &&
           mbr_crew_held(blocks->crew) < mbr_crew_depth(blocks->crew)) {
        struct mbr_in_block *block = next_block(blocks);
        blocks->got = mbr_in_block(blocks->run->in, block, &blocks->err);
        if (blocks->got != 1)
            return;
        blocks->ahead += block->n;
        blocks->given++;
        mbr_crew_give(blocks->crew, block);
    }
}

int mbr_run_long(struct mbr_run *run)
{
    mbr_in_long(run->in, &run->err);
    return mbr_bad(run);
}

/* A line that is too long stands where the next block would begin. */
static int pass_long(struct blocks *blocks)
{
    struct mbr_run *run = blocks->run;
    mbr_in_at(run->in, next_block(blocks), 1);
    mbr_in_done(run->in, next_block(blocks), 1);
    mbr_tick(run);
    blocks->got = 1;
    return mbr_run_long(run);
}

static int take_piece(struct blocks *blocks, struct mbr_in_block *block,
                      int64_t (*take)(void *self, void *piece), void *self)
{
    blocks->ahead -= block->n;
    int64_t lines = take(self, block);
    if (lines < 0)
        return -1;
    mbr_in_done(blocks->run->in, block, (uint64_t)lines);
    if (block->cap > MUCH_ROOM)
        mbr_in_block_free(block);
    return 0;
}

/* What failed or ended reading is told when all before it has been taken. */
int mbr_run_blocks(struct mbr_run *run, struct mbr_crew *crew, void *pieces, size_t size,
                   int64_t (*take)(void *self, void *piece), void *self)
{
    struct blocks blocks = {.run = run, .crew = crew, .pieces = pieces, .size = size, .got = 1};
    for (;;) {
        fill(&blocks);
        struct mbr_in_block *block = mbr_crew_take(crew);
        if (block ? take_piece(&blocks, block, take, self) < 0
                  : blocks.got == MBR_IN_LONG && pass_long(&blocks) < 0)
            return -1;
        if (!block && blocks.got != 1)
            break;
    }
    if (blocks.got < 0) {
        run->err = blocks.err;
        run->located = true;
    }
    return blocks.got;
}
