/* One spelling for what is the same, so that it has one pseudonym and is found when it is to be
   forgotten. What has none, such as a phone with stars, is taken as it is. */

#include "mask_value.h"
#include "mbr/identifier.h"

/* What stands beside a \u0000 must be seen as well. */
static struct mbr_span text_beside_nul(const struct mbr_json *value, struct mbr_buf *scratch)
{
    struct mbr_buf raw = {0};
    struct mbr_span text;
    mbr_put_span(&raw, value->raw);
    for (size_t i = 0; i + 6 < raw.n; i++) {
        if (raw.p[i] != '\\')
            continue;
        if (memcmp(raw.p + i, "\\u0000", 6) == 0)
            raw.p[i + 4] = '2';
        i++;
    }
    const struct mbr_json blanked = {.raw = mbr_buf_span(&raw), .kind = MBR_JSON_STRING};
    if (mbr_json_text(&blanked, scratch, &text) < 0)
        text = (struct mbr_span){value->raw.p + 1, value->raw.n - 2};
    mbr_buf_free(&raw);
    return text;
}

struct mbr_span mbr_mask_text(const struct mbr_json *value, struct mbr_buf *scratch)
{
    struct mbr_span text = value->raw;
    if (value->kind == MBR_JSON_STRING && mbr_json_text(value, scratch, &text) < 0)
        return text_beside_nul(value, scratch);
    return text;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct mbr_span trim(struct mbr_span text)
{
    while (text.n && is_blank(text.p[0]))
        text = (struct mbr_span){text.p + 1, text.n - 1};
    while (text.n && is_blank(text.p[text.n - 1]))
        text.n--;
    return text;
}

struct mbr_span mbr_mask_normal(enum mbr_personal kind, struct mbr_span text,
                                const struct mbr_country *home, struct mbr_buf *to)
{
    enum mbr_identifier_as as = kind == MBR_PERSONAL_PHONE   ? MBR_IDENTIFIER_PHONE
                                : kind == MBR_PERSONAL_EMAIL ? MBR_IDENTIFIER_EMAIL
                                : kind == MBR_PERSONAL_CARD  ? MBR_IDENTIFIER_CARD
                                                             : MBR_IDENTIFIER_TEXT;
    to->n = 0;
    if (as != MBR_IDENTIFIER_TEXT && mbr_put_identifier(to, as, text, home) == MBR_IDENTIFIER_WHOLE)
        return mbr_buf_span(to);
    return trim(text);
}
