#include "mbr/decimal.h"
#include "mbr/number.h"
#include "mbr/rfm_doc.h"

/* Takes what stands before the mark, or all; false when there was no mark, so nothing comes after.
 */
static bool take_part(struct mbr_span *text, char mark, struct mbr_span *part)
{
    const char *at = text->n ? memchr(text->p, mark, text->n) : NULL;
    *part = *text;
    if (!at)
        return false;
    part->n = (size_t)(at - text->p);
    *text = (struct mbr_span){at + 1, text->n - part->n - 1};
    return true;
}

static int read_number(struct mbr_span text, int scale, int64_t *to, struct mbr_err *err)
{
    const char *what;
    if (scale == MBR_RFM_M)
        return mbr_decimal_parse(text, to, &what) == 0 ? 0 : mbr_err_value(err, NULL, what, text);
    if (mbr_int_parse(text, to) < 0 || *to < 0)
        return mbr_err_value(err, NULL, "not a count", text);
    return 0;
}

/* The list of one scale. Numbers ascend in the list; on the scale of recency they are the limits of
   the scores from the best down, and negative. */
static int read_list(struct mbr_span text, int scale, struct mbr_rfm_model *model,
                     struct mbr_err *err)
{
    int64_t cut[MBR_RFM_BINS_MAX - 1];
    int cuts = 0;
    bool more = true;
    while (more) {
        struct mbr_span number;
        more = take_part(&text, ',', &number);
        if (cuts == MBR_RFM_BINS_MAX - 1)
            return mbr_err_set(err, "more than %d cuts", cuts);
        if (read_number(number, scale, &cut[cuts], err) < 0)
            return -1;
        if (cuts > 0 && cut[cuts] <= cut[cuts - 1])
            return mbr_err_value(err, NULL, "not greater than the one before", number);
        cuts++;
    }
    if (model->bins && model->bins != cuts + 1)
        return mbr_err_set(err, "%d cuts make %d scores, not %d", cuts, cuts + 1, model->bins);
    model->bins = cuts + 1;
    struct mbr_rfm_scale *to = &model->scale[scale];
    to->given = true;
    for (int i = 0; i < cuts; i++) {
        int score0 = scale == MBR_RFM_R ? cuts - i : i + 1;
        to->has[score0] = true;
        to->lowest[score0] = scale == MBR_RFM_R ? -cut[i] : cut[i];
    }
    return 0;
}

int mbr_rfm_cuts_parse(const char *text, struct mbr_rfm_model *model, struct mbr_err *err)
{
    static const char letters[] = "rfm";
    struct mbr_span rest = mbr_span(text), part;
    bool more = true;
    while (more) {
        more = take_part(&rest, ':', &part);
        const char *letter = part.n > 1 && part.p[1] == '=' ? strchr(letters, part.p[0]) : NULL;
        if (!letter)
            return mbr_err_value(err, NULL, "not of the form r=30,90,180,365:f=2,3,5,10:m=...",
                                 part);
        int scale = (int)(letter - letters);
        const char name[] = {*letter, '\0'};
        if (model->scale[scale].given)
            return mbr_err_set(err, "%s: given twice", name);
        if (read_list((struct mbr_span){part.p + 2, part.n - 2}, scale, model, err) < 0)
            return mbr_err_within(err, name);
    }
    return 0;
}
