/* Says what a member may buy next, or who may buy an item. */

#include "mbr/recommend_run.h"

static struct mbr_recommend_options cfg = MBR_RECOMMEND_OPTIONS_INIT;

static const struct mbr_opt opts[] = {
    MBR_CHOICE('m', "method", &cfg.method, mbr_recommend_methods, "METHOD",
               "how items are ranked; auto: as did best on baskets held out"),
    MBR_INT('n', "top", &cfg.top, 1, 1000000, "N", "so many items for a member"),
    MBR_TEXT('b', "by", &cfg.by, "PATH", "popularity among members with the same value"),
    MBR_TEXT('H', "horizon", &cfg.horizon, "TIME", "p is that of buying within 30d, 8w, 6m"),
    MBR_CHOICE(0, "only", &cfg.only, mbr_recommend_onlies, "KIND", "only new items, or repeats"),
    MBR_TEXT(0, "not-bought-within", &cfg.not_bought_within, "TIME",
             "no items bought in the last 30d"),
    MBR_TEXT('w', "where", &cfg.where, "EXPR", "only items for which this holds"),
    MBR_FLAG(0, "price-fit", &cfg.price_fit, "only items at a price that the member pays"),
    MBR_LIST(0, "max-per", &cfg.most_per, "FIELD=N,...", "at most N items of one category, brand"),
    MBR_NUMBER('d', "diversity", &cfg.diversity, "SHARE", "how much items are to differ, 0 to 1"),
    MBR_FLAG(0, "rows", &cfg.rows, "write a row a member and item, and no members"),
    MBR_FLAG(0, "no-why", &cfg.no_why, "give no reasons"),
    MBR_CHOICE(0, "labels", &cfg.labels, mbr_recommend_languages, "LANG", "language of reasons"),
    MBR_FLAG(0, "require-consent", &cfg.require_consent,
             "popularity for those without consent to profiling"),
    MBR_LIST(0, "for-item", &cfg.for_item, "ITEM,...", "write who may buy this, best first"),
    MBR_TEXT(0, "for-category", &cfg.for_category, "NAME", "the same for any item of a category"),
    MBR_TEXT(0, "for-brand", &cfg.for_brand, "NAME", "the same for any item of a brand"),
    MBR_FILE(0, "for-items", &cfg.for_items, "FILE", "the same for each item of a list"),
    MBR_FILE('c', "capacity", &cfg.capacity, "FILE", "the same with so many units of each"),
    MBR_INT(0, "offers", &cfg.offers, 1, 100, "N", "for a member, where units are counted"),
    MBR_FLAG(0, "new-only", &cfg.new_only, "only members who have not bought it"),
    MBR_FLAG('B', "backtest", &cfg.backtest, "hold out last baskets, and write how methods do"),
    MBR_DAY(0, "since", &cfg.since, "DAY", "hold out what was bought from this day on"),
    MBR_FILE(0, "folds", &cfg.folds, "FILE", "which members to learn from, choose by, test on"),
    MBR_INT(0, "seed", &cfg.seed, 0, INT64_MAX, "N", "of what is drawn at random"),
    MBR_INT(0, "among", &cfg.among, 0, UINT32_MAX, "N",
            "look for neighbours among N members; 0: all"),
    MBR_FILE(0, "items", &cfg.member.items, "FILE",
             "item lines that the input does not begin with"),
    MBR_MEMBER_OPTS(&cfg.member),
    MBR_OPT_END,
};

static int run(struct mbr_run *r)
{
    return mbr_recommend_run(r, &cfg);
}

static const struct mbr_tool tool = {
    .name = "mbr-recommend",
    .brief = "items for a member, members for an item",
    .operands = "[FILE ...]",
    .examples = "mbr-recommend members.ndjson > told.ndjson\n"
                "mbr-recommend --rows --only new --max-per category=2 members.ndjson |\n"
                "  mbr-table -f csv > told.csv\n"
                "mbr-recommend --for-item 22423 --top 200 members.ndjson | mbr-table\n"
                "mbr-recommend --backtest members.ndjson | mbr-table\n"
                "mbr-recommend --fit shop.model members.ndjson\n"
                "mbr-recommend --model shop.model today.ndjson\n",
    .reads = "item, event, member",
    .writes = "item, member with the field recommend; row",
    .opts = opts,
    .run = run,
};

int main(int argc, char *argv[])
{
    return mbr_main(&tool, argc, argv);
}
