#include "mbr/crew.h"
#include "mbr/import.h"
#include "mbr/run.h"

static struct mbr_import_options options;
static bool presets;
static const char *printed;

static const char *const separators[] = {"comma", "tab", "semicolon", "pipe", "blanks", NULL};
static const char *const date_orders[] = {"dmy", "mdy", "ymd", NULL};
static const char *const decimals[] = {"point", "comma", NULL};

static const struct mbr_opt opts[] = {
    MBR_LIST('p', "preset", &options.preset, "NAME,...",
             "use a preset, built in or a FILE; or none"),
    MBR_LIST('m', "map", &options.map, "FIELD=COLUMN,...", "take fields from columns"),
    MBR_LIST('s', "set", &options.set, "FIELD=VALUE,...", "give fields a constant value"),
    MBR_TEXT(0, "shop", &options.shop, "NAME", "one of several shops on its platform"),
    MBR_TEXT(0, "encoding", &options.encoding, "NAME", "how the text is encoded, such as BIG5"),
    MBR_LIST(0, "sheet", &options.sheets, "NAME,...", "of workbooks read only these sheets"),
    MBR_CHOICE(0, "separator", &options.separator, separators, "WHAT", "what parts the columns"),
    MBR_FLAG(0, "header", &options.header, "the first record is a header"),
    MBR_FLAG(0, "no-header", &options.no_header, "the first record is data, not a header"),
    MBR_CHOICE(0, "date-order", &options.date_order, date_orders, "ORDER", "how to read 3/4/2011"),
    MBR_CHOICE(0, "decimal", &options.decimal, decimals, "MARK", "how to read 1.234 and 1,234"),
    MBR_TEXT(0, "tz", &options.tz, "ZONE", "write times in the shop's zone"),
    MBR_FILE(0, "rates", &options.rates, "FILE", "change amounts to one currency"),
    MBR_LIST(0, "order-by", &options.order_by, "COLUMN,...", "make the order's id of these"),
    MBR_FLAG(0, "ids", &options.ids, "write import ids, so that a row counts once (needs orders)"),
    MBR_FLAG(0, "dedupe", &options.dedupe, "drop rows equal to an earlier one"),
    MBR_FILE(0, "exclude-orders", &options.exclude_orders, "FILE",
             "leave out orders by their numbers"),
    MBR_LIST(0, "drop", &options.drop, "WHAT,...", "leave the items out (items)"),
    MBR_FILE('r', "rejects", &options.rejects, "FILE", "put bad rows there and go on"),
    MBR_TEXT(0, "max-rejects", &options.max_rejects, "N|P%", "go on, but give up beyond"),
    MBR_JOBS(&options.jobs),
    MBR_FLAG(0, "sniff", &options.sniff, "only show what was found out, and the first rows"),
    MBR_FLAG(0, "presets", &presets, "list the presets"),
    MBR_TEXT(0, "print-preset", &printed, "NAME", "write a built-in preset, to be changed"),
    MBR_OPT_END,
};

static int run(struct mbr_run *r)
{
    if (options.header && options.no_header)
        return mbr_misuse(r, "--header and --no-header exclude each other");
    if (presets)
        return mbr_put_presets(&r->out.buf, &r->err);
    if (printed)
        return mbr_put_preset(&r->out.buf, printed, &r->err) < 0 ? mbr_misuse(r, "%s", r->err.text)
                                                                 : 0;
    return mbr_import(r, &options);
}

static const struct mbr_tool tool = {
    .name = "mbr-import",
    .brief = "turn what shops export into events and items",
    .operands = "[FILE ...]",
    .examples = "mbr-import orders.csv | mbr-profile > members.ndjson\n"
                "mbr-import --sniff orders.csv\n"
                "mbr-import --map member=1,at=2,amount=3 --set channel=store till.txt\n"
                "mbr-import --rejects bad.ndjson --max-rejects 1% orders.csv > orders.ndjson\n",
    .reads = "delimited text, JSON, workbooks",
    .writes = "item, event",
    .opts = opts,
    .run = run,
};

int main(int argc, char *argv[])
{
    return mbr_main(&tool, argc, argv);
}
