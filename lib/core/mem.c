#include "mbr/mem.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define ARENA_FIRST 4096
#define ARENA_LARGEST ((size_t)16 << 20)
#define LARGE ((size_t)8 << 20) /* memory from here on is worth large pages */
#define PAGE 4096
#define ARENA_ALIGN 16

static _Noreturn void out_of_memory(size_t size)
{
    fprintf(stderr, "%s: out of memory (%zu bytes asked for)\n", program_invocation_short_name,
            size);
    abort();
}

void *mbr_alloc(size_t size)
{
    void *p = malloc(size ? size : 1);
    if (!p)
        out_of_memory(size);
    return p;
}

/* Tables beyond the caches are looked into at random: with large pages most looks find the page's
   address at hand. A hint; where it is not taken nothing else changes. */
static void *use_large_pages(void *p, size_t size)
{
    if (size >= LARGE) {
        uintptr_t from = ((uintptr_t)p + PAGE - 1) / PAGE * PAGE;
        uintptr_t to = ((uintptr_t)p + size) / PAGE * PAGE;
        (void)madvise((void *)from, to - from, MADV_HUGEPAGE);
    }
    return p;
}

void *mbr_calloc(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size ? size : 1);
    if (!p)
        out_of_memory(count * size);
    return use_large_pages(p, count * size);
}

void *mbr_realloc(void *p, size_t size)
{
    void *q = realloc(p, size ? size : 1);
    if (!q)
        out_of_memory(size);
    return q;
}

char *mbr_memdup(const char *p, size_t n)
{
    char *q = mbr_alloc(n + 1);
    if (n)
        memcpy(q, p, n);
    q[n] = '\0';
    return q;
}

char *mbr_strdup(const char *text)
{
    return mbr_memdup(text, strlen(text));
}

void *mbr_grow(void *array, size_t *cap, size_t need, size_t size)
{
    if (need <= *cap)
        return array;
    size_t cap_new = *cap ? *cap : 8;
    while (cap_new < need)
        cap_new = cap_new > SIZE_MAX / 2 ? need : cap_new * 2;
    if (cap_new > SIZE_MAX / size)
        out_of_memory(SIZE_MAX);
    *cap = cap_new;
    return use_large_pages(mbr_realloc(array, cap_new * size), cap_new * size);
}

static size_t limit_in(const char *path)
{
    unsigned long long limit = 0;
    FILE *file = fopen(path, "re");
    if (!file)
        return SIZE_MAX;
    int got = fscanf(file, "%llu", &limit); /* "max" is no number: no limit */
    fclose(file);
    return got == 1 && limit > 0 ? (size_t)limit : SIZE_MAX;
}

/* The lowest limit of a group and of those it is in. Where a container shows the process its own
   groups only, they are the root. */
static size_t lowest_limit(const char *root, char *group, const char *file)
{
    char path[PATH_MAX];
    size_t lowest = SIZE_MAX;
    for (char *end;; *end = '\0') {
        snprintf(path, sizeof path, "%s%s/%s", root, group, file);
        size_t limit = limit_in(path);
        lowest = limit < lowest ? limit : lowest;
        if (!(end = strrchr(group, '/')))
            return lowest;
    }
}

/* A line of /proc/self/cgroup is HIERARCHY:CONTROLLERS:GROUP, as in cgroups(7): "0::" in version 2,
   in version 1 the controllers of a hierarchy with commas between. */
static size_t limit_of(char *line)
{
    char *controllers = strchr(line, ':');
    char *group = controllers ? strchr(++controllers, ':') : NULL;
    if (!group)
        return SIZE_MAX;
    *group++ = '\0';
    group[strcspn(group, "\n")] = '\0';
    if (*controllers == '\0')
        return lowest_limit("/sys/fs/cgroup", group, "memory.max");
    for (char *name; (name = strsep(&controllers, ","));)
        if (strcmp(name, "memory") == 0)
            return lowest_limit("/sys/fs/cgroup/memory", group, "memory.limit_in_bytes");
    return SIZE_MAX;
}

static size_t limit_of_groups(void)
{
    char line[PATH_MAX];
    size_t lowest = SIZE_MAX;
    FILE *file = fopen("/proc/self/cgroup", "re");
    if (!file)
        return SIZE_MAX;
    while (fgets(line, sizeof line, file)) {
        size_t limit = limit_of(line);
        lowest = limit < lowest ? limit : lowest;
    }
    fclose(file);
    return lowest;
}

size_t mbr_memory_here(void)
{
    size_t here = (size_t)sysconf(_SC_PHYS_PAGES) * (size_t)sysconf(_SC_PAGESIZE);
    size_t of_groups = limit_of_groups();
    struct rlimit own;
    if (getrlimit(RLIMIT_AS, &own) == 0 && own.rlim_cur < here)
        here = own.rlim_cur;
    return of_groups < here ? of_groups : here;
}

struct mbr_arena_block {
    struct mbr_arena_block *before;
    size_t size;
};

#define BLOCK_HEAD ((sizeof(struct mbr_arena_block) + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN)

/* Blocks double from small to large, so that a small arena stays small. */
static void arena_block(struct mbr_arena *arena, size_t size)
{
    size_t usual = arena->last ? arena->last->size * 2 : ARENA_FIRST;
    if (usual > ARENA_LARGEST)
        usual = ARENA_LARGEST;
    if (size > SIZE_MAX - BLOCK_HEAD)
        out_of_memory(size);
    size_t whole = size + BLOCK_HEAD > usual ? size + BLOCK_HEAD : usual;
    struct mbr_arena_block *block = use_large_pages(mbr_alloc(whole), whole);
    block->before = arena->last;
    block->size = usual;
    arena->last = block;
    arena->next = (char *)block + BLOCK_HEAD;
    arena->left = whole - BLOCK_HEAD;
    arena->held += whole;
}

void *mbr_arena_alloc(struct mbr_arena *arena, size_t size)
{
    size_t skew = (uintptr_t)arena->next % ARENA_ALIGN;
    size_t skip = skew ? ARENA_ALIGN - skew : 0;
    if (arena->left < skip || arena->left - skip < size) {
        arena_block(arena, size);
        skip = 0;
    }
    char *p = arena->next + skip;
    arena->next = p + size;
    arena->left -= skip + size;
    return p;
}

char *mbr_arena_dup(struct mbr_arena *arena, const char *p, size_t n)
{
    if (arena->left < n || !arena->next)
        arena_block(arena, n);
    char *q = arena->next;
    if (n)
        memcpy(q, p, n);
    arena->next += n;
    arena->left -= n;
    return q;
}

void mbr_arena_free(struct mbr_arena *arena)
{
    while (arena->last) {
        struct mbr_arena_block *before = arena->last->before;
        free(arena->last);
        arena->last = before;
    }
    *arena = (struct mbr_arena){0};
}
