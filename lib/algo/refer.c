#include "mbr/refer.h"

#include <stdlib.h>

#include "mbr/mem.h"
#include "mbr/sort.h"

/* The sort is stable, so the key that decides comes last. */
static struct mbr_sortable *sort_edges(const struct mbr_refer_edge *edges, size_t count)
{
    struct mbr_sortable *all = mbr_alloc(count * sizeof *all);
    for (size_t i = 0; i < count; i++) {
        uint64_t pair = (uint64_t)edges[i].from << 32 | edges[i].to;
        all[i] = (struct mbr_sortable){.key = pair, .number = (uint32_t)i};
    }
    mbr_sort(all, count);
    for (size_t i = 0; i < count; i++)
        all[i].key = mbr_sort_key(edges[all[i].number].when);
    mbr_sort(all, count);
    return all;
}

/* Of a forest of sets, the path being halved on the way (Tarjan and van Leeuwen, "Worst-case
   analysis of set union algorithms", JACM 31, 1984). */
static uint32_t find(uint32_t *set, uint32_t member)
{
    while (set[member] != member) {
        set[member] = set[set[member]];
        member = set[member];
    }
    return member;
}

/* The set of the greater number of members takes in the other. */
static void unite(uint32_t *set, uint32_t *size, uint32_t a, uint32_t b)
{
    uint32_t large = size[a] < size[b] ? b : a, small = large == a ? b : a;
    set[small] = large;
    size[large] += size[small];
}

/* Who has no referrer yet is the top of their tree, so a reference to them makes a cycle exactly
   when the referrer is in that tree. */
static void link_members(struct mbr_refer *refer, const struct mbr_refer_edge *edges, size_t count)
{
    uint32_t *set = mbr_alloc(refer->members * sizeof *set);
    uint32_t *size = mbr_alloc(refer->members * sizeof *size);
    struct mbr_sortable *all = sort_edges(edges, count);
    for (uint32_t i = 0; i < refer->members; i++) {
        set[i] = i;
        size[i] = 1;
    }
    for (size_t i = 0; i < count; i++) {
        const struct mbr_refer_edge *edge = &edges[all[i].number];
        if (edge->from == edge->to) {
            refer->own++;
            continue;
        }
        if (refer->referrer[edge->to] != MBR_REFER_NONE) {
            refer->late++;
            continue;
        }
        uint32_t above = find(set, edge->from), below = find(set, edge->to);
        if (above == below) {
            refer->cyclic++;
            continue;
        }
        unite(set, size, above, below);
        refer->referrer[edge->to] = edge->from;
        refer->brought[edge->from]++;
        refer->kept++;
    }
    free(all);
    free(size);
    free(set);
}

/* Those who brought nobody, then whoever has brought only members that are in already. */
static void order_members(struct mbr_refer *refer)
{
    uint32_t *missing = mbr_alloc(refer->members * sizeof *missing);
    size_t end = 0;
    for (uint32_t i = 0; i < refer->members; i++) {
        missing[i] = refer->brought[i];
        if (!missing[i] && refer->referrer[i] != MBR_REFER_NONE)
            refer->order[end++] = i;
    }
    for (size_t i = 0; i < end; i++) {
        uint32_t referrer = refer->referrer[refer->order[i]];
        if (!--missing[referrer] && refer->referrer[referrer] != MBR_REFER_NONE)
            refer->order[end++] = referrer;
    }
    free(missing);
}

void mbr_refer_init(struct mbr_refer *refer, uint32_t members, const struct mbr_refer_edge *edges,
                    size_t count)
{
    *refer = (struct mbr_refer){.members = members};
    refer->referrer = mbr_alloc(members * sizeof *refer->referrer);
    refer->brought = mbr_calloc(members, sizeof *refer->brought);
    for (uint32_t i = 0; i < members; i++)
        refer->referrer[i] = MBR_REFER_NONE;
    link_members(refer, edges, count);
    refer->order = mbr_alloc(refer->kept * sizeof *refer->order);
    order_members(refer);
}

void mbr_refer_free(struct mbr_refer *refer)
{
    free(refer->referrer);
    free(refer->brought);
    free(refer->order);
    *refer = (struct mbr_refer){0};
}

/* First gained is the value of all who are below a member, times d for each step but the first:
   the sum over the brought of their own value and d times what is below them. Times 1 - d it is
   what falls to someone in the middle. To the topmost falls (1 - d) d^(j-1) and all that is beyond,
   d^j, which together is d^(j-1): for them the sum is right as it is. */
void mbr_refer_share(const struct mbr_refer *refer, const double *own, double share, double decay,
                     double *gained)
{
    for (uint32_t i = 0; i < refer->members; i++)
        gained[i] = 0;
    for (size_t i = 0; i < refer->kept; i++) {
        uint32_t member = refer->order[i];
        gained[refer->referrer[member]] += own[member] + decay * gained[member];
    }
    for (uint32_t i = 0; i < refer->members; i++)
        gained[i] *= refer->referrer[i] == MBR_REFER_NONE ? share : share * (1 - decay);
}
