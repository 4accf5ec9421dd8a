#include "in_source.h"

#include <stdlib.h>

#include "mbr/mem.h"

/* Large enough that passing a block from thread to thread costs nothing beside reading it, and
   small enough that it is still in the cache when it is read. */
#define BLOCK ((size_t)64 << 10)

void mbr_in_block_free(struct mbr_in_block *block)
{
    free(block->p);
    *block = (struct mbr_in_block){0};
}

/* The bytes from `from` on are kept for the next block. */
static void give_back(struct mbr_in *in, struct mbr_in_block *block, size_t from)
{
    size_t n = block->n - from;
    in->buf = mbr_grow(in->buf, &in->cap, n, 1);
    memcpy(in->buf, block->p + from, n);
    in->from = 0;
    in->to = n;
    block->n = from;
}

/* Reading has failed: the whole lines there are come first, the error with the next call. */
static int fail_behind(struct mbr_in *in, struct mbr_in_block *block, const struct mbr_err *err)
{
    const char *newline = memrchr(block->p, '\n', block->n);
    block->n = newline ? (size_t)(newline + 1 - block->p) : 0;
    in->failed = true;
    in->why = *err;
    return newline ? 0 : -1;
}

/* Reads until the block is full and holds a line's end, or the file is at its end, or the line is
   too long. */
static int fill(struct mbr_in *in, struct mbr_in_block *block, struct mbr_err *err)
{
    size_t want = BLOCK, seen = 0;
    block->n = 0;
    block->p = mbr_grow(block->p, &block->cap, in->to - in->from + BLOCK, 1);
    memcpy(block->p, in->buf + in->from, in->to - in->from);
    block->n = in->to - in->from;
    in->from = in->to = 0;
    for (;; want = block->n * 2) {
        block->p = mbr_grow(block->p, &block->cap, want, 1);
        while (block->n < want && !in->ended) {
            int64_t n = mbr_in_fetch(in, block->p + block->n, want - block->n, err);
            if (n < 0)
                return fail_behind(in, block, err);
            block->n += (size_t)n;
        }
        if (in->ended)
            return 0;
        const char *newline = memrchr(block->p + seen, '\n', block->n - seen);
        if (newline || block->n > in->max_line) {
            give_back(in, block, newline ? (size_t)(newline + 1 - block->p) : 0);
            return 0;
        }
        seen = block->n;
    }
}

int mbr_in_block(struct mbr_in *in, struct mbr_in_block *block, struct mbr_err *err)
{
    struct mbr_span line;
    if (!in->blocks) {
        in->before = in->number;
        in->begun = in->number > 0;
    }
    in->blocks = true;
    if (in->failed) {
        *err = in->why;
        return -1;
    }
    for (block->n = 0; block->n == 0;) {
        if (in->current != MBR_IN_NO_FILE) {
            if (mbr_in_skip_line(in, err) < 0 || fill(in, block, err) < 0)
                return -1;
            if (block->n || in->to)
                break;
        }
        int opened = mbr_in_open(in, err);
        if (opened <= 0)
            return opened;
    }
    block->file = in->current;
    block->max_line = in->max_line;
    block->first = !in->begun;
    in->begun = true;
    return block->n ? 1 : mbr_in_raw_line(in, &line, err);
}

int mbr_in_block_line(const struct mbr_in_block *block, size_t *at, uint64_t *number,
                      struct mbr_span *line)
{
    while (*at < block->n) {
        const char *from = block->p + *at, *newline = memchr(from, '\n', block->n - *at);
        *line = (struct mbr_span){from, newline ? (size_t)(newline - from) : block->n - *at};
        *at += line->n + (newline != NULL);
        ++*number;
        if (line->n > block->max_line)
            return MBR_IN_LONG;
        if (block->first && *number == 1 && line->n >= 3 && memcmp(line->p, "\xef\xbb\xbf", 3) == 0)
            *line = (struct mbr_span){line->p + 3, line->n - 3};
        if (!mbr_in_is_blank(*line))
            return 1;
    }
    return 0;
}

static uint64_t lines_before(const struct mbr_in *in, const struct mbr_in_block *block)
{
    return block->first ? 0 : in->before;
}

void mbr_in_at(struct mbr_in *in, const struct mbr_in_block *block, uint64_t number)
{
    in->told = block->file;
    in->number = lines_before(in, block) + number;
}

void mbr_in_done(struct mbr_in *in, const struct mbr_in_block *block, uint64_t lines)
{
    in->before = lines_before(in, block) + lines;
}
