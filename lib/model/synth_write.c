#include "mbr/synth_write.h"

#include "mbr/decimal.h"
#include "mbr/number.h"
#include "synth_text.h"

#define CURRENCY "CNY"
#define FIRST_ORDER 10000000
#define MEMBER_DIGITS 7
#define CENT (MBR_DECIMAL_ONE / 100)

static const char *const kinds[MBR_SYNTH_KINDS] = {
    "purchase",     "return",        "join",    "attr",         "consent",       "refer",
    "login",        "visit",         "search",  "view",         "cart",          "favourite",
    "share",        "review",        "click",   "coupon_issue", "coupon_redeem", "points_earn",
    "points_spend", "points_expire", "message", "call"};

const char *const mbr_synth_channel_names[] = {"store", "app",   "web",  "mini",
                                               "sms",   "email", "push", "phone"};

static const char *const statuses[] = {"sent",    "delivered",    "opened",    "clicked",
                                       "bounced", "unsubscribed", "connected", "refused"};

void mbr_synth_put_order(struct mbr_buf *to, uint32_t order)
{
    mbr_put_int(to, (int64_t)FIRST_ORDER + order);
}

static void put_account(struct mbr_buf *to, char account, uint32_t member)
{
    uint64_t least = 1, number = member + 1ULL;
    mbr_put_char(to, account);
    for (int digit = 1; digit < MEMBER_DIGITS; digit++) {
        least *= 10;
        if (number < least)
            mbr_put_char(to, '0');
    }
    mbr_put_int(to, (int64_t)number);
}

void mbr_synth_put_member(struct mbr_buf *to, uint32_t member)
{
    put_account(to, MBR_SYNTH_CARD, member);
}

void mbr_synth_put_store(struct mbr_buf *to, uint32_t store)
{
    mbr_put_text(to, store < 10 ? "S0" : "S");
    mbr_put_int(to, store);
}

static void text(struct mbr_buf *to, const char *key, const char *value)
{
    mbr_put_key(to, key);
    mbr_put_string(to, mbr_span(value));
}

static void decimal(struct mbr_buf *to, const char *key, int64_t value)
{
    mbr_put_key(to, key);
    mbr_put_decimal(to, value);
}

static void count(struct mbr_buf *to, const char *key, uint64_t value)
{
    mbr_put_key(to, key);
    mbr_put_int(to, (int64_t)value);
}

static void day(struct mbr_buf *to, const char *key, int32_t value)
{
    mbr_put_key(to, key);
    mbr_put_day(to, value);
}

/* An identifier between quotes, after its key: a letter or none, and a number. */
static void id(struct mbr_buf *to, const char *key, uint32_t value,
               void put(struct mbr_buf *to, uint32_t value))
{
    mbr_put_key(to, key);
    mbr_put_char(to, '"');
    put(to, value);
    mbr_put_char(to, '"');
}

static void put_campaign(struct mbr_buf *to, uint32_t campaign)
{
    mbr_put_char(to, 'c');
    mbr_put_int(to, campaign);
}

static void put_staff(struct mbr_buf *to, uint32_t staff)
{
    mbr_put_text(to, staff < 10 ? "A0" : "A");
    mbr_put_int(to, staff);
}

static void put_coupon(struct mbr_buf *to, uint32_t campaign)
{
    mbr_put_char(to, 'T');
    mbr_put_int(to, campaign);
}

void mbr_synth_put_item(struct mbr_buf *to, const struct mbr_synth_item *item)
{
    mbr_put_text(to, "{\"type\":\"item\"");
    text(to, "item", item->sku);
    text(to, "name", item->name);
    text(to, "category", item->category);
    text(to, "brand", item->brand);
    decimal(to, "price", (int64_t)item->price * CENT);
    count(to, "size", item->size);
    text(to, "unit", item->unit);
    mbr_put_char(to, '}');
}

static void put_line(struct mbr_buf *to, const struct mbr_synth_event *event,
                     const struct mbr_synth_line *line, const struct mbr_synth_item *item)
{
    text(to, "item", item->sku);
    count(to, "qty", line->qty);
    decimal(to, "price", (int64_t)line->price * CENT);
    if (line->list != line->price && !line->gift) {
        decimal(to, "list", (int64_t)line->list * CENT);
        decimal(to, "discount", (int64_t)(line->list - line->price) * line->qty * CENT);
    }
    if (line->coupon)
        id(to, "coupon", event->campaign, put_coupon);
    if (line->gift)
        mbr_put_text(to, ",\"gift\":true");
}

/* Addresses that cannot be anybody's: a country code that is not given out, and the domain that
   RFC 2606 keeps for examples. */
static void put_email(struct mbr_buf *to, const struct mbr_synth_person *person, bool upper)
{
    mbr_put_key(to, "email");
    mbr_put_char(to, '"');
    for (const char *p = person->latin; *p; p++)
        mbr_put_char(to, upper ? (char)(*p - 'a' + 'A') : *p);
    mbr_put_format(to, upper ? "%u@Example.COM\"" : "%u@example.com\"", (unsigned)person->email);
}

