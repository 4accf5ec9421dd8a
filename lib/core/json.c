#include "json_scan.h"

#include <stdlib.h>

/* The only thing here that is set from outside, and only by tests. */
static bool portable;

void mbr_json_force_portable(bool force)
{
    portable = force;
}

bool mbr_json_portable(void)
{
    return portable;
}

static const char *scan_line(struct mbr_scan *scan)
{
#if defined(__SSE2__)
    if (!portable)
        return mbr_scan_line_sse2(scan);
#endif
    return mbr_scan_line_portable(scan);
}

/* Empties the slots of the line before that this line has not filled. */
static void settle(struct mbr_ask_plan *plan)
{
    for (size_t i = 0; i < plan->words; i++) {
        uint64_t gone = plan->before[i] & ~plan->seen[i];
        plan->before[i] = plan->seen[i];
        plan->seen[i] = 0;
        for (; gone; gone &= gone - 1)
            *plan->names[i * 64 + (size_t)__builtin_ctzll(gone)]->slot = (struct mbr_json){0};
    }
}

/* Empties all slots, after a line that has failed. */
static void forget(struct mbr_ask *ask)
{
    settle(ask->plan);
    settle(ask->plan);
    ask->rests = 0;
}

struct mbr_json *mbr_scan_rest(struct mbr_ask *ask, struct mbr_span key)
{
    ask->rest = mbr_grow(ask->rest, &ask->plan->rest_cap, ask->rests + 1, sizeof *ask->rest);
    struct mbr_json_pair *pair = &ask->rest[ask->rests++];
    *pair = (struct mbr_json_pair){.key = key};
    return &pair->value;
}

/* Whether the line is one object and nothing else; if not, scan->at and scan->what say why. */
static bool is_object(struct mbr_scan *scan)
{
    const char *p = scan_line(scan);
    if (p && p != scan->end) {
        scan->at = mbr_json_blank(p);
        scan->what = "something follows the object";
    }
    return p == scan->end;
}

/* The line's n bytes begin after `before` others. */
static void refuse(const struct mbr_scan *scan, size_t before, size_t n, struct mbr_err *err)
{
    size_t at = (size_t)(scan->at - scan->start);
    if (scan->twice)
        mbr_err_set(err, "%s: stands twice", scan->twice->path);
    else if (at >= n)
        mbr_err_set(err, "not JSON: the line ends before its object does at byte %zu",
                    before + n + 1);
    else
        mbr_err_set(err, "not JSON: %s at byte %zu", scan->what, before + at + 1);
}

/* What does not end with a brace is no object. To say why, it is scanned with one added: the scan
   relies on a closing bracket at the end. */
static void refuse_unclosed(struct mbr_scan *scan, size_t before, size_t n, struct mbr_err *err)
{
    char *closed = mbr_alloc(n + 1);
    memcpy(closed, scan->start, n);
    closed[n] = '}';
    scan->start = closed;
    scan->end = closed + n + 1;
    if (is_object(scan))
        scan->at = scan->end;
    refuse(scan, before, n, err);
    free(closed);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* A line that is not one object from its first to its last byte: blanks about it are passed, and
   what is wrong is said. */
static int scan_odd(struct mbr_ask *ask, struct mbr_span line, struct mbr_err *err)
{
    size_t before = 0, n = line.n;
    while (n && is_blank(line.p[n - 1]))
        n--;
    while (before < n && is_blank(line.p[before]))
        before++;
    forget(ask);
    if (before == n)
        return mbr_err_set(err, "not a JSON object: an empty line");
    struct mbr_scan scan = {
        .start = line.p + before, .end = line.p + n, .ask = ask, .at = line.p + before};
    if (*scan.start != '{')
        return mbr_utf8_valid(line.p, line.n) ? mbr_err_value(err, NULL, "not a JSON object", line)
                                              : mbr_err_set(err, "not a JSON object");
    if (scan.end[-1] == '}' && is_object(&scan)) {
        settle(ask->plan);
        return 0;
    }
    if (scan.end[-1] == '}')
        refuse(&scan, before, n - before, err);
    else
        refuse_unclosed(&scan, before, n - before, err);
    forget(ask);
    return -1;
}

int mbr_ask_scan(struct mbr_ask *ask, struct mbr_span line, struct mbr_err *err)
{
    if (line.n < 2 || line.p[0] != '{' || line.p[line.n - 1] != '}')
        return scan_odd(ask, line, err);
    struct mbr_scan scan = {.start = line.p, .end = line.p + line.n, .ask = ask};
    ask->rests = 0;
    if (scan_line(&scan) != scan.end)
        return scan_odd(ask, line, err);
    settle(ask->plan);
    return 0;
}
