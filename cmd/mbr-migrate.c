/* Says who moved from one value of a field to another between two days. */

#include "mbr/migrate.h"

static struct mbr_migrate_options cfg = {.by = "rfm.segment"};

static const struct mbr_opt opts[] = {
    MBR_TEXT('b', "by", &cfg.by, "PATH", "the field whose values are compared"),
    MBR_LIST('c', "cuts", &cfg.cuts, "N,...",
             "make ranges of its numbers, a new one from each N on"),
    MBR_FLAG('m', "movers", &cfg.movers, "write a row for each member whose value differs"),
    MBR_OPT_END,
};

static int run(struct mbr_run *r)
{
    return mbr_migrate(r, &cfg);
}

static const struct mbr_tool tool = {
    .name = "mbr-migrate",
    .brief = "who moved from segment to segment between two days",
    .operands = "BEFORE AFTER",
    .examples = "mbr-migrate june.ndjson december.ndjson | mbr-table\n"
                "mbr-migrate --by buy.spend --cuts 1,100,1000 june.ndjson december.ndjson\n"
                "mbr-rfm today.ndjson | mbr-migrate --movers yesterday.ndjson - | mbr-table\n",
    .reads = "member",
    .writes = "row",
    .opts = opts,
    .run = run,
};

int main(int argc, char *argv[])
{
    return mbr_main(&tool, argc, argv);
}