/* Of accounts only what each of them tells. */
static void put_ids(struct mbr_buf *to, uint8_t shows, const struct mbr_synth_person *person,
                    const struct mbr_synth_dirt *dirt)
{
    mbr_put_key(to, "ids");
    mbr_put_char(to, '{');
    if (shows & MBR_SYNTH_SHOWS_DEVICE) {
        mbr_put_key(to, "device");
        mbr_put_format(to, "\"d%09u\"", (unsigned)person->device);
    }
    if (shows & MBR_SYNTH_SHOWS_EMAIL && (!dirt || dirt->email))
        put_email(to, person, dirt && dirt->upper);
    if (shows & MBR_SYNTH_SHOWS_PHONE && !dirt) {
        mbr_put_key(to, "phone");
        mbr_put_format(to, "\"+999%09u\"", (unsigned)person->phone);
    } else if (shows & MBR_SYNTH_SHOWS_PHONE && dirt->phone != MBR_SYNTH_UNTOLD) {
        mbr_put_key(to, "phone");
        mbr_synth_put_phone(to, person->phone, dirt);
    }
    mbr_put_char(to, '}');
}

static void put_name(struct mbr_buf *to, const struct mbr_synth_person *person)
{
    mbr_put_key(to, "name");
    mbr_put_char(to, '"');
    mbr_put_text(to, person->chinese ? person->family : person->given);
    if (!person->chinese)
        mbr_put_char(to, ' ');
    mbr_put_text(to, person->chinese ? person->given : person->family);
    mbr_put_char(to, '"');
}

/* A further account tells the name alone. */
static void put_attr(const struct mbr_synth_writer *writer, struct mbr_buf *to,
                     const struct mbr_synth_person *person)
{
    if (!writer->dirt || writer->dirt->account == MBR_SYNTH_CARD) {
        day(to, "birthday", person->birthday);
        text(to, "city", person->city);
        text(to, "gender", person->female ? "female" : "male");
        day(to, "joined", writer->day);
    }
    put_name(to, person);
}

/* The fields that a kind has to itself, in the order of mbr-stream(5). */
static void put_rest(const struct mbr_synth_writer *writer, struct mbr_buf *to,
                     const struct mbr_synth_event *event)
{
    bool sent = event->kind == MBR_SYNTH_MESSAGE || event->kind == MBR_SYNTH_CALL;
    if (event->kind == MBR_SYNTH_SEARCH)
        text(to, "query", writer->item[event->item].category);
    if (event->kind == MBR_SYNTH_REVIEW)
        count(to, "rating", event->value);
    if (event->kind == MBR_SYNTH_REFER)
        id(to, "to", event->value, mbr_synth_put_member);
    if (event->kind == MBR_SYNTH_COUPON_ISSUE) {
        count(to, "value", event->value);
        day(to, "until", writer->day + MBR_SYNTH_COUPON_DAYS - 1);
    }
    if (event->kind >= MBR_SYNTH_POINTS_EARN && event->kind <= MBR_SYNTH_POINTS_EXPIRE)
        count(to, "points", event->value);
    if (event->kind == MBR_SYNTH_POINTS_SPEND)
        text(to, "reason", "reward");
    if (sent)
        text(to, "status", statuses[event->status]);
    if (sent && (event->status == MBR_SYNTH_SENT || event->kind == MBR_SYNTH_CALL))
        decimal(to, "cost", event->cost);
    if (event->kind == MBR_SYNTH_CONSENT) {
        text(to, "purpose", "marketing");
        mbr_put_text(to, event->value ? ",\"granted\":true" : ",\"granted\":false");
    }
}

/* From the view to the click; of a search the category is the query. */
static bool names_item(enum mbr_synth_kind kind)
{
    return kind >= MBR_SYNTH_VIEW && kind <= MBR_SYNTH_CLICK;
}

static bool has_channel(const struct mbr_synth_event *event)
{
    return event->kind < MBR_SYNTH_ATTR ||
           (event->kind >= MBR_SYNTH_LOGIN && event->kind <= MBR_SYNTH_CLICK) ||
           event->kind >= MBR_SYNTH_MESSAGE;
}

enum mbr_synth_account mbr_synth_writer_account(const struct mbr_synth_writer *writer,
                                                const struct mbr_synth_event *event, bool *first)
{
    return mbr_synth_account_of(writer->accounts, event->member,
                                (enum mbr_synth_channel)event->channel, has_channel(event), first);
}

