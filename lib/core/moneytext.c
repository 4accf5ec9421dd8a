#include "mbr/moneytext.h"

#include "mbr/decimal.h"
#include "swar.h"

#define MOST_BYTES 80
#define WHOLE_DIGITS 14
#define PLACES 4

bool mbr_moneytext_plain(struct mbr_span text, enum mbr_decimal_mark mark,
                         struct mbr_span *shortest)
{
    const char *p = text.p, *end = text.p + text.n;
    while (p < end && mbr_is_digit(*p))
        p++;
    size_t whole = (size_t)(p - text.p);
    if (whole == 0 || whole > WHOLE_DIGITS || (*text.p == '0' && whole > 1))
        return false;
    if (p < end) {
        const char *point = p++;
        while (p < end && mbr_is_digit(*p))
            p++;
        ptrdiff_t places = p - point - 1;
        if (*point != '.' || mark == MBR_MARK_COMMA || p < end || places < 1 || places > PLACES ||
            (places == 3 && mark == MBR_MARK_OPEN))
            return false;
        while (p[-1] == '0')
            p--;
        p -= p[-1] == '.';
    }
    *shortest = (struct mbr_span){text.p, (size_t)(p - text.p)};
    return true;
}

/* The high bit of each byte that is no digit. */
static inline uint64_t no_digits(uint64_t bytes)
{
    uint64_t low = bytes & ~MBR_SWAR_HIGH, zeros = MBR_SWAR_EACH('0');
    uint64_t below = ~((low | MBR_SWAR_HIGH) - zeros);
    uint64_t above = low + MBR_SWAR_EACH(0x7f - '9');
    return (below | above | bytes) & MBR_SWAR_HIGH;
}

bool mbr_moneytext_short(struct mbr_span text, enum mbr_decimal_mark mark,
                         struct mbr_span *shortest)
{
    if (text.n == 0)
        return false;
    uint64_t bytes = mbr_swar_load(text.p), known = UINT64_MAX >> (64 - 8 * text.n);
    uint64_t others = no_digits(bytes) & known;
    size_t whole = others ? mbr_swar_first(others) : text.n;
    if (whole == 0 || (*text.p == '0' && whole > 1))
        return false;
    *shortest = text;
    if (whole == text.n)
        return true;
    size_t places = text.n - whole - 1;
    if (text.p[whole] != '.' || others & (others - 1) || mark == MBR_MARK_COMMA || places < 1 ||
        places > PLACES || (places == 3 && mark == MBR_MARK_OPEN))
        return false;
    uint64_t behind = (bytes ^ MBR_SWAR_EACH('0')) & known & ~(UINT64_MAX >> (56 - 8 * whole));
    shortest->n = behind ? 8 - (size_t)__builtin_clzll(behind) / 8 : whole;
    return true;
}

enum marks { NEITHER, COMMA_GROUPS, POINT };
enum shared { NO_SIGN, DOLLAR, YEN };

/* Only signs of one currency stand together, and those that it shares with others. The first
   `clear` of them are of no other currency; a sign that another ends in stands behind that. groups:
   before exactly three digits, where it is used, a comma parts groups; POINT: and a point begins
   decimals. */
static const struct {
    const char *code;
    ptrdiff_t clear;
    enum marks groups;
    enum shared shared;
    const char *signs[7];
} currencies[] = {{"CNY", 4, POINT, YEN, {"CN¥", "RMB", "CNY", "元", "¥", "￥"}},
                  {"HKD", 2, POINT, DOLLAR, {"HK$", "HKD"}},
                  {"TWD", 2, POINT, DOLLAR, {"NT$", "TWD"}},
                  {"CAD", 2, NEITHER, DOLLAR, {"CA$", "CAD"}},
                  {"AUD", 3, POINT, DOLLAR, {"AU$", "A$", "AUD"}},
                  {"SGD", 1, POINT, DOLLAR, {"SGD"}},
                  {"USD", 2, COMMA_GROUPS, DOLLAR, {"US$", "USD", "$"}},
                  {"EUR", 2, NEITHER, NO_SIGN, {"EUR", "€"}},
                  {"GBP", 2, POINT, NO_SIGN, {"GBP", "£"}},
                  {"BDT", 2, POINT, NO_SIGN, {"৳", "BDT"}},
                  {"INR", 2, POINT, NO_SIGN, {"₹", "INR"}},
                  {"KRW", 2, POINT, NO_SIGN, {"₩", "KRW"}},
                  {"THB", 2, POINT, NO_SIGN, {"฿", "THB"}},
                  {"MYR", 2, POINT, NO_SIGN, {"RM", "MYR"}},
                  {"PHP", 2, POINT, NO_SIGN, {"₱", "PHP"}},
                  {"JPY", 1, POINT, YEN, {"JPY"}},
                  {"VND", 2, NEITHER, NO_SIGN, {"₫", "VND"}}};
