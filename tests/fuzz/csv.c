#include <stdint.h>
#include <stdlib.h>

#include "mbr/sniff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes, in the dialect that is found in them: the records together take all of them, the
   fields lie where they may, and the way without SIMD agrees. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mbr_span left = {(const char *)data, size};
    struct mbr_csv_record record = {0}, other = {0};
    struct mbr_sniff sniff;
    const char *filter;
    if (mbr_sniff_data(left, &filter))
        return 0;
    mbr_sniff(&sniff, left, true, 0);
    struct mbr_csv_dialect portable = sniff.dialect;
    portable.portable = true;
    while (left.n) {
        size_t taken = mbr_csv_split_on(&record, &sniff.dialect, left, true);
        if (taken == 0 || taken > left.n || record.raw.n > taken ||
            mbr_csv_split(&other, &portable, left, true) != taken ||
            other.fields != record.fields || other.plain != record.plain)
            abort();
        for (size_t i = 0; i < record.fields; i++)
            if (!mbr_span_equal(record.field[i], other.field[i]))
                abort();
        left = (struct mbr_span){left.p + taken, left.n - taken};
    }
    mbr_csv_record_free(&record);
    mbr_csv_record_free(&other);
    return 0;
}
