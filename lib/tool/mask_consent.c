/* Who has consented, as of a day. */

#include <stdlib.h>

#include "mask_job.h"
#include "mbr/date.h"
#include "mbr/value.h"

/* A member's last word on a purpose. */
struct mask_word {
    uint64_t at; /* 0: none */
    bool granted;
};

void mbr_mask_consent_free(struct mask_consent *consent)
{
    mbr_map_free(&consent->members);
    mbr_buf_free(&consent->scratch);
    free(consent->word);
    consent->word = NULL;
}

static struct mask_word *words_of(struct mask_consent *consent, struct mbr_span member)
{
    size_t n = consent->purposes->count, had = consent->members.count;
    size_t number = mbr_map_put(&consent->members, member, NULL);
    consent->word =
        mbr_grow(consent->word, &consent->cap, consent->members.count * n, sizeof *consent->word);
    if (consent->members.count > had)
        memset(consent->word + number * n, 0, n * sizeof *consent->word);
    return consent->word + number * n;
}

/* The later one; of two at the same time the refusal. */
static void say(struct mask_word *word, uint64_t at, bool granted)
{
    if (at == word->at)
        word->granted &= granted;
    else if (at > word->at)
        *word = (struct mask_word){at, granted};
}

static void say_of(const struct mask_consent *consent, struct mask_word *words,
                   struct mbr_span purpose, uint64_t at, bool granted)
{
    for (size_t i = 0; i < consent->purposes->count; i++)
        if (mbr_span_is(purpose, consent->purposes->item[i]))
            say(&words[i], at, granted);
}

/* In the object of a member line, where a purpose may stand twice. */
static bool is_granted(struct mask_consent *consent, const struct mbr_json *in, const char *purpose)
{
    bool granted = false, refused = false;
    struct mbr_json_pair pair;
    struct mbr_json_walk walk = mbr_json_walk(in);
    while (in->kind == MBR_JSON_OBJECT && mbr_json_next_pair(&walk, &pair)) {
        struct mbr_span key;
        if (mbr_json_key_text(pair.key, &consent->scratch, &key) < 0 || !mbr_span_is(key, purpose))
            continue;
        granted |= pair.value.kind == MBR_JSON_TRUE;
        refused |= pair.value.kind != MBR_JSON_TRUE;
    }
    return granted && !refused;
}

/* A word that cannot be read may have been a refusal, of anything and at any time. */
static void refuse_all(const struct mask_consent *consent, struct mask_word *words)
{
    for (size_t i = 0; i < consent->purposes->count; i++)
        say(&words[i], UINT64_MAX, false);
}

static int read_event(struct mask_consent *consent, const struct mbr_json *slot,
                      struct mbr_span *purpose, uint64_t *at, struct mbr_err *err)
{
    const struct mbr_json *granted = &slot[MASK_SLOT_GRANTED];
    if (mbr_value_at(&slot[MASK_SLOT_AT], "at", at, err) < 0 ||
        mbr_value_text(&slot[MASK_SLOT_PURPOSE], "purpose", &consent->scratch, purpose, err) < 0)
        return -1;
    if (*at == 0)
        return mbr_err_set(err, "at: missing");
    if (purpose->n == 0)
        return mbr_err_set(err, "purpose: missing");
    if (granted->kind == MBR_JSON_ABSENT)
        return mbr_err_set(err, "granted: missing");
    if (granted->kind != MBR_JSON_TRUE && granted->kind != MBR_JSON_FALSE)
        return mbr_err_json(err, "granted", "not true or false", granted->raw);
    return 0;
}

static int learn_event(struct mask_consent *consent, const struct mbr_json *slot,
                       struct mbr_span member, struct mbr_err *err)
{
    struct mbr_span purpose = {0};
    uint64_t at = 0;
    struct mask_word *words = words_of(consent, member);
    if (read_event(consent, slot, &purpose, &at, err) < 0) {
        refuse_all(consent, words);
        return -1;
    }
    if (consent->as_of == MBR_DAY_NONE || mbr_at_day(at) <= consent->as_of)
        say_of(consent, words, purpose, at, slot[MASK_SLOT_GRANTED].kind == MBR_JSON_TRUE);
    return 0;
}

