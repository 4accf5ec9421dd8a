#include "expr_why.h"
#include "select_job.h"

int mbr_select_why_put(struct mbr_expr_run *run, int expr, struct mbr_span source,
                       const struct mbr_json *member, struct mbr_buf *to, struct mbr_err *err)
{
    struct mbr_buf why = {0};
    int holds = mbr_expr_holds(run, expr, err);
    if (holds < 0 || mbr_put_why(&why, run, expr, source, err) < 0) {
        mbr_buf_free(&why);
        return -1;
    }
    mbr_put_text(to, "{\"type\":\"row\",\"of\":\"select\"");
    if (member->kind == MBR_JSON_STRING) {
        mbr_put_key(to, "member");
        mbr_put_span(to, member->raw);
    }
    mbr_put_key(to, "holds");
    mbr_put_text(to, holds ? "true" : "false");
    mbr_put_key(to, "why");
    mbr_put_string(to, mbr_buf_span(&why));
    mbr_put_char(to, '}');
    mbr_buf_free(&why);
    return holds;
}