static void put_context(const struct mbr_synth_writer *writer, struct mbr_buf *to,
                        const struct mbr_synth_event *event, bool sale)
{
    if (event->member != MBR_SYNTH_NOBODY) {
        mbr_put_key(to, "member");
        mbr_put_char(to, '"');
        put_account(to, (char)(writer->dirt ? writer->dirt->account : MBR_SYNTH_CARD),
                    event->member);
        mbr_put_char(to, '"');
    }
    if (has_channel(event))
        text(to, "channel", mbr_synth_channel_names[event->channel]);
    if (has_channel(event) && event->store)
        id(to, "store", event->store, mbr_synth_put_store);
    if (event->kind == MBR_SYNTH_CALL)
        id(to, "staff", event->value, put_staff);
    if (event->campaign)
        id(to, "campaign", event->campaign, put_campaign);
    if (sale || event->kind == MBR_SYNTH_MESSAGE || event->kind == MBR_SYNTH_CALL)
        text(to, "currency", CURRENCY);
    if (event->order)
        id(to, "order", event->order, mbr_synth_put_order);
}

void mbr_synth_put_event(const struct mbr_synth_writer *writer, struct mbr_buf *to,
                         const struct mbr_synth_event *event, const struct mbr_synth_line *line,
                         const struct mbr_synth_person *person)
{
    mbr_put_text(to, "{\"type\":\"");
    mbr_put_text(to, kinds[event->kind]);
    mbr_put_text(to, "\",\"at\":");
    mbr_put_at(to, mbr_at_make(writer->day, event->second, MBR_OFFSET_NONE));
    put_context(writer, to, event, line != NULL);
    if (line)
        put_line(to, event, line, &writer->item[line->item]);
    else if (names_item(event->kind))
        text(to, "item", writer->item[event->item].sku);
    else if (event->kind == MBR_SYNTH_COUPON_ISSUE || event->kind == MBR_SYNTH_COUPON_REDEEM)
        id(to, "coupon", event->campaign, put_coupon);
    if (event->shows)
        put_ids(to, event->shows, person, writer->dirt);
    if (event->kind != MBR_SYNTH_ATTR)
        put_rest(writer, to, event);
    else if (event->shows)
        put_attr(writer, to, person);
    else
        text(to, "city", person->city);
    mbr_put_char(to, '}');
}

static void score(struct mbr_buf *to, const char *key, double value)
{
    mbr_put_key(to, key);
    mbr_put_score(to, value);
}

static void put_favourites(struct mbr_buf *to, const struct mbr_synth_truth *truth)
{
    mbr_put_key(to, "favourites");
    mbr_put_char(to, '[');
    for (int i = 0; i < 3; i++) {
        mbr_put_comma(to);
        mbr_put_char(to, '{');
        text(to, "category", truth->category[i]);
        text(to, "brand", truth->brand[i]);
        mbr_put_char(to, '}');
    }
    mbr_put_char(to, ']');
}

static void put_staples(const struct mbr_synth_writer *writer, struct mbr_buf *to,
                        const struct mbr_synth_member *member)
{
    mbr_put_key(to, "staples");
    mbr_put_char(to, '[');
    for (int i = 0; i < 2; i++) {
        if (member->every[i] == 0)
            continue;
        mbr_put_comma(to);
        mbr_put_char(to, '{');
        text(to, "item", writer->item[member->staple[i]].sku);
        count(to, "every", member->every[i]);
        mbr_put_char(to, '}');
    }
    mbr_put_char(to, ']');
}

static void put_accounts(const struct mbr_synth_accounts *accounts, struct mbr_buf *to,
                         uint32_t member)
{
    static const enum mbr_synth_account all[] = {MBR_SYNTH_CARD, MBR_SYNTH_ONLINE,
                                                 MBR_SYNTH_PLATFORM};
    mbr_put_key(to, "accounts");
    mbr_put_char(to, '[');
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (mbr_synth_account_met(accounts, member, all[i])) {
            mbr_put_text(to, i ? ",\"" : "\"");
            put_account(to, (char)all[i], member);
            mbr_put_char(to, '"');
        }
    mbr_put_char(to, ']');
}

void mbr_synth_put_truth(const struct mbr_synth_writer *writer, struct mbr_buf *to,
                         const struct mbr_synth_truth *truth)
{
    const struct mbr_synth_member *member = truth->member;
    bool stayed = member->left >= truth->days;
    mbr_put_text(to, "{\"type\":\"row\",\"of\":\"truth\"");
    id(to, "member", truth->number, mbr_synth_put_member);
    day(to, "joined", truth->start + (int32_t)member->joined);
    if (!stayed)
        day(to, "left", truth->start + (int32_t)member->left);
    mbr_put_text(to, stayed ? ",\"alive\":true" : ",\"alive\":false");
    score(to, "rate", member->rate);
    score(to, "dropout", member->dropout);
    score(to, "spend", member->spend / 100);
    score(to, "price_level", member->price_level);
    score(to, "deal", member->deal);
    score(to, "offline", member->offline);
    text(to, "channel", mbr_synth_channel_names[member->channel]);
    id(to, "store", member->home, mbr_synth_put_store);
    put_favourites(to, truth);
    put_staples(writer, to, member);
    if (writer->accounts)
        put_accounts(writer->accounts, to, truth->number);
    mbr_put_char(to, '}');
}
