#include "in_source.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIPE_SIZE (1 << 20)

bool mbr_in_is_stdin(const struct mbr_in *in, size_t i)
{
    return strcmp(in->files[i], "-") == 0;
}

void mbr_in_close(struct mbr_in *in)
{
    mbr_in_book_close(in);
    mbr_source_free(in->top);
    in->top = NULL;
    if (in->fd > STDIN_FILENO)
        close(in->fd);
    in->fd = -1;
}

/* The bytes of the current file as they are: they are counted, and kept where they are needed
 * again.
 */
int64_t mbr_in_read_raw(struct mbr_source *raw, char *to, size_t size, struct mbr_err *err)
{
    struct mbr_in *in = ((struct mbr_in_raw *)raw)->in;
    struct mbr_in_source *source = &in->sources[in->current];
    if (in->again && source->spooled) {
        uint64_t left = source->to - (uint64_t)source->offset;
        if (size > left)
            size = (size_t)left;
        int64_t n = size ? mbr_spool_read(&in->spool, (uint64_t)source->offset, to, size, err) : 0;
        source->offset += n > 0 ? n : 0;
        in->read += n > 0 ? (uint64_t)n : 0;
        return n;
    }
    ssize_t n;
    do
        n = read(in->fd, to, size);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return mbr_err_set(err, "%s", strerror(errno));
    in->read += (uint64_t)n;
    if (source->spooled) {
        if (mbr_spool_add(&in->spool, (struct mbr_span){to, (size_t)n}, err) < 0)
            return -1;
        source->to = in->spool.size;
    }
    return n;
}

static int fail(const struct mbr_in *in, struct mbr_err *err, const char *what)
{
    return mbr_err_set(err, "%s: %s", mbr_in_name(in), what);
}

static int open_current(struct mbr_in *in, struct mbr_err *err)
{
    struct mbr_in_source *source = &in->sources[in->current];
    struct stat st;
    in->regular = false;
    if (in->again && source->spooled) {
        source->offset = (int64_t)source->from;
        return 0;
    }
    in->fd = mbr_in_is_stdin(in, in->current) ? STDIN_FILENO
                                              : open(in->files[in->current], O_RDONLY | O_CLOEXEC);
    if (in->fd < 0 || fstat(in->fd, &st) < 0)
        return fail(in, err, strerror(errno));
    in->regular = S_ISREG(st.st_mode);
    if (in->again) {
        if (in->fd == STDIN_FILENO && lseek(in->fd, source->offset, SEEK_SET) < 0)
            return fail(in, err, strerror(errno));
        return 0;
    }
    if (S_ISFIFO(st.st_mode))
        (void)fcntl(in->fd, F_SETPIPE_SZ, PIPE_SIZE);
    source->spooled = in->keep && !in->regular;
    source->from = source->to = in->spool.size;
    if (in->regular)
        source->offset = lseek(in->fd, 0, SEEK_CUR);
    return 0;
}

/* Looks at the first bytes, and puts the sources on top that are needed. For plain files they are
   none, and what has been read stays where it is. */
static int stack_sources(struct mbr_in *in, struct mbr_err *err)
{
    struct mbr_spool first = {0};
    in->top = &in->raw.source;
    do {
        if (mbr_in_more(in, err) < 0)
            return -1;
        in->packed = mbr_source_packed((struct mbr_span){in->buf, in->to});
    } while (in->packed == MBR_PACKED_MORE && !in->ended);
    bool packed = in->packed > MBR_PACKED_BOOK, book = in->packed == MBR_PACKED_BOOK;
    if (!packed && !in->decodes)
        return 0;
    if (mbr_spool_add(&first, (struct mbr_span){in->buf, in->to}, err) < 0)
        return mbr_err_within(err, mbr_in_name(in));
    in->top = mbr_source_replay(in->top, &first);
    if (packed)
        in->top = mbr_source_unpack(in->top, in->packed);
    if (in->decodes && !book)
        in->top = mbr_in_text_source(in, in->top);
    if (book && mbr_in_book_open(in, err) < 0)
        return mbr_err_within(err, in->files[in->current]);
    in->to = 0;
    in->ended = false;
    return 0;
}

static void begin_file(struct mbr_in *in)
{
    in->ended = in->skipping = false;
    in->from = in->to = 0;
    in->told = in->current;
    in->number = 0;
    in->begun = false;
    in->text = (struct mbr_in_text){.encoding = "UTF-8"};
}

static int next_sheet(struct mbr_in *in, struct mbr_err *err)
{
    begin_file(in);
    int got = mbr_in_book_next(in, err);
    return got < 0 ? mbr_err_within(err, mbr_in_name(in)) : got;
}

int mbr_in_open(struct mbr_in *in, struct mbr_err *err)
{
    int got = in->book.xlsx ? next_sheet(in, err) : 0;
    if (got)
        return got;
    mbr_in_close(in);
    size_t next = in->current == MBR_IN_NO_FILE ? 0 : in->current + 1;
    if (next >= in->count)
        return 0;
    in->current = next;
    begin_file(in);
    if (open_current(in, err) < 0 || stack_sources(in, err) < 0)
        return -1;
    return in->book.xlsx ? next_sheet(in, err) : 1;
}
