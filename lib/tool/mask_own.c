/* The member's own id within what is made up of it. */

#include "mask_own.h"

#include <stdlib.h>
#include <strings.h>

#include "mask_value.h"

void mbr_mask_own_free(struct mask_own *own)
{
    mbr_buf_free(&own->names);
    mbr_buf_free(&own->scratch);
    free(own->end);
    *own = (struct mask_own){0};
}

static void add(struct mask_own *own, struct mbr_span name)
{
    if (name.n == 0)
        return;
    mbr_put_span(&own->names, name);
    own->end = mbr_grow(own->end, &own->cap, own->count + 1, sizeof *own->end);
    own->end[own->count++] = own->names.n;
}

void mbr_mask_own_read(struct mask_own *own, struct mbr_span member, const struct mbr_json *was)
{
    struct mbr_json one;
    own->names.n = own->count = 0;
    add(own, member);
    if (was->kind == MBR_JSON_STRING)
        add(own, mbr_mask_text(was, &own->scratch));
    if (was->kind != MBR_JSON_ARRAY)
        return;
    struct mbr_json_walk walk = mbr_json_walk(was);
    while (mbr_json_next(&walk, &one))
        if (one.kind == MBR_JSON_STRING)
            add(own, mbr_mask_text(&one, &own->scratch));
}

static struct mbr_span plain(struct mask_own *own, struct mbr_span part)
{
    if (part.n == 0 || !memchr(part.p, '%', part.n))
        return part;
    own->scratch.n = 0;
    for (size_t i = 0; i < part.n; i++) {
        bool slash = part.n - i >= 3 && memcmp(part.p + i, "%2F", 3) == 0;
        bool percent = part.n - i >= 3 && memcmp(part.p + i, "%25", 3) == 0;
        mbr_put_char(&own->scratch, slash ? '/' : part.p[i]);
        i += slash || percent ? 2 : 0;
    }
    return mbr_buf_span(&own->scratch);
}

static bool is_same(struct mbr_span a, struct mbr_span b)
{
    return a.n && a.n == b.n && strncasecmp(a.p, b.p, a.n) == 0;
}

static struct mbr_span behind_colon(struct mbr_span text)
{
    const char *colon = text.n ? memchr(text.p, ':', text.n) : NULL;
    size_t skipped = colon ? (size_t)(colon - text.p) + 1 : text.n;
    return (struct mbr_span){text.p + skipped, text.n - skipped};
}

struct mbr_span mbr_mask_own_find(struct mask_own *own, struct mbr_span part)
{
    struct mbr_span is = plain(own, part);
    for (size_t i = 0; i < own->count; i++) {
        size_t from = i ? own->end[i - 1] : 0;
        struct mbr_span name = {own->names.p + from, own->end[i] - from};
        if (is_same(is, name) || is_same(is, behind_colon(name)))
            return name;
    }
    return (struct mbr_span){NULL, 0};
}

bool mbr_mask_part(struct mbr_span text, size_t *at, struct mbr_span *part)
{
    if (*at > text.n)
        return false;
    const char *from = text.p + *at, *slash = memchr(from, '/', text.n - *at);
    *part = (struct mbr_span){from, slash ? (size_t)(slash - from) : text.n - *at};
    *at += part->n + 1;
    return true;
}

void mbr_mask_put_part(struct mbr_buf *to, struct mbr_span name)
{
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] == '/' || name.p[i] == '%')
            mbr_put_text(to, name.p[i] == '/' ? "%2F" : "%25");
        else
            mbr_put_char(to, name.p[i]);
    }
}
