#ifndef MBR_DIGITS_H
#define MBR_DIGITS_H

/* Writing decimal digits, two at a time. */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define MBR_DIGITS_MOST 20 /* of 64 bits */

extern const char mbr_digit_pairs[201]; /* "00", "01" ... "99" */

static inline void mbr_write_two(char *to, unsigned value) /* below 100 */
{
    memcpy(to, mbr_digit_pairs + 2 * value, 2);
}

/* Writes value in its fewest digits and returns how many they are. */
static inline size_t mbr_write_digits(char *to, uint64_t value)
{
    size_t n = 1;
    for (uint64_t limit = 10; value >= limit && n < MBR_DIGITS_MOST; limit *= 10)
        n++;
    char *end = to + n;
    for (; value >= 100; value /= 100)
        mbr_write_two(end -= 2, (unsigned)(value % 100));
    if (value >= 10)
        mbr_write_two(to, (unsigned)value);
    else
        *to = (char)('0' + value);
    return n;
}

#endif
