#include "mbr/edit.h"

#include <stdlib.h>

/* A stretch of the line that is replaced: from, to, and by what. */
struct cut {
    const char *from, *to;
    const struct mbr_edit *edit;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *value_end(const struct mbr_json *value)
{
    return value->raw.p + value->raw.n;
}

static int compare_cuts(const void *a, const void *b)
{
    const struct cut *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->edit > y->edit) - (x->edit < y->edit);
}

static struct cut cut_of(const struct mbr_edit *edit, const char *brace)
{
    if (edit->field && edit->field->kind != MBR_JSON_ABSENT) {
        const char *from = edit->value.p ? edit->field->raw.p : edit->field->key;
        return (struct cut){from, value_end(edit->field), edit};
    }
    const char *place = edit->after ? value_end(edit->after) : brace;
    return (struct cut){place, place, edit};
}

/* A field goes with the comma behind it; the last of an object with the one before it. */
static const char *take_out(struct mbr_buf *buf, const char *p)
{
    while (is_blank(*p))
        p++;
    if (*p == ',')
        return p + 1;
    size_t n = buf->n;
    while (n && is_blank(buf->p[n - 1]))
        n--;
    if (n && buf->p[n - 1] == ',')
        buf->n = n - 1;
    return p;
}

static bool is_empty_so_far(const struct mbr_buf *buf, size_t from)
{
    size_t n = buf->n;
    while (n > from && is_blank(buf->p[n - 1]))
        n--;
    return buf->p[n - 1] == '{';
}

static void put_new(struct mbr_buf *buf, size_t from, const struct mbr_edit *edit)
{
    if (!is_empty_so_far(buf, from))
        mbr_put_char(buf, ',');
    mbr_put_string(buf, mbr_span(edit->name));
    mbr_put_char(buf, ':');
    mbr_put_span(buf, edit->value);
}

void mbr_edit(struct mbr_buf *buf, struct mbr_span line, const struct mbr_edit *edits, size_t count)
{
    struct cut cuts[MBR_EDITS];
    const char *p = line.p, *brace = line.p + line.n - 1;
    size_t from = buf->n;
    while (*brace != '}')
        brace--;
    if (count > MBR_EDITS)
        abort();
    for (size_t i = 0; i < count; i++)
        cuts[i] = cut_of(&edits[i], brace);
    qsort(cuts, count, sizeof *cuts, compare_cuts);
    for (size_t i = 0; i < count; i++) {
        const struct mbr_edit *edit = cuts[i].edit;
        bool is_new = !edit->field || edit->field->kind == MBR_JSON_ABSENT;
        if (is_new && !edit->value.p)
            continue;
        mbr_put(buf, p, (size_t)(cuts[i].from - p));
        p = cuts[i].to;
        if (is_new)
            put_new(buf, from, edit);
        else if (edit->value.p)
            mbr_put_span(buf, edit->value);
        else
            p = take_out(buf, p);
    }
    mbr_put(buf, p, (size_t)(line.p + line.n - p));
}
