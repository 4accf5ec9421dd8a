#include "mbr/generate.h"

#include "mbr/complete.h"

#define WIDTH 79
#define MAN_WIDTH 78
#define LABEL_MOST 26

static size_t columns(struct mbr_span text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += ((unsigned char)text.p[i] & 0xc0) != 0x80;
    return n;
}

static void put_spaces(struct mbr_buf *to, size_t n)
{
    while (n-- > 0)
        mbr_put_char(to, ' ');
}

/* Sets words in lines; the first begins at `column`, the next ones at `indent`. In a man page a
   word that begins with a point or an apostrophe would be a request at the start of a line. */
static void put_wrapped(struct mbr_buf *to, struct mbr_span text, size_t column, size_t indent,
                        bool man)
{
    size_t width = man ? MAN_WIDTH : WIDTH, at = column;
    for (size_t i = 0; i < text.n; i++) {
        size_t from = i;
        while (i < text.n && text.p[i] != ' ')
            i++;
        struct mbr_span word = {text.p + from, i - from};
        bool first = from == 0;
        if (!first && at + 1 + columns(word) > width) {
            mbr_put_char(to, '\n');
            put_spaces(to, indent);
            at = indent;
        } else if (!first) {
            mbr_put_char(to, ' ');
            at++;
        }
        if (man && word.n && (*word.p == '.' || *word.p == '\''))
            mbr_put_text(to, "\\&");
        mbr_put_span(to, word);
        at += columns(word);
    }
    mbr_put_char(to, '\n');
}

static bool has_range(const struct mbr_opt *opt)
{
    return opt->kind == MBR_OPT_KIND_INT && opt->max < INT32_MAX;
}

/* The choices, unless the help text names them all. */
static void put_choices(struct mbr_buf *to, const struct mbr_opt *opt)
{
    bool named = true;
    for (const char *const *choice = opt->choices; *choice; choice++)
        named = named && strstr(opt->help, *choice);
    for (const char *const *choice = opt->choices; *choice && !named; choice++)
        mbr_put_format(to, "%s%s", choice == opt->choices ? ": " : ", ", *choice);
}

/* "score from 1 to N, N being best (2 to 10; default 5)" */
static void put_description(struct mbr_buf *to, const struct mbr_opt *opt)
{
    char value[64];
    mbr_opt_default(opt, value, sizeof value);
    mbr_put_text(to, opt->help);
    if (opt->kind == MBR_OPT_KIND_CHOICE)
        put_choices(to, opt);
    if (has_range(opt))
        mbr_put_format(to, " (%lld to %lld%s%s)", (long long)opt->min, (long long)opt->max,
                       *value ? "; default " : "", value);
    else if (*value)
        mbr_put_format(to, " (default %s)", value);
}

static void put_label(struct mbr_buf *to, const struct mbr_opt *opt)
{
    if (opt->letter)
        mbr_put_format(to, "  -%c, ", opt->letter);
    else
        mbr_put_text(to, "      ");
    mbr_put_format(to, "--%s%s%s", opt->name, opt->arg ? " " : "", opt->arg ? opt->arg : "");
}

static void put_help_option(struct mbr_buf *to, const struct mbr_opt *opt, size_t indent)
{
    struct mbr_buf text = {0};
    put_label(&text, opt);
    size_t column = columns(mbr_buf_span(&text));
    mbr_put_span(to, mbr_buf_span(&text));
    if (column + 2 > indent) {
        mbr_put_char(to, '\n');
        column = 0;
    }
    put_spaces(to, indent - column);
    text.n = 0;
    put_description(&text, opt);
    put_wrapped(to, mbr_buf_span(&text), indent, indent, false);
    mbr_buf_free(&text);
}

static size_t label_width(const struct mbr_opt *opt)
{
    struct mbr_buf text = {0};
    put_label(&text, opt);
    size_t n = columns(mbr_buf_span(&text));
    mbr_buf_free(&text);
    return n;
}

static void put_help_options(struct mbr_buf *to, const struct mbr_opt *opts)
{
    size_t widest = 0;
    for (const struct mbr_opt *opt = opts; opt && opt->kind; opt++) {
        size_t n = opt->help ? label_width(opt) : 0;
        if (n > widest && n <= LABEL_MOST)
            widest = n;
    }
    if (opts && opts->kind)
        mbr_put_text(to, "\noptions:\n");
    for (const struct mbr_opt *opt = opts; opt && opt->kind; opt++) {
        if (opt->help)
            put_help_option(to, opt, widest + 2);
    }
}

/* "In every tool: -o/--output=FILE, -q/--quiet, --skip-bad." */
static void put_help_common(struct mbr_buf *to, const struct mbr_opt *opts)
{
    struct mbr_buf text = {0};
    for (const struct mbr_opt *opt = opts; opt && opt->kind; opt++) {
        if (!opt->help)
            continue;
        mbr_put_text(&text, text.n ? ", " : "In every tool: ");
        if (opt->letter)
            mbr_put_format(&text, "-%c/", opt->letter);
        mbr_put_format(&text, "--%s%s%s", opt->name, opt->arg ? "=" : "", opt->arg ? opt->arg : "");
    }
    mbr_put_text(&text, text.n ? "." : "");
    mbr_put_char(to, '\n');
    put_wrapped(to, mbr_buf_span(&text), 0, 2, false);
    mbr_buf_free(&text);
}

