/* Text for a terminal: any bytes, valid UTF-8 or not. The first byte is the width to cut to. */

#include <stdint.h>
#include <stdlib.h>

#include "mbr/json.h"
#include "mbr/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hold(bool fact)
{
    if (!fact)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mbr_buf shown = {0}, cut = {0}, again = {0};
    size_t width = size ? data[0] : 0, taken;
    if (size)
        mbr_put_visible(&shown, (struct mbr_span){(const char *)data + 1, size - 1});
    struct mbr_span text = mbr_buf_span(&shown);
    hold(mbr_utf8_valid(text.p, text.n));
    hold(!text.n || !memchr(text.p, '\033', text.n));
    mbr_put_visible(&again, text);
    hold(mbr_span_equal(text, mbr_buf_span(&again)));

    size_t fits = mbr_text_fit(text, width, &taken);
    hold(fits <= text.n && taken <= width && taken <= mbr_text_width(text));
    size_t put = mbr_put_cut(&cut, text, width);
    hold(put <= width && mbr_text_width(mbr_buf_span(&cut)) == put);
    hold(mbr_utf8_valid(cut.p, cut.n));
    mbr_buf_free(&shown);
    mbr_buf_free(&cut);
    mbr_buf_free(&again);
    return 0;
}
