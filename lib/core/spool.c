#include "mbr/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define IN_MEMORY ((size_t)64 << 20)

const char *mbr_spool_dir(void)
{
    const char *dir = getenv("TMPDIR");
    return dir && *dir ? dir : "/tmp";
}

static int fail(struct mbr_err *err)
{
    return mbr_err_set(err, "temporary file in %s: %s", mbr_spool_dir(), strerror(errno));
}

int mbr_spool_file(struct mbr_err *err)
{
    const char *dir = mbr_spool_dir();
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    struct mbr_buf path = {0};
    mbr_put_format(&path, "%s/mbr-XXXXXX", dir);
    mbr_put_char(&path, '\0');
    fd = mkostemp(path.p, O_CLOEXEC);
    if (fd >= 0)
        unlink(path.p);
    else
        mbr_err_set(err, "%s: no temporary file: %s", dir, strerror(errno));
    mbr_buf_free(&path);
    return fd;
}

static int write_all(int fd, struct mbr_span bytes)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        bytes.p += n;
        bytes.n -= (size_t)n;
    }
    return 0;
}

int mbr_spool_add(struct mbr_spool *spool, struct mbr_span bytes, struct mbr_err *err)
{
    if (!spool->file && spool->memory.n + bytes.n > IN_MEMORY) {
        int fd = mbr_spool_file(err);
        if (fd < 0)
            return -1;
        spool->file = fd + 1;
    }
    if (!spool->file)
        mbr_put_span(&spool->memory, bytes);
    else if (write_all(spool->file - 1, bytes) < 0)
        return fail(err);
    spool->size += bytes.n;
    return 0;
}

int64_t mbr_spool_read(struct mbr_spool *spool, uint64_t offset, char *to, size_t size,
                       struct mbr_err *err)
{
    if (offset < spool->memory.n) {
        size_t left = spool->memory.n - (size_t)offset;
        size_t n = size < left ? size : left;
        memcpy(to, spool->memory.p + offset, n);
        return (int64_t)n;
    }
    if (!spool->file)
        return 0;
    ssize_t n;
    do
        n = pread(spool->file - 1, to, size, (off_t)(offset - spool->memory.n));
    while (n < 0 && errno == EINTR);
    return n >= 0 ? n : fail(err);
}

void mbr_spool_free(struct mbr_spool *spool)
{
    mbr_buf_free(&spool->memory);
    if (spool->file)
        close(spool->file - 1);
    *spool = (struct mbr_spool){0};
}
