#include "mbr/identifier.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "mbr/email.h"

const char *const mbr_identifier_names[] = {"text", "phone", "email", "card", NULL};

static bool is_blank(char c)
{
    return (unsigned char)c <= ' ' || c == 0x7f;
}

static bool is_ascii(struct mbr_span s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

static void put_words(struct mbr_buf *to, struct mbr_span s, bool fold)
{
    size_t from = to->n;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (is_blank(c))
            continue;
        if (to->n > from && is_blank(s.p[i - 1]))
            mbr_put_char(to, ' ');
        mbr_put_char(to, fold && c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    }
}

bool mbr_put_clean(struct mbr_buf *to, struct mbr_span text, bool fold)
{
    const int options = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_IGNORE;
    utf8proc_uint8_t *clean = NULL;
    if (is_ascii(text)) {
        put_words(to, text, fold);
        return true;
    }
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)text.p, (utf8proc_ssize_t)text.n, &clean,
                     (utf8proc_option_t)(fold ? options | UTF8PROC_CASEFOLD : options));
    if (n < 0)
        return false;
    put_words(to, (struct mbr_span){(const char *)clean, (size_t)n}, false);
    free(clean);
    return true;
}

static bool is_framed(struct mbr_span s, char frame)
{
    return s.n > 2 && s.p[0] == frame && s.p[s.n - 1] == frame;
}

static bool is_cipher(struct mbr_span s)
{
    bool marked = s.n >= 2 && (memcmp(s.p, "##", 2) == 0 || memcmp(s.p, "$$", 2) == 0);
    return marked || is_framed(s, '~') || is_framed(s, '$');
}

static bool is_hidden(struct mbr_span s)
{
    return s.n && memmem(s.p, s.n, "**", 2) != NULL;
}

static enum mbr_identifier_state put_card(struct mbr_buf *to, struct mbr_span s)
{
    size_t from = to->n;
    bool any = false; /* two different signs */
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == ' ' || c == '-')
            continue;
        mbr_put_char(to, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
        any |= to->p[from] != to->p[to->n - 1];
    }
    struct mbr_span card = {any ? to->p + from : NULL, to->n - from};
    if (any)
        return is_hidden(card) ? MBR_IDENTIFIER_MASKED : MBR_IDENTIFIER_WHOLE;
    to->n = from; /* nothing, or one sign all along */
    return MBR_IDENTIFIER_NONE;
}

static enum mbr_identifier_state put_clean_one(struct mbr_buf *to, enum mbr_identifier_as as,
                                               struct mbr_span s, const struct mbr_country *home)
{
    if (s.n == 0)
        return MBR_IDENTIFIER_NONE;
    if (is_cipher(s))
        return MBR_IDENTIFIER_CIPHER;
    if (as == MBR_IDENTIFIER_PHONE)
        return (enum mbr_identifier_state)mbr_put_phone(to, s, home);
    if (as == MBR_IDENTIFIER_EMAIL)
        return (enum mbr_identifier_state)mbr_put_email(to, s);
    if (as == MBR_IDENTIFIER_CARD && is_ascii(s))
        return put_card(to, s);
    mbr_put_span(to, s);
    return is_hidden(s) ? MBR_IDENTIFIER_MASKED : MBR_IDENTIFIER_WHOLE;
}

/* Case is folded where it makes no difference, and kept where it may. */
enum mbr_identifier_state mbr_put_identifier(struct mbr_buf *to, enum mbr_identifier_as as,
                                             struct mbr_span text, const struct mbr_country *home)
{
    struct mbr_buf clean = {0};
    size_t from = to->n;
    enum mbr_identifier_state state = MBR_IDENTIFIER_NONE;
    if (mbr_put_clean(&clean, text, as == MBR_IDENTIFIER_EMAIL))
        state = put_clean_one(to, as, mbr_buf_span(&clean), home);
    mbr_buf_free(&clean);
    if (to->n > from && is_cipher((struct mbr_span){to->p + from, to->n - from})) {
        to->n = from; /* it was, with spaces or dots in it */
        state = MBR_IDENTIFIER_CIPHER;
    }
    return state;
}

enum mbr_identifier_as mbr_identifier_guess(struct mbr_span name)
{
    static const struct {
        const char *name;
        enum mbr_identifier_as as;
    } usual[] = {
        {"phone", MBR_IDENTIFIER_PHONE}, {"mobile", MBR_IDENTIFIER_PHONE},
        {"tel", MBR_IDENTIFIER_PHONE},   {"telephone", MBR_IDENTIFIER_PHONE},
        {"email", MBR_IDENTIFIER_EMAIL}, {"mail", MBR_IDENTIFIER_EMAIL},
        {"card", MBR_IDENTIFIER_CARD},
    };
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (mbr_span_is(name, usual[i].name))
            return usual[i].as;
    return MBR_IDENTIFIER_TEXT;
}
