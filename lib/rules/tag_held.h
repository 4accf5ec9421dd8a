#ifndef MBR_TAG_HELD_H
#define MBR_TAG_HELD_H

/* Inside mbr_tag: the tags that stand in a record. */

#include "mbr/date.h"
#include "mbr/json.h"
#include "tag_rules.h"

/* A tag as it stands in a record. Days are MBR_DAY_NONE where they are absent. */
struct tag_held {
    struct mbr_span name;
    struct mbr_json value, weight;
    int32_t since, until;
    uint32_t rule; /* MBR_MAP_NONE: no rule names it */
    bool off;      /* by hand, null: it is to be taken off */
};

/* Those of one record, good until it goes: by rule, and behind them, from `others` on, those of no
   rule by name. Zero-initialise it. */
struct tag_list {
    struct tag_held *at;
    size_t count, others, cap;
    struct mbr_buf names; /* those that had escapes */
    uint32_t *of_rule;    /* by rule: 1 + its number in `at`; 0: none */
    bool by_hand;         /* null may stand for a tag */
};
void mbr_tag_list_free(struct tag_list *list);

/* Empties the list and reads the value of a field "tags", which may be absent. 0, or -1 with err
   "tags: NAME: what: value". */
int mbr_tag_list_read(struct tag_list *list, const struct tag_rules *rules,
                      const struct mbr_json *tags, struct mbr_err *err);

/* Puts the fields of a tag, each behind a comma: weight, since and until, or those that are not
   ours. */
void mbr_put_tag_fields(struct mbr_buf *to, const struct mbr_json *tag, bool is_ours);

/* Whether a key, given with its quotes, is this name, however it is spelled. */
bool mbr_tag_key_is(struct mbr_span key, struct mbr_span name);

#endif
