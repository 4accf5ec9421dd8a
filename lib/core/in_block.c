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

/* How many bytes from p are whole lines, about a block of them; 0 when not one is. Of the first
   `seen` it is known that no line ends there. */
static size_t whole_lines(const char *p, size_t n, size_t seen)
{
    size_t some = n < BLOCK ? n : BLOCK;
    const char *newline = some > seen ? memrchr(p + seen, '\n', some - seen) : NULL;
    if (!newline && n > some)
        newline = memchr(p + (some > seen ? some : seen), '\n', n - (some > seen ? some : seen));
    return newline ? (size_t)(newline + 1 - p) : 0;
}

/* The next lines there are, reading as long as there is none. Leaves the block empty at the file's
   end, or where a line is too long. */
static int fill(struct mbr_in *in, struct mbr_in_block *block, struct mbr_err *err)
{
    size_t held = in->to - in->from, n = whole_lines(in->buf + in->from, held, 0);
    while (n == 0 && !in->ended && held <= in->max_line) {
        if (mbr_in_more(in, err) < 0)
            return -1;
        n = whole_lines(in->buf + in->from, in->to - in->from, held);
        held = in->to - in->from;
    }
    if (n == 0 && in->ended)
        n = held;
    block->p = mbr_grow(block->p, &block->cap, n ? n : 1, 1);
    memcpy(block->p, in->buf + in->from, n);
    block->n = n;
    in->from += n;
    return 0;
}

int mbr_in_block(struct mbr_in *in, struct mbr_in_block *block, struct mbr_err *err)
{
    struct mbr_span line;
    if (!in->blocks) {
        in->before = in->number;
        in->begun = in->number > 0;
    }
    in->blocks = true;
    for (block->n = 0; block->n == 0;) {
        if (in->current != MBR_IN_NO_FILE) {
            if (mbr_in_skip_line(in, err) < 0 || fill(in, block, err) < 0)
                return -1;
            if (block->n || in->to > in->from)
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
