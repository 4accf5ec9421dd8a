#ifndef MBR_LINK_RULES_H
#define MBR_LINK_RULES_H

/* Inside mbr_link: which identifiers there are and what they are worth, as mbr-link(1) tells. */

#include <jansson.h>

#include "mbr/identifier.h"
#include "mbr/identity.h"
#include "mbr/map.h"

/* Three kinds are the tool's own and stand before the others: accounts that an earlier run has
   joined, hidden phones with a fact that agrees, and pairs of accounts of which much is alike. */
enum { LINK_ALIAS, LINK_MASK, LINK_EVIDENCE, LINK_OWN_KINDS };
#define LINK_KINDS 64
#define LINK_FACTS 8

struct link_kind {
    const char *name;
    size_t name_n;
    enum mbr_identifier_as as;
    size_t is;    /* itself, or the kind that it is the same as */
    bool link;    /* else it is not looked at */
    bool account; /* a telephone or a mailbox, whichever the value is */
};

enum link_compare { LINK_COMPARE_EXACT, LINK_COMPARE_NAME, LINK_COMPARE_TEXT, LINK_COMPARE_DATE };

struct link_fact {
    const char *name;
    bool must_agree; /* of a person there is one */
    bool confirms;   /* tells which of several a hidden phone is */
    enum link_compare compare;
};

struct link_rules {
    json_t *doc; /* the names stand here */
    const struct mbr_country *home;
    struct link_kind kind[LINK_KINDS];
    struct mbr_identity_kind limit[LINK_KINDS];
    size_t kinds;
    struct link_fact fact[LINK_FACTS];
    size_t facts;
    uint32_t most_members;
    bool has_countries;
    struct mbr_map blocked; /* a byte for the kind (0: any), and the value in its one spelling */
};

extern const char link_rules_built_in[]; /* as a document */

/* The rules in the file, over those that are built in; path NULL: these alone. 0, or -1 with err.
   To be freed either way. */
int link_rules_load(struct link_rules *rules, const char *path, const char *country,
                    struct mbr_err *err);
void link_rules_free(struct link_rules *rules);

/* The kind that ids of this name are; MBR_IDENTITY_NONE where there is none that links: then *told
   says whether the rules tell so. */
uint32_t link_rules_kind(const struct link_rules *rules, struct mbr_span name, bool *told);

/* Where telephones without a calling code are that come from this source, store or channel; NULL:
   the rules do not say. */
const struct mbr_country *link_rules_country(const struct link_rules *rules, struct mbr_span from);

/* Whether a value in its one spelling is one that everybody types. scratch is used. */
bool link_rules_blocks(const struct link_rules *rules, size_t kind, struct mbr_span value,
                       struct mbr_buf *scratch);

/* Whether a text is in a list of the rules, such as "offline"; folded: in any case of letters. */
bool link_rules_list_has(const struct link_rules *rules, const char *list, struct mbr_span text,
                         bool folded);

/* Puts the rules as they are in force, a document with a newline. */
void link_rules_put(const struct link_rules *rules, struct mbr_buf *to);

#endif
