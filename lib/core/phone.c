#include "mbr/phone.h"

#define MOST_DIGITS 15 /* of a number in E.164, the calling code included */
#define LEAST_DIGITS 8 /* taken where the plan is not known */
#define MOST_WRITTEN 24
#define MOST_EXTENSION 6

/* What stands written: digits and, for the hidden ones, stars. */
struct written {
    char digit[MOST_WRITTEN];
    size_t n;
    size_t group; /* where the last group of them begins: behind the last separator */
    size_t
        extension; /* where the digits of the extension begin, when there is a mark before; or 0 */
    bool plus, hidden;
};

/* How many bytes of a sign beyond ASCII stand here: a dash or minus, or a dot or cross that hides
   a digit. */
static size_t is_dash(struct mbr_span s)
{
    static const char *const dashes[] = {"\u2010", "\u2011", "\u2012", "\u2013",
                                         "\u2014", "\u2015", "\u2212"};
    for (size_t i = 0; s.n >= 3 && i < sizeof dashes / sizeof *dashes; i++)
        if (memcmp(s.p, dashes[i], 3) == 0)
            return 3;
    return 0;
}

static size_t is_hiding(struct mbr_span s)
{
    if (*s.p == '*')
        return 1;
    if (s.n >= 3 && (memcmp(s.p, "\u2022", 3) == 0 || memcmp(s.p, "\u25cf", 3) == 0))
        return 3;
    if (s.n >= 2 && memcmp(s.p, "\u00d7", 2) == 0)
        return 2;
    return 0;
}

/* Two of them or more hide digits; one alone stands before an extension. */
static bool is_crossed(struct mbr_span s, const struct written *w)
{
    bool x = *s.p == 'x' || *s.p == 'X';
    return x && ((s.n > 1 && s.p[1] == *s.p) || (w->n && w->digit[w->n - 1] == '*'));
}

static size_t is_extension(struct mbr_span s)
{
    static const char *const marks[] = {";ext=", "ext.", "ext", "Ext.", "Ext", "EXT",
                                        "转",    "分机", "#",   "x",    "X"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t n = strlen(marks[i]);
        if (s.n > n && memcmp(s.p, marks[i], n) == 0)
            return n;
    }
    return 0;
}

static bool add_digit(struct written *w, char c)
{
    if (w->n == MOST_WRITTEN)
        return false;
    w->digit[w->n++] = c;
    w->hidden |= c == '*';
    return true;
}

/* How many bytes of s were understood; 0: this is no number. */
static size_t read_sign(struct written *w, struct mbr_span s)
{
    size_t n;
    if (mbr_is_digit(*s.p))
        return add_digit(w, *s.p);
    if (*s.p == '+' && w->n == 0 && !w->plus)
        return w->plus = true;
    if (s.n >= 3 && memcmp(s.p, "(0)", 3) == 0 && w->n) /* +44 (0)20: for those who dial at home */
        return 3;
    if ((n = is_hiding(s)) || (n = is_crossed(s, w)))
        return add_digit(w, '*') ? n : 0;
    if (w->n && !w->extension && (n = is_extension(s))) {
        w->extension = w->n;
        return n;
    }
    if (memchr(" -.()/,", *s.p, 7) || (n = is_dash(s))) {
        w->group = *s.p == '(' ? w->group : w->n;
        return memchr(" -.()/,", *s.p, 7) ? 1 : n;
    }
    return 0;
}

/* A spreadsheet's number: 13800138000.0 */
static struct mbr_span without_fraction(struct mbr_span s)
{
    const char *dot = s.n ? memchr(s.p, '.', s.n) : NULL;
    if (s.n > 2 && dot == s.p + s.n - 2 && s.p[s.n - 1] == '0')
        s.n -= 2;
    return s;
}

static bool read_written(struct written *w, struct mbr_span s)
{
    *w = (struct written){0};
    s = without_fraction(s);
    if (s.n && *s.p == '\'') { /* a spreadsheet's mark of text */
        s.p++;
        s.n--;
    }
    while (s.n) {
        size_t n = read_sign(w, s);
        if (n == 0)
            return false;
        s.p += n;
        s.n -= n;
    }
    return w->n > 0;
}

/* Whether the digit at i may be one from a to b. */
static bool may_be(struct mbr_span digits, size_t i, char a, char b)
{
    return i < digits.n && (digits.p[i] == '*' || (digits.p[i] >= a && digits.p[i] <= b));
}

static bool is_exactly(struct mbr_span digits, const char *begins)
{
    size_t n = strlen(begins);
    return digits.n >= n && memcmp(digits.p, begins, n) == 0;
}

/* Mobiles are 1[3-9] and nine digits; area codes are 10, 2x and others of three digits, with seven
   or eight digits behind. 400 and 800 are companies. */
static bool is_chinese(struct mbr_span n)
{
    if (is_exactly(n, "400") || is_exactly(n, "800"))
        return false;
    if (n.n == 11 && may_be(n, 0, '1', '1') && may_be(n, 1, '3', '9'))
        return true;
    if (is_exactly(n, "10") || is_exactly(n, "2"))
        return n.n == 10;
    return may_be(n, 0, '3', '9') && (n.n == 10 || n.n == 11);
}

static bool is_taiwanese(struct mbr_span n)
{
    return may_be(n, 0, '9', '9') ? n.n == 9 : may_be(n, 0, '2', '8');
}

