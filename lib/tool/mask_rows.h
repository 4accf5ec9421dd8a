#ifndef MBR_MASK_ROWS_H
#define MBR_MASK_ROWS_H

#include "mbr/json.h"
#include "mbr/map.h"
#include "mbr/run.h"

/* Inside mbr_mask: rows of few: learn sees all rows, decide says which are hidden, put puts the
   next one, in the same order. */
struct mask_rows {
    int64_t least; /* 0: none are hidden */
    const struct mbr_list *within, *labels;
    struct mbr_map groups;
    struct mask_cell *cell;
    size_t count, cap, at;
    struct mbr_buf key, scratch;
    uint64_t hidden, besides, countless;
};
void mbr_mask_rows_free(struct mask_rows *rows);
int mbr_mask_rows_learn(struct mask_rows *rows, const struct mbr_json *of,
                        const struct mbr_json *count, const char *name,
                        const struct mbr_json *within, struct mbr_err *err);
int mbr_mask_rows_check(const struct mbr_json *count, const char *name, int64_t *to,
                        struct mbr_err *err);
void mbr_mask_rows_decide(struct mask_rows *rows);
bool mbr_mask_rows_put(struct mask_rows *rows, struct mbr_span line, struct mbr_buf *to);
void mbr_mask_rows_report(const struct mask_rows *rows, const char *count,
                          const struct mbr_run *run);

#endif
