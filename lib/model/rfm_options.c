#include "mbr/rfm_options.h"

#include <unistd.h>

#include "mbr/doc.h"
#include "mbr/rfm_doc.h"

#define DEFAULT_BINS 5

const char *const mbr_rfm_frequencies[] = {"orders", "days", NULL};
const char *const mbr_rfm_monetaries[] = {"total", "mean", NULL};
const char *const mbr_rfm_languages[] = {"en", "zh", NULL};
const char mbr_rfm_defaults[2][8] = {"orders", "total"};

static int check_together(const struct mbr_rfm_options *o, struct mbr_run *run)
{
    bool fits = o->bins || o->cuts || o->frequency != mbr_rfm_defaults[0] ||
                o->monetary != mbr_rfm_defaults[1];
    if (o->member.model && fits)
        return mbr_misuse(run, "--model: bins, cuts, frequency and monetary are those of the fit");
    if (o->check_scheme && (o->member.model || run->operands))
        return mbr_misuse(run, "--check-scheme reads nothing");
    if (o->summary && (o->member.fit || o->style.explain))
        return mbr_misuse(run, "--summary does not go with --fit or --explain");
    return 0;
}

/* What does not look like the name of a file is taken for a misspelt scheme. */
static int load_scheme(const char *name, struct mbr_rfm_scheme *scheme, struct mbr_run *run)
{
    if (mbr_rfm_scheme_find(name, scheme) == 0)
        return 0;
    if (!strpbrk(name, "./") && access(name, F_OK) != 0) {
        struct mbr_err err;
        mbr_err_value(&err, "--scheme", "no such scheme", mbr_span(name));
        return mbr_misuse(run, "%s; there are %s and %s, or a file of rules", err.text,
                          mbr_rfm_eleven, mbr_rfm_eight);
    }
    json_t *doc = mbr_doc_load(name, &run->err);
    int failed = doc ? mbr_rfm_scheme_read(doc, name, scheme, &run->err) : -1;
    run->located = failed != 0;
    json_decref(doc);
    return failed;
}

int mbr_rfm_options_read(const struct mbr_rfm_options *options, struct mbr_run *run,
                         struct mbr_rfm_model *model, struct mbr_rfm_scheme *scheme)
{
    if (check_together(options, run) < 0)
        return -1;
    model->bins = (int)options->bins;
    model->by_days = strcmp(options->frequency, "days") == 0;
    model->mean = strcmp(options->monetary, "mean") == 0;
    if (options->cuts && mbr_rfm_cuts_parse(options->cuts, model, &run->err) < 0) {
        struct mbr_err why = run->err;
        return mbr_misuse(run, "--cuts: %s", why.text);
    }
    if (model->bins == 0)
        model->bins = DEFAULT_BINS;
    return load_scheme(options->scheme, scheme, run);
}
