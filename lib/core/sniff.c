#include "mbr/sniff.h"

#define MOST_FIELDS 4096
#define MOST_RECORDS 20000

static const struct {
    char byte;
    const char *name;
} separators[] = {
    {',', "comma"}, {'\t', "tab"}, {';', "semicolon"}, {'|', "pipe"}, {MBR_CSV_BLANKS, "blanks"},
};

#define SEPARATORS (sizeof separators / sizeof separators[0])

const char *mbr_separator_name(char separator)
{
    for (size_t i = 0; i < SEPARATORS; i++)
        if (separators[i].byte == separator)
            return separators[i].name;
    return NULL;
}

char mbr_separator_byte(const char *name)
{
    for (size_t i = 0; i < SEPARATORS; i++)
        if (strcmp(separators[i].name, name) == 0)
            return separators[i].byte;
    return 0;
}

/* What a separator would make of the text. */
struct trial {
    size_t fields;  /* the number of fields that most records with any have */
    double regular; /* the share of records that have it */
    bool quotes, quoted, flawed;
};

static struct trial try_dialect(struct mbr_csv_dialect dialect, struct mbr_span head, bool whole)
{
    struct mbr_csv_record record = {0};
    struct trial trial = {.quotes = dialect.quotes};
    uint32_t count[MOST_FIELDS + 1] = {0};
    size_t records = 0, taken;
    while (records < MOST_RECORDS && (taken = mbr_csv_split(&record, &dialect, head, whole)) > 0) {
        head = (struct mbr_span){head.p + taken, head.n - taken};
        if (record.raw.n == 0)
            continue;
        size_t fields = record.fields < MOST_FIELDS ? record.fields : MOST_FIELDS;
        if (fields && ++count[fields] > count[trial.fields])
            trial.fields = fields;
        trial.quoted |= memchr(record.raw.p, '"', record.raw.n) != NULL;
        trial.flawed |= record.flaw != NULL;
        records++;
    }
    trial.regular = records ? count[trial.fields] / (double)records : 0;
    mbr_csv_record_free(&record);
    return trial;
}

/* Databases write tabs without any quoting: a quote is then an ordinary character. */
static struct trial try_separator(char separator, bool cr_text, struct mbr_span head, bool whole)
{
    struct mbr_csv_dialect dialect = {
        .separator = separator, .quotes = separator != MBR_CSV_BLANKS, .cr_text = cr_text};
    struct trial trial = try_dialect(dialect, head, whole);
    dialect.quotes = separator != '\t';
    return trial.flawed && !dialect.quotes ? try_dialect(dialect, head, whole) : trial;
}

/* More than one field, then regular, then many fields. Blanks stand in most texts, so they are
   believed only where nothing else cuts the records. */
static bool is_better(struct trial a, struct trial b)
{
    if ((a.fields > 1) != (b.fields > 1))
        return a.fields > 1;
    if (a.regular > b.regular + 0.02 || b.regular > a.regular + 0.02)
        return a.regular > b.regular;
    return a.fields > b.fields;
}

static struct trial choose(struct mbr_sniff *sniff, struct mbr_span head, bool whole, char given)
{
    struct trial best = {0};
    if (given) {
        sniff->dialect.separator = given;
        return try_separator(given, sniff->dialect.cr_text, head, whole);
    }
    for (size_t i = 0; i < SEPARATORS; i++) {
        char byte = separators[i].byte;
        if (byte == MBR_CSV_BLANKS && best.fields > 1 && best.regular > 0.5)
            break;
        struct trial trial = try_separator(byte, sniff->dialect.cr_text, head, whole);
        if (i == 0 || is_better(trial, best)) {
            best = trial;
            sniff->dialect.separator = byte;
        }
    }
    return best;
}

/* A CR that stands alone ends a line only where no other line ends are more frequent. */
static const char *line_end(struct mbr_span head, bool *cr_text)
{
    size_t lf = 0, crlf = 0, cr = 0;
    for (size_t i = 0; i < head.n; i++) {
        if (head.p[i] == '\n')
            lf++;
        else if (head.p[i] == '\r' && i + 1 < head.n)
            (*(head.p[i + 1] == '\n' ? &crlf : &cr))++;
    }
    *cr_text = lf > 0 && lf >= cr;
    lf -= crlf;
    if (*cr_text)
        cr = 0;
    if ((lf > 0) + (crlf > 0) + (cr > 0) > 1)
        return "mixed line ends";
    return crlf ? "CRLF" : cr ? "CR" : "LF";
}

/* Begins with a digit, perhaps behind a sign or a currency sign, and has nothing of a word: names
   such as "1st order" pass, "2.55", "17850.0" and "2010-12-01 08:26" do not. */
static bool looks_like_value(struct mbr_span field)
{
    size_t digits = 0, letters = 0;
    for (size_t i = 0; i < field.n; i++) {
        char c = field.p[i];
        digits += c >= '0' && c <= '9';
        letters += ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (unsigned char)c >= 0x80;
    }
    return digits > letters;
}

static bool has_header(const struct mbr_sniff *sniff, struct mbr_span head, bool whole)
{
    struct mbr_csv_record record = {0};
    size_t taken;
    do {
        taken = mbr_csv_split(&record, &sniff->dialect, head, whole);
        head = (struct mbr_span){head.p + taken, head.n - taken};
    } while (taken && record.raw.n == 0);
    bool header = record.fields > 0;
    for (size_t i = 0; i < record.fields; i++)
        header = header && !looks_like_value(record.field[i]);
    mbr_csv_record_free(&record);
    return header;
}

void mbr_sniff(struct mbr_sniff *sniff, struct mbr_span head, bool whole, char separator)
{
    *sniff = (struct mbr_sniff){.fields = 0};
    sniff->line_end = line_end(head, &sniff->dialect.cr_text);
    struct trial trial = choose(sniff, head, whole, separator);
    sniff->fields = trial.fields;
    sniff->dialect.quotes = trial.quotes;
    sniff->quoted = trial.quotes && trial.quoted;
    sniff->header = has_header(sniff, head, whole);
}
