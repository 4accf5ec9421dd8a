#include "mask_forget.h"

#include <stdlib.h>

#include "mask_value.h"
#include "mbr/doc.h"

/* What somebody who asks may be named by. Two may ask for one identifier in two spellings. */
static const enum mbr_personal asked_as[] = {MBR_PERSONAL_PHONE, MBR_PERSONAL_EMAIL,
                                             MBR_PERSONAL_CARD, MBR_PERSONAL_NONE};
#define ASKED_AS (sizeof asked_as / sizeof *asked_as)
struct mask_asked {
    uint32_t wanted[ASKED_AS];
    bool found;  /* as a member */
    bool hidden; /* in part, so that many may be meant */
};

/* "phone" NUL "+8613800138000": kinds without a spelling of their own are one, as a person who asks
   does not say of which kind an identifier is. */
static struct mbr_span spell(struct mask_forget *forget, enum mbr_personal kind,
                             struct mbr_span text)
{
    bool own =
        kind == MBR_PERSONAL_PHONE || kind == MBR_PERSONAL_EMAIL || kind == MBR_PERSONAL_CARD;
    struct mbr_span normal = mbr_mask_normal(kind, text, forget->home, &forget->normal);
    forget->key.n = 0;
    if (normal.n == 0)
        return (struct mbr_span){NULL, 0};
    mbr_put_text(&forget->key, own ? mbr_personal_names[kind] : "");
    mbr_put_char(&forget->key, '\0');
    mbr_put_span(&forget->key, normal);
    return mbr_buf_span(&forget->key);
}

static void ask_for(struct mask_forget *forget, struct mbr_span text)
{
    bool is_new;
    while (text.n && memchr(" \t\r", text.p[text.n - 1], 3))
        text.n--;
    while (text.n && memchr(" \t", text.p[0], 2))
        text = (struct mbr_span){text.p + 1, text.n - 1};
    if (text.n == 0)
        return;
    uint32_t number = mbr_map_put(&forget->asked, text, &is_new);
    if (!is_new)
        return;
    forget->who = mbr_grow(forget->who, &forget->who_cap, (size_t)number + 1, sizeof *forget->who);
    struct mask_asked *who = &forget->who[number];
    *who = (struct mask_asked){.hidden = memmem(text.p, text.n, "**", 2) != NULL};
    for (size_t i = 0; !who->hidden && i < ASKED_AS; i++)
        who->wanted[i] = mbr_map_put(&forget->wanted, spell(forget, asked_as[i], text), NULL);
}

static int read_file(struct mask_forget *forget, const char *path, struct mbr_run *run)
{
    struct mbr_buf text = {0};
    if (mbr_doc_read(path, &text, &run->err) < 0) {
        run->located = true;
        mbr_buf_free(&text);
        return -1;
    }
    const char *p = text.p, *end = text.p + text.n;
    p += text.n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (p < end) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        stop = stop ? stop : end;
        ask_for(forget, (struct mbr_span){p, (size_t)(stop - p)});
        p = stop + 1;
    }
    mbr_buf_free(&text);
    return 0;
}

int mbr_mask_forget_open(struct mask_forget *forget, const struct mbr_mask_options *options,
                         const struct mbr_country *home, struct mbr_run *run)
{
    forget->home = home;
    for (size_t i = 0; i < options->forget.count; i++)
        ask_for(forget, mbr_span(options->forget.item[i]));
    if (options->forget_from && read_file(forget, options->forget_from, run) < 0)
        return -1;
    if ((options->forget.count || options->forget_from) && forget->asked.count == 0)
        return mbr_misuse(run, "nobody is named to be forgotten");
    forget->found = mbr_calloc((size_t)forget->wanted.count + 1, sizeof *forget->found);
    return 0;
}

void mbr_mask_forget_free(struct mask_forget *forget)
{
    mbr_map_free(&forget->asked);
    mbr_map_free(&forget->wanted);
    mbr_map_free(&forget->gone);
    mbr_map_free(&forget->theirs);
    mbr_buf_free(&forget->key);
    mbr_buf_free(&forget->normal);
    free(forget->who);
    free(forget->found);
}

bool mbr_mask_forget_asks_member(struct mask_forget *forget, struct mbr_span member)
{
    uint32_t number = mbr_map_find(&forget->asked, member);
    if (number == MBR_MAP_NONE)
        return false;
    forget->who[number].found = true;
    return true;
}

bool mbr_mask_forget_asks(struct mask_forget *forget, enum mbr_personal kind, struct mbr_span text)
{
    struct mbr_span key = spell(forget, kind, text);
    uint32_t number = key.n ? mbr_map_find(&forget->wanted, key) : MBR_MAP_NONE;
    if (number == MBR_MAP_NONE)
        return false;
    forget->found[number] = true;
    return true;
}

void mbr_mask_forget_collect(struct mask_forget *forget, enum mbr_personal kind,
                             struct mbr_span text)
{
    struct mbr_span key = spell(forget, kind, text);
    if (key.n)
        mbr_map_put(&forget->theirs, key, NULL);
}

