/* Phones, identity numbers and cards as people write them: digits in groups. */

#include "personal_number.h"

/* A stretch of digits as it stands in a text. */
struct run {
    char digits[20];
    size_t count;
    size_t from, end; /* bytes of the text */
    char behind;      /* the sign between it and the next one; '\0': there is none */
};
#define MOST_DIGITS 20
#define MOST_RUNS 6

/* Several runs that stand close by. */
struct number {
    struct run run[MOST_RUNS];
    size_t runs;
    bool plus;
};

/* The digit at p, or -1; *n is its bytes, one or the three of a full-width one. */
static int digit_at(struct mbr_span text, size_t at, size_t *n)
{
    *n = 1;
    if (at >= text.n)
        return -1;
    unsigned char c = (unsigned char)text.p[at];
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c != 0xef || text.n - at < 3 || (unsigned char)text.p[at + 1] != 0xbc)
        return -1;
    unsigned char last = (unsigned char)text.p[at + 2];
    *n = 3;
    return last >= 0x90 && last <= 0x99 ? last - 0x90 : -1;
}

static bool read_run(struct mbr_span text, size_t at, struct run *run)
{
    size_t n;
    run->count = 0;
    run->from = at;
    for (int digit; (digit = digit_at(text, at, &n)) >= 0; at += n) {
        if (run->count < MOST_DIGITS)
            run->digits[run->count] = (char)('0' + digit);
        run->count++;
    }
    run->end = at;
    return run->count > 0;
}

/* The sign that may stand within a number at `at`, in one of its spellings, or NUL; *n is its
 * bytes.
 */
static char sign_at(struct mbr_span text, size_t at, size_t *n)
{
    static const struct {
        const char *text;
        char sign;
    } signs[] = {{"\u00a0", ' '}, {"\u3000", ' '}, {"\u2009", ' '}, {"\u202f", ' '},
                 {"\uff0d", '-'}, {"\u2010", '-'}, {"\u2011", '-'}, {"\u2012", '-'},
                 {"\u2013", '-'}, {"\u2014", '-'}, {"\u2212", '-'}, {"\uff09", ')'}};
    *n = 1;
    if (at >= text.n)
        return '\0';
    char c = text.p[at];
    if ((unsigned char)c < 0x80)
        return c == '\t' ? ' ' : memchr(" -.)", c, 4) ? c : '\0';
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        *n = strlen(signs[i].text);
        if (*n <= text.n - at && memcmp(text.p + at, signs[i].text, *n) == 0)
            return signs[i].sign;
    }
    return '\0';
}

/* What stands between two runs: a sign, or one with blanks around it. */
static char signs_at(struct mbr_span text, size_t *at)
{
    char sign = '\0', next;
    size_t n;
    for (int i = 0; i < 3 && (next = sign_at(text, *at, &n)); i++) {
        if (sign && sign != ' ' && next != ' ')
            return '\0';
        sign = next == ' ' && sign ? sign : next;
        *at += n;
    }
    return sign;
}

size_t mbr_digits_end(struct mbr_span text, size_t at)
{
    size_t n;
    while (digit_at(text, at, &n) >= 0)
        at += n;
    return at;
}

static void read_number(struct mbr_span text, size_t at, struct number *number)
{
    number->plus = text.p[at] == '+';
    number->runs = 0; /* what runs hold is not cleared: there are many numbers */
    at += number->plus;
    while (number->runs < MOST_RUNS && read_run(text, at, &number->run[number->runs])) {
        struct run *run = &number->run[number->runs++];
        at = run->end;
        run->behind = signs_at(text, &at);
        if (!run->behind)
            break;
    }
}

/* The digits of the first n runs; empty when there are more than can be of use. */
static struct mbr_span join(const struct number *number, size_t n, char to[MOST_DIGITS])
{
    struct mbr_span all = {to, 0};
    for (size_t i = 0; i < n; i++) {
        const struct run *run = &number->run[i];
        if (run->count > MOST_DIGITS - all.n)
            return (struct mbr_span){to, 0};
        memcpy(to + all.n, run->digits, run->count);
        all.n += run->count;
    }
    return all;
}

static bool is_mobile(struct mbr_span d)
{
    return d.n == 11 && d.p[0] == '1' && d.p[1] >= '3';
}

/* A mobile number of mainland China, its country's code before it or not. */
static bool is_chinese_mobile(struct mbr_span d)
{
    size_t code = d.n == 13 && memcmp(d.p, "86", 2) == 0     ? 2
                  : d.n == 15 && memcmp(d.p, "0086", 4) == 0 ? 4
                                                             : 0;
    return is_mobile((struct mbr_span){d.p + code, d.n - code});
}

