/* Scores members by recency, frequency and monetary value, and names them. */

#include <stdlib.h>

#include "mbr/annotate.h"
#include "mbr/rfm.h"
#include "mbr/rfm_doc.h"
#include "mbr/rfm_field.h"
#include "mbr/rfm_rows.h"
#include "mbr/rfm_scheme.h"

#define DEFAULT_BINS 5
#define VERSION 1

static const char *const frequencies[] = {"orders", "days", NULL};
static const char *const monetaries[] = {"total", "mean", NULL};
static const char *const languages[] = {"en", "zh", NULL};

/* Defaults have an address of their own, so that it can be told whether the option was given. */
static const char by_orders[] = "orders", by_total[] = "total", by_eleven[] = "eleven";

static struct {
    struct mbr_member_options member;
    int64_t bins;
    const char *cuts, *frequency, *monetary, *scheme;
    struct mbr_rfm_style style;
    bool summary, check_scheme;
} cfg = {
    .member = MBR_MEMBER_OPTIONS_INIT,
    .frequency = by_orders,
    .monetary = by_total,
    .scheme = by_eleven,
};

static const struct mbr_opt opts[] = {
    MBR_INT('b', "bins", &cfg.bins, 2, MBR_RFM_BINS_MAX, "N",
            "score from 1 to N, N being best; 5, or what --cuts make"),
    MBR_TEXT('c', "cuts", &cfg.cuts, "CUTS", "score by these limits: r=30,90,180,365:f=2,3,5,10"),
    MBR_CHOICE('f', "frequency", &cfg.frequency, frequencies, "WHAT", "count orders or days"),
    MBR_CHOICE('m', "monetary", &cfg.monetary, monetaries, "HOW", "total or mean spend"),
    MBR_TEXT('s', "scheme", &cfg.scheme, "SCHEME", "name by eleven, eight, or a file of rules"),
    MBR_CHOICE('l', "labels", &cfg.style.labels, languages, "LANGUAGE",
               "add names to read, en or zh"),
    MBR_FLAG('e', "explain", &cfg.style.explain, "add why, and what a better segment takes"),
    MBR_FLAG(0, "summary", &cfg.summary, "write a row a segment, and no members"),
    MBR_FLAG(0, "check-scheme", &cfg.check_scheme,
             "list the flaws of the scheme, and read nothing"),
    MBR_MEMBER_OPTS(&cfg.member),
    MBR_OPT_END,
};

struct rfm {
    struct mbr_run *run;
    struct mbr_method method;
    struct mbr_rfm_fit fit;
    struct mbr_rfm_model model;
    struct mbr_rfm_scheme scheme;
    struct mbr_rfm_naming naming;
    struct mbr_rfm_summary summary;
};

static int learn(void *self, const struct mbr_member *member, struct mbr_err *err)
{
    struct rfm *rfm = self;
    struct mbr_rfm_point point;
    if (mbr_rfm_measure(&rfm->model, member, &point, err) < 0)
        return -1;
    if (point.bought)
        mbr_rfm_fit_add(&rfm->fit, &point);
    return 0;
}

static int finish(void *self, int32_t as_of, struct mbr_err *err)
{
    struct rfm *rfm = self;
    (void)as_of;
    mbr_rfm_fit_finish(&rfm->fit, &rfm->model);
    mbr_rfm_note_gaps(&rfm->model, rfm->run);
    if (cfg.member.fit && rfm->model.members == 0)
        return mbr_err_set(err, "nothing to fit: no member has bought anything");
    return mbr_rfm_naming_init(&rfm->naming, &rfm->model, &rfm->scheme, err);
}

static int save(void *self, struct mbr_buf *fields, struct mbr_err *err)
{
    const struct rfm *rfm = self;
    (void)err;
    mbr_put_rfm_model(fields, &rfm->model, &rfm->scheme);
    return 0;
}

/* The scheme is the one of the fit, unless another was asked for. */
static int load(void *self, const json_t *doc, struct mbr_err *err)
{
    struct rfm *rfm = self;
    struct mbr_rfm_scheme *scheme = cfg.scheme == by_eleven ? &rfm->scheme : NULL;
    if (mbr_rfm_model_read(doc, &rfm->model, scheme, err) < 0)
        return -1;
    rfm->method.wants_days = rfm->model.by_days;
    return mbr_rfm_naming_init(&rfm->naming, &rfm->model, &rfm->scheme, err);
}

