#ifndef MBR_IMPORT_FACTS_H
#define MBR_IMPORT_FACTS_H

/* What an import remembers, so that it says a fact about a product or a member only when it is
   news. The rows may come in any order of time: what is written folds to what all rows would have
   said. Memory: about 250 bytes an item and, where a layout has a fact about members, 110 a member,
   70 more for each further fact. Private to lib/model/import*.c. */

#include "mbr/buf.h"
#include "mbr/map.h"

#define MBR_IMPORT_FACTS 5
#define MBR_IMPORT_PRICE_BEFORE 3 /* where the price stands among them */
extern const char *const mbr_import_fact_names[MBR_IMPORT_FACTS]; /* in an item's order */
int mbr_import_fact_number(const char *name);                     /* or -1 */

/* A value and the time it was last seen at; of a member's fact also when it was last written. */
struct mbr_import_fact {
    char *p;
    uint32_t n, cap;
    uint64_t seen, written;
};

struct mbr_import_item {
    struct mbr_import_fact fact[MBR_IMPORT_FACTS];
};

struct mbr_import_attr {
    char *name;
    struct mbr_import_fact *fact; /* one a member */
    size_t count, cap;
};

#define MBR_IMPORT_RECENT 1024 /* a power of 2 */

struct mbr_import_facts {
    struct mbr_map items, members;
    uint32_t recent[MBR_IMPORT_RECENT]; /* numbers of items, by some bits of their ids */
    struct mbr_import_item *item;
    size_t cap;
    struct mbr_import_attr *attr;
    size_t attrs, attr_cap;
};
void mbr_import_facts_free(struct mbr_import_facts *facts);

struct mbr_import_item *mbr_import_item(struct mbr_import_facts *facts, struct mbr_span id,
                                        bool *added);

/* The item or NULL. */
struct mbr_import_item *mbr_import_item_find(struct mbr_import_facts *facts, struct mbr_span id);

/* Whether n bytes are equal; inline, as most values are short. */
static inline bool mbr_import_same(const char *a, const char *b, size_t n)
{
    if (n > 32)
        return memcmp(a, b, n) == 0;
    if (n >= 16)
        return memcmp(a, b, 16) == 0 && memcmp(a + n - 16, b + n - 16, 16) == 0;
    if (n >= 8)
        return memcmp(a, b, 8) == 0 && memcmp(a + n - 8, b + n - 8, 8) == 0;
    if (n >= 4)
        return memcmp(a, b, 4) == 0 && memcmp(a + n - 4, b + n - 4, 4) == 0;
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

/* Whether the value is the one remembered (and if so, remembers that it was seen again). */
static inline bool mbr_import_fact_known(struct mbr_import_fact *fact, struct mbr_span value,
                                         uint64_t at)
{
    if (fact->n != value.n || !mbr_import_same(fact->p, value.p, value.n))
        return false;
    if (at > fact->seen)
        fact->seen = at;
    return true;
}

/* For a value that is not: whether it has to be written. A later record's fields win over it, so a
   value that is overtaken already is not. */
bool mbr_import_fact_news(struct mbr_import_fact *fact, struct mbr_span value, uint64_t at);

/* The number of the fact about members with that name, new or not. */
size_t mbr_import_attr_number(struct mbr_import_facts *facts, const char *name);

/* Whether the fact of the member of that number (facts->members) has to be written. *again is then
   the time at which the value remembered before, which is in *before, has to be written too; 0 for
   none. Both until the next call. */
bool mbr_import_attr_news(struct mbr_import_attr *attr, uint32_t member, struct mbr_span value,
                          uint64_t at, struct mbr_buf *before, uint64_t *again);

/* Whether it is remembered and has not to be written (and if so, remembers that it was seen). */
bool mbr_import_attr_known(struct mbr_import_attr *attr, uint32_t member, struct mbr_span value,
                           uint64_t at);

#endif
