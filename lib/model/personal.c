#include "mbr/personal.h"

#include <arpa/inet.h>

#include "personal_number.h"

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

/* A123456(3): its six digits begin at `at`, its letters not before `from`. */
static bool find_hk(struct mbr_span text, size_t from, size_t at, struct mbr_personal_found *found)
{
    for (size_t letters = 2; letters > 0; letters--) {
        if (at - from < letters || text.n - at < 9 || text.p[at + 6] != '(')
            continue;
        const struct mbr_span id = {text.p + at - letters, letters + 9};
        *found = (struct mbr_personal_found){MBR_PERSONAL_NATIONAL_ID, at - letters, id.n};
        if (mbr_national_id_hk(id))
            return true;
    }
    return false;
}

/* An e-mail may begin with digits, so each word is looked at as a whole before its digits are. */
bool mbr_personal_find(struct mbr_span text, size_t from, struct mbr_personal_found *found)
{
    size_t word = from, n;
    for (size_t at = from; at < text.n; at += n) {
        if (at >= word && find_email(text, at, &word, found))
            return true;
        bool plus = text.p[at] == '+';
        n = mbr_digits_end(text, at + plus) - at;
        if (n == 0) {
            n = 1;
            continue;
        }
        if (mbr_personal_number(text, at, found) || (n == 6 && find_hk(text, from, at, found)))
            return true;
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
    return is_openid(text)       ? MBR_PERSONAL_ACCOUNT
           : is_ip(text)         ? MBR_PERSONAL_IP
           : is_plate(text)      ? MBR_PERSONAL_PLATE
           : is_ciphertext(text) ? MBR_PERSONAL_CIPHERTEXT
                                 : MBR_PERSONAL_NONE;
}
