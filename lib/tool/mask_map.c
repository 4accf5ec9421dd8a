/* What stands behind the pseudonyms: a file of rows, ordered by pseudonym so that it tells nothing
   of the order of the data, and that nobody but its owner can read. */

#include "mask_map.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "mbr/json.h"
#include "mbr/secret.h"

enum { SLOT_PSEUDONYM, SLOT_VALUE, SLOTS };
static const char *const paths[SLOTS] = {"pseudonym", "value"};

void mbr_mask_map_free(struct mask_map *map)
{
    mbr_map_free(&map->pseudonyms);
    mbr_arena_free(&map->bytes);
    free(map->meaning);
    *map = (struct mask_map){0};
}

void mbr_mask_map_add(struct mask_map *map, struct mbr_span pseudonym, const char *among,
                      struct mbr_span value)
{
    bool is_new;
    uint32_t number = mbr_map_put(&map->pseudonyms, pseudonym, &is_new);
    if (!is_new)
        return;
    map->meaning = mbr_grow(map->meaning, &map->cap, (size_t)number + 1, sizeof *map->meaning);
    map->meaning[number] =
        (struct mask_meaning){mbr_arena_dup(&map->bytes, among, strlen(among) + 1),
                              {mbr_arena_dup(&map->bytes, value.p, value.n), value.n}};
}

static int put_rows(const struct mask_map *map, struct mbr_out *out, struct mbr_err *err)
{
    uint32_t *order = mbr_map_sorted(&map->pseudonyms);
    int failed = 0;
    for (uint32_t i = 0; !failed && i < map->pseudonyms.count; i++) {
        const struct mask_meaning *meaning = &map->meaning[order[i]];
        struct mbr_buf *buf = &out->buf;
        mbr_put_text(buf, "{\"type\":\"row\",\"of\":\"pseudonym\"");
        mbr_put_key(buf, "pseudonym");
        mbr_put_string(buf, mbr_map_key(&map->pseudonyms, order[i]));
        mbr_put_key(buf, "kind");
        mbr_put_string(buf, mbr_span(meaning->among));
        mbr_put_key(buf, "value");
        mbr_put_string(buf, meaning->value);
        mbr_put_char(buf, '}');
        failed = mbr_out_end(out, err) < 0;
    }
    free(order);
    return failed ? -1 : 0;
}

int mbr_mask_map_write(const struct mask_map *map, const char *path, struct mbr_run *run)
{
    struct mbr_out out;
    run->located = true;
    if (mbr_out_open(&out, path, &run->err) < 0)
        return -1;
    if (out.path && fchmod(out.fd, S_IRUSR | S_IWUSR) < 0) {
        mbr_err_set(&run->err, "%s: %s", path, strerror(errno));
        mbr_out_discard(&out);
        return -1;
    }
    if (put_rows(map, &out, &run->err) < 0) {
        mbr_out_discard(&out);
        return -1;
    }
    if (mbr_out_close(&out, &run->err) < 0)
        return -1;
    run->located = false;
    return 0;
}

static int read_row(struct mask_map *map, struct mbr_ask *ask, struct mbr_span line,
                    struct mbr_buf *scratch, struct mbr_err *err)
{
    struct mbr_span text[SLOTS];
    for (size_t i = 0; i < SLOTS; i++)
        scratch[i].n = 0;
    if (mbr_ask_scan(ask, line, err) < 0)
        return -1;
    for (size_t i = 0; i < SLOTS; i++)
        if (ask->slot[i].kind != MBR_JSON_STRING ||
            mbr_json_text(&ask->slot[i], &scratch[i], &text[i]) < 0)
            return mbr_err_set(err, "%s: missing, or not a string", paths[i]);
    if (!mbr_is_pseudonym(text[SLOT_PSEUDONYM]))
        return mbr_err_value(err, paths[SLOT_PSEUDONYM], "not one", text[SLOT_PSEUDONYM]);
    mbr_mask_map_add(map, text[SLOT_PSEUDONYM], "", text[SLOT_VALUE]);
    return 0;
}

static int read_rows(struct mask_map *map, struct mbr_ask *ask, struct mbr_span text,
                     const char *path, struct mbr_run *run)
{
    struct mbr_buf scratch[SLOTS] = {0};
    uint64_t number = 0;
    int failed = 0;
    while (!failed && text.n) {
        const char *end = memchr(text.p, '\n', text.n);
        struct mbr_span line = {text.p, end ? (size_t)(end - text.p) : text.n};
        size_t taken = line.n + (end != NULL);
        text = (struct mbr_span){text.p + taken, text.n - taken};
        number++;
        if (line.n && read_row(map, ask, line, scratch, &run->err) < 0)
            failed = mbr_err_before(&run->err, "%s:%llu: ", path, (unsigned long long)number);
    }
    for (size_t i = 0; i < SLOTS; i++)
        mbr_buf_free(&scratch[i]);
    return failed;
}

int mbr_mask_map_read(struct mask_map *map, const char *path, struct mbr_run *run)
{
    struct mbr_buf text = {0};
    struct mbr_ask *ask = mbr_ask_new(paths, SLOTS, false, &run->err);
    int failed = !ask || mbr_secret_read(path, &text, &run->err) < 0 ||
                 read_rows(map, ask, mbr_buf_span(&text), path, run) < 0;
    run->located = failed;
    mbr_ask_free(ask);
    mbr_buf_free(&text);
    return failed ? -1 : 0;
}
