/* What the name of a field says. */

#include "mbr/personal.h"

const char *const mbr_personal_names[MBR_PERSONAL_KINDS] = {
    [MBR_PERSONAL_NONE] = "",
    [MBR_PERSONAL_NAME] = "name",
    [MBR_PERSONAL_PHONE] = "phone",
    [MBR_PERSONAL_EMAIL] = "email",
    [MBR_PERSONAL_NATIONAL_ID] = "national_id",
    [MBR_PERSONAL_CARD] = "card",
    [MBR_PERSONAL_ADDRESS] = "address",
    [MBR_PERSONAL_BIRTHDAY] = "birthday",
    [MBR_PERSONAL_PLACE] = "place",
    [MBR_PERSONAL_IP] = "ip",
    [MBR_PERSONAL_ACCOUNT] = "account",
    [MBR_PERSONAL_DEVICE] = "device",
    [MBR_PERSONAL_PLATE] = "plate",
    [MBR_PERSONAL_CIPHERTEXT] = "ciphertext",
    [MBR_PERSONAL_STAFF] = "staff",
};

#define LONGEST 256 /* of a key that is looked at */

/* Words in lower case, without blanks, points, hyphens, underscores and what counts them. `ends`:
   longer names may end in them ("buyer_mobile", "emails"), the longest word that one ends in
   deciding ("email_address"). */
