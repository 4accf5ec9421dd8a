#include "importer.h"

#include <stdlib.h>

#include "import_guess.h"
#include "import_json.h"
#include "mbr/table.h"
#include "mbr/text.h"

#define LOOK ((size_t)1 << 18)
#define SHOWN 3        /* rows */
#define SHOWN_CELLS 20 /* of a value, on the terminal */
#define SHOWN_PATH 60
#define CELLS (3 + SHOWN)

struct column {
    struct mbr_import_tally tally;
    char *value[SHOWN];
};

static void look_at_row(struct column *columns, size_t count, size_t row,
                        const struct mbr_csv_record *record)
{
    for (size_t i = 0; i < count && i < record->fields; i++) {
        struct mbr_span value = mbr_import_trimmed(record->field[i]);
        mbr_import_tally_add(&columns[i].tally, value);
        if (row < SHOWN)
            columns[i].value[row] = mbr_memdup(value.p ? value.p : "", value.n);
    }
}

struct shown {
    struct column *columns;
    size_t count;
};

/* Seconds, milli- or microseconds since 1970, of our days. */
static bool is_epoch(struct mbr_span value)
{
    if ((value.n != 10 && value.n != 13 && value.n != 16) || *value.p != '1')
        return false;
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] < '0' || value.p[i] > '9')
            return false;
    return true;
}

static void take_value(void *own, uint32_t title, struct mbr_span value)
{
    const struct shown *shown = own;
    struct column *column = &shown->columns[title];
    if (title >= shown->count)
        return;
    mbr_import_tally_add(&column->tally, is_epoch(value) ? mbr_span("1970-01-01T00:00:00") : value);
    for (size_t i = 0; i < SHOWN; i++) {
        if (column->value[i])
            continue;
        column->value[i] = mbr_memdup(value.p ? value.p : "", value.n);
        return;
    }
}

/* Objects differ, so of each path the first values are shown, whichever their records are. */
static int look_json(struct mbr_importer *import, struct column *columns, size_t count)
{
    struct shown shown = {columns, count};
    struct mbr_import_look looked = {.take = take_value, .own = &shown};
    struct mbr_span head;
    bool whole;
    size_t most = import->run->max_line;
    if (mbr_csv_head(&import->csv, most < MBR_IMPORT_LOOK ? most : MBR_IMPORT_LOOK, &head, &whole,
                     &import->run->err) < 0) {
        import->run->located = true;
        return -1;
    }
    mbr_import_json_look(import->json, head, whole, &looked);
    mbr_map_free(&looked.titles);
    return 0;
}

/* Through the beginning of the file; nothing of it is used up. */
static int look(struct mbr_importer *import, struct column *columns, size_t count)
{
    struct mbr_csv_record record = {0};
    struct mbr_span head;
    bool whole;
    size_t rows = 0, taken;
    if (mbr_csv_head(&import->csv, LOOK, &head, &whole, &import->run->err) < 0) {
        import->run->located = true;
        return -1;
    }
    while ((taken = mbr_csv_split(&record, &import->csv.dialect, head, whole)) > 0) {
        head = (struct mbr_span){head.p + taken, head.n - taken};
        if (record.raw.n && !record.flaw)
            look_at_row(columns, count, rows++, &record);
    }
    mbr_csv_record_free(&record);
    return 0;
}

static void put_cell(struct mbr_buf *to, const char *text, size_t cells)
{
    struct mbr_buf clean = {0}, cut = {0};
    mbr_put_visible(&clean, mbr_span(text));
    mbr_put_cut(&cut, mbr_buf_span(&clean), cells);
    mbr_put_string(to, mbr_buf_span(&cut));
    mbr_buf_free(&clean);
    mbr_buf_free(&cut);
}

static const char *words_for(const struct mbr_import_tally *tally)
{
    static const char *const words[] = {
        [MBR_IMPORT_LOOKS_EMPTY] = "empty", [MBR_IMPORT_LOOKS_DAY] = "day",
        [MBR_IMPORT_LOOKS_TIME] = "time",   [MBR_IMPORT_LOOKS_WHOLE] = "whole number",
        [MBR_IMPORT_LOOKS_MONEY] = "money", [MBR_IMPORT_LOOKS_ID] = "id",
        [MBR_IMPORT_LOOKS_TEXT] = "text",
    };
    return words[mbr_import_looks(tally)];
}