static void put_help(struct mbr_buf *to, const struct mbr_tool *tool, const struct mbr_opt *common)
{
    mbr_put_format(to, "%s: %s\n", tool->name, tool->brief);
    mbr_put_format(to, "usage: %s [OPTION ...]%s%s\n", tool->name,
                   tool->operands && *tool->operands ? " " : "",
                   tool->operands ? tool->operands : "");
    const char *line = tool->examples ? tool->examples : "";
    if (*line)
        mbr_put_char(to, '\n');
    while (*line) {
        size_t n = strcspn(line, "\n");
        mbr_put_format(to, "  %.*s\n", (int)n, line);
        line += n + (line[n] == '\n');
    }
    put_help_options(to, tool->opts);
    put_help_common(to, common);
    if (tool->reads && tool->writes)
        mbr_put_format(to, "Reads %s; writes %s. ", tool->reads, tool->writes);
    mbr_put_format(to, "Manual: man %s\n", tool->name);
}

/* An argument of a macro: in quotes where it has blanks. */
static void put_argument(struct mbr_buf *to, const char *arg)
{
    mbr_put_format(to, strchr(arg, ' ') ? " Ar \"%s\"" : " Ar %s", arg);
}

/* "[FILE ...]" as ".Op Ar FILE ...", each bracket or word at the top on a line of its own. */
static void put_operands(struct mbr_buf *to, const char *operands)
{
    int depth = 0;
    for (const char *p = operands; *p;) {
        if (*p == ' ' || *p == ']') {
            depth -= *p++ == ']';
            continue;
        }
        bool dots = strncmp(p, "...", 3) == 0, first = depth == 0 && !dots;
        if (first)
            mbr_put_text(to, to->n && to->p[to->n - 1] != '\n' ? "\n." : ".");
        else
            mbr_put_char(to, ' ');
        if (*p == '[') {
            mbr_put_text(to, "Op");
            depth++;
            p++;
            continue;
        }
        size_t n = strcspn(p, " ]");
        mbr_put_format(to, dots ? "%.*s" : "Ar %.*s", (int)n, p);
        p += n;
    }
    mbr_put_char(to, '\n');
}

static void put_synopsis(struct mbr_buf *to, const struct mbr_tool *tool)
{
    mbr_put_format(to, ".Nm %s\n", tool->name);
    for (const struct mbr_opt *opt = tool->opts; opt && opt->kind; opt++) {
        if (!opt->help)
            continue;
        if (opt->letter)
            mbr_put_format(to, ".Op Fl %c", opt->letter);
        else
            mbr_put_format(to, ".Op Fl -%s", opt->name);
        if (opt->arg)
            put_argument(to, opt->arg);
        mbr_put_char(to, '\n');
    }
    if (tool->operands && *tool->operands)
        put_operands(to, tool->operands);
}

/* "score from 1" as the sentence "Score from 1.", backslashes escaped. */
static void put_man_text(struct mbr_buf *to, const struct mbr_opt *opt)
{
    struct mbr_buf text = {0}, escaped = {0};
    put_description(&text, opt);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (i == 0 && c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        mbr_put(&escaped, &c, 1);
        if (c == '\\')
            mbr_put_char(&escaped, 'e');
    }
    mbr_put_char(&escaped, '.');
    put_wrapped(to, mbr_buf_span(&escaped), 0, 0, true);
    mbr_buf_free(&text);
    mbr_buf_free(&escaped);
}

static void put_man_options(struct mbr_buf *to, const struct mbr_opt *opts)
{
    if (!opts || !opts->kind)
        return;
    mbr_put_text(to, ".Bl -tag -width Ds\n");
    for (const struct mbr_opt *opt = opts; opt->kind; opt++) {
        if (!opt->help)
            continue;
        mbr_put_text(to, ".It ");
        if (opt->letter)
            mbr_put_format(to, "Fl %c , ", opt->letter);
        mbr_put_format(to, "Fl -%s", opt->name);
        if (opt->arg)
            put_argument(to, opt->arg);
        mbr_put_char(to, '\n');
        put_man_text(to, opt);
    }
    mbr_put_text(to, ".El\n");
}

/* Says where the common options are described, by name, so that a search in the page finds them. */
static void put_man_common(struct mbr_buf *to, const struct mbr_tool *tool,
                           const struct mbr_opt *common)
{
    if (tool->opts && tool->opts->kind)
        mbr_put_text(to, ".Pp\n");
    size_t left = 0;
    for (const struct mbr_opt *opt = common; opt && opt->kind; opt++)
        left += opt->help != NULL;
    for (const struct mbr_opt *opt = common; opt && opt->kind; opt++) {
        if (!opt->help)
            continue;
        left--;
        mbr_put_format(to, ".Fl -%s%s\n", opt->name, left > 1 ? " ," : left == 1 ? "\nand" : "");
    }
    mbr_put_text(to, "work as in every tool:\nsee\n.Xr mbr 1 .\n");
}

int mbr_generate(struct mbr_buf *to, const char *kind, const struct mbr_tool *tool,
                 const struct mbr_opt *common, struct mbr_err *err)
{
    if (strcmp(kind, "brief") == 0) {
        mbr_put_format(to, "%s\n", tool->brief);
    } else if (strcmp(kind, "help") == 0) {
        put_help(to, tool, common);
    } else if (strcmp(kind, "synopsis") == 0) {
        put_synopsis(to, tool);
    } else if (strcmp(kind, "options") == 0) {
        put_man_options(to, tool->opts);
        put_man_common(to, tool, common);
    } else if (strcmp(kind, "common") == 0) {
        put_man_options(to, common);
    } else if (strcmp(kind, "bash") == 0) {
        mbr_complete_bash(to, tool, common);
    } else if (strcmp(kind, "zsh") == 0) {
        mbr_complete_zsh(to, tool, common);
    } else if (strcmp(kind, "fish") == 0) {
        mbr_complete_fish(to, tool, common);
    } else {
        return mbr_err_value(err, "--generate",
                             "not one of brief, help, synopsis, options, common, bash, zsh, fish",
                             mbr_span(kind));
    }
    return 0;
}
