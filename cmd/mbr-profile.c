/* mbr-profile: events and members to members, each with their whole history. */

#include "mbr/crew.h"
#include "mbr/fold.h"

static struct mbr_fold_options cfg = {.as_of = MBR_DAY_NONE};
static struct mbr_list drop;

static const struct mbr_opt opts[] = {
    MBR_DAY(0, "as-of", &cfg.as_of, "DAY", "last day that is known; later events are cut off"),
    MBR_LIST(0, "drop", &drop, "FIELD,...", "leave these fields (or items) out"),
    MBR_SIZE('S', "buffer-size", &cfg.memory, MBR_FOLD_LEAST, "SIZE",
             "memory for folding, from 64K on; beyond it, $TMPDIR"),
    MBR_FLAG(0, "keep-anonymous", &cfg.keep_anonymous,
             "write events without a member too, behind the members"),
    MBR_JOBS(&cfg.jobs),
    MBR_OPT_END,
};

static int read_all(struct mbr_run *r, struct mbr_fold *fold)
{
    struct mbr_stream stream;
    if (mbr_stream_open(&stream, r, mbr_field_paths, MBR_FIELDS, true) < 0)
        return -1;
    int failed = mbr_fold_read(fold, &stream);
    mbr_stream_close(&stream);
    return failed ? -1 : mbr_fold_finish(fold, r);
}

static int run(struct mbr_run *r)
{
    if (mbr_fold_check_drop(&drop, r) < 0 || mbr_fold_check_fields(&drop, r) < 0)
        return -1;
    cfg.drop = &drop;
    struct mbr_fold *fold = mbr_fold_new(&cfg);
    int failed = read_all(r, fold);
    if (!failed && !mbr_list_has(&drop, "items"))
        failed = mbr_fold_write_items(fold, r);
    if (!failed)
        failed = mbr_fold_write_members(fold, NULL, r);
    if (!failed && cfg.keep_anonymous)
        failed = mbr_fold_write_anonymous(fold, r);
    mbr_fold_free(fold);
    return failed;
}

static const struct mbr_tool tool = {
    .name = "mbr-profile",
    .brief = "fold events into members, each with their whole history",
    .operands = "[FILE ...]",
    .examples = "mbr-import orders.csv | mbr-profile > members.ndjson\n"
                "cat members.ndjson today.ndjson | mbr-profile > tomorrow.ndjson\n"
                "mbr-profile --as-of 2024-12-31 events.ndjson\n",
    .reads = "item, event, member",
    .writes = "item, member",
    .opts = opts,
    .run = run,
};

int main(int argc, char *argv[])
{
    return mbr_main(&tool, argc, argv);
}
