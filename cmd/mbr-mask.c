/* What leaves the house: by consent, under pseudonyms, redacted; and who is to be forgotten. */

#include "mbr/date.h"
#include "mbr/mask.h"
#include "mbr/secret.h"

static struct mbr_mask_options cfg = {.as_of = MBR_DAY_NONE, .count = "members", .country = "CN"};
static const char *new_key;

static const struct mbr_opt opts[] = {
    MBR_LIST('c', "consent", &cfg.consent, "PURPOSE,...",
             "only members, and their events, who have consented to all of these"),
    MBR_DAY(0, "as-of", &cfg.as_of, "DAY", "judge the consent as of this day"),
    MBR_LIST('p', "pseudonym", &cfg.pseudonym, "FIELD,...",
             "replace these by pseudonyms, as member, phone, attr.name"),
    MBR_FILE('k', "key-file", &cfg.key_file, "FILE", "the key of the pseudonyms"),
    MBR_FILE(0, "new-key", &new_key, "FILE", "only make a key, and write it to FILE"),
    MBR_FILE(0, "map-out", &cfg.map_out, "FILE", "write what stands behind each pseudonym"),
    MBR_FILE(0, "reveal", &cfg.reveal, "FILE", "put back what FILE says, which --map-out wrote"),
    MBR_FLAG('r', "redact", &cfg.redact,
             "take out or shorten what is personal by name or spelling"),
    MBR_LIST(0, "redact-field", &cfg.redact_field, "FIELD,...", "redact these fields"),
    MBR_LIST(0, "leave", &cfg.leave, "FIELD,...", "do not redact these fields"),
    MBR_LIST('f', "forget", &cfg.forget, "ID,...", "remove these members, by id or identifier"),
    MBR_FILE(0, "forget-from", &cfg.forget_from, "FILE", "remove those in FILE, one a line"),
    MBR_FILE(0, "receipt", &cfg.receipt, "FILE", "write rows that say what was forgotten"),
    MBR_INT('s', "suppress-below", &cfg.suppress, 2, INT64_MAX / 10000, "K",
            "hide rows of fewer than K, and what would betray them"),
    MBR_TEXT(0, "count", &cfg.count, "FIELD", "the field of a row that says of how many it is"),
    MBR_LIST(0, "within", &cfg.within, "FIELD,...", "rows equal in these add up to a total"),
    MBR_LIST(0, "label", &cfg.label, "FIELD,...", "numbers that a hidden row keeps"),
    MBR_FLAG('a', "audit", &cfg.audit, "only say what looks personal, and where"),
    MBR_TEXT(0, "country", &cfg.country, "NAME", "where phones without a country's code are"),
    MBR_OPT_END,
};

static int run(struct mbr_run *r)
{
    bool others = cfg.consent.count || cfg.pseudonym.count || cfg.redact ||
                  cfg.redact_field.count || cfg.forget.count || cfg.forget_from || cfg.suppress ||
                  cfg.reveal || cfg.audit;
    if (!new_key)
        return mbr_mask(r, &cfg);
    if (others || r->operands)
        return mbr_misuse(r, "--new-key goes alone");
    r->located = true;
    return mbr_key_write(new_key, &r->err);
}

static const struct mbr_tool tool = {
    .name = "mbr-mask",
    .brief = "make a stream fit to leave the house: consent, pseudonyms, redaction, erasure",
    .operands = "[FILE ...]",
    .examples = "mbr-mask --consent sms,marketing --redact members.ndjson > agency.ndjson\n"
                "mbr-mask --pseudonym member,phone,email --key-file shop.key < events.ndjson\n"
                "mbr-mask --forget-from asked.txt --receipt receipt.ndjson members.ndjson\n"
                "mbr-mask --audit members.ndjson | mbr-table\n",
    .reads = "any",
    .writes = "the same, masked",
    .opts = opts,
    .run = run,
    .discreet = true,
};

int main(int argc, char *argv[])
{
    return mbr_main(&tool, argc, argv);
}
