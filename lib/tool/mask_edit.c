/* What becomes of each value of a line that stays. */

#include "mask_edit.h"

#include "mask_value.h"

void mbr_mask_edit_free(struct mask_edit *edit)
{
    mbr_mask_own_free(&edit->own);
    mbr_buf_free(&edit->scratch);
    mbr_buf_free(&edit->normal);
    mbr_buf_free(&edit->parts);
    mbr_buf_free(&edit->listed);
}

static bool is_blank_value(const struct mbr_json *value)
{
    return value->kind != MBR_JSON_NUMBER && (value->kind != MBR_JSON_STRING || value->raw.n == 2);
}

static void name(struct mask_edit *edit, const char *among, struct mbr_span value,
                 struct mbr_buf *to)
{
    size_t from = to->n;
    mbr_put_pseudonym(to, edit->key, among, value);
    if (edit->keeps_map)
        mbr_mask_map_add(edit->map, (struct mbr_span){to->p + from, to->n - from}, among, value);
}

/* Three spellings of one phone are one pseudonym, which ids have once. */
static bool is_there(struct mask_edit *edit, const struct mask_place *place, struct mbr_span text)
{
    struct mbr_buf *listed = &edit->listed;
    if (place->first)
        listed->n = 0;
    if (listed->n && memmem(listed->p, listed->n, text.p, text.n))
        return true;
    mbr_put_span(listed, text);
    return false;
}

static int put_pseudonym(struct mask_edit *edit, const struct mask_place *place,
                         struct mbr_span text, struct mbr_buf *to)
{
    const struct mask_field *field = &edit->fields->field[place->field];
    struct mbr_span normal =
        field->is_member ? text : mbr_mask_normal(field->kind, text, edit->home, &edit->normal);
    mbr_put_char(to, '"');
    name(edit, field->among, normal, to);
    mbr_put_char(to, '"');
    return place->listed && field->in_ids && is_there(edit, place, mbr_buf_span(to)) ? -1 : 1;
}

/* What a part is in clear, or its pseudonym; true where that is another. */
static bool put_part(struct mask_edit *edit, struct mbr_span part, bool is_whole)
{
    struct mbr_buf *to = &edit->parts;
    struct mbr_span is = {NULL, 0};
    if (edit->fields->reveals) {
        uint32_t number = mbr_map_find(&edit->map->pseudonyms, part);
        if (number == MBR_MAP_NONE)
            return false;
        is = edit->map->meaning[number].value;
        if (is_whole)
            mbr_put_span(to, is);
        else
            mbr_mask_put_part(to, is);
        return true;
    }
    is = mbr_mask_own_find(&edit->own, part);
    if (is.n)
        name(edit, "member", is, to);
    return is.n > 0;
}

static bool is_personal(struct mbr_span part)
{
    enum mbr_personal kind = mbr_personal_of_text(part);
    return kind == MBR_PERSONAL_PHONE || kind == MBR_PERSONAL_EMAIL ||
           kind == MBR_PERSONAL_NATIONAL_ID;
}

/* link:W77 */
static bool put_linked(struct mask_edit *edit, struct mbr_span text)
{
    static const char mark[] = "link:";
    size_t n = sizeof mark - 1;
    if (text.n <= n || memcmp(text.p, mark, n) != 0)
        return false;
    mbr_put_text(&edit->parts, mark);
    return put_part(edit, (struct mbr_span){text.p + n, text.n - n}, true);
}

/* The member's id where it is a part of an order or id, or all of it. A number without parts is
   too often like a card's to say anything of it. */
static int put_parts(struct mask_edit *edit, struct mbr_span text, struct mbr_buf *to)
{
    struct mbr_span part;
    bool changed = false, tells = false, has_parts = memchr(text.p, '/', text.n) != NULL;
    edit->parts.n = 0;
    if (!put_part(edit, text, true) && !put_linked(edit, text)) {
        edit->parts.n = 0;
        for (size_t at = 0; mbr_mask_part(text, &at, &part);) {
            if (edit->parts.n || part.p > text.p)
                mbr_put_char(&edit->parts, '/');
            if (put_part(edit, part, false)) {
                changed = true;
                continue;
            }
            mbr_put_span(&edit->parts, part);
            tells |= !edit->fields->reveals && has_parts && is_personal(part);
        }
        edit->personal_parts += tells;
        if (!changed)
            return 0;
    }
    mbr_put_string(to, mbr_buf_span(&edit->parts));
    return 1;
}

