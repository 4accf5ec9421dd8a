#ifndef FOLD_TEXT_H
#define FOLD_TEXT_H

/* Text in, text out: the fold as mbr-profile does it, for the tests. */

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "mbr/fold.h"

static struct mbr_err fold_err; /* why a fold failed */

static int fold_lines(struct mbr_run *run, struct mbr_fold *fold)
{
    struct mbr_stream stream;
    if (mbr_stream_open(&stream, run, mbr_field_paths, MBR_FIELDS, true) < 0)
        return -1;
    int failed = mbr_fold_read(fold, &stream);
    mbr_stream_close(&stream);
    return failed;
}

static int fold_write(struct mbr_run *run, struct mbr_fold *fold)
{
    if (mbr_fold_finish(fold, run) < 0 || mbr_fold_write_items(fold, run) < 0)
        return -1;
    if (mbr_fold_write_members(fold, NULL, run) < 0)
        return -1;
    return mbr_fold_write_anonymous(fold, run);
}

/* What the text folds to, as a string that the caller frees; NULL when it fails (see fold_err). By
   one thread, unless the options say more. */
static inline char *fold_text_with(struct mbr_span text, const struct mbr_fold_options *options,
                                   bool skip_bad)
{
    static const struct mbr_tool tool = {.name = "fold"};
    char name[32], *names[] = {name};
    int from = memfd_create("from", 0), to = memfd_create("to", 0);
    if (write(from, text.p, text.n) != (ssize_t)text.n)
        abort();
    snprintf(name, sizeof name, "/proc/self/fd/%d", from);
    struct mbr_run run = {.tool = &tool, .quiet = true, .skip_bad = skip_bad, .out = {.fd = to}};
    run.bad = 100; /* so many that no more are said */
    run.in = mbr_in_new(names, 1, (size_t)1 << 20);
    struct mbr_fold_options with_jobs = *options;
    with_jobs.jobs = options->jobs ? options->jobs : 1;
    struct mbr_fold *fold = mbr_fold_new(&with_jobs);
    int failed = fold_lines(&run, fold) != 0 || fold_write(&run, fold) < 0 ||
                 mbr_out_flush(&run.out, &run.err) < 0;
    fold_err = run.err;
    size_t n = (size_t)lseek(to, 0, SEEK_CUR);
    char *out = mbr_alloc(n + 1);
    if (pread(to, out, n, 0) != (ssize_t)n)
        abort();
    out[n] = '\0';
    mbr_fold_free(fold);
    mbr_in_free(run.in);
    mbr_buf_free(&run.out.buf);
    mbr_buf_free(&run.travelled);
    close(from);
    close(to);
    if (!failed)
        return out;
    free(out);
    return NULL;
}

static inline char *fold_text(struct mbr_span text, const struct mbr_fold_options *options)
{
    return fold_text_with(text, options, false);
}

#endif
