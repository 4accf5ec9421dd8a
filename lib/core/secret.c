#include "mbr/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#define LEAST_KEY 32
#define LEAST_DIFFERENT 8
#define HASH_BYTES 16

static const char base32[] = "abcdefghijklmnopqrstuvwxyz234567";

/* Root may read everything anyway. */
static int check_private(int fd, const char *path, struct mbr_err *err)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return mbr_err_set(err, "%s: %s", path, strerror(errno));
    if (S_ISDIR(st.st_mode))
        return mbr_err_set(err, "%s: %s", path, strerror(EISDIR));
    if (!S_ISREG(st.st_mode))
        return 0;
    if (st.st_mode & (S_IRWXG | S_IRWXO))
        return mbr_err_set(err, "%s: others can read it; use: chmod 600", path);
    if (st.st_uid != geteuid() && st.st_uid != 0)
        return mbr_err_set(err, "%s: belongs to another user", path);
    return 0;
}

static int read_all(int fd, const char *path, struct mbr_buf *text, struct mbr_err *err)
{
    for (;;) {
        ssize_t n = read(fd, mbr_buf_room(text, 4096), 4096);
        if (n == 0)
            return 0;
        if (n > 0)
            text->n += (size_t)n;
        else if (errno != EINTR)
            return mbr_err_set(err, "%s: %s", path, strerror(errno));
    }
}

int mbr_secret_read(const char *path, struct mbr_buf *text, struct mbr_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return mbr_err_set(err, "%s: %s", path, strerror(errno));
    int failed = check_private(fd, path, err) < 0 || read_all(fd, path, text, err) < 0;
    close(fd);
    return failed ? -1 : 0;
}

static size_t different_bytes(struct mbr_span text)
{
    bool seen[256] = {false};
    size_t different = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        different += !seen[c];
        seen[c] = true;
    }
    return different;
}

/* Hashed, so that a key of any length and spelling serves with all of what it holds. */
static int make_key(struct mbr_key *key, struct mbr_span text, const char *path,
                    struct mbr_err *err)
{
    while (text.n && memchr(" \t\r\n", text.p[text.n - 1], 4))
        text.n--;
    if (text.n < LEAST_KEY)
        return mbr_err_set(err, "%s: too short for a key: it has to have %d bytes", path,
                           LEAST_KEY);
    if (different_bytes(text) < LEAST_DIFFERENT)
        return mbr_err_set(err, "%s: no key: hardly two of its bytes differ", path);
    if (crypto_generichash(key->bytes, sizeof key->bytes, (const unsigned char *)text.p, text.n,
                           NULL, 0) < 0)
        return mbr_err_set(err, "%s: cannot be hashed", path);
    return 0;
}

int mbr_key_read(struct mbr_key *key, const char *path, struct mbr_err *err)
{
    struct mbr_buf text = {0};
    int failed =
        mbr_secret_read(path, &text, err) < 0 || make_key(key, mbr_buf_span(&text), path, err) < 0;
    if (text.p)
        sodium_memzero(text.p, text.n);
    mbr_buf_free(&text);
    return failed ? -1 : 0;
}

void mbr_key_wipe(struct mbr_key *key)
{
    sodium_memzero(key, sizeof *key);
}

int mbr_key_write(const char *path, struct mbr_err *err)
{
    unsigned char bytes[MBR_KEY_SIZE];
    char text[2 * MBR_KEY_SIZE + 1];
    if (sodium_init() < 0)
        return mbr_err_set(err, "%s: the system gives no random numbers", path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return mbr_err_set(err, "%s: %s", path, strerror(errno));
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(text, sizeof text, bytes, sizeof bytes);
    text[2 * MBR_KEY_SIZE] = '\n';
    ssize_t n = write(fd, text, sizeof text);
    int failed = n != (ssize_t)sizeof text || fsync(fd) < 0;
    int why = errno;
    failed |= close(fd) < 0;
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(text, sizeof text);
    if (!failed)
        return 0;
    (void)unlink(path);
    return mbr_err_set(err, "%s: %s", path, strerror(why));
}

static void put_base32(struct mbr_buf *buf, const unsigned char *bytes, size_t n)
{
    unsigned held = 0, bits = 0;
    for (size_t i = 0; i < n; i++) {
        held = held << 8 | bytes[i];
        for (bits += 8; bits >= 5; bits -= 5)
            mbr_put_char(buf, base32[held >> (bits - 5) & 31]);
        held &= (1u << bits) - 1;
    }
    if (bits)
        mbr_put_char(buf, base32[held << (5 - bits) & 31]);
}

void mbr_put_pseudonym(struct mbr_buf *buf, const struct mbr_key *key, const char *kind,
                       struct mbr_span value)
{
    crypto_generichash_state state;
    unsigned char hash[HASH_BYTES];
    crypto_generichash_init(&state, key->bytes, sizeof key->bytes, sizeof hash);
    crypto_generichash_update(&state, (const unsigned char *)kind, strlen(kind) + 1);
    crypto_generichash_update(&state, (const unsigned char *)value.p, value.n);
    crypto_generichash_final(&state, hash, sizeof hash);
    mbr_put(buf, "p_", 2);
    put_base32(buf, hash, sizeof hash);
}

bool mbr_is_pseudonym(struct mbr_span text)
{
    if (text.n != MBR_PSEUDONYM_SIZE || memcmp(text.p, "p_", 2) != 0)
        return false;
    for (size_t i = 2; i < text.n; i++)
        if (!text.p[i] || !strchr(base32, text.p[i]))
            return false;
    return true;
}
