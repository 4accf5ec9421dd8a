#include "xlsx_book.h"

#include <stdlib.h>

#include "xlsx_value.h"
#include "xlsx_xml.h"

#define SHEETS_MOST 10000
#define RELATIONS_MOST 65536

/* What a part is related to: id -> type and target. */
struct relations {
    struct mbr_map ids;
    char **type, **target; /* target: the name of an entry */
    size_t types, targets;
    struct mbr_span folder; /* of the part */
};

/* What stands behind the last slash of a type, which is a URL: it is the same in both namespaces.
   Of the kinds of sheets only worksheets have cells. */
static bool is_type(const char *type, const char *name)
{
    const char *slash = strrchr(type, '/');
    return strcmp(slash ? slash + 1 : type, name) == 0;
}

/* A target is a path from the folder of the part, or from the root. */
static char *resolve(struct mbr_span folder, const char *target)
{
    struct mbr_buf path = {0};
    if (*target != '/')
        mbr_put_span(&path, folder);
    while (*target) {
        size_t n = strcspn(target, "/");
        if (n == 2 && memcmp(target, "..", 2) == 0) {
            path.n -= path.n > 0;
            while (path.n && path.p[path.n - 1] != '/')
                path.n--;
        } else if (n && !(n == 1 && *target == '.')) {
            mbr_put(&path, target, n);
            if (target[n])
                mbr_put_char(&path, '/');
        }
        target += n + (target[n] == '/');
    }
    mbr_put_char(&path, '\0');
    return path.p;
}

static int begin_relation(void *of, struct mbr_xlsx_xml *xml, enum mbr_xlsx_tag tag,
                          enum mbr_xlsx_tag within, const char **attributes)
{
    struct relations *to = of;
    (void)within;
    const char *id = mbr_xlsx_attribute(attributes, "Id");
    const char *type = mbr_xlsx_attribute(attributes, "Type");
    const char *target = mbr_xlsx_attribute(attributes, "Target");
    if (tag != MBR_TAG_RELATIONSHIP || !id || !type || !target)
        return 0;
    if (to->ids.count == RELATIONS_MOST)
        return mbr_err_set(xml->err, "more than %d relations of one part", RELATIONS_MOST);
    bool added;
    uint32_t i = mbr_map_put(&to->ids, mbr_span(id), &added);
    if (!added)
        return mbr_err_value(xml->err, "Id", "two relations of one name", mbr_span(id));
    to->type = mbr_grow(to->type, &to->types, (size_t)i + 1, sizeof *to->type);
    to->target = mbr_grow(to->target, &to->targets, (size_t)i + 1, sizeof *to->target);
    to->type[i] = mbr_strdup(type);
    to->target[i] = resolve(to->folder, target);
    return 0;
}

static void relations_free(struct relations *of)
{
    for (uint32_t i = 0; i < of->ids.count; i++) {
        free(of->type[i]);
        free(of->target[i]);
    }
    free(of->type);
    free(of->target);
    mbr_map_free(&of->ids);
}

/* The relations of part FOLDER/NAME are in FOLDER/_rels/NAME.rels, those of the whole in
   _rels/.rels. A part without that file has none. */
static int relations_read(struct relations *to, const struct mbr_zip *zip, struct mbr_span part,
                          struct mbr_err *err)
{
    const char *slash = part.n ? memrchr(part.p, '/', part.n) : NULL;
    *to = (struct relations){.folder = {part.p, slash ? (size_t)(slash - part.p) + 1 : 0}};
    struct mbr_buf name = {0};
    mbr_put_span(&name, to->folder);
    mbr_put_text(&name, "_rels/");
    mbr_put(&name, part.p + to->folder.n, part.n - to->folder.n);
    mbr_put_text(&name, ".rels");
    const struct mbr_zip_entry *entry = mbr_zip_find(zip, mbr_buf_span(&name));
    mbr_buf_free(&name);
    struct mbr_xlsx_xml xml = {.begin = begin_relation, .of = to};
    return entry ? mbr_xlsx_xml_run(&xml, zip, entry, MBR_XLSX_SMALL, err) : 0;
}

/* The name of the entry that the first relation of this type leads to, or `otherwise`. */
static const char *related(const struct relations *of, const char *type, const char *otherwise)
{
    for (uint32_t i = 0; i < of->ids.count; i++)
        if (is_type(of->type[i], type))
            return of->target[i];
    return otherwise;
}

struct reader {
    struct mbr_xlsx_book *book;
    const struct mbr_zip *zip;
    const struct relations *relations;
    size_t cap, parts;
    bool *taken; /* of the entries: is a sheet's */
    bool is_workbook;
};

