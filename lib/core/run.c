#include "mbr/run.h"

#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "mbr/generate.h"
#include "mbr/progress.h"
#include "mbr/text.h"

#define LONGEST_LINE ((size_t)256 << 20)
#define LONGEST_MAX_LINE ((size_t)1 << 30) /* lengths within a line fit 32 bits */
#define SAID_BAD 5
#define SAID_LENGTH 1024

enum { DONE = 0, FAILED = 1, MISUSED = 2 };

struct common {
    const char *output;
    bool help, version;
};

/* What is said may quote the data, which must not reach a terminal as control sequences. */
static void say(const struct mbr_run *r, const char *format, va_list args)
{
    char text[SAID_LENGTH];
    struct mbr_buf line = {0};
    int n = vsnprintf(text, sizeof text, format, args);
    size_t held = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    while (held && n >= (int)sizeof text && (text[held] & 0xc0) == 0x80)
        held--;
    mbr_put_format(&line, "%s: ", r->tool->name);
    mbr_put_visible(&line, (struct mbr_span){text, held});
    mbr_put_char(&line, '\n');
    mbr_progress_wipe(r->meter);
    fwrite(line.p, 1, line.n, stderr);
    mbr_buf_free(&line);
}

void mbr_note(const struct mbr_run *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (!r->quiet)
        say(r, format, args);
    va_end(args);
}

void mbr_warn(const struct mbr_run *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(r, format, args);
    va_end(args);
}

static void fail_text(struct mbr_run *r, const char *format, va_list args)
{
    struct mbr_err why; /* what is said may quote the error there is */
    mbr_err_list(&why, format, args);
    r->err = why;
    r->located = true;
}

int mbr_fail(struct mbr_run *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail_text(r, format, args);
    va_end(args);
    return -1;
}

int mbr_misuse(struct mbr_run *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail_text(r, format, args);
    va_end(args);
    r->misused = true;
    return -1;
}

int mbr_refuse_input(struct mbr_run *r, const char *option, const char *path)
{
    if (!path || !mbr_in_reads(r->in, path))
        return 0;
    return mbr_misuse(r, "--%s: %s is read as well", option, path);
}

/* Puts "file:line: " before an error's text, once. */
static void locate(struct mbr_run *r)
{
    if (r->tool->discreet && !r->misused) /* what is misused was not in the data */
        mbr_err_hide(&r->err);
    if (r->located)
        return;
    r->located = true;
    if (r->in && mbr_in_number(r->in) > 0)
        mbr_err_before(&r->err, "%s:%llu: ", mbr_in_name(r->in),
                       (unsigned long long)mbr_in_number(r->in));
}

int mbr_bad(struct mbr_run *r)
{
    locate(r);
    if (!r->skip_bad || r->fatal)
        return -1;
    if (!r->again && r->bad++ < SAID_BAD)
        mbr_warn(r, "%s", r->err.text);
    r->located = false;
    return 0;
}

void mbr_tick(struct mbr_run *r)
{
    if (r->meter)
        mbr_progress_at(r->meter, ++r->records, mbr_in_read(r->in), mbr_in_total(r->in));
}

int mbr_end(struct mbr_run *r)
{
    if (mbr_out_end(&r->out, &r->err) == 0)
        return 0;
    r->located = true;
    return -1;
}

/* The failure travels: the record ends the stream, so that the next stage fails too. A terminal and
   a file of -o have no next stage. */
static void write_error_record(struct mbr_run *r)
{
    struct mbr_err ignored;
    struct mbr_buf *buf = &r->out.buf;
    if (r->tool->plain || r->out.broken || r->out.fd != STDOUT_FILENO || isatty(STDOUT_FILENO))
        return;
    mbr_out_unput(&r->out);
    if (r->travelled.n) {
        mbr_put_span(buf, mbr_buf_span(&r->travelled));
    } else {
        mbr_put_text(buf, "{\"type\":\"error\"");
        mbr_put_key(buf, "tool");
        mbr_put_string(buf, mbr_span(r->tool->name));
        mbr_put_key(buf, "text");
        mbr_put_string(buf, mbr_span(r->err.text));
        mbr_put_char(buf, '}');
    }
    if (mbr_out_end(&r->out, &ignored) == 0)
        (void)mbr_out_flush(&r->out, &ignored);
}

static int report_failure(struct mbr_run *r)
{
    locate(r);
    mbr_warn(r, "%s", r->err.text);
    if (r->beneath.n)
        fwrite(r->beneath.p, 1, r->beneath.n, stderr);
    if (r->hint)
        mbr_note(r, "%s", r->hint);
    if (r->misused)
        fprintf(stderr, "Try '%s --help'.\n", r->tool->name);
    write_error_record(r);
    mbr_out_discard(&r->out);
    return r->misused ? MISUSED : FAILED;
}

/* What is written would be read again, without end, or has been lost already. Nothing more goes
   into that file. */
