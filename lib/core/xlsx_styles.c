#include "xlsx_styles.h"

#include <stdlib.h>

#include "mbr/number.h"

#define STYLES_MOST 1000000 /* Excel writes up to 65,490 */
#define NOT_SAID 0xff

/* A format is known by its number as it is spelled; a definition may stand behind its use. */
struct reader {
    struct mbr_map formats;
    unsigned char *kind; /* of each format; NOT_SAID where it has no definition */
    size_t kinds;
    uint32_t *style; /* its format */
    size_t styles, cap;
};

static uint32_t find_format(struct reader *r, const char *number)
{
    bool added;
    uint32_t i = mbr_map_put(&r->formats, mbr_span(number ? number : "0"), &added);
    r->kind = mbr_grow(r->kind, &r->kinds, (size_t)i + 1, 1);
    if (added)
        r->kind[i] = NOT_SAID;
    return i;
}

/* Formats of conditional formatting stand in dxf, and are none of a cell. */
static int begin(void *of, struct mbr_xlsx_xml *xml, enum mbr_xlsx_tag tag,
                 enum mbr_xlsx_tag within, const char **attributes)
{
    struct reader *r = of;
    const char *number = mbr_xlsx_attribute(attributes, "numFmtId");
    if (tag == MBR_TAG_NUM_FMT && within == MBR_TAG_NUM_FMTS) {
        const char *code = mbr_xlsx_attribute(attributes, "formatCode");
        uint32_t format = find_format(r, number);
        if (code)
            r->kind[format] = (unsigned char)mbr_xlsx_format(code);
    } else if (tag == MBR_TAG_XF && within == MBR_TAG_CELL_XFS) {
        if (r->styles == STYLES_MOST)
            return mbr_err_set(xml->err, "more than %d styles", STYLES_MOST);
        r->style = mbr_grow(r->style, &r->cap, r->styles + 1, sizeof *r->style);
        r->style[r->styles++] = find_format(r, number);
    }
    return 0;
}

static unsigned char kind_of(const struct reader *r, uint32_t format)
{
    int64_t number;
    if (r->kind[format] != NOT_SAID)
        return r->kind[format];
    if (mbr_int_parse(mbr_map_key(&r->formats, format), &number) < 0)
        return MBR_XLSX_NUMBER;
    return (unsigned char)mbr_xlsx_builtin(number);
}

int mbr_xlsx_styles_read(struct mbr_xlsx_styles *styles, const struct mbr_zip *zip,
                         const struct mbr_zip_entry *entry, struct mbr_err *err)
{
    struct reader r = {0};
    struct mbr_xlsx_xml xml = {.begin = begin, .of = &r};
    int status = mbr_xlsx_xml_run(&xml, zip, entry, MBR_XLSX_SMALL, err);
    if (status == 0) {
        styles->kind = mbr_alloc(r.styles);
        styles->count = r.styles;
        for (size_t i = 0; i < r.styles; i++)
            styles->kind[i] = kind_of(&r, r.style[i]);
    }
    mbr_map_free(&r.formats);
    free(r.kind);
    free(r.style);
    return status;
}

void mbr_xlsx_styles_free(struct mbr_xlsx_styles *styles)
{
    free(styles->kind);
    *styles = (struct mbr_xlsx_styles){0};
}
