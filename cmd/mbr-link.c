/* Finds the one person behind several accounts and identifiers. */

#include "mbr/link.h"

static struct mbr_link_options cfg = MBR_LINK_OPTIONS_INIT;

static const struct mbr_opt opts[] = {
    MBR_FILE('r', "rules", &cfg.rules, "FILE", "which identifiers link, and within which limits"),
    MBR_FLAG(0, "print-rules", &cfg.print_rules, "write the rules in force, and read nothing"),
    MBR_TEXT('c', "country", &cfg.country, "CC", "where phones without a country's code are"),
    MBR_TEXT(0, "source", &cfg.source, "PATH",
             "the field that tells which system an account is of"),
    MBR_FILE('m', "model", &cfg.model, "FILE", "what earlier runs know: people keep their members"),
    MBR_FILE('s', "save", &cfg.save, "FILE", "write what is known after this run to FILE"),
    MBR_FILE(0, "fit", &cfg.fit, "FILE", "only write that to FILE, and no lines"),
    MBR_FILE(0, "changes", &cfg.changes, "FILE", "write who has another member than in the model"),
    MBR_LIST(0, "unlink", &cfg.unlink, "ACCOUNT,...", "join these accounts to no other"),
    MBR_LIST(0, "forget", &cfg.forget, "ID,...", "only take these people out of the model"),
    MBR_FILE(0, "forget-from", &cfg.forget_from, "FILE", "likewise those in FILE, one a line"),
    MBR_LIST(0, "evidence", &cfg.evidence, "FACT,...",
             "join accounts too of which these facts are alike"),
    MBR_NUMBER(0, "threshold", &cfg.threshold, "P", "if they are one person's with this chance"),
    MBR_LIST('e', "explain", &cfg.explain, "A,B", "write what joins two accounts, step by step"),
    MBR_FLAG(0, "report", &cfg.report, "write rows: people, identifiers, on and off line"),
    MBR_OPT_END,
};

static int run(struct mbr_run *r)
{
    return mbr_link(r, &cfg);
}

static const struct mbr_tool tool = {
    .name = "mbr-link",
    .brief = "find the one person behind several accounts and identifiers",
    .operands = "[FILE ...]",
    .examples = "mbr-link till.ndjson online.ndjson | mbr-profile > people.ndjson\n"
                "mbr-link --report till.ndjson online.ndjson | mbr-table\n"
                "mbr-link --explain T1001,W77 till.ndjson online.ndjson | mbr-table\n",
    .reads = "any",
    .writes = "the lines, their member being the person",
    .opts = opts,
    .run = run,
};

int main(int argc, char *argv[])
{
    return mbr_main(&tool, argc, argv);
}
