#include "mbr/pattern.h"

#include <stdlib.h>

#include "mbr/mem.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Some milliseconds of work at most. */
#define MATCH_LIMIT 1000000
#define DEPTH_LIMIT 10000
#define HEAP_LIMIT 20000 /* KiB */
#define LONGEST_SOURCE 65536
#define STACK_FIRST ((size_t)32 << 10)
#define STACK_LARGEST ((size_t)1 << 20)

struct mbr_pattern {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
};

static int options_of(const char *flags, uint32_t *options, struct mbr_err *err)
{
    *options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
    for (; flags && *flags; flags++) {
        if (*flags == 'i')
            *options |= PCRE2_CASELESS;
        else if (*flags == 's')
            *options |= PCRE2_DOTALL;
        else if (*flags == 'x')
            *options |= PCRE2_EXTENDED;
        else
            return mbr_err_set(err, "unknown pattern flag: %c", *flags);
    }
    return 0;
}

static void set_error(struct mbr_err *err, int code, const char *where, size_t offset)
{
    PCRE2_UCHAR text[256];
    pcre2_get_error_message(code, text, sizeof text);
    mbr_err_set(err, "%s at byte %zu: %s", where, offset, (const char *)text);
}

static pcre2_code *compile(struct mbr_span source, uint32_t options, struct mbr_err *err)
{
    int why;
    size_t offset;
    if (source.n > LONGEST_SOURCE) {
        mbr_err_set(err, "pattern longer than %d bytes", LONGEST_SOURCE);
        return NULL;
    }
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)(source.n ? source.p : ""), source.n, options,
                                     &why, &offset, NULL);
    if (!code)
        set_error(err, why, "bad pattern", offset);
    return code;
}

/* Takes the code over. */
static struct mbr_pattern *pattern_of(pcre2_code *code, struct mbr_err *err)
{
    struct mbr_pattern *pattern = mbr_calloc(1, sizeof *pattern);
    pattern->code = code;
    pattern->data = code ? pcre2_match_data_create_from_pattern(code, NULL) : NULL;
    pattern->context = pcre2_match_context_create(NULL);
    if (!pattern->data || !pattern->context) {
        mbr_err_set(err, "no memory for a pattern");
        mbr_pattern_free(pattern);
        return NULL;
    }
    pcre2_set_match_limit(pattern->context, MATCH_LIMIT);
    pcre2_set_depth_limit(pattern->context, DEPTH_LIMIT);
    pcre2_set_heap_limit(pattern->context, HEAP_LIMIT);
    if (pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0) {
        pattern->stack = pcre2_jit_stack_create(STACK_FIRST, STACK_LARGEST, NULL);
        pcre2_jit_stack_assign(pattern->context, NULL, pattern->stack);
    }
    return pattern;
}

struct mbr_pattern *mbr_pattern_new(struct mbr_span source, const char *flags, struct mbr_err *err)
{
    uint32_t options;
    if (options_of(flags, &options, err) < 0)
        return NULL;
    pcre2_code *code = compile(source, options, err);
    return code ? pattern_of(code, err) : NULL;
}

struct mbr_pattern *mbr_pattern_copy(const struct mbr_pattern *pattern, struct mbr_err *err)
{
    return pattern_of(pcre2_code_copy(pattern->code), err);
}

void mbr_pattern_free(struct mbr_pattern *pattern)
{
    if (!pattern)
        return;
    pcre2_jit_stack_free(pattern->stack);
    pcre2_match_context_free(pattern->context);
    pcre2_match_data_free(pattern->data);
    pcre2_code_free(pattern->code);
    free(pattern);
}

int mbr_pattern_find(struct mbr_pattern *pattern, struct mbr_span text, size_t from,
                     struct mbr_span *found, struct mbr_err *err)
{
    uint32_t known = from ? PCRE2_NO_UTF_CHECK : 0;
    int got = pcre2_match(pattern->code, (PCRE2_SPTR)(text.n ? text.p : ""), text.n, from, known,
                          pattern->data, pattern->context);
    if (got >= 0) {
        const size_t *ends = pcre2_get_ovector_pointer(pattern->data);
        *found = (struct mbr_span){text.p + ends[0], ends[1] > ends[0] ? ends[1] - ends[0] : 0};
        return 1;
    }
    if (got == PCRE2_ERROR_NOMATCH)
        return 0;
    PCRE2_UCHAR why[256];
    pcre2_get_error_message(got, why, sizeof why);
    return mbr_err_value(err, "pattern", (const char *)why, text);
}

int mbr_pattern_match(struct mbr_pattern *pattern, struct mbr_span text, struct mbr_err *err)
{
    struct mbr_span found;
    return mbr_pattern_find(pattern, text, 0, &found, err);
}

/* The i-th entry of the table of names: two bytes with the group's number, then its name. */
static const unsigned char *named(const struct mbr_pattern *pattern, size_t i)
{
    uint32_t count, size;
    PCRE2_SPTR table;
    pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMETABLE, &table);
    return i < count ? table + i * size : NULL;
}

const char *mbr_pattern_name(const struct mbr_pattern *pattern, size_t i)
{
    const unsigned char *entry = named(pattern, i);
    return entry ? (const char *)entry + 2 : NULL;
}

struct mbr_span mbr_pattern_group(const struct mbr_pattern *pattern, size_t i, struct mbr_span text)
{
    const unsigned char *entry = named(pattern, i);
    size_t number = (size_t)entry[0] << 8 | entry[1];
    const size_t *ends = pcre2_get_ovector_pointer(pattern->data) + 2 * number;
    if (ends[0] == PCRE2_UNSET || ends[1] < ends[0])
        return (struct mbr_span){NULL, 0};
    return (struct mbr_span){text.p + ends[0], ends[1] - ends[0]};
}
