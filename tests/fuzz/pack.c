#include <stdlib.h>

#include "mbr/doc.h"
#include "mbr/pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A line of JSON with arrays behind it. Chance would never find the size and the hash, so they are
   put right; then each array of the list is taken, and lies within the bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
    struct mbr_unpack pack;
    struct mbr_err err;
    char hash[17];
    if (!end)
        return 0;
    struct mbr_span head = {(const char *)data, (size_t)(end - data)};
    struct mbr_span bytes = {(const char *)end + 1, size - head.n - 1};
    json_t *doc = mbr_doc_parse("fuzz", head, &err);
    if (!doc)
        return 0;
    for (int i = 0; i < 16; i++)
        hash[i] = "0123456789abcdef"[mbr_pack_hash(bytes) >> (60 - 4 * i) & 15];
    hash[16] = '\0';
    json_object_set_new(doc, "bytes", json_integer((json_int_t)bytes.n));
    json_object_set_new(doc, "hash", json_string(hash));
    if (mbr_unpack_open(&pack, doc, bytes, &err) == 0)
        for (size_t i = 0; i < json_array_size(pack.arrays); i++) {
            const json_t *array = json_array_get(pack.arrays, i);
            for (int type = MBR_PACK_U8; type <= MBR_PACK_F64; type++) {
                size_t count = 0;
                free(mbr_unpack_take(&pack, json_string_value(json_object_get(array, "name")),
                                     (enum mbr_pack_type)type, &count, &err));
                if (count > bytes.n)
                    abort();
            }
        }
    json_decref(doc);
    return 0;
}
