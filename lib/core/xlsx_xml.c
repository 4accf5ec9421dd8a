#include "xlsx_xml.h"

#include <expat.h>
#include <stdlib.h>

#define BLOCK 65536

/* Expat holds a tag or a comment until it is whole: no single piece of its memory goes beyond. */
#define PIECE_MOST ((size_t)8 << 20)

static void *get(size_t size)
{
    return size > PIECE_MOST ? NULL : mbr_alloc(size);
}

static void *get_again(void *p, size_t size)
{
    return size > PIECE_MOST ? NULL : mbr_realloc(p, size);
}

static const XML_Memory_Handling_Suite memory = {get, get_again, free};

static const struct {
    const char *name;
    enum mbr_xlsx_tag tag;
} tags[] = {
    {"is", MBR_TAG_IS},
    {"si", MBR_TAG_SI},
    {"sst", MBR_TAG_SST},
    {"row", MBR_TAG_ROW},
    {"xf", MBR_TAG_XF},
    {"cellXfs", MBR_TAG_CELL_XFS},
    {"numFmt", MBR_TAG_NUM_FMT},
    {"numFmts", MBR_TAG_NUM_FMTS},
    {"Relationship", MBR_TAG_RELATIONSHIP},
    {"sheet", MBR_TAG_SHEET},
    {"sheets", MBR_TAG_SHEETS},
    {"sheetData", MBR_TAG_SHEET_DATA},
    {"workbook", MBR_TAG_WORKBOOK},
    {"workbookPr", MBR_TAG_WORKBOOK_PR},
    {"worksheet", MBR_TAG_WORKSHEET},
};

static const char *behind_colon(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

/* Most elements by far have names of one letter. */
static enum mbr_xlsx_tag tag_of(const char *name)
{
    name = behind_colon(name);
    if (name[0] && !name[1]) {
        switch (name[0]) {
        case 'c':
            return MBR_TAG_C;
        case 'f':
            return MBR_TAG_F;
        case 'r':
            return MBR_TAG_R;
        case 't':
            return MBR_TAG_T;
        case 'v':
            return MBR_TAG_V;
        default:
            return MBR_TAG_OTHER;
        }
    }
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
        if (strcmp(tags[i].name, name) == 0)
            return tags[i].tag;
    return MBR_TAG_OTHER;
}

const char *mbr_xlsx_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(behind_colon(attributes[0]), name) == 0)
            return attributes[1];
    return NULL;
}

