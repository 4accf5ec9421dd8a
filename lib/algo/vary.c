#include "mbr/vary.h"

#include <stdlib.h>

#include "mbr/mem.h"

static double likeness(const struct mbr_vary_row *a, const struct mbr_vary_row *b)
{
    int same = 0;
    for (int i = 0; i < MBR_VARY_FACTS; i++)
        same += a->fact[i] != MBR_VARY_NONE && a->fact[i] == b->fact[i];
    return (double)same / MBR_VARY_FACTS;
}

/* The likeness of each row to those picked so far; below 0: it is out. */
struct state {
    const struct mbr_vary_row *row;
    double *like;
    size_t count;
    double diversity, greatest;
};

static size_t find_best(const struct state *state)
{
    size_t best = state->count;
    double most = 0;
    for (size_t i = 0; i < state->count; i++) {
        if (state->like[i] < 0)
            continue;
        double worth = (1 - state->diversity) * state->row[i].score / state->greatest -
                       state->diversity * state->like[i];
        if (best == state->count || worth > most) {
            most = worth;
            best = i;
        }
    }
    return best;
}

static size_t take_in_order(size_t count, size_t n, bool (*may)(size_t row, void *data), void *data,
                            size_t *picked)
{
    size_t picks = 0;
    for (size_t i = 0; i < count && picks < n; i++)
        if (!may || may(i, data))
            picked[picks++] = i;
    return picks;
}

size_t mbr_vary(const struct mbr_vary_row *row, size_t count, size_t n, double diversity,
                bool (*may)(size_t row, void *data), void *data, size_t *picked)
{
    struct state state = {.row = row, .count = count, .diversity = diversity, .greatest = 1};
    size_t picks = 0, best;
    if (!(diversity > 0))
        return take_in_order(count, n, may, data, picked);
    state.like = mbr_calloc(count + 1, sizeof *state.like);
    if (count && row[0].score > 0)
        state.greatest = row[0].score;
    while (picks < n && (best = find_best(&state)) < count) {
        state.like[best] = -1;
        if (may && !may(best, data))
            continue;
        picked[picks++] = best;
        for (size_t i = 0; i < count; i++) {
            double like = likeness(&row[i], &row[best]);
            if (state.like[i] >= 0 && like > state.like[i])
                state.like[i] = like;
        }
    }
    free(state.like);
    return picks;
}
