#include "import_personal.h"

#include <stdlib.h>

#include "import_field.h"
#include "mbr/personal.h"

#define LEAST_BYTES 10 /* A123456(3) */
#define LEAST_DIGITS 7

static const char *const nouns[MBR_IMPORT_DROPPED] = {"national id", "card number"};

enum { NATIONAL_ID = 1, CARD }; /* as in field->left */

/* In small letters, without what is neither letter nor digit; other bytes than ASCII stay. */
static bool is_named(const char *title, const char *const *names)
{
    char held[32];
    size_t n = 0;
    for (; *title && n < sizeof held - 1; title++) {
        char c = *title;
        if (c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80)
            held[n++] = c;
    }
    held[n] = '\0';
    while (*names && strcmp(*names, held) != 0)
        names++;
    return *names && !*title;
}

/* A shop has cards of its own, so "card" alone says nothing. */
static int said_by(const char *title)
{
    static const char *const ids[] = {"idnumber", "idno", "identitynumber", "identitycard", NULL};
    static const char *const cards[] = {"pan",  "cvv",    "cvv2",     "cvc",
                                        "cvc2", "信用卡", "信用卡号", NULL};
    static const char *const own[] = {"card", "cards", NULL};
    enum mbr_personal kind = mbr_personal_of_key(mbr_span(title));
    if (kind == MBR_PERSONAL_NATIONAL_ID || is_named(title, ids))
        return NATIONAL_ID;
    return (kind == MBR_PERSONAL_CARD && !is_named(title, own)) || is_named(title, cards) ? CARD
                                                                                          : 0;
}

static bool is_free(const struct mbr_import_field *field)
{
    return field->kind == MBR_IMPORT_TEXT &&
           (field->place == MBR_IMPORT_ATTR ||
            (field->place == MBR_IMPORT_EVENT && field->rank == MBR_IMPORT_RANKS));
}

/* ids.card is the shop's own card. */
static bool is_shop_card(const struct mbr_import_field *field)
{
    return field->place == MBR_IMPORT_IDS && strcmp(field->name, "card") == 0;
}

void mbr_import_personal_set(struct mbr_import_field *field)
{
    bool phone = mbr_personal_of_key(mbr_span(field->name)) == MBR_PERSONAL_PHONE;
    field->watched =
        !field->constant && !phone && (field->place == MBR_IMPORT_IDS || is_free(field));
    if (!field->watched)
        return;
    field->never = said_by(field->title);
    for (size_t i = 0; i < field->sources && !field->never; i++)
        field->never = said_by(field->titles[field->source[i]]);
    if (field->never == CARD && is_shop_card(field))
        field->never = 0;
}

static bool has_digits(struct mbr_span text)
{
    size_t digits = 0;
    if (text.n < LEAST_BYTES)
        return false;
    for (size_t i = 0; i < text.n; i++)
        digits += text.p[i] >= '0' && text.p[i] <= '9';
    return digits >= LEAST_DIGITS || memchr(text.p, 0xef, text.n); /* full-width ones */
}

static int left_for(enum mbr_personal kind)
{
    return kind == MBR_PERSONAL_NATIONAL_ID ? NATIONAL_ID : kind == MBR_PERSONAL_CARD ? CARD : 0;
}

/* Such a number as a whole or, in a text, somewhere. */
static int shown_by(const struct mbr_import_field *field)
{
    struct mbr_personal_found found = {0};
    if (!has_digits(field->raw))
        return 0;
    int left = left_for(mbr_personal_of_text(field->raw));
    while (!left && field->kind == MBR_IMPORT_TEXT &&
           mbr_personal_find(field->raw, found.from + found.n, &found))
        left = left_for(found.kind);
    return left == CARD && is_shop_card(field) ? 0 : left;
}

void mbr_import_drop_personal(struct mbr_import_plan *plan)
{
    for (size_t i = 0; i < plan->watched.count; i++) {
        struct mbr_import_field *field = plan->watched.field[i];
        field->left = 0;
        if (field->raw.n == 0)
            continue;
        field->left = field->never ? field->never : shown_by(field);
        if (field->left)
            field->raw = field->text = (struct mbr_span){NULL, 0};
    }
}

void mbr_import_personal_count(const struct mbr_import_plan *plan)
{
    for (size_t i = 0; i < plan->watched.count; i++) {
        struct mbr_import_field *field = plan->watched.field[i];
        if (field->left)
            field->dropped[field->left - 1]++;
    }
}

void mbr_import_personal_move(struct mbr_import_plan *to, struct mbr_import_plan *from)
{
    for (size_t i = 0; i < to->watched.count; i++) {
        for (size_t kind = 0; kind < MBR_IMPORT_DROPPED; kind++) {
            to->watched.field[i]->dropped[kind] += from->watched.field[i]->dropped[kind];
            from->watched.field[i]->dropped[kind] = 0;
        }
    }
}

static void add(struct mbr_import_dropped *dropped, const char *title, const uint64_t *count)
{
    bool added;
    size_t at = MBR_IMPORT_DROPPED * mbr_map_put(&dropped->columns, mbr_span(title), &added);
    dropped->count =
        mbr_grow(dropped->count, &dropped->cap, at + MBR_IMPORT_DROPPED, sizeof *dropped->count);
    for (size_t kind = 0; kind < MBR_IMPORT_DROPPED; kind++)
        dropped->count[at + kind] = count[kind] + (added ? 0 : dropped->count[at + kind]);
}

void mbr_import_dropped_take(struct mbr_import_dropped *dropped, const struct mbr_import_plan *plan)
{
    for (size_t i = 0; i < plan->watched.count; i++) {
        const struct mbr_import_field *field = plan->watched.field[i];
        uint64_t sum = 0;
        for (size_t kind = 0; kind < MBR_IMPORT_DROPPED; kind++)
            sum += field->dropped[kind];
        if (sum)
            add(dropped, field->title, field->dropped);
    }
}

void mbr_import_dropped_say(const struct mbr_import_dropped *dropped, const struct mbr_run *run)
{
    struct mbr_buf text = {0};
    for (uint32_t i = 0; i < dropped->columns.count; i++) {
        struct mbr_span title = mbr_map_key(&dropped->columns, i);
        text.n = 0;
        for (size_t kind = 0; kind < MBR_IMPORT_DROPPED; kind++) {
            uint64_t count = dropped->count[MBR_IMPORT_DROPPED * (size_t)i + kind];
            if (count && text.n)
                mbr_put_text(&text, ", ");
            if (count)
                mbr_put_count(&text, count, nouns[kind]);
        }
        mbr_note(run, "%.*s: left out: %.*s", (int)title.n, title.p, (int)text.n, text.p);
    }
    mbr_buf_free(&text);
}

void mbr_import_dropped_free(struct mbr_import_dropped *dropped)
{
    mbr_map_free(&dropped->columns);
    free(dropped->count);
}
