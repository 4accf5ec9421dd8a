#ifndef MBR_IMPORT_PLAN_H
#define MBR_IMPORT_PLAN_H

/* A layout put to one file: for each field where it comes from, how its values are read, and the
   bytes that stand before it in the output. Compiled once a file, so that a row is looked up
   nowhere. Private to lib/model/import*.c. */

#include "import_facts.h"
#include "import_titles.h"

enum mbr_import_kind {
    MBR_IMPORT_TEXT,
    MBR_IMPORT_CURRENCY, /* a code of ISO 4217 where the value names one, else text */
    MBR_IMPORT_ID,
    MBR_IMPORT_INTEGER, /* an id that is a whole number, perhaps spelled 17850.0 */
    MBR_IMPORT_AT,
    MBR_IMPORT_AMOUNT, /* not negative */
    MBR_IMPORT_SIGNED, /* written without its sign, which tells a return */
    MBR_IMPORT_NUMBER, /* any number, as it is spelled */
    MBR_IMPORT_FLAG,
    MBR_IMPORT_TYPE,
    MBR_IMPORT_JSON /* made here, in its final spelling */
};

/* Escapes are left to the writer, which knows where a text goes; most rows need none. */
enum mbr_import_escape {
    MBR_IMPORT_ESCAPED, /* or has nothing to escape */
    MBR_IMPORT_AS_ROW,  /* to be escaped if its row is not plain */
    MBR_IMPORT_RAW      /* to be escaped in any row */
};

enum mbr_import_place {
    MBR_IMPORT_EVENT,
    MBR_IMPORT_IDS,
    MBR_IMPORT_FACT,
    MBR_IMPORT_ATTR,
    MBR_IMPORT_NOWHERE /* read only to make an order or its id of it */
};

#define MBR_IMPORT_OWN 32   /* a decimal or a time fits */
#define MBR_IMPORT_SLACK 32 /* so many bytes behind a prefix or a text may be read */
#define MBR_IMPORT_MEMO 40
#define MBR_IMPORT_DROPPED 2

/* raw and text are of the row at hand; n 0: absent. raw is trimmed, but otherwise as in the file;
   text is its JSON spelling, without the quotes where `quoted`, and still without escapes where
   `escape` says so. */
struct mbr_import_field {
    const char *full;  /* as the layout names it */
    const char *name;  /* behind "attr." or "ids." */
    const char *title; /* for errors: the column's header or number */
    size_t column;
    char *const *titles; /* of all columns, where there are several */
    size_t *source;      /* several columns (column is the first of them), or NULL */
    size_t sources;
    struct mbr_pattern **parts;    /* of each of them: what of its value counts, or NULL; or NULL */
    bool joined;                   /* all of them make up the value, under one title */
    char *joint;                   /* that, or NULL */
    size_t unless;                 /* a column: where it has something, this field has nothing */
    const struct mbr_names *empty; /* values that say nothing */
    const char *otherwise;         /* counts where the column has nothing; or NULL */
    bool lower;                    /* written in small letters */
    enum mbr_import_kind kind;
    enum mbr_import_place place;
    enum mbr_import_escape escape;
    bool quoted, negative, news;
    bool zoned, twice; /* a time that goes by zones; twice: the clock has shown it twice */
    bool watched;      /* it may hold what is never taken (import_personal.h) */
    int never, left;   /* 0, or what its column is named for; and what was left
                          out of the row at hand */
    uint64_t dropped[MBR_IMPORT_DROPPED]; /* how often, by kind */
    bool consent; /* of a place among the attrs, but written as an event of its own */
    int rank;     /* its place in an event; of a fact its number (import_facts.h) */
    size_t attr;  /* the number of an attr in the memory of attrs */
    char *prefix; /* `,"order":"` */
    size_t prefix_n;
    struct mbr_span raw, text;
    uint64_t at;
    enum mbr_date_order order; /* of a time */
    char own[MBR_IMPORT_OWN + MBR_IMPORT_SLACK];
    char memo[MBR_IMPORT_MEMO]; /* the spelling that `own` and `at` were last read from */
    size_t memo_n;
    char *constant;
    struct mbr_buf made;            /* a text that stands nowhere in the file */
    struct mbr_buf picked, cleaned; /* the value at hand, where it is not as in the file */
};

