#include "import_guess.h"

#include "mbr/datetext.h"
#include "mbr/moneytext.h"

#define COUNT_DIGITS 9 /* a longer number counts nothing a shop sells */

static bool is_whole(struct mbr_span s)
{
    if (s.n && *s.p == '-')
        s = (struct mbr_span){s.p + 1, s.n - 1};
    for (size_t i = 0; i < s.n; i++)
        if (!mbr_is_digit(s.p[i]))
            return false;
    return s.n && s.n <= COUNT_DIGITS && (*s.p != '0' || s.n == 1);
}

static bool is_money(struct mbr_span s)
{
    int64_t value;
    const char *what;
    return mbr_moneytext_parse(s, MBR_MARK_POINT, &value, &what) == 0 ||
           mbr_moneytext_parse(s, MBR_MARK_COMMA, &value, &what) == 0;
}

static bool is_id(struct mbr_span s)
{
    bool digit = false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] <= ' ' || s.p[i] == 0x7f)
            return false;
        digit |= mbr_is_digit(s.p[i]);
    }
    return digit;
}

/* Zeros in front, or too many digits: such a number is a name. */
static bool is_numeral(struct mbr_span s)
{
    size_t i = 0;
    while (i < s.n && mbr_is_digit(s.p[i]))
        i++;
    return i == s.n && (s.n > COUNT_DIGITS || (s.n > 1 && *s.p == '0'));
}

void mbr_import_tally_add(struct mbr_import_tally *tally, struct mbr_span value)
{
    enum mbr_datetext_says says = mbr_datetext_says(value);
    if (value.n == 0)
        return;
    tally->values++;
    tally->days += says != MBR_DATETEXT_NOTHING;
    tally->times += says != MBR_DATETEXT_NOTHING &&
                    (memchr(value.p, ':', value.n) || (value.n == 14 && mbr_is_digit(value.p[4])));
    tally->day_first |= says == MBR_DATETEXT_DMY;
    tally->month_first |= says == MBR_DATETEXT_MDY;
    tally->either |= says == MBR_DATETEXT_EITHER;
    tally->wholes += is_whole(value);
    tally->moneys += is_money(value) && !is_numeral(value);
    tally->ids += is_id(value);
}

enum mbr_import_looks mbr_import_looks(const struct mbr_import_tally *tally)
{
    size_t enough = tally->values - tally->values / 20;
    if (tally->values == 0)
        return MBR_IMPORT_LOOKS_EMPTY;
    if (tally->days >= enough)
        return tally->times ? MBR_IMPORT_LOOKS_TIME : MBR_IMPORT_LOOKS_DAY;
    if (tally->wholes >= enough)
        return MBR_IMPORT_LOOKS_WHOLE;
    if (tally->moneys >= enough)
        return MBR_IMPORT_LOOKS_MONEY;
    return tally->ids >= enough ? MBR_IMPORT_LOOKS_ID : MBR_IMPORT_LOOKS_TEXT;
}

bool mbr_import_order_open(const struct mbr_import_tally *tally)
{
    return tally->day_first == tally->month_first && (tally->either || tally->day_first);
}

#define DAYS (1u << MBR_IMPORT_LOOKS_DAY | 1u << MBR_IMPORT_LOOKS_TIME)
#define NUMBERS (1u << MBR_IMPORT_LOOKS_WHOLE | 1u << MBR_IMPORT_LOOKS_MONEY)
#define IDS (1u << MBR_IMPORT_LOOKS_ID | 1u << MBR_IMPORT_LOOKS_WHOLE)
#define WORDS (1u << MBR_IMPORT_LOOKS_TEXT)

