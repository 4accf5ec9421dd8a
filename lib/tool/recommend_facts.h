#ifndef MBR_RECOMMEND_FACTS_H
#define MBR_RECOMMEND_FACTS_H

/* Inside what mbr-recommend says of a member: what is known of items. A thread has its own. */

#include "mbr/catalogue.h"
#include "mbr/opt.h"
#include "mbr/rebuy.h"
#include "recommend_model.h"

#define RECOMMEND_NONE UINT32_MAX

/* From the catalogue. Texts belong to the facts. */
struct recommend_fact {
    uint32_t category, brand; /* numbers of the values, or RECOMMEND_NONE */
    uint32_t record;          /* number in the catalogue, or MBR_MAP_NONE */
    int64_t price;            /* a decimal; -1: not known */
    struct mbr_span name;     /* n 0: none */
    bool barred;              /* a service, or none is left */
};

/* Items by number: first those of the model, then those of the catalogue that nobody has bought, by
   the bytes of their ids. */
struct recommend_facts {
    const struct recommend_items *sold;
    struct mbr_map unsold;
    uint32_t count; /* of both */
    struct recommend_fact *of;
    struct mbr_map categories, brands, values;
    const struct recommend_limits *limits;
    uint32_t *limited;     /* count * limits->count: the limited field's value, or RECOMMEND_NONE */
    struct mbr_gaps *gaps; /* by category */
    struct mbr_gaps all;
    struct mbr_arena texts;
};

/* --max-per FIELD=N (recommend_where.c). */
struct recommend_limits {
    char **field;
    uint32_t *most;
    size_t count;
};
int recommend_limits_read(struct recommend_limits *limits, const struct mbr_list *options,
                          struct mbr_err *err);
void recommend_limits_free(struct recommend_limits *limits);

/* items: may be NULL. 0, or -1 with err. */
int recommend_facts_init(struct recommend_facts *facts, const struct recommend_items *sold,
                         const struct mbr_catalogue *items, const struct recommend_limits *limits,
                         struct mbr_err *err);
void recommend_facts_free(struct recommend_facts *facts);
uint32_t recommend_item_find(const struct recommend_facts *facts, struct mbr_span id);
struct mbr_span recommend_item_id(const struct recommend_facts *facts, uint32_t item);
struct mbr_span recommend_item_name(const struct recommend_facts *facts, uint32_t item);
void recommend_put_name(struct mbr_buf *to, const struct recommend_facts *facts,
                        uint32_t item); /* the field "name", where there is one */

/* For each item that nobody has bought those sold ones that are most like it (recommend_twins.c):
   of its category or, where none is sold there, of its brand; by brand and price, then by
   popularity. */
#define RECOMMEND_TWINS 10
struct recommend_twins {
    uint32_t *twin; /* RECOMMEND_TWINS an unsold item, the most alike first */
    uint8_t *count;
};
void recommend_twins_init(struct recommend_twins *twins, const struct recommend_facts *facts,
                          const struct mbr_popular *popular);
void recommend_twins_free(struct recommend_twins *twins);

#endif
