/* What a line shows: whose it is, and the identifiers it has, each in its one spelling. */

#include <stdlib.h>

#include "link_job.h"
#include "mbr/value.h"

#define MOST_KEY 60 /* bytes of one that are shown */

void link_line_free(struct link_line *line)
{
    free(line->shown);
    free(line->others);
    mbr_buf_free(&line->member_text);
    mbr_buf_free(&line->key);
    mbr_buf_free(&line->text);
    mbr_buf_free(&line->scratch);
    mbr_buf_free(&line->other_text);
    mbr_buf_free(&line->source_text);
    *line = (struct link_line){0};
}

/* Errors name what is wrong, but not whose it is: an identifier is not for a log. */
static int check_text(const struct mbr_json *value, struct mbr_buf *scratch, struct mbr_span *text,
                      struct mbr_err *err)
{
    if (value->kind != MBR_JSON_STRING)
        return mbr_err_set(err, "not a string, nor a list of them");
    if (mbr_json_text(value, scratch, text) < 0)
        return mbr_err_set(err, "with a NUL in it");
    return text->n == 0 ? mbr_err_set(err, "empty") : 0;
}

static void show(struct link_job *job, uint32_t kind, struct mbr_span text)
{
    struct link_line *line = &job->line;
    struct link_tally *tally = &job->tally[kind];
    size_t at = line->text.n;
    mbr_put_char(&line->text, (char)kind);
    enum mbr_identifier_state state =
        mbr_put_identifier(&line->text, job->rules.kind[kind].as, text, job->line.home);
    bool masked = state == MBR_IDENTIFIER_MASKED;
    struct mbr_span value = {line->text.p + at + 1, line->text.n - at - 1};
    bool blocked = state != MBR_IDENTIFIER_CIPHER &&
                   link_rules_blocks(&job->rules, kind, value.n ? value : text, &line->scratch);
    if (job->learning) {
        tally->seen++;
        tally->blocked += blocked;
        tally->none += state == MBR_IDENTIFIER_NONE && !blocked;
        tally->masked += masked && !blocked;
        tally->cipher += state == MBR_IDENTIFIER_CIPHER;
    }
    if (blocked || value.n == 0 || (masked && job->rules.kind[kind].as != MBR_IDENTIFIER_PHONE)) {
        line->text.n = at;
        return;
    }
    line->shown = mbr_grow(line->shown, &line->cap, line->count + 1, sizeof *line->shown);
    line->shown[line->count++] = (struct link_shown){kind, masked, at, line->text.n - at};
}

/* Accounts that a line was joined from, by an earlier run. */
static void note_other(struct link_line *line, struct mbr_span text)
{
    size_t at = line->other_text.n;
    mbr_put_char(&line->other_text, 'm');
    mbr_put_span(&line->other_text, text);
    line->others =
        mbr_grow(line->others, &line->other_cap, line->other_count + 1, sizeof *line->others);
    line->others[line->other_count++] = (struct link_shown){.at = at, .n = line->other_text.n - at};
}

static void count_stranger(struct link_job *job, struct mbr_span key)
{
    bool added;
    uint32_t number = mbr_map_put(&job->stranger_kinds, key, &added);
    if (added)
        job->strangers = mbr_grow(job->strangers, &job->stranger_cap, (size_t)number + 1,
                                  sizeof *job->strangers);
    job->strangers[number] = added ? 1 : job->strangers[number] + 1;
}

/* An account that a person has chosen: their telephone or their mailbox. */
static uint32_t kind_of_account(const struct link_job *job, struct mbr_span text)
{
    bool told, mailbox = memchr(text.p, '@', text.n) || memmem(text.p, text.n, "\uff20", 3);
    return link_rules_kind(&job->rules, mbr_span(mailbox ? "email" : "phone"), &told);
}

static int read_one(struct link_job *job, struct mbr_span key, uint32_t kind,
                    const struct mbr_json *value, struct mbr_err *err)
{
    struct mbr_span text;
    if (check_text(value, &job->line.source_text, &text, err) < 0)
        return -1;
    if (mbr_span_is(key, "member")) {
        note_other(&job->line, text);
        return 0;
    }
    if (kind != MBR_IDENTITY_NONE && job->rules.kind[kind].account)
        kind = kind_of_account(job, text);
    if (kind != MBR_IDENTITY_NONE)
        show(job, kind, text);
    return 0;
}

