#include <check.h>

#include "../workbook.h"
#include "main.h"
#include "mbr/zip.h"

static struct mbr_err err;
static struct mbr_zip zip;
static struct mbr_buf file, text;
static int fd = -1;

static const struct zip_part parts[] = {
    {"a.txt", {"The quick brown fox jumps over the lazy dog", 43}},
    {"Dir\\B.txt", {NULL, 0}},
    {"last", {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 60}},
};

static void finish(void)
{
    mbr_zip_close(&zip);
    mbr_buf_free(&file);
    mbr_buf_free(&text);
    if (fd >= 0)
        close(fd);
    fd = -1;
}

static void make(unsigned how)
{
    finish();
    put_zip(&file, parts, 3, how);
}

static int open_file(void)
{
    fd = file_of(mbr_buf_span(&file));
    ck_assert_int_ge(fd, 0);
    return mbr_zip_open(&zip, fd, &err);
}

/* Reads an entry in pieces into text; 0 or -1. */
static int read_entry(const char *name, size_t piece, uint64_t most)
{
    const struct mbr_zip_entry *entry = mbr_zip_find(&zip, mbr_span(name));
    ck_assert_ptr_nonnull(entry);
    struct mbr_unzip *in = mbr_unzip_open(&zip, entry, most, &err);
    if (!in)
        return -1;
    int64_t n;
    text.n = 0;
    while ((n = mbr_unzip_read(in, mbr_buf_room(&text, piece), piece, &err)) > 0)
        text.n += (size_t)n;
    mbr_unzip_close(in);
    return (int)n;
}

static size_t place_of(const char *mark)
{
    const char *at = memmem(file.p, file.n, mark, strlen(mark));
    ck_assert_ptr_nonnull(at);
    return (size_t)(at - file.p);
}

START_TEST(entries_are_read_however_they_are_written)
{
    make((unsigned)_i);
    ck_assert_int_eq(open_file(), 0);
    ck_assert_uint_eq(zip.count, 3);
    /* A published check value: the sentence's CRC-32 is 414fa339. */
    ck_assert_uint_eq(zip.entry[0].crc, 0x414fa339);
    for (size_t piece = 1; piece <= 4096; piece *= 8)
        for (size_t i = 0; i < 3; i++) {
            ck_assert_int_eq(read_entry(parts[i].name, piece, 100), 0);
            ck_assert(mbr_span_equal(mbr_buf_span(&text), parts[i].text));
        }
    ck_assert_ptr_eq(mbr_zip_find(&zip, mbr_span("dir/b.TXT")), &zip.entry[1]);
    ck_assert_ptr_null(mbr_zip_find(&zip, mbr_span("b.txt")));
    finish();
}
END_TEST

START_TEST(every_cut_and_comments_are_noticed)
{
    make(ZIP_DEFLATED);
    size_t whole = file.n;
    for (size_t n = 0; n < whole; n++) {
        make(ZIP_DEFLATED);
        file.n = n;
        ck_assert_int_eq(open_file(), -1);
        ck_assert_ptr_nonnull(strstr(err.text, "cut short"));
    }
    make(ZIP_DEFLATED);
    file.p[whole - 2] = 7;
    mbr_put_text(&file, "comment");
    ck_assert_int_eq(open_file(), 0);
    ck_assert_int_eq(read_entry("last", 10, 100), 0);
    finish();
}
END_TEST

