#ifndef MBR_JSON_SCAN_H
#define MBR_JSON_SCAN_H

/* What the files behind json.h share. The scanner itself is written once, in json_engine.h, and
   compiled for SSE2 and for any machine; the two give the same answers. */

#include <stdint.h>

#include "mbr/json.h"

/* The spelling `"key":` of a name up to this long is compared at one stroke. */
#define MBR_ASK_SPELLING 16

/* A name on some path. Within its object, `follows` are the names that came after it in the lines
   before, the latest first: lines of one source look alike, so these are the guesses for this one.
   Two of them, as some fields come and go. */
struct mbr_ask_name {
    uint64_t spelling[MBR_ASK_SPELLING / 8]; /* as words of swar.h */
    uint64_t mask[MBR_ASK_SPELLING / 8];     /* which bytes of them count */
    unsigned bytes;                          /* the same, a bit for each byte */
    size_t spelled;                          /* how many they are */
    size_t length;                           /* of the value when it stood in a line last */
    uint64_t *seen, bit;                     /* its place in plan->seen */
    struct mbr_json *slot;      /* one that nobody reads when paths only lead through */
    struct mbr_ask_node *inner; /* NULL when no path leads on */
    struct mbr_ask_name *follows[2];
    struct mbr_span key;
    const char *path; /* as far as this name, for error texts */
    struct mbr_ask_name *sibling;
};

/* The names asked for in one object, and a hash table of them with linear probing. */
struct mbr_ask_node {
    struct mbr_ask_name *first[2]; /* the names that began the object, as in `follows` */
    struct mbr_ask_name **table;
    size_t mask;
    struct mbr_ask_name *names; /* in order of the paths */
};

#define MBR_SCAN_LEVELS 4
#define MBR_SCAN_TURNS 32

/* seen and before are sets of names by number, 64 in a word: those of this line, and those of the
   line before, whose slots are full until this line is through. Lengths and follows are guesses:
   they make a scan quicker, and nothing that is found depends on them. */
struct mbr_ask_plan {
    struct mbr_ask_node root;
    struct mbr_ask_name nobody; /* a guess that never fits: what follows where nothing is known */
    struct mbr_json unread;
    struct mbr_arena arena;
    struct mbr_ask_name **names;
    uint64_t *seen, *before;
    size_t words;
    size_t lengths[MBR_SCAN_LEVELS][MBR_SCAN_TURNS]; /* of what is skipped */
    bool all;
    size_t rest_cap;
    struct mbr_buf scratch;
};

/* One scan. The byte before end has to be a closing bracket: it stops every loop that looks at
   single bytes, so that only strings and what follows a bracket need a look at end. On failure,
   `what` and `at` say why, or `twice` is the name that stands twice. */
struct mbr_scan {
    const char *start, *end;
    const char *blocks, *spellings; /* what begins before these ends before end */
    size_t depth;
    size_t escapes; /* met so far */
    struct mbr_ask *ask;
    const char *what, *at;
    const struct mbr_ask_name *twice;
};

/* Whether the way without SIMD is to be taken. */
bool mbr_json_portable(void);

/* From the opening brace of the line's object to behind its end; NULL on failure. */
const char *mbr_scan_line_sse2(struct mbr_scan *scan);
const char *mbr_scan_line_portable(struct mbr_scan *scan);

/* The parts of a string that are seldom: p is at a byte that is neither plain ASCII nor the closing
   quote. Returns where plain ASCII or a quote goes on. */
const char *mbr_scan_odd(struct mbr_scan *scan, const char *p);

/* A new place in ask->rest, for the value of a field that no path begins with. */
struct mbr_json *mbr_scan_rest(struct mbr_ask *ask, struct mbr_span key);

/* The name that stands for a key, given with its quotes, or NULL. */
struct mbr_ask_name *mbr_ask_find(struct mbr_ask *ask, const struct mbr_ask_node *node,
                                  struct mbr_span key, bool plain);

static inline enum mbr_json_kind mbr_json_kind_of(char first)
{
    switch (first) {
    case '"':
        return MBR_JSON_STRING;
    case '{':
        return MBR_JSON_OBJECT;
    case '[':
        return MBR_JSON_ARRAY;
    case 't':
        return MBR_JSON_TRUE;
    case 'f':
        return MBR_JSON_FALSE;
    case 'n':
        return MBR_JSON_NULL;
    default:
        return MBR_JSON_NUMBER;
    }
}

const char *mbr_json_skip_blank(const char *p);

/* White space as JSON has it. A byte that is none must follow, and mostly stands here already. */
static inline const char *mbr_json_blank(const char *p)
{
    return __builtin_expect((unsigned char)*p > ' ', 1) ? p : mbr_json_skip_blank(p);
}

static inline bool mbr_json_digit(char c)
{
    return c >= '0' && c <= '9';
}

#endif
