#include "expr_why.h"

struct reasons {
    struct mbr_span source;
    struct mbr_buf *to;
    size_t begin;
};

static struct mbr_span part_of(struct mbr_span source, struct mbr_expr_place place)
{
    size_t at = place.at < source.n ? place.at : source.n;
    size_t left = source.n - at;
    return (struct mbr_span){source.p + at, place.n < left ? place.n : left};
}

/* In one line, whatever the source is. */
static void put_part(struct mbr_buf *to, struct mbr_span part)
{
    for (size_t i = 0; i < part.n; i++) {
        char c = part.p[i];
        bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!is_blank)
            mbr_put_char(to, c);
        else if (to->n && to->p[to->n - 1] != ' ')
            mbr_put_char(to, ' ');
    }
}

/* As a person writes it: days and durations without the quotes that they have in JSON. */
static void put_value(struct mbr_buf *to, const struct mbr_expr_value *value)
{
    size_t begin = to->n;
    if (value->kind == MBR_EXPR_ABSENT) {
        mbr_put_text(to, "absent");
    } else if (value->kind == MBR_EXPR_TEXT) {
        mbr_put_span(to, value->text);
    } else {
        mbr_put_expr_value(to, value);
        if (to->p[begin] == '"') {
            memmove(to->p + begin, to->p + begin + 1, to->n - begin - 2);
            to->n -= 2;
        }
    }
}

static void put_reason(void *self, struct mbr_expr_place place, bool holds,
                       const struct mbr_expr_value *left)
{
    struct reasons *reasons = self;
    struct mbr_buf *to = reasons->to;
    mbr_put_text(to, to->n > reasons->begin ? "; " : "");
    put_part(to, part_of(reasons->source, place));
    mbr_put_text(to, holds ? ": yes" : ": no");
    if (left->kind == MBR_EXPR_BOOL || (left->kind == MBR_EXPR_ABSENT && holds))
        return; /* nothing new, or an object or a list, which has no value */
    mbr_put_text(to, " (");
    put_value(to, left);
    mbr_put_char(to, ')');
}

int mbr_put_why(struct mbr_buf *to, struct mbr_expr_run *run, int expr, struct mbr_span source,
                struct mbr_err *err)
{
    struct reasons reasons = {source, to, to->n};
    return mbr_expr_explain(run, expr, put_reason, &reasons, err);
}
