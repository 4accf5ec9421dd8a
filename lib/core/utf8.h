#ifndef MBR_UTF8_H
#define MBR_UTF8_H

#include <stddef.h>

/* The length, 1 to 4, of the character at p < end; 0 when it is not well-formed UTF-8 (Unicode 15,
   table 3-7: no overlong forms, no surrogates, nothing beyond U+10FFFF). */
static inline size_t mbr_utf8_length(const char *p, const char *end)
{
    const unsigned char *s = (const unsigned char *)p;
    size_t left = (size_t)(end - p);
    if (s[0] < 0x80)
        return 1;
    if (left < 2 || s[0] < 0xc2 || (s[1] & 0xc0) != 0x80)
        return 0;
    if (s[0] < 0xe0)
        return 2;
    if (left < 3 || (s[2] & 0xc0) != 0x80)
        return 0;
    if (s[0] < 0xf0)
        return (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ? 0 : 3;
    if (left < 4 || (s[3] & 0xc0) != 0x80)
        return 0;
    return s[0] > 0xf4 || (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f) ? 0 : 4;
}

#endif
