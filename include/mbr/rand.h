#ifndef MBR_RAND_H
#define MBR_RAND_H

/* Random numbers from a seed: xoshiro256** 1.0 (Blackman and Vigna, "Scrambled linear pseudorandom
   number generators", ACM TOMS 47, 2021), its state filled by SplitMix64 (Steele, Lea and Flood,
   OOPSLA 2014). The same seed gives the same numbers on every machine. Not for secrets. */

#include <stdint.h>

struct mbr_rand {
    uint64_t s[4];
};

/* The next number of SplitMix64, whose state is one word. */
uint64_t mbr_rand_split(uint64_t *state);

void mbr_rand_seed(struct mbr_rand *rand, uint64_t seed);

/* A stream of its own for one purpose of one thing, such as the third order of member 17: whoever
   draws more or fewer numbers there disturbs no other stream. */
void mbr_rand_derive(struct mbr_rand *rand, uint64_t seed, uint64_t thing, uint64_t purpose);

static inline uint64_t mbr_rand_next(struct mbr_rand *rand)
{
    uint64_t *s = rand->s;
    uint64_t scrambled = s[1] * 5;
    scrambled = (scrambled << 7 | scrambled >> 57) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = s[3] << 45 | s[3] >> 19;
    return scrambled;
}

/* In [0, 1), a multiple of 2^-53. */
static inline double mbr_rand_uniform(struct mbr_rand *rand)
{
    return (double)(mbr_rand_next(rand) >> 11) * 0x1p-53;
}

/* In (0, 1), for those who take the logarithm. */
static inline double mbr_rand_open(struct mbr_rand *rand)
{
    return ((double)(mbr_rand_next(rand) >> 12) + 0.5) * 0x1p-52;
}

/* In [0, n), every number equally likely; n > 0. */
uint32_t mbr_rand_below(struct mbr_rand *rand, uint32_t n);

#endif
