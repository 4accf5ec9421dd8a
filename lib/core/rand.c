#include "mbr/rand.h"

uint64_t mbr_rand_split(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

void mbr_rand_seed(struct mbr_rand *rand, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        rand->s[i] = mbr_rand_split(&seed);
}

/* Each part passes through the mixer before the next is added, so that (1, 2) and (2, 1) differ and
   neighbours are far apart. */
void mbr_rand_derive(struct mbr_rand *rand, uint64_t seed, uint64_t thing, uint64_t purpose)
{
    uint64_t state = mbr_rand_split(&seed) ^ thing;
    state = mbr_rand_split(&state) ^ purpose;
    mbr_rand_seed(rand, mbr_rand_split(&state));
}

/* Daniel Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019): the upper
   half of a product, and the few draws that would favour small numbers are drawn again. */
uint32_t mbr_rand_below(struct mbr_rand *rand, uint32_t n)
{
    uint64_t product = (mbr_rand_next(rand) >> 32) * n;
    if ((uint32_t)product < n) {
        uint32_t least = (0 - n) % n;
        while ((uint32_t)product < least)
            product = (mbr_rand_next(rand) >> 32) * n;
    }
    return (uint32_t)(product >> 32);
}
