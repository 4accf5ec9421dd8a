#include "mbr/out.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mbr/number.h"

#define FLUSH_AT ((size_t)256 << 10)
#define PIPE_SIZE (1 << 20)

static bool is_special(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

/* The open file that a name such as /dev/stdout or /proc/self/fd/3 stands for; -1 for none. Opened
   by its name it would be written from its beginning. */
static int open_file_of(const char *path)
{
    static const char *const roots[] = {"/dev/fd/", "/proc/self/fd/"};
    int64_t fd;
    if (strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0)
        return STDERR_FILENO;
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        size_t n = strlen(roots[i]);
        if (strncmp(path, roots[i], n) == 0 && mbr_int_parse(mbr_span(path + n), &fd) == 0 &&
            fd >= 0 && fd <= INT_MAX)
            return (int)fd;
    }
    return -1;
}

/* Where a link leads, so that the file it names is written and not the link replaced. */
static char *resolve(const char *path)
{
    char target[PATH_MAX];
    char *found = realpath(path, NULL);
    if (found)
        return found;
    ssize_t n = readlink(path, target, sizeof target - 1);
    if (n < 0)
        return mbr_strdup(path);
    target[n] = '\0';
    const char *slash = *target == '/' ? NULL : strrchr(path, '/');
    struct mbr_buf whole = {0};
    if (slash)
        mbr_put(&whole, path, (size_t)(slash - path) + 1);
    mbr_put(&whole, target, (size_t)n + 1);
    return whole.p;
}

/* A file that is replaced keeps its mode. */
static void keep_mode(int fd, const char *path)
{
    struct stat st;
    if (stat(path, &st) == 0)
        (void)fchmod(fd, st.st_mode & 07777);
}

/* In the folder of the file to be, so that it can be linked there. */
static int open_nameless(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *dir = slash ? mbr_memdup(path, (size_t)(slash - path) + 1) : mbr_strdup(".");
    int fd = open(dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
    free(dir);
    return fd;
}

static char *part_name(const char *path)
{
    struct mbr_buf name = {0};
    mbr_put_format(&name, "%s.%ld.part", path, (long)getpid());
    mbr_put_char(&name, '\0');
    return name.p;
}

int mbr_out_open(struct mbr_out *out, const char *path, struct mbr_err *err)
{
    *out = (struct mbr_out){.fd = STDOUT_FILENO, .name = "standard output"};
    if (!path || strcmp(path, "-") == 0) {
        (void)fcntl(out->fd, F_SETPIPE_SZ, PIPE_SIZE);
        return 0;
    }
    out->name = path;
    int open_file = open_file_of(path);
    if (open_file >= 0) {
        out->fd = dup(open_file);
    } else if (is_special(path)) {
        out->fd = open(path, O_WRONLY | O_CLOEXEC);
    } else {
        out->path = resolve(path);
        out->fd = open_nameless(out->path);
        if (out->fd < 0) { /* a file system without O_TMPFILE */
            out->part = part_name(out->path);
            out->fd = open(out->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        }
        if (out->fd >= 0)
            keep_mode(out->fd, out->path);
    }
    if (out->fd < 0) {
        mbr_err_set(err, "%s: %s", path, strerror(errno));
        free(out->part);
        free(out->path);
        *out = (struct mbr_out){.fd = -1};
        return -1;
    }
    return 0;
}

static int write_all(struct mbr_out *out, struct mbr_span bytes, struct mbr_err *err)
{
    size_t done = 0;
    while (done < bytes.n && !out->broken) {
        ssize_t n = write(out->fd, bytes.p + done, bytes.n - done);
        if (n >= 0)
            done += (size_t)n;
        else if (errno != EINTR)
            out->broken = true;
    }
    out->written += done;
    return out->broken ? mbr_err_set(err, "%s: %s", out->name, strerror(errno)) : 0;
}

int mbr_out_flush(struct mbr_out *out, struct mbr_err *err)
{
    int failed = write_all(out, mbr_buf_span(&out->buf), err);
    out->buf.n = out->whole = 0;
    return failed;
}

int mbr_out_write(struct mbr_out *out, struct mbr_span records, struct mbr_err *err)
{
    return mbr_out_flush(out, err) < 0 ? -1 : write_all(out, records, err);
}

int mbr_out_end(struct mbr_out *out, struct mbr_err *err)
{
    mbr_put_char(&out->buf, '\n');
    out->whole = out->buf.n;
    return out->buf.n >= FLUSH_AT ? mbr_out_flush(out, err) : 0;
}

void mbr_out_unput(struct mbr_out *out)
{
    out->buf.n = out->whole;
}

/* Linking cannot replace a file, renaming can: so link under the part's name, then rename. */
static int appear(struct mbr_out *out)
{
    if (!out->part) {
        char self[64];
        snprintf(self, sizeof self, "/proc/self/fd/%d", out->fd);
        out->part = part_name(out->path);
        if (linkat(AT_FDCWD, self, AT_FDCWD, out->part, AT_SYMLINK_FOLLOW) < 0)
            return -1;
    }
    if (rename(out->part, out->path) == 0)
        return 0;
    int why = errno;
    unlink(out->part);
    errno = why;
    return -1;
}

static void release(struct mbr_out *out)
{
    mbr_buf_free(&out->buf);
    free(out->part);
    free(out->path);
    *out = (struct mbr_out){.fd = -1};
}

/* Standard output stays open, since more than one document may go there; closing a copy of it tells
   as well whether everything has arrived. */
int mbr_out_close(struct mbr_out *out, struct mbr_err *err)
{
    if (out->fd < 0)
        return 0;
    if (mbr_out_flush(out, err) < 0) {
        mbr_out_discard(out);
        return -1;
    }
    int failed = out->path ? appear(out) : 0;
    failed |= close(out->fd == STDOUT_FILENO ? dup(out->fd) : out->fd);
    if (failed)
        mbr_err_set(err, "%s: %s", out->name, strerror(errno));
    release(out);
    return failed ? -1 : 0;
}

void mbr_out_discard(struct mbr_out *out)
{
    if (out->fd < 0)
        return;
    if (out->path && out->part)
        unlink(out->part);
    if (out->fd > STDERR_FILENO)
        close(out->fd);
    release(out);
}
