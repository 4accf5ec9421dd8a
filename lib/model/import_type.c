#include "import_type.h"

#define MOST_WORDS 4096 /* remembered */

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_one_of(struct mbr_span text, const char *const *words)
{
    for (; *words; words++)
        if (mbr_span_is(text, *words))
            return true;
    return false;
}

/* OrderShipped, "Order Shipped" and order-shipped are all order_shipped. */
static void put_own(struct mbr_buf *to, struct mbr_span raw)
{
    to->n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i], before = to->n ? to->p[to->n - 1] : '_';
        bool hump = is_capital(c) && i && (is_small(raw.p[i - 1]) || mbr_is_digit(raw.p[i - 1]));
        bool letter = is_small(c) || is_capital(c) || (mbr_is_digit(c) && to->n);
        if ((hump || !letter) && before != '_')
            mbr_put_char(to, '_');
        if (letter)
            mbr_put_char(to, (char)(is_capital(c) ? c | 0x20 : c));
    }
    while (to->n && to->p[to->n - 1] == '_')
        to->n--;
}

/* The words are few and come again and again, so what each means is looked up once. */
static const char *meaning_of(struct mbr_import_plan *plan, struct mbr_span word)
{
    const struct mbr_layout_words *words = &plan->layout->types;
    bool added = true;
    if (plan->words.count >= MOST_WORDS)
        return mbr_layout_word(words, word);
    uint32_t number = mbr_map_put(&plan->words, word, &added);
    if (!added)
        return plan->meaning[number];
    plan->meaning =
        mbr_grow(plan->meaning, &plan->meaning_cap, (size_t)number + 1, sizeof *plan->meaning);
    return plan->meaning[number] = mbr_layout_word(words, word);
}

static int translate(struct mbr_import_plan *plan, struct mbr_import_field *field,
                     struct mbr_import_row *row)
{
    const struct mbr_layout *layout = plan->layout;
    bool own = layout->json && layout->json->own_types;
    if (field->constant || field->raw.n == 0 || (layout->types.from.count == 0 && !own))
        return 0;
    const char *type = meaning_of(plan, field->raw);
    if (type) {
        field->raw = mbr_span(type);
        return layout->json && strcmp(type, "attr") == 0;
    }
    if (!own)
        return mbr_import_flawed(row, field, "not a type that the preset knows");
    put_own(&field->made, field->raw);
    if (field->made.n == 0)
        return mbr_import_flawed(row, field, "not a type of event");
    field->raw = mbr_buf_span(&field->made);
    return 0;
}

int mbr_import_read_type(struct mbr_import_plan *plan, struct mbr_import_field *field,
                         struct mbr_import_row *row)
{
    static const char *const taken[] = {"item", "member", "contact", "row", "error", "attr", NULL};
    int facts = translate(plan, field, row);
    if (facts < 0)
        return -1;
    for (size_t i = 0; i < field->raw.n; i++) {
        char c = field->raw.p[i];
        if (!is_small(c) && !(i && (mbr_is_digit(c) || c == '_')))
            return mbr_import_flawed(row, field, "not a type of event");
    }
    if (!facts && is_one_of(field->raw, taken))
        return mbr_import_flawed(row, field, "not a type of event");
    field->text = field->raw;
    return 0;
}