#define CURRENCIES ((int)(sizeof currencies / sizeof currencies[0]))

static const char *const blanks[] = {" ", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", NULL};
static const char *const minuses[] = {"-", "\xe2\x88\x92", NULL};
static const char *const pluses[] = {"+", NULL};

/* Both cut the first of these away that is there, and return where it is in the list, or NULL. */
static const char *const *cut_front(struct mbr_span *text, const char *const *any)
{
    for (; *any; any++) {
        size_t n = strlen(*any);
        if (text->n >= n && memcmp(text->p, *any, n) == 0) {
            *text = (struct mbr_span){text->p + n, text->n - n};
            return any;
        }
    }
    return NULL;
}

static const char *const *cut_back(struct mbr_span *text, const char *const *any)
{
    for (; *any; any++) {
        size_t n = strlen(*any);
        if (text->n >= n && memcmp(text->p + text->n - n, *any, n) == 0) {
            text->n -= n;
            return any;
        }
    }
    return NULL;
}

/* What stands around the digits. A currency may be named at both ends: ￥5元. */
struct dress {
    bool front, back, mixed;
    int minus, plus, parentheses;
    struct mbr_moneytext_currency currency;
};

static enum shared shared_by(const char *sign)
{
    if (strcmp(sign, "$") == 0)
        return DOLLAR;
    return strcmp(sign, "¥") == 0 || strcmp(sign, "￥") == 0 ? YEN : NO_SIGN;
}

/* $5 CAD: whether one of both signs is shared, and by the currency of the other. */
static bool go_together(const struct mbr_moneytext_currency *shown, int which, const char *sign)
{
    enum shared first = shared_by(shown->sign), second = shared_by(sign);
    return (first && currencies[which].shared == first) ||
           (second && currencies[shown->which].shared == second);
}

static bool cut_currency(struct mbr_span *text, struct dress *dress)
{
    struct mbr_moneytext_currency *currency = &dress->currency;
    for (int i = 0; i < CURRENCIES; i++) {
        const char *const *front = cut_front(text, currencies[i].signs);
        const char *const *sign = front ? front : cut_back(text, currencies[i].signs);
        if (!sign)
            continue;
        dress->mixed |= front ? dress->front : dress->back;
        dress->mixed |= currency->sign && currency->which != i && !go_together(currency, i, *sign);
        dress->front |= front != NULL;
        dress->back |= !front;
        if (!currency->code)
            *currency = (struct mbr_moneytext_currency){
                .sign = *sign,
                .code =
                    sign - currencies[i].signs < currencies[i].clear ? currencies[i].code : NULL,
                .which = i};
        return true;
    }
    return false;
}

/* Takes away all that is around the digits; false when a sign stands there twice. */
static bool undress(struct mbr_span *text, struct dress *dress)
{
    *dress = (struct dress){.front = false};
    for (bool more = true; more;) {
        more = cut_front(text, blanks) || cut_back(text, blanks);
        if (cut_front(text, minuses) || cut_back(text, minuses))
            more = ++dress->minus;
        if (cut_front(text, pluses))
            more = ++dress->plus;
        more |= cut_currency(text, dress);
        if (text->n > 2 && text->p[0] == '(' && text->p[text->n - 1] == ')') {
            *text = (struct mbr_span){text->p + 1, text->n - 2};
            more = ++dress->parentheses;
        }
    }
    return dress->minus + dress->plus + dress->parentheses <= 1 && !dress->mixed;
}

/* The digits and the marks between them; blanks and apostrophes have become '\''. */
struct bare {
    char text[MOST_BYTES];
    size_t n, points, commas, others;
    size_t last; /* where the last point or comma is */
};

static bool strip(struct mbr_span text, struct bare *bare)
{
    *bare = (struct bare){.n = 0};
    if (text.n == 0 || text.n > MOST_BYTES)
        return false;
    while (text.n) {
        char c = *text.p;
        if (c == '\'' || cut_front(&text, blanks)) {
            bare->others++;
            text.p += c == '\'';
            text.n -= c == '\'';
            bare->text[bare->n++] = '\'';
            continue;
        }
        if (!mbr_is_digit(c) && c != '.' && c != ',')
            return false;
        if (!mbr_is_digit(c))
            bare->last = bare->n;
        bare->points += c == '.';
        bare->commas += c == ',';
        bare->text[bare->n++] = c;
        text = (struct mbr_span){text.p + 1, text.n - 1};
    }
    return true;
}

static bool is_dressed(struct mbr_span text, struct bare *bare, struct dress *dress)
{
    return text.n <= 2 * MOST_BYTES && undress(&text, dress) && strip(text, bare);
}

bool mbr_moneytext_currency(struct mbr_span text, struct mbr_moneytext_currency *to)
{
    struct bare bare;
    struct dress dress;
    if (!is_dressed(text, &bare, &dress) || !dress.currency.sign)
        return false;
    *to = dress.currency;
    return true;
}

/* What the mark before exactly three digits is in the currency that the amount names. */
static enum mbr_moneytext_says by_currency(const struct bare *bare,
                                           const struct mbr_moneytext_currency *currency)
{
    enum marks groups = currency->sign ? currencies[currency->which].groups : NEITHER;
    bool told = groups == POINT || (groups == COMMA_GROUPS && bare->commas);
    return told ? MBR_MONEYTEXT_POINT : MBR_MONEYTEXT_EITHER;
}

static enum mbr_moneytext_says says(const struct bare *bare, const struct dress *dress)
{
    if (bare->points + bare->commas == 0)
        return MBR_MONEYTEXT_NOTHING;
    enum mbr_moneytext_says last =
        bare->text[bare->last] == '.' ? MBR_MONEYTEXT_POINT : MBR_MONEYTEXT_COMMA;
    enum mbr_moneytext_says other =
        last == MBR_MONEYTEXT_POINT ? MBR_MONEYTEXT_COMMA : MBR_MONEYTEXT_POINT;
    if (bare->points && bare->commas)
        return last;
    if (bare->points + bare->commas > 1)
        return other;
    bool could_group = bare->n - bare->last - 1 == 3 && bare->last >= 1 && bare->last <= 3 &&
                       bare->text[0] != '0' && bare->others == 0;
    return could_group ? by_currency(bare, &dress->currency) : last;
}

enum mbr_moneytext_says mbr_moneytext_says(struct mbr_span text)
{
    struct bare bare;
    struct dress dress;
    return is_dressed(text, &bare, &dress) ? says(&bare, &dress) : MBR_MONEYTEXT_NOTHING;
}

/* Digits alone, or in groups of three behind the first, all parted by the same mark. */
static bool is_grouped(const char *p, size_t n)
{
    char parting = '\0';
    size_t run = 0;
    for (size_t i = 0; i < n; i++) {
        if (mbr_is_digit(p[i])) {
            run++;
            continue;
        }
        if (parting ? run != 3 || p[i] != parting : run == 0 || run > 3)
            return false;
        parting = p[i];
        run = 0;
    }
    return !parting || run == 3;
}

/* As a JSON number, which has a point, no groups and no zeros in front. */
static bool spell(const struct bare *bare, char mark, char *to, size_t *length)
{
    const char *decimals = memchr(bare->text, mark, bare->n), *end = bare->text + bare->n;
    size_t whole = (size_t)((decimals ? decimals : end) - bare->text), n = 0;
    if (!is_grouped(bare->text, whole))
        return false;
    for (size_t i = 0; i < whole; i++)
        if (mbr_is_digit(bare->text[i]) && (n || bare->text[i] != '0'))
            to[n++] = bare->text[i];
    if (n == 0)
        to[n++] = '0';
    for (const char *p = decimals; p && p < end; p++) {
        if (p > decimals && !mbr_is_digit(*p))
            return false;
        to[n++] = p > decimals ? *p : '.';
    }
    *length = n;
    return whole || decimals;
}

int mbr_moneytext_parse(struct mbr_span text, enum mbr_decimal_mark mark, int64_t *value,
                        const char **what)
{
    struct bare bare;
    struct dress dress;
    *what = "not a number";
    if (!is_dressed(text, &bare, &dress))
        return -1;
    enum mbr_moneytext_says said = says(&bare, &dress);
    if (mark == MBR_MARK_OPEN && said == MBR_MONEYTEXT_EITHER) {
        *what = "ambiguous decimal mark (see --decimal)";
        return -1;
    }
    bool comma = mark == MBR_MARK_OPEN ? said == MBR_MONEYTEXT_COMMA : mark == MBR_MARK_COMMA;
    char spelled[MOST_BYTES + 2];
    size_t n;
    if (!spell(&bare, comma ? ',' : '.', spelled, &n) ||
        mbr_decimal_parse((struct mbr_span){spelled, n}, value, what) < 0)
        return -1;
    if (dress.minus || dress.parentheses)
        *value = -*value;
    return 0;
}
