/* Tags members by rules: with a weight, since when, and until when. */

#include "mbr/tag.h"

static struct mbr_tag_options cfg = MBR_TAG_OPTIONS_INIT;

static const struct mbr_opt opts[] = {
    MBR_FILE('r', "rules", &cfg.rules, "FILE", "the rules"),
    MBR_FILE('b', "before", &cfg.before, "FILE",
             "members as they were, for lines that have no tags yet"),
    MBR_FILE('a', "add", &cfg.add, "FILE", "members with tags that are given by hand"),
    MBR_FLAG(0, "only-rules", &cfg.only_rules, "drop tags that no rule names"),
    MBR_FLAG('c', "check", &cfg.check, "only check the rules, and read no members"),
    MBR_FLAG('e', "explain", &cfg.explain, "write why each member has each tag, or has not"),
    MBR_FLAG(0, "report", &cfg.report, "write a row for each tag: who has it, and what of it"),
    MBR_LIST(0, "only", &cfg.only, "TAG,...", "explain and report these tags alone"),
    MBR_INT(0, "days", &cfg.days, 1, 100000, "N", "in a report, active: has bought in N days"),
    MBR_RULES_OPTS(&cfg.member),
    MBR_OPT_END,
};

static int run(struct mbr_run *r)
{
    return mbr_tag(r, &cfg);
}

static const struct mbr_tool tool = {
    .name = "mbr-tag",
    .brief = "tag members by rules, with weights and last days",
    .operands = "[FILE ...]",
    .examples = "mbr-tag -r rules.json members.ndjson > tagged.ndjson\n"
                "mbr-tag -r rules.json --before yesterday.ndjson < today.ndjson\n"
                "mbr-tag -r rules.json --report members.ndjson | mbr-table\n"
                "mbr-tag -r rules.json --explain --only vip members.ndjson | mbr-table\n"
                "mbr-tag -r rules.json --check\n",
    .reads = "item, event, member",
    .writes = "item, member with the field tags",
    .opts = opts,
    .run = run,
};

int main(int argc, char *argv[])
{
    return mbr_main(&tool, argc, argv);
}
