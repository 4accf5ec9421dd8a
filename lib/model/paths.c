#include "mbr/paths.h"

#include <stdlib.h>

#include "mbr/near.h"
#include "mbr/text.h"

#define MOST_PATHS 1000
#define MOST_LEVELS 4

void mbr_paths_free(struct mbr_paths *paths)
{
    mbr_map_free(&paths->found);
    mbr_buf_free(&paths->spelled);
    mbr_buf_free(&paths->scratch);
    *paths = (struct mbr_paths){0};
}

static bool is_name(struct mbr_span text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '_' || (c & 0x80)))
            return false;
    }
    return text.n > 0;
}

bool mbr_put_path(struct mbr_buf *path, struct mbr_span key, struct mbr_buf *scratch)
{
    struct mbr_span text;
    if (mbr_json_key_text(key, scratch, &text) < 0)
        return false;
    if (path->n)
        mbr_put_char(path, '.');
    size_t begin = path->n;
    mbr_put_visible(path, text);
    if (!mbr_span_equal(text, (struct mbr_span){path->p + begin, path->n - begin}))
        return false;
    if (is_name(text))
        return true;
    path->n = begin;
    mbr_put_char(path, '\'');
    for (size_t i = 0; i < text.n; i++)
        mbr_put(path, text.p[i] == '\'' ? "''" : &text.p[i], text.p[i] == '\'' ? 2 : 1);
    mbr_put_char(path, '\'');
    return true;
}

/* Level by level, each object's fields together: depth is bounded, so this may call itself. */
static void learn(struct mbr_paths *paths, const struct mbr_json_pair *pair, int level)
{
    size_t begin = paths->spelled.n;
    bool known = paths->found.count < MOST_PATHS &&
                 mbr_put_path(&paths->spelled, pair->key, &paths->scratch);
    if (known)
        mbr_map_put(&paths->found, mbr_buf_span(&paths->spelled), NULL);
    if (known && level < MOST_LEVELS && pair->value.kind == MBR_JSON_OBJECT) {
        struct mbr_json_walk walk = mbr_json_walk(&pair->value);
        struct mbr_json_pair inner;
        while (mbr_json_next_pair(&walk, &inner))
            learn(paths, &inner, level + 1);
    }
    paths->spelled.n = begin;
}

void mbr_paths_learn(struct mbr_paths *paths, const struct mbr_ask *ask)
{
    for (size_t i = 0; i < ask->rests; i++)
        learn(paths, &ask->rest[i], 1);
}

static bool ends_in(const char *path, const char *name)
{
    size_t n = strlen(path), m = strlen(name);
    return n > m && path[n - m - 1] == '.' && strcmp(path + n - m, name) == 0;
}

void mbr_put_path_meant(struct mbr_buf *to, const struct mbr_paths *paths, const char *path)
{
    uint32_t count = paths->found.count;
    char **names = mbr_calloc((size_t)count + 1, sizeof *names);
    const char *meant = NULL;
    for (uint32_t i = 0; i < count; i++) {
        struct mbr_span found = mbr_map_key(&paths->found, i);
        names[i] = mbr_memdup(found.p, found.n);
        if (!meant && ends_in(names[i], path))
            meant = names[i];
    }
    if (!meant)
        meant = mbr_near(path, (const char *const *)names);
    if (meant)
        mbr_put_format(to, "; did you mean %s?", meant);
    for (uint32_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
}