/* What shops call the fields, the surer words first. */
static const struct {
    const char *field;
    unsigned looks;
    const char *const words[16];
} guesses[] = {
    {"at",
     DAYS,
     {"ordered", "paid", "date", "time", "day", "created", "datum", "zeitpunkt", "下单时间",
      "付款时间", "支付时间", "时间", "日期"}},
    {MBR_IMPORT_CLOCK, IDS | WORDS, {"time", "uhrzeit", "zeit", "时间", "时刻"}},
    {"order",
     IDS,
     {"order", "invoice", "receipt", "transaction", "basket", "bill", "bon", "beleg", "rechnung",
      "bestell", "订单", "单号", "小票", "流水"}},
    {"member",
     IDS | WORDS,
     {"member", "customer", "client", "card", "kundenkarte", "kunde", "karte", "user", "buyer",
      "会员", "客户", "买家", "用户", "顾客", "卡号", "手机"}},
    {"item",
     IDS,
     {"sku", "stockcode", "item", "article", "artikel", "product", "barcode", "ean", "code", "货号",
      "商品", "条码"}},
    {"qty",
     NUMBERS,
     {"qty", "quantity", "pieces", "units", "count", "number", "menge", "anzahl", "stück", "数量",
      "件数"}},
    {"price", NUMBERS, {"price", "each", "preis", "einzelpreis", "单价", "售价", "价格"}},
    {"amount",
     NUMBERS,
     {"amount", "total", "sum", "value", "revenue", "net", "paid", "betrag", "summe", "umsatz",
      "gesamt", "金额", "实付", "合计"}},
    {"name",
     WORDS,
     {"description", "product", "item", "article", "artikel", "bezeichnung", "title", "name",
      "text", "商品", "标题", "品名"}},
    {"category", WORDS | IDS, {"category", "department", "warengruppe", "类目", "分类", "品类"}},
    {"brand", WORDS | IDS, {"brand", "marke", "品牌"}},
    {"channel", WORDS, {"channel", "source", "kanal", "渠道", "来源"}},
    {"store", WORDS | IDS, {"store", "shop", "branch", "filiale", "till", "门店", "店铺"}},
    {"staff", WORDS | IDS, {"staff", "cashier", "verkäufer", "kassierer", "导购", "收银员"}},
    {"ids.phone", IDS | WORDS, {"phone", "telefon", "mobile", "手机", "电话"}},
    {"ids.email", WORDS | IDS, {"email", "e-mail", "邮箱"}},
    {"discount", NUMBERS, {"discount", "rabatt", "折扣", "优惠"}},
    {"attr.city", WORDS, {"city", "town", "城市"}},
    {"attr.country", WORDS, {"country", "国家"}},
};

/* Sums of money that are not what a line has cost. */
static const char *const others[] = {
    "refund",  "return",  "discount", "rabatt", "coupon", "tax",  "steuer", "mwst", "vat",  "ship",
    "postage", "versand", "freight",  "price",  "preis",  "cost", "fee",    "tip",  "退款", "优惠",
    "折扣",    "运费",    "邮费",     "单价",   "售价",   "价格", "税",     "积分", "成本", NULL};

#define GUESSES (sizeof guesses / sizeof guesses[0])
#define MOST_WORDS (sizeof guesses[0].words / sizeof guesses[0].words[0])

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Whether the word stands in the header, at the beginning of one of its words: "UnitPrice" and
   "unit_price" have "price", and "updated" has no "date". */
static bool has_word(const char *header, const char *word)
{
    for (const char *at = header; (at = strcasestr(at, word)); at++)
        if (at == header || !is_letter(*word) || !is_letter(at[-1]) ||
            (is_upper(*at) && !is_upper(at[-1])))
            return true;
    return false;
}

static bool is_other_sum(const char *header)
{
    for (size_t i = 0; others[i]; i++)
        if (has_word(header, others[i]))
            return true;
    return false;
}

/* The column that fits the guess best, of those that are free; `columns` for none. */
static size_t best_column(size_t guess, const enum mbr_import_looks *looks,
                          const struct mbr_names *headers, size_t columns, const char **field)
{
    bool is_amount = strcmp(guesses[guess].field, "amount") == 0;
    for (size_t w = 0; w < MOST_WORDS && guesses[guess].words[w]; w++)
        for (size_t i = 0; i < columns; i++)
            if (!field[i] && guesses[guess].looks & 1u << looks[i] &&
                has_word(headers->name[i], guesses[guess].words[w]) &&
                !(is_amount && is_other_sum(headers->name[i])))
                return i;
    return columns;
}

static bool has_field(const char *const *field, size_t columns, const char *name)
{
    for (size_t i = 0; i < columns; i++)
        if (field[i] && strcmp(field[i], name) == 0)
            return true;
    return false;
}

/* The first free column of such looks. */
static void take_first(const char *name, unsigned wanted, const enum mbr_import_looks *looks,
                       const struct mbr_names *headers, size_t columns, const char **field)
{
    for (size_t i = 0; i < columns; i++) {
        if (!field[i] && wanted & 1u << looks[i] && !(headers && is_other_sum(headers->name[i]))) {
            field[i] = name;
            return;
        }
    }
}

void mbr_import_guess(const enum mbr_import_looks *looks, const struct mbr_names *headers,
                      size_t columns, const char **field)
{
    for (size_t i = 0; i < columns; i++)
        field[i] = NULL;
    for (size_t guess = 0; headers && guess < GUESSES; guess++) {
        size_t best = best_column(guess, looks, headers, columns, field);
        if (best < columns)
            field[best] = guesses[guess].field;
    }
    for (size_t i = 0; i < columns && !has_field(field, columns, "item"); i++)
        if (field[i] && strcmp(field[i], "name") == 0)
            field[i] = "item"; /* facts about an item need one */
    if (!has_field(field, columns, "at"))
        take_first("at", DAYS, looks, headers, columns, field);
    if (!headers)
        take_first("member", IDS, looks, NULL, columns, field);
    if (!has_field(field, columns, "amount") && !has_field(field, columns, "price"))
        take_first("amount", 1u << MBR_IMPORT_LOOKS_MONEY, looks, headers, columns, field);
}
