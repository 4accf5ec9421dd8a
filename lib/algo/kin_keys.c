#include "kin_keys.h"

#include <stdlib.h>

/* Quickselect (Hoare, CACM 4, 1961). */
void mbr_kin_select(uint64_t *key, size_t n, size_t k)
{
    size_t from = 0, to = n - 1;
    while (from < to) {
        uint64_t pivot = key[from + (to - from) / 2];
        size_t i = from, j = to;
        for (;; i++, j--) {
            while (key[i] > pivot)
                i++;
            while (key[j] < pivot)
                j--;
            if (i >= j)
                break;
            uint64_t swap = key[i];
            key[i] = key[j];
            key[j] = swap;
        }
        if (k - 1 <= j)
            to = j;
        else
            from = j + 1;
    }
}

static int compare_keys(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x < *y) - (*x > *y);
}

void mbr_kin_sort(uint64_t *key, size_t n)
{
    if (n)
        qsort(key, n, sizeof *key, compare_keys);
}
