#include "mbr/doc.h"
#include "tag_rules.h"

/* What is walked over later has to be sound for our own scanner too; it differs on NUL bytes. */
static int scan(const struct tag_file *file, struct mbr_err *err)
{
    struct mbr_ask *ask = mbr_ask_new(NULL, 0, false, err);
    int failed = mbr_ask_scan(ask, file->text, err);
    mbr_ask_free(ask);
    return failed ? mbr_err_within(err, file->name) : 0;
}

/* On one line, with a type and without rules. */
static bool is_stream(struct mbr_span text)
{
    static const char *const paths[] = {"type", "rules"};
    struct mbr_err err;
    const char *end = memchr(text.p, '\n', text.n);
    struct mbr_ask *ask = mbr_ask_new(paths, 2, false, &err);
    if (end)
        text.n = (size_t)(end - text.p);
    bool is = mbr_ask_scan(ask, text, &err) == 0 && ask->slot[0].kind == MBR_JSON_STRING &&
              ask->slot[1].kind == MBR_JSON_ABSENT;
    mbr_ask_free(ask);
    return is;
}

int mbr_tag_file_read(struct tag_file *file, const char *name, struct mbr_err *err)
{
    file->name = name;
    if (mbr_doc_read(strcmp(name, "-") == 0 ? "/dev/stdin" : name, &file->bytes, err) < 0)
        return -1;
    file->text = mbr_buf_span(&file->bytes);
    if (file->text.n >= 3 && memcmp(file->text.p, "\xef\xbb\xbf", 3) == 0) {
        file->text.p += 3;
        file->text.n -= 3;
    }
    if (file->text.n && is_stream(file->text))
        return mbr_err_set(err, "%s:1:1: a stream, not a file of rules", name);
    json_t *doc = mbr_doc_parse(name, file->text, err);
    json_decref(doc);
    return doc ? scan(file, err) : -1;
}

void mbr_tag_file_free(struct tag_file *file)
{
    mbr_buf_free(&file->bytes);
}

static void say_place(const struct tag_file *file, const char *at, struct mbr_err *err,
                      const char *format, va_list args)
{
    struct mbr_err why;
    size_t line = 1, column = 1;
    for (const char *p = file->text.p; p < at; p++) {
        bool ends = *p == '\n';
        line += ends;
        column = ends ? 1 : column + ((*p & 0xc0) != 0x80);
    }
    mbr_err_list(&why, format, args);
    mbr_err_set(err, "%s:%zu:%zu: %s", file->name, line, column, why.text);
}

int mbr_tag_refuse(const struct tag_file *file, struct mbr_run *run, const char *at,
                   const char *format, ...)
{
    struct mbr_err why;
    va_list args;
    va_start(args, format);
    say_place(file, at, &why, format, args);
    va_end(args);
    return mbr_fail(run, "%s", why.text);
}

void mbr_tag_note(const struct tag_file *file, const struct mbr_run *run, const char *at,
                  const char *format, ...)
{
    struct mbr_err what;
    va_list args;
    va_start(args, format);
    say_place(file, at, &what, format, args);
    va_end(args);
    mbr_note(run, "%s", what.text);
}

static unsigned unit_at(const char *p)
{
    unsigned unit = 0;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        unsigned digit = c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a') + 10;
        unit = unit << 4 | digit;
    }
    return unit;
}

/* How many bytes an escape is, and how many it stands for: \uD83D\uDE00 is one character. */
static size_t escape_at(const char *p, size_t *bytes)
{
    *bytes = 1;
    if (p[1] != 'u')
        return 2;
    unsigned unit = unit_at(p + 2);
    bool is_pair = unit >= 0xd800 && unit < 0xdc00;
    *bytes = is_pair ? 4 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
    return is_pair ? 12 : 6;
}

const char *mbr_tag_place(const struct mbr_json *value, size_t byte)
{
    const char *p = value->raw.p, *end = p + value->raw.n;
    if (value->kind != MBR_JSON_STRING)
        return byte < value->raw.n ? p + byte : end;
    p++;
    end--;
    while (p < end && byte) {
        size_t bytes = 1, n = *p == '\\' ? escape_at(p, &bytes) : 1;
        if (bytes > byte)
            break;
        p += n;
        byte -= bytes;
    }
    return p;
}
