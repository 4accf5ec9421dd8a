#ifndef MBR_IMPORT_REJECTS_H
#define MBR_IMPORT_REJECTS_H

/* Rows that are no good: written to a file, counted by reason, and the point where it is too many.
   Private to lib/model/import*.c. */

#include "import_row.h"
#include "mbr/import.h"

struct mbr_import_rejects {
    bool to_file, name_file; /* name_file: there are several input files */
    const char *file;        /* of the row, where that is not the one being read; else NULL */
    struct mbr_out out;
    struct mbr_map reasons;
    uint64_t *count; /* one a reason */
    size_t cap;
    uint64_t total;
    uint64_t most; /* UINT64_MAX: no bound */
    double share;  /* of the rows; < 0: no bound */
};

/* 0, or -1 with run->err. */
int mbr_import_rejects_open(struct mbr_import_rejects *rejects, struct mbr_run *run,
                            const struct mbr_import_options *options);

/* One more. 0 to go on; -1 with run->err when that was one too many, or the file fails. */
int mbr_import_reject(struct mbr_import_rejects *rejects, struct mbr_run *run, uint64_t line,
                      const struct mbr_import_flaw *flaw, struct mbr_span raw);

/* Lets the file appear, also where the import has failed (`done` is false, and run->err stays as it
   is): it then holds what has been rejected so far. 0 or -1. */
int mbr_import_rejects_close(struct mbr_import_rejects *rejects, struct mbr_run *run, bool done);

/* Says on stderr how many there were, by reason; -1 with run->err when their share is too large. */
int mbr_import_rejects_report(const struct mbr_import_rejects *rejects, struct mbr_run *run,
                              uint64_t rows);

#endif
