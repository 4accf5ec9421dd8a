/* What in a stream looks like personal data, and where. */

#include <stdlib.h>

#include "mask_audit.h"
#include "mask_value.h"
#include "mbr/number.h"
#include "mbr/paths.h"
#include "mbr/secret.h"

enum { BY_NAME, BY_VALUE, WITHIN, WAYS };
static const char *const ways[WAYS] = {"name", "value", "text"};

/* How many values of a field were of each kind, and where the first was. */
struct mask_found {
    uint64_t values;
    uint64_t count[WAYS][MBR_PERSONAL_KINDS];
    char *first[WAYS][MBR_PERSONAL_KINDS]; /* "file:line" */
};

void mbr_mask_audit_free(struct mask_fields *fields)
{
    for (uint32_t i = 0; fields->audits && i < fields->by_key.count; i++) {
        struct mask_found *found = fields->field[i].found;
        for (int way = 0; found && way < WAYS; way++)
            for (size_t kind = 0; kind < MBR_PERSONAL_KINDS; kind++)
                free(found->first[way][kind]);
        free(found);
    }
}

static char *here(const struct mbr_in *in)
{
    struct mbr_buf place = {0};
    mbr_put_format(&place, "%s:%llu", mbr_in_name(in), (unsigned long long)mbr_in_number(in));
    mbr_put_char(&place, '\0');
    return place.p;
}

static void count(struct mask_found *found, int way, enum mbr_personal kind,
                  const struct mbr_in *in)
{
    if (kind && found->count[way][kind]++ == 0)
        found->first[way][kind] = here(in);
}

/* Each kind once, however often it stands in the text. */
static void count_within(struct mask_found *found, struct mbr_span text, const struct mbr_in *in)
{
    struct mbr_personal_found part;
    bool seen[MBR_PERSONAL_KINDS] = {false};
    for (size_t at = 0; mbr_personal_find(text, at, &part); at = part.from + part.n) {
        struct mbr_span of_it = {text.p + part.from, part.n};
        if (!seen[part.kind] && !mbr_mask_is_redacted(part.kind, of_it))
            count(found, WITHIN, part.kind, in);
        seen[part.kind] = true;
    }
}

/* By its spelling first, as that says more; then by the name of the field or what is within. */
void mbr_mask_audit_value(struct mask_field *field, const struct mbr_json *value,
                          struct mbr_buf *scratch, const struct mbr_in *in)
{
    if (value->kind != MBR_JSON_STRING && value->kind != MBR_JSON_NUMBER)
        return;
    if (!field->found)
        field->found = mbr_calloc(1, sizeof *field->found);
    field->found->values++;
    struct mbr_span text = mbr_mask_text(value, scratch);
    if (text.n == 0 || mbr_is_pseudonym(text))
        return;
    enum mbr_personal kind = mbr_personal_of_text(text);
    enum mbr_personal likely = kind ? kind : field->kind;
    if (likely && mbr_mask_is_redacted(likely, text))
        return;
    if (kind)
        count(field->found, BY_VALUE, kind, in);
    else if (field->kind)
        count(field->found, BY_NAME, field->kind, in);
    else if (value->kind == MBR_JSON_STRING)
        count_within(field->found, text, in);
}

/* A key that has somebody's phone in it is not shown. */
static void put_path(const struct mask_fields *fields, const struct mask_field *field,
                     struct mbr_buf *to, struct mbr_buf *scratch)
{
    const struct mask_field *parent = &fields->field[field->parent];
    struct mbr_span key = mbr_mask_is_telling(field->name) ? mbr_span("\"*\"") : field->key;
    if (parent->parent != MASK_NONE)
        put_path(fields, parent, to, scratch);
    if (!mbr_put_path(to, key, scratch))
        mbr_put_text(to, "*");
}

static const struct mask_field *record_of(const struct mask_fields *fields,
                                          const struct mask_field *field)
{
    while (field->parent != MASK_NONE)
        field = &fields->field[field->parent];
    return field;
}

static int put_row(const struct mask_fields *fields, const struct mask_field *field, int way,
                   enum mbr_personal kind, struct mbr_run *run)
{
    const struct mask_found *found = field->found;
    const struct mask_field *record = record_of(fields, field);
    struct mbr_buf *to = &run->out.buf, path = {0}, scratch = {0};
    put_path(fields, field, &path, &scratch);
    mbr_put_text(to, "{\"type\":\"row\",\"of\":\"personal\"");
    mbr_put_key(to, "record");
    mbr_put_string(to, mbr_mask_is_telling(record->name) ? mbr_span("*") : record->name);
    mbr_put_key(to, "path");
    mbr_put_string(to, mbr_buf_span(&path));
    mbr_put_key(to, "kind");
    mbr_put_string(to, mbr_span(mbr_personal_names[kind]));
    mbr_put_key(to, "by");
    mbr_put_string(to, mbr_span(ways[way]));
    mbr_put_key(to, "count");
    mbr_put_int(to, (int64_t)found->count[way][kind]);
    mbr_put_key(to, "share");
    mbr_put_score(to, (double)found->count[way][kind] / (double)found->values);
    mbr_put_key(to, "first");
    mbr_put_string(to, mbr_span(found->first[way][kind]));
    mbr_put_char(to, '}');
    mbr_buf_free(&path);
    mbr_buf_free(&scratch);
    return mbr_end(run);
}

int mbr_mask_audit_write(struct mask_fields *fields, struct mbr_run *run)
{
    uint64_t rows = 0;
    for (uint32_t i = 0; i < fields->by_key.count; i++) {
        const struct mask_field *field = &fields->field[i];
        for (int way = 0; field->found && way < WAYS; way++)
            for (enum mbr_personal kind = 1; kind < MBR_PERSONAL_KINDS; kind++) {
                if (field->found->count[way][kind] == 0)
                    continue;
                rows++;
                if (put_row(fields, field, way, kind, run) < 0)
                    return -1;
            }
    }
    run->nothing = rows == 0;
    return 0;
}
