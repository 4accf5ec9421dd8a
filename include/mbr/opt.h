#ifndef MBR_OPT_H
#define MBR_OPT_H

/* The option table: one row an option, plain C in the tool's file. The parser, --help, the man
   page's SYNOPSIS and OPTIONS and the completions are all made from it (generate.h). The default
   that they show is the variable's value before parsing, so it is written once. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mbr/err.h"

enum mbr_opt_kind {
    MBR_OPT_KIND_END,
    MBR_OPT_KIND_FLAG,   /* bool * */
    MBR_OPT_KIND_INT,    /* int64_t *, within [min, max] */
    MBR_OPT_KIND_NUMBER, /* double * */
    MBR_OPT_KIND_CHOICE, /* const char **, one of `choices` */
    MBR_OPT_KIND_TEXT,   /* const char ** */
    MBR_OPT_KIND_FILE,   /* const char **, not given twice: completes file names */
    MBR_OPT_KIND_SIZE,   /* size_t *: bytes, with K, M, G (1024); at least min */
    MBR_OPT_KIND_DAY,    /* int32_t *: a day, MBR_DAY_NONE when not given */
    MBR_OPT_KIND_LIST    /* struct mbr_list *: comma-separated, may be given again */
};

struct mbr_list {
    const char **item;
    size_t count, cap;
};
bool mbr_list_has(const struct mbr_list *list, const char *item);

struct mbr_opt {
    enum mbr_opt_kind kind;
    char letter; /* 0 for none */
    const char *name;
    void *to;
    const char *arg; /* what --help calls the value; NULL for a flag */
    const char *help;
    const char *const *choices; /* NULL-terminated */
    int64_t min, max;
};

/* clang-format off */
#define MBR_FLAG(letter, name, to, help)                                                           \
    {MBR_OPT_KIND_FLAG, letter, name, 1 ? (to) : (bool *)0, NULL, help, NULL, 0, 0}
#define MBR_INT(letter, name, to, min, max, arg, help)                                             \
    {MBR_OPT_KIND_INT, letter, name, 1 ? (to) : (int64_t *)0, arg, help, NULL, min, max}
#define MBR_NUMBER(letter, name, to, arg, help)                                                    \
    {MBR_OPT_KIND_NUMBER, letter, name, 1 ? (to) : (double *)0, arg, help, NULL, 0, 0}
#define MBR_CHOICE(letter, name, to, choices, arg, help)                                           \
    {MBR_OPT_KIND_CHOICE, letter, name, 1 ? (to) : (const char **)0, arg, help, choices, 0, 0}
#define MBR_TEXT(letter, name, to, arg, help)                                                      \
    {MBR_OPT_KIND_TEXT, letter, name, 1 ? (to) : (const char **)0, arg, help, NULL, 0, 0}
#define MBR_FILE(letter, name, to, arg, help)                                                      \
    {MBR_OPT_KIND_FILE, letter, name, 1 ? (to) : (const char **)0, arg, help, NULL, 0, 0}
#define MBR_SIZE(letter, name, to, min, arg, help)                                                 \
    {MBR_OPT_KIND_SIZE, letter, name, 1 ? (to) : (size_t *)0, arg, help, NULL, min, 0}
#define MBR_DAY(letter, name, to, arg, help)                                                       \
    {MBR_OPT_KIND_DAY, letter, name, 1 ? (to) : (int32_t *)0, arg, help, NULL, 0, 0}
#define MBR_LIST(letter, name, to, arg, help)                                                      \
    {MBR_OPT_KIND_LIST, letter, name, 1 ? (to) : (struct mbr_list *)0, arg, help, NULL, 0, 0}
#define MBR_OPT_END {MBR_OPT_KIND_END, 0, NULL, NULL, NULL, NULL, NULL, 0, 0}
/* clang-format on */

/* Parses argv by two tables (a tool's own and the common one; either may be NULL): long options
   with "=" or the next word, unambiguous beginnings, bundled letters, "--". Operands are moved to
   the front of argv + 1; returns their number, or -1 with err (a misspelt option names the nearest
   one; a long name behind one dash is misspelt too, also where its letters could be bundled).
   argv's strings must outlive the values; lists are freed with mbr_opt_free. */
int mbr_opt_parse(const struct mbr_opt *own, const struct mbr_opt *common, int argc, char *argv[],
                  struct mbr_err *err);
void mbr_opt_free(const struct mbr_opt *table);

/* The variable's value as text, for "(default 5)"; "" when it has none worth showing. */
void mbr_opt_default(const struct mbr_opt *opt, char *to, size_t size);

#endif
