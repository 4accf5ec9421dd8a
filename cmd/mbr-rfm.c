/* Scores members by recency, frequency and monetary value, and names them. */

#include <stdlib.h>

#include "mbr/rfm.h"
#include "mbr/rfm_doc.h"
#include "mbr/rfm_next.h"
#include "mbr/rfm_options.h"
#include "mbr/rfm_rows.h"

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

struct rfm {
    struct mbr_run *run;
    struct mbr_method method;
    struct mbr_rfm_fit fit;
    struct mbr_rfm_model model;
    struct mbr_rfm_scheme scheme;
    struct mbr_rfm_flaws flaws;
    struct mbr_rfm_naming naming;
    struct mbr_rfm_summary summary;
};

static int learn(void *self, const struct mbr_member *member, struct mbr_err *err)
{
    struct rfm *rfm = self;
    struct mbr_rfm_point point;
    if (mbr_rfm_measure(&rfm->model, member, &point, err) < 0)
        return -1;
    mbr_rfm_fit_add(&rfm->fit, &point);
    return 0;
}

static int finish(void *self, int32_t as_of, struct mbr_err *err)
{
    struct rfm *rfm = self;
    (void)as_of;
    (void)err;
    mbr_rfm_fit_finish(&rfm->fit, &rfm->model);
    mbr_rfm_naming_init(&rfm->naming, &rfm->model, &rfm->scheme);
    mbr_rfm_note_gaps(&rfm->model, &rfm->scheme, &rfm->naming.empty, rfm->run);
    return 0;
}

static int save(void *self, struct mbr_buf *fields, struct mbr_err *err)
{
    const struct rfm *rfm = self;
    return mbr_put_rfm_model(fields, &rfm->model, &rfm->scheme, err);
}

/* The scheme is the one of the fit, unless another was asked for. */
static int load(void *self, const json_t *doc, struct mbr_err *err)
{
    struct rfm *rfm = self;
    struct mbr_rfm_scheme *scheme = cfg.scheme == mbr_rfm_eleven ? &rfm->scheme : NULL;
    if (mbr_rfm_model_read(doc, &rfm->model, scheme, err) < 0 ||
        mbr_rfm_scheme_check(&rfm->scheme, rfm->model.bins, &rfm->flaws, err) < 0)
        return -1;
    rfm->method.wants_days = rfm->model.by_days;
    mbr_rfm_naming_init(&rfm->naming, &rfm->model, &rfm->scheme);
    return 0;
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

static int run(struct mbr_run *r)
{
    struct rfm rfm = {.run = r,
                      .method = {.field = "rfm",
                                 .version = 1,
                                 .learn = learn,
                                 .finish = finish,
                                 .say = say,
                                 .save = save,
                                 .load = load,
                                 .rows = cfg.summary ? write_summary : NULL}};
    int failed = mbr_rfm_options_read(&cfg, r, &rfm.model, &rfm.scheme);
    if (!failed && !cfg.member.model) {
        failed = mbr_rfm_scheme_check(&rfm.scheme, rfm.model.bins, &rfm.flaws, &r->err);
        if (cfg.check_scheme && mbr_rfm_flaws_write(&rfm.flaws, &rfm.scheme, r) < 0)
            failed = -1;
    }
    r->located = failed != 0;
    rfm.method.wants_days = rfm.model.by_days;
    if (!failed && !cfg.check_scheme)
        failed = mbr_annotate(r, &cfg.member, &rfm.method, &rfm);
    mbr_rfm_naming_free(&rfm.naming);
    mbr_rfm_fit_free(&rfm.fit);
    free(rfm.flaws.flaw);
    mbr_rfm_scheme_free(&rfm.scheme);
    return failed;
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