/* Whether one of the signs, and no other, stands between all of the first n runs. */
static bool is_between(const struct number *number, size_t n, const char *signs)
{
    for (size_t i = 0; i + 1 < n; i++)
        if (!strchr(signs, number->run[i].behind) || number->run[i].behind != number->run[0].behind)
            return false;
    return true;
}

/* 138 1234 1234, 138-12341234 or 1381234 1234, with 86 or 0086 before it or not; with points, as
   decimals have one, only the first. */
static bool is_grouped_mobile(const struct run *run, size_t n, struct mbr_span all)
{
    size_t code = all.n - 11;
    bool points = false;
    if (!is_chinese_mobile(all) || (code && run[0].count != code))
        return false;
    run += code > 0;
    n -= code > 0;
    for (size_t i = 0; i + 1 < n; i++)
        points |= run[i].behind == '.';
    if (n == 3)
        return (run[0].count == 3 || run[0].count == 4) && run[1].count >= 3 && run[2].count >= 3;
    return n == 1 || (n == 2 && !points && (run[0].count == 3 || run[0].count == 7));
}

/* 010-62345678, (010)6234 5678 */
static bool is_landline(const struct number *number, size_t n, struct mbr_span all)
{
    const struct run *run = number->run;
    size_t rest = all.n - run[0].count;
    if (all.n == 0 || run[0].digits[0] != '0' || run[0].digits[1] == '0' || run[0].count < 3 ||
        run[0].count > 4 || rest < 7 || rest > 8)
        return false;
    return run[0].behind != '.' &&
           (n == 2 || (n == 3 && run[1].behind != '.' && run[2].count == 4));
}

/* Whether the first n runs, which are more than one, are put as people group phones and cards. */
static enum mbr_personal grouped_kind(const struct number *number, size_t n)
{
    char held[MOST_DIGITS];
    struct mbr_span all = join(number, n, held);
    const struct run *run = number->run;
    if (is_landline(number, n, all) || is_grouped_mobile(run, n, all))
        return MBR_PERSONAL_PHONE;
    for (size_t i = 0; i < n; i++)
        if (run[i].count < 3 || run[i].count > 7)
            return MBR_PERSONAL_NONE;
    return n >= 3 && is_between(number, n, " -.") && mbr_card_number(all) ? MBR_PERSONAL_CARD
                                                                          : MBR_PERSONAL_NONE;
}

/* One run, with an X behind it that may be the check character of an identity number. */
static enum mbr_personal single_kind(struct mbr_span text, const struct run *run, size_t *end)
{
    char held[18];
    if (run->count == 17 && run->end < text.n && (text.p[run->end] | 0x20) == 'x') {
        memcpy(held, run->digits, 17);
        held[17] = 'X';
        *end = run->end + 1;
        return mbr_national_id_cn((struct mbr_span){held, 18}) ? MBR_PERSONAL_NATIONAL_ID
                                                               : MBR_PERSONAL_NONE;
    }
    struct mbr_span d = {run->digits, run->count <= MOST_DIGITS ? run->count : 0};
    *end = run->end;
    if (is_chinese_mobile(d))
        return MBR_PERSONAL_PHONE;
    if (mbr_national_id_cn(d))
        return MBR_PERSONAL_NATIONAL_ID;
    return mbr_card_number(d) ? MBR_PERSONAL_CARD : MBR_PERSONAL_NONE;
}

/* A number with a plus: E.164 has up to 15 digits, of which the country's code is the first. */
static bool is_international(const struct number *number, size_t *end)
{
    size_t digits = 0, good = 0;
    for (size_t i = 0; i < number->runs && digits + number->run[i].count <= 15; i++) {
        digits += number->run[i].count;
        if (digits >= 8)
            good = i + 1;
    }
    if (!good || number->run[0].digits[0] == '0')
        return false;
    *end = number->run[good - 1].end;
    return true;
}

bool mbr_personal_number(struct mbr_span text, size_t at, struct mbr_personal_found *found)
{
    struct number number;
    size_t end = 0;
    read_number(text, at, &number);
    if (number.runs == 0)
        return false;
    enum mbr_personal kind = MBR_PERSONAL_NONE;
    if (number.plus && is_international(&number, &end))
        kind = MBR_PERSONAL_PHONE;
    if (!kind)
        kind = single_kind(text, &number.run[0], &end);
    for (size_t n = number.runs; !kind && n > 1; n--) {
        kind = grouped_kind(&number, n);
        end = number.run[n - 1].end;
    }
    *found = (struct mbr_personal_found){kind, at, end - at};
    return kind != MBR_PERSONAL_NONE;
}
