#include "mbr/personal.h"

#include <arpa/inet.h>

/* A stretch of digits as it stands in a text. */
struct run {
    char digits[20];
    size_t count;
    size_t from, end; /* bytes of the text */
};
#define MOST_DIGITS 20
#define MOST_RUNS 6

/* Several runs, one and the same separator between any two of them. */
struct number {
    struct run run[MOST_RUNS];
    size_t runs;
    char separator;
    bool plus;
    size_t from; /* the plus included */
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

static void read_number(struct mbr_span text, size_t at, struct number *number)
{
    *number = (struct number){.from = at, .plus = text.p[at] == '+'};
    at += number->plus;
    while (number->runs < MOST_RUNS && read_run(text, at, &number->run[number->runs])) {
        at = number->run[number->runs++].end;
        char c = at < text.n ? text.p[at] : '\0';
        if ((c != ' ' && c != '-') || (number->separator && c != number->separator))
            break;
        number->separator = c;
        at++;
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

/* 138 1234 1234, with 86 or 0086 before it or not; 86-13812341234. */
static bool is_grouped_mobile(const struct run *run, size_t n, struct mbr_span all)
{
    size_t code = all.n - 11;
    if (!is_chinese_mobile(all) || (code && run[0].count != code))
        return false;
    run += code > 0;
    n -= code > 0;
    return n == 1 || (n == 3 && run[0].count == 3 && run[1].count == 4);
}

/* Whether the first n runs, which are more than one, are put as people group phones and cards. */
static enum mbr_personal grouped_kind(const struct number *number, size_t n)
{
    char held[MOST_DIGITS];
    struct mbr_span all = join(number, n, held);
    const struct run *run = number->run;
    if (n == 2 && number->separator == '-' && run[0].digits[0] == '0' && run[0].count >= 3 &&
        run[0].count <= 4 && (run[1].count == 7 || run[1].count == 8))
        return MBR_PERSONAL_PHONE;
    if (is_grouped_mobile(run, n, all))
        return MBR_PERSONAL_PHONE;
    for (size_t i = 0; i < n; i++)
        if (run[i].count < 3 || run[i].count > 7)
            return MBR_PERSONAL_NONE;
    return n >= 3 && mbr_card_number(all) ? MBR_PERSONAL_CARD : MBR_PERSONAL_NONE;
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

static bool find_number(struct mbr_span text, size_t at, struct mbr_personal_found *found)
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

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_local(char c)
{
    return is_alnum(c) || memchr(".!#$%&'*+/=?^_`{|}~-", c, 20);
}

/* The bytes of a domain from `at` on: names with points between, the last of letters. */
static size_t domain_end(struct mbr_span text, size_t at)
{
    size_t begin = at, end = at, letters = 0, points = 0;
    for (; at < text.n && (is_alnum(text.p[at]) || text.p[at] == '-' || text.p[at] == '.'); at++) {
        if (text.p[at] == '.') {
            if (at == begin || text.p[at - 1] == '.')
                break;
            points++;
            letters = 0;
            continue;
        }
        letters = is_alnum(text.p[at]) && text.p[at] > '9' ? letters + 1 : 0;
        if (points && letters >= 2)
            end = at + 1;
    }
    return end;
}

/* A word at `at`, up to *end, and whether it is the beginning of an e-mail. */
static bool find_email(struct mbr_span text, size_t at, size_t *end,
                       struct mbr_personal_found *found)
{
    size_t sign = at;
    while (sign < text.n && is_local(text.p[sign]))
        sign++;
    *end = sign;
    if (sign == at || sign == text.n || text.p[sign] != '@')
        return false;
    size_t last = domain_end(text, sign + 1);
    *found = (struct mbr_personal_found){MBR_PERSONAL_EMAIL, at, last - at};
    return last > sign + 1;
}

/* An e-mail may begin with digits, so each word is looked at as a whole before its digits are. */
bool mbr_personal_find(struct mbr_span text, size_t from, struct mbr_personal_found *found)
{
    size_t word = from, n;
    for (size_t at = from; at < text.n; at += n) {
        if (at >= word && find_email(text, at, &word, found))
            return true;
        bool plus = text.p[at] == '+';
        if (digit_at(text, at, &n) < 0 && !plus) {
            n = 1;
            continue;
        }
        if (find_number(text, at, found))
            return true;
        struct run run;
        n = read_run(text, at + plus, &run) ? run.end - at : 1;
    }
    return false;
}

static bool is_ip(struct mbr_span text)
{
    char held[64];
    unsigned char address[sizeof(struct in6_addr)];
    if (text.n < 4 || text.n >= sizeof held ||
        !(memchr(text.p, '.', text.n) || memchr(text.p, ':', text.n)))
        return false;
    memcpy(held, text.p, text.n);
    held[text.n] = '\0';
    return inet_pton(AF_INET, held, address) == 1 || inet_pton(AF_INET6, held, address) == 1;
}

/* As WeChat gives them: 28 characters, the first an o, capitals and small letters among them. */
static bool is_openid(struct mbr_span text)
{
    bool capital = false, small = false;
    if (text.n != 28 || text.p[0] != 'o')
        return false;
    for (size_t i = 1; i < text.n; i++) {
        char c = text.p[i];
        if (!is_alnum(c) && c != '-' && c != '_')
            return false;
        capital |= c >= 'A' && c <= 'Z';
        small |= c >= 'a' && c <= 'z';
    }
    return capital && small;
}

/* Five or six letters and digits behind the sign of a province and a letter. */
static bool is_plate(struct mbr_span text)
{
    static const char provinces[] =
        "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
    if (text.n < 9 || text.n > 12 || (unsigned char)text.p[0] < 0x80)
        return false;
    const char *sign = memmem(provinces, sizeof provinces - 1, text.p, 3);
    if (!sign || (sign - provinces) % 3 || text.p[3] < 'A' || text.p[3] > 'Z')
        return false;
    size_t from = text.n > 9 && memcmp(text.p + 4, "·", 2) == 0 ? 6 : 4, n = text.n - from;
    for (size_t i = from; i < text.n; i++)
        if (!is_alnum(text.p[i]) || text.p[i] >= 'a')
            return false;
    return n == 5 || n == 6;
}

static bool is_ciphertext(struct mbr_span text)
{
    if (text.n < 12)
        return false;
    const char *p = text.p;
    bool doubled = memcmp(p, "##", 2) == 0 || memcmp(p, "$$", 2) == 0;
    bool framed = (p[0] == '~' || p[0] == '$') && p[text.n - 1] == p[0];
    for (size_t i = 0; i < text.n; i++)
        if (!is_alnum(p[i]) && !memchr("#$~+/=-_", p[i], 8))
            return false;
    return doubled || framed;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

enum mbr_personal mbr_personal_of_text(struct mbr_span text)
{
    struct mbr_personal_found found;
    while (text.n && is_blank(text.p[0]))
        text = (struct mbr_span){text.p + 1, text.n - 1};
    while (text.n && is_blank(text.p[text.n - 1]))
        text.n--;
    if (text.n < 4)
        return MBR_PERSONAL_NONE;
    if (mbr_personal_find(text, 0, &found) && found.from == 0 && found.n == text.n)
        return found.kind;
    if (text.p[text.n - 1] == ')' && mbr_national_id_hk(text))
        return MBR_PERSONAL_NATIONAL_ID;
    return is_openid(text)       ? MBR_PERSONAL_ACCOUNT
           : is_ip(text)         ? MBR_PERSONAL_IP
           : is_plate(text)      ? MBR_PERSONAL_PLATE
           : is_ciphertext(text) ? MBR_PERSONAL_CIPHERTEXT
                                 : MBR_PERSONAL_NONE;
}
