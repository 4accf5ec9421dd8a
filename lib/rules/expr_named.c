/* Which fields expressions name, and what they take them for. */

#include "expr_noted.h"
#include "expr_value.h"

#define NO_KIND (-1)

struct naming {
    struct mbr_expr_notes *notes;
    const struct expr_history *history;
    int kind; /* of the lines whose fields are named; NO_KIND: of the record */
};

static void make_room(struct expr_names *names, size_t count)
{
    names->at = mbr_calloc(count + 1, sizeof *names->at);
    names->count = count;
}

/* What stands in every line, or is formed where it does not. */
static bool is_always_there(const struct expr_node *node, int kind)
{
    return kind < KIND_EVENT && (node->fact == FACT_QTY || node->fact == FACT_AMOUNT ||
                                 node->fact == FACT_PRICE || node->fact == FACT_GIFT);
}

static int entry_of(const struct expr_node *node)
{
    switch (node->fact) {
    case FACT_ORDER:
        return ENTRY_ORDER;
    case FACT_CHANNEL:
        return ENTRY_CHANNEL;
    case FACT_STORE:
        return ENTRY_STORE;
    case FACT_STAFF:
        return ENTRY_STAFF;
    case FACT_CAMPAIGN:
        return ENTRY_CAMPAIGN;
    default:
        return -1;
    }
}

static struct expr_named *name(struct expr_names *names, int slot, struct mbr_span path)
{
    if (slot < 0 || (size_t)slot >= names->count)
        return NULL;
    struct expr_named *named = &names->at[slot];
    if (!named->path.p) {
        *named = (struct expr_named){.path = path, .entry = -1};
        names->unmet++;
    }
    return named;
}

static int slot_of(const struct expr_fields *fields, const struct expr_node *node)
{
    return node->same < fields->nodes ? fields->slot_of[node->same] : -1;
}

/* NULL for what is no field. */
static struct expr_named *find_named(const struct naming *naming, const struct expr_node *node)
{
    struct mbr_expr_notes *notes = naming->notes;
    const struct expr_history *history = naming->history;
    if (node->op == EXPR_FIELD)
        return name(&notes->record, node->slot, mbr_span(notes->set->paths[node->slot]));
    if (node->op == EXPR_ITEM)
        return name(&notes->items, slot_of(&history->items.fields, node), node->text);
    if (node->op != EXPR_FACT || naming->kind == NO_KIND || node->fact == FACT_AT)
        return NULL;
    struct expr_names *names = &notes->kinds[naming->kind];
    bool is_event = naming->kind >= KIND_EVENT;
    int slot = slot_of(is_event ? &history->events : &history->lines, node);
    struct expr_named *named = name(names, slot, node->text);
    if (named && !is_event)
        named->entry = entry_of(node);
    if (named && !named->met && is_always_there(node, naming->kind)) {
        named->met = true;
        names->unmet--;
    }
    return named;
}

static unsigned meant_by(enum expr_type type)
{
    static const unsigned meant[] = {[TYPE_NUMBER] = MEANT_NUMBER,
                                     [TYPE_TEXT] = MEANT_TEXT,
                                     [TYPE_DAY] = MEANT_DAY,
                                     [TYPE_DURATION] = MEANT_DAY,
                                     [TYPE_RANGE] = 0};
    return meant[type];
}

static void mean(const struct naming *naming, const struct expr_node *node, unsigned meant)
{
    struct expr_named *named = find_named(naming, node);
    if (named)
        named->meant |= meant | MEANT_COMPARED;
}

/* A field is what it is known to be, or else what it is compared with. */
static void mean_like(const struct naming *naming, const struct expr_node *node,
                      const struct expr_node *other, unsigned more)
{
    enum expr_type type = node->type == TYPE_ANY ? other->type : node->type;
    mean(naming, node, meant_by(type) | more);
}

static bool is_bare(const struct expr_node *node)
{
    return (node->op == EXPR_FIELD || node->op == EXPR_FACT) &&
           !memchr(node->text.p, '.', node->text.n);
}

static void mean_pair(const struct naming *naming, const struct expr_node *a,
                      const struct expr_node *b, bool may_be_text)
{
    mean_like(naming, a, b, 0);
    mean_like(naming, b, a, may_be_text && is_bare(b) ? MEANT_QUOTED : 0);
}