static int refuse_same_file(struct mbr_run *r)
{
    const char *same = r->tool->plain ? NULL : mbr_in_is(r->in, r->out.fd);
    if (!same)
        return 0;
    r->out.broken = true;
    return mbr_fail(r, "%s: is the output too (see --output)", same);
}

static void say_bad(const struct mbr_run *r)
{
    struct mbr_buf text = {0};
    mbr_put_count(&text, r->bad, "bad line");
    mbr_warn(r, "%.*s passed over", (int)text.n, text.p);
    mbr_buf_free(&text);
}

static int run_tool(struct mbr_run *r, const struct common *common, char *argv[])
{
    int words = r->operands < r->tool->words ? r->operands : r->tool->words;
    r->in = mbr_in_new(argv + 1 + words, (size_t)(r->operands - words), r->max_line);
    if (common->output) {
        mbr_out_discard(&r->out);
        if (mbr_out_open(&r->out, common->output, &r->err) < 0) {
            r->located = true;
            return report_failure(r);
        }
    }
    if (!common->output && refuse_same_file(r) < 0)
        return report_failure(r);
    if (!r->quiet && (r->progress || isatty(STDERR_FILENO)))
        r->meter = mbr_progress_new(r->tool->name);
    int result = r->tool->run(r);
    mbr_progress_wipe(r->meter);
    if (r->bad)
        say_bad(r);
    if (result == 0 && mbr_out_close(&r->out, &r->err) < 0) {
        r->located = true;
        result = -1;
    }
    if (result == 0)
        return r->quiet && r->nothing ? FAILED : DONE;
    return report_failure(r);
}

/* Text for a person on standard output, and nothing else. */
static int print(struct mbr_run *r, const struct mbr_buf *text)
{
    mbr_put_span(&r->out.buf, mbr_buf_span(text));
    if (mbr_out_close(&r->out, &r->err) == 0)
        return DONE;
    mbr_warn(r, "%s", r->err.text);
    return FAILED;
}

static int misused(struct mbr_run *r)
{
    r->misused = r->located = true;
    return report_failure(r);
}

static int generate(struct mbr_run *r, const char *kind, const struct mbr_opt *common)
{
    struct mbr_buf text = {0};
    int failed = mbr_generate(&text, kind, r->tool, common, &r->err);
    int status = failed ? misused(r) : print(r, &text);
    mbr_buf_free(&text);
    return status;
}

static int start(struct mbr_run *r, int argc, char *argv[])
{
    struct common c = {0};
    struct mbr_buf text = {0};
    int status;
    const struct mbr_opt common[] = {
        MBR_FILE('o', "output", &c.output, "FILE", "write to FILE, complete or not at all"),
        MBR_FLAG('q', "quiet", &r->quiet, "say nothing on stderr but errors and warnings"),
        MBR_FLAG(0, "skip-bad", &r->skip_bad, "pass over bad lines and count them"),
        MBR_FLAG(0, "progress", &r->progress, "show progress, also where stderr is no terminal"),
        MBR_SIZE(0, "max-line", &r->max_line, 0, "SIZE", "longest line taken"),
        MBR_FLAG('h', "help", &c.help, "show this help"),
        MBR_FLAG(0, "version", &c.version, "show the version"),
        MBR_OPT_END,
    };
    if (argc == 3 && strcmp(argv[1], "--generate") == 0)
        return generate(r, argv[2], common);
    /* The help is made now because the options that are parsed overwrite the defaults it shows. */
    (void)mbr_generate(&text, "help", r->tool, common, &r->err);
    r->operands = mbr_opt_parse(r->tool->opts, common, argc, argv, &r->err);
    r->operand = argv + 1;
    if (c.version && !c.help) {
        text.n = 0;
        mbr_put_format(&text, "%s %s\n", r->tool->name, MBR_VERSION);
    }
    if (r->operands >= 0 && r->max_line > LONGEST_MAX_LINE)
        r->operands = mbr_err_set(&r->err, "--max-line: at most 1G");
    if (r->operands < 0)
        status = misused(r);
    else if (c.help || c.version)
        status = print(r, &text);
    else
        status = run_tool(r, &c, argv);
    mbr_buf_free(&text);
    return status;
}

/* A file that is opened must not take the place of a standard stream that is closed, or what is
   said on stderr goes into it. Reading standard input and writing standard output then still fail.
 */
static void fill_standard_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)open("/dev/null", fd == STDOUT_FILENO ? O_RDONLY : O_WRONLY);
}

int mbr_main(const struct mbr_tool *tool, int argc, char *argv[])
{
    struct mbr_run r = {.tool = tool, .max_line = LONGEST_LINE};
    signal(SIGPIPE, SIG_DFL);
    fill_standard_streams();
    (void)mbr_out_open(&r.out, NULL, &r.err);
    int status = start(&r, argc, argv);
    mbr_out_discard(&r.out);
    mbr_in_free(r.in);
    mbr_progress_free(r.meter);
    mbr_buf_free(&r.beneath);
    mbr_buf_free(&r.travelled);
    mbr_opt_free(tool->opts);
    return status;
}