/* A line of the table. The cells are spelled behind one another first, as the buffer may move. */
static int add_column(struct mbr_table *table, const struct mbr_importer *import, size_t number,
                      const struct column *column)
{
    struct mbr_json cells[CELLS];
    struct mbr_buf text = {0};
    size_t end[CELLS];
    const char *title = import->sniff.header ? import->plan.titles.name[number] : "";
    mbr_put_int(&text, (int64_t)number + 1);
    end[0] = text.n;
    put_cell(&text, title, import->json ? SHOWN_PATH : SHOWN_CELLS);
    end[1] = text.n;
    put_cell(&text, words_for(&column->tally), SHOWN_CELLS);
    end[2] = text.n;
    for (size_t i = 0; i < SHOWN; i++) {
        put_cell(&text, column->value[i] ? column->value[i] : "", SHOWN_CELLS);
        end[3 + i] = text.n;
    }
    for (size_t i = 0, from = 0; i < CELLS; from = end[i++])
        cells[i] = (struct mbr_json){.raw = {text.p + from, end[i] - from},
                                     .kind = i ? MBR_JSON_STRING : MBR_JSON_NUMBER};
    int status = mbr_table_add(table, cells, &import->run->out, &import->run->err);
    mbr_buf_free(&text);
    return status;
}

static int put_table(struct mbr_importer *import, const struct column *columns)
{
    static const char *const rows[CELLS] = {"column", "header", "looks like",
                                            "row 1",  "row 2",  "row 3"};
    static const char *const paths[CELLS] = {"column",  "path",    "looks like",
                                             "value 1", "value 2", "value 3"};
    const char *const *names = import->json ? paths : rows;
    const struct mbr_table_style style = {.format = MBR_CELLS_TEXT, .sparse = true};
    struct mbr_table *table = mbr_table_new(&style, names, CELLS);
    int status = 0;
    for (size_t i = 0; i < import->plan.titles.count && status == 0; i++)
        status = add_column(table, import, i, &columns[i]);
    if (status == 0)
        status = mbr_table_end(table, NULL, &import->run->out, &import->run->err);
    mbr_table_free(table);
    import->run->located |= status < 0;
    return status;
}

/* A column by its header where --map understands that, else by its number. */
static void put_column(struct mbr_buf *to, const struct mbr_importer *import, size_t number)
{
    const char *title = import->plan.titles.name[number];
    bool is_name = import->sniff.header && !strchr(title, ',') && (*title < '0' || *title > '9');
    for (const char *p = title; *p; p++)
        is_name = is_name && (unsigned char)*p >= ' ' && *p != 0x7f;
    if (is_name)
        mbr_put_text(to, title);
    else
        mbr_put_int(to, (int64_t)number + 1);
}

/* As one word for the shell. */
static void put_quoted(struct mbr_buf *to, struct mbr_span word)
{
    static const char special[] = " \t\n!\"#$&'()*;<>?[\\]^`{|}~";
    bool plain = word.n > 0;
    for (size_t i = 0; i < word.n; i++)
        plain = plain && !memchr(special, word.p[i], sizeof special);
    if (plain) {
        mbr_put_span(to, word);
        return;
    }
    mbr_put_char(to, '\'');
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] == '\'')
            mbr_put_text(to, "'\\'");
        mbr_put_char(to, word.p[i]);
    }
    mbr_put_char(to, '\'');
}

static size_t column_of(const char *const *field, size_t count, const char *name)
{
    size_t i = 0;
    while (i < count && !(field[i] && strcmp(field[i], name) == 0))
        i++;
    return i;
}

static void put_map(struct mbr_buf *to, const struct mbr_importer *import, const char *const *field)
{
    struct mbr_buf map = {0};
    bool at = false, paid = false;
    size_t count = import->plan.titles.count, clock = column_of(field, count, MBR_IMPORT_CLOCK);
    for (size_t i = 0; i < count; i++) {
        if (!field[i] || i == clock)
            continue;
        mbr_put_format(&map, "%s%s=", map.n ? "," : "", field[i]);
        put_column(&map, import, i);
        if (strcmp(field[i], "at") == 0 && clock < count) {
            mbr_put_char(&map, '+');
            put_column(&map, import, clock);
        }
        at |= strcmp(field[i], "at") == 0;
        paid |= strcmp(field[i], "amount") == 0 || strcmp(field[i], "price") == 0;
    }
    if (!at)
        mbr_put_format(&map, "%sat=COLUMN", map.n ? "," : "");
    if (!paid)
        mbr_put_text(&map, ",amount=COLUMN");
    put_quoted(to, mbr_buf_span(&map));
    mbr_buf_free(&map);
}