bool mbr_xlsx_is_true(const char *value)
{
    return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

enum mbr_xlsx_tag mbr_xlsx_above(const struct mbr_xlsx_xml *xml, size_t n)
{
    return n < xml->depth ? xml->path[xml->depth - 1 - n] : MBR_TAG_OTHER;
}

static void stop(struct mbr_xlsx_xml *xml)
{
    xml->failed = true;
    XML_StopParser(xml->parser, XML_FALSE);
}

/* Stops for what the handlers have not refused themselves. */
static void stop_part(struct mbr_xlsx_xml *xml)
{
    mbr_zip_within(xml->entry, xml->err);
    stop(xml);
}

/* After a stop expat still ends an element that has no content. */
static void on_begin(void *of, const char *name, const char **attributes)
{
    struct mbr_xlsx_xml *xml = of;
    if (xml->failed)
        return;
    if (xml->depth == MBR_XLSX_DEPTH) {
        mbr_err_set(xml->err, "more than %d elements within each other", MBR_XLSX_DEPTH);
        stop_part(xml);
        return;
    }
    enum mbr_xlsx_tag tag = tag_of(name), within = mbr_xlsx_above(xml, 0);
    xml->path[xml->depth++] = tag;
    if (xml->begin(xml->of, xml, tag, within, attributes) < 0)
        stop(xml);
}

static void on_end(void *of, const char *name)
{
    struct mbr_xlsx_xml *xml = of;
    (void)name;
    if (xml->failed)
        return;
    enum mbr_xlsx_tag tag = xml->path[--xml->depth];
    if (xml->end && xml->end(xml->of, xml, tag, mbr_xlsx_above(xml, 0)) < 0)
        stop(xml);
}

static void on_text(void *of, const char *p, int n)
{
    struct mbr_xlsx_xml *xml = of;
    if (xml->failed || !xml->gathers)
        return;
    if (xml->text.n + (size_t)n > MBR_XLSX_TEXT) {
        mbr_err_set(xml->err, "a text of more than %zu bytes", MBR_XLSX_TEXT);
        stop_part(xml);
        return;
    }
    mbr_put(&xml->text, p, (size_t)n);
}

/* Without a document type there are no entities that grow. */
static void on_doctype(void *of, const char *name, const char *system, const char *public_id,
                       int internal)
{
    struct mbr_xlsx_xml *xml = of;
    (void)name, (void)system, (void)public_id, (void)internal;
    mbr_err_set(xml->err, "a document type (DTD), which no workbook has");
    stop_part(xml);
}

static int fail(struct mbr_xlsx_xml *xml, struct mbr_err *err)
{
    enum XML_Error code = XML_GetErrorCode(xml->parser);
    if (xml->failed)
        return -1;
    if (code == XML_ERROR_NO_MEMORY)
        mbr_err_set(err, "XML: a tag of more than %zu bytes", PIECE_MOST);
    else
        mbr_err_set(err, "XML: %s at byte %lld", XML_ErrorString(code),
                    (long long)XML_GetCurrentByteIndex(xml->parser));
    return mbr_zip_within(xml->entry, err);
}

int mbr_xlsx_xml_open(struct mbr_xlsx_xml *xml, const struct mbr_zip *zip,
                      const struct mbr_zip_entry *entry, uint64_t most, struct mbr_err *err)
{
    xml->entry = entry;
    xml->in = mbr_unzip_open(zip, entry, most, err);
    if (!xml->in)
        return -1;
    xml->parser = XML_ParserCreate_MM(NULL, &memory, NULL);
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_begin, on_end);
    XML_SetCharacterDataHandler(xml->parser, on_text);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
    return 0;
}

void mbr_xlsx_xml_close(struct mbr_xlsx_xml *xml)
{
    if (xml->parser)
        XML_ParserFree(xml->parser);
    mbr_unzip_close(xml->in);
    mbr_buf_free(&xml->text);
    *xml = (struct mbr_xlsx_xml){0};
}

void mbr_xlsx_xml_pause(struct mbr_xlsx_xml *xml)
{
    if (XML_StopParser(xml->parser, XML_TRUE) == XML_STATUS_OK)
        xml->paused = true;
}

int mbr_xlsx_xml_step(struct mbr_xlsx_xml *xml, struct mbr_err *err)
{
    enum XML_Status status;
    xml->err = err;
    if (xml->paused) {
        xml->paused = false;
        status = XML_ResumeParser(xml->parser);
    } else {
        void *block = XML_GetBuffer(xml->parser, BLOCK);
        if (!block)
            return fail(xml, err);
        int64_t n = mbr_unzip_read(xml->in, block, BLOCK, err);
        if (n < 0)
            return -1;
        xml->last = n == 0;
        status = XML_ParseBuffer(xml->parser, (int)n, xml->last);
    }
    if (status == XML_STATUS_ERROR)
        return fail(xml, err);
    return status == XML_STATUS_SUSPENDED || !xml->last;
}

int mbr_xlsx_xml_run(struct mbr_xlsx_xml *xml, const struct mbr_zip *zip,
                     const struct mbr_zip_entry *entry, uint64_t most, struct mbr_err *err)
{
    int status = mbr_xlsx_xml_open(xml, zip, entry, most, err);
    if (status == 0)
        do
            status = mbr_xlsx_xml_step(xml, err);
        while (status == 1);
    mbr_xlsx_xml_close(xml);
    return status;
}