/* A byte of the directory's first entry is changed, and the first entry read. */
static const struct {
    unsigned how;
    size_t at;
    char byte;
    const char *says;
} lies[] = {
    {0, 16, 1, "zip: its checksum (CRC-32) is wrong: \"a.txt\""},
    {ZIP_DEFLATED, 16, 1, "zip: its checksum (CRC-32) is wrong: \"a.txt\""},
    {0, 24, 42, "zip: stored, but of two sizes: \"a.txt\""},
    {ZIP_DEFLATED, 24, 42, "zip: unpacks to more than the directory says: \"a.txt\""},
    {ZIP_DEFLATED, 24, 44, "zip: its size is not what the directory says: \"a.txt\""},
    {ZIP_DEFLATED, 20, 10, "zip: its packed bytes end too early: \"a.txt\""},
    {ZIP_DEFLATED, 10, 0, "zip: stored, but of two sizes: \"a.txt\""},
    {0, 10, 8, "zip: its packed bytes are broken: \"a.txt\""},
    {0, 10, 12, "zip: packed by a method other than deflate: \"a.txt\""},
    {0, 8, 1, "zip: encrypted: to be saved without a password: \"a.txt\""},
    {0, 42, 1, "zip: no such entry where the directory says: \"a.txt\""},
    {0, 20, 99, "zip: overlaps what comes behind it: \"a.txt\""},
    {0, 42, 127, "zip: overlaps what comes behind it: \"last\""},
    {0, 27, 126, "a.txt: 43 bytes packed are 2113929259 unpacked: more than is read of it"},
    {0, 0, 1, "zip: the directory is broken at entry 1"},
    {0, 29, 1, "zip: the directory is broken at entry 1"},
};

START_TEST(lies_are_found_out)
{
    make(lies[_i].how);
    file.p[place_of("PK\1\2") + lies[_i].at] = lies[_i].byte;
    int status = open_file();
    if (status == 0)
        status = read_entry("a.txt", 100, 100);
    ck_assert_int_eq(status, -1);
    ck_assert_str_eq(err.text, lies[_i].says);
    finish();
}
END_TEST

START_TEST(entries_do_not_share_bytes_or_names)
{
    const struct zip_part twins[] = {parts[0], {"A.TXT", {"b", 1}}};
    finish();
    put_zip(&file, twins, 2, 0);
    ck_assert_int_eq(open_file(), -1);
    ck_assert_str_eq(err.text, "zip: two entries of one name: \"A.TXT\"");
    make(0);
    size_t second = place_of("PK\1\2") + 46 + 5;
    file.p[second + 42] = 0; /* both begin at 0 */
    ck_assert_int_eq(open_file(), -1);
    ck_assert_ptr_nonnull(strstr(err.text, "overlaps what comes behind it"));
    finish();
}
END_TEST

/* 65 MiB of zeros deflate to some 66 KiB, a thousandth. */
START_TEST(bombs_are_refused_with_both_sizes)
{
    size_t size = (size_t)65 << 20;
    char *zeros = mbr_calloc(size, 1);
    const struct zip_part bomb = {"zeros", {zeros, size}};
    finish();
    put_zip(&file, &bomb, 1, ZIP_DEFLATED);
    ck_assert_int_eq(open_file(), 0);
    ck_assert_int_eq(read_entry("zeros", 65536, UINT64_MAX), -1);
    ck_assert_ptr_nonnull(strstr(err.text, " bytes packed are 68157440 unpacked: a zip bomb"));
    ck_assert_ptr_eq(strstr(err.text, "zeros: 6"), err.text);
    finish();
    const struct zip_part free_of_it = {"zeros", {zeros, size - ((size_t)1 << 20)}};
    put_zip(&file, &free_of_it, 1, ZIP_DEFLATED);
    ck_assert_int_eq(open_file(), 0);
    ck_assert_int_eq(read_entry("zeros", 65536, UINT64_MAX), 0);
    ck_assert_uint_eq(text.n, free_of_it.text.n);
    ck_assert_int_eq(read_entry("zeros", 65536, 1000), -1);
    ck_assert_ptr_nonnull(strstr(err.text, " unpacked: more than is read of it"));
    finish();
    free(zeros);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("zip");
    tcase_add_loop_test(tests, entries_are_read_however_they_are_written, 0, 8);
    tcase_add_test(tests, every_cut_and_comments_are_noticed);
    tcase_add_loop_test(tests, lies_are_found_out, 0, sizeof lies / sizeof lies[0]);
    tcase_add_test(tests, entries_do_not_share_bytes_or_names);
    tcase_add_test(tests, bombs_are_refused_with_both_sizes);
    return run_tests("zip", tests);
}
