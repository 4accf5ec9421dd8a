#include "mbr/layout.h"
#include "mbr/narrow.h"
#include "mbr/presets.h"

static bool has_header(const struct mbr_span *headers, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (mbr_narrow_equal(headers[i], mbr_span(name)))
            return true;
    return false;
}

static bool has_any(const struct mbr_span *headers, size_t count, const struct mbr_names *any)
{
    for (size_t i = 0; i < any->count; i++)
        if (has_header(headers, count, any->name[i]))
            return true;
    return false;
}

bool mbr_layout_fits(const struct mbr_layout *layout, const struct mbr_span *headers, size_t count)
{
    for (size_t i = 0; i < layout->headers.count; i++)
        if (!has_any(headers, count, &layout->headers.any[i]))
            return false;
    return layout->headers.count > 0;
}

int mbr_layout_match(const struct mbr_span *headers, size_t count, bool json,
                     struct mbr_layout **found, struct mbr_err *err)
{
    int status = 0;
    *found = NULL;
    for (const struct mbr_preset_text *preset = mbr_preset_texts; preset->name; preset++) {
        struct mbr_layout *layout = mbr_layout_outline(preset, err);
        size_t best = *found ? (*found)->headers.count : 0;
        if (!layout)
            status = -1;
        if (!layout || (layout->json != NULL) != json || !mbr_layout_fits(layout, headers, count) ||
            layout->headers.count < best) {
            mbr_layout_free(layout);
        } else {
            if (layout->headers.count == best)
                status = mbr_err_set(err, "presets %s and %s both fit (see --preset)",
                                     (*found)->name, layout->name);
            else
                status = 0;
            mbr_layout_free(*found);
            *found = layout;
        }
    }
    struct mbr_layout *outline = *found;
    *found = outline && status == 0 ? mbr_layout_find(outline->name, err) : NULL;
    if (outline && !*found)
        status = -1;
    mbr_layout_free(outline);
    return status;
}
