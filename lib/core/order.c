#include "mbr/order.h"

#include <math.h>

#include "mbr/number.h"

/* The first byte of each value. LAST is above the others turned round, too. */
enum { NUMBER = 1, STRING, FALSE, TRUE, LAST = 0xff };

/* An IEEE double's bits are in order once negative ones are turned round, and the sign of the
   others. */
static void put_number(struct mbr_buf *buf, struct mbr_span raw)
{
    double value;
    uint64_t bits;
    if (mbr_double_parse(raw, &value) < 0)
        value = raw.p[0] == '-' ? -HUGE_VAL : HUGE_VAL;
    value += 0.0; /* -0 is 0 */
    memcpy(&bits, &value, sizeof bits);
    bits = bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
    for (int shift = 56; shift >= 0; shift -= 8)
        mbr_put_char(buf, (char)(bits >> shift));
}

int mbr_put_order(struct mbr_buf *buf, const struct mbr_json *value, bool descending,
                  struct mbr_buf *scratch)
{
    size_t begin = buf->n;
    struct mbr_span text;
    scratch->n = 0;
    if (value->kind == MBR_JSON_NUMBER) {
        mbr_put_char(buf, NUMBER);
        put_number(buf, value->raw);
    } else if (value->kind == MBR_JSON_STRING) {
        if (mbr_json_text(value, scratch, &text) < 0)
            return -1;
        mbr_put_char(buf, STRING);
        mbr_put_span(buf, text);
        mbr_put_char(buf, '\0');
    } else if (value->kind == MBR_JSON_FALSE || value->kind == MBR_JSON_TRUE) {
        mbr_put_char(buf, value->kind == MBR_JSON_TRUE ? TRUE : FALSE);
    } else {
        mbr_put_char(buf, (char)LAST);
        return 0;
    }
    for (size_t i = begin; descending && i < buf->n; i++)
        buf->p[i] = (char)~buf->p[i];
    return 0;
}