static const struct word {
    const char *text;
    enum mbr_personal kind;
    bool ends;
} words[] = {
    {"name", MBR_PERSONAL_NAME, false},
    {"nick", MBR_PERSONAL_NAME, true},
    {"fullname", MBR_PERSONAL_NAME, true},
    {"firstname", MBR_PERSONAL_NAME, true},
    {"lastname", MBR_PERSONAL_NAME, true},
    {"middlename", MBR_PERSONAL_NAME, true},
    {"givenname", MBR_PERSONAL_NAME, true},
    {"familyname", MBR_PERSONAL_NAME, true},
    {"forename", MBR_PERSONAL_NAME, true},
    {"surname", MBR_PERSONAL_NAME, true},
    {"nickname", MBR_PERSONAL_NAME, true},
    {"realname", MBR_PERSONAL_NAME, true},
    {"username", MBR_PERSONAL_NAME, true},
    {"customername", MBR_PERSONAL_NAME, true},
    {"membername", MBR_PERSONAL_NAME, true},
    {"buyername", MBR_PERSONAL_NAME, true},
    {"receivername", MBR_PERSONAL_NAME, true},
    {"recipientname", MBR_PERSONAL_NAME, true},
    {"contactname", MBR_PERSONAL_NAME, true},
    {"contactperson", MBR_PERSONAL_NAME, true},
    {"shippingname", MBR_PERSONAL_NAME, true},
    {"billingname", MBR_PERSONAL_NAME, true},
    {"displayname", MBR_PERSONAL_NAME, true},
    {"cardholder", MBR_PERSONAL_NAME, true},
    {"consignee", MBR_PERSONAL_NAME, true},
    {"recipient", MBR_PERSONAL_NAME, true},
    {"phone", MBR_PERSONAL_PHONE, true},
    {"mobile", MBR_PERSONAL_PHONE, true},
    {"mobilephone", MBR_PERSONAL_PHONE, true},
    {"cellphone", MBR_PERSONAL_PHONE, true},
    {"telephone", MBR_PERSONAL_PHONE, true},
    {"tel", MBR_PERSONAL_PHONE, true},
    {"hotel", MBR_PERSONAL_NONE, true},
    {"automobile", MBR_PERSONAL_NONE, true},
    {"fax", MBR_PERSONAL_PHONE, true},
    {"cell", MBR_PERSONAL_PHONE, false},
    {"msisdn", MBR_PERSONAL_PHONE, true},
    {"whatsapp", MBR_PERSONAL_PHONE, false},
    {"email", MBR_PERSONAL_EMAIL, true},
    {"mail", MBR_PERSONAL_EMAIL, false},
    {"emailaddress", MBR_PERSONAL_EMAIL, true},
    {"mailaddress", MBR_PERSONAL_EMAIL, true},
    {"idcard", MBR_PERSONAL_NATIONAL_ID, true},
    {"nationalid", MBR_PERSONAL_NATIONAL_ID, true},
    {"identity", MBR_PERSONAL_NATIONAL_ID, false},
    {"hkid", MBR_PERSONAL_NATIONAL_ID, true},
    {"ssn", MBR_PERSONAL_NATIONAL_ID, false},
    {"passport", MBR_PERSONAL_NATIONAL_ID, true},
    {"card", MBR_PERSONAL_CARD, false},
    {"membercard", MBR_PERSONAL_CARD, true},
    {"vipcard", MBR_PERSONAL_CARD, true},
    {"loyaltycard", MBR_PERSONAL_CARD, true},
    {"bankcard", MBR_PERSONAL_CARD, true},
    {"creditcard", MBR_PERSONAL_CARD, true},
    {"debitcard", MBR_PERSONAL_CARD, true},
    {"iban", MBR_PERSONAL_CARD, true},
    {"bankaccount", MBR_PERSONAL_CARD, true},
    {"address", MBR_PERSONAL_ADDRESS, true},
    {"addr", MBR_PERSONAL_ADDRESS, true},
    {"street", MBR_PERSONAL_ADDRESS, true},
    {"addressline", MBR_PERSONAL_ADDRESS, true},
    {"postcode", MBR_PERSONAL_ADDRESS, true},
    {"postalcode", MBR_PERSONAL_ADDRESS, true},
    {"zip", MBR_PERSONAL_ADDRESS, false},
    {"zipcode", MBR_PERSONAL_ADDRESS, true},
    {"shippingzip", MBR_PERSONAL_ADDRESS, true},
    {"billingzip", MBR_PERSONAL_ADDRESS, true},
    {"birthday", MBR_PERSONAL_BIRTHDAY, true},
    {"birthdate", MBR_PERSONAL_BIRTHDAY, true},
    {"dateofbirth", MBR_PERSONAL_BIRTHDAY, true},
    {"dob", MBR_PERSONAL_BIRTHDAY, false},
    {"born", MBR_PERSONAL_BIRTHDAY, false},
    {"birth", MBR_PERSONAL_BIRTHDAY, false},
    {"lat", MBR_PERSONAL_PLACE, false},
    {"lon", MBR_PERSONAL_PLACE, false},
    {"lng", MBR_PERSONAL_PLACE, false},
    {"latitude", MBR_PERSONAL_PLACE, true},
    {"longitude", MBR_PERSONAL_PLACE, true},
    {"coordinate", MBR_PERSONAL_PLACE, true},
    {"latlng", MBR_PERSONAL_PLACE, true},
    {"latlon", MBR_PERSONAL_PLACE, true},
    {"gps", MBR_PERSONAL_PLACE, false},
    {"ip", MBR_PERSONAL_IP, false},
    {"ipaddress", MBR_PERSONAL_IP, true},
    {"ipaddr", MBR_PERSONAL_IP, true},
    {"clientip", MBR_PERSONAL_IP, true},
    {"openid", MBR_PERSONAL_ACCOUNT, true},
    {"unionid", MBR_PERSONAL_ACCOUNT, true},
    {"wechat", MBR_PERSONAL_ACCOUNT, true},
    {"wechatid", MBR_PERSONAL_ACCOUNT, true},
    {"weixin", MBR_PERSONAL_ACCOUNT, true},
    {"qq", MBR_PERSONAL_ACCOUNT, false},
    {"wangwang", MBR_PERSONAL_ACCOUNT, true},
    {"alipay", MBR_PERSONAL_ACCOUNT, false},
    {"alipayid", MBR_PERSONAL_ACCOUNT, true},
    {"oaid", MBR_PERSONAL_ACCOUNT, false},
    {"imei", MBR_PERSONAL_DEVICE, true},
    {"idfa", MBR_PERSONAL_DEVICE, true},
    {"gaid", MBR_PERSONAL_DEVICE, false},
    {"device", MBR_PERSONAL_DEVICE, false},
    {"deviceid", MBR_PERSONAL_DEVICE, true},
    {"macaddress", MBR_PERSONAL_DEVICE, true},
    {"macaddr", MBR_PERSONAL_DEVICE, true},
    {"plate", MBR_PERSONAL_PLATE, false},
    {"licenseplate", MBR_PERSONAL_PLATE, true},
    {"licenceplate", MBR_PERSONAL_PLATE, true},
    {"plateno", MBR_PERSONAL_PLATE, true},
    {"platenumber", MBR_PERSONAL_PLATE, true},
    {"staff", MBR_PERSONAL_STAFF, false},
    {"staffname", MBR_PERSONAL_STAFF, true},
    {"employee", MBR_PERSONAL_STAFF, true},
    {"employeename", MBR_PERSONAL_STAFF, true},
    {"cashier", MBR_PERSONAL_STAFF, true},
    {"cashiername", MBR_PERSONAL_STAFF, true},
    {"salesperson", MBR_PERSONAL_STAFF, true},
};

