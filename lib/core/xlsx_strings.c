#include "xlsx_strings.h"

#include "xlsx_value.h"

#define BATCH 65536 /* small pieces are not worth a write each */

void mbr_xlsx_runs_add(struct mbr_xlsx_runs *runs, const char **attributes)
{
    const char *space = mbr_xlsx_attribute(attributes, "space");
    bool trims = !space || strcmp(space, "preserve") != 0;
    if (!runs->any)
        runs->before = trims;
    runs->any = true;
    runs->behind = trims;
}

struct mbr_span mbr_xlsx_runs_trim(const struct mbr_xlsx_runs *runs, struct mbr_span text)
{
    return mbr_xlsx_trim(text, runs->before, runs->behind);
}

struct reader {
    struct mbr_xlsx_strings *strings;
    struct mbr_xlsx_runs runs;
    struct mbr_buf texts, ends; /* not in the spools yet */
};

static int spool(struct reader *r, size_t least, struct mbr_err *err)
{
    if (r->texts.n < least && r->ends.n < least)
        return 0;
    if (mbr_spool_add(&r->strings->texts, mbr_buf_span(&r->texts), err) < 0 ||
        mbr_spool_add(&r->strings->ends, mbr_buf_span(&r->ends), err) < 0)
        return -1;
    r->texts.n = r->ends.n = 0;
    return 0;
}

/* A t is text where it stands in si or in a run of it; in rPh it is how the text is pronounced. */
static int begin(void *of, struct mbr_xlsx_xml *xml, enum mbr_xlsx_tag tag,
                 enum mbr_xlsx_tag within, const char **attributes)
{
    struct reader *r = of;
    if (tag == MBR_TAG_SI && within == MBR_TAG_SST) {
        xml->text.n = 0;
        r->runs = (struct mbr_xlsx_runs){0};
    }
    bool in_run = within == MBR_TAG_R && mbr_xlsx_above(xml, 2) == MBR_TAG_SI;
    if (tag == MBR_TAG_T && (within == MBR_TAG_SI || in_run)) {
        mbr_xlsx_runs_add(&r->runs, attributes);
        xml->gathers = true;
    }
    return 0;
}

static int end(void *of, struct mbr_xlsx_xml *xml, enum mbr_xlsx_tag tag, enum mbr_xlsx_tag within)
{
    struct reader *r = of;
    if (tag == MBR_TAG_T)
        xml->gathers = false;
    if (tag != MBR_TAG_SI || within != MBR_TAG_SST)
        return 0;
    mbr_put_xlsx_text(&r->texts, mbr_xlsx_runs_trim(&r->runs, mbr_buf_span(&xml->text)));
    uint64_t ends = r->strings->texts.size + r->texts.n;
    mbr_put(&r->ends, (const char *)&ends, sizeof ends);
    r->strings->count++;
    return spool(r, BATCH, xml->err);
}

int mbr_xlsx_strings_read(struct mbr_xlsx_strings *strings, const struct mbr_zip *zip,
                          const struct mbr_zip_entry *entry, struct mbr_err *err)
{
    struct reader r = {.strings = strings};
    struct mbr_xlsx_xml xml = {.begin = begin, .end = end, .of = &r};
    int status = mbr_xlsx_xml_run(&xml, zip, entry, MBR_XLSX_LARGE, err);
    if (status == 0)
        status = spool(&r, 0, err);
    mbr_buf_free(&r.texts);
    mbr_buf_free(&r.ends);
    return status;
}

/* The spool gives less than is asked for where its file begins. */
static int fetch(struct mbr_spool *from, uint64_t at, void *to, size_t n, struct mbr_err *err)
{
    for (size_t got = 0; got < n;) {
        int64_t more = mbr_spool_read(from, at + got, (char *)to + got, n - got, err);
        if (more < 0)
            return -1;
        if (more == 0)
            return mbr_err_set(err, "temporary file: it has become shorter");
        got += (size_t)more;
    }
    return 0;
}

int mbr_xlsx_strings_put(struct mbr_xlsx_strings *strings, uint64_t number, struct mbr_buf *buf,
                         struct mbr_err *err)
{
    uint64_t place[2] = {0, 0}, size = sizeof place[0];
    int status = number ? fetch(&strings->ends, (number - 1) * size, place, sizeof place, err)
                        : fetch(&strings->ends, 0, place + 1, size, err);
    if (status < 0)
        return -1;
    size_t n = (size_t)(place[1] - place[0]);
    if (fetch(&strings->texts, place[0], mbr_buf_room(buf, n), n, err) < 0)
        return -1;
    buf->n += n;
    return 0;
}

void mbr_xlsx_strings_free(struct mbr_xlsx_strings *strings)
{
    mbr_spool_free(&strings->texts);
    mbr_spool_free(&strings->ends);
    strings->count = 0;
}
