/* Scores members by recency, frequency and monetary value, and names them. */

#include "mbr/rfm_run.h"

static struct mbr_rfm_options cfg = MBR_RFM_OPTIONS_INIT;

static const struct mbr_opt opts[] = {
    MBR_INT('b', "bins", &cfg.bins, 2, MBR_RFM_BINS_MAX, "N",
            "score from 1 to N, N being best; 5, or what --cuts make"),
    MBR_TEXT('c', "cuts", &cfg.cuts, "CUTS", "score by these limits: r=30,90,180,365:f=2,3,5,10"),
    MBR_CHOICE('f', "frequency", &cfg.frequency, mbr_rfm_frequencies, "WHAT",
               "count orders or days"),
    MBR_CHOICE('m', "monetary", &cfg.monetary, mbr_rfm_monetaries, "HOW", "total or mean spend"),
    MBR_TEXT('s', "scheme", &cfg.scheme, "SCHEME", "name by eleven, eight, or a file of rules"),
    MBR_CHOICE('l', "labels", &cfg.style.labels, mbr_rfm_languages, "LANGUAGE",
               "add names to read, en or zh"),
    MBR_FLAG('e', "explain", &cfg.style.explain, "add why, and what a better segment takes"),
    MBR_FLAG(0, "summary", &cfg.summary, "write a row a segment, and no members"),
    MBR_FLAG(0, "check-scheme", &cfg.check_scheme, "list flaws of the scheme, and read nothing"),
    MBR_MEMBER_OPTS(&cfg.member),
    MBR_OPT_END,
};

static int run(struct mbr_run *r)
{
    return mbr_rfm_run(r, &cfg);
}

static const struct mbr_tool tool = {
    .name = "mbr-rfm",
    .brief = "score members by recency, frequency and monetary value",
    .operands = "[FILE ...]",
    .examples = "mbr-import orders.csv | mbr-rfm > scored.ndjson\n"
                "mbr-rfm --summary --labels en members.ndjson | mbr-table\n"
                "mbr-rfm --explain members.ndjson | mbr-table -c member,rfm.explain.because\n"
                "mbr-rfm --fit 2024.model members.ndjson\n"
                "mbr-rfm --model 2024.model new.ndjson\n",
    .reads = "item, event, member",
    .writes = "item, member with the field rfm",
    .opts = opts,
    .run = run,
};

int main(int argc, char *argv[])
{
    return mbr_main(&tool, argc, argv);
}