static int read_pair(struct link_job *job, const struct mbr_json_pair *pair, bool all,
                     struct mbr_err *err)
{
    struct mbr_span key;
    struct mbr_json one;
    if (mbr_json_key_text(pair->key, &job->line.key, &key) < 0)
        return mbr_err_set(err, "a key with a NUL in it");
    bool told, is_member = mbr_span_is(key, "member");
    uint32_t kind = link_rules_kind(&job->rules, key, &told);
    if (!all && !is_member)
        return 0;
    if (job->learning && !told && !is_member)
        count_stranger(job, key);
    if (pair->value.kind != MBR_JSON_ARRAY)
        return read_one(job, key, kind, &pair->value, err);
    struct mbr_json_walk walk = mbr_json_walk(&pair->value);
    job->line.stranger |= mbr_span_is(key, "member") && pair->value.raw.n == 2;
    while (mbr_json_next(&walk, &one))
        if (read_one(job, key, kind, &one, err) < 0)
            return -1;
    return 0;
}

static int read_ids(struct link_job *job, bool all, struct mbr_err *err)
{
    const struct mbr_json *ids = &job->stream.ask->slot[LINK_IDS];
    struct mbr_json_pair pair;
    if (ids->kind == MBR_JSON_ABSENT)
        return 0;
    if (ids->kind != MBR_JSON_OBJECT)
        return mbr_err_set(err, "ids: not an object");
    struct mbr_json_walk walk = mbr_json_walk(ids);
    while (mbr_json_next_pair(&walk, &pair))
        if (read_pair(job, &pair, all, err) < 0) {
            size_t n = pair.key.n - 2; /* as it is spelled in JSON, without its quotes */
            return mbr_err_before(err, "ids.%.*s: ", (int)(n < MOST_KEY ? n : MOST_KEY),
                                  pair.key.p + 1);
        }
    return 0;
}

static bool begins(struct mbr_span text, struct mbr_span with)
{
    return text.n >= with.n && memcmp(text.p, with.p, with.n) == 0;
}

/* An id that a run before has put behind its source is not put there once more. */
int link_line_account(struct link_job *job, struct mbr_span id, struct mbr_buf *to,
                      struct mbr_err *err)
{
    const struct mbr_json *source =
        job->options->source ? &job->stream.ask->slot[job->source_slot] : NULL;
    struct mbr_span text = {0};
    to->n = 0;
    mbr_put_char(to, 'm');
    if (source && source->kind != MBR_JSON_ABSENT) {
        if (mbr_value_id(source, job->options->source, &job->line.source_text, &text, err) < 0)
            return -1;
        mbr_put_span(to, text);
        mbr_put_char(to, ':');
        if (begins(id, (struct mbr_span){to->p + 1, to->n - 1}))
            to->n = 1;
    }
    mbr_put_span(to, id);
    return 0;
}

static void empty(struct link_line *line)
{
    line->count = line->other_count = line->text.n = line->other_text.n = 0;
    line->stranger = line->was = false;
}

/* Of an account that has been learnt its identifiers are not looked at again, but where lines may
   have been passed over for them. */
static int read_shown(struct link_job *job, struct mbr_err *err)
{
    struct link_line *line = &job->line;
    bool all = job->learning || line->member.n == 0 || job->run->skip_bad;
    empty(line);
    if (read_ids(job, all, err) < 0)
        return -1;
    if (all || !line->stranger)
        return 0;
    empty(line);
    return read_ids(job, true, err);
}

/* The rules tell it of a source, a store or a channel, the first that they know. */
static const struct mbr_country *home_of(struct link_job *job)
{
    const size_t slots[] = {job->source_slot, LINK_STORE, LINK_CHANNEL};
    const struct mbr_country *home = NULL;
    if (!job->rules.has_countries)
        return job->rules.home;
    for (size_t i = job->options->source ? 0 : 1; !home && i < 3; i++) {
        const struct mbr_json *from = &job->stream.ask->slot[slots[i]];
        struct mbr_span text;
        if (from->kind == MBR_JSON_STRING &&
            mbr_json_text(from, &job->line.source_text, &text) == 0)
            home = link_rules_country(&job->rules, text);
    }
    return home ? home : job->rules.home;
}

int link_line_read(struct link_job *job, struct mbr_err *err)
{
    struct link_line *line = &job->line;
    const struct mbr_json *member = &job->stream.ask->slot[LINK_MEMBER];
    bool folded = job->stream.kind == MBR_KIND_MEMBER;
    line->member = line->account = (struct mbr_span){0};
    if (mbr_value_id(member, "member", &line->member_text, &line->member, err) < 0)
        return -1;
    if (folded && line->member.n == 0)
        return mbr_err_set(err, "member: missing");
    line->home = home_of(job);
    if (read_shown(job, err) < 0)
        return -1;
    line->was = !folded && (line->stranger || line->other_count == 1);
    line->stranger = !folded && (line->stranger || (line->member.n == 0 && !line->was));
    if (line->stranger)
        return 0;
    line->key.n = 0;
    if (!line->was && link_line_account(job, line->member, &line->key, err) < 0)
        return -1;
    if (line->was)
        mbr_put(&line->key, line->other_text.p + line->others[0].at, line->others[0].n);
    line->account = mbr_buf_span(&line->key);
    line->other_count = line->was ? 0 : line->other_count;
    return 0;
}
