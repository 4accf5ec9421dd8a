/* The scanner: any bytes, against jansson and against its own portable way. */

#include <stdint.h>

#include "../json_oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *line = mbr_alloc(size);
    if (size)
        memcpy(line, data, size);
    const char *what = oracle_differs(line, size);
    if (what) {
        fprintf(stderr, "they differ: %s\n", what);
        abort();
    }
    free(line);
    return 0;
}
