#include "mask_field.h"

#include <stdlib.h>

#include "mask_audit.h"
#include "mask_value.h"
#include "mbr/stream.h"

#define MOST_FIELDS ((uint32_t)1 << 16)

static bool names_kind(const struct mask_name *name, const struct mask_field *field)
{
    if (name->keys != 1)
        return false;
    if (field->is_member)
        return mbr_span_is(name->key[0], "member");
    return field->kind && mbr_span_is(name->key[0], mbr_personal_names[field->kind]);
}

static bool names_path(const struct mask_fields *fields, const struct mask_name *name,
                       const struct mask_field *field)
{
    for (size_t i = name->keys; i > 0; i--) {
        if (field->parent == MASK_NONE || !mbr_span_equal(field->name, name->key[i - 1]))
            return false;
        field = &fields->field[field->parent];
    }
    return true;
}

static bool is_named(const struct mask_fields *fields, struct mask_names *names,
                     const struct mask_field *field)
{
    bool named = false;
    for (size_t i = 0; i < names->count; i++)
        if (names_kind(&names->name[i], field) || names_path(fields, &names->name[i], field))
            named = names->name[i].met = true;
    return named;
}

static bool is_one_of(struct mbr_span name, const char *const *list)
{
    for (; *list; list++)
        if (mbr_span_is(name, *list))
            return true;
    return false;
}

/* Where a plain "name" is a product's or a group's; anywhere else it may be a person's. */
static bool names_things(const struct mask_field *parent)
{
    static const char *const records[] = {"item", "row", "purchase", "return", NULL};
    static const char *const lists[] = {"lines", "recommend", "items", NULL};
    return is_one_of(parent->name, parent->parent == MASK_NONE ? records : lists);
}

static enum mbr_personal kind_of(const struct mask_field *field, const struct mask_field *parent)
{
    bool in_ids = parent->parent != MASK_NONE && mbr_span_is(parent->name, "ids");
    enum mbr_personal kind = mbr_personal_of_key(field->name);
    if (mbr_span_is(field->name, "name") && names_things(parent))
        return MBR_PERSONAL_NONE;
    if (kind == MBR_PERSONAL_NONE && in_ids)
        return MBR_PERSONAL_ACCOUNT;
    if (kind == MBR_PERSONAL_NONE && parent->deed == MASK_REDACT)
        return parent->kind;
    return kind ? kind : mbr_personal_of_text(field->name); /* a key that is itself a phone */
}

static bool identifies(enum mbr_personal kind)
{
    return kind == MBR_PERSONAL_PHONE || kind == MBR_PERSONAL_EMAIL ||
           kind == MBR_PERSONAL_NATIONAL_ID || kind == MBR_PERSONAL_CARD ||
           kind == MBR_PERSONAL_ACCOUNT || kind == MBR_PERSONAL_DEVICE;
}

/* Values that tools need as they are, and that are no text of a person's: an order number may well
   look like a card's. Names that anything may have, such as "value", are not among them. */
static bool is_structure(struct mbr_span name)
{
    static const char *const structure[] = {
        "type", "at",    "as_of",  "of",      "member",   "to",     "order",   "item",
        "id",   "store", "staff",  "channel", "currency", "coupon", "purpose", "campaign",
        "qty",  "price", "amount", "buy",     "dropped",  NULL};
    return is_one_of(name, structure);
}

static enum mask_deed deed_of_kind(enum mbr_personal kind)
{
    bool can_be_less = kind == MBR_PERSONAL_PHONE || kind == MBR_PERSONAL_EMAIL ||
                       kind == MBR_PERSONAL_BIRTHDAY || kind == MBR_PERSONAL_PLACE ||
                       kind == MBR_PERSONAL_STAFF;
    return can_be_less ? MASK_REDACT : MASK_TAKE_OUT;
}

/* The object of a member line that has a purpose as each key. */
static bool is_consent(const struct mask_field *field)
{
    return field->parent != MASK_NONE && mbr_span_is(field->name, "consent");
}

static bool is_facts(const struct mask_field *parent)
{
    static const char *const facts[] = {"attr", "ids", NULL};
    return parent->parent != MASK_NONE && is_one_of(parent->name, facts);
}

