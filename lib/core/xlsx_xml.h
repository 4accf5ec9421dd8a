#ifndef MBR_XLSX_XML_H
#define MBR_XLSX_XML_H

/* A part of a workbook, read element by element. Of names only what is behind the colon counts:
   prefixes are the writer's choice, and the place of an element tells it from others. */

#include <stdbool.h>

#include "mbr/zip.h"

enum mbr_xlsx_tag {
    MBR_TAG_OTHER,
    MBR_TAG_C,
    MBR_TAG_F,
    MBR_TAG_R,
    MBR_TAG_T,
    MBR_TAG_V,
    MBR_TAG_IS,
    MBR_TAG_SI,
    MBR_TAG_SST,
    MBR_TAG_ROW,
    MBR_TAG_XF,
    MBR_TAG_CELL_XFS,
    MBR_TAG_NUM_FMT,
    MBR_TAG_NUM_FMTS,
    MBR_TAG_RELATIONSHIP,
    MBR_TAG_SHEET,
    MBR_TAG_SHEETS,
    MBR_TAG_SHEET_DATA,
    MBR_TAG_WORKBOOK,
    MBR_TAG_WORKBOOK_PR,
    MBR_TAG_WORKSHEET
};

#define MBR_XLSX_DEPTH 64                   /* elements within each other */
#define MBR_XLSX_TEXT ((size_t)1 << 20)     /* bytes of one cell */
#define MBR_XLSX_SMALL ((uint64_t)64 << 20) /* a part that is no sheet and no table of texts */
#define MBR_XLSX_LARGE ((uint64_t)16 << 30)

struct mbr_xlsx_xml {
    /* Set by who opens it. begin and end return 0, or -1 with err; end may be NULL. `within` is the
       element around, attributes are names and values in turn, then NULL. */
    int (*begin)(void *of, struct mbr_xlsx_xml *xml, enum mbr_xlsx_tag tag,
                 enum mbr_xlsx_tag within, const char **attributes);
    int (*end)(void *of, struct mbr_xlsx_xml *xml, enum mbr_xlsx_tag tag, enum mbr_xlsx_tag within);
    void *of;

    struct mbr_buf text; /* gathered while `gathers` is set */
    bool gathers;
    struct mbr_err *err;

    struct XML_ParserStruct *parser;
    struct mbr_unzip *in;
    const struct mbr_zip_entry *entry;
    enum mbr_xlsx_tag path[MBR_XLSX_DEPTH];
    size_t depth;
    bool failed, paused, last;
};

int mbr_xlsx_xml_open(struct mbr_xlsx_xml *xml, const struct mbr_zip *zip,
                      const struct mbr_zip_entry *entry, uint64_t most, struct mbr_err *err);
void mbr_xlsx_xml_close(struct mbr_xlsx_xml *xml);

/* Reads on: 1 when there is more, 0 at the end, -1 with err. */
int mbr_xlsx_xml_step(struct mbr_xlsx_xml *xml, struct mbr_err *err);

/* For a handler: the step ends behind it. */
void mbr_xlsx_xml_pause(struct mbr_xlsx_xml *xml);

/* A whole part: opens, reads to the end and closes. 0, or -1 with err. */
int mbr_xlsx_xml_run(struct mbr_xlsx_xml *xml, const struct mbr_zip *zip,
                     const struct mbr_zip_entry *entry, uint64_t most, struct mbr_err *err);

/* The value of an attribute, NULL where it is not there. */
const char *mbr_xlsx_attribute(const char **attributes, const char *name);
bool mbr_xlsx_is_true(const char *value); /* "1" or "true" */

/* `n` elements up from the one begun last, which is itself 0. */
enum mbr_xlsx_tag mbr_xlsx_above(const struct mbr_xlsx_xml *xml, size_t n);

#endif
