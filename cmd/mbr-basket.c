/* Says what is bought together. */

#include "mbr/basket.h"
#include "mbr/basket_sets.h"

static struct mbr_basket_options cfg = MBR_BASKET_OPTIONS_INIT;

static const struct mbr_opt opts[] = {
    MBR_CHOICE('b', "by", &cfg.by, mbr_basket_bys, "WHAT", "a basket is an order, a day, a member"),
    MBR_CHOICE('l', "level", &cfg.level, mbr_basket_levels, "LEVEL",
               "what is in it: item, category, brand"),
    MBR_NUMBER('s', "support", &cfg.support, "N",
               "least share of the baskets; from 1 on, least number"),
    MBR_NUMBER('c', "confidence", &cfg.confidence, "P", "least confidence of a rule"),
    MBR_INT('m', "max-length", &cfg.longest, 1, MBR_BASKET_LONGEST - 1, "N", "items in a set"),
    MBR_LIST('a', "antecedent", &cfg.antecedent, "ITEM,...", "only rules with one of these left"),
    MBR_LIST('r', "consequent", &cfg.consequent, "ITEM,...", "only rules with one of these right"),
    MBR_FLAG('p', "prune", &cfg.prune, "leave out rules that a shorter one makes redundant"),
    MBR_NUMBER(0, "max-q", &cfg.most_q, "Q", "leave out rules of a higher false discovery rate"),
    MBR_FLAG(0, "rules", &cfg.rules, "write rules, as without any of the following"),
    MBR_FLAG(0, "sets", &cfg.sets, "write the frequent sets"),
    MBR_FLAG(0, "closed", &cfg.closed, "write those that no item more has as often"),
    MBR_FLAG(0, "maximal", &cfg.maximal, "write those to which no item can be added"),
    MBR_TEXT('t', "then", &cfg.then, "TIME", "write who bought one bought the other within 60d"),
    MBR_CHOICE('u', "units", &cfg.units, mbr_basket_units, "FIELD",
               "write lines and units an order, by this"),
    MBR_CHOICE(0, "sort", &cfg.sort, mbr_basket_sorts, "MEASURE",
               "rules with the most of it first"),
    MBR_INT('n', "top", &cfg.top, 0, INT64_MAX, "N", "only the first N rows; 0: all"),
    MBR_INT(0, "max-sets", &cfg.most_sets, 1, 1000000000, "N", "fail where there are more"),
    MBR_AS_OF_OPT(&cfg.member),
    MBR_FILE(0, "items", &cfg.member.items, "FILE",
             "item lines that the input does not begin with"),
    MBR_SIZE('S', "buffer-size", &cfg.member.memory, MBR_FOLD_LEAST, "SIZE",
             "memory for folding, from 64K on; beyond it, $TMPDIR"),
    MBR_JOBS(&cfg.member.jobs),
    MBR_OPT_END,
};

static int run(struct mbr_run *r)
{
    return mbr_basket(r, &cfg);
}

static const struct mbr_tool tool = {
    .name = "mbr-basket",
    .brief = "what is bought together: rules, sets, what follows, units an order",
    .operands = "[FILE ...]",
    .examples = "mbr-import orders.csv | mbr-basket --top 20 | mbr-table\n"
                "mbr-basket --level category --closed members.ndjson | mbr-table\n"
                "mbr-basket --then 60d --antecedent 22423 members.ndjson | mbr-table\n"
                "mbr-basket --units store members.ndjson | mbr-table\n",
    .reads = "item, event, member",
    .writes = "row",
    .opts = opts,
    .run = run,
};

int main(int argc, char *argv[])
{
    return mbr_main(&tool, argc, argv);
}
