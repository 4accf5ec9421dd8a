#include "mbr/rfm_run.h"

#include <stdlib.h>

#include "mbr/rfm.h"
#include "mbr/rfm_doc.h"
#include "mbr/rfm_next.h"
#include "mbr/rfm_rows.h"

struct rfm {
    struct mbr_run *run;
    const struct mbr_rfm_options *options;
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
    struct mbr_rfm_scheme *scheme = rfm->options->scheme == mbr_rfm_eleven ? &rfm->scheme : NULL;
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
    mbr_rfm_judge(&rfm->naming, &point, rfm->options->style.explain, &verdict);
    if (rfm->options->summary)
        return mbr_rfm_summary_add(&rfm->summary, &rfm->scheme, &verdict, &member->buy, err);
    mbr_put_rfm(value, &rfm->model, &rfm->scheme, &verdict, &rfm->options->style);
    return 0;
}

static int write_summary(void *self, struct mbr_run *r)
{
    const struct rfm *rfm = self;
    return mbr_rfm_summary_write(&rfm->summary, &rfm->scheme, rfm->options->style.labels, r);
}

int mbr_rfm_run(struct mbr_run *run, const struct mbr_rfm_options *options)
{
    struct rfm rfm = {.run = run,
                      .options = options,
                      .method = {.field = "rfm",
                                 .version = 1,
                                 .learn = learn,
                                 .finish = finish,
                                 .say = say,
                                 .save = save,
                                 .load = load,
                                 .rows = options->summary ? write_summary : NULL}};
    int failed = mbr_rfm_options_read(options, run, &rfm.model, &rfm.scheme);
    if (!failed && !options->member.model) {
        failed = mbr_rfm_scheme_check(&rfm.scheme, rfm.model.bins, &rfm.flaws, &run->err);
        if (options->check_scheme && mbr_rfm_flaws_write(&rfm.flaws, &rfm.scheme, run) < 0)
            failed = -1;
    }
    run->located = failed != 0;
    rfm.method.wants_days = rfm.model.by_days;
    if (!failed && !options->check_scheme)
        failed = mbr_annotate(run, &options->member, &rfm.method, &rfm);
    mbr_rfm_naming_free(&rfm.naming);
    mbr_rfm_fit_free(&rfm.fit);
    free(rfm.flaws.flaw);
    mbr_rfm_scheme_free(&rfm.scheme);
    return failed;
}
