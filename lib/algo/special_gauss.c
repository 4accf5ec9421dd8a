#include <math.h>
#include <stdbool.h>

#include "mbr/special.h"

#define ENOUGH 1e-17
#define QUICK 20000       /* terms of the plain series, before steps are thought of */
#define PATIENCE 20000000 /* terms in any case */
#define BIG 0x1p+600
#define LN_BIG (600 * 0x1.62e42fefa39efp-1)

/* The function and its derivative at z, both divided by exp(scale). */
struct place {
    double p, q, c;
    double z, value, slope, scale;
};

static double least_term(double p, double q, double c)
{
    return fmax(0, fmax(-c, fmax(-p, -q)));
}

/* From 0 to z by Gauss's series; false when so many terms were not enough. */
static bool add_series(struct place *at, double z, int terms)
{
    double term = 1, value = 1, slope = 0, settled = least_term(at->p, at->q, at->c);
    bool enough = false;
    at->scale = 0;
    for (int n = 0; n < terms && !enough; n++) {
        double grow = (at->p + n) * (at->q + n) / ((at->c + n) * (n + 1.0)) * z;
        term *= grow;
        value += term;
        slope += (n + 1) * term;
        if (fabs(term) > BIG) {
            term /= BIG;
            value /= BIG;
            slope /= BIG;
            at->scale += LN_BIG;
        }
        double tail = 1 - fabs(grow);
        enough = term == 0 ||
                 (n > settled && tail > 0 && (n + 1) * fabs(term) < ENOUGH * fabs(slope) * tail &&
                  fabs(term) < ENOUGH * fabs(value) * tail);
    }
    at->z = z;
    at->value = value;
    at->slope = z > 0 ? slope / z : at->p * at->q / at->c;
    return enough;
}

/* Taylor's series from one place to the next, halfway to 1 at most: its coefficients follow from
   the differential equation. */
static void step(struct place *at, double ahead)
{
    double p = at->p, q = at->q, z = at->z, turn = at->c - (p + q + 1) * z;
    double here = at->value, next = at->slope * ahead, value = here + next, slope = next;
    double rest = ahead / (z * (1 - z));
    for (int n = 0; n < PATIENCE; n++) {
        double after = (n + p) * (n + q) * ahead * here - (n + 1) * ((1 - 2 * z) * n + turn) * next;
        after *= rest / ((n + 1.0) * (n + 2.0));
        here = next;
        next = after;
        value += after;
        slope += (n + 2) * after;
        if ((n + 2) * (fabs(after) + fabs(here)) <= ENOUGH * (fabs(value) + fabs(slope)))
            break;
        if (fabs(after) > BIG) {
            here /= BIG;
            next /= BIG;
            value /= BIG;
            slope /= BIG;
            at->scale += LN_BIG;
        }
    }
    at->z += ahead;
    at->value = value;
    at->slope = slope / ahead;
}

/* 0 <= z < 1. Where the plain series takes too long, z being near 1, it is left early, and steps
   follow: not before 1 - 1/c, since the other solution of the equation, which goes with z^(1-c),
   would grow out of the rounding. `left` is 1 - z without its rounding. */
static double inside(double p, double q, double c, double z, double left, int *sign)
{
    struct place at = {.p = p, .q = q, .c = c};
    if (!add_series(&at, z, QUICK)) {
        double early = 1 - 1 / fmax(4, fabs(c));
        if (early >= z || !add_series(&at, early, PATIENCE)) {
            add_series(&at, z, PATIENCE);
        } else {
            while (1 - at.z > 2 * left)
                step(&at, (1 - at.z) / 2);
            step(&at, (1 - at.z) - left);
        }
    }
    *sign = at.value < 0 ? -1 : 1;
    return log(fabs(at.value)) + at.scale;
}

/* Pfaff's transformation brings z < 0 to (0, 1), and of the two forms that Euler's makes there
   (Abramowitz and Stegun 15.3.3 and 15.3.4) that is taken whose terms change their signs least,
   then the one that converges better. */
double mbr_log_hypergeometric(double a, double b, double c, double z, int *sign)
{
    double left = 1 - z, outside = 0;
    if (z < 0) {
        outside = -a * log1p(-z);
        b = c - b;
        left = 1 / (1 - z);
        z = z / (z - 1);
    }
    double turned_a = c - a, turned_b = c - b;
    double changes = fmax(0, -a) + fmax(0, -b);
    double turned_changes = fmax(0, -turned_a) + fmax(0, -turned_b);
    if (turned_changes < changes || (turned_changes == changes && turned_a + turned_b < a + b)) {
        outside += (c - a - b) * log(left);
        a = turned_a;
        b = turned_b;
    }
    return outside + inside(a, b, c, z, left, sign);
}
