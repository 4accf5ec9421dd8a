/* The scanner against jansson (../json_oracle.h says where they may differ), over lines made at
   random from a seed: valid ones, and valid ones with a few bytes spoiled. */

#include <check.h>

#include "../json_oracle.h"
#include "main.h"

#define LINES 200000

static uint64_t state;

/* splitmix64 (Steele, Lea, Flood 2014). */
static size_t chance(size_t below)
{
    uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (size_t)((z ^ z >> 31) % below);
}

static const char *pick(const char *const *from, size_t count)
{
    return from[chance(count)];
}
#define PICK(array) pick(array, sizeof array / sizeof *array)

static const char *const blanks[] = {"", "", "", "", "", "", " ", "\t", "  ", "\r\n"};
static const char *const keys[] = {"type",
                                   "a",
                                   "b",
                                   "é",
                                   "buy",
                                   "spend",
                                   "c",
                                   "d",
                                   "e",
                                   "typ",
                                   "",
                                   "it's a key with blanks",
                                   "x",
                                   "\\u0061",
                                   "ty\\u0070e",
                                   "a\\\"",
                                   "a key longer than one block, or even two of them",
                                   "\\u00e9",
                                   "\\u0000"};
static const char *const pieces[] = {
    "abc", "2011-12-09T08:26:00", "é", "漢字", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\u00e9", " ",
    "\\uD83D\\ude00", "\\u0000", "WHITE HANGING HEART T-LIGHT HOLDER", "\x7f", "{", "]", "\\t",
    /* refused: */
    "\\ud83d", "\\udc00", "\\u12g4", "\\x", "\xc3", "\xe2\x82", "\xc0\x80", "\xed\xa0\x80",
    "\xf4\x90\x80\x80", "\x1f", "\t", "\xff", "\xf0\x80\x80\x80", "\xe0\x80\x80"};
#define GOOD_PIECES 18
static const char *const scalars[] = {
    "0", "-0", "1", "19.90", "0.1", "-12.5e-3", "1E5", "1e+2", "123456789012345678901234567890",
    "1e400", "2.5e-400", "1234567.1234567890123456789", "true", "false", "null", "[]", "{}",
    /* refused: */
    "01", "+1", "1.", ".5", "NaN", "1e", "-", "--1", "tru", "True", "nul", "1e+", "0x10", "1.e1",
    "Infinity", "-a", "'a'", "[,]", "[1,]", "{,}", "{\"a\":1,}", "{\"a\"}", "[1 2]", "{1:2}", "\\"};
#define GOOD_SCALARS 17

static void put_string(struct mbr_buf *buf, bool bad)
{
    mbr_put_char(buf, '"');
    for (size_t n = chance(5); n; n--)
        mbr_put_text(buf, pick(pieces, bad && chance(8) == 0 ? sizeof pieces / sizeof *pieces
                                                             : GOOD_PIECES));
    mbr_put_char(buf, '"');
}

static void put_value(struct mbr_buf *buf, size_t depth, bool bad);

static void put_object(struct mbr_buf *buf, size_t depth, bool bad)
{
    mbr_put_char(buf, '{');
    for (size_t n = chance(6), i = 0; i < n; i++) {
        mbr_put_text(buf, i ? "," : "");
        mbr_put_text(buf, PICK(blanks));
        mbr_put_format(buf, "\"%s\"", PICK(keys));
        mbr_put_text(buf, PICK(blanks));
        mbr_put_char(buf, ':');
        put_value(buf, depth + 1, bad);
    }
    mbr_put_text(buf, PICK(blanks));
    mbr_put_char(buf, '}');
}

static void put_array(struct mbr_buf *buf, size_t depth, bool bad)
{
    mbr_put_char(buf, '[');
    for (size_t n = chance(5), i = 0; i < n; i++) {
        mbr_put_text(buf, i ? "," : "");
        put_value(buf, depth + 1, bad);
    }
    mbr_put_text(buf, PICK(blanks));
    mbr_put_char(buf, ']');
}

