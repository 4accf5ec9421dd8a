/* Any bytes as a day and as a time: what is read is written and read again. */

#include <stdlib.h>

#include "mbr/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mbr_span text = {(const char *)data, size};
    char to[MBR_AT_SIZE];
    uint64_t at, back;
    int32_t day;
    bool is_day = mbr_day_parse(text, &day) == 0, is_at = mbr_at_parse(text, &at) == 0;
    if (is_day && (!is_at || mbr_at_day(at) != day || mbr_at_second(at) != -1))
        abort();
    if (!is_at)
        return 0;
    size_t n = mbr_at_write(to, at);
    if (mbr_at_parse((struct mbr_span){to, n}, &back) < 0 || back != at ||
        memcmp(to, data, 10) != 0)
        abort();
    if (mbr_at_day(at) < mbr_day_from_civil(1, 1, 1) ||
        mbr_at_day(at) > mbr_day_from_civil(9999, 12, 31) || mbr_at_second(at) >= 86400)
        abort();
    return 0;
}
