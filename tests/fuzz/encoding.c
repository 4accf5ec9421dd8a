#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../lib/core/utf8.h"
#include "mbr/encoding.h"
#include "mbr/in.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Decoded text is UTF-8, but for bytes that the encoding does not know: 0xff stands before these.
 */
static void check_text(struct mbr_span text)
{
    const char *end = text.p + text.n;
    for (const char *p = text.p; p < end;) {
        size_t n = *p == '\xff' ? 2 : mbr_utf8_length(p, end);
        if (n == 0 || n > (size_t)(end - p))
            abort();
        p += n;
    }
}

/* Where the text is cut, nothing else is found in it. */
static void check_look(struct mbr_span text, size_t cut, bool gb)
{
    struct mbr_encoding_look whole = {.bytes = 0}, parts = {.bytes = 0};
    if (mbr_encoding_look(&whole, text, gb, true) != text.n)
        abort();
    size_t n = mbr_encoding_look(&parts, (struct mbr_span){text.p, cut}, gb, false);
    if (n > cut || cut - n >= 4)
        abort();
    (void)mbr_encoding_look(&parts, (struct mbr_span){text.p + n, text.n - n}, gb, true);
    if (memcmp(&whole, &parts, sizeof whole) != 0)
        abort();
}

/* The first byte chooses an encoding, or none: then it is found out. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const encodings[] = {NULL,       NULL,       "GB18030",  "BIG5",
                                            "UTF-16LE", "UTF-32BE", "SHIFT_JIS"};
    char name[32], *names = name;
    struct mbr_span window;
    struct mbr_err err;
    if (size < 2)
        return 0;
    struct mbr_span text = {(const char *)data + 1, size - 1};
    check_look(text, data[1] % size, false);
    check_look(text, data[1] % size, true);
    int fd = memfd_create("fuzz", 0);
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    if (write(fd, text.p, text.n) != (ssize_t)text.n)
        abort();
    struct mbr_in *in = mbr_in_new(&names, 1, 1 << 20);
    if (mbr_in_decode(in, encodings[data[0] % 7], data[0] & 0x80) == 0 &&
        mbr_in_open(in, &err) == 1 && mbr_in_window(in, 1 << 20, &window, &err) == 0 &&
        mbr_in_text(in)->decoded)
        check_text(window);
    mbr_in_free(in);
    close(fd);
    return 0;
}
