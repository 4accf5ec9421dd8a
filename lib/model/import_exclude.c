#include "import_exclude.h"

#include <stdlib.h>

#include "import_clean.h"
#include "mbr/doc.h"
#include "mbr/text.h"

#define SHOWN 200 /* cells of a terminal for numbers that were met nowhere */

static bool has_digit(struct mbr_span text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] >= '0' && text.p[i] <= '9')
            return true;
    return false;
}

/* A first line without any digit is a header. */
static void take(struct mbr_import_exclude *exclude, const struct mbr_csv_record *record,
                 struct mbr_buf *own, bool first)
{
    struct mbr_span number = {NULL, 0};
    if (!record->flaw && record->fields)
        number = mbr_import_clean(MBR_IMPORT_ID, mbr_import_trimmed(record->field[0]), own);
    if (number.n && (!first || has_digit(number)))
        mbr_map_put(&exclude->numbers, number, NULL);
}

int mbr_import_exclude_load(struct mbr_import_exclude *exclude, const char *path,
                            struct mbr_run *run)
{
    static const struct mbr_csv_dialect comma = {.separator = ',', .quotes = true};
    struct mbr_csv_record record = {0};
    struct mbr_buf text = {0}, own = {0};
    if (mbr_doc_read(path, &text, &run->err) < 0)
        return mbr_fail(run, "%s", run->err.text);
    struct mbr_span left = mbr_buf_span(&text);
    if (left.n >= 3 && memcmp(left.p, "\xef\xbb\xbf", 3) == 0)
        left = (struct mbr_span){left.p + 3, left.n - 3};
    bool first = true;
    for (size_t taken; (taken = mbr_csv_split(&record, &comma, left, true)) > 0; first = false) {
        take(exclude, &record, &own, first);
        left = (struct mbr_span){left.p + taken, left.n - taken};
    }
    exclude->met = mbr_calloc(exclude->numbers.count, sizeof *exclude->met);
    mbr_csv_record_free(&record);
    mbr_buf_free(&text);
    mbr_buf_free(&own);
    return 0;
}

bool mbr_import_excludes(struct mbr_import_exclude *exclude, struct mbr_span order)
{
    uint32_t number =
        exclude->numbers.count ? mbr_map_find(&exclude->numbers, order) : MBR_MAP_NONE;
    if (number == MBR_MAP_NONE)
        return false;
    exclude->met[number] = true;
    return true;
}

void mbr_import_exclude_say(const struct mbr_import_exclude *exclude, const struct mbr_run *run)
{
    struct mbr_buf text = {0}, cut = {0}, count = {0};
    uint64_t missed = 0;
    for (uint32_t i = 0; i < exclude->numbers.count; i++) {
        if (exclude->met[i])
            continue;
        missed++;
        mbr_put_text(&text, text.n ? ", " : "");
        mbr_put_visible(&text, mbr_map_key(&exclude->numbers, i));
    }
    mbr_put_cut(&cut, mbr_buf_span(&text), SHOWN);
    mbr_put_count(&count, missed, "order");
    if (missed)
        mbr_warn(run, "%.*s to be excluded %s met nowhere: %.*s", (int)count.n, count.p,
                 missed == 1 ? "was" : "were", (int)cut.n, cut.p);
    mbr_buf_free(&text);
    mbr_buf_free(&cut);
    mbr_buf_free(&count);
}

void mbr_import_exclude_free(struct mbr_import_exclude *exclude)
{
    mbr_map_free(&exclude->numbers);
    free(exclude->met);
}
