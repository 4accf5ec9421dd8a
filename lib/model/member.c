#include "mbr/member.h"

#include "mbr/decimal.h"
#include "mbr/value.h"

const struct mbr_buy mbr_buy_none = {.first = MBR_DAY_NONE, .last = MBR_DAY_NONE};

const char *const mbr_buy_paths[MBR_BUY_PATHS] = {"first", "last",  "orders",
                                                  "units", "spend", "refunds"};

const char *const mbr_member_paths[MBR_MEMBER_PATHS] = {
    [MBR_MEMBER_ID] = "member",         [MBR_MEMBER_AS_OF] = "as_of",
    [MBR_MEMBER_CURRENCY] = "currency", [MBR_MEMBER_DROPPED] = "dropped",
    [MBR_MEMBER_FIRST] = "buy.first",   [MBR_MEMBER_LAST] = "buy.last",
    [MBR_MEMBER_ORDERS] = "buy.orders", [MBR_MEMBER_UNITS] = "buy.units",
    [MBR_MEMBER_SPEND] = "buy.spend",   [MBR_MEMBER_REFUNDS] = "buy.refunds",
};

bool mbr_buy_add(struct mbr_buy *buy, bool is_return, int32_t day, int64_t qty, int64_t amount)
{
    int64_t spend, units = buy->units, refunds = buy->refunds;
    if (!mbr_decimal_add(buy->spend, amount, &spend) ||
        (is_return ? __builtin_sub_overflow(refunds, amount, &refunds)
                   : !mbr_decimal_add(units, qty, &units)))
        return false;
    buy->spend = spend;
    buy->units = units;
    buy->refunds = refunds;
    if (!is_return && (buy->first == MBR_DAY_NONE || day < buy->first))
        buy->first = day;
    if (!is_return && day > buy->last)
        buy->last = day;
    return true;
}

void mbr_put_buy(struct mbr_buf *buf, const struct mbr_buy *buy)
{
    mbr_put_char(buf, '{');
    if (buy->first != MBR_DAY_NONE) {
        mbr_put_key(buf, "first");
        mbr_put_day(buf, buy->first);
        mbr_put_key(buf, "last");
        mbr_put_day(buf, buy->last);
    }
    mbr_put_key(buf, "orders");
    mbr_put_int(buf, buy->orders);
    mbr_put_key(buf, "units");
    mbr_put_decimal(buf, buy->units);
    mbr_put_key(buf, "spend");
    mbr_put_decimal(buf, buy->spend);
    mbr_put_key(buf, "refunds");
    mbr_put_decimal(buf, buy->refunds);
    mbr_put_char(buf, '}');
}

static int need_decimal(const struct mbr_json *slot, int path, int64_t *to, struct mbr_err *err)
{
    const char *name = mbr_member_paths[MBR_MEMBER_FIRST + path];
    if (slot[path].kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "%s: missing", name);
    return mbr_value_decimal(&slot[path], name, to, err);
}

int mbr_buy_read(struct mbr_buy *buy, const struct mbr_json *slot, struct mbr_err *err)
{
    int64_t orders = 0;
    *buy = mbr_buy_none;
    if (mbr_value_day(&slot[MBR_BUY_FIRST], "buy.first", &buy->first, err) < 0 ||
        mbr_value_day(&slot[MBR_BUY_LAST], "buy.last", &buy->last, err) < 0 ||
        need_decimal(slot, MBR_BUY_ORDERS, &orders, err) < 0 ||
        need_decimal(slot, MBR_BUY_UNITS, &buy->units, err) < 0 ||
        need_decimal(slot, MBR_BUY_SPEND, &buy->spend, err) < 0 ||
        need_decimal(slot, MBR_BUY_REFUNDS, &buy->refunds, err) < 0)
        return -1;
    if (orders < 0 || orders % MBR_DECIMAL_ONE)
        return mbr_err_json(err, "buy.orders", "not a count", slot[MBR_BUY_ORDERS].raw);
    buy->orders = orders / MBR_DECIMAL_ONE;
    if (buy->orders > 0 && (buy->first == MBR_DAY_NONE || buy->last == MBR_DAY_NONE))
        return mbr_err_set(err, "buy: orders without their first and last day");
    return 0;
}

int mbr_member_read(struct mbr_member *member, const struct mbr_ask *ask, size_t first,
                    struct mbr_buf *scratch, struct mbr_err *err)
{
    const struct mbr_json *slot = ask->slot + first;
    if (slot[MBR_MEMBER_ID].kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "member: missing");
    if (slot[MBR_MEMBER_AS_OF].kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "as_of: missing");
    if (mbr_value_id(&slot[MBR_MEMBER_ID], "member", scratch, &member->id, err) < 0 ||
        mbr_value_day(&slot[MBR_MEMBER_AS_OF], "as_of", &member->as_of, err) < 0 ||
        mbr_buy_read(&member->buy, slot + MBR_MEMBER_FIRST, err) < 0)
        return -1;
    if (member->buy.last != MBR_DAY_NONE && member->buy.last > member->as_of)
        return mbr_err_json(err, "buy.last", "later than as_of", slot[MBR_MEMBER_LAST].raw);
    return 0;
}