/* A time of day is wanted only beside days, and is written with a colon. */
static void drop_clock(const struct column *columns, size_t count, const char **field)
{
    size_t at = column_of(field, count, "at"), clock = column_of(field, count, MBR_IMPORT_CLOCK);
    if (clock == count)
        return;
    const char *value = columns[clock].value[0];
    if (at == count || mbr_import_looks(&columns[at].tally) != MBR_IMPORT_LOOKS_DAY || !value ||
        !strchr(value, ':'))
        field[clock] = NULL;
}

/* An amount that stands again in each row of its order is the order's, and no line's. */
static void drop_repeated(struct mbr_importer *import, size_t count, const char **field)
{
    size_t order = column_of(field, count, "order"), amount = column_of(field, count, "amount");
    struct mbr_csv_record record = {0};
    struct mbr_buf before = {0};
    struct mbr_span head;
    struct mbr_err err;
    size_t taken, n = 0, same = 0, rows = 0;
    bool whole;
    if (order == count || amount == count || import->json ||
        mbr_csv_head(&import->csv, LOOK, &head, &whole, &err) < 0)
        return;
    while ((taken = mbr_csv_split(&record, &import->csv.dialect, head, whole)) > 0) {
        head = (struct mbr_span){head.p + taken, head.n - taken};
        if (record.flaw || record.fields <= order || record.fields <= amount)
            continue;
        struct mbr_span number = record.field[order], value = record.field[amount];
        if (before.n >= n && n && mbr_span_equal(number, (struct mbr_span){before.p, n})) {
            rows++;
            same += mbr_span_equal(value, (struct mbr_span){before.p + n, before.n - n});
        }
        before.n = 0;
        mbr_put_span(&before, number);
        n = before.n;
        mbr_put_span(&before, value);
    }
    if (rows > 1 && same == rows)
        field[amount] = NULL;
    mbr_csv_record_free(&record);
    mbr_buf_free(&before);
}

/* The command to begin with, the options that were given included. */
static void put_command(struct mbr_importer *import, const struct column *columns)
{
    const struct mbr_import_options *options = import->options;
    struct mbr_buf *to = &import->run->out.buf;
    const char *sheet = mbr_in_text(import->run->in)->sheet;
    struct mbr_span file = mbr_span(mbr_in_name(import->run->in));
    size_t count = import->plan.titles.count;
    enum mbr_import_looks *looks = mbr_calloc(count, sizeof *looks);
    const char **field = mbr_calloc(count, sizeof *field);
    bool open = false;
    for (size_t i = 0; i < count; i++)
        looks[i] = mbr_import_looks(&columns[i].tally);
    mbr_import_guess(looks, import->sniff.header ? &import->plan.titles : NULL, count, field);
    drop_clock(columns, count, field);
    drop_repeated(import, count, field);
    for (size_t i = 0; i < count; i++)
        open |= field[i] && strcmp(field[i], "at") == 0 && mbr_import_order_open(&columns[i].tally);
    mbr_put_format(to, "\n%s --map ", import->run->tool->name);
    put_map(to, import, field);
    if (options->encoding)
        mbr_put_format(to, " --encoding %s", options->encoding);
    if (options->separator)
        mbr_put_format(to, " --separator %s", options->separator);
    if (options->header || options->no_header)
        mbr_put_text(to, options->header ? " --header" : " --no-header");
    if (options->date_order || open)
        mbr_put_format(to, " --date-order %s", options->date_order ? options->date_order : "ORDER");
    if (sheet) {
        mbr_put_text(to, " --sheet ");
        put_quoted(to, mbr_span(sheet));
        file.n -= strlen(sheet) + 2; /* "FILE: SHEET" */
    }
    if (!mbr_span_is(file, "-")) {
        mbr_put_char(to, ' ');
        put_quoted(to, file);
    }
    free(looks);
    free(field);
}

int mbr_importer_show(struct mbr_importer *import)
{
    size_t count = import->plan.titles.count;
    struct column *columns = mbr_calloc(count, sizeof *columns);
    int status = import->json ? look_json(import, columns, count) : look(import, columns, count);
    if (status == 0)
        status = put_table(import, columns);
    if (status == 0) {
        put_command(import, columns);
        status = mbr_end(import->run);
    }
    for (size_t i = 0; i < count; i++)
        for (size_t row = 0; row < SHOWN; row++)
            free(columns[i].value[row]);
    free(columns);
    return status;
}
