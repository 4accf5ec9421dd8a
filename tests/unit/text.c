#include "mbr/text.h"

#include <check.h>

#include "main.h"

static size_t width(const char *text)
{
    return mbr_text_width(mbr_span(text));
}

static struct mbr_buf buf;

/* What a function has put, till the next call. */
static const char *put_text(void)
{
    mbr_put_char(&buf, '\0');
    buf.n = 0;
    return buf.p;
}

static const char *cut(const char *text, size_t to)
{
    mbr_put_cut(&buf, mbr_span(text), to);
    return put_text();
}

static const char *visible(const char *text)
{
    mbr_put_visible(&buf, mbr_span(text));
    return put_text();
}

/* The property East_Asian_Width of EastAsianWidth.txt (Unicode 15): W and F are two cells wide, the
   others one. */
START_TEST(east_asian_width)
{
    ck_assert_uint_eq(width(""), 0);
    ck_assert_uint_eq(width("Zoë, 12%"), 8);
    ck_assert_uint_eq(width("王小明"), 6);
    ck_assert_uint_eq(width("ｶﾞ"), 2);   /* halfwidth katakana: H */
    ck_assert_uint_eq(width("ＡＢ"), 4); /* fullwidth letters: F */
    ck_assert_uint_eq(width("한국"), 4); /* hangul syllables: W */
    ck_assert_uint_eq(width("한"), 2);   /* the same from three jamo */
    ck_assert_uint_eq(width("£€…·"), 4); /* ambiguous: one where the context is not East Asian */
    ck_assert_uint_eq(width("、。"), 4);
}
END_TEST

/* General categories Mn and Me take no cell of their own. */
START_TEST(combining_marks)
{
    ck_assert_uint_eq(width("e\xCC\x81t\xCC\x82"), 2);
    ck_assert_uint_eq(width("ก็"), 1);
    ck_assert_uint_eq(width("\xE2\x80\x8D\xE2\x80\x8B"), 0); /* joiner, zero width space */
}
END_TEST

/* Sequences of emoji-test.txt, emoji-sequences.txt and emoji-zwj-sequences.txt (Emoji 15): each is
   one emoji, and emoji are wide (UAX 11, section 5, ED4). */
START_TEST(emoji)
{
    ck_assert_uint_eq(width("😀"), 2);
    ck_assert_uint_eq(width("👍🏽"), 2);
    ck_assert_uint_eq(width("👩\xE2\x80\x8D💻"), 2);
    ck_assert_uint_eq(width("👨\xE2\x80\x8D👩\xE2\x80\x8D👧\xE2\x80\x8D👦"), 2);
    ck_assert_uint_eq(width("🇨🇳🇬🇧"), 4);
    ck_assert_uint_eq(width("🏴󠁧󠁢󠁥󠁮󠁧󠁿"), 2);
    ck_assert_uint_eq(width("\xE2\x9D\xA4"), 1);             /* heart as text by default */
    ck_assert_uint_eq(width("\xE2\x9D\xA4\xEF\xB8\x8F"), 2); /* as emoji: U+FE0F */
    ck_assert_uint_eq(width("1\xEF\xB8\x8F\xE2\x83\xA3"), 2);
    ck_assert_uint_eq(width("a\xEF\xB8\x8F"), 1);    /* no emoji has this base */
    ck_assert_uint_eq(width("\xF0\x9F\xAB\xA9"), 2); /* U+1FAE9, of Unicode 16 */
}
END_TEST

START_TEST(bytes_that_are_no_utf8)
{
    ck_assert_uint_eq(width("a\xFF\xC3"), 3);
    ck_assert_uint_eq(width("\xE7\x8E"), 2);
    ck_assert_str_eq(visible("a\xFF"
                             "b"),
                     "a\xEF\xBF\xBD"
                     "b");
}
END_TEST

START_TEST(cutting)
{
    size_t taken;
    ck_assert_str_eq(cut("segment", 7), "segment");
    ck_assert_str_eq(cut("segment", 6), "segme…");
    ck_assert_str_eq(cut("segment", 1), "…");
    ck_assert_str_eq(cut("segment", 0), "");
    ck_assert_str_eq(cut("王小明", 6), "王小明");
    ck_assert_str_eq(cut("王小明", 5), "王小…");
    ck_assert_str_eq(cut("王小明", 4), "王…");
    ck_assert_str_eq(cut("👩\xE2\x80\x8D💻👩\xE2\x80\x8D💻", 3), "👩\xE2\x80\x8D💻…");
    ck_assert_str_eq(cut("e\xCC\x81"
                         "abc",
                         2),
                     "e\xCC\x81…");
    ck_assert_uint_eq(mbr_put_cut(&buf, mbr_span("王小明"), 4), 3);
    ck_assert_uint_eq(mbr_text_fit(mbr_span("a王b"), 2, &taken), 1);
    ck_assert_uint_eq(taken, 1);
    buf.n = 0;
}
END_TEST

/* ECMA-48: terminals are steered by C0 (ESC above all), DEL and C1 (U+009B is CSI in one). The
   bidirectional formats are those of UAX 9, table 3 and 4. */
START_TEST(nothing_steers_a_terminal)
{
    ck_assert_str_eq(visible("\x1b[31mred"), "\\u001b[31mred");
    ck_assert_str_eq(visible("a\nb\tc\rd\x07"), "a\\nb\\tc\\rd\\u0007");
    ck_assert_str_eq(visible("\x7f\xC2\x9B"
                             "2J"),
                     "\\u007f\\u009b2J");
    ck_assert_str_eq(visible("\xE2\x80\xAEgpj.exe"), "\\u202egpj.exe");
    ck_assert_str_eq(visible("\xE2\x81\xA6x\xE2\x81\xA9\xE2\x80\xA8"), "\\u2066x\\u2069\\u2028");
    ck_assert_str_eq(visible("\xC2\xA0王👩\xE2\x80\x8D💻\xE2\x80\x8F"),
                     "\xC2\xA0王👩\xE2\x80\x8D💻\xE2\x80\x8F");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("text");
    tcase_add_test(tests, east_asian_width);
    tcase_add_test(tests, combining_marks);
    tcase_add_test(tests, emoji);
    tcase_add_test(tests, bytes_that_are_no_utf8);
    tcase_add_test(tests, cutting);
    tcase_add_test(tests, nothing_steers_a_terminal);
    int status = run_tests("text", tests);
    mbr_buf_free(&buf);
    return status;
}
