#ifndef MBR_IMPORTER_H
#define MBR_IMPORTER_H

/* An import under way. Private to lib/model/import*.c. */

#include "import_rejects.h"
#include "mbr/sniff.h"

struct mbr_importer {
    struct mbr_run *run;
    const struct mbr_import_options *options;
    struct mbr_csv csv;
    struct mbr_sniff sniff;
    struct mbr_import_plan plan; /* of the file at hand */
    struct mbr_import_facts facts;
    struct mbr_import_row row;
    struct mbr_import_rejects rejects;
    struct mbr_map seen; /* whole rows, with --dedupe */
    uint64_t rows, duplicates;
};

/* Finds out how the file just opened is written and what its columns are, says so, and leaves csv
   at its first row. 1; 0 where it is empty; -1 with run->err. */
int mbr_importer_open(struct mbr_importer *import);

#endif
