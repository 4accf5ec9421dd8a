#include "mbr/run.h"
#include "mbr/synth_tell.h"

#define DAY_2023 19358
#define MOST_DAYS 36500
#define FIRST_DAY (-25567) /* 1900-01-01 */
#define LAST_DAY 2932531   /* 9998-12-31: what is valid until later is a date, too */

static const char *const formats[] = {"csv", "ndjson", NULL};

static struct {
    int64_t members, lines, goods, days, seed;
    int32_t start;
    const char *format, *truth;
    bool accounts;
} cfg = {.members = 1000, .days = 730, .seed = 1, .start = DAY_2023, .format = "csv"};

static const struct mbr_opt opts[] = {
    MBR_INT('m', "members", &cfg.members, 0, MBR_SYNTH_MOST, "N", "how many members join"),
    MBR_INT('l', "lines", &cfg.lines, 1, INT64_MAX, "N",
            "as many members as make about N order lines"),
    MBR_INT('g', "goods", &cfg.goods, 1, MBR_SYNTH_ITEMS, "N",
            "at least so many goods; else as many as suit the members"),
    MBR_INT('d', "days", &cfg.days, 1, MOST_DAYS, "N", "how many days the shop is open"),
    MBR_DAY(0, "start", &cfg.start, "DAY", "its first day"),
    MBR_INT('s', "seed", &cfg.seed, 0, INT64_MAX, "N", "the seed of all that is drawn by chance"),
    MBR_CHOICE('f', "format", &cfg.format, formats, "FORMAT",
               "order lines as csv, or the stream with every kind of event as ndjson"),
    MBR_FLAG('a', "accounts", &cfg.accounts,
             "people have several accounts, and identifiers that are spelled anyhow (ndjson)"),
    MBR_FILE('t', "truth", &cfg.truth, "FILE", "write each member's hidden parameters there"),
    MBR_OPT_END,
};

static int write_shop(struct mbr_run *r, struct mbr_synth *shop, struct mbr_synth_writer *writer)
{
    const struct mbr_synth_event *event;
    if (mbr_synth_write_head(writer, &r->out, &r->err) < 0)
        return -1;
    while ((event = mbr_synth_next(shop)) != NULL) {
        if (mbr_synth_day(shop) != writer->day)
            mbr_synth_writer_day(writer, mbr_synth_day(shop));
        if (mbr_synth_tell(shop, writer, &r->out, event, &r->err) < 0)
            return -1;
    }
    return 0;
}

static int write_truth(struct mbr_run *r, struct mbr_synth *shop,
                       const struct mbr_synth_writer *writer)
{
    struct mbr_out out;
    int result = mbr_out_open(&out, cfg.truth, &r->err);
    if (result < 0)
        return -1;
    for (uint32_t number = 0; number < mbr_synth_members(shop) && result == 0; number++) {
        struct mbr_synth_truth truth;
        mbr_synth_truth(shop, number, &truth);
        mbr_synth_put_truth(writer, &out.buf, &truth);
        result = mbr_out_end(&out, &r->err);
    }
    if (result == 0)
        return mbr_out_close(&out, &r->err);
    mbr_out_discard(&out);
    return -1;
}

static int run(struct mbr_run *r)
{
    struct mbr_synth_config config = {
        .members = (uint32_t)cfg.members,
        .start = cfg.start,
        .days = (int32_t)cfg.days,
        .seed = (uint64_t)cfg.seed,
        .variants = (uint32_t)((cfg.goods + MBR_SYNTH_PRODUCTS - 1) / MBR_SYNTH_PRODUCTS),
        .all = strcmp(cfg.format, "ndjson") == 0,
    };
    struct mbr_synth_writer writer;
    if (r->operands)
        return mbr_misuse(r, "reads nothing, but was given \"%s\"", r->operand[0]);
    if (cfg.accounts && strcmp(cfg.format, "ndjson") != 0)
        return mbr_misuse(r, "--accounts: for --format ndjson");
    if (cfg.start < FIRST_DAY || cfg.start + cfg.days - 1 > LAST_DAY)
        return mbr_misuse(r, "--start, --days: the shop is open from 1900 to 9998 at most");
    if (cfg.lines) {
        config.members = mbr_synth_members_for(&config, (uint64_t)cfg.lines);
        mbr_note(r, "%u member%s for about %lld line%s", (unsigned)config.members,
                 config.members == 1 ? "" : "s", (long long)cfg.lines, cfg.lines == 1 ? "" : "s");
    }
    struct mbr_synth *shop = mbr_synth_new(&config);
    mbr_synth_writer_init(&writer, mbr_synth_item(shop, 0), mbr_synth_items(shop));
    mbr_synth_writer_day(&writer, cfg.start);
    writer.csv = !config.all;
    if (cfg.accounts)
        writer.accounts = mbr_synth_accounts_new(config.members, config.seed);
    int result = write_shop(r, shop, &writer);
    if (result == 0 && cfg.truth)
        result = write_truth(r, shop, &writer);
    mbr_synth_accounts_free(writer.accounts);
    mbr_synth_writer_free(&writer);
    mbr_synth_free(shop);
    return result;
}

static const struct mbr_tool tool = {
    .name = "mbr-synth",
    .brief = "make up a lifelike shop of any size",
    .operands = "",
    .examples = "mbr-synth --members 200 > orders.csv\n"
                "mbr-synth --format ndjson --truth truth.ndjson | mbr-rfm --summary | mbr-table\n"
                "mbr-synth --lines 10000000 --seed 7 -o large.csv\n",
    .reads = "nothing",
    .writes = "item, event",
    .opts = opts,
    .run = run,
};

int main(int argc, char *argv[])
{
    return mbr_main(&tool, argc, argv);
}
