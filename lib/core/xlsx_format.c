#include "xlsx_value.h"

/* ECMA-376-1, 18.8.30 and 18.8.31: what is shown of a number. Those built in from 27 on are dates
   of East Asian calendars, and mean the same in all of them but for 55 and 56, days or times. */
enum mbr_xlsx_kind mbr_xlsx_builtin(int64_t number)
{
    if (number == 46)
        return MBR_XLSX_ELAPSED;
    if ((number >= 18 && number <= 22) || (number >= 32 && number <= 35) || number == 45 ||
        number == 47)
        return MBR_XLSX_TIME;
    bool is_day = (number >= 14 && number <= 17) || (number >= 27 && number <= 36) ||
                  (number >= 50 && number <= 58);
    return is_day ? MBR_XLSX_DAY : MBR_XLSX_NUMBER;
}

/* Bytes of "[…]"; *elapsed when only hours, minutes or seconds are in it. Others are colours,
   conditions and languages. */
static size_t bracket(const char *code, bool *elapsed)
{
    size_t n = 1 + strspn(code + 1, "hHmMsS");
    if (n > 1 && code[n] == ']') {
        *elapsed = true;
        return n + 1;
    }
    n = strcspn(code, "]");
    return code[n] ? n + 1 : n;
}

/* Bytes at the beginning of code that stand for themselves or are no letters of a date. */
static size_t skipped(const char *code, bool *elapsed)
{
    size_t n;
    switch (*code) {
    case '"':
        n = 1 + strcspn(code + 1, "\"");
        return code[n] ? n + 1 : n;
    case '\\': /* the next character stands for itself */
    case '_':  /* a blank of its width */
    case '*':  /* it, repeated */
        return code[1] ? 2 : 1;
    case '[':
        return bracket(code, elapsed);
    default:
        break;
    }
    static const char *const words[] = {"General", "AM/PM", "A/P"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strncasecmp(code, words[i], strlen(words[i])) == 0)
            return strlen(words[i]);
    return 0;
}

/* Only the first section: it is that of positive numbers. An m is a month, but beside hours or
   seconds minutes. */
enum mbr_xlsx_kind mbr_xlsx_format(const char *code)
{
    bool day = false, month = false, time = false, elapsed = false;
    while (*code && *code != ';') {
        size_t n = skipped(code, &elapsed);
        if (n) {
            code += n;
            continue;
        }
        char c = (char)(*code | 0x20);
        day |= c == 'y' || c == 'd' || strncasecmp(code, "aaa", 3) == 0;
        month |= c == 'm';
        time |= c == 'h' || c == 's';
        code++;
    }
    if (elapsed)
        return MBR_XLSX_ELAPSED;
    if (time)
        return MBR_XLSX_TIME;
    return day || month ? MBR_XLSX_DAY : MBR_XLSX_NUMBER;
}
