/* Shows a stream to a person. */

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "mbr/number.h"
#include "mbr/view.h"

#define AS_SPELLED (-1)
#define MOST_DECIMALS 9

/* As in enum mbr_cells_format, but for the short name at the end. */
static const char *const formats[] = {"table", "csv", "tsv", "markdown", "html", "md", NULL};

static struct {
    const char *type, *by, *format;
    struct mbr_list columns;
    int64_t top, decimals, width;
    bool bom, safe;
} cfg = {.format = "table", .decimals = AS_SPELLED};

static const struct mbr_opt opts[] = {
    MBR_CHOICE('f', "format", &cfg.format, formats, "FORMAT", "how to write it"),
    MBR_LIST('c', "columns", &cfg.columns, "PATH,...", "show these fields; NAME=PATH renames one"),
    MBR_TEXT('t', "type", &cfg.type, "TYPE", "show only the records of this type"),
    MBR_INT('n', "top", &cfg.top, 1, INT64_MAX, "N", "show only the first N of each table"),
    MBR_TEXT('b', "by", &cfg.by, "PATH", "sort by this field, greatest first; -PATH: least first"),
    MBR_INT('d', "decimals", &cfg.decimals, 0, MOST_DECIMALS, "N",
            "round numbers with a fraction to N places"),
    MBR_INT('w', "width", &cfg.width, 1, INT64_MAX, "N",
            "fit a table into N columns of text instead of the terminal's"),
    MBR_FLAG(0, "safe", &cfg.safe, "defuse what a spreadsheet would take for a formula"),
    MBR_FLAG(0, "bom", &cfg.bom, "begin with a byte order mark, for spreadsheets"),
    MBR_OPT_END,
};

/* How wide the terminal is; 0 for something that is none, where nothing has to fit. */
static size_t terminal_width(int fd)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    int64_t width;
    if (!isatty(fd))
        return 0;
    if (columns && mbr_int_parse(mbr_span(columns), &width) == 0 && width > 0)
        return (size_t)width;
    return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

static struct mbr_table_style style(int fd)
{
    const char *plain = getenv("NO_COLOR");
    struct mbr_table_style style = {
        .width = cfg.width ? (size_t)cfg.width : terminal_width(fd),
        .bold = isatty(fd) && !(plain && *plain),
        .visible = isatty(fd),
        .sparse = cfg.columns.count == 0,
        .bom = cfg.bom,
        .safe = cfg.safe,
        .rounded = cfg.decimals != AS_SPELLED,
        .places = cfg.decimals == AS_SPELLED ? 0 : (size_t)cfg.decimals,
    };
    if (strcmp(cfg.format, "md") == 0)
        style.format = MBR_CELLS_MARKDOWN;
    for (size_t i = 0; i <= MBR_CELLS_HTML; i++)
        if (strcmp(cfg.format, formats[i]) == 0)
            style.format = (enum mbr_cells_format)i;
    return style;
}

static int run(struct mbr_run *r)
{
    struct mbr_view view = {
        .style = style(r->out.fd),
        .type = cfg.type,
        .columns = &cfg.columns,
        .by = cfg.by,
        .top = (size_t)cfg.top,
    };
    bool for_program = view.style.format == MBR_CELLS_CSV || view.style.format == MBR_CELLS_TSV;
    if ((cfg.bom || cfg.safe) && !for_program)
        return mbr_misuse(r, "--bom and --safe go with --format csv or tsv");
    return mbr_view_stream(&view, r);
}

static const struct mbr_tool tool = {
    .name = "mbr-table",
    .brief = "show a stream to a person: a table, CSV, TSV, Markdown, HTML",
    .operands = "[FILE ...]",
    .examples = "mbr-rfm members.ndjson | mbr-table --top 20 --by rfm.monetary -d 2\n"
                "mbr-table -c member,orders=buy.orders -f csv --bom members.ndjson > m.csv\n"
                "mbr-rfm --summary members.ndjson | mbr-table -f markdown\n",
    .reads = "any",
    .writes = "a table",
    .opts = opts,
    .run = run,
    .plain = true,
};

int main(int argc, char *argv[])
{
    return mbr_main(&tool, argc, argv);
}