static void put_value(struct mbr_buf *buf, size_t depth, bool bad)
{
    size_t kind = chance(depth > 6 ? 6 : 10);
    mbr_put_text(buf, PICK(blanks));
    if (kind < 3)
        put_string(buf, bad);
    else if (kind < 6)
        mbr_put_text(buf, pick(scalars, bad && chance(8) == 0 ? sizeof scalars / sizeof *scalars
                                                              : GOOD_SCALARS));
    else if (kind < 9)
        put_object(buf, depth, bad);
    else
        put_array(buf, depth, bad);
    mbr_put_text(buf, PICK(blanks));
}

/* A byte taken out, put in or changed, the end cut off, or a piece doubled. */
static void spoil(struct mbr_buf *buf)
{
    static const char bytes[] = "{}[]\",:\\ \t0123456789.eE+-ntfu\0\x1f\x7f\x80\xc3\xbf\xed\xf4";
    size_t at = chance(buf->n);
    char byte = bytes[chance(sizeof bytes - 1)];
    switch (chance(5)) {
    case 0:
        memmove(buf->p + at, buf->p + at + 1, buf->n - at - 1);
        buf->n--;
        break;
    case 1:
        mbr_put_char(buf, ' ');
        memmove(buf->p + at + 1, buf->p + at, buf->n - at - 1);
        buf->p[at] = byte;
        break;
    case 2:
        buf->n = at + 1;
        break;
    case 3:
        mbr_buf_room(buf, buf->n);
        mbr_put(buf, buf->p + at, chance(buf->n - at) + 1);
        break;
    default:
        buf->p[at] = byte;
    }
}

/* In a block of its own size, so that a byte read beyond it is noticed by sanitizers. */
static const char *judge(const struct mbr_buf *buf)
{
    char *line = mbr_alloc(buf->n);
    if (buf->n)
        memcpy(line, buf->p, buf->n);
    const char *what = oracle_differs(line, buf->n);
    free(line);
    return what;
}

START_TEST(random_lines)
{
    struct mbr_buf buf = {0};
    state = (uint64_t)_i;
    for (size_t i = 0; i < LINES / 8; i++) {
        buf.n = 0;
        put_object(&buf, 0, _i % 2);
        for (size_t n = _i % 4 < 2 ? 0 : 1 + chance(3); n && buf.n; n--)
            spoil(&buf);
        const char *what = judge(&buf);
        ck_assert_msg(!what, "%s: %.*s", what, (int)buf.n, buf.p);
    }
    mbr_buf_free(&buf);
}
END_TEST

/* Every beginning of a line is a line too, and so is every end. */
START_TEST(cut_lines)
{
    static const char whole[] =
        " {\"type\" : \"purch\\u00e4se\",\"a\":{\"b\":[1,-2.50e+3,{\"x\":null}],\"é\":\"漢\"},"
        "\"buy\":{\"spend\":5288.63},\"c\":{\"d\":{\"e\":[true,false]}},\"\":\"\\ud83d\\ude00\"} ";
    for (size_t from = 0; from < sizeof whole; from++)
        for (size_t n = 0; from + n < sizeof whole; n++) {
            struct mbr_buf buf = {(char *)whole + from, n, n};
            const char *what = judge(&buf);
            ck_assert_msg(!what, "%s: %.*s", what, (int)n, whole + from);
        }
}
END_TEST

/* Every byte in every place of a short line. */
START_TEST(changed_bytes)
{
    static const char whole[] =
        "{\"a\":[1.5e1,\"é\\n\",true],\"b\":\"\\u00e9 and more, two blocks\"}";
    char line[sizeof whole];
    for (size_t at = 0; at < sizeof whole - 1; at++)
        for (int byte = 0; byte < 256; byte++) {
            memcpy(line, whole, sizeof whole);
            line[at] = (char)byte;
            struct mbr_buf buf = {line, sizeof whole - 1, sizeof whole};
            const char *what = judge(&buf);
            ck_assert_msg(!what, "%s: byte %d at %zu", what, byte, at);
        }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("json_oracle");
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, random_lines, 0, 8);
    tcase_add_test(tests, cut_lines);
    tcase_add_test(tests, changed_bytes);
    return run_tests("json_oracle", tests);
}
