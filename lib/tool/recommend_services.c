#include <stdlib.h>

#include "recommend_learn.h"

#include "mbr/catalogue.h"
#include "mbr/mem.h"

static const char *const service_path[] = {"service"};

/* Records of a catalogue have been scanned once; here they do not fail. */
static bool is_service(const struct mbr_catalogue *catalogue, uint32_t record, struct mbr_ask *ask,
                       struct mbr_buf *text)
{
    struct mbr_err ignored;
    text->n = 0;
    mbr_catalogue_put(catalogue, record, text);
    return mbr_ask_scan(ask, mbr_buf_span(text), &ignored) == 0 &&
           ask->slot[0].kind == MBR_JSON_TRUE;
}

void recommend_find_services(struct recommend *job)
{
    struct recommend_items *items = &job->model.items;
    const struct mbr_catalogue *catalogue = job->items;
    struct mbr_err ignored;
    struct mbr_buf text = {0};
    items->service = mbr_calloc(items->count, sizeof *items->service);
    if (!catalogue)
        return;
    struct mbr_ask *ask = mbr_ask_new(service_path, 1, false, &ignored);
    for (uint32_t i = 0; ask && i < items->count; i++) {
        uint32_t record = mbr_map_find(&catalogue->ids, mbr_map_key(&items->ids, i));
        if (record != MBR_MAP_NONE)
            items->service[i] = is_service(catalogue, record, ask, &text);
    }
    mbr_ask_free(ask);
    mbr_buf_free(&text);
}
