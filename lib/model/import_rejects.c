#include "import_rejects.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "mbr/json.h"
#include "mbr/number.h"

#define SAID 5 /* of the rows that --skip-bad passes over */

/* "20" or "0.5%". */
static int read_bound(struct mbr_import_rejects *rejects, const char *text)
{
    int64_t most;
    size_t n = strlen(text);
    rejects->most = UINT64_MAX;
    rejects->share = -1;
    if (n && text[n - 1] == '%') {
        double percent;
        if (mbr_double_parse((struct mbr_span){text, n - 1}, &percent) < 0 || percent < 0 ||
            percent > 100)
            return -1;
        rejects->share = percent / 100;
        return 0;
    }
    if (mbr_int_parse((struct mbr_span){text, n}, &most) < 0 || most < 0)
        return -1;
    rejects->most = (uint64_t)most;
    return 0;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Whether both names are of one file, be it there or not: then its folder is. */
static bool is_same_path(const char *a, const char *b)
{
    const char *paths[] = {a, b}, *name[2];
    struct stat folder[2];
    for (size_t i = 0; i < 2; i++) {
        const char *slash = strrchr(paths[i], '/');
        char *path = slash ? mbr_memdup(paths[i], (size_t)(slash - paths[i]) + 1) : mbr_strdup(".");
        int status = stat(path, &folder[i]);
        free(path);
        if (status < 0)
            return false;
        name[i] = slash ? slash + 1 : paths[i];
    }
    return strcmp(name[0], name[1]) == 0 && is_same(&folder[0], &folder[1]);
}

/* Whether the rejects would take the place of what is written. The output may have no name of its
   own, where the shell has opened it. */
static bool is_output(const struct mbr_out *rejects, const struct mbr_out *out)
{
    struct stat a, b;
    if (!rejects->path)
        return false;
    if (out->path)
        return is_same_path(rejects->path, out->path);
    return stat(rejects->path, &a) == 0 && fstat(out->fd, &b) == 0 && is_same(&a, &b);
}

/* Rows as they came have all that the import leaves out. A file that is replaced keeps its mode. */
static void keep_to_owner(const struct mbr_out *out)
{
    struct stat st;
    if (out->path && stat(out->path, &st) < 0)
        (void)fchmod(out->fd, S_IRUSR | S_IWUSR);
}

int mbr_import_rejects_open(struct mbr_import_rejects *rejects, struct mbr_run *run,
                            const struct mbr_import_options *options)
{
    *rejects = (struct mbr_import_rejects){.out.fd = -1, .most = UINT64_MAX, .share = -1};
    if (options->max_rejects) {
        if (read_bound(rejects, options->max_rejects) < 0)
            return mbr_misuse(run, "--max-rejects: neither a count nor a percentage: %s",
                              options->max_rejects);
        run->skip_bad = true;
    }
    rejects->name_file = run->operands > 1;
    if (!options->rejects)
        return 0;
    if (options->sniff)
        return mbr_misuse(run, "--sniff only shows: there are no --rejects");
    if (mbr_refuse_input(run, "rejects", options->rejects) < 0)
        return -1;
    rejects->to_file = true;
    if (mbr_out_open(&rejects->out, options->rejects, &run->err) < 0) {
        run->located = true;
        return -1;
    }
    if (!is_output(&rejects->out, &run->out)) {
        keep_to_owner(&rejects->out);
        return 0;
    }
    mbr_out_discard(&rejects->out);
    return mbr_misuse(run, "--rejects: %s is the output as well", options->rejects);
}

/* JSON is UTF-8: what is not in the row becomes U+FFFD, a sign for each byte. In decoded text 0xff
   stands before such a byte, and is none itself. */
static void put_raw(struct mbr_buf *buf, struct mbr_span raw, bool decoded)
{
    struct mbr_buf text = {0};
    if (mbr_utf8_valid(raw.p, raw.n)) {
        mbr_put_string(buf, raw);
        return;
    }
    for (size_t i = 0; i < raw.n;) {
        size_t n = 1;
        while (n <= 4 && i + n <= raw.n && !mbr_utf8_valid(raw.p + i, n))
            n++;
        bool valid = n <= 4 && i + n <= raw.n;
        if (valid)
            mbr_put(&text, raw.p + i, n);
        else
            mbr_put_text(&text, "\xef\xbf\xbd");
        bool marked = decoded && raw.p[i] == '\xff';
        i += valid ? n : marked ? 2 : 1;
    }
    mbr_put_string(buf, mbr_buf_span(&text));
    mbr_buf_free(&text);
}

static const char *name_of(const struct mbr_import_rejects *rejects, const struct mbr_run *run)
{
    return rejects->file ? rejects->file : mbr_in_name(run->in);
}

static int write_reject(struct mbr_import_rejects *rejects, struct mbr_run *run, uint64_t line,
                        const struct mbr_import_flaw *flaw, struct mbr_span raw)
{
    struct mbr_buf *buf = &rejects->out.buf;
    mbr_put_char(buf, '{');
    if (rejects->name_file || mbr_in_text(run->in)->sheet) {
        mbr_put_key(buf, "file");
        put_raw(buf, mbr_span(name_of(rejects, run)), false);
    }
    mbr_put_key(buf, "line");
    mbr_put_int(buf, (int64_t)line);
    if (flaw->column) {
        mbr_put_key(buf, "column");
        put_raw(buf, mbr_span(flaw->column), false);
    }
    mbr_put_key(buf, "reason");
    mbr_put_string(buf, mbr_span(flaw->what));
    mbr_put_key(buf, "raw");
    put_raw(buf, raw, mbr_in_text(run->in)->decoded);
    mbr_put_char(buf, '}');
    if (mbr_out_end(&rejects->out, &run->err) == 0)
        return 0;
    run->located = true;
    return -1;
}

static void count_reason(struct mbr_import_rejects *rejects, const struct mbr_import_flaw *flaw)
{
    struct mbr_buf reason = {0};
    bool added;
    mbr_put_format(&reason, "%s%s%s", flaw->column ? flaw->column : "", flaw->column ? ": " : "",
                   flaw->kind ? flaw->kind : flaw->what);
    uint32_t number = mbr_map_put(&rejects->reasons, mbr_buf_span(&reason), &added);
    rejects->count =
        mbr_grow(rejects->count, &rejects->cap, (size_t)number + 1, sizeof *rejects->count);
    rejects->count[number] = added ? 1 : rejects->count[number] + 1;
    rejects->total++;
    mbr_buf_free(&reason);
}

/* A row that has been read long ago has a place of its own. */
static int stop_there(const struct mbr_import_rejects *rejects, struct mbr_run *run, uint64_t line)
{
    if (!rejects->file)
        return -1;
    return mbr_fail(run, "%s:%llu: %s", rejects->file, (unsigned long long)line, run->err.text);
}

/* Ends the import; what can be done about it is said too. */
static int stop(struct mbr_run *run, const struct mbr_import_flaw *flaw)
{
    run->hint = flaw->bytes ? "--rejects FILE sets bad rows aside, --skip-bad passes over them, "
                              "--encoding NAME reads another encoding"
                            : "--rejects FILE sets bad rows aside, --skip-bad passes over them";
    return mbr_import_flaw_err(flaw, &run->err);
}

static void say_row(const struct mbr_import_rejects *rejects, struct mbr_run *run, uint64_t line,
                    const struct mbr_import_flaw *flaw)
{
    if (rejects->total > SAID)
        return;
    mbr_import_flaw_err(flaw, &run->err);
    mbr_warn(run, "%s:%llu: %s", name_of(rejects, run), (unsigned long long)line, run->err.text);
}

int mbr_import_reject(struct mbr_import_rejects *rejects, struct mbr_run *run, uint64_t line,
                      const struct mbr_import_flaw *flaw, struct mbr_span raw)
{
    mbr_in_set_number(run->in, line);
    if (!rejects->to_file && !run->skip_bad) {
        stop(run, flaw);
        return stop_there(rejects, run, line);
    }
    count_reason(rejects, flaw);
    if (!rejects->to_file)
        say_row(rejects, run, line, flaw);
    else if (write_reject(rejects, run, line, flaw, raw) < 0)
        return -1;
    if (rejects->total <= rejects->most)
        return 0;
    return mbr_fail(run, "more than %llu reject%s (see --max-rejects)",
                    (unsigned long long)rejects->most, rejects->most == 1 ? "" : "s");
}

int mbr_import_rejects_close(struct mbr_import_rejects *rejects, struct mbr_run *run, bool done)
{
    struct mbr_err err;
    int status = mbr_out_close(&rejects->out, &err);
    if (status < 0 && done)
        mbr_fail(run, "%s", err.text);
    mbr_map_free(&rejects->reasons);
    free(rejects->count);
    rejects->count = NULL;
    return status;
}

int mbr_import_rejects_report(const struct mbr_import_rejects *rejects, struct mbr_run *run,
                              uint64_t rows)
{
    struct mbr_buf text = {0};
    int status = 0;
    for (uint32_t i = 0; i < rejects->reasons.count; i++) {
        text.n = 0;
        mbr_put_count(&text, rejects->count[i], "reject");
        mbr_put_text(&text, ": ");
        mbr_put_span(&text, mbr_map_key(&rejects->reasons, i));
        mbr_warn(run, "%.*s", (int)text.n, text.p);
    }
    if (rejects->share >= 0 && (double)rejects->total > rejects->share * (double)rows) {
        text.n = 0;
        mbr_put_count(&text, rejects->total, "reject");
        mbr_put_text(&text, " in ");
        mbr_put_count(&text, rows, "row");
        status = mbr_fail(run, "%.*s: too many (see --max-rejects)", (int)text.n, text.p);
    }
    mbr_buf_free(&text);
    return status;
}
