#ifndef MBR_MIGRATE_JOB_H
#define MBR_MIGRATE_JOB_H

/* Inside mbr_migrate: the value that a member has, and the matrix of all. */

#include "mbr/json.h"
#include "mbr/map.h"
#include "mbr/migrate.h"

/* Limits as numbers (migrate_value.c). */
struct migrate_cuts {
    double *at;
    size_t count;
};
int mbr_migrate_cuts_read(struct migrate_cuts *cuts, const struct mbr_list *list,
                          struct mbr_err *err);

/* A value as it is written, in JSON, and bytes that are in the order of the rows and equal for
   equal values. NEW is that of a member before the first stream knew them, GONE of one whom the
   second does not know. */
enum migrate_class { MIGRATE_NEW, MIGRATE_VALUE, MIGRATE_GONE };
struct migrate_value {
    struct mbr_buf order, spelled;
};
void mbr_migrate_value_init(struct migrate_value *value, enum migrate_class class);
void mbr_migrate_value_free(struct migrate_value *value);

/* Reads what stands in a record: "(none)" where there is nothing. 0, or -1 with err. */
int mbr_migrate_value_read(struct migrate_value *value, const struct mbr_json *json,
                           const char *name, const struct migrate_cuts *cuts,
                           struct mbr_buf *scratch, struct mbr_err *err);

/* A member on their way, with what they had spent by either day. */
struct migrate_move {
    const struct migrate_value *from, *to;
    int64_t before, after;
};

/* Puts the two sums: 0 on a day that does not know the member. */
void mbr_put_migrate_spend(struct mbr_buf *buf, int64_t before, int64_t after);

/* The matrix (migrate_cells.c), a cell for each pair of values that was met. Zero-initialise it. */
struct migrate_cells {
    struct mbr_map pairs;
    struct migrate_cell *cell; /* by the pair's number */
    size_t cap;
    struct mbr_arena texts;
    struct mbr_buf key;
};
void mbr_migrate_cells_free(struct migrate_cells *cells);
int mbr_migrate_cells_add(struct migrate_cells *cells, const struct migrate_move *move,
                          struct mbr_err *err);
int mbr_migrate_cells_write(const struct migrate_cells *cells, struct mbr_run *run);

#endif
