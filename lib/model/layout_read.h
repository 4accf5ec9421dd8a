#ifndef MBR_LAYOUT_READ_H
#define MBR_LAYOUT_READ_H

/* Reading parts of a preset's document. All: 0, or -1 with err. Private to lib/model/layout*.c. */

#include "mbr/layout.h"

/* What stands under "orders". */
int mbr_layout_read_orders(json_t *doc, struct mbr_layout *layout, struct mbr_err *err);
void mbr_layout_free_orders(struct mbr_layout_orders *orders);

/* What stands under "json". */
int mbr_layout_read_json(json_t *doc, struct mbr_layout *layout, struct mbr_err *err);
void mbr_layout_free_json(struct mbr_layout_json *json);

/* What stands under "map", "set", and, when these have been read, "unless". */
int mbr_layout_read_map(json_t *doc, struct mbr_layout *layout, struct mbr_err *err);
int mbr_layout_read_set(json_t *doc, struct mbr_layout *layout, struct mbr_err *err);
int mbr_layout_read_unless(json_t *doc, struct mbr_layout *layout, struct mbr_err *err);

/* The caller frees *to. */
int mbr_layout_read_pattern(const json_t *source, struct mbr_pattern **to, struct mbr_err *err);

/* An array of strings; NULL is one of none. The key is for errors. */
int mbr_layout_read_names(const json_t *array, const char *key, struct mbr_names *to,
                          struct mbr_err *err);

/* What stands under the key: an object from words to meanings, of those known where a list is
   given. */
int mbr_layout_read_words(json_t *doc, const char *key, const char *const *known,
                          struct mbr_layout_words *to, struct mbr_err *err);

#endif