static int add_sheet(struct reader *r, const char **attributes, struct mbr_err *err)
{
    struct mbr_xlsx_book *book = r->book;
    const char *name = mbr_xlsx_attribute(attributes, "name");
    const char *id = mbr_xlsx_attribute(attributes, "id");
    const char *state = mbr_xlsx_attribute(attributes, "state");
    struct mbr_span of = mbr_span(name ? name : "");
    uint32_t i = id ? mbr_map_find(&r->relations->ids, mbr_span(id)) : MBR_MAP_NONE;
    if (i == MBR_MAP_NONE)
        return mbr_err_value(err, "xl/workbook.xml", "a sheet that is not in the file", of);
    if (!is_type(r->relations->type[i], "worksheet"))
        return 0;
    const struct mbr_zip_entry *part = mbr_zip_find(r->zip, mbr_span(r->relations->target[i]));
    if (!part)
        return mbr_err_value(err, "xl/workbook.xml", "a sheet that is not in the file", of);
    bool *taken = &r->taken[part - r->zip->entry];
    if (*taken)
        return mbr_err_value(err, "xl/workbook.xml", "two sheets that are one", of);
    *taken = true;
    if (book->sheets == SHEETS_MOST)
        return mbr_err_set(err, "more than %d sheets", SHEETS_MOST);
    book->sheet = mbr_grow(book->sheet, &r->cap, book->sheets + 1, sizeof *book->sheet);
    book->part = mbr_grow(book->part, &r->parts, book->sheets + 1, sizeof(*book->part));
    struct mbr_buf plain = {0};
    mbr_put_xlsx_plain(&plain, of);
    mbr_put_char(&plain, '\0');
    bool hidden = state && strcmp(state, "visible") != 0;
    book->sheet[book->sheets] = (struct mbr_xlsx_sheet){plain.p, hidden};
    book->part[book->sheets++] = part;
    return 0;
}

static int begin_book(void *of, struct mbr_xlsx_xml *xml, enum mbr_xlsx_tag tag,
                      enum mbr_xlsx_tag within, const char **attributes)
{
    struct reader *r = of;
    if (tag == MBR_TAG_WORKBOOK && xml->depth == 1)
        r->is_workbook = true;
    if (tag == MBR_TAG_WORKBOOK_PR && within == MBR_TAG_WORKBOOK)
        r->book->since_1904 = mbr_xlsx_is_true(mbr_xlsx_attribute(attributes, "date1904"));
    if (tag == MBR_TAG_SHEET && within == MBR_TAG_SHEETS)
        return add_sheet(r, attributes, xml->err);
    return 0;
}

static int read_sheets(struct mbr_xlsx_book *book, const struct mbr_zip *zip,
                       const struct mbr_zip_entry *entry, const struct relations *relations,
                       struct mbr_err *err)
{
    struct reader r = {.book = book, .zip = zip, .relations = relations};
    struct mbr_xlsx_xml xml = {.begin = begin_book, .of = &r};
    r.taken = mbr_calloc(zip->count, sizeof *r.taken);
    int status = mbr_xlsx_xml_run(&xml, zip, entry, MBR_XLSX_SMALL, err);
    free(r.taken);
    if (status < 0)
        return -1;
    if (!r.is_workbook)
        return mbr_err_set(err, "an Office document, but no workbook");
    if (book->sheets == 0)
        return mbr_err_set(err, "a workbook without any sheet of cells");
    book->strings = mbr_zip_find(zip, mbr_span(related(relations, "sharedStrings", "")));
    book->styles = mbr_zip_find(zip, mbr_span(related(relations, "styles", "")));
    return 0;
}

static bool ends_in(struct mbr_span name, const char *with)
{
    size_t n = strlen(with);
    return name.n >= n && memcmp(name.p + name.n - n, with, n) == 0;
}

static int not_found(const struct mbr_zip *zip, struct mbr_err *err)
{
    bool is_open_document = mbr_zip_find(zip, mbr_span("content.xml")) != NULL;
    return mbr_err_set(err, "%s",
                       is_open_document ? "an OpenDocument file (.ods): to be saved as .xlsx"
                                        : "a zip file, but no .xlsx workbook");
}

int mbr_xlsx_book_read(struct mbr_xlsx_book *book, const struct mbr_zip *zip, struct mbr_err *err)
{
    struct relations root = {0}, own = {0};
    int status = relations_read(&root, zip, mbr_span(""), err);
    if (status == 0) {
        struct mbr_span name = mbr_span(related(&root, "officeDocument", "xl/workbook.xml"));
        const struct mbr_zip_entry *entry = mbr_zip_find(zip, name);
        if (!entry)
            status = not_found(zip, err);
        else if (ends_in(name, ".bin"))
            status = mbr_err_set(err, "a binary workbook (.xlsb): to be saved as .xlsx");
        else if ((status = relations_read(&own, zip, name, err)) == 0)
            status = read_sheets(book, zip, entry, &own, err);
    }
    relations_free(&root);
    relations_free(&own);
    return status;
}

void mbr_xlsx_book_free(struct mbr_xlsx_book *book)
{
    for (size_t i = 0; i < book->sheets; i++)
        free((char *)book->sheet[i].name);
    free(book->sheet);
    free(book->part);
    *book = (struct mbr_xlsx_book){0};
}
