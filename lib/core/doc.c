#include "mbr/doc.h"

#include <errno.h>
#include <stdio.h>

#include "mbr/near.h"

#define LARGEST ((size_t)1 << 30)
#define BLOCK 65536

/* Not fseek and one read: a document may come through a pipe, as <(…) gives one. */
static int read_all(FILE *file, const char *path, struct mbr_buf *text, struct mbr_err *err)
{
    for (;;) {
        size_t n = fread(mbr_buf_room(text, BLOCK), 1, BLOCK, file);
        text->n += n;
        if (text->n > LARGEST)
            return mbr_err_set(err, "%s: larger than 1 GiB", path);
        if (n == 0)
            return ferror(file) ? mbr_err_set(err, "%s: %s", path, strerror(errno)) : 0;
    }
}

int mbr_doc_read(const char *path, struct mbr_buf *text, struct mbr_err *err)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return mbr_err_set(err, "%s: %s", path, strerror(errno));
    int failed = read_all(file, path, text, err);
    fclose(file);
    return failed;
}

json_t *mbr_doc_load(const char *path, struct mbr_err *err)
{
    struct mbr_buf text = {0};
    json_t *doc = NULL;
    if (mbr_doc_read(path, &text, err) == 0)
        doc = mbr_doc_parse(path, mbr_buf_span(&text), err);
    mbr_buf_free(&text);
    return doc;
}

/* jansson quotes what stands there, line breaks and all; an error is one line. */
static void flatten(char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            *text = ' ';
    }
}

json_t *mbr_doc_parse(const char *name, struct mbr_span text, struct mbr_err *err)
{
    json_error_t error;
    if (text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0) {
        text.p += 3;
        text.n -= 3;
    }
    json_t *doc = json_loadb(text.n ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &error);
    if (!doc) {
        bool cut = json_error_code(&error) == json_error_premature_end_of_input;
        flatten(error.text);
        mbr_err_set(err, "%s:%d:%d: %s", name, error.line, error.column > 0 ? error.column : 1,
                    cut ? "the document ends too early" : error.text);
    } else if (!json_is_object(doc)) {
        mbr_err_set(err, "%s:1:1: not a JSON object", name);
        json_decref(doc);
        doc = NULL;
    }
    return doc;
}

int mbr_doc_check(const json_t *doc, const char *name, const char *tool, int known,
                  struct mbr_err *err)
{
    const json_t *version = json_object_get(doc, "version");
    if (!version)
        return mbr_err_set(err, "%s: version: missing", name);
    if (!json_is_integer(version) || json_integer_value(version) < 1)
        return mbr_err_set(err, "%s: version: not a whole number from 1", name);
    if (json_integer_value(version) > known)
        return mbr_err_set(err,
                           "%s: version: newer than this program knows (%d): %" JSON_INTEGER_FORMAT,
                           name, known, json_integer_value(version));
    if (!tool)
        return 0;
    const char *maker = json_string_value(json_object_get(doc, "tool"));
    if (!maker)
        return mbr_err_set(err, "%s: tool: missing", name);
    if (strcmp(maker, tool) == 0)
        return 0;
    mbr_err_value(err, "tool", "another tool's document", mbr_span(maker));
    return mbr_err_within(err, name);
}

int mbr_doc_keys(const json_t *object, const char *where, const char *const *known,
                 struct mbr_err *err)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        const char *const *at = known;
        while (*at && strcmp(*at, key) != 0)
            at++;
        if (*at)
            continue;
        mbr_err_value(err, where, "no such field", mbr_span(key));
        const char *near = mbr_near(key, known);
        size_t n = strlen(err->text);
        if (near)
            snprintf(err->text + n, sizeof err->text - n, "; did you mean %s?", near);
        return -1;
    }
    return 0;
}
