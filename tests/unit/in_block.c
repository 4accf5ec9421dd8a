#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "main.h"
#include "mbr/buf.h"
#include "mbr/in.h"
#include "mbr/rand.h"

#define FILES 3

static struct mbr_err err;

static void put_line(struct mbr_buf *all, const struct mbr_in *in, int got, struct mbr_span line)
{
    mbr_put_text(all, mbr_in_name(in));
    mbr_put_char(all, ':');
    mbr_put_int(all, (int64_t)mbr_in_number(in));
    mbr_put_char(all, ':');
    mbr_put_span(all, got == 1 ? line : mbr_span("(long)"));
    mbr_put_char(all, '\n');
}

static void put_block(struct mbr_buf *all, struct mbr_in *in, const struct mbr_in_block *block,
                      int status)
{
    struct mbr_span line = {0};
    uint64_t number = status == MBR_IN_LONG;
    if (status == MBR_IN_LONG) {
        mbr_in_at(in, block, number);
        put_line(all, in, status, line);
    }
    for (size_t at = 0; (status = mbr_in_block_line(block, &at, &number, &line));) {
        mbr_in_at(in, block, number);
        put_line(all, in, status, line);
    }
    mbr_in_done(in, block, number);
}

/* The first `by_line` lines one by one, the rest by the block, as many blocks at a time as `ahead`
   says, so that reading is ahead of what is told. */
static struct mbr_buf read_all(char *const *names, size_t max_line, uint64_t by_line, size_t ahead)
{
    struct mbr_in *in = mbr_in_new(names, FILES, max_line);
    struct mbr_buf all = {0};
    struct mbr_span line;
    int got = 1;
    for (uint64_t i = 0; i < by_line && (got = mbr_in_line(in, &line, &err)) != 0; i++)
        put_line(&all, in, got, line);
    struct mbr_in_block *blocks = mbr_calloc(ahead, sizeof *blocks);
    while (got) {
        size_t held = 0;
        int status[16];
        while (got && held < ahead) {
            got = mbr_in_block(in, &blocks[held], &err);
            ck_assert_int_ne(got, -1);
            status[held] = got;
            held += got != 0;
        }
        for (size_t i = 0; i < held; i++)
            put_block(&all, in, &blocks[i], status[i]);
    }
    for (size_t i = 0; i < ahead; i++)
        mbr_in_block_free(&blocks[i]);
    free(blocks);
    mbr_in_free(in);
    return all;
}

static void put_random_line(struct mbr_buf *text, uint64_t *seed)
{
    static const char *const odd[] = {"", "  \t", "\r", "\xef\xbb\xbf{}", "\xef\xbb\xbf"};
    uint64_t random = mbr_rand_split(seed);
    if (random % 8 == 0) {
        mbr_put_text(text, odd[random / 8 % 5]);
        return;
    }
    size_t n = random % 997 == 1 ? 400000 : random % 97 == 2 ? 3000 : random / 8 % 200;
    for (size_t i = 0; i < n; i++)
        mbr_put_char(text, (char)('a' + (random + i) % 26));
}

/* Whatever lines there are, by the block they are the same as one by one, with the same places. */
START_TEST(blocks_are_lines)
{
    uint64_t seed = (uint64_t)_i;
    struct mbr_buf text = {0};
    char name[FILES][32], *names[FILES];
    int fd[FILES];
    for (int f = 0; f < FILES; f++) {
        text.n = 0;
        size_t lines = mbr_rand_split(&seed) % 4 == 0 ? 0 : mbr_rand_split(&seed) % 3000;
        for (size_t i = 0; i < lines; i++) {
            put_random_line(&text, &seed);
            if (i + 1 < lines || mbr_rand_split(&seed) % 2)
                mbr_put_char(&text, '\n');
        }
        fd[f] = memfd_create("test", 0);
        snprintf(name[f], sizeof name[f], "/proc/self/fd/%d", fd[f]);
        ck_assert_int_eq(write(fd[f], text.p, text.n), (ssize_t)text.n);
        names[f] = name[f];
    }
    size_t max_line = _i % 3 == 0 ? 2000 : _i % 3 == 1 ? 300000 : (size_t)1 << 30;
    struct mbr_buf expected = read_all(names, max_line, UINT64_MAX, 1);
    for (size_t ahead = 1; ahead <= 16; ahead += 5) {
        struct mbr_buf got = read_all(names, max_line, mbr_rand_split(&seed) % 1000, ahead);
        ck_assert_uint_eq(got.n, expected.n);
        ck_assert(memcmp(got.p, expected.p, got.n) == 0);
        mbr_buf_free(&got);
    }
    mbr_buf_free(&expected);
    mbr_buf_free(&text);
    for (int f = 0; f < FILES; f++)
        close(fd[f]);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("in_block");
    tcase_add_loop_test(tests, blocks_are_lines, 0, 60);
    tcase_set_timeout(tests, 120);
    return run_tests("in_block", tests);
}