static enum mask_deed redacting(const struct mask_field *field, const struct mask_field *parent)
{
    if (mbr_mask_is_telling(field->name))
        return MASK_TAKE_OUT;
    if (field->kind)
        return deed_of_kind(field->kind);
    return !is_facts(parent) && is_structure(field->name) ? MASK_LEAVE : MASK_LOOK;
}

static enum mbr_kind record_of(const struct mask_fields *fields, const struct mask_field *field)
{
    while (field->parent != MASK_NONE)
        field = &fields->field[field->parent];
    return mbr_kind_of(field->name);
}

static enum mask_deed deed_of(struct mask_fields *fields, struct mask_field *field,
                              const struct mask_field *parent, enum mbr_kind record)
{
    if (fields->reveals)
        return MASK_REVEAL;
    if (record == MBR_KIND_ITEM)
        return MASK_LEAVE;
    bool inherits = parent->deed == MASK_PSEUDONYM && !mbr_mask_is_needed(field->name);
    if (is_named(fields, &fields->pseudonym, field) || inherits)
        return MASK_PSEUDONYM;
    field->is_left = is_named(fields, &fields->leave, field) || parent->is_left;
    if (is_named(fields, &fields->redact, field))
        return deed_of_kind(field->kind);
    if (field->is_left)
        return MASK_LEAVE;
    if (field->is_made_up && (fields->redacts || fields->hides_members))
        return MASK_PARTS;
    return fields->redacts ? redacting(field, parent) : MASK_LEAVE;
}

/* Another member than the record's: the one who was brought, and what mbr-link says of it. */
static bool stands_for_brought(const struct mask_field *field, const struct mask_field *parent,
                               enum mbr_kind record)
{
    if (!mbr_span_is(field->name, "to") && !mbr_span_is(field->name, "to_was"))
        return false;
    return parent->parent == MASK_NONE ? record == MBR_KIND_EVENT
                                       : mbr_span_is(parent->name, "events");
}

static void decide(struct mask_fields *fields, struct mask_field *field)
{
    const struct mask_field *parent = &fields->field[field->parent];
    enum mbr_kind record = record_of(fields, parent);
    field->is_type = mbr_span_is(field->name, "type");
    bool is_brought = stands_for_brought(field, parent, record);
    bool is_account = mbr_span_is(field->name, "member");
    bool in_ids = parent->parent != MASK_NONE && mbr_span_is(parent->name, "ids");
    field->is_member = is_account || is_brought;
    field->in_ids = in_ids;
    field->is_made_up =
        (mbr_span_is(field->name, "order") || mbr_span_is(field->name, "id")) && !is_facts(parent);
    field->is_other = is_brought || (is_account && !in_ids && parent->parent != MASK_NONE);
    field->kind = field->is_type || field->is_member || is_consent(parent) ? MBR_PERSONAL_NONE
                                                                           : kind_of(field, parent);
    field->is_identifier =
        (identifies(field->kind) || (is_account && in_ids)) && record != MBR_KIND_ITEM;
    field->deed = deed_of(fields, field, parent, record);
    field->among = field->is_member ? "member"
                   : field->kind == MBR_PERSONAL_PHONE || field->kind == MBR_PERSONAL_EMAIL
                       ? mbr_personal_names[field->kind]
                       : field->name.p;
}

/* With a NUL behind it. */
static struct mbr_span keep(struct mask_fields *fields, struct mbr_span text)
{
    char *kept = mbr_arena_alloc(&fields->bytes, text.n + 1);
    if (text.n)
        memcpy(kept, text.p, text.n);
    kept[text.n] = '\0';
    return (struct mbr_span){kept, text.n};
}

static uint32_t add(struct mask_fields *fields, uint32_t parent, struct mbr_span key)
{
    struct mbr_span name = key;
    bool is_new;
    fields->key.n = 0;
    mbr_put(&fields->key, (const char *)&parent, sizeof parent);
    mbr_put_span(&fields->key, key);
    uint32_t number = mbr_map_put(&fields->by_key, mbr_buf_span(&fields->key), &is_new);
    if (!is_new)
        return number;
    fields->field =
        mbr_grow(fields->field, &fields->cap, (size_t)number + 1, sizeof *fields->field);
    const struct mbr_json text = {.raw = key, .kind = MBR_JSON_STRING};
    if (parent != MASK_NONE)
        name = mbr_mask_text(&text, &fields->scratch);
    fields->field[number] = (struct mask_field){.parent = parent,
                                                .key = keep(fields, key),
                                                .name = keep(fields, name),
                                                .first = MASK_NONE,
                                                .next = MASK_NONE};
    if (parent != MASK_NONE)
        decide(fields, &fields->field[number]);
    return number;
}

