#ifndef MBR_MASK_AUDIT_H
#define MBR_MASK_AUDIT_H

#include "mask_field.h"
#include "mbr/json.h"
#include "mbr/run.h"

/* Inside mbr_mask: the audit. Each value is shown once, then the rows are written. */
void mbr_mask_audit_value(struct mask_field *field, const struct mbr_json *value,
                          struct mbr_buf *scratch, const struct mbr_in *in);
void mbr_mask_audit_free(struct mask_fields *fields);
int mbr_mask_audit_write(struct mask_fields *fields, struct mbr_run *run);

#endif
