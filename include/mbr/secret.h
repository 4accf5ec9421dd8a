#ifndef MBR_SECRET_H
#define MBR_SECRET_H

/* Keys, what is made with them, and the files that hold them or what they hide: nobody but their
   owner may read those. */

#include "mbr/buf.h"

#define MBR_KEY_SIZE 32
struct mbr_key {
    unsigned char bytes[MBR_KEY_SIZE];
};

/* The bytes of a file, which is refused where its mode or owner lets others read it. A pipe is
   taken. 0, or -1 with "FILE: what". */
int mbr_secret_read(const char *path, struct mbr_buf *text, struct mbr_err *err);

/* The key in a file: its bytes, whatever they are, white space at the end left out, hashed. Fewer
   than 32, and what is no secret at a glance (fewer than 8 different bytes), is refused. */
int mbr_key_read(struct mbr_key *key, const char *path, struct mbr_err *err);

void mbr_key_wipe(struct mbr_key *key);

/* Writes a new one, of the system's random numbers, into a file that must not be there yet. */
int mbr_key_write(const char *path, struct mbr_err *err);

/* Puts the pseudonym of a value among those of its kind: "p_" and 26 letters and digits (RFC 4648,
   base 32, in small letters), 128 bits of BLAKE2b (RFC 7693) with the key over "kind NUL value". */
#define MBR_PSEUDONYM_SIZE 28
void mbr_put_pseudonym(struct mbr_buf *buf, const struct mbr_key *key, const char *kind,
                       struct mbr_span value);
bool mbr_is_pseudonym(struct mbr_span text); /* by its spelling */

#endif