bool mbr_mask_forget_theirs(struct mask_forget *forget, enum mbr_personal kind,
                            struct mbr_span text)
{
    struct mbr_span key = spell(forget, kind, text);
    return key.n && (mbr_map_find(&forget->theirs, key) != MBR_MAP_NONE ||
                     mbr_map_find(&forget->wanted, key) != MBR_MAP_NONE);
}

int mbr_mask_forget_check(const struct mask_forget *forget, struct mbr_run *run)
{
    for (uint32_t i = 0; i < forget->asked.count; i++)
        if (forget->who[i].hidden && !forget->who[i].found) {
            run->located = true;
            return mbr_err_set(&run->err,
                               "--forget: number %u of those asked for has stars in it, is no "
                               "member's id and may be several people's: ask by an id",
                               (unsigned)i + 1);
        }
    return 0;
}

bool mbr_mask_forget_gone(const struct mask_forget *forget, struct mbr_span member)
{
    return mbr_map_find(&forget->gone, member) != MBR_MAP_NONE;
}

static bool is_found(const struct mask_forget *forget, uint32_t asked)
{
    const struct mask_asked *who = &forget->who[asked];
    bool found = who->found;
    for (size_t i = 0; !who->hidden && i < ASKED_AS; i++)
        found |= forget->found[who->wanted[i]];
    return found;
}

static uint32_t count_found(const struct mask_forget *forget)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < forget->asked.count; i++)
        found += is_found(forget, i);
    return found;
}

static void put_number(struct mbr_buf *to, const char *key, uint64_t n)
{
    mbr_put_key(to, key);
    mbr_put_int(to, (int64_t)n);
}

static void put_summary(const struct mask_forget *forget, struct mbr_buf *to)
{
    mbr_put_text(to, "{\"type\":\"row\",\"of\":\"forgotten\"");
    put_number(to, "asked", forget->asked.count);
    put_number(to, "found", count_found(forget));
    put_number(to, "members", forget->gone.count);
    put_number(to, "member_lines", forget->member_lines);
    put_number(to, "events", forget->events);
    put_number(to, "anonymous_events", forget->anonymous);
    put_number(to, "other_records", forget->others);
    put_number(to, "references", forget->references);
    mbr_put_text(to, ",\"not_in\":[\"models: mbr-link --forget, and fit the others anew\","
                     "\"maps of --map-out\",\"other files\",\"backups\"]}");
}

/* Whoever has the key and is shown an identifier can tell whether it was asked for; nobody else can
   tell anything. */
static int put_asked(const struct mask_forget *forget, const struct mbr_key *key,
                     struct mbr_out *out, struct mbr_err *err)
{
    for (uint32_t i = 0; i < forget->asked.count; i++) {
        struct mbr_buf *to = &out->buf;
        mbr_put_text(to, "{\"type\":\"row\",\"of\":\"forgotten_id\"");
        mbr_put_key(to, "id");
        mbr_put_char(to, '"');
        mbr_put_pseudonym(to, key, "forgotten", mbr_map_key(&forget->asked, i));
        mbr_put_char(to, '"');
        mbr_put_key(to, "found");
        mbr_put_text(to, is_found(forget, i) ? "true}" : "false}");
        if (mbr_out_end(out, err) < 0)
            return -1;
    }
    return 0;
}

static int write_receipt(const struct mask_forget *forget, const char *path,
                         const struct mbr_key *key, struct mbr_err *err)
{
    struct mbr_out out;
    if (mbr_out_open(&out, path, err) < 0)
        return -1;
    put_summary(forget, &out.buf);
    if (mbr_out_end(&out, err) < 0 || (key && put_asked(forget, key, &out, err) < 0)) {
        mbr_out_discard(&out);
        return -1;
    }
    return mbr_out_close(&out, err);
}

static void put_said(struct mbr_buf *to, uint64_t n, const char *noun)
{
    if (n == 0)
        return;
    mbr_put_text(to, ", ");
    mbr_put_count(to, n, noun);
}

int mbr_mask_forget_report(const struct mask_forget *forget, const char *path,
                           const struct mbr_key *key, struct mbr_run *run)
{
    struct mbr_buf text = {0};
    uint32_t found = count_found(forget), asked = forget->asked.count;
    mbr_put_count(&text, forget->gone.count, "member");
    put_said(&text, forget->member_lines, "member line");
    put_said(&text, forget->events, "event");
    put_said(&text, forget->anonymous, "anonymous event");
    put_said(&text, forget->others, "other record");
    put_said(&text, forget->references, "reference");
    mbr_note(run, "forgotten: %.*s; not in other files, models (mbr-link --forget) or backups",
             (int)text.n, text.p);
    mbr_buf_free(&text);
    if (found < asked)
        mbr_warn(run, "%u of %u asked for were not found", asked - found, asked);
    run->nothing = found == 0;
    if (!path)
        return 0;
    int failed = write_receipt(forget, path, key, &run->err);
    run->located = failed < 0;
    return failed;
}
