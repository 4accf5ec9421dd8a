#ifndef MBR_RFM_DOC_H
#define MBR_RFM_DOC_H

/* Schemes and models of mbr-rfm as documents; mbr-rfm(1) describes both. Functions return 0, or -1
   with err. A scheme that was found, loaded or read is freed with mbr_rfm_scheme_free, also
   after -1. */

#include <jansson.h>

#include "mbr/buf.h"
#include "mbr/rfm_names.h"

/* One that is built in; -1 for another name. "eleven": names over r and the mean of f and m, those
   of Putler and Shopify, without holes and overlaps. "eight": each of r, f and m above the mean
   score or not, as in Alibaba's Quick Audience. */
int mbr_rfm_scheme_find(const char *name, struct mbr_rfm_scheme *scheme);
extern const char mbr_rfm_eleven[], mbr_rfm_eight[]; /* their names */

/* The scheme in a document; name stands before error texts. */
int mbr_rfm_scheme_read(const json_t *doc, const char *name, struct mbr_rfm_scheme *scheme,
                        struct mbr_err *err);
void mbr_rfm_scheme_free(struct mbr_rfm_scheme *scheme);

/* Puts the model's fields, the scheme among them: its name, or the whole of it if it came from a
   file. -1 where nobody was fitted. */
int mbr_put_rfm_model(struct mbr_buf *buf, const struct mbr_rfm_model *model,
                      const struct mbr_rfm_scheme *scheme, struct mbr_err *err);

/* Reads them. scheme may be NULL, when another than the model's is to be used. */
int mbr_rfm_model_read(const json_t *doc, struct mbr_rfm_model *model,
                       struct mbr_rfm_scheme *scheme, struct mbr_err *err);

/* Reads cuts given by hand, "r=30,90,180,365:f=2,3,5,10": ascending numbers, of days for r, for f
   and m of what they count, one less than there are scores. r: the best score up to and including
   the first; f and m: score 2 from the first on. model->bins is 0, and set, or what it has to be.
 */
int mbr_rfm_cuts_parse(const char *text, struct mbr_rfm_model *model, struct mbr_err *err);

#endif
