#ifndef MBR_SYNTH_ACCOUNTS_H
#define MBR_SYNTH_ACCOUNTS_H

/* The people of a made-up shop as its systems know them: a card at the counter, perhaps an account
   on line, perhaps one on a platform; with identifiers as people and systems spell them.
   mbr-synth(1) tells how often. */

#include "mbr/buf.h"
#include "mbr/synth_event.h"

enum mbr_synth_account {
    MBR_SYNTH_CARD = 'M',    /* everybody has one */
    MBR_SYNTH_ONLINE = 'W',  /* in app and web */
    MBR_SYNTH_PLATFORM = 'P' /* in the mini program */
};

/* Which phone an account shows. */
enum mbr_synth_phone {
    MBR_SYNTH_OWN,
    MBR_SYNTH_HOUSEHOLD, /* that of `partner` */
    MBR_SYNTH_SHOP,      /* that of the home store */
    MBR_SYNTH_NOBODYS,   /* zeros */
    MBR_SYNTH_HIDDEN,    /* its own, with stars */
    MBR_SYNTH_CIPHER,
    MBR_SYNTH_UNTOLD
};

struct mbr_synth_dirt {
    enum mbr_synth_account account;
    enum mbr_synth_phone phone;
    uint32_t partner, store;
    uint8_t spelling; /* 0: plain */
    bool email, upper;
};

struct mbr_synth_accounts;

struct mbr_synth_accounts *mbr_synth_accounts_new(uint32_t members, uint64_t seed);
void mbr_synth_accounts_free(struct mbr_synth_accounts *accounts);

/* The account of a member for whom something happens on a channel (where has_channel; else the
   card). *first is whether it is met for the first time, and is no card. */
enum mbr_synth_account mbr_synth_account_of(struct mbr_synth_accounts *accounts, uint32_t member,
                                            enum mbr_synth_channel channel, bool has_channel,
                                            bool *first);

/* What an account shows, the same every time. */
void mbr_synth_account_dirt(const struct mbr_synth_accounts *accounts, uint32_t member,
                            enum mbr_synth_account account, uint32_t store,
                            struct mbr_synth_dirt *dirt);

/* Whether it has been met; cards always have. */
bool mbr_synth_account_met(const struct mbr_synth_accounts *accounts, uint32_t member,
                           enum mbr_synth_account account);

/* Puts a number of nine digits as the phone that is shown: a JSON string. */
void mbr_synth_put_phone(struct mbr_buf *to, uint32_t phone, const struct mbr_synth_dirt *dirt);

#endif
