#include "source.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "mbr/mem.h"

void mbr_source_free(struct mbr_source *top)
{
    while (top) {
        struct mbr_source *beneath = top->beneath;
        if (top->free)
            top->free(top);
        top = beneath;
    }
}

int64_t mbr_source_fill(struct mbr_source *source, char *to, size_t size, struct mbr_err *err)
{
    size_t held = 0;
    while (size - held >= MBR_SOURCE_LEAST) {
        int64_t n = mbr_source_read(source, to + held, size - held, err);
        if (n <= 0)
            return n < 0 ? n : (int64_t)held;
        held += (size_t)n;
    }
    return (int64_t)held;
}

struct file {
    struct mbr_source source;
    int fd;
    int64_t offset;
};

static int64_t read_file(struct mbr_source *source, char *to, size_t size, struct mbr_err *err)
{
    struct file *file = (struct file *)source;
    ssize_t n;
    do
        n = pread(file->fd, to, size, (off_t)file->offset);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return mbr_err_set(err, "%s", strerror(errno));
    file->offset += n;
    return n;
}

static void free_plain(struct mbr_source *source)
{
    free(source);
}

struct mbr_source *mbr_source_file(int fd, int64_t offset)
{
    struct file *file = mbr_calloc(1, sizeof *file);
    *file = (struct file){{.read = read_file, .free = free_plain}, fd, offset};
    return &file->source;
}

struct replay {
    struct mbr_source source;
    struct mbr_spool spool;
    uint64_t at;
};

static int64_t read_replay(struct mbr_source *source, char *to, size_t size, struct mbr_err *err)
{
    struct replay *replay = (struct replay *)source;
    if (replay->at == replay->spool.size)
        return mbr_source_read(source->beneath, to, size, err);
    int64_t n = mbr_spool_read(&replay->spool, replay->at, to, size, err);
    if (n <= 0)
        return n;
    replay->at += (uint64_t)n;
    if (replay->at == replay->spool.size) {
        mbr_spool_free(&replay->spool);
        replay->at = 0;
    }
    return n;
}

static void free_replay(struct mbr_source *source)
{
    mbr_spool_free(&((struct replay *)source)->spool);
    free(source);
}

struct mbr_source *mbr_source_replay(struct mbr_source *beneath, struct mbr_spool *first)
{
    struct replay *replay = mbr_calloc(1, sizeof *replay);
    replay->source = (struct mbr_source){read_replay, free_replay, beneath};
    replay->spool = *first;
    *first = (struct mbr_spool){0};
    return &replay->source;
}

struct mbr_spool *mbr_source_replayed(struct mbr_source *replay)
{
    return &((struct replay *)replay)->spool;
}
