#include "mbr/currency.h"

#include "mbr/moneytext.h"

/* Names that are not written before an amount. */
static const struct {
    const char *name, *code;
} names[] = {{"人民币", "CNY"}, {"美元", "USD"}, {"欧元", "EUR"},
             {"英镑", "GBP"},   {"港币", "HKD"}, {"港元", "HKD"}};

/* Those of other than two places, from list one of ISO 4217. */
static const char none[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
static const char three[] = "BHD IQD JOD KWD LYD OMR TND";
static const char four[] = "CLF UYW";

static bool of_letters(struct mbr_span text, char code[3])
{
    if (text.n != 3)
        return false;
    for (size_t i = 0; i < 3; i++) {
        char c = text.p[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z'))
            return false;
        code[i] = (char)(c & ~0x20);
    }
    if (memcmp(code, "RMB", 3) == 0)
        memcpy(code, "CNY", 3);
    return true;
}

/* As it stands before an amount. */
static bool of_sign(struct mbr_span text, char code[3])
{
    char amount[16];
    struct mbr_moneytext_currency shown;
    if (text.n == 0 || text.n >= sizeof amount)
        return false;
    memcpy(amount, text.p, text.n);
    amount[text.n] = '1';
    if (!mbr_moneytext_currency((struct mbr_span){amount, text.n + 1}, &shown) || !shown.code)
        return false;
    memcpy(code, shown.code, 3);
    return true;
}

bool mbr_currency_code(struct mbr_span text, char code[3])
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!mbr_span_is(text, names[i].name))
            continue;
        memcpy(code, names[i].code, 3);
        return true;
    }
    return of_letters(text, code) || of_sign(text, code);
}

static bool is_in(const char *list, const char code[3])
{
    for (; list[0]; list += list[3] ? 4 : 3)
        if (memcmp(list, code, 3) == 0)
            return true;
    return false;
}

int mbr_currency_places(const char code[3])
{
    return is_in(none, code) ? 0 : is_in(three, code) ? 3 : is_in(four, code) ? 4 : 2;
}
