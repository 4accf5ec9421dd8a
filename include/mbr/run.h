#ifndef MBR_RUN_H
#define MBR_RUN_H

/* What every tool does, once. A tool is a table and a run(); mbr_main parses the options, opens
   operands and output, calls run, flushes and checks, writes the error text and the error record,
   and gives the exit status: 0 done, 1 failed, 2 misused.

       static int run(struct mbr_run *r) { … return 0, or -1 with r->err set … }
       int main(int argc, char *argv[]) { return mbr_main(&tool, argc, argv); } */

#include "mbr/in.h"
#include "mbr/opt.h"
#include "mbr/out.h"

#define MBR_VERSION "0.1.0"

struct mbr_run;

struct mbr_tool {
    const char *name;     /* "mbr-rfm" */
    const char *brief;    /* one line, no capital, no full stop */
    const char *operands; /* "[FILE ...]" */
    int words;            /* how many operands come before the files: an expression */
    const char *examples; /* for --help: command lines, each ending in a newline */
    const char *reads;    /* "event, member" */
    const char *writes;   /* "rfm": the field; or "item, event" … */
    const struct mbr_opt *opts;
    int (*run)(struct mbr_run *r);
    bool plain;    /* stdout is for a person, no stream: an error leaves no error record there */
    bool discreet; /* no error shows a value of the data, nor the text of an earlier stage's */
};

struct mbr_run {
    const struct mbr_tool *tool;
    struct mbr_in *in; /* the operands */
    struct mbr_out out;
    struct mbr_err err;
    char **operand; /* argv's operands, for tools whose operands are no files */
    int operands;
    size_t max_line;
    uint64_t records; /* read so far, for the progress line */
    uint64_t bad;     /* lines passed over under --skip-bad */
    bool quiet, skip_bad, progress;
    bool again;               /* the second pass: its bad lines have been counted and said */
    bool misused;             /* run() failed because options do not go together: exit 2 */
    bool fatal;               /* err is no bad line's: --skip-bad does not help */
    bool located;             /* err names its place already, or has none */
    bool nothing;             /* nothing was found: under --quiet exit 1, as of grep */
    const char *hint;         /* said behind the error, for a person; NULL for none */
    struct mbr_buf beneath;   /* whole lines to stand under the error, such as a caret */
    struct mbr_buf travelled; /* the error record of an earlier stage, to be passed on */
    struct mbr_progress *meter;
};

int mbr_main(const struct mbr_tool *tool, int argc, char *argv[]);

/* What to do with a bad line, r->err saying why: under --skip-bad counts it (the first few are
   said) and returns 0; else -1. The place (file:line) is put before the text. */
int mbr_bad(struct mbr_run *r);

/* For errors that are not about the line just read: nothing is put before the text. Return -1. */
int mbr_fail(struct mbr_run *r, const char *format, ...) MBR_PRINTF(2, 3);
int mbr_misuse(struct mbr_run *r, const char *format, ...) MBR_PRINTF(2, 3);

/* Refuses a second file to write, of the option named, that is read as well: the slip of a hand
   would lose it. 0, or -1 as mbr_misuse. */
int mbr_refuse_input(struct mbr_run *r, const char *option, const char *path);

/* On stderr, "mbr-rfm: …": what a person wants to know, unless --quiet; and what they must. */
void mbr_note(const struct mbr_run *r, const char *format, ...) MBR_PRINTF(2, 3);
void mbr_warn(const struct mbr_run *r, const char *format, ...) MBR_PRINTF(2, 3);

/* Ends a record that was put into r->out.buf: newline, and a write when due. 0, or -1. */
int mbr_end(struct mbr_run *r);

/* One more record read; keeps the progress line alive (mbr_stream_next does this by itself). */
void mbr_tick(struct mbr_run *r);

#endif
