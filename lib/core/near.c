#include "mbr/near.h"

#include <string.h>

#define LONGEST 64

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: three rows of the table are enough for one swap. */
static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= m; j++)
        last[j] = j;
    for (size_t i = 1; i <= n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            now[j] = least(last[j], now[j - 1]) + 1;
            now[j] = least(now[j], last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[m];
}

const char *mbr_near(const char *word, const char *const *names)
{
    size_t n = strlen(word), nearest = n / 3 > 1 ? n / 3 : 1;
    const char *found = NULL;
    if (n > LONGEST)
        return NULL;
    for (; *names; names++) {
        size_t m = strlen(*names);
        if (m > LONGEST)
            continue;
        size_t d = distance(word, n, *names, m);
        if (d < nearest || (d == nearest && !found)) {
            found = *names;
            nearest = d;
        }
    }
    return found;
}