/* Chinese names run words together, so these are looked for anywhere; the first that is met. */
static const struct {
    const char *text;
    enum mbr_personal kind;
} parts[] = {
    {"导购", MBR_PERSONAL_STAFF},         {"收银员", MBR_PERSONAL_STAFF},
    {"店员", MBR_PERSONAL_STAFF},         {"营业员", MBR_PERSONAL_STAFF},
    {"邮箱", MBR_PERSONAL_EMAIL},         {"邮件", MBR_PERSONAL_EMAIL},
    {"电邮", MBR_PERSONAL_EMAIL},         {"身份证", MBR_PERSONAL_NATIONAL_ID},
    {"证件号", MBR_PERSONAL_NATIONAL_ID}, {"护照", MBR_PERSONAL_NATIONAL_ID},
    {"社保", MBR_PERSONAL_NATIONAL_ID},   {"手机", MBR_PERSONAL_PHONE},
    {"电话", MBR_PERSONAL_PHONE},         {"座机", MBR_PERSONAL_PHONE},
    {"传真", MBR_PERSONAL_PHONE},         {"联系方式", MBR_PERSONAL_PHONE},
    {"银行卡", MBR_PERSONAL_CARD},        {"卡号", MBR_PERSONAL_CARD},
    {"生日", MBR_PERSONAL_BIRTHDAY},      {"出生", MBR_PERSONAL_BIRTHDAY},
    {"地址", MBR_PERSONAL_ADDRESS},       {"住址", MBR_PERSONAL_ADDRESS},
    {"邮编", MBR_PERSONAL_ADDRESS},       {"邮政编码", MBR_PERSONAL_ADDRESS},
    {"姓名", MBR_PERSONAL_NAME},          {"昵称", MBR_PERSONAL_NAME},
    {"用户名", MBR_PERSONAL_NAME},        {"会员名", MBR_PERSONAL_NAME},
    {"客户名", MBR_PERSONAL_NAME},        {"名字", MBR_PERSONAL_NAME},
    {"收货人", MBR_PERSONAL_NAME},        {"收件人", MBR_PERSONAL_NAME},
    {"联系人", MBR_PERSONAL_NAME},        {"经度", MBR_PERSONAL_PLACE},
    {"纬度", MBR_PERSONAL_PLACE},         {"坐标", MBR_PERSONAL_PLACE},
    {"微信", MBR_PERSONAL_ACCOUNT},       {"旺旺", MBR_PERSONAL_ACCOUNT},
    {"支付宝", MBR_PERSONAL_ACCOUNT},     {"qq号", MBR_PERSONAL_ACCOUNT},
    {"账号", MBR_PERSONAL_ACCOUNT},       {"帐号", MBR_PERSONAL_ACCOUNT},
    {"设备", MBR_PERSONAL_DEVICE},        {"车牌", MBR_PERSONAL_PLATE},
};

static bool ends_in(struct mbr_span text, const char *word)
{
    size_t n = strlen(word);
    return text.n >= n && memcmp(text.p + text.n - n, word, n) == 0;
}

/* "Mobile_No.2" is "mobile": what counts a thing says nothing of it. */
static struct mbr_span folded(struct mbr_span key, char to[LONGEST])
{
    static const char *const counts[] = {"number", "num", "no", "hash"};
    struct mbr_span text = {to, 0};
    for (size_t i = 0; i < key.n; i++) {
        char c = key.p[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        if (!strchr("_-. ", c))
            to[text.n++] = c;
    }
    while (text.n && to[text.n - 1] >= '0' && to[text.n - 1] <= '9')
        text.n--;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (ends_in(text, counts[i]) && text.n > strlen(counts[i]) + 1) {
            text.n -= strlen(counts[i]);
            break;
        }
    return text;
}

static enum mbr_personal of_parts(struct mbr_span text)
{
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (memmem(text.p, text.n, parts[i].text, strlen(parts[i].text)))
            return parts[i].kind;
    return MBR_PERSONAL_NONE;
}

static const struct word *best_word(struct mbr_span text, bool is_plural)
{
    const struct word *best = NULL;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const struct word *word = &words[i];
        if (is_plural && !word->ends)
            continue;
        if (!(word->ends ? ends_in(text, word->text) : mbr_span_is(text, word->text)))
            continue;
        if (!best || strlen(word->text) > strlen(best->text))
            best = word;
    }
    return best;
}

enum mbr_personal mbr_personal_of_key(struct mbr_span key)
{
    static const char *const plurals[] = {"s", "es"};
    char held[LONGEST];
    if (key.n == 0 || key.n > sizeof held || memchr(key.p, '\0', key.n))
        return MBR_PERSONAL_NONE;
    struct mbr_span text = folded(key, held);
    const struct word *best = best_word(text, false);
    for (size_t i = 0; !best && i < sizeof plurals / sizeof *plurals; i++)
        if (ends_in(text, plurals[i]))
            best = best_word((struct mbr_span){text.p, text.n - i - 1}, true);
    return best ? best->kind : of_parts(text);
}
