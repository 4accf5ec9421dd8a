/* What is left of a value when it is redacted. */

#include "mask_value.h"

#define MOST_ROUNDS 100
#define MOST_STARRED 32

/* The digits of a text, full-width ones too; returns how many there are, of which `most` are put.
 */
static size_t digits_of(struct mbr_span text, char *to, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        char digit = (char)c;
        if (c == 0xef && text.n - i >= 3 && (unsigned char)text.p[i + 1] == 0xbc) {
            digit = (char)((unsigned char)text.p[i + 2] - 0x90 + '0');
            i += 2;
        }
        if (digit < '0' || digit > '9')
            continue;
        if (n < most)
            to[n] = digit;
        n++;
    }
    return n;
}

/* What a platform, or a run before, has starred already: stars in the midst of no more digits than
   0086138 and 1234, and nothing else that could tell anything. */
static bool is_starred(struct mbr_span text)
{
    const char *stars = text.n ? memmem(text.p, text.n, "***", 3) : NULL;
    size_t before = 0, behind = 0;
    if (!stars || text.n > MOST_STARRED)
        return false;
    for (const char *p = text.p; p < text.p + text.n; p++) {
        if (!memchr("0123456789*+-() ", *p, 16))
            return false;
        bool is_digit = *p >= '0' && *p <= '9';
        *(p < stars ? &before : &behind) += is_digit;
    }
    return before <= 7 && behind <= 4;
}

/* 138****1234; of fewer than 11 digits two stay at each end, of fewer than 7 none. */
static void put_phone(struct mbr_buf *to, struct mbr_span text)
{
    char digits[24];
    if (is_starred(text)) {
        mbr_put_span(to, text);
        return;
    }
    size_t n = digits_of(text, digits, sizeof digits), code = 0;
    if (n < 7 || n > sizeof digits) {
        mbr_put_text(to, "***");
        return;
    }
    if ((n == 13 && memcmp(digits, "86", 2) == 0) || (n == 15 && memcmp(digits, "0086", 4) == 0))
        code = n - 11;
    size_t first = n - code >= 11 ? 3 : 2, last = n - code >= 11 ? 4 : 2;
    if (text.p[0] == '+')
        mbr_put_char(to, '+');
    mbr_put(to, digits, code + first);
    for (size_t i = code + first; i < n - last; i++)
        mbr_put_char(to, '*');
    mbr_put(to, digits + n - last, last);
}

static bool in_domain(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '.' || (unsigned char)c >= 0x80;
}

/* The first character and the domain; where there is no sign, or stars already, less. */
static void put_email(struct mbr_buf *to, struct mbr_span text)
{
    const char *sign = text.n ? memrchr(text.p, '@', text.n) : NULL;
    size_t first = 0, local = sign ? (size_t)(sign - text.p) : 0;
    if (local && text.p[0] != '*')
        for (first = 1; first < local && ((unsigned char)text.p[first] & 0xc0) == 0x80; first++)
            ;
    mbr_put(to, text.p, first);
    mbr_put_text(to, "***");
    if (!sign)
        return;
    size_t end = local + 1;
    while (end < text.n && in_domain(text.p[end]))
        end++;
    mbr_put(to, sign, end - local);
}

static bool is_year(const char *p)
{
    return memcmp(p, "18", 2) == 0 || memcmp(p, "19", 2) == 0 || memcmp(p, "20", 2) == 0;
}

/* The four digits at one end that are a year, with no digit beside them or four more behind. */
static bool put_year(struct mbr_buf *to, struct mbr_span text)
{
    size_t run = 0;
    while (run < text.n && text.p[run] >= '0' && text.p[run] <= '9')
        run++;
    const char *year = run == 4 || run == 8 ? text.p : NULL;
    if (!year && text.n > 4 && !(text.p[text.n - 5] >= '0' && text.p[text.n - 5] <= '9'))
        year = text.p + text.n - 4;
    if (!year || !is_year(year) || year[2] < '0' || year[2] > '9' || year[3] < '0' || year[3] > '9')
        return false;
    mbr_put(to, year, 4);
    return true;
}

