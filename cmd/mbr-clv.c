/* Says what a member is worth, and how sure that is. */

#include "mbr/clv_run.h"

static struct mbr_clv_options cfg = MBR_CLV_OPTIONS_INIT;

static const struct mbr_opt opts[] = {
    MBR_CHOICE('k', "model-kind", &cfg.kind, mbr_clv_kind_names, "KIND",
               "the model of purchases, or auto, the best of them"),
    MBR_TEXT('H', "horizon", &cfg.horizon, "TIME", "how far to look ahead: 52w, 90d, inf"),
    MBR_NUMBER('m', "margin", &cfg.margin, "SHARE", "what is left of a price"),
    MBR_FILE(0, "margins", &cfg.margins, "FILE", "the same by category"),
    MBR_FILE(0, "items", &cfg.member.items, "FILE",
             "item lines that the input does not begin with"),
    MBR_NUMBER('d', "discount", &cfg.discount, "RATE", "what a year's wait takes off"),
    MBR_NUMBER('c', "cost", &cfg.cost, "MONEY", "to serve a member, a year"),
    MBR_INT('i', "interval", &cfg.interval, 80, 95, "LEVEL", "80 or 95 per cent"),
    MBR_LIST(0, "covariate", &cfg.covariates, "PATH,...", "facts that make rates differ"),
    MBR_TEXT(0, "cohort", &cfg.cohort, "DAY..DAY", "fit on who first bought in these days"),
    MBR_NUMBER(0, "ridge", &cfg.ridge, "WEIGHT", "keep parameters near a first guess"),
    MBR_FLAG(0, "no-season", &cfg.no_season, "learn no seasons"),
    MBR_TEXT('u', "unit", &cfg.unit, "TIME", "an occasion of bg/bb"),
    MBR_NUMBER(0, "referral-share", &cfg.referral_share, "SHARE",
               "of a member's value, for who brought them"),
    MBR_NUMBER(0, "referral-decay", &cfg.referral_decay, "SHARE", "of that, one step further up"),
    MBR_FLAG(0, "influence", &cfg.influence, "add shares, members brought and reviews"),
    MBR_FLAG(0, "summary", &cfg.summary, "write a row a tenth of the members, and no members"),
    MBR_TEXT('B', "backtest", &cfg.backtest, "TIME", "hold out so much, and write how it went"),
    MBR_TEXT(0, "history", &cfg.history, "MEMBER", "write one member's p_alive, week by week"),
    MBR_MEMBER_OPTS(&cfg.member),
    MBR_OPT_END,
};

static int run(struct mbr_run *r)
{
    return mbr_clv_run(r, &cfg);
}

static const struct mbr_tool tool = {
    .name = "mbr-clv",
    .brief = "what a member is worth, and how sure that is",
    .operands = "[FILE ...]",
    .examples = "mbr-clv --margin 0.3 members.ndjson > valued.ndjson\n"
                "mbr-clv --summary members.ndjson | mbr-table\n"
                "mbr-clv --backtest 26w members.ndjson | mbr-table\n"
                "mbr-clv --fit 2024.model members.ndjson\n"
                "mbr-clv --model 2024.model --horizon 26w new.ndjson\n",
    .reads = "item, event, member",
    .writes = "item, member with the field clv",
    .opts = opts,
    .run = run,
};

int main(int argc, char *argv[])
{
    return mbr_main(&tool, argc, argv);
}