struct mbr_import_list {
    struct mbr_import_field **field;
    size_t count, cap;
};

/* A test of the layout on a field, and its answer for the last value it was asked about. */
struct mbr_import_test {
    struct mbr_import_field *field;
    struct mbr_pattern *pattern;
    char memo[MBR_IMPORT_MEMO];
    size_t memo_n;
    int answer;
};

struct mbr_import_plan {
    struct mbr_layout *layout;
    bool borrows; /* layout and titles are those of another plan, and patterns copies of its */
    struct mbr_import_field *fields;
    size_t count;
    struct mbr_import_list input;  /* fields with a column */
    struct mbr_import_list packed; /* fields of the lines that a row has packed (import_unpack.h) */
    size_t *unpack;                /* columns that have such lines as text */
    size_t unpacks;
    size_t *private; /* columns that are not taken */
    size_t privates;
    bool picks;    /* some field has several columns, or values that say nothing */
    bool counts;   /* there may be something to count of a row that is written */
    bool book;     /* rows are gathered into orders */
    bool settled;  /* rows were made here, so their values need no cleaning */
    size_t naming; /* so many of them are first: what order and import ids are made of */
    struct mbr_import_list event; /* in the order of writing, the type apart */
    struct mbr_import_list ids, facts, attrs;
    struct mbr_import_list remembered; /* item and facts, member and attrs, as far as mapped */
    struct mbr_import_list order_by;   /* NULL for the day */
    struct mbr_import_field *type, *at, *member, *order, *item, *qty, *price, *amount;
    struct mbr_import_field *purpose, *granted; /* what a consent has to have */
    struct mbr_import_field *id, *all_ids;      /* made here, or NULL */
    struct mbr_import_field *currency;          /* from signs; NULL where it is mapped */
    struct mbr_import_field *currency_said;     /* mapped, or NULL */
    const struct mbr_import_zones *zones;       /* NULL: times stay as they are */
    const struct mbr_rates *rates;              /* NULL: amounts stay as they are */
    struct mbr_import_list watched, money;
    char to[3 + MBR_IMPORT_SLACK]; /* the currency that amounts have been changed to */
    const char *platform;          /* the first part of import ids */
    bool makes_ids;
    bool escapes; /* something made here may need escapes in any row */
    struct mbr_import_test *returns, *services, *notes;
    struct mbr_names titles; /* of the columns */
    struct mbr_map words; /* for types, as the file has them, and what each means; NULL: no word */
    const char **meaning;
    size_t meaning_cap;
    size_t prefix_bytes; /* of a whole event */
    enum mbr_decimal_mark mark;
};

/* Takes over the layout. titles: the columns' names; they have to be in the plan already. 0, or -1
   with err. */
int mbr_import_plan_make(struct mbr_import_plan *plan, struct mbr_layout *layout,
                         struct mbr_err *err);

/* The plan of another thread for the same file; it borrows from the first. */
int mbr_import_plan_copy(struct mbr_import_plan *plan, const struct mbr_import_plan *from,
                         struct mbr_err *err);

/* The orders of days and months, as the rows before have settled them. */
void mbr_import_plan_settle(struct mbr_import_plan *plan, const struct mbr_import_plan *from);
void mbr_import_plan_free(struct mbr_import_plan *plan);

/* What is remembered of a fact's value (import_facts.h): not as it is escaped. */
static inline struct mbr_span mbr_import_remembered(const struct mbr_import_field *field)
{
    return field->kind == MBR_IMPORT_AT || field->kind == MBR_IMPORT_FLAG ? field->text
                                                                          : field->raw;
}

/* Without the blanks and control characters at either end. */
static inline struct mbr_span mbr_import_trimmed(struct mbr_span s)
{
    if (s.n == 0 || ((unsigned char)*s.p > ' ' && (unsigned char)s.p[s.n - 1] > ' '))
        return s;
    const char *from = s.p, *to = s.p + s.n;
    while (from < to && (unsigned char)*from <= ' ')
        from++;
    while (from < to && (unsigned char)to[-1] <= ' ')
        to--;
    return (struct mbr_span){from, (size_t)(to - from)};
}

#endif