/* Degrees, cut behind the first decimal, about 10 km. */
static bool put_place(struct mbr_buf *to, struct mbr_span text)
{
    size_t sign = text.n && text.p[0] == '-', whole = sign;
    while (whole < text.n && text.p[whole] >= '0' && text.p[whole] <= '9')
        whole++;
    if (whole == sign || whole > sign + 3 || (whole < text.n && text.p[whole] != '.'))
        return false;
    size_t n = whole + 1;
    while (n < text.n && text.p[n] >= '0' && text.p[n] <= '9')
        n++;
    if (n < text.n)
        return false;
    mbr_put(to, text.p, text.n < whole + 2 ? whole : whole + 2);
    return true;
}

/* "E017", not "Frau Groß" nor "Anna": a code has a digit, and no letters but plain ones. */
static bool put_code(struct mbr_buf *to, struct mbr_span text)
{
    bool digit = false;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c <= ' ' || c >= 0x7f || c == '"' || c == '\\')
            return false;
        digit |= c >= '0' && c <= '9';
    }
    if (digit && !mbr_personal_of_text(text))
        mbr_put_span(to, text);
    return to->n > 0;
}

/* What is put between quotes is part of a text that is one, so it needs no more than escaping. */
static bool put_less(struct mbr_buf *to, enum mbr_personal kind, struct mbr_span text)
{
    switch (kind) {
    case MBR_PERSONAL_PHONE:
        put_phone(to, text);
        return true;
    case MBR_PERSONAL_EMAIL:
        put_email(to, text);
        return true;
    case MBR_PERSONAL_BIRTHDAY:
        return put_year(to, text);
    case MBR_PERSONAL_PLACE:
        return put_place(to, text);
    case MBR_PERSONAL_STAFF:
        return put_code(to, text);
    default:
        return false;
    }
}

bool mbr_mask_put_redacted(struct mbr_buf *to, enum mbr_personal kind, struct mbr_span text,
                           bool is_number)
{
    struct mbr_buf less = {0};
    bool some = put_less(&less, kind, text);
    if (some && is_number && (kind == MBR_PERSONAL_PLACE || kind == MBR_PERSONAL_STAFF))
        mbr_put_span(to, mbr_buf_span(&less));
    else if (some)
        mbr_put_string(to, mbr_buf_span(&less));
    mbr_buf_free(&less);
    return some;
}

bool mbr_mask_is_redacted(enum mbr_personal kind, struct mbr_span text)
{
    struct mbr_buf less = {0};
    bool is_same = put_less(&less, kind, text) ? mbr_span_equal(mbr_buf_span(&less), text)
                                               : memchr(text.p, '*', text.n) != NULL;
    mbr_buf_free(&less);
    return is_same;
}

static bool put_masked(struct mbr_buf *to, struct mbr_span text)
{
    struct mbr_personal_found found;
    size_t at = 0;
    for (; mbr_personal_find(text, at, &found); at = found.from + found.n) {
        mbr_put(to, text.p + at, found.from - at);
        if (!put_less(to, found.kind, (struct mbr_span){text.p + found.from, found.n}))
            mbr_put_text(to, "***");
    }
    mbr_put(to, text.p + at, text.n - at);
    return !mbr_span_equal(mbr_buf_span(to), text);
}

/* What is left of one thing may be the beginning of another, as of digits that stand close by, so
   it is looked again until nothing is found. */
bool mbr_mask_put_looked(struct mbr_buf *to, struct mbr_span text)
{
    struct mbr_buf less[2] = {0};
    int round = 0;
    while (round < MOST_ROUNDS && put_masked(&less[round % 2], text)) {
        text = mbr_buf_span(&less[round % 2]);
        less[++round % 2].n = 0;
    }
    if (round)
        mbr_put_string(to, text);
    mbr_buf_free(&less[0]);
    mbr_buf_free(&less[1]);
    return round > 0;
}
