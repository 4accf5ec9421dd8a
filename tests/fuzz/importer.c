#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../workbook.h"
#include "mbr/import.h"
#include "mbr/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FILE_END 0xff /* stands in no UTF-8 */
#define FILES 3
#define LONGEST ((size_t)1 << 20)

static void check_lines(struct mbr_span text)
{
    struct mbr_err err;
    struct mbr_ask *ask = mbr_ask_new((const char *const[]){"type"}, 1, false, &err);
    while (text.n) {
        const char *newline = memchr(text.p, '\n', text.n);
        struct mbr_span line = {text.p, newline ? (size_t)(newline - text.p) : 0};
        if (!newline || mbr_ask_scan(ask, line, &err) < 0 || ask->slot[0].kind != MBR_JSON_STRING)
            abort();
        text = (struct mbr_span){newline + 1, text.n - line.n - 1};
    }
    mbr_ask_free(ask);
}

/* Any bytes as the files of one import, whatever they are: all that is written is JSON. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct mbr_tool tool = {.name = "importer"};
    static const struct mbr_import_options options = {.jobs = 1};
    char path[FILES][32], *files[FILES];
    int fd[FILES], count = 0;
    struct mbr_run run = {.tool = &tool, .quiet = true, .max_line = LONGEST};
    for (struct mbr_span left = {(const char *)data, size}; count < FILES;) {
        const char *end = left.n ? memchr(left.p, FILE_END, left.n) : NULL;
        size_t n = end ? (size_t)(end - left.p) : left.n;
        fd[count] = file_of((struct mbr_span){left.p, n});
        snprintf(path[count], sizeof path[count], "/proc/self/fd/%d", fd[count]);
        files[count] = path[count];
        count++;
        if (!end)
            break;
        left = (struct mbr_span){end + 1, left.n - n - 1};
    }
    run.operands = count;
    run.in = mbr_in_new(files, (size_t)count, run.max_line);
    run.out.fd = open("/dev/null", O_WRONLY);
    run.out.name = "output";
    if (mbr_import(&run, &options) == 0)
        check_lines(mbr_buf_span(&run.out.buf));
    mbr_in_free(run.in);
    mbr_out_discard(&run.out);
    while (count > 0)
        close(fd[--count]);
    return 0;
}
