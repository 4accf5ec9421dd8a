#include "mbr/path.h"

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (c & 0x80);
}

/* Behind the key at s, or NULL. */
static const char *read_key(const char *s, struct mbr_buf *key)
{
    key->n = 0;
    if (*s != '\'') {
        while (is_name_byte(*s))
            mbr_put_char(key, *s++);
        return key->n ? s : NULL;
    }
    for (s++; *s; s++) {
        if (*s == '\'' && *++s != '\'')
            return s;
        mbr_put_char(key, *s);
    }
    return NULL;
}

int mbr_path_key(const char **path, struct mbr_buf *key)
{
    const char *end = read_key(*path, key);
    if (!end || (*end && *end != '.'))
        return -1;
    *path = end;
    return 0;
}

bool mbr_path_same(const char *a, const char *b)
{
    struct mbr_buf x = {0}, y = {0};
    bool same;
    do
        same = mbr_path_key(&a, &x) == 0 && mbr_path_key(&b, &y) == 0 &&
               mbr_span_equal(mbr_buf_span(&x), mbr_buf_span(&y)) && *a == *b;
    while (same && *a++ && *b++);
    mbr_buf_free(&x);
    mbr_buf_free(&y);
    return same;
}

bool mbr_path_begins(const char *path, const char *field)
{
    struct mbr_buf key = {0};
    bool begins = mbr_path_key(&path, &key) == 0 && mbr_span_is(mbr_buf_span(&key), field);
    mbr_buf_free(&key);
    return begins;
}
