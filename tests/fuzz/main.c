#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "mbr/buf.h"

/* Calls a fuzz target with every file of the directories named: the corpus as a test, without the
   fuzzer. To have found no file is a failure. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
    struct mbr_buf text = {0};
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return -1;
    }
    size_t n;
    while ((n = fread(mbr_buf_room(&text, 65536), 1, 65536, file)) > 0)
        text.n += n;
    fclose(file);
    /* A copy of the exact size, so that the sanitizer sees a read past the end. */
    char *data = mbr_alloc(text.n);
    if (text.n)
        memcpy(data, text.p, text.n);
    LLVMFuzzerTestOneInput((const uint8_t *)data, text.n);
    free(data);
    mbr_buf_free(&text);
    return 0;
}

static int replay_directory(const char *path, unsigned long *count)
{
    char name[4096];
    int failed = 0;
    DIR *dir = opendir(path);
    if (!dir) {
        perror(path);
        return -1;
    }
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        failed |= replay_file(name);
        ++*count;
    }
    closedir(dir);
    return failed;
}

int main(int argc, char *argv[])
{
    unsigned long count = 0;
    int failed = 0;
    for (int i = 1; i < argc; i++)
        failed |= replay_directory(argv[i], &count);
    printf("%lu inputs\n", count);
    return failed || count == 0;
}
