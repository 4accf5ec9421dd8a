#include "import_settle.h"

#include <stdlib.h>

#include "mbr/decimal.h"
#include "mbr/mem.h"
#include "mbr/spread.h"

static bool carries(const struct mbr_settle_line *line)
{
    return !line->gift && !line->back;
}

static int flawed(struct mbr_settle_flaw *flaw, const char *field, const char *what)
{
    *flaw = (struct mbr_settle_flaw){field, what, SIZE_MAX};
    return -1;
}

static int sum_lines(const struct mbr_settle *settle, int64_t *sum, struct mbr_settle_flaw *flaw)
{
    *sum = 0;
    for (size_t i = 0; i < settle->count; i++)
        if (carries(&settle->line[i]) && !mbr_decimal_add(*sum, settle->line[i].amount, sum))
            return flawed(flaw, NULL, "the amounts are too large together");
    return 0;
}

/* What the lines have cost together. */
static int find_total(const struct mbr_settle *settle, int64_t *total, struct mbr_settle_flaw *flaw)
{
    if (settle->has_paid) {
        *total = settle->paid - settle->postage;
        return *total >= 0 ? 0 : flawed(flaw, "order.paid", "less than the postage");
    }
    for (size_t i = 0; i < settle->count; i++) {
        if (!settle->line[i].priced && carries(&settle->line[i])) {
            flawed(flaw, NULL, "no amount, no price and no total of the order");
            flaw->line = i;
            return -1;
        }
    }
    if (sum_lines(settle, total, flaw) < 0)
        return -1;
    *total -= settle->discount;
    return *total >= 0 ? 0 : flawed(flaw, "order.discount", "more than the lines cost");
}

/* Equal prices tell nothing where they are 0: then the pieces do. */
static void find_weights(const struct mbr_settle *settle, int64_t *weight)
{
    bool any = false;
    for (size_t i = 0; i < settle->count; i++) {
        weight[i] = carries(&settle->line[i]) ? settle->line[i].amount : 0;
        any |= weight[i] > 0;
    }
    for (size_t i = 0; i < settle->count && !any; i++)
        if (carries(&settle->line[i]))
            weight[i] = settle->line[i].qty ? settle->line[i].qty : MBR_DECIMAL_ONE;
}

static int spread(struct mbr_settle *settle, struct mbr_settle_flaw *flaw)
{
    size_t carriers = 0, count = settle->count;
    for (size_t i = 0; i < count; i++)
        carriers += carries(&settle->line[i]);
    if (find_total(settle, &settle->goods, flaw) < 0)
        return -1;
    if (carriers == 0)
        return settle->goods ? flawed(flaw, "order.paid", "no line that it was paid for") : 0;
    if (!settle->has_paid && settle->discount == 0)
        return 0;
    int64_t *weight = mbr_calloc(2 * count, sizeof *weight), *part = weight + count;
    int64_t coin = settle->coin;
    while (settle->goods % coin)
        coin /= 10;
    find_weights(settle, weight);
    mbr_spread(settle->goods, coin, weight, count, part);
    for (size_t i = 0; i < count; i++)
        if (carries(&settle->line[i]))
            settle->line[i].amount = part[i];
    free(weight);
    return 0;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* What came back line by line. The sum does not overflow where that of the amounts does not. */
static int64_t refund_lines(struct mbr_settle *settle, bool all)
{
    int64_t sum = 0;
    for (size_t i = 0; i < settle->count; i++) {
        struct mbr_settle_line *line = &settle->line[i];
        if (!carries(line)) {
            line->refund = 0;
            continue;
        }
        if (all || (line->refunded && line->refund == 0))
            line->refund = line->amount;
        line->refund = least(line->refund, line->amount);
        line->wholly = all || (line->refund && line->refund == line->amount);
        sum += line->refund;
    }
    return sum;
}

/* Pieces come back at what was paid for them, which the line's discounts and those of the order
   have changed since. A line that does not say how many it has is one piece, as its price is. */
static void refund_pieces(const struct mbr_settle *settle, struct mbr_settle_line *line)
{
    int64_t coin = settle->coin, part[2], qty = line->qty ? line->qty : MBR_DECIMAL_ONE;
    if (!carries(line) || line->refund_qty == 0)
        return;
    while (line->amount % coin)
        coin /= 10;
    const int64_t weight[2] = {line->refund_qty, qty - line->refund_qty};
    if (weight[1] <= 0)
        line->refund = line->amount;
    else
        mbr_spread(line->amount, coin, weight, 2, part);
    if (weight[1] > 0)
        line->refund = part[0];
}

/* Where lines tell what came back of them, the rest of the order's refund is postage first. */
static int refund(struct mbr_settle *settle, struct mbr_settle_flaw *flaw)
{
    int64_t said = 0, total = settle->refund;
    for (size_t i = 0; i < settle->count; i++)
        refund_pieces(settle, &settle->line[i]);
    for (size_t i = 0; i < settle->count; i++)
        if (carries(&settle->line[i]) && !mbr_decimal_add(said, settle->line[i].refund, &said))
            return flawed(flaw, NULL, "the refunds are too large together");
    if (settle->apart && !mbr_decimal_add(said, total, &total))
        return flawed(flaw, "order.refund", "too large with those of the lines");
    if (said > total)
        total = said;
    bool all = settle->refunded || (total > 0 && total >= settle->goods);
    int64_t back = refund_lines(settle, all), rest = total > back ? total - back : 0;
    int64_t postage = said ? least(rest, settle->postage) : 0;
    settle->loose = least(rest - postage, settle->goods - back);
    settle->beyond = rest - settle->loose;
    return 0;
}

int mbr_settle(struct mbr_settle *settle, struct mbr_settle_flaw *flaw)
{
    return spread(settle, flaw) < 0 ? -1 : refund(settle, flaw);
}
