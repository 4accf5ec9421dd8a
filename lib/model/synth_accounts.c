#include "mbr/synth_accounts.h"

#include <stdio.h>
#include <stdlib.h>

#include "mbr/rand.h"

#define FOR_ACCOUNTS ((uint64_t)64 << 32) /* beyond the purposes of the shop itself */
#define HOUSEHOLD_OF 33                   /* one pair of members in so many shares a phone */
#define HAS_ONLINE 0.6
#define HAS_PLATFORM 0.4

/* Bits by member: accounts that there are, and those that have been met. */
enum { ONLINE = 1, PLATFORM = 2, ONLINE_MET = 4, PLATFORM_MET = 8 };

struct mbr_synth_accounts {
    uint32_t members;
    uint64_t seed;
    uint8_t *has;
};

static void draw(const struct mbr_synth_accounts *accounts, uint32_t member, uint32_t what,
                 struct mbr_rand *rand)
{
    mbr_rand_derive(rand, accounts->seed, member, FOR_ACCOUNTS + what);
}

struct mbr_synth_accounts *mbr_synth_accounts_new(uint32_t members, uint64_t seed)
{
    struct mbr_synth_accounts *accounts = mbr_calloc(1, sizeof *accounts);
    *accounts = (struct mbr_synth_accounts){members, seed, mbr_calloc((size_t)members + 1, 1)};
    for (uint32_t i = 0; i < members; i++) {
        struct mbr_rand rand;
        draw(accounts, i, 0, &rand);
        bool online = mbr_rand_uniform(&rand) < HAS_ONLINE;
        bool platform = mbr_rand_uniform(&rand) < HAS_PLATFORM;
        accounts->has[i] = (uint8_t)((online ? ONLINE : 0) | (platform ? PLATFORM : 0));
    }
    return accounts;
}

void mbr_synth_accounts_free(struct mbr_synth_accounts *accounts)
{
    if (!accounts)
        return;
    free(accounts->has);
    free(accounts);
}

enum mbr_synth_account mbr_synth_account_of(struct mbr_synth_accounts *accounts, uint32_t member,
                                            enum mbr_synth_channel channel, bool has_channel,
                                            bool *first)
{
    uint8_t *has = &accounts->has[member];
    *first = false;
    if (!has_channel)
        return MBR_SYNTH_CARD;
    if (channel == MBR_SYNTH_MINI && *has & PLATFORM) {
        *first = !(*has & PLATFORM_MET);
        *has |= PLATFORM_MET;
        return MBR_SYNTH_PLATFORM;
    }
    if (channel >= MBR_SYNTH_APP && channel <= MBR_SYNTH_MINI && *has & ONLINE) {
        *first = !(*has & ONLINE_MET);
        *has |= ONLINE_MET;
        return MBR_SYNTH_ONLINE;
    }
    return MBR_SYNTH_CARD;
}

bool mbr_synth_account_met(const struct mbr_synth_accounts *accounts, uint32_t member,
                           enum mbr_synth_account account)
{
    uint8_t has = accounts->has[member];
    return account == MBR_SYNTH_CARD ||
           (account == MBR_SYNTH_ONLINE ? (has & ONLINE_MET) != 0 : (has & PLATFORM_MET) != 0);
}

/* A pair shares the phone of its first. */
static bool shares(const struct mbr_synth_accounts *accounts, uint32_t member)
{
    return member / 2 % HOUSEHOLD_OF == 0 && (member | 1) < accounts->members;
}

void mbr_synth_account_dirt(const struct mbr_synth_accounts *accounts, uint32_t member,
                            enum mbr_synth_account account, uint32_t store,
                            struct mbr_synth_dirt *dirt)
{
    struct mbr_rand rand;
    draw(accounts, member, (uint32_t)account, &rand);
    double phone = mbr_rand_uniform(&rand), email = mbr_rand_uniform(&rand);
    *dirt = (struct mbr_synth_dirt){
        .account = account,
        .partner = member & ~1U,
        .store = store,
        .spelling = (uint8_t)mbr_rand_below(&rand, 6),
        .upper = mbr_rand_uniform(&rand) < 0.2,
    };
    switch (account) {
    case MBR_SYNTH_CARD:
        dirt->email = email < 0.95;
        if (phone < 0.01)
            dirt->phone = MBR_SYNTH_NOBODYS;
        else if (phone < 0.03)
            dirt->phone = MBR_SYNTH_SHOP;
        else if (shares(accounts, member))
            dirt->phone = MBR_SYNTH_HOUSEHOLD;
        break;
    case MBR_SYNTH_ONLINE:
        dirt->email = email < 0.85;
        dirt->phone = phone < 0.9 ? MBR_SYNTH_OWN : MBR_SYNTH_UNTOLD;
        break;
    case MBR_SYNTH_PLATFORM:
        dirt->phone = phone < 0.97 ? MBR_SYNTH_HIDDEN : MBR_SYNTH_CIPHER;
        break;
    }
}

static void put_own(struct mbr_buf *to, uint32_t phone, uint8_t spelling)
{
    unsigned a = phone / 1000000, b = phone / 1000 % 1000, c = phone % 1000;
    switch (spelling) {
    case 1:
        mbr_put_format(to, "00999%03u%03u%03u", a, b, c);
        break;
    case 2:
        mbr_put_format(to, "+999 %03u %03u %03u", a, b, c);
        break;
    case 3:
        mbr_put_format(to, "+999-%03u-%03u-%03u", a, b, c);
        break;
    case 4:
        mbr_put_text(to, "\uff0b\uff19\uff19\uff19");
        mbr_put_format(to, "%09u", phone);
        break;
    default:
        mbr_put_format(to, "+999%09u", phone);
    }
}

void mbr_synth_put_phone(struct mbr_buf *to, uint32_t phone, const struct mbr_synth_dirt *dirt)
{
    mbr_put_char(to, '"');
    if (dirt->phone == MBR_SYNTH_NOBODYS)
        mbr_put_text(to, "00000000000");
    else if (dirt->phone == MBR_SYNTH_SHOP)
        mbr_put_format(to, "+9980000%05u", (unsigned)dirt->store);
    else if (dirt->phone == MBR_SYNTH_HIDDEN)
        mbr_put_format(to, "+999%03u****%02u", phone / 1000000, phone % 100);
    else if (dirt->phone == MBR_SYNTH_CIPHER)
        mbr_put_format(to, "~AgAA%09u~", phone);
    else
        put_own(to, phone, dirt->spelling);
    mbr_put_char(to, '"');
}