uint32_t mbr_mask_field_of_type(struct mask_fields *fields, struct mbr_span type)
{
    return add(fields, MASK_NONE, type);
}

/* Beyond so many the audit lumps together what else stands in a field: its counts must stay. */
static struct mbr_span within_bounds(const struct mask_fields *fields, struct mbr_span key)
{
    bool full = fields->audits && fields->by_key.count >= MOST_FIELDS;
    return full ? mbr_span("\"*\"") : key;
}

uint32_t mbr_mask_field_in(struct mask_fields *fields, uint32_t parent, uint32_t before,
                           struct mbr_span key)
{
    uint32_t guess = before == MASK_NONE ? fields->field[parent].first : fields->field[before].next;
    if (guess != MASK_NONE && fields->field[guess].parent == parent &&
        mbr_span_equal(fields->field[guess].key, key))
        return guess;
    uint32_t number = add(fields, parent, within_bounds(fields, key));
    if (before == MASK_NONE)
        fields->field[parent].first = number;
    else
        fields->field[before].next = number;
    return number;
}

void mbr_mask_fields_tidy(struct mask_fields *fields)
{
    if (fields->audits || fields->by_key.count < MOST_FIELDS)
        return;
    mbr_map_free(&fields->by_key);
    mbr_arena_free(&fields->bytes);
}

static bool hides_members(const struct mask_fields *fields)
{
    for (size_t i = 0; i < fields->pseudonym.count; i++)
        if (fields->pseudonym.name[i].keys == 1 &&
            mbr_span_is(fields->pseudonym.name[i].key[0], "member"))
            return true;
    return false;
}

int mbr_mask_fields_open(struct mask_fields *fields, const struct mbr_mask_options *options,
                         struct mbr_run *run)
{
    fields->redacts = options->redact;
    fields->reveals = options->reveal != NULL;
    fields->audits = options->audit;
    if (mbr_mask_names_open(&fields->pseudonym, &options->pseudonym, "pseudonym", run) < 0 ||
        mbr_mask_names_open(&fields->redact, &options->redact_field, "redact-field", run) < 0 ||
        mbr_mask_names_open(&fields->leave, &options->leave, "leave", run) < 0)
        return -1;
    fields->hides_members = hides_members(fields);
    return 0;
}

void mbr_mask_fields_free(struct mask_fields *fields)
{
    mbr_mask_audit_free(fields);
    free(fields->field);
    mbr_map_free(&fields->by_key);
    mbr_arena_free(&fields->bytes);
    mbr_buf_free(&fields->key);
    mbr_buf_free(&fields->scratch);
    mbr_mask_names_free(&fields->pseudonym);
    mbr_mask_names_free(&fields->redact);
    mbr_mask_names_free(&fields->leave);
}

bool mbr_mask_is_telling(struct mbr_span key)
{
    struct mbr_personal_found found;
    return mbr_personal_of_text(key) || mbr_personal_find(key, 0, &found);
}

/* What should have been hidden may have left under another name. */
static int report_names(const struct mask_names *names, const char *option, bool fails,
                        struct mbr_run *run)
{
    const struct mask_name *unknown = NULL;
    for (size_t i = 0; i < names->count; i++) {
        const struct mask_name *name = &names->name[i];
        if (name->met)
            continue;
        if (fails && !unknown && !name->known)
            unknown = name;
        else
            mbr_warn(run, "--%s: no record has %s", option, name->text);
    }
    if (!unknown)
        return 0;
    run->located = true;
    return mbr_err_set(&run->err, "--%s: no record has %s", option, unknown->text);
}

int mbr_mask_fields_report(const struct mask_fields *fields, bool had_records, struct mbr_run *run)
{
    (void)report_names(&fields->leave, "leave", false, run);
    return report_names(&fields->pseudonym, "pseudonym", had_records, run) < 0 ||
                   report_names(&fields->redact, "redact-field", had_records, run) < 0
               ? -1
               : 0;
}