static bool is_national(const struct mbr_country *country, struct mbr_span n)
{
    if (n.n < country->min || n.n > country->max)
        return false;
    if (strcmp(country->code, "86") == 0)
        return is_chinese(n);
    if (strcmp(country->code, "852") == 0)
        return may_be(n, 0, '2', '9');
    if (strcmp(country->code, "853") == 0)
        return may_be(n, 0, '6', '6') || may_be(n, 0, '8', '8') || may_be(n, 0, '2', '2');
    if (strcmp(country->code, "886") == 0)
        return is_taiwanese(n);
    if (strcmp(country->code, "1") == 0)
        return may_be(n, 0, '2', '9') && may_be(n, 3, '2', '9');
    return country->trunk == 0 || !may_be(n, 0, '0', '0') || n.p[0] == '*';
}

static struct mbr_span behind(struct mbr_span s, size_t n)
{
    return (struct mbr_span){s.p + n, s.n - n};
}

/* One digit all along is what a till makes people type. */
static bool is_made_up(struct mbr_span n)
{
    size_t i = 1;
    while (i < n.n && n.p[i] == n.p[0])
        i++;
    return i >= n.n;
}

static bool put_national(struct mbr_buf *to, const struct mbr_country *country, struct mbr_span n)
{
    if (country->trunk && n.n > country->min && n.p[0] == country->trunk)
        n = behind(n, 1);
    if (!is_national(country, n) || is_made_up(n))
        return false;
    mbr_put_char(to, '+');
    mbr_put_text(to, country->code);
    mbr_put_span(to, n);
    return true;
}

/* A code that is not given out passes, as made-up numbers for tests have one. */
static bool put_international(struct mbr_buf *to, struct mbr_span digits)
{
    const struct mbr_country *country = mbr_country_of(digits);
    if (country)
        return put_national(to, country, behind(digits, strlen(country->code)));
    if (digits.n < LEAST_DIGITS || digits.n > MOST_DIGITS || !may_be(digits, 0, '1', '9') ||
        memchr(digits.p, '*', 3) || is_made_up(digits))
        return false;
    mbr_put_char(to, '+');
    mbr_put_span(to, digits);
    return true;
}

/* The calling codes of China's neighbours on its own coast are often written without the +. */
static bool put_coast(struct mbr_buf *to, struct mbr_span digits)
{
    static const char *const names[] = {"HK", "MO", "TW", "CN"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct mbr_country *country = mbr_country_find(names[i]);
        if (is_exactly(digits, country->code))
            return put_national(to, country, behind(digits, strlen(country->code)));
    }
    return false;
}

/* From the mainland: 0 before a mobile is an old way to dial another city, 17951 and 12593 are
   cheap lines before it, and 09 with eight digits is a mobile of Taiwan. */
static bool put_from_china(struct mbr_buf *to, const struct mbr_country *china,
                           struct mbr_span digits)
{
    bool cheap = is_exactly(digits, "17951") || is_exactly(digits, "12593");
    if (cheap && digits.n == 16)
        digits = behind(digits, 5);
    if (digits.n == 10 && is_exactly(digits, "09"))
        return put_national(to, mbr_country_find("TW"), behind(digits, 1));
    bool mobile = digits.n == 11 && may_be(digits, 0, '1', '1');
    bool trunk = digits.n > 10 && digits.p[0] == '0';
    return (mobile || trunk) && put_national(to, china, digits);
}

static bool put_dialled(struct mbr_buf *to, struct mbr_span digits, bool plus,
                        const struct mbr_country *home)
{
    bool coast = strcmp(home->code, "86") == 0 || strcmp(home->code, "852") == 0 ||
                 strcmp(home->code, "853") == 0 || strcmp(home->code, "886") == 0;
    if (plus)
        return put_international(to, digits);
    if (is_exactly(digits, "00"))
        return put_international(to, behind(digits, 2));
    if (strcmp(home->code, "1") == 0 && is_exactly(digits, "011"))
        return put_international(to, behind(digits, 3));
    if (strcmp(home->code, "86") == 0 ? put_from_china(to, home, digits)
                                      : put_national(to, home, digits))
        return true;
    if (coast)
        return put_coast(to, digits);
    return is_exactly(digits, home->code) &&
           put_national(to, home, behind(digits, strlen(home->code)));
}

static bool put_with_extension(struct mbr_buf *to, const struct written *w, size_t at,
                               const struct mbr_country *home)
{
    struct mbr_span number = {w->digit, at}, extension = {w->digit + at, w->n - at};
    if (at == 0 || extension.n == 0 || extension.n > MOST_EXTENSION ||
        memchr(extension.p, '*', extension.n) || !put_dialled(to, number, w->plus, home))
        return false;
    mbr_put_text(to, ";ext=");
    mbr_put_span(to, extension);
    return true;
}

/* An extension may be without a mark, as on platforms' lines that hide the buyer's own number:
   18400001111-2345. Without it such a line would be the same for many. */
int mbr_put_phone(struct mbr_buf *to, struct mbr_span text, const struct mbr_country *home)
{
    struct written w;
    if (!read_written(&w, text))
        return 0;
    struct mbr_span all = {w.digit, w.n};
    bool put = w.extension ? put_with_extension(to, &w, w.extension, home)
                           : put_dialled(to, all, w.plus, home) ||
                                 put_with_extension(to, &w, w.group, home);
    return put ? 1 + w.hidden : 0;
}

bool mbr_put_phone_hidden(struct mbr_buf *to, struct mbr_span whole, struct mbr_span mask)
{
    if (whole.n != mask.n)
        return false;
    for (size_t i = 0; i < whole.n; i++)
        mbr_put_char(to, mask.p[i] == '*' ? '*' : whole.p[i]);
    return true;
}
