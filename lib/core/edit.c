#include "mbr/edit.h"

#include <stdlib.h>

/* A stretch of the line that is replaced: from, to, and by what. `before`: a new field goes before
   the one that begins there, as that is taken out itself. */
struct cut {
    const char *from, *to;
    const struct mbr_edit *edit;
    bool before;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *value_end(const struct mbr_json *value)
{
    return value->raw.p + value->raw.n;
}

static bool comes_before(const struct cut *x, const struct cut *y)
{
    if (x->from != y->from)
        return x->from < y->from;
    if (x->before != y->before)
        return x->before;
    return x->edit < y->edit;
}

/* By insertion: they are few, in every line, and mostly in order. */
static void sort_cuts(struct cut *cuts, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct cut cut = cuts[i];
        size_t place = i;
        for (; place > 0 && comes_before(&cut, &cuts[place - 1]); place--)
            cuts[place] = cuts[place - 1];
        cuts[place] = cut;
    }
}

static bool is_new(const struct mbr_edit *edit)
{
    return !edit->field || edit->field->kind == MBR_JSON_ABSENT;
}

static bool is_taken_out(const struct mbr_json *field, const struct mbr_edit *edits, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!is_new(&edits[i]) && !edits[i].value.p && edits[i].field->raw.p == field->raw.p)
            return true;
    return false;
}

static struct cut cut_of(const struct mbr_edit *edit, const struct mbr_edit *edits, size_t count,
                         const char *brace)
{
    if (!is_new(edit)) {
        const char *from = edit->value.p ? edit->field->raw.p : edit->field->key;
        return (struct cut){from, value_end(edit->field), edit, false};
    }
    bool before = edit->after && is_taken_out(edit->after, edits, count);
    const char *place = before ? edit->after->key : edit->after ? value_end(edit->after) : brace;
    return (struct cut){place, place, edit, before};
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

static void put_new(struct mbr_buf *buf, size_t from, const struct cut *cut)
{
    if (!cut->before && !is_empty_so_far(buf, from))
        mbr_put_char(buf, ',');
    mbr_put_string(buf, mbr_span(cut->edit->name));
    mbr_put_char(buf, ':');
    mbr_put_span(buf, cut->edit->value);
    if (cut->before)
        mbr_put_char(buf, ',');
}

/* Puts the line from p up to the cut, and what takes the cut's place; returns where the line goes
   on. A cut within one that is done already says nothing new. */
static const char *put_cut(struct mbr_buf *buf, size_t from, const char *p, const struct cut *cut)
{
    const struct mbr_edit *edit = cut->edit;
    if (cut->from < p || (is_new(edit) && !edit->value.p))
        return p;
    mbr_put(buf, p, (size_t)(cut->from - p));
    if (is_new(edit))
        put_new(buf, from, cut);
    else if (edit->value.p)
        mbr_put_span(buf, edit->value);
    else
        return take_out(buf, cut->to);
    return cut->to;
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
        cuts[i] = cut_of(&edits[i], edits, count, brace);
    sort_cuts(cuts, count);
    for (size_t i = 0; i < count; i++)
        p = put_cut(buf, from, p, &cuts[i]);
    mbr_put(buf, p, (size_t)(line.p + line.n - p));
}
