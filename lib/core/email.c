#include "mbr/email.h"

#define MOST_LOCAL 64 /* RFC 5321, 4.5.3.1 */
#define MOST_DOMAIN 255

/* What providers say in their help pages about addresses that reach one mailbox: names of the same
   domain, what is left out of the part before the @, and the sign that a tag begins with. */
static const struct {
    const char *domain, *same_as, *left_out;
    char tag;
} providers[] = {
    {"gmail.com", "gmail.com", ".", '+'},        {"googlemail.com", "gmail.com", ".", '+'},
    {"outlook.com", "outlook.com", "", '+'},     {"hotmail.com", "hotmail.com", "", '+'},
    {"live.com", "live.com", "", '+'},           {"msn.com", "msn.com", "", '+'},
    {"icloud.com", "icloud.com", "", '+'},       {"me.com", "icloud.com", "", '+'},
    {"mac.com", "icloud.com", "", '+'},          {"proton.me", "proton.me", "._-", '+'},
    {"protonmail.com", "proton.me", "._-", '+'}, {"pm.me", "proton.me", "._-", '+'},
    {"fastmail.com", "fastmail.com", "", '+'},
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* What stands in <>, or behind "mailto:". */
static struct mbr_span bare(struct mbr_span s)
{
    const char *open = s.n ? memchr(s.p, '<', s.n) : NULL;
    if (open && s.p[s.n - 1] == '>')
        return (struct mbr_span){open + 1, (size_t)(s.p + s.n - 1 - (open + 1))};
    if (s.n > 7 && (memcmp(s.p, "mailto:", 7) == 0 || memcmp(s.p, "MAILTO:", 7) == 0))
        return (struct mbr_span){s.p + 7, s.n - 7};
    return s;
}

static bool is_sound(struct mbr_span s, const char *refused)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f || strchr(refused, s.p[i]))
            return false;
    return s.n > 0;
}

/* Labels between single dots, two of them at least. */
static bool is_domain(struct mbr_span s)
{
    if (s.n > MOST_DOMAIN || !is_sound(s, "@<>()[]\\,;:\"!#$%&'+/=?^`{|}~") || s.p[0] == '.' ||
        s.p[s.n - 1] == '.' || !memchr(s.p, '.', s.n))
        return false;
    for (size_t i = 1; i < s.n; i++)
        if (s.p[i] == '.' && s.p[i - 1] == '.')
            return false;
    return true;
}

static void put_lower(struct mbr_buf *to, struct mbr_span s, const char *left_out)
{
    for (size_t i = 0; i < s.n; i++)
        if (!strchr(left_out, s.p[i]))
            mbr_put_char(to, lower(s.p[i]));
}

static bool is_domain_of(struct mbr_span domain, const char *name)
{
    size_t i = 0;
    while (i < domain.n && name[i] && lower(domain.p[i]) == name[i])
        i++;
    return i == domain.n && !name[i];
}

static void put_folded(struct mbr_buf *to, struct mbr_span local, struct mbr_span domain)
{
    size_t count = sizeof providers / sizeof *providers, i = 0, from = to->n;
    while (i < count && !is_domain_of(domain, providers[i].domain))
        i++;
    if (i < count) {
        const char *tag = memchr(local.p, providers[i].tag, local.n);
        if (tag && tag > local.p)
            local.n = (size_t)(tag - local.p);
        put_lower(to, local, providers[i].left_out);
    }
    if (to->n == from) /* no such provider, or nothing but dots */
        put_lower(to, local, "");
    mbr_put_char(to, '@');
    if (i < count)
        mbr_put_text(to, providers[i].same_as);
    else
        put_lower(to, domain, "");
}

int mbr_put_email(struct mbr_buf *to, struct mbr_span text)
{
    struct mbr_span s = bare(text);
    const char *at = s.n ? memrchr(s.p, '@', s.n) : NULL;
    if (!at)
        return 0;
    struct mbr_span local = {s.p, (size_t)(at - s.p)};
    struct mbr_span domain = {at + 1, (size_t)(s.p + s.n - (at + 1))};
    if (domain.n && domain.p[domain.n - 1] == '.')
        domain.n--;
    if (local.n > MOST_LOCAL || !is_sound(local, "@<>()[]\\,;:\"") || !is_domain(domain))
        return 0;
    size_t from = to->n;
    put_folded(to, local, domain);
    return 1 + (memchr(to->p + from, '*', to->n - from) != NULL);
}