/* What a line does not say is not in force on its day. */
static int learn_member(struct mask_consent *consent, const struct mbr_json *slot,
                        struct mbr_span member, struct mbr_err *err)
{
    int32_t as_of = MBR_DAY_NONE;
    struct mask_word *words = words_of(consent, member);
    int failed = mbr_value_day(&slot[MASK_SLOT_AS_OF], "as_of", &as_of, err);
    if (failed == 0 && as_of == MBR_DAY_NONE)
        failed = mbr_err_set(err, "as_of: missing");
    if (failed) {
        refuse_all(consent, words);
        return -1;
    }
    if (consent->as_of != MBR_DAY_NONE && as_of > consent->as_of)
        return mbr_err_set(err, "as_of: later than --as-of; mbr-profile --as-of goes back in time");
    for (size_t i = 0; i < consent->purposes->count; i++)
        say(&words[i], mbr_at_make(as_of, -1, MBR_OFFSET_NONE),
            is_granted(consent, &slot[MASK_SLOT_CONSENT], consent->purposes->item[i]));
    return 0;
}

int mbr_mask_consent_learn(struct mask_consent *consent, const struct mbr_stream *stream,
                           struct mbr_span member)
{
    const struct mbr_json *slot = stream->ask->slot;
    struct mbr_err *err = &stream->run->err;
    bool is_event = stream->kind == MBR_KIND_EVENT;
    if (consent->purposes->count == 0 || member.n == 0 ||
        (stream->kind != MBR_KIND_MEMBER && !is_event))
        return 0;
    consent->seen_members |= !is_event;
    consent->seen_events |= is_event;
    if (consent->seen_members && consent->seen_events) {
        stream->run->fatal = true;
        return mbr_err_set(err, "members and events mixed: fold with mbr-profile first");
    }
    if (!is_event)
        return learn_member(consent, slot, member, err);
    return mbr_span_is(stream->type, "consent") ? learn_event(consent, slot, member, err) : 0;
}

bool mbr_mask_consent_given(const struct mask_consent *consent, struct mbr_span member)
{
    size_t n = consent->purposes->count;
    uint32_t number = n ? mbr_map_find(&consent->members, member) : 0;
    if (number == MBR_MAP_NONE)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!consent->word[number * n + i].granted)
            return false;
    return true;
}

bool mbr_mask_consent_passes(struct mask_consent *consent, enum mbr_kind kind,
                             struct mbr_span member)
{
    bool about_nobody = kind == MBR_KIND_ITEM || (kind == MBR_KIND_ROW && member.n == 0);
    if (consent->purposes->count == 0 || about_nobody)
        return true;
    if (member.n && mbr_mask_consent_given(consent, member))
        return true;
    if (kind == MBR_KIND_MEMBER)
        consent->members_out++;
    else if (kind != MBR_KIND_EVENT)
        consent->others_out++;
    else if (member.n)
        consent->events_out++;
    else
        consent->anonymous_out++;
    return false;
}

static void put_and(struct mbr_buf *to, uint64_t n, const char *noun)
{
    if (n == 0)
        return;
    if (to->n)
        mbr_put_text(to, ", ");
    mbr_put_count(to, n, noun);
}

void mbr_mask_consent_report(const struct mask_consent *consent, const struct mbr_run *run)
{
    struct mbr_buf text = {0};
    put_and(&text, consent->members_out, "member");
    put_and(&text, consent->events_out, "event");
    put_and(&text, consent->anonymous_out, "anonymous event");
    put_and(&text, consent->others_out, "other record");
    put_and(&text, consent->references_out, "reference");
    if (text.n)
        mbr_note(run, "without consent, left out: %.*s", (int)text.n, text.p);
    mbr_buf_free(&text);
}
