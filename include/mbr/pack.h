#ifndef MBR_PACK_H
#define MBR_PACK_H

/* Arrays of numbers in a file, one behind the other, little-endian, without gaps. A list of them,
   as JSON, says what they are:

       "arrays":[{"name":"trees.cut","type":"f32","count":120}, …],"bytes":480,"hash":"…"

   hash: XXH3, 64 bits, of the bytes, in 16 hexadecimal digits. The line of JSON that has the list
   ends with such a hash of its own:

       ,"seal":"…"} */

#include <jansson.h>

#include "mbr/buf.h"

/* U32 serves int32_t too, and U64 a size_t. */
enum mbr_pack_type { MBR_PACK_U8, MBR_PACK_U32, MBR_PACK_U64, MBR_PACK_F32, MBR_PACK_F64 };

/* Zero-initialise it, add, put the list into an object and the bytes behind it, free. */
struct mbr_pack {
    struct mbr_buf list, bytes;
};
void mbr_pack_add(struct mbr_pack *pack, const char *name, enum mbr_pack_type type,
                  const void *array, size_t count);
void mbr_put_pack_list(struct mbr_buf *buf, const struct mbr_pack *pack); /* three fields */
void mbr_pack_free(struct mbr_pack *pack);

/* The way back. doc has the list, bytes are all that is there: 0, or -1 with err when the list is
   not sound, or the bytes are not so many or others. The bytes are borrowed. */
struct mbr_unpack {
    const json_t *arrays;
    struct mbr_span bytes;
};
int mbr_unpack_open(struct mbr_unpack *pack, const json_t *doc, struct mbr_span bytes,
                    struct mbr_err *err);

/* The array of this name, to be freed by the caller; *count is set. NULL with err where it is not
   there or of another type. mbr_unpack_exact: one of `count` elements, or err. */
void *mbr_unpack_take(const struct mbr_unpack *pack, const char *name, enum mbr_pack_type type,
                      size_t *count, struct mbr_err *err);
void *mbr_unpack_exact(const struct mbr_unpack *pack, const char *name, enum mbr_pack_type type,
                       size_t count, struct mbr_err *err);

/* The seal is the hash of what stands before its field, from the { on: put behind the last field of
   an object that begins the buffer; and checked, the line being the object's own, with or without
   its newline. 0, or -1 with err when it has no seal at its end, or another. */
void mbr_put_pack_seal(struct mbr_buf *buf);
int mbr_pack_check_seal(struct mbr_span line, struct mbr_err *err);

uint64_t mbr_pack_hash(struct mbr_span bytes); /* XXH3, 64 bits */

#endif
