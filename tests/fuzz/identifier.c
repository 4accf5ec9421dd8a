/* Any bytes as an identifier: what is put reads back as itself, and whoever gave it. The first byte
   says as what and from where. */

#include <stdlib.h>

#include "mbr/identifier.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const homes[] = {"CN", "HK", "TW", "US", "GB", "IT", "DE", "RU"};
    if (size == 0)
        return 0;
    enum mbr_identifier_as as = (enum mbr_identifier_as)(data[0] % 4);
    const struct mbr_country *home = mbr_country_find(homes[data[0] / 4 % 8]);
    struct mbr_span text = {(const char *)data + 1, size - 1};
    struct mbr_buf once = {0}, twice = {0};
    enum mbr_identifier_state state = mbr_put_identifier(&once, as, text, home);
    if ((state == MBR_IDENTIFIER_WHOLE || state == MBR_IDENTIFIER_MASKED) != (once.n > 0))
        abort();
    if (once.n && mbr_put_identifier(&twice, as, mbr_buf_span(&once), home) != state)
        abort();
    if (!mbr_span_equal(mbr_buf_span(&once), mbr_buf_span(&twice)))
        abort();
    mbr_buf_free(&once);
    mbr_buf_free(&twice);
    return 0;
}
