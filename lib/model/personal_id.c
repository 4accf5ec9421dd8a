/* Numbers with check digits. */

#include "mbr/date.h"
#include "mbr/personal.h"

static bool are_digits(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] < '0' || p[i] > '9')
            return false;
    return true;
}

static int number_of(const char *digits, size_t n)
{
    int number = 0;
    for (size_t i = 0; i < n; i++)
        number = number * 10 + (digits[i] - '0');
    return number;
}

/* GB/T 2260: the first two digits of divisions; 81 to 83 are those of GB 11643 for residents from
   Hong Kong, Macao and Taiwan. */
static bool is_division(int number)
{
    static const struct {
        int first, last;
    } divisions[] = {{11, 15}, {21, 23}, {31, 37}, {41, 46},
                     {50, 54}, {61, 65}, {71, 71}, {81, 83}};
    for (size_t i = 0; i < sizeof divisions / sizeof *divisions; i++)
        if (number >= divisions[i].first && number <= divisions[i].last)
            return true;
    return false;
}

bool mbr_national_id_cn(struct mbr_span text)
{
    static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    const char *p = text.p;
    int sum = 0;
    if (text.n != 18 || !are_digits(p, 17) || !is_division(number_of(p, 2)))
        return false;
    int year = number_of(p + 6, 4);
    if (year < 1800 || year > 2099 ||
        !mbr_civil_valid(year, number_of(p + 10, 2), number_of(p + 12, 2)))
        return false;
    for (size_t i = 0; i < 17; i++)
        sum += (p[i] - '0') * weights[i];
    char check = p[17] == 'x' ? 'X' : p[17];
    return check == "10X98765432"[sum % 11];
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static int letter_rank(char c)
{
    return (c | 0x20) - 'a';
}

/* Letters count 10 to 35, the blank before a single one 36; the weights are 9 down to 1, and the
   sum is divisible by 11. */
bool mbr_national_id_hk(struct mbr_span text)
{
    char c[9];
    size_t n = 0, at = 0;
    bool two = text.n > 1 && is_letter(text.p[0]) && is_letter(text.p[1]);
    size_t letters = two ? 2 : 1, most = letters + 7;
    if (text.n != most && text.n != most + 2)
        return false;
    if (!is_letter(text.p[0]) || !are_digits(text.p + letters, 6))
        return false;
    if (text.n == most + 2 && (text.p[letters + 6] != '(' || text.p[most + 1] != ')'))
        return false;
    if (!two)
        c[n++] = ' ';
    for (; at < letters + 6; at++)
        c[n++] = text.p[at];
    char check = text.p[text.n == most ? at : at + 1];
    if (!are_digits(&check, 1) && (check | 0x20) != 'a')
        return false;
    int sum = are_digits(&check, 1) ? check - '0' : 10;
    for (size_t i = 0; i < n; i++) {
        int worth = c[i] == ' ' ? 36 : is_letter(c[i]) ? letter_rank(c[i]) + 10 : c[i] - '0';
        sum += worth * (int)(9 - i);
    }
    return sum % 11 == 0;
}

/* The letter stands for a number of two digits, by the order in which the counties were numbered;
   with weights 1, 9, 8 ... 1 and 1 for the check digit the sum is divisible by 10. */
bool mbr_national_id_tw(struct mbr_span text)
{
    static const int county[26] = {10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21,
                                   22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33};
    const char *p = text.p;
    if (text.n != 10 || !is_letter(p[0]) || !are_digits(p + 1, 9) || !memchr("1289", p[1], 4))
        return false;
    int number = county[letter_rank(p[0])];
    int sum = number / 10 + number % 10 * 9 + (p[9] - '0');
    for (size_t i = 1; i < 9; i++)
        sum += (p[i] - '0') * (int)(9 - i);
    return sum % 10 == 0;
}

/* The beginnings that issuers of payment cards have, by the lists they publish themselves. */
static bool is_issued(const char *p, size_t n)
{
    static const struct {
        int first, last; /* of four digits */
        size_t least, most;
    } issuers[] = {
        {4000, 4999, 13, 19},                                             /* Visa */
        {5100, 5599, 16, 16},                                             /* Mastercard */
        {2221, 2720, 16, 16}, {3400, 3499, 15, 15},                       /* American Express */
        {3700, 3799, 15, 15}, {6200, 6299, 16, 19},                       /* UnionPay */
        {8100, 8171, 16, 19}, {3528, 3589, 16, 19},                       /* JCB */
        {3000, 3059, 14, 19},                                             /* Diners Club */
        {3600, 3699, 14, 19}, {3800, 3999, 14, 19}, {6011, 6011, 16, 19}, /* Discover */
        {6440, 6599, 16, 19},
    };
    int first = number_of(p, 4);
    for (size_t i = 0; i < sizeof issuers / sizeof *issuers; i++)
        if (first >= issuers[i].first && first <= issuers[i].last && n >= issuers[i].least &&
            n <= issuers[i].most)
            return true;
    return false;
}

bool mbr_card_number(struct mbr_span digits)
{
    size_t n = digits.n;
    int sum = 0;
    if (n < 13 || n > 19 || !are_digits(digits.p, n) || !is_issued(digits.p, n))
        return false;
    for (size_t i = 0; i < n; i++) {
        int digit = digits.p[n - 1 - i] - '0';
        int worth = i % 2 ? digit * 2 : digit;
        sum += worth > 9 ? worth - 9 : worth;
    }
    return sum % 10 == 0;
}
