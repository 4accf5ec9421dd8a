/* Keeps the members, or other records, for which an expression holds. */

#include <unistd.h>

#include "mbr/select.h"

static struct mbr_select_options cfg = {.seed = MBR_SELECT_SEED};

static const struct mbr_opt opts[] = {
    MBR_FLAG('v', "not", &cfg.negate, "keep those for which it does not hold"),
    MBR_LIST('s', "sort", &cfg.sort, "PATH,...",
             "sort by these fields, least first; -PATH: greatest first"),
    MBR_INT('n', "top", &cfg.top, 1, INT64_MAX, "N", "keep only the first N"),
    MBR_TEXT('b', "by", &cfg.by, "PATH", "sort by this field, greatest first; -PATH: least first"),
    MBR_INT(0, "sample", &cfg.sample, 1, INT64_MAX, "N", "keep N of them at random"),
    MBR_INT(0, "seed", &cfg.seed, 0, INT64_MAX, "SEED", "what the sample is drawn from"),
    MBR_LIST('k', "keep", &cfg.keep, "FIELD,...", "write only these fields"),
    MBR_LIST(0, "drop", &cfg.drop, "FIELD,...", "leave these fields (or items) out"),
    MBR_FLAG('c', "count", &cfg.count, "write only how many there are"),
    MBR_FLAG('e', "explain", &cfg.explain, "write a row for each, with what decided"),
    MBR_TEXT('t', "type", &cfg.type, "TYPE", "select records of this type instead of members"),
    MBR_FILE(0, "items", &cfg.items, "FILE", "item lines that the input does not begin with"),
    MBR_OPT_END,
};

/* The name of a file is a sound path to a field, which no record has: a slip that would read
   standard input and keep nothing. */
static bool is_file_name(const char *text)
{
    static const char *const endings[] = {".ndjson", ".json", ".csv", ".gz"};
    size_t n = strlen(text), i = 0, count = sizeof endings / sizeof *endings;
    while (i < count && (n < strlen(endings[i]) || strcspn(text, " (") < n ||
                         strcmp(text + n - strlen(endings[i]), endings[i]) != 0))
        i++;
    return i < count || access(text, F_OK) == 0;
}

static int run(struct mbr_run *r)
{
    if (r->operands) {
        cfg.expression = r->operand[0];
        if (is_file_name(cfg.expression))
            return mbr_misuse(r, "%s is a file; the expression comes first (true keeps all)",
                              cfg.expression);
    }
    return mbr_select(r, &cfg);
}

static const struct mbr_tool tool = {
    .name = "mbr-select",
    .brief = "keep the members for which an expression holds; sort, sample, drop fields",
    .operands = "[EXPR [FILE ...]]",
    .examples = "mbr-select 'buy.spend >= 1000 and buy.last > today - 90d' members.ndjson\n"
                "mbr-select --top 20 --by rfm.monetary 'rfm.segment == \"at_risk\"' < m.ndjson\n"
                "mbr-select --explain 'count(purchase, 180d) >= 3' members.ndjson | mbr-table\n",
    .reads = "any",
    .writes = "the lines selected",
    .words = 1,
    .opts = opts,
    .run = run,
};

int main(int argc, char *argv[])
{
    return mbr_main(&tool, argc, argv);
}