static void mean_operands(const struct naming *naming, const struct expr_node *node)
{
    bool adds = node->op == EXPR_ADD || node->op == EXPR_SUBTRACT;
    unsigned a = adds ? meant_by(node->b->type) : MEANT_NUMBER;
    unsigned b = adds ? meant_by(node->a->type) : MEANT_NUMBER;
    mean(naming, node->a, MEANT_ONE | a);
    mean(naming, node->b, MEANT_ONE | b);
}

static void mean_in(const struct naming *naming, const struct expr_node *node)
{
    const struct expr_node *b = node->b;
    if (b->op == EXPR_RANGE) {
        mean_pair(naming, node->a, b->a, false);
        mean_pair(naming, node->a, b->b, false);
        return;
    }
    for (const struct expr_node *one = b->a; one; one = one->next)
        mean_pair(naming, node->a, one, true);
}

static void see(const struct naming *naming, const struct expr_node *node)
{
    if (node->op >= EXPR_EQ && node->op <= EXPR_GE)
        mean_pair(naming, node->a, node->b, node->op == EXPR_EQ || node->op == EXPR_NE);
    else if (node->op == EXPR_MATCH)
        mean(naming, node->a, MEANT_TEXT);
    else if (node->op == EXPR_IN)
        mean_in(naming, node);
    else if (node->op >= EXPR_ADD && node->op <= EXPR_DIVIDE)
        mean_operands(naming, node);
    else if (node->op == EXPR_NEGATE)
        mean(naming, node->a, MEANT_NUMBER | MEANT_ONE);
    else if (node->op == EXPR_CALL && !mbr_expr_calls[node->index].of_field)
        for (const struct expr_node *one = node->a; one; one = one->next)
            mean(naming, one, meant_by(mbr_expr_calls[node->index].of) | MEANT_ONE);
    else
        (void)find_named(naming, node);
}

static void visit(const struct naming *naming, const struct expr_node *node)
{
    if (!node || node->op == EXPR_LITERAL)
        return;
    see(naming, node);
    if (node->op == EXPR_HISTORY)
        return;
    visit(naming, node->b);
    visit(naming, node->a);
    if (node->a && (node->op == EXPR_LIST || node->op == EXPR_CALL))
        for (const struct expr_node *next = node->a->next; next; next = next->next)
            visit(naming, next);
}

static void visit_aggregate(struct naming *naming, const struct expr_tally *tally)
{
    const struct expr_aggregate *aggregate = tally->aggregate;
    bool adds = aggregate->function == OVER_SUM || aggregate->function == OVER_AVG;
    naming->kind = tally->kind;
    if (aggregate->of)
        mean(naming, aggregate->of, MEANT_ONE | (adds ? MEANT_NUMBER : 0U));
    visit(naming, aggregate->of);
    visit(naming, aggregate->condition);
    naming->kind = NO_KIND;
    visit(naming, aggregate->from);
    visit(naming, aggregate->to);
}

void mbr_expr_named_find(struct mbr_expr_notes *notes, const struct mbr_expr_run *run)
{
    const struct expr_history *history = run->history;
    const struct mbr_expr_set *set = run->set;
    struct naming naming = {notes, history, NO_KIND};
    notes->kind_count = KIND_EVENT + history->type_count;
    notes->types_unmet = history->type_count;
    notes->kinds = mbr_calloc(notes->kind_count, sizeof *notes->kinds);
    notes->types = mbr_calloc(history->type_count + 1, sizeof *notes->types);
    for (size_t i = 0; i < history->type_count; i++)
        notes->types[i] = history->types[i];
    make_room(&notes->record, set->path_count);
    make_room(&notes->items, history->items.fields.count);
    for (size_t i = 0; i < notes->kind_count; i++)
        make_room(&notes->kinds[i], i < KIND_EVENT ? history->lines.count : history->events.count);
    for (size_t i = 0; i < set->root_count; i++)
        visit(&naming, set->roots[i]);
    for (size_t i = 0; i < set->aggregate_count; i++)
        visit_aggregate(&naming, history->tally_of[i]);
}
