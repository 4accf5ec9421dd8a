#ifndef MBR_CLV_DOC_H
#define MBR_CLV_DOC_H

/* The model of mbr-clv as a document (mbr-clv(1)), and what goes with a fit into it. */

#include <jansson.h>

#include "mbr/buf.h"
#include "mbr/clv_fit.h"
#include "mbr/covariates.h"

/* What members are credited with for those whom they brought; who brought nobody is not there. */
struct mbr_clv_credit {
    struct mbr_map ids;
    double *value;
    size_t cap;
    bool known; /* false: there were no references, or they were not asked for */
};
void mbr_clv_credit_free(struct mbr_clv_credit *credit);
void mbr_clv_credit_add(struct mbr_clv_credit *credit, struct mbr_span id, double value);

/* margin: of all that was sold, where it is by category. */
void mbr_put_clv_model(struct mbr_buf *buf, const struct mbr_clv_fit *fit,
                       const struct mbr_covariates *covariates, double margin,
                       const struct mbr_clv_credit *credit);

/* Reads it: 0, or -1 with err. The structs are zero before, but for the covariates' paths. */
int mbr_clv_model_read(const json_t *doc, struct mbr_clv_fit *fit,
                       struct mbr_covariates *covariates, double *margin,
                       struct mbr_clv_credit *credit, struct mbr_err *err);

#endif
