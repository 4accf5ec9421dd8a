/* Any bytes as an amount: what is read is written and read again, and agrees with the double that
   the same bytes are. */

#include <math.h>
#include <stdlib.h>

#include "mbr/decimal.h"
#include "mbr/number.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mbr_span text = {(const char *)data, size}, written;
    char to[MBR_DECIMAL_SIZE];
    int64_t value, back;
    double number;
    const char *what = "";
    bool is_number = mbr_double_parse(text, &number) == 0;
    if (mbr_decimal_parse(text, &value, &what) < 0) {
        if (is_number && strcmp(what, "not a number") == 0)
            abort();
        return 0;
    }
    written = (struct mbr_span){to, mbr_decimal_write(to, value)};
    if (mbr_decimal_parse(written, &back, &what) < 0 || back != value || !is_number)
        abort();
    if (fabs(mbr_decimal_double(value) - number) > 1e-15 * fabs(number))
        abort();
    return 0;
}
