#include "mbr/pack.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define HASH_DIGITS 16
#define SEAL_KEY ",\"seal\":\""
#define SEAL_END "\"}"

static const char *const type_names[] = {"u8", "u32", "u64", "f32", "f64"};
static const size_t type_sizes[] = {1, 4, 8, 4, 8};

uint64_t mbr_pack_hash(struct mbr_span bytes)
{
    return XXH3_64bits(bytes.p, bytes.n);
}

/* Numbers in the file have their least byte first; where the machine has it too this is a copy. */
static void copy_little(char *to, const char *from, size_t size, size_t count)
{
    const uint16_t probe = 1;
    char first;
    memcpy(&first, &probe, 1);
    if (count == 0)
        return;
    if (first == 1 || size == 1) {
        memcpy(to, from, size * count);
        return;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t b = 0; b < size; b++)
            to[i * size + b] = from[i * size + size - 1 - b];
}

void mbr_pack_add(struct mbr_pack *pack, const char *name, enum mbr_pack_type type,
                  const void *array, size_t count)
{
    size_t size = type_sizes[type];
    mbr_put_text(&pack->list, pack->list.n ? ",{" : "{");
    mbr_put_key(&pack->list, "name");
    mbr_put_string(&pack->list, mbr_span(name));
    mbr_put_key(&pack->list, "type");
    mbr_put_string(&pack->list, mbr_span(type_names[type]));
    mbr_put_key(&pack->list, "count");
    mbr_put_int(&pack->list, (int64_t)count);
    mbr_put_char(&pack->list, '}');
    copy_little(mbr_buf_room(&pack->bytes, size * count), array, size, count);
    pack->bytes.n += size * count;
}

void mbr_put_pack_list(struct mbr_buf *buf, const struct mbr_pack *pack)
{
    mbr_put_key(buf, "arrays");
    mbr_put_char(buf, '[');
    mbr_put(buf, pack->list.p, pack->list.n);
    mbr_put_char(buf, ']');
    mbr_put_key(buf, "bytes");
    mbr_put_int(buf, (int64_t)pack->bytes.n);
    mbr_put_key(buf, "hash");
    mbr_put_format(buf, "\"%016" PRIx64 "\"", mbr_pack_hash(mbr_buf_span(&pack->bytes)));
}

void mbr_put_pack_seal(struct mbr_buf *buf)
{
    uint64_t hash = mbr_pack_hash(mbr_buf_span(buf));
    mbr_put_format(buf, SEAL_KEY "%016" PRIx64 "\"", hash);
}

int mbr_pack_check_seal(struct mbr_span line, struct mbr_err *err)
{
    char wanted[sizeof SEAL_KEY + HASH_DIGITS + sizeof SEAL_END];
    size_t n = sizeof wanted - 2; /* each size counts its NUL */
    if (line.n && line.p[line.n - 1] == '\n')
        line.n--;
    if (line.n < n || memcmp(line.p + line.n - n, SEAL_KEY, strlen(SEAL_KEY)) != 0)
        return mbr_err_set(err, "damaged: the first line does not end with its seal");
    line.n -= n;
    snprintf(wanted, sizeof wanted, SEAL_KEY "%016" PRIx64 SEAL_END, mbr_pack_hash(line));
    if (memcmp(line.p + line.n, wanted, n) != 0)
        return mbr_err_set(err, "damaged: the first line is not the one that was sealed");
    return 0;
}

void mbr_pack_free(struct mbr_pack *pack)
{
    mbr_buf_free(&pack->list);
    mbr_buf_free(&pack->bytes);
}

/* The type of an array in the list, and how many bytes it takes; -1 where it is not sound, or takes
   more than is left. */
static int read_array(const json_t *array, size_t left, enum mbr_pack_type *type, size_t *bytes)
{
    const char *name = json_string_value(json_object_get(array, "type"));
    const json_t *count = json_object_get(array, "count");
    if (!name || !json_is_string(json_object_get(array, "name")) || !json_is_integer(count) ||
        json_integer_value(count) < 0)
        return -1;
    for (size_t t = 0; t < sizeof type_sizes / sizeof *type_sizes; t++)
        if (strcmp(name, type_names[t]) == 0) {
            if ((uint64_t)json_integer_value(count) > left / type_sizes[t])
                return -1;
            *type = (enum mbr_pack_type)t;
            *bytes = (size_t)json_integer_value(count) * type_sizes[t];
            return 0;
        }
    return -1;
}

int mbr_unpack_open(struct mbr_unpack *pack, const json_t *doc, struct mbr_span bytes,
                    struct mbr_err *err)
{
    const json_t *arrays = json_object_get(doc, "arrays"), *size = json_object_get(doc, "bytes");
    const char *hash = json_string_value(json_object_get(doc, "hash"));
    char found[HASH_DIGITS + 1];
    size_t left = bytes.n;
    if (!json_is_array(arrays) || !json_is_integer(size) || !hash)
        return mbr_err_set(err, "no list of arrays with their bytes and hash");
    if (json_integer_value(size) < 0 || (uint64_t)json_integer_value(size) != bytes.n)
        return mbr_err_set(err, "cut short or added to: %zu bytes behind the first line, not %lld",
                           bytes.n, (long long)json_integer_value(size));
    snprintf(found, sizeof found, "%016" PRIx64, mbr_pack_hash(bytes));
    if (strcmp(hash, found) != 0)
        return mbr_err_set(err, "damaged: the hash of its bytes is %s, not %.16s", found, hash);
    for (size_t i = 0; i < json_array_size(arrays); i++) {
        enum mbr_pack_type type;
        size_t n;
        if (read_array(json_array_get(arrays, i), left, &type, &n) < 0)
            return mbr_err_set(err, "arrays: the %zu. is not sound", i + 1);
        left -= n;
    }
    if (left)
        return mbr_err_set(err, "arrays: they leave %zu bytes over", left);
    *pack = (struct mbr_unpack){arrays, bytes};
    return 0;
}

void *mbr_unpack_take(const struct mbr_unpack *pack, const char *name, enum mbr_pack_type type,
                      size_t *count, struct mbr_err *err)
{
    size_t at = 0;
    for (size_t i = 0; i < json_array_size(pack->arrays); i++) {
        const json_t *array = json_array_get(pack->arrays, i);
        enum mbr_pack_type found = type;
        size_t n = 0;
        read_array(array, pack->bytes.n, &found, &n);
        if (strcmp(json_string_value(json_object_get(array, "name")), name) == 0) {
            if (found != type) {
                mbr_err_set(err, "%s: not of the type %s", name, type_names[type]);
                return NULL;
            }
            char *to = mbr_alloc(n);
            *count = n / type_sizes[type];
            copy_little(to, pack->bytes.p + at, type_sizes[type], *count);
            return to;
        }
        at += n;
    }
    mbr_err_set(err, "%s: not there", name);
    return NULL;
}

void *mbr_unpack_exact(const struct mbr_unpack *pack, const char *name, enum mbr_pack_type type,
                       size_t count, struct mbr_err *err)
{
    size_t found;
    void *array = mbr_unpack_take(pack, name, type, &found, err);
    if (array && found == count)
        return array;
    if (array)
        mbr_err_set(err, "%s: %zu of them, not %zu", name, found, count);
    free(array);
    return NULL;
}