static int say(void *self, const struct mbr_member *member, struct mbr_buf *value,
               struct mbr_err *err)
{
    struct rfm *rfm = self;
    struct mbr_rfm_point point;
    struct mbr_rfm_verdict verdict;
    if (mbr_rfm_measure(&rfm->model, member, &point, err) < 0)
        return -1;
    mbr_rfm_judge(&rfm->naming, &point, cfg.style.explain, &verdict);
    if (cfg.summary)
        return mbr_rfm_summary_add(&rfm->summary, &rfm->scheme, &verdict, &member->buy, err);
    mbr_put_rfm(value, &rfm->model, &rfm->scheme, &verdict, &cfg.style);
    return 0;
}

static int write_summary(void *self, struct mbr_run *r)
{
    const struct rfm *rfm = self;
    return mbr_rfm_summary_write(&rfm->summary, &rfm->scheme, cfg.style.labels, r);
}

static int check_scheme(const struct rfm *rfm)
{
    size_t flaws;
    struct mbr_rfm_flaw *flaw = mbr_rfm_scheme_check(&rfm->scheme, rfm->model.bins, &flaws);
    int failed = mbr_rfm_flaws_write(flaw, flaws, &rfm->scheme, rfm->model.bins, rfm->run);
    free(flaw);
    return failed;
}

/* What the options say of the model before it is fitted. */
static int set_up(struct rfm *rfm, struct mbr_run *r)
{
    bool fits = cfg.bins || cfg.cuts || cfg.frequency != by_orders || cfg.monetary != by_total;
    if (cfg.member.model && fits)
        return mbr_misuse(r, "--model: bins, cuts, frequency and monetary are those of the fit");
    if (cfg.check_scheme && (cfg.member.model || r->operands))
        return mbr_misuse(r, "--check-scheme reads nothing");
    if (cfg.summary && (cfg.member.fit || cfg.style.explain))
        return mbr_misuse(r, "--summary does not go with --fit or --explain");
    rfm->model.bins = (int)cfg.bins;
    rfm->model.by_days = strcmp(cfg.frequency, "days") == 0;
    rfm->model.mean = strcmp(cfg.monetary, "mean") == 0;
    if (cfg.cuts && mbr_rfm_cuts_parse(cfg.cuts, &rfm->model, &r->err) < 0)
        return mbr_misuse(r, "--cuts: %s", r->err.text);
    if (rfm->model.bins == 0)
        rfm->model.bins = DEFAULT_BINS;
    r->located = true;
    return mbr_rfm_scheme_load(cfg.scheme, &rfm->scheme, &r->err);
}

static int run(struct mbr_run *r)
{
    static struct rfm rfm;
    rfm.run = r;
    rfm.method = (struct mbr_method){
        .field = "rfm",
        .version = VERSION,
        .learn = learn,
        .finish = finish,
        .say = say,
        .save = save,
        .load = load,
        .rows = cfg.summary ? write_summary : NULL,
    };
    int failed = set_up(&rfm, r);
    if (!failed && cfg.check_scheme) {
        failed = check_scheme(&rfm);
    } else if (!failed) {
        r->located = false;
        rfm.method.wants_days = rfm.model.by_days;
        failed = mbr_annotate(r, &cfg.member, &rfm.method, &rfm);
    }
    mbr_rfm_naming_free(&rfm.naming);
    mbr_rfm_fit_free(&rfm.fit);
    mbr_rfm_scheme_free(&rfm.scheme);
    return failed;
}

static const struct mbr_tool tool = {
    .name = "mbr-rfm",
    .brief = "score members by recency, frequency and monetary value",
    .operands = "[FILE ...]",
    .examples = "mbr-import orders.csv | mbr-rfm > scored.ndjson\n"
                "mbr-rfm --summary --labels en members.ndjson | mbr-table\n"
                "mbr-rfm --fit 2024.model members.ndjson\n"
                "mbr-rfm --model 2024.model --explain members.ndjson\n",
    .reads = "event, member",
    .writes = "rfm",
    .opts = opts,
    .run = run,
};

int main(int argc, char *argv[])
{
    return mbr_main(&tool, argc, argv);
}