static int reveal(struct mask_edit *edit, struct mbr_span text, bool is_made_up, struct mbr_buf *to)
{
    uint32_t number = mbr_map_find(&edit->map->pseudonyms, text);
    if (number == MBR_MAP_NONE) {
        edit->map->unknown += mbr_is_pseudonym(text);
        return is_made_up ? put_parts(edit, text, to) : 0;
    }
    mbr_put_string(to, edit->map->meaning[number].value);
    return 1;
}

static int take_out(const struct mask_place *place, struct mbr_buf *to)
{
    if (!place->listed)
        return -1;
    mbr_put_text(to, "\"***\"");
    return 1;
}

/* Digits that are no identity number, phone or card are far shorter, or have a point. */
static bool worth_a_look(const struct mbr_json *value)
{
    return value->kind == MBR_JSON_STRING ? value->raw.n > 6 : value->raw.n > 10;
}

/* A phone that went through a spreadsheet: 13812341234.0 */
static struct mbr_span whole_of(struct mbr_span number)
{
    const char *point = memchr(number.p, '.', number.n);
    size_t n = number.n;
    while (point && n && number.p[n - 1] == '0')
        n--;
    return point == number.p + n - 1 ? (struct mbr_span){number.p, n - 1} : number;
}

static int look(struct mask_edit *edit, const struct mask_place *place,
                const struct mbr_json *value, struct mbr_buf *to)
{
    if (!worth_a_look(value))
        return 0;
    bool is_number = value->kind == MBR_JSON_NUMBER;
    struct mbr_span text = is_number ? whole_of(value->raw) : mbr_mask_text(value, &edit->scratch);
    enum mbr_personal kind = mbr_personal_of_text(text);
    if (kind == MBR_PERSONAL_NONE)
        return !is_number && mbr_mask_put_looked(to, text) ? 1 : 0;
    return mbr_mask_put_redacted(to, kind, text, is_number) ? 1 : take_out(place, to);
}

/* Whether a value names somebody who may not be named in another's record. */
static bool is_of_another(struct mask_edit *edit, const struct mask_place *place,
                          const struct mask_field *field, const struct mbr_json *value)
{
    struct mask_forget *forget = edit->forget;
    bool told = forget->asked.count && (place->in_refer || edit->is_anonymous);
    if (!field->is_other && !(told && field->is_identifier))
        return false;
    struct mbr_span text = mbr_mask_text(value, &edit->scratch);
    if (field->is_other && forget->asked.count &&
        (mbr_mask_forget_gone(forget, text) ||
         mbr_mask_forget_theirs(forget, MBR_PERSONAL_NONE, text))) {
        forget->references++;
        return true;
    }
    if (field->is_identifier && told && mbr_mask_forget_theirs(forget, field->kind, text)) {
        edit->is_theirs = true;
        forget->references += !edit->is_anonymous;
        return true;
    }
    if (field->is_other && !mbr_mask_consent_given(edit->consent, text)) {
        edit->consent->references_out++;
        return true;
    }
    return false;
}

int mbr_mask_edit_value(void *self, const struct mask_place *place, const struct mbr_json *value,
                        struct mbr_buf *to)
{
    struct mask_edit *edit = self;
    const struct mask_field *field = &edit->fields->field[place->field];
    if (field->deed == MASK_TAKE_OUT)
        return take_out(place, to);
    if (is_blank_value(value))
        return 0;
    if (edit->watches && is_of_another(edit, place, field, value))
        return take_out(place, to);
    switch (field->deed) {
    case MASK_PSEUDONYM:
        return put_pseudonym(edit, place, mbr_mask_text(value, &edit->scratch), to);
    case MASK_PARTS:
        return value->kind == MBR_JSON_STRING
                   ? put_parts(edit, mbr_mask_text(value, &edit->scratch), to)
                   : 0;
    case MASK_REVEAL:
        return value->kind == MBR_JSON_STRING
                   ? reveal(edit, mbr_mask_text(value, &edit->scratch), field->is_made_up, to)
                   : 0;
    case MASK_REDACT:
        if (mbr_mask_put_redacted(to, field->kind, mbr_mask_text(value, &edit->scratch),
                                  value->kind == MBR_JSON_NUMBER))
            return 1;
        return take_out(place, to);
    case MASK_LOOK:
        return look(edit, place, value, to);
    case MASK_LEAVE:
    case MASK_TAKE_OUT:
        break;
    }
    return 0;
}
