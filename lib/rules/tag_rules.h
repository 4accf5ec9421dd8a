#ifndef MBR_TAG_RULES_H
#define MBR_TAG_RULES_H

/* Inside mbr_tag: the rules, as they stand in their file (tag_file.c), with their expressions
   (tag_rules.c), and in an order in which each comes behind those whose tags it names
   (tag_order.c). */

#include "expr_uses.h"
#include "mbr/map.h"
#include "mbr/run.h"

/* A file of rules; what is read of it points into its text. Zero-initialise it. */
struct tag_file {
    const char *name;
    struct mbr_buf bytes;
    struct mbr_span text; /* of bytes, but a BOM */
};
/* name: "-" is standard input. 0, or -1 with err. */
int mbr_tag_file_read(struct tag_file *file, const char *name, struct mbr_err *err);
void mbr_tag_file_free(struct tag_file *file);

/* Makes "FILE:LINE:COLUMN: what" the run's error, of the place `at` in the text. Returns -1. */
int mbr_tag_refuse(const struct tag_file *file, struct mbr_run *run, const char *at,
                   const char *format, ...) MBR_PRINTF(4, 5);

/* The same as a note. */
void mbr_tag_note(const struct tag_file *file, const struct mbr_run *run, const char *at,
                  const char *format, ...) MBR_PRINTF(4, 5);

/* Where the byte of this number of a JSON value stands: of its content where it is a string, of its
   spelling otherwise. */
const char *mbr_tag_place(const struct mbr_json *value, size_t byte);

/* An expression of a rule. */
struct tag_expr {
    int number; /* in the set; -1: there is none */
    struct mbr_span source;
    struct mbr_json json; /* where it stands */
};

enum { TAG_WHEN, TAG_WEIGHT, TAG_EXPIRES, TAG_EXPRS };
extern const char *const mbr_tag_expr_names[TAG_EXPRS];

struct tag_rule {
    const char *at; /* in the text */
    size_t number;  /* in the list, from 0 on */
    struct mbr_span name, group;
    struct mbr_json scene; /* ABSENT also where it is empty */
    bool used;             /* another rule names its tag */
    struct tag_expr expr[TAG_EXPRS];
};

/* A path that leads to a tag: what stands there is told by us and not by the line. */
struct tag_path {
    size_t slot;          /* in the set's paths */
    struct mbr_span name; /* of the tag */
    uint32_t rule;        /* whose tag it is; MBR_MAP_NONE: of none */
    const char *rest;     /* the path within the tag; "" for the whole tag */
    bool noted;           /* that it leads nowhere */
};

struct tag_rules {
    struct tag_file file;
    struct tag_rule *rule;
    size_t count, cap;
    struct mbr_map names; /* of the tags, numbered as the rules */
    struct mbr_expr_set *set;
    struct tag_path *path;
    size_t paths, path_cap;
    uint32_t *order; /* the rules, each behind those that it needs */
    size_t *first;   /* by rule, and one more: where the paths of its tag begin; these come in the
                        order of rules, those of no rule last */
    size_t expressions;
    struct mbr_arena texts;
};

/* file: NULL for no rules. all: goes on behind a mistake, and puts the further ones under the
   first. 0, or -1 with the run's err. */
int mbr_tag_rules_read(struct tag_rules *rules, const char *file, bool all, struct mbr_run *run);
void mbr_tag_rules_free(struct tag_rules *rules);

/* The paths to tags, and the order. 0, or -1 with the run's err: rules need each other. */
int mbr_tag_rules_order(struct tag_rules *rules, struct mbr_run *run);

/* Whether it is a name as tags have: letters of any script, digits and _, no digit first. */
bool mbr_tag_is_name(struct mbr_span name);

/* The rule whose tag was probably meant, or NULL. */
const struct tag_rule *mbr_tag_rules_near(const struct tag_rules *rules, struct mbr_span name);

#endif
