#include "import_account_read.h"

static void add_deed(struct mbr_account *account, struct mbr_account_deed deed)
{
    account->deed =
        mbr_grow(account->deed, &account->deed_cap, account->deeds + 1, sizeof *account->deed);
    account->deed[account->deeds++] = deed;
}

/* What came back of no known line has ids of the lines, the first first, so that a return of all
   the lines, once that is known, takes its place: what each id stands for only grows. Of events
   that come on top of one another it has one of its own. */
static void spread_loose(struct mbr_account *account)
{
    const struct mbr_settle *settle = &account->settle;
    int64_t left = settle->loose;
    if (settle->apart && left) {
        add_deed(account, (struct mbr_account_deed){SIZE_MAX, true, true, true, left, 0});
        return;
    }
    for (int own = 0; own < 2; own++) {
        for (size_t i = 0; i < settle->count && left; i++) {
            struct mbr_settle_line *line = &settle->line[i];
            bool carries = !line->gift && !line->back;
            int64_t room = line->amount - line->refund, part = left < room ? left : room;
            if (!carries || line->wholly || part <= 0 || (own == 0) != (line->refund == 0))
                continue;
            if (line->refund)
                line->refund += part;
            else
                add_deed(account, (struct mbr_account_deed){i, true, true, true, part, 0});
            left -= part;
        }
    }
}

void mbr_account_find_deeds(struct mbr_account *account)
{
    const struct mbr_settle *settle = &account->settle;
    account->deeds = 0;
    for (size_t i = 0; i < settle->count; i++) {
        const struct mbr_settle_line *line = &settle->line[i];
        if (!account->gone[i])
            add_deed(account, (struct mbr_account_deed){i, line->back, false, false, line->amount,
                                                        line->qty});
    }
    spread_loose(account);
    for (size_t i = 0; i < settle->count; i++) {
        const struct mbr_settle_line *line = &settle->line[i];
        if (line->refund || line->wholly)
            add_deed(account,
                     (struct mbr_account_deed){i, true, true, false, line->refund,
                                               line->wholly ? line->qty : line->refund_qty});
    }
}
