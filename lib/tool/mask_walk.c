/* A line, which a scan has found valid, is gone through once from its first byte to its last,
   however deep it nests; what nobody touches is copied as it came. */

#include "mask_walk.h"

#include <stdlib.h>

/* An object or a list that is open. */
struct mask_frame {
    uint32_t field, before; /* the field it is the value of, the last one in it */
    size_t begin, open;     /* where its key, or it, and its bracket stand in what is put */
    bool is_list, in_refer, was_cut, goes_on;
};

struct line {
    struct mask_walk *walk;
    struct mbr_buf *out;
    const char *copied; /* up to here the line has been put */
    const char *p;
    size_t depth;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *skip_blank(const char *p)
{
    while (is_blank(*p))
        p++;
    return p;
}

static const char *string_end(const char *p, bool *plain)
{
    *plain = true;
    for (p++; *p != '"'; p++)
        if (*p == '\\') {
            *plain = false;
            p++;
        }
    return p + 1;
}

static const char *scalar_end(const char *p)
{
    while (*p > ' ' && *p != ',' && *p != ']' && *p != '}')
        p++;
    return p;
}

static const char *container_end(const char *p)
{
    size_t depth = 0;
    bool plain;
    do {
        if (*p == '"') {
            p = string_end(p, &plain);
            continue;
        }
        depth += *p == '{' || *p == '[';
        depth -= *p == '}' || *p == ']';
        p++;
    } while (depth);
    return p;
}

static enum mbr_json_kind kind_at(char c)
{
    switch (c) {
    case '"':
        return MBR_JSON_STRING;
    case '{':
        return MBR_JSON_OBJECT;
    case '[':
        return MBR_JSON_ARRAY;
    case 't':
        return MBR_JSON_TRUE;
    case 'f':
        return MBR_JSON_FALSE;
    case 'n':
        return MBR_JSON_NULL;
    default:
        return MBR_JSON_NUMBER;
    }
}

static const char *value_end(const char *p)
{
    bool plain;
    return *p == '"'                ? string_end(p, &plain)
           : *p == '{' || *p == '[' ? container_end(p)
                                    : scalar_end(p);
}

/* The string from p to its end. */
static bool is_string(struct mask_walk *walk, const char *p, const char *text)
{
    bool plain;
    struct mbr_span is;
    if (*p != '"')
        return false;
    struct mbr_span raw = {p, (size_t)(string_end(p, &plain) - p)};
    return mbr_json_key_text(raw, &walk->scratch, &is) == 0 && mbr_span_is(is, text);
}

/* Whether the object at p is an event of type refer; its type may stand anywhere in it. */
static bool is_refer(struct mask_walk *walk, const char *p)
{
    p = skip_blank(p + 1);
    while (*p == '"') {
        const char *value = skip_blank(skip_blank(value_end(p)) + 1);
        if (is_string(walk, p, "type"))
            return is_string(walk, value, "refer");
        p = skip_blank(value_end(value));
        p = skip_blank(p + (*p == ','));
    }
    return false;
}

static void copy_to(struct line *line, const char *to)
{
    mbr_put(line->out, line->copied, (size_t)(to - line->copied));
    line->copied = to;
}

/* What begins at `begin` in the output has not been put, or is taken back; the line goes on behind
   it. A field goes with the comma behind it, the last one with the comma before it. */
static void take_out(struct line *line, size_t begin, const char *end)
{
    struct mbr_buf *out = line->out;
    out->n = begin;
    line->p = skip_blank(end);
    if (*line->p == ',') {
        line->p++;
    } else {
        size_t n = begin;
        while (n && is_blank(out->p[n - 1]))
            n--;
        if (n && out->p[n - 1] == ',')
            out->n = n - 1;
    }
    line->copied = line->p;
}

static struct mask_frame *top(struct line *line)
{
    return &line->walk->frames[line->depth - 1];
}

static void open_container(struct line *line, const char *begin, uint32_t field, bool in_refer)
{
    struct mask_walk *walk = line->walk;
    walk->frames = mbr_grow(walk->frames, &walk->cap, line->depth + 1, sizeof *walk->frames);
    size_t put = line->out->n + (size_t)(begin - line->copied);
    walk->frames[line->depth++] = (struct mask_frame){.field = field,
                                                      .before = MASK_NONE,
                                                      .begin = put,
                                                      .open = put + (size_t)(line->p - begin),
                                                      .is_list = *line->p == '[',
                                                      .in_refer = in_refer};
    line->p++;
}

/* An object or list that has lost all it had goes too, unless it is the record. */
static void close_container(struct line *line)
{
    struct mask_frame frame = *top(line);
    line->p++;
    line->depth--;
    if (!frame.was_cut || line->depth == 0)
        return;
    copy_to(line, line->p);
    size_t n = line->out->n - 1;
    while (n && is_blank(line->out->p[n - 1]))
        n--;
    if (n != frame.open + 1)
        return;
    take_out(line, frame.begin, line->p);
    top(line)->was_cut = true;
}

static void take_value(struct line *line, const char *begin, uint32_t field,
                       const struct mbr_json *value)
{
    struct mask_walk *walk = line->walk;
    struct mask_frame *frame = top(line);
    struct mask_place place = {field, frame->in_refer, frame->is_list, !frame->goes_on};
    frame->goes_on = frame->is_list;
    walk->replaced.n = 0;
    int deed = walk->value(walk->self, &place, value, &walk->replaced);
    line->p = value->raw.p + value->raw.n;
    if (deed > 0) {
        copy_to(line, value->raw.p);
        mbr_put_span(line->out, mbr_buf_span(&walk->replaced));
        line->copied = line->p;
    } else if (deed < 0) {
        copy_to(line, begin);
        take_out(line, line->out->n, line->p);
        top(line)->was_cut = true;
    }
}

/* p is at a value; begin is where its key stands, or it itself in a list. */
static void step(struct line *line, const char *begin, uint32_t field)
{
    struct mbr_json value = {.kind = kind_at(*line->p)};
    bool is_container = value.kind == MBR_JSON_OBJECT || value.kind == MBR_JSON_ARRAY;
    bool goes = line->walk->edits && line->walk->fields->field[field].deed == MASK_TAKE_OUT;
    if (is_container && !goes) {
        const struct mask_field *list = &line->walk->fields->field[field];
        bool is_event = value.kind == MBR_JSON_OBJECT && mbr_span_is(list->name, "events");
        bool in_refer = top(line)->in_refer ||
                        (line->walk->tells_refer && is_event && is_refer(line->walk, line->p));
        open_container(line, begin, field, in_refer);
        return;
    }
    const char *end =
        value.kind == MBR_JSON_STRING ? string_end(line->p, &value.plain) : value_end(line->p);
    const struct mask_field *at = &line->walk->fields->field[field];
    if (line->walk->passes_left && at->deed == MASK_LEAVE) {
        line->p = end;
        return;
    }
    value.raw = (struct mbr_span){line->p, (size_t)(end - line->p)};
    take_value(line, begin, field, &value);
}

void mbr_mask_walk(struct mask_walk *walk, struct mbr_span text, uint32_t root, struct mbr_buf *out)
{
    struct line line = {.walk = walk, .out = out, .copied = text.p, .p = skip_blank(text.p)};
    bool is_refer = mbr_span_is(walk->fields->field[root].name, "refer");
    open_container(&line, text.p, root, is_refer);
    while (line.depth) {
        struct mask_frame *frame = top(&line);
        const char *begin = line.p = skip_blank(line.p);
        if (*begin == ',') {
            line.p++;
            continue;
        }
        if (*begin == '}' || *begin == ']') {
            close_container(&line);
            continue;
        }
        uint32_t field = frame->field;
        if (!frame->is_list) {
            bool plain;
            const char *end = string_end(begin, &plain);
            struct mbr_span key = {begin, (size_t)(end - begin)};
            field = mbr_mask_field_in(walk->fields, frame->field, frame->before, key);
            frame->before = field;
            line.p = skip_blank(skip_blank(end) + 1);
        }
        step(&line, begin, field);
    }
    copy_to(&line, text.p + text.n);
}

void mbr_mask_walk_free(struct mask_walk *walk)
{
    mbr_buf_free(&walk->replaced);
    mbr_buf_free(&walk->scratch);
    free(walk->frames);
    walk->frames = NULL;
}
